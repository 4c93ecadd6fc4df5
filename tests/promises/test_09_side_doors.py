"""Promise 9, by the side doors: nothing that the chief or the public can reach moves between
releases.

All their pages and files are crawled, a hundred tickets come, are taken, answered, closed and
deleted, and all is crawled again: every byte is the same, but for what is drawn anew for each page.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pressdesk import clock, desk
from pressdesk.keytables import Slip
from pressdesk.tables import Outcome, Ticket, Wanted
from tests import figuring
from tests.conftest import Desk, later, lodged, sign_in
from tests.pages import attributes
from tests.taskwork import Work

pytestmark = pytest.mark.both

STARTS = ("/", "/siffror/", "/oppna-siffror/", "/handlingar", "/konto/", "/halsa", "/finns-inte")
TICKETS = 100
ASKED = {"kinds": ("company",), "topic": "it", "media": "web", "wanted": Wanted.TODAY}
# Drawn anew for every page: filling, what a form or a passkey signs, the secret of a new phone.
FRESH = re.compile(
    rb"""<!--\ [A-Za-z0-9+/=]*\ -->\s*\Z | /\*\ [A-Za-z0-9+/=]*\ \*/\s*\Z
    | data-challenge="[^"]*" | name="(?:csrf_token|challenge|token)"\ value="[^"]*"
    | <svg[^>]*class="segno".*?</svg> | <p\ class="secret">[A-Z2-7\ ]*</p>""",
    re.VERBOSE | re.DOTALL,
)
HERS = {"employee.rights", "employee.ask", "employee.enter"}
CLOCKS = {"Date", "Set-Cookie", "Content-Length"}  # the time, a session, and filling again
Crawl = dict[str, tuple[Any, ...]]
Careless = Callable[[Flask, Desk], None]


@pytest.fixture
def site(desk_site: Desk) -> Desk:
    """In use since October 2025: every kind of release there is, and one that is lost."""
    takings = [None] * 9 + [41, 35, 22]
    figures = [*figuring.whole_year(2025, takings), *figuring.whole_year(2026, [30] * 9)]
    asked = [
        figure for figure in figuring.asked(2026, 9) if figure.period in {"2026-09", "2026-Q3"}
    ]
    figuring.publish(desk_site.store, [*figures, *asked], founded="2025-10")
    return desk_site.with_settings(open_figures=True)


def browsers(site: Desk, careless: Careless | None = None) -> dict[str, FlaskClient]:
    """The chief's, and one of nobody's; `careless` makes the app worse than it is."""
    app = site.app()
    if careless:
        careless(app, site)
    clara, nobody = app.test_client(), app.test_client()
    assert sign_in(clara, site.clara).status_code == 303
    return {"clara": clara, "nobody": nobody}


def crawled(site: dict[str, FlaskClient], starts: Iterable[str] = STARTS, *, goes_on=True) -> Crawl:
    """Everything that links lead to: status, headers and body of each, by who and where."""
    found: Crawl = {}
    for who, client in site.items():
        waiting = list(starts)
        while waiting:
            path = waiting.pop()
            is_file = path.startswith("/oppna-siffror/2")  # cookies never reach it: once is enough
            if is_file and who == "clara":
                continue
            if (name := f"{who} {path}") not in found:
                answer = client.get(path)
                found[name] = (answer.status_code, _headers(answer), FRESH.sub(b"", answer.data))
                is_page = goes_on and answer.mimetype == "text/html"
                waiting += _links(answer.text) if is_page else []
    return found


def _headers(answer: TestResponse) -> list[tuple[str, str]]:
    return sorted(pair for pair in answer.headers if pair[0] not in CLOCKS)


def _links(text: str) -> list[str]:
    found = [link.partition("#")[0] for link in attributes(text, "href")]
    return [link for link in found if link.startswith("/")]


def differing(one: Crawl, other: Crawl) -> list[str]:
    """What is not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def busy_day(site: Desk) -> None:
    """A hundred tickets: all come, most are taken, many answered and closed, some deleted."""
    with site.store.writing() as db:
        work = Work(db, site)
        codes = [work.lodge(f"Fråga nummer {at}?", **ASKED) for at in range(TICKETS)]
        for code in codes[:80]:
            desk.take(db, work.holder, work.ref(code), clock.today())
        for code in codes[:60]:
            work.answer(code)
        for code in codes[:40]:
            work.close(code, Outcome.ARRANGED)
        for code in codes[::10]:
            work.delete(code)


def count(site: Desk, table: Any = Ticket) -> int:
    with site.store.reading() as db:
        return len(db.exec(sa.select(table)).all())


def endpoints(app: Flask, crawl: Crawl, who: str) -> set[str]:
    """The views that somebody's crawl came to."""
    paths = {name.removeprefix(f"{who} ") for name in crawl if name.startswith(f"{who} ")}
    found, map_ = set(), app.url_map.bind("localhost")
    for path in paths - {"/finns-inte"}:
        found.add(map_.match(path)[0])
    return found


def test_a_hundred_tickets_change_nothing_that_chief_or_public_can_reach(site, wall_clock):
    theirs = browsers(site)
    before = crawled(theirs)

    busy_day(site)
    wall_clock.shift(60 * 20)

    assert (count(site) > 80, count(site, Slip) > 300) == (True, True)
    assert differing(before, crawled(theirs)) == []
    assert len(before) > 200


def test_days_later_without_a_release_nothing_has_changed_either(site, wall_clock):
    before = crawled(browsers(site))

    wall_clock.shift(later(5))
    busy_day(site)

    assert differing(before, crawled(browsers(site))) == []


@pytest.mark.long
@pytest.mark.parametrize("days", [14, 15, 60], ids=["before it opens", "it is due", "two are late"])
def test_on_every_day_the_date_alone_decides_what_is_shown(site, wall_clock, days):
    """The line that says when the next figures come may follow the date, and only the date."""
    wall_clock.shift(later(days))
    theirs = browsers(site)
    before = crawled(theirs)

    busy_day(site)

    assert differing(before, crawled(theirs)) == []


def test_the_crawl_comes_to_every_page_and_file_of_theirs(site):
    app, crawl = site.app(), crawled(browsers(site))
    every = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in {"figures", "figure_files", "open_figures", "public"}
    }

    assert every | HERS <= endpoints(app, crawl, "clara") | endpoints(app, crawl, "nobody")
    assert {e for e in every if e.startswith(("open", "pub"))} | HERS <= endpoints(
        app, crawl, "nobody"
    )
    statuses = {crawl[name][0] for name in crawl if name.startswith("clara ")}
    assert statuses == {200, 404}
    assert not [name for name in crawl if "/desk" in name]


def test_the_chief_opens_no_page_that_is_alive(site, clara):
    rules = {rule.rule for rule in site.app().url_map.iter_rules() if "GET" in rule.methods}
    alive = {rule for rule in rules if rule.startswith("/desk/")}
    alive |= {"/konto/logg", "/konto/nycklar", "/konto/lappar"}

    found = {path: clara.get(re.sub("<[^>]*>", "x", path)).status_code for path in alive}

    assert len(found) > 8
    assert set(found.values()) == {403}, found


# What the crawl finds


def on_a_page(path: str, told: Callable[[Desk], object]) -> Careless:
    """A page or file that ends with something else each time it changes."""

    def careless(app: Flask, site: Desk) -> None:
        @app.after_request
        def add(answer: Response) -> Response:
            if request.path == path:
                answer.data += f"<!-- {told(site)}. -->".encode()
            return answer

    return careless


def in_a_header(app: Flask, site: Desk) -> None:
    @app.after_request
    def add(answer: Response) -> Response:
        answer.headers["X-Version"] = str(count(site))
        return answer


CARELESS = {
    "tickets on the chief's first page": on_a_page("/siffror/", count),
    "slips in a file": on_a_page("/siffror/alla.csv", lambda site: count(site, Slip)),
    "tickets on a public page": on_a_page("/handlingar", count),
    "slips in open data": on_a_page("/oppna-siffror/alla.csv", lambda site: count(site, Slip)),
    "whether there is anything at all": on_a_page("/siffror/metod", lambda site: count(site) > 0),
    "a header": in_a_header,
    "health": on_a_page("/halsa", count),
}
SEEN_AT = (*STARTS, "/siffror/alla.csv", "/oppna-siffror/alla.csv", "/siffror/metod")


@pytest.mark.parametrize("careless", CARELESS)
def test_a_site_that_tells_how_much_there_is_would_be_seen(site, careless):
    theirs = browsers(site, CARELESS[careless])
    before = crawled(theirs, SEEN_AT, goes_on=False)

    lodged(site, "En enda fråga till?")
    with site.store.writing() as db:
        work = Work(db, site)
        desk.take(db, work.holder, work.ref(work.lodge()), clock.today())

    assert differing(before, crawled(theirs, SEEN_AT, goes_on=False))
