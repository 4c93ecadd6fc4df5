"""Who is on duty, and a crisis that is on."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.registertables.lists import from_list
from pressdesk.schema import WITHOUT_ROWID, Minute, Record


class DutyWeek(Record, table=True):
    """Who is on duty from a week's change, and who stands in."""

    __tablename__ = "duty_week"
    __table_args__ = WITHOUT_ROWID

    monday: date = Field(primary_key=True)
    account_id: UUID  # no foreign key: accounts stand with the keys
    backup_id: UUID | None = None


class Crisis(Record, table=True):
    """A crisis that is on, or the last one, whose words the next can begin with."""

    __table_args__ = WITHOUT_ROWID

    name: str = Field(default="crisis", primary_key=True, max_length=6)
    since: datetime = Field(sa_type=Minute)
    ended_at: datetime | None = Field(default=None, sa_type=Minute)  # null while it is on
    # The lead unit of what is taken in by the one field.
    unit: str = Field(sa_column=sa.Column(from_list("unit"), nullable=False))
    issue_id: int | None = Field(default=None, foreign_key="issue.id", ondelete="SET NULL")
    wording: str = ""  # what whoever answers the phone says
    meeting_at: datetime | None = Field(default=None, sa_type=Minute)  # the next press meeting
    meeting_place: str = Field(default="", max_length=200)
    version: int = 1
