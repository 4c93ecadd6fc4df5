"""Charts as numbers: where bars, whiskers, lines and bands go. `chief/_charts.html` draws them.

Across, a place is in percent of the drawing's width, so that it stretches without its text. Down,
it is in units of which `FONT` are the size of the text, so that it grows with the text.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from pressdesk.figures.bars import FONT, LINE_UNITS, BarChart, BarRow, Text, bars

__all__ = ["BarChart", "BarRow", "LineChart", "Point", "bars", "line", "multiples"]

PLOT_UNITS, SMALL_UNITS = 190, 90  # of a line chart, without the labels below
TOP_UNITS, BELOW_UNITS = 8, 6
MANY_POINTS = 16  # from here on years are the labels, and dots would be beads
NARROW_UNITS, CHARACTER_UNITS = 200, 8  # the narrowest plot; labels must not meet there
WIDEST_DOT_PERCENT = 3
ROUND = (1, 2, 5, 10, 20, 25, 50)


class Point(NamedTuple):
    """A period to draw. `low` and `high` are for a margin that is not as wide both ways."""

    label: str  # short, below its place: "sep", "kv 3"
    value: int | None  # None leaves a gap: not published, or lost
    margin: int
    is_partial: bool = False  # pressdesk was taken into use during it
    year: str = ""
    low: int | None = None
    high: int | None = None
    note: str = ""  # stands in the table, after the label

    @property
    def ends(self) -> tuple[int, int]:
        """Of the band: the margin cut at 0, the value inside."""
        value = self.value or 0
        low = value - self.margin if self.low is None else self.low
        high = value + self.margin if self.high is None else self.high
        return max(0, min(low, value)), max(0, high, value)


class Tick(NamedTuple):
    y: float
    value: int


class Dot(NamedTuple):
    x: float
    y: float
    is_hollow: bool


class Run(NamedTuple):
    """Periods that a line joins; places as (percent, units)."""

    line: tuple[tuple[float, float], ...]
    band: tuple[tuple[float, float], ...]  # once around


class LineChart(NamedTuple):
    """A line through periods, and the band that its margins make."""

    points: tuple[Point, ...]
    runs: tuple[Run, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]  # from 0 up
    labels: tuple[Text, ...]
    bottom: float
    height: float
    unit: str = ""

    @property
    def is_line(self) -> bool:
        return True

    @property
    def is_wide(self) -> bool:
        """Its numbers need more room at the left."""
        return len(f"{self.ticks[-1].value}{self.unit}") > len("1000")


def line(
    points: Sequence[Point], *, top: int = 0, unit: str = "", is_small: bool = False
) -> LineChart:
    """Periods as a line with a band.

    Args:
        top: what the axis must reach at least; 100 for shares.
        unit: follows the values on the axis and in the table.
        is_small: one of several beside each other.
    """
    bottom = float(TOP_UNITS + (SMALL_UNITS if is_small else PLOT_UNITS))
    values = _round_values(max([top, *(_reach(point) for point in points)]))
    scale = _Scale(len(points), values[-1], bottom)
    labels = _below(points, scale)
    return LineChart(
        points=tuple(points),
        runs=tuple(_run(points, run, scale) for run in _unbroken(points)),
        dots=tuple(_dots(points, scale)),
        ticks=tuple(Tick(scale.y(value), value) for value in values),
        labels=tuple(labels),
        bottom=bottom,
        height=max((label.y for label in labels), default=bottom) + BELOW_UNITS,
        unit=unit,
    )


def multiples(
    series: Sequence[tuple[str, Sequence[Point]]], *, top: int = 0, unit: str = ""
) -> list[tuple[str, LineChart]]:
    """Several series as small charts with one and the same axis, each under its name."""
    reach = max([top, *(_reach(point) for _, points in series for point in points)])
    return [(name, line(points, top=reach, unit=unit, is_small=True)) for name, points in series]


class _Scale(NamedTuple):
    periods: int
    furthest: int
    bottom: float

    def x(self, index: int) -> float:
        """The middle of a period's share of the width."""
        return round((index + 0.5) * 100 / self.periods, 2)

    def y(self, value: int) -> float:
        share = value / self.furthest
        return round(self.bottom - share * (self.bottom - TOP_UNITS), 2)


def _reach(point: Point) -> int:
    """The furthest that a period goes."""
    return 0 if point.value is None else point.ends[1]


def _round_values(reach: int) -> list[int]:
    """Three to five round numbers from 0 to what has to be reached, or a little further."""
    size = 1
    while True:
        for step in (size * one for one in ROUND):
            if 4 * step >= reach:
                count = max(2, -(-reach // step))
                return [step * number for number in range(count + 1)]
        size *= 100


def _unbroken(points: Sequence[Point]) -> list[list[int]]:
    """Places of the periods that have a value, as far as they follow each other. One that is not
    whole stands alone: a line from it would show a rise that never was.
    """

    def kind(place: int) -> tuple[bool, int | None]:
        point = points[place]
        return point.value is not None, place if point.is_partial else None

    kinds = groupby(range(len(points)), key=kind)
    return [list(places) for (has_value, _), places in kinds if has_value]


def _run(points: Sequence[Point], places: list[int], scale: _Scale) -> Run:
    line = [(scale.x(at), scale.y(max(0, points[at].value or 0))) for at in places]
    spots = [(scale.x(at), *points[at].ends) for at in places]
    if len(places) == 1:  # a band needs a width
        x, low, high = spots[0]
        half = min(WIDEST_DOT_PERCENT, 35 / scale.periods)
        spots = [(round(x + side, 2), low, high) for side in (-half, half)]
    upper = [(x, scale.y(high)) for x, _, high in spots]
    lower = [(x, scale.y(low)) for x, low, _ in reversed(spots)]
    return Run(tuple(line), tuple(upper + lower))


def _dots(points: Sequence[Point], scale: _Scale) -> list[Dot]:
    """All of a few; of many those that are partial, or would not be seen."""
    alone = {run[0] for run in _unbroken(points) if len(run) == 1}
    return [
        Dot(scale.x(at), scale.y(max(0, point.value)), point.is_partial)
        for at, point in enumerate(points)
        if point.value is not None
        and (len(points) <= MANY_POINTS or point.is_partial or at in alone)
    ]


def _below(points: Sequence[Point], scale: _Scale) -> list[Text]:
    """Labels below the axis: years for many periods, else periods over years."""
    first, second = scale.bottom + FONT + 5, scale.bottom + FONT + 5 + LINE_UNITS
    if len(points) > MANY_POINTS and any(point.year for point in points):
        return _spaced(_years(points, range(len(points))), scale, first)
    labels = _spaced([(at, point.label) for at, point in enumerate(points)], scale, first)
    kept = [at for at in range(len(points)) if scale.x(at) in {label.x for label in labels}]
    return labels + _spaced(_years(points, kept), scale, second)


def _years(points: Sequence[Point], places: Sequence[int]) -> list[tuple[int, str]]:
    """The first of the places in each year."""
    firsts: dict[str, int] = {}
    for place in places:
        firsts.setdefault(points[place].year, place)
    return [(place, year) for year, place in firsts.items() if year]


def _spaced(wanted: list[tuple[int, str]], scale: _Scale, y: float) -> list[Text]:
    """As many labels, from the last one back, as do not meet in the narrowest drawing."""
    longest = max((len(words) for _, words in wanted), default=0)
    apart = 100 * CHARACTER_UNITS * (longest + 1) / NARROW_UNITS
    kept: list[Text] = []
    for place, words in reversed(wanted):
        if not kept or kept[-1].x - scale.x(place) >= apart:
            kept.append(Text(scale.x(place), y, words))
    return kept[::-1]
