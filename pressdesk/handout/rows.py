"""Inquiries as they are handed out: with what stands beside them, a part of a period at a time.

No reporter, no notes, no drafts and no proposed text: the first three are sealed, and none of them
is asked for here. Nor who works on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from pressdesk.errors import NotFound
from pressdesk.handout.period import Period, bounds
from pressdesk.registertables import Inquiry, InquiryUnit, Issue

AT_ONCE = 200


class Record(NamedTuple):
    """An inquiry, the units that it is shared with, and the title of its issue."""

    inquiry: Inquiry
    units: tuple[str, ...]
    issue: str

    @property
    def number(self) -> int:
        return self.inquiry.number


def count(db: Session, period: Period) -> int:
    """How many inquiries came in a period."""
    return db.exec(select(func.count()).select_from(Inquiry).where(*_came(period))).one()


def pages(
    db: Session, period: Period, skip: int = 0, most: int | None = None
) -> Iterator[list[Record]]:
    """Inquiries that came in a period, by number, 200 at a time.

    Args:
        skip: so many of the first are left out.
        most: how many at most.
    """
    came = select(Inquiry.number).where(*_came(period)).order_by(col(Inquiry.number))
    numbers = db.exec(came).all()[skip:][:most]
    for start in range(0, len(numbers), AT_ONCE):
        yield of(db, numbers[start : start + AT_ONCE])


def of(db: Session, numbers: Iterable[int]) -> list[Record]:
    """Inquiries by their numbers, in order; those that are gone are left out."""
    wanted = select(Inquiry).where(col(Inquiry.number).in_(list(numbers)))
    return _with_all(db, db.exec(wanted.order_by(col(Inquiry.number))).all())


def record(db: Session, number: int) -> Record:
    """One inquiry. Raises NotFound."""
    found = of(db, [number])
    if not found:
        raise NotFound
    return found[0]


def _came(period: Period) -> tuple[bool, bool]:
    first, end = bounds(period)
    return Inquiry.received_at >= first, Inquiry.received_at < end


def _with_all(db: Session, rows: Iterable[Inquiry]) -> list[Record]:
    found = list(rows)
    numbers = [row.number for row in found]
    units = defaultdict(list)
    shared = select(InquiryUnit).where(col(InquiryUnit.number).in_(numbers))
    for other in db.exec(shared.order_by(col(InquiryUnit.unit))):
        units[other.number].append(other.unit)
    ids = {row.issue_id for row in found if row.issue_id is not None}
    titles = dict(db.exec(select(Issue.id, Issue.title).where(col(Issue.id).in_(ids))).all())
    return [
        Record(row, tuple(units[row.number]), titles.get(row.issue_id or 0, "")) for row in found
    ]
