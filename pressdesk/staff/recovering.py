"""Recovery slips: both together open every epoch; and new ones for lost ones."""

from sqlmodel import Session, col, delete, select

from pressdesk.errors import NoKeys, NotFound, NotOpened, WrongSlips
from pressdesk.keytables import Account, AccountState, Epoch, EpochGrant, Role, Site
from pressdesk.staff import accounts
from pressdesk.vault import epochs, recovery, sealing, slips
from pressdesk.vault.epochs import Holder
from pressdesk.vault.slips import Slips


def recover(db: Session, paper: Slips, name: str) -> Slips:
    """Give an enrolled officer every epoch, by both slips, and make new slips: these are used up.

    Raises:
        WrongSlips: mistyped, incomplete or older than the newest.
        NotFound: no enrolled officer of that name.
    """
    account = _officer(db, name)
    try:
        private = slips.private_half(paper)
        seeds = [(epoch, _opened(epoch, private)) for epoch in _living(db)]
    except NotOpened:
        raise WrongSlips from None
    db.exec(delete(EpochGrant).where(col(EpochGrant.account_id) == account.id))
    for epoch, seed in seeds:
        epochs.grant(db, epoch, seed, account)
    return _print_new(db, seeds)


def renew(db: Session, holder: Holder) -> Slips:
    """New slips by the hand of an officer who holds every epoch; the old ones open nothing more.

    Raises:
        NoKeys: an epoch was never handed to her.
    """
    try:
        seeds = [(epoch, epochs.seed_of(db, holder, epoch.id)) for epoch in _living(db)]
    except NotOpened:
        raise NoKeys from None
    return _print_new(db, seeds)


def _print_new(db: Session, seeds: list[tuple[Epoch, bytes]]) -> Slips:
    paper = slips.print_new()
    public = sealing.public_of(slips.private_half(paper))
    site = db.exec(select(Site)).one()
    site.recovery_public = public
    db.add(site)
    for epoch, seed in seeds:
        recovery.seal_seed(epoch, seed, public)
        db.add(epoch)
    return paper


def _opened(epoch: Epoch, private: bytes) -> bytes:
    seed = recovery.open_seed(epoch, private)
    if not epochs.matches(epoch, seed):
        raise NotOpened
    return seed


def _living(db: Session) -> list[Epoch]:
    known = set(epochs.living(db))
    return [epoch for epoch in epochs.chain(db) if epoch.id in known]


def _officer(db: Session, name: str) -> Account:
    account = accounts.find(db, name)
    if account is None or account.role is not Role.PRESS_OFFICER:
        raise NotFound
    if account.state is not AccountState.ACTIVE:
        raise NotFound
    return account
