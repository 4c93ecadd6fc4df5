"""`python -m tests.attacks`: the attacks on the figures at length, as a table and as JSON. Ends
with 1 when a bar is missed. It takes about a quarter of an hour on two cores. Those on real sites
and their restored copies are in `./test --long` only.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from typing import Any, NamedTuple

from pressdesk.figures.declared import Size
from tests.attacks import (
    averaging,
    careless,
    differencing,
    errors,
    insider,
    presence,
    solver,
    world,
)
from tests.attacks.world import SITES, Site, Truth

FETCHES = 1_000
TRUSTED = 50  # downloads that are read as if there were no noise
SMALL_CELLS = 60  # of a careless site with crossed tables, which has thousands


class Line(NamedTuple):
    """One measured value, and what it is held to."""

    what: str
    value: float
    bar: str
    holds: bool


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--draws", type=int, default=5_000, help="publications of each world")
    parser.add_argument("--json", action="store_true", help="for a program")
    given = parser.parse_args()
    lines = []
    with ProcessPoolExecutor() as pool:
        for running in [pool.submit(job) for job in jobs(given.draws)]:
            lines += _lines(running, is_quiet=given.json)
    if given.json:
        print(json.dumps([line._asdict() for line in lines], indent=2))
    return 0 if all(line.holds for line in lines) else 1


def jobs(draws: int) -> Iterator[Callable[[], list[Line]]]:
    """What is run, each in a process of its own."""
    yield bounds
    for site in SITES:
        yield partial(told, site, draws)
        yield partial(learnt, site, draws)
        yield partial(pinned, site)
        yield partial(far, site, max(50, draws // 10))
    yield partial(wide, draws // 5)
    yield partial(noise, draws // 5)
    yield differences
    yield averages


def bounds() -> list[Line]:
    best = insider.bound()
    return [Line("insider: best advantage that there is, exactly", best, "<= 0.20", best <= 0.2)]


def told(site: Site, draws: int) -> list[Line]:
    return _told(f"insider, {site.name}", insider.told_apart(insider.scene(site), draws))


def learnt(site: Site, draws: int) -> list[Line]:
    whole = insider.scene(site, is_whole=True)
    return _told(f"learner, {site.name}", insider.learned(whole, draws // 2))


def _told(who: str, found: insider.Told) -> list[Line]:
    return [
        Line(
            f"{who}: advantage", found.advantage, _bar(0.20, found.advantage_error), found.holds()
        ),
        Line(f"{who}: AUC", found.auc, _bar(0.64, found.auc_error), found.holds()),
    ]


def _bar(bar: float, error: float) -> str:
    return f"<= {bar:.2f} (+ {insider.ERRORS * error:.3f} for chance)"


def wide(draws: int) -> list[Line]:
    found = insider.told_apart(insider.scene(SITES[2], _wide(SITES[2])), draws)
    plain = insider.told_apart(insider.scene(SITES[2]), 100, careless.plain)
    return [
        Line("careless, wide: advantage", found.advantage, "> 0.24", found.advantage > 0.24),
        Line("careless, no noise: advantage", plain.advantage, "> 0.99", plain.advantage > 0.99),
    ]


def _wide(site: Site) -> list[Any]:
    return [careless.wide(shape) for shape in site.shapes()]


def pinned(site: Site) -> list[Line]:
    """Both years, each by itself: nothing ties one year's counts to another's."""
    tickets, what, lines = world.made(site.a_month), f"solver, {site.name}", []
    for shape in site.shapes():
        parts = world.counted(tickets, [shape])
        lines += _pinned(f"{what}, {shape.year}", parts)
    parts = world.counted(tickets, [careless.crossed(site.shapes()[0])])
    file = world.read(world.downloaded(world.published(parts, careless.hiding)))
    hidden = solver.pinned(solver.hidden(file, parts), parts, SMALL_CELLS).percent
    return [*lines, Line(f"{what}, small ones hidden: % pinned", hidden, "> 75", hidden > 75)]


def _pinned(what: str, parts: Sequence[Truth]) -> list[Line]:
    """What follows from a bound on the noise, and what from taking all that is shown for true."""
    files = [world.read(world.downloaded(world.published(parts))) for _ in range(TRUSTED)]
    found = solver.pinned(solver.noisy(files[0], parts), parts)
    trusted = solver.trusted(files, parts)
    small, percent = max(trusted.pinned, 1), 100 * trusted.right / max(trusted.pinned, 1)
    luck = 100 * trusted.luck / small
    bar = f"<= {luck:.1f} (by chance {100 * trusted.chance / small:.1f})"
    return [
        Line(
            f"{what}: % of {found.small} small pinned by bounds",
            found.percent,
            "0",
            not found.pinned,
        ),
        Line(f"{what}: % right if noise is ignored", percent, bar, trusted.right <= trusted.luck),
    ]


def far(site: Site, times: int) -> list[Line]:
    """Bars allow for chance: three standard errors of a mean, five of a part that is covered."""
    found, name = errors.measured(site, times), f"errors, {site.name}"
    year, few, percent = 1 + 3 / times**0.5, 1 + 3 / (4 * times) ** 0.5, 100 * found.lowest()
    year_bar, least = errors.YEAR_PERCENT[site.a_month], 95 - 110 / times**0.5
    month = found.month
    return [
        *([] if month is None else [_far(f"{name}: a month's total", month, errors.MONTH, few)]),
        _far(f"{name}: topic", found.topic, errors.TOPIC_CELL, few),
        _far(f"{name}: a year's total, %", found.year_percent, year_bar, year),
        Line(
            f"{name}: lowest coverage, %", percent, f">= 95 (- {95 - least:.2f})", percent >= least
        ),
    ]


def _far(what: str, value: float, bar: float, chance: float) -> Line:
    return Line(
        what, value, f"<= {bar} (+ {bar * (chance - 1):.2f} for chance)", value <= bar * chance
    )


def noise(times: int) -> list[Line]:
    lines = []
    for size in Size:
        parts = presence.large(size)
        for seen in presence.spreads(parts, presence.distances(parts, times)):
            what = f"noise, {size}: variance of {seen.table}"
            bar = f"{seen.declared:.1f} (± {presence.ERRORS * seen.error:.1f} for chance)"
            lines.append(Line(what, seen.variance, bar, seen.holds()))
    moved = abs(presence.carried(4, times) - presence.carried(0, times))
    return [
        *lines,
        Line("carried over from a quarter to the next", moved, "0", moved < 40 / times**0.5),
    ]


def differences() -> list[Line]:
    parts = world.counted(world.made(60), SITES[2].shapes())
    file = world.read(world.downloaded(world.published(parts)))
    twice, odd = len(differencing.overlaps(file)), len(differencing.odd_sums(file))
    return [
        Line("differencing: tables at two levels", twice, "0", twice == 0),
        Line("differencing: parts that do not add up", odd, "0", odd == 0),
    ]


def averages() -> list[Line]:
    parts = world.counted(world.made(60), SITES[2].shapes()[:1])[:12]
    frozen = world.downloaded(world.published(parts))
    kept = averaging.averaged(lambda: frozen, FETCHES) == averaging.averaged(lambda: frozen, 1)
    fresh = averaging.read_off(lambda: world.downloaded(world.published(parts)), FETCHES, parts)
    return [
        Line("averaging: the mean of 1,000 fetches is one fetch", float(kept), "1", kept),
        Line("careless, fresh noise: part read off", fresh, "> 0.9", fresh > 0.9),
    ]


def _lines(running: Future[list[Line]], is_quiet: bool) -> list[Line]:
    lines = running.result()
    for line in () if is_quiet else lines:
        verdict = "holds" if line.holds else "MISSED"
        print(f"{line.what:<64}{line.value:>9.4f}  {line.bar:<28} {verdict}", flush=True)
    return lines


if __name__ == "__main__":
    sys.exit(main())
