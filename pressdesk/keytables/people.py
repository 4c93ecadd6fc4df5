"""Accounts of staff: how they sign in, and what they did. Never of an employee."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field

from pressdesk.schema import WITHOUT_ROWID, Record, choice


class Role(StrEnum):
    """An account has one role for ever."""

    PRESS_OFFICER = "press_officer"
    COMMS_CHIEF = "comms_chief"


class AccountState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Act(StrEnum):
    """What staff do, as the audit log has it."""

    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    ENROLLED = "enrolled"
    HANDED_KEYS = "handed-keys"
    CHANGED_PASSPHRASE = "changed-passphrase"  # noqa: S105 # nosec B105
    RENEWED_TOTP = "renewed-totp"
    ENDED_SESSIONS = "ended-sessions"
    INVITED = "invited"
    DISABLED = "disabled"
    RESET = "reset"
    RECOVERED = "recovered"
    RENEWED_SLIPS = "renewed-slips"
    SAW_REPLACED_KEYS = "saw-replaced-keys"
    WORKED_WITH_TICKETS = "worked-with-tickets"
    ADDED_PASSKEY = "added-passkey"
    REMOVED_PASSKEY = "removed-passkey"
    PLACED_HOLD = "placed-hold"
    LIFTED_HOLD = "lifted-hold"
    DISCLOSED_LIST = "disclosed-list"
    DISCLOSED_TICKET = "disclosed-ticket"
    SAID_CLOCK_IS_RIGHT = "said-clock-is-right"
    RESTORED = "restored"
    PUBLISHED_FIGURES = "published-figures"
    DISCLOSED_REGISTER = "disclosed-register"
    EXPORTED_INQUIRY = "exported-inquiry"


class Account(Record, table=True):
    """A member of staff: a name for signing in, a role, a key pair. No address, no last visit."""

    __table_args__ = WITHOUT_ROWID

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, max_length=40)
    role: Role = Field(sa_type=choice(Role))
    state: AccountState = Field(default=AccountState.INVITED, sa_type=choice(AccountState))
    enrol_digest: bytes | None = None  # SHA-256 of the one-time code (95 bits)
    enrol_until: date | None = None
    founding_locked: bytes | None = None  # first officer only: the first epoch, under her code
    recipe: str | None = Field(default=None, max_length=80)  # how the passphrase is stretched
    public: bytes | None = None  # 32 bytes
    private_locked: bytes | None = None  # under the stretched passphrase
    totp_locked: bytes | None = None  # under the stretched passphrase
    pin: bytes | None = None  # newest epoch she has seen, under her own key: a replaced chain shows
    totp_step: int | None = Field(
        default=None, sa_type=sa.BigInteger
    )  # last time step used, so that a code counts once
    # Whether single letters are shortcuts on the register's pages.
    shortcuts: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    language: str | None = Field(default=None, max_length=20)  # locale she has chosen for her pages


class StaffSession(Record, table=True):
    """A signed-in browser. The cookie's 256-bit id is not here, only its SHA-256."""

    __tablename__ = "staff_session"
    __table_args__ = WITHOUT_ROWID

    digest: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    private_locked: bytes  # the private half, under a key that only the cookie gives
    idle_until: int = Field(sa_type=sa.BigInteger)  # seconds since 1970
    ends: int = Field(sa_type=sa.BigInteger)  # seconds since 1970


class SignInTries(Record, table=True):
    """Failed sign-ins of a name, known or not, or of a browser that has signed in before."""

    __tablename__ = "sign_in_tries"
    __table_args__ = WITHOUT_ROWID

    key: bytes = Field(primary_key=True)  # keyed hash: the name cannot be read off it
    tries: int
    ends: int = Field(sa_type=sa.BigInteger)  # seconds since 1970


class Device(Record, table=True):
    """A browser that has signed in to an account, which gives it tries of its own."""

    __table_args__ = WITHOUT_ROWID

    digest: bytes = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    until: int = Field(sa_type=sa.BigInteger)  # seconds since 1970


class Passkey(Record, table=True):
    """An authenticator that a member of staff added: a phone, a computer, a security key."""

    __table_args__ = WITHOUT_ROWID

    credential_id: bytes = Field(primary_key=True)  # the authenticator's own, random
    account_id: UUID = Field(foreign_key="account.id", index=True)
    public_key: bytes  # COSE, as the authenticator made it
    sign_count: int = Field(sa_type=sa.BigInteger)  # how often it has signed; 0: it never says
    label: str = Field(max_length=40)  # what she calls it: "min telefon"
    private_locked: bytes | None = None  # under what only the authenticator works out


class UsedChallenge(Record, table=True):
    """A challenge that a passkey has answered, until it would have run out: it counts once."""

    __tablename__ = "used_challenge"
    __table_args__ = WITHOUT_ROWID

    digest: bytes = Field(primary_key=True)
    until: int = Field(sa_type=sa.BigInteger)  # seconds since 1970


class AuditEntry(Record, table=True):
    """An act of staff. Acts on tickets stand by day, once, and name no ticket."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_at", "at"), WITHOUT_ROWID)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    at: str = Field(max_length=16)  # "2026-11-18 09:05", or the day alone
    act: Act = Field(sa_type=choice(Act))
    who: str = Field(max_length=40)  # an account's name; empty for the shell
    about: str = Field(max_length=40)  # the account that it was done to, if another
