"""Rows of the register that two officers may change at once: each carries a version."""

from typing import TypeVar

from sqlmodel import Session

from pressdesk.errors import NotFound, Stale
from pressdesk.registertables import Inquiry, Issue, Line

Row = TypeVar("Row", Inquiry, Issue, Line)


def found(db: Session, table: type[Row], key: int, version: int | None = None) -> Row:
    """A row, locked until the transaction ends when it is to be changed.

    Args:
        version: as the page had it that somebody acts from; None to read only.

    Raises:
        NotFound: there is none.
        Stale: it was changed since.
    """
    row = db.get(table, key, with_for_update=version is not None)
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Stale
    return row
