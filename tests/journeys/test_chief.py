"""The figures in a browser: on the narrowest phone, on paper, and for a screen reader."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pressdesk.figures import inquiries
from pressdesk.figures.inquiries import Domains, Inquiry
from pressdesk.figures.shapes import CATEGORIES
from pressdesk.register.words import Channel, Kind, Outcome
from tests import figuring
from tests.journeys.conftest import PHONE, has_no_sideways_scroll, sign_in

pytestmark = pytest.mark.both(every=0)

PATHS = ("", "utveckling", "metod", "2025", "2025-Q3", "2025-10")
SHEETS = re.compile(rb"/Type\s*/Page\b")
MOST_SHEETS = 10
# Words of the tables that stand on more than one line.
BROKEN = """() => [
  ...document.querySelectorAll(":is(.quarters, .budget) :is(th, td)")
].flatMap((cell) =>
  [...cell.childNodes].filter((node) => node.nodeType === 3).flatMap((node) =>
    [...node.data.matchAll(/[^\\s-]+/g)].filter((word) => {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      return new Set([...range.getClientRects()].map((box) => box.top)).size > 1;
    }).map(String)))"""
UNITS = tuple(f"Förvaltning nummer {number} med ett långt namn" for number in range(46))


@pytest.fixture
def published(served):
    """Two years, with every table as full as it can be."""
    made = [*figuring.whole_year(2024), *figuring.whole_year(2025), *figuring.asked(2024)]
    figuring.publish(served.desk.store, [*made, *everything_asked(2025)], founded="2023-12")
    return served


def everything_asked(year: int) -> list[figuring.Figure]:
    """Inquiries of a year that fill all categories of the largest lists."""
    domains = Domains(UNITS, CATEGORIES["topic"], CATEGORIES["media"])
    rows = [_row(year, number, domains) for number in range(600)]
    periods = [f"{year}-{month:02}" for month in range(1, 13)]
    periods += [f"{year}-Q{quarter}" for quarter in range(1, 5)]
    return [figure for period in periods for figure in inquiries.count(rows, period, domains)]


def _row(year: int, number: int, domains: Domains) -> Inquiry:
    def one(of):
        return list(of)[number % len(list(of))]

    return Inquiry(
        received=figuring.date(year, number % 12 + 1, 9),
        channel=one(Channel),
        unit=one(domains.units),
        kind=one(Kind),
        media=one(domains.media),
        topic=one(domains.topics),
        outcome=one(Outcome),
        answered_in_time=True,
    )


def signed_in(browse, served, **options) -> Page:
    page = browse(**options)
    sign_in(page, served.desk.clara)
    expect(page.get_by_role("heading", level=1)).to_have_text("Siffror")
    return page


def test_the_figures_read_on_the_narrowest_phone_without_scripts(browse, published):
    page = signed_in(browse, published, viewport=PHONE, java_script_enabled=False)

    wide = []
    for path in PATHS:
        page.goto(f"/siffror/{path}")
        wide += [path] * (not has_no_sideways_scroll(page))

    assert wide == []


@pytest.mark.parametrize("path", ["2025", "metod"])
def test_no_word_of_a_table_is_broken_on_the_narrowest_phone(browse, published, path):
    page = signed_in(browse, published, viewport=PHONE)
    page.goto(f"/siffror/{path}")

    assert page.locator(":is(.quarters, .budget) tbody tr").count() >= len(PATHS) - 1
    assert page.evaluate(BROKEN) == []


def test_a_word_that_is_broken_would_be_seen(browse, published):
    page = signed_in(browse, published, viewport=PHONE)
    page.goto("/siffror/2025")
    longest = "e => { e.textContent = 'x'.repeat(99); e.style.overflowWrap = 'anywhere' }"
    page.locator(".quarters tbody th").first.evaluate(longest)

    assert page.evaluate(BROKEN) != []


def test_trends_print_without_the_tables_of_the_small_charts(browse, published):
    page = signed_in(browse, published)
    page.goto("/siffror/utveckling")

    page.emulate_media(media="print")

    assert page.locator(".multiples svg:visible").count() > len(CATEGORIES["topic"])
    assert page.locator(".multiples table:visible").count() == 0
    assert len(SHEETS.findall(page.pdf(format="A4"))) <= MOST_SHEETS


def test_a_screen_reader_finds_no_fault_with_the_figures(browse, published):
    page = signed_in(browse, published)

    faults = {}
    for path in PATHS:
        page.goto(f"/siffror/{path}")
        found = Axe().run(page)
        faults |= {f"{path} {each['id']}": each for each in found.response["violations"]}

    assert faults == {}


def test_a_whole_year_with_everything_prints_on_two_pages(browse, published):
    page = signed_in(browse, published)
    page.goto("/siffror/2025")

    sheets = len(SHEETS.findall(page.pdf(format="A4")))
    page.emulate_media(media="print")

    assert sheets == 2
    assert page.locator(".figure svg:visible").count() >= len(("months", *CATEGORIES)) - 2
    expect(page.get_by_text("Varje tal är med flit flyttat")).to_be_visible()


def test_from_the_newest_month_to_its_file(browse, published):
    page = signed_in(browse, published)

    page.get_by_role("link", name="Alla siffror för fjärde kvartalet 2025").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Siffror: fjärde kvartalet 2025")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV för Excel Ämnen").click()

    assert download.value.suggested_filename == "siffror-2025-Q4-topic-excel.csv"
