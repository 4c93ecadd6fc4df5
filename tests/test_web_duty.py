"""The officers' page on how things stand: what waits, as her queue has it, and whether the letters
go.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from pressdesk import clock, desk, retention
from pressdesk.cli.notices import send_due
from pressdesk.notices import Fault
from pressdesk.tables import Wanted
from pressdesk.web import i18n
from tests.conftest import lodged, ref_of, sign_in
from tests.mailserver import TO, post, settings_for
from tests.pages import Page, colleague, fetch, words
from tests.ports import free_port

pytestmark = pytest.mark.both(every=10)

__all__ = ["post"]  # a fixture


def told(page: Page) -> dict[str, str]:
    """What the page says, by its words."""
    lines = [div for div in page.root.iter("div") if div.find("dt") is not None]
    return {words(line.find("dt")): words(line.find("dd")) for line in lines}


def opened(site) -> Page:
    client = site.app().test_client()
    sign_in(client, site.ofelia)
    return fetch(client, "/desk/laget")


def test_the_numbers_are_those_of_her_queue(desk_site, ofelia, wall_clock):
    for number in range(3):
        lodged(desk_site, f"Fråga {number}", wanted=Wanted.TODAY)
    lodged(desk_site, "Senare", wanted=Wanted.LATER)
    holder, ref = desk_site.holder(), ref_of(desk_site, "Fråga 1")
    with desk_site.store.writing() as db:
        desk.take(db, holder, ref, clock.today())
        desk.answer(db, holder, ref_of(desk_site, "Fråga 2"), 1, "Svar", clock.today())
        retention.mark_overdue(db, clock.today())

    facts = told(fetch(ofelia, "/desk/laget"))

    assert facts["Väntar på svar"] == "3"
    assert facts["Av dem försenade"] == "2"
    assert facts["Av dem raderas snart"] == "0"


@pytest.mark.parametrize("days", [0, 45, 75, 84])
def test_what_is_deleted_soon_is_counted_as_the_queue_marks_it(desk_site, wall_clock, days):
    lodged(desk_site)
    holder, later = desk_site.holder(), clock.today() + timedelta(days=days)

    with desk_site.store.reading() as db:
        load = desk.load(db, holder, later)
        rows = desk.queue(db, holder, later).rows

    assert load.near_cap == sum(row.is_near_cap for row in rows)
    assert load.near_cap == (days > 60)


def test_an_officer_without_keys_counts_nothing_and_is_shown_no_page(desk_site, olle):
    lodged(desk_site)
    with desk_site.store.reading() as db:
        nobody = desk_site.holder()._replace(id=uuid4())

        assert desk.load(db, nobody, clock.today()) == desk.Load(0, 0, 0)
    assert olle.get("/desk/laget").status_code == 403


def test_a_ticket_that_its_writer_took_back_is_not_counted(desk_site, employee, ofelia):
    code = lodged(desk_site)
    later = desk_site.with_settings(writer_may_delete="after-floor").app().test_client()
    later.post("/svar/radera", data={"receipt": code, "confirm": "yes"})

    assert told(fetch(ofelia, "/desk/laget"))["Väntar på svar"] == "0"


def test_a_site_without_mail_says_so_and_what_to_do(ofelia):
    page = fetch(ofelia, "/desk/laget")

    assert "Ingen e-post är inställd. Titta in själva" in words(page.root)
    assert "Senaste brevet" not in told(page)


def test_the_last_letter_is_told_by_its_hour(desk_site, post):
    site = desk_site.with_settings(**post.settings())
    assert told(opened(site))["Senaste brevet"] == "Inget har gått än"

    send_due(site.site)
    facts = told(fetch(colleague(site), "/desk/laget"))

    assert facts["Senaste brevet"] == "onsdag 18 november kl. 12.00"
    assert facts["Brev som väntar på att gå"] == "0"
    assert facts["Brev som inte gick, senaste veckan"] == "0"


def test_a_letter_that_waits_is_told_with_the_reason_and_what_to_do(desk_site, wall_clock):
    site = desk_site.with_settings(**settings_for(free_port()))
    send_due(site.site)

    page = opened(site)

    assert told(page)["Brev som väntar på att gå"] == "1"
    assert "E-postservern går inte att nå. Säg till administratören." in words(page.root)


def test_missed_and_refused_letters_are_told(desk_site, post, wall_clock):
    site = desk_site.with_settings(**post.settings())
    send_due(site.site)
    wall_clock.shift(timedelta(days=1))
    post.refused_recipients = {TO[1]: "550 no"}
    send_due(site.site)

    facts = told(opened(site))

    assert facts["Brev som inte gick, senaste veckan"] == "2"
    assert facts["Mottagare som inte kunde få senaste brevet"] == "1"


def test_every_fault_has_its_words():
    assert set(i18n.FAULTS) == set(Fault)


def test_no_address_or_server_stands_on_the_page(desk_site, post):
    site = desk_site.with_settings(**post.settings())

    text = opened(site).text

    assert not [a for a in (*TO, "pressjour@", str(post.port)) if a in text]


def test_the_page_is_found_from_the_queue_and_not_by_the_chief(ofelia, clara):
    assert 'href="/desk/laget"' in ofelia.get("/desk/").text
    assert 'href="/desk/laget"' not in clara.get("/siffror/").text
    assert clara.get("/desk/laget").status_code == 403
