"""The register by its keys: single letters, only while no field has the focus."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pressdesk import clock, inquiries
from pressdesk.inquiries import Asked
from pressdesk.register import lists
from pressdesk.register.words import Channel
from tests.conftest import lodged, ref_of
from tests.journeys.conftest import DESK, PHONE, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

QUESTIONS = ["Hur många träd fälls?", "Vad kostar bron?", "När öppnar badet?"]


@pytest.fixture
def register(served):
    """Three inquiries, the newest last; nobody has taken them."""
    with served.desk.store.writing() as db:
        outlet = lists.find_or_add_outlet(db, "Ekot").name
        for question in QUESTIONS:
            inquiries.log(db, Asked(Channel.PHONE, outlet, "Farsta", question), clock.now())


@pytest.fixture
def hers(browse, served, register) -> Page:
    page = browse()
    sign_in(page, served.desk.ofelia)
    page.goto("/register/")
    return page


def press(page: Page, keys: str) -> None:
    page.wait_for_load_state()  # the script comes last
    for key in keys:
        page.keyboard.press(key)


def test_rows_are_walked_opened_taken_and_answered_without_a_mouse(hers):
    press(hers, "jjjk")
    expect(hers.get_by_role("link", name=QUESTIONS[1])).to_be_focused()
    press(hers, "o")
    expect(hers).to_have_url(re.compile("/register/2026-2$"))
    press(hers, "t")
    expect(hers.get_by_role("button", name="Ångra").first).to_be_visible()
    press(hers, "s")

    expect(hers.locator("#svar")).to_be_focused()


def test_a_row_is_taken_from_the_list_by_two_keys_and_enter_opens_one(hers):
    press(hers, "t")  # no row has the focus: nothing is taken
    press(hers, "jt")
    expect(hers).to_have_url(re.compile("/register/2026-1$"))
    press(hers, "g")
    expect(hers).to_have_url(re.compile("/register/$"))
    press(hers, "j")
    hers.keyboard.press("Enter")

    expect(hers).to_have_url(re.compile("/register/2026-1$"))
    hers.goto("/register/?visa=mina")
    assert hers.locator(".register .row").count() == 1


@pytest.mark.parametrize(
    ("key", "path"), [("n", "/register/ny"), ("g", "/register/"), ("b", "/register/budskap/")]
)
def test_a_letter_leads_to_a_page_from_every_page_of_the_register(hers, key, path):
    hers.goto("/register/tangenter")

    press(hers, key)

    expect(hers).to_have_url(re.compile(f"{path}$"))


def test_a_slash_leads_to_the_search_box_and_is_not_typed_in_it(hers):
    press(hers, "/")
    hers.keyboard.type("bron")
    hers.keyboard.press("Enter")

    expect(hers).to_have_url(re.compile(r"/register/sok\?q=bron$"))


def test_what_is_typed_in_a_field_is_typed_and_m_opens_the_rest_of_the_form(hers):
    hers.goto("/register/ny")
    question = hers.get_by_label("Fråga", exact=True)
    question.fill("")
    hers.keyboard.type("ngbtmsjk?/")
    typed = question.input_value()
    question.blur()
    press(hers, "m")

    assert typed == "ngbtmsjk?/"
    expect(hers.locator("#more")).to_have_attribute("open", "")
    expect(hers).to_have_url(re.compile("/register/ny$"))


@pytest.mark.parametrize("held", ["Control", "Alt", "Meta"])
def test_a_letter_with_a_modifier_is_left_to_the_browser(hers, held):
    hers.keyboard.press(f"{held}+b")

    expect(hers).to_have_url(re.compile("/register/$"))
    expect(hers.get_by_role("heading", level=1)).to_have_text("Register")


@pytest.mark.parametrize("typed", ["Shift+?", "?", "Shift++"])
def test_a_question_mark_opens_the_list_of_keys_wherever_it_is_on_the_keyboard(hers, typed):
    """A Nordic keyboard writes it with Shift and +; only what is written counts."""
    is_question_mark = "?" in typed
    hers.keyboard.press(typed)
    window = hers.get_by_role("dialog", name="Tangenter i registret")

    expect(window).to_be_visible(visible=is_question_mark)
    press(hers, "n" if is_question_mark else "")  # no other key while it is open
    hers.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(hers).to_have_url(re.compile("/register/$"))


def test_keys_that_are_switched_off_do_nothing(hers):
    press(hers, "?")
    hers.get_by_role("link", name="Stäng av tangenterna").click()
    hers.get_by_role("button", name="Stäng av tangenterna").click()
    expect(hers.get_by_text("Tangenterna är av.", exact=True)).to_be_visible()
    press(hers, "n")

    expect(hers).to_have_url(re.compile("/register/tangenter$"))


def test_no_key_does_anything_on_the_page_of_a_ticket(hers, served):
    lodged(served.desk)
    path = f"/desk/arende/{ref_of(served.desk)}"
    hers.goto(path)

    press(hers, "ngb?t")

    expect(hers).to_have_url(re.compile(f"{path}$"))
    expect(hers.get_by_role("button", name="Ta ärendet", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("viewport", [PHONE, pytest.param(DESK, marks=pytest.mark.long)])
def test_the_list_its_menu_and_its_keys_reflow_and_axe_finds_nothing(
    browse, served, register, theme, viewport
):
    page = browse(viewport=viewport, color_scheme=theme)
    sign_in(page, served.desk.ofelia)
    for path in ("/register/tangenter", "/register/?visa=mina", "/register/?enhet=Farsta&samla=1"):
        page.goto(path)
        assert is_fine(page)
    page.goto("/register/")
    page.get_by_text("Mer", exact=True).click()
    assert is_fine(page)
    press(page, "?")

    assert is_fine(page)


def test_a_row_is_taken_with_one_thumb_and_without_a_script(browse, served, register):
    page = browse(viewport=PHONE, java_script_enabled=False)
    sign_in(page, served.desk.ofelia)
    page.get_by_role("link", name="Register").click()
    button = page.get_by_role("button", name="Ta 2026-2")
    box = button.bounding_box()
    button.click()

    assert (box["width"] >= 44, box["height"] >= 44) == (True, True)
    expect(page).to_have_url(re.compile("/register/2026-2$"))


def is_fine(page: Page) -> bool:
    """No sideways scroll, and nothing that axe knows to be wrong: stops at what is."""
    assert has_no_sideways_scroll(page), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    return True
