"""What was being sent, given back: through a sign-in, or on the page that says why it failed."""

from typing import NamedTuple

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from pressdesk.web import i18n

NEVER_KEPT = {
    *("csrf_token", "passphrase", "passphrase_again", "code", "current", "new_code"),
    *("challenge", "credential", "prf"),  # of a passkey
}
PREFIX = "kept-"
MOST_FIELDS = 600


class Kept(NamedTuple):
    """A form on its way: where to, and its fields in order."""

    action: str
    fields: list[tuple[str, str]]


def posted() -> Kept | None:
    """The form of this request, without tokens and secrets; None when there is nothing to give
    back.
    """
    pairs = [(name, value) for name, value in request.form.items(multi=True)]
    fields = [pair for pair in pairs if pair[0] not in NEVER_KEPT][:MOST_FIELDS]
    return Kept(request.script_root + request.path, fields) if fields else None


def wanted() -> Kept | None:
    """What this request was for, to go on after signing in."""
    if request.method == "POST":
        return posted()
    return Kept(request.full_path.rstrip("?"), [])


def carried() -> Kept | None:
    """What came through the sign-in form; None when nothing did, or when it leads elsewhere."""
    action = request.form.get(f"{PREFIX}action", "")
    if not is_ours(_without_language(action)):
        return None
    fields = []
    for number in range(MOST_FIELDS):
        name = request.form.get(f"{PREFIX}{number}-name")
        if name is None:
            break
        fields.append((name, request.form.get(f"{PREFIX}{number}-value", "")))
    return Kept(action, fields)


def _without_language(action: str) -> str:
    prefixes = [one.prefix for one in i18n.spoken() if one.prefix]
    named = [prefix for prefix in prefixes if action.startswith(f"{prefix}/")]
    return action[len(named[0]) :] if named else action


def is_ours(action: str, methods: tuple[str, ...] = ("POST", "GET")) -> bool:
    """A path of this site that a form or a link may lead to, and no other address."""
    if not action.startswith("/") or action.startswith(("//", "/\\")):
        return False
    if not action.isprintable():
        return False
    routes = current_app.url_map.bind("localhost")
    for method in methods:
        try:
            routes.match(action.partition("?")[0], method=method)
        except HTTPException:
            continue
        return True
    return False
