"""Promise 1: no address, agent, referrer, cookie or name of an employee reaches a table, a log, a
file or another machine.

*Two worlds*: the same trip from other machines at other hours leaves the same. *Canary run*:
everything that could tell is marked, and no mark is found anywhere. Each finds what a careless site
would keep.
"""

import base64
import hmac
import html
import logging
import os
import socket
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask
from waitress.channel import HTTPChannel

from pressdesk import clock, config, intake, storage
from pressdesk.storage import FileStore, Store
from pressdesk.web import failures, server
from pressdesk.web.edge import PAGE_BYTES
from tests.conftest import PEPPER, SETTINGS, Desk, Served, fields, found, lodged
from tests.promises import shift, visits, wire, worlds
from tests.promises.careless import BUGS, CARELESS, KEEPERS, bug_in_every_view, hashed, id_of
from tests.promises.marks import (
    ADDRESS,
    AGENT,
    FIELD,
    HEADERS,
    QUERY,
    WORD,
    Left,
    left_in,
    marks_in,
)
from tests.promises.watch import Folder, Log, Watch
from tests.promises.worlds import Browser, Client, World

LOUD = ("WARNING", "ERROR", "CRITICAL")
MONDAY = datetime(2026, 11, 16, 12, tzinfo=clock.SWEDEN)
NIGHT = datetime(2026, 11, 17, 3, 10, tzinfo=clock.SWEDEN)
DAY = datetime(2026, 11, 17, 15, 47, tzinfo=clock.SWEDEN)
LATE_IN_THE_WEEK = datetime(2026, 11, 20, 23, 59, 58, tzinfo=clock.SWEDEN)
PLAIN = Client((("User-Agent", "Lynx/2.9"),))
CHATTY = Client(
    (
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-mode", "cors"),
        ("X-Requested-With", "XMLHttpRequest"),
        ("ACCEPT-LANGUAGE", "en-GB,en;q=0.9"),
        ("Cookie", "_ga=GA1.2.1234567890"),
        ("Referer", "http://localhost/svar?namn=anna"),
        ("X-Forwarded-For", "192.0.2.44, 10.0.0.9"),
        ("Authorization", "Negotiate YW5uYS5hbmRlcnNzb24="),
        ("user-agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/151.0"),
    ),
    address="127.0.0.2",
    is_chunked=True,
    says_first=True,
)


def _oldest_address() -> str:
    """Over IPv6 where this machine has it."""
    with suppress(OSError), closing(socket.create_server(("::1", 0), family=socket.AF_INET6)):
        return "::1"
    return "127.0.0.3"


OLDEST = Client((("Accept", "text/html"), ("DNT", "1")), _oldest_address(), version="1.0")
HERE = World(PLAIN, PLAIN, NIGHT)
THERE = World(CHATTY, CHATTY._replace(address="127.0.0.4"), DAY)
AFTER = World(OLDEST, OLDEST, LATE_IN_THE_WEEK)
MACHINE = Client(tuple(HEADERS.items()), ADDRESS)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Desk]:
    """A site as it was on Monday, which each world gets a copy of."""
    failures.counted.clear()  # of whatever ran before in this process
    (tmp_path / "before").mkdir()
    with time_machine.travel(MONDAY, tick=False):
        made = _found(tmp_path / "before")
        made.store.settle()
    made.store.close()
    yield made
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


@pytest.fixture
def log() -> Iterator[Log]:
    """Every logger at DEBUG, whatever the program shuts."""
    with Log(logging.DEBUG, opens_all=True) as log:
        yield log
    failures.counted.clear()


# Two worlds


@pytest.mark.parametrize(
    ("other", "trip"),
    [(THERE, worlds.urgent_trip), (AFTER, worlds.whole_trip)],
    ids=["same day", "same week"],
)
def test_the_same_trip_from_elsewhere_leaves_the_same(site, tmp_path, capfd, other, trip):
    here = worlds.remains(site, tmp_path / "here", HERE, trip)
    there = worlds.remains(site, tmp_path / "there", other, trip)

    assert worlds.faults(here, there) == []
    assert len(here.rows["message"]) == 5
    assert {len(here.rows[table]) for table in ("ticket", "working_note", "draft")} == {2, 1}
    assert here.log == "ERROR pressdesk: StoreUnavailable, 1 times"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("language", ["/en", "/lattlast"])
def test_which_language_she_reads_is_recorded_nowhere(site, tmp_path, language):
    here = worlds.remains(site, tmp_path / "here", HERE, worlds.short_trip)
    world = THERE._replace(language=language)

    there = worlds.remains(site, tmp_path / "there", world, worlds.short_trip)

    assert worlds.faults(here, there) == []


@pytest.mark.parametrize("careless", [None, *CARELESS], ids=lambda each: each and each.__name__)
def test_two_worlds_tell_a_careless_site_from_this_one(site, tmp_path, careless):
    given = (worlds.short_trip, careless)
    here = worlds.remains(site, tmp_path / "here", HERE, *given)
    there = worlds.remains(site, tmp_path / "there", THERE, *given)

    assert bool(worlds.faults(here, there)) is (careless is not None)


def test_two_worlds_open_what_is_sealed(site, tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "needed_by", lambda _wanted, _today: clock.now())

    here = worlds.remains(site, tmp_path / "here", HERE, worlds.short_trip)
    there = worlds.remains(site, tmp_path / "there", THERE, worlds.short_trip)

    assert [fault.partition(":")[0] for fault in worlds.faults(here, there)] == ["ticket"]


# The canary run


def test_no_mark_of_a_visitor_is_found_in_any_file_or_log(tmp_path, log, temporary, capfd):
    made = Folder(temporary)
    opened = visits.in_folder(tmp_path, open_figures=True)  # its files are for everybody, like hers
    with opened as running, Watch(running.port) as watch:
        log.open_all()
        answers = dict(visits.trips(running, marked(running, FIELD)))
        for sent in GARBAGE:
            wire.exchange(running.port, sent, ADDRESS)
        failures.tell()
        left = _left(running.desk, log, capfd)

    assert marks_in(left) == []
    assert (watch.seen, made.made()) == ([], b"")
    assert len(answers) > 100
    assert "DEBUG sqlalchemy.engine.Engine: Row" in log.text
    assert "ERROR pressdesk: " in log.text


def test_no_mark_of_an_officers_machine_is_found_in_any_file_or_log(
    site, tmp_path, log, temporary, capfd
):
    mine = worlds.copied(site, tmp_path / "copy")
    with time_machine.travel(DAY, tick=False) as hands, worlds.serving(mine) as running:
        log.open_all()
        day = shift.Day(running, lambda: Browser(running, MACHINE, f"?{QUERY}"), hands.shift)
        with Watch(running.port) as watch:
            browsers = shift.spend(day, WORD)
        left = _left(mine, log, capfd)

    assert marks_in(left) == []
    assert watch.seen == []
    every = shift.staff_views(mine)
    assert shift.endpoints(mine, browsers, went_well=True) == every
    assert shift.endpoints(mine, browsers, went_well=False) == every - {
        "health.ready",
        "health.alive",
    }


def test_a_visit_opens_no_file_for_writing_not_even_a_temporary_one(tmp_path, temporary):
    made = Folder(temporary)
    with visits.in_folder(tmp_path) as running:
        send = visits.sender(running)
        with Watch(running.port) as watch:
            send("POST", "/fraga", {"text": "a" * 700_000})
            send("POST", "/skicka", fields(send("POST", "/fraga", visits.ASKED).text, "/skicka"))

    assert watch.seen == []
    assert (made.made(), list(temporary.iterdir())) == (b"", [])


def test_a_file_that_is_gone_at_once_would_be_seen(temporary):
    made = Folder(temporary)

    with Watch() as watch, tempfile.TemporaryFile(dir=temporary, buffering=0) as file:
        file.write(b"a")
    (temporary / "sqlite").touch()
    (temporary / "sqlite").unlink()

    assert watch.seen
    assert b"sqlite" in made.made()


def test_a_page_shows_her_nothing_of_what_her_browser_said(tmp_path):
    with visits.in_folder(tmp_path) as running:
        pages = dict(visits.trips(running, marked(running)))

    for name, page in pages.items():
        shown = page.text.encode() + repr(page.headers).encode()
        assert marks_in(Left(b"", shown)) == [], name


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


# Errors


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_an_error_tells_nothing_of_whoever_met_it(site, tmp_path, log, capfd, monkeypatch, bug):
    met = errors_met(site, tmp_path / "copy", log, lambda *made: bug(*made, monkeypatch))

    assert {500, 503} & {answer.status for answer in met.hers}
    assert {len(answer.body) for answer in met.hers} == {PAGE_BYTES}
    assert met.told_at_once == []
    assert "ERROR pressdesk: " in log.text
    assert marks_in(left_in(tmp_path / "copy", log.text, *capfd.readouterr())) == []


def test_an_error_that_was_told_in_its_own_words_would_be_seen(
    site, tmp_path, log, capfd, monkeypatch
):
    monkeypatch.setattr(failures, "_where", str)

    errors_met(site, tmp_path / "copy", log, lambda *made: bug_in_every_view(*made, monkeypatch))

    assert marks_in(left_in(tmp_path / "copy", log.text))


# What the canary run finds


SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "lower": lambda mark: mark.lower().encode(),
    "upper": lambda mark: mark.upper().encode(),
    "title": lambda mark: mark.title().encode(),
    "turned": lambda mark: mark[::-1].encode(),
    "hex": lambda mark: mark.encode().hex().encode(),
    "HEX": lambda mark: mark.encode().hex().upper().encode(),
    "base64": lambda mark: base64.b64encode(mark.encode()),
    "base64, one on": lambda mark: base64.b64encode(b"x" + mark.encode()),
    "base64, two on": lambda mark: base64.b64encode(b"xx" + mark.encode()),
    "base64 for addresses": lambda mark: base64.urlsafe_b64encode("åäö~?".encode() + mark.encode()),
    "UTF-16 LE": lambda mark: mark.encode("utf-16-le"),
    "UTF-16 BE": lambda mark: mark.encode("utf-16-be"),
    "quoted": lambda mark: quote(mark).encode(),
    "all quoted": lambda mark: "".join(f"%{byte:02X}" for byte in mark.encode()).encode(),
    "escaped": lambda mark: html.escape(mark).encode(),
    "id of a hash": lambda mark: id_of(mark).hex.encode(),
    "keyed": lambda mark: hmac.digest(PEPPER, mark.encode(), "sha256"),
    "crc32": lambda mark: f"{zlib.crc32(mark.encode()):08x}".encode(),
    "crc32, a number": lambda mark: str(zlib.crc32(mark.encode())).encode(),
}
for _kind in ("md5", "sha1", "sha256", "sha512", "blake2b"):
    SPELLINGS |= {
        _kind: lambda mark, kind=_kind: hashed(kind, mark),
        f"{_kind}, hex": lambda mark, kind=_kind: hashed(kind, mark).hex().encode(),
        f"{_kind}, base64": lambda mark, kind=_kind: base64.b64encode(hashed(kind, mark)),
    }


@pytest.mark.parametrize(
    "mark", [AGENT, ADDRESS, HEADERS["Cookie"]], ids=["agent", "address", "cookie"]
)
def test_every_spelling_of_a_mark_would_be_found(mark):
    missed = [
        name
        for name, spell in SPELLINGS.items()
        if not marks_in(Left(b"", b"- " + spell(mark) + b" -"))
    ]

    assert missed == []


def test_nothing_is_found_where_nothing_is():
    assert marks_in(Left(os.urandom(1_000_000), os.urandom(100_000).hex().encode())) == []


@pytest.mark.parametrize("path", ["/", "/konto/logga-in"], ids=["employee", "staff"])
@pytest.mark.parametrize("careless", [None, *KEEPERS], ids=lambda each: each and each.__name__)
def test_a_careless_site_is_caught(site, tmp_path, log, capfd, careless, path):
    mine = worlds.copied(site, tmp_path / "copy")

    with worlds.serving(mine, careless) as running:
        assert Browser(running, MACHINE).get(path).status == 200
        left = left_in(mine.home, log.text, *capfd.readouterr())

    assert bool(marks_in(left)) is (careless is not None)


def test_a_server_that_puts_bodies_into_files_is_caught(tmp_path, temporary, monkeypatch):
    monkeypatch.setattr(server, "Channel", HTTPChannel)
    monkeypatch.setattr(server, "NEVER_TO_DISK_BYTES", 524_288)

    with visits.in_folder(tmp_path) as running, Watch(running.port) as watch:
        wire.ask(running.port, "POST", "/fraga", {"text": "a" * 700_000})

    assert watch.seen


def _found(home: Path) -> Desk:
    store = FileStore(home / storage.DATABASE)
    storage.upgrade(store)
    return found(store, config.parse(SETTINGS), home)


def _left(site: Desk, log: Log, capfd: pytest.CaptureFixture) -> Left:
    """Files, the write-ahead log among them, a backup, logs, and what was printed."""
    storage.copy(site.store, site.home / "backup.db")
    assert {"desk.db", "desk.db-wal", "desk.db-shm", "backup.db"} <= {
        path.name for path in site.home.iterdir()
    }
    return left_in(site.home, log.text, *capfd.readouterr())


def marked(running: Served, more: dict[str, str] | None = None) -> visits.Send:
    """A browser that says who it is in every header, from an address of its own."""
    send = visits.sender(running, HEADERS, address=ADDRESS)

    def sent(method: str, path: str, form: Any = None, **own: str) -> wire.Answer:
        return send(method, f"{path}?{QUERY}", None if form is None else form | (more or {}), **own)

    return sent


class Met(NamedTuple):
    """What an employee and an officer saw, and the lines that her visit left in the log."""

    hers: list[wire.Answer]
    his: list[wire.Answer]
    told_at_once: list[str]


def errors_met(site: Desk, home: Path, log: Log, spoil: Callable[[Flask, Store], None]) -> Met:
    """Something breaks under their hands."""
    mine, apps = worlds.copied(site, home), []
    with time_machine.travel(DAY, tick=False) as hands:
        code = lodged(mine)
        with worlds.serving(mine, lambda app, _: apps.append(app)) as running:
            log.open_all()
            hers, his = (Browser(running, MACHINE, f"?{QUERY}") for _ in range(2))
            shift.enter(shift.Day(running, lambda: his, hands.shift), his, site.ofelia)
            form = visits.ASKED | {"text": f"{WORD} " * 200}
            form |= fields(hers.post("/fraga", form).text, "/skicka")
            spoil(apps[0], mine.store)
            quiet = len(log.lines)
            for path in ("/", "/fraga", "/svar", "/finns-inte"):
                hers.get(path)
            told = {"receipt": code, "token": "0" * 32, "confirm": "yes", "text": WORD * 100}
            for path in ("/fraga", "/skicka", "/svar", "/svar/skriv", "/svar/radera"):
                hers.post(path, form if path in {"/fraga", "/skicka"} else told)
            lines = [line for line in log.lines[quiet:] if line.startswith(LOUD)]
            for path in ("/desk/", "/konto/", "/konto/logg", "/konto/logga-in", "/desk/arende/x"):
                his.get(path)
            his.post("/konto/logga-in", {"name": WORD, "passphrase": WORD, "code": WORD})
            failures.tell()
    mine.store.close()
    seen = ([answer for _, _, answer in browser.answers] for browser in (hers, his))
    return Met(*seen, lines)


POSTING = "POST /svar HTTP/1.1\r\nHost: localhost\r\n"
GARBAGE = [
    f"{WORD}\r\n\r\n".encode(),
    f"GET /{WORD} HTTP/9.9\r\nHost: {WORD}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\nHost: localhost\r\n{WORD}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\nHost: {WORD}.example\r\nConnection: close\r\n\r\n".encode(),
    f"GET http://{WORD}:{WORD}@localhost/%00{WORD} HTTP/1.0\r\n\r\n".encode(),
    f"GET http://[{WORD}/ HTTP/1.0\r\n\r\n".encode(),
    f"{POSTING}Content-Length: {WORD}\r\n\r\n".encode(),
    f"{POSTING}Transfer-Encoding: {WORD}\r\n\r\n".encode(),
    f"{POSTING}Transfer-Encoding: chunked\r\n\r\n{WORD}\r\n".encode(),
    f"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {WORD * 4_000}\r\n\r\n".encode(),
    f"{WORD * 4_000} / HTTP/1.1\r\n\r\n".encode(),
]
