"""What somebody typed to search for, as a safe query for SQLite FTS5 and for PostgreSQL.

A query is never passed on: it is read as words, the beginnings of words and phrases, and written
anew from letters and digits alone. So there is nothing that either database could fail to parse.

A word has two forms. `exact` folds case and width (NFKC, casefold) and keeps å, ä, ö and é apart
from a, o and e; `plain` drops the marks. An index holds both forms of every word: what is alike in
the exact form comes first, what is alike in the plain form is still found.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

MOST_CHARACTERS = 2_000  # of what is typed; the rest is not looked at
MOST_WORDS = 16
MOST_LETTERS = 64  # of a word, in the index and in a query: far over the longest compound
LEAST_BEGINNING = 2  # letters; one alone would be the beginning of half the index
LEAST_STEM = 3  # letters of a word that may go on: skola, skolan, skolans
# Letters that no decomposition takes apart.
UNMARKED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "ı": "i"})

_WORD = r"[^\W_](?:[^\W_]|[\u0300-\u036f])*"
WORD = re.compile(_WORD)
# e-post, 2024/112, S:t, kl 10.30, budget@: what is written together is found together.
JOINED = re.compile(rf"{_WORD}(?:[-‐‑–/:.'’&@]{_WORD})*\*?")
QUOTE = re.compile('["”“„‟«»″]')


class Reach(StrEnum):
    """How far a query goes. Each finds what the one before finds, and more."""

    TITLE = "title"  # exact, and all of it in the title
    EXACT = "exact"
    PLAIN = "plain"  # without marks: forskola finds förskola
    BEGUN = "begun"  # and every word may go on: förskola finds förskolans


class Term(NamedTuple):
    """Words that must stand side by side; all but the last one as they are."""

    words: tuple[str, ...]  # in exact form, at least one
    begins: bool = False  # whether the last one may go on

    def forms(self, reach: Reach) -> tuple[str, ...]:
        """The words as an index has them at that reach."""
        if reach in {Reach.TITLE, Reach.EXACT}:
            return self.words
        return tuple(plain(word) for word in self.words)

    def may_go_on(self, reach: Reach) -> bool:
        """Whether the last word is a beginning at that reach."""
        return self.begins or (reach is Reach.BEGUN and len(self.words[-1]) >= LEAST_STEM)


class Word(NamedTuple):
    """A word of a text, in both forms, and where it stands: `text[start:end]`."""

    start: int
    end: int
    exact: str
    plain: str


@lru_cache(maxsize=32_768)
def exact(word: str) -> str:
    """A word with case and width folded: letters and digits only, at most `MOST_LETTERS`, or ""."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return "".join(filter(str.isalnum, folded))[:MOST_LETTERS]


@lru_cache(maxsize=32_768)
def plain(word: str) -> str:
    """An exact form without marks: "förskola" is "forskola". Never empty for one that is not."""
    bare = unicodedata.normalize("NFKD", word).translate(UNMARKED)
    return "".join(filter(str.isalnum, bare))[:MOST_LETTERS] or word


def words_of(text: str) -> list[Word]:
    """The words of a text, in order. Takes time in proportion to `text`."""
    found = ((hit, exact(hit[0])) for hit in WORD.finditer(text))
    return [Word(hit.start(), hit.end(), form, plain(form)) for hit, form in found if form]


def forms_of(text: str) -> tuple[list[str], list[str]]:
    """The words of a text in exact and in plain form, in order: faster, where it does not matter
    at which place they stand.
    """
    found = [form for form in map(exact, WORD.findall(text)) if form]
    return found, list(map(plain, found))


def read(typed: str) -> tuple[Term, ...]:
    """What somebody wants found, from whatever she typed. All terms must be found.

    A phrase stands in quotes of any kind, `word*` and the last word are beginnings, and a quote
    that was not closed goes on to the end. Everything else that is neither letter nor digit only
    parts words: there are no operators.

    Args:
        typed: any text of any length.

    Returns:
        At most `MOST_WORDS` words in all, no term twice; empty when nothing was typed to find.
    """
    terms: list[Term] = []
    left = MOST_WORDS
    for term in _terms(typed[:MOST_CHARACTERS]):
        words = term.words[:left]
        begins = term.begins and words == term.words and len(plain(words[-1])) >= LEAST_BEGINNING
        terms.append(Term(words, begins))
        left -= len(words)
        if not left:
            break
    return tuple(dict.fromkeys(terms))


def for_fts5(terms: tuple[Term, ...], reach: Reach) -> str:
    """The argument of MATCH over columns exact_title, exact_body, plain_title, plain_body.

    Each word is in double quotes, and none holds one.
    """
    columns = {Reach.TITLE: "exact_title", Reach.EXACT: "exact_title exact_body"}
    parts = (
        f'"{" ".join(term.forms(reach))}"{" *" if term.may_go_on(reach) else ""}' for term in terms
    )
    return f"{{{columns.get(reach, 'plain_title plain_body')}}} : ({' AND '.join(parts)})"


def for_tsquery(terms: tuple[Term, ...], reach: Reach) -> str:
    """A text to cast to tsquery, for what `vector` has made.

    Each word is in single quotes, and none holds one or a backslash.
    """
    weight = "A" if reach is Reach.TITLE else ""
    return " & ".join(_following(term, reach, weight) for term in terms)


def vector(title: list[str], body: list[str]) -> str:
    """A text to cast to tsvector: words with their places, those of the title with weight A.

    No parser of PostgreSQL's looks at it: those read hosts, paths and numbers into a text, each in
    its own way. A place is left free between title and body, so that no phrase goes across. Of a
    text over 16,383 words PostgreSQL keeps the words, and no further places.
    """
    places: dict[str, list[str]] = {}
    for place, word in enumerate(title, 1):
        places.setdefault(word, []).append(f"{place}A")
    for place, word in enumerate(body, len(title) + 2):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def _terms(typed: str) -> Iterator[Term]:
    """All terms as typed; every other stretch between quotes is a phrase."""
    stretches = QUOTE.split(typed)
    for number, stretch in enumerate(stretches):
        is_last = number == len(stretches) - 1
        if number % 2:
            yield from _term(stretch, is_last)
            continue
        chunks = JOINED.findall(stretch)
        for place, chunk in enumerate(chunks, 1):
            yield from _term(chunk, is_last and place == len(chunks))


def _term(text: str, is_last: bool) -> Iterator[Term]:
    words = tuple(word.exact for word in words_of(text))
    if words:
        yield Term(words, is_last or text.rstrip().endswith("*"))


def _following(term: Term, reach: Reach, weight: str) -> str:
    *before, last = (f"'{word}'" for word in term.forms(reach))
    marks = ("*" if term.may_go_on(reach) else "") + weight
    labels = [*(f"{word}:{weight}" if weight else word for word in before)]
    return f"({' <-> '.join([*labels, f'{last}:{marks}' if marks else last])})"
