"""Promise 4: the receipt code stands nowhere, and codes of every kind take the same steps.

How long the steps take is measured in tests/bench, and held to its bar by a long test here.
"""

import base64
import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import html5lib
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.test import TestResponse

from pressdesk import clock, mailbox
from pressdesk.vault import receipts
from tests.bench import classifier
from tests.conftest import Desk, fields, lodged
from tests.promises import visits
from tests.promises.visits import ASKED, NEVER_SENT

KINDS = ("right", "wrong", "expired", "deleted", "hidden", "malformed", "altered", "empty", "long")
TURNED = {"switch": "sv"}
# Where else a code is tried: when a page changes language, or brings a text along.
WAYS = {
    "enter": ("/svar", TURNED | {"tried": "yes"}),
    "with a text": ("/svar", {"text": "Mer"}),
    "with a long text": ("/svar", {"text": "&" * 4_000}),
    "with a text for no page": ("/svar", {"text": "a" * 58_000}),
    "thread": ("/svar/skriv", TURNED | {"text": "Mer", "position": "1"}),
    "thread, long text": ("/svar/skriv", TURNED | {"text": "a" * 58_000}),
    "written": ("/svar", TURNED | {"page": "written", "tried": "yes"}),
    "written on": ("/svar/skriv", TURNED | {"page": "written"}),
    "write on": ("/svar/skriv", TURNED | {"page": "write-on", "text": "Mer"}),
    "sent": ("/skicka", TURNED | {"page": "sent"}),
    "was deleted": ("/skicka", TURNED | {"page": "was-deleted"}),
    "delete?": ("/svar/radera", TURNED),
    "deleted": ("/svar/radera", TURNED | {"deleted": "done"}),
}


class Steps(NamedTuple):
    """What the server did to answer, and what it sent."""

    statements: tuple[str, ...]
    primitives: Counter[str]
    status: int
    length: int
    header_names: tuple[str, ...]


@pytest.fixture
def codes(desk_site: Desk) -> dict[str, str]:
    """A code of every kind."""
    made = {kind: lodged(desk_site, f"Fråga: {kind}?") for kind in KINDS[:5] if kind != "wrong"}
    visits.expire(desk_site, made["expired"])
    with desk_site.store.writing() as db:
        mailbox.delete_thread(db, desk_site.settings, made["deleted"], clock.today())
    later = desk_site.with_settings(writer_may_delete="after-floor")
    with later.store.writing() as db:
        mailbox.delete_thread(db, later.settings, made["hidden"], clock.today())
    altered = made["right"].replace(made["right"][0], "7" if made["right"][0] != "7" else "8", 1)
    return made | {
        "wrong": NEVER_SENT,
        "malformed": "hej",
        "altered": altered,
        "empty": "",
        "long": "A" * 5_000,
    }


def test_codes_of_every_kind_take_the_same_steps(desk_site, employee, codes):
    employee.post("/svar", data={"receipt": codes["right"]})  # templates are read once

    taken = {kind: steps(desk_site, employee, codes[kind]) for kind in KINDS}

    assert "Fråga: right?" in employee.post("/svar", data={"receipt": codes["right"]}).text
    assert len(taken["right"].statements) >= 3
    assert taken["right"].primitives == {"HKDF.derive": 1, "Suite.decrypt": 1, "AESGCM.decrypt": 1}
    assert {kind for kind in KINDS if taken[kind] != taken["right"]} == set()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("prefix", ["", "/lattlast"])
def test_a_change_of_language_takes_the_same_steps_for_codes_of_every_kind(
    desk_site, employee, codes, way, prefix
):
    path, more = WAYS[way]
    employee.post(prefix + path, data=more | {"receipt": codes["right"]})

    taken = {k: steps(desk_site, employee, codes[k], prefix + path, more) for k in KINDS}

    assert taken["right"].status == 200
    assert {kind for kind in KINDS if taken[kind] != taken["right"]} == set()


def test_reading_writes_nothing(desk_site, employee, codes):
    def files() -> list[bytes]:
        return [(desk_site.home / name).read_bytes() for name in ("desk.db", "desk.db-wal")]

    before = files()
    for code in codes.values():
        employee.post("/svar", data={"receipt": code})

    assert files() == before


def test_a_mailbox_that_returns_early_is_caught(desk_site, employee, codes, monkeypatch):
    monkeypatch.setattr(mailbox, "read", hasty(mailbox.read))
    employee.post("/svar", data={"receipt": codes["right"]})

    right, wrong = (steps(desk_site, employee, codes[kind]) for kind in ("right", "wrong"))

    assert right.statements != wrong.statements
    assert right.primitives != wrong.primitives


@pytest.mark.long
def test_time_does_not_tell_a_right_code_from_a_wrong_one():
    assert classifier.measure().auc <= classifier.BAR


@pytest.mark.long
def test_time_would_tell_on_a_mailbox_that_returns_early(monkeypatch):
    monkeypatch.setattr(mailbox, "read", hasty(mailbox.read))

    assert classifier.measure().auc > classifier.BAR


def test_the_code_stands_on_the_page_where_she_reads_it_and_in_fields_that_post_it(employee):
    for name, answer, code in trip(employee):
        page = outside_its_places(answer.text)

        assert code not in bare(page), name
        assert code not in bare(title(answer.text)), name


def test_no_header_cookie_or_address_carries_the_code(employee):
    for name, answer, code in trip(employee):
        addresses = re.findall(r'(?:href|action|src|formaction)="([^"]*)"', answer.text)

        assert code not in bare(f"{answer.headers} {addresses}"), name
        assert answer.status_code < 300 or answer.status_code >= 400, name
        assert not employee._cookies, name


def test_no_log_carries_the_code_not_even_at_debug(desk_site, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    desk_site.store.engine.echo = "debug"

    seen = {code for _, _, code in trip(desk_site.app().test_client())}

    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    assert "INSERT INTO ticket" in caplog.text
    assert [code for code in seen if code in bare(caplog.text)] == []


def test_no_file_carries_the_code(desk_site, employee):
    seen = {code for _, _, code in trip(employee)}

    files = b"".join(path.read_bytes() for path in desk_site.home.iterdir())

    for code in seen:
        assert [form for form in spelled(code) if form in files] == []


def test_a_failing_page_gives_the_code_back_in_its_form_only(desk_site, employee, codes):
    visits.change(desk_site, "UPDATE ticket SET state = 'lost' WHERE id = ?", codes["right"])

    page = employee.post("/svar", data={"receipt": codes["right"]})

    assert page.status_code == 500
    assert bare(codes["right"]) in bare(page.text)
    assert bare(codes["right"]) not in bare(outside_its_places(page.text))


def test_the_code_is_not_printed(served, browser: Browser):
    page = browser.new_page(base_url=served.url)
    page.goto("/fraga")
    page.fill("textarea", ASKED["text"])
    shown = []
    for button in ("button.main", "button.big"):
        with page.expect_navigation(wait_until="load"):  # a page without its style hides nothing
            page.click(button)
        shown.append(_code_seen(page))
    page.close()

    for on_screen, on_paper in shown:
        assert receipts.normal(on_screen)
        assert on_paper == ""


def test_a_careless_page_is_caught():
    careless = "<title>X1JC-YR6T-T9G3-26GY-JSRK</title><a href='/svar?kod=X1JCYR6TT9G326GYJSRK'>"

    assert bare(NEVER_SENT) in bare(outside_its_places(careless))
    assert bare(NEVER_SENT) in bare(title(careless))


def steps(
    site: Desk,
    client: FlaskClient,
    code: str,
    path: str = "/svar",
    more: dict[str, str] | None = None,
) -> Steps:
    """Count what the server does for a code: statements, and every call into cryptography."""
    statements: list[str] = []
    primitives: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def count(_frame: Any, event: str, called: Any) -> None:
        if event != "c_call":
            return
        home = called.__module__ or type(called.__self__).__module__
        if home.startswith("cryptography"):
            primitives[called.__qualname__] += 1

    sa.event.listen(site.store.engine, "before_cursor_execute", note)
    sys.setprofile(count)
    try:
        answer = client.post(path, data={"receipt": code} | (more or {}))
    finally:
        sys.setprofile(None)
        sa.event.remove(site.store.engine, "before_cursor_execute", note)
    names = tuple(name for name, _ in answer.headers)
    return Steps(tuple(statements), primitives, answer.status_code, len(answer.data), names)


def hasty(read: Callable[..., Any]) -> Callable[..., Any]:
    """A mailbox that gives up at once when it knows no such code."""

    def careless(db: Any, settings: Any, code: str, position: int = 0) -> Any:
        handle = receipts.derive(code, settings.pepper).handle
        is_known = db.connection().exec_driver_sql(
            "SELECT 1 FROM ticket_key WHERE handle = ?", (handle,)
        )
        return read(db, settings, code, position) if is_known.first() else None

    return careless


def trip(client: FlaskClient) -> Iterator[tuple[str, TestResponse, str]]:
    """Every page that is given a code or gives one, with the code's twenty symbols."""
    check = client.post("/fraga", data=ASKED)
    form = ASKED | fields(check.text, "/skicka")
    code, receipt = bare(form["receipt"]), {"receipt": form["receipt"]}
    more = receipt | {"token": "0" * 32, "text": "En sak till."}
    yield "check", check, code
    yield "edit", client.post("/fraga", data=form | {"action": "edit"}), code
    yield "mend", client.post("/skicka", data=form | {"text": "anna@exempel.se"}), code
    yield "sent", client.post("/skicka", data=form), code
    yield "sent again", client.post("/skicka", data=form), code
    yield "read", client.post("/svar", data=receipt), code
    yield "write nothing", client.post("/svar/skriv", data=more | {"text": ""}), code
    yield "write on", client.post("/svar/skriv", data=more), code
    yield "two messages", client.post("/svar", data=receipt | {"position": "1"}), code
    yield "delete?", client.post("/svar/radera", data=receipt), code
    yield "delete", client.post("/svar/radera", data=receipt | {"confirm": "yes"}), code
    yield "deleted", client.post("/svar", data=receipt), code
    yield "sent after deletion", client.post("/skicka", data=form), code
    yield "cross-site", client.post("/svar", data=receipt, headers=FOREIGN), code
    yield "not found", client.post("/svaret", data=receipt), code
    yield "not allowed", client.put("/svar", data=receipt), code


FOREIGN = {"Sec-Fetch-Site": "cross-site"}


def bare(text: str) -> str:
    """Text without marks, so that a code is found however it is grouped."""
    return re.sub(r"[^0-9A-Z]", "", re.sub(r"<[/]?span[^>]*>", "", text).upper())


def title(html: str) -> str:
    return "".join(re.findall(r"<title>(.*?)</title>", html, re.DOTALL))


def outside_its_places(html: str) -> str:
    """All of a page but values of form fields and the panel that no printer prints."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if element.tag == "input":
            element.attrib.pop("value", None)
        if "receipt" in (element.get("class") or "").split():
            element.clear()
    return html5lib.serialize(tree, quote_attr_values="always", omit_optional_tags=False)


def spelled(code: str) -> set[bytes]:
    """The ways in which a code could stand in a file."""
    grouped = receipts.grouped(code)
    both = {code.encode(), grouped.encode(), code.lower().encode(), grouped.lower().encode()}
    return both | {base64.b64encode(form)[:24] for form in both} | {code.encode("utf-16-le")}


def _code_seen(page: Any) -> tuple[str, str]:
    """The code as the screen shows it, and what of it would stand on paper."""
    on_screen = page.locator(".receipt-code").inner_text()
    page.emulate_media(media="print")
    everything = bare(page.locator("html").inner_text())
    page.emulate_media(media="screen")
    code = bare(on_screen)
    return on_screen, code if code in everything or code[:8] in everything else ""
