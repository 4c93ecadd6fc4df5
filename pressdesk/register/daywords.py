"""Days and times as somebody types them fast on a phone: "idag 14", "fre", "24/12", "v48".

In Swedish, and without its dots where a keyboard lacks them. Nothing is guessed past today: "fre"
on a Friday is today, and 14.30 after half past two is over, not tomorrow's.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, time, timedelta

from pressdesk.errors import BadDeadline
from pressdesk.register.workdays import is_working_day

LONGEST = 60  # characters
MONDAY, FRIDAY = 1, 5  # as ISO counts
CENTURY = 2000
NEAR = timedelta(days=183)  # as far as a day without a year reaches
MIDNIGHT = time(23, 59)  # "24": the last minute of the day
FILLERS = re.compile(
    r"\b(?:på|pa|den|kl\.?|klockan|senast|före|fore|innan|till)(?=[\s0-9]|$)|[,;!]"
)
AHEAD = {
    re.compile(r"\b(?:i ?)?[öo]vermorgon\b"): 2,
    re.compile(r"\bi ?mor(?:gon|ron|n)\b"): 1,
    re.compile(r"\bi ?dag\b"): 0,
}
WEEKDAY = re.compile(r"\b(m[åa]n|tis|ons|tors?|fre|l[öo]r|s[öo]n)(?:dag(?:en)?)?\b\.?")
WEEKDAYS = {"m": 1, "ti": 2, "o": 3, "to": 4, "f": 5, "l": 6, "s": 7}
WEEK = re.compile(r"\bv(?:ecka)?\.? ?([0-9]{1,2})\b")
ISO = re.compile(r"\b(?P<year>(?:20)?[0-9]{2})(-?)(?P<month>[0-9]{2})\2(?P<day>[0-9]{2})\b")
# Four digits after a date are its year: a time is better refused as too far off than moved a year.
SLASHED = re.compile(r"\b(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?:[/ -](?P<year>20[0-9]{2}))?\b")
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
NAMED = re.compile(
    rf"\b(?P<day>[0-9]{{1,2}})\.? ?(?P<month>{'|'.join(MONTHS)})[a-z]*\b\.?"
    r"(?: (?P<year>20[0-9]{2})\b)?"
)
CLOCK = re.compile(r"([0-9]{1,2})(?:[.: ]?([0-9]{2}))?")


def plain(typed: str) -> str:
    """In small letters, with one space between words.

    Raises:
        BadDeadline: `unreadable`, since it is longer than any deadline.
    """
    if len(typed) > LONGEST:
        raise BadDeadline("unreadable")
    text = " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
    return re.sub(r"(?<=[0-9])t(?=[0-9])", " ", text)  # what a browser's own field sends


def read(text: str, today: date) -> tuple[date | None, time | None]:
    """The day and the time in a plain text; one of them may be missing.

    Raises:
        BadDeadline: `unreadable`, `no-such-day`, `no-such-time`, `weekday` or `no-year`.
    """
    day, rest = _cut_day(_spaced(FILLERS.sub(" ", text)), today)
    rest = _spaced(rest)
    if not rest and day is None:
        raise BadDeadline("unreadable")
    return day, _time(rest) if rest else None


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _cut_day(text: str, today: date) -> tuple[date | None, str]:
    """The day, and the text without it. A weekday beside a date must be the date's own."""
    weekday, text = _cut_weekday(text)
    for pattern, days in AHEAD.items():
        if match := pattern.search(text):
            return _on(today + timedelta(days=days), weekday), _without(match)
    if match := WEEK.search(text):
        return _coming(_of_week(int(match[1]), weekday, today), today), _without(match)
    for pattern in (ISO, SLASHED, NAMED):
        if match := pattern.search(text):
            return _on(_of_date(match, today), weekday), _without(match)
    if weekday is None:
        return None, text
    return today + timedelta(days=(weekday - today.isoweekday()) % 7), text


def _cut_weekday(text: str) -> tuple[int | None, str]:
    """1 to 7 from Monday, and the text without it."""
    match = WEEKDAY.search(text)
    if match is None:
        return None, text
    number = next(number for start, number in WEEKDAYS.items() if match[1].startswith(start))
    return number, _without(match)


def _without(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} {match.string[match.end() :]}"


def _on(day: date, weekday: int | None) -> date:
    if weekday not in (None, day.isoweekday()):
        raise BadDeadline("weekday")
    return day


def _of_date(match: re.Match[str], today: date) -> date:
    month = match["month"]
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    if match["year"] is None:
        years = (today.year, today.year + 1)
        days = [day for year in years for day in _days(year, number, int(match["day"]))]
        return _coming(days, today)
    days = list(_days(CENTURY + int(match["year"]) % 100, number, int(match["day"])))
    if not days:
        raise BadDeadline("no-such-day")
    return days[0]


def _days(year: int, month: int, day: int) -> Iterator[date]:
    """The day, or nothing where the calendar has none."""
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _of_week(week: int, weekday: int | None, today: date) -> list[date]:
    """In this year and the next. Without a weekday, the last one on which the office is open."""
    found = []
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            days = [date.fromisocalendar(year, week, n) for n in range(MONDAY, FRIDAY + 3)]
        except ValueError:  # most years have no week 53
            continue
        open_days = [day for day in days if is_working_day(day)]
        found.append(open_days[-1] if weekday is None else days[weekday - 1])
    return found


def _coming(days: list[date], today: date) -> date:
    """The first that is not over, if it is near."""
    if not days:
        raise BadDeadline("no-such-day")
    near = [day for day in days if timedelta(0) <= day - today <= NEAR]
    if not near:
        raise BadDeadline("no-year")
    return near[0]


def _time(text: str) -> time:
    """14, 14.30, 14:30, 1430 and 930."""
    match = CLOCK.fullmatch(text)
    if match is None:
        raise BadDeadline("unreadable")
    hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        return MIDNIGHT
    try:
        return time(hour, minute)
    except ValueError:
        raise BadDeadline("no-such-time") from None
