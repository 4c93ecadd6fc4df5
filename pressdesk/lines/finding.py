"""What did we say last time? Lines to take and released answers, best first."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from pressdesk.lines.reading import Entry, entries, is_expired
from pressdesk.register import search
from pressdesk.register.search import Hit
from pressdesk.registertables import Inquiry


class Found(NamedTuple):
    """A hit, with the lines to take or the inquiry that it is of."""

    hit: Hit
    entry: Entry | None
    inquiry: Inquiry | None
    is_expired: bool


def find(db: Session, typed: str, today: date, limit: int) -> list[Found]:
    """What fits best to what somebody typed.

    Args:
        typed: any text of any length.
        limit: hits, at most `search.MOST`.
    """
    hits = search.search(db, typed, limit)
    lines = entries(db, {_number(hit) for hit in hits if hit.kind == "line"})
    numbers = {_number(hit) for hit in hits if hit.kind == "answer"}
    released = select(Inquiry).where(
        col(Inquiry.number).in_(numbers), col(Inquiry.answer).is_not(None)
    )
    rows = {row.number: row for row in db.exec(released)}
    found = (_found(hit, lines, rows, today) for hit in hits)
    return [one for one in found if one.entry or one.inquiry]


def _found(hit: Hit, lines: dict[int, Entry], rows: dict[int, Inquiry], today: date) -> Found:
    if hit.kind == "answer":
        return Found(hit, None, rows.get(_number(hit)), False)
    entry = lines.get(_number(hit))
    return Found(hit, entry, None, entry is not None and is_expired(entry.text, today))


def _number(hit: Hit) -> int:
    """Of "line 3" or "answer 2026000118"."""
    return int(hit.id.rpartition(" ")[2])
