"""The network between the site and its database: cut, swallowed, refused, slow, and cut exactly at
a commit. What was written is given back, waiting has an end, and nothing is stored twice.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient

from pressdesk.errors import StoreUnavailable
from pressdesk.storage import ServerStore, servers, silence
from tests.conftest import Desk, lodged, sign_in
from tests.faults import places, troubles
from tests.faults.proxy import Proxy
from tests.pages import Page, checked, fetch, refs, submit

pytest_plugins = ["tests.postgres"]
TEXT = "Vad får jag säga om våra öppettider?"
BUSY, SILENT = 200, 600  # milliseconds
TITLE = "Vi vet inte om det gick fram"


class Behind(NamedTuple):
    """A site behind a proxy; `near` is the same one by the server's socket."""

    near: Desk
    far: Desk
    proxy: Proxy


@pytest.fixture
def behind(frail: Path, tmp_path: Path) -> Iterator[Behind]:
    with Proxy(frail) as proxy, places.on_server(tmp_path / "site", frail) as near:
        url = proxy.url(str(near.store.engine.url.database)) + "&connect_timeout=2"
        patience = {"busy_milliseconds": BUSY, "silent_milliseconds": SILENT}
        with places.opened(near, url, **patience) as far:
            yield Behind(near, far, proxy)


@pytest.fixture
def employee(behind: Behind) -> FlaskClient:
    return behind.far.app().test_client()


@pytest.fixture
def ofelia(behind: Behind) -> FlaskClient:
    client = behind.far.app().test_client()
    assert sign_in(client, behind.far.ofelia).status_code == 303
    return client


@pytest.mark.parametrize("fault", ["cut", "refuse", "swallow"])
def test_while_the_network_is_away_her_text_is_given_back_and_then_sent(behind, employee, fault):
    page = checked(employee, TEXT)

    getattr(behind.proxy, fault)()
    if fault != "cut":  # then the next try makes a new line, and succeeds
        away = submit(employee, page, "/skicka")
        assert (away.status, away.box("/skicka")) == (503, TEXT)
        assert places.stored(behind.near) == {}
    behind.proxy.heal()

    assert submit(employee, page, "/skicka").status == 200
    assert places.stored(behind.near) == {TEXT: 1}


def test_a_server_that_says_nothing_is_waited_for_so_many_beats_and_no_more(behind, monkeypatch):
    beats = []
    monkeypatch.setattr(silence, "_counted", noted(silence._counted, beats))
    with behind.far.store.reading() as db:
        db.connection().exec_driver_sql("SELECT 1")
    behind.proxy.swallow()

    with pytest.raises(StoreUnavailable), behind.far.store.reading():
        pass

    assert SILENT / 100 in beats
    assert behind.far.store.engine.pool.checkedout() == 0


def test_a_careless_driver_would_wait_on(behind, monkeypatch):
    asked = []
    monkeypatch.setattr(silence, "_counted", lambda gen, _beats: asked.append(1) or gen)
    with behind.far.store.engine.connect() as connection:
        connection.exec_driver_sql("SET statement_timeout = 1500")
        answer = connection.exec_driver_sql("SELECT pg_sleep(0.9), 7").one()  # past SILENT

    assert answer[1] == 7
    assert asked


def test_as_a_site_is_made_no_wait_is_longer_than_a_browser_s():
    store = ServerStore("postgresql://desk@/x?host=/nowhere", Path("/nowhere"))

    assert store.silent_seconds == 10
    assert store.silent_seconds > servers.BUSY_MILLISECONDS / 1_000  # a lock is waited for in full
    assert (servers.LIFE["connect_timeout"], store.engine.pool.timeout()) == (5, 5)
    assert servers.LONGEST_SECONDS > 60 == int(servers.ASKED["statement_timeout"].rstrip("s"))


@pytest.mark.parametrize("bytes_of_answers", [1, 40, 300, 900, 2_000])
def test_a_line_that_is_cut_within_an_answer_stores_nothing_half(
    behind, employee, bytes_of_answers
):
    page = checked(employee, TEXT)
    behind.far.store.close()  # a new line, counted from its first byte

    behind.proxy.cut_after = bytes_of_answers
    first = submit(employee, page, "/skicka")
    behind.proxy.cut_after = None

    assert first.status in {200, 503}
    assert sum(places.halves(behind.near).values()) == 0
    assert submit(employee, page, "/skicka").status == 200
    assert places.stored(behind.near) == {TEXT: 1}


@pytest.mark.parametrize(("moment", "kept"), [("before", {}), ("after", {TEXT: 1})])
def test_cut_at_the_commit_the_page_says_that_nobody_knows(behind, employee, moment, kept):
    page = checked(employee, TEXT)

    behind.proxy.at_commit = moment
    unknown = submit(employee, page, "/skicka")

    assert (unknown.status, unknown.heading) == (503, TITLE)
    assert "Inget har sparats" not in unknown.text
    assert places.stored(behind.near) == kept
    assert submit(employee, unknown, "/skicka").heading == "Din fråga är skickad"
    assert places.stored(behind.near) == {TEXT: 1}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_officer_whose_answer_was_cut_at_the_commit_presses_again(behind, ofelia, moment):
    lodged(behind.near, TEXT)
    (ref,) = refs(ofelia)
    page = fetch(ofelia, f"/desk/arende/{ref}")

    behind.proxy.at_commit = moment
    unknown = submit(ofelia, page, f"/desk/arende/{ref}/svara", text="Ja.")

    assert (unknown.status, unknown.heading) == (503, TITLE)
    assert submit(ofelia, unknown, f"/desk/arende/{ref}/svara").status == 303
    assert places.stored(behind.near) == {TEXT: 1, "Ja.": 1}


def test_where_pressing_again_could_store_twice_she_is_told_to_look_first(behind, ofelia):
    page = fetch(ofelia, "/register/ny")

    behind.proxy.at_commit = "after"
    unknown = logged(ofelia, page)

    assert (unknown.status, unknown.heading) == (503, TITLE)
    assert "annars kan det bli två" in unknown.text


def test_people_work_on_through_a_bad_network(frail, tmp_path):
    with (
        Proxy(frail) as proxy,
        places.on_server(tmp_path / "site", frail, proxy.url("NAME")) as site,
    ):
        toll = troubles.network(site, proxy, troubles.NETWORK, 1)

    assert toll.bad == {}
    assert toll.came["503"] > troubles.AWAY
    assert proxy.counted["cut at commit"] == 2


def logged(client: FlaskClient, page: Page) -> Page:
    given = {"outlet": "Ekot", "question": "När öppnar badet?", "action": "log"}
    return submit(client, page, page.actions()[-1], **given)


def noted(real, beats):
    def counted(gen, number):
        beats.append(number)
        return real(gen, number)

    return counted
