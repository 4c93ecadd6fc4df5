"""Copies of a site on a server: the same as a file's, of one moment; and sites put back there."""

import os
import signal
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from pressdesk import mixing
from pressdesk.copies import places, rule
from pressdesk.storage import ServerStore
from pressdesk.web.site import Site
from tests.conftest import NOON, TODAY, lodged
from tests.copying import Copied, again, command, edit, names, rows, twin
from tests.faults.proxy import Proxy
from tests.moving import address, made, on_server, original, there
from tests.seeded import WORDS

__all__ = ["made", "original", "there"]  # fixtures

MANY = 40


@pytest.fixture
def moved(made, there) -> Copied:
    """The site on a server."""
    assert command(made.home, "move").is_done
    return made._replace(site=made.site._replace(site=Site(made.site.settings, there)))


@pytest.fixture
def code(original) -> str:
    return original[1].codes[0]


def of_copies(made: Copied) -> dict[str, set]:
    """Every row of both copies, by table."""
    of = {made.daily(): rule.TABLES[rule.DATA], made.newest_keys: rule.TABLES[rule.KEYS]}
    return {name: set(rows(p, f"SELECT * FROM {name}")) for p, all_ in of.items() for name in all_}


def opens(store, made: Copied, code: str) -> bool:
    site = made.site._replace(site=Site(made.site.settings, store))
    return WORDS in site.app().test_client().post("/svar", data={"receipt": code}).text


def peak_mib() -> int:
    """The most memory that this process has had."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1_024


# backup


def test_copies_of_a_server_are_those_of_a_file_row_by_row(moved, original, tmp_path, monkeypatch):
    assert moved.backup().is_done
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", "")
    other = twin(original[0], tmp_path / "file")
    assert other.backup().is_done

    ours, theirs = of_copies(moved), of_copies(other)

    assert names(moved.keys) == names(other.keys) == {"keys.db", "pepper", "pressdesk.toml"}
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert sum(map(len, ours.values())) > MANY


def test_a_copy_is_of_one_moment_whoever_writes_meanwhile(moved, there):
    def meddle(_connection, _cursor, statement, *_rest):
        if "FROM message" in statement and not written:
            written.append(lodged(moved.site._replace(site=Site(moved.site.settings, other))))

    written: list[str] = []
    other = ServerStore(address(there), moved.home)
    sa.event.listen(sa.engine.Engine, "before_cursor_execute", meddle)
    said = moved.backup()
    sa.event.remove(sa.engine.Engine, "before_cursor_execute", meddle)
    other.close()

    assert (said.is_done, len(written)) == (True, 1), said.text
    (keys,) = rows(moved.newest_keys, "SELECT count(*) FROM ticket_key")
    assert rows(moved.daily(), "SELECT count(*) FROM ticket") == [keys]


def test_keys_that_are_gone_from_a_server_replace_no_copy(moved, there):
    assert moved.backup().is_done
    before = moved.newest_keys.read_bytes()
    with there.writing() as db:
        db.connection().exec_driver_sql("DELETE FROM ticket_key")

    said = moved.backup()

    assert "keys of tickets missing or changed: 4" in said.text
    assert moved.newest_keys.read_bytes() == before
    assert moved.backup("--accept-loss").is_done


def test_a_server_that_is_gone_is_told_and_leaves_the_copies(moved, monkeypatch):
    assert moved.backup().is_done
    before = moved.newest_keys.read_bytes()
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", "postgresql://desk@/desk?host=/nowhere")

    assert not moved.backup().is_done
    assert moved.newest_keys.read_bytes() == before


# restore


def test_copies_of_a_file_come_back_on_a_server(made, code, there, monkeypatch, tmp_path):
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")
    assert made.backup().is_done
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(there))

    said = made.restore(tmp_path / "fresh")

    assert said.is_done, said.text
    assert "back on the server" in said.text
    assert names(tmp_path / "fresh") == {"pepper", "pressdesk.toml"}
    assert opens(there, made, code)
    assert [row[2] for row in on_server(there)["audit_entry"] if row[2] == "restored"]
    assert on_server(there)["staff_session"] == []
    with there.reading() as db:
        assert not mixing.is_due(db, TODAY)


@pytest.mark.long
def test_a_large_site_comes_back_on_a_server_in_little_memory(made, there, monkeypatch, tmp_path):
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")
    row = "lower(hex(randomblob(16))), (SELECT min(id) FROM ticket), n, 'officer', '2026-W47'"
    many = "WITH RECURSIVE c(n) AS (SELECT 99 UNION ALL SELECT n + 1 FROM c WHERE n < 20098)"
    columns = "id, ticket_id, position, author, week, sealed"
    of_many = f"{many} SELECT {row}, randomblob(4096) FROM c"
    edit(made.home / "desk.db", f"INSERT INTO message ({columns}) {of_many}")
    assert made.backup().is_done
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(there))

    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = peak_mib()

    assert made.restore(tmp_path / "fresh").is_done
    assert made.daily().stat().st_size > 80 * 1_048_576
    assert peak_mib() - before < 40


def test_copies_of_a_server_come_back_in_a_file(moved, code, monkeypatch, tmp_path):
    assert moved.backup().is_done
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", "")

    said = moved.restore(tmp_path / "fresh")

    assert said.is_done, said.text
    back = again(moved.site, tmp_path / "fresh")
    assert opens(back.store, moved, code)
    back.store.close()


def test_what_is_due_is_purged_before_it_can_be_served(made, there, monkeypatch, tmp_path):
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")
    assert made.backup().is_done
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(there))

    with time_machine.travel(NOON.replace(year=2027, month=11), tick=False):
        said = made.restore(tmp_path / "fresh", None, "--clock-is-right")

    assert "over their time and were purged" in said.text
    assert on_server(there)["ticket"] == on_server(there)["message"] == []


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("another's", "not empty"),
        ("its own", "This site is on the server already"),
        ("gone", "does not answer"),
    ],
)
def test_a_server_that_is_not_empty_or_not_there_is_left_alone(
    moved, there, harm, says, monkeypatch
):
    assert moved.backup().is_done
    if harm == "another's":
        with there.writing() as db:
            db.connection().exec_driver_sql("UPDATE site SET recovery_public = 'other'")
    before = {name: sorted(r, key=repr) for name, r in on_server(there).items()}
    if harm == "gone":
        monkeypatch.setenv("PRESSDESK_DATABASE_URL", "postgresql://desk@/desk?host=/nowhere")

    said = moved.restore(moved.home.parent / "fresh")

    assert not said.is_done
    assert says in said.text
    assert "PRESSDESK_DATABASE_URL=" in said.text
    assert {name: sorted(r, key=repr) for name, r in on_server(there).items()} == before
    assert list((moved.home.parent / "fresh").glob("*.db")) == []


# A restore onto a server that was killed, or cut off, when the server had kept all


@pytest.fixture
def cut_short(made, there, monkeypatch, tmp_path) -> Copied:
    """A restore was killed when the server had kept all, and before it said anything."""
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")
    assert made.backup().is_done
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(there))
    child = os.fork()
    if child == 0:
        sa.event.listen(sa.engine.Engine, "commit", die_when_it_is_kept)
        made.restore(tmp_path / "fresh")
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert "unfinished.db" in names(tmp_path / "fresh")
    return made


def die_when_it_is_kept(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.connection.dbapi_connection.execute("COMMIT")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_restore_that_was_killed_at_its_end_says_so_and_all_that_it_had_to_say(
    cut_short, there, code, tmp_path
):
    before = on_server(there)

    said = cut_short.restore(tmp_path / "fresh")

    assert said.is_done, said.text
    assert "on the server already: a restore was killed at its end" in said.text
    assert "4 tickets came back." in said.text
    assert f"Next: pressdesk --data {tmp_path / 'fresh'} doctor" in said.text
    assert names(tmp_path / "fresh") == {"pepper", "pressdesk.toml"}
    assert on_server(there) == before
    assert opens(there, cut_short, code)


def test_a_restored_site_that_was_served_since_is_not_said_to_be_as_it_was(
    cut_short, there, tmp_path
):
    mixing.beat(there, NOON.timestamp())
    before = on_server(there)

    said = cut_short.restore(tmp_path / "fresh")

    assert (said.is_done, "This site is on the server already" in said.text) == (False, True)
    assert "every row" not in said.text
    assert "doctor" in said.text
    assert "another, empty database" in said.text
    assert names(tmp_path / "fresh") == {"pepper", "pressdesk.toml"}
    assert on_server(there) == before


def test_half_of_what_a_killed_restore_left_is_not_taken_for_the_whole(cut_short, tmp_path):
    left = tmp_path / "fresh" / "unfinished.db"
    os.truncate(left, left.stat().st_size // 2)

    said = cut_short.restore(tmp_path / "fresh")

    assert (said.is_done, "This site is on the server already" in said.text) == (False, True)


def test_a_restore_that_was_cut_off_at_the_commit_is_run_again_and_says_what_became_of_it(
    made, there, server, monkeypatch, tmp_path
):
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")
    assert made.backup().is_done
    with Proxy(server) as proxy:
        monkeypatch.setenv("PRESSDESK_DATABASE_URL", proxy.url(str(there.engine.url.database)))
        proxy.at_commit = "after"
        unknown = made.restore(tmp_path / "fresh")
        with time_machine.travel(NOON.replace(year=2027), tick=False):
            too_late = made.restore(tmp_path / "fresh")
        proxy.refuse()
        away = made.restore(tmp_path / "fresh")
        proxy.heal()
        said = made.restore(tmp_path / "fresh")

    assert (unknown.is_done, "perhaps it did" in unknown.text) == (False, True)
    assert "--clock-is-right" in too_late.text
    assert "does not answer" in away.text
    assert (said.is_done, "4 tickets came back." in said.text) == (True, True)


def test_two_restores_at_once_do_not_remove_each_others_files(made, tmp_path):
    assert made.backup().is_done
    fresh = tmp_path / "fresh"
    fresh.mkdir(mode=0o700)
    with places.alone(fresh):
        (fresh / "unfinished.db").touch(0o600)

        said = made.restore(fresh)

        assert "Another backup or restore is running" in said.text
        assert names(fresh) == {"unfinished.db"}
