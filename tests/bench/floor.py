"""The floor: what Flask and waitress cost with nothing of ours in between.

`GET /` is a page of the same size. `POST /`: a form of the same size comes in; one HPKE seal, one
commit that waits for the disk, and a page of the same size go out.
`python -m tests.bench.floor DIR [DATABASE_URL] --port PORT`.
"""

import argparse
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from flask import Flask, render_template_string, request
from waitress.server import create_server

from pressdesk.web.edge import PAGE_BYTES
from pressdesk.web.server import THREADS

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PAGE = "<!doctype html><title>Golv</title><p>{{ filling }}</p>"
FILLING = "x" * (PAGE_BYTES - len(PAGE) + len("{{ filling }}"))
Keep = Callable[[bytes], None]


def bare(keep: Keep) -> Flask:
    """An app with one page."""
    app = Flask(__name__)
    public = X25519PrivateKey.generate().public_key()

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, filling=FILLING)

    @app.post("/")
    def ask() -> str:
        keep(SUITE.encrypt(request.form["text"].encode().ljust(1_024), public, info=b""))
        return render_template_string(PAGE, filling=FILLING)

    return app


def in_file(home: Path) -> Keep:
    """Keeps in SQLite, a connection a thread."""
    mine = threading.local()
    with closing(sqlite3.connect(home / "floor.db")) as first:
        first.execute("PRAGMA journal_mode=WAL")  # which nobody may do while another writes
        first.execute("CREATE TABLE IF NOT EXISTS asked (sealed BLOB)")

    def keep(sealed: bytes) -> None:
        if not hasattr(mine, "db"):
            mine.db = sqlite3.connect(home / "floor.db", isolation_level=None)
            mine.db.execute("PRAGMA synchronous=FULL")
            mine.db.execute("PRAGMA secure_delete=ON")
        mine.db.execute("BEGIN IMMEDIATE")
        mine.db.execute("INSERT INTO asked VALUES (?)", [sealed])
        mine.db.execute("COMMIT")

    return keep


def on_server(address: str) -> Keep:
    """Keeps in PostgreSQL, a connection a thread."""
    mine = threading.local()
    with psycopg.connect(address, autocommit=True) as first:
        first.execute("CREATE TABLE IF NOT EXISTS asked (sealed BYTEA)")

    def keep(sealed: bytes) -> None:
        if not hasattr(mine, "db"):
            mine.db = psycopg.connect(address)
        mine.db.execute("INSERT INTO asked VALUES (%s)", [sealed])
        mine.db.commit()

    return keep


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("address", nargs="?", default="")
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    keep = on_server(given.address) if given.address else in_file(given.home)
    app: Any = bare(keep)
    create_server(app, host="127.0.0.1", port=given.port, threads=THREADS).run()


if __name__ == "__main__":
    main()
