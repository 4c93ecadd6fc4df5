"""Public records in a real browser: a ticket is marked, looked through, and printed masked."""

import pytest
from playwright.sync_api import expect

from tests.conftest import lodged, ref_of
from tests.journeys.conftest import DESK, PHONE, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

TEXT = "Det gäller Lisbet i receptionen.\n\nHur länge har vi öppet?"
SELECT = """(box) => {
  const start = box.value.indexOf("Lisbet");
  box.focus();
  box.setSelectionRange(start, start + "Lisbet ".length);
}"""


@pytest.mark.parametrize("viewport", [PHONE, pytest.param(DESK, marks=pytest.mark.long)])
def test_an_officer_marks_words_and_prints_a_ticket_without_them(browse, served, viewport):
    lodged(served.desk, TEXT, topic="it")
    hers = browse(viewport=viewport)
    sign_in(hers, served.desk.ofelia)
    hers.goto(f"/desk/arende/{ref_of(served.desk, TEXT)}")
    hers.get_by_role("link", name="Lämna ut").click()

    box = hers.get_by_label("Text 1. Medarbetaren skrev")
    box.evaluate(SELECT)
    hers.get_by_role("button", name="Maska det som är markerat").click()
    expect(box).to_have_value(TEXT.replace("Lisbet", "[[Lisbet]]"))
    hers.get_by_role("button", name="Ta bort maskning").click()
    expect(box).to_have_value(TEXT)
    box.evaluate(SELECT)
    hers.get_by_role("button", name="Maska det som är markerat").click()
    hers.get_by_label("Ämne: It och digitalt").check()
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("button", name="Förhandsgranska").click()
    hers.get_by_role("button", name="Gör utskriften").click()
    expect(hers.get_by_role("alert")).to_contain_text("Välj ett lagrum")
    for select in hers.get_by_label("Lagrum", exact=True).all():
        select.select_option("OSL 21 kap. 7 §")
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("button", name="Gör utskriften").click()

    expect(hers.get_by_text("(OSL 21 kap. 7 §) i receptionen.")).to_be_visible()
    assert "Lisbet" not in hers.content()
    assert "digitalt" not in hers.content()
    assert has_no_sideways_scroll(hers)


def test_on_paper_there_is_the_record_and_nothing_to_press(browse, served):
    lodged(served.desk, TEXT)
    hers = browse(java_script_enabled=False)
    sign_in(hers, served.desk.ofelia)
    hers.goto(f"/desk/arende/{ref_of(served.desk, TEXT)}")
    hers.get_by_role("link", name="Lämna ut").click()
    box = hers.get_by_label("Text 1. Medarbetaren skrev")
    box.fill(TEXT.replace("Lisbet", "[[Lisbet]]"))
    hers.get_by_label("Vanligaste lagrummet här").select_option("OSL 26 kap. 1 §")
    hers.get_by_role("button", name="Förhandsgranska").click()
    hers.get_by_role("button", name="Gör utskriften").click()

    hers.emulate_media(media="print")

    expect(hers.get_by_text("(OSL 26 kap. 1 §) i receptionen.")).to_be_visible()
    for gone in ("Skriv ut med webbläsaren", "Logga ut", "Inloggad som", "Klar: till Handlingar"):
        expect(hers.get_by_text(gone)).to_be_hidden()


def test_a_hold_placed_on_a_phone_stands_on_its_ticket(browse, served):
    lodged(served.desk, TEXT)
    hers = browse(viewport=PHONE, java_script_enabled=False)
    sign_in(hers, served.desk.ofelia)
    hers.get_by_role("link", name="Det gäller Lisbet").click()
    number = hers.locator(".facts .list-number").inner_text()
    hers.get_by_text("Mer", exact=True).click()
    hers.get_by_role("link", name="Handlingar").click()
    hers.get_by_role("link", name="Till gallringsstoppen").click()
    hers.get_by_label("Ett ärende: numret i listan").fill(number)
    hers.get_by_role("button", name="Sätt stoppet").click()

    expect(hers.get_by_text("Stoppet gäller nu.")).to_be_visible()
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("link", name="Ärenden", exact=True).click()
    hers.get_by_role("link", name="Det gäller Lisbet").click()
    expect(hers.get_by_text("STOPP-1, omprövas")).to_be_visible()
