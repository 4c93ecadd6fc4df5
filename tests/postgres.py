"""A real PostgreSQL for the tests that need one, on a socket in a folder of its own.

The server is started once for each worker and stopped at the end. `postgres` is a store in a fresh
database; `store` is one in a database that is used again, for tests marked `both` (tests/both.py).
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from pressdesk import storage
from pressdesk.storage import ServerStore

INSTALLED = Path("/usr/lib/postgresql")
DATA = "data"
TEMPLATE = "empty"
RULES = "pg_trigger", "pg_constraint", "pg_proc", "pg_db_role_setting"
CATALOGUES = "pg_class", "pg_attribute", *RULES
OURS = "pg_tables WHERE schemaname IN ('content', 'keys') AND tablename <> 'alembic_version'"
Ask = Callable[[str], psycopg.Cursor]
RUNS = ["-c", "listen_addresses=", "-c", "autovacuum=off", "-c", "max_connections=200"]


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder of a running server; its socket is there, and its files in `data`."""
    with running() as home:
        yield home


@contextmanager
def running(*options: str, initdb: Sequence[str] = ()) -> Iterator[Path]:
    """A server of one's own, with further options; `initdb` are some of initdb's."""
    home = Path(tempfile.mkdtemp(prefix="pressdesk-pg-"))  # short: so must a socket's path be
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    where = ["-D", str(home / DATA)]
    _run("initdb", *where, "-U", "desk", "-A", "trust", "-N", "--no-instructions", *initdb)
    start(home, *options)
    try:
        yield home
    finally:
        stop(home)
        shutil.rmtree(home)


def start(home: Path, *options: str) -> None:
    """Start a server that was stopped or killed. Raises CalledProcessError."""
    words = " ".join(["-k", str(home), *RUNS, *options])
    where = ["-D", str(home / DATA), "-l", str(home / "log")]
    _run("pg_ctl", *where, "-w", "-o", words, "start")


def stop(home: Path, how: str = "immediate") -> None:
    _run("pg_ctl", "-D", str(home / DATA), "-w", "-m", how, "stop")


@pytest.fixture
def postgres(server: Path, tmp_path: Path) -> Iterator[ServerStore]:
    """A store with all tables, in a fresh database of its own."""
    with database(server, tmp_path) as store:
        yield store


@pytest.fixture
def emptied_postgres(server: Path, tmp_path: Path, spares: list["Spare"]) -> Iterator[ServerStore]:
    """A store with all tables and no row, in a database that other tests used before.

    A fresh one costs more than most tests do. Where a test changed the tables themselves, the next
    one gets a fresh database all the same.
    """
    spare = spares.pop() if spares else Spare(server)
    store = ServerStore(url_of(server, spare.name), tmp_path, busy_milliseconds=500)
    yield store
    store.close()
    if spare.is_emptied():
        spares.append(spare)
    else:
        spare.drop()


@pytest.fixture(scope="session")
def spares(server: Path) -> Iterator[list["Spare"]]:
    """Empty databases that nobody uses at the moment."""
    waiting: list[Spare] = []
    yield waiting
    for spare in waiting:
        spare.drop()


@pytest.fixture(scope="module")
def uncommitted_postgres(
    server: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerStore]:
    """A store with all tables for a module whose tests commit nothing."""
    with database(server, tmp_path_factory.mktemp("uncommitted")) as store:
        yield store


@pytest.fixture
def bare_postgres(server: Path, tmp_path: Path) -> Iterator[ServerStore]:
    """A store without any table."""
    with database(server, tmp_path, is_bare=True) as store:
        yield store


@pytest.fixture
def postgres_with_times() -> Iterator[ServerStore]:
    """A store without tables on a server that notes when each transaction was."""
    options = "-c", "track_commit_timestamp=on"
    with running(*options) as server, database(server, is_bare=True) as store:
        yield store


@contextmanager
def database(
    server: Path, home: Path | None = None, *, is_bare: bool = False
) -> Iterator[ServerStore]:
    """A store in a fresh database, for as long as the block lasts.

    Args:
        home: the site's folder, where nothing of the database is; the server's if it does not
            matter.
        is_bare: without any table.
    """
    name = made(server, "template1" if is_bare else template(server))
    store = ServerStore(url_of(server, name), home or server, busy_milliseconds=2_000)
    try:
        yield store
    finally:
        store.close()
        dropped(server, name)


class Spare:
    """A database with all tables and no row."""

    def __init__(self, server: Path) -> None:
        self.server = server
        self.name = made(server, template(server))
        with asking(server, self.name) as ask:
            found = ask(f"SELECT schemaname, tablename FROM {OURS}").fetchall()
            self.tables = [".".join(row) for row in found]
            self.form = self._form(ask)

    def is_emptied(self) -> bool:
        """Take every row out; False when the tables are not what they were."""
        with asking(self.server, self.name) as ask:
            if self._form(ask) != self.form:
                return False
            ask("SET session_replication_role = replica")  # no trigger and no reference objects
            ask("; ".join(f"DELETE FROM {table}" for table in self.tables))
        return True

    def drop(self) -> None:
        dropped(self.server, self.name)

    def _form(self, ask: Ask) -> list[tuple[object, ...]]:
        """What changes when somebody alters a table, an index, a trigger or the form's name."""
        catalogues = " UNION ALL ".join(
            f"SELECT '{name}', count(*), sum(xmin::text::bigint) FROM {name}" for name in CATALOGUES
        )
        version = ask("SELECT version_num FROM content.alembic_version").fetchall()
        return [*map(tuple, version), *map(tuple, ask(catalogues).fetchall())]


def template(server: Path) -> str:
    """The database with all tables that others are copies of; made when first asked for."""
    with asking(server, "postgres") as ask:
        if ask(f"SELECT FROM pg_database WHERE datname = '{TEMPLATE}'").fetchone() is None:
            ask(f"CREATE DATABASE {TEMPLATE}")
            store = ServerStore(url_of(server, TEMPLATE), server)
            storage.upgrade(store)
            store.close()
    return TEMPLATE


def made(server: Path, like: str) -> str:
    """A new database, a copy of another; its name."""
    name = f"desk_{uuid4().hex}"
    with asking(server, "postgres") as ask:
        ask(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY wal_log")
    return name


def dropped(server: Path, name: str) -> None:
    with asking(server, "postgres") as ask:
        ask(f"DROP DATABASE {name} (FORCE)")


@contextmanager
def asking(server: Path, name: str) -> Iterator[Ask]:
    """Statements to a database as its administrator, each a transaction of its own."""
    with psycopg.connect(url_of(server, name), autocommit=True) as connection:
        yield connection.execute


def table_files(server: Path, store: ServerStore) -> bytes:
    """Every byte of the files of a database's tables and indices, as they are on the disk."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        oid = connection.exec_driver_sql(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).scalar()
    folder = server / DATA / "base" / str(oid)
    return b"\n".join(path.read_bytes() for path in folder.iterdir())


def url_of(server: Path, name: str) -> str:
    return f"postgresql://desk@/{name}?host={server}"


def _run(program: str, *words: str) -> None:
    """A program of the newest version that is installed; root must be somebody else for it."""
    newest = max(INSTALLED.glob("*/bin"), key=lambda path: float(path.parent.name))
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    given = {"cwd": "/", "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run([*before, str(newest / program), *words], check=True, **given)
