"""Nothing on the disk says in which order employees wrote, nor when the last of them did.

Random keys and tables without a rowid are not enough: rows stand in their pages, and long values in
pages of their own, as they came; so the tables are mixed every night. On SQLite, VACUUM is all of
it: it lays each table and index out in the order of its keys, and these are random, so that the
file becomes the same bytes whatever the order in which its rows came (a test holds two against each
other). Writing the rows anew in random order before would change no byte of that. On PostgreSQL
they are written anew, since a row keeps its place and the number of the transaction it came with.

Between two nights the order is there. The log and the files' times are put out every minute.
"""

import os
from contextlib import suppress
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from pressdesk.errors import StoreUnavailable, UnsafeStore
from pressdesk.keytables import Lease, Slip, TicketKey
from pressdesk.storage import FileStore, Store
from pressdesk.storage.servers import GATE, take_time
from pressdesk.tables import Draft, Message, Ticket, WorkingNote

LEASE = "mixing"
BEAT = "beat"
MINUTE = 60
BEAT_PATIENCE_MILLISECONDS = 500
LOCK_MILLISECONDS = 5_000
TABLES: tuple[type[SQLModel], ...] = (TicketKey, Ticket, Message, WorkingNote, Draft, Slip)
NAMES = [str(table.__tablename__) for table in TABLES]


def is_due(db: Session, today: date) -> bool:
    """Whether the tables have not been mixed today."""
    row = db.get(Lease, LEASE)
    return row is None or row.done != today


def mix(store: Store, today: date) -> bool:
    """Leave nothing of the order of arrival in any file of the database, and note the day.

    A process that is killed meanwhile leaves a whole database that is still to be mixed.

    Returns:
        False when a reader or writer was in the way: nothing is lost, and the caller tries again.

    Raises:
        StoreUnavailable: no room, or gone. UnsafeStore: the server would keep times (`rewrite`).
    """
    try:
        if store.is_server:
            return _mix_server(store, today)
        return _mix_file(store, today)
    except StoreUnavailable as error:
        if error.is_busy:
            return False
        raise


def rewrite(connection: sa.Connection) -> None:
    """Write the employees' tables anew in random order (PostgreSQL), in the caller's transaction.

    Afterwards every row has one transaction's number and a random place; the files of before are
    removed at the commit. Whoever read with an older snapshot meanwhile would see empty tables:
    readers pass a gate before they take theirs (`storage.servers`), and the gate is shut first. The
    server's write-ahead log keeps what was until it is recycled.

    Raises:
        UnsafeStore: the server notes the time of each commit, deleted rows' too.
    """
    run = connection.exec_driver_sql
    take_time(connection)
    # Refused after an earlier query, whose snapshot could lack rows that TRUNCATE would then lose.
    run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    if run("SHOW track_commit_timestamp").scalar() != "off":
        raise UnsafeStore
    run(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
    # The gate first: whoever reads one moment has passed it before (`storage.servers`).
    run(f"LOCK TABLE {', '.join([GATE, *NAMES])} IN ACCESS EXCLUSIVE MODE")
    for name in NAMES:
        run(f"CREATE TEMP TABLE mixed_{name} ON COMMIT DROP AS TABLE {name}")
    run(f"TRUNCATE {', '.join(NAMES)}")
    for table, name in zip(TABLES, NAMES, strict=True):
        columns = list(table.model_fields)
        copied = sa.table(f"mixed_{name}", *map(sa.column, columns))
        shuffled = sa.select(copied).order_by(sa.func.random())
        connection.execute(sa.insert(table).from_select(columns, shuffled))


def beat(store: Store, now_seconds: float) -> None:
    """Write, empty the log and date the files at the full minute, whether or not anybody wrote.

    Afterwards the files' times are the beat's, and an employee's write and visit are in none.
    """
    try:
        with store.writing() as db:
            row = db.get(Lease, BEAT) or Lease(name=BEAT, holder=b"", until=0)
            row.until = _minute(now_seconds)
            db.add(row)
        store.settle(BEAT_PATIENCE_MILLISECONDS)  # a reader that stays must keep nobody waiting
    finally:
        date_files(store, now_seconds)


def note(db: Session, today: date) -> None:
    """Note that what is there now is mixed."""
    row = db.get(Lease, LEASE) or Lease(name=LEASE, holder=b"", until=0)
    row.done = today
    db.add(row)


def date_files(store: Store, now_seconds: float) -> None:
    """Let the database's files say that they were written at the full minute.

    Their time of reading is set a minute ahead: Linux changes it at the first reading after a
    writing, so that whoever only reads until the next beat changes nothing.

    Raises:
        StoreUnavailable: they are somebody else's.
    """
    if not isinstance(store, FileStore):
        return  # a server writes its files when it comes to it
    written = _minute(now_seconds)
    for name in ("", "-wal", "-shm"):
        try:
            with suppress(FileNotFoundError):
                os.utime(f"{store.path}{name}", (written + MINUTE, written))
        except OSError:
            raise StoreUnavailable from None


def _mix_file(store: Store, today: date) -> bool:
    store.compact()
    if not store.settle():
        return False
    with store.writing() as db:
        note(db, today)
    return store.settle()


def _mix_server(store: Store, today: date) -> bool:
    store.compact(but=NAMES)  # deleted rows of all tables but those that are written anew
    with store.writing() as db:
        rewrite(db.connection())
        note(db, today)
    return True


def _minute(seconds: float) -> int:
    return int(seconds) // MINUTE * MINUTE
