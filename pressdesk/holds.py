"""Legal holds: what may not be purged while somebody has asked to read it.

A hold has a reference of its own and a day of review; it never ends by itself. It keeps one ticket,
or all that came in a range of ISO weeks.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.errors import NameTaken, NotFound
from pressdesk.keytables import Hold
from pressdesk.tables import Ticket


class Scope(NamedTuple):
    """One ticket, or the weeks from the first to the last, both counted."""

    ticket_id: UUID | None = None
    from_week: str | None = None
    to_week: str | None = None


def place(db: Session, reference: str, scope: Scope, review: date) -> Hold:
    """Keep what a scope covers until the hold is lifted.

    Args:
        reference: 1 to 40 characters of the desk's own choosing, never a requester's.
        review: the day on which somebody asks whether it is still needed.

    Raises:
        NameTaken: there is a hold of that reference.
    """
    if find(db, reference) is not None:
        raise NameTaken
    hold = Hold(reference=reference.strip(), review=review, **scope._asdict())
    db.add(hold)
    db.flush()
    return hold


def lift(db: Session, reference: str) -> None:
    """Let what a hold kept go with the next run. Raises NotFound."""
    hold = find(db, reference)
    if hold is None:
        raise NotFound
    db.delete(hold)
    db.flush()


def move_review(db: Session, reference: str, review: date) -> None:
    """Ask on another day whether a hold is still needed. Raises NotFound."""
    hold = find(db, reference)
    if hold is None:
        raise NotFound
    hold.review = review
    db.add(hold)
    db.flush()


def find(db: Session, reference: str) -> Hold | None:
    return db.exec(select(Hold).where(Hold.reference == reference.strip())).first()


def everything(db: Session) -> list[Hold]:
    """All holds, those to be reviewed first first."""
    return list(db.exec(select(Hold).order_by(col(Hold.review), col(Hold.reference))))


def covers(hold: Hold, ticket: Ticket) -> bool:
    """Whether a hold keeps a ticket."""
    if hold.ticket_id is not None:
        return hold.ticket_id == ticket.id
    return keeps_week(hold, ticket.week)


def keeps_week(hold: Hold, week: str) -> bool:
    """Whether a hold keeps all that came in an ISO week: tickets, and the register's inquiries."""
    return hold.from_week is not None and hold.from_week <= week <= (hold.to_week or "")


def is_held(db: Session, ticket: Ticket) -> bool:
    """Whether any hold keeps a ticket."""
    return any(covers(hold, ticket) for hold in everything(db))


def held() -> sa.ColumnElement[bool]:
    """The same as a condition on tickets, for queries."""
    of_weeks = col(Ticket.week).between(col(Hold.from_week), col(Hold.to_week))
    return sa.exists().where(sa.or_(col(Hold.ticket_id) == col(Ticket.id), of_weeks))
