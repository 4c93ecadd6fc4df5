"""What is too old, and purging it. Every rule is a function that says how many it touched."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete, select, update

from pressdesk import clock
from pressdesk.config import Settings
from pressdesk.keytables import AuditEntry, Epoch, Lease
from pressdesk.tables import IS_WAITING, State, Ticket, Wanted
from pressdesk.vault import epochs, keys, tickets

LEASE = "tidy"
LEASE_SECONDS = 15 * 60


class Tidied(NamedTuple):
    """What a run did: counts, and nothing else."""

    closed: int
    purged: int
    overdue: int
    sessions: int
    epochs: int
    tries: int
    audit: int


def tidy(db: Session, settings: Settings, today: date, now_seconds: float) -> Tidied:
    """All rules, in one transaction. What was due yesterday is overdue from the day's first run."""
    row = db.get(Lease, LEASE) or Lease(name=LEASE, holder=b"", until=0)
    is_new_day = row.done is not None and row.done < today
    row.done = today
    db.add(row)
    return Tidied(
        closed=close_answered(db, settings, today),
        purged=purge(db, today),
        overdue=mark_overdue(db, today) if is_new_day else 0,
        sessions=keys.end_sessions(db, now_seconds),
        epochs=retire_epochs(db, settings, today),
        tries=keys.end_tries(db, now_seconds),
        audit=purge_audit(db, settings, today),
    )


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
        done += 1
    return done


def purge(db: Session, today: date) -> int:
    """Destroy tickets whose purge week has come: key first, then every row."""
    due = db.exec(select(Ticket).where(Ticket.purge_week <= clock.week_of(today))).all()
    for ticket in due:
        tickets.destroy(db, ticket)
    return len(due)


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


def retire_epochs(db: Session, settings: Settings, today: date) -> int:
    """Destroy keys of epochs whose last ticket may no longer live, with their tombstones.

    A code minted in such an epoch is not taken any more, so that nothing deleted can be sent again.
    """
    now = epochs.current(db, today)
    if now is None:
        return 0
    oldest = clock.month_of(today - timedelta(days=settings.ticket_longest_days + 7))
    over = select(Epoch.id).where(Epoch.number < now.number, Epoch.month < oldest)
    gone, living = 0, set(epochs.living(db))
    for epoch_id in db.exec(over).all():
        follower = _follower_month(db, epoch_id)
        in_use = db.exec(select(Ticket.id).where(Ticket.epoch_id == epoch_id).limit(1)).first()
        if epoch_id not in living or in_use is not None or follower >= oldest:
            continue
        epochs.retire(db, epoch_id)
        gone += 1
    return gone


def purge_audit(db: Session, settings: Settings, today: date) -> int:
    """Delete entries of the staff log that are older than `audit_days`."""
    oldest = (today - timedelta(days=settings.audit_days)).isoformat()
    return int(db.exec(delete(AuditEntry).where(col(AuditEntry.at) < oldest)).rowcount)


def take_lease(db: Session, holder: bytes, now_seconds: float) -> bool:
    """Whether this process may tidy now; another's lease runs out by itself."""
    row = db.get(Lease, LEASE)
    if row is not None and row.holder != holder and row.until > now_seconds:
        return False
    row = row or Lease(name=LEASE, holder=holder, until=0)
    row.holder, row.until = holder, int(now_seconds) + LEASE_SECONDS
    db.add(row)
    return True


def _follower_month(db: Session, epoch_id: object) -> str:
    """From when the next epoch took over: until then this one took tickets."""
    epoch = db.exec(select(Epoch).where(Epoch.id == epoch_id)).one()
    after = select(Epoch.month).where(Epoch.number > epoch.number).order_by(col(Epoch.number))
    return db.exec(after.limit(1)).one()
