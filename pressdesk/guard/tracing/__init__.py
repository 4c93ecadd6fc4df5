"""Finds where a text asks who wrote, where she works, or which reporter it is (TF 3:5 forbids it).

Runs on answers, working notes, lines to take and inquiries. Sure asks stop the text; likely ones
warn.
Advice ("du behöver inte säga vem du är", "fråga reportern vilken tidning hen arbetar för") passes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from pressdesk.guard.folding import fold
from pressdesk.guard.tracing.excuses import is_excused, is_governed
from pressdesk.guard.tracing.phrases import PHRASES, Phrase

__all__ = ["Ask", "find"]

# A stop ends a sentence before a capital, a digit or nothing ("t.ex. så" goes on); a question mark
# always does, except inside a quotation that goes on ('frågan "vem?" är').
END = re.compile(r"[.!?]+(?=[\"')]? ?[\"'(]?(?:[A-ZÅÄÖ0-9\n]|$))|\n|\?(?= |$)")
WRAP = re.compile(r"(?<=[^\W\d_,])\n(?=[a-zåäö])")  # a sentence that goes on, on its next line
CONTEXT = 240  # characters before and after a phrase that can excuse it


class Ask(NamedTuple):
    """A stretch of text that looks for somebody.

    `start` and `end` are character offsets. `kind` is one of who, where, unit, title, manager,
    which-reporter, who-told, how-did-they-know, contact-you-back, why-records, search,
    tell-manager, who-signs.
    """

    start: int
    end: int
    kind: str
    is_sure: bool


class Sentence(NamedTuple):
    start: int
    end: int  # just after the last mark
    is_question: bool


def find(text: str) -> list[Ask]:
    """Asks in `text`, in order and without overlap: sure before likely, then the longer one."""
    folded = fold(text)
    lines = WRAP.sub(" ", folded.text)
    sentences = list(_sentences(lines))
    starts = [sentence.start for sentence in sentences]
    asks = (
        Ask(*folded.span(*match.span()), phrase.kind, is_sure)
        for phrase in PHRASES
        for match in phrase.pattern.finditer(lines)
        for is_sure in _judge(phrase, match, sentences[bisect_right(starts, match.start()) - 1])
    )
    return _settle(asks)


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for mark in END.finditer(text):
        yield Sentence(start, mark.end(), "?" in mark.group())
        start = mark.end()
    yield Sentence(start, len(text), is_question=False)


def _judge(phrase: Phrase, match: re.Match[str], sentence: Sentence) -> Iterator[bool]:
    """Nothing when the phrase does not ask here, else whether it surely does."""
    if phrase.needs_mark and not sentence.is_question:
        return
    before = match.string[max(sentence.start, match.start() - CONTEXT) : match.start()]
    after = match.string[match.end() : min(sentence.end, match.end() + CONTEXT)]
    if is_excused(phrase.kind, before, after, is_embedded=phrase.is_embedded):
        return
    is_plain = not phrase.is_embedded
    is_asked = is_plain or is_governed(before, match[0], is_question=sentence.is_question)
    yield phrase.is_sure and is_asked


def _settle(asks: Iterator[Ask]) -> list[Ask]:
    kept: list[Ask] = []
    taken: set[int] = set()
    for ask in sorted(set(asks), key=lambda a: (not a.is_sure, a.start - a.end, a.start, a.kind)):
        places = range(ask.start, ask.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(ask)
    return sorted(kept)
