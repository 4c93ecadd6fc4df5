"""Does the queue's first page cost the same with 10,000 tickets as with 100?"""

from pressdesk import clock, intake
from tests.bench.comparing import Compared, compared, two_sites
from tests.conftest import Desk

SMALL, LARGE = 100, 10_000
BATCH = 500
PAGES = {"queue, first page": "/desk/"}


def measure(kind: str, large: int = LARGE, turns: int = 60) -> list[Compared]:
    """Fill both queues and ask them for each page so many times."""
    with two_sites(kind, _fill, SMALL, large) as (small, many):
        return [compared(name, path, small, many, turns) for name, path in PAGES.items()]


def _fill(site: Desk, size: int) -> None:
    for first in range(0, size, BATCH):
        with site.store.writing() as db:
            for number in range(first, min(first + BATCH, size)):
                minted = intake.mint(db, site.settings, clock.today())
                asked = intake.Request(f"Fråga {number} om våra öppettider. Vad får jag säga?")
                intake.lodge(db, site.settings, minted, asked, clock.today())
