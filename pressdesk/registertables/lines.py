"""Lines to take with their history, issues, and the texts that are searched."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.registertables.lists import from_list
from pressdesk.schema import WITHOUT_ROWID, Minute, Record


class Line(Record, table=True):
    """Lines to take (budskap och fakta); what they say stands in `LineText`, version by version."""

    __table_args__ = WITHOUT_ROWID

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    unit: str = Field(sa_column=sa.Column(from_list("unit"), nullable=False, index=True))
    version: int = 1  # the newest
    is_withdrawn: bool = False


class LineText(Record, table=True):
    """One version of lines to take. It is never changed."""

    __tablename__ = "line_text"
    __table_args__ = WITHOUT_ROWID

    line_id: int = Field(foreign_key="line.id", primary_key=True, ondelete="CASCADE")
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Minute)
    title: str = Field(max_length=200)
    facts: str
    quote: str = ""
    quoted: str = Field(default="", max_length=200)  # who says it, by role
    checked_on: date
    valid_until: date | None = None


class Issue(Record, table=True):
    """The same question from several outlets, under one set of lines."""

    __table_args__ = WITHOUT_ROWID

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    title: str = Field(max_length=200)
    line_id: int | None = Field(default=None, foreign_key="line.id", ondelete="SET NULL")
    created_on: date
    is_closed: bool = False
    version: int = 1


class SearchText(Record, table=True):
    """Lines to take and released answers, to be searched. Made anew from them at any time."""

    __tablename__ = "search_text"

    number: int | None = Field(
        default=None,
        sa_column=sa.Column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    )
    id: str = Field(unique=True, max_length=40)
    kind: str = Field(max_length=10)
    title: str
    body: str
