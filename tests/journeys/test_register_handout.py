"""The register handed out in a real browser: looked through, masked, printed on A4."""

import re

import pytest
from playwright.sync_api import expect

from tests.handing import MONTH, NAMED, PLAIN, SECTION, month
from tests.journeys.conftest import DESK, PHONE, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

A4 = re.compile(rb"/MediaBox \[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]")


def test_an_officer_hands_out_a_month_with_a_name_masked(browse, served):
    month(served.desk, NAMED, *[f"{PLAIN} {n}" for n in range(30)])
    hers = browse(viewport=DESK)
    sign_in(hers, served.desk.ofelia)
    hers.goto(MONTH)
    expect(hers.get_by_text("1 av 31 har förslag på maskning.")).to_be_visible()
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("button", name="Inget att maska i de 30").click()
    hers.get_by_role("link", name="2026-1, Ekot").click()
    expect(hers.get_by_label("Fråga", exact=True)).to_have_value(
        NAMED.replace("Anna Ek", "[[Anna Ek]]")
    )
    hers.get_by_label("Lagrum", exact=True).select_option(SECTION)
    hers.get_by_role("button", name="Klar med 2026-1").click()
    expect(hers.get_by_text("Alla 31 förfrågningar är genomgångna")).to_be_visible()
    hers.get_by_role("button", name="Skriv ut").click()

    expect(hers.get_by_text("(OSL 39 kap. 2 §) på skolan")).to_be_visible()
    assert "Anna Ek" not in hers.content()
    printed = hers.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") < 31
    assert A4.search(printed)


def test_on_paper_there_is_the_register_and_nothing_to_press(browse, served):
    month(served.desk, PLAIN)
    hers = browse(viewport=PHONE, java_script_enabled=False)
    sign_in(hers, served.desk.ofelia)
    hers.goto(MONTH)
    assert has_no_sideways_scroll(hers)
    hers.get_by_role("button", name="Inget att maska i den").click()
    hers.get_by_role("button", name="Skriv ut").click()
    assert has_no_sideways_scroll(hers)

    hers.emulate_media(media="print")

    expect(hers.get_by_text(PLAIN)).to_be_visible()
    for gone in ("Skriv ut med webbläsaren", "Logga ut", "Inloggad som", "Tillbaka"):
        expect(hers.get_by_text(gone)).to_be_hidden()


def test_masking_and_the_registrars_page_fit_a_phone(browse, served):
    month(served.desk, NAMED)
    hers = browse(viewport=PHONE)
    sign_in(hers, served.desk.ofelia)

    for path in ("maska", "diariefor"):
        hers.goto(f"/register/2026-1/{path}")
        expect(hers.get_by_role("heading", level=1)).to_be_visible()
        assert has_no_sideways_scroll(hers)
