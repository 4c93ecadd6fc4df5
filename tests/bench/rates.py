"""How many requests a second lodging and opening reach, beside the floor's.

Both servers are processes of their own and are asked in turns, so that a busy machine slows both.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pressdesk import clock, intake
from tests.conftest import Desk, lodged
from tests.promises import wire
from tests.promises.servers import Servers, as_the_shell_has_it
from tests.promises.visits import ASKED
from tests.promises.wire import Form

BAR = 0.5
TURNS = 7
PEOPLE = 2


class Rate(NamedTuple):
    """Requests a second, and as a part of the floor's."""

    name: str
    per_second: float
    of_floor: float


def measure(seconds: float = 1.0) -> list[Rate]:
    """The floor, lodging (check page and sending), opening; each asked for `seconds` a turn."""
    with tempfile.TemporaryDirectory() as folder:
        site = as_the_shell_has_it(Path(folder) / "site")
        with (
            Servers("tests.promises.killable", site.home) as ours,
            Servers("tests.bench.floor", Path(folder)) as bare,
        ):
            floor_port, port = bare.start(), ours.start()
            asked = {
                "floor": (floor_port, iter(cycle([("/", ASKED)]))),
                "lodge": (port, _lodging(site, int(6_000 * seconds))),
                "open": (port, _opening(site)),
            }
            turns: dict[str, list[float]] = {name: [] for name in asked}
            for _ in range(TURNS):
                for name, (where, requests) in asked.items():
                    turns[name].append(_rate(where, requests, seconds))
        site.store.close()
    return [Rate(name, median(rates), _of_floor(turns, name)) for name, rates in turns.items()]


def _of_floor(turns: dict[str, list[float]], name: str) -> float:
    pairs = zip(turns[name], turns["floor"], strict=True)
    return median(ours / floor for ours, floor in pairs)


def _lodging(site: Desk, number: int) -> Iterator[tuple[str, Form]]:
    """Check page and sending by turns; every code is sent once."""
    with site.store.reading() as db:
        minted = [intake.mint(db, site.settings, clock.today()) for _ in range(number)]
    for one in minted:
        yield "/fraga", ASKED
        yield "/skicka", ASKED | {"receipt": one.code, "proof": one.proof}


def _opening(site: Desk) -> Iterator[tuple[str, Form]]:
    codes = [lodged(site, f"Fråga {number}?") for number in range(50)]
    return iter(cycle([("/svar", {"receipt": code}) for code in codes]))


def _rate(port: int, requests: Iterator[tuple[str, Form]], seconds: float) -> float:
    done, lock, ends = [0] * PEOPLE, threading.Lock(), time.perf_counter() + seconds

    def keep_asking(person: int) -> None:
        while time.perf_counter() < ends:
            with lock:
                path, form = next(requests)
            answer = wire.ask(port, "POST", path, form)
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
