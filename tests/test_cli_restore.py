"""`restore`, as an administrator meets it: a whole site, purged, or nothing and what to do."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlmodel import select

from pressdesk import clock, desk, mailbox, mixing, storage
from pressdesk.keytables import Act, AuditEntry
from pressdesk.storage import FileStore
from pressdesk.tables import Outcome, Ticket
from pressdesk.vault import receipts, tickets
from tests.conftest import NOON, PEPPER, QUESTION, TODAY, lodged, ref_of, sign_in
from tests.copying import (
    Copied,
    again,
    command,
    copied_site,
    edit,
    files,
    forking,
    killed_somewhere,
    limit,
    names,
    process,
    rows,
    seconds_of,
    twin,
)

KILLS = 12


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> tuple[Copied, str]:
    """A site with one ticket, and its receipt code; nothing is copied yet."""
    with time_machine.travel(NOON, tick=False):
        made = copied_site(tmp_path_factory.mktemp("original"))
        code = lodged(made.site)
    made.site.store.close()
    return made, code


@pytest.fixture
def copied(original, tmp_path, wall_clock):
    made = twin(original[0], tmp_path / "here")
    yield made
    made.site.store.close()


@pytest.fixture
def code(original) -> str:
    return original[1]


@pytest.mark.parametrize("where", ["data", "data/site", "keys", "keys/site", "."])
def test_a_site_is_not_put_back_where_copies_are(copied, where):
    copied.backup()
    before = files(copied.data.parent)

    said = copied.restore(copied.data.parent / where)

    assert not said.is_done
    assert "none inside the other" in said.text
    assert files(copied.data.parent) == before


@pytest.fixture
def fresh(tmp_path) -> Path:
    """Where a site is to be put back: not there yet."""
    return tmp_path / "fresh"


def test_a_site_comes_back_from_its_copies(copied, code, fresh):
    copied.backup()

    said = copied.restore(fresh)

    assert said.is_done, said.text
    assert "1 tickets came back" in said.text
    assert "everybody signs in again" in said.text
    assert names(fresh) == {"desk.db", "pepper", "pressdesk.toml"}
    back = again(copied.site, fresh)
    page = back.app().test_client().post("/svar", data={"receipt": code})
    assert QUESTION in page.text
    back.store.close()


def test_what_comes_back_is_its_owners_alone_and_whole(copied, fresh):
    copied.backup()
    copied.restore(fresh)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in fresh.iterdir()}
    assert modes == {0o600}
    store = FileStore(fresh / "desk.db")
    storage.check_whole(store)
    with store.reading() as db:
        assert [e.act for e in db.exec(select(AuditEntry))] == [Act.RESTORED]
        assert not mixing.is_due(db, TODAY)
    store.close()


def test_officers_sign_in_and_read_again_and_no_session_comes_back(copied, fresh):
    old = copied.site.app().test_client()
    sign_in(old, copied.site.ofelia)
    copied.backup()
    copied.restore(fresh)
    back = again(copied.site, fresh)

    again_in = back.app().test_client()
    stale = back.app().test_client()
    stale.set_cookie("pressdesk", old.get_cookie("pressdesk").value)

    assert stale.get("/desk/").status_code != 200
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        assert sign_in(again_in, copied.site.ofelia).status_code == 303
        assert QUESTION in again_in.get("/desk/").text
    back.store.close()


def test_the_newest_daily_copy_that_fits_is_taken(copied, fresh, wall_clock):
    copied.backup()
    wall_clock.shift(timedelta(days=1))
    lodged(copied.site, "Frågan som kom sedan?")
    copied.backup()
    copied.daily(TODAY + timedelta(days=2)).write_bytes(b"torn" * 999)

    said = copied.restore(fresh)

    assert said.is_done
    assert "2 tickets came back" in said.text
    assert "The site of 2026-11-19 is back" in said.text
    assert "Passed over:" in said.text
    assert "is damaged" in said.text


def test_an_older_daily_copy_is_named_by_its_file(copied, fresh, wall_clock):
    copied.backup()
    wall_clock.shift(timedelta(days=1))
    lost = lodged(copied.site, "Frågan som kom sedan?")
    copied.backup()

    said = copied.restore(fresh, copied.daily())

    assert "1 tickets came back" in said.text
    assert "1 came after that daily copy was made and are lost" in said.text
    assert key_of(fresh, lost) == [(None, None)]


def key_of(home: Path, code: str) -> list[tuple]:
    handle = receipts.derive(code, PEPPER).handle
    query = "SELECT for_epoch, for_receipt FROM ticket_key WHERE handle = ?"
    return rows(home / "desk.db", query, handle)


def test_what_was_deleted_since_does_not_come_back(copied, code, fresh, wall_clock):
    copied.backup()
    with copied.site.store.writing() as db:
        mailbox.delete_thread(db, copied.site.settings, code, clock.today())
    wall_clock.shift(timedelta(days=1))
    copied.backup()

    said = copied.restore(fresh, copied.daily())

    assert "0 tickets came back" in said.text
    assert "1 had no key any more and were dropped" in said.text
    assert rows(fresh / "desk.db", "SELECT * FROM message") == []


def test_what_was_taken_back_since_is_hidden_again(copied, code, fresh, wall_clock):
    later = copied.site.with_settings(writer_may_delete="after-floor")
    copied.backup()
    with copied.site.store.writing() as db:
        mailbox.delete_thread(db, later.settings, code, clock.today())
    wall_clock.shift(timedelta(days=1))
    copied.backup()

    said = copied.restore(fresh, copied.daily())

    assert "1 had been taken back by their writers and are hidden again" in said.text
    assert rows(fresh / "desk.db", "SELECT state FROM ticket") == [("closed",)]


def test_what_was_closed_and_then_taken_back_goes_at_the_floor_after_a_restore(
    copied, code, fresh, wall_clock
):
    """The older copy has it closed, with its days after closing still before it."""
    later = copied.site.with_settings(writer_may_delete="after-floor")
    with copied.site.store.writing() as db:
        ticket = db.exec(select(Ticket)).one()
        tickets.close(db, ticket, later.settings, clock.today())
    copied.backup()
    with copied.site.store.writing() as db:
        mailbox.delete_thread(db, later.settings, code, clock.today())
    goes = rows(copied.home / "desk.db", "SELECT purge_week FROM ticket")
    wall_clock.shift(timedelta(days=1))
    copied.backup()

    said = copied.restore(fresh, copied.daily())

    assert "1 had been taken back by their writers and are hidden again" in said.text
    assert rows(fresh / "desk.db", "SELECT purge_week FROM ticket") == goes


def test_a_note_does_not_come_back_to_a_ticket_that_the_older_copy_has_closed(
    copied, fresh, wall_clock
):
    """It was opened again after that copy, and somebody left a note."""
    holder, ref = copied.site.holder(), ref_of(copied.site)
    settings = copied.site.settings
    with copied.site.store.writing() as db:
        desk.close(db, holder, ref, 1, Outcome.ANSWERED, settings, clock.today())
    copied.backup()
    with copied.site.store.writing() as db:
        desk.reopen(db, holder, ref, settings, clock.today())
        desk.note(db, holder, ref, "Ring i morgon.", clock.today())
        desk.save_draft(db, holder, ref, "Ett utkast.")
    wall_clock.shift(timedelta(days=1))
    copied.backup()

    assert copied.restore(fresh, copied.daily()).is_done
    assert rows(fresh / "desk.db", "SELECT state FROM ticket") == [("closed",)]
    for table in ("working_note", "draft"):
        assert rows(fresh / "desk.db", f"SELECT * FROM {table}") == []


def test_without_the_decision_a_restore_says_what_it_did_not_purge(copied, fresh, wall_clock):
    """The settings were variables of the service, and are not those of this shell."""
    (copied.home / "pressdesk.toml").unlink()
    copied.backup()
    wall_clock.shift(timedelta(days=120))

    said = copied.restore(fresh, None, "--clock-is-right")

    assert said.is_done, said.text
    assert "1 are over their time and were not purged" in said.text
    assert "disposal_decision" in said.text


def test_a_restore_deletes_no_file_that_is_not_its_own(copied, fresh):
    copied.backup()
    fresh.mkdir(mode=0o700)
    theirs = ["unfinished-letter.txt", "pressdesk.toml.new-idea", "pepper.newer"]
    for name in theirs:
        (fresh / name).touch(mode=0o600)

    assert copied.restore(fresh).is_done
    assert names(fresh) >= set(theirs)


def test_what_is_due_is_purged_before_anything_is_served(copied, fresh, wall_clock):
    copied.backup()
    wall_clock.shift(timedelta(days=120))

    asked = copied.restore(fresh)
    said = copied.restore(fresh, None, "--clock-is-right")

    assert (asked.is_done, "--clock-is-right" in asked.text) == (False, True)
    assert said.is_done, said.text
    assert "0 tickets came back" in said.text
    assert "1 were over their time and were purged" in said.text
    assert rows(fresh / "desk.db", "SELECT * FROM ticket") == []


def test_notes_and_drafts_come_with_the_keys_and_never_without_a_ticket(copied, fresh, code):
    holder, ref = copied.site.holder(), ref_of(copied.site)
    with copied.site.store.writing() as db:
        desk.note(db, holder, ref, "Ring i morgon.", TODAY)
        desk.save_draft(db, holder, ref, "Ett utkast.")
    copied.backup()
    edit(copied.daily(), "DELETE FROM message", "DELETE FROM ticket")

    assert rows(copied.newest_keys, "SELECT count(*) FROM working_note") == [(1,)]
    copied.restore(fresh)

    for table in ("working_note", "draft"):
        assert rows(fresh / "desk.db", f"SELECT * FROM {table}") == []


def test_holds_come_back_as_they_were(copied, fresh):
    edit(
        copied.home / "desk.db",
        "INSERT INTO hold VALUES ('0' || hex(randomblob(15)) || '0', 'H1', NULL, '2026-W40',"
        " '2026-W50', '2027-01-01')",
    )
    copied.backup()
    copied.restore(fresh)

    assert rows(fresh / "desk.db", "SELECT reference FROM hold") == [("H1",)]


def test_a_backup_after_a_restore_finds_nothing_missing(copied, fresh, wall_clock):
    copied.backup()
    wall_clock.shift(timedelta(days=1))
    lodged(copied.site, "Frågan som går förlorad?")
    copied.backup()
    copied.restore(fresh, copied.daily())

    said = command(fresh, "backup", str(copied.data), str(copied.keys))

    assert said.is_done, said.text
    assert "Accepted" not in said.text


# What a restore refuses


def test_a_folder_that_holds_a_site_is_left_alone(copied):
    copied.backup()
    before = files(copied.home)

    said = copied.restore(copied.home)

    assert (said.is_done, "holds a site" in said.text) == (False, True)
    assert files(copied.home) == before


def test_keys_that_are_older_than_the_text_are_refused(copied, fresh, wall_clock, tmp_path):
    copied.backup()
    old = twin(copied, tmp_path / "old")
    wall_clock.shift(timedelta(days=1))
    copied.backup()

    said = old.restore(fresh, copied.daily(TODAY + timedelta(days=1)))

    assert (said.is_done, "is newer than the keys" in said.text) == (False, True)
    assert not (fresh / "desk.db").exists()
    old.site.store.close()


def test_keys_of_another_site_are_refused(copied, fresh, tmp_path):
    (tmp_path / "o").mkdir()
    other = copied_site(tmp_path / "o")
    (other.home / "pepper").write_text("ab" * 32)
    copied.backup()
    other.backup()

    said = command(fresh, "restore", str(copied.data), str(other.keys))

    assert (said.is_done, "are of two sites" in said.text) == (False, True)
    other.site.store.close()


def test_another_pepper_is_refused(copied, fresh):
    copied.backup()
    fresh.mkdir(mode=0o700)
    (fresh / "pepper").touch(0o600)
    (fresh / "pepper").write_text("ab" * 32)

    said = copied.restore(fresh)

    assert (said.is_done, "is not that of these copies" in said.text) == (False, True)
    assert not (fresh / "desk.db").exists()


@pytest.mark.parametrize("damage", ["torn", "flipped", "empty", "foreign", "gone"])
@pytest.mark.parametrize("which", ["data", "keys"])
def test_damaged_copies_are_refused(copied, fresh, which, damage):
    copied.backup()
    path = copied.daily() if which == "data" else copied.newest_keys
    whole = path.read_bytes()
    path.unlink()
    if damage == "foreign":
        edit(path, "CREATE TABLE recipe (cake TEXT)")
    elif damage != "gone":
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes(b ^ 255 for b in whole[middle:])
        path.write_bytes({"torn": whole[:middle], "flipped": flipped, "empty": b""}[damage])

    said = copied.restore(fresh)

    assert not said.is_done
    assert any(word in said.text for word in ("is damaged", "is no file", "holds no daily copy"))
    assert not (fresh / "desk.db").exists()


def test_the_two_folders_in_the_wrong_order_are_told_apart(copied, fresh):
    copied.backup()

    said = command(fresh, "restore", str(copied.keys), str(copied.data))

    assert (said.is_done, "keys.db" in said.text) == (False, True)


def test_a_copy_of_a_newer_program_is_refused(copied, fresh):
    copied.backup()
    edit(copied.newest_keys, "UPDATE alembic_version SET version_num = '9999'")

    said = copied.restore(fresh)

    assert (said.is_done, "newer pressdesk" in said.text) == (False, True)


def test_a_clock_before_the_copies_is_refused(copied, fresh, wall_clock):
    copied.backup()
    wall_clock.shift(-timedelta(days=1))

    assert "Set it right" in copied.restore(fresh).text


def test_a_full_disk_leaves_no_half_site(copied, fresh):
    copied.backup()

    done = process(copied, "restore", home=fresh, preexec_fn=lambda: limit(64 * 1_024))

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "desk.db" not in names(fresh)
    assert not any("unfinished" in name for name in names(fresh))


def test_a_restore_that_is_killed_leaves_none_or_a_whole_site_and_can_be_run_again(
    copied, fresh, code
):
    copied.backup()
    with time_machine.travel(time_machine.escape_hatch.datetime.datetime.now(UTC), tick=False):
        copied.backup()
    killed = 0
    with forking() as shell:
        command = (shell, fresh, "restore", copied.data, copied.keys)
        longest = seconds_of(*command)
        while killed < KILLS:
            for path in fresh.glob("desk.db*"):
                assert path.name == "desk.db"
                assert rows(path, "PRAGMA integrity_check") == [("ok",)]
                assert rows(path, "SELECT count(*) FROM ticket") == [(1,)]
                path.unlink()
            killed += killed_somewhere(longest, *command)


def test_copies_of_an_older_form_are_brought_to_the_newest(copied, fresh, tmp_path):
    """As a program of two versions ago has made them."""
    copied.backup()
    for path, holds in ((copied.daily(), "data"), (copied.newest_keys, "keys")):
        _age(path, holds)

    said = copied.restore(fresh)

    assert said.is_done, said.text
    assert names(fresh) == {"desk.db", "pepper", "pressdesk.toml"}
    assert rows(fresh / "desk.db", "SELECT count(*) FROM ticket") == [(1,)]
    assert rows(fresh / "desk.db", "SELECT * FROM alembic_version") == [
        (storage.newest_revision(),)
    ]
    assert rows(fresh / "desk.db", "SELECT count(*) FROM unit") == [(47,)]


def _age(path: Path, holds: str) -> None:
    """Bring a copy back to the first form, by Alembic's own first step and the rows that fit it."""
    older = path.with_name("older.db")
    store = FileStore(older)
    storage.upgrade(store, "0001")
    store.close()
    with closing(sqlite3.connect(older)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute("ATTACH ? AS newer", [str(path)])
        found = raw.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        for (table,) in found.fetchall():
            if table == "alembic_version":
                continue
            columns = [row[1] for row in raw.execute(f"PRAGMA main.table_info({table})")]
            taken = ", ".join(columns)
            raw.execute(f"INSERT INTO main.{table} ({taken}) SELECT {taken} FROM newer.{table}")
        raw.execute("CREATE TABLE copy_mark AS SELECT * FROM newer.copy_mark")
        raw.commit()
    older.replace(path)
