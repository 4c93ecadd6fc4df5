"""How far the figures lie from the truth, and how often their margins cover it."""

from collections.abc import Sequence
from typing import NamedTuple

from pressdesk.figures import noise
from pressdesk.figures.declared import TOPIC, TOTAL
from pressdesk.figures.shapes import Shape
from tests.attacks import world
from tests.attacks.world import Site

MONTH, TOPIC_CELL = 3.3, 3.1  # tickets
YEAR_PERCENT = {15: 4.1, 60: 1.6, 180: 0.6}  # by tickets a month


class Errors(NamedTuple):
    """Mean distances from the truth, and the part of cells that lie within their margin."""

    month: float | None  # tickets; None where totals stand at no month
    topic: float  # tickets; of a quarter, or of a year at a quiet site
    year_percent: float
    covered: dict[str, float]  # by table; "year" is the sum of a year's totals

    def lowest(self) -> float:
        return min(self.covered.values())


def measured(site: Site, times: int) -> Errors:
    """The second year's publications, so often: by then a site has found its size."""
    shape = site.shapes()[1]
    parts = world.counted(world.made(site.a_month), [shape])
    off: dict[str, list[int]] = {}
    inside: dict[str, list[bool]] = {}
    for _ in range(times):
        file = world.read(world.downloaded(world.published(parts)))
        for table, period, counts in parts:
            for category, count in zip(table.categories, counts, strict=True):
                cell = (table.name, period, category)
                distance = abs((file.values[cell] or 0) - count)
                off.setdefault(table.name, []).append(distance)
                inside.setdefault(table.name, []).append(distance <= file.margins[cell])
        distance, margin = _year(file, parts)
        off.setdefault("year", []).append(distance)
        inside.setdefault("year", []).append(distance <= margin)
    return _errors(shape, site, off, inside)


def _year(file: world.Read, parts: Sequence[world.Truth]) -> tuple[int, int]:
    """How far a year's sum lies from the truth, and its margin."""
    totals = [part for part in parts if part.table.name == TOTAL]
    shown = sum(file.values[TOTAL, part.period, "taken"] or 0 for part in totals)
    margin = MARGINS[len(totals)]
    return abs(shown - sum(part.counts[0] for part in totals)), margin


MARGINS = {many: noise.margin(4, many) for many in (4, 12)}  # quarters or months of a year


def _errors(
    shape: Shape, site: Site, off: dict[str, list[int]], inside: dict[str, list[bool]]
) -> Errors:
    means = {name: sum(values) / len(values) for name, values in off.items()}
    covered = {name: sum(values) / len(values) for name, values in inside.items()}
    total = shape.table(TOTAL)
    has_months = total is not None and total.level == "month"
    percent = 100 * means["year"] / (site.a_month * world.MONTHS)
    return Errors(means[TOTAL] if has_months else None, means[TOPIC], percent, covered)
