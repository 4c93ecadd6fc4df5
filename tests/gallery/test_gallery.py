"""Every page in every state, looked at in a browser: by axe, and for what axe does not see.

All of it in Swedish, light, with scripts; every fourth page again in another language or theme, or
without scripts, in turn, so that each pair of those meets on many pages. `--long` meets them all.
"""

import itertools
from collections.abc import Iterator

import pytest

from tests.gallery.albums import LANGUAGES
from tests.gallery.frames import NARROW, WIDE, Frame
from tests.gallery.tour.album import Album
from tests.pages import Page

PARTS = 12
EYES = ("groups", "described", "summary", "borders", "targets", "order", "obscured", "motion")
OTHERS = list(itertools.product(LANGUAGES, ("light", "dark"), (True, False)))[1:]
Faults = dict[str, object]


def part_of(album: Album, part: int) -> Iterator[tuple[int, str, Page]]:
    """Every twelfth page, numbered."""
    numbered = enumerate(album.pages.items())
    yield from ((at, name, page) for at, (name, page) in numbered if at % PARTS == part)


def faults_of(window: Frame, page: Page) -> Faults:
    """What is wrong with a page, as it stands in a wide window and in a narrow one."""
    window.wide(WIDE)
    window.show(page)
    found: Faults = dict(window.look(*EYES, "focus", "room"))
    found |= {"axe": axe} if (axe := window.axe()) else {}
    window.wide(NARROW)
    found |= {f"narrow {what}": how for what, how in window.look("room", "spaced").items()}
    return found | ({"said": window.said} if window.said else {})


def other_faults_of(window: Frame, page: Page) -> Faults:
    window.wide(NARROW)
    window.show(page)
    found: Faults = dict(window.look("borders", "room"))
    found |= {"axe": axe} if (axe := window.axe()) else {}
    return found | ({"said": window.said} if window.said else {})


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault_in_swedish(albums, frame, part):
    window = frame()

    found = {name: faults_of(window, page) for _, name, page in part_of(albums["sv"], part)}

    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("part", range(0, PARTS, 4))
def test_no_page_has_a_fault_in_another_language_theme_or_without_scripts(albums, frame, part):
    found = {}
    for at, name, _ in part_of(albums["sv"], part):
        locale, theme, scripts = OTHERS[(at // PARTS + at) % len(OTHERS)]
        window = frame(color_scheme=theme, scripts=scripts)
        found[name, locale, theme, scripts] = other_faults_of(window, albums[locale].pages[name])

    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.long
@pytest.mark.parametrize(("locale", "theme", "scripts"), OTHERS)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_fault_in_any_way(albums, frame, part, locale, theme, scripts):
    window = frame(color_scheme=theme, scripts=scripts)

    found = {name: faults_of(window, page) for _, name, page in part_of(albums[locale], part)}

    assert {name: faults for name, faults in found.items() if faults} == {}
