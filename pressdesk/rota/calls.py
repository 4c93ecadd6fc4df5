"""One line typed while somebody talks: outlet, question and way back, told apart.

What reaches a reporter never stays in the question, which anybody may read: phone numbers and
addresses are cut out, and with them a name that stands beside one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pressdesk.guard import identities
from pressdesk.guard.identities import Find

SHORTEST_START = 2  # characters of an outlet's name that stand for all of it
WAYS = {"phone", "email"}
NAMES = {"name", "says-own-name"}
HEAD_END = re.compile(r"[,;:\n]|\s[–-]\s|\.\s")
# What stands between an outlet and a question, or is left where something was cut.
LOOSE = " \t\n,;:–-/"
BESIDE = re.compile(r"[\s,;:./()–-]*(?:\b(?:på|nås på|tel|tfn|telefon|mobil|mejl|mail)\b[\s.:]*)?")
WHO = re.compile(r"[\s,;:(–-]*([^\W\d_a-zåäö][\w'’-]+(?: [^\W\d_a-zåäö][\w'’-]+){0,2})[\s,;:)–-]*")
LABEL = re.compile(
    r"\(?\s*(?:\b(?:ring|nås|når|svar|mejla|tel|tfn|telefon|mobil|mob|mejl|mail|e-?post)\b[\s.:]*"
    r"(?:\b(?:upp|på|till|via)\b[\s.:]*)?)\(?\s*$",
    re.IGNORECASE,
)


class Call(NamedTuple):
    """What a line says; the outlet is None where none of the site's begins it."""

    outlet: str | None
    question: str
    name: str  # of the reporter; empty when none stands beside a way back
    way_back: str


def read_call(text: str, outlets: Iterable[str], phones: frozenset[str] = frozenset()) -> Call:
    """Tell apart what was typed.

    Args:
        text: the outlet first, all else in any order.
        outlets: the site's.
        phones: the organisation's own numbers, which stay where they are.
    """
    outlet, begins = _outlet(text, list(outlets))
    finds = [f for f in identities.find(text, allowed_phones=phones) if f.start >= begins]
    ways = [find for find in finds if find.kind in WAYS or _is_own_handle(find)]
    names = [find for find in finds if find.kind in NAMES and _stands_beside(text, find, ways)]
    if outlet and ways and not names:
        names = _between_outlet_and_way(text, begins, ways[0].start)
    return Call(
        outlet,
        _without(text, begins, sorted([*ways, *names])),
        " ".join(text[find.start : find.end] for find in names),
        ", ".join(text[find.start : find.end] for find in ways),
    )


def _outlet(text: str, outlets: list[str]) -> tuple[str | None, int]:
    """The outlet that begins a text, and where the rest begins."""
    folded = text.casefold()
    whole = [name for name in outlets if folded.startswith(name.casefold())]
    for name in sorted(whole, key=len, reverse=True):
        if not text[len(name) : len(name) + 1].isalnum():
            return name, len(name)
    head = HEAD_END.split(text, maxsplit=1)[0]
    said = " ".join(head.casefold().split())
    begun = [name for name in outlets if name.casefold().startswith(said)]
    if len(said) >= SHORTEST_START and len(begun) == 1:
        return begun[0], len(head)
    return None, 0


def _is_own_handle(find: Find) -> bool:
    return find.kind == "handle" and find.is_sure


def _stands_beside(text: str, name: Find, ways: list[Find]) -> bool:
    """Nothing but blanks and "på" between a name and a way back."""
    return any(
        BESIDE.fullmatch(text[name.end : way.start] if name.end <= way.start else "?")
        or BESIDE.fullmatch(text[way.end : name.start] if way.end <= name.start else "?")
        for way in ways
    )


def _between_outlet_and_way(text: str, begins: int, ends: int) -> list[Find]:
    """A name that the guard does not know: all that stands between an outlet and a way back."""
    found = WHO.fullmatch(text, begins, ends)
    return [Find(*found.span(1), "name", is_sure=False)] if found else []


def _without(text: str, begins: int, cuts: list[Find]) -> str:
    """The text without its outlet and the cuts, and the labels and commas they leave behind."""
    pieces = [LABEL.sub("", piece) for piece in _between(text, begins, cuts)]
    pieces = [*pieces[:-1], text[cuts[-1].end :]] if cuts else [text[begins:]]
    kept = (piece.strip(LOOSE + "()") for piece in pieces)
    return ", ".join(piece for piece in kept if piece.strip("."))


def _between(text: str, begins: int, cuts: list[Find]) -> Iterator[str]:
    """The pieces before each cut, and the last one."""
    at = begins
    for cut in cuts:
        yield text[at : cut.start]
        at = cut.end
    yield text[at:]
