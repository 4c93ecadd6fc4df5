"""Fetching the same figures again and again, and taking the mean: fresh noise would wash out."""

from collections import Counter
from collections.abc import Callable, Sequence

from tests.attacks import world
from tests.attacks.world import Cell, Truth

Fetch = Callable[[], str]


def averaged(fetch: Fetch, times: int) -> dict[Cell, float]:
    """Every cell's mean over so many downloads."""
    sums: Counter[Cell] = Counter()
    for _ in range(times):
        sums.update({cell: n or 0 for cell, n in world.read(fetch()).values.items()})
    return {cell: n / times for cell, n in sums.items()}


def read_off(fetch: Fetch, times: int, parts: Sequence[Truth]) -> float:
    """The part of the cells whose mean, to the nearest whole number, is the true count."""
    found = averaged(fetch, times)
    true = {
        (table.name, period, category): count
        for table, period, counts in parts
        for category, count in zip(table.categories, counts, strict=True)
    }
    return sum(round(found[cell]) == count for cell, count in true.items()) / len(true)
