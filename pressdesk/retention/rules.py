"""The rules: what closes, goes, or becomes overdue on a day."""

import secrets
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select, update

from pressdesk import clock, holds
from pressdesk.config import Settings
from pressdesk.figures import ballots
from pressdesk.keytables import AuditEntry, Epoch, TicketKey
from pressdesk.tables import IS_WAITING, State, Ticket, Wanted
from pressdesk.vault import epochs, lives, taking, tickets


class Purged(NamedTuple):
    """Tickets whose week had come."""

    gone: int = 0
    held: int = 0  # a hold keeps them
    undecided: int = 0  # they stay because no disposal decision is set


def close_answered(db: Session, settings: Settings, today: date) -> int:
    """Close tickets that were answered `ticket_closes_after_days` ago without a follow-up."""
    week = clock.week_of(today)
    answered = db.exec(select(Ticket).where(Ticket.state == State.ANSWERED)).all()
    done = 0
    for ticket in answered:
        replied = ticket.last_reply_week or ticket.week
        if week < clock.week_no_earlier(replied, settings.ticket_closes_after_days):
            continue
        tickets.close(db, ticket, settings, today)
        ballots.end(db, ticket, db.get(TicketKey, ticket.handle), today)
        done += 1
    return done


def purge(db: Session, settings: Settings, today: date, *, draws: bool) -> Purged:
    """Destroy tickets whose time is over: key first, then every row.

    In its week a ticket goes on a day that is drawn, so that the day tells nothing of others of its
    age; what is past its last day goes at once. A hold keeps it, and so does a site without a
    disposal decision: an authority destroys records by decision only.

    Args:
        draws: whether this is the day's run that draws; one a day does, or the later hours of a day
            would have more chances than others.
    """
    is_due = Ticket.purge_week <= clock.week_of(today)
    held = _count(db, is_due, holds.held())
    if not settings.disposal_decision:
        return Purged(0, held, _count(db, is_due, ~holds.held()))
    due = db.exec(select(Ticket).where(is_due, ~holds.held())).all()
    gone = [ticket for ticket in due if _goes(ticket, settings, today, draws=draws)]
    for ticket in gone:
        ballots.end(db, ticket, db.get(TicketKey, ticket.handle), today)
        tickets.destroy(db, ticket)
    return Purged(len(gone), held)


def mark_overdue(db: Session, today: date) -> int:
    """What was wanted now or today and still waits at night is overdue; this week's is, when it is
    over.
    """
    week = clock.week_of(today)
    is_due = col(Ticket.wanted).in_([Wanted.NOW, Wanted.TODAY]) | (
        (col(Ticket.wanted) == Wanted.THIS_WEEK) & (col(Ticket.week) < week)
    )
    marked = update(Ticket).where(IS_WAITING, is_due).values(wanted=Wanted.OVERDUE)
    return int(db.exec(marked).rowcount)


def retire_epochs(db: Session, settings: Settings, today: date) -> tuple[int, int]:
    """Destroy keys of epochs whose last ticket may no longer live, with their tombstones.

    A code minted in such an epoch is not taken any more, so that nothing deleted can be sent again.
    A ticket that is left, because of a hold or its floor, keeps its own epoch and no other.

    Returns:
        how many keys, and how many tickets had come under them.
    """
    over = over_epochs(db, settings, today)
    tombstones = 0
    for epoch in over:
        counted = select(sa.func.count()).where(TicketKey.epoch_id == epoch.id)
        tombstones += db.exec(counted).one()
        epochs.retire(db, epoch.id)
    return len(over), tombstones


def over_epochs(db: Session, settings: Settings, today: date) -> list[Epoch]:
    """Epochs before the current one that no ticket is left of, and that none may come to."""
    now = epochs.current(db, today)
    if now is None:
        return []
    oldest = clock.month_of(today - timedelta(days=settings.ticket_longest_days + 7))
    living, chain = set(taking.living(db)), epochs.chain(db)
    follower = {epoch.id: after.month for epoch, after in zip(chain, chain[1:], strict=False)}
    return [
        epoch
        for epoch in chain
        if epoch.number < now.number
        and epoch.id in living
        and follower[epoch.id] < oldest
        and not _is_in_use(db, epoch.id)
    ]


def purge_audit(db: Session, settings: Settings, today: date) -> int:
    """Delete entries of the staff log that are older than `audit_days`."""
    oldest = (today - timedelta(days=settings.audit_days)).isoformat()
    return int(db.exec(delete(AuditEntry).where(col(AuditEntry.at) < oldest)).rowcount)


def _goes(ticket: Ticket, settings: Settings, today: date, *, draws: bool) -> bool:
    """Whether a due ticket goes on this run: each night of its week is as likely as any other."""
    days_left = (lives.last_day(ticket, settings) - today).days
    return days_left < 0 or (draws and secrets.randbelow(days_left + 1) == 0)


def _count(db: Session, *where: sa.ColumnElement[bool] | bool) -> int:
    return db.exec(select(sa.func.count()).select_from(Ticket).where(*where)).one()


def _is_in_use(db: Session, epoch_id: UUID) -> bool:
    return (
        db.exec(select(Ticket.id).where(Ticket.epoch_id == epoch_id).limit(1)).first() is not None
    )
