"""The floor: what Flask and waitress cost with nothing of ours in between.

A form of the same size comes in; one HPKE seal, one commit with `synchronous=FULL`, and a page of
the same size go out. `python -m tests.bench.floor DIR` forks a server for each line it is sent.
"""

import os
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from flask import Flask, render_template_string, request
from waitress.server import create_server

from pressdesk.web.edge import PAGE_BYTES
from pressdesk.web.server import THREADS

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PAGE = "<!doctype html><title>Golv</title><p>{{ filling }}</p>"
FILLING = "x" * (PAGE_BYTES - len(PAGE) + len("{{ filling }}"))


def bare(home: Path) -> Flask:
    """An app with one page."""
    app = Flask(__name__)
    public = X25519PrivateKey.generate().public_key()
    mine = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(mine, "db"):
            mine.db = sqlite3.connect(home / "floor.db", isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                mine.db.execute(f"PRAGMA {pragma}")
            mine.db.execute("CREATE TABLE IF NOT EXISTS asked (sealed BLOB)")
        return mine.db

    @app.post("/")
    def ask() -> str:
        sealed = SUITE.encrypt(request.form["text"].encode().ljust(1_024), public, info=b"")
        db = connection()
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO asked VALUES (?)", [sealed])
        db.execute("COMMIT")
        return render_template_string(PAGE, filling=FILLING)

    return app


def main() -> None:
    app = bare(Path(sys.argv[1]))
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _serve(app)
        os.waitpid(child, 0)


def _serve(app: Any) -> None:
    listening = create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    print(os.getpid(), listening.effective_port, flush=True)
    listening.run()


if __name__ == "__main__":
    main()
