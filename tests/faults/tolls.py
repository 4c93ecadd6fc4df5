"""What a fault cost: how often it struck, what people met, what was lost."""

from collections import Counter
from typing import NamedTuple

from tests.conftest import Desk
from tests.faults import places
from tests.faults.load import Crowd

ROWS = ("times", "requests", "confirmed", "lost", "doubled", "halves", "500", "503", "cut off")


class Toll(NamedTuple):
    """A fault, how often it struck, and what came of it."""

    fault: str
    times: int
    confirmed: int
    lost: int
    doubled: int
    halves: int
    came: Counter[str]  # statuses and complaints

    @property
    def requests(self) -> int:
        return sum(number for what, number in self.came.items() if _is_answer(what))

    @property
    def bad(self) -> dict[str, int]:
        """What must not be: empty when every promise held."""
        found = {"lost": self.lost, "doubled": self.doubled, "halves": self.halves}
        complaints = {
            what: number
            for what, number in self.came.items()
            if not _is_answer(what) or (what.startswith("5") and what != "503")
        }
        return {what: number for what, number in (found | complaints).items() if number}

    def cells(self) -> list[str]:
        """As `ROWS`."""
        given = (self.times, self.requests, self.confirmed, self.lost, self.doubled, self.halves)
        fives = sum(n for what, n in self.came.items() if what.startswith("5") and what != "503")
        return [*map(str, given), str(fives), str(self.came["503"]), str(self.came["cut off"])]


def taken(fault: str, times: int, site: Desk, crowd: Crowd) -> Toll:
    """Look at everything, once all is as it should be again."""
    stored = places.stored(site)
    return Toll(
        fault,
        times,
        confirmed=len(crowd.confirmed),
        lost=len(crowd.confirmed - set(stored)),
        doubled=sum(number > 1 for number in stored.values()),
        halves=sum(places.halves(site).values()),
        came=crowd.came,
    )


def _is_answer(what: str) -> bool:
    return what.isdecimal() or what == "cut off"
