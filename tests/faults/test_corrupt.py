"""Damaged pages of the database's file: said clearly, by doctor and by the page; what does not need
them works on; and the newest backup brings the site back.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pressdesk import storage
from pressdesk.errors import StoreUnavailable
from pressdesk.storage import FileStore
from tests import postgres
from tests.conftest import Desk, lodged, sign_in
from tests.faults import places
from tests.faults.killing import start_server
from tests.pages import checked, fetch, opened, submit

pytest_plugins = ["tests.postgres"]
PAGE_BYTES = 4_096
FEW = 16
HOW: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: bytes(PAGE_BYTES),
    "noise": lambda: random.randbytes(PAGE_BYTES),
}
MAY_BE = {200, 422, 503}
WHERE = "SELECT pg_relation_filepath('content.message')"
DAMAGED = "Det är fel på databasen"
NEED_NOTHING = ("/", "/rad", "/loften", "/svar", "/personuppgifter", "/tillganglighet")


@pytest.fixture
def near(tmp_path: Path) -> Iterator[Desk]:
    """A site in a file, with tickets, and with pages that nothing uses."""
    with places.in_file(tmp_path / "site") as site:
        code = lodged(site, "Vad är det här? " * 200)
        for number in range(20):
            lodged(site, f"Fråga {number}? " * 90)
        with site.store.engine.connect().execution_options(pressdesk_writes=True) as connection:
            connection.exec_driver_sql("DELETE FROM search_text")
            connection.commit()
        site.store.settle()
        site.store.close()
        (tmp_path / "code").write_text(code)
        yield site


def test_no_damaged_page_leads_to_a_page_without_words(near, tmp_path):
    chosen = [1, *random.sample(numbers(near)[1:], FEW)]
    spoilt = [*((number, "noise") for number in chosen), (1, "zeros"), (chosen[1], "zeros")]

    assert met(near, tmp_path, spoilt) <= MAY_BE


@pytest.mark.long
@pytest.mark.parametrize("how", HOW)
def test_none_of_all_pages_leads_to_a_page_without_words(near, tmp_path, how):
    assert met(near, tmp_path, [(number, how) for number in numbers(near)]) <= MAY_BE


@pytest.mark.parametrize("table", ["ticket", "message", "inquiry", "staff_session"])
def test_a_damaged_table_is_said_to_be_damaged_and_other_pages_work(near, tmp_path, table):
    client, whole = near.app().test_client(), near.store.path.read_bytes()
    hers = near.app().test_client()
    assert sign_in(hers, near.ofelia).status_code == 303
    page = checked(client)

    for number in pages_of(near, table):
        spoil(near.store.path, near.store.path.read_bytes(), number, HOW["noise"]())
    told = {
        "ticket": lambda: submit(client, page, "/skicka"),
        "message": lambda: opened(client, (tmp_path / "code").read_text()),
        "inquiry": lambda: fetch(hers, "/register/"),
        "staff_session": lambda: fetch(hers, "/desk/"),
    }[table]()

    assert (told.status, told.heading) == (503, DAMAGED)
    assert "Vänta en minut" not in told.text
    assert {fetch(client, path).status for path in NEED_NOTHING} == {200}
    spoil(near.store.path, whole, 1, whole[:PAGE_BYTES])


def test_doctor_names_a_damaged_file_and_the_newest_backup_brings_the_site_back(near, tmp_path):
    copies, keys, fresh = (tmp_path / name for name in ("copies", "keys", "fresh"))
    assert shell(near.home, "backup", copies, keys) == (0, "")
    texts = places.stored(near)
    near.store.close()
    for number in pages_of(near, "message"):
        spoil(near.store.path, near.store.path.read_bytes(), number, HOW["noise"]())
    near.store.close()

    said = doctor(near.home)

    assert "damaged" in said["database"]
    assert "restore the newest backup" in said["database"]
    assert shell(near.home, "backup", copies, keys)[0] == 1  # and the former copies stay
    assert shell(fresh, "restore", copies, keys) == (0, "")
    with opened_at(fresh, near) as again:
        assert places.stored(again) == texts
        places.check_whole(again)


@pytest.fixture
def checked_server() -> Iterator[Path]:
    """A server that keeps a sum of every page."""
    with postgres.running(initdb=["--data-checksums"]) as home:
        yield home


def test_a_damaged_page_of_a_server_is_said_to_be_damaged(checked_server, tmp_path):
    with places.on_server(tmp_path / "site", checked_server) as site:
        code = lodged(site)
        with site.store.engine.connect() as connection:
            path = connection.exec_driver_sql(WHERE).scalar_one()
        site.store.close()
        postgres.stop(checked_server, "fast")
        spoil_server(checked_server / postgres.DATA / path)
        start_server(checked_server)
        client = site.app().test_client()

        told = opened(client, code)

        assert (told.status, told.heading) == (503, DAMAGED)
        assert {fetch(client, path).status for path in NEED_NOTHING} == {200}
        with pytest.raises(StoreUnavailable) as raised:
            storage.check_whole(site.store)
        assert raised.value.is_damaged
        assert "damaged" in doctor(site.home)["database"]


def met(site: Desk, tmp_path: Path, spoilt: list[tuple[int, str]]) -> set[int]:
    """Statuses that people meet with each of these pages damaged in turn."""
    code = (tmp_path / "code").read_text()
    client, hers = site.app().test_client(), site.app().test_client()
    assert sign_in(hers, site.ofelia).status_code == 303
    site.store.settle()
    site.store.close()
    whole, found = site.store.path.read_bytes(), set()
    for number, how in spoilt:
        spoil(site.store.path, whole, number, HOW[how]())
        found |= {fetch(client, path).status for path in (*NEED_NOTHING, "/fraga")}
        found |= {fetch(hers, path).status for path in ("/desk/", "/register/", "/konto/")} - {401}
        found.add(opened(client, code).status)
        with suppress(StopIteration):  # no check page to press the button of
            found.add(submit(client, checked(client), "/skicka").status)
        site.store.close()
    spoil(site.store.path, whole, 1, whole[:PAGE_BYTES])
    return found


def numbers(site: Desk) -> range:
    """Every page of a file."""
    return range(1, site.store.path.stat().st_size // PAGE_BYTES + 1)


def pages_of(site: Desk, table: str) -> list[int]:
    """The first page of a table and of each of its indexes."""
    with site.store.engine.connect() as connection:
        query = f"SELECT rootpage FROM sqlite_master WHERE tbl_name = '{table}'"
        found = [row[0] for row in connection.exec_driver_sql(query)]
    site.store.settle()
    site.store.close()
    return found


def spoil(path: Path, whole: bytes, number: int, page: bytes) -> None:
    """Every byte as it was, but for one page."""
    at = (number - 1) * PAGE_BYTES
    path.write_bytes(whole[:at] + page + whole[at + PAGE_BYTES :])
    for beside in ("-wal", "-shm"):
        Path(f"{path}{beside}").unlink(missing_ok=True)


def spoil_server(path: Path) -> None:
    """A few bytes in the middle of a table's first page."""
    whole = bytearray(path.read_bytes())
    whole[8_000:8_064] = random.randbytes(64)
    path.write_bytes(whole)


def shell(home: Path, *words: object) -> tuple[int, str]:
    """A command's status, and the errors that it told."""
    given = [sys.executable, "-m", "pressdesk", "--data", str(home), *map(str, words)]
    done = subprocess.run(given, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def doctor(home: Path) -> dict[str, str]:
    """What doctor says, by its checks."""
    words = [sys.executable, "-m", "pressdesk", "--data", str(home), "doctor", "--json"]
    done = subprocess.run([*words, "--offline"], capture_output=True, text=True, check=False)
    return {row["check"]: f"{row['says']} {row['do']}" for row in json.loads(done.stdout)}


@contextmanager
def opened_at(home: Path, site: Desk) -> Iterator[Desk]:
    """The same site in another folder."""
    store = FileStore(home / storage.DATABASE)
    try:
        yield site._replace(site=site.site._replace(store=store), home=home)
    finally:
        store.close()
