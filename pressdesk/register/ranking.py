"""Which of the texts that an index found comes first, and the stretch of it to show.

Ranked here, not by the database: the order is then the same on SQLite and PostgreSQL, and depends
on the texts alone, not on how many others there are. Nothing here reads or writes a table.
"""

from bisect import bisect_left
from typing import NamedTuple

from pressdesk.register.asking import Reach, Term, Word, forms_of, words_of

SHOWN = 240  # characters of a body
BEFORE = 6  # words before the first hit shown
# What a hit is worth beside one in the body, which is worth less than 1.
IN_TITLE = 3.0
WHOLE = 1.0  # as a word, not as the beginning of one
SIDE_BY_SIDE = 2.0  # all that was typed, in that order
LENGTH = 200  # words of an ordinary answer; in a longer one a hit says less
NEARNESS = (Reach.EXACT, Reach.PLAIN, Reach.BEGUN)


class Piece(NamedTuple):
    """A stretch of text; whether it was searched for. It is text, to be escaped like any other."""

    text: str
    is_hit: bool


class Shown(NamedTuple):
    """Pieces that together are a stretch of a text, and whether there is more of it."""

    pieces: tuple[Piece, ...]
    more_before: bool
    more_after: bool


class Score(NamedTuple):
    """How well a text fits. Smaller sorts first."""

    nearness: int  # of the term that fits worst: 0 exact, 1 without marks, 2 goes on
    weight: float  # negative


class _Text(NamedTuple):
    """The words of a text, in both forms."""

    exact: list[str]
    plain: list[str]


class _Page(NamedTuple):
    title: _Text
    body: _Text


class _Found(NamedTuple):
    first: int  # word
    after: int
    term: Term


def weigh(terms: tuple[Term, ...], title: str, body: str) -> Score | None:
    """How well a text fits; None where a term is not found in it at all."""
    page = _Page(_Text(*forms_of(title)), _Text(*forms_of(body)))
    nearness, weight = 0, 0.0
    for term in terms:
        reach = _nearest(term, page.title, page.body)
        if reach is None:
            return None
        nearness = max(nearness, NEARNESS.index(reach))
        weight += _worth(term, page, reach) / (1 + NEARNESS.index(reach))
    reach = NEARNESS[nearness]
    whole = Term(tuple(word for term in terms for word in term.words), terms[-1].begins)
    if len(terms) > 1 and (_places(whole, page.title, reach) or _places(whole, page.body, reach)):
        weight += SIDE_BY_SIDE
    return Score(nearness, -weight)


def marked(terms: tuple[Term, ...], text: str) -> Shown:
    """A whole text with its hits marked."""
    words = words_of(text)
    return Shown(_pieces(text, _spans(_hits(terms, words), words), 0, len(text)), False, False)


def shown(terms: tuple[Term, ...], body: str) -> Shown:
    """The stretch of a body that holds the most of what was searched for, hits marked.

    It begins and ends with a word or with the body, and is about `SHOWN` characters; where nothing
    is found, it is how the body begins.
    """
    words = words_of(body)
    hits = _hits(terms, words)
    first = max(0, _densest(hits, words) - BEFORE) if len(body) > SHOWN else 0
    start = words[first].start if first else 0
    ends = [word.end for word in words[first:] if word.end - start <= SHOWN]
    is_whole = len(body) - start <= SHOWN
    end = len(body) if is_whole else max(ends, default=start + SHOWN)
    pieces = _pieces(body, _spans(hits, words), start, end)
    return Shown(pieces, start > 0, end < len(body))


def _nearest(term: Term, *texts: _Text) -> Reach | None:
    found = (r for r in NEARNESS if any(_places(term, text, r) for text in texts))
    return next(found, None)


def _worth(term: Term, page: _Page, reach: Reach) -> float:
    """More for the title, more for often, less for a long text."""
    times = len(_places(term, page.body, reach))
    often = times / (times + 1 + len(page.body.exact) / LENGTH)
    is_whole = _nearest(Term(term.words), page.title, page.body) in NEARNESS[:2]
    in_title = IN_TITLE if _places(term, page.title, reach) else 0
    return often + in_title + (WHOLE if is_whole else 0)


def _places(term: Term, text: _Text, reach: Reach) -> list[int]:
    """Where a term begins: numbers of words."""
    *before, last = term.forms(reach)
    forms = text.exact if reach is Reach.EXACT else text.plain
    goes_on = term.may_go_on(reach)
    if last not in forms and not (goes_on and f" {last}" in f" {' '.join(forms)}"):
        return []
    return [
        n - len(before)
        for n, form in enumerate(forms)
        if (form == last or (goes_on and form.startswith(last)))
        and n >= len(before)
        and forms[n - len(before) : n] == before
    ]


def _hits(terms: tuple[Term, ...], words: list[Word]) -> list[_Found]:
    """What is found of each term, as near as this text has it, in the order of the text."""
    text = _Text([word.exact for word in words], [word.plain for word in words])
    reaches = ((term, _nearest(term, text)) for term in terms)
    return sorted(
        _Found(n, n + len(term.words), term)
        for term, reach in reaches
        if reach is not None
        for n in _places(term, text, reach)
    )


def _densest(hits: list[_Found], words: list[Word]) -> int:
    """The first word of the hit from which most terms are within reach; 0 where there is none."""
    starts = [words[hit.first].start for hit in hits]

    def terms_from(number: int) -> int:
        beyond = bisect_left(starts, starts[number] + SHOWN // 2)
        return len({hit.term for hit in hits[number:beyond]})

    best = max(range(len(hits)), key=terms_from, default=None)
    return 0 if best is None else hits[best].first


def _spans(hits: list[_Found], words: list[Word]) -> list[tuple[int, int]]:
    """Where the hits stand in the text, those that overlap made one."""
    spans: list[tuple[int, int]] = []
    for hit in hits:
        start, end = words[hit.first].start, words[hit.after - 1].end
        if spans and start < spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((start, end))
    return spans


def _pieces(text: str, spans: list[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    """`text[start:end]` in pieces, none empty."""
    pieces: list[Piece] = []
    at = start
    for first, after in spans:
        if first >= at and after <= end:
            pieces += [Piece(text[at:first], False), Piece(text[first:after], True)]
            at = after
    pieces.append(Piece(text[at:end], False))
    return tuple(piece for piece in pieces if piece.text)
