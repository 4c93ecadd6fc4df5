"""Passphrases: stretched at their real cost, and refused when an attacker tries them first."""

import threading
import unicodedata

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from pressdesk.errors import NotOpened, WeakPassphrase
from pressdesk.vault import passphrase
from pressdesk.vault.passphrase import COMMON, Recipe, check_strength, new_recipe, stretch

GOOD = "björken tratt månsken linjal"
SALT = bytes(range(16))
REAL_KIB = 65_536


@pytest.fixture
def real_cost(monkeypatch):
    """What conftest makes cheap for all other tests."""
    monkeypatch.setattr(passphrase, "MEMORY_KIB", REAL_KIB)


def peak_kib() -> int:
    """The most memory that this process has had, in KiB, as Linux counts it."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def test_a_passphrase_is_stretched_at_the_price_that_its_recipe_names(real_cost):
    recipe = Recipe(SALT)

    key = stretch(GOOD, recipe)

    straight = Argon2id(salt=SALT, length=32, iterations=3, lanes=1, memory_cost=REAL_KIB)
    assert recipe.encoded() == f"argon2id$m=65536,t=3,p=1${SALT.hex()}"
    assert key == straight.derive(GOOD.encode())


def test_stretching_takes_its_64_mebibytes(real_cost):
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")  # forget the peak so far
    before = peak_kib()

    stretch(GOOD, Recipe(SALT))

    assert peak_kib() - before > REAL_KIB * 0.9


def test_two_at_once_wait_for_each_other_and_do_not_hang(monkeypatch):
    monkeypatch.setattr(passphrase, "MEMORY_KIB", 4_096)
    keys = []
    threads = [
        threading.Thread(target=lambda: keys.append(stretch(GOOD, Recipe(SALT))), daemon=True)
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert not [thread for thread in threads if thread.is_alive()]
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_only_one_is_stretched_at_a_time():
    began = threading.Event()
    with passphrase.ONE_AT_A_TIME:
        waiting = threading.Thread(
            target=lambda: (began.set(), stretch(GOOD, Recipe(SALT))), daemon=True
        )
        waiting.start()
        began.wait(5)
        assert not passphrase.ONE_AT_A_TIME.acquire(blocking=False)
        assert waiting.is_alive()

    waiting.join(20)
    assert not waiting.is_alive()


def test_a_stored_recipe_reads_back():
    recipe = new_recipe()

    assert Recipe.parse(recipe.encoded()) == recipe
    assert len(recipe.salt) == 16
    assert new_recipe() != recipe


@pytest.mark.parametrize(
    "stored",
    [
        "argon2id$m=65536,t=3,p=2$" + SALT.hex(),  # two lanes can hang for ever
        "argon2id$m=65536,t=3,p=4$" + SALT.hex(),
        "argon2id$m=65536,t=1,p=1$" + SALT.hex(),
        "argon2id$m=8,t=3,p=1$" + SALT.hex(),
        "argon2i$m=65536,t=3,p=1$" + SALT.hex(),
        "argon2id$m=65536,t=3,p=1$zz",
        "scrypt$n=2",
        "argon2id",
        "",
    ],
)
def test_a_recipe_of_another_kind_or_price_is_refused(real_cost, stored):
    with pytest.raises(NotOpened):
        Recipe.parse(stored)


def test_every_letter_case_blank_and_salt_counts():
    key = stretch(GOOD, Recipe(SALT))

    others = [GOOD.capitalize(), GOOD + " ", GOOD.replace(" ", ""), GOOD[:-1]]

    assert key not in [stretch(other, Recipe(SALT)) for other in others]
    assert key != stretch(GOOD, Recipe(SALT[::-1]))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_same_passphrase_from_every_keyboard_is_the_same(form):
    typed = unicodedata.normalize(form, GOOD)

    assert stretch(typed, Recipe(SALT)) == stretch(GOOD, Recipe(SALT))


@pytest.mark.parametrize(
    "phrase",
    [
        GOOD,
        "x9!Kpq2#Lm-vTz8",  # fifteen
        "aldrig mer ris i kylskåpet",
        "483920174650192",  # no rule asks for kinds of characters
        "ÅÄÖ öäå tält & moln",
        "лес река гора поле",
        "abcdef" + "ghxqlw zk" * 27,  # long
    ],
)
def test_a_long_passphrase_of_any_characters_is_good(phrase):
    check_strength(phrase, "ofelia")


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("", "short"),
        ("x9!Kpq2#Lm-vTz", "short"),  # fourteen
        ("e\u0301" * 8, "short"),  # eight letters, whatever the keyboard sends
        ("björk tratt " * 22, "long"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeats"),
        ("abcabcabcabcabcabc", "repeats"),
        ("ababab ababab ccc!", "repeats"),
        ("tratten tratten tratten", "repeats"),
        ("Sommaren2026 sommaren2026", "repeats"),
        ("lösenord-lösenord", "repeats"),
        ("månskenmånsken123", "repeats"),
        ("Lösenord123456789", "common"),
        ("lösenord 2026-11-18", "common"),
        ("P a s s w o r d 1 2 3 4 5 6", "common"),
        ("Correct Horse, Battery Staple!", "common"),
        ("qwertyuiopåasdfghjklöä", "common"),
        ("1q2w3e4r5t6y7u8i", "common"),
        ("Den blomstertid nu kommer", "common"),
        ("Stockholms Stad 2026", "common"),
        ("Pressenheten 20261118", "common"),
        ("ofelia bergqvist", "common"),
        ("Ofelia-Bergqvist 2026", "common"),
        ("ofeliabergqvist", "common"),
        ("1234567890123456", "common"),
    ],
)
def test_a_passphrase_that_is_tried_first_is_refused_with_its_reason(phrase, reason):
    with pytest.raises(WeakPassphrase) as caught:
        check_strength(phrase, "ofelia bergqvist")

    assert caught.value.reason == reason


def lines() -> list[str]:
    return [li for li in COMMON.read_text(encoding="utf-8").splitlines() if not li.startswith("#")]


def folded(text: str) -> str:
    return "".join(symbol for symbol in text.casefold() if symbol.isalnum())


def test_the_list_is_long_and_names_each_phrase_once():
    phrases = [folded(line) for line in lines()]

    assert len(phrases) >= 300
    assert "" not in phrases  # it would refuse every passphrase of digits
    assert sorted(phrases) == sorted(set(phrases))


def test_the_list_is_swedish_as_well_as_english():
    assert len([line for line in lines() if set("åäö") & set(line)]) >= 80
    assert len([line for line in lines() if {"the", "you", "my", "a"} & set(line.split())]) >= 30


@pytest.mark.parametrize("spelt", [str.lower, str.upper, str.title, lambda t: t + "!"])
@pytest.mark.parametrize("end", ["", " 2026", "123456789012345"])
def test_no_phrase_of_the_list_passes_however_it_is_spelt(spelt, end):
    phrases = [line for line in lines() if not line.isdigit() or not end]

    passed = [phrase for phrase in phrases if is_accepted(spelt(phrase) + end)]

    assert passed == []


def is_accepted(phrase: str) -> bool:
    try:
        check_strength(phrase, "ofelia")
    except WeakPassphrase:
        return False
    return True


def test_digits_on_the_list_do_not_refuse_all_digits():
    assert is_accepted("483920174650192")
    assert not is_accepted("314159265358979")


def test_a_name_that_ends_in_a_digit_is_no_passphrase():
    with pytest.raises(WeakPassphrase, match="common"):
        check_strength("ofelia-bergqvist-2", "ofelia bergqvist 2")


def test_an_error_does_not_hold_the_passphrase():
    with pytest.raises(WeakPassphrase) as caught:
        check_strength("lösenord123456789", "ofelia")

    assert "lösenord" not in f"{caught.value!r} {caught.value}"
