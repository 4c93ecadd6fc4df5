"""The site's own lists: names are added, changed everywhere, retired, and removed when unused."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from pressdesk import clock, inquiries
from pressdesk.inquiries import Asked
from pressdesk.register import lists
from pressdesk.register.lists import Listed
from pressdesk.register.words import Channel
from pressdesk.registertables import Inquiry, Outlet, Unit
from pressdesk.web.register import list_words
from tests.pages import Page, attributes, fetch, submit, words

pytestmark = pytest.mark.both(every=10)

HOME = "/register/listor"
EVERY = {"redaktioner": "Dagbladet", "enheter": "Farsta", "amnen": "Miljö"}


@pytest.fixture
def used(desk_site) -> None:
    """An inquiry that names one of each list."""
    with desk_site.store.writing() as db:
        outlet = lists.find_or_add_outlet(db, "Dagbladet", "daily").name
        asked = Asked(Channel.PHONE, outlet, "Farsta", "Hur många träd?", topic="Miljö")
        inquiries.log(db, asked, clock.now())


@pytest.fixture
def press(ofelia) -> Callable[..., Page]:
    """A button of a name's page."""

    def button(path: str, name: str, act: str, **typed: Any) -> Page:
        page = fetch(ofelia, f"{HOME}/{path}/andra?namn={quote(name)}")
        form = f"{HOME}/{path}/{act}"
        if form in page.actions():
            return submit(ofelia, page, form, **typed)
        return submit(ofelia, page, f"{HOME}/{path}/byt-namn", form, **typed)

    return button


def shown(client, path: str, q: str = "") -> list[str]:
    """The names that a list shows."""
    page = fetch(client, f"{HOME}/{path}?q={quote(q)}")
    return [words(e.find("a")) for e in page.root.iter("li") if e.find("a") is not None
            and "andra?" in e.find("a").get("href", "")]  # fmt: skip


def named(desk_site) -> tuple[str | None, str, str | None]:
    with desk_site.store.reading() as db:
        row = db.get(Inquiry, inquiries.number_of("2026-1"))
        return row.outlet, row.unit, row.topic


def test_a_site_begins_with_units_and_topics_in_swedish_order_and_no_outlet(ofelia):
    units, topics = shown(ofelia, "enheter"), shown(ofelia, "amnen")

    assert shown(ofelia, "redaktioner") == []
    assert (len(units), units[0], units[-1]) == (
        47,
        "Arbetsmarknadsförvaltningen",
        "Överförmyndarförvaltningen",
    )
    assert (len(topics), topics[-1]) == (14, "Äldreomsorg")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("skär", ["Skärholmen", "Skarpnäck"]),
        ("SKAR", ["Skarpnäck", "Skärholmen"]),
        ("hamn", ["Stockholms Hamnar"]),
        ("fasrta", ["Farsta"]),  # near, since nothing holds it
        ("qqq", []),
    ],
)
def test_a_long_list_is_searched(ofelia, q, found):
    assert shown(ofelia, "enheter", q) == found


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("redaktioner", {"name": " Nya  Bladet ", "media": "web"}),
        ("enheter", {"name": "Nya Bladet", "area": "Bolag"}),
        ("amnen", {"name": "Nya Bladet"}),
    ],
)
def test_a_name_is_added(ofelia, path, typed):
    page = submit(ofelia, fetch(ofelia, f"{HOME}/{path}"), f"{HOME}/{path}/ny", **typed)

    assert page.status == 303
    assert "Nya Bladet" in shown(ofelia, path)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": " "}, "Skriv ett namn"),
        ({"name": "x" * 81}, "Korta namnet"),
        ({"name": "fARSTA"}, "Namnet finns redan"),
        ({"name": "Ny", "area": "x" * 81}, "Korta gruppens namn"),
    ],
)
def test_a_name_that_cannot_be_added_is_given_back(ofelia, typed, says):
    page = submit(ofelia, fetch(ofelia, f"{HOME}/enheter"), f"{HOME}/enheter/ny", **typed)

    assert (page.status, says in page.text) == (422, True)
    assert page.box(f"{HOME}/enheter/ny", "name") == typed["name"].strip()


@pytest.mark.parametrize(("path", "name"), EVERY.items())
def test_a_new_name_stands_everywhere_at_once(used, press, desk_site, path, name):
    page = press(path, name, "byt-namn", new="Nytt namn")

    assert page.status == 303
    assert sorted(map(str, named(desk_site))) == sorted({*EVERY.values(), "Nytt namn"} - {name})


@pytest.mark.parametrize(("new", "says"), [("", "Skriv ett namn"), ("BROMMA", "finns redan")])
def test_a_name_that_cannot_be_given_changes_nothing(used, press, desk_site, new, says):
    page = press("enheter", "Farsta", "byt-namn", new=new)

    assert (page.status, says in page.text) == (422, True)
    assert named(desk_site)[1] == "Farsta"


@pytest.mark.parametrize(("path", "name"), EVERY.items())
def test_what_is_used_is_not_removed_and_the_page_says_where_it_is(used, press, path, name):
    page = press(path, name, "ta-bort")

    assert page.status == 409
    assert words(page.root.find(".//dl/div")).startswith("Förfrågningar")
    assert words(page.root.find(".//dl/div/dd")) == "1"
    assert f"{HOME}/{path}/ta-bort" not in page.actions()


def test_the_number_leads_to_those_inquiries(used, ofelia):
    page = fetch(ofelia, f"{HOME}/enheter/andra?namn=Farsta")
    link = next(a for a in attributes(page.text, "href") if "enhet=" in a)

    assert "Hur många träd?" in fetch(ofelia, link).text


def test_what_nothing_names_is_removed(press, ofelia):
    page = press("enheter", "Bromma", "ta-bort")

    assert page.status == 303
    assert "Bromma" not in shown(ofelia, "enheter")


@pytest.mark.parametrize(("path", "name"), EVERY.items())
def test_what_is_retired_is_no_longer_offered_and_stays_where_it_stands(
    used, press, ofelia, desk_site, path, name
):
    press(path, name, "ur-bruk")
    intake = fetch(ofelia, "/register/ny")

    offered = [e.get("value") for e in intake.root.iter("option")]
    assert (name in offered, name in named(desk_site)) == (False, True)
    assert name in shown(ofelia, path)


@pytest.mark.parametrize(("path", "name"), EVERY.items())
def test_what_is_restored_is_offered_again(used, press, ofelia, path, name):
    press(path, name, "ur-bruk")

    press(path, name, "i-bruk")

    intake = fetch(ofelia, "/register/ny")
    assert name in [e.get("value") for e in intake.root.iter("option")]


@pytest.mark.parametrize(("media", "status", "kept"), [("web", 303, "web"), ("", 303, None),
                                                       ("fax", 422, "daily")])  # fmt: skip
def test_an_outlet_is_said_to_be_of_a_kind_of_media(used, press, desk_site, media, status, kept):
    page = press("redaktioner", "Dagbladet", "uppgift", media=media)

    with desk_site.store.reading() as db:
        assert (page.status, db.get(Outlet, "Dagbladet").media) == (status, kept)


def test_a_unit_is_grouped_elsewhere(press, desk_site):
    press("enheter", "Farsta", "uppgift", area="Bolag")

    with desk_site.store.reading() as db:
        assert db.get(Unit, "Farsta").area == "Bolag"


@pytest.mark.parametrize(
    "path", ["x", "enheter/andra", "enheter/andra?namn=x", "amnen/andra?namn=Farsta"]
)
def test_a_list_or_a_name_that_is_not_there_is_not_found(ofelia, path):
    assert fetch(ofelia, f"{HOME}/{path}").status == 404


@pytest.mark.parametrize("act", ["byt-namn", "uppgift", "ur-bruk", "i-bruk", "ta-bort"])
def test_nothing_is_done_with_a_name_that_is_not_there(ofelia, act):
    page = fetch(ofelia, f"{HOME}/enheter/andra?namn=Farsta")

    done = submit(
        ofelia, page, f"{HOME}/enheter/byt-namn", f"{HOME}/enheter/{act}", name="x", new="y"
    )

    assert done.status == 404


def test_a_topic_has_nothing_to_be_said_of(press):
    assert press("amnen", "Miljö", "uppgift").status == 404


def test_every_place_where_a_name_may_stand_has_its_words():
    columns = {f"{c.table.name}.{c.name}" for kind in Listed for c in lists.columns_of(kind)}

    assert columns == set(list_words.USES)
