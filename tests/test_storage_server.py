"""A site on PostgreSQL keeps what it confirms, lets one write at a time, and says what is wrong."""

import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from pressdesk import clock, mixing, storage
from pressdesk.errors import StoreUnavailable, UnsafeStore
from pressdesk.keytables import Lease
from pressdesk.storage import ServerStore, Store, servers
from pressdesk.tables import Ticket
from tests.both import again, asked, by_hand
from tests.conftest import Desk, found
from tests.granting import granted
from tests.postgres import DATA, asking, database, made, running, template, url_of
from tests.promises import arrival
from tests.promises.servers import as_the_shell_has_it

PASSWORD = "hem" + "ligt"
OTHERS_MUST_SAY_IT = "local all other scram-sha-256\nlocal all all trust\n"
COUNTS = """
import sys
from pathlib import Path
from pressdesk.keytables import Lease
from pressdesk.storage import ServerStore
store = ServerStore(sys.argv[1], Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(40):
    with store.writing() as db:
        db.get(Lease, "count").until += 1
"""


@pytest.fixture(scope="module")
def mine() -> Iterator[Path]:
    """A server of this module's own, whose settings may be spoilt."""
    with running() as home:
        template(home)
        yield home


@pytest.fixture
def site(postgres: ServerStore, settings, tmp_path, wall_clock) -> Desk:
    """A site with twelve tickets."""
    site = found(postgres, settings, tmp_path)
    arrival.filled(site, tickets=12)
    return site


def put(db: Session, name: str, until: int = 0) -> None:
    db.add(Lease(name=name, holder=b"h", until=until))
    db.flush()


def kept(store: Store) -> dict[str, int]:
    with store.reading() as db:
        return {row.name: row.until for row in db.exec(select(Lease)).all()}


def configured(server: Path, statement: str, name: str, wanted: str) -> None:
    """Change the server's settings, and wait until a new connection has them."""
    with asking(server, "postgres") as ask:
        ask(statement)
        ask("SELECT pg_reload_conf()")
        while ask(f"SELECT current_setting('{name}')").fetchone() != (wanted,):
            pass


# --- what a commit is worth ---


def test_what_a_commit_is_worth_reads_as_it_must(postgres):
    assert postgres.guarantees() == postgres.wanted_guarantees() == servers.WANTED
    assert servers.WANTED["fsync"] == servers.WANTED["synchronous_commit"] == "on"


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_would_not_keep_its_word_is_written_to_by_nobody(mine, name):
    with database(mine) as store:
        configured(mine, f"ALTER SYSTEM SET {name} = off", name, "off")
        with pytest.raises(UnsafeStore), store.writing() as db:
            put(db, "half kept")
        configured(mine, f"ALTER SYSTEM RESET {name}", name, "on")

        assert kept(store) == {}


@pytest.mark.parametrize("value", ["off", "local", "remote_write"])
def test_a_connection_that_would_not_wait_for_the_disk_writes_nothing(postgres, value):
    sa.event.listen(
        postgres.engine,
        "checkout",
        lambda raw, *_: raw.execute(f"SET synchronous_commit = {value}"),
    )

    with pytest.raises(UnsafeStore), postgres.writing() as db:
        put(db, "half kept")

    assert kept(postgres) == {}


def test_a_role_that_is_told_not_to_wait_waits_all_the_same(mine):
    with database(mine) as store:
        with asking(mine, "postgres") as ask:
            ask("ALTER ROLE desk SET synchronous_commit = off")
        with store.writing() as db:
            put(db, "kept")

        assert store.guarantees() == store.wanted_guarantees()
        with asking(mine, "postgres") as ask:
            ask("ALTER ROLE desk RESET synchronous_commit")


def test_a_careless_store_would_write_all_the_same(postgres, monkeypatch):
    monkeypatch.setattr(servers, "check", lambda _found, _wanted: None)
    sa.event.listen(
        postgres.engine, "checkout", lambda raw, *_: raw.execute("SET synchronous_commit = off")
    )

    with postgres.writing() as db:
        put(db, "half kept")

    assert kept(postgres) == {"half kept": 0}


# --- one writes at a time, readers see one moment ---


def test_processes_that_count_at_once_lose_nothing(postgres):
    with postgres.writing() as db:
        put(db, "count")
    url = postgres.engine.url.render_as_string(hide_password=False)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    words = [sys.executable, "-c", COUNTS, url, str(postgres.home)]

    counting = [subprocess.Popen(words, **pipes) for _ in range(2)]
    assert [each.stdout.readline() for each in counting] == ["ready\n"] * 2
    for each in counting:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in counting:
        each.communicate()

    assert [each.returncode for each in counting] == [0] * 2
    assert kept(postgres) == {"count": 80}


def test_two_who_do_not_wait_for_each_other_would_lose_a_count(postgres):
    with postgres.writing() as db:
        put(db, "count")
    url = postgres.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as one, psycopg.connect(url) as other:
        seen = [c.execute("SELECT until FROM keys.lease").fetchone()[0] for c in (one, other)]
        for connection, number in zip((one, other), seen, strict=True):
            connection.execute("UPDATE keys.lease SET until = %s", (number + 1,))
            connection.commit()

    assert kept(postgres) == {"count": 1}


def test_a_reader_cannot_write(postgres):
    with pytest.raises(StoreUnavailable), postgres.reading() as db:
        put(db, "a")

    assert kept(postgres) == {}


def test_readers_see_every_row_while_rows_are_mixed(site):
    mixed, seen = threading.Event(), set()
    readers = [threading.Thread(target=look, args=(site.store, mixed, seen)) for _ in range(3)]
    for reader in readers:
        reader.start()

    assert [mixing.mix(site.store, clock.today()) for _ in range(3)] == [True] * 3

    mixed.set()
    for reader in readers:
        reader.join()
    assert seen == {12}


def look(store: Store, enough: threading.Event, seen: set[int]) -> None:
    while not enough.is_set():
        seen.add(count_tickets(store))


def count_tickets(store: Store) -> int:
    with store.reading() as db:
        return len(db.exec(select(Ticket.id)).all())


def test_a_reader_who_takes_her_moment_before_the_gate_would_see_none(site, monkeypatch):
    monkeypatch.setattr(servers, "SHUT", "SELECT 1")

    with site.store.reading() as db:
        db.exec(sa.text("SELECT 1"))  # the moment
        assert mixing.mix(site.store, clock.today())
        seen = db.exec(select(Ticket)).all()

    assert (len(seen), count_tickets(site.store)) == (0, 12)


def test_who_reads_all_through_keeps_nobody_from_a_table_that_is_done(postgres):
    reading = threading.Thread(target=storage.check_whole, args=(postgres,))
    with postgres.engine.connect() as other:
        other.exec_driver_sql("ROLLBACK; BEGIN; LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE")
        reading.start()
        while not asked(postgres, WAITS):
            pass
        held = asked(postgres, HELD)
    reading.join()

    assert held == [("audit_entry",)]


WAITS = "SELECT FROM pg_locks WHERE relation = 'audit_entry'::regclass AND NOT granted"
HELD = """\
SELECT DISTINCT relname::text FROM pg_locks JOIN pg_class ON pg_class.oid = relation
WHERE granted AND relkind = 'r' AND relnamespace::regnamespace::text IN ('content', 'keys')
AND pid <> pg_backend_pid()"""


# --- the work of a night may take longer than a request ---

SLOW = """\
CREATE FUNCTION {schema}.slow() RETURNS {kind} LANGUAGE plpgsql AS
'BEGIN PERFORM pg_sleep(0.4); RETURN {value}; END'"""


@pytest.fixture
def hasty(monkeypatch) -> Callable[[Store], AbstractContextManager[Store]]:
    """The same database for a process whose statements may not take as long as that."""
    monkeypatch.setitem(servers.ASKED, "statement_timeout", "300ms")
    return lambda store: closing(again(store))


def test_a_table_is_read_through_however_long_it_takes(server, tmp_path, settings, hasty):
    with granted(server, tmp_path) as owner:
        found(owner, settings, tmp_path)
        for words in (
            SLOW.format(schema="keys", kind="boolean", value="true"),
            "CREATE POLICY slow ON keys.site USING (keys.slow())",
            "ALTER TABLE keys.site ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        ):
            by_hand(owner, words)

        with hasty(owner) as store:
            storage.check_whole(store)
            with pytest.raises(StoreUnavailable), store.reading() as db:
                db.exec(sa.text("SELECT * FROM site"))


def test_tables_are_brought_to_a_form_however_long_it_takes(bare_postgres, hasty):
    for words in (
        SLOW.format(schema="public", kind="event_trigger", value="").replace("RETURN ;", ""),
        "CREATE EVENT TRIGGER slow ON ddl_command_start WHEN tag IN ('CREATE SCHEMA')"
        " EXECUTE FUNCTION public.slow()",
    ):
        by_hand(bare_postgres, words)

    with hasty(bare_postgres) as store:
        storage.upgrade(store)
        assert storage.revision(store) == storage.newest_revision()


# --- the same on both ---


def test_names_sort_as_in_a_file_whatever_language_the_database_was_made_with(
    mine, file_store, tmp_path
):
    with asking(mine, "postgres") as ask:
        ask("CREATE DATABASE swedish TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'sv'")
    store = ServerStore(url_of(mine, "swedish"), tmp_path)
    storage.upgrade(store)

    assert in_order(store) == in_order(file_store) == sorted(NAMES)
    assert asked(store, "SELECT 'a' < 'B'") == [(True,)]  # which is not the database's own order
    store.close()


NAMES = ["Åsö", "Ärla", "Örby", "zink", "Zon", "a-b", "a b", "ab", "É", "1", "", "_x", "S:t Erik"]


def in_order(store: Store) -> list[str]:
    with store.rehearsing() as db:
        db.add_all(Lease(name=name, holder=b"", until=0) for name in NAMES)
        db.flush()
        return list(db.exec(select(Lease.name).order_by(col(Lease.name))))


# --- what is wrong is told by name, and nothing else is told ---


def test_a_server_that_is_gone_is_told_by_name(tmp_path):
    assert told(ServerStore(url_of(tmp_path, "desk"), tmp_path)) == NOTHING_MORE


def test_a_database_that_is_not_there_is_told_by_name(server, tmp_path):
    assert told(ServerStore(url_of(server, "nowhere"), tmp_path)) == NOTHING_MORE


def test_a_wrong_password_is_told_by_name_and_the_right_one_opens(mine, tmp_path):
    name = made(mine, template(mine))
    (mine / DATA / "pg_hba.conf").write_text(OTHERS_MUST_SAY_IT)
    with asking(mine, "postgres") as ask:
        ask(f"CREATE ROLE other LOGIN SUPERUSER PASSWORD '{PASSWORD}'")
        ask("SELECT pg_reload_conf()")
    other = f"postgresql://other:{{}}@/{name}?host={mine}"

    assert told(ServerStore(other.format("o" + PASSWORD), tmp_path)) == NOTHING_MORE
    right = ServerStore(other.format(PASSWORD), tmp_path)
    assert kept(right) == {}
    right.close()


def told(store: Store) -> list[tuple[bool, str, bool]]:
    """For reading and for writing a store that cannot be opened: whether it is called busy, what is
    said, and whether the password stands anywhere in it.
    """
    with pytest.raises(StoreUnavailable) as reading:
        kept(store)
    with pytest.raises(StoreUnavailable) as writing, store.writing() as db:
        put(db, "a")
    store.close()
    faults = [caught.value for caught in (reading, writing)]
    whole = ["".join(traceback.format_exception(fault)) for fault in faults]
    return [(f.is_busy, str(f), PASSWORD in text) for f, text in zip(faults, whole, strict=True)]


NOTHING_MORE = [(False, "", False)] * 2  # than that it is not there


@pytest.mark.parametrize(
    ("state", "said"),
    [("53100", "is_full"), ("XX001", "is_damaged"), ("40P01", "is_busy"), ("55P03", "is_busy")],
)
def test_what_the_server_says_by_number_is_told_by_name(postgres, state, said):
    complaint = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"

    with pytest.raises(StoreUnavailable) as caught, postgres.writing() as db:
        db.exec(sa.text(complaint))

    names = ("is_full", "is_damaged", "is_busy")
    assert [name for name in names if getattr(caught.value, name)] == [said]


def test_all_connections_in_use_is_told_as_busy(postgres, monkeypatch):
    monkeypatch.setattr(servers, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(servers, "CONNECTIONS", 1)
    monkeypatch.setattr(servers, "FURTHER", 0)
    narrow = again(postgres)

    with narrow.reading(), pytest.raises(StoreUnavailable) as caught:
        kept(narrow)

    narrow.close()
    assert caught.value.is_busy


def test_without_the_driver_the_shell_says_what_to_install(tmp_path):
    home = as_the_shell_has_it(tmp_path / "site").home
    program = "import sys; sys.modules['psycopg'] = None; from pressdesk.cli import main; main()"
    words = [sys.executable, "-c", program, "--data", str(home), "staff", "list"]
    url = {"PRESSDESK_DATABASE_URL": "postgresql://desk@db.example.se/desk"}

    ended = subprocess.run(words, env=os.environ | url, capture_output=True, text=True, check=False)

    assert ended.returncode != 0
    assert "pip install 'pressdesk[postgres]'" in ended.stderr
    assert "Traceback" not in ended.stderr
