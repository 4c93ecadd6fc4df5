"""Whole journeys by keyboard alone: no mouse, no field filled but by typing where the focus is. At
every stop the focus can be seen, and is in the window.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from pressdesk import clock
from pressdesk.vault import totp
from tests import figuring
from tests.conftest import QUESTION, lodged
from tests.journeys.conftest import PHONE, code_on

pytestmark = pytest.mark.both(every=0)

MOST_STOPS = 120
STOP = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const label = e.labels?.[0] ?? document.getElementById(e.getAttribute("aria-labelledby"));
  const words = e.getAttribute("aria-label") || label?.innerText || e.innerText || e.value || "";
  return {
    name: words.trim().replace(/\\s+/g, " "),
    kind: e.localName + (e.type && e.localName === "input" ? `.${e.type}` : ""),
    isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInWindow: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class Keys:
    """Somebody at a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops: list[str] = []

    def to(self, name: str, kind: str = "", back: bool = False) -> "Keys":
        """Tab on until something has the focus whose name begins like this."""
        for _ in range(MOST_STOPS):
            self.press("Shift+Tab" if back else "Tab")
            stop = self.page.evaluate(STOP)
            self.stops.append(stop["name"])
            if stop["kind"] == "body":
                continue  # past the end, in the browser's own buttons
            assert stop["isSeen"], f"the focus cannot be seen on {stop}"
            assert stop["isInWindow"], f"the focus is outside the window on {stop}"
            if stop["name"].startswith(name) and stop["kind"].startswith(kind):
                return self
        raise AssertionError(f"no {name!r} on {self.page.title()!r}: {self.stops[-MOST_STOPS:]}")

    def press(self, *keys: str) -> "Keys":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> "Keys":
        self.page.keyboard.type(text)
        return self

    def enter(self, name: str, kind: str = "") -> "Keys":
        """Go there and press Enter, which leads to another page."""
        self.to(name, kind)
        with self.page.expect_navigation():
            self.press("Enter")
        return self

    def on(self, heading: str) -> "Keys":
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        return self


def sign_in(keys: Keys, person) -> Keys:
    keys.page.goto("/konto/logga-in")
    keys.to("Användarnamn").type(person.name).to("Lösenfras").type(person.phrase)
    keys.to("Engångskod").type(totp.code_at(person.secret, clock.now().timestamp()))
    return keys.enter("Logga in", "button")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_she_asks_reads_writes_on_and_deletes(browse, scripts):
    hers = Keys(browse(viewport=PHONE, java_script_enabled=scripts))
    hers.page.goto("/")
    hers.enter("Råd").to("Kontrollera fakta eller siffror", "summary").press("Enter")
    expect(hers.page.get_by_role("heading", name="Kontrollera fakta")).to_be_visible()
    hers.to("Fråga oss om det här", "button").enter("Fråga pressenheten")
    hers.to("Mina rättigheter", "input.checkbox").press("Space")
    hers.to("Den här veckan", "input.radio").press("ArrowUp")
    hers.to("Din fråga", "textarea").type(QUESTION)
    hers.enter("Gå vidare", "button").on("Läs igenom och skicka")
    expect(hers.page.get_by_text("I dag", exact=True)).to_be_visible()
    code = code_on(hers.page)
    hers.enter("Skicka", "button").on("Din fråga är skickad")
    hers.page.goto("/")
    hers.enter("Läs svaret").to("Kvittokod").type(code)
    hers.enter("Läs svaret", "button").on("Din fråga")
    hers.to("Skriv till pressenheten", "textarea").type("En sak till.")
    hers.enter("Skicka", "button").on("Det du skrev är skickat")
    hers.enter("Tillbaka till din fråga", "button")
    hers.enter("Radera min fråga", "button").enter("Ja, radera min fråga", "button")

    hers.on("Din fråga är raderad")


def test_what_must_go_is_removed_from_the_summary_onwards(browse):
    hers = Keys(browse())
    hers.page.goto("/fraga")
    hers.to("Din fråga", "textarea").type("Jag heter Anna Ek. Vad får jag säga?")
    hers.enter("Gå vidare", "button")
    expect(hers.page.get_by_role("alert")).to_be_focused()
    hers.press("Tab", "Enter")
    expect(hers.page.get_by_label("Din fråga")).to_be_focused()
    hers.enter("Ta bort allt det markerade", "button").on("Läs igenom och skicka")

    assert "Anna Ek" not in hers.page.get_by_role("main").inner_text()


def test_the_first_stop_of_a_page_leads_past_its_menu(browse):
    hers = Keys(browse())
    hers.page.goto("/fraga")
    hers.to("Hoppa till innehållet").press("Enter")
    hers.to("", "input")

    assert len(hers.stops) < 6


def test_an_officer_answers_and_closes(browse, served):
    lodged(served.desk)
    desk = sign_in(Keys(browse()), served.desk.ofelia)
    desk.page.goto("/desk/")
    desk.enter(QUESTION[:20])
    desk.enter("Ta ärendet", "button")
    desk.to("Till nästa pass", "textarea").type("Öppettiderna står på webben.")
    desk.enter("Spara anteckningen", "button")
    desk.to("Ditt svar", "textarea").type("Du får säga vad du vill.")
    desk.enter("Skicka svaret", "button")
    expect(desk.page.get_by_text("Svaret är skickat.")).to_be_visible()
    desk.to("Besvarad", "input.radio").press("Space")
    desk.enter("Avsluta ärendet", "button")

    desk.page.goto("/desk/?visa=avslutade")
    expect(desk.page.get_by_role("link", name=QUESTION[:20])).to_be_visible()


def test_the_chief_goes_from_the_newest_figures_to_a_year(browse, served):
    made = [*figuring.whole_year(2025), *figuring.asked(2025)]
    figuring.publish(served.desk.store, made, founded="2025-01")
    chief = sign_in(Keys(browse()), served.desk.clara)
    chief.page.goto("/siffror/")
    chief.enter("hela året")

    expect(chief.page).to_have_url(re.compile("/siffror/2025$"))
