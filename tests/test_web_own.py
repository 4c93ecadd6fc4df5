"""One's own account on screen: another passphrase, another phone, all sessions, new slips."""

import base64
import re

import pytest
from flask.testing import FlaskClient
from time_machine import Traveller

from pressdesk import clock
from pressdesk.staff import enrolment
from pressdesk.staff.enrolment import Invitation
from pressdesk.vault import receipts, totp
from tests.both import bytes_of
from tests.conftest import PHRASE, Desk, Person, lodged, ref_of, sign_in
from tests.pages import Page, attributes, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

NEW_PHRASE = "tre gula tåg i skymningen"
NEW = {"passphrase": NEW_PHRASE, "passphrase_again": NEW_PHRASE}
ANSWER = "Ett långt svar som inte får försvinna."
FRESH = re.compile(r'="[\w.+/=-]{40,}"')  # tokens, new on every page
WRONG = {
    "passphrase": {"current": "fel fras men lika lång"},
    "code": {"code": "000000"},
    "both": {"current": "fel fras men lika lång", "code": "000000"},
    "long": {"current": "p" * 5_000, "code": "1" * 5_000},
    "controls": {"current": "\0", "code": "\u0661" * 6},
}
PAGES = {
    "/konto/losenfras": NEW,
    "/konto/telefon": {},
    "/konto/lappar": {"is_sure": "y"},
}


def proof(person: Person, wall_clock: Traveller) -> dict[str, str]:
    """What she has now: her passphrase and the next code."""
    wall_clock.shift(totp.STEP_SECONDS)
    return {"current": person.phrase, "code": person.code()}


def secret_of(page: Page) -> bytes:
    shown = next(e for e in page.root.iter("p") if e.get("class") == "secret")
    plain = words(shown).replace(" ", "")
    return base64.b32decode(plain + "=" * (-len(plain) % 8))


def new_code(page: Page) -> str:
    return totp.code_at(secret_of(page), clock.now().timestamp())


def filled(client: FlaskClient, path: str, given: dict[str, str]) -> Page:
    """A page's form, filled in well but for what is given otherwise."""
    page = fetch(client, path)
    known = {"new_code": new_code(page)} if path == "/konto/telefon" else {}
    return submit(client, page, path, **PAGES[path] | known | given)


@pytest.fixture
def elsewhere(desk_site: Desk, ofelia: FlaskClient, wall_clock: Traveller) -> FlaskClient:
    """Ofelia's other computer, signed in too."""
    wall_clock.shift(totp.STEP_SECONDS)
    client = desk_site.app().test_client()
    assert sign_in(client, desk_site.ofelia).status_code == 303
    return client


# What all three ask for


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("what", WRONG)
def test_a_change_asks_for_passphrase_and_code_and_says_not_which_was_wrong(
    desk_site, ofelia, wall_clock, path, what
):
    good = proof(desk_site.ofelia, wall_clock)

    page = filled(ofelia, path, good | WRONG[what])
    other = filled(ofelia, path, good | WRONG["passphrase"])

    assert (page.status, page.title[:4]) == (422, "Fel:")
    assert "Lösenfras och engångskod hör inte ihop." in page.text
    if path != "/konto/telefon":  # whose secret is another on every page
        assert FRESH.sub("", page.text) == FRESH.sub("", other.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_code_that_signed_her_in_changes_nothing(desk_site, ofelia, path):
    used = {"current": PHRASE, "code": desk_site.ofelia.code()}

    page = filled(ofelia, path, used)

    assert page.status == 422


@pytest.mark.parametrize("path", PAGES)
def test_a_weak_new_passphrase_says_nothing_of_the_old_one(desk_site, ofelia, wall_clock, path):
    weak = {"passphrase": "kort", "passphrase_again": "kort"}
    good = proof(desk_site.ofelia, wall_clock)
    if path != "/konto/losenfras":
        weak = {"new_code": "000000", "is_sure": []}

    pages = [filled(ofelia, path, good | weak | wrong) for wrong in ({}, WRONG["passphrase"])]

    assert [page.status for page in pages] == [422, 422]
    assert not any("hör inte ihop" in page.text for page in pages)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("left_out", ["current", "code"])
def test_an_empty_field_is_asked_for(desk_site, ofelia, wall_clock, path, left_out):
    page = filled(ofelia, path, proof(desk_site.ofelia, wall_clock) | {left_out: ""})

    assert page.status == 422
    assert f'id="{left_out}-error"' in page.text


@pytest.mark.parametrize("path", PAGES)
def test_no_secret_of_hers_is_written_into_a_page(desk_site, ofelia, wall_clock, path):
    good = proof(desk_site.ofelia, wall_clock)

    page = filled(ofelia, path, good | {"code": "123123"})

    given = dict(pairs(page.form(path)))
    hers = ("current", "passphrase", "passphrase_again", "code", "new_code")
    assert {given.get(name, "") for name in hers} == {""}
    assert "123123" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_these_pages_are_for_whoever_is_signed_in(desk_site, path):
    page = fetch(desk_site.app().test_client(), path)

    assert (page.status, page.heading) == (401, "Logga in")


@pytest.mark.parametrize("path", ["/konto/losenfras", "/konto/telefon"])
def test_the_chief_changes_hers_the_same_way(desk_site, clara, wall_clock, path):
    page = filled(clara, path, proof(desk_site.clara, wall_clock))

    assert page.status == 303


# Passphrase


def test_a_new_passphrase_ends_every_other_session_and_not_this_one(
    desk_site, ofelia, elsewhere, wall_clock
):
    done = filled(ofelia, "/konto/losenfras", proof(desk_site.ofelia, wall_clock))

    assert done.status == 303
    assert "Du är utloggad överallt utom här." in fetch(ofelia, "/konto/").text
    assert elsewhere.get("/desk/").status_code == 401


def test_a_text_that_was_open_elsewhere_goes_on_after_signing_in_with_the_new_one(
    desk_site, ofelia, elsewhere, wall_clock
):
    lodged(desk_site)
    ref = ref_of(desk_site)
    address = f"/desk/arende/{ref}/svara"
    writing = fetch(elsewhere, f"/desk/arende/{ref}")
    filled(ofelia, "/konto/losenfras", proof(desk_site.ofelia, wall_clock))

    asked = submit(elsewhere, writing, address, text=ANSWER)
    wall_clock.shift(totp.STEP_SECONDS)
    given = {"name": "ofelia", "passphrase": NEW_PHRASE, "code": desk_site.ofelia.code()}
    back = submit(elsewhere, asked, "/konto/logga-in", **given)

    assert (asked.status, back.heading) == (401, "Fortsätt där du var")
    assert submit(elsewhere, back, address).status == 303
    assert ANSWER in fetch(elsewhere, f"/desk/arende/{ref}").text


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"passphrase": "", "passphrase_again": ""}, "passphrase"),
        ({"passphrase_again": "en annan fras än den"}, "passphrase_again"),
        ({"passphrase": "kort", "passphrase_again": "kort"}, "passphrase"),
        ({"passphrase": "a" * 20, "passphrase_again": "a" * 20}, "passphrase"),
    ],
)
def test_a_new_passphrase_must_be_good_and_written_twice(
    desk_site, ofelia, wall_clock, typed, wrong
):
    good = proof(desk_site.ofelia, wall_clock)

    page = filled(ofelia, "/konto/losenfras", good | typed)

    assert (page.status, f'id="{wrong}-error"' in page.text) == (422, True)
    assert filled(ofelia, "/konto/losenfras", good).status == 303  # the code was not used up


# Phone


def test_the_new_phone_signs_in_and_the_old_one_does_not(desk_site, ofelia, elsewhere, wall_clock):
    page = fetch(ofelia, "/konto/telefon")
    good = proof(desk_site.ofelia, wall_clock)

    done = submit(ofelia, page, "/konto/telefon", new_code=new_code(page), **good)
    wall_clock.shift(totp.STEP_SECONDS)
    client = desk_site.app().test_client()
    moved = desk_site.ofelia._replace(secret=secret_of(page))

    assert (done.status, ofelia.get("/desk/").status_code) == (303, 200)
    assert elsewhere.get("/desk/").status_code == 401
    assert [sign_in(client, one).status_code for one in (desk_site.ofelia, moved)] == [403, 303]


def test_the_codes_of_both_phones_at_the_change_count_for_nothing_more(
    desk_site, ofelia, wall_clock
):
    page = fetch(ofelia, "/konto/telefon")
    good = proof(desk_site.ofelia, wall_clock)
    used = new_code(page)

    submit(ofelia, page, "/konto/telefon", new_code=used, **good)

    client = desk_site.app().test_client()
    found = [
        sign_in(client, desk_site.ofelia, code=code).status_code for code in (used, good["code"])
    ]
    assert found == [403, 403]


@pytest.mark.parametrize("typed", ["000000", "abc", "", "1" * 500])
def test_a_wrong_code_of_the_new_app_keeps_the_secret_and_the_old_phone(
    desk_site, ofelia, wall_clock, typed
):
    page = fetch(ofelia, "/konto/telefon")
    good = proof(desk_site.ofelia, wall_clock)

    again = submit(ofelia, page, "/konto/telefon", new_code=typed, **good)

    assert (again.status, 'id="new_code-error"' in again.text) == (422, True)
    assert secret_of(again) == secret_of(page)
    right = submit(ofelia, again, "/konto/telefon", new_code=new_code(again), **good)
    assert right.status == 303


def test_the_new_secret_is_nowhere_before_it_is_proved(desk_site, ofelia):
    page = fetch(ofelia, "/konto/telefon")
    desk_site.store.settle()

    files = bytes_of(desk_site.store)

    assert secret_of(page) not in files


@pytest.mark.parametrize("token", ["", "x", "AAAA", "å", "\0", "A" * 200])
def test_a_phone_that_this_page_did_not_show_is_refused(desk_site, ofelia, wall_clock, token):
    page = fetch(ofelia, "/konto/telefon")
    good = proof(desk_site.ofelia, wall_clock)

    found = submit(ofelia, page, "/konto/telefon", token=token, new_code="123456", **good)

    assert found.status == 404


def test_a_secret_that_was_shown_to_somebody_else_is_refused(desk_site, ofelia, wall_clock):
    theirs = Invitation("clara", "", totp.new_secret())
    token = enrolment.carry(desk_site.settings, theirs)
    code = totp.code_at(theirs.totp_secret, clock.now().timestamp() + totp.STEP_SECONDS)
    good = proof(desk_site.ofelia, wall_clock)

    page = fetch(ofelia, "/konto/telefon")
    found = submit(ofelia, page, "/konto/telefon", token=token, new_code=code, **good)

    assert found.status == 404


# All sessions


def test_ending_all_sessions_leaves_this_one_alone(desk_site, ofelia, elsewhere, clara):
    done = submit(ofelia, fetch(ofelia, "/konto/"), "/konto/avsluta-alla")

    found = [client.get("/konto/").status_code for client in (ofelia, elsewhere, clara)]

    assert (done.status, found) == (303, [200, 401, 200])


def test_ending_all_sessions_needs_a_form_of_hers(ofelia):
    assert send(ofelia, "/konto/avsluta-alla", []).status == 400
    assert ofelia.get("/konto/avsluta-alla").status_code == 405


# Slips


def codes_on(page: Page) -> list[str]:
    return [words(e) for e in page.root.iter("p") if e.get("class") == "secret"]


def test_new_slips_are_shown_once_and_kept_nowhere(desk_site, ofelia, wall_clock):
    page = filled(ofelia, "/konto/lappar", proof(desk_site.ofelia, wall_clock))
    desk_site.store.settle()

    codes = codes_on(page)
    files = b"".join(path.read_bytes() for path in desk_site.home.iterdir())

    assert page.status == 200
    assert len({receipts.normal(code) for code in codes}) == 6
    assert not [code for code in codes if code.encode() in files]
    assert codes_on(fetch(ofelia, "/konto/lappar")) == []


def test_no_browser_keeps_the_page_of_the_slips(desk_site, ofelia, wall_clock):
    form = dict(pairs(fetch(ofelia, "/konto/lappar").form("/konto/lappar")))
    given = form | proof(desk_site.ofelia, wall_clock) | {"is_sure": "y"}

    shown = ofelia.post("/konto/lappar", data=given)

    assert shown.headers["Cache-Control"] == "no-store, no-transform"


def test_the_same_form_sent_twice_makes_no_second_slips(desk_site, ofelia, wall_clock):
    page, good = fetch(ofelia, "/konto/lappar"), proof(desk_site.ofelia, wall_clock)
    first = submit(ofelia, page, "/konto/lappar", is_sure="y", **good)

    again = submit(ofelia, page, "/konto/lappar", is_sure="y", **good)

    assert (len(codes_on(first)), again.status, codes_on(again)) == (6, 422, [])


def test_slips_are_not_made_by_a_slip_of_the_hand(desk_site, ofelia, wall_clock):
    page = filled(ofelia, "/konto/lappar", proof(desk_site.ofelia, wall_clock) | {"is_sure": []})

    assert (page.status, 'id="is_sure-error"' in page.text) == (422, True)
    assert "#is_sure" in attributes(page.text, "href")


def test_slips_are_for_whoever_holds_the_keys(olle, clara):
    found = [fetch(client, "/konto/lappar").status for client in (olle, clara)]

    assert found == [403, 403]


def test_the_account_page_leads_to_what_is_for_its_reader(ofelia, olle, clara):
    own = {"/konto/losenfras", "/konto/telefon", "/konto/lappar", "/konto/logg"}

    found = [own & set(attributes(c.get("/konto/").text, "href")) for c in (ofelia, olle, clara)]

    assert found == [own, own - {"/konto/lappar"}, {"/konto/losenfras", "/konto/telefon"}]
