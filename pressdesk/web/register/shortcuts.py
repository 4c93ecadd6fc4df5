"""Single letters as shortcuts on the register's pages: which they are, and whether they are on."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pressdesk.staff import changes
from pressdesk.web import access, site
from pressdesk.web.register.pages import pages


class Shortcut(NamedTuple):
    """A key and what it does; `leads` is the endpoint that it opens. Without one, what it does is
    in static/register.js.
    """

    key: str
    does: object
    leads: str = ""


SHORTCUTS = (
    Shortcut("n", _l("Ny förfrågan"), "register.intake"),
    Shortcut("/", _l("Sök: vad sade vi senast?"), "register.search"),
    Shortcut("g", _l("Till registrets lista"), "register.listing"),
    Shortcut("b", _l("Till budskap och fakta"), "register.line_list"),
    Shortcut("j", _l("Nästa rad i listan")),
    Shortcut("k", _l("Raden före")),
    Shortcut("o", _l("Öppna raden (Enter går också)")),
    Shortcut("t", _l("Ta förfrågan")),
    Shortcut("s", _l("Till svaret")),
    Shortcut("m", _l("Fler uppgifter")),
    Shortcut("?", _l("Visa tangenterna")),
)


@pages.get("/tangenter")
@access.key_holder
def shortcuts() -> ResponseReturnValue:
    return render_template("register/shortcuts.html")


@pages.post("/tangenter")
@access.key_holder
def switch_shortcuts() -> ResponseReturnValue:
    wanted = request.form.get("on") == "yes"
    with site.writing() as db:
        changes.switch_shortcuts(db, access.me().id, are_on=wanted)
    flash(_("Tangenterna är på.") if wanted else _("Tangenterna är av."))
    return redirect(url_for("register.shortcuts"), 303)


@pages.context_processor
def _known() -> dict[str, object]:
    """For the window that ? opens on each page."""
    return {"SHORTCUTS": SHORTCUTS}
