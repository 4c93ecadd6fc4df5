"""Reading the register: a page of it, and an inquiry with all that stands beside it."""

import re
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.errors import NotFound
from pressdesk.inquiries.asking import found, number_of, reference
from pressdesk.register.deadlines import Deadline
from pressdesk.register.words import Kind, Outcome, Status
from pressdesk.registertables import Inquiry, InquiryUnit

PAGE_ROWS = 25
OPENING_CHARACTERS = 200
PLACE = re.compile(r"[0-9TZ:-]{1,20}")  # a key as `_place` writes it
# The one of which the fewest rows are stands first.
FILTERS = ("issue_id", "outlet", "unit", "topic", "outcome", "kind")


class Show(StrEnum):
    """What a page of the register is of."""

    OPEN = "open"  # waits for an answer, by deadline; what is parked comes when it wakes
    MINE = "mine"
    PARKED = "parked"
    SIGN_OFF = "sign-off"
    RELEASED = "released"  # answered, not closed
    CLOSED = "closed"
    ALL = "all"


# What a page is ordered by before the number, from the first; the others begin with the newest.
KEYS = {
    Show.OPEN: "open_order",
    Show.MINE: "open_order",
    Show.SIGN_OFF: "open_order",
    Show.PARKED: "parked_until",
}


class Filter(NamedTuple):
    """Which inquiries; None is any."""

    show: Show = Show.OPEN
    unit: str | None = None  # the lead unit
    outlet: str | None = None
    topic: str | None = None
    kind: Kind | None = None
    outcome: Outcome | None = None
    issue_id: int | None = None


class Row(NamedTuple):
    """A line of the register."""

    ref: str
    inquiry: Inquiry
    opening: str  # how the question begins, on one line


class Page(NamedTuple):
    """A page of lines, and where the next begins; None at the end."""

    rows: list[Row]
    after: str | None


class Shown(NamedTuple):
    """An inquiry as its page shows it."""

    ref: str
    inquiry: Inquiry
    units: list[str]  # that it is shared with
    follows: str | None  # references
    followed_by: list[str]


def deadline_of(row: Inquiry) -> Deadline:
    return Deadline(row.due, row.due_until)


def page(
    db: Session, asked: Filter, today: date, *, me: UUID | None = None, after: str | None = None
) -> Page:
    """A page of the register: what waits for an answer by deadline, what is parked by the day on
    which it wakes, all else newest first.

    Args:
        me: whose, for `Show.MINE`.
        after: where the page before ended. Raises NotFound: it is no such place.
    """
    key = KEYS.get(asked.show)
    number = col(Inquiry.number)
    order: list[Any] = [getattr(Inquiry, key), number] if key else [number.desc()]
    where = _where(asked, today, me)
    if after is not None:
        where.append(_beyond(after, key))
    # Numbers first: an index has all that is asked for, and the rows are read of one page alone.
    numbers = select(Inquiry.number).where(*where).order_by(*order).limit(PAGE_ROWS + 1)
    rows = db.exec(select(Inquiry).where(number.in_(numbers)).order_by(*order)).all()
    last = rows[PAGE_ROWS - 1] if len(rows) > PAGE_ROWS else None
    return Page([_line(row) for row in rows[:PAGE_ROWS]], _place(last, key) if last else None)


def counts(db: Session, today: date) -> dict[Show, int]:
    """How many there are of those that an index of open ones tells at once; never per officer."""
    shows = (Show.OPEN, Show.PARKED, Show.SIGN_OFF)
    wanted = (_where(Filter(show), today, None) for show in shows)
    sums = [sa.func.count(sa.case((sa.and_(*where), 1))) for where in wanted]
    found = db.connection().execute(sa.select(*sums).where(_is_open())).one()
    return dict(zip(shows, found, strict=True))


def show(db: Session, number: int) -> Shown:
    """An inquiry. Raises NotFound."""
    row = found(db, number)
    shared = select(InquiryUnit.unit).where(InquiryUnit.number == number)
    following = select(Inquiry.number).where(Inquiry.follows == number)
    return Shown(
        reference(number),
        row,
        sorted(db.exec(shared).all()),
        reference(row.follows) if row.follows else None,
        [reference(other) for other in sorted(db.exec(following).all())],
    )


def _where(asked: Filter, today: date, me: UUID | None) -> list[Any]:
    """What a row must be. One condition, of which the fewest rows are, is left to an index; the
    others are hidden from it, since without having counted a database may choose a worse one.
    """
    shown = _shown(asked.show, today, me)
    given = [(by, value) for by in FILTERS if (value := getattr(asked, by)) is not None]
    is_few = asked.show not in {Show.CLOSED, Show.ALL}
    if given and asked.show is Show.CLOSED:
        shown = [_is("status", Status.CLOSED, is_hidden=True)]
    return shown + [
        _is(by, value, is_hidden=is_few or place > 0) for place, (by, value) in enumerate(given)
    ]


def _shown(show: Show, today: date, me: UUID | None) -> list[Any]:
    sleeps = sa.and_(col(Inquiry.parked_until).is_not(None), col(Inquiry.parked_until) > today)
    shown: dict[Show, list[Any]] = {
        Show.OPEN: [_is_open(), ~sleeps],
        Show.MINE: [_is_open(), col(Inquiry.owner_id) == me],
        Show.PARKED: [_is_open(), sleeps],
        Show.SIGN_OFF: [_is_open(), _is("status", Status.FOR_SIGN_OFF, is_hidden=True)],
        Show.RELEASED: [col(Inquiry.status) == Status.RELEASED],
        Show.CLOSED: [col(Inquiry.status) == Status.CLOSED],
        Show.ALL: [],
    }
    return shown[show]


def _is_open() -> Any:
    return col(Inquiry.open_order) >= ""  # as IS NOT NULL, and every planner takes its index


def _is(column: str, value: Any, *, is_hidden: bool) -> Any:
    named = getattr(Inquiry, column)
    if not is_hidden:
        return named == value
    return sa.case((named == value, 1), else_=0) == 1


def _beyond(after: str, key: str | None) -> Any:
    """The rows that come after a place."""
    at, _, ref = after.rpartition("_")
    number = number_of(ref)
    if key is None:
        if at:
            raise NotFound
        return col(Inquiry.number) < number
    here = sa.tuple_(sa.literal(_typed(at, key)), sa.literal(number))
    return sa.tuple_(getattr(Inquiry, key), col(Inquiry.number)) > here


def _typed(at: str, key: str) -> str | date:
    if not PLACE.fullmatch(at):
        raise NotFound
    try:
        return date.fromisoformat(at) if key == "parked_until" else at
    except ValueError:
        raise NotFound from None


def _place(last: Inquiry, key: str | None) -> str:
    ref = reference(last.number)
    return f"{getattr(last, key)}_{ref}" if key else ref


def _line(row: Inquiry) -> Row:
    words = " ".join(row.question[: 2 * OPENING_CHARACTERS].split())
    is_whole = len(words) <= OPENING_CHARACTERS
    opening = words if is_whole else words[:OPENING_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return Row(reference(row.number), row, opening)
