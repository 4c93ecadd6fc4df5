"""A ticket handed out: marked, looked through with a section for each span, then printed.

The printed page holds nothing of what is masked: not in a field, a title or a comment.
"""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import clock, disclosure
from pressdesk.disclosure import Record
from pressdesk.errors import BadMarks, NotFound
from pressdesk.keytables import Act
from pressdesk.staff import audit
from pressdesk.vault import links
from pressdesk.web import access, paper, records, site, spans, switching
from pressdesk.web.marks import fault_words
from pressdesk.web.paper import Entry
from pressdesk.web.spans import Chosen, Marks, Row
from pressdesk.web.swedish import in_swedish

pages = Blueprint("disclosing", __name__, url_prefix="/desk/handlingar/arende")


@pages.get("/<ref>")
@access.key_holder
def mark(ref: str) -> ResponseReturnValue:
    record = _record(ref)
    return _mark_page(ref, record, spans.suggested(paper.entries(record)))


@pages.post("/<ref>/granska")
@access.key_holder
@switching.keeps
def preview(ref: str) -> ResponseReturnValue:
    record = _record(ref)
    shown = paper.entries(record)
    written = spans.written(shown)
    marks, faults = spans.read(shown, written)
    if _is_stale(record):
        typed = {key: fault for key, fault in faults.items() if key in written}
        return _mark_page(ref, record, marks, boxes=written, faults=typed, stale="changed"), 409
    if faults or switching.is_on():
        known = spans.known()
        return _mark_page(ref, record, marks, boxes=written, faults=faults, known=known), 422
    usual = request.form.get("section", "")
    rows = spans.rows(shown, marks, spans.known(), usual if usual in disclosure.SECTIONS else "")
    return _preview_page(ref, record, shown, rows)


@pages.post("/<ref>/lamna-ut")
@access.key_holder
@switching.keeps
def disclose(ref: str) -> ResponseReturnValue:
    record = _record(ref)
    shown = paper.entries(record)
    marks, chosen = spans.posted(shown)
    if not spans.are_whole(marks):
        return _mark_page(ref, record, spans.suggested(shown) | marks, stale="lost"), 409
    if _is_stale(record):
        return _mark_page(ref, record, spans.suggested(shown) | marks, stale="changed"), 409
    if request.form.get("action") == "change":
        return _mark_page(ref, record, marks, known=chosen)
    rows = spans.rows(shown, marks, chosen, "", is_checked=not switching.is_on())
    if switching.is_on() or any(row.error for row in rows):
        return _preview_page(ref, record, shown, rows), 422
    with site.writing() as db:
        audit.note(db, Act.DISCLOSED_TICKET, access.me().id, clock.now())
    return render_template(
        "officer/disclosed.html",
        number=record.number,
        paper=paper.cut(shown, spans.masks(rows)),
        bar=paper.BAR,
        printed=in_swedish(paper.day)(clock.today()),
    )


@pages.errorhandler(NotFound)
def gone(_error: NotFound) -> ResponseReturnValue:
    """Destroyed while its page was open, or another officer's link: no word of it is given back."""
    told = _("Ärendet går inte att öppna. Det är raderat, eller så är länken gjord för någon annan")
    return records.shown(number_error=told), 404


def _record(ref: str) -> Record:
    holder = access.holder()
    with site.reading() as db:
        return disclosure.show(db, holder, links.ticket_id(holder, ref))


def _is_stale(record: Record) -> bool:
    return request.form.get("version") != str(record.ticket.version)


def _mark_page(
    ref: str,
    record: Record,
    marks: Marks,
    *,
    boxes: dict[str, str] | None = None,
    faults: dict[str, BadMarks] | None = None,
    known: Chosen | None = None,
    stale: str = "",  # "changed" when the ticket did, "lost" when not all came with the form
) -> str:
    shown = paper.entries(record)
    boxes, told = boxes or {}, faults or {}
    messages: list[dict[str, Any]] = [
        {
            "entry": entry,
            "text": boxes.get(entry.key) or disclosure.marked(entry.text, marks.get(entry.key, [])),
            "error": fault_words(told[entry.key], boxes.get(entry.key, ""))
            if entry.key in told
            else "",
        }
        for entry in shown
        if entry.is_message
    ]
    return render_template(
        "officer/disclose.html",
        ref=ref,
        number=record.number,
        version=record.ticket.version,
        facts=[(e, bool(marks.get(e.key))) for e in shown if not e.is_message],
        messages=messages,
        sections=paper.SECTIONS,
        known=[f"{spot}|{section}|{other}" for spot, (section, other) in (known or {}).items()],
        stale=stale,
        command=f"pressdesk disclose ticket {record.number}",
        fits=spans.fit(message["text"] for message in messages),
    )


def _preview_page(ref: str, record: Record, shown: list[Entry], rows: list[Row]) -> str:
    words = {row.spot: row.words for row in rows}
    chosen = [row._replace(section=spans.OTHER, other=words[row.spot]) for row in rows]
    return render_template(
        "officer/preview.html",
        ref=ref,
        number=record.number,
        version=record.ticket.version,
        rows=rows,
        paper=paper.cut(shown, spans.masks(chosen)),  # here the words are shown, marked
        sections=paper.SECTIONS,
    )
