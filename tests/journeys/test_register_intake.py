"""An inquiry taken in on the phone, by keys alone and with one thumb."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import select

from pressdesk.register import lists
from pressdesk.registertables import Inquiry
from tests.conftest import Served
from tests.journeys.conftest import PHONE, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

NEW = "/register/ny"
NEWEST = "När öppnas bron?"
NAMES = "/register/listor/enheter"
PATHS = [NEW, "/register/begaran", NAMES, f"{NAMES}/andra?namn=Farsta"]


@pytest.fixture
def hers(browse: Callable[..., Page], served: Served) -> Page:
    """Ofelia at her desk, where one outlet is known."""
    with served.desk.store.writing() as db:
        lists.find_or_add_outlet(db, "Dagbladet", "daily")
    page = browse()
    sign_in(page, served.desk.ofelia)
    page.goto(NEW)
    return page


def rows(served: Served) -> list[Inquiry]:
    with served.desk.store.reading() as db:
        return list(db.exec(select(Inquiry)).all())


def test_an_ordinary_call_is_taken_in_by_keys_alone(hers, served):
    expect(hers.get_by_label("Redaktion", exact=True)).to_be_focused()

    hers.keyboard.type("dagbladet")
    hers.keyboard.press("Enter")  # in a line it saves nothing
    hers.keyboard.press("Tab")
    hers.keyboard.type("farst")
    hers.keyboard.press("Tab")
    hers.keyboard.type("Hur många träd fälls?")
    hers.keyboard.press("Tab")
    expect(hers.get_by_role("button", name="Spara förfrågan").first).to_be_focused()
    hers.keyboard.press("Enter")

    expect(hers.get_by_text("Sparad som")).to_be_visible()
    assert [(row.outlet, row.unit) for row in rows(served)] == [("Dagbladet", "Farsta")]


def test_all_else_is_one_key_away_and_comes_back_when_it_is_refused(hers, served):
    hers.get_by_label("Redaktion", exact=True).fill("Dagbladet")
    hers.get_by_label("Enhet som frågan gäller").fill("fasrta")
    hers.get_by_label("Fråga", exact=True).fill("Hur många träd?")
    hers.get_by_role("button", name="Spara förfrågan").first.focus()
    hers.keyboard.press("Tab")
    hers.keyboard.press("Enter")
    hers.get_by_label("Hålltid").fill("imorgon 9")
    hers.get_by_label("Telefon eller e-post tillbaka").fill("08-465 004 11")
    hers.get_by_role("button", name="Spara förfrågan").last.click()

    expect(hers.get_by_role("alert")).to_contain_text("Är det något av de här? Farsta")
    expect(hers.get_by_label("Hålltid")).to_have_value("imorgon 9")
    expect(hers.get_by_label("Telefon eller e-post tillbaka")).to_have_value("08-465 004 11")
    hers.get_by_label("Enhet som frågan gäller").fill("farsta")
    hers.get_by_role("button", name="Spara förfrågan").first.click()
    expect(hers.get_by_text("Sparad som")).to_be_visible()
    assert len(rows(served)) == 1


def test_intake_works_with_one_thumb_and_scripts_off(browse, served):
    hers = browse(viewport=PHONE, java_script_enabled=False, color_scheme="dark")
    sign_in(hers, served.desk.ofelia)
    hers.goto(NEW)
    assert has_no_sideways_scroll(hers)
    hers.get_by_text("Mer: hålltid").click()
    assert has_no_sideways_scroll(hers)
    hers.get_by_label("Redaktion", exact=True).fill("Nya Bladet")
    hers.get_by_label("Enhet som frågan gäller").fill("brom")
    hers.get_by_label("Fråga", exact=True).fill("Ring 070-174 06 05")
    hers.get_by_role("button", name="Spara förfrågan").first.click()
    expect(hers.get_by_text("Det som är markerat får inte stå här")).to_be_visible()
    assert has_no_sideways_scroll(hers)
    hers.get_by_label("Fråga", exact=True).fill("När öppnar bron?")
    hers.get_by_role("button", name="Spara förfrågan").first.click()
    hers.get_by_label("Nättidning").check()
    hers.get_by_role("button", name="Spara").click()

    expect(hers.get_by_text("Redaktionen är sparad.")).to_be_visible()
    assert [row.unit for row in rows(served)] == ["Bromma"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_these_pages_reflow_on_a_small_phone_and_axe_finds_nothing(browse, served, theme):
    hers = browse(viewport=PHONE, color_scheme=theme)
    sign_in(hers, served.desk.ofelia)

    seen = []
    for path in PATHS:
        hers.goto(path)
        for fold in hers.locator("main details").all():
            fold.evaluate("(e) => { e.open = true; }")
        seen.append(looks_right(hers))

    assert seen == [True] * len(PATHS)


def test_two_who_correct_at_once_see_both_texts_on_a_phone(browse, served):
    hers = browse(viewport=PHONE)
    sign_in(hers, served.desk.ofelia)
    hers.goto(NEW)
    hers.get_by_label("Redaktion", exact=True).fill("Nya Bladet")
    hers.get_by_label("Enhet som frågan gäller").fill("brom")
    hers.get_by_label("Fråga", exact=True).fill("När öppnar bron?")
    hers.get_by_role("button", name="Spara förfrågan").first.click()
    hers.get_by_label("Nättidning").wait_for()
    hers.goto(hers.url.replace("/redaktion", "/uppgifter"))
    other = hers.context.new_page()
    other.goto(hers.url)
    for page, text in ((hers, "När är bron klar?"), (other, NEWEST)):
        page.get_by_label("Fråga", exact=True).fill(text)
        page.get_by_role("button", name="Spara uppgifterna").click()

    expect(other.get_by_role("alert")).to_contain_text("Någon annan ändrade")
    expect(other.get_by_text("När är bron klar?")).to_be_visible()
    expect(other.get_by_role("textbox", name="Fråga", exact=True)).to_have_value(NEWEST)
    assert looks_right(other)


def looks_right(page: Page) -> bool:
    """No sideways scroll at 320 px, and nothing that axe knows to be wrong: stops at what is."""
    assert has_no_sideways_scroll(page), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    return True
