"""Publishing a month of 100,000 slips, beside the bare openings of as many.

Tally and publishing read, open, count, draw, store and destroy; the floor opens the same number of
sealed texts of the same size, and does nothing else. Half of the floor's openings are timed before
and half after.
"""

import os
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from pressdesk import clock, desk
from pressdesk.figures import declared, releases
from tests.bench import places
from tests.bench.floor import SUITE
from tests.conftest import Desk, lodged, ref_of
from tests.promises import counting
from tests.publishing import NO_INQUIRIES

SLIPS = 100_000
PLAIN_BYTES = 2


class Published(NamedTuple):
    """Seconds for all slips, for as many bare openings, and the first as so many of the second."""

    seconds: float
    floor_seconds: float
    ratio: float


def measure(kind: str, slips: int = SLIPS) -> Published:
    """Cast them, then publish their month."""
    with tempfile.TemporaryDirectory() as folder, places.site(Path(folder) / "site", kind) as site:
        period, opens = _taken(site)
        counting.fill(site, period, slips - 1)
        site.store.settle()
        holder = site.holder()
        bare = _bare(slips // 2)
        begun = time.perf_counter()
        with site.store.reading() as db:
            counted = releases.tally(db, holder, period, opens)
        with site.store.writing() as db:
            releases.publish(db, counted, opens, NO_INQUIRIES)
        took = time.perf_counter() - begun
        bare += _bare(slips - slips // 2)
    if sum(counted.counts["total"]) != slips:
        raise RuntimeError("not every slip was counted")
    return Published(took, bare, took / bare)


def _taken(site: Desk) -> tuple[str, date]:
    """A ticket that was taken this month; the month, and the first day on which it may come out."""
    lodged(site)
    ref, today = ref_of(site), clock.today()
    with site.store.writing() as db:
        desk.take(db, site.holder(), ref, today)
    period = clock.month_of(today)
    return period, declared.last_day(period) + timedelta(days=3)


def _bare(number: int) -> float:
    private = X25519PrivateKey.generate()
    sealed = SUITE.encrypt(os.urandom(PLAIN_BYTES), private.public_key(), info=b"")
    begun = time.perf_counter()
    for _ in range(number):
        SUITE.decrypt(sealed, private, info=b"")
    return time.perf_counter() - begun
