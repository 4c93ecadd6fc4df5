"""Tries at signing in: few enough for a stranger, and never a way to lock the desk out."""

import re

import pytest
from flask.testing import FlaskClient
from time_machine import Traveller

from pressdesk import clock
from pressdesk.staff import tries
from pressdesk.vault import totp
from tests.conftest import PHRASE, Desk, sign_in
from tests.pages import fetch, submit

pytestmark = pytest.mark.both

WRONG = {"passphrase": "fel fras men lika lång", "code": "000000"}
FRESH = re.compile(r'="[\w.+/=-]{40,}"')  # tokens and questions, new on every page
NEW = {"passphrase": PHRASE, "passphrase_again": PHRASE}


@pytest.fixture
def stranger(desk_site: Desk) -> FlaskClient:
    """A browser that has never signed in."""
    return desk_site.app().test_client()


def use_up(client: FlaskClient, desk_site: Desk, name: str = "ofelia") -> list[int]:
    """Eight wrong tries on a name; their statuses."""
    who = desk_site.ofelia._replace(name=name)
    return [sign_in(client, who, **WRONG).status_code for _ in range(tries.MOST_TRIES)]


def attempt(client: FlaskClient, desk_site: Desk, wall_clock: Traveller) -> int:
    """Ofelia does everything right, with a fresh code; the status."""
    wall_clock.shift(totp.STEP_SECONDS)
    return sign_in(client, desk_site.ofelia).status_code


def test_a_stranger_who_uses_up_her_tries_is_kept_out_and_she_is_not(
    desk_site, stranger, ofelia, wall_clock
):
    spent = use_up(stranger, desk_site)

    assert spent == [403] * tries.MOST_TRIES
    assert attempt(stranger, desk_site, wall_clock) == 429
    assert attempt(ofelia, desk_site, wall_clock) == 303


def test_a_desk_that_knew_no_browsers_could_be_locked_out(
    desk_site, stranger, ofelia, wall_clock, monkeypatch
):
    monkeypatch.setattr(tries, "_known_device", lambda *_: None)

    use_up(stranger, desk_site)

    assert attempt(ofelia, desk_site, wall_clock) == 429


def test_the_whole_desk_works_on_while_a_stranger_tries_every_name(
    desk_site, stranger, ofelia, clara, wall_clock
):
    for name in ("ofelia", "clara", "nobody"):
        use_up(stranger, desk_site, name)

    wall_clock.shift(totp.STEP_SECONDS)

    assert sign_in(ofelia, desk_site.ofelia).status_code == 303
    assert sign_in(clara, desk_site.clara).status_code == 303


@pytest.mark.parametrize("way", ["/konto/logga-ut", "/konto/avsluta-alla"])
def test_her_browser_stays_known_when_she_has_signed_out(
    desk_site, stranger, ofelia, wall_clock, way
):
    submit(ofelia, fetch(ofelia, "/konto/"), way)

    use_up(stranger, desk_site)

    assert attempt(ofelia, desk_site, wall_clock) == 303


def test_a_browser_left_somewhere_is_a_stranger_when_she_has_ended_all(
    desk_site, stranger, ofelia, wall_clock
):
    left = desk_site.app().test_client()
    attempt(left, desk_site, wall_clock)
    submit(ofelia, fetch(ofelia, "/konto/"), "/konto/avsluta-alla")

    use_up(stranger, desk_site)

    assert attempt(left, desk_site, wall_clock) == 429


def test_a_known_browser_has_no_more_tries_than_a_stranger(desk_site, ofelia, wall_clock):
    spent = use_up(ofelia, desk_site)

    assert spent == [403] * tries.MOST_TRIES
    assert attempt(ofelia, desk_site, wall_clock) == 429
    assert attempt(desk_site.app().test_client(), desk_site, wall_clock) == 303


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "å", "=" * 9])
def test_a_made_up_token_makes_no_known_browser(desk_site, stranger, wall_clock, cookie):
    use_up(stranger, desk_site)

    guest = desk_site.app().test_client()
    guest.set_cookie("device", cookie)

    assert attempt(guest, desk_site, wall_clock) == 429


def test_a_name_that_nobody_has_is_limited_alike_and_its_pages_are_the_same(desk_site, stranger):
    shown = {}
    for name in ("ofelia", "nobody"):
        who = desk_site.ofelia._replace(name=name)
        pages = [sign_in(stranger, who, **WRONG) for _ in range(tries.MOST_TRIES + 2)]
        shown[name] = [(p.status_code, FRESH.sub("", p.text).replace(name, "")) for p in pages]

    assert [status for status, _ in shown["nobody"]] == [403] * tries.MOST_TRIES + [429] * 2
    assert shown["ofelia"] == shown["nobody"]


@pytest.mark.parametrize(("seconds", "status"), [(-1, 429), (0, 303)])
def test_the_tries_come_back_after_a_quarter_of_an_hour(
    desk_site, stranger, wall_clock, seconds, status
):
    use_up(stranger, desk_site)

    wall_clock.shift(tries.WINDOW_SECONDS + seconds)

    assert sign_in(stranger, desk_site.ofelia).status_code == status


def test_tries_are_counted_over_every_process_of_a_site(desk_site, wall_clock):
    for _ in range(tries.MOST_TRIES):
        sign_in(desk_site.app().test_client(), desk_site.ofelia, **WRONG)

    assert attempt(desk_site.app().test_client(), desk_site, wall_clock) == 429


def test_whoever_sits_down_at_her_computer_can_guess_no_more_than_a_stranger(ofelia):
    page = fetch(ofelia, "/konto/losenfras")
    wrong = {"current": "fel fras", "code": "000000", **NEW}

    found = [submit(ofelia, page, "/konto/losenfras", **wrong).status for _ in range(10)]

    assert found == [422] * tries.MOST_TRIES + [429] * 2


# The clock


@pytest.mark.parametrize(
    ("steps", "status"), [(-3, 403), (-2, 403), (-1, 303), (0, 303), (1, 303), (2, 403), (3, 403)]
)
def test_a_phone_may_be_one_step_off_either_way_and_not_two(desk_site, stranger, steps, status):
    then = clock.now().timestamp() + steps * totp.STEP_SECONDS

    code = totp.code_at(desk_site.ofelia.secret, then)

    assert sign_in(stranger, desk_site.ofelia, code=code).status_code == status


@pytest.mark.parametrize("minutes_back", [1, 59, 60, 24 * 60])
def test_a_clock_that_is_set_back_lets_no_old_code_in(
    desk_site, stranger, ofelia, wall_clock, minutes_back
):
    used = desk_site.ofelia.code()

    wall_clock.shift(-minutes_back * 60)

    assert sign_in(stranger, desk_site.ofelia, code=used).status_code == 403
    assert sign_in(stranger, desk_site.ofelia).status_code == 403
    wall_clock.shift(minutes_back * 60 + totp.STEP_SECONDS)
    assert sign_in(stranger, desk_site.ofelia).status_code == 303


def test_a_code_counts_once_over_sign_in_and_every_page_that_asks_for_it(
    desk_site, stranger, wall_clock
):
    sign_in(stranger, desk_site.ofelia)
    used = {"current": PHRASE, "code": desk_site.ofelia.code(), "is_sure": "y"}

    page = submit(stranger, fetch(stranger, "/konto/lappar"), "/konto/lappar", **used)
    wall_clock.shift(totp.STEP_SECONDS)
    fresh = used | {"code": desk_site.ofelia.code()}
    done = submit(stranger, page, "/konto/lappar", **fresh)

    assert (page.status, done.status) == (422, 200)
    assert sign_in(desk_site.app().test_client(), desk_site.ofelia).status_code == 403


@pytest.mark.parametrize("days", [1, 400])
def test_tries_of_a_clock_that_was_ahead_keep_nobody_out_once_it_is_right(
    desk_site, stranger, wall_clock, days
):
    wall_clock.shift(days * 86_400)
    use_up(stranger, desk_site)
    wall_clock.shift(-days * 86_400)

    assert attempt(stranger, desk_site, wall_clock) == 303
