"""A site's database on a server: PostgreSQL, for any number of processes.

It keeps the rules of the file, so that what is proved of one holds of the other: one writer at a
time (a lock that ends with the transaction), readers that see one moment, and settings read back
before every writing.
"""

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
LONG_SECONDS = 75  # longer than any statement may take
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

    def compact(self) -> None:
        """Each table's file written anew, without what was deleted. See `Store.compact`.

        Needs the role that owns the tables. Readers that began before keep what they see there.
        """
        with told(), self.engine.connect() as connection:
            raw = driver(connection)
            take_time(connection)
            for (name,) in raw.execute(TABLES).fetchall():
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
    raw.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
    raw.execute(f"SELECT pg_advisory_xact_lock({WRITER})")
    check(read_back(raw), WANTED)


def take_time(connection: sa.Connection, seconds: int = LONG_SECONDS) -> None:
    """Wait longer for answers: what is asked now is the work of a night. Until it is given back."""
    driver(connection).seconds = seconds


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
    shown = ", ".join(f"current_setting('{name}')" for name in WANTED)
    values = raw.execute(f"SELECT {shown}").fetchone()  # noqa: S608 # nosec B608
    return dict(zip(WANTED, values, strict=True))
