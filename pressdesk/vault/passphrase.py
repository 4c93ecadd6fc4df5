"""Passphrases: what is good enough, and Argon2id (RFC 9106) that turns one into a key."""

import os
import threading
import unicodedata
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from pressdesk.errors import NotOpened, WeakPassphrase
from pressdesk.vault.sealing import KEY_BYTES

MIN_LENGTH = 15
MAX_LENGTH = 256
MIN_DIFFERENT = 6
SALT_BYTES = 16
ITERATIONS = 3
LANES = 1  # two or more can hang for ever when two threads run at once (docs/decisions.md)
MEMORY_KIB = 65_536
ONE_AT_A_TIME = threading.BoundedSemaphore(1)
COMMON = Path(__file__).with_name("common_passphrases.txt")


class Recipe(NamedTuple):
    """How a passphrase was stretched; stored as text beside what it locks."""

    salt: bytes

    def encoded(self) -> str:
        return f"argon2id$m={MEMORY_KIB},t={ITERATIONS},p={LANES}${self.salt.hex()}"

    @classmethod
    def parse(cls, stored: str) -> "Recipe":
        """Read a stored recipe.

        Raises:
            NotOpened: another algorithm or cost. More than one lane is refused too.
        """
        kind, _, rest = stored.partition("$")
        cost, _, salt = rest.partition("$")
        if (kind, cost) != ("argon2id", f"m={MEMORY_KIB},t={ITERATIONS},p={LANES}"):
            raise NotOpened
        try:
            return cls(bytes.fromhex(salt))
        except ValueError:
            raise NotOpened from None


def new_recipe() -> Recipe:
    """A recipe with a fresh salt."""
    return Recipe(os.urandom(SALT_BYTES))


def stretch(passphrase: str, recipe: Recipe) -> bytes:
    """A 32-byte key. About 0.2 s and 64 MiB, one at a time; never behind the employee's form."""
    with ONE_AT_A_TIME:
        kdf = Argon2id(
            salt=recipe.salt,
            length=KEY_BYTES,
            iterations=ITERATIONS,
            lanes=LANES,
            memory_cost=MEMORY_KIB,
        )
        return kdf.derive(_normal(passphrase).encode())


def check_strength(passphrase: str, name: str) -> None:
    """Refuse what an attacker tries first; no rules about kinds of characters (NIST SP 800-63B).

    Raises:
        WeakPassphrase: `short` (under 15 characters), `long` (over 256), `common` (on the list, or
            the account's name), `repeats` (fewer than six different characters, or one piece over
            and over).
    """
    plain = _normal(passphrase)
    if len(plain) < MIN_LENGTH:
        raise WeakPassphrase("short")
    if len(plain) > MAX_LENGTH:
        raise WeakPassphrase("long")
    tried = _forms(plain)
    if len(set(plain.casefold())) < MIN_DIFFERENT or any(map(_is_one_piece_repeated, tried)):
        raise WeakPassphrase("repeats")
    if tried & (_common() | _forms(name)):
        raise WeakPassphrase("common")


def _normal(passphrase: str) -> str:
    """The same passphrase from every keyboard: Unicode NFKC, as RFC 8265 has it."""
    return unicodedata.normalize("NFKC", passphrase)


def _folded(text: str) -> str:
    return "".join(symbol for symbol in text.casefold() if symbol.isalnum())


def _forms(text: str) -> frozenset[str]:
    """Folded, and without the digits that people put at the end to please a rule."""
    folded = _folded(text)
    return frozenset({folded, folded.rstrip("0123456789")} - {""})


def _is_one_piece_repeated(folded: str) -> bool:
    return folded in (folded + folded)[1:-1]


def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset().union(*(_forms(line) for line in lines if not line.startswith("#")))
