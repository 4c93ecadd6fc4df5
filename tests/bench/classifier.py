"""Can a clock tell a right receipt code from a wrong one?

An attacker beside the server asks 2,000 times over one connection, right and wrong codes in random
order, and keeps how long each answer took, to its first byte and to its last. AUC is how often a
right code took longer than a wrong one (or shorter, whichever tells more): 0.5 is a coin, 1 is
certain.
"""

import random
import socket
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pressdesk import clock, desk
from pressdesk.vault import receipts
from pressdesk.web.edge import PAGE_BYTES
from tests.conftest import Desk, Served, lodged, ref_of
from tests.promises import visits, wire

TRIES = 2_000
WARM_UP = 100
BAR = 0.60
LENGTHS = (1, 200, 900, 3_000, 4_000)  # characters of the questions behind the right codes


class Told(NamedTuple):
    """How well time tells, by the better of its two measures, and the medians in milliseconds."""

    auc: float
    right_ms: float
    wrong_ms: float


def measure(tries: int = TRIES) -> Told:
    """Found a site, fill it, and try."""
    with (
        tempfile.TemporaryDirectory() as home,
        visits.in_folder(Path(home)) as running,
        Line(running) as line,
    ):
        right = _filled(running.desk)
        kinds = [True, False] * ((tries + WARM_UP) // 2)
        random.shuffle(kinds)
        codes = [random.choice(right) if kind else receipts.mint() for kind in kinds]
        took = [(kind, *line.seconds(code)) for kind, code in zip(kinds, codes, strict=True)]
    took = took[WARM_UP:]
    return Told(
        auc=max(auc(took, 1), auc(took, 2)),
        right_ms=1_000 * median(row[2] for row in took if row[0]),
        wrong_ms=1_000 * median(row[2] for row in took if not row[0]),
    )


class Line:
    """One connection that stays open, as the best view from outside."""

    def __init__(self, running: Served) -> None:
        self.socket = socket.create_connection(("127.0.0.1", running.port), 20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def seconds(self, code: str) -> tuple[float, float]:
        """To the answer's first byte, and to its last."""
        sent = wire.request("POST", "/svar", {"receipt": code}, Connection="keep-alive")
        begun = time.perf_counter()
        self.socket.sendall(sent)
        received = bytearray(self.socket.recv(65_536))
        first = time.perf_counter() - begun
        while b"\r\n\r\n" not in received or len(received.partition(b"\r\n\r\n")[2]) < PAGE_BYTES:
            received += self.socket.recv(65_536)
        return first, time.perf_counter() - begun


def auc(rows: list[tuple[bool, float, float]], measure: int) -> float:
    """Area under the curve, from ranks (Mann-Whitney); never under a half."""
    ranked = sorted(rows, key=lambda row: row[measure])
    ranks = [rank for rank, row in enumerate(ranked, 1) if row[0]]
    n, m = len(ranks), len(ranked) - len(ranks)
    area = (sum(ranks) - n * (n + 1) / 2) / (n * m)
    return max(area, 1 - area)


def _filled(site: Desk) -> list[str]:
    """Codes of tickets with questions of many lengths, some of them answered."""
    codes = []
    for number in range(30):
        text = f"{number} ".ljust(LENGTHS[number % len(LENGTHS)], "å")
        codes.append(lodged(site, text))
        if number % 3 == 0:
            with site.store.writing() as db:
                ref = ref_of(site, text)
                desk.answer(db, site.holder(), ref, 1, "Svaret. " * 500, clock.today())
    return codes
