"""A real PostgreSQL for the tests that need one, on a socket in a folder of its own.

A module that says `pytest_plugins = ["tests.postgres"]` has `postgres`, a store in an empty
database of a server that is started once for each worker and stopped at the end.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from pressdesk import storage
from pressdesk.storage import ServerStore

INSTALLED = Path("/usr/lib/postgresql")
DATA = "data"
RUNS = ["-c", "listen_addresses=", "-c", "autovacuum=off", "-c", "max_connections=200"]


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder of a running server; its socket is there, and its files in `data`."""
    with running() as home:
        yield home


@contextmanager
def running(*options: str) -> Iterator[Path]:
    """A server of one's own, with further options."""
    home = Path(tempfile.mkdtemp(prefix="pressdesk-pg-"))  # short: so must a socket's path be
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    where = ["-D", str(home / DATA)]
    _run("initdb", *where, "-U", "desk", "-A", "trust", "-N", "--no-instructions")
    words = " ".join(["-k", str(home), *RUNS, *options])
    _run("pg_ctl", *where, "-w", "-l", str(home / "log"), "-o", words, "start")
    try:
        yield home
    finally:
        _run("pg_ctl", *where, "-w", "-m", "immediate", "stop")
        shutil.rmtree(home)


@pytest.fixture
def postgres(server: Path) -> Iterator[ServerStore]:
    """A store with all tables, in a database of its own."""
    with database(server) as store:
        yield store


@pytest.fixture(scope="module")
def uncommitted_postgres(server: Path) -> Iterator[ServerStore]:
    """A store with all tables for a module whose tests commit nothing."""
    with database(server) as store:
        yield store


@pytest.fixture
def bare_postgres(server: Path) -> Iterator[ServerStore]:
    """A store without any table."""
    with database(server, is_bare=True) as store:
        yield store


@pytest.fixture
def postgres_with_times() -> Iterator[ServerStore]:
    """A store without tables on a server that notes when each transaction was."""
    options = "-c", "track_commit_timestamp=on"
    with running(*options) as server, database(server, is_bare=True) as store:
        yield store


@contextmanager
def database(server: Path, *, is_bare: bool = False) -> Iterator[ServerStore]:
    name = f"desk_{uuid4().hex}"
    admin = sa.create_engine(url_of(server, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        store = ServerStore(url_of(server, name), server, busy_milliseconds=2_000)
        if not is_bare:
            storage.upgrade(store)
        try:
            yield store
        finally:
            store.close()
            connection.exec_driver_sql(f"DROP DATABASE {name}")
    admin.dispose()


def url_of(server: Path, name: str) -> str:
    return f"postgresql://desk@/{name}?host={server}"


def _run(program: str, *words: str) -> None:
    """A program of the newest version that is installed; root must be somebody else for it."""
    newest = max(INSTALLED.glob("*/bin"), key=lambda path: float(path.parent.name))
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    given = {"cwd": "/", "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run([*before, str(newest / program), *words], check=True, **given)
