"""Does the register's first page cost the same with 100,000 inquiries as with 1,000, and do its
filters and its search?
"""

from urllib.parse import quote

from pressdesk import clock
from tests.bench import bulk
from tests.bench.comparing import Compared, compared, two_sites
from tests.conftest import Desk

SMALL, LARGE = 1_000, 100_000
BY_UNIT = f"enhet={quote(bulk.UNITS[0])}"
BY_TWO = f"redaktion={quote(bulk.OUTLETS[0])}&amne={quote(bulk.TOPICS[0])}"
PAGES = {
    "register, first page": "/register/",
    "register, waiting, by unit": f"/register/?{BY_UNIT}",
    "register, waiting, by outlet and topic": f"/register/?{BY_TWO}",
    "register, all, newest": "/register/?visa=alla",
    "register, all, by unit": f"/register/?visa=alla&{BY_UNIT}",
    "register, all, by outlet and topic": f"/register/?visa=alla&{BY_TWO}",
    "search, a word": f"/register/sok?q={quote('förskola')}",
    "search, a beginning": "/register/sok?q=skol",
    "search, two words": f"/register/sok?q={quote('skola kö')}",
    "search, a phrase": f"/register/sok?q={quote('“alla barn”')}",
}


def measure(kind: str, large: int = LARGE, turns: int = 60) -> list[Compared]:
    """Fill both registers and ask them for each page so many times."""
    with two_sites(kind, _fill, SMALL, large) as (small, many):
        return [compared(name, path, small, many, turns) for name, path in PAGES.items()]


def _fill(site: Desk, size: int) -> None:
    with site.store.writing() as db:
        bulk.fill(db, size, clock.now())
