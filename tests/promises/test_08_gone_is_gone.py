"""Promise 8, as far as it is built: a deleted or purged ticket's bytes are in no file, and no older
copy of what people wrote opens it, because its key is gone.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pressdesk import clock, desk, mailbox, mixing
from pressdesk.cli import folder
from pressdesk.tables import State
from tests.both import asked
from tests.conftest import PEPPER, Desk, fields, found, lodged, ref_of
from tests.postgres import table_files
from tests.promises import visits
from tests.promises.attacker import Means, attack
from tests.promises.visits import ASKED

GOES = "Frågan om snöskotern, som raderas. Vad får jag säga?"
STAYS = "Frågan om kvarnen, som är kvar. Vad får jag säga?"
NOTE = "Anteckning om snöskotern."
SEALED = (
    "SELECT for_epoch FROM ticket_key",
    "SELECT for_receipt FROM ticket_key",
    "SELECT particulars FROM ticket",
    "SELECT sealed FROM message",
    "SELECT sealed FROM working_note",
    "SELECT sealed FROM draft",
)
CONTENT = ("ticket", "message", "working_note", "draft")


@pytest.fixture
def code(desk_site: Desk) -> str:
    """The receipt code of a ticket that has everything a ticket can have."""
    return worked_on(desk_site)


def worked_on(site: Desk) -> str:
    code = lodged(site, GOES)
    holder, ref, today = site.holder(), ref_of(site, GOES), clock.today()
    with site.store.writing() as db:
        desk.answer(db, holder, ref, 1, "Svaret om snöskotern.", today)
        desk.note(db, holder, ref, NOTE, today)
        desk.save_draft(db, holder, ref, "Utkast om snöskotern.")
    return code


def test_deleting_blanks_the_key_and_leaves_no_byte_in_any_file(desk_site, employee, code):
    before = pieces(desk_site)
    assert len(before) >= 7
    assert left(desk_site, before) == before

    employee.post("/svar/radera", data={"receipt": code, "confirm": "yes"})

    assert rows(desk_site, "SELECT for_epoch, for_receipt FROM ticket_key") == [(None, None)]
    assert [rows(desk_site, f"SELECT * FROM {table}") for table in CONTENT] == [[], [], [], []]
    assert left(desk_site, before) == []


def test_purging_leaves_no_byte_in_any_file(desk_site, code):
    before = pieces(desk_site)

    visits.expire(desk_site, code)
    desk_site.store.settle()

    assert rows(desk_site, "SELECT for_epoch, for_receipt FROM ticket_key") == [(None, None)]
    assert left(desk_site, before) == []


def test_closing_leaves_no_byte_of_notes_and_drafts(desk_site, ofelia, code):
    gone = pieces(desk_site, SEALED[4:])
    link = f"/desk/arende/{ref_answered(desk_site)}"
    form = fields(ofelia.get(link).text, f"{link}/avsluta")

    ofelia.post(f"{link}/avsluta", data=form | {"outcome": "answered"})
    desk_site.store.settle()

    assert len(gone) == 2
    assert left(desk_site, gone) == []


# On PostgreSQL: the night's work


@pytest.fixture
def on_postgres(postgres, settings, tmp_path, wall_clock) -> Desk:
    """The same site on a PostgreSQL server."""
    return found(postgres, settings, tmp_path)


@pytest.mark.parametrize("goes", ["by its writer", "by the purge"])
def test_on_postgresql_a_ticket_that_goes_leaves_no_byte_in_a_tables_file(
    on_postgres, server, goes
):
    code, store = worked_on(on_postgres), on_postgres.store
    before = [value for query in SEALED for (value,) in asked(store, query)]
    assert all(value[-24:] in table_files(server, store) for value in before)

    if goes == "by the purge":
        visits.expire(on_postgres, code)
    else:
        with store.writing() as db:
            mailbox.delete_thread(db, on_postgres.settings, code, clock.today())
    assert mixing.mix(store, clock.today())

    assert len(before) == 7
    assert not [value for value in before if value[-24:] in table_files(server, store)]
    assert asked(store, "SELECT for_epoch, for_receipt FROM ticket_key") == [(None, None)]


# Copies


def test_an_older_copy_of_what_people_wrote_opens_nothing(desk_site, code, tmp_path):
    kept = lodged(desk_site, STAYS)
    older = copied(desk_site, tmp_path / "older")
    delete(desk_site, code)
    now = copied(desk_site, tmp_path / "now")

    restore(older, now, CONTENT)
    loot = attack(now, everything(desk_site, code, kept))

    assert rows_of(now, "SELECT count(*) FROM ticket") == [(2,)]
    assert loot.messages == {STAYS}


def test_a_restored_ticket_without_key_is_shown_to_nobody(
    desk_site, employee, ofelia, code, tmp_path
):
    older = copied(desk_site, tmp_path / "older")
    delete(desk_site, code)

    restore(older, desk_site.home, CONTENT)

    assert rows(desk_site, "SELECT count(*) FROM ticket") == [(1,)]
    assert "Koden öppnar ingen fråga" in employee.post("/svar", data={"receipt": code}).text
    assert "snöskotern" not in ofelia.get("/desk/?visa=besvarade").text


def test_a_backup_with_keys_would_open_what_is_gone(desk_site, code, tmp_path):
    older = copied(desk_site, tmp_path / "older")
    delete(desk_site, code)
    now = copied(desk_site, tmp_path / "now")

    restore(older, now, (*CONTENT, "ticket_key"))

    assert GOES in attack(now, everything(desk_site, code)).messages


@pytest.mark.parametrize(("overwrites", "settles"), [("OFF", True), ("ON", False)])
def test_a_careless_database_keeps_bytes(desk_site, code, overwrites, settles):
    """Without secure deletion, or with a write-ahead log that nobody empties."""
    before = pieces(desk_site)
    desk_site.store.settle()
    with closing(sqlite3.connect(desk_site.store.path, isolation_level=None)) as db:
        db.execute(f"PRAGMA secure_delete = {overwrites}")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("UPDATE message SET week = '2026-W48'")  # its page goes into the log
        for table in ("draft", "working_note", "message", "ticket", "ticket_key"):
            db.execute(f"DELETE FROM {table}")
        if settles:
            desk_site.store.settle()

        assert left(desk_site, before)


def test_after_floor_hides_at_once_and_goes_with_the_purge(desk_site, employee, ofelia, code):
    later = desk_site.with_settings(writer_may_delete="after-floor")
    before = pieces(desk_site)

    later.app().test_client().post("/svar/radera", data={"receipt": code, "confirm": "yes"})

    assert "Koden öppnar ingen fråga" in employee.post("/svar", data={"receipt": code}).text
    for shown in ("vantar", "besvarade", "avslutade"):
        assert "snöskotern" not in ofelia.get(f"/desk/?visa={shown}").text
    assert rows(desk_site, "SELECT for_receipt FROM ticket_key") == [(None,)]
    visits.expire(desk_site, code)
    desk_site.store.settle()
    assert left(desk_site, before) == []


def test_what_is_hidden_opens_with_no_code(desk_site, code, tmp_path):
    later = desk_site.with_settings(writer_may_delete="after-floor")
    delete(later, code)

    stolen = copied(desk_site, tmp_path / "stolen")

    assert attack(stolen, Means(codes=(code,))).messages == set()


@pytest.mark.parametrize("how", ["now", "after-floor"])
def test_sending_a_deleted_request_again_stores_nothing(desk_site, how):
    browser = desk_site.with_settings(writer_may_delete=how).app().test_client()
    form = ASKED | fields(browser.post("/fraga", data=ASKED).text, "/skicka")
    browser.post("/skicka", data=form)
    browser.post("/svar/radera", data=form | {"confirm": "yes"})
    before = [rows(desk_site, f"SELECT * FROM {table}") for table in (*CONTENT, "ticket_key")]

    again = browser.post("/skicka", data=form)

    assert again.status_code == 409
    assert "raderad" in again.text
    after = [rows(desk_site, f"SELECT * FROM {table}") for table in (*CONTENT, "ticket_key")]
    assert after == before


def delete(site: Desk, code: str) -> None:
    with site.store.writing() as db:
        done = mailbox.delete_thread(db, site.settings, code, clock.today())
    assert done is not mailbox.Deletion.NOTHING
    site.store.settle()


def everything(site: Desk, *codes: str) -> Means:
    """All that the people of a site have together."""
    slips = site.founded.slips
    phrases = tuple((person.name, person.phrase) for person in (site.ofelia, site.clara))
    return Means(phrases=phrases, codes=codes, slips=(*slips.first, *slips.second))


def copied(site: Desk, target: Path) -> Path:
    """A copy of all files, settings and pepper as well."""
    shutil.copytree(site.home, target, ignore=shutil.ignore_patterns("older", "now", "stolen"))
    (target / "pepper").write_text(PEPPER.hex())
    (target / "pressdesk.toml").write_text(folder.TEMPLATE)
    return target


def restore(older: Path, now: Path, tables: tuple[str, ...]) -> None:
    """Put an older copy's rows back into today's database."""
    with closing(sqlite3.connect(now / "desk.db")) as db, db:
        db.execute("ATTACH ? AS older", [str(older / "desk.db")])
        for table in tables:
            db.execute(f"INSERT OR REPLACE INTO main.{table} SELECT * FROM older.{table}")


def pieces(site: Desk, queries: tuple[str, ...] = SEALED) -> list[bytes]:
    """Bytes that stand for each sealed value: some from its middle, since a page may end in it."""
    found = [value for query in queries for (value,) in rows(site, query) if value]
    return [value[len(value) // 2 :][:24] for value in found]


def left(site: Desk, sought: list[bytes]) -> list[bytes]:
    """Which of these bytes still stand in a file."""
    files = b"\n".join(path.read_bytes() for path in site.home.iterdir() if path.is_file())
    return [piece for piece in sought if piece in files]


def rows(site: Desk, query: str) -> list[tuple]:
    return rows_of(site.home, query)


def rows_of(home: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "desk.db")) as db:
        return db.execute(query).fetchall()


def ref_answered(site: Desk) -> str:
    holder = site.holder()
    with site.store.reading() as db:
        return desk.queue(db, holder, clock.today(), show=State.ANSWERED).rows[0].ref
