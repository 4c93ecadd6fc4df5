"""Does the register's first page cost the same with 100,000 inquiries as with 1,000?

Two sites, alike but for their size, are asked in turns by an officer's browser, page after page, so
that a busy machine slows both. A page's time in the large one is held to 1.20 of the small one's.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from flask.testing import FlaskClient

from pressdesk import clock, config, storage
from pressdesk.storage import FileStore
from tests.bench import bulk
from tests.conftest import SETTINGS, found, sign_in

SMALL, LARGE = 1_000, 100_000
BAR = 1.20
WARM_UP = 5
TURNS = 60
BY_UNIT = f"enhet={quote(bulk.UNITS[0])}"
BY_TWO = f"redaktion={quote(bulk.OUTLETS[0])}&amne={quote(bulk.TOPICS[0])}"
PAGES = {
    "first page": "/register/",
    "waiting, by unit": f"/register/?{BY_UNIT}",
    "waiting, by outlet and topic": f"/register/?{BY_TWO}",
    "all, newest": "/register/?visa=alla",
    "all, by unit": f"/register/?visa=alla&{BY_UNIT}",
    "all, by outlet and topic": f"/register/?visa=alla&{BY_TWO}",
    "search, a word": f"/register/sok?q={quote('förskola')}",
    "search, a beginning": "/register/sok?q=skol",
    "search, two words": f"/register/sok?q={quote('skola kö')}",
    "search, a phrase": f"/register/sok?q={quote('“alla barn”')}",
}


class Compared(NamedTuple):
    """A page's time in both registers, in milliseconds, and the large one's as a part of the
    small one's.
    """

    name: str
    small_ms: float
    large_ms: float
    ratio: float


def measure(large: int = LARGE, turns: int = TURNS) -> list[Compared]:
    """Fill both registers and ask them for each page so many times."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with _officer(home / "small", SMALL) as small, _officer(home / "large", large) as many:
            return [_compared(name, path, small, many, turns) for name, path in PAGES.items()]


@contextmanager
def _officer(home: Path, size: int) -> Iterator[FlaskClient]:
    """A browser that is signed in to a site with a register of that size."""
    home.mkdir()
    store = FileStore(home / storage.DATABASE)
    storage.upgrade(store)
    site = found(store, config.parse(SETTINGS), home)
    with store.writing() as db:
        bulk.fill(db, size, clock.now())
    store.settle()
    client = site.app().test_client()
    sign_in(client, site.ofelia)
    yield client
    store.close()


def _compared(name: str, path: str, small: FlaskClient, large: FlaskClient, turns: int) -> Compared:
    for _ in range(WARM_UP):
        _seconds(small, path), _seconds(large, path)
    pairs = [(_seconds(small, path), _seconds(large, path)) for _ in range(turns)]
    times = [1_000 * median(times) for times in zip(*pairs, strict=True)]
    return Compared(name, *times, median(many / few for few, many in pairs))


def _seconds(client: FlaskClient, path: str) -> float:
    begun = time.perf_counter()
    status = client.get(path).status_code
    took = time.perf_counter() - begun
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return took
