"""How often a sign-in may fail. A stranger can use up a name's tries, but not those of a browser
that has signed in before, so nobody can lock the desk out.
"""

import hmac
import secrets
from uuid import UUID

from sqlmodel import Session, col, delete, select

from pressdesk.config import Settings
from pressdesk.errors import TooManyTries
from pressdesk.keytables import Account, Device, SignInTries
from pressdesk.vault import sealing

MOST_TRIES = 8
WINDOW_SECONDS = 15 * 60
DEVICE_SECONDS = 180 * 24 * 60 * 60
TOKEN_BYTES = 32


def count(
    db: Session, settings: Settings, name: str, device: bytes | None, now_seconds: float
) -> bytes:
    """Count a try before it is made; it is taken back when it succeeds.

    Args:
        name: as it was typed, known or not.
        device: the token of a browser that has signed in to this name before.

    Returns:
        what the try is counted under.

    Raises:
        TooManyTries: eight within a quarter of an hour.
    """
    key = _key(db, settings, name, device, now_seconds)
    row = db.get(SignInTries, key)
    # Its end lies further off than any can when it was counted by a clock ahead of its time.
    if row is None or not 0 < row.ends - now_seconds <= WINDOW_SECONDS:
        row = row or SignInTries(key=key, tries=0, ends=0)
        row.tries, row.ends = 0, int(now_seconds) + WINDOW_SECONDS
    if row.tries >= MOST_TRIES:
        raise TooManyTries
    row.tries += 1
    db.add(row)
    return key


def take_back(db: Session, key: bytes) -> None:
    """Forget what was counted: the sign-in succeeded."""
    db.exec(delete(SignInTries).where(col(SignInTries.key) == key))


def remember(db: Session, account_id: UUID, device: bytes | None, now_seconds: float) -> bytes:
    """A token by which this browser has tries of its own for this account."""
    token = device or secrets.token_bytes(TOKEN_BYTES)
    digest = _device_digest(account_id, token)
    row = db.get(Device, digest) or Device(digest=digest, account_id=account_id, until=0)
    row.until = int(now_seconds) + DEVICE_SECONDS
    db.add(row)
    return token


def forget_devices(db: Session, account_id: UUID) -> None:
    """All browsers of an account are strangers again."""
    db.exec(delete(Device).where(col(Device.account_id) == account_id))


def _key(
    db: Session, settings: Settings, name: str, device: bytes | None, now_seconds: float
) -> bytes:
    known = _known_device(db, name, device, now_seconds)
    counted = b"device:" + known if known else b"name:" + name.encode()
    return hmac.digest(sealing.derive(settings.pepper, "sign-in tries"), counted, "sha256")


def _known_device(db: Session, name: str, device: bytes | None, now_seconds: float) -> bytes | None:
    """The digest of a browser that has signed in to this name; None for every other."""
    account = db.exec(select(Account).where(Account.name == name)).first()
    if account is None or device is None:
        return None
    row = db.get(Device, _device_digest(account.id, device))
    return row.digest if row is not None and row.until > now_seconds else None


def _device_digest(account_id: UUID, token: bytes) -> bytes:
    return sealing.digest(b"device" + account_id.bytes + token)
