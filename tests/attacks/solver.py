"""A solver over all published tables and rules: which small counts have only one possible value?

What may be taken for granted: counts are whole and never below 0; the kinds of a quarter's tickets
are as many as its topics, and as the tickets of its months; how a table is fitted. Noise has no
bound, so nothing follows for sure, and an attacker must take something more for granted:

- that there is no noise, as on a site without any (deviations 0). He names every small count, and
  is right where the noise happened to be 0: by chance, and without knowing where.
- that no draw was further than so many deviations from 0. That he pins nothing then says only that
  the rules narrow no range to one number, not that the noise is there.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import highspy

from pressdesk.figures.declared import ENDED, IN_TIME, TOTAL, Level
from tests.attacks.careless import HIDDEN_BELOW
from tests.attacks.world import CROSS, Cell, Read, Truth, within
from tests.gaussian import chances

SMALL = (1, 2)
DEVIATIONS = 4  # one year in a hundred has a draw beyond
LUCK = 6  # standard errors
SECONDS = 5.0  # for one cell, to one side
NEAR = 1e-6
ENDED_RUNS = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)
Range = tuple[float, float]
Part = tuple[str, str]  # a table and a period


class Found(NamedTuple):
    """Of the small counts that were attacked: how many had only one value that is possible."""

    small: int
    pinned: int
    wrong: int  # pinned, but to another number than the true one
    chance: float = 0.0  # how many of the small would be as shown because their noise was 0
    is_possible: bool = True  # some world agrees with all that was taken for granted

    @property
    def percent(self) -> float:
        return 100 * self.pinned / self.small if self.small else 0.0

    @property
    def right(self) -> int:
        return self.pinned - self.wrong

    @property
    def luck(self) -> float:
        """As many right ones as chance alone may give: their number is near a Poisson's."""
        return self.chance + LUCK * math.sqrt(self.chance)


class Rules:
    """What is known about whole numbers: bounds, and sums."""

    def __init__(self) -> None:
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        self.model.setOptionValue("threads", 1)
        self.places: dict[Cell, int] = {}

    def count(self, cell: Cell, low: float = 0, high: float = highspy.kHighsInf) -> None:
        """A true count, and what it lies between."""
        self.places[cell] = self._column(low, high)
        self.model.changeColIntegrality(self.places[cell], highspy.HighsVarType.kInteger)

    def free(self) -> int:
        """A number that is not known, and need not be whole."""
        return self._column(-highspy.kHighsInf, highspy.kHighsInf)

    def row(self, factors: dict[int, float], low: float, high: float) -> None:
        self.model.addRow(low, high, len(factors), list(factors), list(factors.values()))

    def same(self, ones: Iterable[Cell], others: Iterable[Cell]) -> None:
        """Two sums of counts are one and the same."""
        factors = {self.places[cell]: 1.0 for cell in ones}
        factors |= {self.places[cell]: -1.0 for cell in others}
        self.row(factors, 0, 0)

    def can_be(self) -> bool:
        """Whether there is any world that agrees with all of it."""
        self._run()
        return self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal

    def range(self, cell: Cell) -> Range:
        """The lowest and highest that a count can be, in a world that agrees with all of it."""
        place = self.places[cell]
        self.model.changeColCost(place, 1.0)
        ends = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.model.changeObjectiveSense(sense)
            self._run()
            has_end = self.model.getModelStatus() in ENDED_RUNS
            ends.append(self.model.getInfo().mip_dual_bound if has_end else highspy.kHighsInf)
        self.model.changeColCost(place, 0.0)
        return ends[0], ends[1]

    def _run(self) -> None:
        self.model.setOptionValue("time_limit", self.model.getRunTime() + SECONDS)
        self.model.run()

    def _column(self, low: float, high: float) -> int:
        self.model.addVar(low, high)
        return int(self.model.getNumCol()) - 1


def noisy(file: Read, parts: Sequence[Truth], deviations: float = DEVIATIONS) -> Rules:
    """What a year's download says, if no draw was further than this from 0."""
    rules = Rules()
    for table, period, _counts in parts:
        reach = deviations * table.sigma
        moved = None if table.name in {TOTAL, IN_TIME} else rules.free()
        for category in table.categories:
            cell = (table.name, period, category)
            rules.count(cell)
            _tie(rules, cell, moved, file.values[cell] or 0, reach)
    _add_up(rules, parts)
    return rules


def _tie(rules: Rules, cell: Cell, moved: int | None, value: int, reach: float) -> None:
    """A true count is what is shown, less the noise, and what fitting moved it by; rounding is at
    most one. What is shown as 0 may have been less, and nothing was below 0.
    """
    slack = 0 if moved is None or not reach else 1
    factors = {rules.places[cell]: 1.0} | ({} if moved is None else {moved: -1.0})
    low = value - slack - reach if value > 0 else -highspy.kHighsInf
    rules.row(factors, low, max(0, value + slack + reach))


def _add_up(rules: Rules, parts: Sequence[Truth]) -> None:
    """Every ticket is counted once in each table, so that parts are as many as the totals' sum."""
    totals = [part for part in parts if part.table.name == TOTAL]
    for part in parts:
        inside = [t for t in totals if within(t.period, part.period, part.table.level)]
        if inside and part.table.name not in {TOTAL, IN_TIME, ENDED}:
            rules.same(cells(part), [cell for total in inside for cell in cells(total)])


def hidden(file: Read, parts: Sequence[Truth]) -> Rules:
    """What a download says in which cells of 1 to 4 are empty, and all others are true: months add
    up to quarters and years, and categories to totals.
    """
    rules = Rules()
    for part in parts:
        for cell in cells(part):
            value = file.values[cell]
            ends = (1, HIDDEN_BELOW - 1) if value is None else (value, value)
            rules.count(cell, *ends)
    for part in parts:
        _add_over_time(rules, part, parts)
        for other in parts:
            if other.period == part.period:
                _add_across(rules, part, other)
    return rules


def _add_across(rules: Rules, part: Truth, other: Truth) -> None:
    """A table adds up to the total of its period, a crossed one to both that it crosses."""
    names = part.table.name.split(CROSS)
    if other.table.name == TOTAL and part.table.name not in {TOTAL, IN_TIME, ENDED}:
        rules.same(cells(part), cells(other))
    if len(names) == 1 or other.table.name not in names:
        return
    at = names.index(other.table.name)
    for cell in cells(other):
        rules.same([c for c in cells(part) if c[2].split(CROSS)[at] == cell[2]], [cell])


def _add_over_time(rules: Rules, whole: Truth, parts: Sequence[Truth]) -> None:
    levels = list(Level)
    for level in levels[: levels.index(whole.table.level)]:
        shorter = [
            part
            for part in parts
            if (part.table.name, part.table.level) == (whole.table.name, level)
            and within(part.period, whole.period, whole.table.level)
        ]
        for category in whole.table.categories if shorter else ():
            ones = [(part.table.name, part.period, category) for part in shorter]
            rules.same(ones, [(whole.table.name, whole.period, category)])


def cells(part: Truth) -> list[Cell]:
    return [(part.table.name, part.period, category) for category in part.table.categories]


def pinned(rules: Rules, parts: Sequence[Truth], most: int = 10_000) -> Found:
    """Attack every count of 1 or 2, or about so many of them, spread over all tables."""
    small = [
        (cell, count, part.table.sigma)
        for part in parts
        for cell, count in zip(cells(part), part.counts, strict=True)
        if count in SMALL
    ]
    tried = small[:: 1 + len(small) // most]
    chance = sum(chances(sigma)[0] for _cell, _count, sigma in tried)
    if not rules.can_be():  # a draw was further from 0 than the attacker took for granted
        return Found(len(tried), 0, 0, chance, is_possible=False)
    ranges = [(*rules.range(cell), count) for cell, count, _sigma in tried]
    sure = [(low, count) for low, high, count in ranges if abs(high - low) < NEAR]
    wrong = sum(abs(low - count) > NEAR for low, count in sure)
    return Found(len(tried), len(sure), wrong, chance)


def trusted(downloads: Iterable[Read], parts: Sequence[Truth]) -> Found:
    """Read so many downloads as if there were no noise: the attack that names every count where
    there is none.
    """
    each = [pinned(noisy(file, parts, 0), parts) for file in downloads]
    small, sure, wrong, chance, possible = zip(*each, strict=True)
    return Found(sum(small), sum(sure), sum(wrong), sum(chance), all(possible))
