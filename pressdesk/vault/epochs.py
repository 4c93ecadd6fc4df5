"""Epochs: a month's key, and who holds it.

An epoch is a 32-byte seed. Its opening half unseals ticket keys; its vouching half signs who was
handed the epoch, and the epoch that follows. A seed is in no file: it is sealed to each officer who
was handed it, and to the recovery slips. So a new epoch takes an officer's hand: it is made while
one who holds the last is signed in, some months ahead, and a site where nobody signs in goes on
with the last one it has. Whoever can write the database, but holds no seed, can neither add a
holder nor an epoch that the chain vouches for.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from pressdesk import clock
from pressdesk.errors import KeysReplaced, NotOpened
from pressdesk.keytables import Account, AccountState, Epoch, EpochGrant, Role, Site, TicketKey
from pressdesk.vault import recovery, sealing, shared_keys, vouchers

MONTHS_AHEAD = 2


class Holder(NamedTuple):
    """A signed-in officer with her private half, for one request."""

    id: UUID
    private: bytes


def found(db: Session, recovery_public: bytes, today: date) -> tuple[Epoch, bytes]:
    """The founding epoch of a site, and its seed, which the first officer gets under her enrolment
    code.
    """
    return _first(db, clock.month_of(today), recovery_public)


def refound(db: Session, seed: bytes) -> tuple[Epoch, bytes]:
    """Put an epoch of the first officer's own making in the founding one's place, so that nothing
    is ever sealed to a seed that whoever has seen her enrolment code could have.

    Raises:
        KeysReplaced: the founding epoch, or the slips that it knew, are not those of `init`.
    """
    site, links = db.exec(select(Site)).one(), chain(db)
    if len(links) != 1 or not vouchers.matches(links[0], seed):
        raise KeysReplaced
    if links[0].recovery_mac != recovery.mac(seed, site.recovery_public):
        raise KeysReplaced
    db.delete(links[0])
    db.flush()
    return _first(db, links[0].month, site.recovery_public)


def current(db: Session, today: date) -> Epoch | None:
    """The epoch that today's tickets are sealed to: the last of the chain whose month has come."""
    month = clock.month_of(today)
    come = [epoch for epoch in chain(db) if epoch.month <= month]
    return come[-1] if come else None


def chain(db: Session) -> list[Epoch]:
    """Every epoch from the first, each vouched for by the one before; the first by itself.

    Returns:
        nothing at all when one link is missing or forged: no ticket may be sealed to a key that no
            officer's hand made, so the form closes rather.
    """
    links = list(db.exec(select(Epoch).order_by(col(Epoch.number))))
    return links if vouchers.is_whole(links) else []


def retire(db: Session, epoch_id: UUID) -> None:
    """Destroy an epoch's seed, with all that it opens. Its public halves stay: a link of the chain
    has no substitute.
    """
    db.exec(delete(TicketKey).where(col(TicketKey.epoch_id) == epoch_id))
    db.exec(delete(EpochGrant).where(col(EpochGrant.epoch_id) == epoch_id))
    db.exec(update(Epoch).where(col(Epoch.id) == epoch_id).values(for_recovery=b""))


def grant(db: Session, epoch: Epoch, seed: bytes, account: Account) -> None:
    """Hand an epoch to an officer. Doing it twice changes nothing."""
    if db.get(EpochGrant, (epoch.id, account.id)) is not None or account.public is None:
        return
    db.add(
        EpochGrant(
            epoch_id=epoch.id,
            account_id=account.id,
            sealed=sealing.seal(account.public, seed, vouchers.grant_place(epoch.id, account.id)),
            voucher=vouchers.vouching(seed).sign(
                vouchers.grant_words(epoch.id, account.id, account.public)
            ),
        )
    )


def seed_of(db: Session, holder: Holder, epoch_id: UUID) -> bytes:
    """An epoch's seed, for an officer who was handed it.

    Raises:
        NotOpened: she was not, or the epoch's public halves are not the seed's.
    """
    row = db.get(EpochGrant, (epoch_id, holder.id))
    epoch = db.get(Epoch, epoch_id)
    if row is None or epoch is None:
        raise NotOpened
    seed = sealing.open_sealed(
        holder.private, row.sealed, vouchers.grant_place(epoch_id, holder.id)
    )
    if not vouchers.matches(epoch, seed):
        raise NotOpened
    return seed


def hand_over(db: Session, holder: Holder, other: Account) -> int:
    """Give another officer every epoch that this one holds, and every key of ballots and of the
    register; how many epochs it were.
    """
    held = db.exec(select(EpochGrant).where(EpochGrant.account_id == holder.id)).all()
    for row in held:
        epoch = db.get(Epoch, row.epoch_id)
        assert epoch is not None  # noqa: S101 - a foreign key
        grant(db, epoch, seed_of(db, holder, epoch.id), other)
    shared_keys.hand_over(db, *holder, other)
    return len(held)


def prepare(db: Session, holder: Holder, today: date) -> int:
    """Open the epochs of this month and the next two, by the hand of an officer who holds the last
    one.

    Returns:
        how many were opened; none when all are there, or when she does not hold the last one.
    """
    last = next(reversed(chain(db)), None)
    if last is None or db.get(EpochGrant, (last.id, holder.id)) is None:
        return 0
    seed, opened = seed_of(db, holder, last.id), 0
    for month in _months(today):
        if last.month >= month and not last.is_spent:
            continue
        last, seed = _succeed(db, last, seed, max(month, last.month))
        opened += 1
    return opened


def retire_access(db: Session, account: Account, today: date) -> None:
    """Take an officer's epochs away; whoever signs in next opens new ones that she never had."""
    db.exec(delete(EpochGrant).where(col(EpochGrant.account_id) == account.id))
    shared_keys.withdraw(db, account.id)
    spend(db, today)


def spend(db: Session, today: date) -> None:
    """Have the next officer who signs in open new epochs, since somebody knows these who should
    not. Those that lie ahead go: nothing is sealed to them yet.
    """
    shared_keys.spend(db)
    ahead = select(Epoch.id).where(Epoch.month > clock.month_of(today))
    db.exec(delete(EpochGrant).where(col(EpochGrant.epoch_id).in_(ahead)))
    db.exec(delete(Epoch).where(col(Epoch.month) > clock.month_of(today)))
    last = db.exec(select(Epoch).order_by(col(Epoch.number).desc()).limit(1)).first()
    if last is not None:
        last.is_spent = True
        db.add(last)


def holders(db: Session, epoch: Epoch) -> list[Account]:
    """Active officers whom a holder of the epoch vouched for; a row that nobody vouched for does
    not count.
    """
    rows = db.exec(
        select(EpochGrant, Account)
        .join(Account, col(Account.id) == col(EpochGrant.account_id))
        .where(EpochGrant.epoch_id == epoch.id)
    ).all()
    return [account for row, account in rows if _may_hold(epoch, row, account)]


def _first(db: Session, month: str, recovery_public: bytes) -> tuple[Epoch, bytes]:
    seed = sealing.new_key()
    epoch = _make(seed, 1, month, recovery_public)
    epoch.voucher = vouchers.vouching(seed).sign(vouchers.chain_words(epoch))
    db.add(epoch)
    db.flush()
    return epoch, seed


def _succeed(db: Session, last: Epoch, seed: bytes, month: str) -> tuple[Epoch, bytes]:
    site = db.exec(select(Site)).one()
    if last.recovery_mac != recovery.mac(seed, site.recovery_public):
        raise KeysReplaced
    new_seed = sealing.new_key()
    epoch = _make(new_seed, last.number + 1, month, site.recovery_public)
    epoch.voucher = vouchers.vouching(seed).sign(vouchers.chain_words(epoch))
    db.add(epoch)
    db.flush()
    for account in holders(db, last):
        grant(db, epoch, new_seed, account)
    db.flush()
    return epoch, new_seed


def _make(seed: bytes, number: int, month: str, recovery_public: bytes) -> Epoch:
    epoch = Epoch(
        number=number,
        month=month,
        public=sealing.public_of(vouchers.opening_half(seed)),
        verify=vouchers.verify_half(seed),
        for_recovery=b"",
        recovery_mac=b"",
    )
    recovery.seal_seed(epoch, seed, recovery_public)
    return epoch


def _months(today: date) -> list[str]:
    months = [clock.month_of(today)]
    for _ in range(MONTHS_AHEAD):
        months.append(clock.month_after(months[-1]))
    return months


def _may_hold(epoch: Epoch, row: EpochGrant, account: Account) -> bool:
    is_officer = account.role == Role.PRESS_OFFICER and account.state == AccountState.ACTIVE
    return is_officer and vouchers.is_signed(
        epoch.verify, row.voucher, vouchers.grant_words(epoch.id, account.id, account.public)
    )
