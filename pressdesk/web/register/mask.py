"""An inquiry masked before it is handed out: by span, a fact as a whole, or all of it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pressdesk import clock, handout, inquiries, masking
from pressdesk.errors import BadMarks
from pressdesk.masking import Mask
from pressdesk.web import access, paper, site, spans, switching
from pressdesk.web.marks import fault_words
from pressdesk.web.paper import Entry
from pressdesk.web.register import document, survey
from pressdesk.web.register.pages import pages
from pressdesk.web.register.survey import Seen
from pressdesk.web.spans import Chosen, Marks, Row


@pages.get("/<ref>/maska")
@access.key_holder
def mask(ref: str) -> ResponseReturnValue:
    seen = _seen(ref)
    marks, chosen = _proposed(seen)
    return _mark_page(ref, seen, marks, chosen)


@pages.post("/<ref>/maska")
@access.key_holder
@switching.keeps
def mask_marked(ref: str) -> ResponseReturnValue:
    """Keep the marks when each has its section; else ask for it."""
    seen = _seen(ref)
    shown, marks, faults, written = _read(_entries(seen))
    chosen = spans.known()
    if _is_stale(seen):
        proposed, _sections = _proposed(seen)
        marks |= {key: proposed.get(key, []) for key in faults}
        return _mark_page(ref, seen, marks, chosen, is_stale=True), 409
    if faults or switching.is_on():
        return _mark_page(ref, seen, marks, chosen, boxes=written, faults=faults), 422
    usual = request.form.get("section", "")
    usual = usual if usual in masking.SECTIONS else ""
    rows = spans.rows(shown, marks, chosen, usual, is_checked=True)
    if any(row.error or row.left for row in rows):
        return _section_page(ref, seen, [row._replace(error="") for row in rows])
    return _keep(ref, seen, rows)


@pages.post("/<ref>/maska/spara")
@access.key_holder
@switching.keeps
def keep_masks(ref: str) -> ResponseReturnValue:
    seen = _seen(ref)
    shown = _entries(seen)
    marks, chosen = spans.posted(shown)
    shown = _in_question(shown, marks)
    if _is_stale(seen) or not spans.are_whole(marks):
        return _mark_page(ref, seen, _proposed(seen)[0] | marks, chosen, is_stale=True), 409
    if request.form.get("action") == "change":
        return _mark_page(ref, seen, marks, chosen)
    rows = spans.rows(shown, marks, chosen, "", is_checked=not switching.is_on())
    if switching.is_on() or any(row.error for row in rows):
        return _section_page(ref, seen, rows), 422
    return _keep(ref, seen, rows)


def _seen(ref: str) -> Seen:
    """The inquiry of an address. Raises NotFound."""
    with site.reading() as db:
        record = handout.record(db, inquiries.number_of(ref))
        return survey.page(db, [record], clock.today())[0]


def _entries(seen: Seen) -> list[Entry]:
    """What can be masked: all of it first, then fact by fact, and the texts."""
    whole = Entry(handout.ROW, _("Hela förfrågan"), handout.all_of(seen.texts))
    return [whole, *document.entries(seen.texts)]


def _proposed(seen: Seen) -> tuple[Marks, Chosen]:
    marks: Marks = {}
    chosen: Chosen = {}
    for field, masks in survey.proposed(seen).items():
        marks[field] = [mask.span for mask in masks]
        chosen |= {_spot(field, mask): _choice(mask.section) for mask in masks if mask.section}
    return marks, chosen


def _spot(field: str, mask: Mask) -> str:
    return f"{field} {mask.span.start} {mask.span.end}"


def _choice(section: str) -> tuple[str, str]:
    return (section, "") if section in masking.SECTIONS else (spans.OTHER, section)


def _read(
    shown: list[Entry],
) -> tuple[list[Entry], Marks, dict[str, BadMarks], dict[str, str]]:
    """What is marked in the form, and of what."""
    written = spans.written(shown)
    marks, faults = spans.read(shown, written)
    if marks.get(handout.ROW):
        marks, faults = {handout.ROW: marks[handout.ROW]}, {}
    return _in_question(shown, marks), marks, faults, written


def _in_question(shown: list[Entry], marks: Marks) -> list[Entry]:
    """When all of an inquiry is masked, nothing else of it needs a mark."""
    is_whole = bool(marks.get(handout.ROW))
    return [entry for entry in shown if (entry.key == handout.ROW) is is_whole]


def _digest(seen: Seen) -> str:
    return survey.digest([seen])


def _is_stale(seen: Seen) -> bool:
    return request.form.get("digest") != _digest(seen)


def _keep(ref: str, seen: Seen, rows: list[Row]) -> ResponseReturnValue:
    with site.writing() as db:
        # As it is now, under the lock: another text is never taken for the one that was read.
        now = survey.page(db, [handout.record(db, seen.record.number)], clock.today())[0]
        is_same = now.texts == seen.texts
        if is_same:
            masks = spans.masks(rows)
            handout.keep(db, now.record.number, now.texts, masks, clock.today())
    if not is_same:
        marks, chosen = _proposed(now)
        return _mark_page(ref, now, marks, chosen, is_stale=True), 409
    flash(_("%(ref)s är genomgången.", ref=ref) if not rows else _("%(ref)s är maskad.", ref=ref))
    days: dict[str, Any] = _period()
    return redirect(url_for("register.hand_out", **days), 303)


def _period() -> dict[str, str]:
    """The days that are handed out, kept on the way."""
    names = ("fran", "till")
    return {name: request.values[name] for name in names if name in request.values}


def _mark_page(
    ref: str,
    seen: Seen,
    marks: Marks,
    chosen: Chosen,
    *,
    boxes: dict[str, str] | None = None,
    faults: dict[str, BadMarks] | None = None,
    is_stale: bool = False,
) -> str:
    boxes, told = boxes or {}, faults or {}
    texts: list[dict[str, Any]] = [
        {
            "entry": entry,
            "text": boxes.get(entry.key) or masking.marked(entry.text, marks.get(entry.key, [])),
            "error": fault_words(told.get(entry.key), boxes.get(entry.key, "")),
        }
        for entry in document.entries(seen.texts)
        if entry.is_message
    ]
    facts = [(e, bool(marks.get(e.key))) for e in document.entries(seen.texts) if not e.is_message]
    return render_template(
        "register/mask.html",
        ref=ref,
        digest=_digest(seen),
        period=_period(),
        is_whole=bool(marks.get(handout.ROW)),
        facts=facts,
        texts=texts,
        sections=paper.SECTIONS,
        known=[f"{spot}|{section}|{other}" for spot, (section, other) in chosen.items()],
        is_changed=bool(seen.kept.changed),
        is_stale=is_stale,
    )


def _section_page(ref: str, seen: Seen, rows: list[Row]) -> str:
    return render_template(
        "register/mask_sections.html",
        ref=ref,
        digest=_digest(seen),
        period=_period(),
        rows=[row._replace(words=_("Hela förfrågan")) if _is_all(row) else row for row in rows],
        sections=paper.SECTIONS,
    )


def _is_all(row: Row) -> bool:
    return spans.spot(row.spot)[0] == handout.ROW
