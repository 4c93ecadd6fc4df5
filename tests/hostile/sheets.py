"""The forms and links of a page, read fast: thousands of pages are read here."""

from html.parser import HTMLParser
from typing import Any, NamedTuple

TYPED = {"text", "search", "tel", "date", "time", "number", "password", "email", "url", ""}


class Field(NamedTuple):
    """One field of a form. `choices`: what a browser lets one choose, for those that choose."""

    name: str
    kind: str  # hidden, text, textarea, select, radio, checkbox, button …
    value: str
    choices: tuple[str, ...] = ()


class Sheet(NamedTuple):
    """A form that goes to an address. What its buttons send stands apart."""

    action: str
    method: str
    fields: tuple[Field, ...]
    buttons: tuple[Field, ...]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.sheets: list[Sheet] = []
        self.links: list[str] = []
        self.away: list[tuple[str, Field]] = []  # buttons that go elsewhere, with the form's fields
        self.action, self.method = "", ""
        self.fields: list[Field] = []
        self.buttons: list[Field] = []
        self.select: tuple[str, list[str], list[str]] | None = None  # name, options, the chosen
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given.get("action") or self.address
            self.method = given.get("method", "get").upper()
            self.fields, self.buttons, self.away = [], [], []
        elif tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        elif tag == "input" and given.get("name"):
            self._input(given)
        elif tag == "button" and given.get("type") != "button":
            button = Field(given.get("name", ""), "button", given.get("value", ""))
            if given.get("formaction"):
                self.away.append((given["formaction"], button))
            else:
                self.buttons.append(button)
        elif tag == "select":
            self.select = (given.get("name", ""), [], [])
        elif tag == "option" and self.select:
            self.select[1].append(given.get("value", ""))
            if "selected" in given:
                self.select[2].append(given.get("value", ""))
        elif tag == "textarea":
            self.area = (given.get("name", ""), [])

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            name, parts = self.area
            self.fields.append(Field(name, "textarea", "".join(parts).removeprefix("\n")))
            self.area = None
        elif tag == "select" and self.select:
            name, options, chosen = self.select
            value = (chosen or options or [""])[0]
            self.fields.append(Field(name, "select", value, tuple(options)))
            self.select = None
        elif tag == "form":
            fields, buttons = tuple(self.fields), tuple(b for b in self.buttons if b.name)
            self.sheets.append(Sheet(self.action, self.method, fields, buttons))
            for action, button in self.away:
                self.sheets.append(Sheet(action, "POST", fields, (button,)))

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given["name"]
        value = given.get("value", "on" if kind in {"checkbox", "radio"} else "")
        if kind in {"checkbox", "radio"}:
            chosen = value if "checked" in given else ""
            self.fields.append(Field(name, kind, chosen, (value,)))
        elif kind != "submit":
            self.fields.append(Field(name, kind, value))


def read(text: str, address: str) -> tuple[list[Sheet], list[str]]:
    """The forms of a page and the addresses that it links, as they stand there."""
    reader = _Reader(address)
    reader.feed(text)
    return reader.sheets, reader.links
