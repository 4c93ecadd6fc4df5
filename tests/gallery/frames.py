"""A real Chromium that shows what the tour has kept, each page at its own address, with its own
status and policy. Whatever else it asks for comes out of static/.
"""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page, Route

from tests import pages

HOME = "http://localhost"
ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LOOKING = (HERE / "looking.js").read_text(encoding="utf-8")
# Where scripts are off no timer ever rings; axe only uses them to take a breath.
NO_TIMERS = "setTimeout = (call) => { Promise.resolve().then(() => call?.()) }"
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false });
  return violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).slice(0, 3)}`);
}"""
FOCUSED = "!document.querySelector('[autofocus]') || document.activeElement != document.body"
WIDE = {"width": 1100, "height": 800}
NARROW = {"width": 320, "height": 640}
# Chromium says so of every 422, and of a date that is given back as it was typed.
QUIET = ("the server responded with a status of", "does not conform to the required format")


class Frame:
    """One window, in which page after page is shown."""

    def __init__(self, browser: Browser, *, scripts: bool = True, **options: Any) -> None:
        self.scripts = scripts
        self.said: list[str] = []
        self.shown = pages.Page.of(200, "")
        given = {"viewport": WIDE, "color_scheme": "light"} | options
        self.context = browser.new_context(java_script_enabled=scripts, **given)
        self.context.add_init_script(LOOKING)
        self.context.add_init_script(AXE)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def show(self, shown: pages.Page) -> None:
        """Open a page as it was kept."""
        self.shown, self.said = shown, []
        self.page.goto(HOME + shown.address)
        self._wait_for_focus()
        if not self.scripts:
            self.page.evaluate(NO_TIMERS)
            self.page.evaluate(LOOKING)

    def axe(self) -> list[str]:
        """What axe finds against WCAG 2.0 to 2.2, A and AA, and against good practice."""
        if not self.scripts:
            self.page.evaluate(AXE)
        return list(self.page.evaluate(RUN))

    def look(self, *names: str) -> dict[str, list[str]]:
        """What looking.js finds, by what was looked for."""
        asked = ", ".join(f"{name}: looking.{name}()" for name in names)
        found = self.page.evaluate(f"() => ({{ {asked} }})")
        return {name: faults for name, faults in found.items() if faults}

    def _wait_for_focus(self) -> None:
        """Until what takes the focus by itself has it, some frames after the page is there."""
        for _ in range(100):
            if self.page.evaluate(FOCUSED):
                return

    def wide(self, size: dict[str, int]) -> None:
        self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def close(self) -> None:
        self.context.close()

    def _answer(self, route: Route) -> None:
        address = route.request.url.removeprefix(HOME)
        path = pages.in_swedish(address)
        if route.request.resource_type == "document" and address == self.shown.address:
            head = {"Content-Security-Policy": self.shown.policy}
            head["Content-Type"] = "text/html; charset=utf-8"
            route.fulfill(status=self.shown.status, body=self.shown.text, headers=head)
        elif path.startswith("/static/"):
            route.fulfill(path=ROOT / path[1:])
        elif route.request.method == "POST":  # a script tells who is here, or keeps a draft
            route.fulfill(status=204)
        else:
            self.said.append(f"asks for {address}")
            route.abort()

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not any(quiet in text for quiet in QUIET):
            self.said.append(text)
