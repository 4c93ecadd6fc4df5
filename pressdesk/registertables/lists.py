"""The site's own lists, by name: a new name stands everywhere, and what is used cannot go."""

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.schema import WITHOUT_ROWID, Record

NAME_CHARACTERS = 80


def from_list(table: str) -> sa.ForeignKey:
    """A column of names of a list."""
    return sa.ForeignKey(f"{table}.name", onupdate="CASCADE", ondelete="RESTRICT")


class Outlet(Record, table=True):
    """An outlet (redaktion), never a person."""

    __table_args__ = WITHOUT_ROWID

    name: str = Field(primary_key=True, max_length=NAME_CHARACTERS)
    media: str | None = Field(default=None, max_length=20)  # kind of media, as figures have it
    is_current: bool = True  # False: kept for old inquiries, no longer offered


class Unit(Record, table=True):
    """A unit of the organisation."""

    __table_args__ = WITHOUT_ROWID

    name: str = Field(primary_key=True, max_length=NAME_CHARACTERS)
    area: str = Field(default="", max_length=NAME_CHARACTERS)  # what the list groups it under
    is_current: bool = True


class Topic(Record, table=True):
    """A topic of inquiries."""

    __table_args__ = WITHOUT_ROWID

    name: str = Field(primary_key=True, max_length=NAME_CHARACTERS)
    is_current: bool = True
