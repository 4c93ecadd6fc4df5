"""Receipt codes: copied by hand without harm, guessed by nobody, proved without being kept."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.vault import receipts

PEPPER = bytes(range(32))
OTHER = bytes(range(1, 33))
EPOCH, LATER = b"e" * 16, b"l" * 16
SHAPE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}")
EXAMPLE = "X1JC-YR6T-T9G3-26GY-JSRK"  # of libraries.md, trap 20


@pytest.fixture(scope="module")
def codes():
    return [receipts.mint() for _ in range(2_000)]


def plain(code: str) -> str:
    return code.replace("-", "")


def test_a_code_is_five_groups_of_four_symbols_that_no_hand_confuses(codes):
    assert all(SHAPE.fullmatch(code) for code in codes)
    assert all(receipts.normal(code) == plain(code) for code in codes)


def test_no_code_comes_twice(codes):
    assert len(set(codes)) == len(codes)


def test_the_check_symbol_is_the_number_modulo_37(codes):
    for code in map(plain, codes):
        number = 0
        for symbol in code[:19]:
            number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(symbol)
        assert "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(code[19]) == number % 37


def test_all_symbols_come_about_equally_often(codes):
    counts = Counter("".join(plain(code)[:19] for code in codes))

    fair = 19 * len(codes) / 32
    chi_square = sum((counts[symbol] - fair) ** 2 / fair for symbol in receipts.SYMBOLS)
    assert chi_square < 82  # 31 degrees of freedom: one run in a million is above


def test_every_single_slip_is_caught(codes):
    for code in map(plain, codes[:60]):
        for at in range(20):
            slips = {code[:at] + other + code[at + 1 :] for other in receipts.SYMBOLS} - {code}
            assert [slip for slip in slips if receipts.normal(slip)] == []


def test_every_swap_of_neighbours_is_caught(codes):
    for code in map(plain, codes):
        swaps = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(19)} - {code}
        assert [swap for swap in swaps if receipts.normal(swap)] == []


def test_a_careless_check_symbol_would_miss_a_swap(codes):
    def careless(symbols: str) -> int:
        return sum(map(receipts.SYMBOLS.index, symbols)) % 37

    code = next(map(plain, codes))

    assert careless(code[1] + code[0] + code[2:19]) == careless(code[:19])


SPELLINGS = {
    "lower case": str.lower,
    "no hyphens": plain,
    "blanks": lambda code: code.replace("-", " "),
    "blanks everywhere": lambda code: "  " + " ".join(code) + "\t\n",
    "hyphens elsewhere": lambda code: plain(code)[:3] + "-" + plain(code)[3:],
    "long dashes": lambda code: code.replace("-", "–"),
    "minus signs": lambda code: code.replace("-", "−"),
    "no-break blanks": lambda code: code.replace("-", "\u00a0"),
    "O for 0": lambda code: code.replace("0", "O"),
    "o for 0": lambda code: code.replace("0", "o"),
    "I for 1": lambda code: code.replace("1", "I"),
    "l for 1": lambda code: code.lower().replace("1", "l"),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_the_code_that_was_meant_is_understood(codes, spelling):
    written = [code for code in codes if "0" in code and "1" in code][:20]

    assert [receipts.normal(spelling(code)) for code in written] == [plain(c) for c in written]
    assert receipts.derive(spelling(EXAMPLE), PEPPER) == receipts.derive(EXAMPLE, PEPPER)


@pytest.mark.parametrize(
    "junk",
    ["", " ", "-", EXAMPLE[:-1], EXAMPLE + "K", EXAMPLE.replace("X", "U"), "0" * 20 + "1"]
    + ["\0", "å" * 20, "٣" * 20, "ß" * 10, "1" * 100_000, "'; DROP TABLE ticket; --", "\ud800"],
)
def test_what_cannot_be_a_code_leads_nowhere_and_takes_the_same_way(junk):
    assert receipts.normal(junk) is None
    assert receipts.derive(junk, PEPPER) == receipts.derive("", PEPPER)


@given(st.text(max_size=60))
def test_no_text_makes_reading_a_code_stumble(text):
    normal = receipts.normal(text)

    assert normal is None or len(normal) == 20
    assert len(receipts.derive(text, PEPPER).handle) == 32


@given(st.text(alphabet=receipts.SYMBOLS + "OILU -", min_size=18, max_size=26))
def test_what_looks_like_a_code_reads_the_same_twice(text):
    normal = receipts.normal(text)

    assert normal is None or receipts.normal(receipts.grouped(normal)) == normal


def test_nowhere_is_no_code():
    assert receipts.normal(receipts.NOWHERE) is None


def test_handle_and_key_are_known_bytes_of_code_and_pepper():
    import hmac

    prk = hmac.digest(PEPPER, plain(EXAMPLE).encode(), "sha256")
    handle = hmac.digest(prk, b"receipt\x01", "sha256")
    private = hmac.digest(prk, handle + b"receipt\x02", "sha256")

    assert receipts.derive(EXAMPLE, PEPPER) == (handle, private)


def test_another_site_finds_and_opens_nothing_with_the_same_code():
    here, there = receipts.derive(EXAMPLE, PEPPER), receipts.derive(EXAMPLE, OTHER)

    assert {*here}.isdisjoint(there)


def test_neither_code_nor_handle_tells_the_other(codes):
    handles = {receipts.derive(code, PEPPER).handle for code in codes[:200]}

    assert len(handles) == 200
    assert not [code for code in codes[:200] if plain(code).encode() in b"".join(handles)]


def test_the_site_knows_a_code_of_its_own():
    proof = receipts.prove(EXAMPLE, PEPPER, EPOCH)

    assert re.fullmatch("[0-9a-f]{32}", proof)
    assert receipts.is_proved(EXAMPLE, proof, PEPPER, [LATER, EPOCH])
    assert receipts.is_proved(EXAMPLE.lower(), proof, PEPPER, [EPOCH])


@pytest.mark.parametrize("epochs", [[], [LATER]])
def test_a_code_from_another_epoch_is_not_taken(epochs):
    proof = receipts.prove(EXAMPLE, PEPPER, EPOCH)

    assert not receipts.is_proved(EXAMPLE, proof, PEPPER, epochs)


def test_a_code_of_another_site_is_not_taken():
    assert not receipts.is_proved(EXAMPLE, receipts.prove(EXAMPLE, OTHER, EPOCH), PEPPER, [EPOCH])


def test_a_code_altered_by_one_symbol_is_not_taken():
    proof = receipts.prove(EXAMPLE, PEPPER, EPOCH)
    code = plain(EXAMPLE)

    altered = [code[:at] + s + code[at + 1 :] for at in range(20) for s in receipts.SYMBOLS]

    taken = [a for a in altered if receipts.is_proved(a, proof, PEPPER, [EPOCH])]
    assert set(taken) == {code}


def test_a_proof_altered_by_one_digit_is_not_taken():
    proof = receipts.prove(EXAMPLE, PEPPER, EPOCH)

    for at in range(32):
        altered = proof[:at] + ("0" if proof[at] != "0" else "1") + proof[at + 1 :]
        assert not receipts.is_proved(EXAMPLE, altered, PEPPER, [EPOCH])


@pytest.mark.parametrize("proof", ["", "0" * 32, "å" * 16, "\ud800", "x" * 10_000])
def test_a_proof_of_somebodys_own_making_is_not_taken(proof):
    assert not receipts.is_proved(EXAMPLE, proof, PEPPER, [EPOCH])


def test_the_proof_of_no_code_proves_no_code():
    proof = receipts.prove("", PEPPER, EPOCH)

    assert not receipts.is_proved("", proof, PEPPER, [EPOCH])
