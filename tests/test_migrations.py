"""The tables that migrations make are those that the code knows, and keep no order of arrival."""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pressdesk import storage
from pressdesk.errors import StoreUnavailable
from pressdesk.register import lists, search
from pressdesk.register.search import SearchText
from pressdesk.register.words import Due, Status
from pressdesk.schema import Minute, Record
from pressdesk.storage import FileStore, Store
from pressdesk.storage.forms import MIGRATIONS
from pressdesk.storage.servers import CONTENT, KEYS
from pressdesk.storage.stores import WRITES
from tests import copying
from tests.both import by_hand, columns_of
from tests.promises.servers import as_the_shell_has_it

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


@pytest.mark.both(every=1)
def test_an_empty_database_gets_the_tables_of_the_code(store):
    assert differing(store) == []


def differing(store: Store) -> list[Any]:
    """Where the database has other tables than the code. Nothing is changed."""
    with store.engine.connect().execution_options(**{WRITES: True}) as connection:
        if store.is_server:  # the comparison looks at one schema
            for name in sa.inspect(connection).get_table_names(schema="keys"):
                connection.exec_driver_sql(f"ALTER TABLE keys.{name} SET SCHEMA content")
        return list(compare_metadata(comparing(connection), Record.metadata))


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


def test_the_names_of_the_migrations_files_are_their_forms():
    scripts = ScriptDirectory(str(MIGRATIONS))
    forms = [script.revision for script in scripts.walk_revisions()]

    assert len(forms) > 5
    assert [form for form in forms if not storage.is_known(form)] == []
    assert storage.newest_revision() == scripts.get_current_head()


def test_whoever_serves_loads_no_library_that_serving_does_not_need():
    asked = "import sys, pressdesk.cli.serve; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert "waitress" in told.stdout.split()
    assert {"alembic", "mako", "holidays", "webauthn"} & set(told.stdout.split()) == set()


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


FORMS = ["0001", "0002", "0003", "0004", "0005", "0006"]
KINDS = ["bare", "bare_postgres"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_site_of_any_form_keeps_a_row_of_each_table(request, wall_clock, kind, form):
    store = request.getfixturevalue(kind)
    to_form(store, form)
    before = filled(store)

    storage.upgrade(store)

    assert len(before) >= 14
    assert {table: kept(store, table, row) for table, row in before.items()} == before
    assert differing(store) == []


@pytest.mark.parametrize("form", FORMS[:4])
@pytest.mark.parametrize("kind", KINDS)
def test_what_the_register_adds_to_older_tables_begins_as_it_must(request, wall_clock, kind, form):
    store = request.getfixturevalue(kind)
    to_form(store, form)
    filled(store)

    storage.upgrade(store)

    assert row_of(store, "site")["register_since"] == "2026-11"
    assert row_of(store, "account")["shortcuts"]
    if form >= "0003":
        assert row_of(store, "purge_record")["reporters"] == 0


UPGRADES = """
import sys
from pathlib import Path
from pressdesk import storage
store = storage.ServerStore(sys.argv[1], Path("."), busy_milliseconds=60_000)
print("ready", flush=True)
sys.stdin.readline()
storage.upgrade(store)
"""


def test_two_upgrades_of_a_server_at_once_both_end_with_the_tables_of_the_code(bare_postgres):
    url = bare_postgres.engine.url.render_as_string(hide_password=False)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen([sys.executable, "-c", UPGRADES, url], **pipes) for _ in range(2)]
    assert [each.stdout.readline() for each in both] == ["ready\n"] * 2

    for each in both:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in both:
        each.communicate()

    assert [each.returncode for each in both] == [0, 0]
    assert storage.revision(bare_postgres) == storage.newest_revision()
    assert differing(bare_postgres) == []


def test_an_upgrade_that_breaks_leaves_a_server_as_it_was(bare_postgres):
    to_form(bare_postgres, "0004")
    before = filled(bare_postgres)
    by_hand(bare_postgres, "CREATE TABLE content.unit (in_the_way TEXT)")
    tables = columns_of(bare_postgres)

    with pytest.raises(StoreUnavailable):
        storage.upgrade(bare_postgres)

    assert columns_of(bare_postgres) == tables
    assert storage.revision(bare_postgres) == "0004"
    assert {table: kept(bare_postgres, table, row) for table, row in before.items()} == before


def filled(store: Store) -> dict[str, dict[str, object]]:
    """Put a row into each table that the database has; the rows, by table."""
    schemas = (CONTENT, KEYS) if store.is_server else (None,)
    look = sa.inspect(store.engine)
    columns = {
        table: {column["name"] for column in look.get_columns(table, schema=schema)}
        for schema in schemas
        for table in look.get_table_names(schema=schema)
    }
    rows = {
        table.name: older_row(table, columns[table.name])
        for table in Record.metadata.sorted_tables
        if table.name in columns and not OF_SEARCH.match(table.name) and table.name not in IN_ORDER
    }
    for table, row in rows.items():
        put(store, table, row)
    return rows


def older_row(table: sa.Table, has: set[str]) -> dict[str, object]:
    """A row of those columns that an older form has."""
    special = ROWS.get(table.name, {})
    return {c.name: special.get(c.name, value(c)) for c in table.columns if c.name in has}


def value(column: sa.Column) -> object:
    """A value that a column can hold; the same for all of its kind, so that references hold."""
    if isinstance(column.type, sa.Enum):
        return column.type.python_type(column.type.enums[0])
    if isinstance(column.type, Minute):
        return datetime(2026, 11, 17, 9, 5, tzinfo=UTC)
    kind = getattr(column.type, "impl_instance", column.type)
    return next(each for known, each in VALUES.items() if isinstance(kind, known))


VALUES: dict[type, object] = {
    sa.Uuid: UUID(int=7),
    sa.LargeBinary: b"\x00\xff sealed",
    sa.Date: date(2026, 11, 17),
    sa.Boolean: True,
    sa.Integer: 1,
    sa.String: "2026-02",
}
ROWS: dict[str, dict[str, object]] = {
    "hold": {"from_week": None, "to_week": None},
    "inquiry": {"status": Status.CLOSED, "due": Due.TIME, "is_records_request": False},
    "crisis": {"name": "crisis"},
    "site": {"name": "site", "founded": "2026-11"},  # since 0004 it is the month of the upgrade
}


def put(store: Store, table: str, row: dict[str, object]) -> None:
    known = Record.metadata.tables[table]
    shown = sa.table(table, *(sa.column(name, known.c[name].type) for name in row))
    with store.engine.connect().execution_options(**{WRITES: True}) as connection:
        connection.execute(sa.insert(shown).values(row))
        connection.commit()


def kept(store: Store, table: str, row: dict[str, object]) -> dict[str, object]:
    """The row of a table, in the columns of before."""
    known = Record.metadata.tables[table]
    with store.engine.connect() as connection:
        found = connection.execute(sa.select(*(known.c[name] for name in row))).mappings().one()
    return dict(found)


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


@pytest.mark.parametrize("kind", KINDS)
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
    filled(older)
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
