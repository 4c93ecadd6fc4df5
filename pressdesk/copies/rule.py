"""Which table goes into which copy, and how a copy tells what it is."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

# The tables so that the metadata knows them.
from pressdesk import keytables, registertables, storage, tables  # noqa: F401
from pressdesk.errors import CopyRefused
from pressdesk.schema import Record
from pressdesk.storage import CONTENT_TABLES, FileStore
from pressdesk.vault import sealing

DATA, KEYS, NOWHERE = "data", "keys", "nowhere"
# Each table is in exactly one of these; a test fails for one that is in none.
TABLES = {
    DATA: tuple(name for name in CONTENT_TABLES if name not in {"inquiry_undo", "search_text"}),
    # Keys, and what must never be older than the newest. Working notes and drafts are sealed to the
    # epoch and to their author: a daily copy would open them after they are gone at closing.
    KEYS: (
        "site",
        "account",
        "epoch",
        "epoch_grant",
        "ticket_key",
        "passkey",
        "hold",
        "purge_record",
        "audit_entry",
        "working_note",
        "draft",
        "figure_year",
        "ballot_key",
        "ballot_grant",
        "slip",
        "figure_release",
        "ledger_entry",
        # A reporter's contact, notes and drafts go first: so do they from every copy.
        "register_key",
        "register_grant",
        "reporter",
        "inquiry_note",
        "register_draft",
    ),
    # What is of this hour: sessions, tries, known browsers, who works at the moment, mail to send,
    # the step that can be taken back. The search index is made anew from what it is of.
    NOWHERE: (
        "staff_session",
        "sign_in_tries",
        "device",
        "used_challenge",
        "lease",
        "notice",
        "inquiry_undo",
        "search_text",
    ),
}


class Mark(NamedTuple):
    """What a copy says of itself."""

    site: bytes  # 32 bytes, the same on all copies of a site
    day: date
    holds: str  # `DATA` or `KEYS`


class Copy(NamedTuple):
    """A copy that was looked through: its file, its mark, and the form of its tables."""

    path: Path
    mark: Mark
    form: str | None


def site_mark(pepper: bytes) -> bytes:
    """What all copies of a site share. It says nothing of the pepper, and fits no other one."""
    return sealing.derive(pepper, "copies of a site")


def selecting(table: str, schema: str = "main", which: str = "true") -> str:
    """SQL for a table's rows, in the order of their columns."""
    return f"SELECT {_columns(table)} FROM {schema}.{table} WHERE {which}"  # noqa: S608 # nosec B608


def inserting(table: str, rows: str) -> str:
    """SQL for putting rows into a table."""
    return f"INSERT INTO main.{table} ({_columns(table)}) {rows}"


def in_order(holds: str) -> list[str]:
    """The tables of a copy, those first that others point to."""
    return [table.name for table in Record.metadata.sorted_tables if table.name in TABLES[holds]]


def bring_up(path: Path) -> None:
    """Give a database this program's form, in one file."""
    store = FileStore(path)
    try:
        storage.upgrade(store)
    finally:
        store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")


def write_mark(raw: sqlite3.Connection, mark: Mark) -> None:
    raw.execute("CREATE TABLE copy_mark (site BLOB, day TEXT, holds TEXT)")
    values = (mark.site, mark.day.isoformat(), mark.holds)
    raw.execute("INSERT INTO copy_mark VALUES (?, ?, ?)", values)


def opened(path: Path) -> sqlite3.Connection:
    """A copy, for reading alone: nothing is made beside it."""
    return sqlite3.connect(address(path), uri=True, isolation_level=None)


def address(path: Path) -> str:
    """A copy's address for SQLite."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def look(path: Path, holds: str) -> Copy:
    """Look a copy through from its first page to its last.

    Raises:
        CopyRefused: it is missing, damaged, no copy, or of a newer program; the text says which.
    """
    if path.is_symlink() or not path.is_file():
        raise CopyRefused(f"{path} is no file. Name the folder, or a daily copy in it.")
    try:
        with closing(opened(path)) as raw:
            copy = _told(raw, path)
            is_whole = copy is not None and is_sound(raw, copy.mark.holds)
    except (sqlite3.Error, ValueError):
        copy, is_whole = None, False
    if copy is None or not is_whole:
        raise CopyRefused(f"{path} is damaged, or no copy of pressdesk's. Use another one.")
    if copy.mark.holds != holds:
        raise CopyRefused(f"{path} holds {copy.mark.holds}, and not {holds}. Name them in order.")
    if not storage.is_known(copy.form):
        raise CopyRefused(f"{path} was made by a newer pressdesk. Install that one, or newer.")
    return copy


def is_sound(raw: sqlite3.Connection, holds: str) -> bool:
    """Whether every page is right, and every row that points to a row of the same copy finds it."""
    if raw.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        return False
    strays = raw.execute("PRAGMA foreign_key_check").fetchall()
    return not any(parent in TABLES[holds] for _table, _row, parent, _number in strays)


def _columns(table: str) -> str:
    return ", ".join(column.name for column in Record.metadata.tables[table].columns)


def _told(raw: sqlite3.Connection, path: Path) -> Copy | None:
    """What a copy says of itself."""
    (row,) = raw.execute("SELECT site, day, holds FROM copy_mark")
    (form,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    if row[2] not in (DATA, KEYS):
        return None
    return Copy(path, Mark(bytes(row[0]), date.fromisoformat(row[1]), row[2]), form)
