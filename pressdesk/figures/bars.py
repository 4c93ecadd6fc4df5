"""Bars and whiskers as numbers. See `charts`, which has this too."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

FONT = 13  # units
LABEL_CHARACTERS = 34  # of a line: what 288 pixels take
LINE_UNITS, BAR_UNITS, GAP_UNITS = 16, 12, 10
ROOMS = (("s", 5, 7), ("m", 8, 12), ("l", 12, 19))  # beside the bars: name, ems, characters of text


class BarRow(NamedTuple):
    """A row to draw. `shown` stands beside its bar and takes at most 19 characters. `low` and
    `high` are for a margin that is not as wide both ways.
    """

    label: str
    value: int | None  # None: nothing was to count
    margin: int  # 0 for what is exact
    shown: str
    note: str = ""  # stands in the table, after the label
    low: int | None = None
    high: int | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """Of the whisker: the margin cut at 0, the value inside; all 0 where there is no value."""
        if self.value is None:
            return 0, 0
        value = max(0, self.value)
        low = value - self.margin if self.low is None else self.low
        high = value + self.margin if self.high is None else self.high
        return max(0, min(low, value)), max(high, value)


class Text(NamedTuple):
    x: float  # percent
    y: float  # units, of the line that the text stands on
    words: str


class Bar(NamedTuple):
    """A row as drawn; `low` and `high` are the whisker's ends, all three in percent."""

    labels: tuple[Text, ...]
    top: float
    width: float
    low: float
    high: float
    has_whisker: bool
    is_cut: bool  # the whisker would go below 0
    is_pale: bool  # it reaches 0
    shown: Text


class BarChart(NamedTuple):
    """Bars below each other."""

    rows: tuple[BarRow, ...]
    bars: tuple[Bar, ...]
    height: float
    room: str  # how much beside the bars: a name of `ROOMS`
    unit: str = ""

    @property
    def is_line(self) -> bool:
        return False

    @property
    def right_units(self) -> int:
        """How much beside the bars, for who has no stylesheet."""
        return next(ems * FONT for name, ems, _ in ROOMS if name == self.room)


def bars(rows: Sequence[BarRow], *, top: int = 0, unit: str = "") -> BarChart:
    """Rows as bars, the furthest whisker at 100 percent.

    Args:
        top: what the width stands for at least; 100 for shares.
        unit: follows the values in the table, "%" say.
    """
    furthest = max([top, *(row.ends[1] for row in rows)]) or 1
    drawn: list[Bar] = []
    below = 0.0
    for row in rows:
        drawn.append(_bar(row, below, furthest))
        below = drawn[-1].top + BAR_UNITS + GAP_UNITS
    longest = max((len(row.shown) for row in rows), default=0)
    room = next((name for name, _, fits in ROOMS if longest <= fits), ROOMS[-1][0])
    return BarChart(tuple(rows), tuple(drawn), max(below - GAP_UNITS / 2, GAP_UNITS), room, unit)


def _bar(row: BarRow, top: float, furthest: int) -> Bar:
    lines = textwrap.wrap(row.label, LABEL_CHARACTERS) or [""]
    place = top + LINE_UNITS * len(lines)
    value = max(0, row.value or 0)
    has_whisker = row.value is not None and row.margin > 0
    low, high = row.ends
    return Bar(
        labels=tuple(Text(0, top + FONT + LINE_UNITS * at - 3, w) for at, w in enumerate(lines)),
        top=place,
        width=_percent(value, furthest),
        low=_percent(low, furthest),
        high=_percent(high, furthest),
        has_whisker=has_whisker,
        is_cut=row.low is None and value < row.margin,
        is_pale=has_whisker and low == 0,
        shown=Text(_percent(high, furthest), place + BAR_UNITS - 1.5, row.shown),
    )


def _percent(value: int, furthest: int) -> float:
    return round(100 * value / furthest, 2)
