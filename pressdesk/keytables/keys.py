"""Keys, each sealed: epochs, who holds them, tickets' own.

A ticket's key stands here and not beside the ticket, so that an older copy of what people wrote is
unreadable once the key is gone.
"""

from enum import IntEnum
from uuid import UUID, uuid4

from sqlmodel import Field

from pressdesk.schema import WITHOUT_ROWID, Record


class Site(Record, table=True):
    """One row: when the site was founded, and to whom everything is sealed besides the officers."""

    __table_args__ = WITHOUT_ROWID

    name: str = Field(default="site", primary_key=True, max_length=4)
    founded: str = Field(max_length=7)  # month, "2026-11"; the chief's first figures follow from it
    register_since: str = Field(  # month from which inquiries are counted
        default="", max_length=7, sa_column_kwargs={"server_default": ""}
    )
    recovery_public: bytes  # 32 bytes; the private half is on two slips of paper


class Epoch(Record, table=True):
    """A month's key. Tickets are sealed to its public half; its seed is with the officers and on
    the slips.
    """

    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: int = Field(unique=True)  # place in the chain, from 1
    month: str = Field(max_length=7)  # from when it is used
    public: bytes  # 32 bytes, X25519
    verify: bytes  # 32 bytes, Ed25519: checks who was handed this epoch
    voucher: bytes | None = None  # signature by the epoch before; the first signs itself
    for_recovery: bytes  # the seed, sealed to the slips; empty once the epoch is retired
    recovery_mac: bytes  # made with the seed: a database writer cannot replace the slips
    is_spent: bool = False  # somebody lost access: the next officer to sign in opens a successor


class EpochGrant(Record, table=True):
    """An officer holds an epoch: its seed sealed to her, and a voucher made with the epoch."""

    __tablename__ = "epoch_grant"
    __table_args__ = WITHOUT_ROWID

    epoch_id: UUID = Field(foreign_key="epoch.id", primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", primary_key=True)
    sealed: bytes
    voucher: bytes  # signature over account and public key: a database writer cannot add a holder


class Counted(IntEnum):
    """Which slips have been cast for a ticket; each step once, whatever is undone and done anew."""

    NOT = 0
    TAKEN = 1
    ANSWERED = 2
    ENDED = 3


class TicketKey(Record, table=True):
    """A ticket's key, twice sealed. Blanked at deletion and purging; the handle stays."""

    __tablename__ = "ticket_key"
    __table_args__ = WITHOUT_ROWID

    handle: bytes = Field(primary_key=True)  # 32 bytes from the receipt code, which is never stored
    epoch_id: UUID = Field(foreign_key="epoch.id", index=True)
    for_epoch: bytes | None = None
    for_receipt: bytes | None = None
    # How far it has been counted, a `Counted`. It stands here so that no older copy of what people
    # wrote has a ticket counted twice.
    counted: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
