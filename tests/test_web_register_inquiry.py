"""An inquiry's page: its steps, its answer, what is lost between colleagues (nothing)."""

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlmodel import select

from pressdesk import clock, config, inquiries, storage
from pressdesk.inquiries import sealed
from pressdesk.keytables import InquiryNote, RegisterGrant
from pressdesk.register.standing import Step, can
from pressdesk.register.words import Outcome, Status
from pressdesk.registertables import Crisis
from pressdesk.storage import FileStore
from pressdesk.web.register.step_words import PATHS
from tests.conftest import NOON, SETTINGS, Desk, found, sign_in
from tests.inquiring import (
    ANSWER,
    QUESTION,
    logged,
    page_of,
    press,
    released,
    row_of,
    said,
    written,
)
from tests.pages import Page, attributes, colleague, fetch, send, submit, words

pytestmark = pytest.mark.both(every=10)

CANARY = "KANARIEFÅGEL"
OTHER = "Det står elva lindar på torget."
MINE = "Det står tretton lindar på torget."


@pytest.fixture(scope="module")
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def desk_site(tmp_path_factory, traveller) -> Iterator[Desk]:
    """One site for all of them; every test has an inquiry of its own."""
    home = tmp_path_factory.mktemp("inquiries")
    store = FileStore(home / storage.DATABASE, busy_milliseconds=500)
    storage.upgrade(store)
    yield found(store, config.parse(SETTINGS), home)
    store.close()


@pytest.fixture(scope="module")
def ofelia(desk_site) -> FlaskClient:
    client = desk_site.app().test_client()
    assert sign_in(client, desk_site.ofelia).status_code == 303
    return client


@pytest.fixture(scope="module")
def berit(desk_site) -> FlaskClient:
    return colleague(desk_site)


@pytest.fixture
def ref(desk_site) -> str:
    return logged(desk_site)


def steps_on(page: Page, ref: str) -> set[Step]:
    ways = {path: step for step, path in PATHS.items()} | {"svar": Step.PROPOSE}
    found = {action.rpartition("/")[2] for action in page.actions() if ref in action}
    return {ways[way] for way in found & set(ways)}


# The flow


def test_an_ordinary_inquiry_is_answered_and_closed_by_a_press_each(desk_site, ofelia, ref):
    released(ofelia, ref, outcome="facts")

    row = row_of(desk_site, ref)
    assert (row.status, row.answer, row.outcome) == (Status.CLOSED, ANSWER, Outcome.FACTS)
    assert "Lämnat svar" in page_of(ofelia, ref).text


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4, 5], ids=str)
def test_a_page_offers_the_steps_that_are_open_and_no_other(desk_site, ofelia, ref, steps):
    presses = [
        ("ta", {}),
        ("svar", {"answer": ANSWER, "action": "save"}),
        ("for-godkannande", {}),
        ("godkann", {}),
        ("lamna", {"outcome": "facts"}),
    ]
    for act, typed in presses[:steps]:
        press(ofelia, ref, act, **typed)

    offered = steps_on(page_of(ofelia, ref), ref)

    standing = inquiries.read(row_of(desk_site, ref))
    open_now = {step for step in Step if can(standing, step)}
    needs_text = {Step.SUBMIT, Step.RELEASE} if standing.proposed is None else set()
    assert offered == open_now - needs_text


def test_what_leaves_is_what_the_page_showed_to_the_last_character(desk_site, ofelia, ref):
    text = "Ja.\n\n  <b>Tolv</b> & en ”halv” – 50 % \\ {{ 7 * 7 }}\n\tSlut."
    written(ofelia, ref, text)

    shown = said(page_of(ofelia, ref))
    press(ofelia, ref, "lamna", mandate="y", outcome="facts")

    assert shown == [row_of(desk_site, ref).answer] == [text]


def test_under_the_duty_officers_mandate_no_colleague_is_needed(desk_site, ofelia, ref):
    written(ofelia, ref)

    press(ofelia, ref, "lamna", outcome="facts")

    assert row_of(desk_site, ref).status is Status.CLOSED
    assert "enligt jourens mandat" in page_of(ofelia, ref).text


def test_in_a_crisis_the_mandate_is_neither_offered_nor_taken(desk_site, ofelia, ref):
    written(ofelia, ref)
    page = page_of(ofelia, ref)
    crisis(desk_site, is_on=True)

    refused = submit(ofelia, page, f"/register/{ref}/lamna", outcome="facts")

    assert (refused.status, row_of(desk_site, ref).answer) == (422, None)
    assert "måste godkännas" in refused.text
    assert f"/register/{ref}/lamna" not in page_of(ofelia, ref).actions()
    crisis(desk_site, is_on=False)


def crisis(site: Desk, *, is_on: bool) -> None:
    with site.store.writing() as db:
        if is_on:
            db.add(Crisis(since=clock.now(), unit="Farsta"))
        else:
            db.delete(db.exec(select(Crisis)).one())


WAYS = {
    "vanta": {"whom": "Bromma"},
    "parkera": {"until": "fre"},
    "skicka-vidare": {"unit": "brom"},
    "lamna-till": {},
}


@pytest.mark.parametrize("act", WAYS)
def test_a_step_to_the_side_says_what_it_did_and_can_be_taken_back(desk_site, ofelia, ref, act):
    press(ofelia, ref, "ta")
    before = row_of(desk_site, ref).model_dump(exclude={"version"})
    me = str(row_of(desk_site, ref).owner_id)

    press(ofelia, ref, act, **WAYS[act] or {"officer": me})
    page = page_of(ofelia, ref)
    undo = next(a for a in page.actions() if "/angra" in a)
    submit(ofelia, page, undo)

    assert row_of(desk_site, ref).model_dump(exclude={"version"}) == before


WRONG = {
    "nobody to wait for": ("vanta", {"whom": " "}, "Skriv vem eller vilken enhet"),
    "too long to wait for": ("vanta", {"whom": "x" * 81}, "80 tecken"),
    "no day": ("parkera", {"until": "nångång"}, "Skriv en dag"),
    "today": ("parkera", {"until": "idag"}, "efter i dag"),
    "only an hour": ("parkera", {"until": "14.30"}, "efter i dag"),
    "no such day": ("parkera", {"until": "31/2"}, "Skriv en dag"),
    "no such unit": ("skicka-vidare", {"unit": "Månen"}, "Ingen heter så"),
    "several units": ("skicka-vidare", {"unit": "s"}, "Flera enheter börjar så"),
    "the unit that has it": ("skicka-vidare", {"unit": "Farsta"}, "en annan enhet"),
    "no colleague": ("lamna-till", {"officer": "x"}, "Välj en kollega"),
    "no outcome": ("avsluta", {"outcome": ""}, "Välj ett utfall"),
    "the registrar's outcome": ("avsluta", {"outcome": "registrar"}, "Välj ett utfall"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_step_that_lacks_something_says_what_to_do_and_keeps_what_was_typed(ofelia, ref, name):
    act, typed, told = WRONG[name]
    press(ofelia, ref, "ta")

    page = press(ofelia, ref, act, **typed)

    assert (page.status, page.title[:4]) == (422, "Fel:")
    assert told in page.text
    value = next(iter(typed.values())).strip()
    assert act == "avsluta" or value in page.text


# Taking back


def test_whoever_comes_within_the_minutes_can_take_the_last_step_back(
    desk_site, ofelia, berit, ref
):
    press(ofelia, ref, "ta")

    page = page_of(berit, ref)
    undo = next(a for a in page.actions() if "/angra" in a)
    submit(berit, page, undo)

    assert row_of(desk_site, ref).status is Status.NEW


def test_the_bar_does_not_say_whose_step_it_was(desk_site, ofelia, berit, ref):
    press(ofelia, ref, "lamna-till", officer=str(desk_site.holder().id))
    press(ofelia, ref, "ta")
    press(ofelia, ref, "avsluta", outcome="withdrawn")
    page_of(berit, ref)  # says what she did last herself
    page = page_of(berit, ref)

    bar = next(e for e in page.root.iter("div") if "notice" in (e.get("class") or ""))

    assert "avslutad" in words(bar)
    assert "felia" not in words(bar)


def test_there_is_no_bar_after_the_minutes(desk_site, ofelia, ref, traveller):
    press(ofelia, ref, "ta")
    page = page_of(ofelia, ref)
    undo = next(a for a in page.actions() if "/angra" in a)
    traveller.shift(desk_site.settings.undo_minutes * 60 + 1)

    late = submit(ofelia, page, undo)

    assert (late.status, row_of(desk_site, ref).status) == (409, Status.TAKEN)
    assert "för sent att ångra" in late.text
    assert not [a for a in page_of(ofelia, ref).actions() if "/angra" in a]


def test_an_old_bar_takes_nothing_back_that_came_after_it(desk_site, ofelia, ref):
    press(ofelia, ref, "ta")
    old = page_of(ofelia, ref)
    press(ofelia, ref, "vanta", whom="Bromma")

    undone = submit(ofelia, old, next(a for a in old.actions() if "/angra" in a))

    assert (undone.status, row_of(desk_site, ref).status) == (409, Status.WAITING)


# Two at once


@pytest.fixture
def two(desk_site, ofelia, berit, ref):
    """Ofelia has the page open while Berit saves her text; Ofelia saves then."""
    press(ofelia, ref, "ta")
    page = page_of(ofelia, ref)
    press(berit, ref, "svar", answer=OTHER, action="save")
    return submit(ofelia, page, f"/register/{ref}/svar", answer=MINE, action="save")


def test_an_old_page_overwrites_nothing_and_shows_both_texts(desk_site, ref, two):
    assert two.status == 409
    assert two.box(f"/register/{ref}/svar", "answer") == MINE
    assert OTHER in two.text
    assert row_of(desk_site, ref).proposed == OTHER


def test_an_old_page_says_what_else_has_changed(desk_site, ofelia, berit, ref):
    press(ofelia, ref, "ta")
    page = page_of(ofelia, ref)
    press(berit, ref, "vanta", whom="Stadsarkivet")

    late = submit(ofelia, page, f"/register/{ref}/svar", answer=MINE, action="save")

    alert = next(e for e in late.root.iter("section") if e.get("role") == "alert")
    assert "Status Väntar på fakta" in words(alert)
    assert "Väntar på Stadsarkivet" in words(alert)
    assert "Redaktion" not in words(alert)


def test_an_old_page_says_what_holds_no_longer(ofelia, berit, ref):
    press(ofelia, ref, "ta")
    press(ofelia, ref, "vanta", whom="Stadsarkivet")
    page = page_of(ofelia, ref)
    press(berit, ref, "ga-vidare")

    late = submit(ofelia, page, f"/register/{ref}/svar", answer=MINE, action="save")

    alert = next(e for e in late.root.iter("section") if e.get("role") == "alert")
    assert "Väntar på inte längre" in words(alert)


def test_ones_own_text_can_be_saved_all_the_same(desk_site, ofelia, ref, two):
    submit(ofelia, two, f"/register/{ref}/svar", action="save")

    assert row_of(desk_site, ref).proposed == MINE


def test_the_other_text_can_be_kept(desk_site, ofelia, ref, two):
    submit(ofelia, two, f"/register/{ref}/svar", action="drop")

    page = page_of(ofelia, ref)
    assert row_of(desk_site, ref).proposed == OTHER
    assert MINE not in page.text


def test_ones_own_text_outlives_a_page_that_is_closed_without_choosing(ofelia, ref, two):
    page = page_of(ofelia, ref)

    assert page.box(f"/register/{ref}/svar", "answer") == MINE
    assert OTHER in page.text


def test_a_text_that_comes_after_the_release_is_kept_and_not_sent(desk_site, ofelia, berit, ref):
    press(ofelia, ref, "ta")
    page = page_of(ofelia, ref)
    press(berit, ref, "svar", answer=OTHER, action="save")
    press(berit, ref, "lamna", outcome="facts")

    late = submit(ofelia, page, f"/register/{ref}/svar", answer=MINE, action="save")

    assert (late.status, row_of(desk_site, ref).answer) == (409, OTHER)
    assert late.box(f"/register/{ref}/svar", "answer") == MINE


def test_a_step_from_an_old_page_keeps_what_was_typed(desk_site, ofelia, berit, ref):
    press(ofelia, ref, "ta")
    page = page_of(ofelia, ref)
    press(berit, ref, "svar", answer=OTHER, action="save")

    late = submit(ofelia, page, f"/register/{ref}/vanta", whom="Stadsarkivet")

    assert (late.status, late.box(f"/register/{ref}/vanta", "whom")) == (409, "Stadsarkivet")
    assert row_of(desk_site, ref).status is Status.TAKEN


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30])
def test_a_version_that_no_page_had_is_an_old_page(desk_site, ofelia, ref, version):
    page = press(ofelia, ref, "ta", version=version)

    assert page.status in {409, 422}
    assert row_of(desk_site, ref).status is Status.NEW


# Notes


def test_a_note_is_read_by_colleagues_and_kept_sealed(desk_site, ofelia, berit, ref):
    press(ofelia, ref, "anteckna", note=f"Ring igen efter två. {CANARY}")

    assert CANARY in page_of(berit, ref).text
    assert CANARY.encode() not in desk_site.store.path.read_bytes()


def test_a_note_never_leaves_as_an_answer(desk_site, ofelia, ref):
    press(ofelia, ref, "ta")
    press(ofelia, ref, "anteckna", note=f"{CANARY} ruvar")
    press(ofelia, ref, "svar", answer=ANSWER, action="save")
    press(ofelia, ref, "lamna", outcome="facts")

    row = row_of(desk_site, ref)
    assert CANARY not in str(row.model_dump())
    pages = [
        "sok?q=ruvar",
        "?visa=alla",
        f"{ref}/diariefor",
        "lamna-ut/",
        "overlamning",
    ]
    assert [path for path in pages if CANARY in fetch(ofelia, f"/register/{path}").text] == []


def test_a_notes_form_at_the_answers_address_sends_nothing_and_loses_nothing(
    desk_site, ofelia, ref
):
    press(ofelia, ref, "ta")
    page, note = page_of(ofelia, ref), f"/register/{ref}/anteckna"

    wrong = submit(ofelia, page, note, f"/register/{ref}/svar", note=CANARY, version="2")

    row = row_of(desk_site, ref)
    assert (wrong.status, row.proposed, row.answer) == (422, None, None)
    assert wrong.box(note, "note") == CANARY


def test_an_answers_form_at_the_notes_address_keeps_nothing(desk_site, ofelia, ref):
    press(ofelia, ref, "ta")
    page = page_of(ofelia, ref)

    wrong = submit(ofelia, page, f"/register/{ref}/svar", f"/register/{ref}/anteckna", answer=MINE)

    with desk_site.store.reading() as db:
        of_this = InquiryNote.number == inquiries.number_of(ref)
        kept = db.exec(select(InquiryNote.id).where(of_this)).all()
    assert (wrong.status, kept) == (422, [])
    assert wrong.box(f"/register/{ref}/svar", "answer") == MINE


def test_a_note_after_closing_is_given_back(desk_site, ofelia, ref):
    page = page_of(ofelia, ref)
    press(ofelia, ref, "avsluta", outcome="withdrawn")

    late = submit(ofelia, page, f"/register/{ref}/anteckna", note=CANARY)

    assert (late.status, late.box(f"/register/{ref}/anteckna", "note")) == (409, CANARY)


# Guards


@pytest.mark.parametrize(("box", "act"), [("answer", "svar"), ("note", "anteckna")])
def test_a_text_that_asks_who_told_is_stopped_for_good(desk_site, ofelia, ref, box, act):
    press(ofelia, ref, "ta")

    asks = {box: "Vem är er källa?"}
    stopped = [press(ofelia, ref, act, **asks, action=how).status for how in ("save", "anyway")]

    assert (stopped, row_of(desk_site, ref).proposed) == ([422, 422], None)


def test_a_name_in_an_answer_is_asked_about_once(desk_site, ofelia, ref):
    text = "Karin Holm svarar på frågor."
    press(ofelia, ref, "ta")

    warned = press(ofelia, ref, "svar", answer=text, action="save")
    press(ofelia, ref, "svar", answer=text, action="anyway")

    assert (warned.status, row_of(desk_site, ref).proposed) == (422, text)
    assert "<mark>Karin Holm</mark>" in warned.text


@pytest.mark.parametrize("text", ["Ring 19811218-9876.", "Det gäller 811218-9876"])
def test_a_personal_number_never_enters_an_answer(desk_site, ofelia, ref, text):
    press(ofelia, ref, "ta")

    stopped = [press(ofelia, ref, "svar", answer=text, action=how) for how in ("save", "anyway")]

    assert [page.status for page in stopped] == [422, 422]
    assert row_of(desk_site, ref).proposed is None


def test_a_role_is_waited_for_and_no_telephone_number(desk_site, ofelia, ref):
    press(ofelia, ref, "ta")

    stopped = press(ofelia, ref, "vanta", whom="070-174 06 05")

    assert (stopped.status, row_of(desk_site, ref).status) == (422, Status.TAKEN)


# The contact, and requests for public records


def reporter(site, ref: str) -> None:
    with site.store.writing() as db:
        number = inquiries.number_of(ref)
        given = ("Rut Ek", "070-174 06 05")
        sealed.keep_reporter(db, site.holder(), number, *given, clock.today())


def test_the_contact_is_one_press_from_a_call_and_one_from_being_forgotten(desk_site, ofelia, ref):
    reporter(desk_site, ref)

    shown = page_of(ofelia, ref)
    press(ofelia, ref, "glom-kontakten")

    assert "tel:0701740605" in attributes(shown.text, "href")
    assert "Rut Ek" not in page_of(ofelia, ref).text


def test_an_officer_without_the_years_key_reads_all_but_what_is_sealed(
    desk_site, ofelia, berit, ref
):
    reporter(desk_site, ref)
    with desk_site.store.writing() as db:
        for grant in db.exec(select(RegisterGrant)):
            if grant.account_id != desk_site.holder().id:
                db.delete(grant)

    page = page_of(berit, ref)

    assert (page.status, QUESTION in page.text, "Rut Ek" in page.text) == (200, True, False)
    assert "en nyckel som du inte har" in page.text


def test_the_registrars_way_is_asked_first_and_leaves_nothing(desk_site, ofelia, ref):
    reporter(desk_site, ref)
    asked = press(ofelia, ref, "registrator")
    before = row_of(desk_site, ref)

    submit(ofelia, asked, f"/register/{ref}/registrator")

    page = page_of(ofelia, ref)
    assert (asked.status, before.is_records_request) == (200, False)
    assert not [text for text in (QUESTION, "Rut Ek", "Exempelbladet") if text in page.text]
    assert steps_on(page, ref) == set()


@pytest.mark.parametrize("path", ["2026-99", "x", "2026-0001", "2026-1-1", "٢-1"])
def test_an_inquiry_that_is_not_there_gets_a_page_that_says_so(ofelia, path):
    page = fetch(ofelia, f"/register/{path}")

    assert (page.status, page.heading) == (404, "Det finns inget att visa här")
    assert [a.get("href") for a in page.root.findall(".//main//a")] == ["/register/"]


def test_a_page_without_its_token_gives_the_text_back(ofelia, ref):
    press(ofelia, ref, "ta")

    old = send(ofelia, f"/register/{ref}/svar", [("answer", CANARY), ("version", "2")])

    assert (old.status, old.box(f"/register/{ref}/svar", "answer")) == (400, CANARY)
