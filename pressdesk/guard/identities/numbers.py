"""Swedish personal identity and coordination numbers: date and check digit must both be right.

Source: Skatteverket, SKV 704 and SKV 707. Six or eight digits of birth, three of serial, one check
digit (Luhn over the last ten); a coordination number adds 60 to the day.
"""

import datetime
import re
from collections.abc import Iterator

from pressdesk.guard.identities.finds import Find, groups

GAP = r"[ .+/_-]{0,3}"
RUN = re.compile(rf"\d(?:{GAP}\d)*+")
DIGITS = re.compile(r"\d")
LABELLED = re.compile(
    r"\b(?:person(?:nummer|numret|nr)|pers?\.?nr|pnr|födelsenummer|födelsedatum|(?:är"
    r"|e) född(?: den)?"
    rf"|sam(?:ordnings)?\.?(?:nummer|nr))[ :.]{{0,3}}(?:är |e )?(?P<value>\d(?:{GAP}\d){{5,11}}+)",
    re.IGNORECASE,
)
LONG, SHORT = 12, 10
FIRST_DAY, LAST_DAY, COORDINATION = 1, 31, 60
DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\d +\d\d\.\d\d")


def find_numbers(text: str) -> Iterator[Find]:
    """Sure finds of whole numbers; likely ones where a label says so but the check fails."""
    for run in RUN.finditer(text):
        yield from _within(text, run.start(), run.end())
    yield from groups(LABELLED, text, "personal-number", is_sure=False, group="value")


def kind_of(digits: str) -> str | None:
    """The kind of number that 10 or 12 digits are, or None.

    >>> kind_of("8112189876"), kind_of("7010639826"), kind_of("2120000142")
    ('personal-number', 'coordination-number', None)
    """
    if len(digits) not in {SHORT, LONG} or not has_right_check_digit(digits[-SHORT:]):
        return None
    day = int(digits[-6:-4])
    is_coordination = day > COORDINATION
    if not _is_date(digits[: -SHORT + 2], int(digits[-8:-6]), day - COORDINATION * is_coordination):
        return None
    return "coordination-number" if is_coordination else "personal-number"


def has_right_check_digit(digits: str) -> bool:
    """Luhn's sum over ten digits, the first one doubled, is a multiple of ten."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _within(text: str, start: int, end: int) -> Iterator[Find]:
    """Windows of 12 or 10 digits that begin and end where a group of digits does."""
    places = [match.start() for match in DIGITS.finditer(text, start, end)]
    digits = "".join(text[place] for place in places)
    for first, place in enumerate(places):
        if place > start and text[place - 1].isdigit():
            continue
        for length in (LONG, SHORT):
            found = _window(text, places[first : first + length], digits[first : first + length])
            if found:
                yield found


def _window(text: str, places: list[int], digits: str) -> Find | None:
    if len(digits) < SHORT:
        return None
    start, end = places[0], places[-1] + 1
    kind = kind_of(digits)
    if kind is None or text[end : end + 1].isdigit() or DATE_AND_TIME.match(text, start, end):
        return None
    return Find(start, end, kind, is_sure=True)


def _is_date(year: str, month: int, day: int) -> bool:
    centuries = [year] if len(year) > len("81") else ["18" + year, "19" + year, "20" + year]
    return any(
        _exists(int(full), month, day) for full in centuries if full[:2] in {"18", "19", "20"}
    )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
