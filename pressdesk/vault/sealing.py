"""Sealed values: HPKE (RFC 9180) to a public key, AES-256-GCM under a shared one.

Every seal is bound to the place it was made for, so that a value moved to another row, column,
position or author does not open. The first byte names the suite, so that the suite can change.
"""

import hashlib
import os
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pressdesk.errors import NotOpened, TooLong, UnknownSuite

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
PADDED = (1_024, 4_096, 16_384, 65_536)
LENGTH_BYTES = 4
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Place(NamedTuple):
    """Where a sealed value stands. All of it is authenticated; a value moved elsewhere does not
    open.
    """

    purpose: str
    table: str
    column: str
    row: bytes
    position: int = 0
    author: str = ""

    def encoded(self) -> bytes:
        """Injective encoding: the version, then each field behind its length in four bytes."""
        texts = [self.purpose, self.table, self.column, self.author, str(self.position)]
        fields = [*(text.encode() for text in texts), self.row]
        return VERSION + b"".join(len(f).to_bytes(4, "big") + f for f in fields)


def new_key() -> bytes:
    """A fresh 32-byte key, or private half of an X25519 pair (every 32 bytes are one)."""
    return os.urandom(KEY_BYTES)


def public_of(private: bytes) -> bytes:
    """The 32-byte public half of a 32-byte X25519 private half."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def derive(
    key: bytes, purpose: str, *, salt: bytes | None = None, length: int = KEY_BYTES
) -> bytes:
    """HKDF-SHA256 (RFC 5869) of `key`, bound to `purpose`; `length` bytes."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=purpose.encode()).derive(key)


def own_id(secret: bytes, purpose: str, token: bytes) -> UUID:
    """A row id that its maker can find again and nobody else can tell: sending twice meets the
    first row.
    """
    return UUID(bytes=derive(secret, purpose, salt=token, length=16), version=4)


def digest(value: bytes) -> bytes:
    """SHA-256; for values with 256 bits of their own, such as a session's id."""
    return hashlib.sha256(value).digest()


def seal(public: bytes, plain: bytes, place: Place) -> bytes:
    """Seal to the holder of a private half: version, encapsulated key, cipher text (49 bytes over
    `plain`).
    """
    key = X25519PublicKey.from_public_bytes(public)
    return VERSION + SUITE.encrypt(plain, key, info=place.encoded())


def open_sealed(private: bytes, sealed: bytes | None, place: Place) -> bytes:
    """Open what `seal` made for this very place.

    Raises:
        UnknownSuite: another version byte.
        NotOpened: wrong key, wrong place, altered or absent.
    """
    body = _body(sealed)
    try:
        return SUITE.decrypt(
            body, X25519PrivateKey.from_private_bytes(private), info=place.encoded()
        )
    except (InvalidTag, ValueError):
        raise NotOpened from None


def lock(key: bytes, plain: bytes, place: Place) -> bytes:
    """Encrypt under a 32-byte key: version, nonce, cipher text (29 bytes over `plain`).

    Nonces are random; a key locks at most a few thousand values (NIST SP 800-38D allows 2^32).
    """
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, place.encoded())


def unlock(key: bytes, locked: bytes | None, place: Place) -> bytes:
    """Decrypt what `lock` made for this very place. Raises as `open_sealed`."""
    body = _body(locked)
    try:
        return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place.encoded())
    except (InvalidTag, ValueError):
        raise NotOpened from None


def padded_length(length: int) -> int:
    """Length to pad a text to before it is sealed, so that its size says little.

    Args:
        length: bytes of plain text with their length field.

    Returns:
        1,024, 4,096, 16,384 or 65,536 bytes.

    Raises:
        TooLong: `length` is over 65,536.
    """
    for size in PADDED:
        if length <= size:
            return size
    raise TooLong


def pad(text: str) -> bytes:
    """UTF-8 behind its length in four bytes, filled with zeros to a padded length."""
    plain = text.encode()
    whole = len(plain).to_bytes(LENGTH_BYTES, "big") + plain
    return whole.ljust(padded_length(len(whole)), b"\0")


def unpad(padded: bytes) -> str:
    """The text that `pad` was given.

    Raises:
        NotOpened: not a padded text.
    """
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    plain = padded[LENGTH_BYTES : LENGTH_BYTES + length]
    if len(padded) not in PADDED or len(plain) != length:
        raise NotOpened
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise NotOpened from None


def _body(sealed: bytes | None) -> bytes:
    if not sealed:
        raise NotOpened
    if sealed[:1] != VERSION:
        raise UnknownSuite
    return sealed[1:]
