"""Promise 7, as far as it is built: rows of employees carry weeks, keep no order of arrival, and
public pages look the same whatever has come.
"""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from pressdesk import clock, desk, intake, mailbox
from tests.conftest import NOON, Desk, lodged, ref_of

TABLES = ("ticket", "message", "working_note", "draft", "ticket_key")
WEEK = re.compile(r"\d{4}-W\d\d")
CLOCK = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|\b17\d{8}\b|\b18\d{8}\b")
PUBLIC = ("/", "/fraga", "/svar", "/static/pressdesk.css")


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
    lodged(desk_site)
    earlier = clear_columns(desk_site)
    wall_clock.shift(timedelta(hours=hours))
    if clock.week_of(clock.today()) != "2026-W47":
        wall_clock.move_to(NOON - timedelta(hours=hours - 60))
    lodged(desk_site)

    both = clear_columns(desk_site)

    assert both == earlier + earlier


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
    with closing(sqlite3.connect(desk_site.store.path)) as db, db:
        db.execute("ALTER TABLE ticket ADD COLUMN came TEXT")
        lodged(desk_site)
        db.execute("UPDATE ticket SET came = ?", [clock.now().isoformat()])

    with pytest.raises(AssertionError):
        test_rows_of_employees_carry_weeks_and_no_finer_time(desk_site)


def in_use(site: Desk) -> None:
    """A ticket with everything that it can have."""
    code = lodged(site)
    lodged(site, "En till fråga?", wanted=intake.Wanted.NOW)
    holder, ref, today = site.holder(), ref_of(site), clock.today()
    with site.store.writing() as db:
        desk.take(db, holder, ref)
        desk.answer(db, holder, ref, 2, "Svaret.", today)
        mailbox.write_on(db, site.settings, code, b"0", "En sak till.", today)
        desk.note(db, holder, ref, "En anteckning.", today)
        desk.save_draft(db, holder, ref, "Ett utkast.")


def values(site: Desk) -> list[object]:
    """Everything that stands in the tables of what employees wrote."""
    with closing(sqlite3.connect(site.store.path)) as db:
        rows = [row for table in TABLES for row in db.execute(f"SELECT * FROM {table}")]
    return [value for row in rows for value in row]


def clear_columns(site: Desk) -> list[tuple]:
    query = """SELECT ticket.week, wanted, state, last_reply_week, closed_week, purge_week, version,
        length(particulars), position, author, message.week, length(sealed), length(for_epoch),
        length(for_receipt), hex(ticket.epoch_id)
        FROM ticket JOIN message ON ticket_id = ticket.id JOIN ticket_key USING (handle)"""
    with closing(sqlite3.connect(site.store.path)) as db:
        return db.execute(query).fetchall()
