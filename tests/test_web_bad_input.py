"""Bad input: a page that says what to do, the text kept, nothing stored, never a 500 or a trace."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from typing import NamedTuple
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from pressdesk.tables import Message, Ticket, WorkingNote
from pressdesk.vault import receipts
from tests.both import again, by_hand
from tests.conftest import QUESTION, Desk, lodged, ref_of
from tests.pages import FORM, Page, Pairs, checked, encoded, fetch, opened, pairs, send

pytestmark = pytest.mark.both(every=10)

EMPLOYEES = ["/fraga", "/skicka", "/svar", "/svar/skriv", "/svar/radera"]
STAFFS = ["/konto/logga-in", "/konto/anslut", "/konto/nycklar"]
ACTS = ["ta", "lamna-tillbaka", "svara", "anteckna", "avsluta", "oppna-igen"]
DOORS = ["ask", "lodge", "write on", "answer", "draft", "note"]
STORING = [name for name in DOORS if name != "ask"]
LIMITS = {"answer": 8_000, "draft": 8_000, "note": 2_000}
NOTHING_SAID = ["", " ", "\r\n\t ", "\u3000\u00a0", "\u200b\u2060\ufeff", "\0\x1b\x7f",
                "\u202e\u2066", "\u061c", "\u3164", "\U000e0041"]  # fmt: skip
# What is sent, and what is read.
MENDED = {
    "NUL": ("Hej\0san", "Hejsan"),
    "controls": ("Hej\x1b[31m\x07\x7f\x9bsan", "Hej[31msan"),
    "right to left": ("Hej \u202enas\u202c \u2067x\u2069 \u061c!", "Hej nas x !"),
    "zero width": ("H\u200be\u200cj\ufeff s\u2060a\u00adn", "Hej san"),
    "tags": ("Hej\U000e0068\U000e0065 san", "Hej san"),
    "fillers": ("Hej\u3164\u115f san", "Hej san"),
    "composed": ("A\u030a a\u0308 o\u0308", "Å ä ö"),
    "lines": ("ett\rtvå\ntre\u2028fyra", "ett\ntvå\ntre\u2028fyra"),
    "markup": ("<script>alert(1)</script> {{ 7*7 }} %s", "<script>alert(1)</script> {{ 7*7 }} %s"),
    "quotes": ("\"><img src=x onerror='a'>", "\"><img src=x onerror='a'>"),
    "comment": ("--> <!-- </textarea>", "--> <!-- </textarea>"),
    "emoji": ("👍🏽 och 🇸🇪", "👍🏽 och 🇸🇪"),
    "surrounded": ("\n\n  Hej  san \n", "Hej  san"),
}
BROKEN = {
    "lone surrogate": b"text=%ED%A0%80abcde",
    "both halves": b"text=%ED%A0%BD%ED%B8%80abcde",
    "not UTF-8": b"text=%FF%FEabcde",
    "cut in two": b"text=abcde%C3",
    "overlong": b"text=%C0%AFabcde",
    "past the last": b"text=%F4%90%80%80abcde",
    "half a percent": b"text=abcde%",
    "no number": b"text=%zzabcde%u1234",
}
TRACE = re.compile(r"Traceback|File \"|sqlalchemy|sqlite3|werkzeug|\.py\b|Internal Server Error")


class Door(NamedTuple):
    """A form that takes text, filled in but for the text."""

    name: str
    desk: Desk
    client: FlaskClient
    action: str
    given: Pairs
    reader: Callable[[Page], str]  # what the one it is for reads, after a sending

    def push(self, text: str, **more: str) -> Page:
        return self.send([*self.given, ("text", text), *more.items()])

    def send(self, given: Pairs) -> Page:
        return checked_page(send(self.client, self.action, given))

    def raw(self, body: bytes, kind: str = FORM, **headers: str) -> Page:
        """A body as it is, with the other fields before it."""
        whole = encoded(self.given) + b"&" + body
        found = self.client.post(self.action, data=whole, content_type=kind, headers=headers)
        return checked_page(Page(found))

    def stored(self) -> int:
        """How many texts there are."""
        with self.desk.store.reading() as db:
            return sum(len(db.exec(select(t.id)).all()) for t in (Ticket, Message, WorkingNote))

    @property
    def limit(self) -> int:
        return LIMITS.get(self.name, 4_000)

    def box(self, page: Page) -> str:
        return page.box(self.action if self.name != "lodge" or page.status >= 500 else "/fraga")


@pytest.fixture
def open_door(desk_site, employee, request) -> Callable[[str], Door]:
    """A door by its name; ofelia signs in for hers alone."""

    def opener(name: str) -> Door:
        if name == "ask":
            given = [("action", "check"), ("wanted", "today"), ("kinds", "company")]
            return Door(name, desk_site, employee, "/fraga", given, said_on)
        if name == "lodge":
            page = checked(employee, kinds=["company"], topic="it")
            given = untexted(page, "/skicka")
            return Door(name, desk_site, employee, "/skicka", given, lambda _: mine(page.code))
        code = lodged(desk_site)
        if name == "write on":
            given = untexted(opened(employee, code), "/svar/skriv")
            return Door(name, desk_site, employee, "/svar/skriv", given, lambda _: mine(code))
        ref, ofelia = ref_of(desk_site), request.getfixturevalue("ofelia")
        act = "anteckna" if name == "note" else "svara"
        given = untexted(fetch(ofelia, f"/desk/arende/{ref}"), f"/desk/arende/{ref}/{act}")
        given += [("action", "draft")] * (name == "draft")
        action = f"/desk/arende/{ref}/{act}"
        return Door(name, desk_site, ofelia, action, given, lambda _: at_desk(ofelia, ref))

    def mine(code: str) -> str:
        return said_on(opened(employee, code))

    def at_desk(client: FlaskClient, ref: str) -> str:
        return said_on(fetch(client, f"/desk/arende/{ref}"))

    return opener


@pytest.fixture(params=DOORS)
def door(request, open_door) -> Door:
    return open_door(request.param)


@pytest.fixture(params=STORING)
def storing(request, open_door) -> Door:
    """A door that writes to the database."""
    return open_door(request.param)


def untexted(page: Page, action: str) -> Pairs:
    return [pair for pair in pairs(page.form(action)) if pair[0] != "text"]


def said_on(page: Page) -> str:
    """What people wrote, as a page shows it."""
    boxes = [e for e in page.root.iter() if e.get("class") == "words" or e.tag == "textarea"]
    return "\0".join("".join(box.itertext()).removeprefix("\n") for box in boxes)


def checked_page(page: Page) -> Page:
    """Every page of these tests: no trace, no 500."""
    assert page.status != 500
    assert not TRACE.search(page.text)
    return page


@pytest.mark.parametrize("name", [name for name in DOORS if name != "draft"])
def test_a_text_that_says_nothing_is_asked_for(open_door, name):
    door = open_door(name)
    before = door.stored()

    for text in NOTHING_SAID:
        page = door.push(text)

        assert (page.status, page.title[:4], door.stored()) == (422, "Fel:", before), repr(text)
        assert 'role="alert" tabindex="-1" autofocus' in page.text


def test_a_draft_that_says_nothing_is_no_draft(open_door):
    door = open_door("draft")

    pages = [door.push(text) for text in NOTHING_SAID]

    assert {page.status for page in pages} == {303}
    assert [read for read in door.reader(pages[0]).split("\0") if read] == [QUESTION]


@pytest.mark.parametrize("symbol", ["å", "😀"])
def test_a_text_one_symbol_too_long_is_given_back_whole(door, symbol):
    before, text = door.stored(), symbol * (door.limit + 1)

    page = door.push(text)

    assert (page.status, door.stored()) == (422, before)
    assert door.box(page) == text
    assert "Korta " in page.text


@pytest.mark.parametrize("symbol", ['"', "😀"])
def test_the_longest_text_is_read_as_it_was_written(door, symbol):
    text = symbol * door.limit

    page = door.push(text)

    assert page.status in {200, 303}
    assert text in door.reader(page)


@pytest.mark.parametrize("name", DOORS)
def test_tricks_of_writing_are_mended_and_the_rest_is_kept(open_door, name):
    for trick, (sent_text, read) in MENDED.items():
        door = open_door(name)

        page = door.send([*door.given, ("text", sent_text)])

        assert page.status in {200, 303}, trick
        assert read in door.reader(page).split("\0"), trick


@pytest.mark.parametrize("name", DOORS)
def test_a_broken_encoding_loses_no_letter_that_was_whole(open_door, name):
    for kind, body in BROKEN.items():
        door = open_door(name)

        page = door.raw(body)

        assert page.status in {200, 303}, kind
        assert "abcde" in door.reader(page), kind


def test_a_body_that_is_no_form_is_asked_for_again(door):
    before = door.stored()

    for body in (b"\xff\xfe\xfd", b"text=\xc3", b"\0", b"&&&&=&=;", b"=", b"text"):
        page = door.raw(body)

        assert page.status in {400, 422, 303}, body
        assert door.stored() == before, body


def test_another_content_type_is_refused_with_a_page(door):
    before = door.stored()

    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "\x01"):
        page = door.raw(b"text=Hej", kind)

        assert (page.status, page.heading) == (415, "Det som skickades är inte vårt formulär")
        assert door.stored() == before


def test_a_text_in_two_fields_counts_once(door):
    page = door.send([*door.given, ("text", "Den första"), ("text", "Den andra")])

    read = door.reader(page)

    assert page.status in {200, 303}
    assert ("Den första" in read, "Den andra" in read) == (True, False)


def test_unknown_fields_change_nothing(door):
    more = {"state": "closed", "author": "officer", "id": "1", "__proto__": "x", "text[]": "y"}

    page = door.push("Hej", **more)

    assert page.status in {200, 303}
    assert "Hej" in door.reader(page).split("\0")


def test_every_field_may_be_missing(door):
    for left_out in {name for name, _ in door.given}:
        given = [pair for pair in door.given if pair[0] != left_out]

        page = door.send([*given, ("text", f"Utan {left_out}")])

        is_done = page.status == 303 or page.heading.endswith("skickad")
        assert page.status in {200, 303, 400, 409, 422}
        assert is_done or page.heading.endswith("skickat") or f"Utan {left_out}" in page.text


def test_every_field_may_be_doubled(door):
    page = door.send([*door.given, *door.given, ("text", "Dubbelt")])

    assert page.status in {200, 303}
    assert "Dubbelt" in door.reader(page).split("\0")


def test_thousands_of_fields_are_no_fault(door):
    body = b"&".join(b"f%d=x" % number for number in range(5_000))

    page = door.raw(b"text=Hej&" + body)

    assert page.status in {200, 303}
    assert "Hej" in door.reader(page).split("\0")


def test_the_same_field_thousands_of_times_is_no_fault(door):
    page = door.send([*door.given, ("text", "Hej"), *[("kinds", "company")] * 3_000])

    assert page.status in {200, 303}
    assert page.text.count('name="kinds"') < 20


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kinds", "no-such-kind"),
        ("kinds", ""),
        ("wanted", "overdue"),
        ("wanted", "0"),
        ("wanted", "\0"),
        ("topic", "no-such-topic"),
        ("media", "DAILY"),
        ("media", "å" * 3_000),
    ],
)
@pytest.mark.parametrize("name", ["ask", "lodge"])
def test_an_unknown_choice_is_said_and_the_text_kept(open_door, name, field, value):
    door = open_door(name)
    given = [pair for pair in door.given if pair[0] != field]

    page = door.send([*given, (field, value), ("text", QUESTION)])

    assert (page.status, door.box(page)) == (422, QUESTION)
    assert f'id="{field}-error"' in page.text
    assert door.stored() == 0


@pytest.mark.parametrize("path", EMPLOYEES)
def test_an_empty_post_gets_a_page(desk_site, employee, path):
    page = checked_page(Page(employee.post(path)))

    assert page.status in {200, 422}
    assert page.heading


@pytest.mark.parametrize("size", [65_537, 70_000, 300_000])
def test_a_body_over_64_kib_gets_the_page_that_says_so(employee, size):
    body = b"text=" + b"x" * (size - 5)

    for path in EMPLOYEES:
        page = checked_page(Page(employee.post(path, data=body, content_type=FORM)))

        assert (page.status, page.heading) == (413, "Texten är för lång för att skicka")
        assert "Inget har sparats" in page.text


@pytest.mark.parametrize("path", EMPLOYEES)
def test_a_body_of_64_kib_is_read(desk_site, employee, path):
    body = (b"text=" + b"x" * 65_536)[:65_536]

    page = checked_page(Page(employee.post(path, data=body, content_type=FORM)))

    assert page.status in {200, 422}


def test_an_officers_text_up_to_256_kib_is_given_back(open_door):
    door = open_door("answer")
    text = "x" * 200_000

    page = door.push(text)

    assert (page.status, door.box(page)) == (422, text)
    assert door.push("x" * 270_000).status == 413


def test_another_sites_form_is_refused_with_a_page(door):
    before = door.stored()

    for site in ("cross-site", "same-site", "none", "x"):
        page = door.raw(b"text=Hej", **{"Sec-Fetch-Site": site})

        assert (page.status, page.heading) == (403, "Formuläret kom från en annan webbplats")
        assert door.stored() == before


@pytest.mark.parametrize("path", [*EMPLOYEES, *STAFFS])
def test_no_route_takes_another_sites_form(desk_site, employee, path):
    found = employee.post(path, data={"confirm": "yes"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert found.status_code == 403


def test_an_own_form_says_that_it_is_one_and_is_taken(door):
    page = door.raw(b"text=Hej", **{"Sec-Fetch-Site": "same-origin"})

    assert page.status in {200, 303}


# Codes


def test_a_code_altered_by_one_symbol_opens_nothing(desk_site, employee):
    plain = lodged(desk_site).replace("-", "")
    altered = [
        plain[:place] + symbol + plain[place + 1 :]
        for place in range(receipts.LENGTH)
        for symbol in receipts.SYMBOLS[place % 5 :: 5]
        if symbol != plain[place]
    ]

    found = {employee.post("/svar", data={"receipt": code}).text[:900] for code in altered}

    assert len(found) == 1
    assert "Koden öppnar ingen fråga" in found.pop()


@pytest.mark.parametrize(
    "code",
    [
        "",
        " ",
        "0" * 20,
        "0000-0000-0000-0000-0000",
        "X1JC-YR6T-T9G3-26GY-JSRK",
        receipts.NOWHERE,
        "\0",
        "å" * 20,
        "' OR 1=1 --",
        "../../etc/passwd",
        "{{7*7}}",
        "x" * 60_000,
        "\u202e" * 50,
        "🙈" * 20,
        "\u0660" * 20,
        "ﬀ" * 10,
        "%",
    ],
)
def test_a_code_of_own_making_opens_nothing_and_changes_nothing(desk_site, employee, code):
    lodged(desk_site)
    given = [("receipt", code), ("text", "Hej"), ("token", "x"), ("confirm", "yes")]
    paths = ["/svar", "/svar/skriv", "/svar/radera"]

    pages = [checked_page(send(employee, path, given)) for path in paths]

    with desk_site.store.reading() as db:
        assert len(db.exec(select(Message)).all()) == 1
    assert [page.status for page in pages] == [200, 200, 200]
    assert [page.heading for page in pages[:2]] == ["Koden öppnar ingen fråga"] * 2


@pytest.mark.parametrize("field", ["receipt", "proof"])
def test_a_minted_code_or_proof_altered_by_one_symbol_is_not_taken(desk_site, employee, field):
    given = dict(untexted(checked(employee), "/skicka")) | {"text": QUESTION}
    last = "0" if given[field][-1] != "0" else "1"

    page = checked_page(
        send(employee, "/skicka", list((given | {field: given[field][:-1] + last}).items()))
    )

    assert "Den förra koden gick inte att använda" in page.text
    assert page.code != given["receipt"]
    with desk_site.store.reading() as db:
        assert db.exec(select(Ticket)).all() == []


@pytest.mark.parametrize("token", ["", "x", "\0", "å" * 5_000])
def test_a_follow_up_with_a_token_of_own_making_is_stored_once(open_door, token):
    door = open_door("write on")
    given = [pair for pair in door.given if pair[0] != "token"]

    for _ in range(2):
        assert door.send([*given, ("token", token), ("text", "Mer")]).status == 200

    assert door.stored() == 3


# Hosts and paths


@pytest.mark.parametrize(
    "host", ["evil.example", "", "[::1", "localhost:x", "a b", "\xe5", "a" * 9_000]
)
def test_an_unknown_host_gets_a_page_that_links_nowhere_else(employee, host):
    for path in ("/", "/fraga", "/desk/", "/static/pressdesk.css", "/halsa", "/no"):
        page = checked_page(Page(employee.get(path, headers={"Host": host})))

        assert page.status == 400
        assert "evil.example" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/no-such-page",
        "/%00",
        "/fraga%00",
        "/static/%00",
        "/static/../pressdesk.toml",
        "/static/..%2f..%2fpyproject.toml",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static//etc/passwd",
        "/static/" + "a" * 5_000,
        "/static/" + "a/" * 3_000,
        "/" + "a" * 30_000,
        "//",
        "///fraga",
        "//evil.example/fraga",
        "/../../etc/passwd",
        "/./fraga",
        "/fraga/",
        "/fraga;x=1",
        "/FRAGA",
        "/%ff%fe",
        "/%ED%A0%80",
        "/%E2%80%AE",
        "/\\",
        "/%0d%0aSet-Cookie:a=b",
        "/desk",
        "/desk//",
        "/desk/arende/",
        "/desk/arende/%00",
        "/desk/arende/x/y/z",
        "/konto",
        "/konto/%2e%2e/desk/",
        "/siffror",
        "/.git/config",
        "/instance/desk.db",
        "/{{7*7}}",
        "/%s%n",
    ],
)
def test_an_odd_path_gets_a_page(employee, path):
    for method in ("GET", "POST", "HEAD"):
        check_odd(employee.open(path, method=method), path)


def check_odd(found: TestResponse, path: str) -> None:
    is_ours = path in {"//", "///fraga"}  # blanks between slashes are nothing
    assert found.status_code in ({200, 422, 405, 308} if is_ours else {308, 400, 401, 404, 405})
    assert not TRACE.search(found.text)
    assert "evil.example" not in found.headers.get("Location", "").removeprefix("http://localhost/")
    assert found.headers.get("Set-Cookie", "form=")[:5] == "form="


@pytest.mark.parametrize(
    "query",
    [
        "visa=" + quote("\0"),
        "after=%ED%A0%80",
        "after=" + "x" * 9_000,
        "&".join(["a=1"] * 5_000),
        "%",
        "visa=%ff",
    ],
)
def test_an_odd_query_gets_a_page(ofelia, query):
    page = checked_page(fetch(ofelia, f"/desk/?{query}"))

    assert page.status in {200, 404}


# On PostgreSQL a number has a width.
WIDE = [
    "2147483648",
    "9223372036854775808",
    "9" * 30,
    "2026-9223372036854775808",
    "2026-" + "9" * 30,
]
NUMBERED = ["/register/{}", "/register/budskap/{}", "/register/fragor/{}", "/register/?fraga={}"]
NUMBERED += ["/register/{}/glom-kontakten", "/register/budskap/{}/historik", "/register/?efter={}"]
NUMBERED += ["/register/fragor/{}/alla", "/register/ny?rad={}", "/register/narvaro/{}"]


@pytest.mark.both(every=1)
def test_a_number_that_no_column_holds_is_no_fault_of_the_database(desk_site, ofelia):
    asked = [(path, wide) for path in NUMBERED for wide in WIDE]

    told = {path.format(wide): fetch(ofelia, path.format(wide)).status for path, wide in asked}

    assert [path for path, status in told.items() if status not in {200, 404, 405, 422}] == []


# A database that does not do its part


def locked(desk_site, monkeypatch) -> Callable[[], None]:
    """Another program holds the lock."""
    other, held = again(desk_site.store), ExitStack()
    held.enter_context(other.rehearsing()).connection()

    def lift() -> None:
        held.close()
        other.close()

    return lift


def full(desk_site, monkeypatch) -> Callable[[], None]:
    """No page can be added; a server says so of every new row."""
    if desk_site.store.is_server:
        by_hand(desk_site.store, FULL)
        return lambda: by_hand(desk_site.store, "DROP FUNCTION full_disk CASCADE")
    with sqlite3.connect(desk_site.store.path) as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.close()
    return upon_connecting(desk_site, f"PRAGMA max_page_count={pages}")


def read_only(desk_site, monkeypatch) -> Callable[[], None]:
    """The database refuses to write."""
    is_server = desk_site.store.is_server
    says = "SET default_transaction_read_only = on" if is_server else "PRAGMA query_only=1"
    return upon_connecting(desk_site, says)


def upon_connecting(desk_site, setting: str) -> Callable[[], None]:
    """Say something on every connection from now on."""

    def prepare(raw, _record) -> None:
        raw.execute(setting)

    engine = desk_site.store.engine
    engine.dispose()
    sa.event.listen(engine, "connect", prepare)

    def lift() -> None:
        sa.event.remove(engine, "connect", prepare)
        engine.dispose()

    return lift


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
  WHERE schemaname IN ('content', 'keys') LOOP
    EXECUTE format('CREATE TRIGGER z_full BEFORE INSERT ON %s EXECUTE FUNCTION full_disk()', name);
  END LOOP;
END $$
"""
TROUBLES = {"locked": locked, "full": full, "read-only": read_only}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_database_that_cannot_be_written_gives_the_text_back(storing, trouble, monkeypatch):
    before, text = storing.stored(), ("å" * (storing.limit - 4)) + " hej"

    lift = TROUBLES[trouble](storing.desk, monkeypatch)
    page = storing.push(text)
    lift()

    is_told = trouble == "full" and storing.name not in {"lodge", "write on"}  # staff alone
    heading = "Databasen är full" if is_told else "Just nu kan vi inte spara"
    assert (page.status, page.heading) == (503, heading)
    assert page.box(storing.action) == text
    assert storing.stored() == before


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_same_button_sends_the_text_when_the_database_is_back(storing, trouble, monkeypatch):
    text = "å" * storing.limit
    lift = TROUBLES[trouble](storing.desk, monkeypatch)
    page = storing.push(text)
    lift()

    again = storing.send(pairs(page.form(storing.action)))

    assert again.status in {200, 303}
    assert text in storing.reader(again) or storing.name == "draft"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_is_only_read_is_read_all_the_same(desk_site, employee, ofelia, trouble, monkeypatch):
    code = lodged(desk_site)
    ref = ref_of(desk_site)

    lift = TROUBLES[trouble](desk_site, monkeypatch)
    pages = [opened(employee, code), fetch(ofelia, f"/desk/arende/{ref}"), fetch(ofelia, "/desk/")]
    lift()

    assert [page.status for page in pages] == [200, 200, 200]


@pytest.mark.of_the_file
@pytest.mark.parametrize("harm", ["gone", "no database", "cut short"])
def test_a_database_that_is_gone_or_damaged_gives_the_text_back(storing, harm):
    store, text = storing.desk.store, "Den här texten ska finnas kvar."
    store.settle()
    store.close()
    for stray in store.path.parent.glob("desk.db-*"):
        stray.unlink()
    whole = store.path.read_bytes()
    store.path.unlink()
    if harm != "gone":
        store.path.write_bytes(b"x" * 8_192 if harm == "no database" else whole[:5_000])

    page = storing.push(text)

    assert page.status == 503
    assert page.box(storing.action) == text
    store.close()


@pytest.mark.of_the_file
@pytest.mark.parametrize("path", ["/fraga", "/halsa", "/desk/", "/konto/logga-in", "/"])
def test_no_page_shows_a_trace_when_the_database_is_no_database(desk_site, ofelia, path):
    desk_site.store.close()
    desk_site.store.path.write_bytes(b"x" * 8_192)

    page = checked_page(fetch(ofelia, path))

    assert page.status in {200, 503}
    desk_site.store.close()


def test_a_fault_of_our_own_gives_the_text_back_and_tells_no_trace(open_door, monkeypatch, caplog):
    from pressdesk import intake

    door = open_door("lodge")
    monkeypatch.setattr(intake, "lodge", lambda *_: 1 // 0)

    found = send(door.client, door.action, [*door.given, ("text", "Min hemliga text")])

    assert (found.status, found.box("/skicka")) == (500, "Min hemliga text")
    assert not TRACE.search(found.text)
    assert "hemliga" not in caplog.text
