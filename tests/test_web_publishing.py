"""An officer publishes figures: once, in order, without being shown what was counted."""

import re

import pytest
from sqlmodel import select

from pressdesk.figures import due, inquiries, releases
from pressdesk.figures.declared import TOTAL, Level
from pressdesk.keytables import Act, AuditEntry, FigureRelease, LedgerEntry
from tests.both import by_hand
from tests.conftest import sign_in
from tests.pages import Page, colleague, fetch, submit, words
from tests.publishing import (
    FIFTH,
    NEW_YEAR,
    THIRD,
    before_the_next_write,
    cast,
    published,
    slips,
    whole,
)

pytestmark = pytest.mark.both(every=10)

NOVEMBER = "/desk/siffror/2026-11"


@pytest.fixture
def site(desk_site, wall_clock):
    """Forty tickets were taken in November, and it is the third of December."""
    cast(desk_site, 40)
    wall_clock.move_to(THIRD)
    return desk_site


@pytest.fixture
def hers(site):
    """Ofelia's browser on that day."""
    return entered(site)


def entered(site, person=None):
    client = site.app().test_client()
    assert sign_in(client, person or site.ofelia).status_code == 303
    return client


def press(client, address: str = NOVEMBER) -> Page:
    """The button of the page that asks."""
    return submit(client, fetch(client, address), address)


def alert(page: Page) -> str:
    return words(next(e for e in page.root.iter() if e.get("role") == "alert"))


def text(page: Page) -> str:
    return words(page.root.find(".//main"))


def test_an_officer_publishes_a_month_and_reads_what_everybody_reads(site, hers):
    done = press(hers)
    shown = fetch(hers, "/siffror/2026-11")

    with site.store.reading() as db:
        (figure,) = (each for each in releases.published(db).figures if each.table == TOTAL)
    assert done.status == 303
    assert "Siffrorna för november 2026 är publicerade." in text(shown)
    assert "Be administratören göra en säkerhetskopia i dag." in text(shown)
    assert f"{figure.value('taken')} ± 8" in text(shown).replace("\xa0", " ")


def test_the_way_leads_from_how_things_stand_over_the_list_to_the_question(hers):
    standing, listed, asked = (
        fetch(hers, path) for path in ("/desk/laget", "/desk/siffror/", NOVEMBER)
    )

    assert 'href="/desk/siffror/"' in standing.text
    assert f'href="{NOVEMBER}"' in listed.text
    assert asked.heading == "Publicera siffrorna för november 2026?"
    assert "Det går inte att ångra, ändra eller göra om." in text(asked)
    assert "Be administratören göra en säkerhetskopia i dag." in text(asked)


def test_publishing_is_in_the_staff_log_and_says_no_number(site, hers):
    press(hers)

    with site.store.reading() as db:
        entries = db.exec(select(AuditEntry)).all()
    acts = [entry for entry in entries if entry.act is Act.PUBLISHED_FIGURES]
    assert [(entry.who, entry.about) for entry in acts] == [("ofelia", "")]


def test_no_page_before_the_act_tells_how_many_slips_there_are(site, hers, wall_clock):
    def seen() -> list[str]:
        paths = ("/desk/siffror/", NOVEMBER, "/desk/laget", "/desk/", "/siffror/", NOVEMBER + "x")
        return [re.sub(r'value="[^"]+"', "", fetch(hers, path).text) for path in paths]

    before = seen()
    wall_clock.move_to(THIRD.replace(month=11))
    cast(site, 9)
    wall_clock.move_to(THIRD)

    assert seen() == before


@pytest.mark.of_the_file
@pytest.mark.parametrize("settles", [True, False])
def test_the_slips_bytes_are_in_no_file_afterwards(site, hers, settles):
    """Without the settling that the page does they stay in the write-ahead log."""
    gone = [sealed for sealed in slips(site.store.path) if sealed]
    if settles:
        press(hers)
    else:
        site.store.settle()
        cast(site, 0)
        published(site, "2026-11")

    left = sum(sealed in whole(site.home) for sealed in gone)
    assert len(gone) == 160
    assert (left == 120) is settles


def test_pressing_twice_publishes_once(site, hers):
    asked = fetch(hers, NOVEMBER)
    first, second = (submit(hers, asked, NOVEMBER) for _ in range(2))

    assert (first.status, second.status) == (303, 409)
    assert "Siffrorna för november 2026 är redan publicerade." in alert(second)
    assert 'href="/siffror/2026-11"' in second.text
    with site.store.reading() as db:
        tables = [row.table_name for row in db.exec(select(FigureRelease))]
    assert sorted(tables) == [*sorted(inquiries.TABLES[Level.MONTH]), "total"]


def test_of_two_officers_at_once_one_publishes(site, hers):
    berit = colleague(site)
    asked, figures = fetch(berit, NOVEMBER), []
    before_the_next_write(site.store, lambda: figures.extend(published(site, "2026-11")))

    second = submit(berit, asked, NOVEMBER)

    assert second.status == 409
    assert "redan publicerade" in alert(second)
    with site.store.reading() as db:
        assert sorted(releases.published(db).figures) == sorted(figures)


def test_what_changed_while_it_was_counted_is_not_published(site, hers):
    asked = fetch(hers, NOVEMBER)
    drop = "DELETE FROM slip WHERE key_id IN (SELECT id FROM ballot_key WHERE table_name = 'total')"
    before_the_next_write(site.store, lambda: by_hand(site.store, drop))

    refused = submit(hers, asked, NOVEMBER)

    assert refused.status == 409
    assert "Inget är publicerat. Försök igen." in alert(refused)
    with site.store.reading() as db:
        assert db.exec(select(LedgerEntry)).all() == []


@pytest.mark.parametrize(
    ("period", "status", "said"),
    [
        ("2026-12", 409, "från och med den 3 januari 2027"),
        ("2026-Q4", 409, "från och med den 3 januari 2027"),
        ("2026-10", 404, "inga siffror för den perioden"),
        ("2026-13", 404, "inga siffror för den perioden"),
        ("siffror", 404, "inga siffror för den perioden"),
        ("2026-11<b>", 404, "inga siffror för den perioden"),
    ],
)
def test_what_cannot_be_published_says_why_and_from_when(hers, period, status, said):
    given = fetch(hers, NOVEMBER)

    for page in (
        fetch(hers, f"/desk/siffror/{period}"),
        submit(hers, given, NOVEMBER, to=f"/desk/siffror/{period}"),
    ):
        assert page.status == status
        assert said in alert(page)


def test_a_quarter_waits_for_its_months(site, wall_clock):
    wall_clock.move_to(NEW_YEAR)
    hers = entered(site)
    listed = fetch(hers, "/desk/siffror/")

    early = fetch(hers, "/desk/siffror/2026-Q4")

    assert early.status == 409
    assert "Siffrorna för november 2026 publiceras först." in alert(early)
    assert listed.text.count('href="/desk/siffror/2026') == 1
    assert "Fjärde kvartalet 2026, efter december 2026" in text(listed)


def test_all_that_is_due_is_published_in_the_order_of_the_list(site, wall_clock):
    wall_clock.move_to(NEW_YEAR)
    hers, done = entered(site), []
    while found := re.search(r'href="(/desk/siffror/2026[^"]*)"', listing(hers)):
        assert press(hers, found[1]).status == 303
        done.append(found[1].rpartition("/")[2])

    assert done == ["2026-11", "2026-12", "2026-Q4", "2026"]
    assert "Nästa är januari 2027, från och med den 3 februari 2027." in listing(hers)


def listing(client) -> str:
    return client.get("/desk/siffror/").text


def test_an_officer_without_every_key_is_told_to_ask_a_colleague(site, hers):
    by_hand(site.store, "DELETE FROM ballot_grant")

    refused = press(hers)

    assert refused.status == 403
    assert "Du har inte alla nycklar till siffrorna för november 2026." in alert(refused)
    assert "kollega" in alert(refused)


def test_slips_that_did_not_open_are_told_afterwards(site, hers):
    spoilt = "UPDATE slip SET sealed = :zeros WHERE id IN (SELECT s.id FROM slip AS s JOIN"
    first = "ballot_key AS k ON k.id = key_id WHERE table_name = 'total' LIMIT 3)"
    by_hand(site.store, f"{spoilt} {first}", zeros=bytes(60))

    press(hers)

    assert "Några räknesedlar gick inte att öppna" in text(fetch(hers, "/desk/siffror/"))


@pytest.mark.parametrize(("day", "is_late"), [(THIRD, False), (FIFTH, True)])
def test_officers_are_reminded_on_the_queue_when_it_is_late(site, wall_clock, day, is_late):
    wall_clock.move_to(day)
    hers = entered(site)
    said = "Siffrorna för november 2026 kan publiceras sedan den 3 december 2026."

    queue, standing = fetch(hers, "/desk/"), fetch(hers, "/desk/laget")

    assert (said in text(queue)) is is_late
    assert said in text(standing)
    assert ("Det är dags." in text(standing)) is is_late


def test_before_the_first_month_is_over_the_page_says_when(desk_site, ofelia):
    listed = fetch(ofelia, "/desk/siffror/")

    assert "Inget att publicera just nu." in text(listed)
    assert "Nästa är november 2026, från och med den 3 december 2026." in text(listed)


def test_the_first_month_is_said_not_to_be_whole(site, hers, wall_clock):
    assert "pressdesk togs i bruk i november 2026" in text(fetch(hers, NOVEMBER))
    press(hers)
    wall_clock.move_to(NEW_YEAR)

    later = fetch(entered(site), "/desk/siffror/2026-12")

    assert "togs i bruk" not in text(later)


@pytest.mark.parametrize("is_open", [True, False])
def test_the_question_says_whether_the_public_reads_it_too(site, is_open):
    hers = entered(site.with_settings(open_figures=is_open))

    assert ("allmänheten kan läsa siffrorna" in text(fetch(hers, NOVEMBER))) is is_open


def test_what_a_restore_lost_is_said_to_be_lost(site, hers):
    with site.store.writing() as db:
        releases.burn(db, due.opens("2026-11"))

    refused = fetch(hers, NOVEMBER)

    assert refused.status == 409
    assert "har återställts från en säkerhetskopia" in alert(refused)
    assert "Läs dem" not in alert(refused)


def test_nothing_is_published_without_the_forms_token(site, hers):
    refused = hers.post(NOVEMBER)

    assert refused.status_code == 400
    with site.store.reading() as db:
        assert db.exec(select(LedgerEntry)).all() == []
