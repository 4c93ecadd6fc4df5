"""Legal holds: what they keep through the nightly run, for how long, and what they never hold."""

from datetime import date

import pytest

from pressdesk import disclosure, holds, retention
from pressdesk.disclosure import Asked
from pressdesk.errors import BadHold, NameTaken, NotFound
from pressdesk.holds import Scope
from tests.conftest import QUESTION, Desk
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

NOON = 1_795_000_000
WEEKS = {"from_week": "2026-W47", "to_week": "2026-W47"}


@pytest.fixture
def work(desk_site: Desk):
    with working(desk_site) as work:
        yield work


def nights(work: Work, first: int, last: int) -> None:
    """The nightly run, every other day."""
    for day in range(first, last, 2):
        retention.tidy(work.db, work.settings, work.day(day), NOON + day * 86_400)
        work.db.flush()


def place(work: Work, **asked: str) -> None:
    disclosure.place(work.db, Asked(**{"reference": "STOPP-1"} | asked), work.day())


def numbered(work: Work, code: str) -> str:
    return disclosure.number(work.ticket(code).id)


@pytest.mark.parametrize("by", ["number", "weeks"])
def test_a_held_ticket_is_there_and_readable_long_after_its_time_until_the_hold_is_lifted(work, by):
    held, other = work.lodge(), work.lodge("En annan fråga.", days=7)
    asked = {"number": numbered(work, held)} if by == "number" else WEEKS
    place(work, **asked)

    nights(work, 8, 260)
    record = disclosure.show(work.db, work.holder, work.ticket(held).id)
    gone = work.ticket(other)
    holds.lift(work.db, "STOPP-1")
    nights(work, 260, 264)

    assert record.messages[0].text == QUESTION
    assert gone is None
    assert work.ticket(held) is None


def test_without_the_hold_the_same_ticket_goes(work):
    code = work.lodge()

    nights(work, 1, 260)

    assert work.ticket(code) is None


def test_what_its_writer_took_back_is_kept_too_and_no_code_opens_it(work):
    code = work.lodge()
    work.decided(writer_may_delete="after-floor")
    place(work, **WEEKS)
    work.delete(code)

    nights(work, 1, 120)

    assert work.read(code) is None
    assert disclosure.show(work.db, work.holder, work.ticket(code).id).messages[0].text == QUESTION


def test_one_of_two_holds_is_enough(work):
    code = work.lodge()
    place(work, **WEEKS)
    place(work, reference="STOPP-2", number=numbered(work, code))
    holds.lift(work.db, "STOPP-1")

    nights(work, 1, 120)

    assert [hold.reference for hold in disclosure.keeps(work.db, work.ticket(code))] == ["STOPP-2"]


def test_a_hold_never_ends_by_itself(work):
    code = work.lodge()
    place(work, review="2026-11-19", **WEEKS)

    nights(work, 1, 200)

    assert work.ticket(code) is not None
    assert [hold.reference for hold in disclosure.overdue(work.db, work.day(200))] == ["STOPP-1"]


@pytest.mark.parametrize(("days", "due"), [(0, 0), (29, 0), (30, 1), (31, 1)])
def test_a_review_is_due_from_its_day_on(work, days, due):
    place(work, **WEEKS)

    assert len(disclosure.overdue(work.db, work.day(days))) == due


@pytest.mark.parametrize(
    ("days", "kept"), [(-7, False), (0, True), (7, True), (14, True), (21, False)]
)
def test_a_range_keeps_its_first_and_last_week_and_weeks_to_come(work, days, kept):
    place(work, from_week="2026-W47", to_week="2026-W49")

    code = work.lodge(days=max(days, 0))
    work.ticket(code).week = "2026-W46" if days < 0 else work.ticket(code).week

    assert holds.is_held(work.db, work.ticket(code)) is kept


def test_a_range_over_the_new_year_is_in_order(work):
    place(work, from_week="2026-W53", to_week="2027-W01")

    hold = holds.find(work.db, "STOPP-1")

    assert (hold.from_week, hold.to_week) == ("2026-W53", "2027-W01")


@pytest.mark.parametrize(
    "typed", ["2026-W47", "2026-w47", "2026W47", "2026 v. 47", "2026 v47", " 2026 vecka 47 "]
)
def test_weeks_are_read_as_people_write_them(work, typed):
    place(work, from_week=typed, to_week=typed)

    assert holds.find(work.db, "STOPP-1").from_week == "2026-W47"


@pytest.mark.parametrize("typed", ["2026-47", "47", "2027-W53", "2026-W00", "0000-W01", "²026-W1"])
def test_what_is_no_week_is_refused(work, typed):
    with pytest.raises(BadHold) as bad:
        place(work, from_week=typed, to_week="2026-W50")

    assert bad.value.reason == "weeks"


@pytest.mark.parametrize(
    "reference",
    ["Anna Svensson", "journalist@tidning.se", "19811218-9876", "070-174 06 05", "KS 2026/112"],
)
def test_a_reference_that_says_who_asked_is_refused(work, reference):
    with pytest.raises(BadHold) as bad:
        place(work, reference=reference, **WEEKS)

    assert bad.value.reason == "person"


UNSEEN = ["STOPP\u202e-1", "STOPP-1\u200b", "a\nb", "STOPP\u00a01", "ＳＴＯＰＰ-1", "ST\u039fPP-1"]


@pytest.mark.parametrize("reference", [*UNSEEN, "STOPP-1\0", "STOPP\ud800", "", "  ", "x" * 41])
def test_a_reference_that_cannot_be_typed_or_told_apart_is_refused(work, reference):
    with pytest.raises(BadHold) as bad:
        place(work, reference=reference, **WEEKS)

    assert bad.value.reason == "reference"


@pytest.mark.parametrize("reference", ["STOPP-1", "STOPP 2026-3", "Sommaren", "x" * 40])
def test_a_reference_of_its_own_is_taken(work, reference):
    place(work, reference=reference, **WEEKS)

    with pytest.raises(NameTaken):
        place(work, reference=f" {reference} ", **WEEKS)


@pytest.mark.parametrize(
    ("review", "reason"),
    [("2026-11-18", "past"), ("2025-01-01", "past"), ("2027-11-20", "far"), ("snart", "day")],
)
def test_a_day_of_review_lies_within_a_year(work, review, reason):
    with pytest.raises(BadHold) as bad:
        place(work, review=review, **WEEKS)

    assert bad.value.reason == reason
    assert holds.everything(work.db) == []


def test_the_next_reference_is_one_that_nobody_has(work):
    suggested = disclosure.suggested(work.db)
    holds.place(work.db, "STOPP-7", Scope(None, "2026-W40", "2026-W41"), date(2026, 12, 1))
    holds.place(work.db, "STOPP-x", Scope(None, "2026-W40", "2026-W41"), date(2026, 12, 1))

    assert (suggested, disclosure.suggested(work.db)) == ("STOPP-1", "STOPP-8")


def test_another_day_of_review_is_for_a_hold_that_is_there(work):
    place(work, **WEEKS)

    disclosure.move_review(work.db, "STOPP-1", "2027-02-01", work.day())

    assert holds.find(work.db, "STOPP-1").review == date(2027, 2, 1)
    with pytest.raises(NotFound):
        disclosure.move_review(work.db, "STOPP-2", "2027-02-01", work.day())


def test_a_hold_has_no_column_for_who_asked():
    from pressdesk import inventory

    assert set(inventory.COLUMNS["hold"]) == {
        *("id", "reference", "ticket_id", "from_week", "to_week", "review")
    }
