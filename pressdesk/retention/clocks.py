"""A clock that has jumped: told by the day of the last run, and what it did to weeks put right."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from pressdesk import clock
from pressdesk.config import Settings
from pressdesk.keytables import Lease, TicketKey
from pressdesk.tables import Message, State, Ticket, WorkingNote
from pressdesk.vault import lives

MOST_DAYS = 3  # between two runs; more is a jump that somebody must speak for


class Trouble(NamedTuple):
    """The clock stands so far from the day of the last run that one of them must be wrong."""

    last: date
    today: date


def clock_trouble(db: Session, today: date) -> Trouble | None:
    """Whether the clock has jumped since the last run; a site that never ran has no trouble."""
    row = db.get(Lease, lives.NIGHTLY)
    if row is None or row.done is None or abs((today - row.done).days) <= MOST_DAYS:
        return None
    return Trouble(row.done, today)


def accept_clock(db: Session) -> None:
    """Believe the clock: the day of the last run counts no more."""
    row = db.get(Lease, lives.NIGHTLY)
    if row is not None:
        row.done = None
        db.add(row)


def mend_weeks(db: Session, settings: Settings, today: date) -> int:
    """Bring back to this week what was written while the clock was ahead, lest it outlive its cap;
    how many tickets.
    """
    week = clock.week_of(today)
    for table in (Message, WorkingNote):
        db.exec(update(table).where(col(table.week) > week).values(week=week))
    columns = (Ticket.week, Ticket.last_reply_week, Ticket.closed_week)
    ahead = select(Ticket).where(sa.or_(*(col(column) > week for column in columns)))
    found = db.exec(ahead).all()
    for ticket in found:
        _mend(db, ticket, settings, week)
    return len(found)


def _mend(db: Session, ticket: Ticket, settings: Settings, week: str) -> None:
    ticket.week = min(ticket.week, week)
    ticket.last_reply_week = _no_later(ticket.last_reply_week, week)
    ticket.closed_week = _no_later(ticket.closed_week, week)
    if ticket.state is State.CLOSED:
        until = lives.closed_until(ticket, settings)
    else:
        until = lives.open_until(ticket, settings, week)
    ticket.purge_week = min(ticket.purge_week, until)
    key = db.get(TicketKey, ticket.handle)
    if key is not None and key.for_receipt is None:
        ticket.purge_week = lives.hidden_until(ticket, settings, week)
    db.add(ticket)


def _no_later(given: str | None, week: str) -> str | None:
    return min(given, week) if given else None
