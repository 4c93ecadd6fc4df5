"""Somebody who knows every ticket but one: is that one in there?

Two worlds, one with the ticket and one without, are published thousands of times each. The insider
scores each download by the logarithm of how much likelier it is with the ticket than without. For
a cell with plain noise that is exact; for a fitted table the shift that all its cells share is
unknown, and is integrated over; for the little that rounding takes away nothing is done.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from pressdesk.figures import declared
from pressdesk.figures.declared import ENDED, IN_TIME, TOTAL
from pressdesk.figures.shapes import Shape
from tests.attacks import world
from tests.attacks.world import Protect, Read, Site, Ticket, Truth
from tests.gaussian import FURTHEST, chances

ADVANTAGE, AUC = 0.20, 0.64  # the bars of figures.md
ERRORS = 4  # standard errors that chance is allowed
STEPS, REACH = 40, 6  # of the integral: points, and how many deviations it goes to each side
Score = Callable[[Read], float]
Draw = Callable[[], str]


class Told(NamedTuple):
    """How well the worlds are told apart, and one standard error of each number."""

    advantage: float  # right guesses of "in" minus wrong ones, guessing whatever is likelier
    advantage_error: float
    auc: float
    auc_error: float

    def holds(self) -> bool:
        """Within the bars, allowing for chance."""
        return (
            self.advantage <= ADVANTAGE + ERRORS * self.advantage_error
            and self.auc <= AUC + ERRORS * self.auc_error
        )


class Scene(NamedTuple):
    """What the insider knows, and the truth of both worlds."""

    mine: Ticket
    shapes: Sequence[Shape]
    without: Sequence[Truth]
    with_it: Sequence[Truth]

    def score(self) -> Score:
        """By all tables and periods that would count the ticket."""
        cells = {
            (t.name, period): t.categories.index(self.mine.values[t.name])
            for shape in self.shapes
            for t in shape.tables
            if (period := self.mine.period(t, shape.year))
        }
        known = [truth for truth in self.without if (truth.table.name, truth.period) in cells]
        return lambda file: sum(_said(file, t, cells[t.table.name, t.period]) for t in known)


def scene(site: Site, shapes: Sequence[Shape] | None = None, is_whole: bool = False) -> Scene:
    """A site's two years, without and with one rare ticket. Published is what the ticket touches
    and what that is fitted to; all of both years when `is_whole`.
    """
    tickets, years = world.made(site.a_month), shapes or site.shapes()
    mine = world.rare(tickets)
    both = [world.counted(known, years) for known in (tickets, [*tickets, mine])]
    if not is_whole:
        both = [world.touched(truths, mine, years) for truths in both]
    return Scene(mine, years, *both)


def told_apart(seen: Scene, draws: int, protect: Protect = world.PROTECT) -> Told:
    """Publish both worlds `draws` times each, and guess by the likelihood of each download."""
    score = seen.score()
    worlds = [partial(_download, truths, protect) for truths in (seen.without, seen.with_it)]
    return judged(*([score(world.read(one())) for _ in range(draws)] for one in worlds))


def _download(truths: Sequence[Truth], protect: Protect) -> str:
    return world.downloaded(world.published(truths, protect))


def learned(seen: Scene, draws: int, protect: Protect = world.PROTECT) -> Told:
    """The same without a word of theory: which cells differ between the worlds is learnt from half
    of the downloads, and judged on the others. Finds what `told_apart` does not expect.
    """
    worlds = []
    for truths in (seen.without, seen.with_it):
        files = (world.read(_download(truths, protect)).values for _ in range(draws))
        worlds.append(np.array([[-1 if n is None else n for n in one.values()] for one in files]))
    half = draws // 2
    means = [one[:half].mean(axis=0) for one in worlds]
    spread = sum(one[:half].var(axis=0) for one in worlds) / 2 + 1e-6
    weights, middle = (means[1] - means[0]) / spread, (means[0] + means[1]) / 2
    return judged(*(((one[half:] - middle) @ weights).tolist() for one in worlds))


def bound(shapes: Sequence[Shape] | None = None) -> float:
    """The advantage of the best of all attacks on unfitted noise, exactly: fitting and cutting can
    only take from it. One ticket moves one cell of each table by one, so the sum of each cell's
    noise over its variance is all that there is to know.
    """
    sigmas = [table.sigma for table in (shapes[0].tables if shapes else declared.TABLES)]
    step = math.lcm(*(sigma * sigma for sigma in sigmas))
    reach = sum((FURTHEST + 1) * step // sigma for sigma in sigmas)
    worlds = [np.zeros(2 * reach + 1) for _ in range(2)]
    for more, one in enumerate(worlds):
        one[reach] = 1
        for sigma in sigmas:
            apart = step // (sigma * sigma)
            one[:] = sum(p * np.roll(one, (x + more) * apart) for x, p in chances(sigma).items())
    return float(np.maximum(worlds[1] - worlds[0], 0).sum())


def judged(without: Sequence[float], with_it: Sequence[float]) -> Told:
    """The advantage of guessing by the sign of a score; its AUC with the error of Hanley and
    McNeil (1982).
    """
    wrong, right = (sum(_guess(n) for n in scores) / len(scores) for scores in (without, with_it))
    size, auc = len(with_it), _auc(without, with_it)
    spread = right * (1 - right) / size + wrong * (1 - wrong) / len(without)
    once, twice = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    pairs = auc * (1 - auc) + (size - 1) * (once + twice - 2 * auc * auc)
    return Told(right - wrong, math.sqrt(spread), auc, math.sqrt(max(0.0, pairs)) / size)


def _guess(score: float) -> float:
    return 0.5 if score == 0 else float(score > 0)


def _auc(lower: Sequence[float], higher: Sequence[float]) -> float:
    """The chance that one of `higher` is above one of `lower`; ties count half."""
    marked = sorted([(n, 0) for n in lower] + [(n, 1) for n in higher])
    wins, below, start = 0.0, 0, 0
    while start < len(marked):
        end = start
        while end < len(marked) and marked[end][0] == marked[start][0]:
            end += 1
        ours = sum(mark for _score, mark in marked[start:end])
        wins += ours * (below + (end - start - ours) / 2)
        below += end - start - ours
        start = end
    return wins / (len(lower) * len(higher))


def _said(file: Read, truth: Truth, place: int) -> float:
    """What one table says: the logarithm of its likelihood with the ticket over that without."""
    row, sigma = file.row(truth.table.name, truth.period), truth.table.sigma
    values = [row.get(category) for category in truth.table.categories]
    mine = values[place]
    if mine is None or None in values:  # hidden, because it is small: or else shown
        return _hidden(mine, truth.counts[place])
    known = [value or 0 for value in values]
    if truth.table.name == IN_TIME:  # as it was drawn, also below 0
        return ((mine - truth.counts[place]) - 0.5) / sigma**2
    if truth.table.name == TOTAL:
        return _alone(mine, truth.counts[place], sigma)
    if truth.table.name == ENDED and min(known) > 0:  # nothing was cut, so nothing was moved
        return _alone(mine, truth.counts[place], sigma)
    return _fitted(known, truth.counts, place, sigma)


def _hidden(shown: int | None, others: int) -> float:
    """Where cells are hidden by their counts, the true count is shown or known to be 1 to 4."""
    if shown is None:
        return math.inf if others == 0 else -math.inf if others > 4 else 0
    return {others: -math.inf, others + 1: math.inf}.get(shown, 0)


def _alone(value: int, others: int, sigma: int) -> float:
    """A cell that is cut at 0 and otherwise as it was drawn."""
    return math.log(_cell(value, others + 1, 0, sigma) / _cell(value, others, 0, sigma))


def _fitted(values: Sequence[int], counts: Sequence[int], place: int, sigma: int) -> float:
    """All cells of a fitted table were moved down by one and the same number, and cut at 0."""
    off = [n - v for at, (v, n) in enumerate(zip(values, counts, strict=True)) if v and at != place]
    cut = [n for at, (v, n) in enumerate(zip(values, counts, strict=True)) if not v and at != place]
    middle = sum(off) / len(off) if off else 0.0
    width = REACH * sigma / math.sqrt(len(off) or 1)
    sums = [0.0, 0.0]
    for step in range(-STEPS, STEPS + 1):
        moved = middle + width * step / STEPS
        weight = math.exp(-len(off) * (moved - middle) ** 2 / (2 * sigma * sigma))
        for count in cut:
            weight *= _below(moved + 0.5 - count, sigma)
        for more in (0, 1):
            sums[more] += weight * _cell(values[place], counts[place] + more, moved, sigma)
    return math.log(sums[1] / sums[0]) if min(sums) > 0 else 0.0


def _cell(value: int, count: int, moved: float, sigma: int) -> float:
    """How likely a cell shows a value when this many were counted: a density, or at 0 a chance."""
    if value == 0:
        return _below(moved + 0.5 - count, sigma)
    return math.exp(-((value + moved - count) ** 2) / (2 * sigma * sigma))


def _below(number: float, sigma: int) -> float:
    return math.erfc(-number / sigma / math.sqrt(2)) / 2
