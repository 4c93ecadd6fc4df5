"""What every table shares: one naming convention, and tables that keep no order of arrival."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WITHOUT_ROWID = {"sqlite_with_rowid": False}  # a rowid would keep the order of arrival


class Record(SQLModel):
    """Base of every table."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=NAMES)


def choice(kind: type[StrEnum]) -> Any:
    """Column type of an enumeration: its values as text, checked by the database.

    SQLModel's own would store the members' names and become a native type on PostgreSQL.
    """
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


def goes_with(key: str, *, is_key: bool) -> sa.Column[int]:
    """A column with the number of a row of another table, with which this one goes.

    Args:
        key: the other's column, "inquiry.number".
        is_key: it is the key here, or a part of it; otherwise it has an index.
    """
    points = sa.ForeignKey(key, ondelete="CASCADE")
    if is_key:
        return sa.Column(sa.BigInteger(), points, primary_key=True, autoincrement=False)
    return sa.Column(sa.BigInteger(), points, nullable=False, index=True)


class Minute(sa.TypeDecorator[datetime]):
    """An aware instant, kept to the minute as UTC text that sorts: "2026-11-22T12:30Z"."""

    impl = sa.String(17)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> str | None:
        return None if value is None else f"{value.astimezone(UTC):%Y-%m-%dT%H:%MZ}"

    def process_result_value(self, value: Any, _dialect: sa.Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)
