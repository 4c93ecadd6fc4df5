"""No room: what was written is given back, nothing confirmed is lost, and with room it goes on."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import lodged, sign_in
from tests.faults import filling, places, troubles
from tests.faults.filling import Pages
from tests.pages import fetch, refs, submit
from tests.promises.test_11_nothing_confirmed_is_lost import text_behind

pytest_plugins = ["tests.postgres"]


def test_people_meet_a_full_file_and_go_on_when_there_is_room(tmp_path):
    with places.in_file(tmp_path / "site") as site:
        toll = troubles.full(site, Pages(site.store), 3)

    assert toll.bad == {}
    assert toll.came["503"] > 0


def test_people_meet_a_full_server_and_go_on_when_there_is_room(tmp_path, frail):
    with filling.full_server(tmp_path / "site", frail) as (site, room):
        toll = troubles.full(site, room, 2)
        places.check_whole(site)

    assert toll.bad == {}
    assert toll.came["503"] > 0


@pytest.mark.long
def test_people_meet_a_server_whose_files_cannot_grow(tmp_path):
    with filling.limited_server(tmp_path / "site") as (site, room):
        toll = troubles.full(site, room, 2)

    assert toll.bad == {}


def test_an_officer_is_told_whom_to_call_when_it_is_full(tmp_path):
    with places.in_file(tmp_path / "site") as site:
        lodged(site)
        client = site.app().test_client()
        assert sign_in(client, site.ofelia).status_code == 303
        (ref,) = refs(client)
        page = fetch(client, f"/desk/arende/{ref}")
        room = Pages(site.store)
        room.fill()

        told = submit(client, page, f"/desk/arende/{ref}/svara", text="Ja. " * 1_900)

        assert (told.status, told.heading) == (503, "Databasen är full")
        assert told.text.count("Ja. ") == 1_900
        room.free()
        assert submit(client, told, f"/desk/arende/{ref}/svara").status == 303


def test_tidy_says_that_there_is_no_room_and_loses_nothing(tmp_path):
    with places.in_file(tmp_path / "site") as site:
        code = lodged(site)
        site.store.settle()
        before = places.stored(site)

        done = shell("prlimit", "--fsize=8192", home=site.home)

        assert (done.returncode, "disk full" in done.stderr or "room" in done.stderr) == (1, True)
        assert "Traceback" not in done.stderr
        assert places.stored(site) == before
        assert text_behind(site, code)
        places.check_whole(site)


def shell(*before: str, home: Path) -> subprocess.CompletedProcess[str]:
    words = [*before, sys.executable, "-m", "pressdesk", "--data", str(home), "tidy"]
    return subprocess.run(words, capture_output=True, text=True, check=False)
