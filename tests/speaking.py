"""Changing language as a browser does: a press of a button in the list of languages."""

from xml.etree.ElementTree import Element

from flask.testing import FlaskClient

from tests.both import rows_of
from tests.conftest import Desk
from tests.pages import Page, fetch, pairs, send, words

SWEDISH, EASY, ENGLISH = "Svenska", "Lättläst", "English"
ROUND = (EASY, ENGLISH, SWEDISH)
PREFIXES = {SWEDISH: "", EASY: "/lattlast", ENGLISH: "/en"}


def languages(page: Page) -> Element | None:
    """The list, where there is one."""
    navs = (e for e in page.root.iter("nav") if e.get("class") == "languages")
    return next(navs, None)


def spoken(page: Page) -> str:
    """The language that the page says it is in."""
    listed = languages(page)
    assert listed is not None
    return next(words(e) for e in listed.iter("span") if e.get("aria-current"))


def in_language(client: FlaskClient, page: Page, name: str) -> Page:
    """The page after the press of a language's button, wherever that leads."""
    listed = languages(page)
    assert listed is not None
    button = next(e for e in listed.iter("button") if words(e) == name)
    owner = button.get("form")
    if owner is None:
        form = next(f for f in listed.iter("form") if button in list(f.iter("button")))
        return _sent(client, form.get("action", ""), form, [])
    form = next(f for f in page.root.iter("form") if f.get("id") == owner)
    return _sent(client, button.get("formaction", ""), form, [("switch", button.get("value", ""))])


def boxes(page: Page) -> list[tuple[str, str]]:
    """What stands in the fields of the page's own forms, but for tokens and what the page marks
    itself with.
    """
    main = next(page.root.iter("main"))
    quiet = {"csrf_token", "token", "challenge", "seen", "switch"}
    return [pair for form in main.iter("form") for pair in pairs(form) if pair[0] not in quiet]


def stored(desk_site: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row, but for what a choice of language may change: staff's own, and their session."""
    found = rows_of(desk_site.store, but=["account.language"])
    return {name: rows for name, rows in found.items() if name != "staff_session"}


def turned(client: FlaskClient, desk_site: Desk, page: Page) -> Page:
    """The page through every language and back, the same each time, with nothing stored."""
    before, first = stored(desk_site), page
    for name in ROUND:
        page = in_language(client, page, name)
        assert (page.status, spoken(page)) == (200, name)
        assert boxes(page) == boxes(first)
    assert page.heading == first.heading
    assert stored(desk_site) == before
    return page


def fill(page: Page, name: str, value: str) -> Page:
    """Type into the page, without sending it."""
    for field in page.root.iter():
        if field.get("name") != name:
            continue
        if field.tag == "textarea":
            field.text = f"\n{value}"
        elif field.get("type") in {"radio", "checkbox"}:
            field.attrib.pop("checked", None)
            if field.get("value") == value:
                field.set("checked", "")
        elif field.tag == "select":
            for option in field.iter("option"):
                option.attrib.pop("selected", None)
                if option.get("value") == value:
                    option.set("selected", "")
        else:
            field.set("value", value)
    return page


def _sent(client: FlaskClient, action: str, form: Element, more: list[tuple[str, str]]) -> Page:
    if form.get("method") == "get":
        return fetch(client, action)
    return send(client, action, [*pairs(form), *more], follow_redirects=True)
