"""Mixing waits for nobody in silence, survives its process, and holds on PostgreSQL; the heartbeat
leaves no time of an employee's on a file.
"""

import os
import random
import resource
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, delete, select

from pressdesk import clock, mailbox, mixing, storage
from pressdesk.cli import background
from pressdesk.errors import StoreUnavailable, UnsafeStore
from pressdesk.keytables import Lease, TicketKey
from pressdesk.storage import FileStore, Store, servers
from pressdesk.tables import Message, Ticket, WorkingNote
from pressdesk.web.site import Site
from tests.both import again, asked, by_hand
from tests.conftest import Desk, fields, found, lodged, serving
from tests.postgres import table_files
from tests.promises import arrival, wire
from tests.promises.servers import Servers
from tests.promises.visits import ASKED

KILLS = 24
LATEST_KILL_SECONDS = 0.25
WAL_HEADER_BYTES = 32
NOON = 1_795_003_200  # 18 November 2026, 12:00 UTC
MINUTE = 60
TICK_NANOSECONDS = 10**8  # files are dated by a coarser clock


@pytest.fixture
def on_postgres(postgres, settings, tmp_path, wall_clock) -> Desk:
    """The same site on a PostgreSQL server, through its own doors."""
    return found(postgres, settings, tmp_path)


@pytest.fixture
def now_site(store, settings, tmp_path) -> Desk:
    """A site in real time, as the files' times are."""
    return found(store, settings, tmp_path)


def due(store: Store) -> bool:
    with store.reading() as db:
        return mixing.is_due(db, clock.today())


def wal_of(store: Store) -> Path:
    return Path(f"{store.path}-wal")


def rows(site: Desk) -> dict[str, set]:
    """Every row of the employees' tables."""
    with site.store.reading() as db:
        return {
            table.__tablename__: {tuple(row) for row in db.execute(sa.select(table.__table__))}
            for table in mixing.TABLES
        }


@contextmanager
def elsewhere(store: Store, *statements: str) -> Iterator[sqlite3.Connection]:
    """Another program that has the database open in a transaction."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement).fetchall()
        yield db


READING = ("BEGIN", "SELECT * FROM ticket")
WRITING = ("BEGIN IMMEDIATE",)

# --- when it is due ---


def test_a_new_site_is_due_and_a_mixed_one_not_until_tomorrow(desk_site, wall_clock):
    assert due(desk_site.store)

    assert mixing.mix(desk_site.store, clock.today())

    assert not due(desk_site.store)
    wall_clock.shift(timedelta(days=1))
    assert due(desk_site.store)


def test_mixing_notes_the_day_and_no_time(desk_site):
    mixing.mix(desk_site.store, clock.today())

    with desk_site.store.reading() as db:
        row = db.get(Lease, mixing.LEASE)
    assert (row.holder, row.until, row.done) == (b"", 0, clock.today())


def test_mixing_loses_and_changes_no_row_and_empties_the_log(desk_site):
    codes = arrival.filled(desk_site, tickets=12)
    before = rows(desk_site)

    assert mixing.mix(desk_site.store, clock.today())

    assert rows(desk_site) == before
    assert wal_of(desk_site.store).stat().st_size == 0
    storage.check_whole(desk_site.store)
    assert all(opens(desk_site, code) for code in codes)


def opens(site: Desk, code: str) -> bool:
    with site.store.reading() as db:
        return mailbox.read(db, site.settings, code) is not None


# --- somebody in the way ---


@pytest.mark.parametrize("transaction", [READING, WRITING], ids=["reader", "writer"])
def test_whoever_is_in_the_way_delays_mixing_and_it_says_so(desk_site, transaction):
    lodged(desk_site)
    before = rows(desk_site)

    with elsewhere(desk_site.store, *transaction):
        assert mixing.mix(desk_site.store, clock.today()) is False
        assert wal_of(desk_site.store).stat().st_size > WAL_HEADER_BYTES
        assert due(desk_site.store)

    assert rows(desk_site) == before
    assert mixing.mix(desk_site.store, clock.today()) is True
    assert wal_of(desk_site.store).stat().st_size == 0


def test_a_full_disk_is_told_by_name_and_loses_nothing(desk_site):
    arrival.filled(desk_site, tickets=40)
    before = rows(desk_site)

    with no_file_over(150_000), pytest.raises(StoreUnavailable):
        mixing.mix(desk_site.store, clock.today())

    assert rows(desk_site) == before
    assert due(desk_site.store)
    storage.check_whole(desk_site.store)
    assert mixing.mix(desk_site.store, clock.today())


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """The system writes no byte beyond this into any file, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_who_sends_while_rows_are_mixed_is_confirmed_and_found_or_keeps_her_text(store, tmp_path):
    with serving(store, tmp_path) as served:
        arrival.filled(served.desk, tickets=60)
        stop = threading.Event()
        mixer = threading.Thread(target=mix_until, args=(store, stop))
        mixer.start()

        pages = [sent(served.port, f"Fråga {number}?") for number in range(10)]

        stop.set()
        mixer.join()
    confirmed = [code for code, page in pages if page.status == 200]
    assert confirmed
    assert all(opens(served.desk, code) for code in confirmed)
    assert all(
        page.status == 503 and "Fråga" in page.text for c, page in pages if c not in confirmed
    )


def mix_until(store: Store, stop: threading.Event) -> None:
    while not stop.is_set():
        mixing.mix(store, clock.today())


def sent(port: int, text: str) -> tuple[str, wire.Answer]:
    """The code of a request, and the page that answers it."""
    asked = ASKED | {"text": text}
    form = asked | fields(wire.ask(port, "POST", "/fraga", asked).text, "/skicka")
    return form["receipt"], wire.ask(port, "POST", "/skicka", form)


def test_who_sends_while_mixing_lasts_too_long_keeps_her_text(desk_site, employee):
    form = ASKED | fields(employee.post("/fraga", data=ASKED).text, "/skicka")

    with elsewhere(desk_site.store, "BEGIN EXCLUSIVE"):
        page = employee.post("/skicka", data=form)

    assert page.status_code == 503
    assert ASKED["text"] in page.text
    assert employee.post("/skicka", data=form).status_code == 200


# --- killed ---


def test_a_database_whose_mixing_is_killed_is_whole_and_loses_no_ticket(desk_site):
    codes = arrival.filled(desk_site, tickets=80)
    cut = 0

    with Servers("tests.promises.mixer", desk_site.home) as mixers:
        for _ in range(KILLS):
            mixers.start()
            threading.Event().wait(random.uniform(0, LATEST_KILL_SECONDS))
            mixers.kill()
            cut += wal_of(desk_site.store).stat().st_size > desk_site.store.path.stat().st_size / 2
            storage.check_whole(desk_site.store)
            codes.append(lodged(desk_site))

    assert cut > 0  # it was laid out anew, and not yet moved into its place
    assert [code for code in codes if not opens(desk_site, code)] == []
    assert mixing.mix(desk_site.store, clock.today())


# --- the heartbeat ---


def times(store: Store) -> dict[str, int]:
    """When each file of the database was written, in nanoseconds."""
    files = store.path.parent.glob(f"{store.path.name}*")
    return {path.name: path.stat().st_mtime_ns for path in files}


def test_after_a_heartbeat_no_file_says_when_somebody_wrote(now_site):
    before = time.time_ns()
    lodged(now_site)
    assert max(times(now_site.store).values()) > before - TICK_NANOSECONDS  # what is to be hidden

    mixing.beat(now_site.store, NOON + 0.25)

    files = ["desk.db", "desk.db-wal", "desk.db-shm"]
    assert times(now_site.store) == dict.fromkeys(files, NOON * 10**9)
    assert wal_of(now_site.store).stat().st_size == 0


def test_a_heartbeat_writes_whether_or_not_anybody_wrote(desk_site):
    mixing.beat(desk_site.store, NOON)
    content = desk_site.store.path.read_bytes()

    mixing.beat(desk_site.store, NOON + MINUTE)

    assert desk_site.store.path.read_bytes() != content
    assert set(times(desk_site.store).values()) == {(NOON + MINUTE) * 10**9}


def test_after_a_heartbeat_who_only_reads_changes_no_time(now_site):
    code, minute = lodged(now_site), int(time.time()) // MINUTE * MINUTE + MINUTE
    with elsewhere(now_site.store, "SELECT count(*) FROM ticket"):  # so that the log stays
        mixing.beat(now_site.store, minute)
        now_site.store.close()  # nothing stays in memory: the file must be read

        assert opens(now_site, code)

        found_at = now_site.store.path.stat()
    assert (found_at.st_atime, found_at.st_mtime) == (minute + MINUTE, minute)


def test_a_heartbeat_says_no_finer_time_than_the_minute(desk_site):
    mixing.beat(desk_site.store, NOON + 41.7)

    with desk_site.store.reading() as db:
        row = db.get(Lease, mixing.BEAT)
    assert (row.holder, row.until, row.done) == (b"", NOON, None)


def test_several_processes_beat_in_the_same_minute(desk_site):
    other = FileStore(desk_site.store.path)

    for store in (desk_site.store, other, desk_site.store):
        mixing.beat(store, NOON)

    assert set(times(other).values()) == {NOON * 10**9}
    other.close()


@pytest.mark.parametrize("transaction", [READING, WRITING], ids=["reader", "writer"])
def test_a_heartbeat_that_finds_the_store_busy_is_logged_and_the_next_one_works(
    desk_site, caplog, transaction
):
    site = Site(desk_site.settings, desk_site.store)
    beat = next(job for job in background.jobs(tidies=False) if job.name == "heartbeat")
    lodged(desk_site)

    with elsewhere(desk_site.store, *transaction):
        background._attempt(beat, site)
        assert all(written % (MINUTE * 10**9) == 0 for written in times(desk_site.store).values())
    background._attempt(beat, site)

    told = ["heartbeat could not run: StoreUnavailable"] if transaction == WRITING else []
    assert [record.message for record in caplog.records] == told
    assert wal_of(desk_site.store).stat().st_size == 0


@pytest.mark.parametrize("tidies", [True, False])
def test_a_site_that_serves_has_a_heartbeat_every_minute(tidies):
    every = {job.name: job.every_seconds for job in background.jobs(tidies=tidies)}

    assert every["heartbeat"] == MINUTE


def test_the_last_heartbeat_leaves_one_file_with_a_full_minute(desk_site):
    lodged(desk_site)

    background.end(Site(desk_site.settings, desk_site.store))

    assert times(desk_site.store) == {"desk.db": NOON * 10**9}


def test_files_of_somebody_else_are_told_by_name(desk_site):
    desk_site.store.close()
    desk_site.store.path.unlink()
    desk_site.store.path.symlink_to("/etc/passwd")  # a file of root's
    desk_site.store.path.parent.chmod(0o711)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65_534)
    try:
        with pytest.raises(StoreUnavailable):
            mixing.date_files(desk_site.store, NOON)
    finally:
        os.seteuid(me)


# --- PostgreSQL ---


def test_on_postgresql_mixing_keeps_rows_keys_and_references(on_postgres):
    codes = arrival.filled(on_postgres, tickets=12)
    with on_postgres.store.writing() as db:
        ticket = db.exec(select(Ticket)).first()
        db.add(WorkingNote(id=ticket.id, ticket_id=ticket.id, week="2026-W47", sealed=b"n"))
    before = rows(on_postgres)

    assert mixing.mix(on_postgres.store, clock.today())

    assert rows(on_postgres) == before
    assert not due(on_postgres.store)
    assert all(opens(on_postgres, code) for code in codes)


def test_on_postgresql_foreign_keys_hold_after_mixing(on_postgres):
    lodged(on_postgres)
    assert mixing.mix(on_postgres.store, clock.today())

    with on_postgres.store.writing() as db:
        db.exec(delete(Ticket))
        assert db.exec(select(Message)).all() == []
    with pytest.raises(StoreUnavailable), on_postgres.store.writing() as db:
        db.add(TicketKey(handle=b"x", epoch_id=uuid4()))


@pytest.mark.parametrize("locks", ["SELECT * FROM ticket", "LOCK TABLE message"])
def test_on_postgresql_whoever_is_in_the_way_delays_mixing(on_postgres, monkeypatch, locks):
    monkeypatch.setattr(mixing, "LOCK_MILLISECONDS", 50)
    lodged(on_postgres)

    with on_postgres.store.reading() as db:
        db.exec(sa.text(locks))
        assert mixing.mix(on_postgres.store, clock.today()) is False

    assert due(on_postgres.store)
    assert mixing.mix(on_postgres.store, clock.today()) is True


# An index that takes its time for each row that it is made of, and counts them.
SLOW = """\
CREATE SEQUENCE public.entered;
CREATE FUNCTION public.slow(uuid) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
'BEGIN PERFORM pg_sleep(0.4), nextval(''public.entered''); RETURN 1; END';
CREATE INDEX ON {table} (public.slow(id))"""
ENTERED = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.entered"


@pytest.mark.parametrize("table", ["ticket", "account"])
def test_on_postgresql_a_table_is_laid_out_once_and_may_take_longer_than_a_request(
    on_postgres, monkeypatch, table
):
    lodged(on_postgres)
    ((rows_there,),) = asked(on_postgres.store, f"SELECT count(*) FROM {table}")
    by_hand(on_postgres.store, SLOW.format(table=table))
    ((before,),) = asked(on_postgres.store, ENTERED)
    monkeypatch.setitem(servers.ASKED, "statement_timeout", "300ms")
    hasty = again(on_postgres.store)

    assert mixing.mix(hasty, clock.today())

    assert asked(hasty, ENTERED) == [(before + rows_there,)]
    assert asked(hasty, "SHOW statement_timeout") == [("300ms",)]  # of every other statement
    hasty.close()


def test_on_postgresql_whoever_keeps_a_table_is_not_waited_for_for_long(on_postgres):
    hasty = again(on_postgres.store, busy_milliseconds=50)
    with on_postgres.store.reading() as db:
        db.exec(sa.text("SELECT * FROM account"))

        assert mixing.mix(hasty, clock.today()) is False

    hasty.close()


def test_on_postgresql_an_older_snapshot_can_lose_no_row(on_postgres):
    with on_postgres.store.reading() as db:
        older(db)
        lodged(on_postgres)
        with pytest.raises(DBAPIError, match="must be called before any query"):
            mixing.rewrite(db.connection())

    with on_postgres.store.reading() as db:
        assert len(db.exec(select(Ticket)).all()) == 1


def older(db: Session) -> None:
    """A transaction that sees what was, and nothing that comes."""
    db.exec(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    assert db.exec(select(Ticket)).all() == []


def test_on_postgresql_a_server_that_notes_when_each_commit_was_is_refused(postgres_with_times):
    with pytest.raises(UnsafeStore):
        storage.upgrade(postgres_with_times)


def test_on_postgresql_a_deleted_tickets_bytes_leave_the_tables_files(on_postgres, server):
    code = lodged(on_postgres, "o" * 3_900)
    (came,) = arrival.as_they_came(on_postgres, [code])
    with on_postgres.store.writing() as db:
        mailbox.delete_thread(db, on_postgres.settings, code, clock.today())
    assert {came.question, came.particulars, came.key} == in_tables(on_postgres, server, came)

    assert mixing.mix(on_postgres.store, clock.today())

    assert in_tables(on_postgres, server, came) == set()


def in_tables(site: Desk, server: Path, came: arrival.Came) -> set[bytes]:
    """Which bytes of a ticket stand in the tables' files; the server's log is not among them."""
    whole = table_files(server, site.store)
    return {piece for piece in (came.question, came.particulars, came.key) if piece in whole}
