"""When an answer is needed: now, at a time, on a day, or not by any time.

Overdue, due soon and in time are worked out from the deadline and an instant, to the minute, and
never stored. A deadline has one instant to sort by.
"""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from pressdesk.clock import SWEDEN
from pressdesk.errors import BadDeadline
from pressdesk.register import daywords
from pressdesk.register.words import Due
from pressdesk.register.workdays import (
    OFFICE,
    OfficeHours,
    swedish,
    working_days_between,
    working_hours_between,
)

NOW_LASTS = timedelta(minutes=60)  # what is asked for now is late after
SOON = 2  # working hours
FARTHEST = timedelta(days=366)
LAST_MINUTE = time(23, 59)
NO_WORDS = {"", "-", "ingen", "inget", "ingen deadline"}
NOW_WORDS = {"nu", "nu!", "genast", "direkt", "asap"}


class Deadline(NamedTuple):
    """`until` is the last minute in which an answer is in time, in UTC; none has none.

    Of a day it is 23:59 in Sweden.
    """

    due: Due
    until: datetime | None


NO_DEADLINE = Deadline(Due.NONE, None)


def parse(typed: str, now: datetime) -> Deadline:
    """What an officer typed; nothing is no deadline.

    Where the clock is turned back, an hour that comes twice is the first.

    Args:
        typed: "", "nu", "14.30", "idag 14", "imorgon", "fre 10", "v48", "24/12",
            "24 dec kl 10", "2026-12-24 10:00" and their like.
        now: aware; days are Swedish.

    Raises:
        BadDeadline: with a `reason`, and never with what was typed.
        ValueError: `now` has no time zone.
    """
    local = swedish(now)
    text = daywords.plain(typed)
    if text in NO_WORDS:
        return NO_DEADLINE
    if text in NOW_WORDS:
        return Deadline(Due.NOW, _minute(now) + NOW_LASTS)
    day, clock = daywords.read(text, local.date())
    naive = datetime.combine(day or local.date(), clock or LAST_MINUTE)
    if naive.date() - local.date() > FARTHEST:
        raise BadDeadline("far")
    until = _instant(naive)
    if until < _minute(now):
        raise BadDeadline("past")
    return Deadline(Due.DAY if clock is None else Due.TIME, until)


def is_in_time(deadline: Deadline, released_at: datetime) -> bool | None:
    """Was the answer released in time? None where there was no deadline.

    The whole minute counts: 14:00:59 is in time for 14:00.
    """
    return None if deadline.until is None else _minute(released_at) <= deadline.until


def is_overdue(deadline: Deadline, now: datetime, released_at: datetime | None) -> bool:
    """Should it have been answered by now, and has not been? What is released is never overdue."""
    return released_at is None and is_in_time(deadline, now) is False


def is_due_soon(deadline: Deadline, now: datetime, hours: OfficeHours = OFFICE) -> bool:
    """Does it ask for attention now, without being overdue?

    "Now" always; a time, when at most two working hours are left until then, so on Friday at four
    for Monday at nine; a day, when no working day comes between, so all of that day, and on Friday
    for Saturday or Sunday.
    """
    if deadline.until is None or is_overdue(deadline, now, None):
        return False
    match deadline.due:
        case Due.TIME:
            return working_hours_between(_minute(now), deadline.until, hours) <= SOON
        case Due.DAY:
            today, day = swedish(now).date(), swedish(deadline.until).date()
            return working_days_between(today, day) == 0
    return True


def _minute(instant: datetime) -> datetime:
    """Cut to the minute, in UTC."""
    return swedish(instant).astimezone(UTC).replace(second=0, microsecond=0)


def _instant(naive: datetime) -> datetime:
    """What a Swedish clock shows, in UTC; the hour that is skipped in March does not exist."""
    instant = naive.replace(tzinfo=SWEDEN).astimezone(UTC)
    if instant.astimezone(SWEDEN).replace(tzinfo=None) != naive:
        raise BadDeadline("no-such-time")
    return instant
