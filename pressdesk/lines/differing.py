"""What differs between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
MOST_WORDS = 4_000  # of both texts; longer ones are compared line by line


class Piece(NamedTuple):
    """A stretch of text: in both (`""`), in the newer alone (`added`) or in the older (`gone`)."""

    text: str
    how: str


def differences(before: str, after: str) -> list[Piece]:
    """The newer text with what was added, and what is gone in its place; nothing is left out.

    Args:
        before: the older text, of any length; so `after`.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for how, *spans in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        first, last, begin, end = spans
        gone, added = "".join(old[first:last]), "".join(new[begin:end])
        found = [(added, "")] if how == "equal" else [(gone, "gone"), (added, "added")]
        pieces += [Piece(*one) for one in found if one[0]]
    return pieces
