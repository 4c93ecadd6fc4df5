"""Keys of ballots: one for each table and period, destroyed when that is published."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, select

from pressdesk.keytables import Account, BallotGrant, BallotKey, Epoch, Slip
from pressdesk.vault import sealing, shared_keys, vouchers
from pressdesk.vault.sealing import Place

INDEX_BYTES = 2


def make(
    db: Session, epoch: Epoch, seed: bytes, officers: Iterable[Account], table: str, period: str
) -> BallotKey:
    """A key for a table and period, in the hands of these officers. Raises as `shared_keys.make`.

    Args:
        epoch, seed: the current one; it vouches for the key.
    """
    key = BallotKey(
        id=uuid4(),
        table_name=table,
        period=period,
        public=b"",
        epoch_id=epoch.id,
        voucher=b"",
        for_recovery=b"",
    )
    return shared_keys.make(db, epoch, seed, officers, key, _words)


def vouched(db: Session, chain: Iterable[Epoch]) -> list[BallotKey]:
    """Every key that an epoch of the chain vouches for; others count for nothing."""
    by_id = {epoch.id: epoch for epoch in chain}
    return [key for key in db.exec(select(BallotKey)) if _is_vouched(by_id.get(key.epoch_id), key)]


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


def _is_vouched(epoch: Epoch | None, key: BallotKey) -> bool:
    return epoch is not None and vouchers.is_signed(epoch.verify, key.voucher, _words(key))


def _words(key: BallotKey) -> bytes:
    """What the epoch signs: for which table and period the key is."""
    names = f"{key.table_name}/{key.period}/".encode()
    return Place("counts", "ballot_key", "voucher", key.id.bytes + key.public + names).encoded()


def _slip_place(key_id: UUID, slip_id: UUID) -> Place:
    return Place("ballot", "slip", "sealed", key_id.bytes + slip_id.bytes)
