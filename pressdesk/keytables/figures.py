"""Figures: what a year publishes, slips that wait to be counted, and what was published.

All of it stands with the keys: no older copy of what people wrote brings back a slip that was
counted, or a table that could then be published twice.
"""

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.figures.declared import Size
from pressdesk.schema import WITHOUT_ROWID, Record, choice


class FigureYear(Record, table=True):
    """The tables of a year, frozen at its beginning: levels, noise and categories."""

    __tablename__ = "figure_year"
    __table_args__ = WITHOUT_ROWID

    year: int = Field(primary_key=True)
    size: Size = Field(sa_type=choice(Size))
    tables: str  # as `figures.shapes.Shape` writes them


class BallotKey(Record, table=True):
    """The key of a table and period. Destroyed when that is published."""

    __tablename__ = "ballot_key"
    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    table_name: str = Field(max_length=20)
    period: str = Field(max_length=7)  # "2026-11", "2026-Q4" or "2026"
    public: bytes  # 32 bytes, X25519: slips are sealed to it
    epoch_id: UUID = Field(foreign_key="epoch.id")  # whose holders made it
    voucher: bytes  # signature by that epoch: a database writer cannot put her own key here
    for_recovery: bytes  # the private half, sealed to the slips of paper
    is_spent: bool = False  # somebody lost access: the next slip takes a new key


class BallotGrant(Record, table=True):
    """An officer holds the key of a table and period: the private half, sealed to her."""

    __tablename__ = "ballot_grant"
    __table_args__ = WITHOUT_ROWID

    key_id: UUID = Field(foreign_key="ballot_key.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    sealed: bytes


class Slip(Record, table=True):
    """One cell of one table, sealed. Nothing leads from it to a ticket or to another slip."""

    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key_id: UUID = Field(foreign_key="ballot_key.id", index=True)
    sealed: bytes  # one size


class FigureRelease(Record, table=True):
    """A table of a period as it was published. It never changes."""

    __tablename__ = "figure_release"
    __table_args__ = WITHOUT_ROWID

    table_name: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=7)
    body: str  # as `figures.frozen.Figure` writes its cells


class LedgerEntry(Record, table=True):
    """What a table of a period has cost. Rows are added and never changed, so that none is
    published twice.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = WITHOUT_ROWID

    table_name: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=7)
    sigma: int  # of the noise in each cell, in tickets; 0 for what is counted exactly
    rho: str = Field(max_length=12)  # "1/32": its cost
    digest: bytes  # SHA-256 of what was published; empty when a restore lost it


# What was published, and what it has cost, is not changed by any statement of the program's.
UNCHANGED = """\
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, 'what is published stays as it is'); END"""

for _table in (FigureRelease, LedgerEntry):
    for _act in ("update", "delete"):
        _made = sa.DDL(  # type: ignore[no-untyped-call]
            UNCHANGED.format(table=_table.__tablename__, act=_act)
        )
        sa.event.listen(
            Record.metadata.tables[str(_table.__tablename__)],
            "after_create",
            _made.execute_if(dialect="sqlite"),
        )
