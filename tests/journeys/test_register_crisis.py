"""A crisis hour of three hundred inquiries, on a phone without scripts and at a desk beside it; and
the rota, the sheet and the crisis as they look.
"""

import re
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pressdesk import clock, inquiries
from pressdesk.inquiries import Asked, issues
from pressdesk.register import lists
from pressdesk.register.deadlines import Deadline
from pressdesk.register.words import Channel, Due
from pressdesk.registertables import Line, LineText
from tests.conftest import Desk
from tests.journeys.conftest import PHONE, has_no_sideways_scroll, sign_in
from tests.pages import joined

pytestmark = pytest.mark.both(every=0)

HOUR = 298  # by the task; the last two by hand
OUTLETS = [f"Redaktion {number}" for number in range(1, 41)]
SHEETS = re.compile(rb"/Type\s*/Page\b")
MOBILE = "070-174 06 05"
ANSWER = "Ingen är skadad. Branden är släckt."


def log(desk: Desk, count: int, *, issue: int | None = None) -> None:
    """So many inquiries within the last hour, from forty outlets, each with its deadline."""
    now = clock.now()
    with desk.store.writing() as db:
        for number in range(count):
            outlet = lists.find_or_add_outlet(db, OUTLETS[number % len(OUTLETS)]).name
            due = Deadline(Due.TIME, now + timedelta(minutes=30 + number))
            asked = Asked(Channel.PHONE, outlet, "Farsta", f"Fråga {number} om branden", None)
            at = now - timedelta(minutes=number % 50)
            row = inquiries.log(db, asked._replace(deadline=due, received_at=at), now)
            if issue is not None:
                issues.add(db, issue, [row.number])


def switch_on(page: Page) -> None:
    page.goto("/register/kris/")
    page.get_by_label("Enhet som frågorna gäller").fill("Farsta")
    page.get_by_label("Eller en ny samlad fråga: rubrik").fill("Branden i Farsta")
    page.get_by_role("button", name="Slå på krisläget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Krisläge")


def take_in(page: Page, line: str) -> str:
    """One line, one press; the number that it got."""
    page.get_by_label("Redaktion, fråga och väg tillbaka").fill(line)
    page.get_by_role("button", name="Spara förfrågan").click()
    told = page.get_by_role("status").filter(has_text="är sparad").inner_text()
    return re.findall(r"\d{4}-\d+", told)[0]


def fact(page: Page, name: str) -> str:
    return page.locator(".facts div").filter(has_text=name).locator("dd").inner_text()


def test_a_crisis_hour_of_three_hundred_is_taken_in_and_answered_by_two(browse, served):
    berit = joined(served.desk)
    phone, desk = browse(viewport=PHONE, java_script_enabled=False), browse()
    sign_in(phone, served.desk.ofelia)
    sign_in(desk, berit)
    switch_on(phone)
    log(served.desk, HOUR, issue=1)

    phone.goto("/register/kris/")
    first = take_in(phone, f"Redaktion 7, Anna Ek {MOBILE}, är någon skadad?")
    desk.goto("/register/kris/")
    second = take_in(desk, f"redaktion 12: är någon skadad? {MOBILE}")

    assert (first, second) == (f"{clock.today().year}-299", f"{clock.today().year}-300")
    assert fact(desk, "Väntar på svar") == "300"
    assert fact(desk, "Mottagna senaste dygnet") == "300"
    assert has_no_sideways_scroll(phone)
    answer_with_sign_off(desk, phone, first)
    phone.goto("/register/kris/")
    assert (fact(phone, "Väntar på svar"), fact(phone, "Besvarade senaste dygnet")) == ("299", "1")
    the_rest_still_works(desk)


def answer_with_sign_off(writer: Page, signer: Page, ref: str) -> None:
    """One writes and asks, the other signs off and gives the answer out."""
    writer.goto(f"/register/{ref}")
    expect(writer.get_by_text(MOBILE)).to_be_visible()
    writer.get_by_role("button", name="Ta förfrågan").click()
    writer.locator("#svar").fill(ANSWER)
    writer.get_by_role("button", name="Spara och be om godkännande").click()
    expect(writer.get_by_text("varje svar måste godkännas")).to_be_visible()
    assert writer.get_by_role("button", name="Lämna svaret enligt jourens mandat").count() == 0
    signer.goto("/register/?visa=godkannande")
    signer.get_by_role("link", name="är någon skadad?").click()
    signer.get_by_role("button", name="Godkänn texten").click()
    signer.get_by_role("button", name="Lämna svaret").click()
    expect(signer.get_by_text(ANSWER).first).to_be_visible()


def the_rest_still_works(page: Page) -> None:
    """The list, a filter, the issue and the hand-over, with three hundred in them."""
    page.goto("/register/")
    assert page.locator(".queue .row").count() == 25
    page.goto("/register/?redaktion=Redaktion 12")
    assert page.locator(".queue .row").count() == 9
    page.goto("/register/kris/")
    page.get_by_role("link", name="Branden i Farsta").click()
    expect(page.get_by_text("299 kvar att ringa").first).to_be_visible()
    page.goto("/register/overlamning")
    expect(page.get_by_text("till, se registret").first).to_be_visible()


def line_of(number: int, now: datetime) -> list[object]:
    """Lines to take with a long title; every other one expires tomorrow."""
    until = now.date() + timedelta(days=1) if number % 2 else None
    given = {"at": now, "facts": "Ja.", "checked_on": now.date(), "valid_until": until}
    title = f"Budskap {number} om något som vi ofta får frågor om på den här pressenheten"
    return [LineText(line_id=number, version=1, title=title, **given)]


def test_the_sheet_prints_on_two_pages_with_sixty_open_and_every_list_full(browse, served):
    log(served.desk, 90)
    now = clock.now()
    with served.desk.store.writing() as db:
        rows = inquiries.page(db, inquiries.Filter(), clock.today()).rows
        for number, row in enumerate(rows):
            row.inquiry.question = "Hur länge har det varit så, och vad gör ni åt det nu? " * 4
            if number % 2:
                row.inquiry.call_back_at = row.inquiry.embargo_until = now + timedelta(hours=1)
            else:
                row.inquiry.parked_until = clock.today() + timedelta(days=3)
            db.add(row.inquiry)
        db.add_all(Line(id=number, unit="Hässelby-Vällingby") for number in range(1, 31))
        db.flush()
        db.add_all(text for number in range(1, 31) for text in line_of(number, now))
    page = browse()
    sign_in(page, served.desk.ofelia)
    page.goto("/register/overlamning")

    sheets = len(SHEETS.findall(page.pdf(format="A4")))
    page.emulate_media(media="print")

    assert sheets <= 2
    expect(page.get_by_role("heading", name="Embargo som hävs")).to_be_visible()
    expect(page.locator("nav:visible")).to_have_count(0)


def test_an_ordinary_sheet_is_one_page(browse, served):
    log(served.desk, 15)
    page = browse()
    sign_in(page, served.desk.ofelia)
    page.goto("/register/overlamning")

    assert len(SHEETS.findall(page.pdf(format="A4"))) == 1


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_every_page_of_duty_reflows_on_a_small_phone_and_axe_finds_nothing(browse, served, theme):
    log(served.desk, 2)
    page = browse(viewport=PHONE, color_scheme=theme)
    sign_in(page, served.desk.ofelia)
    page.goto("/register/jour/")
    looks_right(page)
    page.get_by_role("button", name="Ta över resten av veckan").click()
    looks_right(page)
    page.get_by_role("button", name="Fyll veckorna i tur och ordning").click()
    page.get_by_role("link", name="Ändra").first.click()
    looks_right(page)
    page.get_by_role("button", name="Byt").click()
    looks_right(page)
    page.goto("/register/kris/")
    looks_right(page)
    page.get_by_role("button", name="Slå på krisläget").click()
    looks_right(page)
    switch_on(page)
    looks_right(page)
    page.get_by_role("button", name="Spara förfrågan").click()
    looks_right(page)
    page.get_by_role("button", name="Slå av krisläget").click()
    looks_right(page)
    page.goto("/register/overlamning")

    assert looks_right(page)


def looks_right(page: Page) -> bool:
    """No sideways scroll at 320 px, and nothing that axe knows to be wrong: stops at what is."""
    assert has_no_sideways_scroll(page), page.url
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    return True
