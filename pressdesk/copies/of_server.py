"""Copies of a site on a server: the same files as those of a file, of one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pressdesk.copies import carrying, rule
from pressdesk.copies.rule import Mark
from pressdesk.storage import Store


def write(store: Store, copies: Mapping[Path, Mark]) -> None:
    """Fill empty copies, and read them back while the server still shows that moment.

    Raises:
        CopyRefused: a copy does not read back as the server has it.
    """
    with store.reading() as db:
        live = db.connection()
        carrying.take_time(live)
        for path, mark in copies.items():
            _fill(live, path, mark)
        for path, mark in copies.items():
            with _opened(path) as copy:
                carrying.compare(live, copy, rule.in_order(mark.holds), _nobody)


def _fill(live: sa.Connection, path: Path, mark: Mark) -> None:
    with _opened(path) as copy:
        for name in rule.in_order(mark.holds):
            found = carrying.rows(live, name)
            while carrying.insert(copy, carrying.bare(name), found):
                pass
        raw: Any = copy.connection.dbapi_connection
        rule.write_mark(raw, mark)


@contextmanager
def _opened(path: Path) -> Iterator[sa.Connection]:
    """A copy in a transaction, which is on the disk when the block ends."""
    engine = sa.create_engine(f"sqlite:///{path}", hide_parameters=True, poolclass=sa.pool.NullPool)
    with engine.begin() as copy:
        yield copy


def _nobody(_done: int) -> None:
    """Nobody watches a backup."""
