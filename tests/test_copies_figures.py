"""The last good copy of the keys is not replaced by one in which figures or slips are missing."""

import pytest
import time_machine

from pressdesk.copies import figure_losses
from tests.conftest import later, sign_in
from tests.copying import Copied, again, command, copied_site, edit, twin
from tests.publishing import NEW_YEAR, THIRD, cast, published

FREE = [
    f"DROP TRIGGER {table}_{act}"
    for table in ("figure_release", "ledger_entry")
    for act in ("update", "delete")
]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A site with a published month and slips that wait, and its copies of that day."""
    with time_machine.travel(THIRD.replace(month=11), tick=False) as clock:
        made = copied_site(tmp_path_factory.mktemp("original"))
        assert sign_in(made.site.app().test_client(), made.site.ofelia).status_code == 303
        cast(made.site, 3)
        clock.move_to(THIRD)
        published(made.site, "2026-11")
        cast(made.site, 1, total="taken")
        assert made.backup().is_done
    made.site.store.close()
    return made


@pytest.fixture
def copied(original, tmp_path, wall_clock):
    wall_clock.move_to(THIRD)
    made = twin(original, tmp_path / "twin")
    yield made
    made.site.store.close()


def changed(made: Copied, *statements: str) -> None:
    edit(made.home / "desk.db", *FREE, *statements)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM figure_release", "published figures missing or changed: 6"),
        ("UPDATE figure_release SET body = '{}'", "published figures missing or changed: 6"),
        ("DELETE FROM ledger_entry", "entries of the ledger missing or changed: 6"),
        ("UPDATE ledger_entry SET digest = x''", "entries of the ledger missing or changed: 6"),
        ("DELETE FROM figure_year", "years of figures missing or changed: 1"),
        (
            "DELETE FROM slip WHERE id = (SELECT max(id) FROM slip)",
            "slips of figures missing: 1",
        ),
        ("UPDATE ballot_key SET public = zeroblob(32) WHERE period = '2026-12'", "keys of figures"),
        ("UPDATE ballot_key SET voucher = x''", "keys of figures missing or changed"),
        ("UPDATE ballot_key SET for_recovery = x''", "slips of paper open no more"),
        ("DELETE FROM ballot_grant", "grants of keys of figures missing"),
    ],
)
def test_what_vanishes_for_no_reason_stops_the_backup(copied, statement, said):
    changed(copied, statement)

    done = copied.backup()

    assert (done.is_done, said in done.text) == (False, True)


def test_figures_that_an_older_whole_copy_would_bring_back_stop_the_backup(copied):
    """The ledger without its newest line: the period could be published again."""
    changed(copied, "DELETE FROM figure_release", "DELETE FROM ledger_entry")

    done = copied.backup()

    assert not done.is_done
    assert "ledger" in done.text


def test_publishing_explains_that_slips_and_keys_are_gone(copied, wall_clock):
    wall_clock.move_to(NEW_YEAR)
    for period in ("2026-12", "2026-Q4", "2026"):
        published(copied.site, period)

    done = copied.backup()

    assert done.is_done, done.text


def test_a_restore_explains_it_too(copied, tmp_path, wall_clock):
    wall_clock.move_to(NEW_YEAR)
    restored = copied.restore(tmp_path / "back", None, "--clock-is-right")
    assert "2026-12, 2026-Q4, 2026 cannot be published" in restored.text
    back = again(copied.site, tmp_path / "back")
    wall_clock.shift(later(1))

    done = command(back.home, "backup", str(copied.data), str(copied.keys))

    assert done.is_done, done.text


def test_with_nothing_done_nothing_is_missed(copied):
    found = figure_losses.counts(copied.newest_keys, copied.newest_keys)

    assert set(found.values()) == {0}


def test_a_copy_of_before_there_were_figures_is_replaced(copied):
    tables = ("slip", "ballot_grant", "ballot_key", "figure_release", "ledger_entry", "figure_year")
    edit(copied.newest_keys, *(f"DROP TABLE {table}" for table in tables))

    assert set(figure_losses.counts(copied.newest_keys, copied.home / "desk.db").values()) == {0}
