"""The form that the tables have: made, brought up, looked through, copied."""

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from pressdesk.errors import StoreUnavailable
from pressdesk.storage import rights
from pressdesk.storage.files import FileStore
from pressdesk.storage.servers import CONTENT, GATE, KEYS, TABLES, take_time, unhurried
from pressdesk.storage.stores import WRITES, Store, driver, told

MIGRATIONS = Path(__file__).parent.with_name("migrations")
# What people write. On a server it has a schema of its own, and all other tables have another: a
# copy of the first opens nothing whose key is gone.
CONTENT_TABLES = (
    # What is sealed to a ticket's own key.
    "ticket",
    "message",
    # The register, a public record, without what is sealed in it.
    "outlet",
    "unit",
    "topic",
    "inquiry",
    "inquiry_unit",
    "inquiry_undo",
    "line",
    "line_text",
    "search_text",
    "issue",
    "duty_week",
    "crisis",
    "mask",
)
VERSION = "alembic_version"
NEWEST = "head"
# Statements that give columns of text the order of their letters' numbers.
OTHERWISE_ORDERED = """
SELECT format('ALTER TABLE %%I.%%I ', table_schema, table_name)
    || string_agg(format('ALTER COLUMN %%I TYPE %%s COLLATE "C"', column_name, type), ', ')
FROM (
    SELECT *, data_type || coalesce('(' || character_maximum_length || ')', '') AS type
    FROM information_schema.columns
) AS columns
WHERE table_schema = ANY (%(schemas)s) AND collation_name IS DISTINCT FROM 'C'
    AND data_type IN ('character varying', 'text')
GROUP BY table_schema, table_name
"""


def upgrade(store: Store, form: str = NEWEST) -> None:
    """Bring the tables to a form, the newest; an empty database gets them all.

    On a server all of it is one transaction, and two at once wait for each other. Tables of keys
    stand in a schema of their own, so that a copy, a replica or a role can leave them out. Roles
    that have rights here get them anew.
    """
    with told(), store.engine.connect().execution_options(**{WRITES: True}) as connection:
        if store.is_server:
            take_time(connection)
            for schema in (CONTENT, KEYS):
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            granted = rights.withdraw(connection)
        _migrate(connection, form)
        if store.is_server:
            _put_apart(connection)
            _order_by_letters(connection)
            if form == NEWEST:
                rights.give(connection, granted)
        connection.commit()


def revision(store: Store) -> str | None:
    """The form that the tables have; None for an empty database."""
    with told(), store.engine.connect() as connection:
        if not sa.inspect(connection).has_table(VERSION):
            return None
        form = sa.column("version_num", sa.String)
        return connection.execute(sa.select(form).select_from(sa.table(VERSION))).scalar()


def form_at_once(store: Store) -> str | None:
    """The same, asked outside any transaction: it waits for no writer, nor while rows are mixed.

    Raises:
        StoreUnavailable: the database does not answer, or has no form at all.
    """
    with told(), store.engine.connect() as connection:
        row = driver(connection).execute(f"SELECT version_num FROM {VERSION}").fetchone()  # noqa: S608 # nosec B608
    return str(row[0]) if row else None


def is_founded(store: Store) -> bool:
    """Whether a site was founded in it, whatever form its tables have."""
    if revision(store) is None:
        return False
    with store.reading() as db:
        return (
            db.connection().execute(sa.select(sa.table(GATE, sa.column("name")))).first()
            is not None
        )


def newest_revision() -> str:
    """The form that this program knows."""
    return max(_revisions())


def is_known(form: str | None) -> bool:
    """Whether this program has heard of a form; a newer program's it has not."""
    return form is None or form in _revisions()


def check_whole(store: Store) -> None:
    """Refuse a damaged database. Every page of every table is read.

    Raises:
        StoreUnavailable: a page or a reference is wrong.
    """
    with told(), store.engine.connect() as connection:
        if store.is_server:
            _read_through(connection)
            return
        is_whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        strays = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if not is_whole or strays:
        raise StoreUnavailable(is_damaged=True)


def copy(store: FileStore, target: Path) -> None:
    """A consistent copy while others read and write (SQLite's online backup)."""
    with (
        told(),
        closing(sqlite3.connect(store.path)) as live,
        closing(sqlite3.connect(target)) as other,
    ):
        live.backup(other)


def _revisions() -> set[str]:
    """The forms that there are migrations to: each file's name begins with its form's."""
    return {path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py")}


def _migrate(connection: sa.Connection, form: str) -> None:
    # Alembic takes a tenth of a second and ten megabytes, and whoever serves needs neither.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, form)


def _put_apart(connection: sa.Connection) -> None:
    """Move tables of keys to their schema; migrations make all of them in the first."""
    found = sa.inspect(connection).get_table_names(schema=CONTENT)
    for name in sorted(set(found) - {*CONTENT_TABLES, VERSION}):
        connection.exec_driver_sql(f"ALTER TABLE {CONTENT}.{name} SET SCHEMA {KEYS}")


def _order_by_letters(connection: sa.Connection) -> None:
    """Let texts sort and compare as in a file, by the numbers of their letters, whatever the
    language that the database was made with.
    """
    found = connection.exec_driver_sql(OTHERWISE_ORDERED, {"schemas": [CONTENT, KEYS]})
    for (statement,) in found.fetchall():
        connection.exec_driver_sql(statement)


def _read_through(connection: sa.Connection) -> None:
    """Every value of every row, long ones too; the server checks each page that it reads. Each
    table by itself, so that mixing need not wait for the whole.
    """
    with unhurried(connection) as raw:
        for (name,) in raw.execute(TABLES).fetchall():
            raw.execute(f"SELECT count(octet_length(t::text)) FROM {name} t")  # noqa: S608 # nosec B608
