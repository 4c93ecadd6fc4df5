"""What an epoch's seed makes: its opening half, and signatures for holders and followers."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pressdesk.keytables import Epoch
from pressdesk.vault import sealing
from pressdesk.vault.sealing import Place


class Linked(Protocol):
    """What is signed of an epoch, and by whom the next is."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> int: ...
    @property
    def month(self) -> str: ...
    @property
    def public(self) -> bytes: ...
    @property
    def verify(self) -> bytes: ...
    @property
    def voucher(self) -> bytes | None: ...


def opening_half(seed: bytes) -> bytes:
    """The X25519 private half of an epoch."""
    return sealing.derive(seed, "epoch opening")


def matches(epoch: Epoch, seed: bytes) -> bool:
    """Whether a seed is this epoch's: both public halves follow from it."""
    halves = (sealing.public_of(opening_half(seed)), verify_half(seed))
    return halves == (epoch.public, epoch.verify)


def vouching(seed: bytes) -> Ed25519PrivateKey:
    """The half that signs."""
    return Ed25519PrivateKey.from_private_bytes(sealing.derive(seed, "epoch vouching"))


def verify_half(seed: bytes) -> bytes:
    """The public half that checks what `vouching` signs; 32 bytes."""
    return vouching(seed).public_key().public_bytes_raw()


@lru_cache(maxsize=4_096)
def is_signed(verify: bytes, signature: bytes | None, words: bytes) -> bool:
    """Whether a signature holds; remembered, since the same ones are asked for all day."""
    try:
        Ed25519PublicKey.from_public_bytes(verify).verify(signature or b"", words)
    except (InvalidSignature, ValueError):
        return False
    return True


def grant_place(epoch_id: UUID, account_id: UUID) -> Place:
    """Where an epoch's seed stands for an officer."""
    return Place("epoch grant", "epoch_grant", "sealed", epoch_id.bytes + account_id.bytes)


def grant_words(epoch_id: UUID, account_id: UUID, public: bytes | None) -> bytes:
    """What is signed when an officer is handed an epoch: her account and her key."""
    whole = epoch_id.bytes + account_id.bytes + (public or b"")
    return Place("holds", "epoch_grant", "voucher", whole).encoded()


def is_whole(links: Sequence[Linked]) -> bool:
    """Whether every epoch from the first, in order, is vouched for by the one before; the first by
    itself.
    """
    befores = [*links[:1], *links]
    return all(
        epoch.number == number and is_signed(before.verify, epoch.voucher, chain_words(epoch))
        for number, (before, epoch) in enumerate(zip(befores, links, strict=False), start=1)
    )


def chain_words(epoch: Linked) -> bytes:
    """What the epoch before signs of this one."""
    whole = epoch.id.bytes + epoch.public + epoch.verify + epoch.month.encode()
    return Place("follows", "epoch", "voucher", whole, epoch.number).encoded()
