"""Pages that are the same for everybody who reads them in a language: made once in a process.

An employee's page is read without a cookie and without a question, so that nothing of a request is
in it. A page that anything of a request could change is made each time.
"""

from collections.abc import Callable
from functools import wraps

from flask import current_app, request

from pressdesk.web import i18n

MADE = "pressdesk.shared"  # where the app keeps them
Make = Callable[[], str]


def page(make: Make) -> Make:
    """A page that hangs on the site's settings and the language alone. What a form brought, when a
    page is given back to a POST, is never kept.
    """

    @wraps(make)
    def made() -> str:
        if request.method != "GET":
            return make()
        kept: dict[tuple[str, str], str] = current_app.extensions.setdefault(MADE, {})
        name = make.__name__, i18n.locale()
        if name not in kept:
            kept[name] = make()
        return kept[name]

    return made
