"""A member of staff's keys: made at enrolment, opened by her passphrase, carried by her session."""

import hmac
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, delete

from pressdesk.errors import NotOpened
from pressdesk.keytables import Account, Device, SignInTries, StaffSession, UsedChallenge
from pressdesk.vault import sealing
from pressdesk.vault.passphrase import Recipe, new_recipe, stretch
from pressdesk.vault.sealing import Place

FINGERPRINT_GROUPS = 6
NOBODY = UUID(int=0)


class Locked(NamedTuple):
    """What an account row keeps of a passphrase, a key pair and a TOTP secret."""

    recipe: str
    public: bytes
    private_locked: bytes
    totp_locked: bytes


class Unlocked(NamedTuple):
    """What a passphrase opens. Held in memory for one request."""

    private: bytes
    totp_secret: bytes


def lock_under(passphrase: str, account_id: UUID, unlocked: Unlocked) -> Locked:
    """Lock a private half and a TOTP secret under a passphrase, stretched anew."""
    recipe = new_recipe()
    key = stretch(passphrase, recipe)
    private, secret = unlocked
    return Locked(
        recipe=recipe.encoded(),
        public=sealing.public_of(private),
        private_locked=sealing.lock(key, private, _place(account_id, "private_locked")),
        totp_locked=sealing.lock(key, secret, _place(account_id, "totp_locked")),
    )


def unlock(account: Account | None, name: str, passphrase: str, pepper: bytes) -> Unlocked | None:
    """Open an account's keys; None when the passphrase is wrong or there is no such account.

    The same work for all: one stretching and two decryptions, for an unknown name with a salt made
    of it.
    """
    decoy = hmac.digest(pepper, b"decoy:" + name.encode(), "sha256")
    recipe = _recipe(account)
    key = stretch(passphrase, recipe or Recipe(decoy[:16]))
    row = account.id if account else NOBODY
    private = _try(key, account.private_locked if account else None, _place(row, "private_locked"))
    totp = _try(key, account.totp_locked if account else None, _place(row, "totp_locked"))
    return Unlocked(private, totp) if recipe and private and totp else None


def session_copy(token: bytes, account_id: UUID, private: bytes) -> bytes:
    """The private half under a key that only the session's 32-byte id gives; the server keeps no
    id.
    """
    return sealing.lock(_session_key(token), private, _session_place(account_id, token))


def from_session(token: bytes, session: StaffSession) -> bytes:
    """The private half that a session carries.

    Raises:
        NotOpened: the row was not made for this id and account.
    """
    place = _session_place(session.account_id, token)
    return sealing.unlock(_session_key(token), session.private_locked, place)


def end_sessions(db: Session, now_seconds: float) -> int:
    """Delete sessions that are over, with the keys they carry; how many."""
    over = (col(StaffSession.idle_until) <= now_seconds) | (col(StaffSession.ends) <= now_seconds)
    return int(db.exec(delete(StaffSession).where(over)).rowcount)


def end_tries(db: Session, now_seconds: float) -> int:
    """Forget failed sign-ins, known browsers and used challenges that have run out; how many."""
    over = (
        delete(SignInTries).where(col(SignInTries.ends) <= now_seconds),
        delete(Device).where(col(Device.until) <= now_seconds),
        delete(UsedChallenge).where(col(UsedChallenge.until) <= now_seconds),
    )
    return sum(int(db.exec(each).rowcount) for each in over)


def fingerprint(public: bytes) -> str:
    """What two officers compare before one hands the other the keys: six groups of five digits, 99
    bits.
    """
    number = int.from_bytes(sealing.digest(b"fingerprint" + public), "big")
    groups = []
    for _ in range(FINGERPRINT_GROUPS):
        number, group = divmod(number, 100_000)
        groups.append(f"{group:05}")
    return " ".join(groups)


def _recipe(account: Account | None) -> Recipe | None:
    """How an account's passphrase is stretched; None when somebody wrote another cost there."""
    if account is None or account.recipe is None:
        return None
    try:
        return Recipe.parse(account.recipe)
    except NotOpened:
        return None


def _place(account_id: UUID, column: str) -> Place:
    return Place("staff key", "account", column, account_id.bytes)


def _session_place(account_id: UUID, token: bytes) -> Place:
    return Place(
        "session key", "staff_session", "private_locked", account_id.bytes + sealing.digest(token)
    )


def _session_key(token: bytes) -> bytes:
    return sealing.derive(token, "session key")


def _try(key: bytes, locked: bytes | None, place: Place) -> bytes | None:
    """Open; a decoy of the same size takes the same work when there is nothing to open."""
    try:
        return sealing.unlock(key, locked or DECOY, place)
    except NotOpened:
        return None


DECOY = sealing.lock(sealing.new_key(), sealing.new_key(), _place(NOBODY, "decoy"))
