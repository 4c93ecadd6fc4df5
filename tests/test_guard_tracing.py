"""What stops an officer's text, measured on sentences that were not used for tuning.

tests/guard/tracing_*.txt hold the sentences; half of them (by CRC-32 of the line) were held out.
"""

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.guard import tracing
from pressdesk.guard.tracing import excuses

CORPORA = Path(__file__).parent / "guard"
TUNE, HELD_OUT = 0, 1
FRAGMENTS = [
    "vem ",
    "är ",
    "du",
    " inte ",
    "?",
    ". ",
    "vilken enhet ",
    "jobbar du på",
    "men ",
    "\n",
    '"',
]
FRAGMENTS += [
    "fråga ",
    "reportern ",
    "säg ",
    "ditt namn",
    "\u200b",
    "Vilken tidning ",
    "som har läckt",
]
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join)
)


def lines(name: str, half: int) -> list[str]:
    every = (CORPORA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in every if line and not line.startswith("#")]
    return [line for line in told if zlib.crc32(line.encode()) % 2 == half]


def stops(text: str) -> bool:
    return any(ask.is_sure for ask in tracing.find(text))


def caught_share(half: int) -> float:
    texts = [line.partition("\t")[2] for line in lines("tracing_asks", half)]
    return sum(bool(tracing.find(text)) for text in texts) / len(texts)


def stopped_share(half: int, name: str = "tracing_advice") -> float:
    texts = [line.rpartition("\t")[2] for line in lines(name, half)]
    return sum(map(stops, texts)) / len(texts)


def test_held_out_asks_are_caught_and_advice_passes(capsys):
    caught, stopped = caught_share(HELD_OUT), stopped_share(HELD_OUT)

    with capsys.disabled():
        for name, half in (("tune", TUNE), ("held out", HELD_OUT)):
            print(
                f"\ntracing, {name}: asks caught {caught_share(half):.1%} "
                f"(stopped {stopped_share(half, 'tracing_asks'):.1%}), "
                f"advice stopped {stopped_share(half):.1%}"
            )
    assert caught >= 0.95
    assert stopped <= 0.03


def test_advice_would_be_stopped_without_the_excuses(monkeypatch):
    monkeypatch.setattr(tracing, "is_excused", lambda *_, **__: False)

    assert stopped_share(HELD_OUT) > 0.03


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vem är du?", "who"),
        ("Var jobbar du?", "where"),
        ("Vilken enhet jobbar du på?", "unit"),
        ("Vilken tidning var det?", "which-reporter"),
        ("Vem har läckt?", "who-told"),
        ("Hur visste de det?", "how-did-they-know"),
        ("Skicka ditt nummer så ringer jag.", "contact-you-back"),
    ],
)
def test_an_ask_has_its_kind(text, kind):
    assert kind in {ask.kind for ask in tracing.find(text) if ask.is_sure}


def test_a_but_ends_what_frees_her():
    assert not stops("Du behöver inte säga vem du är.")
    assert stops("Du behöver inte säga vem du är, men säg vilken enhet du jobbar på.")


def test_a_negative_request_is_still_a_request():
    assert stops("Kan du inte säga vem du är?")


def test_a_sentence_may_go_on_over_lines_as_in_easy_swedish():
    assert not stops("Vi på pressenheten får inte fråga\nvem som har pratat med en journalist.")


def test_what_merely_mentions_an_ask_is_only_warned_about():
    text = "Det framgår av artikeln vilken tidning som frågat."

    assert [ask.is_sure for ask in tracing.find(text)] == [False]


def test_freedom_in_one_sentence_does_not_reach_the_next():
    assert stops("Du behöver inte svara. Skriv vem du är.")


@given(TEXTS)
def test_asks_lie_inside_the_text_in_order_and_apart(text):
    asks = tracing.find(text)

    edges = [edge for ask in asks for edge in (ask.start, ask.end)]
    assert edges == sorted(edges)
    assert all(0 <= ask.start < ask.end <= len(text) for ask in asks)


@pytest.mark.parametrize(
    "pump",
    [
        "a",
        "a ",
        "vem ",
        "vem är du ",
        "vem du är ",
        "inte ",
        "säg ",
        "?",
        ". A",
        "vilken enhet du ",
    ],
)
def test_a_pumped_text_of_64_kib_ends(pump):
    text = (pump * 65_536)[:65_536]

    assert all(ask.end <= len(text) for ask in tracing.find(text))


def test_finding_says_nothing_on_any_stream(capfd, caplog):
    tracing.find("Vem är du? Vilken enhet jobbar du på?")

    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_only_the_last_clause_before_a_phrase_excuses_it():
    assert excuses.is_excused("who", "du behöver inte säga ", "", is_embedded=True)
    assert not excuses.is_excused("who", "inte nu, men säg ", "", is_embedded=True)
