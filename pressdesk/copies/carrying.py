"""Rows carried from one database to another, a file's or a server's, and held against each other.

Both are read in the order of the tables' keys, some rows at a time. Values are taken and compared
as the databases have them: no type of the program's stands between, which might make two alike.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, zip_longest
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError

# The tables so that the metadata knows them.
from pressdesk import keytables, registertables, tables  # noqa: F401
from pressdesk.errors import CopyRefused
from pressdesk.schema import Record
from pressdesk.storage import servers

MANY = 500  # rows at a time
MADE_ANEW = {"search_text"}  # of what it is of
ALIKE = (sa.Boolean, sa.Date, sa.Integer, sa.LargeBinary, sa.Uuid)  # all else is text

Told = Callable[[int], object]  # is told how many rows were done since


def every_table() -> list[str]:
    """The tables of a site that are carried, those first that others point to."""
    names = [table.name for table in Record.metadata.sorted_tables]
    return [name for name in names if name not in MADE_ANEW]


def count(db: sa.Connection, names: Iterable[str]) -> int:
    """How many rows these tables have."""
    asked = [sa.select(sa.func.count()).select_from(sa.table(name)) for name in names]
    return sum(int(db.execute(each).scalar_one()) for each in asked)


def has_rows(db: sa.Connection) -> bool:
    """Whether any table of a site has any row."""
    asked = [sa.select(sa.literal(1)).select_from(table).limit(1) for table in _tables().values()]
    return any(db.execute(each).first() is not None for each in asked)


def carry(given: sa.Connection, taken: sa.Connection, told: Told) -> None:
    """Carry all rows onto a server, in the caller's transaction.

    They come in random order, whatever the order they had; but rows whose key is a number come in
    that of their numbers, which say it anyway.

    Raises:
        CopyRefused: the server's tables cannot hold a row.
    """
    take_time(taken)
    for name in every_table():
        try:
            _carry(given, taken, name, told)
        except (DataError, IntegrityError):
            raise CopyRefused(
                f"A row of {name} does not fit into the server's tables. Nothing was kept there. "
                "Tell the maintainers the name of the table."
            ) from None


def compare(one: sa.Connection, other: sa.Connection, names: Iterable[str], told: Told) -> None:
    """Hold two databases against each other: as many rows, and each the same in every byte.

    Raises:
        CopyRefused: they are not.
    """
    for name in names:
        pairs = zip_longest(rows(one, name), rows(other, name))
        while some := list(islice(pairs, MANY)):
            if any(ours is None or theirs is None or ours != theirs for ours, theirs in some):
                raise CopyRefused(
                    f"What was written of {name} does not read back as it is: is a disk failing? "
                    "Nothing was changed."
                )
            told(len(some))


def rows(db: sa.Connection, name: str) -> Iterator[tuple[Any, ...]]:
    """A table's rows in the order of its key, which is the same on every database."""
    table = bare(name)
    keys = [_in_bytes(table.c[key.name], db) for key in _tables()[name].primary_key]
    asked = sa.select(table).order_by(*keys)
    for row in db.execute(asked, execution_options={"yield_per": MANY}):
        yield tuple(row)


def insert(db: sa.Connection, table: sa.TableClause, found: Iterator[tuple[Any, ...]]) -> int:
    """Write the next rows; how many, none at the end."""
    names = [column.name for column in table.columns]
    some = [dict(zip(names, row, strict=True)) for row in islice(found, MANY)]
    if some:
        db.execute(sa.insert(table), some)
    return len(some)


def take_time(db: sa.Connection) -> None:
    """See `servers.take_time`; a file has no such limit."""
    if db.dialect.name == "postgresql":
        servers.take_time(db)


def bare(name: str, called: str = "") -> sa.TableClause:
    """A table, or another one like it, with its columns as the databases have them."""
    columns = [sa.column(each.name, _alike(each.type)) for each in _tables()[name].columns]
    return sa.table(called or name, *columns)


def _carry(given: sa.Connection, taken: sa.Connection, name: str, told: Told) -> None:
    """By way of a table without order or constraint: one statement then has all rows, so that a
    row may point to any other of its table.
    """
    stage, found = bare(name, f"carried_{name}"), rows(given, name)
    taken.exec_driver_sql(f"CREATE TEMP TABLE {stage.name} (LIKE {name}) ON COMMIT DROP")
    while done := insert(taken, stage, found):
        told(done)
    first = next(iter(_tables()[name].primary_key))
    is_numbered = isinstance(first.type, sa.Integer)
    order = stage.c[first.name] if is_numbered else sa.func.random()
    names = [column.name for column in stage.columns]
    taken.execute(sa.insert(bare(name)).from_select(names, sa.select(stage).order_by(order)))
    taken.exec_driver_sql(f"DROP TABLE {stage.name}")


def _in_bytes(column: sa.ColumnElement[Any], db: sa.Connection) -> sa.ColumnElement[Any]:
    """Text in the order of its bytes, whatever the server's language."""
    is_text = isinstance(column.type, sa.String) and db.dialect.name == "postgresql"
    return sa.collate(column, "C") if is_text else column


def _alike(kind: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    return kind if isinstance(kind, ALIKE) else sa.String()


def _tables() -> dict[str, sa.Table]:
    return dict(Record.metadata.tables)
