"""Recovery: two slips of paper, both needed, for two persons' safes; kept in no file."""

from typing import NamedTuple

from pressdesk.errors import NotOpened
from pressdesk.vault import receipts, sealing

CODES_PER_SLIP = 3  # 3 x 94.8 bits, more than a 256-bit key has


class Slips(NamedTuple):
    """What is on the two papers: three codes each, every one with its own check symbol."""

    first: tuple[str, ...]
    second: tuple[str, ...]


def print_new() -> Slips:
    """Fresh slips."""
    return Slips(*(tuple(receipts.mint() for _ in range(CODES_PER_SLIP)) for _ in range(2)))


def private_half(slips: Slips) -> bytes:
    """The recovery key's private half. One slip alone says nothing of it.

    Raises:
        NotOpened: a code is missing or mistyped.
    """
    codes = [receipts.normal(code) for code in (*slips.first, *slips.second)]
    if len(codes) != 2 * CODES_PER_SLIP or None in codes:
        raise NotOpened
    return sealing.derive("".join(code or "" for code in codes).encode(), "recovery slips")
