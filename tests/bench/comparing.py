"""Two sites, alike but for their size, are asked in turns by an officer's browser, page after page,
so that a busy machine slows both. A page's time in the large one is held to 1.20 of the small's.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from flask.testing import FlaskClient

from tests.bench import places
from tests.conftest import Desk, sign_in

BAR = 1.20
WARM_UP = 5


class Compared(NamedTuple):
    """A page's time in both sites, in milliseconds, and the large one's as a part of the small
    one's, with the quarters of that.
    """

    name: str
    small_ms: float
    large_ms: float
    ratio: float
    low: float
    high: float


@contextmanager
def two_sites(
    kind: str, fill: Callable[[Desk, int], None], small: int, large: int
) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """An officer's browser, signed in to a small site, and one at a large."""
    with tempfile.TemporaryDirectory() as folder:
        homes = Path(folder) / "small", Path(folder) / "large"
        with places.site(homes[0], kind) as few, places.site(homes[1], kind) as many:
            yield _officer(few, fill, small), _officer(many, fill, large)


def compared(name: str, path: str, small: FlaskClient, large: FlaskClient, turns: int) -> Compared:
    """Ask both for a page, so many times."""
    for _ in range(WARM_UP):
        _seconds(small, path), _seconds(large, path)
    pairs = [(_seconds(small, path), _seconds(large, path)) for _ in range(turns)]
    times = [1_000 * median(times) for times in zip(*pairs, strict=True)]
    ratios = [many / few for few, many in pairs]
    low, middle, high = quantiles(ratios, n=4)
    return Compared(name, *times, middle, low, high)


def _officer(site: Desk, fill: Callable[[Desk, int], None], size: int) -> FlaskClient:
    fill(site, size)
    site.store.settle()
    if site.store.is_server:  # as autovacuum does in its time
        with site.store.engine.connect() as connection:
            connection.connection.dbapi_connection.execute("VACUUM ANALYZE")
    client = site.app().test_client()
    if sign_in(client, site.ofelia).status_code != 303:
        raise RuntimeError("the officer could not sign in")
    return client


def _seconds(client: FlaskClient, path: str) -> float:
    begun = time.perf_counter()
    status = client.get(path).status_code
    took = time.perf_counter() - begun
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return took
