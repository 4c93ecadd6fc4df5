"""Changing language in the middle of a page: the page comes back in the other one, with what was
typed, and nothing is done.

A button carries the page's form to the same view under another language's path, with a field of
its own. No form is valid then (`forms.Plain`), so that a view takes the way by which it always
gives a text back. A view that has no such way never runs; the fields are given back on a page of
their own.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from pressdesk.languages import Language
from pressdesk.staff import changes, sessions
from pressdesk.web import access, i18n, kept, site

pages = Blueprint("language", __name__, url_prefix="/konto")

FIELD = "switch"
View = TypeVar("View", bound=Callable[..., Any])


def register(app: Flask) -> None:
    """After the guards: a form that changes language is turned here."""
    app.before_request(_turn)
    app.after_request(_as_asked)
    app.jinja_env.globals["in_language"] = in_language


def keeps(view: View) -> View:
    """This view gives its page back, with everything typed, when its form is not valid."""
    view.keeps = True  # type: ignore[attr-defined]
    return view


def is_on() -> bool:
    """Whether this request only changes language."""
    return request.method == "POST" and FIELD in request.form


def page_address() -> str:
    """Where this page is to be had again, in any language; home when only a form leads here."""
    if request.method == "GET" and request.url_rule is not None:
        return request.full_path.rstrip("?")
    if request.blueprint not in access.STAFF_PAGES:
        return request.path if kept.is_ours(request.path, methods=("GET",)) else "/"
    return _page_behind(request.path)


def in_language(language: Language, address: str) -> str:
    """An address of this page's language in another one."""
    here = i18n.language().prefix
    rest = address[len(here) :] if here and f"{address}/".startswith(f"{here}/") else address
    return language.prefix + rest


@pages.post("/sprak")
@access.staff
def choose() -> ResponseReturnValue:
    """A member of staff has chosen her language; the page comes again in it. A list to choose from
    says which; a button leads here in its own.
    """
    named = [one for one in i18n.spoken() if one.locale == request.form.get("language")]
    chosen = named[0] if named else i18n.language()
    _choose(chosen)
    page = request.form.get("page", "")
    return redirect(chosen.prefix + (page if kept.is_ours(page) else "/konto/"), 303)


def own_language() -> ResponseReturnValue | None:
    """Her own language when a member of staff opens a page in another; None when it is right."""
    wanted = g.staff.language if g.get("staff") else None
    if request.method != "GET" or request.blueprint not in access.STAFF_PAGES:
        return None
    for language in i18n.spoken():
        if language.locale == wanted and language != i18n.language():
            return redirect(language.prefix + _here(), 302)
    return None


def _here() -> str:
    """This page's address as it travels: a path may hold what would end a header, or the path."""
    query = request.query_string.decode()
    return quote(request.path) + (f"?{query}" if query else "")


def _page_behind(path: str) -> str:
    """The page itself, or the one that a form's address lies under."""
    while path:
        for address in (path, f"{path}/"):
            if kept.is_ours(address, methods=("GET",)):
                return address
        path = path.rpartition("/")[0]
    return "/konto/"


def _turn() -> ResponseReturnValue | None:
    if not is_on():
        return own_language()
    if g.get("staff"):
        _choose(i18n.language())
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "keeps", False) or view is None:
        return None
    return render_template("errors/switched.html", kept=_carried())


def _carried() -> kept.Kept | None:
    posted = kept.posted()
    if posted is None:
        return None
    fields = [field for field in posted.fields if field[0] != FIELD]
    return kept.Kept(posted.action, fields)


def _choose(language: Language) -> None:
    with site.writing() as db:
        sessions.show(db, access.token() or b"")
        changes.choose_language(db, access.me().id, language.locale)


def _as_asked(response: Response) -> Response:
    """A page that came back as it was is no failure."""
    if is_on() and response.status_code == 422:  # noqa: PLR2004
        response.status_code = 200
    return response
