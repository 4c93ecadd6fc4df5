"""Which tables of tickets are published, at which level, and what each costs: figures.md's seven.

Every table stands at one level, so that a ticket is counted once in each for ever, and the sum of
what the tables cost bounds what anybody can learn of one ticket from all of them together.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from pressdesk.errors import UnsafeFigures

CAP = Fraction(13, 100)  # of rho, summed over all tables; frozen with them
QUIET_BELOW, BUSY_ABOVE = 400, 1_500  # tickets a year
MONTHS_OF_QUARTER = 3
TOTAL, KIND, TOPIC, IN_TIME = "total", "kind", "topic", "in-time"
MEDIA, WANTED, ENDED = "media", "wanted", "ended"
NOT_SAID = "not-said"
YES, NO = "yes", "no"  # the cells of in-time


class Level(StrEnum):
    """How long a period is, from short to long."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Size(StrEnum):
    """How much a site is used, by the total that was published for the year before."""

    QUIET = "quiet"
    NORMAL = "normal"
    BUSY = "busy"


class Table(NamedTuple):
    """A published table: its noise in tickets, and its level at a site of normal size."""

    name: str
    sigma: int
    level: Level

    @property
    def rho(self) -> Fraction:
        """Its cost in zero-concentrated differential privacy (Bun and Steinke 2016)."""
        return Fraction(1, 2 * self.sigma * self.sigma)


TABLES = (
    Table(TOTAL, 4, Level.MONTH),
    Table(KIND, 4, Level.QUARTER),
    Table(TOPIC, 4, Level.QUARTER),
    Table(IN_TIME, 6, Level.QUARTER),
    Table(MEDIA, 10, Level.YEAR),
    Table(WANTED, 10, Level.YEAR),
    Table(ENDED, 10, Level.YEAR),
)


def check(tables: Sequence[Table] = TABLES) -> None:
    """Refuse tables that together tell too much.

    Raises:
        UnsafeFigures: they cost more than the cap, or one stands at two levels.
    """
    if len({table.name for table in tables}) != len(tables):
        raise UnsafeFigures("two-levels")
    if sum(table.rho for table in tables) > CAP:
        raise UnsafeFigures("over-the-cap")


def size_of(published: int | None) -> Size:
    """The size of a site, by the published total of last year; None when there was none."""
    if published is None or QUIET_BELOW <= published <= BUSY_ABOVE:
        return Size.NORMAL
    return Size.QUIET if published < QUIET_BELOW else Size.BUSY


def level_of(table: Table, size: Size) -> Level:
    """Where a table stands this year: a level coarser at a quiet site, by quarter what is by year
    at a busy one.
    """
    levels = list(Level)
    if size is Size.QUIET:
        return levels[min(levels.index(table.level) + 1, len(levels) - 1)]
    if size is Size.BUSY and table.level is Level.YEAR:
        return Level.QUARTER
    return table.level


def period_of(level: Level, day: date) -> str:
    """The period that a day lies in: "2026-11", "2026-Q4" or "2026"."""
    if level is Level.MONTH:
        return f"{day.year:04}-{day.month:02}"
    if level is Level.QUARTER:
        return f"{day.year:04}-Q{(day.month + 2) // MONTHS_OF_QUARTER}"
    return f"{day.year:04}"


def last_day(period: str) -> date:
    """A period's last day.

    Raises:
        ValueError: not a period as `period_of` writes it.
    """
    year, _, part = period.partition("-")
    if not part:
        month = 12
    elif part.startswith("Q"):
        month = int(part.removeprefix("Q")) * MONTHS_OF_QUARTER
    else:
        month = int(part)
    after = date(int(year) + month // 12, month % 12 + 1, 1)
    last = after - timedelta(days=1)
    if all(period_of(level, last) != period for level in Level):
        raise ValueError("not a period")
    return last


def level_of_period(period: str) -> Level:
    """How long a period is. Raises ValueError as `last_day`."""
    last = last_day(period)
    return next(level for level in Level if period_of(level, last) == period)
