"""Tables of what people write. No name, address or time of day; ids tell no order, weeks tell no
day.
"""

from enum import IntEnum, StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.schema import WITHOUT_ROWID, Record, choice


class Wanted(IntEnum):
    """When the answer is needed, in order of the queue; the nightly run alone sets `OVERDUE`."""

    OVERDUE = 0
    NOW = 1
    TODAY = 2
    THIS_WEEK = 3
    LATER = 4
    AFTER_PUBLICATION = 5


class State(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a ticket ended; sealed."""

    ANSWERED = "answered"
    ARRANGED = "arranged"
    WITHDRAWN = "withdrawn"
    NOT_A_QUESTION = "not-a-question"


class Author(StrEnum):
    EMPLOYEE = "employee"
    OFFICER = "officer"


# Both the index and the queue say it in the same words, since SQLite compares them.
IS_WAITING = sa.text("state IN ('new', 'taken')")


class Ticket(Record, table=True):
    """One employee's request. Holds no name, address or time of day."""

    __table_args__ = (
        sa.CheckConstraint("wanted BETWEEN 0 AND 5", name="wanted"),
        sa.Index("ix_ticket_queue", "wanted", "week", "id", sqlite_where=IS_WAITING),
        WITHOUT_ROWID,
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    handle: bytes = Field(unique=True)  # 32 bytes from the receipt code, which is never stored
    epoch_id: UUID = Field(index=True)  # whose key opens the ticket key
    week: str = Field(max_length=8)  # ISO week, "2026-W47"; purging counts from it
    wanted: int  # a `Wanted`, 0 to 5
    state: State = Field(default=State.NEW, sa_type=choice(State))
    last_reply_week: str | None = Field(
        default=None, max_length=8
    )  # it closes itself counted from this
    closed_week: str | None = Field(default=None, max_length=8)
    purge_week: str = Field(max_length=8)
    version: int = 1  # two officers at once are noticed by it
    particulars: bytes  # kinds of help, topic, kind of media, day needed: sealed
    outcome: bytes | None = None  # sealed


class Message(Record, table=True):
    """A question, answer or follow-up: text under the ticket's key, bound to its place in the
    thread.
    """

    __table_args__ = (sa.UniqueConstraint("ticket_id", "position"), WITHOUT_ROWID)

    id: UUID = Field(primary_key=True)
    ticket_id: UUID = Field(foreign_key="ticket.id", ondelete="CASCADE")
    position: int  # 1 is the question
    author: Author = Field(sa_type=choice(Author))
    week: str = Field(max_length=8)
    sealed: bytes


class WorkingNote(Record, table=True):
    """A note for the next shift, sealed to the epoch. Gone when the ticket closes."""

    __tablename__ = "working_note"
    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(primary_key=True)
    ticket_id: UUID = Field(foreign_key="ticket.id", ondelete="CASCADE", index=True)
    week: str = Field(max_length=8)
    sealed: bytes


class Draft(Record, table=True):
    """An answer not yet sent, sealed to its author. The id is derived from her key: no column says
    whose.
    """

    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(primary_key=True)
    ticket_id: UUID = Field(foreign_key="ticket.id", ondelete="CASCADE", index=True)
    sealed: bytes
