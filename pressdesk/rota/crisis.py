"""A crisis: on and off, what it says, and how much comes in. Counts are of all, never per officer.

While it is on, every answer needs a sign-off (`inquiries.stepping`).
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk.errors import BadCrisis, Stale, UndoOver, WrongState
from pressdesk.registertables import Crisis, Inquiry

WORDING_CHARACTERS = 1_000
PLACE_CHARACTERS = 200
HOURS = 24
HOUR_CHARACTERS = len("2026-11-22T12")


class Said(NamedTuple):
    """What officers decide of a crisis."""

    unit: str  # lead unit of what is taken in
    wording: str  # of whoever answers the phone
    issue_id: int | None = None  # the pinned issue
    meeting_at: datetime | None = None
    meeting_place: str = ""


class Counts(NamedTuple):
    """Inquiries: by the hour, oldest first, each with the instant it begins; in sum; that wait for
    an answer now, received whenever; answered in the same hours.
    """

    hours: list[tuple[datetime, int]]
    received: int
    waiting: int
    answered: int


def current(db: Session) -> Crisis | None:
    """The crisis that is on."""
    return db.exec(select(Crisis).where(col(Crisis.ended_at).is_(None))).first()


def last(db: Session) -> Crisis | None:
    """The one that is on, or was."""
    return db.exec(select(Crisis)).first()


def begin(db: Session, said: Said, now: datetime) -> Crisis:
    """Switch it on. Raises WrongState: it is; BadCrisis: as `change`."""
    row = last(db) or Crisis(since=now, unit=said.unit, version=0)
    if row.version and row.ended_at is None:
        raise WrongState
    row.since, row.ended_at = now, None
    return _write(db, row, said)


def change(db: Session, version: int, said: Said) -> Crisis:
    """Decide anew.

    Raises:
        WrongState: no crisis is on.
        Stale: somebody else has changed it meanwhile.
        BadCrisis: `wording` or `place` is too long; a `meeting` has a place and no time.
    """
    row = _on(db)
    if row.version != version:
        raise Stale
    return _write(db, row, said)


def end(db: Session, now: datetime) -> None:
    """Switch it off. Raises WrongState: it is."""
    row = _on(db)
    row.ended_at, row.version = now, row.version + 1
    db.add(row)


def resume(db: Session, now: datetime, minutes: int) -> None:
    """Take the switching off back.

    Raises:
        WrongState: there is none to take back.
        UndoOver: it is too late.
    """
    row = last(db)
    if row is None or row.ended_at is None:
        raise WrongState
    if now.replace(second=0, microsecond=0) - row.ended_at > timedelta(minutes=minutes):
        raise UndoOver
    row.ended_at, row.version = None, row.version + 1
    db.add(row)


def counts(db: Session, now: datetime) -> Counts:
    """How much has come in the last 24 hours, the one that runs among them."""
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = this_hour - timedelta(hours=HOURS - 1)
    hour = sa.func.substr(sa.type_coerce(Inquiry.received_at, sa.String()), 1, HOUR_CHARACTERS)
    received = select(hour, sa.func.count()).where(col(Inquiry.received_at) >= first).group_by(hour)
    found = dict(db.exec(received).all())
    every = [first + timedelta(hours=number) for number in range(HOURS)]
    hours = [(start, found.get(f"{start:%Y-%m-%dT%H}", 0)) for start in every]
    return Counts(
        hours,
        sum(count for _start, count in hours),
        _count(db, col(Inquiry.open_order).is_not(None)),
        _count(db, col(Inquiry.released_at) >= first),
    )


def _count(db: Session, condition: sa.ColumnElement[bool]) -> int:
    return int(db.exec(select(sa.func.count()).select_from(Inquiry).where(condition)).one())


def _on(db: Session) -> Crisis:
    row = current(db)
    if row is None:
        raise WrongState
    return row


def _write(db: Session, row: Crisis, said: Said) -> Crisis:
    if len(said.wording) > WORDING_CHARACTERS:
        raise BadCrisis("wording")
    if len(said.meeting_place) > PLACE_CHARACTERS:
        raise BadCrisis("place")
    if said.meeting_place and said.meeting_at is None:
        raise BadCrisis("meeting")
    for name, value in said._asdict().items():
        setattr(row, name, value)
    row.version += 1
    db.add(row)
    db.flush()
    return row
