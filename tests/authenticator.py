"""An authenticator in software, as it speaks CTAP2: what a security key does, for tests that need
no browser. Any part of an answer can be bent, to see it refused.
"""

import base64
import hashlib
import hmac
import json
import os
from typing import Any, NamedTuple

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def written(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def read(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Asked(NamedTuple):
    """What a page asks; another host or origin is a page that lies."""

    challenge: bytes
    host: str = "localhost"
    origin: str = "http://localhost"


class Authenticator:
    """One passkey. `counts`: a security key counts its signatures, a phone's passkeys never do."""

    def __init__(self, *, knows_prf: bool = True, counts: bool = True) -> None:
        self.id = os.urandom(32)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.seed = os.urandom(32) if knows_prf else None
        self.counts = counts
        self.count = 0
        self.account = b""

    def make(self, asked: Asked, account: bytes, **bent: Any) -> str:
        """What `navigator.credentials.create()` gives."""
        self.account = account
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(asked.host, bent.get("flags", USER_PRESENT | USER_VERIFIED) | HAS_KEY)
        statement = {"fmt": "none", "attStmt": {}, "authData": data + attested}
        return self._said(
            clientDataJSON=written(_client_data("webauthn.create", asked)),
            attestationObject=written(cbor2.dumps(statement)),
        )

    def use(self, asked: Asked, **bent: Any) -> str:
        """What `navigator.credentials.get()` gives."""
        self.count += self.counts
        data = self._data(asked.host, bent.get("flags", USER_PRESENT | USER_VERIFIED))
        client = _client_data(bent.get("kind", "webauthn.get"), asked)
        signed = data + hashlib.sha256(client).digest()
        return self._said(
            clientDataJSON=written(client),
            authenticatorData=written(data),
            signature=written(self.key.sign(signed, ec.ECDSA(SHA256()))),
            userHandle=written(bent.get("account", self.account)),
        )

    def prf(self, given: bytes) -> bytes:
        """32 bytes that this one alone works out, from what the page gives it."""
        return hmac.digest(self.seed, given, "sha256") if self.seed else b""

    def _data(self, host: str, flags: int) -> bytes:
        count = self.count.to_bytes(4, "big")
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + count

    def _said(self, **response: str) -> str:
        mine = written(self.id)
        return json.dumps({"id": mine, "rawId": mine, "type": "public-key", "response": response})


def _client_data(kind: str, asked: Asked) -> bytes:
    said = {"type": kind, "challenge": written(asked.challenge), "origin": asked.origin}
    return json.dumps(said).encode()
