"""A run of all rules, and the record that it leaves: counts, and nothing else."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from pressdesk.config import Settings
from pressdesk.keytables import Lease, PurgeRecord
from pressdesk.retention import clocks, register, rules
from pressdesk.vault import keys, lives

LEASE = lives.NIGHTLY
LEASE_SECONDS = 15 * 60


class Tidied(NamedTuple):
    """What a run did: counts, and nothing else."""

    mended: int  # tickets that a clock ahead of its time had put into a later week
    closed: int
    purged: int
    held: int
    undecided: int
    overdue: int
    sessions: int
    epochs: int
    tombstones: int
    tries: int
    audit: int
    # Of the register, as `register.Purged` has them.
    inquiries: int
    inquiries_held: int
    inquiries_undecided: int
    reporters: int
    weeded: int
    drafts: int
    duty_weeks: int


def tidy(db: Session, settings: Settings, today: date, now_seconds: float) -> Tidied:
    """All rules, in one transaction. What was due yesterday is overdue from the day's first run,
    and that run draws which tickets go.

    A clock that stands a little before the last run is waited for: nothing is drawn until that day
    is past.
    """
    row = db.get(Lease, LEASE) or Lease(name=LEASE, holder=b"", until=0)
    last, row.done = row.done, max(today, row.done or today)
    db.add(row)
    is_first = last is None or last < today
    mended = clocks.mend_weeks(db, settings, today) if is_first else 0
    closed = rules.close_answered(db, settings, today)
    purged = rules.purge(db, settings, today, draws=is_first)
    db.flush()
    retired, tombstones = rules.retire_epochs(db, settings, today)
    of_register = register.purge(db, settings, today, now_seconds)
    done = Tidied(
        mended=mended,
        closed=closed,
        purged=purged.gone,
        held=purged.held,
        undecided=purged.undecided,
        overdue=rules.mark_overdue(db, today) if last is not None and last < today else 0,
        sessions=keys.end_sessions(db, now_seconds),
        epochs=retired,
        tombstones=tombstones,
        tries=keys.end_tries(db, now_seconds),
        audit=rules.purge_audit(db, settings, today),
        inquiries=of_register.inquiries,
        inquiries_held=of_register.held,
        inquiries_undecided=of_register.undecided,
        reporters=of_register.reporters,
        weeded=of_register.weeded,
        drafts=of_register.drafts,
        duty_weeks=of_register.duty_weeks,
    )
    _write_down(db, settings, today, done)
    return done


def purge_records(db: Session) -> list[PurgeRecord]:
    """What every day's runs destroyed, oldest first."""
    return list(db.exec(select(PurgeRecord).order_by(col(PurgeRecord.day))))


def take_lease(db: Session, holder: bytes, now_seconds: float) -> bool:
    """Whether this process may tidy now; another's lease runs out by itself. One that would run
    for longer than any was taken by a clock ahead of its time.
    """
    row = db.get(Lease, LEASE)
    left = row.until - now_seconds if row is not None and row.holder != holder else 0
    if 0 < left <= LEASE_SECONDS:
        return False
    row = row or Lease(name=LEASE, holder=holder, until=0)
    row.holder, row.until = holder, int(now_seconds) + LEASE_SECONDS
    db.add(row)
    return True


def give_lease_back(db: Session, holder: bytes) -> None:
    """Let another process tidy."""
    row = db.get(Lease, LEASE)
    if row is not None and row.holder == holder:
        row.until = 0
        db.add(row)


def _write_down(db: Session, settings: Settings, today: date, done: Tidied) -> None:
    """Add a run to the day's record. What a hold keeps is counted by the day, not by the run."""
    row = db.get(PurgeRecord, today) or PurgeRecord(day=today, decision="")
    row.decision = settings.disposal_decision or row.decision
    row.tickets = (row.tickets or 0) + done.purged
    row.held = max(row.held or 0, done.held)
    row.epochs = (row.epochs or 0) + done.epochs
    row.tombstones = (row.tombstones or 0) + done.tombstones
    row.audit = (row.audit or 0) + done.audit
    row.inquiries = (row.inquiries or 0) + done.inquiries
    row.reporters = (row.reporters or 0) + done.reporters
    db.add(row)
