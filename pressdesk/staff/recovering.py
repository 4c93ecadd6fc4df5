"""Recovery slips: both together open every epoch; and new ones for lost ones."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from pressdesk.errors import KeysReplaced, NoKeys, NotFound, NotOpened, WrongSlips
from pressdesk.keytables import (
    Account,
    AccountState,
    Epoch,
    EpochGrant,
    Role,
    Site,
)
from pressdesk.staff import accounts
from pressdesk.vault import (
    ballot_keys,
    epochs,
    recovery,
    register_keys,
    sealing,
    shared_keys,
    slips,
    taking,
    vouchers,
)
from pressdesk.vault.epochs import Holder
from pressdesk.vault.shared_keys import SharedKey
from pressdesk.vault.slips import Slips


class Opened(NamedTuple):
    """What the slips of paper open: seeds of epochs, and private halves of the keys of ballots and
    of the register.
    """

    seeds: list[tuple[Epoch, bytes]]
    shared: list[tuple[SharedKey, bytes]]


def recover(db: Session, paper: Slips, name: str, today: date) -> Slips:
    """Give an enrolled officer every epoch, by both slips, and make new slips: these are used up.
    With her next sign-in come new epochs, which whoever saw the old slips cannot open.

    Raises:
        WrongSlips: mistyped, incomplete or older than the newest.
        NotFound: no enrolled officer of that name.
        KeysReplaced: there is no whole chain of epochs to recover.
    """
    account = _officer(db, name)
    epochs.spend(db, today)
    opened = _opened(db, paper)
    db.exec(delete(EpochGrant).where(col(EpochGrant.account_id) == account.id))
    shared_keys.withdraw(db, account.id)
    for epoch, seed in opened.seeds:
        epochs.grant(db, epoch, seed, account)
    for key, private in opened.shared:
        shared_keys.grant(db, key, private, account)
    return _print_new(db, opened)


def renew(db: Session, holder: Holder, today: date) -> Slips:
    """New slips by the hand of an officer who holds every epoch; the old ones open nothing more.
    She opens new epochs at once: the old slips and an older copy of the database open these.

    Raises:
        NoKeys: an epoch was never handed to her.
    """
    epochs.spend(db, today)
    try:
        seeds = [(epoch, epochs.seed_of(db, holder, epoch.id)) for epoch in _living(db)]
    except NotOpened:
        raise NoKeys from None
    mine = _shared(db, lambda key: shared_keys.private_of(db, *holder, key))
    paper = _print_new(db, Opened(seeds, mine))
    epochs.prepare(db, holder, today)
    return paper


def _opened(db: Session, paper: Slips) -> Opened:
    """Every living epoch's seed, whichever slip was typed first, and the keys of ballots and of the
    register that open: one that is damaged must not cost a ticket.
    """
    for pair in (paper, Slips(paper.second, paper.first)):
        with suppress(NotOpened):
            private = slips.private_half(pair)
            seeds = [(epoch, _seed(epoch, private)) for epoch in _living(db)]
            return Opened(seeds, _shared(db, partial(shared_keys.for_recovery, given=private)))
    raise WrongSlips


def _print_new(db: Session, opened: Opened) -> Slips:
    paper = slips.print_new()
    public = sealing.public_of(slips.private_half(paper))
    site = db.exec(select(Site)).one()
    site.recovery_public = public
    db.add(site)
    for epoch, seed in opened.seeds:
        recovery.seal_seed(epoch, seed, public)
        db.add(epoch)
    shared_keys.renew_slips(db, opened.shared, public)
    return paper


def _seed(epoch: Epoch, private: bytes) -> bytes:
    seed = recovery.open_seed(epoch, private)
    if not vouchers.matches(epoch, seed):
        raise NotOpened
    return seed


def _shared(db: Session, private_of: Callable[[SharedKey], bytes]) -> list[tuple[SharedKey, bytes]]:
    chain = epochs.chain(db)
    keys: list[SharedKey] = [*ballot_keys.vouched(db, chain), *register_keys.vouched(db, chain)]
    found = []
    for key in keys:
        with suppress(NotOpened):
            found.append((key, private_of(key)))
    return found


def _living(db: Session) -> list[Epoch]:
    known = set(taking.living(db))
    found = [epoch for epoch in epochs.chain(db) if epoch.id in known]
    if not found:
        raise KeysReplaced  # new slips would be good for nothing
    return found


def _officer(db: Session, name: str) -> Account:
    account = accounts.find(db, name)
    if account is None or account.role is not Role.PRESS_OFFICER:
        raise NotFound
    if account.state is not AccountState.ACTIVE:
        raise NotFound
    return account
