"""What a form makes of a text before anybody reads it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.web import forms
from pressdesk.web.forms import tidy

# Every symbol, lone surrogates too, and more of those that trouble.
SYMBOLS = st.one_of(
    st.characters(),
    st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Zs", "Zl", "Zp", "Lm", "Co"]),
    st.sampled_from("\r\n\t \u0301\u030a\u1100\u1161\u11a8\u3164\u212b\u2000\ufb01"),
)
TEXTS = st.text(SYMBOLS, max_size=80)


@given(TEXTS)
def test_a_tidied_text_is_tidy(text):
    once = tidy(text)

    assert tidy(once) == once


@given(TEXTS)
def test_no_control_or_unseen_mark_is_left(text):
    left = [symbol for symbol in tidy(text) if symbol not in "\n\t"]

    assert [s for s in left if unicodedata.category(s) in {"Cc", "Cf", "Cs"}] == []
    assert not set(left) & set(forms.FILLERS)


@given(TEXTS)
def test_accents_are_composed_and_no_blank_surrounds_the_text(text):
    found = tidy(text)

    assert unicodedata.is_normalized("NFC", found)
    assert found == found.strip()


@given(TEXTS)
def test_a_tidied_text_can_be_stored_and_sent(text):
    found = tidy(text)

    assert found.encode().decode() == found
    assert "\0" not in found


@given(TEXTS)
def test_nothing_is_added(text):
    composed = unicodedata.normalize("NFC", text.replace("\r", "\n"))

    assert len(tidy(text)) <= len(unicodedata.normalize("NFD", composed)) + text.count("\r")


@given(st.text(st.sampled_from("abcåäöABCÅÄÖ 0123456789.,!?–”’é€😀"), max_size=80))
def test_plain_swedish_is_left_as_it_is(text):
    assert tidy(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, ""),
        ("", ""),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("\ud83d\ude00", ""),
        ("e\u200b\u0301", "é"),
        ("\u202eabc\u202c", "abc"),
        ("\u2066\u2067\u2068a\u2069\u061c\u180e", "a"),
        ("a\tb", "a\tb"),
        ("\x00\x08\x1b\x7f\x80\x9f", ""),
    ],
)
def test_what_hides_is_taken_away(text, found):
    assert tidy(text) == found
