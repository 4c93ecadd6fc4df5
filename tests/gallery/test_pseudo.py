"""A language nobody speaks (see pseudo.py), over the whole site: no words are left in Swedish, and
nothing breaks where every string is 40 % longer. A catalogue is all that a new language takes.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from babel import Locale

from pressdesk.register import seeds
from tests.gallery import pseudo
from tests.gallery.frames import NARROW, WIDE
from tests.pages import Page

TESTS = Path(__file__).parent.parent
# Where the words come from that people have written on the pages of the tour.
WRITTEN = [
    *(TESTS / "gallery/tour").glob("*.py"),
    *(TESTS / f"{name}.py" for name in ("conftest", "figuring", "handing", "inquiring", "lining")),
    TESTS / "bench/bulk.py",
    TESTS / "searching.py",
]
THEIR_WORDS = {"words", "question", "said"}  # classes of what somebody wrote, perhaps in marks
PARTS = 6
LONG = [pytest.param(part, marks=pytest.mark.long) for part in range(2, PARTS)]
SAID = ("aria-label", "title", "alt", "placeholder", "aria-description")
CODE = re.compile(r"[A-Z0-9 -]+")  # a receipt's, a key's, a secret's
WORD = re.compile(r"[A-Za-zÅÄÖåäöé]{2,}")
BETWEEN = re.compile(r"[.,:;·–—|…”“\"()→←/]+\s*|\s-\s|\s?\d+\s?|\s±\s")
THEIRS = {"Ei ole kelvollinen kokonaisluku", "Virheellinen valinta"}  # WTForms' own Finnish


@cache
def data() -> str:
    """Every word on the site that is nobody's to translate: typed, listed, or a calendar's."""
    said = [*THEIRS, "pressdesk", "Excel", "CSV", "SVG", "UTF", *calendar()]
    for path in (*WRITTEN, Path(seeds.__file__)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.append(node.value)
    return "\n".join(said)


def calendar() -> Iterator[str]:
    """Names of months and days in this locale, as Babel has them."""
    for kinds in (Locale(pseudo.LOCALE).months, Locale(pseudo.LOCALE).days):
        for widths in kinds.values():
            for names in widths.values():
                yield from (form for name in names.values() for form in (name, name.capitalize()))


def pieces(e: Element) -> Iterator[str]:
    """What is shown or read aloud in an element; texts of people, of machines, and in a language
    that the element names, are left out.
    """
    if e.tag in {"script", "style", "textarea", "code", "cite"} or is_theirs(e):
        return
    yield from (e.get(name, "") for name in SAID)
    if e.tag == "input" and e.get("type") in {"submit", "button"}:
        yield e.get("value", "")
    yield e.text or ""
    for child in e:
        yield from pieces(child)
        yield child.tail or ""


def is_theirs(e: Element) -> bool:
    classes = set((e.get("class") or "").split())
    return bool(classes & THEIR_WORDS) or e.get("lang") not in {None, pseudo.LOCALE}


def left(page: Page) -> list[str]:
    """What stands outside the marks, and is nobody's own."""
    found, depth = [], 0
    for piece in pieces(page.root):
        outside = ""
        for letter in piece:
            depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
            outside += "" if depth or letter == "⟧" else letter
        said = [part.strip() for part in BETWEEN.split(outside)]
        found += [one for one in said if is_ours(one)]
    return found + ["unbalanced"] * (depth != 0)


def is_ours(said: str) -> bool:
    if not WORD.search(said) or CODE.fullmatch(said) or said in data():
        return False
    for sentence in sentences():
        said = said.replace(sentence, "|")
    rest = [part.strip() for part in said.split("|")]
    return any(WORD.search(part) and part not in data() for part in rest)


@cache
def sentences() -> list[str]:
    """What was written, the longest first."""
    each = {one.strip() for one in BETWEEN.split(data().replace("\n", ";"))}
    return sorted((one for one in each if len(one) > 4), key=len, reverse=True)


def test_no_string_of_the_site_is_left_in_swedish(albums):
    pages = albums[pseudo.LOCALE].pages

    found = {name: left(page) for name, page in pages.items()}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("good", "bad"),
    [("⟦Fráwgà", "Fråga oss"), ('<button type="submit" class="main">⟦', "Gå vidare ⟦")],
)
def test_a_string_that_is_left_would_be_seen(albums, good, bad):
    page = albums[pseudo.LOCALE].pages["ask"]
    broken = Page.of(200, page.text.replace("<h1>", f"<h1>{bad}", 1))

    assert left(broken)


def test_a_site_speaks_a_language_that_it_brings_itself(albums):
    page = albums[pseudo.LOCALE].pages["rights"]

    assert page.root.get("lang") == "fi"
    assert page.heading.startswith(pseudo.longer("Dina rättigheter")[:10])
    assert page.address == "/pseudo/"


def test_strings_are_longer_by_two_fifths_and_keep_what_they_hold():
    long = pseudo.longer("Vi raderar %(num)s dagar: 100 %%\nHej")

    assert long.startswith("⟦Ví rádérár %(num)s dágár: 100 %%\nHéj")
    assert len(long) == 37 + round(0.4 * 22) + 2


@pytest.mark.parametrize("part", [*range(2), *LONG])
def test_nothing_breaks_where_every_string_is_longer(albums, frame, part):
    window, found = frame(), {}
    names = list(albums[pseudo.LOCALE].pages.items())[part::PARTS]
    for name, page in names:
        window.wide(WIDE)
        window.show(page)
        wide = window.look("room")
        window.wide(NARROW)
        narrow = window.page.evaluate("looking.room('table')")
        if wide or narrow or window.said:
            found[name] = (wide, narrow, window.said)

    assert found == {}
