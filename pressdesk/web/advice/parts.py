"""What the advice about one kind of help is made of."""

from collections.abc import Sequence
from typing import NamedTuple


def _(words: str) -> str:
    """Marks words for the catalogues; they are looked up where they are shown."""
    return words


class Advice(NamedTuple):
    """Words about one kind of help: rights first. `%(org)s` is the organisation's short name."""

    right: str
    steps: Sequence[str]
    say: Sequence[str] = ()  # to read aloud
    by_phone: str = ""  # why only a call can arrange it: it cannot stay anonymous
    for_organisation: Sequence[str] = ()  # where the two voices differ, and only there
    for_yourself: Sequence[str] = ()
