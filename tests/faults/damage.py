"""Damage on purpose: single sealed values, and whole pages of a database's file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask

from tests.seeded import TABLES

HOW = {
    "flipped": lambda value: value[:-1] + bytes([value[-1] ^ 1]),
    "cut": lambda value: value[:1],
    "empty": lambda _value: b"",
    "zeroed": lambda value: bytes(len(value)),
}


class Spot(NamedTuple):
    """A column that holds bytes."""

    table: str
    column: str


def spots() -> list[Spot]:
    """Every column of bytes that is no key of its table and no other table's."""
    found = []
    for name, table in sorted(TABLES.items()):
        for column in sa.inspect(table).columns:
            if isinstance(column.type, sa.LargeBinary) and not _is_name(column):
                found.append(Spot(name, column.name))
    return found


@contextmanager
def damaged(path: Path, spot: Spot, how: str) -> Iterator[None]:
    """Every row's value spoilt, as long as the block lasts."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        keys = [row[1] for row in raw.execute(f"PRAGMA table_info({spot.table})") if row[5]]
        chosen = ", ".join([spot.column, *keys])
        query = f"SELECT {chosen} FROM {spot.table} WHERE length({spot.column})"
        rows = raw.execute(query).fetchall()
        where = " AND ".join(f"{key} = ?" for key in keys)
        change = f"UPDATE {spot.table} SET {spot.column} = ? WHERE {where}"
        raw.executemany(change, [(HOW[how](value), *place) for value, *place in rows])
        yield
        raw.executemany(change, rows)


def addresses(app: Flask) -> list[str]:
    """Every page that can be asked for by its address alone."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted(rule.rule for rule in rules if not rule.arguments)


def _is_name(column: sa.Column[object]) -> bool:
    return bool(column.primary_key or column.unique or column.foreign_keys)
