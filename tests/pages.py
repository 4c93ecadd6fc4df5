"""Pages as a browser sees them: parsed, with forms that are filled in and sent."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.urls import iri_to_uri

from pressdesk import clock
from pressdesk.staff import accounts, handing
from pressdesk.vault import keys
from tests.conftest import QUESTION, Desk, Person, invited, sign_in, unescaped

FORM = "application/x-www-form-urlencoded"
PADDING = re.compile(r"<!-- [A-Za-z0-9+/=]* -->\s*\Z")
LANGUAGE = re.compile(r"^/(lattlast|en|pseudo)(?=/)")
Pairs = list[tuple[str, str]]


class Page:
    """What came back, parsed."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.text = PADDING.sub("", response.text)
        self.address = iri_to_uri(response.request.full_path.rstrip("?"))
        self.policy = response.headers.get("Content-Security-Policy", "")

    @classmethod
    def of(cls, status: int, text: str, address: str = "/", policy: str = "") -> "Page":
        """A page that was kept."""
        page = cls.__new__(cls)
        page.status, page.text, page.address, page.policy = status, text, address, policy
        return page

    @cached_property
    def root(self) -> Element:
        return parsed(self.text)

    @property
    def title(self) -> str:
        return words(self.root.find(".//title"))

    @property
    def heading(self) -> str:
        return words(self.root.find(".//h1"))

    @property
    def code(self) -> str:
        """The receipt code that the page shows."""
        shown = next(e for e in self.root.iter() if e.get("class") == "receipt-code")
        return words(shown)

    def form(self, action: str) -> Element:
        """The form that goes to an address, in any language."""
        wanted = in_swedish(action)
        forms = self.root.iter("form")
        return next(f for f in forms if in_swedish(f.get("action", "")) == wanted)

    def box(self, action: str, name: str = "text") -> str:
        """What stands in a field of a form."""
        return dict(pairs(self.form(action)))[name]

    def actions(self) -> list[str]:
        return [form.get("action", "") for form in self.root.iter("form")]


def in_swedish(address: str) -> str:
    """An address without its language."""
    return LANGUAGE.sub("", address)


def parsed(text: str) -> Element:
    return html5lib.parse(text, namespaceHTMLElements=False)


def words(element: Element | None) -> str:
    """All text of an element, blanks made one."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def pairs(form: Element) -> Pairs:
    """What a browser sends of a form, but for its buttons."""
    found: Pairs = []
    for field in form.iter():
        name, kind = field.get("name"), field.get("type")
        if field.tag == "textarea":
            found.append((name or "", (field.text or "").removeprefix("\n")))
        elif field.tag == "select":
            chosen = [o for o in field.iter("option") if o.get("selected") is not None]
            chosen = chosen or list(field.iter("option"))[:1]
            found += [(name or "", option.get("value", "")) for option in chosen]
        elif field.tag == "input" and kind in {"radio", "checkbox"}:
            found += [(name or "", field.get("value", ""))] * (field.get("checked") is not None)
        elif field.tag == "input" and name:
            found.append((name, field.get("value", "")))
    return found


def encoded(given: Iterable[tuple[str, str]]) -> bytes:
    """The body that a browser makes of fields."""
    return urlencode([(name, value.replace("\n", "\r\n")) for name, value in given]).encode()


def send(client: FlaskClient, action: str, given: Pairs, **more: Any) -> Page:
    """Post fields as they are."""
    return Page(client.post(action, data=encoded(given), content_type=FORM, **more))


def submit(client: FlaskClient, page: Page, form: str, /, to: str = "", **typed: Any) -> Page:
    """Fill in a page's form and press a button of it; a list of values ticks several boxes."""
    kept = [(name, value) for name, value in pairs(page.form(form)) if name not in typed]
    for name, value in typed.items():
        kept += [(name, one) for one in (value if isinstance(value, list) else [value])]
    return send(client, to or form, kept)


def fetch(client: FlaskClient, path: str) -> Page:
    return Page(client.get(path))


def checked(client: FlaskClient, text: str = QUESTION, **chosen: Any) -> Page:
    """The check page of a question."""
    return submit(client, fetch(client, "/fraga"), "/fraga", text=text, action="check", **chosen)


def sent(client: FlaskClient, text: str = QUESTION, **chosen: Any) -> Page:
    """The page that confirms a question."""
    return submit(client, checked(client, text, **chosen), "/skicka")


def opened(client: FlaskClient, code: str) -> Page:
    """What a code opens."""
    return submit(client, fetch(client, "/svar"), "/svar", receipt=code)


def attributes(text: str, name: str) -> list[str]:
    """Every value of an attribute, as a browser reads it."""
    return [unescaped(value) for value in re.findall(rf'\s{name}="([^"]*)"', text)]


def act(client: FlaskClient, ref: str, act: str, /, to: str = "", **typed: Any) -> Page:
    """Open a ticket's page and send one of its forms."""
    page = fetch(client, f"/desk/arende/{ref}")
    return submit(client, page, f"/desk/arende/{ref}/{act}", to, **typed)


def joined(desk_site: Desk, name: str = "berit") -> Person:
    """A second officer, whom ofelia has handed the keys."""
    person = invited(desk_site.store, name)
    with desk_site.store.writing() as db:
        mark = keys.fingerprint(accounts.find(db, name).public or b"")
        handing.hand_over(db, desk_site.holder(), name, mark, clock.today())
    return person


def colleague(desk_site: Desk, name: str = "berit") -> FlaskClient:
    """Her browser, signed in."""
    person = joined(desk_site, name)
    client = desk_site.app().test_client()
    assert sign_in(client, person).status_code == 303
    return client


def refs(client: FlaskClient, path: str = "/desk/") -> list[str]:
    """The tickets that a page of the queue links."""
    found = attributes(fetch(client, path).text, "href")
    return [link.rpartition("/")[2] for link in found if link.startswith("/desk/arende/")]
