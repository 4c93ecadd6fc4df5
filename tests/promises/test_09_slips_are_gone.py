"""Promise 9, after a publication: what was counted is in no file, and opens with nothing."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import time_machine

from pressdesk import clock
from pressdesk.figures import releases
from tests.conftest import Desk, fields, sign_in
from tests.promises import counting
from tests.promises.attacker import attack
from tests.promises.servers import as_the_shell_has_it
from tests.promises.test_08_gone_is_gone import copied, everything, left, rows, rows_of
from tests.promises.test_09_ballots_and_tickets import taken_in_a_month
from tests.publishing import NO_INQUIRIES

OF_THE_MONTH = "(SELECT id FROM ballot_key WHERE period = '2026-11')"
PIECES = (
    f"SELECT id FROM slip WHERE key_id IN {OF_THE_MONTH}",
    f"SELECT sealed FROM slip WHERE key_id IN {OF_THE_MONTH}",
    f"SELECT id FROM ballot_key WHERE id IN {OF_THE_MONTH}",
    f"SELECT for_recovery FROM ballot_key WHERE id IN {OF_THE_MONTH}",
    f"SELECT sealed FROM ballot_grant WHERE key_id IN {OF_THE_MONTH}",
)
MEGABYTE = 1_048_576


@pytest.fixture
def month(desk_site: Desk, wall_clock: time_machine.Traveller) -> str:
    """A month in which four tickets were taken, on a day when it can be published."""
    period, opens = taken_in_a_month(desk_site, 4)
    wall_clock.shift((opens - clock.today()).total_seconds())
    return period


def test_publishing_leaves_no_byte_of_slips_and_keys_in_any_file(desk_site, month):
    before = pieces(desk_site)
    assert left(desk_site, before) == before

    publish(desk_site, month)
    assert desk_site.store.settle()

    assert len(before) >= 4 + 4 + 3
    assert left(desk_site, before) == []


def test_publishing_on_screen_leaves_none_either(desk_site, month):
    before, browser = pieces(desk_site), desk_site.app().test_client()
    assert sign_in(browser, desk_site.ofelia).status_code == 303
    page = f"/desk/siffror/{month}"

    done = browser.post(page, data=fields(browser.get(page).text, page))

    assert done.status_code == 303
    of_tickets = "SELECT table_name FROM figure_release WHERE table_name NOT LIKE 'inquiry-%'"
    assert rows(desk_site, of_tickets) == [("total",)]
    assert left(desk_site, before) == []


@pytest.mark.parametrize(("overwrites", "settles"), [("OFF", True), ("ON", False)])
def test_a_careless_database_keeps_bytes_of_slips(desk_site, month, overwrites, settles):
    """Without secure deletion, or with a write-ahead log that nobody empties."""
    before = pieces(desk_site)
    desk_site.store.settle()
    with closing(sqlite3.connect(desk_site.store.path, isolation_level=None)) as db:
        db.execute(f"PRAGMA secure_delete = {overwrites}")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute(f"UPDATE slip SET sealed = sealed WHERE key_id IN {OF_THE_MONTH}")
        for table in ("slip", "ballot_grant"):
            db.execute(f"DELETE FROM {table} WHERE key_id IN {OF_THE_MONTH}")
        db.execute("DELETE FROM ballot_key WHERE period = '2026-11'")
        if settles:
            desk_site.store.settle()

        assert left(desk_site, before)


def test_a_copied_slip_opens_with_nothing_that_anybody_has(desk_site, month, tmp_path):
    older = copied(desk_site, tmp_path / "older")
    assert "total 0" in attack(older, everything(desk_site)).ballots
    publish(desk_site, month)
    desk_site.store.settle()
    now = copied(desk_site, tmp_path / "now")

    put(older, now, "ballot_key SET for_recovery = X'00'", "slip")

    assert rows_of(now, "SELECT count(*) FROM slip")[0][0] == 4 * 5
    assert not [b for b in attack(now, everything(desk_site)).ballots if b.startswith("total")]


@pytest.mark.parametrize("kept", ["ballot_grant", "ballot_key"])
def test_whoever_copied_a_key_of_the_desks_as_well_would_open_it(desk_site, month, tmp_path, kept):
    older = copied(desk_site, tmp_path / "older")
    publish(desk_site, month)
    desk_site.store.settle()
    now = copied(desk_site, tmp_path / "now")

    put(older, now, "ballot_key", "slip", kept)

    assert "total 0" in attack(now, everything(desk_site)).ballots


# Memory


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """A box with few slips, and one with ten times as many."""
    home = tmp_path_factory.mktemp("boxes")
    return [filled(home / str(number), number) for number in (2_000, 20_000)]


def test_ten_times_as_many_slips_take_no_more_memory_and_all_at_once_they_would(boxes, tmp_path):
    shutil.copytree(boxes[1][0], tmp_path / "again")
    again = [str(tmp_path / "again"), *boxes[1][1:], "--at-once"]

    few, many, at_once = (grown(given) for given in (*boxes, again))

    assert many - few < 4 * MEGABYTE < at_once - few


@pytest.mark.long
def test_a_hundred_thousand_slips_take_little_more_memory_than_ten_thousand(tmp_path):
    few, many = (grown(filled(tmp_path / str(n), n)) for n in (10_000, 100_000))

    assert many - few < 15 * MEGABYTE  # SQLite keeps a list of what it deletes


def filled(home: Path, number: int) -> list[str]:
    """A site with so many slips in its month; what `counting` needs to be told."""
    site = as_the_shell_has_it(home)
    period, opens = taken_in_a_month(site, 1)
    counting.fill(site, period, number - 1)
    holder = site.holder()
    site.store.settle()
    site.store.close()
    return [str(home), str(holder.id), holder.private.hex(), period, opens.isoformat(), str(number)]


def grown(given: list[str]) -> int:
    """Bytes by which a process grew that published them; it says what it counted and told."""
    run = [sys.executable, "-m", "tests.promises.counting", *given]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    assert told[1:] == [given[5], "16"]  # steps, however many slips
    return int(told[0])


def publish(site: Desk, period: str) -> None:
    today = clock.today()
    with site.store.reading() as db:
        counted = releases.tally(db, site.holder(), period, today)
    with site.store.writing() as db:
        releases.publish(db, counted, today, NO_INQUIRIES)


def pieces(site: Desk) -> list[bytes]:
    """Bytes that stand for each value: an id as it is written, the middle of what is sealed."""
    found = [value for query in PIECES for (value,) in rows(site, query)]
    return [v.encode() if isinstance(v, str) else v[len(v) // 2 :][:20] for v in found]


def put(older: Path, now: Path, *tables: str) -> None:
    """Put rows of an older copy into today's database; of keys alone, only what is no secret."""
    with closing(sqlite3.connect(now / "desk.db")) as db, db:
        db.execute("ATTACH ? AS older", [str(older / "desk.db")])
        for words in tables:
            table, _, change = words.partition(" ")
            db.execute(f"INSERT OR REPLACE INTO main.{table} SELECT * FROM older.{table}")
            if change:
                db.execute(f"UPDATE main.{table} {change} WHERE period = '2026-11'")
