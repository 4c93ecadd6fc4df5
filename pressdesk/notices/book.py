"""Which letters have gone and which wait. A letter goes at most once: its row is claimed, and says
that it was handed over before the mail server gets the first byte of it.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select, update

from pressdesk.clock import SWEDEN
from pressdesk.config import Settings
from pressdesk.errors import Stale
from pressdesk.keytables import Notice, NoticeState
from pressdesk.notices import slots
from pressdesk.notices.post import Result

LATEST = timedelta(hours=3)  # a letter that could not go by then is missed
LEASE_SECONDS = 5 * 60  # a process that died before it handed the letter over
LONGEST_PAUSE_MINUTES = 60
KEPT_DAYS = 30
AHEAD_DAYS = 1  # a clock is set back by hours; what a wilder one has left stops no later letter
SHOWN_DAYS = 7


class Claim(NamedTuple):
    """A letter that this process may send now."""

    slot: str
    tries: int


class Standing(NamedTuple):
    """How it stands with mail: hours, slots, counts. Nothing of tickets."""

    is_on: bool
    hours: tuple[int, ...]
    last_sent: str | None
    waiting: int
    missed: int  # in the last seven days
    unsure: int  # in the last seven days: handed over, and no answer came
    refused: int  # recipients whom the mail server did not take the last time
    fault: str  # why the last letter did not go, if it did not


def is_on(settings: Settings) -> bool:
    return bool(settings.smtp_host and settings.notice_hours)


def is_due(db: Session, settings: Settings, now: datetime) -> bool:
    """Whether there is anything to claim; reads only."""
    if not is_on(settings):
        return False
    slot = slots.latest(settings.notice_hours, now)
    row = db.get(Notice, slot)
    if row is not None:
        return _is_ready(row, now)
    is_first = db.exec(select(Notice.slot).limit(1)).first() is None
    return not (is_first and _is_late(slot, now))  # a new site has missed nothing


def claim(db: Session, settings: Settings, now: datetime) -> Claim | None:
    """Take the letter whose hour came last, unless it has gone, waits or is another's.

    Whatever waited from an hour before is given up. Commit before you send.
    """
    slot = slots.latest(settings.notice_hours, now)
    row = db.get(Notice, slot) or _begin(db, settings, slot, now)
    if not _is_ready(row, now):
        return None
    seen, until = Claim(slot, row.tries), int(now.timestamp()) + LEASE_SECONDS
    mine = seen._replace(tries=seen.tries + 1)
    is_ours = _change(db, seen, NoticeState.WAITING, tries=mine.tries, next_try=until)
    return mine if is_ours else None


def hand_over(db: Session, claim: Claim) -> None:
    """Say that the mail server gets the letter now. From here on it is not sent again unless the
    server says that it did not take it.

    Raises:
        Stale: its time is over, or another process has claimed it since.
    """
    if not _change(db, claim, NoticeState.WAITING, state=NoticeState.HANDED):
        raise Stale


def note(db: Session, claim: Claim, result: Result, now: datetime) -> None:
    """Keep what became of a letter. One that was not taken is tried again, with longer pauses."""
    pause = min(2 ** (claim.tries - 1), LONGEST_PAUSE_MINUTES)
    again = now + timedelta(minutes=pause)
    _change(
        db,
        claim,
        NoticeState.WAITING,
        NoticeState.HANDED,
        state=result.state,
        fault=result.fault or "",
        refused=result.refused,
        next_try=int(again.timestamp()),
    )


def standing(db: Session, settings: Settings, now: datetime) -> Standing:
    """How it stands."""
    week = _days_before(now, SHOWN_DAYS)
    has_come = col(Notice.slot) <= slots.at(now)  # a clock that was ahead has left later ones
    latest = select(Notice).where(has_come).order_by(col(Notice.slot).desc()).limit(1)
    newest = db.exec(latest).first()
    sent = select(sa.func.max(Notice.slot)).where(has_come, Notice.state == NoticeState.SENT)
    return Standing(
        is_on=is_on(settings),
        hours=settings.notice_hours,
        last_sent=db.exec(sent).one(),
        waiting=_count(db, has_come, NoticeState.WAITING),
        missed=_count(db, has_come, NoticeState.MISSED, week),
        unsure=_count(db, has_come, NoticeState.HANDED, week),
        refused=newest.refused if newest else 0,
        fault=newest.fault if newest else "",
    )


def _begin(db: Session, settings: Settings, slot: str, now: datetime) -> Notice:
    """A slot's hour has come: what waited is missed, what nobody was there for too, what is old
    goes.
    """
    waits = (col(Notice.state) == NoticeState.WAITING) & (col(Notice.slot) < slot)
    db.exec(update(Notice).where(waits).values(state=NoticeState.MISSED))
    before = select(sa.func.max(Notice.slot)).where(col(Notice.slot) < slot)
    last = max(db.exec(before).one() or slot, _days_before(now, SHOWN_DAYS))
    kept = col(Notice.slot).between(_days_before(now, KEPT_DAYS), _days_before(now, -AHEAD_DAYS))
    db.exec(delete(Notice).where(~kept))
    for missed in slots.between(settings.notice_hours, last, slot):
        db.add(Notice(slot=missed, state=NoticeState.MISSED))
    state = NoticeState.MISSED if _is_late(slot, now) else NoticeState.WAITING
    row = Notice(slot=slot, state=state)
    db.add(row)
    db.flush()
    return row


def _is_late(slot: str, now: datetime) -> bool:
    return now - slots.instant_of(slot) > LATEST


def _is_ready(row: Notice, now: datetime) -> bool:
    return row.state is NoticeState.WAITING and row.next_try <= now.timestamp()


def _change(db: Session, claim: Claim, *before: NoticeState, **values: object) -> bool:
    """Change the row if it is as it was claimed, and say whether it was."""
    mine = (col(Notice.slot) == claim.slot) & (col(Notice.tries) == claim.tries)
    changed = update(Notice).where(mine, col(Notice.state).in_(before)).values(**values)
    return bool(db.exec(changed).rowcount)


def _count(
    db: Session, has_come: sa.ColumnElement[bool], state: NoticeState, since: str = ""
) -> int:
    counted = select(sa.func.count()).select_from(Notice).where(has_come, Notice.state == state)
    return db.exec(counted.where(col(Notice.slot) >= since)).one()


def _days_before(now: datetime, days: int) -> str:
    """Where slots begin that are no older."""
    day: date = now.astimezone(SWEDEN).date() - timedelta(days=days)
    return slots.slot_of(day, 0)
