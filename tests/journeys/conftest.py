"""A real Chromium before a real server. Every page that a journey opens is looked at on the way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from pressdesk import clock
from pressdesk.vault import totp
from tests.conftest import Person, Served

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1100, "height": 800}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": "/usr/bin/chromium", "args": FLAGS}


@pytest.fixture
def browse(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens a browser of one's own: `browse(java_script_enabled=False, viewport=PHONE)`."""
    opened: list[BrowserContext] = []

    def new(**options: Any) -> Page:
        context = browser.new_context(base_url=served.url, **{"viewport": DESK} | options)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: _stays_here(request.url, served.url))
        page.on("console", lambda message: _is_quiet(message.type, message.text))
        return page

    yield new
    for context in opened:
        context.close()


def _stays_here(url: str, home: str) -> None:
    assert url.startswith((home, "data:")), url


def _is_quiet(kind: str, text: str) -> None:
    expected = "the server responded with a status of"  # Chromium says so of every 422
    assert kind not in {"error", "warning"} or expected in text, text


def sign_in(page: Page, person: Person, *, steps_ahead: int = 0) -> None:
    """As a person does. A code counts once, so that a second sign-in takes the next step's."""
    page.goto("/konto/logga-in")
    fill_sign_in(page, person, steps_ahead=steps_ahead)


def fill_sign_in(page: Page, person: Person, *, steps_ahead: int = 0) -> None:
    """The three fields of the page that is open, and its button."""
    then = clock.now().timestamp() + steps_ahead * totp.STEP_SECONDS
    page.get_by_label("Användarnamn").fill(person.name)
    page.get_by_label("Lösenfras").fill(person.phrase)
    page.get_by_label("Engångskod").fill(totp.code_at(person.secret, then))
    page.get_by_role("button", name="Logga in").click()


def code_on(page: Page) -> str:
    """The receipt code, read off the page as a person does."""
    return page.locator(".receipt-code").inner_text().replace("\n", "")


def has_no_sideways_scroll(page: Page) -> bool:
    """Nothing is wider than the window. Works with scripts off, from outside the page."""
    page.wait_for_load_state()
    cdp = page.context.new_cdp_session(page)
    metrics = cdp.send("Page.getLayoutMetrics")
    return bool(metrics["cssContentSize"]["width"] <= metrics["cssLayoutViewport"]["clientWidth"])
