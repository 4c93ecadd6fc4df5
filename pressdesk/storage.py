"""The database: engine, pragmas read back, one transaction, the write-ahead log emptied.

Nothing above decides when to commit but the web layer and the shell, which open one transaction per
request.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from pressdesk.errors import StoreUnavailable, UnsafeStore

DATABASE = "desk.db"
MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MILLISECONDS = 5_000
WRITES = "pressdesk_writes"
# What SQLite and PostgreSQL say when somebody else is at work: waiting helps.
BUSY_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
BUSY_STATES = {"40001", "40P01", "55P03"}  # serialization, deadlock, lock timeout
# What is set on every connection, and what must read back; they hold per connection.
PRAGMAS = {
    "foreign_keys": 1,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit is on the disk when it returns
    "secure_delete": 1,
    "busy_timeout": BUSY_MILLISECONDS,
    "trusted_schema": 0,
    "temp_store": 2,  # MEMORY
}


class Store:
    """One site's database."""

    def __init__(self, path: Path, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        self.path = path
        self._pragmas = PRAGMAS | {"busy_timeout": busy_milliseconds}
        self.engine = sa.create_engine(
            f"sqlite:///{path}",
            hide_parameters=True,  # exceptions and logs would carry the bound values
            connect_args={"timeout": busy_milliseconds / 1000},
        )
        sa.event.listen(self.engine, "connect", self._prepare)
        sa.event.listen(self.engine, "begin", _begin)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and cannot write.

        Raises:
            StoreUnavailable: the database is locked, gone or not a database.
        """
        with self._session(writes=False) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction. It is on the disk when the block ends; an exception undoes it.

        Raises:
            StoreUnavailable: locked, full, read-only or gone; nothing was stored.
            UnsafeStore: the connection would not keep what it confirms.
        """
        with self._session(writes=True) as db:
            yield db
            db.commit()

    @contextmanager
    def rehearsing(self) -> Iterator[Session]:
        """A transaction that is undone when the block ends: what would happen."""
        with self._session(writes=True) as db:
            yield db
            db.rollback()

    def compact(self) -> None:
        """Lay every table out anew, in the order of its keys; what was deleted is in no page.

        Raises:
            StoreUnavailable: no room, or, with `is_busy`, somebody else was writing.
        """
        with _told(), self.engine.connect() as connection:
            _driver(connection).execute("VACUUM")

    def settle(self, patience_milliseconds: int | None = None) -> bool:
        """Empty the write-ahead log, where deleted bytes stay readable.

        Args:
            patience_milliseconds: how long to wait for readers; meanwhile nobody can write.

        Returns:
            False when a reader or writer was in the way; the log is then still there, and the
            caller tries again.
        """
        usual = self._pragmas["busy_timeout"]
        wait = usual if patience_milliseconds is None else patience_milliseconds
        with _told(), self.engine.connect() as connection:
            raw = _driver(connection)
            raw.execute(f"PRAGMA busy_timeout={wait}")
            try:
                found = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.execute(f"PRAGMA busy_timeout={usual}")
        return tuple(found) == (0, 0, 0)

    def pragmas(self) -> dict[str, Any]:
        """The pragmas as they read on a connection."""
        with _told(), self.engine.connect() as connection:
            return _read_back(_driver(connection), self._pragmas)

    def wanted_pragmas(self) -> dict[str, Any]:
        """The pragmas as they must read."""
        return dict(self._pragmas)

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        with _told():
            options = {WRITES: writes}
            with (
                self.engine.connect().execution_options(**options) as connection,
                Session(connection, expire_on_commit=False) as db,
            ):
                yield db

    def _prepare(self, raw: Any, _record: object) -> None:
        """On connect: take over transactions from the driver, set the pragmas, read them back."""
        raw.isolation_level = None
        for name, value in self._pragmas.items():
            raw.execute(f"PRAGMA {name}={value}")
        _check(raw, self._pragmas)


def upgrade(store: Store) -> None:
    """Bring the tables to the newest form; an empty database gets them all."""
    with _told(), store.engine.connect().execution_options(**{WRITES: True}) as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def revision(store: Store) -> str | None:
    """The form that the tables have; None for an empty database."""
    with _told(), store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The form that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_known(form: str | None) -> bool:
    """Whether this program has heard of a form; a newer program's it has not."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return form is None or form in known


def check_whole(store: Store) -> None:
    """Refuse a damaged database.

    Raises:
        StoreUnavailable: a page or a reference is wrong.
    """
    with _told(), store.engine.connect() as connection:
        is_whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        strays = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if not is_whole or strays:
        raise StoreUnavailable


def copy(store: Store, target: Path) -> None:
    """A consistent copy while others read and write (SQLite's online backup)."""
    with (
        _told(),
        closing(sqlite3.connect(store.path)) as live,
        closing(sqlite3.connect(target)) as other,
    ):
        live.backup(other)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _begin(connection: sa.Connection) -> None:
    """Writers take the lock at once, since a reader that turns writer loses updates; then look once
    more.
    """
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    if writes:
        kept = ("synchronous", "secure_delete", "foreign_keys")
        _check(_driver(connection), {name: PRAGMAS[name] for name in kept})


def _driver(connection: sa.Connection) -> Any:
    """The driver's own connection, outside any transaction of SQLAlchemy's."""
    return connection.connection.dbapi_connection


def _check(raw: Any, wanted: dict[str, Any]) -> None:
    if _read_back(raw, wanted) != wanted:
        raise UnsafeStore


def _read_back(raw: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}


@contextmanager
def _told() -> Iterator[None]:
    """Say by name what a driver says in many ways, and carry none of its text, which may hold
    values.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise StoreUnavailable(is_busy=_is_busy(error)) from None


def _is_busy(error: DBAPIError | sqlite3.Error) -> bool:
    fault = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the rest says more exactly what
    return code in BUSY_CODES or getattr(fault, "sqlstate", None) in BUSY_STATES
