"""What is typed becomes words, beginnings and phrases, whatever it is."""

import sqlite3
import unicodedata
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.register import asking
from pressdesk.register.asking import Reach, Term, read

OPERATORS = [
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    "^",
    ":",
    "*",
    '"',
    "(",
    ")",
    "-",
    "'",
    "\\",
    "&",
    "|",
    "!",
]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ('"', ()),
        ('"" * () :: -- 😀 \x00 \ud800', ()),
        ("Förskola", (Term(("förskola",), True),)),
        ("kö förskola", (Term(("kö",)), Term(("förskola",), True))),
        ("förs* kö", (Term(("förs",), True), Term(("kö",), True))),
        ("kö i", (Term(("kö",)), Term(("i",)))),  # one letter begins half of all words
        ('"Hela Staden" kö', (Term(("hela", "staden")), Term(("kö",), True))),
        ("”hela staden”", (Term(("hela", "staden")),)),
        ('kö "hela sta', (Term(("kö",)), Term(("hela", "sta"), True))),
        ('"hela sta*"', (Term(("hela", "sta"), True),)),
        ("2024/112", (Term(("2024", "112"), True),)),
        ("S:t Erik", (Term(("s", "t")), Term(("erik",), True))),
        ("skola,förskola", (Term(("skola",)), Term(("förskola",), True))),
        ("a AND NOT b", tuple(Term((word,)) for word in ("a", "and", "not", "b"))),
        ("skola\x00kö kö kö*", (Term(("skola",)), Term(("kö",)), Term(("kö",), True))),
    ],
)
def test_words_beginnings_and_phrases_are_read_as_meant(typed, terms):
    assert read(typed) == terms


@pytest.mark.parametrize("word", ["FÖRSKOLA", "fo\u0308rskola", "ｆörskola", "förskola"])
def test_a_word_has_one_exact_form_however_it_was_encoded(word):
    assert asking.exact(word) == "förskola"
    assert asking.plain(asking.exact(word)) == "forskola"


def test_exact_forms_keep_what_plain_forms_make_alike():
    assert len({asking.exact(word) for word in ("får", "fär", "far", "FÅR")}) == 3
    assert {asking.plain(asking.exact(word)) for word in ("får", "fär", "far", "FÅR")} == {"far"}
    assert asking.plain("smørrebrød") == "smorrebrod"


@given(st.text())
def test_forms_are_letters_and_digits_alone_and_stay_what_they_are(text):
    for word in asking.words_of(text):
        assert word.exact.isalnum()
        assert word.plain.isalnum()
        assert asking.exact(text[word.start : word.end]) == word.exact


@given(st.text())
def test_a_text_is_found_by_its_own_words_in_any_case_and_normal_form(text):
    forms = [word.exact for word in asking.words_of(unicodedata.normalize("NFC", text))]
    again = [word.exact for word in asking.words_of(unicodedata.normalize("NFD", text))]

    if all(ord(letter) < 0x250 for letter in text):
        assert forms == again


@given(st.lists(st.one_of(st.text(), st.sampled_from(OPERATORS)), max_size=12))
def test_nothing_typed_is_a_syntax_error_in_fts5(parts):
    terms = read(" ".join(parts))

    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(
            "CREATE VIRTUAL TABLE w USING fts5 (exact_title, exact_body, plain_title, plain_body)"
        )
        for reach in Reach if terms else ():
            found = raw.execute("SELECT * FROM w WHERE w MATCH ?", (asking.for_fts5(terms, reach),))
            assert found.fetchall() == []  # an answer, and of an empty table


@pytest.mark.parametrize("typed", ['skola"', "NEAR(", "skola AND", "^", "a:b", "-a", "*"])
def test_the_same_words_passed_on_as_they_are_would_be_one(typed):
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE VIRTUAL TABLE w USING fts5 (body)")
        with pytest.raises(sqlite3.OperationalError):
            raw.execute("SELECT * FROM w WHERE w MATCH ?", (typed,)).fetchall()


@pytest.mark.parametrize(
    "typed", ["ö" * 10_000, "a " * 5_000, '"' * 10_000, "a-" * 5_000, "\u0308" * 10_000]
)
def test_ten_thousand_characters_are_read_in_few_words(typed):
    terms = read(typed)

    assert sum(len(term.words) for term in terms) <= asking.MOST_WORDS
    assert len(asking.for_tsquery(terms, Reach.BEGUN)) < 10_000


def test_queries_are_written_for_each_backend():
    terms = read('"hela staden" kö')

    assert (
        asking.for_fts5(terms, Reach.EXACT)
        == '{exact_title exact_body} : ("hela staden" AND "kö" *)'
    )
    assert asking.for_fts5(terms, Reach.TITLE) == '{exact_title} : ("hela staden" AND "kö" *)'
    assert asking.for_tsquery(terms, Reach.PLAIN) == "('hela' <-> 'staden') & ('ko':*)"
    assert asking.for_tsquery(terms, Reach.BEGUN) == "('hela' <-> 'staden':*) & ('ko':*)"
    assert asking.for_tsquery(terms, Reach.TITLE) == "('hela':A <-> 'staden':A) & ('kö':*A)"


def test_a_vector_has_the_words_of_the_title_apart_from_those_of_the_body():
    assert asking.vector(["kö", "nu"], ["kö"]) == "'kö':1A,4 'nu':2A"
