"""A site's database on a server: PostgreSQL, for any number of processes.

It keeps the rules of the file, so that what is proved of one holds of the other: one writer at a
time (a lock that ends with the transaction), readers that see one moment, and settings read back
before every writing.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pressdesk.storage.stores import BUSY_MILLISECONDS, WRITES, Store, check, driver, told

CONTENT, KEYS = "content", "keys"  # schemas
FIGURES = "figures"  # a schema of views, where there is a role for them (`storage.rights`)
SESSION = "pressdesk.session"  # whose rows these views show
WRITER = 0x707265737364736B  # "pressdsk": the lock of whoever writes
# A lock on this table comes before a reader's snapshot: whoever writes tables anew takes it too,
# since an older snapshot would see them empty.
GATE = "site"
CONNECTIONS = 12
FURTHER = 8
PATIENCE_SECONDS = 5
SILENT_MILLISECONDS = 10_000  # longer than the longest wait for a lock
LONGEST_SECONDS = 3_600  # a statement of the work of a night, on a large table
# What the server is asked to hold to, for each connection. A network that is cut says nothing by
# itself: both ends ask for signs of life.
ASKED = {
    "lock_timeout": f"{BUSY_MILLISECONDS}ms",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "synchronous_commit": "on",
    "timezone": "UTC",
}
LIFE = {
    "connect_timeout": PATIENCE_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}
# A commit is on the disk when it returns, and no row says when it was written.
WANTED = {
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "track_commit_timestamp": "off",
}
TABLES = """\
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname = ANY (current_schemas(false))"""
SHOWN = "SELECT " + ", ".join(f"current_setting('{name}')" for name in WANTED)
WRITING = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({WRITER})"
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
SHUT = f"LOCK TABLE {GATE} IN ACCESS SHARE MODE"


class ServerStore(Store):
    """One site's database on a server."""

    is_server = True
    schemas = f"{CONTENT},{KEYS}"  # where its tables are

    def __init__(
        self,
        url: str,
        home: Path,
        *,
        busy_milliseconds: int = BUSY_MILLISECONDS,
        silent_milliseconds: int = SILENT_MILLISECONDS,
    ) -> None:
        """
        Args:
            url: postgresql://user:password@host:port/database, as the driver reads it.
            home: the site's folder; nothing of the database is in it.
            busy_milliseconds: how long to wait for whoever writes.
            silent_milliseconds: how long to wait for an answer of any other kind.
        """
        self.home = home
        self.silent_seconds = silent_milliseconds / 1_000
        given = {"search_path": self.schemas, "lock_timeout": f"{busy_milliseconds}ms"}
        asked = ASKED | given
        options = " ".join(f"-c {name}={value}" for name, value in asked.items())
        self.engine = sa.create_engine(
            sa.make_url(url).set(drivername="postgresql+psycopg"),
            hide_parameters=True,  # exceptions and logs would carry the bound values
            connect_args={"options": options, "application_name": "pressdesk"} | LIFE,
            pool_size=CONNECTIONS,
            max_overflow=FURTHER,
            pool_timeout=PATIENCE_SECONDS,
            pool_pre_ping=True,  # a server that was started anew is met by the next request
        )
        sa.event.listen(self.engine, "do_connect", self._connect)
        sa.event.listen(self.engine, "connect", _prepare)
        sa.event.listen(self.engine, "checkout", self._lend)
        sa.event.listen(self.engine, "begin", self.begins)

    def begins(self, connection: sa.Connection) -> None:
        """What comes first in each transaction."""
        begin(connection)

    def compact(self, but: Collection[str] = ()) -> None:
        """Each table's file written anew, without what was deleted. See `Store.compact`.

        Needs the role that owns the tables. Readers that began before keep what they see there.
        """
        with told(), self.engine.connect() as connection, unhurried(connection) as raw:
            for (name,) in raw.execute(TABLES).fetchall():
                if name.partition(".")[2] not in but:
                    raw.execute(f"VACUUM (FULL) {name}")

    def settle(self, patience_milliseconds: int | None = None) -> bool:
        """Nothing to do: the server reuses its log by itself. Archives are the operator's."""
        del patience_milliseconds
        return True

    def guarantees(self) -> dict[str, Any]:
        """The server's settings as they read on a connection."""
        with told(), self.engine.connect() as connection:
            return read_back(driver(connection))

    def wanted_guarantees(self) -> dict[str, Any]:
        """The settings as they must read."""
        return dict(WANTED)

    def _connect(self, _dialect: object, _record: object, cargs: Any, given: Any) -> Any:
        """A connection that gives up on a server that has fallen silent."""
        from pressdesk.storage.silence import Line  # noqa: PLC0415 - the driver is an extra

        return Line.connect(*cargs, **given)

    def _lend(self, raw: Any, _record: object, _proxy: object) -> None:
        raw.seconds = self.silent_seconds


def begin(connection: sa.Connection) -> None:
    """Writers wait for each other, then look at what a commit is worth; readers see one moment."""
    raw = driver(connection)
    if not connection.get_execution_options().get(WRITES, False):
        raw.execute(f"{READING}; {SHUT}" if _has_gate(connection) else READING)
        return
    told = raw.execute(f"{WRITING}; {SHOWN}")  # one way there and back
    while told.nextset():
        pass
    check(_named(told), WANTED)


def take_time(connection: sa.Connection) -> None:
    """Let each statement of this transaction take an hour: it is the work of a night. Waiting for a
    lock ends as soon as ever.
    """
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{LONGEST_SECONDS}s'")
    _await(driver(connection))


@contextmanager
def unhurried(connection: sa.Connection) -> Iterator[Any]:
    """The driver's connection, outside any transaction, for statements that may take as long."""
    raw = driver(connection)
    raw.execute(f"SET statement_timeout = '{LONGEST_SECONDS}s'")
    _await(raw)
    try:
        yield raw
    finally:
        raw.execute("RESET statement_timeout")


def _await(raw: Any) -> None:
    """Wait for answers longer than a statement may take, until the connection is given back."""
    raw.seconds = LONGEST_SECONDS + PATIENCE_SECONDS


def _has_gate(connection: sa.Connection) -> bool:
    """Whether there are tables; they never go, so that one look will do."""
    known = connection.connection.info  # of the driver's connection, as long as that lives
    if not known.get(GATE):
        known[GATE] = driver(connection).execute(f"SELECT to_regclass('{GATE}')").fetchone()[0]
    return bool(known[GATE])


def _prepare(raw: Any, _record: object) -> None:
    """On connect: take over transactions from the driver."""
    raw.autocommit = True


def read_back(raw: Any) -> dict[str, Any]:
    return _named(raw.execute(SHOWN))


def _named(told: Any) -> dict[str, Any]:
    return dict(zip(WANTED, told.fetchone(), strict=True))
