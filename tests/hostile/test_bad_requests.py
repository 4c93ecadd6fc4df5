"""Bad requests to every route: each gets a page of ours, and leaves nothing behind when refused."""

import gc
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from pressdesk import storage
from pressdesk.cli import arriving
from pressdesk.storage import FileStore
from pressdesk.web import failures
from pressdesk.web.site import ALARM
from tests.conftest import NOON
from tests.gallery.albums import Albums, locked
from tests.hostile import judging, known
from tests.hostile.grammar import Grammar
from tests.hostile.known import Known
from tests.hostile.stage import FileStage, ServerStage, Wish
from tests.postgres import database
from tests.test_web_access import OPEN_ROUTES, ROUTES

ALL = [*ROUTES, *OPEN_ROUTES, "GET /demo"]
EACH, MANY = 300, 10_000
LATER = NOON + timedelta(minutes=5)  # than the tour, so that codes are fresh


@pytest.fixture(scope="module", autouse=True)
def _afternoon() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture(scope="module")
def read_site(albums: Albums) -> tuple[Path, Known]:
    """The gallery's site, and what is known of it; read once for all workers."""
    home = albums.home / "hostile"
    with locked(albums.home / "hostile.lock"):
        if not home.exists():
            album = albums["sv"]
            home.mkdir()
            shutil.copyfile(albums.home / "gallery-sv" / storage.DATABASE, home / storage.DATABASE)
            stage = FileStage(home / storage.DATABASE)
            known.read(stage, album).write(home / "known.json")
            stage.close()
    return home / storage.DATABASE, Known.read(home / "known.json")


@pytest.fixture(scope="module")
def grammar(read_site: tuple[Path, Known]) -> Grammar:
    return Grammar(read_site[1])


@pytest.fixture(scope="module")
def stage(
    read_site: tuple[Path, Known], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FileStage]:
    """A site of this worker's own."""
    home = tmp_path_factory.mktemp("hostile")
    shutil.copyfile(read_site[0], home / storage.DATABASE)
    stage = FileStage(home / storage.DATABASE)
    yield stage
    stage.close()


def found(stage: FileStage | ServerStage, wish: Wish) -> list[str]:
    """What is wrong with the answers to a request, and with what it leaves behind."""
    faults: list[str] = []
    has_written = False
    for _ in range(wish.times):
        reply = stage.send(wish)
        faults += judging.faults(wish, reply)
        if stage.has_changed() and not has_written and judging.is_refused(wish, reply):
            faults += [f"wrote {name}" for name in stage.changed() - judging.left_by(wish)]
        has_written = stage.has_changed()
    if has_written:
        stage.rewind()
    return faults


def sent(
    stage: FileStage | ServerStage, grammar: Grammar, route: str, numbers: range
) -> dict[Any, Any]:
    """Send a route's requests; what is wrong, by route and number."""
    faults = {}
    for number in numbers:
        wish = grammar.wish(route, number)
        told = found(stage, wish)
        if told:
            faults[route, number] = (told, wish)
    return faults


@pytest.mark.parametrize("route", ALL)
def test_no_bad_request_fails_or_leaves_anything_behind(stage, grammar, route):
    failures.counted.clear()

    faults = sent(stage, grammar, route, range(EACH))

    assert faults == {}
    assert (failures.counted, stage.faults()) == (Counter(), [])
    assert ALARM not in stage.app.extensions


def test_the_requests_go_deep_and_are_the_same_each_time(stage, grammar):
    """Else the tests above would say little: some are taken, some refused by each kind of door."""
    statuses: Counter[int] = Counter()
    for route in ("POST /skicka", "POST /register/<ref>/ta", "POST /desk/arende/<ref>/svara"):
        for number in range(0, EACH, 2):
            statuses[stage.send(grammar.wish(route, number)).status] += 1
            stage.rewind()

    assert {200, 303, 400, 401, 403, 404, 409, 413, 415, 422} <= set(statuses)
    assert grammar.wish(ALL[0], 7) == Grammar(grammar.known).wish(ALL[0], 7)


@pytest.mark.parametrize("route", ["GET /register/sok", "POST /svar"])
def test_a_program_that_fails_or_writes_when_it_reads_is_found_out(stage, grammar, route):
    """The same requests against a worse program."""

    def worse(environ: dict[str, Any], start: Any) -> Any:
        with stage.store.writing() as db:
            db.connection().exec_driver_sql("UPDATE account SET language = 'en'")
        return [b"Traceback" for _ in [start("500 X", [("Content-Type", "text/html")])]]

    whole, stage.app.wsgi_app = stage.app.wsgi_app, worse
    faults = sent(stage, grammar, route, range(20))
    stage.app.wsgi_app = whole

    told = [{fault.split()[0] for fault in found} for found, _wish in faults.values()]
    assert len(told) == 20
    assert all({"status", "a", "wrote"} <= one for one in told)


@pytest.mark.long
@pytest.mark.parametrize("route", ALL)
def test_no_bad_request_of_ten_thousand_fails_or_takes_memory(stage, grammar, route):
    faults = sent(stage, grammar, route, range(EACH, MANY // 4))
    before = resting_bytes()

    faults |= sent(stage, grammar, route, range(MANY // 4, MANY))

    assert faults == {}
    assert stage.faults() == []
    assert resting_bytes() - before < 8 * 1_048_576


@pytest.fixture(scope="module")
def server_stage(
    server: Path, read_site: tuple[Path, Known], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerStage]:
    """The same site, moved to a server."""
    home = tmp_path_factory.mktemp("moved")
    shutil.copyfile(read_site[0], home / storage.DATABASE)
    file = FileStore(home / storage.DATABASE)
    with closing(file), database(server, is_bare=True) as store:
        arriving.bring(file, store, lambda _db: None, lambda: None)
        moved = ServerStage(store)
        yield moved
        moved.close()


@pytest.mark.long
@pytest.mark.parametrize("route", ALL)
def test_no_bad_request_fails_or_leaves_anything_behind_on_a_server(server_stage, grammar, route):
    faults = sent(server_stage, grammar, route, range(EACH))

    assert (faults, server_stage.faults()) == ({}, [])


def resting_bytes() -> int:
    """What the process holds after it has let go of all it can."""
    gc.collect()
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4_096
