"""`move`: a whole site onto a server, row by row, or nothing there and the file as it was."""

import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from pressdesk import storage
from pressdesk.errors import StoreUnavailable
from pressdesk.register import search
from pressdesk.storage import FileStore, ServerStore
from pressdesk.web.site import Site
from tests import postgres as servers
from tests.conftest import NOON, sign_in
from tests.copying import (
    command,
    edit,
    forking,
    killed_somewhere,
    names,
    seconds_of,
    twin,
)
from tests.moving import TABLES, address, in_file, made, on_server, original, there
from tests.seeded import WORDS

__all__ = ["made", "original", "there"]  # fixtures

KILLS = 2
OLD = "before-move.db"


@pytest.fixture
def bare(bare_postgres, monkeypatch) -> ServerStore:
    """A database without any table."""
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(bare_postgres))
    return bare_postgres


def count(store: ServerStore) -> int:
    """Rows of all tables; 0 without any table."""
    return sum(map(len, on_server(store).values())) if storage.revision(store) else 0


def test_every_row_is_carried_as_it_was_and_nothing_else(made, bare):
    before = in_file(made.home / "desk.db")

    said = command(made.home, "move")

    assert said.is_done, said.text
    after = on_server(bare)
    assert {n: sorted(after[n], key=repr) for n in TABLES} == {
        n: sorted(before[n], key=repr) for n in TABLES
    }
    assert {"ticket", "working_note", "slip", "reporter", "line"} <= {n for n in TABLES if after[n]}


def test_codes_officers_and_search_work_on_the_server(made, original, there):
    command(made.home, "move")
    moved = made.site._replace(site=Site(made.site.settings, there))
    client = moved.app().test_client()

    assert WORDS in client.post("/svar", data={"receipt": original[1].codes[0]}).text
    with time_machine.travel(NOON.replace(minute=2), tick=False):
        assert sign_in(client, moved.ofelia).status_code == 303
    with there.reading() as db:
        assert [hit.kind for hit in search.search(db, "miljoner", 5)] == ["answer"]


def test_the_file_is_put_aside_and_doctor_names_it_until_it_is_gone(made, there, monkeypatch):
    said = command(made.home, "move")

    assert names(made.home) == {OLD, "pepper", "pressdesk.toml"}
    assert f"shred -u {made.home / OLD}" in said.text
    assert "keys of the day of the move" in command(made.home, "doctor", "--offline").text
    (made.home / OLD).unlink()
    assert "keys of the day" not in command(made.home, "doctor", "--offline").text
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")
    assert "holds no site" in command(made.home, "tidy").text


def test_rows_arrive_in_no_order_but_inquiries_in_that_of_their_numbers(made, there):
    row = "printf('%032x', n), '2026-11-18', 'signed-in', 'ofelia', ''"
    many = "WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 89)"
    edit(made.home / "desk.db", f"INSERT INTO audit_entry {many} SELECT {row} FROM c")
    command(made.home, "move")

    found = on_server(there)

    ids = [row[0] for row in found["audit_entry"]]
    follows = [one < other for one, other in pairwise(ids)]
    assert 20 < sum(follows) < 80  # neither this order nor its reverse
    numbers = [row[0] for row in found["inquiry"]]
    assert numbers == sorted(numbers)


def test_an_inquiry_may_follow_one_with_a_later_number(made, there):
    least, most = "(SELECT min(number) FROM inquiry)", "(SELECT max(number) FROM inquiry)"
    edit(made.home / "desk.db", f"UPDATE inquiry SET follows = {most} WHERE number = {least}")

    assert command(made.home, "move").is_done
    assert count(there) > 0


def test_a_file_that_cannot_be_put_aside_is_named_with_what_to_do(made, there):
    def stand_in_its_place(connection):
        if connection.dialect.name == "postgresql":
            (made.home / OLD / "in the way").mkdir(parents=True, exist_ok=True)

    sa.event.listen(sa.engine.Engine, "commit", stand_in_its_place)
    said = command(made.home, "move")
    sa.event.remove(sa.engine.Engine, "commit", stand_in_its_place)

    assert not said.is_done
    assert "The site is on the server now" in said.text
    assert "(Is a directory)" in said.text
    assert f"mv {made.home / 'desk.db'} {made.home / OLD}" in said.text
    assert count(there) > 0


# What is refused


def refused(home: Path, store: ServerStore | None = None) -> str:
    """What it says; the file is still there, and nothing is on the server."""
    said = command(home, "move")
    assert not said.is_done
    assert (home / "desk.db").exists()
    assert store is None or count(store) == 0
    return said.text


def test_a_site_that_is_being_served_is_not_moved_and_loses_nothing(made, there):
    site = FileStore(made.home / "desk.db")
    with site.reading():
        pass  # as `serve` leaves it: open, and nothing under way

    assert "being served" in refused(made.home, there)

    site.close()
    assert command(made.home, "move").is_done


def test_nobody_can_open_the_file_while_it_is_moved(made):
    file, other = (FileStore(made.home / "desk.db", busy_milliseconds=20) for _ in range(2))

    with file.alone(), pytest.raises(StoreUnavailable), other.reading():
        pass

    with other.reading() as db:
        assert db.connection().exec_driver_sql("SELECT count(*) FROM ticket").scalar() == 4


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("INSERT INTO lease (name, holder, until) VALUES ('a', '', 0)", "not empty"),
        ("UPDATE alembic_version SET version_num = '0005'", "another pressdesk"),
    ],
)
def test_a_server_with_something_in_it_is_refused_and_left_alone(made, there, statement, says):
    with there.writing() as db:
        db.connection().exec_driver_sql(statement)
    before = count(there)

    assert says in refused(made.home)
    assert count(there) == before


def test_a_site_that_is_there_already_is_said_to_be(made, there):
    command(made.home, "move")
    (made.home / OLD).rename(made.home / "desk.db")  # as if killed before

    assert "on the server already" in refused(made.home)
    assert "mv " in refused(made.home)


@pytest.mark.parametrize("served", ["file", "server"])
def test_a_file_that_is_not_what_is_on_the_server_is_not_to_be_put_aside(made, there, served):
    command(made.home, "move")
    (made.home / OLD).rename(made.home / "desk.db")  # as if killed before, and then served
    new = "INSERT INTO outlet VALUES ('Nya Bladet', '', {})"
    if served == "file":
        edit(made.home / "desk.db", new.format(1))
    else:
        with there.writing() as db:
            db.connection().exec_driver_sql(new.format("true"))

    text = refused(made.home)

    assert "not the same" in text
    assert "move again" in text


def test_a_clock_that_jumped_and_a_server_that_is_not_there_are_said(made, there, monkeypatch):
    done = "INSERT OR REPLACE INTO lease (name, holder, until, done) VALUES ('tidy', '', 0, ?)"
    edit(made.home / "desk.db", done.replace("?", "'2027-11-18'"))
    assert "Set it right" in refused(made.home, there)

    edit(made.home / "desk.db", "DELETE FROM lease")
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", "postgresql://desk@/desk?host=/nowhere")
    assert "does not answer" in refused(made.home)
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")
    assert "Set database_url" in refused(made.home)


def test_a_damaged_file_is_said_to_be(made, there):
    with (made.home / "desk.db").open("r+b") as file:
        file.seek(4_096)
        file.write(b"x" * 20_000)

    assert "damaged" in refused(made.home, there)


def test_a_text_that_the_server_cannot_hold_undoes_all(made, there):
    edit(made.home / "desk.db", "UPDATE inquiry SET question = 'a' || char(0) || 'b'")

    text = refused(made.home, there)

    assert "A row of inquiry does not fit" in text
    assert "a\x00b" not in text


def test_a_server_that_keeps_another_byte_than_it_was_given_is_found_out(made, there):
    with there.writing() as db:
        db.connection().exec_driver_sql(
            "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " NEW.week := '2026-W01'; RETURN NEW; END $$; CREATE TRIGGER other BEFORE INSERT ON"
            " message FOR EACH ROW EXECUTE FUNCTION other()"
        )

    assert "message does not read back" in refused(made.home, there)


def test_before_it_is_moved_nothing_else_is_begun_on_the_server(made, there):
    said = command(made.home, "tidy")

    assert not said.is_done
    assert "pressdesk --data" in said.text
    assert said.text.endswith("move. Or unset database_url.")
    assert not command(made.home, "backup", "a", "b").is_done
    assert count(there) == 0


# Killed


def test_killed_anywhere_it_leaves_nothing_there_or_everything(made, server, tmp_path):
    before = sum(map(len, in_file(made.home / "desk.db").values()))
    settings = (made.home / "pressdesk.toml").read_text()
    whole = [0, 0]
    with forking() as shell:
        for number in range(KILLS + 1):
            home = twin(made, tmp_path / str(number)).home
            with servers.database(server) as store:
                url = f'\ndatabase_url = "{address(store)}"\n'
                (home / "pressdesk.toml").write_text(settings + url)
                if number == 0:
                    longest = seconds_of(shell, home, "move")
                else:
                    killed_somewhere(longest, shell, home, "move")
                found = count(store)
                whole[found > 0] += 1
                assert found in {0, before}
                assert found or (home / "desk.db").exists()
                assert not (home / OLD).exists() or found
                said = command(home, "move")
                assert said.is_done or "already" in said.text, said.text
    assert whole[1] > 0


# The careless one


def test_a_careless_move_beside_a_writer_would_lose_what_she_was_told_is_kept(made, there):
    """What it is good for that the file is taken first: SQLite shows a reader one moment."""
    file = FileStore(made.home / "desk.db")
    other = sqlite3.connect(made.home / "desk.db")
    with file.reading() as careless:
        before = careless.connection().exec_driver_sql("SELECT count(*) FROM outlet").scalar()
        other.execute("INSERT INTO outlet VALUES ('Nya Bladet', '', 1)")
        other.commit()
        after = careless.connection().exec_driver_sql("SELECT count(*) FROM outlet").scalar()
    other.close()
    file.close()

    assert before == after
    assert command(made.home, "move").is_done
    assert "Nya Bladet" in str(on_server(there)["outlet"])
