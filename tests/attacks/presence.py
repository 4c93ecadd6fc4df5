"""Is the noise there, and does nothing else depend on a true count?

For who checks a site rather than attacks it: he knows the truth, and reads many publications of it.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pressdesk.figures.declared import IN_TIME, KIND, TOTAL, Level, Size
from pressdesk.figures.shapes import Shaped, shape_of
from tests.attacks import world
from tests.attacks.world import FIRST, PROTECT, Protect, Read, Truth

FAR = 500  # a count that no noise brings near 0, so that nothing is cut
ERRORS = 5  # standard errors: a right table is beyond them once in a million times
ROUNDING = 1 / 12  # the variance of what rounding to whole tickets adds


class Spread(NamedTuple):
    """Distances from the truth of one table's cells, in many publications."""

    table: str
    variance: float
    declared: float  # what the noise and its fitting should make it
    error: float  # one standard error of the variance

    def holds(self) -> bool:
        return abs(self.variance - self.declared) < ERRORS * self.error


def distances(
    parts: Sequence[Truth], times: int, protect: Protect = PROTECT
) -> dict[str, list[int]]:
    """Published less true, by table."""
    found: dict[str, list[int]] = {}
    for _ in range(times):
        file = world.read(world.downloaded(world.published(parts, protect)))
        for table, period, counts in parts:
            for category, count in zip(table.categories, counts, strict=True):
                value = file.values.get((table.name, period, category))
                found.setdefault(table.name, []).append((value or 0) - count)
    return found


def large(size: Size = Size.NORMAL) -> list[Truth]:
    """A first quarter, with the year's tables over it, in which every category has many."""
    shape = shape_of(FIRST, size)
    months = [f"{FIRST}-{month:02}" for month in range(1, 13)]
    found = []
    for table in sorted(shape.tables, key=lambda table: table.name != TOTAL):
        periods = months if table.name == TOTAL else world.periods(FIRST, table.level)[:1]
        found += [Truth(table, at, (FAR,) * len(table.categories)) for at in periods]
    return found


def spreads(parts: Sequence[Truth], seen: dict[str, list[int]]) -> list[Spread]:
    """How far the tables lie from the truth, and how far they should.

    Args:
        seen: their distances.
    """
    total = next(part.table for part in parts if part.table.name == TOTAL)
    found = []
    for table in dict.fromkeys(part.table for part in parts):
        off, many, ways = seen[table.name], len(table.categories), _ways(table, total)
        middle = sum(off) / len(off) if table.name != TOTAL else 0
        variance = sum((n - middle) ** 2 for n in off) / len(off)
        wanted = sum(ways) / many + (ROUNDING if is_fitted(table) else 0)
        error = math.sqrt(2 * sum(way * way for way in ways) / (many * len(off)))
        found.append(Spread(table.name, variance, wanted, error))
    return found


def _ways(table: Shaped, total: Shaped) -> list[float]:
    """The variances of a table's cells in as many directions that have nothing to do with each
    other. Fitting takes the mean of a table's noise away and puts that of the totals there.
    """
    own = [float(table.sigma**2)] * len(table.categories)
    if is_fitted(table):
        months = {Level.MONTH: 1, Level.QUARTER: 3, Level.YEAR: 12}[table.level]
        own[0] = months * total.sigma**2 / len(own)
    return own


def is_fitted(table: Shaped) -> bool:
    """Fitted to totals, and not drawn alone or fitted to its own sum."""
    return table.name not in {TOTAL, IN_TIME, world.ENDED}


def frame(file: Read) -> list[tuple[str, str, str, bool]]:
    """Everything of a file but its numbers: its lines, and which of them are empty."""
    return [(*cell, value is None) for cell, value in file.values.items()]


def of_counts(one: int, other: int, times: int, protect: Protect = PROTECT) -> list[Counter[int]]:
    """What a rare kind is published as, when this many or that many were counted; the rest of
    the table is the same.
    """
    table = shape_of(FIRST, Size.NORMAL).table(KIND)
    found = []
    for count in (one, other):
        counts = (40, 20, 10, 8, 6, 5, 4, 3, 2, 2, 2, 1, 1, 1)
        part = Truth(table, f"{FIRST}-Q1", (*counts, count))
        files = (world.downloaded([protect(*part, sum(counts))]) for _ in range(times))
        cell = (KIND, part.period, table.categories[-1])
        found.append(Counter(world.read(file).values[cell] for file in files))
    return found


def apart(one: Counter[int], other: Counter[int]) -> float:
    """How far apart two samples are: 0 the same, 1 no value in common."""
    sizes = one.total(), other.total()
    return sum(abs(one[n] / sizes[0] - other[n] / sizes[1]) for n in one | other) / 2


def carried(before: int, times: int, site: Callable[[], Protect] = lambda: PROTECT) -> float:
    """The mean of what a kind of which there were three is published as, when this many asked for
    it in the quarter before.
    """
    table, now = shape_of(FIRST, Size.NORMAL).table(KIND), 3
    rest, found = (30,) * (len(table.categories) - 1), 0
    for _ in range(times):
        protect = site()
        protect(table, f"{FIRST}-Q1", (*rest, before), sum(rest) + before)
        text = world.downloaded([protect(table, f"{FIRST}-Q2", (*rest, now), sum(rest) + now)])
        found += world.read(text).values[KIND, f"{FIRST}-Q2", table.categories[-1]] or 0
    return found / times
