"""The database keeps what it confirms, loses nothing to others at work, forgets what is gone."""

import logging
import os
import sqlite3
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from pressdesk import storage
from pressdesk.errors import StoreUnavailable, UnsafeStore
from pressdesk.keytables import Lease
from pressdesk.storage import FileStore, Store
from tests.both import again

MARK = b"The text of somebody who asked to be forgotten. " * 20
FAR = 2**40
NOBODY = 65_534
SECRET = "hem" + "ligt"  # in pieces, since a trace shows lines of this file
VALUE = {"name": SECRET}


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Store]:
    """A database that waits for nobody for long."""
    yield from opened(tmp_path / storage.DATABASE, busy_milliseconds=20)


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Store]:
    """A database as `serve` opens it."""
    yield from opened(tmp_path / storage.DATABASE)


@pytest.fixture
def either(store: Store) -> Iterator[Store]:
    """A database that waits for nobody for long, in a file or on a server."""
    hurried = again(store, busy_milliseconds=20)
    yield hurried
    hurried.close()


def opened(path: Path, **given: int) -> Iterator[Store]:
    store = FileStore(path, **given)
    storage.upgrade(store)
    yield store
    store.close()


def put(db: Session, name: str, until: int = 0, holder: bytes = b"h") -> None:
    db.add(Lease(name=name, holder=holder, until=until))
    db.flush()


def kept(store: Store) -> dict[str, int]:
    with store.reading() as db:
        return {row.name: row.until for row in db.exec(select(Lease)).all()}


def bytes_of(store: Store) -> dict[str, bytes]:
    """Every file of a database, by the end of its name."""
    return {p.name.removeprefix(store.path.name): p.read_bytes() for p in files_of(store)}


def files_of(store: Store) -> list[Path]:
    return sorted(store.path.parent.glob(f"{store.path.name}*"))


# --- what every connection is set to ---


def test_every_pooled_connection_has_every_pragma(patient):
    with (
        patient.engine.connect() as a,
        patient.engine.connect() as b,
        patient.engine.connect() as c,
    ):
        read = [
            {n: x.exec_driver_sql(f"PRAGMA {n}").scalar() for n in storage.files.PRAGMAS}
            for x in (a, b, c)
        ]

    assert read == [storage.files.PRAGMAS] * 3
    assert patient.guarantees() == patient.wanted_guarantees() == storage.files.PRAGMAS


def test_a_commit_waits_for_the_disk_and_deletions_are_wiped():
    assert storage.files.PRAGMAS["synchronous"] == 2
    assert storage.files.PRAGMAS["secure_delete"] == 1
    assert storage.files.PRAGMAS["journal_mode"] == "wal"


@pytest.mark.parametrize("pragma", ["synchronous=OFF", "synchronous=NORMAL", "secure_delete=OFF"])
def test_a_connection_that_would_not_keep_its_word_writes_nothing(patient, pragma):
    sa.event.listen(patient.engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA {pragma}"))

    with pytest.raises(UnsafeStore), patient.writing() as db:
        put(db, "half kept")

    assert kept(patient) == {}


def test_a_careless_store_would_write_all_the_same(patient, monkeypatch):
    monkeypatch.setattr(storage.files, "check", lambda _raw, _wanted: None)
    sa.event.listen(patient.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA synchronous=0"))

    with patient.writing() as db:
        put(db, "half kept")

    assert kept(patient) == {"half kept": 0}


# --- transactions ---


@pytest.mark.both(every=1)
def test_a_transaction_is_there_for_others_when_the_block_ends(either):
    with either.writing() as db:
        put(db, "a")
        assert kept(either) == {}

    assert kept(either) == {"a": 0}


@pytest.mark.both(every=1)
def test_an_exception_undoes_all_of_a_transaction(either):
    with pytest.raises(KeyError), either.writing() as db:  # noqa: PT012 - the block is the matter
        put(db, "a")
        raise KeyError

    assert kept(either) == {}


@pytest.mark.both(every=1)
def test_a_rehearsal_leaves_nothing(either):
    with either.rehearsing() as db:
        put(db, "a")
        assert [row.name for row in db.exec(select(Lease))] == ["a"]

    assert kept(either) == {}


def test_what_is_written_in_a_reading_block_is_not_kept(hasty):
    with hasty.reading() as db:
        put(db, "a")

    assert kept(hasty) == {}


@pytest.mark.both(every=1)
def test_a_reader_sees_one_moment_and_is_not_blocked_by_a_writer(either):
    with either.reading() as reader:
        assert reader.exec(select(Lease)).all() == []
        with either.writing() as db:
            put(db, "a")

        assert reader.exec(select(Lease)).all() == []
    assert kept(either) == {"a": 0}


@pytest.mark.both(every=1)
def test_eight_threads_that_count_at_once_lose_nothing(store):
    patient = again(store)
    with patient.writing() as db:
        put(db, "count")

    threads = [threading.Thread(target=count, args=(patient, 25)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kept(patient) == {"count": 200}
    patient.close()


def count(store: Store, times: int) -> None:
    """Count on; a slow machine may make others wait too long, and then nothing was stored."""
    done = 0
    while done < times:
        with suppress(StoreUnavailable), store.writing() as db:
            row = db.get(Lease, "count")
            row.until += 1
            db.add(row)
            db.flush()
            done += 1


def test_the_drivers_own_transactions_would_lose_a_count(patient):
    with patient.writing() as db:
        put(db, "count")
    one, other = (sqlite3.connect(patient.path) for _ in range(2))
    seen = [c.execute("SELECT until FROM lease").fetchone()[0] for c in (one, other)]

    for connection, number in zip((one, other), seen, strict=True):
        connection.execute("UPDATE lease SET until = ?", (number + 1,))
        connection.commit()
        connection.close()

    assert kept(patient) == {"count": 1}


# --- when it cannot ---


@pytest.mark.both(every=1)
def test_a_locked_database_is_told_by_name_and_nothing_is_stored(either):
    with either.writing() as db:
        put(db, "first")
        with pytest.raises(StoreUnavailable), either.writing() as other:
            put(other, "second")

    assert kept(either) == {"first": 0}


@pytest.mark.both(every=1)
@pytest.mark.parametrize("work", ["compact", "write"])
def test_whoever_must_wait_too_long_is_told_that_waiting_helps(either, work):
    with either.writing() as db:
        put(db, "first")
        with pytest.raises(StoreUnavailable) as caught:
            either.compact() if work == "compact" else put_second(either)

    assert caught.value.is_busy
    assert str(caught.value) == ""


def put_second(store: Store) -> None:
    with store.writing() as db:
        put(db, "second")


def test_what_no_waiting_helps_is_not_told_as_busy(tmp_path):
    with pytest.raises(StoreUnavailable) as caught:
        kept(FileStore(tmp_path / "missing.db"))

    assert not caught.value.is_busy


def test_a_full_database_is_told_by_name_and_works_again_with_room(hasty):
    with hasty.writing() as db:
        put(db, "before")
    limits = iter([1, 1, 1_000_000, 1_000_000])  # pages: fewer than it has, then plenty
    sa.event.listen(
        hasty.engine,
        "checkout",
        lambda raw, *_: raw.execute(f"PRAGMA max_page_count={next(limits)}"),
    )

    with pytest.raises(StoreUnavailable), hasty.writing() as db:
        put(db, "big", holder=MARK * 200)

    assert kept(hasty) == {"before": 0}
    with hasty.writing() as db:
        put(db, "after", holder=MARK * 200)
    assert MARK in b"".join(bytes_of(hasty).values())


@pytest.fixture
def nobodys_folder() -> Iterator[Path]:
    """A folder that everybody can read; as somebody else than root, since root can write all."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def as_nobody() -> Iterator[None]:
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(was)


def test_a_read_only_database_is_told_by_name(nobodys_folder, request):
    path = nobodys_folder / storage.DATABASE
    store = next(opened(path, busy_milliseconds=20))
    store.close()
    path.chmod(0o444)
    nobodys_folder.chmod(0o555)

    request.getfixturevalue("as_nobody")
    shut = FileStore(path, busy_milliseconds=20)

    with pytest.raises(StoreUnavailable), shut.writing() as db:
        put(db, "a")
    shut.close()


@pytest.mark.parametrize("path", ["missing.db", "no/such/folder/desk.db", "."])
def test_a_missing_database_is_told_by_name(tmp_path, path):
    store = FileStore(tmp_path / path)

    with pytest.raises(StoreUnavailable):
        kept(store)
    with pytest.raises(StoreUnavailable), store.writing() as db:
        put(db, "a")
    store.close()


@pytest.mark.parametrize("text", [b"not a database, but a long text\n" * 200, b"\x1f\x8b" * 900])
def test_a_file_that_is_no_database_is_told_by_name_and_left_alone(tmp_path, text):
    path = tmp_path / storage.DATABASE
    path.write_bytes(text)
    store = FileStore(path)

    for asked in (kept, storage.revision, storage.upgrade, storage.check_whole, FileStore.settle):
        with pytest.raises(StoreUnavailable):
            asked(store)

    assert path.read_bytes() == text
    store.close()


@pytest.mark.both(every=1)
def test_a_whole_database_passes_the_check(either):
    storage.check_whole(either)


def test_a_database_with_one_damaged_page_is_refused(hasty):
    with hasty.writing() as db:
        for number in range(200):
            put(db, f"row {number}", holder=MARK)
    hasty.settle()
    hasty.close()
    page = hasty.path.stat().st_size // 4_096 // 2

    with hasty.path.open("r+b") as file:
        file.seek(page * 4_096)
        file.write(b"\xaa" * 4_096)

    with pytest.raises(StoreUnavailable):
        storage.check_whole(FileStore(hasty.path))


def test_a_row_that_belongs_to_nothing_is_refused(hasty):
    raw = sqlite3.connect(hasty.path)
    raw.execute(
        "INSERT INTO working_note (id, ticket_id, week, sealed) VALUES (?, ?, '2026-W47', x'00')",
        ("0" * 32, "1" * 32),
    )
    raw.commit()
    raw.close()

    with pytest.raises(StoreUnavailable):
        storage.check_whole(hasty)


def test_a_row_that_belongs_to_nothing_cannot_be_written(hasty):
    with pytest.raises(StoreUnavailable), hasty.writing() as db:
        db.exec(sa.text("INSERT INTO draft (id, ticket_id, sealed) VALUES ('0', '1', x'00')"))


# --- what errors and logs tell ---


def twice(store: Store) -> None:
    """Breaks a constraint with a value that nobody may read in a log."""
    with store.engine.connect() as connection:
        words = sa.text("INSERT INTO lease (name, holder, until) VALUES (:name, '', 0)")
        connection.execute(words, VALUE)
        connection.execute(words, VALUE)


@pytest.mark.both(every=1)
def test_no_error_and_no_log_line_of_the_database_holds_a_value(either, caplog):
    caplog.set_level(logging.DEBUG, "sqlalchemy")

    with pytest.raises(DBAPIError) as caught:
        twice(either)

    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert "INSERT INTO lease" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.both(every=1)
def test_an_error_of_a_transaction_holds_nothing_of_the_drivers_words(either):
    with pytest.raises(StoreUnavailable) as caught, either.writing() as db:
        db.exec(sa.text("INSERT INTO lease (name, holder) VALUES (:name, '')"), params=VALUE)

    told = "".join(traceback.format_exception(caught.value))
    assert str(caught.value) == ""
    assert "constraint" not in told
    assert SECRET not in told


def test_a_careless_engine_would_tell_the_value(hasty, caplog):
    hasty.engine = sa.create_engine(f"sqlite:///{hasty.path}")

    with pytest.raises(DBAPIError, match=SECRET):
        twice(hasty)
    hasty.close()


# --- gone is gone, copies are whole ---


def test_deleted_bytes_are_in_no_file_once_the_log_is_settled(hasty):
    with hasty.writing() as db:
        put(db, "a", holder=MARK)
    with hasty.writing() as db:
        db.delete(db.get(Lease, "a"))
    assert MARK in bytes_of(hasty)["-wal"]  # what an attacker finds without settling

    assert hasty.settle()

    assert not [name for name, content in bytes_of(hasty).items() if MARK[:48] in content]
    assert bytes_of(hasty)["-wal"] == b""


def test_deleted_bytes_would_stay_without_secure_delete(hasty):
    with hasty.writing() as db:
        put(db, "a", holder=MARK)
    assert hasty.settle()
    raw = sqlite3.connect(hasty.path)

    raw.execute("PRAGMA secure_delete = OFF")
    raw.execute("DELETE FROM lease")
    raw.commit()
    raw.close()
    hasty.settle()

    assert MARK[:48] in bytes_of(hasty)[""]


def test_a_reader_in_the_way_of_settling_is_told_and_the_next_try_works(hasty):
    with hasty.writing() as db:
        put(db, "a")
    with hasty.reading() as reader:
        reader.exec(select(Lease)).all()
        with hasty.writing() as db:
            put(db, "b")

        assert hasty.settle() is False

    assert hasty.settle() is True


@pytest.mark.parametrize("milliseconds", [None, 0])
def test_settling_that_waited_for_a_while_leaves_the_connection_as_patient_as_before(
    hasty, milliseconds
):
    hasty.settle(milliseconds)

    assert hasty.guarantees() == hasty.wanted_guarantees()


def test_compacting_leaves_no_deleted_row_and_no_empty_page(hasty):
    with hasty.writing() as db:
        for number in range(500):
            put(db, f"row {number}", holder=MARK)
    with hasty.writing() as db:
        db.exec(sa.text("DELETE FROM lease WHERE name <> 'row 7'"))
    hasty.settle()
    before = hasty.path.stat().st_size

    hasty.compact()

    assert hasty.settle()
    assert hasty.path.stat().st_size < before / 2
    assert kept(hasty) == {"row 7": 0}


def test_a_copy_made_while_others_write_is_of_one_moment(patient, tmp_path):
    with patient.writing() as db:
        put(db, "up", until=FAR)
        put(db, "down", until=FAR)
    moved, stop = threading.Event(), threading.Event()
    mover = threading.Thread(target=move, args=(patient, moved, stop))
    mover.start()
    assert moved.wait(10)

    sums = []
    for number in range(10):
        storage.copy(patient, tmp_path / f"copy {number}.db")
        sums.append(sum_of(tmp_path / f"copy {number}.db"))

    stop.set()
    mover.join()
    assert sums == [2 * FAR] * 10


def move(store: Store, moved: threading.Event, stop: threading.Event) -> None:
    while not stop.is_set():
        with store.writing() as db:
            up, down = db.get(Lease, "up"), db.get(Lease, "down")
            up.until, down.until = up.until + 1, down.until - 1
        moved.set()


def sum_of(path: Path) -> int:
    copied = FileStore(path)
    storage.check_whole(copied)
    total = sum(kept(copied).values())
    copied.close()
    return total


def test_a_copy_of_what_is_no_database_is_told_by_name(tmp_path):
    (tmp_path / storage.DATABASE).write_bytes(b"x" * 5_000)

    with pytest.raises(StoreUnavailable):
        storage.copy(FileStore(tmp_path / storage.DATABASE), tmp_path / "copy.db")
