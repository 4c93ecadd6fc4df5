"""Who may open what. Every view says for whom it is; one that says nothing is open to nobody."""

import base64
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from pressdesk import clock
from pressdesk.errors import NoKeys, NotAllowed, NotSignedIn
from pressdesk.keytables import Role
from pressdesk.staff import sessions, tries
from pressdesk.staff.sessions import SignedIn
from pressdesk.vault.epochs import Holder
from pressdesk.web import passes, site

SESSION, DEVICE = passes.SESSION, passes.DEVICE
# Blueprints of which nothing is an employee's.
STAFF_PAGES = frozenset(
    {
        *("account", "own", "passkeys", "language"),
        *("desk", "duty", "records", "disclosing", "holds"),
        *("publishing", "figures", "figure_files"),
        "register",
    }
)
View = TypeVar("View", bound=Callable[..., Any])


class Rule(NamedTuple):
    """For whom a view is: everybody, or the staff of these roles, perhaps with keys in hand."""

    is_public: bool = False
    roles: frozenset[Role] = frozenset()
    needs_keys: bool = False


def public(view: View) -> View:
    """For everybody, signed in or not."""
    view.rule = Rule(is_public=True)  # type: ignore[attr-defined]
    return view


def staff(view: View) -> View:
    """For everybody with a session."""
    view.rule = Rule(roles=frozenset(Role))  # type: ignore[attr-defined]
    return view


def officer(view: View) -> View:
    """For press officers."""
    view.rule = Rule(roles=frozenset({Role.PRESS_OFFICER}))  # type: ignore[attr-defined]
    return view


def key_holder(view: View) -> View:
    """For press officers who were handed the keys."""
    view.rule = Rule(roles=frozenset({Role.PRESS_OFFICER}), needs_keys=True)  # type: ignore[attr-defined]
    return view


def reader(view: View) -> View:
    """For those who read the figures: the communications chief, and the officers who publish."""
    view.rule = Rule(roles=frozenset({Role.COMMS_CHIEF, Role.PRESS_OFFICER}))  # type: ignore[attr-defined]
    return view


class FormSessions(SecureCookieSessionInterface):
    """Flask's, which gets its keys ready for employees too, who bring no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) in request.cookies:
            return super().open_session(app, request)
        return self.session_class()


def guard() -> None:
    """Before each request: let in whom the view is for, and nobody else.

    Raises:
        NotSignedIn, NotAllowed, NoKeys
    """
    g.staff = None
    if request.endpoint is None:
        return
    rule = getattr(current_app.view_functions[request.endpoint], "rule", Rule())
    if request.cookies and request.blueprint != "health":  # which asks no database
        g.staff = _resumed()
    if rule.is_public:
        return
    if g.staff is None:
        raise NotSignedIn
    if g.staff.role not in rule.roles:
        raise NotAllowed
    if rule.needs_keys and not g.staff.holds_keys:
        raise NoKeys


def me() -> SignedIn:
    """Who is signed in, behind a guarded view."""
    found: SignedIn = g.staff
    return found


def holder() -> Holder:
    """The signed-in officer with her keys."""
    return me().holder


def cookie_name(kind: str) -> str:
    """See `passes.cookie_name`."""
    return passes.cookie_name(kind, is_https=site.settings().is_https)


def token(kind: str = SESSION) -> bytes | None:
    """The token in the request's cookie: a session's id, or a known browser's; None without one."""
    try:
        value = passes.bare(request.cookies.get(cookie_name(kind), ""))
        return base64.urlsafe_b64decode(value + "=") or None
    except ValueError:
        return None


def give_cookie(response: Response, token: bytes, kind: str = SESSION) -> None:
    """A cookie for this host alone, unseen by scripts. A session's goes when the browser closes."""
    value = base64.urlsafe_b64encode(token).decode().rstrip("=")
    lasts = sessions.LONGEST_SECONDS if kind == SESSION else tries.DEVICE_SECONDS
    ends = clock.now().timestamp() + lasts
    response.set_cookie(
        cookie_name(kind),
        passes.marked(kind, value, ends, passes.key_of(site.here().outer_pepper)),
        max_age=None if kind == SESSION else tries.DEVICE_SECONDS,
        secure=site.settings().is_https,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def take_cookie(response: Response) -> None:
    """Ask the browser to forget the session."""
    response.delete_cookie(
        cookie_name(SESSION),
        secure=site.settings().is_https,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def _resumed() -> SignedIn | None:
    session = token()
    if session is None:
        return None
    now = clock.now().timestamp()
    try:
        with site.reading() as db:
            found = sessions.resume(db, session, clock.today(), now)
            is_due = sessions.is_due(db, session, now)
    except NotSignedIn:
        return None
    if is_due:
        with site.writing() as db:
            sessions.touch(db, session, now)
    return found
