"""Sign in and out. A session is a random id in a cookie; the server keeps its SHA-256 only."""

import secrets
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, delete, update

from pressdesk.errors import KeysReplaced, NotOpened, NotSignedIn, SignInRefused
from pressdesk.figures import ballots
from pressdesk.keytables import Account, AccountState, Role, StaffSession
from pressdesk.staff import accounts, handing, tries
from pressdesk.storage import show_session
from pressdesk.vault import epochs, keys, pins, sealing, totp
from pressdesk.vault.epochs import Holder
from pressdesk.vault.keys import Unlocked

TOKEN_BYTES = 32
IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 10 * 60 * 60
TOUCH_SECONDS = 60  # an idle limit is moved on at most this often
# A session that ends later than this was begun by a clock ahead of its time. A clock that is set
# back by hours signs nobody out in the middle of her work.
FURTHEST_SECONDS = LONGEST_SECONDS + 24 * 60 * 60


class SignedIn(NamedTuple):
    """Who is behind a request, with her private half; lives as long as the request."""

    id: UUID
    name: str
    role: Role
    holds_keys: bool
    holder: Holder
    fingerprint: str
    shortcuts: bool  # see `keytables.Account`
    language: str | None = None  # the locale that she has chosen


def begin(
    db: Session,
    name: str,
    unlocked: Unlocked | None,
    typed: str,
    today: date,
    now_seconds: float,
) -> bytes:
    """A session's 32-byte id. Passphrase and code are judged together, a code counts once.

    Args:
        unlocked: what `keys.unlock` made of the passphrase, outside any transaction, since it takes
            its time; None when it was wrong.

    Raises:
        SignInRefused: they do not belong together; which of them is not said.
        KeysReplaced: see `start`.
    """
    account = accounts.find(db, name)
    secret = unlocked.totp_secret if unlocked else DECOY_SECRET
    step = totp.step_of(secret, typed, now_seconds)
    if account is None or unlocked is None or step is None or not _is_new(account, step):
        raise SignInRefused
    account.totp_step = step
    db.add(account)
    return start(db, account, unlocked.private, today, now_seconds)


def start(db: Session, account: Account, private: bytes, today: date, now_seconds: float) -> bytes:
    """A session's 32-byte id, for whoever has proved to be this account.

    An officer's sign-in compares the epochs with what she has seen, and opens those that are due.

    Raises:
        SignInRefused: the private half is not this account's.
        KeysReplaced: see `pins.check`.
    """
    if account.public != sealing.public_of(private):
        raise SignInRefused
    if account.role is Role.PRESS_OFFICER:
        holder = Holder(account.id, private)
        epochs.prepare(db, holder, today)
        ballots.prepare(db, holder, today)
        pins.check(db, account, holder, today)
    return _add(db, account, private, now_seconds)


def resume(db: Session, token: bytes, today: date, now_seconds: float) -> SignedIn:
    """Who a cookie belongs to.

    Raises:
        NotSignedIn: unknown, idle for 30 minutes, older than 10 hours, begun by a clock that was
            days ahead, or the account was disabled.
        KeysReplaced: the account's public key is not of the private half that the session carries;
            or, for an officer, see `pins.compare`.
    """
    show(db, token)
    row = db.get(StaffSession, sealing.digest(token))
    account = db.get(Account, row.account_id) if row else None
    if row is None or account is None or now_seconds >= min(row.idle_until, row.ends):
        raise NotSignedIn
    if row.ends - now_seconds > FURTHEST_SECONDS:
        raise NotSignedIn
    if account.state is not AccountState.ACTIVE or account.public is None:
        raise NotSignedIn
    try:
        private = keys.from_session(token, row)
    except NotOpened:
        raise NotSignedIn from None
    holder, public = Holder(account.id, private), sealing.public_of(private)
    if account.public != public:
        raise KeysReplaced
    is_officer = account.role is Role.PRESS_OFFICER
    if is_officer:
        pins.compare(db, account, holder)
    return SignedIn(
        id=account.id,
        name=account.name,
        role=account.role,
        holds_keys=is_officer and handing.holds_keys(db, account, today),
        holder=holder,
        fingerprint=keys.fingerprint(public),
        shortcuts=account.shortcuts,
        language=account.language,
    )


def show(db: Session, token: bytes) -> None:
    """Where the database shows no session by itself, have it show this one."""
    show_session(db, sealing.digest(token))


def is_due(db: Session, token: bytes, now_seconds: float) -> bool:
    """Whether the idle limit should be moved on; it is not written at every click."""
    row = db.get(StaffSession, sealing.digest(token))
    return row is not None and row.idle_until - now_seconds < IDLE_SECONDS - TOUCH_SECONDS


def touch(db: Session, token: bytes, now_seconds: float) -> None:
    """Move a session's idle limit on."""
    show(db, token)
    idle_until = int(now_seconds) + IDLE_SECONDS
    mine = col(StaffSession.digest) == sealing.digest(token)
    db.exec(update(StaffSession).where(mine).values(idle_until=idle_until))


def end_all(db: Session, account_id: UUID, *, but: bytes | None = None) -> None:
    """End every session of an account, all browsers that it knows included.

    Args:
        but: the id of the session that asks, if it should go on.
    """
    kept = sealing.digest(but) if but else b""
    mine = col(StaffSession.account_id) == account_id
    db.exec(delete(StaffSession).where(mine, col(StaffSession.digest) != kept))
    tries.forget_devices(db, account_id)


def sign_out(db: Session, token: bytes) -> None:
    """End a session; ending it twice changes nothing."""
    show(db, token)
    db.exec(delete(StaffSession).where(col(StaffSession.digest) == sealing.digest(token)))


def _is_new(account: Account, step: int) -> bool:
    is_active = account.state is AccountState.ACTIVE
    return is_active and (account.totp_step is None or step > account.totp_step)


def _add(db: Session, account: Account, private: bytes, now_seconds: float) -> bytes:
    token = secrets.token_bytes(TOKEN_BYTES)
    now = int(now_seconds)
    db.add(
        StaffSession(
            digest=sealing.digest(token),
            account_id=account.id,
            private_locked=keys.session_copy(token, account.id, private),
            idle_until=now + IDLE_SECONDS,
            ends=now + LONGEST_SECONDS,
        )
    )
    return token


DECOY_SECRET = totp.new_secret()
