"""What was just done, told once on the next page; of tickets never on a page of the register, nor
the other way round, although several may be open in tabs.
"""

from typing import Any

from flask import Flask, get_flashed_messages, message_flashed, request, session

from pressdesk.web import access

SIDE = "side"  # of the cookie: what the waiting notice is of
TICKETS = frozenset({"desk", "records", "disclosing", "holds"})


def register(app: Flask) -> None:
    """Note of every notice what it is of."""
    message_flashed.connect(_noted, app)


def waiting() -> list[Any]:
    """Notices for this page, (category, words), which are then told; those of the other side wait.

    On staff pages only, since it needs a cookie.
    """
    if request.blueprint not in access.STAFF_PAGES or _is_apart(session.get(SIDE, "")):
        return []
    session.pop(SIDE, None)
    return list(get_flashed_messages(with_categories=True))


def _noted(_app: Flask, **_told: Any) -> None:
    if _is_apart(session.get(SIDE, "")):
        session["_flashes"] = session["_flashes"][-1:]
    session[SIDE] = _side() or session.get(SIDE, "")


def _side() -> str:
    if request.blueprint == "register":
        return "register"
    return "tickets" if request.blueprint in TICKETS else ""


def _is_apart(side: str) -> bool:
    return {side, _side()} == {"register", "tickets"}
