"""`python -m tests.bench [--json] [--quick] [--only NAME]`: every bench, as a table or for a
program. Ends with 1 when a bar is missed.
"""

import argparse
import json
import platform
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.bench import classifier, comparing, places, queue, rates, register, slips, turning
from tests.bench.comparing import Compared
from tests.bench.places import FILE, SERVER

MOST_MIB = 150
MOST_START_SECONDS = 1.0
QUICK_SECONDS, SECONDS = 0.3, 2.0


class Line(NamedTuple):
    """One measured value, its spread (quarters), and what it is held to."""

    what: str
    value: float
    low: float | None = None
    high: float | None = None
    bar: str = ""
    holds: bool = True


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for a program")
    parser.add_argument("--quick", action="store_true", help="shorter, and rougher")
    parser.add_argument("--only", choices=list(BENCHES), help="one of them")
    given = parser.parse_args()
    chosen = [given.only] if given.only else list(BENCHES)
    lines: list[Line] = []
    for line in (line for name in chosen for line in BENCHES[name](given.quick)):
        lines.append(line)
        if not given.json:
            print(_row(line), flush=True)
    if given.json:
        machine = {"cores": places.cores(), "python": platform.python_version()}
        print(json.dumps({**machine, "lines": [line._asdict() for line in lines]}, indent=2))
    return 0 if all(line.holds for line in lines) else 1


def _receipts(quick: bool) -> Iterator[Line]:
    told = classifier.measure(500 if quick else classifier.TRIES)
    holds = told.auc <= classifier.BAR
    yield Line("receipt code: AUC of time", told.auc, bar="<= 0.60", holds=holds)
    yield Line("receipt code: right, ms", told.right_ms)
    yield Line("receipt code: wrong, ms", told.wrong_ms)


def _rates(quick: bool) -> Iterator[Line]:
    for at in rates.measure(QUICK_SECONDS if quick else SECONDS):
        for rate in at.rates:
            name = f"{at.place}: {rate.name}"
            yield Line(f"{name}, a second", rate.per_second, rate.low, rate.high)
            if rate.of_floor is not None:
                holds = rate.of_floor >= rates.BAR
                yield Line(f"{name}, of the floor", rate.of_floor, bar=">= 0.50", holds=holds)
        holds = at.memory_mib < MOST_MIB
        yield Line(f"{at.place}: memory after load, MiB", at.memory_mib, bar="< 150", holds=holds)
        holds = at.start_seconds <= MOST_START_SECONDS
        yield Line(f"{at.place}: start, s", at.start_seconds, bar="<= 1.00", holds=holds)
        yield Line(f"{at.place}: start of the floor, s", at.floor_start_seconds)


def _queue(quick: bool) -> Iterator[Line]:
    for kind in (FILE, SERVER):
        given = (2_000, 20) if quick else ()
        yield from _pages(kind, queue.measure(kind, *given))


def _register(quick: bool) -> Iterator[Line]:
    for kind in (FILE, SERVER):
        given = (10_000, 30) if quick else ()
        yield from _pages(kind, register.measure(kind, *given))


def _pages(kind: str, pages: Iterable[Compared]) -> Iterator[Line]:
    for page in pages:
        yield Line(f"{kind}: {page.name}: few, ms", page.small_ms)
        yield Line(f"{kind}: {page.name}: many, ms", page.large_ms)
        holds = page.ratio <= comparing.BAR
        name = f"{kind}: {page.name}: many of few"
        yield Line(name, page.ratio, page.low, page.high, "<= 1.20", holds)


def _slips(quick: bool) -> Iterator[Line]:
    for kind in (FILE, SERVER):
        told = slips.measure(kind, 10_000 if quick else slips.SLIPS)
        yield Line(f"{kind}: publishing a month's slips, s", told.seconds)
        yield Line(f"{kind}: as many bare openings, s", told.floor_seconds)
        yield Line(f"{kind}: publishing of bare openings", told.ratio)


def _row(line: Line) -> str:
    spread = f"{line.low:.2f}–{line.high:.2f}" if line.low is not None else ""
    verdict = ("holds" if line.holds else "MISSED") if line.bar else ""
    return f"{line.what:<66}{line.value:>10.2f}  {spread:<16} {line.bar:<8} {verdict}".rstrip()


def _turning(quick: bool) -> Iterator[Line]:
    told = turning.measure(5 if quick else turning.TURNS)
    pairs = {"a page": (told.page, told.no_page), "a question": (told.check, told.no_check)}
    for what, (answered, turned) in pairs.items():
        times = answered / turned
        holds = times >= turning.LEAST
        yield Line(f"to turn away, {what}: times cheaper", times, bar=">= 5", holds=holds)


BENCHES = {
    "receipts": _receipts,
    "turning": _turning,
    "rates": _rates,
    "queue": _queue,
    "register": _register,
    "slips": _slips,
}

if __name__ == "__main__":
    sys.exit(main())
