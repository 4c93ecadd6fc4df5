"""The same trip, made in two worlds: other people on other machines at other hours. What is left of
each is put side by side; the inventory says which columns are random or tell of staff.
"""

import base64
import logging
import re
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlmodel import SQLModel

from pressdesk import clock, inventory, retention, storage
from pressdesk.inventory import Column, Opens
from pressdesk.storage import FileStore, Store
from pressdesk.vault import lives
from pressdesk.web import failures, passes, server
from pressdesk.web.site import Site
from tests import pages  # noqa: F401 - keeps compiled templates for every app
from tests.conftest import Desk, Person, Served, fields
from tests.promises import wire
from tests.promises.watch import Log, Watch
from tests.promises.wire import Answer, Form
from tests.seeded import Ring, Seeded, rows_of
from tests.test_vault_tickets import OPENERS

Careless = Callable[[Flask, Store], None]
Codes = list[str]
NEVER_SENT = "X1JC-YR6T-T9G3-26GY-JSRK"
REF = re.compile(r'href="/desk/arende/([\w-]+)"')
BUSY_MILLISECONDS = 50  # a locked database is waited for no longer
CHUNK_BYTES = 11
# Of an answer: what the network's own version and clock make of it, whoever asks.
OF_THE_LINE = {"date", "connection"}
DRAWN = ("slumptal", "räknas fram", "öppen nyckel", "underskrift")


class Client(NamedTuple):
    """Somebody's machine, and what it says of itself with every request."""

    headers: tuple[tuple[str, str], ...] = ()
    address: str = "127.0.0.1"
    version: str = "1.1"
    is_chunked: bool = False
    says_first: bool = False  # its own headers stand before those that a request needs


class World(NamedTuple):
    """An employee, an officer, and the hour at which both are about."""

    employee: Client
    officer: Client
    at: datetime
    language: str = ""  # the path of hers


class Remains(NamedTuple):
    """What a trip leaves behind."""

    rows: dict[str, list[str]]
    answers: list[str]
    log: str
    files: list[str]
    did: list[str]  # files written, machines and programs called


Trip = Callable[["Browser", "Browser", Person], Codes]


class Browser:
    """Speaks HTTP from a machine. Staff's keeps cookies; an employee's would show that it got one.

    Args:
        query: stands behind every path.
        language: stands before it.
    """

    def __init__(
        self, running: Served, client: Client, query: str = "", language: str = ""
    ) -> None:
        self.running, self.client, self.query = running, client, query
        self.language = language
        self.cookies: dict[str, str] = {}
        self.answers: list[tuple[str, str, Answer]] = []

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, form: Form) -> Answer:
        return self.send("POST", path, form)

    def submit(self, page: Answer, to: str, /, **typed: str) -> Answer:
        """Fill in a page's form."""
        return self.post(to, fields(page.text, to) | typed)

    def send(self, method: str, path: str, form: Form | None = None) -> Answer:
        answer = exchange(self.running, self.client, self._request(method, path, form))
        for given in answer.all("set-cookie"):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.answers.append((method, path, answer))
        return answer

    def _request(self, method: str, path: str, form: Form | None) -> bytes:
        client, body = self.client, b"" if form is None else urlencode(form).encode()
        needed = [("Host", "localhost")] + [("Connection", "close")] * (client.version == "1.1")
        if form is not None:
            needed.append(("Content-Type", wire.FORM))
            chunked, plain = ("Transfer-Encoding", "chunked"), ("Content-Length", str(len(body)))
            needed.append(chunked if client.is_chunked else plain)
        said = [pair for pair in client.headers if pair[0] != "Cookie" or not self.cookies]
        if self.cookies:
            pairs = [*self.cookies.items(), *_own_cookie(client)]
            said.append(("Cookie", "; ".join(f"{name}={value}" for name, value in pairs)))
        lines = said + needed if client.says_first else needed + said
        head = [f"{method} {self.language}{path}{self.query} HTTP/{client.version}"]
        head += [f"{name}: {value}" for name, value in lines]
        is_cut = client.is_chunked and form is not None
        return "\r\n".join(head).encode() + b"\r\n\r\n" + (_chunks(body) if is_cut else body)


def exchange(running: Served, client: Client, sent: bytes) -> Answer:
    """Send bytes from a machine, and read until the server hangs up."""
    received, host = bytearray(), _host(client)
    with socket.create_connection((host, running.port), 20, (client.address, 0)) as line:
        with suppress(ConnectionError):
            line.sendall(sent)
        with suppress(ConnectionError):
            while part := line.recv(65_536):
                received += part
    return wire.parsed(bytes(received))


@contextmanager
def serving(
    site: Desk, careless: Careless | None = None, host: str = "127.0.0.1"
) -> Iterator[Served]:
    """A site behind a real server; `careless` makes the app worse than it is."""
    app = site.app()
    if careless:
        careless(app, site.store)
    listening = server.listen(app, host, 0)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    port = int(listening.effective_port)
    yield Served(site, f"http://localhost:{port}", port)
    listening.trigger.pull_trigger(listening.close)  # its own thread wakes for it at once
    thread.join(10)
    listening.task_dispatcher.shutdown()


def copied(site: Desk, home: Path) -> Desk:
    """The same site in another folder: the same people, keys and pepper."""
    home.mkdir()
    shutil.copy(site.store.path, home / storage.DATABASE)
    store = FileStore(home / storage.DATABASE, busy_milliseconds=BUSY_MILLISECONDS)
    return site._replace(site=Site(site.settings, store), home=home)


def remains(
    site: Desk, home: Path, world: World, trip: Trip, careless: Careless | None = None
) -> Remains:
    """Make a trip on a copy of a site, and gather what is left."""
    mine = copied(site, home)
    with (
        time_machine.travel(world.at, tick=False),
        same_chance(),
        Log(logging.INFO) as log,
        serving(mine, careless, _host(world.employee)) as running,
    ):
        hers = Browser(running, world.employee, language=world.language)
        browsers = hers, Browser(running, world.officer)
        with Watch(running.port) as watch:
            codes = trip(*browsers, site.ofelia)
            _tidy(mine)
        failures.tell()
        rows = _rows(mine, codes, _token(browsers[1]))
    mine.store.close()
    answers = [_shown(*each) for each in browsers[0].answers]
    files = sorted(str(path.relative_to(home)) for path in home.rglob("*"))
    return Remains(rows, answers, log.text, files, watch.seen)


@contextmanager
def same_chance() -> Iterator[None]:
    """What is drawn for tickets falls out alike, so that nothing else can hide in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lives.secrets, "randbelow", lambda _: 0)
        yield


def faults(one: Remains, other: Remains) -> list[str]:
    """What tells two trips apart, or would tell of either."""
    found = [f"it did: {did}" for trip in (one, other) for did in trip.did]
    found += [f"cookie: {answer}" for answer in one.answers if "set-cookie" in answer]
    for table in sorted(one.rows.keys() | other.rows.keys()):
        mine, theirs = one.rows.get(table), other.rows.get(table)
        found += [f"{table}: {mine} / {theirs}"] * (mine != theirs)
    pairs = zip(one._asdict().items(), other, strict=True)
    return found + [name for (name, mine), theirs in pairs if mine != theirs and name != "rows"]


def whole_trip(hers: Browser, his: Browser, officer: Person, wanted: str = "this-week") -> Codes:
    """Three questions: one is deleted, one is closed, one stays open. Their codes."""
    for path in ("/", "/fraga", "/static/pressdesk.css", "/finns-inte", "/svar"):
        hers.get(path)
    codes = [_asked(hers, f"Fråga {name}: vad får jag säga?", wanted) for name in ("A", "B", "C")]
    _fails(hers, wanted)
    for wrong in (NEVER_SENT, "hej", ""):
        hers.post("/svar", {"receipt": wrong})
    _writes_on(hers, codes[0], "En sak till om A.")
    page = his.get("/konto/logga-in")
    given = {"name": officer.name, "passphrase": officer.phrase, "code": officer.code()}
    assert his.submit(page, "/konto/logga-in", **given).status == 303
    for name in ("A", "B", "C"):
        _works(his, name, closes=name == "B")
    for code in codes:
        assert b"Svaret" in hers.post("/svar", {"receipt": code}).body
        hers.post("/svar", {"receipt": code, "position": "1"})
    _writes_on(hers, codes[2], "Tack, en följdfråga om C.")
    hers.post("/svar/radera", {"receipt": codes[0]})
    assert hers.post("/svar/radera", {"receipt": codes[0], "confirm": "yes"}).status == 200
    for path in ("/desk/", "/desk/?visa=besvarade", "/desk/?visa=avslutade", "/konto/logg"):
        his.get(path)
    return codes


def urgent_trip(hers: Browser, his: Browser, officer: Person) -> Codes:
    """The same; what she needs today is sealed with its day."""
    return whole_trip(hers, his, officer, "today")


def short_trip(hers: Browser, _his: Browser, _officer: Person) -> Codes:
    """She asks, and nobody has answered yet."""
    return [_asked(hers, "Vad får jag säga?", "this-week")]


def _asked(hers: Browser, text: str, wanted: str) -> str:
    """Write, be stopped, clean, edit, check, send, send again."""
    form = {"text": f"{text} Svara till anna@exempel.se", "wanted": wanted, "kinds": "off-record"}
    assert hers.post("/fraga", form | {"action": "check"}).status == 422
    hers.post("/fraga", form | {"action": "clean"})
    form["text"] = text
    check = hers.post("/fraga", form | {"action": "check"})
    form |= fields(check.text, "/skicka")
    hers.post("/fraga", form | {"action": "edit"})
    hers.post("/fraga", form | {"action": "check"})
    assert hers.post("/skicka", form).status == hers.post("/skicka", form).status == 200
    return form["receipt"]


def _fails(hers: Browser, wanted: str) -> None:
    """Send while the database is locked, and then not again."""
    form = {"text": "Den här kom aldrig fram.", "wanted": wanted}
    form |= fields(hers.post("/fraga", form).text, "/skicka")
    with closing(sqlite3.connect(hers.running.desk.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert hers.post("/skicka", form).status == 503


def _writes_on(hers: Browser, code: str, text: str) -> None:
    page = hers.post("/svar", {"receipt": code})
    for _ in range(2):
        assert hers.submit(page, "/svar/skriv", text=text).status == 200


def _works(his: Browser, name: str, *, closes: bool) -> None:
    """Take, note, draft and answer a ticket; perhaps close it."""
    his.get("/desk/")
    ticket = next(
        f"/desk/arende/{ref}"
        for ref in dict.fromkeys(REF.findall(his.get("/desk/").text))
        if f"Fråga {name}:" in his.get(f"/desk/arende/{ref}").text
    )
    typed = {
        "ta": {},
        "anteckna": {"text": f"Anteckning om {name}."},
        "svara": {"text": f"Svaret på {name}.", "action": "send"},
    }
    for act, words in typed.items():
        assert his.submit(his.get(ticket), f"{ticket}/{act}", **words).status == 303
    if closes:
        ending = {"outcome": "answered"}
        assert his.submit(his.get(ticket), f"{ticket}/avsluta", **ending).status == 303
    else:
        words = {"text": f"Utkast om {name}.", "action": "draft"}
        assert his.submit(his.get(ticket), f"{ticket}/svara", **words).status == 303


def _tidy(site: Desk) -> None:
    """The hourly run, and a backup."""
    now = clock.now().timestamp()
    with site.store.writing() as db:
        assert retention.take_lease(db, bytes(16), now)
        retention.tidy(db, site.settings, clock.today(), now)
    site.store.settle()
    storage.copy(site.store, site.home / "backup.db")


def _token(browser: Browser) -> list[bytes]:
    """What a signed-in browser opens its session with."""
    cookie = browser.cookies.get("pressdesk")
    return [base64.urlsafe_b64decode(passes.bare(cookie) + "=")] if cookie else []


def _rows(site: Desk, codes: Codes, tokens: list[bytes]) -> dict[str, list[str]]:
    """Every row as the inventory has it, in an order that says nothing."""
    ring = Ring(Seeded(site, [site.ofelia], [site.holder()], codes, tokens))
    found = _strangers(site.store)
    for table, row in rows_of(site):
        found.setdefault(table, []).append(str(_told(ring, table, row)))
    return {table: sorted(rows) for table, rows in found.items()}


def _told(ring: Ring, table: str, row: SQLModel) -> dict[str, Any]:
    """A row: sealed columns by length and as opened, random ones by kind, staff's as there."""
    told = {}
    for column, value in row.model_dump().items():
        kept = inventory.COLUMNS[table].get(column, Column("", ""))
        if value is None:
            told[column] = None
        elif kept.opens is not Opens.CLEAR:
            told[column] = (len(value), _kind(OPENERS[table, column](ring, row)))
        elif set(re.findall(r"personal(?:en)?\b|inget om personer", kept.precision)):
            told[column] = "of staff or the machine"
        else:
            is_drawn = kept.precision.startswith(DRAWN)
            told[column] = _kind(value, is_drawn=is_drawn)
    return told


def _kind(value: object, *, is_drawn: bool = True) -> object:
    """Words as they are; of what is drawn at random, what kind and how long it is."""
    if not is_drawn or not isinstance(value, bytes | UUID | str):
        return value
    if isinstance(value, UUID):
        return f"UUID, version {value.version}"
    return f"{len(value)} bytes" if isinstance(value, bytes) else value


def _strangers(store: Store) -> dict[str, list[str]]:
    """Columns of the database that the inventory does not know."""
    found = {}
    with closing(sqlite3.connect(store.path)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            for row in db.execute(f"PRAGMA table_info({table})").fetchall():
                if row[1] not in inventory.COLUMNS.get(table, {}):
                    values = db.execute(f"SELECT {row[1]} FROM {table}").fetchall()
                    found[f"{table}.{row[1]}"] = [str(value) for value in values]
    return found


def _shown(method: str, path: str, answer: Answer) -> str:
    """An answer as whoever looks on sees it."""
    headers = sorted(pair for pair in answer.headers if pair[0] not in OF_THE_LINE)
    return f"{method} {path} {answer.status} {len(answer.body)} {headers}"


def _own_cookie(client: Client) -> list[tuple[str, str]]:
    """What a machine sends as a cookie of its own accord."""
    pairs = [value.partition("=") for name, value in client.headers if name == "Cookie"]
    return [(name, value) for name, _, value in pairs]


def _chunks(body: bytes) -> bytes:
    parts = [body[at : at + CHUNK_BYTES] for at in range(0, len(body), CHUNK_BYTES)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])


def _host(client: Client) -> str:
    """Where a machine finds the server."""
    return "::1" if ":" in client.address else "127.0.0.1"
