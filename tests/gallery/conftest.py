"""Windows of the gallery, kept open from page to page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.gallery.frames import Frame
from tests.journeys.conftest import browser_type_launch_args  # noqa: F401


@pytest.fixture(scope="session")
def frame(browser: Browser) -> Iterator[Callable[..., Frame]]:
    """`frame(scripts=False, color_scheme="dark")`: a window; the same one for the same wishes."""
    known: dict[str, Frame] = {}

    def opened(**options: Any) -> Frame:
        key = repr(sorted(options.items(), key=lambda pair: pair[0]))
        if key not in known:
            known[key] = Frame(browser, **options)
        return known[key]

    yield opened
    for one in known.values():
        one.close()
