"""The only place that reads the clock. Days and weeks are Swedish; instants are UTC."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """The instant, aware, in UTC. For sessions of staff and the demo's codes, never for an
    employee.
    """
    return datetime.now(UTC)


def today() -> date:
    """The day in Sweden."""
    return now().astimezone(SWEDEN).date()


def running() -> float:
    """Seconds that pass whatever anybody sets the clock to; for how long something takes."""
    return time.monotonic()


def worked() -> float:
    """Seconds that this thread has had of the processor."""
    return time.thread_time()


def week_of(day: date) -> str:
    """ISO week of a day, "2026-W47"; sorts as text in order of time."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def monday_of(week: str) -> date:
    """First day of an ISO week.

    Raises:
        ValueError: not an ISO week as `week_of` writes it.
    """
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def sunday_of(week: str) -> date:
    """Last day of an ISO week. Raises ValueError as `monday_of`."""
    return monday_of(week) + timedelta(days=6)


def week_after(week: str, weeks: int) -> str:
    """The ISO week so many weeks later; earlier, when it is below zero."""
    return week_of(monday_of(week) + timedelta(weeks=weeks))


def week_no_later(week: str, days: int) -> str:
    """For caps: the week to act in so that nothing of `week` gets older than `days`."""
    return week_of(monday_of(week) + timedelta(days=days))


def week_no_earlier(week: str, days: int) -> str:
    """For floors: the first week in which everything of `week` is at least `days` old."""
    return week_of(monday_of(week) + timedelta(days=6 + days + 6))


def month_of(day: date) -> str:
    """Month of a day, "2026-11"; sorts as text in order of time."""
    return f"{day.year:04}-{day.month:02}"


def month_after(month: str) -> str:
    """The month that follows: "2026-12" -> "2027-01"."""
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"
