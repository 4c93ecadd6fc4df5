"""How the guards do on sentences by somebody who had read neither the rules nor the first corpora.

The first measurement is the honest one; what came after used the misses of one half (by CRC-32 of
the line) in general terms, never those of the other. The floors keep what was reached. Measured
(first, last):

                               half that taught   held out
    identities, sure found     88 %, 100 %        81 %,  87 %
    identities, likely found   61 %,  97 %        76 %,  76 %
    asks, stopped or warned    57 %, 100 %        65 %,  71 %
    texts or advice stopped     0 %,   0 %         0 %,   0 %
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable

import pytest

from pressdesk.guard import identities, tracing
from tests.test_guard_identities import CORPORA, SWITCHBOARD, covers, marked

TAUGHT, HELD_OUT = 0, 1
HALVES = {TAUGHT: "half that taught", HELD_OUT: "held out"}


def lines(name: str, half: int, *, is_told: bool) -> list[str]:
    """Sentences with a tab (`is_told`: something is to be found) or without one."""
    every = (CORPORA / f"independent_{name}.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in every if line and not line.startswith("#")]
    mine = [line for line in told if zlib.crc32(line.encode()) % 2 == half]
    return [line for line in mine if ("\t" in line) == is_told]


def share(outcomes: Iterable[bool]) -> float:
    every = list(outcomes)
    return sum(every) / len(every)


def found_by_kind(half: int) -> dict[str, list[bool]]:
    """Of each expected kind ("phone!", "unit?"): whether all its letters and digits were found."""
    outcomes = defaultdict(list)
    for text, expected in map(marked, lines("identities", half, is_told=True)):
        finds = identities.find(text, allowed_phones=SWITCHBOARD)
        for kind, *span in expected:
            counted = [found for found in finds if found.is_sure or kind[-1] == "?"]
            outcomes[kind].append(covers(text, counted, *span))
    return outcomes


def recall(half: int, mark: str) -> float:
    by_kind = found_by_kind(half).items()
    return share(caught for kind, every in by_kind if kind[-1] == mark for caught in every)


def has_sure_identity(text: str) -> bool:
    return any(found.is_sure for found in identities.find(text, allowed_phones=SWITCHBOARD))


def stops(text: str) -> bool:
    return any(ask.is_sure for ask in tracing.find(text))


def asks(half: int, marks: str) -> list[str]:
    told = lines("tracing", half, is_told=True)
    return [line.partition("\t")[2] for line in told if line[0] in marks]


@pytest.mark.parametrize(
    ("half", "sure", "likely"), [(TAUGHT, 0.99, 0.96), (HELD_OUT, 0.86, 0.75)], ids=HALVES.values()
)
def test_identities_by_a_stranger_are_found_as_often_as_before(half, sure, likely, capsys):
    found, marked_too = recall(half, "!"), recall(half, "?")

    with capsys.disabled():
        print(
            f"\nindependent identities, {HALVES[half]}: {found:.1%} sure, {marked_too:.1%} likely"
        )
        for kind, every in sorted(found_by_kind(half).items()):
            print(f"  {kind:<22}{sum(every):>3} of {len(every)}")
    assert found >= sure
    assert marked_too >= likely


@pytest.mark.parametrize("half", HALVES, ids=HALVES.values())
def test_texts_by_a_stranger_without_identities_may_be_sent(half):
    texts = lines("identities", half, is_told=False)

    assert share(map(has_sure_identity, texts)) <= 0.02


@pytest.mark.parametrize(
    ("half", "caught", "stopped"), [(TAUGHT, 0.99, 0.9), (HELD_OUT, 0.7, 0.65)], ids=HALVES.values()
)
def test_asks_by_a_stranger_are_caught_as_often_as_before(half, caught, stopped, capsys):
    met = share(map(bool, map(tracing.find, asks(half, "!?"))))
    ended = share(map(stops, asks(half, "!")))

    with capsys.disabled():
        print(
            f"\nindependent asks, {HALVES[half]}: {met:.1%} caught, {ended:.1%} of sure ones stop"
        )
    assert met >= caught
    assert ended >= stopped


@pytest.mark.parametrize("half", HALVES, ids=HALVES.values())
def test_advice_by_a_stranger_passes(half):
    advice = lines("tracing", half, is_told=False)

    assert share(map(stops, advice)) <= 0.02
    assert share(map(bool, map(tracing.find, advice))) <= 0.03  # warned about


def test_the_corpus_is_as_large_as_it_says():
    sizes = {
        (name, is_told): sum(len(lines(name, half, is_told=is_told)) for half in HALVES)
        for name in ("identities", "tracing")
        for is_told in (True, False)
    }

    assert sizes == {
        ("identities", True): 120,
        ("identities", False): 120,
        ("tracing", True): 100,
        ("tracing", False): 130,
    }
