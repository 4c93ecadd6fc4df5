"""The site's own lists: outlets, units and topics.

A name is a row's key, so that a new name stands everywhere at once. What is used by an inquiry or
by lines to take cannot be removed; it is retired: kept where it stands, and no longer offered.
"""

from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select, update

from pressdesk.errors import BadEntry, NotFound
from pressdesk.register import seeds
from pressdesk.register.names import checked, checked_area, checked_media, fold, in_order
from pressdesk.registertables import Outlet, Topic, Unit
from pressdesk.schema import Record


class Listed(StrEnum):
    """Which list."""

    OUTLET = "outlet"
    UNIT = "unit"
    TOPIC = "topic"


Entry = Outlet | Unit | Topic
Row = TypeVar("Row", Outlet, Unit, Topic)
TABLES: dict[Listed, Any] = {Listed.OUTLET: Outlet, Listed.UNIT: Unit, Listed.TOPIC: Topic}


def outlets(db: Session, *, all: bool = False) -> list[Outlet]:
    """Outlets that are offered, or all, in Swedish order."""
    return _entries(db, Outlet, is_all=all)


def units(db: Session, *, all: bool = False) -> list[Unit]:
    """Units that are offered, or all, in Swedish order."""
    return _entries(db, Unit, is_all=all)


def topics(db: Session, *, all: bool = False) -> list[Topic]:
    """Topics that are offered, or all, in Swedish order."""
    return _entries(db, Topic, is_all=all)


def find_unit(db: Session, typed: str) -> str:
    """The unit that somebody means: its name, however it is cased, or the only one so begun.

    A retired one is found by its whole name alone.

    Raises:
        BadEntry: `empty`; `unknown`; `unclear`, several begin so.
    """
    return _found(db, Unit, typed)


def find_topic(db: Session, typed: str) -> str:
    """The topic that somebody means, as `find_unit`."""
    return _found(db, Topic, typed)


def find_or_add_outlet(db: Session, typed: str, media: str | None = None) -> Outlet:
    """The outlet of a name, however it is cased; a new one where there is none.

    Args:
        media: kind of a new one, of `seeds.MEDIA`; one that is there keeps its own.

    Raises:
        BadEntry: `empty`, `long`; `unknown`, no such kind of media.
    """
    name = checked(typed)
    known = {fold(row.name): row for row in outlets(db, all=True)}
    return known.get(fold(name)) or _put(db, Outlet(name=name, media=checked_media(media)))


def add(db: Session, kind: Listed, name: str, *, area: str = "", media: str | None = None) -> Entry:
    """Put a new name on a list.

    Args:
        area: what a unit is grouped under.
        media: what kind of media an outlet is.

    Raises:
        BadEntry: `empty`, `long`; `taken`, also by a retired one; `area`, it is too long;
            `unknown`, no such kind of media.
    """
    name = checked(name)
    _check_free(db, kind, name)
    if kind is Listed.UNIT:
        return _put(db, Unit(name=name, area=checked_area(area)))
    if kind is Listed.OUTLET:
        return _put(db, Outlet(name=name, media=checked_media(media)))
    return _put(db, Topic(name=name))


def rename(db: Session, kind: Listed, name: str, new: str) -> str:
    """Give an entry another name, everywhere; the name as it is kept.

    Raises:
        NotFound: no entry of that name.
        BadEntry: `empty`, `long`; `taken`, by another.
    """
    table = TABLES[kind]
    _entry(db, kind, name)
    new = checked(new)
    _check_free(db, kind, new, but=name)
    db.flush()
    changed = update(table).where(table.name == name).values(name=new)
    db.exec(changed, execution_options={"synchronize_session": False})
    db.expire_all()  # inquiries that were read have the new name now
    return new


def set_area(db: Session, name: str, area: str) -> None:
    """Group a unit elsewhere. Raises NotFound; BadEntry: `area`."""
    row = _entry(db, Listed.UNIT, name)
    row.area = checked_area(area)
    db.add(row)


def set_media(db: Session, name: str, media: str | None) -> None:
    """Say what kind of media an outlet is. Raises NotFound; BadEntry: `unknown`."""
    row = _entry(db, Listed.OUTLET, name)
    row.media = checked_media(media)
    db.add(row)


def retire(db: Session, kind: Listed, name: str) -> None:
    """Offer an entry no longer; it stays where it stands. Raises NotFound."""
    _offer(db, kind, name, is_current=False)


def restore(db: Session, kind: Listed, name: str) -> None:
    """Offer a retired entry again. Raises NotFound."""
    _offer(db, kind, name, is_current=True)


def remove(db: Session, kind: Listed, name: str) -> None:
    """Take an entry off its list.

    Raises:
        NotFound: no entry of that name.
        BadEntry: `in-use`.
    """
    _entry(db, kind, name)
    if is_used(db, kind, name):
        raise BadEntry("in-use")
    table = TABLES[kind]
    db.exec(delete(table).where(table.name == name))


def is_used(db: Session, kind: Listed, name: str) -> bool:
    """Whether any row points to an entry."""
    db.flush()
    return any(
        db.connection().execute(sa.select(sa.literal(1)).where(column == name).limit(1)).first()
        for column in columns_of(kind)
    )


def uses(db: Session, kind: Listed, name: str) -> dict[str, int]:
    """How many rows name an entry, by column ("inquiry.unit"); columns that none does are left
    out.
    """
    db.flush()
    count = sa.func.count()
    found = {
        f"{column.table.name}.{column.name}": db.connection()
        .execute(sa.select(count).where(column == name))
        .scalar_one()
        for column in columns_of(kind)
    }
    return {column: rows for column, rows in sorted(found.items()) if rows}


def seed(db: Session) -> None:
    """Give a site that has neither units nor topics those of `seeds`; outlets begin empty."""
    if db.exec(select(Unit.name)).first() or db.exec(select(Topic.name)).first():
        return
    for area, names in seeds.UNITS.items():
        db.add_all(Unit(name=name, area=area) for name in names)
    db.add_all(Topic(name=name) for name in seeds.TOPICS)
    db.flush()


def _entries(db: Session, table: type[Row], *, is_all: bool) -> list[Row]:
    query = select(table) if is_all else select(table).where(col(table.is_current))
    return sorted(db.exec(query), key=lambda row: in_order(row.name))


def _found(db: Session, table: Any, typed: str) -> str:
    wanted = fold(typed)
    if not wanted:
        raise BadEntry("empty")
    rows = _entries(db, table, is_all=True)
    same = [row.name for row in rows if fold(row.name) == wanted]
    begun = [row.name for row in rows if row.is_current and fold(row.name).startswith(wanted)]
    if not (same or begun):
        raise BadEntry("unknown")
    if not same and len(begun) > 1:
        raise BadEntry("unclear")
    return str((same or begun)[0])


def _check_free(db: Session, kind: Listed, name: str, but: str | None = None) -> None:
    names = (row.name for row in _entries(db, TABLES[kind], is_all=True) if row.name != but)
    if fold(name) in {fold(other) for other in names}:
        raise BadEntry("taken")


def _put(db: Session, row: Row) -> Row:
    db.add(row)
    db.flush()
    return row


def _entry(db: Session, kind: Listed, name: str) -> Any:
    row = db.get(TABLES[kind], name)
    if row is None:
        raise NotFound
    return row


def _offer(db: Session, kind: Listed, name: str, *, is_current: bool) -> None:
    row = _entry(db, kind, name)
    row.is_current = is_current
    db.add(row)


def columns_of(kind: Listed) -> list[sa.Column[Any]]:
    """Columns that name entries of a list."""
    name = Record.metadata.tables[kind].c.name
    return [
        key.parent
        for table in Record.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is name
    ]
