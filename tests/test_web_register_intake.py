"""Intake, requests for public records, and correcting what was asked, as an officer's browser does
it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import delete, select

from pressdesk import inquiries
from pressdesk.inquiries import issues, sealed
from pressdesk.keytables import RegisterGrant
from pressdesk.register import lists
from pressdesk.register.words import Channel, Due, Kind, Status
from pressdesk.registertables import Inquiry, Outlet
from pressdesk.schema import Record
from tests.conftest import TODAY, sign_in
from tests.inquiring import logged, page_of, press
from tests.pages import Page, colleague, fetch, send, submit, words

pytestmark = pytest.mark.both(every=10)

NEW, RECORDS = "/register/ny", "/register/begaran"
ORDINARY = {"outlet": "Dagbladet", "unit": "farst", "question": "Hur många träd?"}
CANARY = "Kanariefågel"
TWENTY_MINUTES = 1_200  # a session is idle after thirty
EDIT = "/register/2026-1/uppgifter"


@pytest.fixture
def take_in(ofelia) -> Callable[..., Page]:
    """Fill in the intake and press a button of it."""

    def press(action: str = "save", **typed: Any) -> Page:
        return submit(ofelia, fetch(ofelia, NEW), NEW, action=action, **typed)

    return press


@pytest.fixture
def rows(desk_site) -> Callable[[], list[Inquiry]]:
    """Every inquiry, in order."""

    def read() -> list[Inquiry]:
        with desk_site.store.reading() as db:
            return list(db.exec(select(Inquiry).order_by(Inquiry.number)).all())

    return read


@pytest.fixture
def corrected(ofelia, take_in) -> Callable[..., Page]:
    """An inquiry that is there, and a press of the button that corrects it."""
    take_in(**ORDINARY)

    def press(page: Page | None = None, **typed: Any) -> Page:
        return submit(ofelia, page or fetch(ofelia, EDIT), EDIT, action="save", **typed)

    return press


def everything(desk_site) -> str:
    """All that every table holds, as text."""
    with desk_site.store.reading() as db:
        tables = Record.metadata.sorted_tables
        return "".join(str(db.connection().execute(table.select()).all()) for table in tables)


def told(page: Page, field: str) -> str:
    """What stands beneath a field."""
    shown = next(e for e in page.root.iter() if e.get("id") == f"{field}-error")
    return words(shown).removeprefix("Fel: ")


# --- intake ---


def test_an_ordinary_call_takes_outlet_unit_and_question(take_in, rows):
    page = take_in(**ORDINARY)

    (row,) = rows()
    assert page.status == 303
    assert (row.outlet, row.unit, row.question) == ("Dagbladet", "Farsta", "Hur många träd?")
    assert (row.channel, row.status, row.due) == (Channel.PHONE, Status.NEW, Due.NONE)
    assert row.received_at == datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def test_the_folded_part_holds_all_the_rest(take_in, rows):
    take_in(
        **ORDINARY,
        channel="mail",
        kind="interview",
        deadline="fre 10",
        topic="Miljö",
        units="brom, Järva\nskarpn",
        spokesperson="Avdelningschef",
        live="recorded",
        embargo="fre 6",
        call_back="idag 15",
        received="2026-11-18T08:15",
    )

    (row,) = rows()
    assert (row.channel, row.kind, row.topic) == (Channel.MAIL, Kind.INTERVIEW, "Miljö")
    assert (row.spokesperson, row.is_live, row.due) == ("Avdelningschef", False, Due.TIME)
    times = [row.due_until, row.embargo_until, row.call_back_at, row.received_at]
    assert [f"{time:%d %H.%M}" for time in times] == [
        "20 09.00",
        "20 05.00",
        "18 14.00",
        "18 07.15",
    ]


def test_shared_units_are_found_by_their_beginnings(take_in, desk_site):
    take_in(**ORDINARY, units="brom, Järva\nskarpn\n\nfarsta")

    with desk_site.store.reading() as db:
        assert inquiries.show(db, inquiries.number_of("2026-1")).units == [
            "Bromma",
            "Järva",
            "Skarpnäck",
        ]


def test_whoever_takes_the_call_may_take_the_inquiry(take_in, rows, desk_site):
    take_in(**ORDINARY, mine="y")

    (row,) = rows()
    assert (row.status, row.owner_id) == (Status.TAKEN, desk_site.holder().id)


def test_a_contact_is_sealed_and_opens_for_officers(take_in, desk_site):
    take_in(**ORDINARY, name=f"{CANARY} Ek", way_back="070-174 06 05")

    with desk_site.store.reading() as db:
        kept = sealed.reporter(db, desk_site.holder(), inquiries.number_of("2026-1"))
    assert kept == (f"{CANARY} Ek", "070-174 06 05")
    assert CANARY not in everything(desk_site)


def test_a_new_outlet_is_added_as_it_was_typed_and_then_asked_its_kind_of_media(
    ofelia, take_in, desk_site
):
    take_in(**ORDINARY)
    path = "/register/2026-1/redaktion"

    page = submit(ofelia, fetch(ofelia, path), path, media="daily")

    with desk_site.store.reading() as db:
        assert db.get(Outlet, "Dagbladet").media == "daily"
    assert page.status == 303


@pytest.mark.parametrize(("typed", "goes_to"), [("Dagbladet", "/register/2026-1/redaktion"),
                                                ("sVT", "/register/2026-1")])  # fmt: skip
def test_only_a_new_outlet_is_asked_its_kind_of_media(ofelia, desk_site, typed, goes_to):
    with desk_site.store.writing() as db:
        lists.find_or_add_outlet(db, "SVT", "national-broadcast")

    given = {**ORDINARY, "outlet": typed}
    form = fetch(ofelia, NEW)
    answer = ofelia.post(NEW, data=dict(hidden(form)) | given)

    assert answer.headers["Location"] == goes_to


@pytest.mark.parametrize("same", ["Radio Exempel", "Hittepå"])
def test_the_beginning_of_a_known_outlet_becomes_that_one(ofelia, take_in, rows, desk_site, same):
    with desk_site.store.writing() as db:
        lists.find_or_add_outlet(db, "Radio Exempel")
        lists.find_or_add_outlet(db, "Nordradion")
    take_in(**{**ORDINARY, "outlet": "radio"})
    path = "/register/2026-1/redaktion"
    page = fetch(ofelia, path)
    assert ("Radio Exempel" in page.text, "Nordradion" in page.text) == (True, False)

    pages = [submit(ofelia, page, path, same=same) for _ in range(2)]

    with desk_site.store.reading() as db:
        names = [outlet.name for outlet in lists.outlets(db)]
    kept = same if same == "Radio Exempel" else "radio"
    assert [row.outlet for row in rows()] == [kept]
    assert names == sorted({"Nordradion", "Radio Exempel", kept}, key=str.casefold)
    assert [page.status for page in pages] == [303, 303]


def hidden(page: Page) -> list[tuple[str, str]]:
    return [("csrf_token", page.box(NEW, "csrf_token"))]


def test_pressing_the_button_twice_makes_one_inquiry(ofelia, take_in, rows):
    form = fetch(ofelia, NEW)

    pages = [submit(ofelia, form, NEW, action="save", **ORDINARY) for _ in range(2)]

    assert [page.status for page in pages] == [303, 303]
    assert len(rows()) == 1


def test_two_reporters_of_an_outlet_who_ask_the_same_at_once_are_two(ofelia, take_in, rows):
    for way_back in ("08-465 004 00", "08-465 004 01"):
        take_in(**ORDINARY, way_back=way_back)

    assert len(rows()) == 2


def test_a_follow_up_begins_with_what_it_shares(ofelia, take_in, rows):
    take_in(**ORDINARY, topic="Miljö")
    address = f"{NEW}?foljer=2026-1"
    page = fetch(ofelia, address)

    submit(ofelia, page, address, action="save", question="Och buskar?")

    assert page.box(address, "question") == ""
    assert [(row.follows, row.outlet, row.topic) for row in rows()][1:] == [
        (2_026_000_001, "Dagbladet", "Miljö")
    ]


def test_an_inquiry_is_put_into_an_open_issue(ofelia, desk_site, take_in, rows):
    with desk_site.store.writing() as db:
        issue_id = issues.make(db, "Träden", None, datetime(2026, 11, 18, tzinfo=UTC)).id

    take_in(**ORDINARY, issue=str(issue_id))

    assert [row.issue_id for row in rows()] == [issue_id]


# --- what is refused ---


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("outlet", " ", "Skriv vilken redaktion det är"),
        ("outlet", "x" * 81, "Korta namnet"),
        ("unit", "", "Skriv vilken enhet frågan gäller"),
        ("unit", "fasrta", "Är det något av de här? Farsta"),
        ("unit", "sk", "Skriv mer: Skarpnäck, Skärholmen"),
        ("unit", "Åbo", "Skriv början på ett namn"),
        ("question", " \n ", "Skriv vad redaktionen frågar om"),
        ("question", "x" * 8_001, "Korta frågan"),
        ("deadline", "snart", "Skriv till exempel ”nu”"),
        ("deadline", "31/2", "Den dagen finns inte"),
        ("deadline", "idag 25", "Det klockslaget finns inte"),
        ("deadline", "mån 18/11", "Veckodagen stämmer inte"),
        ("deadline", "idag 9", "har redan varit"),
        ("deadline", "2028-01-01", "mer än ett år"),
        ("deadline", "17/11", "Skriv också året"),
        ("embargo", "fre", "både dag och klockslag"),
        ("call_back", "igår", "Skriv till exempel"),
        ("received", "2026-11-18T14:00", "en tid som har varit"),
        ("received", "nyss", "en tid som har varit"),
        ("follows", "2026-118", "Ingen annan förfrågan har det numret"),
        ("follows", "den förra", "Ingen annan förfrågan har det numret"),
        ("topic", "rymden", "Välj i listan"),
        ("issue", "7", "Välj i listan"),
        ("kind", "records-request", "Välj i listan"),
        ("channel", "fax", "Välj i listan"),
        ("units", "brom, fasrta", "Är det något av de här? Farsta"),
        ("spokesperson", "x" * 81, "Korta texten till högst 80 tecken"),
        ("name", "x" * 401, "Korta texten till högst 400 tecken"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_given_back_with_what_to_write(take_in, rows, field, typed, says):
    page = take_in(**{**ORDINARY, field: typed})

    assert page.status == 422
    assert says in told(page, field)
    assert rows() == []
    shown = {name: page.box(NEW, name) for name in ORDINARY if name != field}
    assert shown == {name: text for name, text in ORDINARY.items() if name != field}


def test_a_refused_outlet_is_not_added_to_the_list(take_in, desk_site):
    take_in(**ORDINARY, follows="2026-118")

    with desk_site.store.reading() as db:
        assert lists.outlets(db, all=True) == []


@pytest.mark.parametrize(("field", "typed", "shown"), [("deadline", "snart", True),
                                                       ("question", "", False)])  # fmt: skip
def test_the_fold_opens_where_it_holds_what_is_wrong(take_in, field, typed, shown):
    page = take_in(**{**ORDINARY, field: typed})

    fold = next(e for e in page.root.iter("details") if e.get("id") == "more")
    assert (fold.get("open") is not None) is shown


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("question", "Vad kostar det? Ring 070-174 06 05."),
        ("question", "Svara till anna.ek@example.se, tack."),
        ("question", "Gäller 640823-3234."),
        ("outlet", "anna.ek@example.se"),
        ("spokesperson", "070-174 06 05"),
    ],
)
@pytest.mark.parametrize("action", ["save", "anyway"])
def test_an_address_or_a_number_stands_nowhere_but_under_seal(take_in, rows, field, typed, action):
    page = take_in(action, **{**ORDINARY, field: typed})

    assert (page.status, rows()) == (422, [])
    assert "<mark>" in page.text
    assert "anyway" not in page.text


@pytest.mark.parametrize("field", ["question", "spokesperson", "outlet"])
def test_a_name_warns_once_and_then_goes(take_in, rows, field):
    given = {**ORDINARY, field: "Enligt rektorn Karin Holm."}

    first, before = take_in(**given), rows()
    take_in("anyway", **given)

    assert (first.status, before) == (422, [])
    assert len(rows()) == 1


def test_the_desks_own_number_may_stand_in_a_question(take_in, rows):
    page = take_in(**ORDINARY | {"question": "Varför svarar ingen på 08-465 004 00?"})

    assert (page.status, len(rows())) == (303, 1)


def test_an_outlet_that_the_list_has_may_be_called_anything(take_in, rows, desk_site):
    with desk_site.store.writing() as db:
        lists.find_or_add_outlet(db, "Karin Holm")

    take_in(**{**ORDINARY, "outlet": "karin holm"})

    assert [row.outlet for row in rows()] == ["Karin Holm"]


# --- drafts ---


def test_what_was_typed_before_stands_there_until_it_is_saved(ofelia, take_in, desk_site):
    with desk_site.store.writing() as db:
        sealed.keep_draft(db, desk_site.holder(), "new", {"question": CANARY}, TODAY)
    page = fetch(ofelia, NEW)

    take_in(**ORDINARY)

    assert page.box(NEW, "question") == CANARY
    assert "Det här är ditt utkast" in page.text
    assert fetch(ofelia, NEW).box(NEW, "question") == ""


def test_a_draft_is_kept_by_its_button_and_is_nobody_elses(ofelia, take_in, desk_site, rows):
    take_in("draft", question=CANARY, units="Farsta\nBromma")

    page, hers = fetch(ofelia, NEW), fetch(colleague(desk_site), NEW)

    assert (page.box(NEW, "question"), page.box(NEW, "units")) == (CANARY, "Farsta\nBromma")
    assert (hers.box(NEW, "question"), rows()) == ("", [])


def test_a_draft_is_thrown_away_by_its_button(ofelia, take_in):
    take_in("draft", question=CANARY)
    page = fetch(ofelia, NEW)

    submit(ofelia, page, "/register/utkast/new")

    assert fetch(ofelia, NEW).box(NEW, "question") == ""


# --- requests for public records ---


def test_a_request_for_public_records_is_counted_and_the_registrar_shown(ofelia, desk_site, rows):
    page = fetch(ofelia, RECORDS)

    submit(ofelia, page, RECORDS, unit="farsta", channel="in-person")

    (row,) = rows()
    assert (row.unit, row.channel, row.is_records_request) == ("Farsta", Channel.IN_PERSON, True)


@pytest.mark.parametrize("contact", ["registrar_contact", "records_contact"])
def test_every_page_on_the_registrars_way_tells_whom_to_turn_to(desk_site, contact):
    site = desk_site.with_settings(**{contact: "Registrator, 08-465 004 99"})
    client, ref = site.app().test_client(), logged(desk_site)
    sign_in(client, site.ofelia)
    asked = press(client, ref, "registrator")
    ahead = [fetch(client, RECORDS), asked, fetch(client, f"/register/{ref}/diariefor")]
    submit(client, asked, f"/register/{ref}/registrator")

    for page in (*ahead, page_of(client, ref)):
        assert "Registrator, 08-465 004 99" in words(page.root.find(".//main")), page.heading


def test_nothing_that_was_typed_of_a_requester_is_stored_or_logged(
    take_in, desk_site, rows, caplog, ofelia
):
    take_in("draft", question=CANARY)
    typed = {name: f"{CANARY} {name}" for name in ("outlet", "question", "name", "way_back")}

    page = take_in("records", unit="farsta", **typed)
    submit(ofelia, page, RECORDS)

    (row,) = rows()
    assert (row.is_records_request, row.outlet, row.question) == (True, None, "")
    assert CANARY not in everything(desk_site) + caplog.text
    with desk_site.store.reading() as db:
        assert sealed.draft(db, desk_site.holder(), "new") == {}


def test_the_button_asks_first_when_something_was_typed(take_in, ofelia, rows):
    page = take_in("records", **ORDINARY)
    kept = rows()

    back = submit(ofelia, page, NEW)

    assert "Det du skrev sparas inte" in page.text
    assert (page.status, kept) == (200, [])
    assert [back.box(NEW, name) for name in ORDINARY] == list(ORDINARY.values())


def test_the_button_counts_at_once_when_only_the_unit_was_typed(take_in, rows):
    page = take_in("records", unit="farsta")

    assert page.status == 303
    assert [row.is_records_request for row in rows()] == [True]


@pytest.mark.parametrize("unit", ["", "fasrta"])
def test_a_request_needs_a_unit_that_is_there(ofelia, rows, unit):
    page = submit(ofelia, fetch(ofelia, RECORDS), RECORDS, unit=unit)

    assert (page.status, rows()) == (422, [])
    assert told(page, "unit")


# --- correcting ---


def test_what_was_asked_is_corrected(corrected, rows):
    page = corrected(question="Hur många almar?", unit="brom", deadline="fre", correction="asked")

    (row,) = rows()
    assert page.status == 303
    assert (row.question, row.unit, row.due) == ("Hur många almar?", "Bromma", Due.DAY)
    assert row.correction == "asked"


def test_saving_what_stands_there_changes_nothing(corrected, rows):
    before = rows()

    page = corrected()

    assert page.status == 303
    assert rows() == before


def test_times_that_are_over_by_now_are_no_hindrance(corrected, rows, wall_clock):
    corrected(deadline="idag 13.05", call_back="idag 13.10", embargo="idag 13.15")
    wall_clock.shift(TWENTY_MINUTES)

    page = corrected(question="Hur många almar?")

    (row,) = rows()
    assert page.status == 303
    assert (row.question, f"{row.due_until:%H.%M}") == ("Hur många almar?", "12.05")


def test_a_deadline_of_now_stays_when_something_else_is_corrected(corrected, rows, wall_clock):
    corrected(deadline="nu")
    wall_clock.shift(TWENTY_MINUTES)

    corrected(question="Hur många almar?")

    (row,) = rows()
    assert (row.due, f"{row.due_until:%H.%M}") == (Due.NOW, "13.00")


def test_two_who_correct_at_once_see_both_texts_and_lose_none(corrected, ofelia, rows):
    old = fetch(ofelia, EDIT)
    corrected(question="Hennes fråga")

    page = corrected(old, question="Min fråga")

    sides = [words(e) for e in page.root.iter("div") if "panel" in (e.get("class") or "")]
    assert (page.status, rows()[0].question) == (409, "Hennes fråga")
    assert {"Du skrev Min fråga", "Sparat nu Hennes fråga"} <= set(sides)
    assert page.box(EDIT, "question") == "Min fråga"


def test_after_looking_at_both_either_may_be_saved(corrected, ofelia, rows):
    old = fetch(ofelia, EDIT)
    corrected(question="Hennes fråga")
    page = corrected(old, question="Min fråga")

    again = corrected(page)

    assert (again.status, rows()[0].question) == (303, "Min fråga")


def test_a_step_meanwhile_does_not_stop_a_correction(corrected, ofelia, rows):
    page = fetch(ofelia, EDIT)
    shown = fetch(ofelia, "/register/2026-1")
    submit(ofelia, shown, "/register/2026-1/ta")

    answer = corrected(page, question="Min fråga")

    (row,) = rows()
    assert (answer.status, row.question, row.status) == (303, "Min fråga", Status.TAKEN)


def test_a_contact_is_shown_changed_and_forgotten(corrected, ofelia, desk_site):
    corrected(name="Anna Ek", way_back="anna@example.se")
    page = fetch(ofelia, EDIT)

    corrected(name="", way_back="")

    assert (page.box(EDIT, "name"), page.box(EDIT, "way_back")) == ("Anna Ek", "anna@example.se")
    with desk_site.store.reading() as db:
        assert sealed.reporter(db, desk_site.holder(), inquiries.number_of("2026-1")) is None


def test_whoever_lacks_the_key_corrects_the_rest_and_forgets_no_contact(corrected, desk_site, rows):
    corrected(name="Anna Ek", way_back="anna@example.se")
    berit = colleague(desk_site)
    with desk_site.store.writing() as db:
        db.exec(delete(RegisterGrant).where(RegisterGrant.account_id != desk_site.holder().id))

    form = fetch(berit, EDIT)
    page = submit(berit, form, EDIT, action="save", question="Min fråga")

    assert 'name="way_back"' not in form.text
    assert (page.status, rows()[0].question) == (303, "Min fråga")
    with desk_site.store.reading() as db:
        kept = sealed.reporter(db, desk_site.holder(), inquiries.number_of("2026-1"))
        assert kept == ("Anna Ek", "anna@example.se")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("unit", "fasrta"), ("question", "Ring 070-174 06 05"), ("follows", "2026-1")],
)
def test_a_wrong_correction_is_given_back_and_nothing_is_changed(corrected, rows, field, typed):
    before = rows()

    page = corrected(**{field: typed})

    assert (page.status, page.box(EDIT, field)) == (422, typed)
    assert rows() == before


def test_there_is_nothing_to_correct_of_a_request_for_public_records(ofelia, take_in, rows):
    take_in("records", unit="farsta")
    before = rows()

    shown = fetch(ofelia, EDIT)
    sent = send(ofelia, EDIT, [*hidden(fetch(ofelia, NEW)), *ORDINARY.items()])

    assert (shown.status, sent.status) == (303, 303)
    assert rows() == before


@pytest.mark.parametrize("path", [EDIT, "/register/2026-1/redaktion", f"{NEW}?foljer=2026-1"])
def test_an_inquiry_that_is_not_there_is_not_found(ofelia, path):
    assert fetch(ofelia, path).status == 404
