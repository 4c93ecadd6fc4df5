"""People and places that the tests share.

`site` is a founded site with one officer, ofelia, who holds the keys; `employee`, `ofelia`, `clara`
and `olle` are browsers without a screen (Flask's test client) with what each of them knows;
`served` is the same site behind a real server.
"""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlmodel import Session
from werkzeug.test import TestResponse

from pressdesk import clock, config, create_app, desk, intake, storage
from pressdesk.config import Settings
from pressdesk.keytables import Role
from pressdesk.staff import accounts
from pressdesk.staff.accounts import Founded, Invitation
from pressdesk.storage import FileStore, Store
from pressdesk.vault import keys, passphrase, totp
from pressdesk.vault.epochs import Holder
from pressdesk.web import server
from pressdesk.web.site import Site

pytest_plugins = ["tests.postgres", "tests.both"]  # `store` is in the second

TODAY = date(2026, 11, 18)  # a Wednesday
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PEPPER = bytes(range(32))
PHRASE = "björken tratt månsken linjal"
SETTINGS = {
    "organisation": "Exempelstads kommun",
    "organisation_short": "kommunen",
    "public_url": "http://localhost",
    "duty_phone": "08-465 004 00",
    "disposal_decision": "EX 2026/1",
    "writer_may_delete": "now",
    "pepper": PEPPER,
}
QUESTION = "En reporter har ringt om våra öppettider. Vad får jag säga?"


# A busy machine breaks no promise: how long an example takes is not tested here.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seconds", type=int, default=0, help="for tests/bench")


class Compiled(BytecodeCache):
    """Templates as they were compiled for the first app; every test has an app of its own."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, tuple[str, ...]], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if self._key(bucket) in self.kept:
            bucket.bytecode_from_string(self.kept[self._key(bucket)])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[self._key(bucket)] = bucket.bytecode_to_string()

    @staticmethod
    def _key(bucket: Bucket) -> tuple[str, tuple[str, ...]]:
        """Words are compiled in: a site's own catalogues make other templates."""
        return bucket.key, getattr(bucket.environment, "catalogues", ())


Flask.jinja_options = {"bytecode_cache": Compiled()}


class Person(NamedTuple):
    """A member of staff as herself: what she remembers, and the app in her pocket."""

    name: str
    phrase: str
    secret: bytes

    def code(self) -> str:
        return totp.code_at(self.secret, clock.now().timestamp())


class Desk(NamedTuple):
    """A founded site, and what was printed when it was made."""

    site: Site
    home: Path
    founded: Founded
    ofelia: Person
    clara: Person

    @property
    def settings(self) -> Settings:
        return self.site.settings

    @property
    def store(self) -> Store:
        return self.site.store

    def with_settings(self, **changed: Any) -> "Desk":
        """The same site, decided otherwise."""
        settings = config.parse(SETTINGS | {"translations": self.settings.translations} | changed)
        return self._replace(site=self.site._replace(settings=settings))

    def app(self) -> Flask:
        return create_app(self.settings, self.store)

    def holder(self) -> Holder:
        """Ofelia's keys, as a request of hers has them."""
        with self.store.reading() as db:
            return holder_of(db, self.ofelia)


@pytest.fixture(scope="session", autouse=True)
def _quick_argon2() -> Iterator[None]:
    """Argon2id at 64 KiB: the work is tested in test_vault_passphrase.py, at its real cost."""
    real = passphrase.MEMORY_KIB
    passphrase.MEMORY_KIB = 64
    yield
    passphrase.MEMORY_KIB = real


@pytest.fixture(scope="module")
def real_argon2() -> Iterator[None]:
    """For sites that another process opens, which takes no other cost."""
    quick, passphrase.MEMORY_KIB = passphrase.MEMORY_KIB, 64 * 1_024
    yield
    passphrase.MEMORY_KIB = quick


@pytest.fixture
def wall_clock() -> Iterator[time_machine.Traveller]:
    """Wednesday 18 November 2026 at noon, standing still; `shift()` moves on."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all tables: to make them takes as long as many a test."""
    store = FileStore(tmp_path_factory.mktemp("empty") / storage.DATABASE)
    storage.upgrade(store)
    store.settle()
    store.close()
    return store.path


@pytest.fixture(scope="session")
def albums(tmp_path_factory: pytest.TempPathFactory, _quick_argon2: None) -> Any:
    """Every page of the site, by locale; walked once for all workers."""
    from tests.gallery.albums import Albums

    home = tmp_path_factory.getbasetemp()
    return Albums(home.parent if "PYTEST_XDIST_WORKER" in os.environ else home)


@pytest.fixture
def file_store(tmp_path: Path, empty_database: Path) -> Iterator[FileStore]:
    """An empty database with all tables, in a file."""
    shutil.copyfile(empty_database, tmp_path / storage.DATABASE)
    store = FileStore(tmp_path / storage.DATABASE, busy_milliseconds=500)
    yield store
    store.close()


@pytest.fixture
def db(store: Store) -> Iterator[Session]:
    """A transaction that is never committed."""
    with store.rehearsing() as db:
        yield db


@pytest.fixture
def settings() -> Settings:
    return config.parse(SETTINGS)


@pytest.fixture
def desk_site(
    store: Store, settings: Settings, tmp_path: Path, wall_clock: time_machine.Traveller
) -> Desk:
    """A site where ofelia holds the keys and clara reads the figures. Time stands still at noon."""
    return found(store, settings, tmp_path)


def found(store: Store, settings: Settings, home: Path) -> Desk:
    """A site through its own doors: founded, both enrolled, ofelia's first sign-in done."""
    with store.writing() as db:
        made = accounts.found(db, "ofelia", "clara", clock.today())
    ofelia = enrolled(store, "ofelia", made.officer_code)
    clara = enrolled(store, "clara", made.chief_code)
    return Desk(Site(settings, store), home, made, ofelia, clara)


def enrolled(store: Store, name: str, code: str, phrase: str = PHRASE) -> Person:
    """Somebody who has used her enrolment code, a minute ago, so that her next code is fresh."""
    secret = totp.new_secret()
    then = clock.now().timestamp() - 60
    with store.writing() as db:
        typed = totp.code_at(secret, then)
        accounts.enrol(db, Invitation(name, code, secret), phrase, typed, clock.today(), then)
    return Person(name, phrase, secret)


def invited(store: Store, name: str, role: Role = Role.PRESS_OFFICER) -> Person:
    """A further member of staff, enrolled; an officer still without keys."""
    with store.writing() as db:
        code = accounts.invite(db, name, role, clock.today())
    return enrolled(store, name, code)


def holder_of(db: Session, person: Person) -> Holder:
    """The keys that a person's passphrase opens."""
    account = next(a for a in accounts.everyone(db) if a.name == person.name)
    unlocked = keys.unlock(account, person.name, person.phrase, PEPPER)
    assert unlocked is not None
    return Holder(account.id, unlocked.private)


def lodged(desk_site: Desk, text: str = QUESTION, today: date | None = None, **asked: Any) -> str:
    """A request in the database, by the task's own door; its receipt code."""
    day = today or clock.today()
    with desk_site.store.writing() as db:
        minted = intake.mint(db, desk_site.settings, day)
        intake.lodge(db, desk_site.settings, minted, intake.Request(text, **asked), day)
    return minted.code


def ref_of(desk_site: Desk, text: str = QUESTION) -> str:
    """The waiting ticket that begins with a text, as ofelia's queue links it."""
    holder = desk_site.holder()
    with desk_site.store.reading() as db:
        rows = desk.queue(db, holder, clock.today()).rows
    begins = desk.opening_of(text)
    return next(row.ref for row in rows if row.opening == begins)


def sign_in(client: FlaskClient, person: Person, **more: str) -> TestResponse:
    """Sign in as a person does: her page, her three fields."""
    form = fields(client.get("/konto/logga-in").text)
    given = {"name": person.name, "passphrase": person.phrase, "code": person.code()}
    return client.post("/konto/logga-in", data=form | given | more)


def fields(page: str, action: str | None = None) -> dict[str, str]:
    """The hidden fields of a page's first form, or of the one that goes to `action`."""
    main = page.partition("<main")[2] if action is None else page
    forms = re.findall(r"<form\b(.*?)</form>", main or page, re.DOTALL)
    leads = re.compile(rf'action="(?:/en|/lattlast)?{re.escape(action or "")}"')
    chosen = next(form for form in forms if action is None or leads.search(form))
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", chosen):
        pairs = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if pairs.get("type") == "hidden":
            found[pairs["name"]] = unescaped(pairs.get("value", ""))
    return found


def unescaped(text: str) -> str:
    """What a browser makes of an attribute's value."""
    import html

    return html.unescape(text)


@pytest.fixture
def employee(desk_site: Desk) -> FlaskClient:
    """A browser of an employee; it would keep a cookie, if it got one."""
    return desk_site.app().test_client()


@pytest.fixture
def ofelia(desk_site: Desk) -> FlaskClient:
    """Ofelia's browser: a press officer with keys, signed in."""
    return _signed_in(desk_site, desk_site.ofelia)


@pytest.fixture
def clara(desk_site: Desk) -> FlaskClient:
    """Clara's browser: the communications chief, signed in."""
    return _signed_in(desk_site, desk_site.clara)


@pytest.fixture
def olle(desk_site: Desk) -> FlaskClient:
    """Olle's browser: a press officer whom nobody has handed the keys."""
    return _signed_in(desk_site, invited(desk_site.store, "olle"))


def _signed_in(desk_site: Desk, person: Person) -> FlaskClient:
    client = desk_site.app().test_client()
    assert sign_in(client, person).status_code == 303
    return client


class Served(NamedTuple):
    """A site behind a real server on loopback, in real time."""

    desk: Desk
    url: str
    port: int


@pytest.fixture
def served(store: Store, tmp_path: Path) -> Iterator[Served]:
    """The site behind waitress, on a port of its own. Time runs."""
    with serving(store, tmp_path) as running:
        yield running


def serving(store: Store, home: Path, **changed: Any) -> "_Serving":
    return _Serving(store, home, changed)


class _Serving:
    """A server for as long as the block lasts."""

    def __init__(self, store: Store, home: Path, changed: dict[str, Any]) -> None:
        self.store, self.home, self.changed = store, home, changed

    def __enter__(self) -> Served:
        desk_site = found(self.store, config.parse(SETTINGS | self.changed), self.home)
        self.listening = server.listen(desk_site.app(), "127.0.0.1", 0)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        port = int(self.listening.effective_port)
        return Served(desk_site, f"http://127.0.0.1:{port}", port)

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # it may end between being told and being woken
            self.listening.trigger.pull_trigger(self.listening.close)
        self.thread.join(10)

    def _run(self) -> None:
        with suppress(OSError):  # closed under it, at the end of the test
            self.listening.run()


def later(days: int) -> timedelta:
    return timedelta(days=days)
