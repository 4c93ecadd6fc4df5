"""The public pages say what the settings and the inventory say: records, and personal data."""

import re
from collections.abc import Iterator

import pytest

from pressdesk import config, create_app, inventory, storage
from pressdesk.config import Settings
from pressdesk.disclosure import SECTIONS
from pressdesk.inventory import Column, Opens
from pressdesk.storage import FileStore, Store
from tests.conftest import SETTINGS, lodged
from tests.pages import Page, fetch, words

RECORDS, DATA = "/handlingar", "/personuppgifter"
PAGES = [RECORDS, DATA]
CHANGED = {
    "organisation": "Sjöhamns kommun",
    "duty_phone": "0910-12 34 56",
    "disposal_decision": "SJ 2031/77",
    "ticket_floor_days": 9,
    "ticket_days_after_closing": 41,
    "ticket_closes_after_days": 23,
    "ticket_longest_days": 123,
    "audit_days": 345,
    "inquiry_days": 777,
    "reporter_days": 17,
    "backup_days": 19,
    "records_contact": "arkiv@sjohamn.example",
    "controller": "Kommunstyrelsen i Sjöhamn",
    "data_protection_officer": "ombud@sjohamn.example",
}
ON_RECORDS = set(CHANGED) - {"controller", "data_protection_officer"}
ON_DATA = set(CHANGED) - {"disposal_decision", "ticket_closes_after_days"}
SAID = [(RECORDS, name) for name in sorted(ON_RECORDS)] + [(DATA, name) for name in sorted(ON_DATA)]


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory) -> Iterator[Store]:
    """An empty database: these pages read none of it."""
    store = FileStore(tmp_path_factory.mktemp("public") / storage.DATABASE)
    storage.upgrade(store)
    yield store
    store.close()


def shown(store: Store, path: str, **changed) -> Page:
    """A page of a site that has decided otherwise."""
    app = create_app(config.parse(SETTINGS | changed), store)
    return fetch(app.test_client(), path)


def main(page: Page) -> str:
    return words(page.root.find(".//main"))


def links(page: Page) -> dict[str, str]:
    """Where the links of a page's main part lead, by their words."""
    return {words(a): a.get("href", "") for a in page.root.find(".//main").iter("a")}


@pytest.mark.parametrize(("path", "name"), SAID)
def test_a_setting_that_is_changed_changes_the_page(anywhere, path, name):
    value = CHANGED[name]
    said = f"{value} dagar" if isinstance(value, int) else value

    before = main(shown(anywhere, path))
    after = main(shown(anywhere, path, **{name: value}))

    assert (said in before, said in after) == (False, True)


def test_every_setting_of_time_stands_on_the_page_of_records():
    kept = {
        name
        for name in Settings.model_fields
        if re.match("(ticket|audit|backup|inquiry|reporter)_.*days", name)
    }

    assert kept <= ON_RECORDS


@pytest.mark.parametrize("path", PAGES)
def test_no_number_of_days_stands_in_the_template_itself(anywhere, path):
    numbers = {name: value for name, value in CHANGED.items() if isinstance(value, int)}

    told = set(re.findall(r"(\d+) dag", main(shown(anywhere, path, **numbers))))

    known_browser = {"180"}  # how long a browser of the staff's is known, as the code has it
    assert told <= {str(value) for value in numbers.values()} | known_browser


@pytest.mark.parametrize(
    ("path", "now", "later"),
    [
        (
            RECORDS,
            "Genast, om ingen har begärt att få läsa det.",
            "Finns kvar hos oss i minst 7 dagar",
        ),
        (DATA, "och raderar det genast", "och förstörs tidigast när 7 dagar har gått"),
    ],
)
def test_the_page_says_what_her_own_deleting_does(anywhere, path, now, later):
    at_once = main(shown(anywhere, path, writer_may_delete="now"))
    after_floor = main(shown(anywhere, path, writer_may_delete="after-floor"))

    assert (now in at_once, later in at_once) == (True, False)
    assert (now in after_floor, later in after_floor) == (False, True)


def test_a_hold_is_told_where_her_own_deleting_is(anywhere):
    at_once = {path: main(shown(anywhere, path, writer_may_delete="now")) for path in PAGES}

    assert "Ett gallringsstopp skjuter upp raderingen tills det hävs" in at_once[RECORDS]
    assert "Har någon begärt att få läsa det döljs det genast" in at_once[DATA]


def test_what_the_staff_log_holds_is_told_with_sign_ins_that_failed(anywhere):
    assert "inloggningar, också de som misslyckades" in main(shown(anywhere, DATA))


def test_without_a_decision_the_page_says_that_the_form_is_closed(anywhere):
    text = main(shown(anywhere, RECORDS, disposal_decision=""))

    assert "Därför raderas inga ärenden, och formuläret för nya frågor är stängt" in text


@pytest.mark.parametrize(
    ("given", "said", "href"),
    [
        ({"records_contact": "arkiv@sjohamn.example"}, "arkiv@sjohamn.example", "mailto:"),
        ({"records_contact": "Registratorn, 0910-12 34 56"}, "Registratorn, 0910-12 34 56", None),
        ({"records_contact": ""}, "08-465 004 00", "tel:0846500400"),
        ({"records_contact": "", "duty_phone": ""}, "Registratorn hos Exempelstads kommun", None),
    ],
)
def test_there_is_always_somebody_to_ask(anywhere, given, said, href):
    page = shown(anywhere, RECORDS, **given)

    assert main(page).count(said) >= 2  # where she asks, and in the description
    assert links(page).get(said, "").startswith(href or "")
    assert (said in links(page)) == (href is not None)


def test_without_an_officer_for_data_protection_the_page_says_whom_to_ask(anywhere):
    without = main(shown(anywhere, DATA, records_contact="arkiv@sjohamn.example"))
    named = main(shown(anywhere, DATA, data_protection_officer="ombud@sjohamn.example"))

    assert "Kontaktuppgiften är inte ifylld här. Be om den hos: arkiv@sjohamn.example" in without
    assert "inte ifylld" not in named


def test_a_mail_address_in_the_settings_is_told_to_those_it_belongs_to(anywhere):
    mail = {"smtp_host": "mail.example.se", "notice_from": "a@example.se"}

    with_mail = shown(anywhere, DATA, notice_to=["ofelia@example.se"], **mail).text
    without = shown(anywhere, DATA).text

    assert "står adressen i tjänstens inställningar" in with_mail
    assert "ofelia@example.se" not in with_mail
    assert "står adressen i tjänstens inställningar" not in without


def test_every_table_and_column_of_the_inventory_is_described(anywhere):
    """By a link to where its columns stand (tests/test_web_telling.py)."""
    led = links(shown(anywhere, RECORDS))

    for table, name in inventory.TABLES.items():
        path, _, anchor = led[name].partition("#")
        there = shown(anywhere, path).root.find(f".//*[@id='{anchor}']")
        assert (anchor, words(there)) == (f"t-{table}", name)


def test_a_new_table_shows_by_itself(anywhere, monkeypatch):
    before = links(shown(anywhere, RECORDS))
    sealed = Column("något som ingen har tänkt på", "en ny noggrannhet", Opens.TICKET)
    monkeypatch.setitem(inventory.COLUMNS, "newcomer", {"id": sealed})

    after = links(shown(anywhere, RECORDS))

    assert "newcomer" not in before
    assert after["newcomer"] == "/genomskinlighet/drift#t-newcomer"


def test_every_table_has_a_name_and_no_name_is_left_over():
    assert set(inventory.TABLES) == set(inventory.COLUMNS)


def test_every_section_that_masks_are_offered_is_told_as_usual(anywhere):
    text = main(shown(anywhere, RECORDS))

    assert [s for s in SECTIONS if f"{s.removeprefix('OSL ')} OSL" not in text] == []


def test_what_the_law_asks_of_the_description_is_there_in_its_order(anywhere):
    """OSL 4:2, points 1 to 7."""
    headings = [words(h) for h in shown(anywhere, RECORDS).root.iter("h3")]

    assert headings == [
        "Organisation och verksamhet",
        "Register och sökvägar",
        "Hjälpmedel som du själv kan använda",
        "Den som kan berätta mer",
        "Sekretess som vi brukar pröva",
        "Uppgifter som vi hämtar och lämnar",
        "Försäljning av personuppgifter",
    ]


ASKED = {
    "controller": "Personuppgiftsansvarig",
    "officer": "Dataskyddsombud",
    "basis": "artikel 6.1 e",
    "duty": "artikel 6.1 c",
    "sensitive": "artikel 9.2 g",
    "recipients": "Vem som får uppgifterna",
    "third countries": "Utanför EU och EES",
    "automated": "Automatiska beslut",
    "access": "artikel 15",
    "rectification": "artikel 16",
    "erasure": "artikel 17",
    "restriction": "artikel 18",
    "objection": "artikel 21",
    "complaint": "Integritetsskyddsmyndigheten (IMY)",
    "cannot find her": "artikel 11",
    "where it comes from": "Varifrån",
    "must she": "Måste du?",
    "employees": "Du som frågar pressenheten",
    "reporters": "Du som är journalist",
    "others": "Du som nämns i en fråga eller ett svar",
    "staff": "Du som arbetar med tjänsten",
    "how staff have their pages": "språk",
}


@pytest.mark.parametrize("what", ASKED)
def test_what_the_regulation_asks_to_be_told_is_there(anywhere, what):
    assert ASKED[what] in main(shown(anywhere, DATA))


def test_who_asks_for_records_is_told_her_rights(anywhere):
    text = main(shown(anywhere, RECORDS))

    for said in ("2 kap. 18 §", "samma dag", "skriftligt beslut", "kammarrätten", "tre veckor"):
        assert said in text
    assert "raderas inte medan vi prövar det, och inte heller medan du överklagar" in text


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_ticket_changes_the_page(desk_site, employee, path):
    before = fetch(employee, path).text

    lodged(desk_site)

    assert fetch(employee, path).text == before


@pytest.mark.parametrize("path", ["/", "/fraga", "/svar", *PAGES, "/finns-inte"])
def test_both_pages_are_one_press_away_and_the_rights_come_first(employee, path):
    page = fetch(employee, path)

    footer = [a.get("href") for a in page.root.find(".//footer").iter("a")]

    assert footer.index("/") < footer.index(RECORDS) < footer.index(DATA)


def test_staff_pages_have_another_footer(ofelia):
    footer = [a.get("href") for a in fetch(ofelia, "/desk/").root.find(".//footer").iter("a")]

    assert footer == []


@pytest.mark.parametrize("path", PAGES)
def test_a_name_with_odd_signs_is_shown_as_it_is(anywhere, path):
    odd = "<b>A & B</b>"

    page = shown(anywhere, path, organisation=odd, controller=odd, records_contact=odd)

    assert odd in main(page)
    assert "&amp;amp;" not in page.text
