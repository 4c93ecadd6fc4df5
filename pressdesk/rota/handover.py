"""The hand-over sheet: what whoever takes over must know, on a page or two. No reporter, no note.

Every list has room for so many; the sheet says how many more there are.
"""

from datetime import date, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.register.standing import OPEN
from pressdesk.registertables import Inquiry, Line, LineText

DAYS = 7  # that are looked ahead
EMBARGO_DAYS = 90  # how long after it is closed an inquiry's embargo may lift
OPENING_CHARACTERS = 80
ROOM = {"open": 28, "call_backs": 8, "waking": 8, "embargoes": 8, "lines": 8}
T = TypeVar("T")


class Row(NamedTuple):
    """An inquiry on the sheet."""

    inquiry: Inquiry
    opening: str  # how the question begins


class LineRow(NamedTuple):
    """Lines to take on the sheet."""

    title: str
    unit: str
    valid_until: date | None


class Listed(NamedTuple, Generic[T]):
    """As many as there is room for, and how many there are besides."""

    rows: list[T]
    more: int


class Sheet(NamedTuple):
    """What is handed over; each list in the order in which it is needed."""

    open: Listed[Row]  # wait for an answer and are awake, by deadline
    call_backs: Listed[Row]  # promised, those that are late among them
    waking: Listed[Row]  # parked until a day of the coming week
    embargoes: Listed[Row]  # lift from now on
    expiring: Listed[LineRow]  # lines to take whose last day is in the coming week
    valid: Listed[LineRow]  # other lines to take that are valid


def sheet(db: Session, now: datetime, today: date) -> Sheet:
    """The sheet as it is now.

    Args:
        now: aware. `today`: its day in Sweden.
    """
    soon = today + timedelta(days=DAYS)
    sleeps = sa.and_(col(Inquiry.parked_until).is_not(None), col(Inquiry.parked_until) > today)
    waits = col(Inquiry.open_order).is_not(None)
    is_open = col(Inquiry.status).in_(OPEN)
    is_recent = sa.or_(is_open, col(Inquiry.closed_at) >= now - timedelta(days=EMBARGO_DAYS))
    expires = col(LineText.valid_until).between(today, soon)
    lasts = sa.or_(col(LineText.valid_until).is_(None), col(LineText.valid_until) > soon)
    return Sheet(
        _inquiries(db, "open", [waits, ~sleeps], Inquiry.open_order),
        _inquiries(
            db,
            "call_backs",
            [is_open, col(Inquiry.call_back_at).is_not(None)],
            Inquiry.call_back_at,
        ),
        _inquiries(
            db, "waking", [waits, sleeps, col(Inquiry.parked_until) <= soon], Inquiry.parked_until
        ),
        _inquiries(
            db,
            "embargoes",
            [is_recent, col(Inquiry.embargo_until) >= now],
            Inquiry.embargo_until,
        ),
        _lines(db, expires),
        _lines(db, lasts),
    )


def _inquiries(
    db: Session, of: str, where: list[sa.ColumnElement[bool]], order: object
) -> Listed[Row]:
    room = ROOM[of]
    by = [col(order), col(Inquiry.number)]
    rows = db.exec(select(Inquiry).where(*where).order_by(*by).limit(room)).all()
    count = db.exec(select(sa.func.count()).select_from(Inquiry).where(*where)).one()
    return Listed([Row(row, _opening(row.question)) for row in rows], int(count) - len(rows))


def _lines(db: Session, when: sa.ColumnElement[bool]) -> Listed[LineRow]:
    room = ROOM["lines"]
    is_newest = sa.and_(
        col(LineText.line_id) == col(Line.id), col(LineText.version) == col(Line.version)
    )
    where = [is_newest, ~col(Line.is_withdrawn), when]
    by = [col(LineText.valid_until).is_(None), col(LineText.valid_until), col(LineText.title)]
    found = select(LineText, Line.unit).where(*where).order_by(*by).limit(room)
    rows = [LineRow(text.title, unit, text.valid_until) for text, unit in db.exec(found)]
    counted = select(sa.func.count()).select_from(Line).join(LineText, is_newest)
    count = db.exec(counted.where(*where)).one()
    return Listed(rows, int(count) - len(rows))


def _opening(question: str) -> str:
    words = " ".join(question[: 2 * OPENING_CHARACTERS].split())
    if len(words) <= OPENING_CHARACTERS:
        return words
    return words[:OPENING_CHARACTERS].rsplit(" ", 1)[0] + " …"
