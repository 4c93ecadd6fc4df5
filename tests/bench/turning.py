"""What it costs to turn somebody away, beside what she asked for, by turns in one run."""

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Flask

from pressdesk.web.porter import Porter
from tests.bench import places
from tests.bench.places import FILE
from tests.promises.visits import ASKED
from tests.promises.wire import FORM

LEAST = 5  # times cheaper
TURNS = 30
AT_A_TIME = 20
QUESTION = urlencode(ASKED).encode()


class Turned(NamedTuple):
    """Microseconds, medians of turns."""

    page: float
    no_page: float
    check: float
    no_check: float


def measure(turns: int = TURNS) -> Turned:
    """The rights page, and its refusal; checking a question, and giving it back unchecked."""
    with tempfile.TemporaryDirectory() as folder, places.site(Path(folder) / "site", FILE) as site:
        app = site.app()
        door = Porter(app)
        ways: list[Callable[[], object]] = [
            lambda: _answer(app, "GET", "/", b""),
            lambda: door.turned_away(_request("GET", "/", b"")),
            lambda: _answer(app, "POST", "/fraga", QUESTION),
            lambda: door.turned_away(_request("POST", "/fraga", QUESTION)),
        ]
        taken: list[list[float]] = [[] for _ in ways]
        for _ in range(turns):
            for way, kept in zip(ways, taken, strict=True):
                kept.append(_microseconds(way))
    return Turned(*map(median, taken))


def _microseconds(way: Callable[[], object]) -> float:
    begun = perf_counter()
    for _ in range(AT_A_TIME):
        way()
    return (perf_counter() - begun) / AT_A_TIME * 1e6


def _answer(app: Flask, method: str, path: str, body: bytes) -> bytes:
    asked: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "localhost"}
    asked |= {"wsgi.input": BytesIO(body), "SERVER_PROTOCOL": "HTTP/1.1"}
    asked |= {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body))}
    return b"".join(app(asked, lambda *_: None))


def _request(method: str, path: str, body: bytes) -> SimpleNamespace:
    """As waitress has it."""
    headers = {"HOST": "localhost", "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body))}
    whole = {"command": method, "path": path, "query": "", "headers": headers}
    return SimpleNamespace(**whole, get_body_stream=lambda: BytesIO(body))
