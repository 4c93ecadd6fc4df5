"""Inquiries, what goes with each, and what is masked when they are handed out."""

from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.register.words import Channel, Correction, Due, Kind, Outcome, Status
from pressdesk.registertables.lists import NAME_CHARACTERS, from_list
from pressdesk.schema import WITHOUT_ROWID, Minute, Record, choice, goes_with

# What a page of the register is filtered by. Its indexes have all of them, so that however few rows
# fit, no other is read.
FILTERED = ("status", "unit", "outlet", "topic", "kind", "outcome")
IS_OPEN = "open_order IS NOT NULL"


def _filtering(by: str) -> sa.Index:
    others = [name for name in FILTERED if name != by]
    return sa.Index(f"ix_inquiry_{by}", by, "number", *others)


class Inquiry(Record, table=True):
    """One outlet's question, how far its answer has come, and the answer."""

    __table_args__ = (
        sa.CheckConstraint("(answer IS NULL) = (released_at IS NULL)", name="answered"),
        sa.CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="ended"),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        sa.CheckConstraint("(due = 'none') = (due_until IS NULL)", name="deadline"),
        # Nobody may ask who asks for public records (TF 2:18): nothing of it is kept but that.
        sa.CheckConstraint(
            "NOT is_records_request OR (outlet IS NULL AND question = '' AND answer IS NULL"
            " AND proposed IS NULL AND spokesperson = '' AND follows IS NULL)",
            name="requester",
        ),
        sa.CheckConstraint("is_records_request OR outlet IS NOT NULL", name="outlet"),
        sa.Index(
            "ix_inquiry_open",
            *("open_order", "number", "parked_until", "owner_id", "issue_id", *FILTERED[:-1]),
            sqlite_where=sa.text(IS_OPEN),
            postgresql_where=sa.text(IS_OPEN),
        ),
        *(_filtering(by) for by in ("unit", "outlet", "topic")),
        *(sa.Index(f"ix_inquiry_{by}", by, "number") for by in ("kind", "status")),
        *(sa.Index(f"ix_inquiry_{by}", by, "number") for by in ("issue_id", "outcome")),
        sa.Index("ix_inquiry_received", "received_at", "number"),
        *(sa.Index(f"ix_inquiry_{by}", by) for by in ("released_at", "closed_at")),
        *(sa.Index(f"ix_inquiry_{by}", by) for by in ("follows", "line_id")),
        WITHOUT_ROWID,
    )

    # Year and running number in one, 2026000118 for "2026-118".
    number: int = Field(sa_column=sa.Column(sa.BigInteger(), primary_key=True, autoincrement=False))
    received_at: datetime = Field(sa_type=Minute)
    channel: Channel = Field(sa_type=choice(Channel))
    outlet: str | None = Field(default=None, sa_column=sa.Column(from_list("outlet")))
    unit: str = Field(sa_column=sa.Column(from_list("unit"), nullable=False))  # the lead unit
    question: str
    kind: Kind | None = Field(default=None, sa_type=choice(Kind))
    topic: str | None = Field(default=None, sa_column=sa.Column(from_list("topic")))
    due: Due = Field(default=Due.NONE, sa_type=choice(Due))
    due_until: datetime | None = Field(default=None, sa_type=Minute)
    # The open ones in the order of their deadlines, as text; null once they are closed, so that the
    # first page costs the same however many there have been.
    open_order: str | None = Field(default=None, max_length=17)
    spokesperson: str = Field(default="", max_length=NAME_CHARACTERS)  # by role
    is_live: bool | None = None  # broadcast live; False: recorded
    embargo_until: datetime | None = Field(default=None, sa_type=Minute)
    call_back_at: datetime | None = Field(default=None, sa_type=Minute)  # promised
    follows: int | None = Field(
        default=None,
        sa_column=sa.Column(sa.BigInteger(), sa.ForeignKey("inquiry.number", ondelete="SET NULL")),
    )
    issue_id: int | None = Field(default=None, foreign_key="issue.id", ondelete="SET NULL")
    facts_from: str | None = Field(default=None, sa_column=sa.Column(from_list("unit")))
    correction: Correction | None = Field(default=None, sa_type=choice(Correction))
    line_id: int | None = Field(default=None, foreign_key="line.id", ondelete="SET NULL")
    line_version: int | None = None  # which version the answer was copied from

    # How it stands: `register.standing.Standing`.
    status: Status = Field(default=Status.NEW, sa_type=choice(Status))
    owner_id: UUID | None = None  # no foreign key: accounts stand with the keys. Gone when closed
    taken_at: datetime | None = Field(default=None, sa_type=Minute)
    waiting_with: str | None = Field(default=None, max_length=NAME_CHARACTERS)
    waiting_since: datetime | None = Field(default=None, sa_type=Minute)
    parked_until: date | None = None
    passed_to: str | None = Field(default=None, sa_column=sa.Column(from_list("unit")))
    proposed: str | None = None
    signed_at: datetime | None = Field(default=None, sa_type=Minute)
    # Null: by mandate. Empty: a colleague, whose name goes when `owner_id` does.
    signed_by: str | None = Field(default=None, max_length=40)
    answer: str | None = None
    released_at: datetime | None = Field(default=None, sa_type=Minute)
    outcome: Outcome | None = Field(default=None, sa_type=choice(Outcome))
    closed_at: datetime | None = Field(default=None, sa_type=Minute)
    is_records_request: bool = False

    registry_number: str | None = Field(default=None, max_length=40)  # "KS 2024/112"
    exported_on: date | None = None
    version: int = 1  # two officers at once are noticed by it


class InquiryUnit(Record, table=True):
    """Another unit that an inquiry is shared with."""

    __tablename__ = "inquiry_unit"
    __table_args__ = WITHOUT_ROWID

    number: int = Field(sa_column=goes_with("inquiry.number", is_key=True))
    unit: str = Field(sa_column=sa.Column(from_list("unit"), primary_key=True))


class InquiryUndo(Record, table=True):
    """The last step, for the minutes in which it can be taken back. Not who took it."""

    __tablename__ = "inquiry_undo"
    __table_args__ = WITHOUT_ROWID

    number: int = Field(sa_column=goes_with("inquiry.number", is_key=True))
    step: str = Field(max_length=20)
    at: int = Field(sa_type=sa.BigInteger)  # seconds since 1970
    before: str  # JSON of what the step changed
    after: int  # the version that the step made


class Mask(Record, table=True):
    """A span that is masked when the register is handed out, with the section it rests on; or, of
    the field "looked", that all of an inquiry was looked through, with the day.
    """

    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(sa_column=goes_with("inquiry.number", is_key=False))
    field: str = Field(max_length=20)
    first: int  # characters of the text
    after: int
    section: str = Field(max_length=60)
    digest: bytes  # SHA-256 of the text that was masked: another text is looked at anew
