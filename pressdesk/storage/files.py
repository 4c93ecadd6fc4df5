"""A site's database in a file: SQLite, its pragmas read back."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from pressdesk.storage.stores import BUSY_MILLISECONDS, WRITES, Store, check, driver, told

DATABASE = "desk.db"
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
KEPT = ("synchronous", "secure_delete", "foreign_keys")  # read back before every writing


class FileStore(Store):
    """One site's database in a file of its folder."""

    def __init__(self, path: Path, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        self.path = path
        self.home = path.parent
        self._pragmas: dict[str, Any] = PRAGMAS | {"busy_timeout": busy_milliseconds}
        self.engine = sa.create_engine(
            f"sqlite:///{path}",
            hide_parameters=True,  # exceptions and logs would carry the bound values
            connect_args={"timeout": busy_milliseconds / 1000},
        )
        sa.event.listen(self.engine, "connect", self._prepare)
        sa.event.listen(self.engine, "begin", begin)

    def compact(self, but: Collection[str] = ()) -> None:
        """Every table in the order of its keys. See `Store.compact`."""
        del but
        with told(), self.engine.connect() as connection:
            driver(connection).execute("VACUUM")

    def settle(self, patience_milliseconds: int | None = None) -> bool:
        """Afterwards the log is empty. See `Store.settle`."""
        usual = self._pragmas["busy_timeout"]
        wait = usual if patience_milliseconds is None else patience_milliseconds
        with told(), self.engine.connect() as connection:
            raw = driver(connection)
            raw.execute(f"PRAGMA busy_timeout={wait}")
            try:
                found = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.execute(f"PRAGMA busy_timeout={usual}")
        return tuple(found) == (0, 0, 0)

    @contextmanager
    def alone(self) -> Iterator[Session]:
        """A session that sees the file while nobody else has it open, nor can open it.

        Afterwards there is no log beside the file: what it holds is whole by itself.

        Raises:
            StoreUnavailable: with `is_busy`, another process has it open, perhaps to serve it.
        """
        self.close()
        seconds = self._pragmas["busy_timeout"] / 1000
        engine = sa.create_engine(
            f"sqlite:///{self.path}",
            hide_parameters=True,
            poolclass=sa.pool.NullPool,
            connect_args={"timeout": seconds, "isolation_level": None},
        )
        sa.event.listen(engine, "begin", _begin_alone)
        with told(), engine.connect() as connection:
            # Whoever has the file open keeps it in this mode.
            driver(connection).execute("PRAGMA journal_mode = DELETE")
            with Session(connection) as db:
                db.connection()
                yield db

    def guarantees(self) -> dict[str, Any]:
        """The pragmas as they read on a connection."""
        with told(), self.engine.connect() as connection:
            return _read_back(driver(connection), self._pragmas)

    def wanted_guarantees(self) -> dict[str, Any]:
        """The pragmas as they must read."""
        return dict(self._pragmas)

    def _prepare(self, raw: Any, _record: object) -> None:
        """On connect: take over transactions from the driver, set the pragmas, read them back."""
        raw.isolation_level = None
        for name, value in self._pragmas.items():
            raw.execute(f"PRAGMA {name}={value}")
        check(_read_back(raw, self._pragmas), self._pragmas)


def begin(connection: sa.Connection) -> None:
    """Writers take the lock at once, since a reader that turns writer loses updates; then look once
    more.
    """
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    if writes:
        wanted = {name: PRAGMAS[name] for name in KEPT}
        check(_read_back(driver(connection), wanted), wanted)


def _begin_alone(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN EXCLUSIVE")


def _read_back(raw: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
