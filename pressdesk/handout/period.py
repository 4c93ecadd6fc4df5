"""The days that are handed out: which inquiries came in then."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from pressdesk import clock
from pressdesk.errors import BadPeriod

MOST_DAYS = 366
DAY = timedelta(days=1)


class Period(NamedTuple):
    """From a day to a day, both included; the days are Sweden's."""

    first: date
    last: date


def last_month(today: date) -> Period:
    """The month that ended last."""
    end = today.replace(day=1) - DAY
    return Period(end.replace(day=1), end)


def read(first: str, last: str) -> Period:
    """What was typed, "2026-10-01" and "2026-10-31".

    Raises:
        BadPeriod: with a `reason`.
    """
    period = Period(_day(first), _day(last))
    if period.last < period.first:
        raise BadPeriod("reversed")
    if (period.last - period.first).days >= MOST_DAYS:
        raise BadPeriod("long")
    return period


def bounds(period: Period) -> tuple[datetime, datetime]:
    """The first instant of a period, and the first after it."""
    return _midnight(period.first), _midnight(period.last + DAY)


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise BadPeriod("day") from None
    # The database writes years with four digits, and the day after the last must exist.
    if not date.min + DAY < day < date.max - DAY:
        raise BadPeriod("day")
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.SWEDEN)
