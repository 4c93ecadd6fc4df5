"""Promise 5: tickets have no text search, export or link, and no column that says who, where or
which reporter.
"""

import re
import sqlite3
from contextlib import closing
from uuid import UUID

import html5lib
import pytest

from pressdesk import clock, desk, inventory
from pressdesk.storage import Store
from tests.both import asked, by_hand, columns_of
from tests.conftest import Desk, holder_of, lodged, ref_of, sign_in
from tests.promises.visits import colleague

pytestmark = pytest.mark.both

WORDS = "Får jag prata om snöskotrarna på isen?"
OTHER = "Vad gäller när lokalradion ringer?"
WRITTEN_BY_EMPLOYEES = ("ticket", "message", "working_note", "draft", "ticket_key")
# Parts of names that a column of theirs may not have.
TELLING = re.compile(
    r"(^|_)(who|whom|name|account|officer|owner|by|user|mail|phone|address|ip|agent|host|browser|"
    r"where|unit|place|department|school|title|role|profession|reporter|journalist|outlet|media|"
    r"at|time|hour|minute|date|day|created|updated|seen|read|sequence|serial|rank|text|search|tags?"
    r")($|_)"
)
SEARCHING = re.compile(
    r"s[oö]k|search|find|filter|fr[aå]ga|q$|query|export|csv|json|xlsx?|pdf|zip|"
    r"ladda|h[aä]mta|download|skriv-?ut|print|dela|share|l[aä]nk|forward|vidare"
)
# A whole number leads to its ticket, or to none; and what a hold is called and covers.
EXACT = {"number", "reference", "from_week", "to_week"}
# What the register is searched by, and Alembic's; a test below looks for tickets' words in it.
NOT_LISTED = re.compile(r"alembic_version|search_words(_\w+)?")
# Its rows are numbered for FTS5. They are of the register, a public record.
NUMBERED = {"search_text"}


def test_no_address_of_the_desk_searches_or_exports(desk_site):
    """Frozen figures are files too; they are made of no ticket."""
    every = desk_site.app().url_map.iter_rules()
    rules = [str(rule) for rule in every if not rule.endpoint.startswith("figure_files.")]
    staff = [rule for rule in rules if rule.split("/")[1] in {"desk", "siffror", "konto"}]

    assert "/desk/arende/<ref>" in staff
    assert [rule for rule in staff if SEARCHING.search(rule)] == []


def test_no_page_of_the_desk_has_a_field_to_search_with(desk_site, ofelia):
    lodged(desk_site, WORDS)

    for address in pages_of(desk_site):
        page = html5lib.parse(ofelia.get(address).data, namespaceHTMLElements=False)
        asked = [form.get("method") for form in page.iter("form")]
        lines = [f for f in page.iter("input") if f.get("type") in {None, "search", "text"}]
        assert set(asked) <= {"post"}, address
        assert {line.get("name") for line in lines} <= EXACT, address
        boxes = {box.get("name") for box in page.iter("textarea")}
        assert boxes <= {"text", "message"}, address


@pytest.mark.parametrize("name", ["q", "sok", "s", "text", "search", "filter", "ord", "visa", "id"])
def test_no_parameter_searches(desk_site, ofelia, name):
    lodged(desk_site, WORDS)
    lodged(desk_site, OTHER)

    page = ofelia.get("/desk/", query_string={name: "snöskotrarna"}).text

    assert WORDS in page
    assert OTHER in page


def test_every_page_of_the_desk_is_a_page_and_no_file(desk_site, ofelia):
    lodged(desk_site, WORDS)

    for address in pages_of(desk_site):
        for kind in ("text/csv", "application/json", "application/pdf"):
            answer = ofelia.get(address, headers={"Accept": kind})
            assert answer.mimetype == "text/html", address
            assert "Content-Disposition" not in answer.headers, address


def test_a_link_opens_for_the_officer_who_was_given_it_and_for_nobody_else(
    desk_site, ofelia, clara, olle, employee
):
    lodged(desk_site, WORDS)
    link = linked(ofelia.get("/desk/").text)
    omar = desk_site.app().test_client()
    sign_in(omar, colleague(desk_site, ofelia))

    others = {"omar": omar, "clara": clara, "olle": olle, "employee": employee}
    pages = {name: browser.get(link) for name, browser in others.items()}

    assert WORDS in ofelia.get(link).text
    assert WORDS in omar.get(linked(omar.get("/desk/").text)).text
    assert {name: page.status_code for name, page in pages.items()} == {
        "omar": 404, "clara": 403, "olle": 403, "employee": 401,
    }  # fmt: skip
    assert not any(WORDS in page.text for page in pages.values())


def test_a_tickets_link_is_another_each_time_and_holds_nothing_of_the_ticket(desk_site, ofelia):
    lodged(desk_site, WORDS)
    (ticket,) = rows(desk_site, "SELECT id, handle FROM ticket")

    values = [UUID(str(ticket[0])).hex, ticket[1].hex()]
    links = {linked(ofelia.get("/desk/").text) for _ in range(3)}

    assert len(links) == 3
    for link in links:
        assert not any(value[:8] in link.lower() for value in values)


def test_nothing_says_which_officer_has_a_ticket(desk_site, ofelia):
    omar = colleague(desk_site, ofelia)
    lodged(desk_site, WORDS)
    hers = desk_site.holder()
    with desk_site.store.writing() as db:
        his = holder_of(db, omar)
        row = desk.queue(db, his, clock.today()).rows[0]
        desk.take(db, his, row.ref, clock.today())
        desk.note(db, his, row.ref, "Ring tillbaka.", clock.today())
        desk.save_draft(db, his, row.ref, "Ett utkast.")

    stored = dump(desk_site, WRITTEN_BY_EMPLOYEES)
    ofelia.get("/desk/")  # it says once that omar was handed the keys

    for known in (hers.id.bytes, his.id.bytes, b"omar", b"ofelia"):
        assert known not in stored
        assert known.hex().encode() not in stored
    assert "omar" not in ofelia.get("/desk/").text


@pytest.mark.parametrize("table", WRITTEN_BY_EMPLOYEES)
def test_no_column_of_a_ticket_says_who_where_when_or_which_reporter(desk_site, table):
    names = columns(desk_site.store)[table]

    assert names
    assert [name for name in names if TELLING.search(name)] == []


def test_every_column_of_every_table_is_in_the_reviewed_inventory(desk_site):
    assert columns(desk_site.store) == {
        table: set(listed) for table, listed in inventory.COLUMNS.items()
    }


@pytest.mark.of_the_file
def test_every_table_is_kept_in_the_order_of_its_random_key(desk_site):
    with closing(sqlite3.connect(desk_site.store.path)) as db:
        for table in inventory.COLUMNS.keys() - NUMBERED:
            with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
                db.execute(f"SELECT rowid FROM {table}")


@pytest.mark.of_the_file
def test_what_is_searched_holds_no_row_for_tickets(desk_site):
    searched = ("search_text", "search_words_content", "search_words_data")
    before = dump(desk_site, searched)
    lodged(desk_site, WORDS)
    holder, today = desk_site.holder(), clock.today()

    with desk_site.store.writing() as db:
        row = desk.queue(db, holder, today).rows[0]
        desk.take(db, holder, row.ref, today)
        desk.note(db, holder, row.ref, WORDS, today)
        desk.answer(db, holder, row.ref, 2, WORDS, today)

    assert dump(desk_site, searched) == before
    assert rows(desk_site, "SELECT state FROM ticket") == [("answered",)]


@pytest.mark.parametrize(
    "name", ["reporter", "asked_by", "unit", "created", "ip_address", "seen_at"]
)
def test_a_careless_column_is_caught(desk_site, name):
    by_hand(desk_site.store, f"ALTER TABLE ticket ADD COLUMN {name} TEXT")

    assert TELLING.search(name)
    assert columns(desk_site.store)["ticket"] != set(inventory.COLUMNS["ticket"])


def pages_of(site: Desk) -> list[str]:
    """Every page that an officer can open, with a ticket of hers."""
    refs = {"ref": ref_of(site, WORDS), "period": "2026-11"}
    rules = site.app().url_map.iter_rules()
    found = [r for r in rules if r.rule.startswith("/desk/") and "GET" in (r.methods or set())]
    assert len(found) >= 3
    return [rule.build(refs)[1] for rule in found]


def linked(page: str) -> str:
    return re.findall(r'href="(/desk/arende/[^"]+)"', page)[0]


def columns(store: Store) -> dict[str, set[str]]:
    """What the database has, by its own word."""
    found = columns_of(store)
    return {table: names for table, names in found.items() if not NOT_LISTED.fullmatch(table)}


def rows(site: Desk, query: str) -> list[tuple]:
    return asked(site.store, query)


def dump(site: Desk, tables: tuple[str, ...]) -> bytes:
    """Every value of some tables, one after the other."""
    values = [
        value for table in tables for row in rows(site, f"SELECT * FROM {table}") for value in row
    ]
    return b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in values)
