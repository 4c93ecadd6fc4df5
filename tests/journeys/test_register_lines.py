"""Lines to take in a real browser: found by keys, copied by one thumb, called from an issue."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pressdesk import clock, inquiries, lines
from pressdesk.inquiries import issues
from tests.journeys.conftest import DESK, PHONE, has_no_sideways_scroll, sign_in
from tests.lining import FACTS, answered, day, inquiry, line

pytestmark = pytest.mark.both(every=0)


def looks_right(page):
    """No sideways scroll, and nothing that axe knows to be wrong: stops at what is."""
    assert has_no_sideways_scroll(page), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    return True


@pytest.fixture
def stocked(served):
    """Lines, an answer that was copied from them, and an issue of two outlets that wait."""
    with served.desk.store.writing() as db:
        made = line(db, valid_until=day(3))
        answered(db, inquiry(db, "Sveriges Exempel"), FACTS.replace("tre", "fyra"), made)
        waiting = [inquiry(db, name, hours=2) for name in ("Radio Ex", "Tidningen Ex")]
        issue = issues.make(db, "Förskolekön", made.id, clock.today())
        issues.add(db, issue.id, [row.number for row in waiting])
        return [made.id, *(inquiries.reference(row.number) for row in waiting)]


def test_what_was_said_last_time_is_read_after_a_word_and_two_keys(browse, served, stocked):
    desk = browse(viewport=DESK)
    sign_in(desk, served.desk.ofelia)
    desk.goto("/register/")

    desk.wait_for_load_state()
    desk.keyboard.press("/")
    desk.keyboard.type("plats månader")
    desk.keyboard.press("Enter")

    expect(desk.locator(".hits .words", has_text="fyra månader")).to_be_visible()
    expect(desk.locator(".hits a").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).not_to_have_text("Vad sade vi senast?")


def test_a_text_is_copied_to_the_clipboard_by_one_press(browse, served, stocked):
    desk = browse(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    sign_in(desk, served.desk.ofelia)
    desk.goto(f"/register/budskap/{stocked[0]}")

    desk.get_by_role("button", name="Kopiera texten").click()

    expect(desk.get_by_text("Kopierat")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()").startswith(FACTS)


def test_without_a_script_the_text_is_there_to_select(browse, served, stocked):
    desk = browse(viewport=PHONE, java_script_enabled=False)
    sign_in(desk, served.desk.ofelia)
    desk.goto(f"/register/budskap/{stocked[0]}")

    desk.get_by_text("Kopiera text", exact=True).click()

    expect(desk.get_by_label("Texten att kopiera")).to_have_value(
        f"{FACTS}\n\n”Ingen ska vänta”, säger förskoledirektören."
    )


def test_each_outlet_is_called_from_a_phone_and_a_slip_is_undone(browse, served, stocked):
    desk = browse(viewport=PHONE)
    sign_in(desk, served.desk.ofelia)
    desk.goto("/register/fragor/1")

    desk.get_by_role("button", name="Lämna budskapen Radio Ex").click()
    expect(desk.get_by_text("Budskapen är lämnade till Radio Ex.")).to_be_visible()
    expect(desk.get_by_text("1 kvar att ringa")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("button", name="Ångra").click()

    expect(desk.get_by_text("2 kvar att ringa")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_every_page_reflows_on_a_small_phone_and_axe_finds_nothing(browse, served, stocked, theme):
    desk = browse(viewport=PHONE, color_scheme=theme)
    sign_in(desk, served.desk.ofelia)
    made, ref, _other = stocked
    with served.desk.store.writing() as db:
        lines.check(db, made, 1, clock.now(), clock.today())
        entry = lines.show(db, made)
        given = lines.Given(entry.text.title, "Farsta", "Nytt i budskapen.")
        lines.revise(db, made, 1, given, clock.now(), clock.today())
    home = f"/register/budskap/{made}"

    for path in (
        "/register/budskap/", "/register/budskap/nytt", home, f"{home}?till={ref}",
        f"{home}/andra", f"{home}/historik", "/register/sok?q=förskol", "/register/sok?q=xyz",
        "/register/fragor/", f"/register/fragor/samla?number={ref}", "/register/fragor/1",
    ):  # fmt: skip
        desk.goto(path)
        looks_right(desk)
    for path in (home, "/register/sok?q=förskol"):
        desk.goto(path)
        for frame in desk.locator("main summary:visible").all():
            frame.click()

        assert looks_right(desk)
