"""How many requests a second the ways of an employee reach, beside the floor's, in a file and on a
server, with one process and with more.

All servers are processes of their own, started as an operator starts them, and are asked in turns,
so that a busy machine slows all of them.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from pressdesk import clock, intake
from tests.bench import places
from tests.bench.places import FILE, SERVER, Place, Running
from tests.conftest import Desk, lodged
from tests.promises import wire
from tests.promises.visits import ASKED
from tests.promises.wire import Form

BAR = 0.5
TURNS = 7
PEOPLE = 4  # ask at a time
PLACES = (Place(FILE), Place(SERVER), Place(SERVER, 2), Place(SERVER, 4))
Request = tuple[str, str, Form | None]
# What is held against which page of the floor.
FLOOR_OF = {
    "rights page": "floor, a page",
    "ask, check, send": "floor, a commit",
    "open a mailbox": "floor, a commit",
}


class Rate(NamedTuple):
    """Requests a second, their spread (quarters of the turns), and as a part of the floor's."""

    name: str
    per_second: float
    low: float
    high: float
    of_floor: float | None


class Measured(NamedTuple):
    """One place: its rates, the memory of its largest process after them, in MiB, and how long
    that took to start, in seconds.
    """

    place: Place
    rates: list[Rate]
    memory_mib: float
    start_seconds: float
    floor_start_seconds: float


def measure(seconds: float = 1.0, chosen: tuple[Place, ...] = PLACES) -> Iterator[Measured]:
    """Each place in turn; each way is asked for `seconds` a turn."""
    for place in chosen:
        with tempfile.TemporaryDirectory() as folder:
            yield _at(place, Path(folder), seconds)


def _at(place: Place, folder: Path, seconds: float) -> Measured:
    with (
        places.site(folder / "site", place.kind) as site,
        places.database(place.kind) as address,
        places.floor(folder / "floor", address.replace("+psycopg", ""), place.processes) as bare,
        places.serving(site.home, place.processes) as ours,
    ):
        asked = {
            "floor, a page": (bare, cycle([("GET", "/", None)])),
            "rights page": (ours, cycle([("GET", "/", None)])),
            "floor, a commit": (bare, cycle([("POST", "/", ASKED)])),
            "ask, check, send": (ours, _sending(site, int(1_500 * seconds) * place.processes)),
            "open a mailbox": (ours, _opening(site)),
        }
        turns: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(TURNS):
            for name, (where, requests) in asked.items():
                turns[name].append(_rate(where, requests, seconds))
        rates = [_told(name, turns) for name in asked]
        memory = max(places.resident_mib(one.pid) for one in ours)
        return Measured(place, rates, memory, ours[0].seconds, bare[0].seconds)


def _told(name: str, turns: dict[str, list[float]]) -> Rate:
    low, _, high = quantiles(turns[name], n=4)
    of_floor = None
    if name in FLOOR_OF:
        pairs = zip(turns[name], turns[FLOOR_OF[name]], strict=True)
        of_floor = median(ours / floor for ours, floor in pairs)
    return Rate(name, median(turns[name]), low, high, of_floor)


def _sending(site: Desk, number: int) -> Iterator[Request]:
    """The form, the check page and the sending by turns; every code is sent once."""
    with site.store.reading() as db:
        minted = [intake.mint(db, site.settings, clock.today()) for _ in range(number)]
    for one in minted:
        yield "GET", "/fraga", None
        yield "POST", "/fraga", ASKED
        yield "POST", "/skicka", ASKED | {"receipt": one.code, "proof": one.proof}


def _opening(site: Desk) -> Iterator[Request]:
    codes = [lodged(site, f"Fråga {number}?") for number in range(50)]
    return cycle([("POST", "/svar", {"receipt": code}) for code in codes])


def _rate(where: list[Running], requests: Iterator[Request], seconds: float) -> float:
    done, lock, ends = [0] * PEOPLE, threading.Lock(), time.perf_counter() + seconds

    def keep_asking(person: int) -> None:
        port = where[person % len(where)].port
        while time.perf_counter() < ends:
            with lock:
                method, path, form = next(requests)
            answer = wire.ask(port, method, path, form)
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            done[person] += 1

    begun = time.perf_counter()
    people = [threading.Thread(target=keep_asking, args=[person]) for person in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return sum(done) / (time.perf_counter() - begun)
