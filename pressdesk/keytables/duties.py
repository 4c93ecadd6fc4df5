"""What the authority must do and show: holds, purge records, nightly work, notices."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.schema import WITHOUT_ROWID, Record, choice


class Hold(Record, table=True):
    """What may not be purged while somebody has asked for it: one ticket, or all of some weeks.

    It stands with the keys, so that no older copy of what people wrote lifts it. The reference is
    its own: never the requester's name or case number.
    """

    __table_args__ = (
        sa.CheckConstraint("(ticket_id IS NULL) <> (from_week IS NULL)", name="scope"),
        sa.CheckConstraint("(from_week IS NULL) = (to_week IS NULL)", name="weeks"),
        WITHOUT_ROWID,
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(unique=True, max_length=40)
    ticket_id: UUID | None = None  # no foreign key: it outlives a restore that lacks the ticket
    from_week: str | None = Field(default=None, max_length=8)
    to_week: str | None = Field(default=None, max_length=8)  # this week too
    review: date  # on this day somebody asks whether it is still needed; it never ends by itself


class PurgeRecord(Record, table=True):
    """What a day's run destroyed, in counts (gallringsprotokoll). Kept for ever."""

    __tablename__ = "purge_record"
    __table_args__ = WITHOUT_ROWID

    day: date = Field(primary_key=True)
    decision: str = Field(max_length=80)  # number of the disposal decision that it was done by
    tickets: int = 0  # whose time was over
    held: int = 0  # whose time was over, and that a hold kept
    epochs: int = 0  # keys destroyed
    tombstones: int = 0  # tickets that had come under those keys, whoever deleted them
    audit: int = 0  # entries of the staff log
    # Of the register: inquiries, and contacts of reporters.
    inquiries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reporters: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Lease(Record, table=True):
    """Who does a piece of nightly work at the moment, so that two processes do not, and the last
    day it was done.
    """

    __table_args__ = WITHOUT_ROWID

    name: str = Field(primary_key=True, max_length=20)
    holder: bytes  # 16 random bytes of a process
    until: int = Field(sa_type=sa.BigInteger)  # seconds since 1970
    done: date | None = None


class NoticeState(StrEnum):
    WAITING = "waiting"  # for its mail server, or for the process that is talking to it
    HANDED = "handed"  # given to the mail server; what it said is not known (yet)
    SENT = "sent"
    MISSED = "missed"


class Notice(Record, table=True):
    """A mail that says nothing, at its fixed hour, and what became of it."""

    __table_args__ = WITHOUT_ROWID

    slot: str = Field(primary_key=True, max_length=13)  # "2026-11-22 08"
    tries: int = 0
    next_try: int = Field(default=0, sa_type=sa.BigInteger)  # seconds since 1970
    state: NoticeState = Field(default=NoticeState.WAITING, sa_type=choice(NoticeState))
    refused: int = 0  # recipients whom the mail server did not take, while it took others
    fault: str = Field(default="", max_length=20)  # at which step the last try ended
