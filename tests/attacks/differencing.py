"""Taking one publication from another: a later one, a longer period, another table."""

from functools import cache
from itertools import combinations

from pressdesk.figures.declared import MONTHS_OF_QUARTER, last_day
from tests.attacks import world
from tests.attacks.world import Cell, Read

YEAR_LETTERS = 4


def changed(before: str, after: str) -> list[str]:
    """Lines of an earlier download that are not in a later one, as they were: what a difference
    between the two could be taken of.
    """
    later = set(after.splitlines())
    return [line for line in before.splitlines() if line not in later]


def overlaps(file: Read) -> list[tuple[str, str, str]]:
    """Tables that stand at two levels: the same tickets, counted twice."""
    parts = sorted({(table, period) for table, period, _ in file.values})
    return [
        (table, one, other)
        for (table, one), (name, other) in combinations(parts, 2)
        if table == name and months(one) & months(other)
    ]


@cache
def months(period: str) -> frozenset[str]:
    """The months of a period, as they are written."""
    year, end = period[:YEAR_LETTERS], last_day(period).month
    many = 12 if period == year else MONTHS_OF_QUARTER if "Q" in period else 1
    return frozenset(f"{year}-{month:02}" for month in range(end - many + 1, end + 1))


def uncovered(file: Read) -> dict[Cell, int]:
    """Empty cells that another publication gives away: of a longer period less the others of its
    parts, or of a table less its other cells.
    """
    known, found = dict(file.values), {}
    sums = _sums(known)
    while step := _one_step(known, sums):
        known |= step
        found |= step
    return found


def _one_step(
    known: dict[Cell, int | None], sums: list[tuple[Cell, list[Cell]]]
) -> dict[Cell, int]:
    for total, parts in sums:
        empty = [cell for cell in parts if known[cell] is None]
        if known[total] is not None and len(empty) == 1:
            rest = sum(known[cell] or 0 for cell in parts)
            return {empty[0]: (known[total] or 0) - rest}
    return {}


def _sums(known: dict[Cell, int | None]) -> list[tuple[Cell, list[Cell]]]:
    """Cells that are the sum of others: a year of its quarters, a total of a table's categories."""
    found, rows = [], world.Read(known, {}, {})
    for table, period in dict.fromkeys((table, period) for table, period, _ in known):
        for category in rows.row(table, period):
            shorter = [
                (table, part, category)
                for name, part, c in known
                if (name, c) == (table, category) and months(part) < months(period)
            ]
            for many in (MONTHS_OF_QUARTER, 1):
                level = [cell for cell in shorter if len(months(cell[1])) == many]
                if level:
                    found.append(((table, period, category), level))
        total = (world.TOTAL, period, "taken")
        if total in known and table not in {world.TOTAL, world.IN_TIME, world.ENDED}:
            found.append((total, [(table, period, c) for c in rows.row(table, period)]))
    return found


def odd_sums(file: Read) -> list[tuple[str, str]]:
    """Tables whose parts do not add up to the published total of their period: a difference that
    would tell something of its own.
    """
    totals = {at: n or 0 for (table, at, _), n in file.values.items() if table == world.TOTAL}
    found = []
    for table, period in dict.fromkeys((table, at) for table, at, _ in file.values):
        inside = [n for part, n in totals.items() if months(part) <= months(period)]
        is_fitted = table not in {world.TOTAL, world.IN_TIME, world.ENDED}
        row = file.row(table, period)
        if is_fitted and inside and sum(n or 0 for n in row.values()) != sum(inside):
            found.append((table, period))
    return found
