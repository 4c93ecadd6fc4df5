"""Working days and working hours of a Swedish authority.

Off are Saturdays, Sundays, public holidays (lag 1989:253) and the eves of Midsummer, Christmas and
New Year, which the law on holidays counts as Sundays (semesterlagen 7 §). Days before a holiday and
days squeezed between two count in full.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache

from pressdesk.clock import SWEDEN

SATURDAY = 5
YEARS_KEPT = 64
MICROSECONDS = 3_600_000_000  # of an hour


@dataclass(frozen=True)
class OfficeHours:
    """Of every working day, in Sweden: from the minute of `opens` until that of `closes`.

    Raises:
        ValueError: they close before they open.
    """

    opens: time = time(8)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise ValueError("office hours close before they open")


OFFICE = OfficeHours()


def is_working_day(day: date) -> bool:
    """Is the office open at all? In the years of the law, from 1953."""
    return day.weekday() < SATURDAY and day not in _weekdays_off(day.year)


def working_days_between(after: date, until: date) -> int:
    """Working days after one day, until and with the other; below zero when they are reversed.

    So a day has none to itself, and stretches add up: a to b and b to c make a to c.
    """
    if until < after:
        return -working_days_between(until, after)
    years = range(after.year, until.year + 1)
    off = sum(after < day <= until for year in years for day in _weekdays_off(year))
    return _weekdays_to(until) - _weekdays_to(after) - off


def working_hours_between(
    received: datetime, answered: datetime, hours: OfficeHours = OFFICE
) -> Fraction:
    """Office hours from one instant to another, exact; below zero when they are reversed.

    Stretches add up, as working days do. Clocks change on Sunday nights only, when nothing counts.

    Args:
        received: aware, in any time zone. `answered` too.

    Raises:
        ValueError: an instant without a time zone.
    """
    start, end = swedish(received), swedish(answered)
    days = working_days_between(start.date(), end.date())
    left = _left(start, hours) - _left(end, hours) + days * _length(hours)
    return Fraction(left // timedelta(microseconds=1), MICROSECONDS)


def is_out_of_hours(instant: datetime, hours: OfficeHours = OFFICE) -> bool:
    """Does nobody but the officer on duty answer now? Raises ValueError without a time zone."""
    local = swedish(instant)
    return not (is_working_day(local.date()) and hours.opens <= local.time() < hours.closes)


def swedish(instant: datetime) -> datetime:
    """An instant on a Swedish clock.

    Raises:
        ValueError: it has no time zone, so that it is no instant.
    """
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(SWEDEN)


@lru_cache(YEARS_KEPT)
def _weekdays_off(year: int) -> frozenset[date]:
    """Mondays to Fridays of a year that are holidays."""
    from holidays import DE_FACTO, PUBLIC  # noqa: PLC0415 - every country's come along
    from holidays.countries.sweden import Sweden  # noqa: PLC0415

    off = Sweden(years=year, expand=False, categories=(PUBLIC, DE_FACTO))
    return frozenset(day for day in off if day.weekday() < SATURDAY)


def _weekdays_to(day: date) -> int:
    """Mondays to Fridays since 1 January of year 1, a Monday, with the day itself."""
    weeks, days = divmod(day.toordinal(), 7)
    return weeks * SATURDAY + min(days, SATURDAY)


def _length(hours: OfficeHours) -> timedelta:
    return datetime.combine(date.min, hours.closes) - datetime.combine(date.min, hours.opens)


def _left(local: datetime, hours: OfficeHours) -> timedelta:
    """What the office has left of the day."""
    if not is_working_day(local.date()) or local.time() >= hours.closes:
        return timedelta(0)
    closes = datetime.combine(local.date(), hours.closes)
    return min(closes - local.replace(tzinfo=None), _length(hours))
