"""`python -m tests.bench [--json] [--quick] [--only receipts|rates|register]`: every bench, as a
table or for a program. Ends with 1 when a bar is missed.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import NamedTuple

from tests.bench import classifier, rates, register


class Line(NamedTuple):
    """One measured value, and what it is held to."""

    what: str
    value: float
    bar: str
    holds: bool


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for a program")
    parser.add_argument("--quick", action="store_true", help="shorter, and rougher")
    parser.add_argument("--only", choices=list(BENCHES), help="one of them")
    given = parser.parse_args()
    chosen = [given.only] if given.only else list(BENCHES)
    lines = [line for name in chosen for line in BENCHES[name](given.quick)]
    if given.json:
        print(json.dumps([line._asdict() for line in lines], indent=2))
    else:
        print("\n".join(_row(line) for line in lines))
    return 0 if all(line.holds for line in lines) else 1


def _receipts(quick: bool) -> Iterator[Line]:
    told = classifier.measure(500 if quick else classifier.TRIES)
    yield Line("receipt code: AUC of time", told.auc, "<= 0.60", told.auc <= classifier.BAR)
    yield Line("receipt code: right, ms", told.right_ms, "", True)
    yield Line("receipt code: wrong, ms", told.wrong_ms, "", True)


def _rates(quick: bool) -> Iterator[Line]:
    for rate in rates.measure(0.3 if quick else 2.0):
        yield Line(f"{rate.name}: requests a second", rate.per_second, "", True)
        if rate.name != "floor":
            holds = rate.of_floor >= rates.BAR
            yield Line(f"{rate.name}: part of the floor", rate.of_floor, ">= 0.50", holds)


def _register(quick: bool) -> Iterator[Line]:
    for page in register.measure(*((10_000, 30) if quick else ())):
        yield Line(f"{page.name}: few, ms", page.small_ms, "", True)
        yield Line(f"{page.name}: many, ms", page.large_ms, "", True)
        holds = page.ratio <= register.BAR
        yield Line(f"{page.name}: many of few", page.ratio, "<= 1.20", holds)


def _row(line: Line) -> str:
    verdict = ("holds" if line.holds else "MISSED") if line.bar else ""
    return f"{line.what:<44}{line.value:>10.2f}  {line.bar:<8} {verdict}".rstrip()


BENCHES = {"receipts": _receipts, "rates": _rates, "register": _register}

if __name__ == "__main__":
    sys.exit(main())
