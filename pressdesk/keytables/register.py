"""The register's yearly key, and what is sealed to it: a reporter's name and way back, and notes.

They stand with the keys, of which only the newest copy is kept, so that no daily copy of the
register opens them after they are gone. Nothing here leads to a ticket or to its keys.
"""

from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Field

from pressdesk.schema import WITHOUT_ROWID, Record, goes_with


class RegisterKey(Record, table=True):
    """A year's key."""

    __tablename__ = "register_key"
    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    year: int
    public: bytes  # 32 bytes, X25519
    # Signed by the officers' key of the month in which it was made; which month, no column says.
    voucher: bytes
    for_recovery: bytes  # the private half, sealed to the slips of paper
    is_spent: bool = False  # somebody lost access: the next text takes a new key


class RegisterGrant(Record, table=True):
    """An officer holds a year's key: the private half, sealed to her."""

    __tablename__ = "register_grant"
    __table_args__ = WITHOUT_ROWID

    key_id: UUID = Field(foreign_key="register_key.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    sealed: bytes


class Reporter(Record, table=True):
    """A reporter's name and way back, sealed; purged first."""

    __table_args__ = WITHOUT_ROWID

    number: int = Field(sa_column=goes_with("inquiry.number", is_key=True))
    key_id: UUID = Field(foreign_key="register_key.id")
    sealed: bytes


class InquiryNote(Record, table=True):
    """A working note on an inquiry, for colleagues alone. Gone when it is closed."""

    __tablename__ = "inquiry_note"
    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(sa_column=goes_with("inquiry.number", is_key=False))
    key_id: UUID = Field(foreign_key="register_key.id")
    day: date
    sealed: bytes


class RegisterDraft(Record, table=True):
    """What an officer has typed on a page of the register and not saved yet, sealed to her. The id
    is derived from her key: no column says whose, or what it is about.
    """

    __tablename__ = "register_draft"
    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(primary_key=True)
    day: date  # when it was last kept; it goes a week later
    sealed: bytes
