"""Sites that are careless in one way each. Every attack must succeed on the one it is meant for."""

from collections.abc import Sequence
from itertools import product

from pressdesk.figures import noise
from pressdesk.figures.declared import IN_TIME, KIND, MEDIA, TOPIC, TOTAL, Level
from pressdesk.figures.frozen import Figure
from pressdesk.figures.protect import protect
from pressdesk.figures.shapes import Shape, Shaped
from tests.attacks.world import CROSS, Protect

HIDDEN_BELOW = 5


def plain(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """A job that says how much noise there is, and prints true counts."""
    return Figure(table.name, period, table.sigma, _cells(table, counts))


def hiding(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """Cells of 1 to 4 are left empty; all others are true."""
    shown = [None if 0 < count < HIDDEN_BELOW else count for count in counts]
    return Figure(table.name, period, 0, tuple(zip(table.categories, shown, strict=True)))


def only_common(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """Noise, and what is small is left out."""
    figure = protect(table, period, counts, total)
    if table.name == TOTAL:
        return figure
    kept = zip(figure.cells, counts, strict=True)
    return figure._replace(cells=tuple(cell for cell, count in kept if count >= HIDDEN_BELOW))


def zeros_kept(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """Noise, but none where nothing was counted."""
    figure = protect(table, period, counts, total)
    kept = zip(figure.cells, counts, strict=True)
    return figure._replace(cells=tuple((c, n if count else 0) for (c, n), count in kept))


def carrying() -> Protect:
    """What is small is counted in the next period instead, so that it is not seen alone."""
    left: dict[str, list[int]] = {}

    def carried(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
        before = left.get(table.name, [0] * len(counts))
        summed = [count + more for count, more in zip(counts, before, strict=True)]
        left[table.name] = [count if count < HIDDEN_BELOW else 0 for count in summed]
        ready = [count if count >= HIDDEN_BELOW else 0 for count in summed]
        return protect(table, period, ready, total)

    return carried


def unclipped_plain_total(
    table: Shaped, period: str, counts: Sequence[int], total: int | None
) -> Figure:
    """Noise in all tables but the totals, which say that they have it."""
    return (plain if table.name == TOTAL else protect)(table, period, counts, total)


def half(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """Half of the noise that is said."""
    if table.name == IN_TIME:
        return protect(table, period, counts, total)
    drawn = [max(0, count + noise.draw(max(1, table.sigma // 2))) for count in counts]
    return Figure(table.name, period, table.sigma, _cells(table, drawn))


def faint(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """Noise with a sigma of one, whatever is said."""
    return protect(table._replace(sigma=1), period, counts, total)._replace(sigma=table.sigma)


def less(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """A little less noise than is said, in every table."""
    drawn = protect(table._replace(sigma=table.sigma - 1), period, counts, total)
    return drawn._replace(sigma=table.sigma)


def wide(shape: Shape) -> Shape:
    """Every table at month, quarter and year, with new noise in each."""
    tables = [t._replace(level=level) for t in shape.tables for level in Level]
    return shape._replace(tables=tuple(tables))


def crossed(shape: Shape) -> Shape:
    """The same, and two tables that cross two others, as a reader of statistics would like."""
    tables = {table.name: table for table in shape.tables}
    found = [tables[TOTAL], tables[KIND], tables[TOPIC], tables[MEDIA]]
    for one, other in ((KIND, TOPIC), (TOPIC, MEDIA)):
        pairs = product(tables[one].categories, tables[other].categories)
        names = tuple(CROSS.join(pair) for pair in pairs)
        found.append(Shaped(CROSS.join((one, other)), tables[one].sigma, Level.MONTH, names))
    return wide(shape._replace(tables=tuple(found)))


def _cells(table: Shaped, counts: Sequence[int]) -> tuple[tuple[str, int | None], ...]:
    return tuple(zip(table.categories, counts, strict=True))
