"""`backup`, as an administrator meets it: real files, real processes, and never a trace."""

import os
import random
import stat
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine

from pressdesk import clock, config
from pressdesk.copies import Plan, making, places, site_mark
from pressdesk.keytables import Lease
from tests.conftest import NOON, PEPPER, TODAY, lodged
from tests.copying import (
    Copied,
    command,
    copied_site,
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

NOBODY = 65_534
KILLS = 24
HOLDS = {"pepper", "pressdesk.toml", "keys.db"}


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


# backup


def test_a_backup_makes_a_daily_copy_and_the_one_copy_of_the_keys(copied):
    said = copied.backup()

    assert said.is_done, said.text
    assert names(copied.data) == {"desk-2026-11-18.db"}
    assert names(copied.keys) == HOLDS
    assert (copied.keys / "pepper").read_text().strip() == PEPPER.hex()


def test_all_that_a_backup_makes_is_its_owners_alone_and_tells_no_time(copied):
    copied.backup()

    midnight = datetime.combine(TODAY, time(), clock.SWEDEN).timestamp()
    for path in (copied.data, copied.keys, *copied.data.iterdir(), *copied.keys.iterdir()):
        found = path.stat()
        assert stat.S_IMODE(found.st_mode) & 0o077 == 0, path
        assert found.st_mtime == midnight, path
        assert path.is_dir() or found.st_atime == midnight, path


def test_a_backup_says_no_count_of_tickets_and_no_id(copied):
    before = copied.backup().text
    for number in range(7):
        lodged(copied.site, f"Fråga {number}?")

    assert copied.backup().text == before
    for (ticket,) in rows(copied.home / "desk.db", "SELECT id FROM ticket"):
        assert str(ticket) not in before


def test_a_backup_goes_where_the_settings_say(copied):
    unset = command(copied.home, "backup")
    decide(copied, f'backup_data = "{copied.data}"', f'backup_keys = "{copied.keys}"')

    assert (unset.is_done, "set backup_data and backup_keys" in unset.text) == (False, True)
    assert "Name two folders" in command(copied.home, "backup", "/x").text
    assert command(copied.home, "backup").is_done
    assert copied.newest_keys.exists()


def decide(made: Copied, *lines: str) -> None:
    path = made.home / config.FILE
    path.write_text("\n".join([path.read_text(), *lines]))


def test_a_second_backup_of_a_day_replaces_that_days(copied):
    copied.backup()
    lodged(copied.site, "Frågan som kom sedan?")

    copied.backup()

    assert names(copied.data) == {"desk-2026-11-18.db"}
    assert rows(copied.daily(), "SELECT count(*) FROM ticket") == [(2,)]
    assert names(copied.keys) == HOLDS


def test_the_newest_daily_copies_are_kept(copied, wall_clock):
    decide(copied, "backup_days = 3")
    for _ in range(5):
        said = copied.backup()
        wall_clock.shift(timedelta(days=1))

    assert names(copied.data) == {f"desk-2026-11-{day}.db" for day in (20, 21, 22)}
    assert "kept: 3, deleted: 1" in said.text


def test_a_clock_that_is_set_back_deletes_no_copy(copied, wall_clock):
    decide(copied, "backup_days = 3")
    for _ in range(3):
        copied.backup()
        wall_clock.shift(timedelta(days=1))
    wall_clock.move_to(NOON - timedelta(days=30))

    said = copied.backup()

    assert said.is_done
    assert "3 daily copies are of days to come, and stay" in said.text
    assert len(names(copied.data)) == 4


def test_a_backup_notes_its_day_for_doctor(copied):
    copied.backup()

    with copied.site.store.reading() as db:
        assert db.get(Lease, "backup").done == TODAY


def test_an_officer_can_work_while_a_backup_reads(copied, code):
    """One that writes between the two copies is in neither of them."""
    data, keys = copied.data / "d.db", copied.keys / "k.db"
    for folder in (copied.data, copied.keys):
        places.ready(folder)
    plan = Plan(copied.home, copied.data, copied.keys, site_mark(PEPPER), TODAY, 14)
    real = making._fill

    def meanwhile(*given):
        real(*given)
        lodged(copied.site, "Frågan som kom mitt i?")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "_fill", meanwhile)
        making._write(copied.site.store, plan, data, keys)

    assert rows(data, "SELECT handle FROM ticket") == rows(keys, "SELECT handle FROM ticket_key")
    assert len(rows(copied.home / "desk.db", "SELECT * FROM ticket")) == 3


# What a backup refuses


def closed(path: Path) -> Path:
    path.mkdir(mode=0o700)
    return path


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o770])
@pytest.mark.parametrize("which", ["data", "keys"])
def test_a_folder_that_others_can_open_is_refused(copied, which, mode):
    closed(getattr(copied, which)).chmod(mode)

    said = copied.backup()

    assert (said.is_done, "can be opened by others" in said.text) == (False, True)
    assert "chmod -R go=" in said.text
    assert names(getattr(copied, which)) == set()


def test_somebody_elses_folder_is_refused(copied):
    closed(copied.keys)
    if os.geteuid() == 0:
        os.chown(copied.keys, NOBODY, NOBODY)
    else:  # who cannot give one away has others' to name: the root of the disk is root's
        copied.keys.rmdir()
        copied.keys.symlink_to("/")

    assert "is another user's" in copied.backup().text


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("both", "both"),
        ("both", "both/keys"),
        ("both/data", "both"),
        ("site/data", "keys"),
        ("data", "site/keys"),
        ("data", "site"),
        ("", "keys"),
    ],
)
def test_folders_that_are_not_apart_are_refused(copied, data, keys):
    root = copied.home.parent
    root.chmod(0o700)

    said = command(copied.home, "backup", str(root / data), str(root / keys))

    assert (said.is_done, "must be two folders" in said.text) == (False, True), said.text


@pytest.mark.parametrize("target", ["site", "data"])
def test_a_link_into_another_of_the_folders_is_seen_through(copied, target):
    closed(copied.data)
    copied.keys.symlink_to(copied.home.parent / target)

    assert "must be two folders" in copied.backup().text


def test_links_in_the_places_of_copies_are_not_followed(copied, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    closed(copied.data)
    closed(copied.keys)
    for path in (copied.daily(), copied.newest_keys):
        path.symlink_to(victim)
        assert "is a link" in copied.backup().text
        path.unlink()
    for path in (copied.daily(), copied.newest_keys, copied.keys / "pepper"):
        places.beside(path).symlink_to(victim)

    assert copied.backup().is_done
    assert victim.read_text() == "untouched"


@pytest.mark.parametrize("which", ["desk-2026-10-01.db", "keys.db"])
def test_a_folder_in_the_place_of_a_copy_is_refused_before_anything_is_written(copied, which):
    closed(copied.data)
    closed(copied.keys)
    folder = copied.data if which.startswith("desk") else copied.keys
    (folder / which).mkdir()

    said = copied.backup("--accept-loss")

    assert (said.is_done, f"{which} is a link or a folder" in said.text) == (False, True), said.text
    assert names(copied.data) | names(copied.keys) == {which}


def test_another_sites_copies_are_not_replaced(copied, tmp_path):
    (tmp_path / "o").mkdir()
    other = copied_site(tmp_path / "o")
    (other.home / "pepper").write_text("ab" * 32)
    assert other.backup().is_done
    before = files(other.data, other.keys)

    for data, keys in ((other.data, copied.keys), (copied.data, other.keys)):
        said = command(copied.home, "backup", str(data), str(keys))
        assert (said.is_done, "another site's copy" in said.text) == (False, True)

    assert files(other.data, other.keys) == before
    other.site.store.close()


def test_two_backups_at_once_do_not_meet(copied):
    with places.alone(copied.home):
        assert "Another backup or restore is running" in copied.backup().text

    assert copied.backup().is_done


@pytest.mark.parametrize("room", [64, 280])
def test_a_full_disk_leaves_the_former_copies_as_they_were(copied, room):
    copied.backup()
    for number in range(20):
        lodged(copied.site, f"Fråga {number}? " + "x" * 3_500)
    before = files(copied.data, copied.keys)
    copied.site.store.settle()

    done = process(copied, "backup", preexec_fn=lambda: limit(room * 1_024))

    assert (done.returncode, "is a disk full?" in done.stderr) == (1, True), done.stderr
    assert files(copied.data, copied.keys) == before


@pytest.mark.parametrize("moves", range(4))
def test_a_backup_that_ends_between_two_moves_leaves_a_pair_that_agrees(copied, moves):
    """Pepper, settings, keys, text: in this order, so that no text is ever without its key."""
    copied.backup()
    lodged(copied.site, "Frågan som kom sedan?")
    real, left = places.move, [None] * moves

    def move(path: Path) -> None:
        if not left:
            raise OSError
        left.pop()
        real(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "move", move)
        assert not copied.backup().is_done

    assert whole_pairs(copied)
    assert names(copied.keys) == HOLDS


def test_text_without_its_keys_would_be_seen(copied):
    """The other order: the text of now with the keys of before."""
    copied.backup()
    before = copied.newest_keys.read_bytes()
    lodged(copied.site, "Frågan som kom sedan?")
    copied.backup()
    copied.newest_keys.write_bytes(before)

    with pytest.raises(AssertionError):
        whole_pairs(copied)


def test_a_backup_that_is_killed_leaves_whole_copies_that_agree(copied):
    killed = 0
    with forking() as shell:
        command = (shell, copied.home, "backup", copied.data, copied.keys)
        longest = seconds_of(*command)
        while killed < KILLS:
            lodged(copied.site, f"Fråga {random.random()}?")
            killed += killed_somewhere(longest, *command)
            assert whole_pairs(copied)

    assert copied.backup().is_done

    assert names(copied.keys) == HOLDS
    assert all(places.DAILY.fullmatch(name) for name in names(copied.data))


def whole_pairs(made: Copied) -> bool:
    """One whole copy of the keys, whole daily copies, and a key for every ticket in them."""
    keys = {handle for (handle,) in rows(made.newest_keys, "SELECT handle FROM ticket_key")}
    assert rows(made.newest_keys, "PRAGMA integrity_check") == [("ok",)]
    for path in places.dailies(made.data).values():
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        assert {handle for (handle,) in rows(path, "SELECT handle FROM ticket")} <= keys
    return True
