"""Copies: which table goes whither, and what must be there still before the keys are replaced."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from pressdesk import clock, mailbox, retention
from pressdesk.cli import folder
from pressdesk.copies import Plan, make, making, rule, site_mark
from pressdesk.errors import CopyRefused
from pressdesk.keytables import Account
from pressdesk.schema import Record
from pressdesk.staff import accounts, recovering
from pressdesk.vault import epochs
from tests.conftest import NOON, PEPPER, enrolled, holder_of, invited, lodged
from tests.copying import Copied, copied_site, edit, files, rows, twin

HOLDS = (rule.DATA, rule.KEYS, rule.NOWHERE)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A site with two officers who hold keys, two tickets, and its first copies."""
    with time_machine.travel(NOON, tick=False):
        made = copied_site(tmp_path_factory.mktemp("original"))
        invited(made.site.store, "olle")
        with made.site.store.writing() as db:
            olle = db.exec(select(Account).where(Account.name == "olle")).one()
            epochs.hand_over(db, holder_of(db, made.site.ofelia), olle)
            epochs.prepare(db, holder_of(db, made.site.ofelia), clock.today())
        for text in ("Första frågan?", "Andra frågan?"):
            lodged(made.site, text)
        assert made.backup().is_done
    made.site.store.close()
    return made


@pytest.fixture
def copied(original, tmp_path, wall_clock):
    """One like it, to be spoilt."""
    made = twin(original, tmp_path / "twin")
    yield made
    made.site.store.close()


# Which table goes whither


def unassigned(tables: set[str]) -> set[str]:
    """Tables that are in no copy, or in two."""
    return {name for name in tables if sum(name in rule.TABLES[holds] for holds in HOLDS) != 1}


def test_every_table_is_in_exactly_one_place():
    assert unassigned(set(Record.metadata.tables)) == set()


def test_no_table_is_named_that_is_not_there():
    named = {name for holds in HOLDS for name in rule.TABLES[holds]}

    assert named == set(Record.metadata.tables)


def test_a_new_table_would_be_seen():
    assert unassigned({"ticket", "ballot"}) == {"ballot"}


@pytest.mark.parametrize("holds", [rule.DATA, rule.KEYS])
def test_a_copy_holds_its_own_tables_and_no_others(copied, holds):
    path = copied.daily() if holds == rule.DATA else copied.newest_keys

    full = {t for t in Record.metadata.tables if rows(path, f"SELECT * FROM {t} LIMIT 1")}

    assert full <= set(rule.TABLES[holds])
    assert full >= {rule.DATA: {"ticket", "message"}, rule.KEYS: {"account", "ticket_key"}}[holds]


@pytest.mark.parametrize("holds", [rule.DATA, rule.KEYS])
def test_every_row_is_in_the_copy_byte_by_byte(copied, holds):
    path = copied.daily() if holds == rule.DATA else copied.newest_keys

    for table in rule.TABLES[holds]:
        ours = rows(copied.home / "desk.db", f"SELECT * FROM {table}")
        assert set(rows(path, f"SELECT * FROM {table}")) == set(ours)


def test_both_copies_say_which_site_and_day_they_are_of(copied):
    mark = (site_mark(PEPPER), "2026-11-18")

    assert rows(copied.daily(), "SELECT * FROM copy_mark") == [(*mark, "data")]
    assert rows(copied.newest_keys, "SELECT * FROM copy_mark") == [(*mark, "keys")]
    assert site_mark(PEPPER) != site_mark(bytes(32))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE epoch_grant SET sealed = zeroblob(9)",
        "UPDATE epoch SET for_recovery = x'00'",
        "DELETE FROM ticket_key WHERE handle = (SELECT max(handle) FROM ticket_key)",
        "UPDATE account SET pin = NULL WHERE name = 'olle'",
    ],
)
def test_what_does_not_read_back_as_it_is_is_refused(copied, change):
    """The comparison itself, on a copy that a failing disk has changed."""
    with closing(sqlite3.connect(copied.home / "desk.db", isolation_level=None)) as live:
        live.execute("ATTACH ? AS keys_copy", [str(copied.newest_keys)])
        making.compare(live, rule.KEYS)
        edit(copied.newest_keys, change)

        with pytest.raises(CopyRefused, match="read back"):
            making.compare(live, rule.KEYS)


# What explains that keys are gone


def delete_one(made: Copied) -> None:
    code = lodged(made.site, "En fråga som raderas?")
    with made.site.store.writing() as db:
        mailbox.delete_thread(db, made.site.settings, code, clock.today())


def disable(made: Copied) -> None:
    with made.site.store.writing() as db:
        accounts.disable(db, "olle", clock.today())


def reset(made: Copied) -> None:
    with made.site.store.writing() as db:
        code = accounts.reset(db, "olle", clock.today())
    enrolled(made.site.store, "olle", code)


def disable_and_open_new_keys(made: Copied) -> None:
    disable(made)
    with made.site.store.writing() as db:
        assert epochs.prepare(db, holder_of(db, made.site.ofelia), clock.today())


def recover(made: Copied) -> None:
    with made.site.store.writing() as db:
        recovering.recover(db, made.site.founded.slips, "ofelia", clock.today())


def renew_slips(made: Copied) -> None:
    with made.site.store.writing() as db:
        recovering.renew(db, holder_of(db, made.site.ofelia), clock.today())


def retire_long_after(made: Copied) -> None:
    edit(made.home / "desk.db", "UPDATE ticket SET purge_week = '2020-W01'", "DELETE FROM message")
    edit(made.home / "desk.db", "DELETE FROM ticket")
    with made.site.store.writing() as db:
        epochs.retire(db, epochs.chain(db)[0].id)


@pytest.mark.parametrize(
    ("act", "days"),
    [
        (delete_one, 0),
        (disable, 0),
        (reset, 0),
        (disable_and_open_new_keys, 0),
        (recover, 0),
        (renew_slips, 0),
        (retire_long_after, 60),
        (disable_and_open_new_keys, 40),
    ],
)
def test_what_goes_for_a_known_reason_is_let_go(copied, wall_clock, act, days):
    wall_clock.shift(timedelta(days=days))
    act(copied)

    said = copied.backup()

    assert said.is_done, said.text
    assert "Accepted" not in said.text


def test_the_first_officers_own_first_key_replaces_that_of_init(tmp_path, wall_clock, store):
    with store.writing() as db:
        made = accounts.found(db, "ofelia", "clara", clock.today())
    data, keys = tmp_path / "d", tmp_path / "k"
    plan = Plan(tmp_path / "home", data, keys, site_mark(PEPPER), clock.today(), 14)
    plan.home.mkdir()
    make(store, plan)
    enrolled(store, "ofelia", made.officer_code)

    assert make(store, plan).lost == []


@pytest.mark.parametrize("weeks", [16, pytest.param(52, marks=pytest.mark.long)])
def test_months_of_ordinary_work_never_look_like_a_loss(copied, wall_clock, weeks):
    """Weeks of questions, deletions, purging, new months, people who come and go; the shortest
    lives that the settings allow, so that epochs go as early as they can.
    """
    settings = copied.site.with_settings(ticket_longest_days=30).settings
    for week in range(weeks):
        wall_clock.shift(timedelta(days=7))
        code = lodged(copied.site, f"Fråga {week}?")
        with copied.site.store.writing() as db:
            if week % 3 == 0:
                mailbox.delete_thread(db, settings, code, clock.today())
            retention.tidy(db, settings, clock.today(), clock.now().timestamp())
            if week % 5 == 0:
                accounts.reset(db, "olle", clock.today())
            if week % 11 == 0:
                recovering.renew(db, holder_of(db, copied.site.ofelia), clock.today())
            epochs.prepare(db, holder_of(db, copied.site.ofelia), clock.today())

        said = copied.backup()

        assert said.is_done, said.text
    retired = rows(copied.newest_keys, "SELECT * FROM epoch WHERE for_recovery = x''")
    assert len(retired) > weeks // 10


# What nothing explains


FIRST = "epoch_id IN (SELECT id FROM epoch WHERE number = 1)"
LOST = {
    "DELETE FROM epoch_grant": "grants of epochs missing: 6",
    f"DELETE FROM epoch_grant WHERE {FIRST}": "grants of epochs missing: 2",
    "DELETE FROM account WHERE name = 'clara'": "accounts missing: 1",
    "DELETE FROM ticket_key": "keys of tickets missing or changed: 2",
    "UPDATE ticket_key SET for_epoch = zeroblob(99)": "keys of tickets missing or changed: 2",
    "UPDATE epoch SET for_recovery = x''": "epochs retired too early: 3",
    "UPDATE epoch SET public = zeroblob(32)": "epochs missing or changed: 3",
}
TORN = ("DELETE FROM epoch", "DELETE FROM account")
LOST_TEXT = (
    ("DELETE FROM message", "DELETE FROM ticket"),
    ("DELETE FROM message",),
)


@pytest.mark.parametrize("change", LOST)
def test_what_is_gone_without_a_reason_is_refused_and_the_old_copy_stays(copied, change):
    before = copied.newest_keys.read_bytes()
    edit(copied.home / "desk.db", change)

    said = copied.backup()

    assert (said.is_done, LOST[change] in said.text) == (False, True), said.text
    assert "--accept-loss" in said.text
    assert copied.newest_keys.read_bytes() == before


@pytest.mark.parametrize("change", TORN)
def test_a_database_with_rows_that_point_nowhere_is_refused(copied, change):
    before = copied.newest_keys.read_bytes()
    edit(copied.home / "desk.db", change)

    said = copied.backup("--accept-loss")

    assert (said.is_done, "the database is damaged" in said.text) == (False, True)
    assert copied.newest_keys.read_bytes() == before


@pytest.mark.parametrize("change", LOST_TEXT)
def test_text_that_is_gone_while_its_key_is_there_is_refused_and_both_copies_stay(copied, change):
    before = files(copied.data, copied.keys)
    edit(copied.home / "desk.db", *change)

    said = copied.backup()

    assert (said.is_done, "questions missing whose keys are there: 2" in said.text) == (False, True)
    assert files(copied.data, copied.keys) == before


def test_lost_text_that_was_accepted_is_not_asked_about_again(copied, wall_clock):
    edit(copied.home / "desk.db", *LOST_TEXT[0])
    assert "Accepted: questions missing" in copied.backup("--accept-loss").text
    wall_clock.shift(timedelta(days=1))

    assert copied.backup().is_done


def test_an_epoch_that_vanished_is_refused(copied):
    last = "(SELECT id FROM epoch WHERE number = 3)"
    edit(
        copied.home / "desk.db",
        f"DELETE FROM epoch_grant WHERE epoch_id = {last}",
        "DELETE FROM epoch WHERE number = 3",
    )

    assert "epochs missing or changed: 1" in copied.backup().text


def test_an_accepted_loss_is_said_and_goes_on(copied):
    edit(copied.home / "desk.db", "DELETE FROM ticket_key")

    said = copied.backup("--accept-loss")

    assert said.is_done
    assert "Accepted: keys of tickets missing or changed: 2" in said.text
    assert rows(copied.newest_keys, "SELECT * FROM ticket_key") == []


def test_destroyed_keys_that_are_back_are_refused(copied):
    edit(copied.newest_keys, "UPDATE ticket_key SET for_epoch = NULL, for_receipt = NULL")

    said = copied.backup()

    assert (said.is_done, "destroyed keys of tickets that are back: 2" in said.text) == (
        False,
        True,
    )


def test_a_lost_purge_record_is_refused(copied):
    edit(
        copied.newest_keys,
        "INSERT INTO purge_record VALUES ('2026-11-17', 'EX', 1, 0, 0, 0, 0, 0, 0)",
    )

    assert "purge records missing: 1" in copied.backup().text


def test_an_emptied_site_does_not_replace_the_keys(copied, tmp_path):
    """The database was lost, and somebody made a new one with the old pepper."""
    (copied.home / "desk.db").unlink()
    copied.site.store.close()
    fresh = folder.FileStore(copied.home / "desk.db")
    folder.storage.upgrade(fresh)
    with fresh.writing() as db:
        accounts.found(db, "ofelia", "clara", clock.today())
    fresh.close()
    (copied.home / "desk.db").chmod(0o600)

    said = copied.backup()

    assert not said.is_done
    assert "accounts missing: 3" in said.text
    assert "epochs missing or changed: 3" in said.text


def test_a_damaged_former_copy_is_not_replaced_unasked(copied):
    copied.newest_keys.write_bytes(b"not a database at all" * 999)

    said = copied.backup()

    assert (said.is_done, "is damaged" in said.text) == (False, True)
    assert copied.backup("--accept-loss").is_done
