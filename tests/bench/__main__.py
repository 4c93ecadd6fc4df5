"""`python -m tests.bench [--json] [--quick]`: every bench, as a table or for a program. Ends with 1
when a bar is missed.
"""

import argparse
import json
import sys
from typing import NamedTuple

from tests.bench import classifier, rates


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
    given = parser.parse_args()
    lines = measured(given.quick)
    if given.json:
        print(json.dumps([line._asdict() for line in lines], indent=2))
    else:
        print("\n".join(_row(line) for line in lines))
    return 0 if all(line.holds for line in lines) else 1


def measured(quick: bool) -> list[Line]:
    told = classifier.measure(500 if quick else classifier.TRIES)
    lines = [
        Line("receipt code: AUC of time", told.auc, "<= 0.60", told.auc <= classifier.BAR),
        Line("receipt code: right, ms", told.right_ms, "", True),
        Line("receipt code: wrong, ms", told.wrong_ms, "", True),
    ]
    for rate in rates.measure(0.3 if quick else 2.0):
        lines.append(Line(f"{rate.name}: requests a second", rate.per_second, "", True))
        if rate.name != "floor":
            holds = rate.of_floor >= rates.BAR
            lines.append(Line(f"{rate.name}: part of the floor", rate.of_floor, ">= 0.50", holds))
    return lines


def _row(line: Line) -> str:
    verdict = ("holds" if line.holds else "MISSED") if line.bar else ""
    return f"{line.what:<32}{line.value:>10.2f}  {line.bar:<8} {verdict}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
