"""A site that requests are sent to, through the edge, and that can be put back to where it was."""

import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit

from werkzeug.exceptions import HTTPException

from pressdesk import config, create_app
from pressdesk.storage import FileStore, Store
from pressdesk.vault import totp
from pressdesk.web.site import SignIn
from tests.conftest import SETTINGS

PREFIXES = ("", "/lattlast", "/en")


class Wish(NamedTuple):
    """A request, as a server hands it to a program."""

    method: str
    path: str  # as on the wire, without its language
    query: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()  # as WSGI calls them; they replace what is usual
    prefix: str = ""
    mark: str = ""  # a word of the request's that its answer should give back
    times: int = 1


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name), "")


class Stage:
    """An app on a store, with everything switched on that has a route."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.settings = config.parse(SETTINGS | {"open_figures": True})
        people = [SignIn("ofelia", "press_officer", "en fras", totp.new_secret())]
        self.app = create_app(self.settings, store, people)
        self.routes = self.app.url_map.bind("localhost")

    def send(self, wish: Wish) -> Reply:
        """Through the edge, as waitress would hand it over."""
        found: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _exc: object = None) -> Any:
            found[:] = [int(status[:3]), headers]

        body = b"".join(self.app.wsgi_app(environ(wish), start))
        return Reply(found[0], found[1], body)

    def route_of(self, address: str, method: str) -> tuple[str, dict[str, Any]] | None:
        """The route that an address leads to, and what stands in its places."""
        try:
            path = unquote_to_bytes(plain(address)).decode()
            rule, given = self.routes.match(path, method=method, return_rule=True)
        except (HTTPException, UnicodeDecodeError):
            return None
        return f"{method} {rule.rule}", dict(given)


class FileStage(Stage):
    """On SQLite; what was written is told by table, and undone from memory."""

    def __init__(self, path: Path) -> None:
        super().__init__(FileStore(path, busy_milliseconds=500))
        self.raw = sqlite3.connect(path, isolation_level=None)
        self.raw.execute("PRAGMA synchronous=OFF")  # what is put back need not last
        self.before = sqlite3.connect(":memory:")
        self.raw.backup(self.before)
        self.pristine, self.seen = self._digest(), self._version()

    def has_changed(self) -> bool:
        """Whether anything was committed since the database was put back."""
        return self._version() != self.seen

    def changed(self) -> set[str]:
        """The tables that hold something else than at first."""
        return {name for name, number in self._digest().items() if number != self.pristine[name]}

    def rewind(self) -> None:
        self.before.backup(self.raw)
        self.seen = self._version()

    def faults(self) -> list[Any]:
        """What SQLite finds wrong with pages, and rows that point to none."""
        whole = self.raw.execute("PRAGMA integrity_check").fetchall()
        strays = self.raw.execute("PRAGMA foreign_key_check").fetchall()
        return [fault for fault in [*whole, *strays] if fault != ("ok",)]

    def close(self) -> None:
        self.raw.close()
        self.before.close()
        self.store.close()

    def _version(self) -> int:
        """Another number whenever somebody else has committed something."""
        return int(self.raw.execute("PRAGMA data_version").fetchone()[0])

    def _digest(self) -> dict[str, int]:
        names = self.raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {n: hash(tuple(self.raw.execute(f"SELECT * FROM {n}"))) for (n,) in names}


class ServerStage(Stage):
    """On PostgreSQL; a copy of every table stands beside it, in a schema of its own."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.raw = store.engine.raw_connection()
        rows = self._all(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('content', 'keys')"
        )
        self.tables = {table: f"{schema}.{table}" for schema, table in rows}
        self.raw.driver_connection.execute("CREATE SCHEMA before")
        for table, whole in self.tables.items():
            self.raw.driver_connection.execute(f"CREATE TABLE before.{table} AS TABLE {whole}")
        self.pristine, self.seen = self._digest(), self._written()

    def has_changed(self) -> bool:
        """Whether anything was written since the database was put back; perhaps the same."""
        return self._written() != self.seen

    def changed(self) -> set[str]:
        """The tables that hold something else than at first."""
        return {name for name, found in self._digest().items() if found != self.pristine[name]}

    def rewind(self) -> None:
        changed = self.changed()
        run = self.raw.driver_connection.execute
        run("BEGIN; SET LOCAL session_replication_role = replica")  # in whatever order
        for name in changed:
            run(f"DELETE FROM {self.tables[name]}")
            run(f"INSERT INTO {self.tables[name]} SELECT * FROM before.{name}")
        run("COMMIT")
        self.seen = self._written()

    def faults(self) -> list[Any]:
        """Tables that no longer are as they were, after they were put back."""
        return sorted(self.changed())

    def close(self) -> None:
        self.raw.close()

    def _written(self) -> Any:
        """Where the server's log ends: further on whenever somebody has written."""
        return self._all("SELECT pg_current_wal_insert_lsn()")

    def _digest(self) -> dict[str, Any]:
        each = (
            f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {whole} t"
            for name, whole in self.tables.items()
        )
        return dict(self._all(" UNION ALL ".join(each)))

    def _all(self, query: str) -> list[Any]:
        return list(self.raw.driver_connection.execute(query).fetchall())


def environ(wish: Wish) -> dict[str, Any]:
    """A request as waitress hands it over."""
    usual = {
        "REQUEST_METHOD": wish.method,
        "PATH_INFO": unquote_to_bytes(wish.prefix + wish.path).decode("latin-1"),
        "QUERY_STRING": wish.query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(wish.body)),
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.version": (1, 0),
        "wsgi.input": BytesIO(wish.body),
        "wsgi.errors": BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.input_terminated": True,
    }
    return usual | dict(wish.headers)


def plain(address: str) -> str:
    """An address without its language, query and fragment."""
    path = urlsplit(address).path
    for prefix in PREFIXES[1:]:
        if f"{path}/".startswith(f"{prefix}/"):
            return path[len(prefix) :] or "/"
    return path
