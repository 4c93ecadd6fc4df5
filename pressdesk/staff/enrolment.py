"""An enrolment under way: it travels in her own form, locked, and nothing of it is stored."""

import base64
import json
from typing import NamedTuple

from pressdesk.config import Settings
from pressdesk.errors import NotOpened
from pressdesk.vault import sealing
from pressdesk.vault.sealing import Place

CARRIED = Place("enrolment", "account", "carried", b"")


class Invitation(NamedTuple):
    """An enrolment under way: who, her one-time code, and the TOTP secret that her page shows."""

    name: str
    code: str
    totp_secret: bytes


def carry(settings: Settings, invitation: Invitation) -> str:
    """An enrolment under way as text that only this site opens, for its own form."""
    plain = json.dumps([invitation.name, invitation.code, invitation.totp_secret.hex()])
    locked = sealing.lock(_carrying_key(settings), plain.encode(), CARRIED)
    return base64.urlsafe_b64encode(locked).decode()


def carried(settings: Settings, text: str) -> Invitation:
    """What `carry` was given. Raises NotOpened for any other text."""
    try:
        locked = base64.urlsafe_b64decode(text)
    except ValueError:
        raise NotOpened from None
    name, code, secret = json.loads(sealing.unlock(_carrying_key(settings), locked, CARRIED))
    return Invitation(name, code, bytes.fromhex(secret))


def _carrying_key(settings: Settings) -> bytes:
    return sealing.derive(settings.pepper, "enrolment under way")
