"""Promise 6: no key, shared id or epoch, table, route, screen, log line or figure joins a ticket
and an inquiry.
"""

import ast
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import render_template_string
from flask.testing import FlaskClient
from sqlmodel import Session, select

from pressdesk import clock, desk, inquiries, intake, mailbox
from pressdesk.inquiries import Asked, Officer, sealed
from pressdesk.keytables import Account
from pressdesk.register import lists
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel
from pressdesk.schema import Record
from pressdesk.storage import Store
from pressdesk.vault.epochs import Holder
from tests.both import asked, by_hand, tables_of
from tests.conftest import Desk, holder_of, lodged, ref_of
from tests.pages import attributes, fetch, submit

pytestmark = pytest.mark.both

ROOT = Path(desk.__file__).parent.parent
EMPLOYEES = {
    *("ticket", "message", "working_note", "draft", "ticket_key"),
    *("epoch", "epoch_grant", "slip", "ballot_key", "ballot_grant"),
}
REGISTERS = {
    *("inquiry", "inquiry_unit", "inquiry_undo", "inquiry_note", "reporter", "mask"),
    *("register_key", "register_grant", "register_draft", "search_text"),
    *("issue", "line", "line_text", "outlet", "unit", "topic", "duty_week", "crisis"),
}
# An officer holds keys of both; nothing else is pointed to from both sides.
SHARED = {"account"}
HERS = "En reporter frågar om Kvarnbackens hemtjänst"
ASKED = "Hur många tjänster är tillsatta vid Ekhagens skola?"
ANSWER = "Alla fjorton tjänster är tillsatta."
# Modules of each side. What only carries both (the menu, the shell, retention) is not among them.
TICKET_SIDE = re.compile(r"pressdesk\.(tables|intake|mailbox|desk|disclosure)\b")
REGISTER_SIDE = re.compile(r"pressdesk\.(registertables|inquiries|lines|rota|handout|register)\b")
COUNTED_TOO = "pressdesk.register.words"  # the words that frozen figures are made of
CARRIERS = {"__init__", "web", "inventory", "copies", "cli", "retention", "figures", "migrations"}


@pytest.fixture
def both(desk_site: Desk) -> Desk:
    """A ticket and an inquiry of the same hour, both worked on by the same officer."""
    lodged(desk_site, HERS)
    with desk_site.store.writing() as db:
        me = holder_of(db, desk_site.ofelia)
        ref = desk.queue(db, me, clock.today()).rows[0].ref
        desk.take(db, me, ref, clock.today())
        desk.save_draft(db, me, ref, "ett utkast")
        desk.note(db, me, ref, "en anteckning", clock.today())
        _inquire(db, me)
    return desk_site


def _inquire(db: Session, me: Holder) -> None:
    outlet = lists.find_or_add_outlet(db, "Exempelbladet").name
    unit = lists.units(db)[0].name
    now = clock.now()
    row = inquiries.log(db, Asked(Channel.PHONE, outlet, unit, ASKED), now)
    officer = Officer(me.id, "ofelia")
    number = row.number
    sealed.keep_reporter(db, me, number, "Rut Reporter", "08-000 00 00", clock.today())
    sealed.note(db, me, number, "ring trafikkontoret", clock.today())
    sealed.keep_draft(db, me, "new", {"question": "ett utkast"}, clock.today())
    for taken, given in (
        (Step.TAKE, {}),
        (Step.PROPOSE, {"text": ANSWER}),
        (Step.RELEASE, {"by_mandate": True}),
    ):
        version = inquiries.found(db, number).version
        inquiries.step(db, number, version, taken, officer, now, undo_minutes=10, **given)


def foreign_keys(store: Store) -> set[tuple[str, str]]:
    """Table and table it points to, as the database itself has them."""
    return {
        (table, key["referred_table"])
        for schema, table in tables_of(store)
        for key in sa.inspect(store.engine).get_foreign_keys(table, schema=schema)
    }


def joined(pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Foreign keys by which a table of one side reaches one of the other, over any others."""
    reached = {pair for pair in pairs if not set(pair) & SHARED}
    while more := {(a, d) for (a, b), (c, d) in product(reached, reached) if b == c} - reached:
        reached |= more
    to_both = {
        (one, other)
        for (one, parent), (other, another) in product(reached, reached)
        if parent == another
    }
    return sorted(
        (one, other)
        for one, other in reached | to_both
        if (one in EMPLOYEES and other in REGISTERS) or (one in REGISTERS and other in EMPLOYEES)
    )


def values(store: Store, tables: set[str]) -> set[bytes]:
    """Everything that could be an id: values of eight bytes or more, texts as bytes."""
    found: set[bytes] = set()
    for table in tables:
        for row in asked(store, f"SELECT * FROM {table}"):
            found |= {_plain(value) for value in row if value is not None}
    return {value for value in found if len(value) >= 8}


def _plain(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).replace("-", "").encode()


def test_every_table_is_on_one_side_or_on_neither():
    known = set(Record.metadata.tables)
    of_register = {name for name in known if "inquiry" in name or name.startswith("register_")}

    assert known >= EMPLOYEES | REGISTERS
    assert not EMPLOYEES & REGISTERS
    assert of_register <= REGISTERS


def test_no_foreign_key_joins_them(both):
    pairs = foreign_keys(both.store)

    assert ("reporter", "inquiry") in pairs
    assert ("message", "ticket") in pairs
    assert joined(pairs) == []


@pytest.mark.parametrize(
    "careless",
    [("inquiry", "ticket"), ("register_key", "epoch"), ("inquiry_note", "working_note")],
)
def test_a_careless_foreign_key_is_caught(both, careless):
    assert joined({*foreign_keys(both.store), careless}) != []


def between(pairs: set[tuple[str, str]]) -> list[str]:
    """Tables that point to one of each side."""
    parents: dict[str, set[str]] = {}
    for child, parent in pairs:
        parents.setdefault(child, set()).add(parent)
    return [each for each, to in parents.items() if to & EMPLOYEES and to & REGISTERS]


def test_no_table_points_to_one_of_each(both):
    pairs = foreign_keys(both.store)

    assert between(pairs) == []
    assert between({*pairs, ("tag", "ticket"), ("tag", "inquiry")}) == ["tag"]


@pytest.mark.of_the_file
def test_no_view_or_trigger_reads_both(both):
    with closing(sqlite3.connect(both.store.path)) as raw:
        made = "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"
        written = [(name, set(re.findall(r"\w+", sql))) for name, sql in raw.execute(made)]

    assert [name for name, words in written if words & EMPLOYEES and words & REGISTERS] == []


def test_no_id_digest_or_sealed_value_stands_on_both_sides(both):
    hers, theirs = (values(both.store, side) for side in (EMPLOYEES, REGISTERS))
    with both.store.reading() as db:
        accounts = {account.id.hex.encode() for account in db.exec(select(Account))}

    assert len(hers) > 20
    assert len(theirs) > 20
    assert hers & theirs <= accounts


def test_an_id_on_both_sides_would_be_caught(both):
    hers = values(both.store, {"ticket"})
    careless = max((value for value in hers if b"\0" not in value), key=len)
    told = careless.decode("latin-1")
    by_hand(both.store, "UPDATE inquiry SET registry_number = :told", told=told)

    assert hers & {v.decode("utf-8").encode("latin-1") for v in _texts(both.store)}


def _texts(store: Store) -> Iterator[bytes]:
    for (text,) in asked(store, "SELECT registry_number FROM inquiry"):
        yield text.encode()


def imported(module: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(module.read_text())))
    plain = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    named = {
        f"{n.module}.{a.name}" for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names
    }
    return plain | named


def sides(names: set[str]) -> tuple[bool, bool]:
    """Whether a module that imports these has to do with tickets, and with inquiries."""
    ours = {name for name in names if not name.startswith(COUNTED_TOO)}
    return any(map(TICKET_SIDE.match, ours)), any(map(REGISTER_SIDE.match, ours))


def test_no_module_handles_both():
    both_sides = []
    for module in sorted((ROOT / "pressdesk").rglob("*.py")):
        home = module.relative_to(ROOT / "pressdesk").parts[0].removesuffix(".py")
        is_page = home == "web" and module.name != "__init__.py"
        if (home not in CARRIERS or is_page) and all(sides(imported(module))):
            both_sides.append(module.name)

    assert both_sides == []
    assert sides({"pressdesk.tables.Ticket", "pressdesk.inquiries"}) == (True, True)
    assert sides(imported(Path(intake.__file__)) | imported(Path(mailbox.__file__)))[1] is False


def test_no_address_takes_both(both):
    rules = list(both.app().url_map.iter_rules())
    theirs = {str(rule) for rule in rules if rule.endpoint.startswith("register.")}
    hers = {str(rule) for rule in rules if rule.endpoint.startswith(("desk.", "disclosing."))}

    assert theirs
    assert all(rule.startswith("/register") for rule in theirs)
    assert not any("register" in rule or "forfragan" in rule for rule in hers)
    assert not any("arende" in rule for rule in theirs)


def crawled(client: FlaskClient, start: str) -> dict[str, str]:
    """Every page that is reached from one without leaving its side, with its main part."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in found or not path.startswith(start):
            continue
        page = client.get(path)
        found[path] = page.text if page.mimetype == "text/html" else ""
        waiting += [
            link.split("#")[0].replace("&amp;", "&") for link in attributes(page.text, "href")
        ]
    return found


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_no_page_of_one_side_shows_or_links_to_the_other(both, ofelia):
    hers, theirs = crawled(ofelia, "/desk/"), crawled(ofelia, "/register/")
    ref = ref_of(both, HERS)

    assert any(HERS in page for page in hers.values())
    assert any(ANSWER in page for page in theirs.values())
    for path, page in hers.items():
        assert "/register/" not in main_of(page), path
        assert ASKED not in page, path
    for path, page in theirs.items():
        assert "/desk/" not in main_of(page), path
        assert ref not in page, path
        assert "Kvarnbacken" not in page, path


def unfollowed(client: FlaskClient, page: str, action: str, **typed: str) -> None:
    """A press whose answer another tab's page comes before."""
    submit(client, fetch(client, page), action, **typed)


def test_what_was_done_on_one_side_is_not_told_on_a_page_of_the_other(both, ofelia):
    ref = f"/desk/arende/{ref_of(both, HERS)}"
    inquiry = crawled(ofelia, "/register/2026-1")["/register/2026-1"]
    assert ANSWER in inquiry
    unfollowed(ofelia, "/register/2026-1", "/register/2026-1/avsluta", outcome="facts")
    on_ticket = [ofelia.get(path).text for path in (ref, "/desk/", "/desk/handlingar/")]
    on_inquiry = ofelia.get("/register/").text
    unfollowed(ofelia, ref, f"{ref}/anteckna", text="Ring i morgon.")
    over_there = ofelia.get("/register/2026-1").text

    assert [page for page in on_ticket if "2026-1" in page] == []
    assert "2026-1: Förfrågan är avslutad." in on_inquiry
    assert "Anteckningen" not in over_there
    assert "Anteckningen" in ofelia.get(ref).text


def test_the_newer_of_two_is_told_on_its_own_side(both, ofelia):
    ref = f"/desk/arende/{ref_of(both, HERS)}"
    unfollowed(ofelia, "/register/2026-1", "/register/2026-1/avsluta", outcome="facts")
    unfollowed(ofelia, ref, f"{ref}/anteckna", text="Ring i morgon.")

    page = ofelia.get(ref).text

    assert "Anteckningen" in page
    assert "2026-1:" not in page


def test_a_page_with_a_careless_link_is_caught(both):
    app = both.app()
    with app.test_request_context("/"):
        page = render_template_string(
            "<main><a href=\"{{ url_for('desk.ticket', ref='x') }}\">Ärendet</a></main>"
        )

    assert "/desk/" in main_of(page)


def test_no_search_finds_a_ticket(both, ofelia):
    for words in ("Kvarnbacken", "hemtjänst", "anteckning"):
        page = ofelia.get("/register/sok", query_string={"q": words})

        assert "Kvarnbackens hemtjänst" not in page.text
        assert "/desk/arende" not in main_of(page.text)
    assert ANSWER.split()[1] in ofelia.get("/register/sok?q=fjorton").text


def test_no_log_line_joins_them(both, ofelia, caplog):
    caplog.set_level(logging.DEBUG)
    with both.store.reading() as db:
        ref = desk.queue(db, holder_of(db, both.ofelia), clock.today()).rows[0].ref
    ofelia.get(f"/desk/arende/{ref}")
    ofelia.get("/register/")

    log = asked(both.store, "SELECT act, about FROM audit_entry")

    assert [line for line in caplog.messages if "/desk" in line or "/register" in line] == []
    assert not any(re.search(r"\d{4}-\d+", about) for _act, about in log)
