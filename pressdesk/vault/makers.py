"""Who can make a key that officers hold together."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from pressdesk.errors import NotOpened
from pressdesk.keytables import Account, Epoch
from pressdesk.vault import epochs
from pressdesk.vault.epochs import Holder


class Maker(NamedTuple):
    """The current epoch with its seed, and the officers who hold it."""

    epoch: Epoch
    seed: bytes
    officers: list[Account]


def maker(db: Session, holder: Holder, today: date) -> Maker | None:
    """What an officer makes a key with; None for one who was not handed the current epoch, and
    while that is spent.
    """
    epoch = epochs.current(db, today)
    if epoch is None or epoch.is_spent:
        return None
    try:
        return Maker(epoch, epochs.seed_of(db, holder, epoch.id), epochs.holders(db, epoch))
    except NotOpened:
        return None
