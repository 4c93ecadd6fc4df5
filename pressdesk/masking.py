"""Masking: which spans of a text are not disclosed, and the section that each rests on.

In a box a masked span stands between [[ and ]]. A bracket of the text's own that could be taken for
one has a backslash before it, and so has every backslash. Nothing but marks may be added: what is
read back is held against the text.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pressdesk.errors import BadMarks
from pressdesk.guard import identities

OPENS, CLOSES = "[[", "]]"
# Of "]]]" the last two close, so that a span may end in a bracket of its own.
TOKEN = re.compile(r"\\(?P<own>[\[\]\\])|(?P<opens>\[\[)|(?P<closes>\]\](?!\]))|.", re.DOTALL)
SECTION_CHARACTERS = 40
FEW = 3  # characters of a masked word that a section may happen to hold too
SECTIONS = (
    "OSL 21 kap. 1 §",
    "OSL 21 kap. 3 §",
    "OSL 21 kap. 7 §",
    "OSL 25 kap. 1 §",
    "OSL 26 kap. 1 §",
    "OSL 39 kap. 2 §",
)


class Span(NamedTuple):
    """A stretch of a text, in characters."""

    start: int
    end: int


class Mask(NamedTuple):
    """A stretch that is not disclosed, and why: "OSL 21 kap. 7 §"."""

    span: Span
    section: str


def marked(text: str, spans: Iterable[Span]) -> str:
    """A text with marks around spans, which are in order and do not overlap."""
    opens, closes = {s.start for s in spans}, {s.end for s in spans}
    written = []
    for at, symbol in enumerate(text):
        written += [CLOSES] * (at in closes) + [OPENS] * (at in opens)
        beside = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
        edge = not {at, at + 1}.isdisjoint(opens | closes)
        is_mistakable = symbol in "[]" and (symbol in beside or edge)
        written.append(f"\\{symbol}" if is_mistakable or symbol == "\\" else symbol)
    return "".join(written) + CLOSES * (len(text) in closes)


def read(written: str, text: str) -> list[Span]:
    """The spans that are marked.

    Args:
        written: `text` with marks, as it came back from a box.

    Raises:
        BadMarks: marks are not in pairs, or what is between them is not `text`.
    """
    spans: list[Span] = []
    opened: tuple[int, int] | None = None  # in the text, and in what was written
    at = 0
    for token in TOKEN.finditer(written):
        kind, place = token.lastgroup, token.start()
        if kind == "opens":
            if opened:
                raise BadMarks("nested", place)
            opened = at, place
        elif kind == "closes":
            if not opened or opened[0] == at:
                raise BadMarks("empty" if opened else "unopened", place)
            spans.append(Span(opened[0], at))
            opened = None
        elif text[at : at + 1] != (token["own"] or token[0]):
            raise BadMarks("changed", place)
        else:
            at += 1
    if opened:
        raise BadMarks("unclosed", opened[1])
    if at < len(text):
        raise BadMarks("changed", len(written))
    return spans


def suggestions(text: str, allowed_phones: frozenset[str] = frozenset()) -> list[Span]:
    """What may say who somebody is."""
    return [Span(f.start, f.end) for f in identities.find(text, allowed_phones=allowed_phones)]


def pieces(text: str, masks: Iterable[Mask]) -> list[tuple[str, str]]:
    """A text in pieces: words and "", or "" and the section under which the words are not told."""
    cut: list[tuple[str, str]] = []
    at = 0
    for (start, end), section in sorted(masks):
        cut += [(text[at:start], ""), ("", section)]
        at = end
    return [piece for piece in [*cut, (text[at:], "")] if piece != ("", "")]


def occurrences(text: str, words: str, masked: Iterable[Span]) -> list[Span]:
    """Where words stand in a text, capitals or not, outside what is masked already."""
    taken = list(masked)
    found = [Span(*m.span()) for m in re.finditer(re.escape(words), text, re.IGNORECASE)]
    return [s for s in found if all(s.end <= t.start or t.end <= s.start for t in taken)]


def tells(section: str, words: str) -> bool:
    """Whether what is written as a section gives away the words it hides, or who somebody is."""
    told = words.strip().casefold()
    is_sure = any(find.is_sure for find in identities.find(section))
    return is_sure or (len(told) > FEW and told in section.casefold())
