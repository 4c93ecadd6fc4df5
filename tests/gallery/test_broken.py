"""Each eye of looking.js sees the fault that it is for, and sees none where there is none."""

import pytest

from tests.gallery.frames import NARROW, WIDE
from tests.pages import Page

# What is broken on which page, by what, and which eye must see it.
BROKEN = {
    "no legend": ("ask", "<legend>", "<legend hidden></legend><p>", "groups"),
    "points at nothing": (
        "ask",
        'aria-describedby="text-hint"',
        'aria-describedby="x"',
        "described",
    ),
    "summary out of focus": ("ask empty", "autofocus", "data-x", "summary"),
    "summary that is no alert": ("ask empty", 'role="alert"', "", "summary"),
    "summary that leads nowhere": ("ask empty", 'href="#text"', 'href="#main"', "summary"),
    "tabindex": ("ask", "<textarea", '<textarea tabindex="3"', "order"),
}
STYLES = {
    "faint border": ("ask", "textarea { border-color: #ddd }", "borders"),
    "no border": ("ask", "textarea { border-color: transparent }", "borders"),
    "small button": ("ask", "button { min-height: 0; padding: 0 }", "targets"),
    "small choice": (
        "ask",
        ".choice label { padding: 0 } .choice input { height: 1rem }",
        "targets",
    ),
    "crowded links": (
        "rights",
        ".about { display: block } .about li { height: .6rem; padding: 0 }",
        "targets",
    ),
    "order turned": ("ask", "main form { display: flex; flex-direction: column-reverse }", "order"),
    "no outline": ("ask", ":focus-visible { outline: 0 !important }", "focus"),
    "faint outline": ("ask", ":focus-visible { outline-color: #eee !important }", "focus"),
    "covered": ("ask", ".top { position: sticky; top: 0 }", "obscured"),
    "motion": ("ask", "a { transition: color 1s }", "motion"),
    "wide": ("ask", "textarea { min-width: 2000px }", "room"),
    "cut": ("ask", "h1 { height: 1rem; overflow: hidden }", "room"),
    "word too long": ("ask", "button { width: 3rem; overflow-wrap: normal }", "room"),
    "no room for spacing": ("ask", "main p { height: 1.7em; overflow: hidden }", "spaced"),
    "mark by colour alone": (
        "check with finds",
        "mark { background: Canvas; border: 0 }",
        "forced",
    ),
    "field without a border": ("ask", "textarea { border: 0 }", "forced"),
}
STYLED = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize("what", BROKEN)
def test_broken_html_is_seen(albums, frame, what):
    name, good, bad, eye = BROKEN[what]
    page = albums["sv"].pages[name]
    assert good in page.text
    window = frame()
    window.wide(WIDE)
    window.show(Page.of(200, page.text.replace(good, bad), page.address, page.policy))

    assert window.look(eye)


@pytest.mark.parametrize("what", STYLES)
def test_a_broken_style_is_seen(albums, frame, what):
    name, style, eye = STYLES[what]
    window = frame(forced_colors="active") if eye == "forced" else frame()
    window.wide(NARROW if eye == "spaced" else WIDE)
    window.show(albums["sv"].pages[name])
    before = window.look(eye)
    window.page.evaluate(STYLED, style)

    assert not before
    assert window.look(eye)


@pytest.mark.parametrize("scripts", [True, False])
def test_axe_works_with_scripts_and_without(albums, frame, scripts):
    page = albums["sv"].pages["ask"]
    window = frame(scripts=scripts)
    window.show(Page.of(200, page.text.replace('for="text"', 'for="x"'), page.address))

    assert any("label" in fault for fault in window.axe())


def test_what_a_page_must_not_ask_for_is_heard(albums, frame):
    page = albums["sv"].pages["ask"]
    window = frame()
    window.show(
        Page.of(200, page.text.replace("<h1>", '<h1 style="color: red">'), "/", page.policy)
    )

    assert any("Content Security Policy" in said for said in window.said)
