"""Staff change language in the middle of their work, and choose one that stays."""

import base64
import sqlite3
from contextlib import closing

import pytest
from sqlmodel import select

from pressdesk import clock
from pressdesk.keytables import Account, Role
from pressdesk.staff import accounts
from pressdesk.vault import totp
from tests import inquiring, lining
from tests.conftest import PHRASE, fields, lodged, ref_of, sign_in
from tests.pages import Page, checked, fetch, pairs, send, submit, words
from tests.speaking import (
    EASY,
    ENGLISH,
    PREFIXES,
    SWEDISH,
    boxes,
    fill,
    in_language,
    languages,
    spoken,
    stored,
)

pytestmark = pytest.mark.both(every=10)

TYPED = "ord på å, ä och ö"


def stamped(page: Page) -> list[str]:
    """Type something of its own into every line and box that comes along to another language."""
    listed = languages(page)
    assert listed is not None
    owner = next(e.get("form") for e in listed.iter("button") if e.get("form"))
    form = next(f for f in page.root.iter("form") if f.get("id") == owner)
    typed = []
    for field in form.iter():
        is_line = field.tag == "input" and field.get("type", "text") in {"text", "date"}
        if is_line or field.tag == "textarea":
            words = f"{len(typed)} {TYPED}"
            field.text = f"\n{words}"
            field.set("value", words)
            typed.append(words)
    return typed


def ticket(site, _hers) -> str:
    lodged(site)
    return f"/desk/arende/{ref_of(site)}"


def taken(site, hers) -> str:
    ref = inquiring.logged(site)
    inquiring.press(hers, ref, "ta")
    return f"/register/{ref}"


def waiting(site, _hers) -> str:
    return f"/register/{inquiring.logged(site)}"


def line(site, _hers) -> str:
    with site.store.writing() as db:
        return f"/register/budskap/{lining.line(db).id}"


def issue(site, hers) -> str:
    page = fetch(hers, f"/register/fragor/samla?number={inquiring.logged(site)}")
    typed = {"title": "Lindarna", "issue": "", "action": "save"}
    assert submit(hers, page, "/register/fragor/samla", **typed).status == 303
    return "/register/fragor/1"


def crisis(site, _hers) -> str:
    with site.store.writing() as db:
        lining.line(db)
        lining.crisis(db)
    return "/register/kris/"


PLACES = {
    "ticket": ticket,
    "holds": lambda site, hers: "/desk/gallringsstopp/",
    "records": lambda site, hers: "/desk/handlingar/",
    "intake": lambda site, hers: "/register/ny",
    "records request": lambda site, hers: "/register/begaran",
    "inquiry": taken,
    "waiting inquiry": waiting,
    "particulars": lambda site, hers: waiting(site, hers) + "/uppgifter",
    "registry number": lambda site, hers: waiting(site, hers) + "/diariefor",
    "mask": lambda site, hers: waiting(site, hers) + "/maska",
    "new lines": lambda site, hers: "/register/budskap/nytt",
    "lines": lambda site, hers: line(site, hers) + "/andra",
    "copy": line,
    "gather": lambda site, hers: "/register/fragor/samla",
    "issue": issue,
    "begin a crisis": lambda site, hers: "/register/kris/",
    "crisis": crisis,
    "names": lambda site, hers: "/register/listor/enheter",
    "name": lambda site, hers: (
        waiting(site, hers) and "/register/listor/redaktioner/andra?namn=Exempelbladet"
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_staff_have_typed_stays_in_every_language(desk_site, ofelia, place):
    page = fetch(ofelia, PLACES[place](desk_site, ofelia))
    typed = stamped(page)
    before = stored(desk_site)

    for name in (EASY, ENGLISH, SWEDISH):
        page = in_language(ofelia, page, name)
        kept = [value for _name, value in boxes(page)]
        assert (page.status, spoken(page)) == (200, name)
        assert [words for words in typed if words not in kept] == []

    assert typed
    assert stored(desk_site) == before


def test_signing_in_works_in_each_language_and_keeps_the_name(desk_site, employee):
    page = fill(fetch(employee, "/konto/logga-in"), "name", "ofelia")

    for name in (EASY, ENGLISH):
        page = in_language(employee, page, name)
        assert page.box(f"{PREFIXES[name]}/konto/logga-in", "name") == "ofelia"
    typed = {"passphrase": desk_site.ofelia.phrase, "code": desk_site.ofelia.code()}
    answer = employee.post("/en/konto/logga-in", data=dict(pairs(main_form(page)), **typed))

    assert (answer.status_code, answer.location) == (303, "/en/desk/")


def main_form(page: Page):
    return next(form for form in next(page.root.iter("main")).iter("form"))


def test_a_passphrase_comes_back_in_no_language(employee):
    page = fill(fetch(employee, "/konto/logga-in"), "passphrase", "hemlig")

    assert "hemlig" not in in_language(employee, page, ENGLISH).text


@pytest.mark.parametrize("name", [EASY, ENGLISH])
def test_an_account_is_connected_in_each_language(desk_site, employee, name):
    with desk_site.store.writing() as db:
        code = accounts.invite(db, "olga", Role.PRESS_OFFICER, clock.today())
    path = f"{PREFIXES[name]}/konto/anslut"
    page = submit(employee, fetch(employee, path), path, name="olga", code=code)
    secret = words(next(e for e in page.root.iter("p") if e.get("class") == "secret"))
    page = in_language(employee, page, SWEDISH)
    page = in_language(employee, page, name)

    assert secret in words(page.root)  # the app on the phone has read it already
    typed = {"passphrase": PHRASE, "passphrase_again": PHRASE, "code": code_of(secret)}
    assert submit(employee, page, path, **typed).status == 303


def code_of(secret: str) -> str:
    plain = secret.replace(" ", "")
    key = base64.b32decode(plain + "=" * (-len(plain) % 8))
    return totp.code_at(key, clock.now().timestamp())


def test_another_phone_is_connected_by_the_secret_that_the_page_showed_first(ofelia):
    page = fetch(ofelia, "/konto/telefon")

    shown = {secret_of(in_language(ofelia, page, name)) for name in (EASY, ENGLISH)}

    assert shown == {secret_of(page)}


def secret_of(page: Page) -> str:
    return words(next(e for e in page.root.iter("p") if e.get("class") == "secret"))


@pytest.mark.parametrize("name", [EASY, ENGLISH])
def test_the_language_that_she_chooses_holds_on_every_page_of_hers(
    desk_site, ofelia, name, wall_clock
):
    page = in_language(ofelia, fetch(ofelia, "/konto/"), name)
    elsewhere = desk_site.app().test_client()
    wall_clock.shift(60)
    sign_in(elsewhere, desk_site.ofelia)

    assert spoken(page) == name
    for path in ("/desk/", "/konto/", "/register/", "/siffror/", "/desk/?visa=besvarade"):
        answer = elsewhere.get(path)
        assert (answer.status_code, answer.location) == (302, PREFIXES[name] + path)
        assert spoken(fetch(elsewhere, answer.location)) == name
    assert spoken(fetch(elsewhere, "/")) == SWEDISH  # an employee's page is as its address says


def test_the_page_of_the_account_offers_every_language(desk_site, ofelia):
    page = fetch(ofelia, "/konto/")

    choices = [e.get("value") for e in page.root.iter("input") if e.get("name") == "language"]
    page = submit(ofelia, page, "/konto/sprak", language="en")

    assert choices == ["sv", "sv@easy", "en"]
    assert language_of(desk_site) == "en"
    assert spoken(fetch(ofelia, "/en/konto/")) == ENGLISH


@pytest.mark.parametrize("asked", ["xx", "", "sv_SE", "../en"])
def test_a_language_that_is_not_spoken_here_is_not_chosen(desk_site, ofelia, asked):
    submit(ofelia, fetch(ofelia, "/konto/"), "/konto/sprak", language=asked)

    assert language_of(desk_site) == "sv"


ELSEWHERE = [
    *("//evil.example", "/\\evil.example", "/\t/evil.example", "/en//evil.example"),
    *("https://evil.example/", "/finns/inte", "/konto/?a\r\nX: y", ""),
]


@pytest.mark.parametrize("page", ELSEWHERE)
def test_choosing_a_language_leads_to_no_other_site(ofelia, page):
    given = fields(ofelia.get("/konto/").text, "/konto/sprak") | {"page": page, "language": "en"}

    assert ofelia.post("/konto/sprak", data=given).location == "/en/konto/"


def test_a_path_that_would_end_a_header_leads_to_her_language_all_the_same(ofelia):
    submit(ofelia, fetch(ofelia, "/konto/"), "/konto/sprak", language="en")
    odd = "/siffror/x%0D%0AX%3A%20y%3Fz"

    found = ofelia.get(odd)

    assert (found.status_code, found.location) == (302, f"/en{odd}")
    assert "X" not in found.headers


def language_of(desk_site) -> str | None:
    with desk_site.store.reading() as db:
        return db.exec(select(Account).where(Account.name == "ofelia")).one().language


def test_what_was_sent_after_the_session_ended_goes_on_in_its_language(
    desk_site, ofelia, wall_clock
):
    in_language(ofelia, fetch(ofelia, "/konto/"), ENGLISH)
    path = "/en" + ticket(desk_site, ofelia)
    page = fetch(ofelia, path)
    wall_clock.shift(40 * 60)
    asked = submit(ofelia, page, f"{path}/svara", text=TYPED, action="send")
    code = {"code": desk_site.ofelia.code(), "passphrase": desk_site.ofelia.phrase}
    back = submit(ofelia, asked, "/en/konto/logga-in", name="ofelia", **code)

    assert spoken(back) == ENGLISH
    assert back.box(f"{path}/svara") == TYPED
    assert submit(ofelia, back, f"{path}/svara").status == 303


def test_a_form_whose_page_cannot_be_made_again_keeps_its_fields(desk_site, ofelia):
    path = ticket(desk_site, ofelia)
    page = fetch(ofelia, path)
    given = [*pairs(page.form(f"{path}/avsluta")), ("outcome", "answered"), ("switch", "en")]

    back = send(ofelia, f"/en{path}/avsluta", given)

    assert (back.status, spoken(back)) == (200, ENGLISH)
    assert back.box(f"/en{path}/avsluta", "outcome") == "answered"
    assert submit(ofelia, back, f"/en{path}/avsluta").status == 303


def test_text_on_an_error_page_comes_along_too(desk_site, ofelia):
    path = ticket(desk_site, ofelia)
    without_token = ofelia.post(f"{path}/svara", data={"text": TYPED, "action": "send"})
    page = in_language(ofelia, Page(without_token), ENGLISH)

    assert TYPED in [value for _name, value in boxes(page)]


def test_an_employees_text_on_an_error_page_comes_along_too(desk_site, employee):
    check = checked(employee, TYPED)
    with closing(sqlite3.connect(desk_site.store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        failed = submit(employee, check, "/skicka")
    page = in_language(employee, failed, ENGLISH)

    assert failed.status == 503
    assert TYPED in [value for _name, value in boxes(page)]


def test_a_page_that_is_shown_once_has_no_switch(desk_site, ofelia, wall_clock):
    wall_clock.shift(60)
    page = fetch(ofelia, "/konto/lappar")
    given = {"current": desk_site.ofelia.phrase, "code": desk_site.ofelia.code(), "is_sure": "y"}

    shown = submit(ofelia, page, "/konto/lappar", **given)

    assert languages(page) is not None
    assert secret_of(shown)
    assert languages(shown) is None
