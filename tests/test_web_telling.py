"""What the site tells of itself: `/loften`, `/genomskinlighet`, `/tillganglighet`.

That `/genomskinlighet` leaves nothing out is promise 13's (tests/promises).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pressdesk import config, create_app, languages, storage
from pressdesk.cli.doctor import telling as doctors
from pressdesk.errors import ConfigError
from pressdesk.storage import FileStore, Store
from pressdesk.web import telling
from pressdesk.web.edge import PAGE_BYTES
from pressdesk.web.promising import PROMISES
from tests.conftest import SETTINGS, TODAY
from tests.gallery import pseudo
from tests.pages import Page, fetch, words

PROMISED, KEPT, STATEMENT = "/loften", telling.PATH, "/tillganglighet"
EVERY = [PROMISED, STATEMENT, *(part.path for part in telling.PARTS)]
ATTACKS = Path(__file__).parent / "promises"
SPOKEN = {one.locale: one for one in languages.found()}
ROOM = 1_500  # for the name of an organisation, and for what is still to come
ASSESSED = {"accessibility_assessed": "2026-10-01", "accessibility_known": ["Kartan: för dyr."]}
CLIENTS: dict[str, FlaskClient] = {}  # by what their sites have decided
OLD = {"accessibility": "heed"}
FULL = {"accessibility_assessed": "2026-10-01", "accessibility_level": "full"}


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory) -> Iterator[Store]:
    """An empty database: these pages read none of it."""
    store = FileStore(tmp_path_factory.mktemp("telling") / storage.DATABASE)
    storage.upgrade(store)
    yield store
    store.close()


def shown(store: Store, path: str, locale: str = "sv", **changed: object) -> Page:
    """A page of a site that has decided otherwise, in a language."""
    decided = repr((store.path, sorted(changed.items())))
    if decided not in CLIENTS:
        CLIENTS[decided] = create_app(config.parse(SETTINGS | changed), store).test_client()
    return fetch(CLIENTS[decided], SPOKEN[locale].prefix + path)


def main(page: Page) -> str:
    return words(page.root.find(".//main"))


def packed(text: str) -> str:
    """Easy Swedish has line breaks of its own."""
    return "".join(text.split())


# --- promises ---


def test_the_promises_are_thirteen_in_their_order():
    assert [promise.number for promise in PROMISES] == list(range(1, 14))


@pytest.mark.parametrize("number", [promise.number for promise in PROMISES])
def test_a_file_of_tests_attacks_each_promise(number):
    files = list(ATTACKS.glob(f"test_{number:02}_*.py"))

    assert files
    assert any("def test_" in file.read_text(encoding="utf-8") for file in files)


def test_no_promise_is_attacked_that_the_page_does_not_have():
    attacked = {int(path.name[5:7]) for path in ATTACKS.glob("test_[0-9][0-9]_*.py")}

    assert attacked == {promise.number for promise in PROMISES}


@pytest.mark.parametrize("locale", SPOKEN)
def test_every_promise_is_said_with_what_it_does_not_cover_and_how_it_is_tested(anywhere, locale):
    points = shown(anywhere, PROMISED, locale).root.findall(".//main/ol/li")
    say = languages.words(locale).gettext

    assert len(points) == len(PROMISES)
    for point, promise in zip(points, PROMISES, strict=True):
        heading, not_covered, tested = (packed(words(part)) for part in point)
        assert heading == packed(say(promise.sentence))
        assert not_covered == packed(say("Täcker inte:") + say(promise.not_covered))
        assert tested == packed(say("Så prövar vi det:") + say(promise.tested))


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: str(promise.number))
def test_a_promise_is_one_sentence_without_numbers_of_tests_or_files(promise):
    assert re.fullmatch(r"[^.!?]+\.", promise.sentence)
    assert not re.search(r"tests?/|\.py|`", " ".join(promise[1:]))


# What design.md and docs/threat-model.md say that a promise does not cover.
LIMITS = {
    1: ["egna ord", "känna igen dig", "Nätet"],
    2: ["hur många sidor", "hur mycket", "jobbdatorn", "öppna siffror"],
    3: ["kvittokod", "återställningslappar", "lösenfras", "byter ut programmet", "nycklarna"],
    4: ["skärm", "står öppen", "hur många koder"],
    5: ["allmän handling", "berätta"],
    6: ["liknar varandra", "offentliga"],
    7: ["tittar på kön", "medan den används", "olika dagar"],
    8: ["hela maskinen", "spegling", "arkiv", "kopia av nycklarna", "begärt", "diskar"],
    9: ["60 gånger av 100", "tre gånger", "78", "hela maskinen", "exakta"],
    10: ["sju av tio", "telefon", "förbjudet"],
    11: ["ge tillbaka", "säkerhetskopian"],
    12: ["fasta tider", "ringa"],
    13: ["ändrar programmet", "annan utrustning"],
}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: str(promise.number))
def test_every_limit_that_is_known_is_named(promise):
    assert [word for word in LIMITS[promise.number] if word not in promise.not_covered] == []


@pytest.mark.parametrize("locale", SPOKEN)
def test_the_numbers_of_the_figures_limits_are_the_same_in_every_language(anywhere, locale):
    ninth = shown(anywhere, PROMISED, locale).root.find(".//li[@id='lofte-9']")

    assert set(re.findall(r"\d+", words(ninth))) == {"60", "100", "50", "78"}


# --- what is kept ---


def test_every_further_part_is_one_press_away_from_each(anywhere):
    for path in (part.path for part in telling.PARTS):
        links = {a.get("href") for a in shown(anywhere, path).root.find(".//main").iter("a")}
        assert {part.path for part in telling.PARTS} - {path} <= links


@pytest.mark.parametrize("who", ["Pressekreterarna", "Den som sköter servern", "Nätet"])
def test_it_says_who_sees_what(anywhere, who):
    terms = [words(term) for term in shown(anywhere, KEPT).root.iter("dt")]

    assert who in terms
    assert terms.index(who) < terms.index("handle")


@pytest.mark.parametrize("name", ["ticket_longest_days", "audit_days", "inquiry_days"])
def test_how_long_things_are_kept_is_what_the_site_has_decided(anywhere, name):
    before, after = main(shown(anywhere, KEPT)), main(shown(anywhere, KEPT, **{name: 77}))

    assert ("77 dagar" in before, "77 dagar" in after) == (False, True)


@pytest.mark.parametrize("locale", SPOKEN)
@pytest.mark.parametrize("path", EVERY)
def test_a_page_fits_its_one_length_in_every_language(anywhere, path, locale):
    assert len(shown(anywhere, path, locale).text.encode()) < PAGE_BYTES - ROOM


def test_a_page_fits_its_one_length_in_a_language_that_is_much_longer(anywhere, tmp_path):
    folder = pseudo.catalogue(tmp_path)
    app = create_app(config.parse(SETTINGS | {"translations": str(folder)}), anywhere)
    client = app.test_client()

    paths = [*EVERY, "/handlingar", "/personuppgifter"]
    sizes = {path: len(fetch(client, pseudo.PREFIX + path).text.encode()) for path in paths}

    assert {path: size for path, size in sizes.items() if size > PAGE_BYTES - ROOM} == {}


# --- the accessibility statement ---

POINTS = {
    "who answers": "Exempelstads kommun står bakom webbplatsen",
    "the service": "http://localhost",
    "how far it conforms": "delvis förenlig med lagen (2018:1937)",
    "what falls short and why": "Kartan: för dyr.",
    "when it was assessed": "1 oktober 2026",
    "how it was assessed": "Vi har själva bedömt webbplatsen",
    "when it was last looked over": "Redogörelsen uppdaterades senast: 1 oktober 2026",
    "how to tell of a fault": "Berätta om brister",
    "what would be a burden": "Oskäligt betungande anpassning",
    "what the law leaves out": "Det som lagen inte omfattar",
}


@pytest.mark.parametrize("point", POINTS)
def test_the_statement_has_every_point_that_the_regulator_asks_for(anywhere, point):
    assert POINTS[point] in main(shown(anywhere, STATEMENT, **ASSESSED))


@pytest.mark.parametrize("locale", SPOKEN)
def test_the_statement_leads_to_the_regulators_own_form(anywhere, locale):
    links = [a.get("href") for a in shown(anywhere, STATEMENT, locale).root.iter("a")]

    assert "https://www.digg.se/tdosanmalan" in links


def test_a_site_that_nobody_has_assessed_says_so_and_claims_nothing(anywhere):
    text = main(shown(anywhere, STATEMENT))

    assert text.count("inte bedöm") >= 3
    assert "förenlig" not in text
    assert "Redogörelsen har inte uppdaterats" in text


def test_a_site_that_conforms_fully_names_no_fault(anywhere):
    text = main(shown(anywhere, STATEMENT, **FULL, accessibility_method="other"))

    assert "helt förenlig med lagen" in text
    assert "Någon annan än vi har granskat" in text
    assert "delvis" not in text


def test_what_a_site_says_itself_is_shown_as_it_is(anywhere):
    own = {"accessibility_burden": "Filmer <före> 2020.", "accessibility_published": "2026-09-02"}

    text = main(shown(anywhere, STATEMENT, **ASSESSED, **own, accessibility_updated="2026-11-03"))

    assert "Filmer <före> 2020." in text
    assert "Vi avstår inte från någon" not in text
    assert "publicerades: 2 september 2026" in text
    assert "senast: 3 november 2026" in text


@pytest.mark.parametrize(
    ("given", "href"),
    [
        ({"accessibility_contact": "hjalp@example.se"}, "mailto:hjalp@example.se"),
        ({"records_contact": "arkiv@example.se"}, "mailto:arkiv@example.se"),
        ({}, "tel:0846500400"),
    ],
)
def test_there_is_always_somebody_to_tell(anywhere, given, href):
    links = shown(anywhere, STATEMENT, **given).root.find(".//main").iter("a")

    assert href in [link.get("href") for link in links]


def test_a_site_without_any_contact_still_names_the_organisation(anywhere):
    page = shown(anywhere, STATEMENT, duty_phone="")

    assert [words(p) for p in page.root.iter("p") if p.get("class") == "number"] == [
        "Exempelstads kommun"
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"accessibility_assessed": "igår"}, "accessibility_assessed: .*such as 2026-11-18"),
        ({"accessibility_published": "2026-13-01"}, "accessibility_published: .*write a day"),
        ({"accessibility_level": "nästan"}, "accessibility_level"),
        ({"accessibility_method": "ai"}, "accessibility_method"),
        ({"accessibility_assessed": "2026-10-01"}, "say what falls short and why"),
        (ASSESSED | {"accessibility_level": "full"}, "full leaves nothing"),
        (FULL | {"accessibility_burden": "Filmer."}, "full leaves nothing"),
        (ASSESSED | {"accessibility_known": [" "]}, "accessibility_known: .*what falls short"),
        (ASSESSED | {"accessibility_updated": "2026-09-30"}, "is before accessibility_assessed"),
        ({"accessibility_known": "x" * 401}, "accessibility_known"),
        ({"recovery_holders": "x" * 201}, "recovery_holders"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_a_clear_line(given, says):
    with pytest.raises(ConfigError, match=says):
        config.parse(given)


@pytest.mark.parametrize(
    ("given", "checks"),
    [
        ({}, {"slip-holders": "heed", "accessibility": "heed"}),
        ({"recovery_holders": "stadsjuristen", **FULL}, {"accessibility": "fine"}),
        ({"recovery_holders": "x", **FULL, "accessibility_updated": "2027-10-01"}, OLD),
        ({"recovery_holders": "x", **FULL, "accessibility_assessed": "2025-11-17"}, OLD),
        ({"public_url": "http://localhost"}, {}),
    ],
)
def test_doctor_asks_for_what_only_the_site_can_fill_in(given, checks):
    real = {"public_url": "https://press.example.se"} | given

    found = doctors.check(config.parse(SETTINGS | real), TODAY)

    assert {finding.check: finding.level for finding in found} == checks


# --- all three ---


@pytest.mark.parametrize("path", ["/", "/fraga", "/svar", "/handlingar", PROMISED, "/finns-inte"])
def test_all_three_are_one_press_away_from_every_page(employee, path):
    footer = [a.get("href") for a in fetch(employee, path).root.find(".//footer").iter("a")]

    assert {PROMISED, KEPT, STATEMENT} <= set(footer)


@pytest.mark.parametrize("locale", SPOKEN)
def test_links_stay_in_the_language(anywhere, locale):
    prefix = SPOKEN[locale].prefix

    for path in EVERY:
        links = [a.get("href", "") for a in shown(anywhere, path, locale).root.iter("a")]
        ours = [link for link in links if link.startswith("/")]
        assert [link for link in ours if not f"{link}/".startswith(f"{prefix}/")] == []
