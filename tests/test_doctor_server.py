"""Doctor looks at the server: what it logs, who the role is, what copies it, who listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pressdesk import config
from pressdesk.cli.doctor import place, records, server
from pressdesk.cli.doctor.findings import Finding
from pressdesk.cli.doctor.watch import Watch
from pressdesk.storage import ServerStore, standing
from pressdesk.storage.standing import Standing
from pressdesk.web import site as sites
from tests import postgres as servers
from tests.conftest import QUESTION, SETTINGS, Desk, found, lodged
from tests.moving import address

FAR = "postgresql://desk@db.example.se/desk"
GOOD = Standing(
    settings={"server_version_num": "150004", "log_min_messages": "fatal", "data_checksums": "on"},
    role="web",
    is_superuser=False,
    may_make=False,
    tables=30,
    owned=0,
    standbys=0,
    slots=0,
    is_encrypted=False,
    is_local=True,
)


def given(**more: object) -> config.Settings:
    return config.parse(SETTINGS | {"database_url": FAR} | more)


def judged(changed: Standing, **settings: object) -> dict[str, Finding]:
    """What is not fine."""
    found = server.judged(changed, given(**settings))
    return {finding.check: finding for finding in found if finding.level != "fine"}


def with_settings(**changed: str) -> Standing:
    return GOOD._replace(settings=GOOD.settings | {"log_min_messages": "warning"} | changed)


@contextmanager
def set_there(store: ServerStore, *words: str) -> Iterator[None]:
    """What an administrator sets for the database, for new connections, as long as it lasts."""
    name = store.engine.url.database
    try:
        for word in words:
            with servers.asking(store.home, "postgres") as ask:
                ask(f"ALTER DATABASE {name} SET {word}")
        store.engine.dispose()
        yield
    finally:
        store.engine.dispose()


# What a standing means


def test_a_good_server_is_fine():
    assert judged(GOOD) == {}


@pytest.mark.parametrize(
    "name_value",
    [
        "log_statement=all",
        "log_statement=mod",
        "log_duration=on",
        "log_min_duration_statement=0",
        "log_min_duration_statement=250",
        "log_transaction_sample_rate=0.1",
        "log_parameter_max_length_on_error=-1",
        "auto_explain.log_min_duration=0",
        "pgaudit.log=write",
    ],
)
def test_a_server_that_logs_what_is_written_or_when_closes_the_form(name_value):
    name, _, value = name_value.partition("=")

    finding = judged(with_settings(**{name: value}))["server-log"]

    assert (finding.level, finding.closes) == ("grave", True)
    assert f"{name} = {value}" in finding.says
    assert "server-log" not in judged(with_settings(**{name: value, "log_min_messages": "fatal"}))


def test_sampled_statements_count_only_where_some_are_taken():
    slow = {"log_min_duration_sample": "0", "log_statement_sample_rate": "1"}

    assert judged(with_settings(**slow))["server-log"].closes
    none = slow | {"log_statement_sample_rate": "0"}
    assert not judged(with_settings(**none))["server-log"].closes


def test_failing_statements_and_connections_in_the_log_are_to_be_seen_to():
    found = judged(with_settings(log_statement="ddl", log_connections="on"))

    assert {name: one.level for name, one in found.items()} == {
        "server-log": "heed",
        "server-log-connections": "heed",
    }
    assert "ALTER ROLE \"web\" SET log_min_messages = 'fatal'" in found["server-log"].do


@pytest.mark.parametrize(
    ("changed", "level", "says"),
    [
        ({"is_superuser": True}, "heed", "superuser"),
        ({"owned": 29}, "grave", "1 tables are not"),
        ({"owned": 30, "may_make": True}, "heed", "owns the tables"),
        ({"may_make": True}, "heed", "could make some"),
    ],
)
def test_a_role_that_may_too_much_or_too_little_is_told(changed, level, says):
    finding = judged(GOOD._replace(**changed))["server-role"]

    assert finding.level == level
    assert says in finding.says
    assert "pressdesk roles" in finding.do


@pytest.mark.parametrize(
    "changed", [{"standbys": 1}, {"slots": 1}, {"settings": {"archive_mode": "on"}}]
)
def test_copies_of_the_server_are_told_and_grave_when_somebody_said_there_are_none(changed):
    more = {k: GOOD.settings | v if k == "settings" else v for k, v in changed.items()}

    assert judged(GOOD._replace(**more))["server-copies"].level == "heed"
    said = judged(GOOD._replace(**more), snapshots_excluded=True)["server-copies"]
    assert said.level == "grave"
    assert "snapshots_excluded says otherwise" in said.says


@pytest.mark.parametrize(
    ("is_encrypted", "url", "level"),
    [
        (False, FAR, "grave"),
        (True, FAR, "heed"),
        (True, f"{FAR}?sslmode=require", "heed"),
        (True, f"{FAR}?sslmode=verify-full", None),
    ],
)
def test_a_line_over_a_network_is_encrypted_and_its_end_checked(is_encrypted, url, level):
    far = GOOD._replace(is_local=False, is_encrypted=is_encrypted)

    found = judged(far, database_url=url)

    assert found["server-line"].level == level if level else found == {}


@pytest.mark.parametrize(
    ("name", "value", "check", "level"),
    [
        ("server_version_num", "140011", "server-version", "grave"),
        ("data_checksums", "off", "server-checksums", "heed"),
    ],
)
def test_an_old_server_and_one_without_checksums_are_told(name, value, check, level):
    changed = GOOD._replace(settings=GOOD.settings | {name: value})

    assert {n: one.level for n, one in judged(changed).items()} == {check: level}


def test_an_address_file_that_others_can_read_is_grave(tmp_path):
    path = tmp_path / "owner.url"
    path.write_text(FAR)
    path.chmod(0o600)
    assert list(server.address_file({server.ADDRESS_FILE: str(path)})) == []

    path.chmod(0o640)

    (finding,) = server.address_file({server.ADDRESS_FILE: str(path)})
    assert (finding.check, finding.level) == ("server-address", "grave")
    assert list(server.address_file({})) == []


# A real server


@pytest.fixture
def on_server(postgres, server, settings, tmp_path, wall_clock) -> Desk:
    postgres.home = server
    return found(postgres, settings, tmp_path)


def logged(home: Path) -> str:
    return (home / "log").read_text(errors="replace")


def test_what_doctor_warns_of_is_what_the_server_logs_and_its_advice_ends_it(on_server):
    store = on_server.store
    with set_there(store, "log_statement = 'mod'", "log_min_messages = 'warning'"):
        before = len(logged(store.home))
        Watch().look_inside(on_server.site)
        lodged(on_server)
        assert "server-log" in sites.closed_by(on_server.site)
        assert "INSERT INTO ticket" in logged(store.home)[before:]

    with set_there(store, "log_min_messages = 'fatal'"):
        before = len(logged(store.home))
        Watch().look_inside(on_server.site)
        lodged(on_server, QUESTION * 2)
        assert "server-log" not in sites.closed_by(on_server.site)
        assert "INSERT" not in logged(store.home)[before:]


def test_the_standing_of_a_real_server_says_who_owns_what(on_server):
    store = on_server.store
    mine = standing.of_server(store)
    assert (mine.role, mine.is_superuser, mine.is_local, mine.owned) == (
        "desk", True, True, mine.tables,
    )  # fmt: skip

    with servers.asking(store.home, "postgres") as ask:
        ask("CREATE ROLE passer LOGIN")
    with store.writing() as db:
        for words in ("USAGE ON SCHEMA content, keys", "SELECT ON ALL TABLES IN SCHEMA content"):
            db.connection().exec_driver_sql(f"GRANT {words} TO passer")
        db.connection().exec_driver_sql("ALTER TABLE content.mask OWNER TO passer")
    other = ServerStore(address(store).replace("desk@", "passer@"), store.home)
    theirs = standing.of_server(other)
    other.close()

    with store.writing() as db:
        db.connection().exec_driver_sql("ALTER TABLE content.mask OWNER TO desk")
        db.connection().exec_driver_sql("DROP OWNED BY passer")
    with servers.asking(store.home, "postgres") as ask:
        ask("DROP ROLE passer")
    assert (theirs.role, theirs.is_superuser, theirs.owned) == ("passer", False, 1)
    assert judged(theirs)["server-role"].level == "grave"


def test_a_server_that_notes_the_time_of_each_commit_closes_the_form(postgres_with_times):
    (finding, *_rest) = records.database(postgres_with_times, postgres_with_times.home)

    assert (finding.check, finding.level, finding.closes) == ("pragmas", "grave", True)
    assert "track_commit_timestamp = off" in finding.do


def test_a_server_that_is_gone_is_grave_and_closes_nothing_and_an_empty_one_holds_no_site(
    postgres, tmp_path
):
    gone = ServerStore("postgresql://desk@/desk?host=/nowhere", tmp_path)
    (silent,) = records.database(gone, tmp_path)
    empty = list(records.database(postgres, tmp_path))[-1]

    assert (silent.level, silent.closes) == ("grave", False)
    assert "psql" in silent.do
    assert (empty.level, empty.says) == ("grave", "The server's database holds no site.")


def test_a_file_beside_a_site_on_a_server_holds_old_keys(tmp_path, monkeypatch):
    home = tmp_path / "site"
    home.mkdir(mode=0o700)
    for name in ("pepper", "pressdesk.toml", "desk.db", "before-move.db"):
        (home / name).touch(0o600)
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", FAR)

    told = [one.says for one in place.check(home) if one.check == "old-keys"]

    assert len(told) == 2
    assert all("keys of" in says for says in told)
