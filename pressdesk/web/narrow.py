"""A process for the figures alone. Its role in the database can read what is published and the
session that a chief's browser shows; every other address is one that does not exist.
"""

from flask import abort, request

BLUEPRINTS = frozenset({"figures", "figure_files", "open_figures", "health", "look"})
VIEWS = frozenset({"static", "account.sign_out", "language.choose"})


def refuse() -> None:
    """Before each request: what this process does not serve is not found."""
    if request.endpoint not in VIEWS and request.blueprint not in BLUEPRINTS:
        abort(404)
