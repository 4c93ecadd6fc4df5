"""Three roles in a database on a server: each does all of its work, and can do nothing else."""

import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner
from flask.testing import FlaskClient
from psycopg.errors import InsufficientPrivilege

from pressdesk import config, storage
from pressdesk.cli import folder, nightly, shell
from pressdesk.cli import roles as command
from pressdesk.cli.doctor.front import reading
from pressdesk.errors import ShellError
from pressdesk.schema import Record
from pressdesk.storage import ServerStore, rights, roles
from pressdesk.vault import pepper
from tests import figuring, inquiring, processes, test_deploy_fronts
from tests.conftest import PEPPER, SETTINGS, Desk, Person, fields, found, ref_of, sign_in
from tests.gallery.tour import photographed
from tests.granting import FIGURES, OWNER, WEB, Apart, address, as_role, grant, granted, opened
from tests.pages import act, fetch, sent
from tests.pages import opened as read_with
from tests.postgres import INSTALLED, database
from tests.processes import Process, serving
from tests.promises import wire
from tests.test_deploy_fronts import DEPLOY

ALL = (OWNER, WEB, FIGURES)


@pytest.fixture(scope="module")
def empty(server: Path) -> Iterator[ServerStore]:
    """All tables and the roles, and no site: for what changes nothing."""
    with granted(server, server) as store:
        yield store


@pytest.fixture
def apart(server: Path, tmp_path: Path, wall_clock: time_machine.Traveller) -> Iterator[Apart]:
    """A founded site; its pages are the web role's, its tables the owner's."""
    with granted(server, tmp_path) as store:
        yield Apart(*found(store, config.parse(SETTINGS), tmp_path))


def tried(store: ServerStore, role: str, words: str) -> list[tuple[Any, ...]]:
    """What a statement of the role's gives. Raises psycopg.Error."""
    with as_role(store, role) as connection:
        given = connection.execute(words)
        return given.fetchall() if given.description else []


# --- the web role ---


def test_every_table_there_is_has_been_decided_about():
    assert set(rights.WEB) == {*Record.metadata.tables, "alembic_version"}


def test_what_is_decided_is_what_the_database_gives(empty):
    given: dict[str, set[str]] = {}
    for name, right in tried(empty, WEB, GIVEN):
        given.setdefault(name, set()).add(right)

    decided = {name: set(may.split(", ")) for name, may in rights.WEB.items()}
    assert given == decided | {"site": {"SELECT"}}  # and a column of it


GIVEN = """\
SELECT table_name, privilege_type FROM information_schema.role_table_grants
WHERE table_schema IN ('content', 'keys') AND grantee IN ('press_web', 'PUBLIC')"""


def test_a_table_that_is_made_later_is_nobodys_until_somebody_decides(server, tmp_path):
    with granted(server, tmp_path) as store:
        tried(store, OWNER, "CREATE TABLE keys.novelty (id int)")
        storage.upgrade(store)

        for role in (WEB, FIGURES):
            with pytest.raises(InsufficientPrivilege):
                tried(store, role, "SELECT * FROM keys.novelty")


DEFINITIONS = (
    *("CREATE TABLE content.x (id int)", "CREATE TABLE keys.x (id int)"),
    *("CREATE TABLE public.x (id int)", "CREATE TEMP TABLE x (id int)", "SELECT 1 INTO keys.x"),
    *("SELECT 1 AS id INTO TEMP x", "CREATE SCHEMA x", "CREATE VIEW keys.x AS SELECT 1"),
    *("CREATE SEQUENCE keys.x", "CREATE TYPE keys.x AS (id int)", "CREATE DATABASE x"),
    "CREATE FUNCTION keys.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION public.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    *("CREATE INDEX ON ticket (week)", "CREATE RULE x AS ON INSERT TO slip DO NOTHING"),
    "CREATE TRIGGER x BEFORE INSERT ON slip EXECUTE FUNCTION what_is_published_stays()",
    *("ALTER TABLE ticket ADD COLUMN who text", "ALTER TABLE ticket DISABLE TRIGGER ALL"),
    *("ALTER TABLE ticket OWNER TO press_web", "ALTER ROLE press_web SUPERUSER", "CREATE ROLE x"),
    *("DROP TABLE slip", "DROP FUNCTION what_is_published_stays()", "DROP SCHEMA keys CASCADE"),
    *(
        "TRUNCATE ticket",
        "TRUNCATE lease",
        "TRUNCATE figure_release",
        "COMMENT ON TABLE slip IS ''",
    ),
    *("GRANT press_owner TO press_web", "GRANT press_web TO press_figures"),
    *("SET ROLE press_owner", "SET ROLE desk", "SET SESSION AUTHORIZATION desk"),
    *("SET session_replication_role = replica", "ALTER SYSTEM SET fsync = off"),
    "DO $$ BEGIN EXECUTE 'CREATE TABLE keys.x (id int)'; END $$",
    *("COPY slip TO '/tmp/x'", "COPY slip TO PROGRAM 'cat'", "SELECT pg_read_file('PG_VERSION')"),
)


@pytest.mark.parametrize("words", DEFINITIONS)
def test_the_web_role_defines_nothing(empty, words):
    with pytest.raises(InsufficientPrivilege, match="denied|must"):
        tried(empty, WEB, words)


def test_the_web_role_hands_no_right_on(empty):
    tried(empty, WEB, "GRANT USAGE ON SCHEMA content TO press_figures")  # warned, and not done
    tried(empty, WEB, "GRANT SELECT ON ticket TO press_figures")

    with pytest.raises(InsufficientPrivilege):
        tried(empty, FIGURES, "SELECT * FROM content.ticket")


def test_the_owner_may_define_what_the_web_role_may_not(empty):
    tried(empty, OWNER, "CREATE TABLE keys.x (id int)")
    tried(empty, OWNER, "TRUNCATE lease")

    assert tried(empty, OWNER, "DROP TABLE keys.x") == []


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE figure_release SET body = ''",
        "DELETE FROM figure_release",
        "UPDATE ledger_entry SET digest = ''",
        "DELETE FROM ledger_entry",
        "UPDATE figure_year SET tables = ''",
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET who = ''",
        "DELETE FROM purge_record",
        "INSERT INTO purge_record (day, decision) VALUES ('2026-01-01', '')",
        "UPDATE site SET founded = '2020-01'",
        "DELETE FROM site",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_the_web_role_changes_nothing_that_is_to_stay(empty, words):
    with pytest.raises(InsufficientPrivilege):
        tried(empty, WEB, words)


def test_an_employees_and_an_officers_day_need_nothing_but_the_web_role(apart):
    employee, ofelia = apart.app().test_client(), signed_in(apart)
    code = sent(employee, "Vad får jag säga om badhuset?").code
    ref = ref_of(apart, "Vad får jag säga om badhuset?")
    assert act(ofelia, ref, "ta").status == 303
    assert act(ofelia, ref, "svara", text="Allt du vill.", action="send").status == 303

    assert "Allt du vill." in read_with(employee, code).text
    form = {"receipt": code, "confirm": "yes"}
    assert employee.post("/svar/radera", data=form).status_code == 200
    assert fetch(ofelia, f"/register/{inquiring.logged(apart)}").status == 200
    for path in ("/desk/", "/register/", "/siffror/", "/konto/logg", "/register/jour/"):
        assert fetch(ofelia, path).status == 200


@pytest.mark.long  # a quarter of a minute and more
def test_every_page_there_is_needs_nothing_but_the_web_role(apart):
    assert len(photographed(apart).kept()) > 100


def signed_in(apart: Apart) -> FlaskClient:
    client = apart.app().test_client()
    assert sign_in(client, apart.ofelia).status_code == 303
    return client


# --- the owner ---


def test_the_nights_work_needs_nothing_but_the_owner(apart):
    sent(apart.app().test_client(), "Vad får jag säga om badhuset?")

    ran = nightly.run(apart.site, holder=bytes(16))

    assert ran.tidied is not None
    assert ran.is_mixed
    assert tried(apart.store, WEB, "SELECT count(*) FROM ticket") == [(1,)]


def test_a_database_without_tables_gets_its_roles_first_and_its_rights_with_its_tables(server):
    with database(server, is_bare=True) as bare:
        grant(bare)
        owner = opened(bare, OWNER)
        storage.upgrade(owner, "0005")
        with pytest.raises(InsufficientPrivilege):
            tried(bare, WEB, "SELECT * FROM slip")
        storage.upgrade(owner)
        owner.close()

        assert tried(bare, WEB, "SELECT * FROM slip") == []
        assert tried(bare, FIGURES, "SELECT * FROM figures.figure_release") == []


def test_the_views_do_not_keep_a_later_form_from_changing_their_tables(server, tmp_path):
    with granted(server, tmp_path) as store:
        with pytest.raises(psycopg.errors.DependentObjectsStillExist):
            tried(store, OWNER, "ALTER TABLE figure_release DROP COLUMN body")

        with store.writing() as db:
            connection = db.connection()
            kept = rights.withdraw(connection)
            connection.exec_driver_sql("ALTER TABLE figure_release ALTER body TYPE varchar(9000)")
            rights.give(connection, kept)

        assert tried(store, FIGURES, "SELECT * FROM figures.figure_release") == []


def test_a_site_of_the_newest_form_gets_the_order_of_a_file_too(server, tmp_path):
    with granted(server, tmp_path) as store:
        with store.writing() as db:
            owner = db.connection()
            had = rights.withdraw(owner)
            owner.exec_driver_sql(f"ALTER TABLE {OTHERWISE}")
            rights.give(owner, had)

        storage.upgrade(store)

        assert tried(store, WEB, COLLATIONS) == [("C",)]
        assert tried(store, FIGURES, "SELECT period FROM figures.figure_release") == []


OTHERWISE = 'figure_release ALTER COLUMN period TYPE varchar(8) COLLATE "sv-x-icu"'
COLLATIONS = """\
SELECT DISTINCT collation_name FROM information_schema.columns
WHERE table_schema IN ('content', 'keys') AND data_type IN ('character varying', 'text')"""


def test_an_upgrade_gives_nothing_to_a_role_that_comes_in_for_a_part(server, tmp_path):
    with granted(server, tmp_path) as store:
        with psycopg.connect(address(store), autocommit=True) as admin:
            admin.execute("CREATE ROLE press_copying LOGIN")
            admin.execute(f"GRANT CONNECT ON DATABASE {store.engine.url.database} TO press_copying")
            admin.execute("GRANT USAGE ON SCHEMA content TO press_copying")

        storage.upgrade(store)

        try:
            with pytest.raises(InsufficientPrivilege):
                tried(store, "press_copying", "DELETE FROM ticket")
        finally:
            with psycopg.connect(address(store), autocommit=True) as admin:
                admin.execute("DROP OWNED BY press_copying")
                admin.execute("DROP ROLE press_copying")


def test_each_view_has_all_columns_of_its_table(empty):
    inspector = sa.inspect(empty.engine)
    for view in set(rights.VIEWS) - {"alembic_version"}:
        shown = {each["name"] for each in inspector.get_columns(view, schema="figures")}
        assert shown == set(Record.metadata.tables[view].columns.keys()), view


# --- the figures process ---


@pytest.fixture
def published(apart: Apart) -> Apart:
    """With a year of figures."""
    made = [*figuring.whole_year(2025), *figuring.asked(2025)]
    figuring.publish(apart.store, made, founded="2024-12")
    return apart.with_settings(open_figures=True)


def carried(client: FlaskClient, to: FlaskClient) -> FlaskClient:
    """A browser's cookies reach the other process too: the host is the same."""
    for cookie in client._cookies.values():  # noqa: SLF001
        to.set_cookie(cookie.key, cookie.value, path="/", domain=cookie.domain)
    return to


@pytest.fixture
def clara(published: Apart) -> FlaskClient:
    """Her browser at the figures process, after she has signed in at the other."""
    client = published.app().test_client()
    assert sign_in(client, published.clara).status_code == 303
    return carried(client, published.reader().test_client())


PATHS = ("", "utveckling", "metod", "2025", "2025-01", "alla.csv", "2025-01/total.svg")


def test_the_chief_reads_all_figures_at_the_figures_process(clara, published):
    at_web = carried(clara, published.app().test_client())

    for path in PATHS:
        page = clara.get(f"/siffror/{path}")
        assert page.status_code == 200, path
        assert plain(page.text) == plain(at_web.get(f"/siffror/{path}").text), path


def plain(text: str) -> str:
    """Without form tokens, which are signed anew each time."""
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line)


def test_everybody_reads_open_figures_and_health_there(published):
    nobody = published.reader().test_client()

    pages = [nobody.get(path) for path in ("/oppna-siffror/", "/halsa", "/static/pressdesk.css")]

    assert [page.status_code for page in pages] == [200, 200, 200]


def test_every_other_address_is_not_found_there(clara, published):
    app = published.reader()
    served = set()
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<period>", "2025").replace("<", "").replace(">", "")
        ways = (rule.methods or set()) & {"GET", "POST"}
        if {clara.open(path, method=way).status_code for way in ways} != {404}:
            served.add(rule.rule)

    assert {rule.split("/")[1] for rule in served} <= SERVED
    assert {"/siffror/", "/konto/logga-ut", "/konto/sprak"} <= served


SERVED = {"siffror", "oppna-siffror", "halsa", "static", "konto"}


def test_what_she_sends_there_is_known_by_both_processes(clara, published):
    page = clara.get("/siffror/").text
    form = fields(page, "/konto/sprak") | {"language": "en", "page": "/siffror/"}
    assert clara.post("/konto/sprak", data=form).headers["Location"] == "/en/siffror/"
    at_web = carried(clara, published.app().test_client())
    assert at_web.get("/siffror/").headers["Location"] == "/en/siffror/"
    form = fields(clara.get("/en/siffror/").text, "/konto/logga-ut")

    assert at_web.post("/konto/logga-ut", data=form).status_code == 303
    assert clara.get("/siffror/").status_code == 401


def test_she_signs_out_there_too(clara, published):
    form = fields(clara.get("/siffror/").text, "/konto/logga-ut")

    assert clara.post("/konto/logga-ut", data=form).status_code == 303
    assert carried(clara, published.app().test_client()).get("/siffror/").status_code == 401
    assert clara.get("/siffror/").status_code == 401


def test_while_she_reads_there_she_stays_signed_in_and_no_longer(clara, wall_clock):
    for _ in range(4):
        wall_clock.shift(20 * 60)
        assert clara.get("/siffror/").status_code == 200
    wall_clock.shift(31 * 60)

    assert clara.get("/siffror/").status_code == 401


def test_an_officers_session_is_unknown_there(published):
    client = carried(signed_in(published), published.reader().test_client())

    assert client.get("/siffror/").status_code == 401


def test_figures_are_served_while_somebody_writes(clara, published, wall_clock):
    wall_clock.shift(120)  # her session is moved on
    with published.store.writing():
        assert clara.get("/siffror/").status_code == 200


@pytest.fixture
def both(server: Path, tmp_path: Path, real_argon2: None) -> Iterator[tuple[Desk, list[Process]]]:
    """A site on https, served by a real process for the figures, and by one for all else."""
    with granted(server, tmp_path) as store:
        homes = [tmp_path / "web", tmp_path / "figures"]
        given = {"public_url": "https://localhost"}
        web, figures = opened(store, WEB), opened(store, FIGURES)
        processes.write_folder(homes[0], web, **given)
        processes.write_folder(homes[1], figures, pepper=pepper.outer(PEPPER), **given)
        desk = found(store, config.load(homes[0], {}), homes[0])
        web.close()
        figures.close()
        with serving(homes[0]) as ours, serving(homes[1], 1, "--figures") as apart:
            yield desk, [*ours, *apart]


def test_a_real_process_for_the_figures_begins_serves_and_ends(both):
    _desk, (_web, figures) = both

    answers = [wire.ask(figures.port, "GET", path).status for path in ("/halsa", "/siffror/", "/")]

    assert answers == [200, 401, 404]
    assert figures.stopped() == 0
    assert "ERROR" not in figures.err


@pytest.mark.long  # the real web servers
@pytest.mark.parametrize("name", test_deploy_fronts.FOR_MANY)
def test_behind_one_address_each_reads_the_figures_where_she_may(both, name, tmp_path, monkeypatch):
    desk, (web, figures) = both
    monkeypatch.setattr(test_deploy_fronts, "DEPLOY", tmp_path)
    (tmp_path / name).write_text(with_figures(name).replace(":8090", f":{figures.port}"))
    with test_deploy_fronts.in_front(name, tmp_path, [web, web]) as running:
        by_clara, by_ofelia = (entered(running, each) for each in (desk.clara, desk.ofelia))
        nobody = running.ask("GET", "/siffror/")
        figures.stopped()
        without = running.ask("GET", "/siffror/", Cookie=by_clara)

    assert (nobody.status, without.status) == (401, 503)
    assert by_clara != by_ofelia


def with_figures(name: str) -> str:
    """A file of deploy/ with the marks before the lines for /siffror taken away."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    return re.sub(r"^(\s*)#(?=\S|    |\t)", r"\1", text, flags=re.MULTILINE)


def entered(running: test_deploy_fronts.Running, person: Person) -> str:
    """Her cookies, once she has signed in and read the figures."""
    page = running.ask("GET", "/konto/logga-in")
    given = {"name": person.name, "passphrase": person.phrase, "code": person.code()}
    cookies = "; ".join(each.partition(";")[0] for each in page.all("set-cookie"))
    signed = running.ask(
        "POST",
        "/konto/logga-in",
        fields(page.text) | given,
        Cookie=cookies,
        Referer="https://localhost/konto/logga-in",
    )
    assert signed.status == 303, signed.text
    cookies = "; ".join(each.partition(";")[0] for each in signed.all("set-cookie"))
    read = running.ask("GET", "/siffror/", Cookie=cookies)
    assert read.status == 200
    assert f"Inloggad som {person.name}" in read.text
    return cookies


@pytest.mark.parametrize(
    ("name", "kind"), [("nginx-many.conf", "nginx"), ("Caddyfile.many", "caddy")]
)
def test_doctor_has_no_complaint_about_a_figures_process_behind_the_web_server(name, kind):
    found = reading.judged(kind, with_figures(name), "x", lambda *_: [], "press.example.se")

    assert "127.0.0.1:8090" in with_figures(name)
    assert found == []


# --- the command, and serve ---


def test_the_script_runs_by_psql_as_often_as_one_likes(server, tmp_path):
    told = CliRunner().invoke(shell, ["roles", *named(OWNER, WEB, FIGURES)])
    file = tmp_path / "roles.sql"
    file.write_text(told.output)
    psql = shutil.which("psql") or max(INSTALLED.glob("*/bin/psql"))
    with database(server) as store:
        line = [psql, "--quiet", "--dbname", address(store), "--file", file]
        for _ in range(2):
            subprocess.run(line, check=True, capture_output=True)

        assert tried(store, WEB, "SELECT * FROM slip") == []
        assert tried(store, FIGURES, "SELECT * FROM figures.figure_release") == []


def named(owner: str, web: str, figures: str) -> list[str]:
    return ["--owner", owner, "--web", web, "--figures", figures]


def test_the_script_takes_back_what_somebody_granted_beside_it(server, tmp_path):
    with granted(server, tmp_path) as store:
        with psycopg.connect(address(store), autocommit=True) as admin:
            admin.execute(f"GRANT USAGE ON SCHEMA keys TO {FIGURES}, PUBLIC")
            admin.execute(f"GRANT SELECT ON keys.slip TO {FIGURES}, PUBLIC")
            admin.execute(f"GRANT pg_read_all_data, {OWNER} TO {FIGURES}")
            admin.execute("GRANT TRUNCATE ON content.ticket TO PUBLIC")
        reader = opened(store, FIGURES)
        assert {"keys", OWNER, "pg_read_all_data"} <= set(reader.trespasses())

        grant(store)

        assert reader.trespasses() == []
        reader.close()
        with pytest.raises(InsufficientPrivilege):
            tried(store, WEB, "TRUNCATE ticket")


@pytest.mark.parametrize(
    "names",
    [("a b", "b", "c"), ("a", "a", "c"), ('a"', "b", "c"), ("pg_a", "b", "c"), ("", "b", "c")],
)
def test_a_name_that_is_none_is_refused(names):
    with pytest.raises(ShellError):
        roles.script(*names)


def test_a_superuser_is_made_no_role_of(empty):
    with psycopg.connect(address(empty)) as admin, pytest.raises(psycopg.Error, match="choose"):
        admin.execute(roles.body("desk", WEB, FIGURES))


def home_of(path: Path, store: ServerStore, role: str, monkeypatch) -> Path:
    """A data folder from which a process signs in as a role."""
    path.mkdir(mode=0o700)
    folder.write_secret(path / "pepper", PEPPER.hex())
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(store, role))
    return path


@pytest.mark.parametrize("role", [WEB, OWNER, "desk"])
def test_the_figures_process_refuses_a_role_that_may_more(empty, tmp_path, monkeypatch, role):
    home = home_of(tmp_path / "home", empty, role, monkeypatch)

    with pytest.raises(ShellError, match="as a role that has more"):
        command.open_figures(home)


def test_the_figures_process_opens_as_its_role(empty, tmp_path, monkeypatch, caplog):
    home = home_of(tmp_path / "home", empty, FIGURES, monkeypatch)

    site = command.open_figures(home)

    assert site.store.for_figures
    assert caplog.records == []
    site.store.close()


def test_a_server_that_tells_counts_to_everybody_is_told_of(server, tmp_path, monkeypatch, caplog):
    with granted(server, tmp_path) as store, caplog.at_level(logging.WARNING):
        with psycopg.connect(address(store), autocommit=True) as admin:
            admin.execute("GRANT SELECT ON pg_catalog.pg_class TO PUBLIC")
        home = home_of(tmp_path / "home", store, FIGURES, monkeypatch)

        command.open_figures(home).store.close()

    assert "how many rows" in caplog.text


def test_a_site_in_a_file_has_no_figures_process(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    folder.write_secret(tmp_path / "pepper", PEPPER.hex())

    with pytest.raises(ShellError, match="Database roles"):
        command.open_figures(tmp_path)


def test_serve_does_not_begin_to_tidy_as_a_role_that_cannot(apart, tmp_path, monkeypatch):
    home = home_of(tmp_path / "home", apart.store, WEB, monkeypatch)

    told = CliRunner().invoke(shell, ["--data", str(home), "serve", "--port", "1"])

    assert isinstance(told.exception, ShellError)
    assert "--no-tidy" in str(told.exception)


def test_the_figures_process_gets_a_pepper_that_finds_no_receipt(tmp_path):
    tmp_path.chmod(0o700)
    folder.write_secret(tmp_path / "pepper", PEPPER.hex())

    told = CliRunner().invoke(shell, ["--data", str(tmp_path), "roles", "--pepper"])

    given = bytes.fromhex(told.output)
    assert given == pepper.outer(PEPPER) != PEPPER
