"""Days, masks and looks of what is handed out: the rules, without a browser."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from pressdesk import clock, handout, inquiries
from pressdesk.errors import BadPeriod, NotFound
from pressdesk.handout import Period
from pressdesk.masking import Mask, Span
from pressdesk.registertables import Inquiry, Issue
from pressdesk.registertables import Mask as MaskRow
from tests.handing import SECTION, asked, at

pytestmark = pytest.mark.both

TODAY = date(2026, 11, 18)
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
TEXTS = {"outlet": "Ekot", "question": "Stämmer det att Anna Ek slutar?"}
ANNA = Mask(Span(16, 23), SECTION)


@pytest.fixture
def db(uncommitted):
    with uncommitted.rehearsing() as db:
        yield db


@pytest.fixture
def number(db) -> int:
    """An inquiry that masks can stand at."""
    return asked(db, TEXTS["question"], at(1)).number


def kept(db, number, texts=TEXTS, today=TODAY) -> handout.Kept:
    return handout.kept(db, {number: texts}, today)[number]


# Days


def test_a_name_in_the_title_of_an_issue_is_proposed_whole():
    texts = {"issue": "Branden hos Anna Karlsson", "outlet": "Ekot", "spokesperson": "direktören"}

    assert handout.suggested(texts) == {"issue": [Span(0, len(texts["issue"]))]}


def test_days_are_read_as_they_are_typed():
    assert handout.read(" 2026-10-01", "2026-10-31 ") == OCTOBER


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ("", "2026-10-31", "day"),
        ("2026-10-01", "31/10", "day"),
        ("2026-02-30", "2026-03-01", "day"),
        ("0001-01-01", "0001-01-01", "day"),
        ("9999-12-31", "9999-12-31", "day"),
        ("2026-10-31", "2026-10-01", "reversed"),
        ("2025-10-01", "2026-10-02", "long"),
    ],
)
def test_days_that_are_no_period_are_refused_with_a_reason(first, last, reason):
    with pytest.raises(BadPeriod) as refused:
        handout.read(first, last)

    assert refused.value.reason == reason


@pytest.mark.parametrize(("first", "last"), [("2026-01-01", "2026-12-31"), ("2024-01-01",) * 2])
def test_a_year_can_be_handed_out_and_so_can_a_day(first, last):
    assert str(handout.read(first, last).last) == last


@pytest.mark.parametrize(
    ("today", "first"), [("2026-11-18", "2026-10-01"), ("2027-01-01", "2026-12-01")]
)
def test_the_month_that_ended_last_is_offered(today, first):
    assert handout.last_month(date.fromisoformat(today)).first == date.fromisoformat(first)


def test_days_begin_at_swedish_midnight(db):
    before = asked(db, "Före", datetime(2026, 9, 30, 21, 59, tzinfo=UTC))
    first = asked(db, "Först", datetime(2026, 9, 30, 22, 0, tzinfo=UTC))
    last = asked(db, "Sist", datetime(2026, 10, 31, 22, 59, tzinfo=UTC))
    asked(db, "Efter", datetime(2026, 10, 31, 23, 0, tzinfo=UTC))

    found = [record.number for page in handout.pages(db, OCTOBER) for record in page]

    assert before.number not in found
    assert found == [first.number, last.number]
    assert handout.count(db, OCTOBER) == 2


# Rows


@pytest.mark.parametrize(
    ("skip", "most", "wanted"),
    [(0, None, range(5)), (2, 2, [2, 3]), (4, 9, [4]), (5, 9, []), (0, 0, [])],
)
def test_a_part_of_a_period_is_read_in_order_and_a_few_at_a_time(
    db, monkeypatch, skip, most, wanted
):
    monkeypatch.setattr(handout.rows, "AT_ONCE", 2)
    rows = [asked(db, f"Fråga {day}", at(5 - day)) for day in range(5)]  # the last came first

    pages = list(handout.pages(db, OCTOBER, skip, most))

    found = [record.number for page in pages for record in page]
    assert found == [rows[place].number for place in wanted]
    assert all(len(page) <= 2 for page in pages)


def test_a_record_has_the_units_that_share_it_and_its_issue(db):
    db.add(Issue(id=3, title="Halkan", created_on=TODAY))
    shared = asked(db, "Varför?", at(1), units=("Järva", "Bromma"))
    shared.issue_id = 3
    alone = asked(db, "Hur?", at(2))

    first, second = handout.of(db, [shared.number, alone.number])

    assert (first.units, first.issue) == (("Bromma", "Järva"), "Halkan")
    assert (second.units, second.issue) == ((), "")


def test_an_inquiry_that_is_not_there_is_not_found(db):
    with pytest.raises(NotFound):
        handout.record(db, 2_026_000_001)


# Masks


def test_what_nobody_has_looked_at_is_not_looked_through(db, number):
    assert kept(db, number) == handout.Kept({}, frozenset(), is_same=False, is_looked=False)


def test_a_mask_is_kept_with_its_section(db, number):
    handout.keep(db, number, TEXTS, {"question": [ANNA]}, TODAY)

    found = kept(db, number)

    assert found.masks == {"question": [ANNA]}
    assert found.is_looked
    assert handout.sections([found]) == [SECTION]


@pytest.mark.parametrize("with_mask", [True, False])
def test_a_look_at_another_text_is_no_look_and_its_mask_masks_nothing(db, number, with_mask):
    handout.keep(db, number, TEXTS, {"question": [ANNA]} if with_mask else {}, TODAY)

    found = kept(db, number, TEXTS | {"question": "Stämmer det att Bo Ek slutar?"})

    assert (found.masks, found.is_same, found.is_looked) == ({}, False, False)
    assert found.changed == ({"question"} if with_mask else set())


def test_a_text_that_came_later_is_not_looked_through_though_the_mask_stands(db, number):
    handout.keep(db, number, TEXTS, {"question": [ANNA]}, TODAY)

    found = kept(db, number, TEXTS | {"answer": "Ja, Anna Ek slutar."})

    assert found.masks == {"question": [ANNA]}
    assert not found.is_looked


def test_a_row_that_is_masked_as_a_whole_is_looked_at_anew_when_anything_changes(db, number):
    whole = Mask(Span(0, len(handout.all_of(TEXTS))), SECTION)
    handout.keep(db, number, TEXTS, {handout.ROW: [whole]}, TODAY)

    assert kept(db, number).masks == {handout.ROW: [whole]}
    assert kept(db, number, TEXTS | {"status": "Tagen"}).changed == {handout.ROW}


@pytest.mark.parametrize(("days", "is_looked"), [(0, True), (6, True), (7, False), (-1, False)])
def test_a_look_holds_for_a_week_and_then_is_a_proposal(db, number, days, is_looked):
    handout.keep(db, number, TEXTS, {"question": [ANNA]}, TODAY)

    found = kept(db, number, today=TODAY + timedelta(days=days))

    assert found.is_looked == is_looked
    assert found.is_same
    assert found.masks == {"question": [ANNA]}


def test_looking_again_keeps_the_masks_and_counts_from_that_day(db, number):
    handout.keep(db, number, TEXTS, {"question": [ANNA]}, TODAY)
    later = TODAY + timedelta(days=30)

    handout.look(db, {number: TEXTS}, later)

    found = kept(db, number, today=later)
    assert (found.masks, found.is_looked) == ({"question": [ANNA]}, True)
    assert len(db.exec(select(MaskRow)).all()) == 2


def test_masking_anew_takes_the_place_of_what_was_before(db, number):
    handout.keep(db, number, TEXTS, {"question": [ANNA]}, TODAY)

    handout.keep(db, number, TEXTS, {"outlet": [Mask(Span(0, 4), "OSL 21 kap. 1 §")]}, TODAY)

    assert set(kept(db, number).masks) == {"outlet"}


def test_no_row_of_a_mask_says_who_made_it_or_for_whom():
    assert set(MaskRow.model_fields) == {
        *("id", "number", "field", "first", "after", "section", "digest")
    }


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        ({"question": "Stämmer det att Anna Ek slutar?"}, {"question": ["Anna Ek"]}),
        ({"answer": "Ring 070-123 45 67."}, {"answer": ["070-123 45 67"]}),
        ({"question": "Vad säger rektorn på Björkskolan?"}, {}),
        ({"outlet": "Dagens Nyheter", "unit": "Farsta"}, {}),
        ({"outlet": "tips@ekot.example"}, {"outlet": ["tips@ekot.example"]}),
        ({"waiting": "Bo på 070-123 45 67"}, {"waiting": ["Bo på 070-123 45 67"]}),
        ({}, {}),
    ],
)
def test_who_somebody_is_is_proposed_and_units_and_titles_are_not(texts, wanted):
    found = handout.suggested(texts)

    cut = {field: [texts[field][s.start : s.end] for s in spans] for field, spans in found.items()}
    assert cut == wanted


def test_the_desks_own_number_is_not_proposed():
    texts = {"answer": "Ring pressjouren, 08-465 004 00."}

    assert handout.suggested(texts)
    assert handout.suggested(texts, frozenset({"08-465 004 00"})) == {}


def test_masks_go_with_their_inquiry(db, number):
    handout.keep(db, number, TEXTS, {"question": [ANNA]}, TODAY)

    db.delete(db.get(Inquiry, number))
    db.flush()

    assert db.exec(select(MaskRow)).all() == []


def test_a_request_for_records_is_handed_out_as_a_count_and_nothing_more(db, wall_clock):
    asked(db, "Något annat", at(1))
    row = inquiries.log_records_request(db, "Farsta", "mail", clock.now())

    found = handout.record(db, row.number)

    assert (found.inquiry.outlet, found.inquiry.question, found.units) == (None, "", ())
