"""The tables that migrations make are those that the code knows, and keep no order of arrival."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from pressdesk import storage
from pressdesk.errors import StoreUnavailable
from pressdesk.register import lists, search
from pressdesk.register.search import SearchText
from pressdesk.schema import Record
from pressdesk.storage import FileStore, Store
from pressdesk.storage.stores import WRITES
from tests import copying
from tests.promises.servers import as_the_shell_has_it

pytest_plugins = ["tests.postgres"]

# What the register is searched by, which no table of the code has: FTS5's table with those that it
# keeps for itself, or two columns with their indices. `register.search` alone speaks to them.
OF_SEARCH = re.compile(r"search_words(_[a-z]+)?|(ix_search_text_)?(exact|plain)")
# Numbered, since FTS5 must be; the register's texts are a public record.
IN_ORDER = {"alembic_version", "search_text"}


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Store]:
    """A database without any table."""
    store = FileStore(tmp_path / "bare.db")
    yield store
    store.close()


def made(store: Store) -> dict[str, str]:
    """Statements by which the database says that its tables and indices are made."""
    raw = sqlite3.connect(store.path)
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    raw.close()
    return {
        name: sql
        for name, sql in rows
        if name != "alembic_version" and not OF_SEARCH.fullmatch(name)
    }


def pieces(sql: str) -> list[str]:
    """Columns and constraints in any order, whatever the line breaks, and what follows them."""
    head, _, tail = re.sub(r"\s+", " ", sql).rpartition(")")
    inside = re.split(r", (?![^(]*\))", head.partition("(")[2])
    return [*sorted(piece.strip() for piece in inside), tail.strip()]


@pytest.mark.parametrize("kind", ["store", "postgres"])
def test_an_empty_database_gets_the_tables_of_the_code(request, kind):
    store = request.getfixturevalue(kind)
    with store.engine.connect().execution_options(**{WRITES: True}) as connection:
        if store.is_server:  # the comparison looks at one schema
            for name in sa.inspect(connection).get_table_names(schema="keys"):
                connection.exec_driver_sql(f"ALTER TABLE keys.{name} SET SCHEMA content")
        assert compare_metadata(comparing(connection), Record.metadata) == []


def comparing(connection: sa.Connection) -> MigrationContext:
    """The code held against a database; what is searched by is passed over."""

    def is_ours(_object: object, name: str | None, *_: object) -> bool:
        return not OF_SEARCH.fullmatch(name or "")

    options = {"compare_type": True, "include_object": is_ours}
    return MigrationContext.configure(connection, opts=options)


def test_checks_names_and_keys_are_those_of_the_code_too(store, bare):
    Record.metadata.create_all(bare.engine)

    migrated, written = made(store), made(bare)

    assert migrated.keys() == written.keys()
    assert {n: pieces(s) for n, s in migrated.items()} == {n: pieces(s) for n, s in written.items()}


def test_a_forgotten_column_would_be_seen(store):
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE lease ADD COLUMN reader VARCHAR")

        assert compare_metadata(comparing(connection), Record.metadata) != []


def test_no_table_keeps_the_order_of_arrival(store):
    with_rowid = {name for name, sql in tables_of(store).items() if has_rowid(store, name)}

    assert {name for name in with_rowid if not OF_SEARCH.fullmatch(name)} == IN_ORDER
    assert len(tables_of(store)) > 10


def tables_of(store: Store) -> dict[str, str]:
    raw = sqlite3.connect(store.path)
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    raw.close()
    return dict(rows)


def has_rowid(store: Store, table: str) -> bool:
    raw = sqlite3.connect(store.path)
    try:
        raw.execute(f"SELECT rowid FROM {table}")
    except sqlite3.OperationalError:
        return False
    finally:
        raw.close()
    return True


def test_a_careless_table_would_keep_it(store):
    with store.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE careless (id BLOB PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO careless VALUES (x'ff'), (x'00')")
        connection.exec_driver_sql("COMMIT")

        rows = connection.exec_driver_sql("SELECT id FROM careless ORDER BY rowid").fetchall()

    assert has_rowid(store, "careless")
    assert [row[0] for row in rows] == [b"\xff", b"\x00"]


def test_ids_are_random_and_tell_no_time():
    ids = [
        column.default.arg(None)
        for table in Record.metadata.tables.values()
        for column in table.primary_key
        if isinstance(column.type, sa.Uuid) and column.default is not None
    ]

    assert len(ids) >= 3
    assert {each.version for each in ids} == {4}


def test_upgrading_twice_changes_nothing(store):
    before = made(store), storage.revision(store)

    storage.upgrade(store)

    assert (made(store), storage.revision(store)) == before
    assert storage.revision(store) == storage.newest_revision()


def test_an_empty_database_has_no_form_and_may_be_upgraded(bare):
    assert storage.revision(bare) is None
    assert storage.is_known(None)

    storage.upgrade(bare)

    assert storage.is_known(storage.revision(bare))


def test_the_form_of_a_newer_program_is_not_known(store):
    raw = sqlite3.connect(store.path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()

    assert storage.revision(store) == "9999"
    assert not storage.is_known("9999")


def test_an_upgrade_that_breaks_leaves_the_database_as_it_was(bare):
    raw = sqlite3.connect(bare.path)
    raw.execute("CREATE TABLE ticket (in_the_way TEXT)")
    raw.commit()
    raw.close()

    with pytest.raises(StoreUnavailable):
        storage.upgrade(bare)

    assert list(tables_of(bare)) == ["ticket"]
    assert storage.revision(bare) is None


def test_a_site_of_the_first_form_keeps_its_rows_when_passkeys_come(bare):
    to_form(bare, "0001")
    entry = ("00" * 16, "2026-11-18 09:05", "signed-in", "ofelia", "")
    told(bare, "INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?)", *entry)
    account = ("11" * 16, "ofelia", "press_officer", "active")
    told(bare, "INSERT INTO account (id, name, role, state) VALUES (?, ?, ?, ?)", *account)

    storage.upgrade(bare)
    told(bare, "INSERT INTO audit_entry VALUES ('01', '', 'added-passkey', '', '')")

    assert told(bare, "SELECT * FROM audit_entry ORDER BY id")[0] == entry
    assert told(bare, "SELECT id, name, role, state FROM account") == [account]
    assert told(bare, "SELECT * FROM passkey") == []
    with pytest.raises(sqlite3.IntegrityError):
        told(bare, "INSERT INTO audit_entry VALUES ('02', '', 'something-else', '', '')")
    assert not has_rowid(bare, "audit_entry")


def test_figures_of_a_site_that_is_upgraded_begin_in_the_month_of_the_upgrade(bare, wall_clock):
    to_form(bare, "0003")
    told(bare, "INSERT INTO site VALUES ('site', '2026-02', x'00')")
    told(bare, "INSERT INTO ticket_key (handle, epoch_id) VALUES (x'01', ?)", "22" * 16)

    storage.upgrade(bare)

    assert told(bare, "SELECT founded FROM site") == [("2026-11",)]
    assert told(bare, "SELECT counted FROM ticket_key") == [(0,)]


@pytest.mark.parametrize("form", ["0001", "0002", "0003", "0004"])
@pytest.mark.parametrize("kind", ["bare", "bare_postgres"])
def test_a_site_of_any_form_keeps_its_rows_when_the_register_comes(request, wall_clock, kind, form):
    store = request.getfixturevalue(kind)
    to_form(store, form)
    for table, row in rows_of(form).items():
        insert(store, table, row)

    storage.upgrade(store)

    for table, row in rows_of(form).items():
        known = row | ({"founded": "2026-11"} if table == "site" and form < "0004" else {})
        assert known.items() <= row_of(store, table).items()
    assert row_of(store, "site")["register_since"] == "2026-11"
    assert row_of(store, "account")["shortcuts"]
    if form >= "0003":
        assert (row_of(store, "purge_record")["reporters"]) == 0


def rows_of(form: str) -> dict[str, dict[str, object]]:
    """A row of each table that the form has, and that the register changes."""
    who = {"id": "11" * 16, "name": "ofelia", "role": "press_officer", "state": "active"}
    act = {"id": "22" * 16, "at": "2026-11-18 09:05", "act": "reset", "who": "ofelia", "about": ""}
    site = {"name": "site", "founded": "2026-02", "recovery_public": b"x"}
    purged = {"day": "2026-11-17", "decision": "EX", "tickets": 3, "held": 1, "epochs": 0}
    later = {"purge_record": purged | {"tombstones": 0, "audit": 2}}
    return {"account": who, "audit_entry": act, "site": site} | (later if form >= "0003" else {})


def insert(store: Store, name: str, row: dict[str, object]) -> None:
    with store.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.execute(sa.insert(sa.table(name, *map(sa.column, row))).values(row))
        connection.commit()


def row_of(store: Store, name: str) -> dict[str, object]:
    """The row of a table, ids and days as text."""
    with store.engine.connect() as connection:
        row = connection.exec_driver_sql(f"SELECT * FROM {name}").mappings().one()
        return {k: str(v).replace("-", "") if k == "id" else v for k, v in row.items()} | (
            {"day": str(row["day"])} if "day" in row else {}
        )


@pytest.mark.parametrize("kind", ["bare", "bare_postgres"])
def test_an_upgraded_site_notes_what_is_handed_out_and_finds_what_was_said(request, kind):
    store = request.getfixturevalue(kind)
    to_form(store, "0004")
    storage.upgrade(store)

    for number, act in enumerate(("disclosed-register", "exported-inquiry")):
        insert(store, "audit_entry", {"id": f"{number:032}", "act": act} | NOBODY)
    with pytest.raises(sa.exc.IntegrityError):
        insert(store, "audit_entry", {"id": f"{9:032}", "act": "something-else"} | NOBODY)
    with store.rehearsing() as db:
        search.index(db, [SearchText("line", "line 1", "Kö till förskola", "Alla får plats.")])

        assert [hit.id for hit in search.search(db, "forskola", 5)] == ["line 1"]


def test_the_command_upgrade_gives_an_older_site_lists_to_start_from(tmp_path, wall_clock):
    home = as_the_shell_has_it(tmp_path / "site").home
    older = FileStore(tmp_path / "older.db")
    to_form(older, "0004")
    insert(older, "site", rows_of("0004")["site"])
    older.close()
    shutil.copyfile(older.path, home / storage.DATABASE)

    said = copying.command(home, "upgrade")

    assert said.is_done, said.text
    with FileStore(home / storage.DATABASE).reading() as db:
        assert (len(lists.units(db)), len(lists.topics(db))) == (47, 14)
    assert not (home / "before-upgrade.db").exists()


NOBODY = {"at": "2026-11-18 09:05", "who": "ofelia", "about": ""}


def to_form(store: Store, revision: str) -> None:
    """Bring a database to an earlier form."""
    storage.upgrade(store, revision)


def told(store: Store, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What the database answers to a statement as somebody else would make it."""
    with closing(sqlite3.connect(store.path)) as db, db:
        return db.execute(statement, values).fetchall()
