"""The reviewed inventory and the real database say the same, and what is sealed is sealed."""

import re
import sqlite3

import pytest
import sqlalchemy as sa
from sqlmodel import select

from pressdesk import inventory
from pressdesk.inventory import Column, Opens
from pressdesk.schema import Record
from pressdesk.storage import Store
from pressdesk.vault import sealing
from tests.conftest import PHRASE, Desk, lodged
from tests.seeded import TABLES, WORDS, rows_of, seed

# Alembic's own table: one row, the number of the newest migration, the same on every site.
EXEMPT = {"alembic_version"}
# FTS5's table and those that it keeps for itself: words of `search_text` and nothing else, made
# anew from it at any time.
WORDS_OF_SEARCH = {
    "search_words",
    *(f"search_words_{own}" for own in ("data", "idx", "content", "docsize", "config")),
}
EVERY = [(table, column) for table, named in inventory.COLUMNS.items() for column in named]
# What a clear column may hold as bytes: a random id, a digest or public key, a signature.
CLEAR_BYTES = {16, 32, 64}
LOCKED_BYTES, SEALED_BYTES = 29, 49  # added to the plain text, the version byte included
BY_KEY = {Opens.TICKET, Opens.PASSPHRASE, Opens.SESSION, Opens.ENROLMENT}


def in_database(store: Store) -> set[tuple[str, str]]:
    """Every table and column, as the database itself tells."""
    raw = sqlite3.connect(store.path)
    tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {
        (table, row[1])
        for (table,) in tables
        for row in raw.execute(f"PRAGMA table_info({table})")
        if table not in EXEMPT | WORDS_OF_SEARCH
    }
    raw.close()
    return found


def told(table: str, column: str) -> Column:
    return inventory.COLUMNS[table][column]


def test_the_inventory_names_every_column_of_the_database_and_no_other(store):
    assert set(EVERY) == in_database(store)


def test_a_column_that_nobody_reviewed_would_be_seen(store):
    raw = sqlite3.connect(store.path)
    raw.execute("ALTER TABLE ticket ADD COLUMN workplace VARCHAR")
    raw.close()

    assert in_database(store) - set(EVERY) == {("ticket", "workplace")}


def test_no_view_is_there_no_search_but_of_the_register_no_trigger_but_those_that_refuse(store):
    raw = sqlite3.connect(store.path)
    kinds = raw.execute("SELECT DISTINCT type FROM sqlite_master").fetchall()
    made = "".join(row[0] or "" for row in raw.execute("SELECT sql FROM sqlite_master"))
    raw.close()

    assert {kind for (kind,) in kinds} <= {"table", "index", "trigger"}
    assert made.count("CREATE TRIGGER") == made.count("BEGIN SELECT RAISE(ABORT, ") == 4
    assert re.findall(r"VIRTUAL TABLE (\w+)", made.upper()) == ["SEARCH_WORDS"]


def test_what_alembic_keeps_says_nothing_of_anybody(store):
    raw = sqlite3.connect(store.path)
    rows = raw.execute("SELECT * FROM alembic_version").fetchall()
    raw.close()

    assert len(rows) == 1
    assert re.fullmatch(r"\d{4}", rows[0][0])


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_every_column_says_what_it_is_for_how_exact_it_is_and_who_opens_it(table, column):
    purpose, precision, opens = told(table, column)

    assert len(purpose) > 5
    assert len(precision) >= 3
    assert isinstance(opens, Opens)


def test_every_way_of_opening_is_used():
    assert {told(*each).opens for each in EVERY} == set(Opens)


def test_a_sealed_column_holds_bytes():
    for table, column in EVERY:
        if told(table, column).opens is not Opens.CLEAR:
            kind = Record.metadata.tables[table].columns[column].type
            assert isinstance(kind, sa.LargeBinary), f"{table}.{column}"


def values(site: Desk) -> dict[tuple[str, str], list[object]]:
    """What stands in each column of a site on which all have worked."""
    found: dict[tuple[str, str], list[object]] = {each: [] for each in EVERY}
    for table, row in rows_of(site):
        for column, value in row.model_dump().items():
            if value is not None:
                found[table, column].append(value)
    return found


@pytest.fixture
def stored(desk_site: Desk) -> dict[tuple[str, str], list[object]]:
    seed(desk_site)
    return values(desk_site)


def test_bytes_in_the_clear_are_ids_digests_keys_and_signatures(stored):
    clear = {
        each: {len(value) for value in found if isinstance(value, bytes)}
        for each, found in stored.items()
        if told(*each).opens is Opens.CLEAR
    }

    assert {each: sizes for each, sizes in clear.items() if not sizes <= CLEAR_BYTES} == {}


def test_what_is_sealed_begins_with_its_version_and_has_a_few_sizes_only(stored):
    for each, found in stored.items():
        if told(*each).opens is Opens.CLEAR:
            continue
        over = LOCKED_BYTES if told(*each).opens in BY_KEY else SEALED_BYTES
        assert {bytes(value)[:1] for value in found} <= {sealing.VERSION}
        sizes = {len(value) - over for value in found}
        is_text = "KiB" in told(*each).precision
        assert sizes <= set(sealing.PADDED) if is_text else len(sizes) <= 1, each


def test_no_column_but_the_sealed_ones_differs_in_length_with_what_was_written(desk_site):
    for text, kinds in [("a", ()), ("å" * 400, ("facts", "call"))]:
        lodged(desk_site, text, kinds=kinds)

    sizes = []
    for table in ("ticket", "message", "ticket_key"):
        with desk_site.store.reading() as db:
            rows = [row.model_dump() for row in db.exec(select(TABLES[table]))]
        sizes += [{n: len(str(v)) for n, v in r.items() if not isinstance(v, bytes)} for r in rows]
        sizes += [{n: len(v) for n, v in r.items() if isinstance(v, bytes)} for r in rows]
    assert [one for one in sizes if sizes.count(one) % 2] == []


def test_no_clear_column_holds_what_somebody_wrote(stored):
    secrets = [WORDS, PHRASE]

    held = [
        (each, value)
        for each, found in stored.items()
        for value in found
        if any(s in str(value) or s.encode() in bytes(str(value), "utf-8") for s in secrets)
        or (isinstance(value, bytes) and any(s.encode() in value for s in secrets))
    ]

    assert held == []


def test_employees_rows_hold_no_finer_time_than_a_week(stored):
    for (table, column), found in stored.items():
        if table in {"ticket", "message", "working_note", "draft", "ticket_key"}:
            texts = [value for value in found if isinstance(value, str)]
            assert not [t for t in texts if re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d", t)], column
            weeks = [t for t in texts if re.search(r"\d{4}", t)]
            assert all(re.fullmatch(r"\d{4}-W\d\d", week) for week in weeks), column


def test_no_key_joins_a_ticket_to_a_person(store):
    for name in ("ticket", "message", "working_note", "draft", "ticket_key"):
        table = Record.metadata.tables[name]
        targets = {key.column.table.name for key in table.foreign_keys}
        assert targets <= {"ticket", "epoch"}
        assert not [
            column for column in table.columns if re.search("account|user|who", column.name)
        ]
