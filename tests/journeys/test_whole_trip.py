"""The main job, in two browsers side by side: she asks, an officer answers, she reads it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import QUESTION
from tests.journeys.conftest import PHONE, code_on, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

ANSWER = "Du får säga vad du vill. Ingen får fråga dig om det efteråt."
MORE = "Tack! Får jag spela in samtalet?"


@pytest.mark.both(every=1)
@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_she_asks_an_officer_answers_and_she_reads_it(browse, served, scripts):
    hers = browse(java_script_enabled=scripts, viewport=PHONE)
    desk = browse(java_script_enabled=scripts)

    code = ask(hers)
    sign_in(desk, served.desk.ofelia)
    answer(desk)
    open_with(hers, code)

    expect(hers.get_by_text(ANSWER)).to_be_visible()
    expect(hers.get_by_role("heading", level=1)).to_have_text("Svaret på din fråga")
    assert hers.context.cookies() == []


def test_she_writes_on_and_the_officer_sees_it_and_then_she_deletes_everything(browse, served):
    hers, desk = browse(viewport=PHONE), browse()
    code = ask(hers)
    sign_in(desk, served.desk.ofelia)
    answer(desk)

    open_with(hers, code)
    hers.get_by_label("Skriv till pressenheten").fill(MORE)
    hers.get_by_role("button", name="Skicka").click()
    desk.goto("/desk/")
    desk.get_by_role("link", name="En reporter har ringt").click()
    expect(desk.get_by_text(MORE)).to_be_visible()

    hers.get_by_role("button", name="Tillbaka till din fråga").click()
    hers.get_by_role("button", name="Radera min fråga").click()
    hers.get_by_role("button", name="Ja, radera min fråga").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("Din fråga är raderad")
    open_with(hers, code)
    expect(hers.get_by_role("heading", level=1)).to_have_text("Koden öppnar ingen fråga")
    desk.goto("/desk/")
    expect(desk.get_by_text("Inga ärenden väntar.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_rights_lead_to_advice_and_advice_to_a_question_about_it(browse, scripts):
    hers = browse(java_script_enabled=scripts, viewport=PHONE)
    hers.goto("/")

    hers.get_by_role("link", name="Få råd och ställ en fråga").click()
    expect(hers.get_by_text("Tack. Nu lägger jag på.")).to_be_visible()
    threats = hers.locator("details").filter(has=hers.get_by_text("Hot eller hat", exact=True))
    threats.locator("summary").click()
    expect(threats.get_by_text("Svara inte. Spara allt")).to_be_visible()
    threats.get_by_role("button", name="Fråga oss om det här").click()
    expect(hers.get_by_label("Hot eller hat")).to_be_checked()
    hers.get_by_label("Din fråga").fill(QUESTION)
    hers.get_by_role("button", name="Gå vidare").click()
    hers.locator("summary", has_text="Hot eller hat").click()
    expect(hers.get_by_text("Svara inte. Spara allt")).to_be_visible()
    hers.get_by_role("button", name="Skicka", exact=True).click()

    expect(hers.get_by_role("heading", level=1)).to_have_text("Din fråga är skickad")


def test_paper_has_all_the_advice_whatever_was_open_on_the_screen(browse):
    hers = browse()
    hers.goto("/rad")
    advice = hers.get_by_text("Svara inte. Spara allt")
    expect(advice).to_be_hidden()

    hers.emulate_media(media="print")

    expect(advice).to_be_visible()
    expect(hers.get_by_role("button", name="Fråga oss om det här").first).to_be_hidden()


@pytest.mark.parametrize("prefix", ["", "/lattlast", "/en"])
def test_all_the_advice_stands_open_on_a_small_phone_and_axe_finds_nothing(browse, prefix):
    hers = browse(viewport=PHONE)
    hers.goto(f"{prefix}/rad")
    for closed in hers.locator("details > summary").all()[1:]:
        closed.click()

    assert looks_right(hers)


def test_what_points_her_out_must_go_and_one_button_removes_it(browse):
    hers = browse(viewport=PHONE)
    hers.goto("/fraga")
    hers.get_by_label("Din fråga").fill("Jag heter Anna Exempelsson och nås på anna@example.org.")
    hers.get_by_role("button", name="Gå vidare").click()

    expect(hers.locator("mark").first).to_be_visible()
    expect(hers.get_by_role("alert")).to_be_focused()
    assert hers.title().startswith("Fel:")
    hers.get_by_role("button", name="Ta bort allt det markerade").click()

    expect(hers.get_by_role("heading", level=1)).to_have_text("Läs igenom och skicka")
    assert "anna@example.org" not in hers.content()


def test_the_code_she_copied_stays_the_same_when_she_changes_her_text(browse):
    hers = browse(viewport=PHONE)
    hers.goto("/fraga")
    hers.get_by_label("Din fråga").fill(QUESTION)
    hers.get_by_role("button", name="Gå vidare").click()
    copied = code_on(hers)

    hers.get_by_role("button", name="Ändra").click()
    hers.get_by_label("Din fråga").fill(QUESTION + " Det är bråttom.")
    hers.get_by_role("button", name="Gå vidare").click()

    assert code_on(hers) == copied


def test_the_code_is_not_printed(browse):
    hers = browse()
    hers.goto("/fraga")
    hers.get_by_label("Din fråga").fill(QUESTION)
    hers.get_by_role("button", name="Gå vidare").click()
    expect(hers.locator(".receipt-code")).to_be_visible()

    hers.emulate_media(media="print")

    expect(hers.locator(".receipt-code")).to_be_hidden()
    expect(hers.get_by_text("Kvittokoden skrivs inte ut")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_her_trip_reflows_on_a_small_phone_and_axe_finds_nothing(browse, theme):
    hers = browse(viewport=PHONE, color_scheme=theme)

    for path in ("/", "/rad", "/fraga", "/svar", "/finns-inte", "/konto/logga-in", "/konto/anslut"):
        hers.goto(path)
        looks_right(hers)
    hers.goto("/personuppgifter")
    looks_right(hers)
    hers.goto("/handlingar")
    looks_right(hers)
    for table in hers.locator("summary").all():
        table.click()
    looks_right(hers)
    code = ask(hers, look=looks_right)
    open_with(hers, code)
    looks_right(hers)
    hers.get_by_role("button", name="Radera min fråga").click()
    looks_right(hers)
    open_with(hers, "0000-0000-0000-0000-0000")

    assert looks_right(hers)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_officer_reflows_on_a_small_phone_and_axe_finds_nothing(
    browse, served, theme
):
    hers, desk = browse(), browse(viewport=PHONE, color_scheme=theme)
    sign_in(desk, served.desk.ofelia)
    looks_right(desk)  # an empty queue
    ask(hers)

    for path in ("/desk/", "/desk/regler", "/konto/", "/konto/nycklar", "/desk/?visa=avslutade"):
        desk.goto(path)
        looks_right(desk)
    answer(desk, look=looks_right)
    desk.get_by_role("button", name="Skicka svaret").click()

    assert looks_right(desk)  # an empty answer


def looks_right(page):
    """No sideways scroll at 320 px, and nothing that axe knows to be wrong: stops at what is."""
    assert has_no_sideways_scroll(page), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    return True


def ask(page, look=lambda page: None):
    """From the rights page to the sent page; the code."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Fråga pressenheten").click()
    page.get_by_label("En journalist har ringt").check()
    page.get_by_label("Din fråga").fill(QUESTION)
    page.get_by_role("button", name="Gå vidare").click()
    look(page)
    code = code_on(page)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Din fråga är skickad")
    look(page)
    return code


def answer(page, look=lambda page: None):
    """Take the ticket, leave a note for the next shift, and send an answer."""
    page.goto("/desk/")
    page.get_by_role("link", name="En reporter har ringt").click()
    look(page)
    page.get_by_role("button", name="Ta ärendet", exact=True).click()
    page.get_by_label("Till nästa pass").fill("Öppettiderna står på webben.")
    page.get_by_role("button", name="Spara anteckningen").click()
    page.get_by_label("Ditt svar").fill(ANSWER)
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_text("Svaret är skickat.")).to_be_visible()
    look(page)


def open_with(page, code):
    """Read the answer with a code that was copied by hand: small letters, blanks for dashes."""
    page.goto("/svar")
    page.get_by_label("Kvittokod").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Läs svaret").click()
