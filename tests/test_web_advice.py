"""Advice before asking: rights first, both voices apart, and nobody learns what she reads."""

import re
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from pressdesk.web import advice, i18n
from pressdesk.web.advice import ADVICE
from tests.pages import Page, attributes, checked, fetch, pairs, send, submit, words

pytestmark = pytest.mark.both(every=10)

LANGUAGES = ("", "/lattlast", "/en")
ROOM_BYTES = 64_000  # of the 65,536 that every answer to her has
LONGEST = "&" * 4_000  # five bytes each, twice on the page
PHONE = "08-465 004 00"
BY_PHONE = {"company", "spokesperson", "threats", "error"}
ONE_VOICE = {"threats", "other"}
# law.md B3: limits that do not exist, told not to talk, or sent to her manager.
LIMITS = re.compile(
    r"(bara|endast|enbart) fakta|håll dig till|(eget|ditt) (ansvars)?område|arbetstid|fritid"
    r"|(via|genom|med) (din )?chef|(?<!inte )(fråga|kontakta|informera|meddela) (din |en )?chef"
    r"|tala inte med|prata inte med|lojal|godkän"
    r"|facts only|(only|just) (the )?facts|stick to|own (field|area)|working hours|spare time"
    r"|(via|through) your manager|(?<!need to )(ask|tell|inform|contact) your manager"
    r"|(do not|don.t|never) (talk|speak) to|loyal|approv",
    re.IGNORECASE,
)


def parts(page: Page) -> list[Element]:
    """What stands under each kind of help."""
    return [e for e in page.root.iter("details") if e.get("class") == "advice"]


def classed(part: Element, name: str) -> list[Element]:
    return [e for e in part.iter() if e.get("class") == name]


def asked(client: FlaskClient, kind: str, prefix: str = "") -> Page:
    """What the button under a kind of help opens."""
    return submit(client, fetch(client, f"{prefix}/rad"), f"{prefix}/fraga", kinds=[kind])


def size(page: Page) -> int:
    return len(page.text.encode())


def test_every_kind_of_help_has_advice_and_a_call_that_goes_on_now_comes_first():
    assert list(ADVICE) == ["buy-time", *(kind for kind in i18n.KINDS if kind != "buy-time")]


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_only_the_script_for_a_call_stands_open_before_anything_is_pressed(employee, prefix):
    first, *rest = parts(fetch(employee, f"{prefix}/rad"))

    [script] = classed(first, "say")

    assert first.get("open") is not None
    assert len(list(script)) >= 5
    assert [part for part in rest if part.get("open") is not None] == []


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_rights_come_first_under_every_kind(employee, prefix):
    found = parts(fetch(employee, f"{prefix}/rad"))

    after_titles = [list(part)[1] for part in found]

    assert [first.get("class") for first in after_titles] == ["right"] * len(i18n.KINDS)
    assert all(len(words(first)) > 40 for first in after_titles)


@pytest.mark.parametrize("prefix", ["/lattlast", "/en"])
def test_every_language_has_words_of_its_own_for_every_kind(employee, prefix):
    shown = [words(part) for part in parts(fetch(employee, f"{prefix}/rad"))]

    same = [kind for kind, one in ADVICE.items() if any(one.right in text for text in shown)]

    assert same == []


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_for_the_organisation_and_for_yourself_stand_apart_where_they_differ(employee, prefix):
    kinds = zip(ADVICE, parts(fetch(employee, f"{prefix}/rad")), strict=True)

    voices = {kind: [words(e) for e in classed(part, "voices")[0]] if classed(part, "voices")
              else [] for kind, part in kinds}  # fmt: skip

    assert {kind for kind, found in voices.items() if not found} == ONE_VOICE
    assert all("kommunen" in found[0] for found in voices.values() if found)
    assert {len(found) for found in voices.values()} == {0, 2}


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_what_cannot_stay_anonymous_gives_the_phone_and_she_chooses(employee, prefix):
    kinds = zip(ADVICE, parts(fetch(employee, f"{prefix}/rad")), strict=True)

    with_phone = {kind for kind, part in kinds if PHONE in words(part)}

    assert {kind for kind, one in ADVICE.items() if one.by_phone} == BY_PHONE
    assert with_phone == BY_PHONE


def test_where_nobody_has_duty_the_switchboard_is_named(desk_site):
    client = desk_site.with_settings(duty_phone="").app().test_client()

    found = [words(part) for part in parts(fetch(client, "/rad"))]

    assert sum("Ring växeln" in text for text in found) == len(BY_PHONE)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_no_advice_names_a_limit_that_does_not_exist(employee, prefix):
    shown = words(fetch(employee, f"{prefix}/rad").root.find(".//main"))

    assert [found.group() for found in LIMITS.finditer(shown)] == []


@pytest.mark.parametrize(
    "wrong",
    ["Säg bara fakta.", "Håll dig till ditt.", "Gör det utanför arbetstid.", "Fråga din chef.",
     "Prata inte med journalisten.", "Stick to your own field.", "Ask your manager first."],
)  # fmt: skip
def test_a_limit_that_does_not_exist_would_be_found(wrong):
    assert LIMITS.search(wrong)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_others_who_can_help_are_named_and_nothing_is_forwarded(desk_site, prefix):
    hers = desk_site.with_settings(whistleblowing_url="https://larm.example").app().test_client()
    page = fetch(hers, f"{prefix}/rad")

    links = set(attributes(page.text, "href"))

    assert {"https://www.jo.se/", "https://www.jk.se/", "https://larm.example"} <= links
    assert {"tel:112", "tel:11414", "tel:116006", "tel:0846500400"} <= links
    assert re.search("[Ff]acket|union", words(page.root.find(".//main")))


@pytest.mark.parametrize("kind", list(i18n.KINDS))
def test_the_button_under_a_kind_opens_the_form_with_that_kind_ticked(employee, kind):
    page = asked(employee, kind)

    chosen = [value for name, value in pairs(page.form("/fraga")) if name == "kinds"]

    assert (page.status, page.heading, chosen) == (200, "Fråga pressenheten", [kind])
    assert page.box("/fraga", "wanted") == "this-week"
    assert 'role="alert"' not in page.text


def test_a_form_that_is_closed_stays_closed_for_whoever_comes_from_the_advice(desk_site):
    client = desk_site.with_settings(disposal_decision="").app().test_client()

    page = asked(client, "threats")

    assert page.heading == "Just nu kan du bara ringa oss"
    assert 'name="text"' not in page.text


def test_a_text_that_comes_back_for_change_is_shown_though_the_form_has_closed(desk_site):
    client = desk_site.with_settings(disposal_decision="").app().test_client()

    page = send(client, "/fraga", [("action", "edit"), ("text", "Min fråga")])

    assert page.box("/fraga") == "Min fråga"


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_no_address_on_the_page_tells_what_she_reads(employee, prefix):
    page = fetch(employee, f"{prefix}/rad")
    goes = [v for n in ("href", "action", "formaction", "id") for v in attributes(page.text, n)]

    telling = [one for one in goes if "?" in one or any(kind in one for kind in i18n.KINDS)]

    assert telling == []
    assert [one for one in goes if "#" in one] == ["#main"]
    assert [form.get("method") for form in page.root.iter("form") if form.get("id")] == ["post"]


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_all_the_advice_fits_on_a_page(employee, prefix):
    assert size(fetch(employee, f"{prefix}/rad")) < ROOM_BYTES


@pytest.mark.parametrize("prefix", LANGUAGES)
@pytest.mark.parametrize("count", range(len(i18n.KINDS) + 1))
def test_the_longest_question_fits_beside_its_advice(employee, prefix, count):
    longest = {"text": LONGEST, "topic": "economy", "media": "national-broadcast"}
    kinds = sorted(i18n.KINDS, key=lambda kind: -len(str(ADVICE[kind])))[:count]
    form = [*longest.items(), *(("kinds", kind) for kind in kinds), ("wanted", "this-week")]

    page = send(employee, f"{prefix}/fraga", form)

    assert page.code
    assert size(page) < ROOM_BYTES


@pytest.mark.parametrize("text", ["Hej?", LONGEST], ids=["short", "longest"])
def test_few_kinds_bring_their_advice_to_the_check_page_and_many_a_way_to_it(employee, text):
    few = list(i18n.KINDS)[: advice.KINDS_BESIDE]
    many = list(i18n.KINDS)[: advice.KINDS_BESIDE + 1]

    beside, linked = checked(employee, text, kinds=few), checked(employee, text, kinds=many)

    shown = [words(part.find("summary")) for part in parts(beside)]
    assert shown == [str(i18n.KINDS[kind]) for kind in few]
    assert parts(linked) == []
    assert "/rad" in attributes(linked.text.partition("<main")[2], "href")


def test_whoever_ticked_nothing_is_not_made_to_wait_with_advice(employee):
    assert "Medan du väntar" not in checked(employee).text


@pytest.mark.parametrize("there", LANGUAGES)
@pytest.mark.parametrize("here", LANGUAGES)
def test_a_change_of_language_keeps_the_page(employee, here, there):
    offered = fetch(employee, f"{here}/rad").actions()

    page = fetch(employee, f"{there}/rad")

    assert f"{there}/rad" in offered or here == there
    assert len(parts(page)) == len(i18n.KINDS)


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_rights_lead_to_advice_and_the_form_is_one_step_away(employee, prefix):
    main = fetch(employee, f"{prefix}/").root.find(".//main")

    ways = {a.get("href"): a.get("class") for a in main.iter("a")}

    assert ways[f"{prefix}/rad"] == "button main"
    assert ways[f"{prefix}/fraga"] == "button"


@pytest.mark.parametrize("path", ["/", "/fraga", "/svar"])
def test_every_page_of_hers_leads_to_the_advice(employee, path):
    menu = fetch(employee, path).root.find(".//header")

    assert "/rad" in [a.get("href") for a in menu.iter("a")]


def test_a_label_and_its_words_do_not_run_together(employee):
    assert "Din rätt:</strong> D" in employee.get("/rad").text
