"""Writes a text plainly for matching, and remembers where each character came from.

Full-width digits, odd spaces and dashes become ordinary ones, spaces in a row become one, invisible
characters vanish, and what has already been removed becomes one barrier that no pattern crosses.
Nothing here refuses: any text folds.
"""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

REMOVED = "[…]"
REMOVED_SHORT = "…"  # where the whole mark would make the text longer
BARRIER = "\x00"  # neither letter, digit, space nor punctuation to any pattern in this package
DASHES = frozenset("‐‑‒–—―−﹘﹣－⁃")
QUOTES = frozenset("”“„‟«»″")
APOSTROPHES = frozenset("’‘‛´`ʼ")


class Folded(NamedTuple):
    """A text to match in, and for each of its characters the offset it had in the original."""

    text: str
    offsets: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of a non-empty stretch of the folded text."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """The folded text. Takes time in proportion to `text`."""
    plain: list[str] = []
    offsets: list[int] = []
    position = 0
    while position < len(text):
        is_removed = text.startswith(REMOVED, position)
        written = BARRIER if is_removed else _plainly(text[position])
        if written == " " and plain and plain[-1] == " ":
            written = ""
        if written:
            plain.append(written)
        offsets.extend([position] * len(written))
        position += len(REMOVED) if is_removed else 1
    return Folded("".join(plain), offsets)


@lru_cache(maxsize=4_096)
def _plainly(character: str) -> str:
    if character.isascii():
        return " " if character in "\x00\t\v\f" else character
    if character in DASHES:
        return "-"
    if character in QUOTES or character in APOSTROPHES:
        return '"' if character in QUOTES else "'"
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Cs", "Zl", "Zp", "Zs"}:
        return _unseen(character, category)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return unicodedata.normalize("NFKC", character)


def _unseen(character: str, category: str) -> str:
    if category == "Zs":
        return " "
    is_line_break = category in {"Zl", "Zp"} or character == "\x85"
    return "\n" if is_line_break else ""
