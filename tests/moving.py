"""A site with something in every place that is sealed, and servers that it moves to."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine

from pressdesk.schema import Record
from pressdesk.storage import ServerStore
from tests import inquiring, lining, publishing
from tests.conftest import NOON
from tests.copying import Copied, copied_site, twin
from tests.seeded import Seeded, seed

TABLES = sorted(set(Record.metadata.tables) - {"search_text"})


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> tuple[Copied, Seeded]:
    with time_machine.travel(NOON, tick=False):
        return full_site(tmp_path_factory.mktemp("original"))


@pytest.fixture
def made(original, tmp_path, wall_clock) -> Copied:
    """A site in a file; nobody has it open."""
    copied = twin(original[0], tmp_path / "here")
    copied.site.store.close()
    return copied


@pytest.fixture
def there(postgres, monkeypatch) -> ServerStore:
    """A database with empty tables, named by the settings."""
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(postgres))
    return postgres


def full_site(folder: Path) -> tuple[Copied, Seeded]:
    """Tickets, notes, drafts, slips, inquiries, lines to take: all but what is of this hour."""
    made = copied_site(folder)
    seeded = seed(made.site)
    for number in range(3):
        inquiring.logged(made.site, f"Hur många lindar står på torg {number}?")
    with made.site.store.writing() as db:
        row = lining.inquiry(db, question="Vad kostar bron?")
        lining.answered(db, row, "Bron kostar elva miljoner.", lining.line(db, "Bron"))
    publishing.cast(made.site, 6)
    made.site.store.settle()
    made.site.store.close()
    return made, seeded


def in_file(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a file, by table, as SQLite has it."""
    with closing(sqlite3.connect(path)) as raw:
        return {name: raw.execute(_all(name)).fetchall() for name in TABLES}


def on_server(store: ServerStore) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a server, by table, as SQLite would have it, in the order of its places."""
    with store.engine.connect() as connection:
        found = {n: connection.exec_driver_sql(f"{_all(n)} ORDER BY ctid") for n in TABLES}
        return {name: [tuple(map(_plain, row)) for row in rows] for name, rows in found.items()}


def address(store: ServerStore) -> str:
    """What `database_url` would say."""
    url = store.engine.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _all(name: str) -> str:
    columns = ", ".join(column.name for column in Record.metadata.tables[name].columns)
    return f"SELECT {columns} FROM {name}"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
