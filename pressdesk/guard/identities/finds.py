"""What a finder returns, and how finds that overlap are settled."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Find(NamedTuple):
    """A stretch of text that says who somebody is.

    `start` and `end` are character offsets. `kind` is one of personal-number, coordination-number,
    email, phone, handle, employee-number, says-own-name, name, title, unit, address, car-plate. A
    sure one must go before the text is sent; the others are only shown.
    """

    start: int
    end: int
    kind: str
    is_sure: bool


def settle(finds: Iterable[Find]) -> list[Find]:
    """Finds without overlap, in the order of the text: sure before likely, then the longer one."""
    kept: list[Find] = []
    taken = bytearray()
    for find in sorted(set(finds), key=_rank):
        if len(taken) < find.end:
            taken.extend(bytes(find.end - len(taken)))
        if not any(taken[find.start : find.end]):
            taken[find.start : find.end] = b"\x01" * (find.end - find.start)
            kept.append(find)
    return sorted(kept)


def groups(
    pattern: re.Pattern[str], text: str, kind: str, *, is_sure: bool, group: str | int = 0
) -> Iterator[Find]:
    """One find for each match, around the named group."""
    for match in pattern.finditer(text):
        if match.end(group) > match.start(group) >= 0:
            yield Find(match.start(group), match.end(group), kind, is_sure)


def _rank(find: Find) -> tuple[bool, int, bool, int]:
    """A mobile number can also be a right coordination number (07 01 74): then it is a phone."""
    return (not find.is_sure, find.start - find.end, find.kind != "phone", find.start)
