"""TOTP against the vectors of RFC 6238, and one step beside for a phone whose clock is off."""

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.vault import totp

SECRET = b"12345678901234567890"
NOW = 1_800_000_000
HERE = NOW // 30


# RFC 6238, appendix B, SHA-1; the last six of its eight digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    assert totp.code_at(SECRET, seconds) == code
    assert totp.step_of(SECRET, code, seconds) == seconds // 30


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_phone_may_be_one_step_off_and_its_own_step_is_told(off):
    code = totp.code_at(SECRET, NOW + 30 * off)

    assert totp.step_of(SECRET, code, NOW) == HERE + off


@pytest.mark.parametrize("off", [-3, -2, 2, 3])
def test_a_phone_two_steps_off_is_refused(off):
    assert totp.step_of(SECRET, totp.code_at(SECRET, NOW + 30 * off), NOW) is None


@pytest.mark.parametrize("second", [0, 1, 29])
def test_a_code_holds_for_its_half_minute(second):
    assert totp.code_at(SECRET, NOW - NOW % 30 + second) == totp.code_at(SECRET, NOW - NOW % 30)


def test_blanks_in_a_code_do_not_matter():
    code = totp.code_at(SECRET, NOW)

    assert totp.step_of(SECRET, f" {code[:3]} {code[3:]}\n", NOW) == HERE


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\ud800", "\0"])
def test_junk_is_no_code(typed):
    assert totp.step_of(SECRET, typed, NOW) is None


@given(st.text(max_size=20))
def test_no_text_makes_reading_a_code_stumble(typed):
    assert totp.step_of(SECRET, typed, NOW) in {None, HERE - 1, HERE, HERE + 1}


def test_another_persons_code_is_refused():
    codes = {totp.code_at(totp.new_secret(), NOW) for _ in range(5)}
    near = {totp.code_at(SECRET, NOW + 30 * off) for off in (-1, 0, 1)}

    assert not [c for c in codes - near if totp.step_of(SECRET, c, NOW)]


def test_secrets_have_160_bits_and_differ():
    secrets = {totp.new_secret() for _ in range(100)}

    assert {len(secret) for secret in secrets} == {20}
    assert len(secrets) == 100


def test_the_secret_on_screen_is_the_secret():
    shown = totp.shown(SECRET)

    assert shown == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert base64.b32decode(shown.replace(" ", "")) == SECRET


def test_the_qr_code_says_who_where_and_the_secret():
    parts = urlsplit(totp.uri(SECRET, "åsa & co", "Exempelstads kommun"))

    asked = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Exempelstads kommun:åsa & co"
    assert asked["issuer"] == ["Exempelstads kommun"]
    assert base64.b32decode(asked["secret"][0]) == SECRET
