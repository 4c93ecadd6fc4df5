"""An ordinary day at the press desk: a call, facts, a sign-off from a phone, and the same again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pressdesk.register import lists
from tests.conftest import Served
from tests.journeys.conftest import PHONE, has_no_sideways_scroll, sign_in
from tests.pages import joined

pytestmark = pytest.mark.both(every=0)

QUESTION = "Hur många lindar fälls på Valhallavägen?"
ANSWER = "Nio lindar är sjuka och fälls i mars. Tjugo nya planteras."
MOST_KEYS_OF_AN_INTAKE = 11  # beside the outlet's name and what is asked
MOST_KEYS_OF_A_SEARCH = 2  # beside the word itself


class Keyboard:
    """Presses keys, and counts those that are not words of the reporter's."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *pressed: str) -> None:
        for key in pressed:
            self.page.wait_for_load_state()  # the script comes last
            self.page.keyboard.press(key)
        self.presses += len(pressed)


@pytest.fixture
def berit(served: Served, browse: Callable[..., Page]) -> Page:
    """A colleague with keys, on her phone."""
    page = browse(viewport=PHONE)
    sign_in(page, joined(served.desk))
    return page


@pytest.mark.both(every=1)
def test_a_call_is_answered_with_facts_and_a_sign_off_and_found_when_it_comes_again(
    browse, served, berit
):
    with served.desk.store.writing() as db:
        lists.find_or_add_outlet(db, "Ekot")
    ofelia = browse()
    sign_in(ofelia, served.desk.ofelia)
    ref = take_in(ofelia)
    wait_for_facts(ofelia, ref)
    write_and_submit(ofelia, ref)
    sign_off(berit, ref)
    release(ofelia, ref)

    assert ANSWER in search(ofelia, "lindar")
    ofelia.goto("/register/")
    expect(ofelia.get_by_text("Ingen redaktion väntar på svar.")).to_be_visible()
    ofelia.goto("/register/?visa=avslutade")
    expect(ofelia.locator(".register .row")).to_contain_text(["Svar med fakta"])
    expect(ofelia.locator(".register .row")).not_to_contain_text(["Har den"])


def take_in(page: Page) -> str:
    """By keys alone, while talking; the new inquiry's reference."""
    typing = Keyboard(page)
    page.goto("/register/")
    typing.press("n")
    expect(page.get_by_label("Redaktion", exact=True)).to_be_focused()
    page.keyboard.type("Ekot")
    typing.press("Tab", *"trafik", "Tab")
    page.keyboard.type(QUESTION)
    typing.press("Tab", "Enter")
    expect(page).to_have_url(re.compile("/register/[0-9]{4}-1$"))

    assert typing.presses <= MOST_KEYS_OF_AN_INTAKE
    return page.url.rpartition("/")[2]


def wait_for_facts(page: Page, ref: str) -> None:
    """Taken by a key, and waiting with the unit that knows."""
    page.wait_for_load_state()
    page.keyboard.press("t")
    expect(page.get_by_text("Förfrågan är tagen.").first).to_be_visible()
    page.locator("summary", has_text="Vänta på fakta").click()
    page.locator('[id="wait-whom"]').fill("trafikkontoret")
    page.get_by_role("button", name="Vänta på fakta").click()
    page.goto("/register/?visa=mina")
    row = page.locator(".register .row")

    expect(row).to_contain_text(["hos trafikkontoret"])
    expect(row).to_contain_text([QUESTION])


def write_and_submit(page: Page, ref: str) -> None:
    page.goto(f"/register/{ref}")
    page.wait_for_load_state()
    page.keyboard.press("s")
    page.keyboard.type(ANSWER)
    page.get_by_role("button", name="Spara och be om godkännande").click()

    expect(page.get_by_role("main")).to_contain_text("För godkännande")


def sign_off(page: Page, ref: str) -> None:
    """On a bus: the list, the tab, the line, the big button."""
    page.get_by_role("link", name="Register").click()
    page.get_by_role("link", name="För godkännande 1").click()
    page.get_by_role("link", name=QUESTION).click()
    assert has_no_sideways_scroll(page)
    page.get_by_role("button", name="Godkänn").click()

    expect(page.get_by_text("Texten är godkänd.").first).to_be_visible()


def release(page: Page, ref: str) -> None:
    """What leaves is read as it leaves; one press, and a bar to take it back."""
    page.goto(f"/register/{ref}")
    expect(page.get_by_role("main")).to_contain_text(ANSWER)
    page.get_by_role("button", name="Lämna svaret").click()

    expect(page.get_by_text("Svaret är lämnat", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Ångra").first).to_be_visible()


def search(page: Page, word: str) -> str:
    """What we said last time, as it can be read: from the list, a key, a word, Enter."""
    typing = Keyboard(page)
    page.goto("/register/")
    typing.press("/")
    page.keyboard.type(word)
    typing.press("Enter")
    expect(page).to_have_url(re.compile(r"/register/sok\?q="))

    assert typing.presses <= MOST_KEYS_OF_A_SEARCH
    return page.get_by_role("main").inner_text()
