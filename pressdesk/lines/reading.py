"""Reading lines to take: which there are, what each has said, and what was answered with them."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.lines.differing import Piece, differences
from pressdesk.lines.writing import found
from pressdesk.register import names
from pressdesk.registertables import Inquiry, Line, LineText

PAGE_ROWS = 10
QUOTES = '”“„»«"'


class Show(StrEnum):
    """Which lines to take a page is of."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Entry(NamedTuple):
    """Lines to take as they stand."""

    line: Line
    text: LineText  # the newest


class Version(NamedTuple):
    """A version beside the one before it; the first differs from nothing."""

    text: LineText
    title: list[Piece]
    facts: list[Piece]
    quote: list[Piece]
    quoted: list[Piece]
    is_check: bool  # nothing else is new but the day on which it was checked


class Said(NamedTuple):
    """A released answer that was copied from lines to take."""

    inquiry: Inquiry
    version: int  # that it was copied from
    changes: list[Piece]  # what was really said, beside what the lines said
    is_changed: bool


def is_expired(text: LineText, today: date) -> bool:
    """Whether the last day has gone on which it is valid."""
    return text.valid_until is not None and text.valid_until < today


def valid(db: Session, today: date) -> list[Entry]:
    """What may be said today, in the order of the titles."""
    return everything(db, Show.VALID, today)


def everything(db: Session, shown: Show, today: date, unit: str | None = None) -> list[Entry]:
    """Lines to take of one kind, by title; the expired ones with the last to expire first."""
    is_over = sa.and_(col(LineText.valid_until).is_not(None), col(LineText.valid_until) < today)
    is_withdrawn, is_used = col(Line.is_withdrawn).is_(True), col(Line.is_withdrawn).is_(False)
    of_show: dict[Show, list[sa.ColumnElement[bool]]] = {
        Show.VALID: [is_used, ~is_over],
        Show.EXPIRED: [is_used, is_over],
        Show.WITHDRAWN: [is_withdrawn],
    }
    where = of_show[shown]
    if unit is not None:
        where.append(col(Line.unit) == unit)
    found = _newest(db, where)
    found.sort(key=lambda entry: (names.in_order(entry.text.title), entry.line.id))
    if shown is Show.EXPIRED:
        found.sort(key=lambda entry: entry.text.valid_until or today, reverse=True)
    return found


def show(db: Session, line_id: int) -> Entry:
    """Lines to take. Raises NotFound."""
    line = found(db, line_id)
    return Entry(line, db.exec(select(LineText).where(*_of(line_id, line.version))).one())


def entries(db: Session, ids: set[int]) -> dict[int, Entry]:
    """Those that are there of some."""
    return {entry.line.id: entry for entry in _newest(db, [col(Line.id).in_(ids)])}


def history(db: Session, line_id: int) -> list[Version]:
    """Every version, the newest first, with what is new in it. Raises NotFound."""
    found(db, line_id)
    of_line = select(LineText).where(LineText.line_id == line_id)
    texts = db.exec(of_line.order_by(col(LineText.version))).all()
    pairs = zip([None, *texts], texts, strict=False)
    return [_compared(before, text) for before, text in pairs][::-1]


def said(db: Session, line_id: int, *, before: int | None = None) -> tuple[list[Said], int | None]:
    """Released answers that were copied from them, the newest inquiry first; and the number after
    which the next ones come, None at the end.

    Args:
        before: that number.
    """
    where = [col(Inquiry.line_id) == line_id, col(Inquiry.answer).is_not(None)]
    if before is not None:
        where.append(col(Inquiry.number) < before)
    newest = select(Inquiry).where(*where).order_by(col(Inquiry.number).desc())
    rows = db.exec(newest.limit(PAGE_ROWS + 1)).all()
    texts = {
        text.version: text for text in db.exec(select(LineText).where(LineText.line_id == line_id))
    }
    shown = [_said(row, texts) for row in rows[:PAGE_ROWS]]
    return shown, shown[-1].inquiry.number if len(rows) > PAGE_ROWS else None


def as_answer(text: LineText) -> str:
    """What is said to an outlet: the facts, and the quote with who says it."""
    if not text.quote:
        return text.facts
    said = text.quote.strip(f"{QUOTES} ")
    return f"{text.facts}\n\n”{said}”, säger {text.quoted}."


def _newest(db: Session, where: list[sa.ColumnElement[bool]]) -> list[Entry]:
    is_newest = (col(LineText.line_id) == col(Line.id), col(LineText.version) == col(Line.version))
    return [Entry(*row) for row in db.exec(select(Line, LineText).where(*is_newest, *where))]


def _of(line_id: int, version: int) -> tuple[sa.ColumnElement[bool], ...]:
    return col(LineText.line_id) == line_id, col(LineText.version) == version


def _compared(before: LineText | None, text: LineText) -> Version:
    names = ("title", "facts", "quote", "quoted")
    pieces = {
        name: differences(getattr(before or text, name), getattr(text, name)) for name in names
    }
    is_same = before is not None and before.valid_until == text.valid_until
    is_check = is_same and not any(piece.how for found in pieces.values() for piece in found)
    return Version(text=text, is_check=is_check, **pieces)


def _said(row: Inquiry, texts: dict[int, LineText]) -> Said:
    version = row.line_version or 0
    answer = row.answer or ""
    lines = as_answer(texts[version]) if version in texts else answer
    return Said(row, version, differences(lines, answer), lines != answer)
