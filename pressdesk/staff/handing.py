"""Handing the keys over: an officer gives them to a colleague whose fingerprint she compared."""

from datetime import date

from sqlmodel import Session, col, select

from pressdesk.errors import NotFound
from pressdesk.keytables import Account, AccountState, Role
from pressdesk.staff.accounts import normal_name
from pressdesk.vault import epochs, keys, register_keys
from pressdesk.vault.epochs import Holder


def holds_keys(db: Session, account: Account, today: date) -> bool:
    """Whether an officer can open today's tickets."""
    return (epoch := epochs.current(db, today)) is not None and account in epochs.holders(db, epoch)


def waiting(db: Session, today: date) -> list[Account]:
    """Enrolled officers whom nobody has handed the keys, or who lack one of the register's."""
    officers = select(Account).where(
        Account.role == Role.PRESS_OFFICER, Account.state == AccountState.ACTIVE
    )
    found = db.exec(officers.order_by(col(Account.name))).all()
    return [each for each in found if not _holds_all(db, each, today)]


def hand_over(db: Session, holder: Holder, name: str, fingerprint: str, today: date) -> None:
    """Give a waiting officer every epoch and every other key that the holder has.

    Args:
        fingerprint: what the holder compared; the key that it is of gets the epochs, and no other.

    Raises:
        NotFound: nobody of that name waits with that key.
    """
    for account in waiting(db, today):
        is_meant = account.public and keys.fingerprint(account.public) == fingerprint
        if account.name == normal_name(name) and is_meant:
            epochs.hand_over(db, holder, account)
            return
    raise NotFound


def _holds_all(db: Session, account: Account, today: date) -> bool:
    return holds_keys(db, account, today) and not register_keys.lacks(db, account)
