"""The last good copy of the keys is not replaced by one in which a key of the register is missing:
what it opens would be lost.
"""

import pytest
import time_machine

from pressdesk import clock
from pressdesk.copies import register_losses
from pressdesk.inquiries import sealed
from pressdesk.staff import accounts
from pressdesk.vault import epochs
from tests.conftest import NOON, holder_of, invited
from tests.copying import copied_site, edit, twin
from tests.seeded import logged

NUMBER = 2026000001
GONE = "PRAGMA foreign_keys = OFF"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A site with a reporter of an inquiry, whom two officers can read, and its copies."""
    with time_machine.travel(NOON, tick=False):
        made = copied_site(tmp_path_factory.mktemp("original"))
        invited(made.site.store, "olle")
        with made.site.store.writing() as db:
            holder = holder_of(db, made.site.ofelia)
            epochs.hand_over(db, holder, accounts.find(db, "olle"))
            logged(db, NUMBER)
            sealed.keep_reporter(db, holder, NUMBER, "Karin Vinter", "070-174 06 05", clock.today())
        assert made.backup().is_done
    made.site.store.close()
    return made


@pytest.fixture
def copied(original, tmp_path, wall_clock):
    made = twin(original, tmp_path / "twin")
    yield made
    made.site.store.close()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE register_key SET public = zeroblob(32)"], "keys of the register missing or"),
        (["UPDATE register_key SET voucher = x''"], "keys of the register missing or changed: 1"),
        (["UPDATE register_key SET year = 2025"], "keys of the register missing or changed: 1"),
        (["UPDATE register_key SET for_recovery = x''"], "slips of paper open no more: 1"),
        (["DELETE FROM register_grant"], "grants of keys of the register missing: 2"),
        (
            [GONE, *(f"DELETE FROM {t}" for t in ("reporter", "register_grant", "register_key"))],
            "keys of the register missing or changed: 1",
        ),
    ],
)
def test_a_key_that_vanishes_stops_the_backup(copied, statements, said):
    edit(copied.home / "desk.db", *statements)

    done = copied.backup()

    assert (done.is_done, said in done.text) == (False, True)


def test_an_officer_who_left_explains_that_her_grant_is_gone(copied):
    with copied.site.store.writing() as db:
        accounts.disable(db, "olle", clock.today())

    done = copied.backup()

    assert done.is_done, done.text


def test_a_copy_of_before_there_was_a_register_is_replaced(copied):
    tables = ("reporter", "inquiry_note", "register_draft", "register_grant", "register_key")
    edit(copied.newest_keys, *(f"DROP TABLE {table}" for table in tables))

    found = register_losses.counts(copied.newest_keys, copied.home / "desk.db")

    assert set(found.values()) == {0}
