"""Found a site, invite, enrol, disable, reset."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

from sqlmodel import Session, col, delete, select

from pressdesk import clock
from pressdesk.errors import NameTaken, NotFound, NotOpened, SignInRefused
from pressdesk.keytables import Account, AccountState, Passkey, Role, Site, StaffSession
from pressdesk.register import lists
from pressdesk.staff import tries
from pressdesk.staff.enrolment import Invitation
from pressdesk.vault import epochs, keys, pins, receipts, sealing, slips, totp
from pressdesk.vault.keys import Locked, Unlocked
from pressdesk.vault.passphrase import check_strength
from pressdesk.vault.sealing import Place
from pressdesk.vault.slips import Slips

ENROL_DAYS = 14
NAME_CHARACTERS = 40


class Founded(NamedTuple):
    """What `init` prints once and nobody can print again."""

    slips: Slips
    officer_code: str
    chief_code: str


def found(db: Session, officer: str, chief: str, today: date) -> Founded:
    """A site: recovery key, first epoch, an officer and a chief who can enrol, lists to start from.

    The founding epoch is locked under the first officer's code, so that she needs nobody to hand
    her the keys; she puts one of her own in its place.
    """
    paper = slips.print_new()
    public = sealing.public_of(slips.private_half(paper))
    month = clock.month_of(today)
    db.add(Site(founded=month, register_since=month, recovery_public=public))
    lists.seed(db)
    _, seed = epochs.found(db, public, today)
    officer_code = invite(db, officer, Role.PRESS_OFFICER, today)
    first = _named(db, officer)
    first.founding_locked = sealing.lock(
        _code_key(officer_code),
        seed,
        Place("founding", "account", "founding_locked", first.id.bytes),
    )
    db.add(first)
    return Founded(paper, officer_code, invite(db, chief, Role.COMMS_CHIEF, today))


def is_founded(db: Session) -> bool:
    """Whether `init` has run."""
    return db.exec(select(Site)).first() is not None


def site(db: Session) -> Site:
    """The site's row. Raises NotFound before `init`."""
    if (row := db.exec(select(Site)).first()) is None:
        raise NotFound
    return row


def invite(db: Session, name: str, role: Role, today: date) -> str:
    """Add an account that can enrol with the returned one-time code within 14 days.

    Raises:
        NameTaken: there is one of that name, whatever its role.
    """
    if find(db, name) is not None:
        raise NameTaken
    account = Account(id=uuid4(), name=normal_name(name), role=role)
    code = _new_code(account, today)
    db.add(account)
    db.flush()
    return code


def find(db: Session, name: str) -> Account | None:
    """The account of a name, however it is typed; None when there is none."""
    return db.exec(select(Account).where(Account.name == normal_name(name))).first()


def normal_name(name: str) -> str:
    """A name as it is stored and compared: trimmed, lower case, single blanks. PostgreSQL takes no
    NUL, so that one is a blank too.
    """
    return " ".join(name.replace("\0", " ").casefold().split())


def check_code(db: Session, name: str, code: str, today: date) -> Account:
    """The account that a one-time code lets enrol.

    Raises:
        SignInRefused: no such account, wrong or used code, or it has run out.
    """
    account = find(db, name)
    digest = sealing.digest((receipts.normal(code) or "").encode())
    if account is None or account.state is not AccountState.INVITED:
        raise SignInRefused
    if account.enrol_until is None or today > account.enrol_until:
        raise SignInRefused
    if account.enrol_digest != digest:
        raise SignInRefused
    return account


def begin(name: str, code: str) -> Invitation:
    """Start an enrolment with a fresh TOTP secret. Nothing is stored until it is finished."""
    return Invitation(normal_name(name), code, totp.new_secret())


def enrol(
    db: Session,
    invitation: Invitation,
    passphrase: str,
    typed: str,
    today: date,
    now_seconds: float,
) -> None:
    """Make an account's keys. The first officer gets the first epoch; others wait for an officer's
    hand.

    Raises:
        WeakPassphrase: see `check_strength`.
        SignInRefused: the app's code is not of the secret that was shown, or the invitation has run
            out.
        KeysReplaced: for the first officer, see `epochs.refound`.
    """
    account = check_code(db, invitation.name, invitation.code, today)
    check_strength(passphrase, account.name)
    step = totp.step_of(invitation.totp_secret, typed, now_seconds)
    if step is None:
        raise SignInRefused
    unlocked = Unlocked(sealing.new_key(), invitation.totp_secret)
    put_lock(account, keys.lock_under(passphrase, account.id, unlocked))
    pins.first(account, unlocked.private)
    account.state, account.totp_step = AccountState.ACTIVE, step
    _claim_founding(db, account, unlocked.private, invitation.code)
    account.enrol_digest = account.enrol_until = account.founding_locked = None
    db.add(account)


def put_lock(account: Account, locked: Locked) -> None:
    """Keep what a passphrase locks."""
    for column, value in locked._asdict().items():
        setattr(account, column, value)


def disable(db: Session, name: str, today: date) -> None:
    """End an account: sessions and keys go at once, and the next officer to sign in opens a new
    epoch.

    Raises:
        NotFound: no account of that name.
    """
    account = _named(db, name)
    _strip(db, account, today)
    account.state = AccountState.DISABLED
    db.add(account)


def reset(db: Session, name: str, today: date) -> str:
    """Let an account enrol anew, with a fresh code; an officer must hand it the keys again.

    Raises:
        NotFound: no account of that name.
    """
    account = _named(db, name)
    _strip(db, account, today)
    account.state = AccountState.INVITED
    code = _new_code(account, today)
    db.add(account)
    return code


def everyone(db: Session) -> list[Account]:
    """All accounts by name."""
    return list(db.exec(select(Account).order_by(col(Account.name))).all())


def _claim_founding(db: Session, account: Account, private: bytes, code: str) -> None:
    if account.founding_locked is None:
        return
    place = Place("founding", "account", "founding_locked", account.id.bytes)
    founding = sealing.unlock(_code_key(code), account.founding_locked, place)
    epoch, seed = epochs.refound(db, founding)
    epochs.grant(db, epoch, seed, account)
    pins.remember(account, private, epoch)


def _strip(db: Session, account: Account, today: date) -> None:
    for table in (StaffSession, Passkey):
        db.exec(delete(table).where(col(table.account_id) == account.id))
    tries.forget_devices(db, account.id)
    epochs.retire_access(db, account, today)
    account.recipe = account.public = account.private_locked = None
    account.totp_locked = account.totp_step = account.founding_locked = account.pin = None
    account.enrol_digest = account.enrol_until = None
    account.language, account.shortcuts = None, True  # a choice of hers goes with her


def _new_code(account: Account, today: date) -> str:
    code = receipts.mint()
    account.enrol_digest = sealing.digest((receipts.normal(code) or "").encode())
    account.enrol_until = today + timedelta(days=ENROL_DAYS)
    return code


def _code_key(code: str) -> bytes:
    normal = receipts.normal(code)
    if normal is None:
        raise NotOpened
    return sealing.derive(normal.encode(), "enrolment code")


def _named(db: Session, name: str) -> Account:
    account = find(db, name)
    if account is None:
        raise NotFound
    return account
