"""The hours at which a notice goes: a slot is a day and a full hour in Sweden, "2026-11-22 08"."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from pressdesk.clock import SWEDEN


def slot_of(day: date, hour: int) -> str:
    """Sorts as text in order of time."""
    return f"{day.isoformat()} {hour:02}"


def at(now: datetime) -> str:
    """The full hour that it is, as a slot would be named."""
    here = now.astimezone(SWEDEN)
    return slot_of(here.date(), here.hour)


def day_of(slot: str) -> date:
    return date.fromisoformat(slot[:10])


def instant_of(slot: str) -> datetime:
    """When a slot's hour begins, in UTC.

    An hour that comes twice when summer time ends is its first; one that is left out in spring is
    the hour after it.
    """
    hour = time(int(slot[11:]), tzinfo=SWEDEN)
    return datetime.combine(day_of(slot), hour).astimezone(UTC)


def latest(hours: Sequence[int], now: datetime) -> str:
    """The slot whose hour came last; `hours` has one or more."""
    today = now.astimezone(SWEDEN).date()
    known = _from(hours, today - timedelta(days=1), today)
    return max(slot for slot in known if instant_of(slot) <= now)


def between(hours: Sequence[int], after: str, before: str) -> list[str]:
    """The slots that lie between two others. One whose hour is left out in spring is not missed
    when the hour after it has a letter of its own.
    """
    known = (s for s in _from(hours, day_of(after), day_of(before)) if after < s < before)
    return [s for s in known if instant_of(s) < instant_of(before)]


def _from(hours: Sequence[int], first: date, last: date) -> Iterator[str]:
    for days in range((last - first).days + 1):
        for hour in hours:
            yield slot_of(first + timedelta(days=days), hour)
