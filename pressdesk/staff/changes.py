"""Change a passphrase, move to another phone. Both ask for what she has now."""

from uuid import UUID

from sqlmodel import Session

from pressdesk.errors import NotFound, SignInRefused
from pressdesk.keytables import Account
from pressdesk.staff import accounts, sessions
from pressdesk.vault import keys, totp
from pressdesk.vault.keys import Locked, Unlocked
from pressdesk.vault.passphrase import check_strength


def prove(
    db: Session, account_id: UUID, unlocked: Unlocked | None, typed: str, now_seconds: float
) -> Account:
    """The account, when passphrase and code belong together; the code is used up.

    Args:
        unlocked: what `keys.unlock` made of the passphrase; None when it was wrong.

    Raises:
        SignInRefused: they do not; which of them is not said.
    """
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound
    step = fresh_step(account, unlocked, typed, now_seconds)
    if step is None:
        raise SignInRefused
    account.totp_step = step
    db.add(account)
    return account


def fresh_step(
    account: Account, unlocked: Unlocked | None, typed: str, now_seconds: float
) -> int | None:
    """The time step of a code that belongs to the passphrase and was not used; None for another."""
    if unlocked is None:
        return None
    step = totp.step_of(unlocked.totp_secret, typed, now_seconds)
    is_new = step is not None and (account.totp_step is None or step > account.totp_step)
    return step if is_new else None


def change_passphrase(db: Session, account: Account, locked: Locked, token: bytes) -> None:
    """Put another passphrase in place; every other session ends.

    Args:
        locked: the same keys under the new passphrase.
    """
    accounts.put_lock(account, locked)
    db.add(account)
    sessions.end_all(db, account.id, but=token)


def renew_totp(
    db: Session,
    account: Account,
    locked: Locked,
    new_secret: bytes,
    typed: str,
    now_seconds: float,
    token: bytes,
) -> None:
    """Put another phone's secret in place; every other session ends.

    Raises:
        SignInRefused: the new app's code is not of the new secret.
    """
    step = totp.step_of(new_secret, typed, now_seconds)
    if step is None:
        raise SignInRefused
    account.totp_step = step
    change_passphrase(db, account, locked, token)


def locked_anew(account: Account, unlocked: Unlocked, passphrase: str, secret: bytes) -> Locked:
    """The account's private half and a TOTP secret under a passphrase.

    Raises:
        WeakPassphrase: see `check_strength`.
    """
    check_strength(passphrase, account.name)
    return keys.lock_under(passphrase, account.id, Unlocked(unlocked.private, secret))


def switch_shortcuts(db: Session, account_id: UUID, *, are_on: bool) -> None:
    """Whether single letters are shortcuts on the register's pages, for this account."""
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound
    account.shortcuts = are_on
    db.add(account)


def choose_language(db: Session, account_id: UUID, locale: str) -> None:
    """The language of this account's pages from now on."""
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound
    account.language = locale
    db.add(account)
