"""Issues (samlade frågor): the same question from several outlets, never merged.

To group an inquiry changes which issue it is of and nothing else, not even its version, so that
whoever is writing its answer loses nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from pressdesk.errors import BadInquiry, NotFound, Stale, WrongState
from pressdesk.inquiries.asking import found as inquiry_of
from pressdesk.register import versions
from pressdesk.register.standing import UNANSWERED
from pressdesk.registertables import Inquiry, Issue, Line

TITLE_CHARACTERS = 200


class Moved(NamedTuple):
    """An inquiry that came into an issue or left it, and the issue that it was of before."""

    number: int
    before: int | None


class Counted(NamedTuple):
    """An issue, how many inquiries it has, and how many of them still wait for an answer."""

    issue: Issue
    inquiries: int
    to_call: int


class Shown(NamedTuple):
    """An issue with its inquiries."""

    issue: Issue
    to_call: list[Inquiry]  # by deadline
    answered: list[Inquiry]  # the last one first
    ended: list[Inquiry]  # closed without an answer


def make(db: Session, title: str, line_id: int | None, today: date) -> Issue:
    """A new issue, still empty.

    Raises:
        BadInquiry: `title`: it is empty or too long.
        NotFound: no such lines to take.
    """
    newest = db.exec(select(sa.func.max(col(Issue.id)))).one()
    issue = Issue(id=(newest or 0) + 1, title="", created_on=today)
    _write(db, issue, title, line_id)
    return issue


def change(db: Session, issue_id: int, version: int, title: str, line_id: int | None) -> Issue:
    """Another title, other lines to take. Raises Stale; else as `make`."""
    issue = found(db, issue_id, version)
    issue.version += 1
    _write(db, issue, title, line_id)
    return issue


def turn(db: Session, issue_id: int, version: int, *, is_closed: bool) -> Issue:
    """Close an issue, or open it again; its inquiries stay as they are.

    Raises:
        NotFound, Stale
        WrongState: it is so already.
    """
    issue = found(db, issue_id, version)
    if issue.is_closed is is_closed:
        raise WrongState
    issue.is_closed = is_closed
    issue.version += 1
    db.add(issue)
    return issue


def add(db: Session, issue_id: int, numbers: Iterable[int]) -> list[Moved]:
    """Put inquiries into an issue, also those that are of another; those already in it stay.

    Raises:
        NotFound: no such issue, or no such inquiry.
        WrongState: the issue is closed.
        BadInquiry: `records`: of a request for public records nothing is kept.
    """
    if found(db, issue_id).is_closed:
        raise WrongState
    rows = [inquiry_of(db, number) for number in dict.fromkeys(numbers)]
    if any(row.is_records_request for row in rows):
        raise BadInquiry("records")
    return [_move(db, row, issue_id) for row in rows if row.issue_id != issue_id]


def take_out(db: Session, issue_id: int, numbers: Iterable[int]) -> list[Moved]:
    """Take inquiries out of an issue; those that are not in it are passed over. Raises NotFound."""
    rows = [inquiry_of(db, number) for number in dict.fromkeys(numbers)]
    return [_move(db, row, None) for row in rows if row.issue_id == issue_id]


def move_back(db: Session, moved: Iterable[Moved], now_in: int | None) -> None:
    """Undo `add` and `take_out`.

    Args:
        now_in: the issue that they were moved into; None: out of theirs.

    Raises:
        NotFound: an inquiry, or the issue that it was of, is gone.
        Stale: somebody has moved one of them since.
    """
    for one in moved:
        row = inquiry_of(db, one.number)
        if row.issue_id != now_in:
            raise Stale
        if one.before is not None:
            found(db, one.before)
        _move(db, row, one.before)


def drop(db: Session, issue_id: int) -> None:
    """Undo `make`. Raises NotFound; WrongState: it has inquiries."""
    issue = found(db, issue_id)
    if db.exec(select(Inquiry.number).where(Inquiry.issue_id == issue_id).limit(1)).first():
        raise WrongState
    db.delete(issue)


def current(db: Session) -> list[Issue]:
    """Open issues, the newest first."""
    is_open = select(Issue).where(~col(Issue.is_closed))
    return list(db.exec(is_open.order_by(col(Issue.id).desc())).all())


def everything(db: Session, *, is_closed: bool = False) -> list[Counted]:
    """Issues that are open, or closed, the newest first."""
    waits = sa.case((col(Inquiry.status).in_(UNANSWERED), 1), else_=0)
    counts = (
        select(Issue, sa.func.count(col(Inquiry.number)), sa.func.coalesce(sa.func.sum(waits), 0))
        .join(Inquiry, col(Inquiry.issue_id) == col(Issue.id), isouter=True)
        .where(col(Issue.is_closed).is_(is_closed))
        .group_by(*Issue.__table__.columns)  # type: ignore[attr-defined]
        .order_by(col(Issue.id).desc())
    )
    return [
        Counted(issue, int(inquiries), int(waiting))
        for issue, inquiries, waiting in db.exec(counts)
    ]


def show(db: Session, issue_id: int) -> Shown:
    """An issue with its inquiries. Raises NotFound."""
    issue = found(db, issue_id)
    of_issue = select(Inquiry).where(Inquiry.issue_id == issue_id)
    rows = db.exec(of_issue.order_by(col(Inquiry.open_order), col(Inquiry.number))).all()
    answered = [row for row in rows if row.answer is not None]
    answered.sort(key=lambda row: (row.released_at, row.number), reverse=True)
    return Shown(
        issue,
        [row for row in rows if row.status in UNANSWERED],
        answered,
        [row for row in rows if row.status not in UNANSWERED and row.answer is None],
    )


def found(db: Session, issue_id: int, version: int | None = None) -> Issue:
    """An issue, locked until the transaction ends when it is to be changed.

    Raises:
        NotFound: no such issue.
        Stale: it was changed since the page was made.
    """
    return versions.found(db, Issue, issue_id, version)


def _write(db: Session, issue: Issue, title: str, line_id: int | None) -> None:
    said = " ".join(title.split())
    if not 0 < len(said) <= TITLE_CHARACTERS:
        raise BadInquiry("title")
    if line_id is not None and db.get(Line, line_id) is None:
        raise NotFound
    issue.title, issue.line_id = said, line_id
    db.add(issue)
    db.flush()


def _move(db: Session, row: Inquiry, issue_id: int | None) -> Moved:
    moved = Moved(row.number, row.issue_id)
    of_one = update(Inquiry).where(col(Inquiry.number) == row.number)
    db.exec(of_one.values(issue_id=issue_id))
    db.refresh(row)
    return moved
