"""What is typed and not saved yet, kept on the server, sealed to whoever types it.

static/drafts.js sends it every few seconds and on leaving; without it there is a button. Nothing is
kept of a request for public records.
"""

import re

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock, inquiries
from pressdesk.errors import NotFound
from pressdesk.inquiries import sealed
from pressdesk.register.words import Kind
from pressdesk.web import access, dates, kept, site
from pressdesk.web.register import presence
from pressdesk.web.register.pages import pages

ABOUT = re.compile(r"[a-z0-9](?:[a-z0-9 -]{0,58}[a-z0-9])?")
VISIT_CHARACTERS = 40
# Not typed: a form that has nothing else is empty.
QUIET = {"version", "seen", "line", "channel", "kind"}


@pages.post("/utkast/<about>")
@access.key_holder
def keep_draft(about: str) -> ResponseReturnValue:
    """Keep what a form has, or drop it (`action=drop`); scripts are told when, and who else is
    here.
    """
    with site.writing() as db:
        keep(db, about, {} if request.form.get("action") == "drop" else typed())
    if request.form.get("action") == "drop":
        return redirect(_back(), 303)
    told = _("Utkast sparat %(time)s", time=dates.time_of(clock.now()))
    return jsonify(told=str(told), others=_others(_page_of(about)))


@pages.post("/narvaro/<about>")
@access.key_holder
def note_presence(about: str) -> ResponseReturnValue:
    """A page is open still, or is left (`leaving`). Kept in memory only."""
    if request.form.get("leaving"):
        presence.leave(site.here(), _known(about), access.me(), _visit())
        return jsonify(others="")
    return jsonify(others=_others(_known(about)))


def typed() -> dict[str, str]:
    """The fields of the request's form, without tokens and buttons; several of a name by line."""
    names = [name for name in request.form if name not in kept.NEVER_KEPT | {"action", "visit"}]
    return {name: "\n".join(request.form.getlist(name)) for name in names}


def keep(db: Session, about: str, fields: dict[str, str]) -> None:
    """Keep a draft, or drop it when nothing is typed or nothing may be kept.

    Args:
        about: "new", "2026-118 answer", "line 3".

    Raises:
        NotFound: `about` is of no page; TooLong: over 64 KiB.
    """
    is_typed = any(text.strip() for name, text in fields.items() if name not in QUIET)
    if not is_typed or _is_records_request(db, _known(about), fields):
        sealed.drop_draft(db, access.holder(), about)
    else:
        sealed.keep_draft(db, access.holder(), about, fields, clock.today())


def _known(about: str) -> str:
    if not ABOUT.fullmatch(about):
        raise NotFound
    return about


def _page_of(about: str) -> str:
    """ "2026-118 answer" is written on the page "2026-118"."""
    return _known(about).partition(" ")[0]


def _is_records_request(db: Session, about: str, fields: dict[str, str]) -> bool:
    """Nobody may ask who asks for public records, so nothing that was typed of it stays."""
    if fields.get("kind") == Kind.RECORDS_REQUEST:
        return True
    try:
        number = inquiries.number_of(_page_of(about))
    except NotFound:
        return False
    return inquiries.found(db, number).is_records_request


def _others(about: str) -> str:
    others = presence.come(site.here(), about, access.me(), _visit(), clock.now())
    return presence.told(others)


def _visit() -> str:
    return request.form.get("visit", "")[:VISIT_CHARACTERS]


def _back() -> str:
    """Where the button stood that dropped the draft."""
    wanted = request.form.get("back", "")
    return wanted if kept.is_ours(wanted) else url_for("register.listing")
