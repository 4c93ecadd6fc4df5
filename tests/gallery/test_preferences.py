"""The pages as people have set up their browsers: colours of their own, text twice as large, a
window as narrow as 400 % of zoom makes it. A quarter of the pages each; `--long` has all.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType

from tests.gallery.frames import WIDE, Frame
from tests.journeys.conftest import FLAGS

PARTS = [0, *(pytest.param(part, marks=pytest.mark.long) for part in (1, 2, 3))]
NORMAL_PIXELS = 16
LOW = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %


@pytest.fixture(scope="session")
def large(browser_type: BrowserType) -> Iterator[Frame]:
    """A window of somebody whose letters are twice as large, and nothing else is."""
    twice = f"--blink-settings=defaultFontSize={2 * NORMAL_PIXELS}"
    browser: Browser = browser_type.launch(
        executable_path="/usr/bin/chromium", args=[*FLAGS, twice]
    )
    yield Frame(browser)
    browser.close()


def each(album, part: int, check) -> dict[str, object]:
    some = list(album.pages.items())[part::4]
    found = {name: check(page) for name, page in some}
    return {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_borders_marks_and_focus_stay_in_forced_colours(albums, frame, part, theme):
    window = frame(forced_colors="active", color_scheme=theme)

    def faults(page) -> object:
        window.wide(WIDE)
        window.show(page)
        return window.look("forced")

    assert each(albums["sv"], part, faults) == {}


@pytest.mark.parametrize("part", PARTS)
def test_text_twice_as_large_has_room(albums, large, part):
    def faults(page) -> object:
        large.wide(WIDE)
        large.show(page)
        return large.look("room")

    assert each(albums["sv"], part, faults) == {}


def test_the_letters_are_twice_as_large(albums, frame, large):
    def size(window: Frame) -> float:
        window.wide(WIDE)
        window.show(albums["sv"].pages["ask"])
        return window.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")

    assert size(large) == 2 * size(frame())


@pytest.mark.parametrize("part", PARTS)
def test_a_page_is_used_at_four_hundred_per_cent(albums, frame, part):
    """Nothing stays in the way: each stop of the focus is seen whole in the little window."""
    window = frame(viewport=LOW)

    def faults(page) -> object:
        window.wide(LOW)
        window.show(page)
        return window.look("room", "obscured", "seen")

    assert each(albums["sv"], part, faults) == {}
