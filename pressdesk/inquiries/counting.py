"""Inquiries as figures count them: exactly, one way at a time, and never per officer or outlet."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlmodel import Session, col, select

from pressdesk import clock
from pressdesk.config import Settings
from pressdesk.figures import declared
from pressdesk.figures import inquiries as figures
from pressdesk.figures.releases import Register
from pressdesk.figures.shapes import CATEGORIES
from pressdesk.register import deadlines
from pressdesk.register.deadlines import Deadline
from pressdesk.register.words import Kind, Outcome
from pressdesk.register.workdays import (
    OfficeHours,
    is_out_of_hours,
    swedish,
    working_hours_between,
)
from pressdesk.registertables import Inquiry, Outlet, Topic, Unit

# Whether it was in time, where there was no answer.
NO_ANSWER = {Outcome.WITHDRAWN: None, Outcome.NOT_IN_TIME: False}


def register(db: Session, period: str, settings: Settings, now: datetime) -> Register:
    """What the figures of a period count of the inquiries that came in it.

    Args:
        period: "2026-11", "2026-Q4" or "2026".
        settings: when the office is open, and how soon somebody should take an inquiry.

    Raises:
        ValueError: not a period.
    """
    came = select(Inquiry).where(col(Inquiry.received_at).between(*_bounds(period)))
    media = dict(db.exec(select(Outlet.name, Outlet.media)).all())
    hours = OfficeHours(*settings.office_times)
    found = db.exec(came.execution_options(yield_per=1_000))
    rows = [_counted(row, media, hours, settings.acknowledge_hours, now) for row in found]
    return Register(rows, _domains(db))


def _domains(db: Session) -> figures.Domains:
    """The site's own lists, as the tables of a period have them."""
    return figures.Domains(
        units=sorted(db.exec(select(Unit.name)).all()),
        topics=sorted(db.exec(select(Topic.name)).all()),
        media=CATEGORIES["media"],
    )


def _bounds(period: str) -> tuple[datetime, datetime]:
    """The first and the last instant of a period, in Sweden."""
    end = declared.last_day(period)
    day = end.replace(day=1)
    level = declared.level_of_period(period)
    while declared.period_of(level, day - timedelta(days=1)) == period:
        day = (day - timedelta(days=1)).replace(day=1)
    return _midnight(day), _midnight(end + timedelta(days=1)) - timedelta(minutes=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.SWEDEN)


def _counted(
    row: Inquiry, media: dict[str, str | None], hours: OfficeHours, within: int, now: datetime
) -> figures.Inquiry:
    is_records = row.is_records_request
    # An interview or a refusal leaves no text: it was over when it was closed.
    answered = row.released_at or row.closed_at
    worked: Fraction | None = None
    if answered and not is_records and row.outcome not in NO_ANSWER:
        worked = working_hours_between(row.received_at, answered, hours)
    return figures.Inquiry(
        received=swedish(row.received_at).date(),
        channel=row.channel,
        unit=row.unit,
        kind=row.kind,
        media=media.get(row.outlet or ""),
        topic=row.topic,
        outcome=row.outcome,
        acknowledged_in_time=None if is_records else _acknowledged(row, hours, within, now),
        answered_in_time=None if is_records else _answered(row, answered, now),
        working_hours=worked,
        out_of_hours=is_out_of_hours(row.received_at, hours),
        is_correction=row.kind is Kind.CORRECTION or row.correction is not None,
    )


def _acknowledged(row: Inquiry, hours: OfficeHours, within: int, now: datetime) -> bool | None:
    """Whether somebody took it in time; None while there still is time."""
    taken = row.taken_at or row.released_at or row.closed_at
    is_late = working_hours_between(row.received_at, taken or now, hours) > within
    return not is_late if taken or is_late else None


def _answered(row: Inquiry, answered: datetime | None, now: datetime) -> bool | None:
    """Whether the answer came in time; None without a deadline, or when none was wanted."""
    if row.outcome in NO_ANSWER:
        return NO_ANSWER[row.outcome]
    deadline = Deadline(row.due, row.due_until)
    if answered:
        return deadlines.is_in_time(deadline, answered)
    return False if deadlines.is_overdue(deadline, now, None) else None
