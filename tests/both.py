"""Which tests run on a file (SQLite) and on a server (PostgreSQL).

A test or module marked `both` runs with its `store` on each. On the server `./test` takes one in
`EVERY` of them, always the same, or one in N for `both(every=N)`, none for 0; `./test --long` takes
them all. What looks into SQLite's own file is marked `of_the_file`.
"""

import zlib
from collections.abc import Collection, Iterator
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa

from pressdesk.schema import Record
from pressdesk.storage import FileStore, ServerStore, Store
from pressdesk.storage.servers import CONTENT, KEYS
from pressdesk.storage.stores import WRITES
from tests.postgres import database

FILE, SERVER = "file", "server"
FIXTURES = {FILE: "file_store", SERVER: "emptied_postgres"}
EVERY = 8
STORES = "store", "uncommitted"
INDEX = {"exact", "plain"}


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    """An empty database with all tables: a file, and on a server too where a test is for both."""
    name: str = getattr(request, "param", FILE)
    chosen: Store = request.getfixturevalue(FIXTURES[name])
    return chosen


@pytest.fixture(scope="session")
def uncommitted(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The same, once for all tests that never commit."""
    if getattr(request, "param", FILE) == FILE:
        with closing(FileStore(request.getfixturevalue("empty_database"))) as store:
            yield store
        return
    with database(request.getfixturevalue("server")) as store:
        yield store


def by_hand(store: Store, statement: str, **values: Any) -> int:
    """A change by somebody who can write the database, past the program; how many rows."""
    with store.engine.connect().execution_options(**{WRITES: True}) as connection:
        found = connection.execute(sa.text(statement), values)
        connection.commit()
    return found.rowcount


def asked(store: Store, question: str) -> list[tuple[Any, ...]]:
    """What the database answers to somebody who can read it, past the program."""
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(question)]


def columns_of(store: Store) -> dict[str, set[str]]:
    """Every table and its columns, as the database itself tells.

    The register's index is a table of its own in a file, and two columns on a server; they are
    shown as that table.
    """
    look = sa.inspect(store.engine)
    found = {
        name: {column["name"] for column in look.get_columns(name, schema=schema)}
        for schema, name in tables_of(store)
    }
    if store.is_server and "search_text" in found:
        found["search_words"] = found["search_text"] & INDEX
        found["search_text"] -= INDEX
    return found


def tables_of(store: Store) -> list[tuple[str | None, str]]:
    """Every table, with the schema that it is in on a server."""
    look = sa.inspect(store.engine)
    schemas = (CONTENT, KEYS) if store.is_server else (None,)
    return [(schema, name) for schema in schemas for name in look.get_table_names(schema=schema)]


def rows_of(store: Store, *, but: Collection[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, sorted; without some columns, say "account.language"."""
    with store.reading() as db:
        return {
            name: sorted(map(tuple, db.execute(sa.select(*_columns(table, but)))), key=repr)
            for name, table in Record.metadata.tables.items()
        }


def _columns(table: sa.Table, but: Collection[str]) -> list[sa.ColumnElement[Any]]:
    """A choice is read as the text that it is kept as: somebody may have spoilt it."""
    kept = [column for column in table.columns if f"{table.name}.{column.name}" not in but]
    return [
        sa.type_coerce(column, sa.String()) if isinstance(column.type, sa.Enum) else column
        for column in kept
    ]


def bytes_of(store: Store) -> bytes:
    """Every byte of the database's file; of a server's, every value in it, one after the other."""
    if isinstance(store, FileStore):
        return store.path.read_bytes()
    values = (v for rows in rows_of(store).values() for row in rows for v in row)
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in values)


def again(store: Store, **patience: int) -> Store:
    """The same database as another process has it; as patient as `serve`, or by so many
    `busy_milliseconds`.
    """
    if isinstance(store, FileStore):
        return FileStore(store.path, **patience)
    url = store.engine.url.render_as_string(hide_password=False)
    return ServerStore(url, store.home, **patience)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    item = metafunc.definition
    if item.get_closest_marker("both") is None or item.get_closest_marker("of_the_file"):
        return
    for name in {*STORES} & {*metafunc.fixturenames}:
        metafunc.parametrize(name, [FILE, SERVER], indirect=True)


@pytest.hookimpl(tryfirst=True)  # before pytest takes out what is long
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark, spec = item.get_closest_marker("both"), getattr(item, "callspec", None)
        if mark is None or spec is None or SERVER not in map(spec.params.get, STORES):
            continue
        every = mark.kwargs.get("every", EVERY)
        if not every or zlib.crc32(item.nodeid.encode()) % every:
            item.add_marker(pytest.mark.long)
