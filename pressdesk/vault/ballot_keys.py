"""Keys of ballots: one for each table and period, held by officers and the slips of paper alone.

A key is made by an officer who holds the current epoch, and vouched for with it, so that whoever
can write the database cannot have ballots sealed to a key of her own. It is destroyed when its
table is published.
"""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, select, update

from pressdesk.errors import KeysReplaced, NotOpened
from pressdesk.keytables import Account, BallotGrant, BallotKey, Epoch, Site, Slip
from pressdesk.vault import recovery, sealing, vouchers
from pressdesk.vault.sealing import Place

INDEX_BYTES = 2


def make(
    db: Session, epoch: Epoch, seed: bytes, officers: Iterable[Account], table: str, period: str
) -> BallotKey:
    """A key for a table and period, in the hands of these officers.

    Args:
        epoch, seed: the current one; it vouches for the key.

    Raises:
        KeysReplaced: the slips of paper are not those that the epoch's holders knew.
    """
    site = db.exec(select(Site)).one()
    if epoch.recovery_mac != recovery.mac(seed, site.recovery_public):
        raise KeysReplaced
    private = sealing.new_key()
    key = BallotKey(
        id=uuid4(),
        table_name=table,
        period=period,
        public=sealing.public_of(private),
        epoch_id=epoch.id,
        voucher=b"",
        for_recovery=b"",
    )
    key.voucher = vouchers.vouching(seed).sign(_words(key))
    seal_for_recovery(key, private, site.recovery_public)
    db.add(key)
    db.flush()
    for officer in officers:
        grant(db, key, private, officer)
    return key


def vouched(db: Session, chain: Iterable[Epoch]) -> list[BallotKey]:
    """Every key that an epoch of the chain vouches for; others count for nothing."""
    by_id = {epoch.id: epoch for epoch in chain}
    return [key for key in db.exec(select(BallotKey)) if _is_vouched(by_id.get(key.epoch_id), key)]


def grant(db: Session, key: BallotKey, private: bytes, officer: Account) -> None:
    """Hand a key to an officer. Doing it twice changes nothing."""
    if db.get(BallotGrant, (key.id, officer.id)) is None and officer.public is not None:
        sealed = sealing.seal(officer.public, private, _grant_place(key.id, officer.id))
        db.add(BallotGrant(key_id=key.id, account_id=officer.id, sealed=sealed))


def private_of(db: Session, account_id: UUID, private: bytes, key: BallotKey) -> bytes:
    """A key's private half, for an officer who holds it.

    Args:
        private: the officer's own.

    Raises:
        NotOpened: she does not hold it.
    """
    row = db.get(BallotGrant, (key.id, account_id))
    if row is None:
        raise NotOpened
    return _checked(key, sealing.open_sealed(private, row.sealed, _grant_place(key.id, account_id)))


def hand_over(db: Session, account_id: UUID, private: bytes, other: Account) -> None:
    """Give another officer every key that this one holds; one that is damaged stops no other."""
    mine = select(BallotKey).join(BallotGrant).where(BallotGrant.account_id == account_id)
    for key in db.exec(mine).all():
        with suppress(NotOpened):
            grant(db, key, private_of(db, account_id, private, key), other)


def withdraw(db: Session, account_id: UUID) -> None:
    """Take an officer's keys away."""
    db.exec(delete(BallotGrant).where(col(BallotGrant.account_id) == account_id))


def spend(db: Session) -> None:
    """Seal nothing more to the keys that are there: somebody knows them who should not."""
    db.exec(update(BallotKey).values(is_spent=True))


def seal_for_recovery(key: BallotKey, private: bytes, recovery_public: bytes) -> None:
    """Seal a key to the slips of paper."""
    key.for_recovery = sealing.seal(recovery_public, private, _recovery_place(key.id))


def for_recovery(key: BallotKey, given: bytes) -> bytes:
    """A key's private half, with that of both slips of paper. Raises NotOpened."""
    place = _recovery_place(key.id)
    return _checked(key, sealing.open_sealed(given, key.for_recovery, place))


def destroy(db: Session, table: str, period: str) -> None:
    """Destroy the keys of a table and period, and every ballot under them."""
    ids = select(BallotKey.id).where(BallotKey.table_name == table, BallotKey.period == period)
    # Otherwise SQLAlchemy has the database tell it every ballot that goes: memory for each of them.
    unheld = {"synchronize_session": False}
    db.exec(delete(Slip).where(col(Slip.key_id).in_(ids)), execution_options=unheld)
    db.exec(delete(BallotGrant).where(col(BallotGrant.key_id).in_(ids)))
    db.exec(
        delete(BallotKey).where(col(BallotKey.table_name) == table, col(BallotKey.period) == period)
    )


def seal_cell(key: BallotKey, cell: int) -> Slip:
    """A ballot: the index of a cell, sealed, in one size. Anybody can cast one; holders open it."""
    slip = Slip(id=uuid4(), key_id=key.id, sealed=b"")
    plain = cell.to_bytes(INDEX_BYTES, "big")
    slip.sealed = sealing.seal(key.public, plain, _slip_place(key.id, slip.id))
    return slip


def open_cell(private: bytes, key_id: UUID, slip_id: UUID, sealed: bytes) -> int:
    """The index on a ballot. Raises NotOpened: it was not made for this key and row."""
    return int.from_bytes(sealing.open_sealed(private, sealed, _slip_place(key_id, slip_id)), "big")


def _checked(key: BallotKey, private: bytes) -> bytes:
    if sealing.public_of(private) != key.public:
        raise NotOpened
    return private


def _is_vouched(epoch: Epoch | None, key: BallotKey) -> bool:
    return epoch is not None and vouchers.is_signed(epoch.verify, key.voucher, _words(key))


def _words(key: BallotKey) -> bytes:
    """What the epoch signs: for which table and period the key is."""
    names = f"{key.table_name}/{key.period}/".encode()
    return Place("counts", "ballot_key", "voucher", key.id.bytes + key.public + names).encoded()


def _grant_place(key_id: UUID, account_id: UUID) -> Place:
    return Place("ballot grant", "ballot_grant", "sealed", key_id.bytes + account_id.bytes)


def _recovery_place(key_id: UUID) -> Place:
    return Place("ballot recovery", "ballot_key", "for_recovery", key_id.bytes)


def _slip_place(key_id: UUID, slip_id: UUID) -> Place:
    return Place("ballot", "slip", "sealed", key_id.bytes + slip_id.bytes)
