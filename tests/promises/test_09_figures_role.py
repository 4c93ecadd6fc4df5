"""Promise 9, below the program: the role of the figures process reads what is published and the
one session that a chief's browser has shown it. Whoever has taken that process over, and speaks SQL
to the database herself, finds no ticket, and no count of any.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
import time_machine
from psycopg.errors import InsufficientPrivilege
from sqlmodel import select

from pressdesk import clock, config
from pressdesk.keytables import Account, StaffSession
from pressdesk.staff import accounts, sessions
from pressdesk.storage import rights
from pressdesk.storage.servers import CONTENT, KEYS, WRITER
from pressdesk.vault import sealing
from tests import figuring, inquiring
from tests.conftest import NOON, SETTINGS, Person, found, holder_of, lodged
from tests.granting import FIGURES, OWNER, Apart, address, as_role, grant, granted

TICKETS = 7
Rows = list[tuple[Any, ...]]


class Scene(NamedTuple):
    """A site at work, and what nobody may see of it as the figures role."""

    site: Apart
    tables: dict[str, int]  # every table of the site's, and its number in the server
    marks: dict[str, str]  # what stands in tickets, keys, slips, accounts and sessions
    ofelia: bytes  # the digest of her session
    clara: bytes


@pytest.fixture(scope="module")
def scene(
    server: Path, tmp_path_factory: pytest.TempPathFactory, _quick_argon2: None
) -> Iterator[Scene]:
    home = tmp_path_factory.mktemp("scene")
    with time_machine.travel(NOON, tick=False), granted(server, home) as store:
        site = Apart(*found(store, config.parse(SETTINGS), home))
        for number in range(TICKETS):
            lodged(site, f"Fråga nummer {number}?")
        inquiring.logged(site)
        figuring.publish(store, [figuring.total("2026-10", 60)])
        digests = [begun(site, person) for person in (site.ofelia, site.clara)]
        with psycopg.connect(address(store), autocommit=True) as admin:
            admin.execute("ANALYZE")  # as the server does by itself now and then
            rows = admin.execute(NUMBERS).fetchall()
            marks = {name: str(admin.execute(words).fetchone()[0]) for name, words in MARKS.items()}
        yield Scene(site, dict(rows), marks, *digests)


NUMBERS = """\
SELECT format('%s.%s', n.nspname, c.relname), c.oid::int FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('content', 'keys') AND c.relkind = 'r'"""
MARKS = {
    "ticket": "SELECT id FROM content.ticket LIMIT 1",
    "handle": "SELECT encode(handle, 'hex') FROM keys.ticket_key LIMIT 1",
    "message": "SELECT encode(sealed, 'hex') FROM content.message LIMIT 1",
    "epoch": "SELECT encode(public, 'hex') FROM keys.epoch LIMIT 1",
    "officer": "SELECT id FROM keys.account WHERE role = 'press_officer'",
    "her name": "SELECT name FROM keys.account WHERE role = 'press_officer'",
    "her session": "SELECT encode(digest, 'hex') FROM keys.staff_session s JOIN keys.account a"
    " ON a.id = s.account_id WHERE role = 'press_officer'",
}


def begun(site: Apart, person: Person) -> bytes:
    """A session of hers; its digest, which whoever has the cookie can work out."""
    now = clock.now().timestamp()
    with site.store.writing() as db:
        private, account = holder_of(db, person).private, accounts.find(db, person.name)
        assert account is not None
        return sealing.digest(sessions.start(db, account, private, clock.today(), now))


def asked(scene: Scene, words: str, *, shown: bytes = b"", role: str = FIGURES) -> Rows:
    """What the role is answered, while a session is shown. Raises psycopg.Error."""
    with as_role(scene.site.store, role) as connection:
        connection.execute("SELECT set_config('pressdesk.session', %s, false)", [shown.hex()])
        given = connection.execute(words)
        return given.fetchall() if given.description else []


def told(rows: Rows) -> str:
    """All of an answer as text, bytes in hexadecimal."""
    shown = [one.hex() if isinstance(one, bytes) else str(one) for row in rows for one in row]
    return "\n".join(shown)


# --- tables ---

WAYS = (
    *("SELECT * FROM {table}", "TABLE {table}", "SELECT count(*) FROM {table}"),
    *("SELECT xmin, ctid FROM {table}", "SELECT 1 FROM {table} LIMIT 0"),
    *("EXPLAIN SELECT * FROM {table}", "EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM {table}"),
    *("COPY {table} TO STDOUT", "COPY {table} TO '/tmp/x'", "COPY {table} TO PROGRAM 'cat'"),
    *("DELETE FROM {table}", "TRUNCATE {table}", "DO $$ BEGIN LOCK TABLE {table}; END $$"),
    *("DECLARE x CURSOR WITH HOLD FOR SELECT * FROM {table}", "PREPARE x AS TABLE {table}"),
    *("SELECT query_to_xml('TABLE {table}', true, false, '')", "SELECT '{table}'::regclass"),
    *("SELECT table_to_xml({oid}, true, false, '')", "SELECT pg_relation_size({oid})"),
    *("SELECT pg_total_relation_size({oid})", "SELECT pg_stat_get_live_tuples({oid})"),
    *("SELECT pg_stat_get_tuples_inserted({oid})", "SELECT pg_stat_get_numscans({oid})"),
    *("CREATE VIEW figures.x AS TABLE {table}", "CREATE TEMP TABLE x AS TABLE {table}"),
    "DO $$ BEGIN PERFORM * FROM {table}; END $$",
    "CREATE FUNCTION figures.x() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM {table}'",
)


@pytest.mark.parametrize("words", WAYS)
def test_no_way_into_any_table_is_open_to_the_figures_role(scene, words):
    assert {name.partition(".")[2] for name in scene.tables} == set(rights.WEB)
    with as_role(scene.site.store, FIGURES) as figures:
        for table, oid in scene.tables.items():
            with pytest.raises(InsufficientPrivilege):
                figures.execute(words.format(table=table, oid=oid))


OPEN = [words for words in WAYS if words.startswith(("SELECT", "TABLE", "EXPLAIN"))]


@pytest.mark.parametrize("words", OPEN)
def test_the_same_ways_are_open_to_a_role_that_has_more(scene, words):
    oid = scene.tables["content.ticket"]

    assert asked(scene, words.format(table="content.ticket", oid=oid), role=OWNER) is not None


def test_a_role_that_was_granted_too_much_is_seen_by_these_attacks(scene):
    with psycopg.connect(address(scene.site.store), autocommit=True) as admin:
        admin.execute(f"GRANT USAGE ON SCHEMA {CONTENT} TO {FIGURES}")
        admin.execute(f"GRANT SELECT ON content.ticket TO {FIGURES}")
        try:
            assert scene.marks["ticket"] in told(asked(scene, "SELECT * FROM content.ticket"))
        finally:
            admin.execute(f"REVOKE ALL ON SCHEMA {CONTENT} FROM {FIGURES}")
            admin.execute(f"REVOKE ALL ON content.ticket FROM {FIGURES}")


# --- what a server tells of its tables ---

REFUSED = (
    *("SELECT reltuples FROM pg_class", "SELECT relpages FROM pg_class", "SELECT * FROM pg_class"),
    *("SELECT relfilenode FROM pg_class", "SELECT relfrozenxid FROM pg_class"),
    *("SELECT * FROM pg_statistic", "SELECT * FROM pg_stat_user_tables"),
    *("SELECT * FROM pg_stat_all_indexes", "SELECT * FROM pg_statio_user_tables"),
    *("SELECT * FROM pg_stat_database", "SELECT * FROM pg_stat_activity", "TABLE pg_stat_wal"),
    *("SELECT * FROM pg_locks", "SELECT * FROM pg_stat_bgwriter", "TABLE pg_stat_progress_vacuum"),
    *("SELECT pg_database_size(current_database())", "SELECT pg_tablespace_size('pg_default')"),
    *("SELECT pg_current_wal_lsn()", "SELECT txid_current()", "SELECT pg_current_snapshot()"),
    *("SELECT pg_current_xact_id()", "SELECT * FROM pg_control_checkpoint()"),
    *("SELECT pg_read_file('PG_VERSION')", "SELECT * FROM pg_ls_dir('.')", "SELECT pg_ls_waldir()"),
    *("SELECT lo_import('/etc/passwd')", "SELECT lo_from_bytea(0, '')", "SELECT lo_create(0)"),
    *("TABLE pg_authid", "TABLE pg_largeobject", "TABLE pg_hba_file_rules", "CHECKPOINT"),
    *("SET ROLE press_owner", "SET ROLE press_web", "SET ROLE desk"),
    *("SET SESSION AUTHORIZATION desk", "ALTER ROLE press_figures BYPASSRLS"),
    *("GRANT press_owner TO press_figures", "GRANT pg_read_all_data TO press_figures"),
    *(
        "CREATE TABLE figures.x (id int)",
        "CREATE TABLE public.x (id int)",
        "CREATE TEMP TABLE x ()",
    ),
    *("CREATE SCHEMA x", "CREATE OR REPLACE VIEW figures.site AS SELECT 1", "CREATE ROLE x"),
    *("DROP VIEW figures.site", "ALTER VIEW figures.account OWNER TO press_figures"),
    "CREATE OR REPLACE FUNCTION figures.own_session() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    *("ALTER FUNCTION figures.own_session() SET search_path = public", "ALTER SYSTEM SET x.y = 1"),
    *("UPDATE figures.figure_release SET body = ''", "DELETE FROM figures.figure_release"),
    *("DELETE FROM figures.ledger_entry", "UPDATE figures.site SET founded = '2020-01'"),
    *(
        "INSERT INTO figures.site VALUES ('site')",
        "UPDATE figures.account SET role = 'press_officer'",
    ),
    *("UPDATE figures.staff_session SET ends = 0", "UPDATE figures.staff_session SET digest = ''"),
    "INSERT INTO figures.figure_release VALUES ('total', '2026-09', '{}')",
    *("COPY figures.figure_release FROM STDIN", "COPY figures.site FROM PROGRAM 'id'"),
    # The lock of whoever writes: held for ever, nobody could.
    *(f"SELECT pg_advisory_lock({WRITER})", f"SELECT pg_try_advisory_xact_lock({WRITER})"),
)


@pytest.mark.parametrize("words", REFUSED)
def test_neither_the_servers_own_tables_nor_its_tools_help(scene, words):
    with pytest.raises(InsufficientPrivilege):
        asked(scene, words)


def test_a_server_as_it_comes_would_tell_how_many_tickets_there_are(scene):
    count = "SELECT reltuples::int FROM pg_class WHERE relname = 'ticket'"
    with psycopg.connect(address(scene.site.store), autocommit=True) as admin:
        admin.execute("GRANT SELECT ON pg_catalog.pg_class TO PUBLIC")
        try:
            assert asked(scene, count) == [(TICKETS,)]
        finally:
            grant(scene.site.store)
    with pytest.raises(InsufficientPrivilege):
        asked(scene, count)


SILENT = (
    *("TABLE pg_stats", "TABLE pg_stats_ext", "TABLE pg_stats_ext_exprs", "TABLE pg_policies"),
    *("TABLE pg_largeobject_metadata", "TABLE pg_prepared_statements", "TABLE pg_cursors"),
    "SELECT * FROM information_schema.columns WHERE table_schema IN ('content', 'keys')",
    "SELECT * FROM information_schema.tables WHERE table_schema IN ('content', 'keys')",
)


@pytest.mark.parametrize("words", SILENT)
def test_what_it_may_ask_the_server_says_nothing_of_tables(scene, words):
    rows = [row for row in asked(scene, words) if CONTENT in row or KEYS in row]

    assert rows == []


# --- what it has ---


def test_it_reads_what_is_published(scene):
    rows = asked(scene, "SELECT table_name, period FROM figures.figure_release")

    assert rows == [("total", "2026-10")]


def everything(scene: Scene, shown: bytes) -> str:
    """All that its own views tell."""
    rows = [asked(scene, f"TABLE figures.{view}", shown=shown) for view in rights.VIEWS]
    return told([row for found in rows for row in found])


@pytest.mark.parametrize("whose", ["nobody", "ofelia", "clara"])
def test_no_session_that_is_shown_brings_an_officers_account_or_any_ticket(scene, whose):
    shown = {"nobody": b"", "ofelia": scene.ofelia, "clara": scene.clara}[whose]

    found = everything(scene, shown)

    assert [name for name, mark in scene.marks.items() if mark in found] == []


def test_without_the_rule_on_roles_an_officers_session_would_be_there(scene):
    assert scene.marks["her session"] in told(asked(scene, "TABLE keys.staff_session", role=OWNER))
    assert scene.marks["her session"] == scene.ofelia.hex()


def test_a_chiefs_session_that_nobody_shows_is_not_there(scene):
    assert asked(scene, "TABLE figures.staff_session") == []
    assert asked(scene, "TABLE figures.account") == []
    assert len(asked(scene, "TABLE figures.staff_session", shown=scene.clara)) == 1


def test_of_the_chiefs_account_it_sees_nothing_that_opens_anything(scene):
    row = asked(scene, f"SELECT {', '.join(LOCKED)} FROM figures.account", shown=scene.clara)

    assert row == [(None,) * len(LOCKED)]


LOCKED = ("recipe", "private_locked", "totp_locked", "pin", "totp_step", "enrol_digest")
TRICKS = (
    "SELECT * FROM figures.account WHERE name::int = 1",  # an error would tell the name
    "SELECT * FROM figures.account WHERE 1 / (position('o' in name) - 1) = 1",
    "SELECT * FROM figures.staff_session WHERE encode(digest, 'hex')::int = 1",
    "SELECT * FROM figures.own_session() WHERE idle_until::text::uuid IS NULL",
)


@pytest.mark.parametrize("words", TRICKS)
def test_no_condition_is_asked_of_rows_that_it_must_not_see(scene, words):
    assert asked(scene, words) == []


@pytest.mark.parametrize("view", ["staff_session", "account"])
def test_no_plan_tells_how_many_rows_were_passed_over(scene, view):
    plan = told(asked(scene, f"EXPLAIN (ANALYZE, VERBOSE, BUFFERS) TABLE figures.{view}"))

    assert "Function Scan" in plan
    assert "Removed" not in plan
    assert "keys." not in plan


def all_sessions(scene: Scene) -> dict[bytes, int]:
    with scene.site.store.reading() as db:
        return {row.digest: row.idle_until for row in db.exec(select(StaffSession))}


def test_it_moves_and_ends_no_session_but_the_one_it_was_shown(scene):
    before = all_sessions(scene)
    for shown in (b"", scene.ofelia):
        asked(scene, "UPDATE figures.staff_session SET idle_until = 0", shown=shown)
        asked(scene, "DELETE FROM figures.staff_session", shown=shown)
        asked(scene, "UPDATE figures.account SET language = 'en'", shown=shown)
    assert all_sessions(scene) == before

    asked(scene, "UPDATE figures.staff_session SET idle_until = 7", shown=scene.clara)

    assert all_sessions(scene) == before | {scene.clara: 7}
    with scene.site.store.reading() as db:
        assert {account.language for account in db.exec(select(Account))} == {None}


def test_copying_out_what_it_has_copies_nothing_else(scene):
    with as_role(scene.site.store, FIGURES) as figures:
        told_out = io.BytesIO()
        for view in rights.VIEWS:
            with figures.cursor().copy(f"COPY (TABLE figures.{view}) TO STDOUT") as rows:
                told_out.writelines(rows)

    assert [mark for mark in scene.marks.values() if mark.encode() in told_out.getvalue()] == []
