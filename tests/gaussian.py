"""The discrete Gaussian by its definition, in plain floats: what draws are held against."""

import math
from collections import Counter
from collections.abc import Sequence

UNLIKELY = 1e-9  # that right draws fail
FURTHEST = 9  # in sigmas: beyond lies less than 10^-18
LEAST = 5  # draws that a cell of the chi-square should have


def chances(sigma: int) -> dict[int, float]:
    """Of each draw, by the definition of the discrete Gaussian; in floats."""
    reach = FURTHEST * sigma
    weights = {x: math.exp(-x * x / (2 * sigma * sigma)) for x in range(-reach, reach + 1)}
    whole = sum(weights.values())
    return {x: weight / whole for x, weight in weights.items()}


def is_noise(draws: Sequence[int], sigma: int) -> bool:
    """Whether draws are of the discrete Gaussian: a chi-square, over the cells that should have
    five draws or more; all others are one cell.
    """
    seen = Counter(draws)
    wanted = {x: p * len(draws) for x, p in chances(sigma).items() if p * len(draws) >= LEAST}
    rest, left = len(draws) - sum(wanted.values()), len(draws) - sum(seen[x] for x in wanted)
    distance = sum((seen[x] - n) ** 2 / n for x, n in wanted.items())
    distance += (left - rest) ** 2 / max(rest, 1)
    return tail(distance, len(wanted)) > UNLIKELY


def tail(distance: float, freedom: int) -> float:
    """The chance of a chi-square as large: its cube root is near normal (Wilson, Hilferty 1931)."""
    spread = 2 / (9 * freedom)
    score = ((distance / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return math.erfc(score / math.sqrt(2)) / 2
