"""Receipt codes: what an employee copies by hand and reads her answer with.

Twenty symbols of Crockford's base32 in five groups, `X1JC-YR6T-T9G3-26GY-JSRK`: 19 random ones and
a check symbol (the first 19 as a number modulo 37, redrawn until it is below 32), together 94.8
bits. The code is kept nowhere; what is stored is a handle derived from it with the site's pepper.
"""

import hmac
import secrets
from typing import NamedTuple

from pressdesk.vault import sealing

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOL_BITS = 5
RANDOM_SYMBOLS = 19
GROUP = 4
LENGTH = RANDOM_SYMBOLS + 1
CHECK_MODULUS = 37
HANDLE_BYTES = 32
PROOF_BYTES = 16
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
# No code: not even `normal` returns it, since its check symbol is wrong.
NOWHERE = "0" * RANDOM_SYMBOLS + "1"


class Receipt(NamedTuple):
    """What a code opens: where to look, and the private half of its key pair; 32 bytes each."""

    handle: bytes
    private: bytes


def mint() -> str:
    """A fresh code in groups."""
    while True:
        drawn = secrets.randbits(RANDOM_SYMBOLS * SYMBOL_BITS)  # once: a draw asks the kernel
        symbols = "".join(
            SYMBOLS[drawn >> at * SYMBOL_BITS & len(SYMBOLS) - 1] for at in range(RANDOM_SYMBOLS)
        )
        if (check := _check(symbols)) < len(SYMBOLS):
            return grouped(symbols + SYMBOLS[check])


def grouped(code: str) -> str:
    """Five groups of four, as on the screen and on the paper."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def groups(typed: str) -> list[str]:
    """The five groups of a code, however it was typed; of `NOWHERE` when it cannot be one."""
    return grouped(normal(typed) or NOWHERE).split("-")


def normal(typed: str) -> str | None:
    """The 20 symbols that were meant: any case, blanks and hyphens anywhere, O for 0, I and L for
    1.

    Returns:
        None when it cannot be a code: wrong length, symbol or check symbol. The check catches every
            single
        slip and every swap of neighbours.
    """
    # Blanks of all kinds, and the dashes that a phone's keyboard puts in.
    plain = "".join(
        "-" if symbol in "‐‑‒–—−" else symbol for symbol in typed if not symbol.isspace()
    )
    code = plain.upper().translate(MISREAD)
    if len(code) != LENGTH or any(symbol not in SYMBOLS for symbol in code):
        return None
    return code if _check(code[:-1]) == SYMBOLS.index(code[-1]) else None


def derive(typed: str, pepper: bytes) -> Receipt:
    """Handle and key pair of a code; of `NOWHERE` when it cannot be one, with the same work.

    HKDF-SHA256 of the 20 symbols, salted with the site's pepper (32 bytes).
    """
    code = normal(typed) or NOWHERE
    both = sealing.derive(code.encode(), "receipt", salt=pepper, length=2 * HANDLE_BYTES)
    return Receipt(both[:HANDLE_BYTES], both[HANDLE_BYTES:])


def prove(code: str, pepper: bytes, epoch: bytes) -> str:
    """The site's MAC over a code that it minted while `epoch` was there: 32 hexadecimal digits.

    Bound to an epoch, since an epoch's tombstones go with it: a code from before could not tell
    that its ticket was deleted, and must not be taken again.
    """
    key = sealing.derive(pepper, "receipt proof")
    whole = hmac.digest(key, epoch + (normal(code) or NOWHERE).encode(), "sha256")
    return whole[:PROOF_BYTES].hex()


def is_proved(code: str, proof: str, pepper: bytes, epochs: list[bytes]) -> bool:
    """Whether this site minted the code in one of these epochs. Compares in constant time, all of
    them.
    """
    given = proof.encode(errors="replace")
    found = [hmac.compare_digest(prove(code, pepper, epoch).encode(), given) for epoch in epochs]
    return any(found) and normal(code) is not None


def _check(symbols: str) -> int:
    number = 0
    for symbol in symbols:
        number = number * len(SYMBOLS) + SYMBOLS.index(symbol)
    return number % CHECK_MODULUS
