"""Two officers on one inquiry, in real browsers: nothing is lost, and nobody is locked out."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from pressdesk.register.words import Status
from tests.conftest import Served
from tests.inquiring import ANSWER, logged, row_of
from tests.journeys.conftest import PHONE, fill_sign_in, has_no_sideways_scroll, sign_in
from tests.pages import joined

pytestmark = pytest.mark.both(every=0)

MINE = "Det står tretton lindar på torget."
TYPED = "Det här hann jag skriva innan bussen stannade."


@pytest.fixture
def ref(served: Served) -> str:
    return logged(served.desk)


@pytest.fixture
def berit(served: Served, browse: Callable[..., Page]) -> Page:
    """A colleague, signed in."""
    page = browse()
    sign_in(page, joined(served.desk))
    return page


def opened(page: Page, ref: str) -> Page:
    page.goto(f"/register/{ref}")
    return page


def taken(page: Page, ref: str) -> Page:
    opened(page, ref).get_by_role("button", name="Ta förfrågan").click()
    return page


def test_two_officers_see_each_other_and_choose_between_their_texts(browse, served, ref, berit):
    ofelia = browse()
    sign_in(ofelia, served.desk.ofelia)
    taken(ofelia, ref).get_by_label("Svaret", exact=True).fill(MINE)
    opened(berit, ref)
    expect(berit.get_by_text("Ofelia har också den här sidan öppen.")).to_be_visible()
    berit.get_by_label("Svaret", exact=True).fill(ANSWER)
    berit.get_by_role("button", name="Spara texten").click()

    ofelia.get_by_role("button", name="Spara texten").click()
    expect(ofelia.get_by_role("alert")).to_contain_text(ANSWER)
    expect(ofelia.get_by_label("Din text, går att ändra")).to_have_value(MINE)
    ofelia.get_by_role("button", name="Behåll den andra").click()

    expect(ofelia.get_by_role("main")).to_contain_text(ANSWER)
    expect(ofelia.get_by_role("main")).not_to_contain_text(MINE)
    assert row_of(served.desk, ref).proposed == ANSWER


def test_what_is_typed_is_kept_by_itself_and_again_on_leaving(browse, served, ref):
    page = browse(viewport=PHONE)
    sign_in(page, served.desk.ofelia)
    taken(page, ref).get_by_label("Svaret", exact=True).fill(TYPED)
    expect(page.get_by_text(re.compile(r"Utkast sparat \d+\.\d\d"))).to_be_visible()
    page.get_by_label("Svaret", exact=True).fill(f"{TYPED} Och mer.")
    page.goto("/register/")

    assert comes_back(page, ref, f"{TYPED} Och mer.")


def test_what_is_typed_before_the_script_has_come_is_kept_too(browse, served, ref):
    page = browse()
    sign_in(page, served.desk.ofelia)
    expect(taken(page, ref).get_by_label("Svaret", exact=True)).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/drafts.js*", hold, times=1)
    page.goto(f"/register/{ref}", wait_until="commit")
    page.get_by_label("Svaret", exact=True).fill(TYPED)
    assert len(held) == 1
    held[0].continue_()

    expect(page.get_by_text(re.compile(r"Utkast sparat \d+\.\d\d"))).to_be_visible()
    assert comes_back(page, ref, TYPED)


def comes_back(page: Page, ref: str, text: str) -> bool:
    """A page that is left sends its draft on the way out, and does not wait for it."""
    values = (opened(page, ref).get_by_label("Svaret", exact=True).input_value() for _ in range(20))
    return text in values


def test_a_session_that_ends_takes_no_text_with_it(browse, served, ref):
    page = browse()
    sign_in(page, served.desk.ofelia)
    taken(page, ref).get_by_label("Svaret", exact=True).fill(TYPED)
    page.context.clear_cookies(name=re.compile("pressdesk"))
    page.get_by_role("button", name="Spara texten").click()
    fill_sign_in(page, served.desk.ofelia, steps_ahead=1)

    expect(page.get_by_label("Din text")).to_have_value(TYPED)


def test_saving_leaves_no_draft_behind(browse, served, ref):
    page = browse()
    sign_in(page, served.desk.ofelia)
    taken(page, ref).get_by_label("Svaret", exact=True).fill(MINE)
    expect(page.get_by_text(re.compile(r"Utkast sparat \d+\.\d\d"))).to_be_visible()
    page.get_by_role("button", name="Spara texten").click()
    expect(page.get_by_text("Texten är sparad")).to_be_visible()
    opened(page, ref)

    expect(page.get_by_text("Ditt utkast")).to_have_count(0)
    assert row_of(served.desk, ref).proposed == MINE


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_on_a_bus_answers_with_one_thumb(browse, served, ref, scripts):
    page = browse(viewport=PHONE, has_touch=True, java_script_enabled=scripts)
    sign_in(page, served.desk.ofelia)
    opened(page, ref).get_by_role("button", name="Ta förfrågan").tap()
    page.get_by_label("Svaret", exact=True).fill(ANSWER)
    page.get_by_role("button", name="Spara och be om godkännande").tap()
    page.get_by_role("button", name="Godkänn texten").tap()
    page.get_by_role("button", name="Lämna svaret", exact=True).tap()

    expect(page.get_by_role("status").first).to_contain_text("lämnat och förfrågan är avslutad")
    row = row_of(served.desk, ref)
    assert (row.status, row.answer) == (Status.CLOSED, ANSWER)


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_every_state_reflows_on_a_small_phone_and_axe_finds_nothing(browse, served, ref, theme):
    page = browse(viewport=PHONE, color_scheme=theme)
    sign_in(page, served.desk.ofelia)
    for press in (
        lambda: opened(page, ref),
        lambda: page.get_by_role("button", name="Ta förfrågan").click(),
        lambda: page.get_by_role("button", name="Spara texten").click(),  # empty: refused
        lambda: written(page, "Karin Holm svarar."),  # a name: asked about once
        lambda: written(page, ANSWER),
        lambda: page.get_by_role("button", name="Be om godkännande").click(),
        lambda: opened(page, ref),
        lambda: page.get_by_role("button", name="Godkänn texten").click(),
        lambda: page.get_by_role("button", name="Lämna svaret", exact=True).click(),
        lambda: page.get_by_role("button", name="Öppna igen").click(),
    ):
        press()
        looks_right(page)
    stale(page, ref)

    assert looks_right(page)


def written(page: Page, text: str) -> None:
    page.get_by_label("Svaret", exact=True).fill(text)
    page.get_by_role("button", name="Spara texten").click()


def stale(page: Page, ref: str) -> None:
    """A step from a page that has grown old."""
    page.locator("input[name=version]").evaluate_all("all => all.forEach(one => one.value = 1)")
    page.get_by_role("button", name="Avsluta förfrågan").click()
    expect(page.get_by_role("alert")).to_contain_text("ändrades medan du arbetade")


def looks_right(page: Page) -> bool:
    """No sideways scroll at 320 px, and nothing that axe knows to be wrong: stops at what is."""
    assert has_no_sideways_scroll(page), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    return True
