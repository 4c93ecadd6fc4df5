"""What every database does for a site: transactions, and saying by name what went wrong."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from pressdesk.errors import StoreUnavailable, Unconfirmed, UnsafeStore

try:
    from psycopg import Error as ServerError
except ImportError:  # without the extra postgres no server says anything
    ServerError = sqlite3.Error  # type: ignore[assignment,misc]

Fault = DBAPIError | sqlite3.Error | ServerError
BUSY_MILLISECONDS = 5_000
WRITES = "pressdesk_writes"
# What SQLite and PostgreSQL say when somebody else is at work: waiting helps.
BUSY_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
BUSY_STATES = {"40001", "40P01", "55P03"}  # serialization, deadlock, lock timeout
FULL_CODES = {sqlite3.SQLITE_FULL}
FULL_STATES = {"53100"}
DAMAGED_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
DAMAGED_STATES = {"XX001", "XX002"}


class Store(ABC):
    """One site's database. `home` is the site's folder, with its settings and its pepper."""

    engine: sa.Engine
    home: Path
    is_server = False
    for_figures = False  # it shows what is published, and nothing else

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
        """A transaction, the only one that writes. It is on the disk when the block ends; an
        exception undoes it.

        Raises:
            StoreUnavailable: locked, full, read-only or gone; nothing was stored.
            Unconfirmed: the server went away while it was asked to keep it: perhaps it did.
            UnsafeStore: the connection would not keep what it confirms.
        """
        with self._session(writes=True) as db:
            yield db
            db.flush()
            try:
                db.commit()
            except DBAPIError as error:
                if self.is_server and error.connection_invalidated:
                    raise Unconfirmed from None
                raise

    @contextmanager
    def rehearsing(self) -> Iterator[Session]:
        """A transaction that is undone when the block ends: what would happen."""
        with self._session(writes=True) as db:
            yield db
            db.rollback()

    @abstractmethod
    def compact(self, but: Collection[str] = ()) -> None:
        """Lay every table out anew; what was deleted is in no page of a table.

        Args:
            but: tables of a server that the caller lays out.

        Raises:
            StoreUnavailable: no room, or, with `is_busy`, somebody else was at work.
        """

    @abstractmethod
    def settle(self, patience_milliseconds: int | None = None) -> bool:
        """Empty the write-ahead log, where deleted bytes stay readable, as far as it can be.

        Args:
            patience_milliseconds: how long to wait for readers; meanwhile nobody can write.

        Returns:
            False when a reader or writer was in the way; the log is then still there, and the
            caller tries again.
        """

    @abstractmethod
    def guarantees(self) -> dict[str, Any]:
        """What a commit's and a deletion's worth hangs on, as it reads on a connection."""

    @abstractmethod
    def wanted_guarantees(self) -> dict[str, Any]:
        """The same, as it must read."""

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        with told():
            options = {WRITES: writes}
            with (
                self.engine.connect().execution_options(**options) as connection,
                Session(connection, expire_on_commit=False) as db,
            ):
                yield db


def check(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Refuse a connection that would not keep its word. Raises UnsafeStore."""
    if found != wanted:
        raise UnsafeStore


def driver(connection: sa.Connection) -> Any:
    """The driver's own connection, outside any transaction of SQLAlchemy's."""
    return connection.connection.dbapi_connection


@contextmanager
def told() -> Iterator[None]:
    """Say by name what a driver says in many ways, and carry none of its text, which may hold
    values.
    """
    try:
        yield
    except PoolTimeout:  # all connections are in use
        raise StoreUnavailable(is_busy=True) from None
    except (DBAPIError, sqlite3.Error, ServerError) as error:
        raise _named(error) from None


def _named(error: Fault) -> StoreUnavailable:
    fault = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the rest says more exactly what
    state = getattr(fault, "sqlstate", None)
    return StoreUnavailable(
        is_busy=code in BUSY_CODES or state in BUSY_STATES,
        is_full=code in FULL_CODES or state in FULL_STATES,
        is_damaged=code in DAMAGED_CODES or state in DAMAGED_STATES,
    )
