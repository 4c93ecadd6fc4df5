"""Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, as every authenticator
app has.
"""

import base64
import hmac
import os
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
NEIGHBOURS = (0, -1, 1)  # a phone's clock may be a step off either way


def new_secret() -> bytes:
    """A fresh 20-byte secret (RFC 4226 recommends 160 bits)."""
    return os.urandom(SECRET_BYTES)


def code_at(secret: bytes, seconds: float) -> str:
    """The six digits at an instant, in seconds since 1970."""
    return _hotp(secret).generate(int(seconds) // STEP_SECONDS).decode()


def step_of(secret: bytes, typed: str, seconds: float) -> int | None:
    """The time step that a code belongs to, now or one step beside; None when it is none of them.

    The caller keeps the last step that was used, so that a code counts once.
    """
    code = "".join(typed.split()).encode(errors="replace")
    here = int(seconds) // STEP_SECONDS
    known = _hotp(secret)
    hits = [here + n for n in NEIGHBOURS if hmac.compare_digest(known.generate(here + n), code)]
    return hits[0] if hits else None


def shown(secret: bytes) -> str:
    """The secret in base32, in groups of four, for typing into an app."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def uri(secret: bytes, name: str, issuer: str) -> str:
    """The otpauth address that a QR code holds."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?secret={shown(secret).replace(' ', '')}&issuer={quote(issuer)}"


def _hotp(secret: bytes) -> HOTP:
    # SHA-1 is what authenticator apps speak.
    return HOTP(secret, DIGITS, SHA1())  # noqa: S303 # nosec B303
