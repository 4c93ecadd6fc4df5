"""What can be read off frozen figures: margins, sums, shares, and which differences are real.

What is known about a count is the noise that was put into it, so all of this is arithmetic on what
is published, and anybody with the files can do it again.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pressdesk.figures import noise
from pressdesk.figures.declared import IN_TIME, NO, YES
from pressdesk.figures.frozen import EXACT, Figure

DEVIATIONS = 2  # that a difference must pass to be real, and that an interval reaches
WIDEST_POINTS = 30  # an interval beyond ± 15 points is no sure share
CLIPPED_PARTS = (
    4  # so many counts may be near 0 without a sum's margin covering less than 95 of 100
)

_margin = cache(noise.margin)


class Sum(NamedTuple):
    """Counts added up over periods, and how far the true sum may lie from them."""

    value: int
    margin: int  # covers 95 of 100, unless `is_rough`; 0 when exact
    sigma_sum: float  # standard deviation of the sum's noise
    is_rough: bool = False  # rather too large: see `summed`


class Share(NamedTuple):
    """A share in whole percent, and the interval that holds the true one 95 times of 100."""

    percent: int
    low: int
    high: int

    @property
    def margin(self) -> int:
        """Points from the share to the further end of its interval."""
        return max(self.percent - self.low, self.high - self.percent)


class Row(NamedTuple):
    """A category's count, to be drawn or listed."""

    category: str
    value: int | None  # None where nothing was to count
    margin: int


def margin_of(figure: Figure) -> int:
    """What each cell's true count lies within, 95 times of 100 or more; 0 when exact."""
    return 0 if figure.sigma == EXACT else _margin(figure.sigma)


def rows(figure: Figure) -> list[Row]:
    """All cells as they were frozen. In-time has none: its cells are only good for a share."""
    if figure.table == IN_TIME:
        return []
    margin = margin_of(figure)
    return [Row(category, value, margin) for category, value in figure.cells]


def summed(figures: Sequence[Figure], category: str) -> Sum:
    """One category over several periods of a table: months of a year, quarters of a year.

    Each period has its own draw, so the margin is that of as many draws. If their sigmas are not
    the same the largest stands for all, and the margin covers more than it must.

    No count is published below 0, so that noise near 0 adds more than it takes. In a sum of more
    than `CLIPPED_PARTS` the margin may then cover less than it says: it is rough where one of the
    counts may be 0. Twelve months without a ticket lie within their margin 85 times of 100.
    """
    values = [figure.value(category) or 0 for figure in figures]
    sigma = max((figure.sigma for figure in figures), default=EXACT)
    margin = 0 if sigma == EXACT else _margin(sigma, len(figures))
    is_near_0 = any(value <= margin_of(f) for f, value in zip(figures, values, strict=True))
    is_rough = margin > 0 and len(figures) > CLIPPED_PARTS and is_near_0
    sigma_sum = math.sqrt(sum(figure.sigma**2 for figure in figures))
    return Sum(sum(values), margin, sigma_sum, is_rough)


def differs(one: Sum, other: Sum) -> bool:
    """A real difference: beyond two standard deviations of the difference of two noises.

    That is 2.83 sigma for two single cells. Exact counts differ whenever they are not the same.
    """
    variance = round(one.sigma_sum**2) + round(other.sigma_sum**2)  # whole: sums of squares
    return (one.value - other.value) ** 2 > DEVIATIONS**2 * variance


def share(figure: Figure) -> Share | None:
    """How many of 100 were answered by the day that was asked for.

    Fieller's interval for a ratio (1954) on the two cells as they were drawn: the shares p for
    which (1 - p) yes - p no is at most two standard deviations from 0. It is rounded outwards and
    cut to 0 to 100. Where the cells point outside of that, it reaches inwards half its width.

    Returns:
        None where there were too few for a sure share: wider than ± 15 points, or unbounded.
    """
    ends = _fieller(figure.value(YES) or 0, figure.value(NO) or 0, figure.sigma)
    if ends is None:
        return None
    low, middle, high = ends
    half = (high - low) / 2
    nearest = _cut(middle)
    if nearest != middle:
        low, high = min(low, nearest - half), max(high, nearest + half)
    found = Share(round(nearest), math.floor(_cut(low)), math.ceil(_cut(high)))
    return None if found.high - found.low > WIDEST_POINTS else found


def _fieller(yes: int, no: int, sigma: int) -> tuple[float, float, float] | None:
    """Low end, share and high end in percent, uncut; None where the interval has no ends."""
    whole, reach = yes + no, (DEVIATIONS * sigma) ** 2
    # (yes - p whole)^2 <= reach (1 - 2 p + 2 p^2), as a quadratic in p
    square, middle = whole * whole - 2 * reach, yes * whole - reach
    if whole <= 0 or square <= 0:
        return None
    root = math.sqrt(middle * middle - square * (yes * yes - reach))
    return (
        100 * (middle - root) / square,
        100 * yes / whole,
        100 * (middle + root) / square,
    )


def _cut(percent: float) -> float:
    return min(100.0, max(0.0, percent))
