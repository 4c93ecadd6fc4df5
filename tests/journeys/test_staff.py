"""Staff: enrolling, getting the keys from a colleague, signing in again in the middle of a text."""

import base64

import pytest
from playwright.sync_api import expect
from sqlmodel import delete

from pressdesk import clock
from pressdesk.keytables import Role, StaffSession
from pressdesk.staff import accounts
from pressdesk.vault import totp
from tests.conftest import PHRASE, Person, lodged, ref_of
from tests.journeys.conftest import PHONE, fill_sign_in, sign_in

pytestmark = pytest.mark.both(every=0)

TEXT = "Ett långt svar som inte får försvinna."


def test_a_new_officer_enrols_and_reads_when_a_colleague_has_handed_her_the_keys(browse, served):
    lodged(served.desk)
    with served.desk.store.writing() as db:
        invitation = accounts.invite(db, "olle", Role.PRESS_OFFICER, clock.today())
    his, hers = browse(viewport=PHONE), browse()

    olle = enrol(his, "olle", invitation)
    sign_in(his, olle, steps_ahead=1)
    expect(his.get_by_role("heading", level=1)).to_have_text("Du har inga nycklar än")
    fingerprint = his.locator(".fingerprint").inner_text()
    sign_in(hers, served.desk.ofelia)
    hers.goto("/konto/nycklar")
    expect(hers.get_by_text(fingerprint)).to_be_visible()
    hers.get_by_role("button", name="lämna över till olle").click()
    his.goto("/desk/")

    expect(his.get_by_role("link", name="En reporter har ringt")).to_be_visible()


def test_signing_in_again_after_a_time_out_loses_no_text(browse, served):
    lodged(served.desk)
    hers = browse()
    sign_in(hers, served.desk.ofelia)
    hers.goto(f"/desk/arende/{ref_of(served.desk)}")
    hers.get_by_label("Ditt svar").fill(TEXT)
    with served.desk.store.writing() as db:
        db.exec(delete(StaffSession))  # as after half an hour

    hers.get_by_role("button", name="Skicka svaret").click()
    expect(hers.get_by_text("Din text finns kvar.")).to_be_visible()
    fill_sign_in(hers, served.desk.ofelia, steps_ahead=1)
    expect(hers.get_by_label("Din text")).to_have_value(TEXT)
    hers.get_by_role("button", name="Fortsätt").click()

    expect(hers.get_by_text("Svaret är skickat.")).to_be_visible()
    expect(hers.get_by_text(TEXT)).to_be_visible()


def test_a_draft_is_there_on_another_computer_and_a_closed_ticket_opens_again(browse, served):
    lodged(served.desk)
    there = browse()
    sign_in(there, served.desk.ofelia)
    there.get_by_role("link", name="En reporter har ringt").click()
    there.get_by_label("Ditt svar").fill(TEXT)
    there.get_by_role("button", name="Spara utkast").click()

    here = browse(viewport=PHONE)
    sign_in(here, served.desk.ofelia, steps_ahead=1)
    here.get_by_role("link", name="En reporter har ringt").click()
    expect(here.get_by_label("Ditt svar")).to_have_value(TEXT)
    here.get_by_label("Ordnades utanför systemet").check()
    here.get_by_role("button", name="Avsluta ärendet").click()
    expect(here.get_by_text("Ärendet är avslutat.")).to_be_visible()
    here.get_by_role("button", name="Öppna igen").click()

    expect(here.get_by_label("Ditt svar")).to_be_visible()


def test_the_chief_reads_when_the_first_figures_come_and_signs_out(browse, served):
    hers = browse()

    sign_in(hers, served.desk.clara)
    expect(hers.get_by_text("De första siffrorna gäller")).to_be_visible()
    hers.goto("/desk/")
    expect(hers.get_by_role("heading", level=1)).to_have_text("Sidan är inte för din roll")
    hers.get_by_role("button", name="Logga ut").click()

    expect(hers.get_by_text("Du är utloggad.")).to_be_visible()
    assert not [c for c in hers.context.cookies() if c["name"].endswith("pressdesk")]


def enrol(page, name, invitation):
    """Both steps of an enrolment, with the secret read off the page as text."""
    page.goto("/konto/anslut")
    page.get_by_label("Användarnamn").fill(name)
    page.get_by_label("Engångskod från administratören").fill(invitation)
    page.get_by_role("button", name="Gå vidare").click()
    secret = base64.b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Lösenfras", exact=True).fill(PHRASE)
    page.get_by_label("Lösenfrasen en gång till").fill(PHRASE)
    page.get_by_label("Koden som appen visar nu").fill(
        totp.code_at(secret, clock.now().timestamp())
    )
    page.get_by_role("button", name="Anslut kontot").click()
    expect(page.get_by_text("Kontot är anslutet.")).to_be_visible()
    return Person(name, PHRASE, secret)
