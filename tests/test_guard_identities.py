"""What the guard finds in an employee's text, measured on sentences that were not used for tuning.

Half of the sentences in tests/guard/identities_*.txt (by CRC-32 of the line) were held out: the
rules were tuned on the misses of the other half only.
"""

import ast
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk import guard
from pressdesk.guard import identities
from pressdesk.guard.folding import REMOVED
from pressdesk.guard.identities import numbers

CORPORA = Path(__file__).parent / "guard"
SWITCHBOARD = frozenset({"08-465 004 10"})
TUNE, HELD_OUT = 0, 1

FRAGMENTS = [
    *("811218-9876", "8 1 1 2 1 8", "9876", "701063-9826", "070-174 06 05", "+46", "0", "7", "1"),
    *(
        "anna",
        "Anna",
        "Svensson",
        "anna@example.se",
        "snabel-a",
        " punkt ",
        "@",
        ".se",
        "jag heter ",
    ),
    *(
        "mvh ",
        "/",
        "//",
        "-",
        " ",
        "\n",
        ".",
        ", ",
        "ig: ",
        "anst.nr ",
        "a1b2c3",
        "heter jag",
        "jag är ",
    ),
    *(
        "\u200b",
        "\u00a0",
        "\u2011",
        "１",
        REMOVED,
        "[bort",
        "taget]",
        "noll ett två tre fyra fem sex",
    ),
]
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join)
)


def lines(name: str, half: int) -> list[str]:
    every = (CORPORA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in every if line and not line.startswith("#")]
    return [line for line in told if zlib.crc32(line.encode()) % 2 == half]


def marked(line: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text without braces, and (expected kind, start, end) of each pair of braces."""
    kinds, text = line.split("\t")
    plain, spans = "", []
    for outside, inside in re.findall(r"([^{}]*)(?:\{([^{}]*)\})?", text):
        plain += outside
        if inside:
            spans.append((len(plain), len(plain) + len(inside)))
            plain += inside
    return plain, [(kind, *span) for kind, span in zip(kinds.split(), spans, strict=True)]


def covers(text: str, finds: list[identities.Find], start: int, end: int) -> bool:
    covered = {place for found in finds for place in range(found.start, found.end)}
    return all(place in covered for place in range(start, end) if text[place].isalnum())


def recall(half: int, mark: str) -> float:
    """Share of the expected identities with every letter and digit found; `mark` is "!" or "?"."""
    caught = []
    for text, expected in map(marked, lines("identities_with", half)):
        finds = identities.find(text, allowed_phones=SWITCHBOARD)
        counted = [found for found in finds if found.is_sure or mark == "?"]
        caught += [covers(text, counted, *span) for kind, *span in expected if kind[-1] == mark]
    return sum(caught) / len(caught)


def false_share(half: int, *, is_sure: bool) -> float:
    found = [
        any(f.is_sure or not is_sure for f in identities.find(text, allowed_phones=SWITCHBOARD))
        for text in lines("identities_without", half)
    ]
    return sum(found) / len(found)


def test_held_out_identities_are_found_and_other_texts_left_alone(capsys):
    found, false = recall(HELD_OUT, "!"), false_share(HELD_OUT, is_sure=True)

    with capsys.disabled():
        for name, half in (("tune", TUNE), ("held out", HELD_OUT)):
            print(
                f"\nidentities, {name}: sure found {recall(half, '!'):.1%}, "
                f"likely found {recall(half, '?'):.1%}, "
                f"false sure {false_share(half, is_sure=True):.1%}, "
                f"false of any kind {false_share(half, is_sure=False):.1%}"
            )
    assert found >= 0.95
    assert false <= 0.03


@pytest.mark.parametrize(
    ("digits", "kind"),
    [
        ("8112189876", "personal-number"),
        ("198112189876", "personal-number"),
        ("7010639826", "coordination-number"),
        ("0002299840", "personal-number"),  # 29 February 2000
        ("8112189875", None),  # check digit
        ("8113189873", None),  # month
        ("2120000142", None),  # an organisation
        ("168112189876", None),  # century
        ("811218987", None),
    ],
)
def test_a_personal_number_needs_a_date_and_its_check_digit(digits, kind):
    assert numbers.kind_of(digits) == kind


def test_a_false_check_digit_is_no_sure_find_and_a_measure_without_luhn_would_show_it(monkeypatch):
    text = "Serienummer 811218-9875 på apparaten."
    assert not any(found.is_sure for found in identities.find(text))

    monkeypatch.setattr(numbers, "has_right_check_digit", lambda digits: True)

    assert false_share(HELD_OUT, is_sure=True) + false_share(TUNE, is_sure=True) > 0
    assert any(found.is_sure for found in identities.find(text))


@pytest.mark.parametrize(
    "spelling",
    ["08-465 004 10", "0846500410", "+46 8 465 004 10", "0046-8-46500410", "08/465 00410"],
)
def test_the_desks_own_number_stays_in_any_spelling(spelling):
    text = f"Ring {spelling} först."

    assert identities.find(text, allowed_phones=frozenset({"+4684650 04 10"})) == []
    assert [found.kind for found in identities.find(text)] == ["phone"]


def test_cleaning_takes_what_is_sure_and_leaves_the_rest():
    text = "Jag heter Anna Svensson, nås på 070-174 06 05. Får chefen Maria fråga?"

    assert identities.clean(text) == ("Jag heter […], nås på […]. Får chefen Maria fråga?")


def test_invisible_characters_inside_a_number_do_not_hide_it():
    text = "nr 81\u200b12\u00ad18\u2011987\u20606 ok"

    assert identities.clean(text) == "nr […] ok"


@given(TEXTS)
def test_nothing_sure_is_left_after_cleaning(text):
    assert not [found for found in identities.find(identities.clean(text)) if found.is_sure]


@given(TEXTS)
def test_cleaning_never_makes_a_text_longer(text):
    assert len(identities.clean(text)) <= len(text)


@given(TEXTS)
def test_finds_lie_inside_the_text_in_order_and_apart(text):
    finds = identities.find(text)

    edges = [edge for found in finds for edge in (found.start, found.end)]
    assert edges == sorted(edges)
    assert all(0 <= found.start < found.end <= len(text) for found in finds)


@pytest.mark.parametrize(
    "pump",
    [
        "a",
        "a ",
        "Anna ",
        "1",
        "1 ",
        "0 7 ",
        "a@",
        "a.",
        "@a",
        "mvh ",
        "/ ",
        "chef",
        "(",
        "-",
        "jag är ",
    ]
    + [
        "a punkt ",
        "noll ett ",
        "A-",
        "\n",
        "\u200b",
        "070-174 06 05 ",
        "[…]",
        "avd ",
        "Å ",
    ],
)
def test_a_pumped_text_of_64_kib_ends(pump):
    text = (pump * 65_536)[:65_536]

    assert all(found.end <= len(text) for found in identities.find(text))


def test_the_guard_neither_prints_nor_logs():
    for path in Path(guard.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert not words & {"print", "open", "warnings", "sys"}, path
        assert not modules & {"logging", "sys", "os", "warnings"}, path


def test_finding_says_nothing_on_any_stream(capfd, caplog):
    identities.clean("Jag heter Anna Svensson 811218-9876 070-174 06 05")

    assert capfd.readouterr() == ("", "")
    assert not caplog.records
