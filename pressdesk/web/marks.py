"""A text cut where a guard found something, for showing it marked."""

from collections.abc import Iterable
from typing import Protocol


class Found(Protocol):
    """What the guards' finds have in common."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...


def pieces(text: str, finds: Iterable[Found]) -> list[tuple[str, str | None]]:
    """The text in pieces, each with what was found there, or None. Finds are in order and do not
    overlap.
    """
    cut: list[tuple[str, str | None]] = []
    at = 0
    for find in finds:
        cut += [(text[at : find.start], None), (text[find.start : find.end], find.kind)]
        at = find.end
    return [piece for piece in [*cut, (text[at:], None)] if piece[0]]
