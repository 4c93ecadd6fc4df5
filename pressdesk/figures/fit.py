"""Parts that add up: noisy counts fitted to a published total, whole and never below 0.

The nearest point of {x >= 0, sum = total} (Held, Wolfe and Crowder 1974), then largest remainder.
Nothing here sees a true count: what it is given is noisy already.
"""

import secrets
from collections.abc import Sequence
from fractions import Fraction


def fit(counts: Sequence[int], total: int) -> list[int]:
    """Counts moved as little as possible, in the sum of squares, so that they add up to a total.

    Noisy counts are moved by one and the same amount, so that what is left after rounding down is
    as large for each; who gets one more is drawn, or the first category would always gain.

    Args:
        counts: one whole number for each category, negative ones too; at least one.
        total: 0 or more.

    Returns:
        whole numbers of 0 or more that add up to `total`.
    """
    nearest = project(counts, total)
    parts = [int(share) for share in nearest]  # rounds down: none is negative
    order = list(range(len(parts)))
    _shuffle(order)
    order.sort(key=lambda place: nearest[place] - parts[place], reverse=True)
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def project(counts: Sequence[int], total: int) -> list[Fraction]:
    """The nearest point whose parts are 0 or more and add up to `total`, exactly."""
    above, shift = 0, Fraction(0)
    for size, count in enumerate(sorted(counts, reverse=True), start=1):
        above += count
        moved = Fraction(above - total, size)
        if count < moved:
            break
        shift = moved
    return [max(count - shift, Fraction(0)) for count in counts]


def _shuffle(order: list[int]) -> None:
    """Every order is as likely (Fisher and Yates)."""
    for last in range(len(order) - 1, 0, -1):
        other = secrets.randbelow(last + 1)
        order[last], order[other] = order[other], order[last]
