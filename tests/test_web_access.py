"""Every route for every role, written out. A new route fails here until it has its line."""

from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pressdesk import clock, create_app
from pressdesk.staff import accounts, sessions
from pressdesk.vault import totp
from pressdesk.web import access
from pressdesk.web.site import SignIn
from tests.conftest import Person, fields, lodged, ref_of, sign_in
from tests.pages import colleague, sent

pytestmark = pytest.mark.both(every=10)


class Line(NamedTuple):
    """Status of a route for each role. `outside`: whoever has no session, had one, or lost it."""

    outside: int
    officer: int
    keyless: int
    chief: int


ALL_200 = Line(200, 200, 200, 200)
# In this order they are sent, with a good form token and no other field.
ROUTES = {
    "GET /": ALL_200,
    "GET /rad": ALL_200,
    "GET /fraga": ALL_200,
    "POST /fraga": Line(422, 422, 422, 422),
    "POST /skicka": Line(422, 422, 422, 422),
    "GET /svar": ALL_200,
    "POST /svar": ALL_200,
    "POST /svar/skriv": Line(422, 422, 422, 422),
    "POST /svar/radera": ALL_200,
    "GET /handlingar": ALL_200,
    "GET /personuppgifter": ALL_200,
    "GET /loften": ALL_200,
    "GET /genomskinlighet": ALL_200,
    "GET /genomskinlighet/register": ALL_200,
    "GET /genomskinlighet/personal": ALL_200,
    "GET /genomskinlighet/siffror": ALL_200,
    "GET /genomskinlighet/drift": ALL_200,
    "GET /tillganglighet": ALL_200,
    "GET /static/<path:filename>": ALL_200,
    "GET /utseende.css": Line(404, 404, 404, 404),
    "GET /logga": Line(404, 404, 404, 404),
    "GET /halsa": ALL_200,
    "GET /halsa/lever": ALL_200,
    "GET /konto/logga-in": ALL_200,
    "POST /konto/logga-in": Line(422, 422, 422, 422),
    "GET /konto/anslut": ALL_200,
    "POST /konto/anslut": Line(422, 422, 422, 422),
    "GET /konto/": Line(401, 200, 200, 200),
    "GET /konto/nycklar": Line(401, 200, 403, 403),
    "POST /konto/nycklar": Line(401, 404, 403, 403),
    "GET /konto/losenfras": Line(401, 200, 200, 200),
    "POST /konto/losenfras": Line(401, 422, 422, 422),
    "GET /konto/telefon": Line(401, 200, 200, 200),
    "POST /konto/telefon": Line(401, 404, 404, 404),
    "POST /konto/logga-in/passnyckel": Line(403, 403, 403, 403),
    "GET /konto/passnycklar": Line(401, 200, 200, 200),
    "POST /konto/passnycklar": Line(401, 422, 422, 422),
    "POST /konto/passnycklar/ny": Line(401, 403, 403, 403),
    "GET /konto/passnycklar/ta-bort/<key>": Line(401, 404, 404, 404),
    "POST /konto/passnycklar/ta-bort/<key>": Line(401, 404, 404, 404),
    "POST /konto/avsluta-alla": Line(401, 303, 303, 303),
    "GET /konto/lappar": Line(401, 200, 403, 403),
    "POST /konto/lappar": Line(401, 422, 403, 403),
    "GET /konto/logg": Line(401, 200, 200, 403),
    "GET /desk/": Line(401, 200, 403, 403),
    "GET /desk/regler": Line(401, 200, 200, 403),
    "GET /desk/laget": Line(401, 200, 403, 403),
    "GET /desk/arende/<ref>": Line(401, 200, 403, 403),
    "POST /desk/arende/<ref>/ta": Line(401, 303, 403, 403),
    "POST /desk/arende/<ref>/lamna-tillbaka": Line(401, 303, 403, 403),
    "POST /desk/arende/<ref>/svara": Line(401, 422, 403, 403),
    "POST /desk/arende/<ref>/anteckna": Line(401, 422, 403, 403),
    "POST /desk/arende/<ref>/avsluta": Line(401, 422, 403, 403),
    "POST /desk/arende/<ref>/oppna-igen": Line(401, 409, 403, 403),
    "GET /desk/handlingar/": Line(401, 200, 403, 403),
    "POST /desk/handlingar/lista": Line(401, 422, 403, 403),
    "POST /desk/handlingar/arende": Line(401, 422, 403, 403),
    "GET /desk/handlingar/arende/<ref>": Line(401, 200, 403, 403),
    "POST /desk/handlingar/arende/<ref>/granska": Line(401, 409, 403, 403),
    "POST /desk/handlingar/arende/<ref>/lamna-ut": Line(401, 409, 403, 403),
    "GET /desk/gallringsstopp/": Line(401, 200, 403, 403),
    "POST /desk/gallringsstopp/": Line(401, 422, 403, 403),
    "POST /desk/gallringsstopp/omprova": Line(401, 404, 403, 403),
    "POST /desk/gallringsstopp/ta-bort": Line(401, 404, 403, 403),
    "GET /desk/siffror/": Line(401, 200, 403, 403),
    "GET /desk/siffror/<period>": Line(401, 404, 403, 403),
    "POST /desk/siffror/<period>": Line(401, 404, 403, 403),
    "GET /register/": Line(401, 200, 403, 403),
    "GET /register/tangenter": Line(401, 200, 403, 403),
    "POST /register/tangenter": Line(401, 303, 403, 403),
    "GET /register/jour/": Line(401, 200, 403, 403),
    "POST /register/jour/ta-over": Line(401, 303, 403, 403),
    "POST /register/jour/fyll": Line(401, 422, 403, 403),
    "GET /register/jour/vecka/<week>": Line(401, 404, 403, 403),
    "POST /register/jour/vecka/<week>": Line(401, 404, 403, 403),
    "POST /register/jour/vecka/<week>/byt": Line(401, 404, 403, 403),
    "GET /register/overlamning": Line(401, 200, 403, 403),
    "GET /register/kris/": Line(401, 200, 403, 403),
    "POST /register/kris/pa": Line(401, 422, 403, 403),
    "POST /register/kris/andra": Line(401, 422, 403, 403),
    "POST /register/kris/av": Line(401, 200, 403, 403),
    "POST /register/kris/pa-igen": Line(401, 303, 403, 403),
    "POST /register/kris/ta-emot": Line(401, 422, 403, 403),
    "GET /register/ny": Line(401, 200, 403, 403),
    "POST /register/ny": Line(401, 422, 403, 403),
    "GET /register/begaran": Line(401, 200, 403, 403),
    "POST /register/begaran": Line(401, 422, 403, 403),
    "GET /register/<ref>/uppgifter": Line(401, 404, 403, 403),
    "POST /register/<ref>/uppgifter": Line(401, 404, 403, 403),
    "GET /register/<ref>/redaktion": Line(401, 404, 403, 403),
    "POST /register/<ref>/redaktion": Line(401, 404, 403, 403),
    "GET /register/listor/": Line(401, 303, 403, 403),
    "GET /register/listor/<path>": Line(401, 404, 403, 403),
    "POST /register/listor/<path>/ny": Line(401, 404, 403, 403),
    "GET /register/listor/<path>/andra": Line(401, 404, 403, 403),
    "POST /register/listor/<path>/byt-namn": Line(401, 404, 403, 403),
    "POST /register/listor/<path>/uppgift": Line(401, 404, 403, 403),
    "POST /register/listor/<path>/ur-bruk": Line(401, 404, 403, 403),
    "POST /register/listor/<path>/i-bruk": Line(401, 404, 403, 403),
    "POST /register/listor/<path>/ta-bort": Line(401, 404, 403, 403),
    "GET /register/<ref>": Line(401, 404, 403, 403),
    "POST /register/<ref>/ta": Line(401, 404, 403, 403),
    "POST /register/<ref>/lamna-till": Line(401, 404, 403, 403),
    "POST /register/<ref>/vanta": Line(401, 404, 403, 403),
    "POST /register/<ref>/ga-vidare": Line(401, 404, 403, 403),
    "POST /register/<ref>/parkera": Line(401, 404, 403, 403),
    "POST /register/<ref>/vack": Line(401, 404, 403, 403),
    "POST /register/<ref>/skicka-vidare": Line(401, 404, 403, 403),
    "POST /register/<ref>/ta-over": Line(401, 404, 403, 403),
    "POST /register/<ref>/behall": Line(401, 404, 403, 403),
    "POST /register/<ref>/for-godkannande": Line(401, 404, 403, 403),
    "POST /register/<ref>/godkann": Line(401, 404, 403, 403),
    "POST /register/<ref>/lamna": Line(401, 404, 403, 403),
    "POST /register/<ref>/avsluta": Line(401, 404, 403, 403),
    "POST /register/<ref>/registrator": Line(401, 404, 403, 403),
    "POST /register/<ref>/oppna-igen": Line(401, 404, 403, 403),
    "POST /register/<ref>/angra/<version>": Line(401, 404, 403, 403),
    "POST /register/<ref>/svar": Line(401, 404, 403, 403),
    "POST /register/<ref>/anteckna": Line(401, 404, 403, 403),
    "POST /register/<ref>/glom-kontakten": Line(401, 404, 403, 403),
    "POST /register/utkast/<about>": Line(401, 404, 403, 403),
    "POST /register/narvaro/<about>": Line(401, 404, 403, 403),
    "GET /register/sok": Line(401, 200, 403, 403),
    "GET /register/budskap/": Line(401, 200, 403, 403),
    "GET /register/budskap/nytt": Line(401, 200, 403, 403),
    "POST /register/budskap/nytt": Line(401, 422, 403, 403),
    "GET /register/budskap/<line>": Line(401, 404, 403, 403),
    "GET /register/budskap/<line>/andra": Line(401, 404, 403, 403),
    "POST /register/budskap/<line>/andra": Line(401, 404, 403, 403),
    "GET /register/budskap/<line>/historik": Line(401, 404, 403, 403),
    "POST /register/budskap/<line>/ga-tillbaka": Line(401, 404, 403, 403),
    "POST /register/budskap/<line>/kontrollerat": Line(401, 404, 403, 403),
    "POST /register/budskap/<line>/dra-tillbaka": Line(401, 404, 403, 403),
    "POST /register/budskap/<line>/aterstall": Line(401, 404, 403, 403),
    "POST /register/budskap/<line>/kopiera": Line(401, 404, 403, 403),
    "GET /register/fragor/": Line(401, 200, 403, 403),
    "GET /register/fragor/samla": Line(401, 200, 403, 403),
    "POST /register/fragor/samla": Line(401, 200, 403, 403),
    "GET /register/fragor/<issue_id>": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/andra": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/lagg-till": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/ta-bort": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/flytta-tillbaka": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/avsluta": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/oppna": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/lamna": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/alla": Line(401, 404, 403, 403),
    "POST /register/fragor/<issue>/angra": Line(401, 404, 403, 403),
    "GET /register/lamna-ut/": Line(401, 200, 403, 403),
    "POST /register/lamna-ut/resten": Line(401, 422, 403, 403),
    "POST /register/lamna-ut/handling": Line(401, 422, 403, 403),
    "GET /register/<ref>/maska": Line(401, 404, 403, 403),
    "POST /register/<ref>/maska": Line(401, 404, 403, 403),
    "POST /register/<ref>/maska/spara": Line(401, 404, 403, 403),
    "GET /register/diariefor/": Line(401, 200, 403, 403),
    "POST /register/diariefor/": Line(401, 303, 403, 403),
    "GET /register/<ref>/diariefor": Line(401, 404, 403, 403),
    "POST /register/<ref>/diariefor": Line(401, 404, 403, 403),
    "POST /register/<ref>/diariefor/fil": Line(401, 404, 403, 403),
    "GET /siffror/": Line(401, 200, 200, 200),
    "GET /siffror/utveckling": Line(401, 200, 200, 200),
    "GET /siffror/metod": Line(401, 200, 200, 200),
    "GET /siffror/<period>": Line(401, 404, 404, 404),
    "GET /siffror/<period>/<name>": Line(401, 404, 404, 404),
    "GET /siffror/alla.csv": Line(401, 200, 200, 200),
    "GET /siffror/alla-excel.csv": Line(401, 200, 200, 200),
    "POST /konto/sprak": Line(401, 303, 303, 303),
    "POST /konto/logga-ut": Line(401, 303, 303, 303),
}
# Only on a site that has switched open data on.
OPEN_ROUTES = {
    "GET /oppna-siffror/": ALL_200,
    "GET /oppna-siffror/alla.csv": ALL_200,
    "GET /oppna-siffror/alla-excel.csv": ALL_200,
    "GET /oppna-siffror/<year>": Line(404, 404, 404, 404),
    "GET /oppna-siffror/<period>/<name>": Line(404, 404, 404, 404),
}
OUTSIDE = ["nobody", "employee", "disabled", "forged", "idle", "ended", "signed-out"]
IDLE_SECONDS = 30 * 60
HALF_AN_HOUR_LESS = 29 * 60
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


@pytest.fixture
def ref(desk_site):
    """A waiting ticket, as ofelia's queue links it."""
    lodged(desk_site)
    return ref_of(desk_site)


def routes(app: Flask) -> set[str]:
    """Method and address of every view."""
    ours = [(rule, rule.methods - {"HEAD", "OPTIONS"}) for rule in app.url_map.iter_rules()]
    return {f"{method} {rule.rule}" for rule, methods in ours for method in methods}


def tried(client: FlaskClient, ref: str) -> dict[str, int]:
    """The status of every route for a browser."""
    found = {}
    for route in ROUTES:
        method, path = route.split()
        path = path.replace("<ref>", ref).replace("<path:filename>", "pressdesk.css")
        token = fields(client.get("/konto/logga-in").text)
        found[route] = client.open(path, method=method, data=token).status_code
    return found


def wanted(role: str) -> dict[str, int]:
    return {route: getattr(line, role) for route, line in ROUTES.items()}


def signed_in(desk_site, person: Person) -> FlaskClient:
    client = desk_site.app().test_client()
    assert sign_in(client, person).status_code == 303
    return client


def outsider(kind: str, desk_site, wall_clock) -> FlaskClient:
    """A browser that has no session, or whose session is over."""
    if kind in {"nobody", "employee"}:
        client = desk_site.app().test_client()
        assert kind == "nobody" or sent(client, "En annan fråga.").status == 200
        return client
    client = signed_in(desk_site, desk_site.ofelia)
    if kind == "disabled":
        with desk_site.store.writing() as db:
            accounts.disable(db, "ofelia", clock.today())
    elif kind == "forged":
        client.set_cookie("pressdesk", "A" * 43)
    elif kind == "idle":
        wall_clock.shift(IDLE_SECONDS)
    elif kind == "signed-out":
        cookie = client.get_cookie("pressdesk").value
        client.post("/konto/logga-ut", data=fields(client.get("/konto/").text, "/konto/logga-ut"))
        client.set_cookie("pressdesk", cookie)
    elif kind == "ended":
        stay_signed_in(client, wall_clock, sessions.LONGEST_SECONDS)
    return client


def stay_signed_in(client: FlaskClient, wall_clock, seconds: int) -> None:
    """Click often enough not to be idle."""
    for _ in range(seconds // HALF_AN_HOUR_LESS):
        wall_clock.shift(HALF_AN_HOUR_LESS)
        assert client.get("/konto/").status_code == 200
    wall_clock.shift(seconds % HALF_AN_HOUR_LESS)


def test_every_route_stands_in_the_table(desk_site):
    app = desk_site.app()

    found = routes(app)

    assert found == set(ROUTES)


def test_a_new_route_would_be_missed_in_the_table(desk_site):
    app = desk_site.app()
    app.add_url_rule("/slarv", view_func=lambda: "slarv")

    found = routes(app)

    assert found - set(ROUTES) == {"GET /slarv"}


def test_open_data_has_its_own_lines_and_opens_the_same_to_everybody(desk_site):
    site = desk_site.with_settings(open_figures=True)
    clara = signed_in(site, site.clara)
    nobody = site.app().test_client()

    found = {
        route: tuple(who.get(route.partition(" ")[2]).status_code for who in (nobody, clara))
        for route in OPEN_ROUTES
    }

    assert routes(site.app()) - routes(desk_site.app()) == set(OPEN_ROUTES)
    assert found == {route: (line.outside, line.chief) for route, line in OPEN_ROUTES.items()}


def test_an_officer_with_keys_opens_what_is_hers(ofelia, ref):
    assert tried(ofelia, ref) == wanted("officer")


def test_an_officer_without_keys_opens_no_ticket(olle, ref):
    assert tried(olle, ref) == wanted("keyless")


def test_the_chief_opens_the_figures_and_no_ticket(clara, ref):
    assert tried(clara, ref) == wanted("chief")


@pytest.mark.parametrize("kind", OUTSIDE)
def test_whoever_has_no_session_opens_the_public_pages_alone(kind, desk_site, ref, wall_clock):
    client = outsider(kind, desk_site, wall_clock)

    found = tried(client, ref)

    assert found == wanted("outside")


def test_an_officer_handed_another_officers_link_finds_nothing(desk_site, ofelia, ref):
    berit = colleague(desk_site)

    found = berit.get(f"/desk/arende/{ref}")

    assert ofelia.get(f"/desk/arende/{ref}").status_code == 200
    assert found.status_code == 404


@pytest.mark.parametrize("short_of", [1, 60])
def test_a_session_lasts_until_it_is_idle_for_thirty_minutes(ofelia, wall_clock, short_of):
    wall_clock.shift(IDLE_SECONDS - short_of)

    found = ofelia.get("/konto/")

    assert found.status_code == 200


def test_a_session_in_use_lasts_ten_hours_and_no_longer(ofelia, wall_clock):
    stay_signed_in(ofelia, wall_clock, sessions.LONGEST_SECONDS - 1)
    last = ofelia.get("/konto/").status_code
    wall_clock.shift(1)

    after = ofelia.get("/konto/").status_code

    assert (last, after) == (200, 401)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_view_without_a_rule_is_open_to_nobody(desk_site, guarded):
    """Without the guard the same view is open to all: it is the guard that keeps it shut."""
    app = desk_site.app()
    app.add_url_rule("/desk/slarv", view_func=lambda: "hemligt")
    if not guarded:
        app.before_request_funcs[None].remove(access.guard)
    ofelia = app.test_client()
    sign_in(ofelia, desk_site.ofelia)

    inside, outside = ofelia.get("/desk/slarv"), app.test_client().get("/desk/slarv")

    assert (inside.status_code, outside.status_code) == ((403, 401) if guarded else (200, 200))
    assert ("hemligt" in inside.text, "hemligt" in outside.text) == (not guarded, not guarded)


def test_no_method_but_those_of_the_table_is_allowed(desk_site, ref):
    client = desk_site.app().test_client()
    known = {tuple(route.split()) for route in ROUTES}

    found = {
        (method, path): client.open(path.replace("<ref>", ref), method=method).status_code
        for path in {path for _, path in known}
        for method in METHODS
        if (method, path) not in known
    }

    assert {pair: status for pair, status in found.items() if status != 405} == {}


def test_asking_what_is_allowed_says_nothing_to_an_outsider(desk_site, ref):
    client = desk_site.app().test_client()

    found = client.options(f"/desk/arende/{ref}")

    assert (found.status_code, found.headers.get("Allow")) == (401, None)


def test_the_demos_codes_are_in_a_demo_only(desk_site):
    people = [SignIn("ofelia", "press_officer", "en fras", totp.new_secret())]
    demo = create_app(desk_site.settings, desk_site.store, people)

    here, elsewhere = demo.test_client().get("/demo"), desk_site.app().test_client().get("/demo")

    assert (here.status_code, elsewhere.status_code) == (200, 404)
    assert totp.code_at(people[0].totp_secret, clock.now().timestamp()) in here.text
    assert "en fras" not in elsewhere.text


@pytest.mark.parametrize("people", [None, []])
def test_a_site_without_invented_people_has_no_demo_route(desk_site, people):
    app = create_app(desk_site.settings, desk_site.store, people)

    found = {route for route in routes(app) if "demo" in route}

    assert found == set()
