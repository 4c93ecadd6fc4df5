"""What a check says. Everything that doctor finds is one of these."""

from typing import NamedTuple

FINE, HEED, GRAVE = "fine", "heed", "grave"


class Finding(NamedTuple):
    """One thing that a check says, and what to do."""

    level: str  # `fine`, `heed` or `grave`
    check: str  # its name, which does not change between versions
    says: str
    do: str = ""
    closes: bool = False  # it would record somebody or lose text: the employee's form closes


def fine(check: str, says: str) -> Finding:
    return Finding(FINE, check, says)


def heed(check: str, says: str, do: str) -> Finding:
    return Finding(HEED, check, says, do)


def grave(check: str, says: str, do: str, *, closes: bool = False) -> Finding:
    return Finding(GRAVE, check, says, do, closes)
