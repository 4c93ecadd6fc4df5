"""What an officer remembers of the epochs, under a key that only her own private half gives.

Whoever can write the database could replace the whole chain of epochs by one of her own making, and
every row with it, but not what each officer has seen. An officer whose memory the chain contradicts
is told so.
"""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from pressdesk.errors import KeysReplaced, NotOpened
from pressdesk.keytables import Account, Epoch
from pressdesk.vault import epochs, sealing
from pressdesk.vault.epochs import Holder
from pressdesk.vault.sealing import Place

NOTHING_YET = b"nothing yet".ljust(16 + 32)


def first(account: Account, private: bytes) -> None:
    """At enrolment: she has seen no epoch."""
    account.pin = _lock(account, private, NOTHING_YET)


def remember(account: Account, private: bytes, epoch: Epoch) -> None:
    """From now on she has seen this epoch."""
    account.pin = _lock(account, private, epoch.id.bytes + epoch.verify)


def check(db: Session, account: Account, holder: Holder, today: date) -> None:
    """Compare the chain with what the officer has seen, and remember where it is now.

    Raises:
        KeysReplaced: see `compare`.
    """
    compare(db, account, holder)
    now = epochs.current(db, today)
    if now is not None and account in epochs.holders(db, now):
        remember(account, holder.private, now)
        db.add(account)


def compare(db: Session, account: Account, holder: Holder) -> None:
    """Compare the chain with what the officer has seen.

    Raises:
        KeysReplaced: the epoch she has seen is gone or another, or her memory was taken away.
    """
    seen = _seen(account, holder)
    if seen != NOTHING_YET:
        epoch = db.get(Epoch, UUID(bytes=seen[:16]))
        if epoch is None or epoch.verify != seen[16:] or epoch not in epochs.chain(db):
            raise KeysReplaced


def _seen(account: Account, holder: Holder) -> bytes:
    try:
        return sealing.unlock(_key(holder.private), account.pin, _place(account))
    except NotOpened:
        raise KeysReplaced from None


def _lock(account: Account, private: bytes, seen: bytes) -> bytes:
    return sealing.lock(_key(private), seen, _place(account))


def _key(private: bytes) -> bytes:
    return sealing.derive(private, "pin")


def _place(account: Account) -> Place:
    return Place("pin", "account", "pin", account.id.bytes)
