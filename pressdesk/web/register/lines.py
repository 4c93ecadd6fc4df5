"""Lines to take (budskap och fakta): the list, one of them, its history, and one-press acts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from pressdesk import clock, inquiries, lines
from pressdesk.errors import NotFound, Stale, WrongState
from pressdesk.lines import Show
from pressdesk.register import lists
from pressdesk.web import access, site
from pressdesk.web.register import line_words
from pressdesk.web.register.pages import pages

SHOWN = {"giltiga": Show.VALID, "utgangna": Show.EXPIRED, "tillbakadragna": Show.WITHDRAWN}


@pages.get("/budskap/")
@access.key_holder
def line_list() -> ResponseReturnValue:
    today = clock.today()
    chosen = request.args.get("visa", "")
    shown = chosen if chosen in SHOWN else "giltiga"
    unit = request.args.get("enhet", "")
    with site.reading() as db:
        found = lines.everything(db, SHOWN[shown], today, unit=unit or None)
        to = _inquiry(db)
        units = [row.name for row in lists.units(db, all=True)]
    return render_template(
        "register/lines.html",
        rows=[line_words.told(entry, today) for entry in found],
        shown=shown,
        unit=unit,
        units=units,
        to=to,
    )


@pages.get("/budskap/<line>")
@access.key_holder
def line_page(line: str) -> ResponseReturnValue:
    return page(line_words.number(line))


def page(line_id: int, **given: Any) -> str:
    """Lines to take, with what was answered with them. Raises NotFound."""
    now, today = clock.now(), clock.today()
    with site.reading() as db:
        entry = lines.show(db, line_id)
        said, after = lines.said(db, line_id, before=_place())
        offered = inquiries.page(db, inquiries.Filter(), today).rows
        to = _inquiry(db)
    parts = {
        "it": line_words.told(entry, today),
        "said": [line_words.said(one, now) for one in said],
        "after": inquiries.reference(after) if after else None,
        "offered": [(row.ref, f"{row.inquiry.outlet}: {row.opening[:60]}") for row in offered],
        "to": to,
        "written": "",
        "error": "",
    }
    return render_template("register/line.html", **parts | given)


@pages.post("/budskap/<line>/kontrollerat")
@access.key_holder
def line_check(line: str) -> ResponseReturnValue:
    line_id = line_words.number(line)
    try:
        with site.writing() as db:
            lines.check(db, line_id, _version(), clock.now(), clock.today())
    except Stale as late:
        return page(line_id, stale=True), late.status
    flash(_("Noterat: kontrollerat i dag."))
    return _to(line_id)


@pages.post("/budskap/<line>/dra-tillbaka")
@access.key_holder
def line_withdraw(line: str) -> ResponseReturnValue:
    return _turn(line, "register.line_restore", lines.withdraw, _("Budskapen är tillbakadragna."))


@pages.post("/budskap/<line>/aterstall")
@access.key_holder
def line_restore(line: str) -> ResponseReturnValue:
    return _turn(line, "register.line_withdraw", lines.restore, _("Budskapen används igen."))


@pages.get("/budskap/<line>/historik")
@access.key_holder
def line_history(line: str) -> ResponseReturnValue:
    return _history(line_words.number(line))


@pages.post("/budskap/<line>/ga-tillbaka")
@access.key_holder
def line_go_back(line: str) -> ResponseReturnValue:
    """An older text once more, as a new version."""
    line_id, to = line_words.number(line), line_words.number(request.form.get("to", ""))
    try:
        with site.writing() as db:
            lines.go_back(db, line_id, _version(), to, clock.now(), clock.today())
    except Stale as late:
        return _history(line_id, stale=True), late.status
    flash(_("Version %(number)s gäller igen, som en ny version.", number=to))
    return _to(line_id)


def _turn(line: str, back: str, act: Any, told: str) -> ResponseReturnValue:
    """Withdraw or restore; the bar does the other."""
    line_id = line_words.number(line)
    try:
        with site.writing() as db:
            act(db, line_id, _version())
    except (Stale, WrongState) as late:
        return page(line_id, stale=True), late.status
    flash(told, url_for(back, line=line_id, version=_version()))
    return _to(line_id)


def _history(line_id: int, *, stale: bool = False) -> str:
    now = clock.now()
    with site.reading() as db:
        entry, versions = lines.show(db, line_id), lines.history(db, line_id)
    shown = [line_words.version(one, now) for one in versions]
    it = line_words.told(entry, clock.today())
    return render_template("register/line_history.html", it=it, versions=shown, stale=stale)


def _inquiry(db: Session) -> dict[str, str] | None:
    """The inquiry that somebody is looking for an answer to (`till`)."""
    ref = request.values.get("till", "")
    try:
        row = inquiries.show(db, inquiries.number_of(ref)).inquiry
    except NotFound:
        return None
    return {"ref": ref, "outlet": row.outlet or ""}


def _place() -> int | None:
    after = request.args.get("efter")
    return inquiries.number_of(after) if after else None


def _version() -> int:
    """As the page had it; of an undo bar it stands in the address."""
    return line_words.version_of(request.values.get("version", ""))


def _to(line_id: int) -> ResponseReturnValue:
    return redirect(url_for("register.line_page", line=line_id), 303)
