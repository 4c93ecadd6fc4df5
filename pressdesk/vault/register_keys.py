"""The register's yearly key, never used for tickets: a reporter's name and way back, and working
notes, are sealed to it.

No column says which epoch vouches for it, since nothing may join the register and tickets: any of
the chain may.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from pressdesk.errors import NoRegisterKey, NotOpened
from pressdesk.keytables import Account, Epoch, RegisterGrant, RegisterKey
from pressdesk.vault import epochs, makers, shared_keys, vouchers
from pressdesk.vault.epochs import Holder
from pressdesk.vault.sealing import Place


def of_year(db: Session, holder: Holder, today: date) -> RegisterKey:
    """The key that today's texts are sealed to. A year's first one is made by this officer's hand,
    and so is the next after somebody lost access.

    Raises:
        NoRegisterKey: she does not hold it; or there is none, and she cannot make one.
        KeysReplaced: the slips of paper are not those that the officers knew.
    """
    own = [key for key in _vouched(db) if key.year == today.year and not key.is_spent]
    key = min(own, key=lambda key: key.id, default=None) or _make(db, holder, today)
    _private_of(db, holder, key)
    return key


def private_of(db: Session, holder: Holder, key_id: UUID) -> bytes:
    """The private half of the key that a text was sealed to.

    Raises:
        NoRegisterKey: she does not hold it, or no officer vouched for it.
    """
    key = next((key for key in _vouched(db) if key.id == key_id), None)
    if key is None:
        raise NoRegisterKey
    return _private_of(db, holder, key)


def vouched(db: Session, chain: Iterable[Epoch]) -> list[RegisterKey]:
    """Every key that an epoch of the chain vouches for; others count for nothing."""
    verifies = [epoch.verify for epoch in chain]
    return [key for key in db.exec(select(RegisterKey)) if _is_vouched(verifies, key)]


def lacks(db: Session, account: Account) -> bool:
    """Whether colleagues hold a key that this officer was never handed."""
    held = set(db.exec(select(RegisterGrant.key_id)).all())
    mine = select(RegisterGrant.key_id).where(col(RegisterGrant.account_id) == account.id)
    lacking = held - set(db.exec(mine).all())
    return any(key.id in lacking for key in _vouched(db))


def bad(db: Session) -> tuple[int, int]:
    """Keys that no officer vouched for, which open nothing; and of the others those that no officer
    holds.
    """
    return shared_keys.bad(db, RegisterKey, _vouched(db))


def _make(db: Session, holder: Holder, today: date) -> RegisterKey:
    # She may have signed in before a colleague lost access: new epochs do not wait for the next.
    epochs.prepare(db, holder, today)
    maker = makers.maker(db, holder, today)
    if maker is None:
        raise NoRegisterKey
    key = RegisterKey(id=uuid4(), year=today.year, public=b"", voucher=b"", for_recovery=b"")
    return shared_keys.make(db, *maker, key, _words)


def _private_of(db: Session, holder: Holder, key: RegisterKey) -> bytes:
    try:
        return shared_keys.private_of(db, *holder, key)
    except NotOpened:
        raise NoRegisterKey from None


def _vouched(db: Session) -> list[RegisterKey]:
    return vouched(db, epochs.chain(db))


def _is_vouched(verifies: Iterable[bytes], key: RegisterKey) -> bool:
    words = _words(key)
    return any(vouchers.is_signed(verify, key.voucher, words) for verify in verifies)


def _words(key: RegisterKey) -> bytes:
    """What an epoch signs: for which year the key is."""
    whole = key.id.bytes + key.public
    return Place("keeps", "register_key", "voucher", whole, key.year).encoded()
