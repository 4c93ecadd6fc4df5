"""From true counts to what may be published. True counts go in here and nowhere further."""

from collections.abc import Sequence

from pressdesk.figures.declared import ENDED, IN_TIME, TOTAL
from pressdesk.figures.fit import fit
from pressdesk.figures.frozen import Figure
from pressdesk.figures.noise import draw
from pressdesk.figures.shapes import Shaped


def protect(table: Shaped, period: str, counts: Sequence[int], total: int | None) -> Figure:
    """A table of tickets with noise in every cell, also in those where nothing was counted.

    Args:
        counts: true ones, in the order of the table's categories.
        total: the published total of the period, that parts are fitted to; None where a part of it
            was never published. How tickets ended is fitted to what its own cells add up to: it
            counts those that closed, the total those that were taken.
    """
    drawn = [count + draw(table.sigma) for count in counts]
    if table.name == TOTAL:
        drawn = [max(0, count) for count in drawn]
    elif table.name != IN_TIME:  # whose two cells give a share, and its interval, as drawn
        is_own = total is None or table.name == ENDED
        drawn = fit(drawn, max(0, sum(drawn)) if is_own else total or 0)
    cells = zip(table.categories, drawn, strict=True)
    return Figure(table.name, period, table.sigma, tuple(cells))
