"""How pages look in a real Chromium: a site's own colours and logo, lines, print, and colours that
the reader's system decides.
"""

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Served, serving
from tests.journeys.conftest import DESK, PHONE, has_no_sideways_scroll
from tests.test_web_look import DRAWN, RED

STYLE = "([what, name]) => getComputedStyle(document.querySelector(what)).getPropertyValue(name)"
# Characters that stand on one line of a paragraph, for each full line.
PER_LINE = """() => [...document.querySelectorAll('main p, main li > p')].flatMap(p => {
  const text = p.firstChild;
  if (!text || text.nodeType !== 3 || text.length < 150) return [];
  const range = document.createRange(), tops = {};
  for (let i = 0; i < text.length; i++) {
    range.setStart(text, i); range.setEnd(text, i + 1);
    const box = range.getBoundingClientRect();
    if (box.height) tops[Math.round(box.top)] = (tops[Math.round(box.top)] || 0) + 1;
  }
  return Object.values(tops).slice(0, -1);
})"""


@pytest.fixture
def red(store, tmp_path, browser: Browser):
    """Opens pages of a site with colours and a logo of its own."""
    (tmp_path / "logga.svg").write_text(DRAWN)
    pages: list[Page] = []
    with serving(store, tmp_path, logo="logga.svg", **RED) as running:

        def opened(path: str = "/", **options: object) -> Page:
            page = browser.new_page(base_url=running.url, **{"viewport": DESK} | options)
            page.on("console", lambda said: pytest.fail(said.text))
            pages.append(page)
            page.goto(path)
            return page

        yield opened
        for page in pages:
            page.close()


def style(page: Page, what: str, name: str) -> str:
    return str(page.evaluate(STYLE, [what, name]))


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(part) for part in bytes.fromhex(colour[1:]))})"


def test_a_sites_colours_are_what_one_sees(red):
    page = red()

    assert style(page, ".top", "background-color") == rgb(RED["colour_top"])
    assert style(page, ".top", "border-bottom-color") == rgb(RED["colour_line"])
    assert style(page, ".button.main", "background-color") == rgb(RED["colour_accent"])
    assert style(page, "main a", "color") == rgb(RED["colour_accent"])


def test_in_the_dark_the_accent_is_lighter_by_itself(red):
    page = red(color_scheme="dark")

    assert style(page, ".top", "background-color") == rgb(RED["colour_top"])
    assert style(page, "main a", "color") not in {rgb(RED["colour_accent"]), rgb("#93d4d6")}


def test_the_logo_is_seen_and_has_the_organisations_name(red):
    shown = red().get_by_role("img", name="Exempelstads kommun")

    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    assert 30 < shown.bounding_box()["height"] < 50


def test_lines_are_of_a_length_that_one_reads_easily(browse):
    page = browse()
    for path in ("/", "/handlingar", "/personuppgifter"):
        page.goto(path)
        lines = page.evaluate(PER_LINE)
        assert lines, path
        assert 55 <= sum(lines) / len(lines) <= 72
        assert max(lines) <= 80


def test_letters_with_rings_and_dots_are_not_cut_off_in_headings(browse):
    page = browse()
    page.goto("/")
    page.evaluate("document.querySelector('h1').textContent = 'ÅÄÖ gjpqy ÅÄÖ '.repeat(9)")

    high = float(style(page, "h1", "line-height")[:-2]) / float(style(page, "h1", "font-size")[:-2])

    assert high >= 1.2
    assert style(page, "h1", "overflow") == "visible"


def test_easy_swedish_has_more_air_between_its_lines(browse):
    page = browse()
    page.goto("/")
    plain = style(page, "main p:not([class])", "line-height")

    page.goto("/lattlast/")

    assert style(page, "main p:not([class])", "line-height") > plain


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_the_language_that_one_reads_is_marked_by_more_than_its_colour(browse, viewport):
    page = browse(viewport=viewport)
    page.goto("/en/")
    this, other = ".languages [aria-current]", ".languages button"

    assert style(page, this, "border-bottom-color") != style(page, other, "border-bottom-color")
    assert int(style(page, this, "font-weight")) > int(style(page, other, "font-weight"))
    boxes = [page.locator(what).first.bounding_box() for what in (this, other)]
    assert (boxes[0]["height"], boxes[0]["y"]) == (boxes[1]["height"], boxes[1]["y"])
    assert boxes[1]["height"] >= 44
    assert has_no_sideways_scroll(page)


def test_on_paper_there_is_no_menu_and_no_dark_page(browse):
    page = browse(color_scheme="dark")
    page.goto("/")
    page.emulate_media(media="print")

    assert style(page, "body", "color") == rgb("#000000")
    assert style(page, "main", "color") == rgb("#000000")
    assert [page.locator(what).first.is_visible() for what in ("nav", ".bottom", ".actions")] == [
        False
    ] * 3
    assert page.locator(".points").is_visible()


def test_what_is_folded_on_the_screen_is_open_on_paper(browse):
    page = browse()
    page.goto("/")
    page.evaluate(
        "document.querySelector('main').innerHTML = '<details><summary>S</summary><p>Inuti</p>'"
    )
    folded = page.locator("details p").bounding_box()["height"] if _seen(page) else 0

    page.emulate_media(media="print")

    assert folded == 0
    assert _seen(page)


def _seen(page: Page) -> bool:
    return bool(page.locator("details p").evaluate("p => p.checkVisibility()"))


def test_the_code_is_not_on_paper_in_any_language(served: Served, browse):
    page = browse()
    for prefix in ("", "/lattlast", "/en"):
        page.goto(f"{prefix}/fraga")
        page.locator("textarea").fill("Vad får jag säga?")
        page.locator("main form button.main").click()
        page.wait_for_load_state()  # unstyled, it would be on paper too
        assert page.locator(".receipt-code").is_visible()
        page.emulate_media(media="print")
        assert not page.locator(".receipt-code").is_visible()
        page.emulate_media(media="screen")


def test_the_readers_own_colours_are_kept(browse):
    page = browse(forced_colors="active")
    page.goto("/fraga")

    assert style(page, "textarea", "border-top-style") == "solid"
    assert style(page, ".button, button.main", "border-top-style") == "solid"
    assert style(page, "main", "forced-color-adjust") == "auto"
