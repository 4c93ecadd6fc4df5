"""One's own account in a browser: another passphrase, another phone, new slips, the staff log."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import select

from pressdesk import clock
from pressdesk.keytables import Account, Epoch
from pressdesk.vault import receipts, totp
from tests.conftest import lodged, ref_of
from tests.journeys.conftest import PHONE, fill_sign_in, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

NEW_PHRASE = "tre gula tåg i skymningen"
TEXT = "Ett långt svar som inte får försvinna."
PATHS = ("/konto/losenfras", "/konto/telefon", "/konto/lappar", "/konto/logg", "/konto/")


def code_of(secret: bytes, steps_ahead: int = 0) -> str:
    return totp.code_at(secret, clock.now().timestamp() + steps_ahead * totp.STEP_SECONDS)


def sign_in_earlier(page: Page, served) -> None:
    """With the code before this one, so that this one and the next are left for what follows."""
    for _ in range(2):  # a code may run out on its way
        page.goto("/konto/logga-in")
        with page.expect_navigation():
            fill_sign_in(page, served.desk.ofelia, steps_ahead=-1)
        if page.url.endswith("/desk/"):
            break
    expect(page.get_by_role("heading", level=1)).to_have_text("Ärenden")


def prove(page: Page, served, steps_ahead: int = 0) -> None:
    page.get_by_label("Din lösenfras nu").fill(served.desk.ofelia.phrase)
    page.get_by_label("Engångskod").fill(code_of(served.desk.ofelia.secret, steps_ahead))


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_new_passphrase_keeps_the_text_that_is_open_on_another_computer(browse, served, scripts):
    lodged(served.desk)
    here = browse(java_script_enabled=scripts, viewport=PHONE)
    sign_in_earlier(here, served)
    there = browse(java_script_enabled=scripts)
    sign_in(there, served.desk.ofelia)
    there.goto(f"/desk/arende/{ref_of(served.desk)}")
    there.get_by_label("Ditt svar").fill(TEXT)

    here.goto("/konto/")
    here.get_by_role("link", name="Byt lösenfras").click()
    prove(here, served, steps_ahead=1)
    here.get_by_label("Ny lösenfras").fill(NEW_PHRASE)
    here.get_by_label("Den nya lösenfrasen en gång till").fill(NEW_PHRASE)
    here.get_by_role("button", name="Byt lösenfras").click()
    expect(here.get_by_text("Lösenfrasen är bytt.")).to_be_visible()
    there.get_by_role("button", name="Skicka svaret").click()

    expect(there.get_by_text("Din text finns kvar.")).to_be_visible()
    with served.desk.store.writing() as db:  # half a minute later
        account = next(a for a in db.exec(select(Account)) if a.name == "ofelia")
        account.totp_step -= 1
        db.add(account)
    fill_sign_in(there, served.desk.ofelia._replace(phrase=NEW_PHRASE), steps_ahead=1)
    expect(there.get_by_label("Din text")).to_have_value(TEXT)


def test_another_phone_takes_over(browse, served):
    hers = browse(viewport=PHONE)
    sign_in_earlier(hers, served)
    hers.goto("/konto/telefon")
    secret = base64.b32decode(hers.locator(".secret").inner_text().replace(" ", ""))

    hers.get_by_label("Koden som den nya appen visar").fill(code_of(secret))
    prove(hers, served)
    hers.get_by_role("button", name="Byt telefon").click()
    expect(hers.get_by_text("Den nya telefonen gäller nu")).to_be_visible()
    hers.get_by_role("main").get_by_role("button", name="Logga ut", exact=True).click()
    sign_in(hers, served.desk.ofelia._replace(secret=secret), steps_ahead=1)

    expect(hers.get_by_role("heading", level=1)).to_have_text("Ärenden")


def test_two_new_slips_are_shown_once(browse, served):
    hers = browse(viewport=PHONE)
    sign_in_earlier(hers, served)
    hers.goto("/konto/lappar")

    hers.get_by_label("De gamla lapparna ska sluta gälla").check()
    prove(hers, served)
    hers.get_by_role("button", name="Visa nya lappar").click()
    codes = hers.locator(".secret").all_inner_texts()
    looks_right(hers)
    hers.get_by_role("link", name="Jag har skrivit av båda").click()

    assert len({receipts.normal(code) for code in codes}) == 6
    hers.goto("/konto/lappar")
    expect(hers.locator(".secret")).to_have_count(0)


def test_replaced_keys_stop_her_with_a_page_that_says_whom_to_call(browse, served):
    hers = browse(viewport=PHONE)
    with served.desk.store.writing() as db:
        for epoch in db.exec(select(Epoch)):
            epoch.verify = bytes(32)

    sign_in(hers, served.desk.ofelia)

    expect(hers.get_by_role("heading", level=1)).to_contain_text("Nycklarna är inte de")
    expect(hers.get_by_text("Ring en kollega och myndighetens säkerhetsansvariga")).to_be_visible()
    assert hers.get_by_role("main").get_by_role("button").count() == 0
    looks_right(hers)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_account_reflows_on_a_small_phone_and_axe_finds_nothing(
    browse, served, theme
):
    hers = browse(viewport=PHONE, color_scheme=theme)
    sign_in(hers, served.desk.ofelia)

    for path in PATHS:
        hers.goto(path)
        looks_right(hers)
        empty = hers.get_by_role("main").locator("button.main")
        if empty.count():
            empty.click()
            expect(hers.get_by_role("alert")).to_be_focused()
            assert hers.title().startswith("Fel:")
            looks_right(hers)


def looks_right(page: Page) -> None:
    """No sideways scroll at 320 px, and nothing that axe knows to be wrong."""
    assert has_no_sideways_scroll(page), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
