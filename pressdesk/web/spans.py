"""Spans on their way between the pages that mark a ticket, choose sections, and print it."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _

from pressdesk import masking
from pressdesk.errors import BadMarks
from pressdesk.masking import Mask, Span
from pressdesk.web import edge, forms, site
from pressdesk.web.marks import AROUND
from pressdesk.web.paper import Entry

OTHER = "other"
DIGITS = 6  # of a place in a text
ROOM_BYTES = 16_384  # for marks that she adds, and for the rest of the form
Marks = dict[str, list[Span]]  # by an entry's key
Chosen = dict[str, tuple[str, str]]  # by a row's spot: section, and what was written as another


class Row(NamedTuple):
    """A span in the preview: where it stands, and the section that is chosen for it."""

    spot: str  # "text-1 12 20"
    entry: Entry
    before: str
    words: str
    after: str
    left: int  # how often the same words stand unmasked
    section: str
    other: str
    error: str


def suggested(shown: list[Entry]) -> Marks:
    """What may say who somebody is, marked before she begins."""
    return {entry.key: _guessed(entry) for entry in shown if entry.is_message}


def _guessed(entry: Entry) -> list[Span]:
    return masking.suggestions(entry.text, frozenset({site.settings().duty_phone}))


def written(shown: list[Entry]) -> dict[str, str]:
    """What came back from the boxes, by the entry that each is of."""
    keys = [entry.key for entry in shown if entry.is_message]
    texts = [text.replace("\r\n", "\n") for text in request.form.getlist("message")]
    return dict(zip(keys, texts, strict=False))


def fit(boxes: Iterable[str]) -> bool:
    """Whether marked texts are short enough to come back in one form."""
    lines = (("message", text.replace("\n", "\r\n")) for text in boxes)
    return len(urlencode(list(lines))) <= edge.STAFF_BODY_BYTES - ROOM_BYTES


def read(shown: list[Entry], written: dict[str, str]) -> tuple[Marks, dict[str, BadMarks]]:
    """The spans that are marked, and what is wrong with the marks; an unread text gets guesses."""
    marks: Marks = {}
    faults: dict[str, BadMarks] = {}
    whole = set(request.form.getlist("whole"))
    for entry in shown:
        if not entry.is_message:
            marks[entry.key] = [Span(0, len(entry.text))] * (entry.key in whole)
            continue
        try:
            marks[entry.key] = masking.read(written.get(entry.key, ""), entry.text)
        except BadMarks as fault:
            marks[entry.key], faults[entry.key] = _guessed(entry), fault
    return marks, faults


def posted(shown: list[Entry]) -> tuple[Marks, Chosen]:
    """Spans that came back from the preview, in order; and what was chosen for each."""
    lengths = {entry.key: len(entry.text) for entry in shown}
    given = (request.form.getlist(name) for name in ("spot", "section", "other"))
    marks: Marks = {}
    chosen: Chosen = {}
    for where, section, other in zip(*given, strict=False):
        key, span = spot(where)
        after = marks.get(key, [Span(0, 0)])[-1].end
        if key in lengths and after <= span.start < span.end <= lengths[key]:
            marks.setdefault(key, []).append(span)
            chosen[where] = section, forms.tidy(other)
    return marks, chosen


def are_whole(marks: Marks) -> bool:
    """Whether as many spans came back as went out: one that is lost must not be printed."""
    return request.form.get("count") == str(sum(map(len, marks.values())))


def known() -> Chosen:
    """What was chosen before she went back to mark more."""
    parts = [one.split("|", 2) for one in request.form.getlist("known")]
    return {part[0]: (part[1], part[2]) for part in parts if len(part) == 3}  # noqa: PLR2004


def rows(
    shown: list[Entry],
    marks: Marks,
    chosen: Chosen,
    usual: str,
    *,
    is_checked: bool = False,
) -> list[Row]:
    """A line of the preview for each span; `is_checked` when sections should be there."""
    found = []
    for entry in shown:
        for start, end in marks.get(entry.key, []):
            where, words = f"{entry.key} {start} {end}", entry.text[start:end]
            section, other = chosen.get(where, (usual, ""))
            row = Row(
                spot=where,
                entry=entry,
                before=_beside(entry.text[:start][::-1])[::-1],
                words=words,
                after=_beside(entry.text[end:]),
                left=_left(shown, marks, words.strip()),
                section=section,
                other=other,
                error=_fault_of(section, other, words) if is_checked else "",
            )
            found.append(row)
    return found


def _beside(text: str) -> str:
    """How a text goes on: 40 characters of it, no word cut in two unless it is longer than that."""
    if len(text) <= AROUND:
        return text
    whole = text[: AROUND + 1].rpartition(" ")[0] or text[:AROUND]
    return f"{whole} …"


def _left(shown: list[Entry], marks: Marks, words: str) -> int:
    """How often masked words stand elsewhere, unmasked."""
    if not words:
        return 0
    found = (masking.occurrences(e.text, words, marks.get(e.key, [])) for e in shown)
    return sum(map(len, found))


def _fault_of(section: str, other: str, words: str) -> str:
    if section in masking.SECTIONS:
        return ""
    if section != OTHER:
        return _("Välj ett lagrum")
    if not 0 < len(other) <= masking.SECTION_CHARACTERS:
        return _("Skriv lagrummet med högst 40 tecken")
    if masking.tells(other, words):
        return _("Skriv bara lagrummet, inget av det som maskas")
    return ""


def masks(found: list[Row]) -> dict[str, list[Mask]]:
    """What is not told, by the entry that it is in."""
    made: dict[str, list[Mask]] = {}
    for row in found:
        key, span = spot(row.spot)
        section = row.other if row.section == OTHER else row.section
        made.setdefault(key, []).append(Mask(span, section))
    return made


def spot(text: str) -> tuple[str, Span]:
    """The entry and the span of "text-1 12 20"; an empty span when it is something else."""
    key, *numbers = text.split(" ")
    are_good = all(n.isdecimal() and len(n) <= DIGITS for n in numbers)
    is_span = are_good and len(numbers) == len(Span._fields)
    return key, Span(*map(int, numbers)) if is_span else Span(0, 0)
