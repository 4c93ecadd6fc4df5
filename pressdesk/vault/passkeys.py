"""Passkeys (WebAuthn): what an authenticator answers is checked here, by the library `webauthn`.

An authenticator that knows the extension PRF works out 32 bytes that no other can, after its owner
has unlocked it. Under a key made of them the account's private half is locked once more, so that
she need not type her passphrase. The server sees those bytes during one request, as it sees a
passphrase, and keeps neither.
"""

import base64
import json
from typing import NamedTuple
from urllib.parse import urlsplit

from pressdesk.config import LOOPBACK, Settings
from pressdesk.errors import NotOpened
from pressdesk.keytables import Passkey
from pressdesk.vault import sealing
from pressdesk.vault.sealing import Place

PRF_INPUT = sealing.digest(b"pressdesk passkey")  # what every authenticator works its bytes out of
PRF_BYTES = 32
LONGEST_ID_BYTES = 1_023  # as the standard has it
DEFAULT_PORTS = {"https": 443, "http": 80}


class Party(NamedTuple):
    """To whom a passkey is bound: a host, and the address of the pages that may ask for it."""

    host: str
    origin: str


class Made(NamedTuple):
    """A new passkey, as its authenticator describes it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def party(settings: Settings) -> Party | None:
    """The site as authenticators know it; None where browsers allow no passkeys: an address in
    digits, or one without HTTPS. Of the loopback names only `localhost` will do.
    """
    parts = urlsplit(settings.public_url)
    host = "localhost" if parts.hostname in LOOPBACK else parts.hostname or ""
    is_safe = settings.is_https or host == "localhost"
    if not is_safe or ":" in host or host.rpartition(".")[2].isdecimal():
        return None
    is_usual = parts.port in {None, DEFAULT_PORTS[parts.scheme]}
    return Party(host, f"{parts.scheme}://{host}" + ("" if is_usual else f":{parts.port}"))


def made(answer: str, challenge: bytes, asking: Party) -> Made:
    """The passkey that an authenticator made for this challenge and this site, having checked who
    held it.

    Raises:
        NotOpened: anything else.
    """
    from webauthn import verify_registration_response  # noqa: PLC0415 - slow, and seldom asked for

    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=asking.host,
            expected_origin=asking.origin,
            require_user_verification=True,
        )
    except Exception:  # many kinds, of a parser that reads what a stranger wrote
        raise NotOpened from None
    if len(found.credential_id) > LONGEST_ID_BYTES:
        raise NotOpened
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def named(answer: str) -> bytes:
    """The passkey that an answer says it is of. Nothing is checked yet.

    Raises:
        NotOpened: it names none.
    """
    try:
        return _plain(json.loads(answer)["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotOpened from None


def check(answer: str, challenge: bytes, asking: Party, passkey: Passkey) -> int:
    """How often the authenticator has signed, if it signed this challenge for this site, having
    checked who held it.

    Raises:
        NotOpened: another challenge, site, key or owner; nobody unlocked it; or its count does not
            go up, as of a copy.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415 - as above

    try:
        handle = json.loads(answer)["response"].get("userHandle")
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=asking.host,
            expected_origin=asking.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        is_owner = not handle or _plain(handle) == passkey.account_id.bytes
    except Exception:  # many kinds, of a parser that reads what a stranger wrote
        raise NotOpened from None
    if not is_owner or found.credential_id != passkey.credential_id:
        raise NotOpened
    return found.new_sign_count


def lock_private(passkey: Passkey, private: bytes, prf: bytes) -> bytes:
    """An account's private half under what one authenticator works out, for this very passkey."""
    return sealing.lock(_key(prf), private, _place(passkey))


def open_private(passkey: Passkey, prf: bytes) -> bytes:
    """What `lock_private` was given. Raises NotOpened."""
    return sealing.unlock(_key(prf), passkey.private_locked, _place(passkey))


def _key(prf: bytes) -> bytes:
    if len(prf) != PRF_BYTES:
        raise NotOpened
    return sealing.derive(prf, "passkey")


def _place(passkey: Passkey) -> Place:
    """Bound to account, passkey and its public key: rows put together of two open nothing."""
    parts = [sealing.digest(part) for part in (passkey.credential_id, passkey.public_key)]
    row = passkey.account_id.bytes + b"".join(parts)
    return Place("passkey", "passkey", "private_locked", row)


def _plain(text: str) -> bytes:
    """Base64 for addresses, as browsers write bytes."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
