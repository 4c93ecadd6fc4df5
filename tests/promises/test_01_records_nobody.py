"""Promise 1: no address, agent, referrer, cookie or name of an employee reaches a table, a log or a
file. The canary run: everything that could tell is marked, and no mark is found anywhere.
"""

import base64
import hashlib
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from waitress.channel import HTTPChannel

from pressdesk.web import failures, server
from tests.promises import visits, wire

ADDRESS = "127.66.77.88"  # a loopback address that nothing else uses
MARK = "Kanariefagel"
MARKED = (
    "User-Agent",
    "Referer",
    "Cookie",
    "Authorization",
    "From",
    "Via",
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-User",
    "X-Real-IP",
    "X-Request-Id",
    "X-Remote-User",
    "Remote-User",
    "X-Client-Cert",
    "Accept",
    "Accept-Language",
    "Sec-CH-UA",
    "Sec-CH-UA-Platform",
    "DNT",
    "If-None-Match",
    "Traceparent",
    "Cf-Connecting-Ip",
    "True-Client-Ip",
    "X-Own",
)
HEADERS = {name: f"{MARK}={name}-7f3a9c" for name in MARKED}
VALUES = [value.encode() for value in HEADERS.values()]
QUERY = "vem=Kanariefugl-7f3a9c"
Careless = Callable[[Any], Any]


class Watch:
    """Every file that Python opens for writing, while it is awake."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.is_awake = False
        sys.addaudithook(self.see)

    def see(self, event: str, given: tuple) -> None:
        if not self.is_awake or event not in {"open", "tempfile.mkstemp", "tempfile.mkdtemp"}:
            return
        writes = event != "open" or (given[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes:
            self.opened.append(str(given[0]))


WATCH = Watch()


@pytest.fixture
def debug(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger at DEBUG."""
    caplog.set_level(logging.DEBUG)
    yield caplog
    failures.counted.clear()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files would go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_no_mark_of_a_visitor_is_found_in_any_file_or_log(tmp_path, debug, temporary):
    with visits.in_folder(tmp_path) as running:
        WATCH.is_awake = True
        pages = dict(visits.trips(running, marked(running)))
        WATCH.is_awake = False
        left = everything(tmp_path, debug)
        failures.tell()

    assert len(pages) > 100
    assert "pressdesk" in debug.text
    assert marks_in(left + debug.text.encode()) == []


def test_a_visit_opens_no_file_for_writing_not_even_a_temporary_one(tmp_path, temporary):
    with visits.in_folder(tmp_path) as running:
        big = wire.request("POST", "/fraga", {"text": "a" * 700_000})
        WATCH.opened.clear()
        WATCH.is_awake = True
        wire.exchange(running.port, big)
        visits.sender(running)("POST", "/fraga", visits.ASKED)
        WATCH.is_awake = False

    assert WATCH.opened == []
    assert list(temporary.iterdir()) == []


def test_a_page_shows_her_nothing_of_what_her_browser_said(tmp_path):
    with visits.in_folder(tmp_path) as running:
        pages = dict(visits.trips(running, marked(running)))

    for name, page in pages.items():
        assert marks_in(page.body + repr(page.headers).encode()) == [], name


def test_reading_writes_nothing(tmp_path):
    with visits.in_folder(tmp_path) as running:
        codes = visits.mailboxes(running.desk)
        before = [(tmp_path / name).read_bytes() for name in ("desk.db", "desk.db-wal")]
        for path in ("/", "/fraga", "/svar"):
            marked(running)("GET", path)
        for code in codes.values():
            marked(running)("POST", "/svar", {"receipt": code})
        after = [(tmp_path / name).read_bytes() for name in ("desk.db", "desk.db-wal")]

    assert after == before


@pytest.mark.parametrize("spelled", ["plain", "hex", "base64", "quoted", "sha256", "md5", "packed"])
def test_every_spelling_of_a_mark_would_be_found(spelled):
    value = VALUES[0]
    spellings = {
        "plain": value,
        "hex": value.hex().encode(),
        "base64": base64.b64encode(b"x" + value),
        "quoted": quote(value).encode(),
        "sha256": hashlib.sha256(value).digest(),
        "md5": hashlib.new("md5", value, usedforsecurity=False).hexdigest().encode(),
        "packed": socket.inet_aton(ADDRESS),
    }

    assert marks_in(b"before" + spellings[spelled] + b"after")


def _with_access_log(edge: Any) -> Any:
    """What most servers do by themselves."""

    def careless(environ, start_response):
        logging.getLogger("access").info("%s %s", environ["REMOTE_ADDR"], environ["PATH_INFO"])
        return edge(environ, start_response)

    return careless


def _with_hashed_visitors(edge: Any) -> Any:
    """What some call anonymous: a table of hashed agents."""

    def careless(environ, start_response):
        agent = environ.get("HTTP_USER_AGENT", "").encode()
        Path("visitors").write_bytes(hashlib.sha256(agent).digest())
        return edge(environ, start_response)

    return careless


@pytest.mark.parametrize("careless", [_with_access_log, _with_hashed_visitors])
def test_a_careless_site_is_caught(tmp_path, debug, monkeypatch, careless):
    monkeypatch.chdir(tmp_path)

    with visits.in_folder(tmp_path, careless) as running:
        marked(running)("GET", "/")

    assert marks_in(everything(tmp_path, debug))


def test_a_server_that_puts_bodies_into_files_is_caught(tmp_path, temporary, monkeypatch):
    monkeypatch.setattr(server, "Channel", HTTPChannel)
    monkeypatch.setattr(server, "NEVER_TO_DISK_BYTES", 524_288)

    with visits.in_folder(tmp_path) as running:
        WATCH.opened.clear()
        WATCH.is_awake = True
        wire.ask(running.port, "POST", "/fraga", {"text": "a" * 700_000})
        WATCH.is_awake = False

    assert WATCH.opened


def marked(running: visits.Served) -> visits.Send:
    """A browser that says who it is in every header, from an address of its own."""
    send = visits.sender(running, HEADERS, address=ADDRESS)
    return lambda method, path, *rest, **own: send(method, f"{path}?{QUERY}", *rest, **own)


def everything(home: Path, log: pytest.LogCaptureFixture) -> bytes:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name == "desk.db" for path in files)
    names = "\n".join(path.name for path in files).encode()
    return b"\n".join([names, log.text.encode(), *(path.read_bytes() for path in files)])


def marks_in(found: bytes) -> list[bytes]:
    """Marks that stand in bytes: plain, encoded or hashed."""
    return [form for form in SPELLED if form in found]


def _spelled() -> set[bytes]:
    forms = {b"7f3a9c", MARK.encode(), MARK.encode("utf-16-le")}
    forms |= {ADDRESS.encode(), socket.inet_aton(ADDRESS), socket.inet_aton(ADDRESS)[::-1]}
    forms |= {socket.inet_aton(ADDRESS).hex().encode(), QUERY.encode()}
    for value in [*VALUES, ADDRESS.encode(), QUERY.encode()]:
        forms |= {value, value.hex().encode(), quote(value).encode()}
        forms |= {
            base64.b64encode(value[skip:])[: (len(value) - skip) // 3 * 4] for skip in range(3)
        }
        for kind in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            hashed = hashlib.new(kind, value)
            forms |= {hashed.digest(), hashed.hexdigest().encode()}
    return forms


SPELLED = _spelled()
