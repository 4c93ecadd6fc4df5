"""What happened at the demo's desk in three years, as the figures tell it. All invented.

An ordinary month is some fifty tickets, and a little more each year; July is quiet; once there was
a crisis, and once a month when hardly anybody asked. The story is the same in every demo, counted
from the day on which it is made; the noise is drawn anew.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from pressdesk import clock
from pressdesk.figures import declared
from pressdesk.figures.declared import NO, NOT_SAID, TOTAL, YES
from pressdesk.figures.inquiries import Domains, Inquiry
from pressdesk.figures.shapes import CATEGORIES
from pressdesk.register import seeds
from pressdesk.register.words import Channel, Kind, Outcome

MONTHS = 36  # before this one
FOUNDED_ON = 12  # of the first month, which is therefore not whole
CRISIS, THIN = 14, 6  # so many months ago
JULY = 7
FIRST, GROWTH = 42, 20  # tickets of an ordinary month at the beginning, and how many more now
INQUIRIES = 150
# In percent: months are not alike, and July and the thin month are not empty.
WOBBLE = (100, 107, 95, 110, 92, 103, 98)
IN_CRISIS, IN_THIN, IN_JULY = 400, 15, 40

UNITS = (
    *("Förskola och skola", "Äldreomsorg", "Socialtjänst", "Stadsbyggnad", "Gator och trafik"),
    *("Miljö och hälsa", "Kultur och fritid", "Fastigheter", "Räddningstjänst"),
    "Kommunledning",
)
# Topics as the register's list has them, by the ids that tickets' figures have: in the same order.
NAMED = dict(
    zip((t for t in CATEGORIES[declared.TOPIC] if t != NOT_SAID), seeds.TOPICS, strict=True)
)
LISTS = Domains(UNITS, seeds.TOPICS, CATEGORIES[declared.MEDIA])
Weights = Mapping[str, int]
KINDS: Weights = {
    **{"my-rights": 16, "buy-time": 14, "prepare": 15, "check-facts": 11, "check-quotes": 8},
    **{"company": 4, "spokesperson": 5, "off-record": 4, "on-site": 4, "threats": 3, "storm": 2},
    **{"error": 5, "published": 3, "other": 2, NOT_SAID: 4},
}
TOPICS: Weights = {
    **{"school": 16, "elderly-care": 13, "social-services": 12, "support": 5, "planning": 8},
    **{"traffic": 7, "environment": 5, "culture": 4, "housing": 6, "staff": 7, "economy": 5},
    **{"safety": 3, "it": 2, "other": 2, NOT_SAID: 5},
}
# What there is more of in each quarter of a year: snow, holidays, the new term, the budget.
SEASONS: tuple[Weights, ...] = ({"traffic": 9}, {"culture": 8}, {"school": 10}, {"economy": 9})
ALARM: dict[str, Weights] = {
    declared.KIND: {"storm": 45, "threats": 20, "buy-time": 40},
    declared.TOPIC: {"elderly-care": 190, "staff": 30},
}
MEDIA: Weights = {
    **{"daily": 30, "national-broadcast": 10, "local-broadcast": 20, "web": 14, "trade": 6},
    **{"agency": 3, "podcast": 4, "foreign": 1, "student": 4, "other": 2, NOT_SAID: 6},
}
WANTED: Weights = {
    **{"now": 18, "today": 26, "this-week": 30, "later": 14, "after-publication": 8},
    NOT_SAID: 4,
}
ENDED: Weights = {
    **{"answered": 74, "arranged": 12, "withdrawn": 8, "not-a-question": 3, "expired": 3},
}
IN_TIME: Weights = {YES: 62, NO: 8, "": 30}  # nothing is cast where no day was said
LATE: Weights = {YES: 40, NO: 30, "": 30}  # in the crisis
CHANNELS = {
    **{Channel.PHONE: 45, Channel.MAIL: 42, Channel.IN_PERSON: 3, Channel.SOCIAL_MEDIA: 6},
    Channel.PRESS_MEETING: 4,
}
ASKED_FOR = {
    **{Kind.FACTS: 40, Kind.STATEMENT: 22, Kind.INTERVIEW: 20, Kind.VISIT: 6},
    **{Kind.CORRECTION: 3, Kind.RECORDS_REQUEST: 9},
}
OUTCOMES = {
    **{Outcome.FACTS: 38, Outcome.STATEMENT: 17, Outcome.INTERVIEW: 16, Outcome.OTHER_UNIT: 8},
    **{Outcome.OUTSIDE: 3, Outcome.REGISTRAR: 8, Outcome.PRESS_MEETING: 1, Outcome.WITHDRAWN: 3},
    **{Outcome.NOT_IN_TIME: 2, Outcome.SECRECY: 2, Outcome.INDIVIDUAL_CASE: 2},
    Outcome.NOT_OURS: 1,
}
LEAD: Weights = dict(zip(UNITS, (20, 15, 14, 11, 12, 6, 7, 5, 3, 9), strict=True))
# Working hours to the answer.
HOURS = {1: 220, 2: 140, 3: 120, 4: 80, 5: 80, 6: 80, 8: 90, 12: 80, 40: 50}
SOON = 3

T = TypeVar("T")


class Taken(NamedTuple):
    """A ticket as it is counted: the day, and its category in each table."""

    day: date
    cells: dict[str, str]


class Month(NamedTuple):
    """A month of the story."""

    name: str  # "2026-10"
    ago: int  # months before the one in which the demo is made

    def tickets(self) -> list[Taken]:
        """What was taken in it, in the order of days."""
        is_crisis = self.ago == CRISIS
        count = self._of(FIRST + GROWTH * (MONTHS - self.ago) // MONTHS)
        tables: dict[str, list[str]] = {
            TOTAL: list(CATEGORIES[TOTAL]) * count,
            declared.KIND: dealt(self._alarmed(declared.KIND, KINDS), count),
            declared.TOPIC: dealt(self._alarmed(declared.TOPIC, self._seasonal()), count),
            declared.IN_TIME: dealt(LATE if is_crisis else IN_TIME, count),
            declared.MEDIA: dealt(MEDIA, count),
            declared.WANTED: dealt(WANTED, count),
            declared.ENDED: dealt(ENDED, count),
        }
        cells = [
            {table: category for table, category in zip(tables, row, strict=True) if category}
            for row in zip(*tables.values(), strict=True)
        ]
        return [Taken(*each) for each in zip(self._days(count), cells, strict=True)]

    def inquiries(self) -> list[Inquiry]:
        """What reporters asked in it: a crisis is theirs too."""
        count = self._of(INQUIRIES)
        columns = (
            self._days(count),
            dealt(CHANNELS, count),
            dealt(LEAD, count),
            dealt(ASKED_FOR, count),
            dealt({name: share for name, share in MEDIA.items() if name != NOT_SAID}, count),
            [NAMED.get(t) for t in dealt(self._alarmed(declared.TOPIC, self._seasonal()), count)],
            dealt(OUTCOMES, count),
            *(turned(column, place) for place, column in enumerate(self._measures(count), start=1)),
        )
        return [Inquiry(*row) for row in zip(*columns, strict=True)]

    def _measures(self, count: int) -> list[list[Any]]:
        """How soon each was answered, and whether it came at night or was a correction."""
        slow = self._slowness()
        hours = {hours: share + slow * (hours > SOON) for hours, share in HOURS.items()}
        weights: list[Mapping[Any, int]] = [
            {True: 920, False: slow},
            {True: 850, False: 2 * slow, None: 100},
            hours,
            {False: 900, True: slow},
            {False: 3_000, True: slow},
        ]
        return [dealt(each, count) for each in weights]

    def last_day(self) -> date:
        return declared.last_day(self.name)

    def _slowness(self) -> int:
        """Less from year to year, and much in the crisis."""
        ordinary = WOBBLE[2 * self.ago % len(WOBBLE)] - 60 + 2 * self.ago
        return 5 * ordinary if self.ago == CRISIS else ordinary

    def _of(self, ordinary: int) -> int:
        """How many come where so many would in an ordinary month."""
        last = self.last_day()
        percent = WOBBLE[self.ago % len(WOBBLE)]
        for is_now, share in (
            (last.month == JULY, IN_JULY),
            (self.ago == THIN, IN_THIN),
            (self.ago == CRISIS, IN_CRISIS),
        ):
            percent = share if is_now else percent
        days = len(self._open())
        return ordinary * percent * days // (100 * last.day)

    def _open(self) -> range:
        """The days of the month on which there was a desk."""
        return range(FOUNDED_ON if self.ago == MONTHS else 1, self.last_day().day + 1)

    def _days(self, count: int) -> list[date]:
        within = self._open()
        return [
            self.last_day().replace(day=within[place * len(within) // count])
            for place in range(count)
        ]

    def _seasonal(self) -> Weights:
        return _more(TOPICS, SEASONS[(self.last_day().month - 1) // declared.MONTHS_OF_QUARTER])

    def _alarmed(self, table: str, weights: Weights) -> Weights:
        return _more(weights, ALARM[table]) if self.ago == CRISIS else weights


def founding(today: date) -> date:
    """The day on which the demo's desk opened."""
    return date.fromisoformat(f"{months(today)[0].name}-{FOUNDED_ON}")


def months(today: date) -> list[Month]:
    """The months that are over, from the first."""
    first = today.replace(day=1)
    names: list[str] = []
    for _ in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        names.append(clock.month_of(first))
    return [Month(name, ago) for ago, name in enumerate(names, start=1)][::-1]


def dealt(weights: Mapping[T, int], count: int) -> list[T]:
    """So many of each, in proportion to the weights, as evenly as whole ones can be."""
    names, bounds = list(weights), list(accumulate(weights.values()))
    whole = bounds[-1]
    return [names[bisect_right(bounds, (2 * n + 1) * whole // (2 * count))] for n in range(count)]


def turned(column: list[T], place: int) -> list[T]:
    """The same, begun elsewhere: what is rare in one column does not meet what is rare in all."""
    start = place * len(column) // 7
    return column[start:] + column[:start]


def _more(weights: Weights, extra: Weights) -> Weights:
    return {name: share + extra.get(name, 0) for name, share in weights.items()}
