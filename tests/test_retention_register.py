"""The register's rules: contacts of reporters go first, inquiries by decision, remains at night."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pressdesk import clock, config, holds, retention
from pressdesk.keytables import InquiryNote, RegisterDraft, RegisterKey, Reporter
from pressdesk.register import indexing, lists, search
from pressdesk.register.words import Channel, Outcome, Status
from pressdesk.registertables import DutyWeek, Inquiry, InquiryUndo
from pressdesk.retention import Tidied
from tests.conftest import SETTINGS

pytestmark = pytest.mark.both

MINE = UUID(int=7)
KEY = UUID(int=8)
NEWER = 2026000999  # it keeps its number from being given twice


@pytest.fixture
def db(store, wall_clock) -> Iterator[Session]:
    """The site's lists, a key, and an inquiry of today."""
    with store.rehearsing() as db:
        yield begun(db)


def begun(db: Session) -> Session:
    lists.seed(db)
    lists.find_or_add_outlet(db, "Exempelbladet")
    db.add(RegisterKey(id=KEY, year=2026, public=b"", voucher=b"", for_recovery=b""))
    db.flush()
    inquiry(db, NEWER)
    return db


def inquiry(db: Session, number: int, came: int = 0, **more: Any) -> Inquiry:
    """An inquiry that came so many days ago, with a reporter; `closed`, `released`: days ago."""
    closed, released = more.pop("closed", None), more.pop("released", None)
    given: dict[str, Any] = {"outlet": "Exempelbladet", "unit": "Bromma", "question": "Vad?"}
    if released is not None:
        given |= {"status": Status.RELEASED, "answer": "Svar.", "released_at": ago(released)}
    if closed is not None:
        given |= {"status": Status.CLOSED, "outcome": Outcome.FACTS, "closed_at": ago(closed)}
    given |= {"received_at": ago(came), "channel": Channel.PHONE} | more
    row = Inquiry(number=number, **given)
    db.add(row)
    db.flush()
    db.add(Reporter(number=number, key_id=KEY, sealed=b"x"))
    db.flush()
    return row


def ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def tidy(db: Session, days: int = 0, **decided: Any) -> Tidied:
    """A run so many days from now."""
    settings = config.parse(SETTINGS | decided)
    then = clock.now() + timedelta(days=days)
    return retention.tidy(db, settings, then.astimezone(clock.SWEDEN).date(), then.timestamp())


def left(db: Session, table: type = Inquiry) -> set[int]:
    db.expire_all()
    return {row.number for row in db.exec(select(table)).all()} - {NEWER}


# --- reporters ---


@pytest.mark.parametrize(
    ("stands", "is_gone"),
    [
        ({}, False),
        ({"released": 29}, False),
        ({"released": 30}, True),
        ({"closed": 29}, False),
        ({"closed": 30}, True),
        ({"released": 40, "closed": 5}, True),
        ({"released": 40, "status": Status.TAKEN}, True),  # opened again since
        ({"came": 89}, False),
        ({"came": 90}, True),  # neither answered nor closed
    ],
)
@pytest.mark.parametrize("decision", ["EX 2026/1", ""])
def test_a_reporters_contact_goes_after_its_days_decided_or_not(db, stands, is_gone, decision):
    inquiry(db, 2026000001, **({"came": 50} | stands))

    done = tidy(db, disposal_decision=decision)

    assert (done.reporters, left(db, Reporter)) == (is_gone, set() if is_gone else {2026000001})
    assert left(db) == {2026000001}


def test_a_day_is_a_day_in_sweden(db, wall_clock):
    """Answered half an hour before midnight, it is a day old when the day is over."""
    wall_clock.move_to(datetime(2026, 11, 18, 22, 30, tzinfo=clock.now().tzinfo))
    inquiry(db, 2026000001, came=1, released=0)
    wall_clock.shift(timedelta(hours=1))

    assert tidy(db, reporter_days=1).reporters == 1


def test_without_a_setting_of_its_own_a_contact_goes_on_the_thirtieth_day(db):
    inquiry(db, 2026000001, released=0)

    assert [tidy(db, days).reporters for days in (28, 29, 30)] == [0, 0, 1]


@pytest.mark.parametrize("stands", [{}, {"status": Status.TAKEN}], ids=["new", "taken"])
def test_of_an_inquiry_that_nobody_ends_the_contact_goes_after_ninety_days(db, stands):
    inquiry(db, 2026000001, **stands)
    db.add(InquiryNote(number=2026000001, key_id=KEY, day=clock.today(), sealed=b"x"))

    gone = [tidy(db, days).reporters for days in (88, 89, 90)]

    assert gone == [0, 0, 2]  # and the newest one's, of the same day
    assert left(db, InquiryNote) == set()
    assert left(db) == {2026000001}


# --- inquiries ---


@pytest.mark.parametrize(
    ("stands", "is_gone"),
    [
        ({"released": 729, "closed": 729}, False),
        ({"released": 730, "closed": 730}, True),
        ({"released": 800, "closed": 729}, False),
        ({"closed": 730}, True),
        ({"released": 730}, True),
        ({"released": 800, "status": Status.TAKEN}, False),  # somebody works on it again
        ({}, False),
    ],
)
def test_an_inquiry_goes_after_its_days_when_it_has_ended(db, stands, is_gone):
    inquiry(db, 2024000001, came=900, **stands)

    done = tidy(db)

    assert (done.inquiries, left(db)) == (is_gone, set() if is_gone else {2024000001})


@pytest.mark.parametrize(
    ("closed", "exported", "is_gone"),
    [(29, 20, False), (30, 1, True), (300, None, False), (None, 40, False)],
)
def test_what_the_registry_has_goes_a_month_after_closing(db, closed, exported, is_gone):
    day = None if exported is None else ago(exported).date()
    inquiry(db, 2026000001, came=400, released=350, closed=closed, exported_on=day)

    assert tidy(db).inquiries == is_gone


def test_without_a_decision_inquiries_stay_and_are_counted(db):
    inquiry(db, 2024000001, came=900, closed=800)

    done = tidy(db, disposal_decision="")

    assert (done.inquiries, done.inquiries_undecided) == (0, 1)
    assert left(db) == {2024000001}


def test_a_hold_of_weeks_keeps_inquiries_that_came_then(db):
    held = inquiry(db, 2024000001, came=900, closed=800)
    inquiry(db, 2024000002, came=890, closed=800)
    week = clock.week_of(held.received_at.date())
    holds.place(db, "UTL-1", holds.Scope(from_week=week, to_week=week), clock.today())

    done = tidy(db)

    assert (done.inquiries, done.inquiries_held, left(db)) == (1, 1, {2024000001})


def test_the_newest_number_of_a_year_is_kept_until_the_year_is_over(db):
    db.delete(db.get(Inquiry, NEWER))
    inquiry(db, 2026000007, came=300, closed=200, exported_on=ago(100).date())

    assert tidy(db).inquiries == 0
    assert tidy(db, days=60).inquiries == 1  # in January


def test_with_an_inquiry_goes_all_that_is_its_own_and_its_followers_stay(db):
    gone = inquiry(db, 2024000001, came=900, released=800, closed=800)
    inquiry(db, 2026000001, follows=gone.number)
    search.index(db, [indexing.text_of_answer(gone)])

    done = tidy(db)

    assert (done.inquiries, done.reporters) == (1, 1)
    assert (left(db), left(db, Reporter)) == ({2026000001}, {2026000001})
    assert db.get(Inquiry, 2026000001).follows is None
    assert search.search(db, "svar", 5) == []


def test_more_than_fit_into_a_statement_go_in_one_run(db):
    for number in range(2024000001, 2024000602):
        inquiry(db, number, came=900, closed=800)

    assert tidy(db).inquiries == 601
    assert left(db) == set()


def test_the_days_record_counts_both(db):
    inquiry(db, 2024000001, came=900, closed=800)
    tidy(db)
    inquiry(db, 2026000001, came=50, closed=40)
    tidy(db)

    (row,) = retention.purge_records(db)

    assert (row.inquiries, row.reporters) == (1, 2)


# --- what is left behind ---


def test_who_had_a_closed_inquiry_is_forgotten_when_undoing_is_over(db):
    for number, minutes in ((2026000001, 9), (2026000002, 11)):
        closed = inquiry(db, number, closed=minutes / 1_440, owner_id=MINE, proposed="Utkast")
        db.add(InquiryNote(number=closed.number, key_id=KEY, day=clock.today(), sealed=b"x"))
    open_since_long = inquiry(db, 2026000003, came=99, owner_id=MINE, proposed="Utkast")

    assert tidy(db).weeded == 1

    assert left(db, InquiryNote) == {2026000001}
    of = {row.number: (row.owner_id, row.proposed) for row in db.exec(select(Inquiry))}
    assert of[2026000002] == (None, None)
    assert of[2026000001] == of[open_since_long.number] == (MINE, "Utkast")


def test_steps_that_can_no_longer_be_undone_are_deleted(db):
    for number, minutes in ((2026000001, 9), (2026000002, 11)):
        at = int(ago(minutes / 1_440).timestamp())
        inquiry(db, number)
        db.add(InquiryUndo(number=number, step="take", at=at, before="{}", after=2))

    tidy(db)

    assert left(db, InquiryUndo) == {2026000001}


def test_drafts_go_after_a_week_and_duty_weeks_when_the_week_is_over(db):
    days = [clock.today() - timedelta(days=days) for days in (0, 6, 7, 8)]
    db.add_all(RegisterDraft(id=uuid4(), day=day, sealed=b"x") for day in days)
    mondays = [clock.today() - timedelta(days=2 + 7 * weeks) for weeks in range(-1, 6)]
    db.add_all(DutyWeek(monday=day, account_id=MINE) for day in mondays)

    done = tidy(db)

    assert (done.drafts, done.duty_weeks) == (2, 4)
    assert {row.day for row in db.exec(select(RegisterDraft))} == set(days[:2])
    assert min(row.monday for row in db.exec(select(DutyWeek))) == clock.today() - timedelta(9)


def test_a_second_run_finds_nothing_more(db):
    inquiry(db, 2024000001, came=900, closed=800)
    inquiry(db, 2026000001, came=99, closed=1, owner_id=MINE)
    tidy(db)

    assert set(tidy(db)) == {0}
