"""An epoch's seed for the recovery slips, and the proof that its officers knew these slips."""

from uuid import UUID

from pressdesk.keytables import Epoch
from pressdesk.vault import sealing
from pressdesk.vault.sealing import Place


def seal_seed(epoch: Epoch, seed: bytes, recovery_public: bytes) -> None:
    """Seal an epoch's seed to the slips, and vouch for the slips with the seed."""
    epoch.for_recovery = sealing.seal(recovery_public, seed, place(epoch.id))
    epoch.recovery_mac = mac(seed, recovery_public)


def open_seed(epoch: Epoch, recovery_private: bytes) -> bytes:
    """An epoch's seed, with both slips. Raises NotOpened."""
    return sealing.open_sealed(recovery_private, epoch.for_recovery, place(epoch.id))


def mac(seed: bytes, recovery_public: bytes) -> bytes:
    """32 bytes that only a holder of the seed can make: whoever replaces the slips in the database
    gets no epoch sealed to hers.
    """
    return sealing.derive(seed, "epoch knows slips", salt=recovery_public)


def place(epoch_id: UUID) -> Place:
    """Where an epoch's seed stands for the slips."""
    return Place("epoch recovery", "epoch", "for_recovery", epoch_id.bytes)
