"""The register's list as officers see it: deadlines in words, filters, taking, keys, the menu."""

from datetime import timedelta
from typing import Any

import pytest

from pressdesk import clock, inquiries, rota
from pressdesk.inquiries import Asked, Officer, issues
from pressdesk.inquiries.reading import PAGE_ROWS
from pressdesk.register import lists
from pressdesk.register.deadlines import NO_DEADLINE, parse
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Outcome
from pressdesk.rota.crisis import Said
from tests.conftest import lodged, ref_of
from tests.pages import Page, attributes, colleague, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

LIST, KEYS = "/register/", "/register/tangenter"
SCRIPT = "/static/register.js"
OFFICERS = ["Ärenden", "Register", "Budskap", "Jour", "Mer", "Läget", "Handlingar", "Siffror"]


def logged(site, question="Hur många träd?", due="", minutes_ago=0, **more: Any) -> str:
    """An inquiry by the task's own door; its reference."""
    came = clock.now() - timedelta(minutes=minutes_ago)
    with site.store.writing() as db:
        lists.find_or_add_outlet(db, more.setdefault("outlet", "Ekot"))
        deadline = parse(due, came) if due else NO_DEADLINE
        given = {"unit": "Farsta", "question": question, "deadline": deadline} | more
        row = inquiries.log(db, Asked(Channel.PHONE, **given), clock.now())
    return inquiries.reference(row.number)


def stepped(site, ref: str, step: Step, **given: Any) -> None:
    """A step of ofelia's."""
    number = inquiries.number_of(ref)
    with site.store.writing() as db:
        row = inquiries.found(db, number)
        officer = Officer(site.holder().id, "ofelia")
        inquiries.step(
            db, number, row.version, step, officer, clock.now(), undo_minutes=10, **given
        )


def rows(page: Page) -> list[str]:
    """The lines, in words."""
    return [words(row) for row in page.root.iter("li") if row.get("class") == "row"]


def links(page: Page) -> list[str]:
    """The inquiries that a page leads to, by reference."""
    found = [link for row in page.root.iter("li") if row.get("class") == "row"
             for link in [row.find(".//h2/a").get("href")]]  # fmt: skip
    return [link.rpartition("/")[2] for link in found]


def link(page: Page, said: str) -> str:
    return next(a.get("href") for a in page.root.iter("a") if words(a).startswith(said))


def test_a_line_says_what_is_asked_by_whom_and_when_it_is_needed(desk_site, ofelia):
    ref = logged(desk_site, "Hur många träd?", due="idag 16")

    (line,) = rows(fetch(ofelia, LIST))

    assert line == f"senast 16.00 Hur många träd? {ref} · Ekot · Farsta Ny Ta {ref}"


def test_overdue_and_due_soon_are_said_in_words_and_overdue_comes_first(desk_site, ofelia):
    logged(desk_site, "Senare?", due="fre 10")
    logged(desk_site, "Snart?", due="14.00")
    logged(desk_site, "Försent?", due="12.30", minutes_ago=60)
    logged(desk_site, "När som helst?")

    lines = rows(fetch(ofelia, LIST))

    assert [line.split("?")[0] for line in lines] == [
        "Försenad senast 12.30 Försent",
        "Snart senast 14.00 Snart",
        "fre 20 november 10.00 Senare",
        "Ingen hålltid När som helst",
    ]


def test_one_press_takes_a_new_one_and_says_who_has_it(desk_site, ofelia):
    ref = logged(desk_site)
    berit = colleague(desk_site)

    taken = submit(ofelia, fetch(ofelia, LIST), f"{LIST}{ref}/ta")

    assert taken.status == 303
    assert "Tagen Har den: jag" in rows(fetch(ofelia, f"{LIST}?visa=mina"))[0]
    assert "Tagen Har den: Ofelia" in rows(fetch(berit, LIST))[0]
    assert f"{LIST}{ref}/ta" not in fetch(berit, LIST).actions()


def test_what_is_closed_says_how_it_ended_and_not_who_had_it(desk_site, ofelia):
    ref = logged(desk_site)
    stepped(desk_site, ref, Step.TAKE)
    stepped(desk_site, ref, Step.CLOSE, outcome=Outcome.WITHDRAWN)

    (line,) = rows(fetch(ofelia, f"{LIST}?visa=avslutade"))

    assert "Avslutad Redaktionen drog tillbaka frågan" in line
    assert "Har den" not in line


def test_a_line_says_with_whom_it_waits_until_when_and_where_it_was_sent(desk_site, ofelia):
    refs = [logged(desk_site) for _ in range(3)]
    stepped(desk_site, refs[0], Step.TAKE)
    stepped(desk_site, refs[0], Step.WAIT, whom="miljöförvaltningen")
    until = clock.today() + timedelta(days=2)
    stepped(desk_site, refs[1], Step.PARK, until=until, today=clock.today())
    stepped(desk_site, refs[2], Step.ROUTE, unit="Bromma")

    told = " ".join(rows(fetch(ofelia, LIST)) + rows(fetch(ofelia, f"{LIST}?visa=parkerade")))

    assert "Väntar på fakta hos miljöförvaltningen" in told
    assert "parkerad till fre 20 november" in told
    assert "skickad vidare till Bromma" in told


def test_a_request_for_public_records_has_a_line_without_an_outlet(desk_site, ofelia):
    with desk_site.store.writing() as db:
        inquiries.log_records_request(db, "Farsta", Channel.MAIL, clock.now())

    (line,) = rows(fetch(ofelia, f"{LIST}?visa=alla"))

    assert line == ("Begäran om allmän handling 2026-1 · Farsta Avslutad Hänvisad till registrator")


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("redaktion=Ekot", "1"),
        ("enhet=Bromma", "2"),
        ("amne=Milj%C3%B6", "2"),
        ("redaktion=Ekot&enhet=Farsta", "1"),
        ("redaktion=Ekot&enhet=Bromma", ""),
        ("visa=alla&utfall=withdrawn", "3"),
    ],
)
def test_the_list_is_filtered_by_its_address(desk_site, ofelia, asked, left):
    names = [logged(desk_site, outlet="Ekot")]
    names.append(logged(desk_site, outlet="DN", unit="Bromma", topic="Miljö"))
    names.append(logged(desk_site, outlet="DN"))
    stepped(desk_site, names[2], Step.CLOSE, outcome=Outcome.WITHDRAWN)

    found = links(fetch(ofelia, f"{LIST}?{asked}"))

    assert found == [names[int(number) - 1] for number in left]


@pytest.mark.parametrize(
    "odd", ["visa=x", "slag=x", "utfall=x", "fraga=x", "fraga=9999999999", "fraga=%C2%B2", "x=1"]
)
def test_what_cannot_be_filtered_by_filters_nothing(desk_site, ofelia, odd):
    ref = logged(desk_site)

    page = fetch(ofelia, f"{LIST}?{odd}")

    assert (page.status, links(page)) == (200, [ref])


def test_a_filter_stays_in_the_form_the_tabs_and_the_next_page(desk_site, ofelia):
    for _ in range(PAGE_ROWS + 1):
        logged(desk_site)
    page = fetch(ofelia, f"{LIST}?redaktion=Ekot")

    rest = fetch(ofelia, link(page, "Visa fler"))

    assert dict(pairs(page.form(LIST)))["redaktion"] == "Ekot"
    assert link(page, "Avslutade") == f"{LIST}?visa=avslutade&redaktion=Ekot"
    assert (len(links(page)), len(links(rest))) == (PAGE_ROWS, 1)
    assert not set(links(page)) & set(links(rest))
    assert "Visar bara: Ekot" in words(page.root.find(".//main"))


def test_an_empty_list_says_what_to_do(desk_site, ofelia):
    logged(desk_site)

    filtered = fetch(ofelia, f"{LIST}?redaktion=DN")
    mine = fetch(ofelia, f"{LIST}?visa=mina")

    assert f"{LIST}?visa=alla&redaktion=DN" in attributes(filtered.text, "href")
    assert "Tryck på Ta vid en ny förfrågan" in mine.text


def test_a_place_that_is_none_gets_a_page_that_says_so(desk_site, ofelia):
    page = fetch(ofelia, f"{LIST}?efter=%00_2026-1")

    assert (page.status, page.heading) == (404, "Det finns inget att visa här")


def test_a_new_inquiry_and_what_we_said_are_one_press_away(ofelia):
    page = fetch(ofelia, LIST)

    found = fetch(ofelia, "/register/sok?q=snö")

    assert link(page, "Ny förfrågan") == "/register/ny"
    assert dict(pairs(page.form("/register/sok"))) == {"q": ""}
    assert found.status == 200


def test_the_pinned_issue_of_a_crisis_comes_first(desk_site, ofelia):
    with desk_site.store.writing() as db:
        issue = issues.make(db, "Branden i Farsta", None, clock.today())
        rota.begin(db, Said("Farsta", "", issue.id), clock.now())

    page = fetch(ofelia, LIST)

    assert link(page, "Branden i Farsta") == f"/register/fragor/{issue.id}"


def test_several_are_picked_in_the_list_and_gathered(desk_site, ofelia):
    refs = [logged(desk_site, "Brinner det?"), logged(desk_site, "Är det en brand?")]
    page = fetch(ofelia, link(fetch(ofelia, LIST), "Samla flera"))

    asked = submit(ofelia, page, "/register/fragor/samla", number=refs)

    assert asked.status == 200
    assert [value for name, value in pairs(asked.form("/register/fragor/samla"))
            if name == "number"] == refs  # fmt: skip


def test_counts_are_of_all_and_there_is_none_of_what_an_officer_has(desk_site, ofelia):
    for _ in range(2):
        stepped(desk_site, logged(desk_site), Step.TAKE)

    tabs = next(e for e in fetch(ofelia, LIST).root.iter("nav") if e.get("class") == "tabs")

    assert words(tabs) == ("Att göra 2 Mina För godkännande 0 Parkerade 0 Lämnade Avslutade Alla")


# Keys


def test_keys_are_told_on_a_page_of_their_own_and_in_a_window(ofelia):
    page = fetch(ofelia, KEYS)

    lists_ = [[words(key) for key in e.iter("kbd")] for e in page.root.iter("dl")]

    assert lists_ == [[*"n/gbjkotsm?"]] * 2
    assert link(page, "Ny förfrågan") == "/register/ny"


def test_keys_are_switched_off_and_on_for_one_officer_alone(desk_site, ofelia):
    berit = colleague(desk_site)

    submit(ofelia, fetch(ofelia, KEYS), KEYS)
    off, hers = fetch(ofelia, LIST), fetch(berit, LIST)
    submit(ofelia, fetch(ofelia, KEYS), KEYS)

    assert (SCRIPT in off.text, "<dialog" in off.text) == (False, False)
    assert SCRIPT in hers.text
    assert SCRIPT in fetch(ofelia, LIST).text


def test_no_page_of_a_ticket_or_of_an_account_takes_a_key(desk_site, ofelia):
    lodged(desk_site)
    paths = ["/desk/", f"/desk/arende/{ref_of(desk_site)}", "/konto/", "/siffror/", "/register/x"]

    found = [SCRIPT in fetch(ofelia, path).text for path in paths]

    assert found == [False, False, False, False, True]


def test_whoever_is_not_signed_in_gets_no_keys(desk_site):
    page = send(desk_site.app().test_client(), KEYS, [("on", "no")])

    assert (SCRIPT in page.text, "<dialog" in page.text) == (False, False)


# The menu


def test_the_menu_has_all_that_officers_have_and_says_where_they_are(ofelia):
    page = fetch(ofelia, LIST)

    menu = next(e for e in page.root.iter("nav") if e.get("aria-label") == "Meny")
    here = [words(a) for a in menu.iter("a") if a.get("aria-current")]

    assert words(menu).startswith(" ".join(OFFICERS))
    assert words(menu).endswith("Nycklar Regler Mitt konto Logga ut")
    assert here == ["Register"]


@pytest.mark.parametrize(("path", "marks"), [("/desk/laget", 1), ("/desk/", 0), (LIST, 0)])
def test_what_hides_the_rest_of_the_menu_says_when_the_page_is_there(ofelia, path, marks):
    found = [e for e in fetch(ofelia, path).root.iter("summary") if e.get("class") == "here"]

    assert [words(e) for e in found] == ["Mer"] * marks


def test_the_chiefs_menu_is_as_short_as_it_was(clara):
    menu = next(e for e in fetch(clara, "/siffror/").root.iter("nav"))

    assert words(menu) == "Siffror Mitt konto Logga ut"
