"""The press officers' pages: queue, ticket, answer, note, close."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session
from wtforms import Field

from pressdesk import clock, desk
from pressdesk.errors import Stale, WrongState
from pressdesk.guard import tracing
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.tables import Outcome, State
from pressdesk.vault.tickets import Particulars
from pressdesk.web import access, forms, i18n, marks, publishing, records, site, switching
from pressdesk.web.forms import AnswerForm, CloseForm, NoteForm
from pressdesk.web.store_faults import readable

pages = Blueprint("desk", __name__, url_prefix="/desk")

LISTS = {"vantar": State.NEW, "besvarade": State.ANSWERED, "avslutade": State.CLOSED}


@pages.get("/")
@access.key_holder
def queue() -> ResponseReturnValue:
    shown = request.args.get("visa", "vantar")
    shown = shown if shown in LISTS else "vantar"
    with site.reading() as db:
        page = desk.queue(
            db,
            access.holder(),
            clock.today(),
            show=LISTS[shown],
            after=request.args.get("after"),
        )
        ending = desk.count_ending(db, access.holder(), site.settings(), clock.today())
    rows = [_line(row) for row in page.rows]
    return render_template(
        "officer/queue.html",
        rows=rows,
        after=page.after,
        shown=shown,
        ending=ending,
        reviews=records.overdue_reviews(),
        late=publishing.standing()["late"],
    )


@pages.get("/regler")
@access.officer
def rules() -> ResponseReturnValue:
    return render_template("officer/rules.html")


@pages.get("/arende/<ref>")
@access.key_holder
def ticket(ref: str) -> ResponseReturnValue:
    return _page(ref)


@pages.post("/arende/<ref>/ta")
@access.key_holder
def take(ref: str) -> ResponseReturnValue:
    with _working() as db:
        desk.take(db, access.holder(), ref, clock.today())
    return _back(ref, _("Du har tagit ärendet."))


@pages.post("/arende/<ref>/lamna-tillbaka")
@access.key_holder
def put_back(ref: str) -> ResponseReturnValue:
    with _working() as db:
        desk.put_back(db, access.holder(), ref)
    return _back(ref, _("Ärendet är tillbaka i kön."))


@pages.post("/arende/<ref>/svara")
@access.key_holder
@switching.keeps
def answer(ref: str) -> ResponseReturnValue:
    form = AnswerForm()
    if switching.is_on():
        return _page(ref, answer_form=form)
    if request.form.get("action") == "draft":
        return _save_draft(ref, form)
    asks = _asks(form.text)
    if not form.validate() or asks:
        return _page(ref, answer_form=_told(form, asks), answer_asks=asks), 422
    try:
        with _working() as db:
            desk.answer(
                db, access.holder(), ref, form.version.data or 0, form.text.data, clock.today()
            )
    except (Stale, WrongState):
        return _page(ref, answer_form=form, stale={"text": ""}), 409
    return _back(ref, _("Svaret är skickat."))


@pages.post("/arende/<ref>/anteckna")
@access.key_holder
@switching.keeps
def note(ref: str) -> ResponseReturnValue:
    form = NoteForm()
    if switching.is_on():
        return _page(ref, note_form=form)
    asks = _asks(form.text)
    if not form.validate() or asks:
        return _page(ref, note_form=_told(form, asks), note_asks=asks), 422
    with _working() as db:
        desk.note(db, access.holder(), ref, form.text.data, clock.today())
    return _back(ref, _("Anteckningen är sparad. Bara pressenheten ser den."))


@pages.post("/arende/<ref>/avsluta")
@access.key_holder
def close(ref: str) -> ResponseReturnValue:
    form = CloseForm()
    if not form.validate():
        return _page(ref, close_form=form), 422
    try:
        with _working() as db:
            desk.close(
                db,
                access.holder(),
                ref,
                form.version.data or 0,
                Outcome(form.outcome.data),
                site.settings(),
                clock.today(),
            )
    except (Stale, WrongState):
        return _page(ref, close_form=form, stale={"text": ""}), 409
    return _back(ref, _("Ärendet är avslutat."))


@pages.post("/arende/<ref>/oppna-igen")
@access.key_holder
def reopen(ref: str) -> ResponseReturnValue:
    with _working() as db:
        desk.reopen(db, access.holder(), ref, site.settings(), clock.today())
    return _back(ref, _("Ärendet är öppet igen."))


@contextmanager
def _working() -> Iterator[Session]:
    """A transaction of an act on a ticket; the staff log says that somebody worked that day."""
    with site.writing() as db:
        audit.note(db, Act.WORKED_WITH_TICKETS, access.me().id, clock.now())
        yield db


def _asks(field: Field) -> dict[str, Any] | None:
    """Where a text asks who, where or which reporter. Sure finds stop it; others warn once."""
    asks = tracing.find(field.data or "")
    is_sure = any(ask.is_sure for ask in asks)
    if not asks or (request.form.get("action") == "anyway" and not is_sure):
        return None
    return {"is_sure": is_sure, "pieces": marks.pieces(field.data, asks)}


def _told(form: AnswerForm | NoteForm, asks: dict[str, Any] | None) -> AnswerForm | NoteForm:
    """The form, with the stop said first on the page, where it takes the focus."""
    if asks:
        form.text.errors = [*form.text.errors, _("Läs det som är markerat och skriv om det")]
    return form


def _save_draft(ref: str, form: AnswerForm) -> ResponseReturnValue:
    """Keep what is written so far, also an empty box; only what is too long is refused."""
    if len(form.text.data) > forms.ANSWER_CHARACTERS:
        form.validate()
        return _page(ref, answer_form=form), 422
    try:
        with site.writing() as db:
            desk.save_draft(db, access.holder(), ref, form.text.data)
    except WrongState:
        return _page(ref, answer_form=form, stale={"text": ""}), 409
    return _back(ref, _("Utkastet är sparat. Bara du ser det."))


def _back(ref: str, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("desk.ticket", ref=ref), 303)


def _page(ref: str, **given: Any) -> str:
    with site.reading() as db:
        shown = desk.show(db, access.holder(), ref)
    blank = AnswerForm(formdata=None, data={"text": shown.draft})
    parts = {
        "answer_form": blank,
        "note_form": NoteForm(formdata=None),
        "close_form": CloseForm(formdata=None),
        "stale": None,
        "answer_asks": None,
        "note_asks": None,
    }
    duties = records.duties(shown.ticket)
    return render_template(
        "officer/ticket.html", ref=ref, ticket=_view(shown), duties=duties, **parts | given
    )


def _view(shown: desk.Shown) -> dict[str, Any]:
    """A ticket in words."""
    ticket, chosen = shown.ticket, shown.particulars or Particulars()
    return {
        "state": ticket.state,
        "wanted": i18n.wanted_id(ticket.wanted),
        "week": ticket.week,
        "version": ticket.version,
        "kinds": [str(i18n.KINDS.get(kind, kind)) for kind in chosen.kinds],
        "topic": str(i18n.TOPICS.get(chosen.topic or "", "")),
        "media": str(i18n.MEDIA.get(chosen.media or "", "")),
        "outcome": str(i18n.OUTCOMES[shown.outcome]) if shown.outcome else "",
        "messages": [(m.author, m.week, readable(m.text)) for m in shown.messages],
        "notes": [(note.week, readable(note.text), None) for note in shown.notes],
        "is_damaged": shown.particulars is None,
    }


def _line(row: desk.Row) -> dict[str, Any]:
    """A line of the queue in words."""
    kinds = [str(i18n.KINDS.get(kind, kind)) for kind in row.particulars.kinds]
    return {
        "ref": row.ref,
        "wanted": i18n.wanted_id(row.wanted),
        "is_overdue": i18n.wanted_id(row.wanted) == "overdue",
        "state": "again" if row.has_written_more else row.state,
        "week": row.week,
        "kinds": kinds,
        "topic": str(i18n.TOPICS.get(row.particulars.topic or "", "")),
        "opening": readable(row.opening or None),
        "has_key": row.has_key,
        "warns": row.is_near_cap,
    }
