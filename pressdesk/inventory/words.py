"""Who can open a column, and how exact it is, in the words of the page."""

from enum import StrEnum
from typing import NamedTuple


class Opens(StrEnum):
    """Which key opens a column. Clear ones are read by whoever reads the database."""

    CLEAR = "clear"
    TICKET = "ticket"  # the ticket key: officers with the epoch, and the receipt
    EPOCH = "epoch"  # officers who were handed the epoch, and both recovery slips
    RECEIPT = "receipt"  # the receipt code alone
    OFFICER = "officer"  # the officer whose key it is sealed to
    AUTHOR = "author"  # the officer who wrote it
    PASSPHRASE = "passphrase"  # noqa: S105 # nosec B105
    PASSKEY = "passkey"  # the authenticator of a member of staff, unlocked by her
    SESSION = "session"  # the cookie of a signed-in browser
    ENROLMENT = "enrolment"  # the first officer's one-time code
    RECOVERY = "recovery"  # both recovery slips
    REGISTER = "register"  # officers who hold the register's key of that year, and recovery slips
    BALLOT = "ballot"  # the key of its table and period: officers who hold it, until it is counted


class Column(NamedTuple):
    """Purpose, precision, and who opens it."""

    purpose: str
    precision: str
    opens: Opens = Opens.CLEAR


RANDOM = "slumptal"
WEEK = "vecka"
TEXT_SIZE = "fyra storlekar: 1, 4, 16 eller 64 KiB"
ONE_SIZE = "en storlek"
