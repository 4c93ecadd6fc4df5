"""Sites that are worse than this one, each in a way that a promise would be broken by; and faults
that strike while somebody is there.
"""

import hashlib
import logging
import smtplib
import socket
import sqlite3
import tempfile
import uuid
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, request

from pressdesk import clock, desk, intake, mailbox
from pressdesk.storage import Store
from tests.promises.marks import AGENT


def logging_agents(app: Flask, _store: Store) -> None:
    """What most servers do by themselves."""
    _before(app, lambda e: logging.getLogger("access").info("%s", e.get("HTTP_USER_AGENT")))


def hashing_addresses(app: Flask, store: Store) -> None:
    """What some call anonymous: a table of visitors, told apart by a hash."""

    def keep(environ: dict) -> None:
        digest = hashlib.sha256(environ["REMOTE_ADDR"].encode()).hexdigest()
        _write(store, "CREATE TABLE IF NOT EXISTS visitor (digest TEXT PRIMARY KEY)")
        _write(store, "INSERT OR IGNORE INTO visitor VALUES (?)", digest)

    _before(app, keep)


def keeping_addresses(app: Flask, store: Store) -> None:
    """In a column that nobody looks at."""
    fill = "UPDATE ticket SET last_reply_week = ?"
    _after(app, lambda e: _write(store, fill, e["REMOTE_ADDR"]))


def keeping_addresses_apart(app: Flask, store: Store) -> None:
    """In a column that nobody knows."""
    _write(store, "ALTER TABLE ticket ADD COLUMN address VARCHAR")
    fill = "UPDATE ticket SET address = ?"
    _after(app, lambda e: _write(store, fill, e["REMOTE_ADDR"]))


def keeping_hours(app: Flask, store: Store) -> None:
    """A row that says when it was made."""
    fill = "UPDATE ticket SET closed_week = ?"
    _after(app, lambda _: _write(store, fill, f"{clock.now():%H:%M}"))


def giving_cookies(app: Flask, _store: Store) -> None:
    """A framework's session, which marks whoever comes again."""
    inner = app.wsgi_app

    def careless(environ: dict, start: Any) -> Any:
        def marked(status: str, headers: list, *more: Any) -> Any:
            return start(status, [*headers, ("Set-Cookie", "visitor=1")], *more)

        return inner(environ, marked)

    app.wsgi_app = careless


def answering_in_kind(app: Flask, _store: Store) -> None:
    """An answer that depends on what her browser says."""
    inner = app.wsgi_app

    def careless(environ: dict, start: Any) -> Any:
        wanted = environ.get("HTTP_ACCEPT_LANGUAGE", "sv")
        return inner(environ, lambda s, h, *m: start(s, [*h, ("Content-Language", wanted)], *m))

    app.wsgi_app = careless


def writing_temporary_files(app: Flask, _store: Store) -> None:
    """A file that is gone when the answer is out."""

    def keep(environ: dict) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(environ.get("HTTP_USER_AGENT", "").encode())

    _before(app, keep)


def sending_mail(app: Flask, _store: Store) -> None:
    """A mail for every question."""

    def tell(_environ: dict) -> None:
        with suppress(OSError):
            smtplib.SMTP("127.0.0.1", 1, local_hostname="localhost", timeout=1)

    _after(app, tell)


def keeping_ids_of_hashes(app: Flask, store: Store) -> None:
    """An id that looks random, and is the visitor's."""
    _write(store, "CREATE TABLE visitor (id TEXT)")
    keep = "INSERT INTO visitor VALUES (?)"
    _before(app, lambda e: _write(store, keep, id_of(e["REMOTE_ADDR"]).hex))


def keeping_packed_addresses(app: Flask, store: Store) -> None:
    _write(store, "CREATE TABLE visitor (id BLOB)")
    keep = "INSERT INTO visitor VALUES (?)"
    _before(app, lambda e: _write(store, keep, socket.inet_aton(e["REMOTE_ADDR"])))


def keeping_checksums(app: Flask, store: Store) -> None:
    _write(store, "CREATE TABLE visitor (id INTEGER)")
    keep = "INSERT INTO visitor VALUES (?)"
    _before(app, lambda e: _write(store, keep, zlib.crc32(e["HTTP_USER_AGENT"].encode("latin-1"))))


def keeping_what_was_deleted(app: Flask, store: Store) -> None:
    """Kept for a moment, and still in the write-ahead log."""
    _write(store, "CREATE TABLE visitor (agent TEXT)")

    def keep(environ: dict) -> None:
        store.guarantees()  # the program's own connection keeps the log from being emptied
        _write(store, "INSERT INTO visitor VALUES (?)", environ["HTTP_USER_AGENT"])
        _write(store, "DELETE FROM visitor")

    _before(app, keep)


def leaving_files(app: Flask, store: Store) -> None:
    name = hashlib.sha1(AGENT.encode(), usedforsecurity=False).hexdigest()
    _before(app, lambda _: (store.path.parent / name).touch())


def telling_beside_the_line(app: Flask, _store: Store) -> None:
    """What a shipper of logs sends on, though no line shows it."""
    told = logging.getLogger("access")
    _before(app, lambda e: told.debug("a visit", extra={"agent": e["HTTP_USER_AGENT"]}))


def printing(app: Flask, _store: Store) -> None:
    _before(app, lambda e: print(e["REMOTE_ADDR"], file=e["wsgi.errors"]))


KEEPERS = [
    logging_agents,
    hashing_addresses,
    keeping_ids_of_hashes,
    keeping_packed_addresses,
    keeping_checksums,
    keeping_what_was_deleted,
    leaving_files,
    telling_beside_the_line,
    printing,
]


def bug_in_every_view(app: Flask, _store: Store, _patch: pytest.MonkeyPatch) -> None:
    for view in list(app.view_functions):
        rule = getattr(app.view_functions[view], "rule", None)
        app.view_functions[view] = _raising(rule)


def bug_in_every_task(_app: Flask, _store: Store, patch: pytest.MonkeyPatch) -> None:
    for task in (intake.mint, intake.lodge, mailbox.read, mailbox.write_on, mailbox.delete_thread):
        patch.setattr(f"{task.__module__}.{task.__name__}", _raising(None))
    for act in ("queue", "show", "answer", "take"):
        patch.setattr(desk, act, _raising(None))


def bug_in_every_template(app: Flask, _store: Store, _patch: pytest.MonkeyPatch) -> None:
    """On the page that tells of an error too."""
    app.jinja_env.globals["url_for"] = _raising(None)


def bug_after_every_view(app: Flask, _store: Store, _patch: pytest.MonkeyPatch) -> None:
    app.after_request_funcs.setdefault(None, []).append(_raising(None))


def full_disk(_app: Flask, store: Store, _patch: pytest.MonkeyPatch) -> None:
    @sa.event.listens_for(store.engine, "connect")
    def _fill(raw: Any, _record: object) -> None:
        raw.execute("PRAGMA max_page_count = 1")  # it takes what there is: no page more

    store.engine.dispose()


def damaged_disk(_app: Flask, store: Store, _patch: pytest.MonkeyPatch) -> None:
    store.settle()
    store.engine.dispose()
    whole = store.path.read_bytes()
    store.path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))


def _raising(rule: Any) -> Callable[..., Any]:
    """A function that fails with all that it knows in its words."""

    def fail(*given: Any, **named: Any) -> Any:
        raise RuntimeError(repr((request.environ, request.form, given, named)))

    if rule is not None:
        fail.rule = rule  # type: ignore[attr-defined]
    return fail


BUGS = [
    bug_in_every_view,
    bug_in_every_task,
    bug_in_every_template,
    bug_after_every_view,
    full_disk,
    damaged_disk,
]


CARELESS = [
    logging_agents,
    hashing_addresses,
    keeping_addresses,
    keeping_addresses_apart,
    keeping_hours,
    giving_cookies,
    answering_in_kind,
    writing_temporary_files,
    sending_mail,
]


def _before(app: Flask, act: Callable[[dict], Any]) -> None:
    """Do something with every request, before the edge has seen it."""
    inner = app.wsgi_app

    def careless(environ: dict, start: Any) -> Any:
        act(environ)
        return inner(environ, start)

    app.wsgi_app = careless


def _after(app: Flask, act: Callable[[dict], Any]) -> None:
    """Do something when a question has been sent."""
    inner = app.wsgi_app

    def careless(environ: dict, start: Any) -> Any:
        body = inner(environ, start)
        if environ["PATH_INFO"] == "/skicka":
            act(environ)
        return body

    app.wsgi_app = careless


def _write(store: Store, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(store.path)) as db, suppress(sqlite3.OperationalError), db:
        db.execute(statement, values)


def hashed(kind: str, mark: str) -> bytes:
    return hashlib.new(kind, mark.encode(), usedforsecurity=False).digest()


def id_of(mark: str) -> uuid.UUID:
    return uuid.UUID(bytes=hashed("sha256", mark)[:16], version=4)
