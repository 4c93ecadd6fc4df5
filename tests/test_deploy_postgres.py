"""PostgreSQL as docs/operate.md has it set up: it takes the settings, and keeps the promises."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from pressdesk import clock, config, mixing, storage
from pressdesk.cli.doctor import server as of_server
from pressdesk.keytables import Lease
from pressdesk.storage import ServerStore, standing
from tests.conftest import SETTINGS
from tests.postgres import DATA, INSTALLED, database, running

DEPLOY = Path(__file__).parent.parent / "deploy"
MARK = b"a row that was destroyed"


@pytest.fixture(scope="module")
def careful() -> Iterator[Path]:
    """A server with deploy/postgresql.conf."""
    lines = (DEPLOY / "postgresql.conf").read_text(encoding="utf-8").splitlines()
    wanted = [line.replace(" = ", "=") for line in lines if " = " in line and line[0] != "#"]
    with running(*(word for one in wanted for word in ("-c", one))) as home:
        yield home


@pytest.fixture
def site(careful: Path, tmp_path: Path) -> Iterator[ServerStore]:
    with database(careful, tmp_path) as store:
        yield store


def run(store: ServerStore, *statements: str) -> None:
    url = store.engine.url
    given = {"host": url.query["host"], "user": url.username, "dbname": url.database}
    with psycopg.connect(**given, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def held(server: Path, folder: str = "") -> list[str]:
    """Files of a server that hold the mark."""
    files = (path for path in (server / DATA / folder).rglob("*") if path.is_file())
    return [str(path.relative_to(server)) for path in files if MARK in path.read_bytes()]


def destroyed(store: ServerStore) -> None:
    """A row that came and went."""
    with store.writing() as db:
        db.add(Lease(name="mark", holder=MARK, until=0))
    with store.writing() as db:
        db.delete(db.get(Lease, "mark"))


def test_the_server_takes_the_settings_and_doctor_has_no_complaint(site):
    found = of_server.judged(standing.of_server(site), config.parse(SETTINGS))

    wrong = {finding.check for finding in found if finding.level != "fine"}

    assert wrong <= {"server-role", "server-checksums", "server-log"}
    assert of_server.telling(standing.of_server(site).settings) == []


def test_what_is_destroyed_leaves_the_servers_log(site, careful):
    destroyed(site)
    assert held(careful, "pg_wal")

    mixing.mix(site, clock.today())
    run(site, *["SELECT pg_switch_wal()", "CHECKPOINT"] * 2)  # what an hour and a beat do

    assert held(careful) == []


def test_an_ordinary_server_keeps_it(postgres, server):
    destroyed(postgres)
    mixing.mix(postgres, clock.today())
    run(postgres, *["SELECT pg_switch_wal()", "CHECKPOINT"] * 2)

    assert held(server, "pg_wal")


def test_mixing_leaves_keys_on_the_volume_that_they_were_put_on(postgres, server, tmp_path):
    volume = server / "volume"
    volume.mkdir(mode=0o700)
    subprocess.run(["chown", "--reference", server, volume], check=True)
    run(postgres, f"CREATE TABLESPACE desk_keys LOCATION '{volume}'")
    tables = [n for n in storage_tables(postgres) if n not in storage.CONTENT_TABLES]
    run(postgres, *(f"ALTER TABLE keys.{name} SET TABLESPACE desk_keys" for name in tables))

    assert mixing.mix(postgres, clock.today())

    assert set(tables) == tables_in(postgres, "desk_keys")
    run(postgres, *(f"ALTER TABLE keys.{name} SET TABLESPACE pg_default" for name in tables))
    run(postgres, "DROP TABLESPACE desk_keys")


def storage_tables(store: ServerStore) -> list[str]:
    return sa.inspect(store.engine).get_table_names(schema="keys")


def tables_in(store: ServerStore, tablespace: str) -> set[str]:
    with store.engine.connect() as connection:
        found = connection.execute(
            sa.text("SELECT tablename FROM pg_tables WHERE tablespace = :name"),
            {"name": tablespace},
        )
        return set(found.scalars())


def test_a_dump_of_what_people_write_has_no_key(postgres, server):
    newest = max(INSTALLED.glob("*/bin"), key=lambda path: float(path.parent.name))
    name = postgres.engine.url.database
    words = ["-h", str(server), "-U", "desk", "--schema=content", name]

    done = subprocess.run(
        [newest / "pg_dump", *words], capture_output=True, text=True, check=True, cwd="/"
    )

    assert "CREATE TABLE content.ticket " in done.stdout
    assert "keys." not in done.stdout.replace("REFERENCES keys.", "")
