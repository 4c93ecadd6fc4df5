"""Keys that officers hold together: those of ballots, and the register's.

A key is made by an officer who holds the current epoch, and vouched for with it, so that whoever
can write the database cannot have anything sealed to a key of her own. It is held by officers and
the slips of paper alone.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from pressdesk.errors import KeysReplaced, NotOpened
from pressdesk.keytables import (
    Account,
    BallotGrant,
    BallotKey,
    Epoch,
    RegisterGrant,
    RegisterKey,
    Site,
)
from pressdesk.vault import recovery, sealing, vouchers
from pressdesk.vault.sealing import Place

SharedKey = BallotKey | RegisterKey
Key = TypeVar("Key", BallotKey, RegisterKey)


class _Kind(NamedTuple):
    """What the keys of a kind are called, and the tables of the keys and of who holds them."""

    name: str
    keys: type[Any]
    grants: type[Any]


KINDS = (
    _Kind("ballot", BallotKey, BallotGrant),
    _Kind("register", RegisterKey, RegisterGrant),
)


def make(
    db: Session,
    epoch: Epoch,
    seed: bytes,
    officers: Iterable[Account],
    key: Key,
    words: Callable[[Key], bytes],
) -> Key:
    """Give a key's row its halves, and the key into the hands of these officers.

    Args:
        epoch, seed: the current one; it vouches for the key.
        key: a row with its id and with what it is for.
        words: what is signed of it.

    Raises:
        KeysReplaced: the slips of paper are not those that the epoch's holders knew.
    """
    site = db.exec(select(Site)).one()
    if epoch.recovery_mac != recovery.mac(seed, site.recovery_public):
        raise KeysReplaced
    private = sealing.new_key()
    key.public = sealing.public_of(private)
    key.voucher = vouchers.vouching(seed).sign(words(key))
    _seal_for_recovery(key, private, site.recovery_public)
    db.add(key)
    db.flush()
    for officer in officers:
        grant(db, key, private, officer)
    return key


def grant(db: Session, key: SharedKey, private: bytes, officer: Account) -> None:
    """Hand a key to an officer. Doing it twice changes nothing."""
    grants = _kind(key).grants
    if officer.public is not None and not is_granted(db, key, officer.id):
        sealed = sealing.seal(officer.public, private, _grant_place(key, officer.id))
        db.add(grants(key_id=key.id, account_id=officer.id, sealed=sealed))


def is_granted(db: Session, key: SharedKey, account_id: UUID) -> bool:
    """Whether an officer was handed a key."""
    return _grant(db, key, account_id) is not None


def private_of(db: Session, account_id: UUID, private: bytes, key: SharedKey) -> bytes:
    """A key's private half, for an officer who holds it.

    Args:
        private: the officer's own.

    Raises:
        NotOpened: she does not hold it.
    """
    row = _grant(db, key, account_id)
    return open_grant(private, key, account_id, row.sealed if row else None)


def open_grant(private: bytes, key: SharedKey, account_id: UUID, sealed: bytes | None) -> bytes:
    """A key's private half, as a grant seals it to an officer. Raises NotOpened."""
    return _checked(key, sealing.open_sealed(private, sealed, _grant_place(key, account_id)))


def hand_over(db: Session, account_id: UUID, private: bytes, other: Account) -> None:
    """Give another officer every key that this one holds; one that is damaged stops no other."""
    for kind in KINDS:
        held = select(kind.grants.key_id).where(kind.grants.account_id == account_id)
        for key in db.exec(select(kind.keys).where(col(kind.keys.id).in_(held))).all():
            with suppress(NotOpened):
                grant(db, key, private_of(db, account_id, private, key), other)


def withdraw(db: Session, account_id: UUID) -> None:
    """Take an officer's keys away."""
    for kind in KINDS:
        db.exec(delete(kind.grants).where(col(kind.grants.account_id) == account_id))


def spend(db: Session) -> None:
    """Seal nothing more to the keys that are there: somebody knows them who should not."""
    for kind in KINDS:
        db.exec(update(kind.keys).values(is_spent=True))


def for_recovery(key: SharedKey, given: bytes) -> bytes:
    """A key's private half, with that of both slips of paper. Raises NotOpened."""
    return _checked(key, sealing.open_sealed(given, key.for_recovery, _recovery_place(key)))


def renew_slips(
    db: Session, opened: Iterable[tuple[SharedKey, bytes]], recovery_public: bytes
) -> None:
    """Seal keys to new slips of paper. The old slips open none, whatever it is: what could not be
    opened is sealed to nobody's.
    """
    for kind in KINDS:
        db.exec(update(kind.keys).values(for_recovery=b""))
    for key, private in opened:
        _seal_for_recovery(key, private, recovery_public)
        db.add(key)


def bad(db: Session, keys: type[Key], vouched: Iterable[Key]) -> tuple[int, int]:
    """Keys of a kind that no officer vouched for; and of the others those that no officer holds."""
    (grants,) = [kind.grants for kind in KINDS if kind.keys is keys]
    every, known = set(db.exec(select(keys.id)).all()), {key.id for key in vouched}
    return len(every - known), len(known - set(db.exec(select(grants.key_id)).all()))


def _seal_for_recovery(key: SharedKey, private: bytes, recovery_public: bytes) -> None:
    key.for_recovery = sealing.seal(recovery_public, private, _recovery_place(key))


def _kind(key: SharedKey) -> _Kind:
    return next(kind for kind in KINDS if isinstance(key, kind.keys))


def _grant(db: Session, key: SharedKey, account_id: UUID) -> BallotGrant | RegisterGrant | None:
    found: BallotGrant | RegisterGrant | None
    found = db.get(_kind(key).grants, (key.id, account_id))
    return found


def _checked(key: SharedKey, private: bytes) -> bytes:
    if sealing.public_of(private) != key.public:
        raise NotOpened
    return private


def _grant_place(key: SharedKey, account_id: UUID) -> Place:
    name = _kind(key).name
    return Place(f"{name} grant", f"{name}_grant", "sealed", key.id.bytes + account_id.bytes)


def _recovery_place(key: SharedKey) -> Place:
    name = _kind(key).name
    return Place(f"{name} recovery", f"{name}_key", "for_recovery", key.id.bytes)
