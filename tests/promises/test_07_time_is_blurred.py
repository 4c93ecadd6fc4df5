"""Promise 7: rows of employees carry weeks, keep no order of arrival once they are mixed, and
public pages look the same whatever has come. Files do not say when somebody wrote last.
"""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pressdesk import clock, desk, inquiries, intake, mailbox, mixing
from pressdesk.inquiries import sealed
from pressdesk.storage import Store
from tests import inquiring, test_cli
from tests.both import asked, by_hand
from tests.conftest import NOON, Desk, fields, found, lodged, ref_of
from tests.postgres import table_files
from tests.promises import arrival, wire, worlds
from tests.promises.servers import as_the_shell_has_it
from tests.promises.visits import ASKED

pytestmark = pytest.mark.both

TABLES = ("ticket", "message", "working_note", "draft", "ticket_key")
WEEK = re.compile(r"\d{4}-W\d\d")
CLOCK = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|\b17\d{8}\b|\b18\d{8}\b")
PUBLIC = (
    *("/", "/rad", "/fraga", "/svar", "/handlingar", "/personuppgifter"),
    *("/loften", "/genomskinlighet", "/tillganglighet", "/static/pressdesk.css"),
)
COUNTERS = {24, 25, 26, 27, 92, 93, 94, 95}  # of a file's head: how many changes there were
LONG = (3_900,)  # on PostgreSQL such texts stand in a file of their own
MINUTE = 60
PATIENCE_SECONDS = 150


def test_rows_of_employees_carry_weeks_and_no_finer_time(desk_site):
    in_use(desk_site)

    found = {str(value) for value in values(desk_site) if isinstance(value, str)}

    assert any(WEEK.fullmatch(text) for text in found)
    assert [text for text in found if CLOCK.search(text)] == []


def test_no_number_of_a_ticket_grows_with_time(desk_site):
    in_use(desk_site)

    numbers = [value for value in values(desk_site) if isinstance(value, int)]

    assert numbers
    assert max(numbers) < 10  # states, positions and versions


@pytest.mark.parametrize("hours", [1, 24, 4 * 24])
def test_the_same_request_at_another_time_of_the_week_leaves_the_same_clear_columns(
    desk_site, wall_clock, hours
):
    with worlds.same_chance():
        lodged(desk_site)
    earlier = clear_columns(desk_site)
    wall_clock.shift(timedelta(hours=hours))
    if clock.week_of(clock.today()) != "2026-W47":
        wall_clock.move_to(NOON - timedelta(hours=hours - 60))
    with worlds.same_chance():
        lodged(desk_site)

    both = clear_columns(desk_site)

    assert both == earlier + earlier


@pytest.mark.of_the_file
def test_a_table_with_a_rowid_would_keep_the_order_of_arrival(desk_site):
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE ticket (id BLOB PRIMARY KEY)")
        careless = [bytes([number]) for number in (9, 3, 7, 1)]
        db.executemany("INSERT INTO ticket VALUES (?)", [(id,) for id in careless])
        kept = [id for (id,) in db.execute("SELECT id FROM ticket NOT INDEXED")]
    assert kept == careless

    arrived = [lodged(desk_site, f"Fråga {number}?") for number in range(8)]

    with closing(sqlite3.connect(desk_site.store.path)) as db:
        stored = [id for (id,) in db.execute("SELECT id FROM ticket NOT INDEXED")]
    assert len(arrived) == len(stored)
    assert stored == sorted(stored)


# The order of arrival: SQLite


@pytest.mark.of_the_file
def test_no_byte_of_the_file_tells_the_order_of_arrival_once_rows_are_mixed(desk_site):
    came = arrival.as_they_came(desk_site, arrival.filled(desk_site))

    assert mixing.mix(desk_site.store, clock.today())

    assert len(came) >= 200
    assert arrival.tells(arrival.ways(desk_site.store, came), len(came)) == []


@pytest.mark.of_the_file
def test_without_mixing_the_places_of_bytes_tell_it(desk_site):
    came = arrival.as_they_came(desk_site, arrival.filled(desk_site))
    desk_site.store.settle()

    seen = arrival.ways(desk_site.store, came)

    assert min(seen["first question"], seen["first particulars"]) > 0.9
    assert {"first question", "first particulars"} <= set(arrival.tells(seen, len(came)))


def among_inquiries(site: Desk) -> str:
    """Tickets (T) and inquiries with a sealed contact (I) in the order of their bytes on the disk.
    An inquiry carries its minute: what stands between two came between them.
    """
    assert site.store.settle()
    content = site.store.path.read_bytes()
    with closing(sqlite3.connect(site.store.path)) as db:
        places = [
            (content.find(sealed[-arrival.TAIL_BYTES :]), kind)
            for kind, table in (("T", "message"), ("I", "reporter"))
            for (sealed,) in db.execute(f"SELECT sealed FROM {table}")
        ]
    return "".join(kind for _place, kind in sorted(places))


@pytest.mark.of_the_file
def test_no_inquiry_tells_when_a_ticket_came_once_rows_are_mixed(desk_site):
    came = "TII" * 10
    for number, kind in enumerate(came):
        if kind == "T":
            lodged(desk_site, f"{number}")
            continue
        ref = inquiring.logged(desk_site, f"Fråga {number}")
        with desk_site.store.writing() as db:
            me, contact = desk_site.holder(), ("Rut", "08-465 004 00")
            sealed.keep_reporter(db, me, inquiries.number_of(ref), *contact, clock.today())
    before = among_inquiries(desk_site)

    assert mixing.mix(desk_site.store, clock.today())

    assert before == came  # until the next night it can be told
    assert among_inquiries(desk_site) in {"T" * 10 + "I" * 20, "I" * 20 + "T" * 10}


@pytest.mark.of_the_file
def test_without_mixing_the_places_within_a_page_tell_it(desk_site):
    came = arrival.as_they_came(desk_site, arrival.filled(desk_site, tickets=8))
    desk_site.store.settle()

    assert arrival.ways(desk_site.store, came)["key in its page"] < -0.9


@pytest.mark.of_the_file
def test_a_mixed_file_is_the_same_whatever_the_order_in_which_its_rows_came(desk_site, tmp_path):
    arrival.filled(desk_site)
    other = arrival.twin(desk_site.store, tmp_path / "other.db")
    stores = (desk_site.store, other)
    assert [store.settle() for store in stores] == [True, True]
    assert len(arrival.differing(*stores)) > 100_000

    assert [mixing.mix(store, clock.today()) for store in stores] == [True, True]

    assert arrival.differing(*stores) <= COUNTERS
    other.close()


def test_the_command_tidy_leaves_nothing_of_the_order(tmp_path):
    site = as_the_shell_has_it(tmp_path / "site")
    came = arrival.as_they_came(site, arrival.filled(site))
    site.store.close()

    done = test_cli.run(site.home, "tidy")

    assert done.status == 0
    assert arrival.tells(arrival.ways(site.store, came), len(came)) == []
    assert not [path for path in site.home.glob("desk.db-*") if path.stat().st_size]


# The order of arrival: PostgreSQL


@pytest.fixture
def on_postgres(postgres, settings, tmp_path, wall_clock) -> Desk:
    """The same site on a PostgreSQL server."""
    return found(postgres, settings, tmp_path)


def test_on_postgresql_no_place_and_no_number_tells_the_order_once_rows_are_mixed(
    on_postgres, server
):
    came = arrival.as_they_came(on_postgres, arrival.filled(on_postgres, LONG))
    before = on_server(on_postgres.store, server, came)
    assert {name for name, rho in before.items() if rho > 0.9} == set(before)

    assert mixing.mix(on_postgres.store, clock.today())

    after = on_server(on_postgres.store, server, came)
    assert arrival.tells(after, len(came)) == []
    assert {rho for name, rho in after.items() if name.startswith("xmin")} == {0}


def on_server(store: Store, server: Path, came: list[arrival.Came]) -> dict[str, float]:
    """How far places and transactions of rows, and places of bytes in files, give the order."""
    ids = {one.ticket.decode(): number for number, one in enumerate(came)}
    seen = {}
    with store.engine.connect() as connection:
        for table, query in ROWS.items():
            rows = connection.exec_driver_sql(query).all()
            inner = sorted(rows, key=lambda row: ids[row.id.hex])
            seen[f"ctid of {table}"] = arrival.order_in([place(row.ctid) for row in inner])
            seen[f"xmin of {table}"] = arrival.order_in([int(row.xmin) for row in inner])
    whole = table_files(server, store)
    for name in ("particulars", "question", "key"):
        seen[f"bytes of {name}"] = arrival.order_in([whole.index(getattr(c, name)) for c in came])
    return seen


ROWS = {
    "ticket": "SELECT id, ctid::text, xmin::text FROM ticket",
    "message": "SELECT ticket_id AS id, ctid::text, xmin::text FROM message WHERE position = 1",
    "ticket_key": "SELECT id, k.ctid::text, k.xmin::text"
    " FROM ticket_key k JOIN ticket USING (handle)",
}


def place(ctid: str) -> tuple[int, ...]:
    """ "(12,3)": page and place in it."""
    return tuple(map(int, ctid.strip("()").split(",")))


# When somebody wrote last


def test_a_site_that_stops_leaves_no_time_of_hers_on_any_file(tmp_path):
    site = as_the_shell_has_it(tmp_path / "site")
    site.store.close()

    with test_cli.serving(site.home, "serve", "--no-tidy") as (process, port):
        send(port)
        assert test_cli.stopped(process).status == 0

    assert [path.name for path in site.home.glob("desk.db*")] == ["desk.db"]
    assert site.store.path.stat().st_mtime % MINUTE == 0


@pytest.mark.long
def test_a_site_that_serves_has_no_time_of_hers_on_any_file_after_the_full_minute(tmp_path):
    site = as_the_shell_has_it(tmp_path / "site")
    site.store.close()

    with test_cli.serving(site.home, "serve", "--no-tidy") as (_process, port):
        send(port)
        sent = time.time()
        for dated in watched(site.store):
            if min(dated.values()) > sent - MINUTE / 2 and not set(remainders(dated)) - {0}:
                break

    assert set(dated) == {"desk.db", "desk.db-wal", "desk.db-shm"}


def watched(store: Store) -> Iterator[dict[str, float]]:
    """The times of the database's files, again and again, until patience ends."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        yield {p.name: p.stat().st_mtime for p in store.path.parent.glob("desk.db*")}
        threading.Event().wait(0.2)  # the other core has work to do
    raise AssertionError("no heartbeat")


def remainders(dated: dict[str, float]) -> list[float]:
    return [written % MINUTE for written in dated.values()]


def send(port: int) -> None:
    form = ASKED | fields(wire.ask(port, "POST", "/fraga", ASKED).text, "/skicka")
    assert wire.ask(port, "POST", "/skicka", form).status == 200


# Public pages


def test_public_pages_do_not_change_when_a_ticket_comes_is_answered_or_goes(desk_site, employee):
    def pages() -> list[str]:
        return [re.sub(r"(<!--|/\*) [\w+/=]+ (-->|\*/)", "", employee.get(p).text) for p in PUBLIC]

    before = pages()
    code = lodged(desk_site)
    seen = [pages()]
    with desk_site.store.writing() as db:
        desk.answer(db, desk_site.holder(), ref_of(desk_site), 1, "Svaret.", clock.today())
    seen.append(pages())
    with desk_site.store.writing() as db:
        mailbox.delete_thread(db, desk_site.settings, code, clock.today())
    seen.append(pages())

    assert seen == [before] * 3


def test_a_careless_column_with_a_time_is_caught(desk_site):
    by_hand(desk_site.store, "ALTER TABLE ticket ADD COLUMN came TEXT")
    lodged(desk_site)
    by_hand(desk_site.store, "UPDATE ticket SET came = :now", now=clock.now().isoformat())

    with pytest.raises(AssertionError):
        test_rows_of_employees_carry_weeks_and_no_finer_time(desk_site)


def in_use(site: Desk) -> None:
    """A ticket with everything that it can have."""
    code = lodged(site)
    lodged(site, "En till fråga?", wanted=intake.Wanted.NOW)
    holder, ref, today = site.holder(), ref_of(site), clock.today()
    with site.store.writing() as db:
        desk.take(db, holder, ref, clock.today())
        desk.answer(db, holder, ref, 2, "Svaret.", today)
        mailbox.write_on(db, site.settings, code, b"0", "En sak till.", today)
        desk.note(db, holder, ref, "En anteckning.", today)
        desk.save_draft(db, holder, ref, "Ett utkast.")


def values(site: Desk) -> list[object]:
    """Everything that stands in the tables of what employees wrote."""
    rows = [row for table in TABLES for row in asked(site.store, f"SELECT * FROM {table}")]
    return [value for row in rows for value in row]


def clear_columns(site: Desk) -> list[tuple]:
    # The purge week is drawn, out of weeks that follow from the week: test_retention.py.
    query = """SELECT ticket.week, wanted, state, last_reply_week, closed_week, version,
        length(purge_week), length(particulars), position, author, message.week, length(sealed),
        length(for_epoch), length(for_receipt), ticket.epoch_id
        FROM ticket JOIN message ON ticket_id = ticket.id JOIN ticket_key USING (handle)"""
    return asked(site.store, query)
