"""Doctor in the folder of the process for the figures: its role reads no ticket, and nothing that
opens one lies there.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pressdesk import config
from pressdesk.cli.doctor.findings import Finding
from pressdesk.vault import pepper
from tests import processes
from tests.conftest import PEPPER, SETTINGS, found
from tests.copying import command
from tests.granting import FIGURES, WEB, address, grant, granted
from tests.postgres import database

OURS = {
    *("permissions", "root", "pragmas", "database", "https", "settings", "disk", "clock-set"),
    *("swap", "core", "server-role", "server-log", "server-line", "figures"),
}
PASSWORD = "hem" + "ligt"


@pytest.fixture
def store(server: Path, tmp_path: Path) -> Iterator:
    """A founded site, whose process has left the mark of its pepper; as its owner opens it."""
    with granted(server, tmp_path) as store:
        found(store, config.parse(SETTINGS), tmp_path)
        with store.writing() as db:
            assert pepper.is_shared(db, PEPPER)
        yield store


@pytest.fixture
def home(store, tmp_path: Path, monkeypatch) -> Path:
    """The folder as docs/operate.md makes it; the address comes from the unit."""
    folder = tmp_path / "figures"
    processes.write_folder(folder, None, pepper.outer(PEPPER))
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(store, FIGURES))
    return folder


def doctor(home: Path) -> dict[str, Finding]:
    """What it says, the worst of each check."""
    said = json.loads(command(home, "doctor", "--offline", "--json").text)
    told = [Finding(**row) for row in said]
    return {one.check: one for one in sorted(told, key=lambda one: ORDER.index(one.level))}


ORDER = ["fine", "heed", "grave"]


def by_the_administrator(store, *statements: str) -> None:
    with psycopg.connect(address(store), autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)


def test_the_figures_own_folder_is_told_what_it_is_and_nothing_else_is_asked_of_it(home):
    said = doctor(home)

    assert set(said) <= OURS
    assert {one.check for one in said.values() if one.level == "grave"} <= {"root"}
    assert f"The role {FIGURES} reads the figures, and no ticket" in said["server-role"].says
    assert said["database"].level == said["figures"].level == "fine"
    assert "no other role's address" in said["settings"].says


def test_a_role_that_may_more_is_grave_and_a_server_that_tells_counts_is_to_be_seen_to(home, store):
    by_the_administrator(store, "GRANT SELECT ON pg_catalog.pg_class TO PUBLIC")
    tells = doctor(home)["server-role"]
    by_the_administrator(store, f"GRANT USAGE ON SCHEMA keys TO {FIGURES}")
    may = doctor(home)["server-role"]
    grant(store)

    assert (tells.level, may.level) == ("heed", "grave")
    assert "how many rows" in tells.says
    assert "keys" in may.says
    assert doctor(home)["server-role"].level == "fine"


def test_what_a_copy_of_the_settings_has_that_is_not_this_processs_is_named(home):
    text = (home / config.FILE).read_text()
    other = f'database_url = "postgresql://press_web:{PASSWORD}@/desk?host=/nowhere"'
    (home / config.FILE).write_text(f'{text}\n{other}\npepper = "{PEPPER.hex()}"')

    said = doctor(home)

    assert said["server-address"].level == said["settings"].level == "grave"
    assert "address of the database that is not this process's" in said["server-address"].says
    assert "pepper" in said["settings"].says
    assert PASSWORD not in str(said)


def test_keys_that_lie_there_are_grave(home):
    (home / "desk.db").touch(0o600)

    assert doctor(home)["old-keys"].level == "grave"


def test_a_folder_without_the_pepper_is_told_where_it_comes_from(home):
    (home / "pepper").unlink()

    said = doctor(home)["settings"]

    assert (said.level, "roles --pepper" in said.do) == ("grave", True)


def test_another_role_in_that_folder_is_found_out_by_the_pepper(home, store, monkeypatch):
    monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(store, WEB))

    said = doctor(home)["settings"]

    assert said.level == "grave"
    assert "pepper is not the one" in said.says
    assert "serve --figures" in said.do


def test_without_an_address_it_says_that_one_may_be_missing(home, monkeypatch):
    monkeypatch.delenv("PRESSDESK_DATABASE_URL")

    said = doctor(home)["folder"]

    assert (said.level, "PRESSDESK_DATABASE_URL_FILE" in said.do) == ("grave", True)


def test_a_role_without_its_views_is_told_what_to_run(server, home, monkeypatch):
    with database(server, is_bare=True) as bare:
        grant(bare)
        monkeypatch.setenv("PRESSDESK_DATABASE_URL", address(bare, FIGURES))

        said = doctor(home)["database"]

    assert said.level == "grave"
    assert "upgrade" in said.do
