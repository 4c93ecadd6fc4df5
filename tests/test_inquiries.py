"""Taking inquiries in, and correcting what was asked: numbers, refusals, what is kept of whom."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from pressdesk import inquiries
from pressdesk.errors import BadInquiry, NotFound, Stale
from pressdesk.inquiries import Asked, Officer
from pressdesk.register import lists, search
from pressdesk.register.deadlines import Deadline
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Due, Kind, Outcome, Status
from pressdesk.registertables import Inquiry
from pressdesk.schema import Record

pytestmark = pytest.mark.both

NOW = datetime(2026, 11, 18, 12, 0, 31, tzinfo=UTC)
MINUTE = NOW.replace(second=0)
LATER = Deadline(Due.TIME, MINUTE + timedelta(hours=2))
CANARY = "Kanariefågel"
SOMEBODY = UUID(int=1)


@pytest.fixture
def listed(db: Session) -> Session:
    """With the site's own lists, and one outlet."""
    lists.seed(db)
    lists.find_or_add_outlet(db, "Dagbladet")
    return db


def asked(question: str = "Hur många träd?", **more: Any) -> Asked:
    return Asked(Channel.PHONE, "Dagbladet", "Farsta", question, **more)


def test_numbers_run_through_the_year_and_begin_anew_with_the_swedish_one(listed):
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # past midnight in Sweden

    found = [
        inquiries.log(listed, asked(), NOW),
        inquiries.log_records_request(listed, "Farsta", Channel.MAIL, NOW),
        inquiries.log(listed, asked(), NOW),
        inquiries.log(listed, asked(), new_year),
    ]

    refs = [inquiries.reference(row.number) for row in found]
    assert refs == ["2026-1", "2026-2", "2026-3", "2027-1"]


@pytest.mark.parametrize("ref", ["2026-1", "2026-118", "2026-999999"])
def test_a_reference_is_read_as_it_is_written(ref):
    number = inquiries.number_of(ref)

    assert inquiries.reference(number) == ref


NO_REFERENCES = [
    "",
    "2026",
    "2026-",
    "2026-01",
    "-1",
    "2026-1-1",
    "x",
    "２０２６-1",
    "2026-1000000",
]


@pytest.mark.parametrize("ref", [*NO_REFERENCES, "2026-" + "9" * 5_000])
def test_what_is_no_reference_is_not_found(ref):
    with pytest.raises(NotFound):
        inquiries.number_of(ref)


def test_an_inquiry_keeps_what_was_asked_and_waits_by_its_deadline(listed):
    given = asked(
        "  Hur många träd?\n", kind=Kind.FACTS, deadline=LATER, units=("Bromma", "Farsta")
    )

    number = inquiries.log(listed, given, NOW).number
    listed.expire_all()
    shown = inquiries.show(listed, number)

    row = shown.inquiry
    assert (row.question, row.kind, row.status) == ("Hur många träd?", Kind.FACTS, Status.NEW)
    assert (row.due, row.due_until, row.received_at) == (*LATER, MINUTE)
    assert (row.open_order, shown.units) == ("2026-11-18T14:00Z", ["Bromma"])  # not its lead unit


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (asked("  \n"), "question"),
        (asked("x" * 8_001), "long"),
        (asked(spokesperson="x" * 81), "long"),
        (asked(received_at=NOW + timedelta(minutes=1)), "received"),
        (asked(received_at=NOW - timedelta(days=367)), "received"),
        (asked(follows=2_026_000_099), "follows"),
        (asked(kind=Kind.RECORDS_REQUEST), "records"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(listed, given, reason):
    with pytest.raises(BadInquiry) as refused:
        inquiries.log(listed, given, NOW)

    assert refused.value.reason == reason
    assert listed.exec(select(Inquiry)).all() == []


def test_a_second_press_of_the_button_is_seen_and_another_call_is_not(listed):
    first = inquiries.log(listed, asked(), NOW)
    at = {seconds: NOW + timedelta(seconds=seconds) for seconds in (1, 59, 200)}

    found = {seconds: inquiries.just_logged(listed, asked(), now) for seconds, now in at.items()}

    assert (found[1], found[59], found[200]) == (first, first, None)
    for other in (asked("En annan fråga"), asked()._replace(unit="Bromma")):
        assert inquiries.just_logged(listed, other, NOW) is None
    assert inquiries.just_logged(listed, asked(received_at=NOW), NOW) is None  # of an earlier call


def test_of_a_request_for_public_records_there_is_one_count_and_nothing_else(listed):
    number = inquiries.log_records_request(listed, "Farsta", Channel.IN_PERSON, NOW).number

    listed.expire_all()
    row = inquiries.found(listed, number)

    kept = {name: value for name, value in row.model_dump().items() if value not in (None, "")}
    assert kept == {
        "number": number,
        "received_at": MINUTE,
        "closed_at": MINUTE,
        "channel": Channel.IN_PERSON,
        "unit": "Farsta",
        "kind": Kind.RECORDS_REQUEST,
        "status": Status.CLOSED,
        "outcome": Outcome.REGISTRAR,
        "due": Due.NONE,
        "is_records_request": True,
        "version": 1,
    }


def test_nothing_is_written_of_a_request_for_public_records_afterwards(listed):
    row = inquiries.log_records_request(listed, "Farsta", Channel.MAIL, NOW)

    with pytest.raises(BadInquiry) as refused:
        inquiries.correct(listed, row.number, row.version, asked(CANARY), NOW)

    assert refused.value.reason == "records"
    assert CANARY not in everything(listed)


def test_a_correction_changes_what_was_asked_and_not_how_it_stands(listed):
    row = inquiries.log(listed, asked(units=("Bromma",)), NOW)
    step(listed, row, Step.TAKE)
    taken = inquiries.read(row)
    given = asked("Hur många almar?", deadline=LATER, units=("Järva",))

    inquiries.correct(listed, row.number, row.version, given, NOW + timedelta(hours=1))
    listed.flush()
    listed.expire_all()

    shown = inquiries.show(listed, row.number)
    assert (row.question, shown.units, row.received_at) == ("Hur många almar?", ["Järva"], MINUTE)
    assert (row.open_order, inquiries.read(row)) == ("2026-11-18T14:00Z", taken)


@pytest.mark.parametrize("behind", [1, 2])
def test_a_correction_of_an_older_version_changes_nothing(listed, behind):
    row = inquiries.log(listed, asked(), NOW)
    for _ in range(2):
        step(listed, row, Step.TAKE if row.version == 1 else Step.ASSIGN, officer=None)

    with pytest.raises(Stale):
        inquiries.correct(listed, row.number, row.version - behind, asked(CANARY), NOW)

    assert row.question == "Hur många träd?"


def test_an_inquiry_does_not_follow_up_itself(listed):
    row = inquiries.log(listed, asked(), NOW)

    with pytest.raises(BadInquiry) as refused:
        inquiries.correct(listed, row.number, 1, asked(follows=row.number), NOW)

    assert refused.value.reason == "follows"


def test_a_released_answer_is_found_by_its_corrected_question_and_not_by_the_old_one(listed):
    row = released(listed, "Hur många träd?")

    inquiries.correct(listed, row.number, row.version, asked("Hur många almar?"), NOW)

    hits = {word: len(search.search(listed, word, 10)) for word in ("träd", "almar", "hundra")}
    assert hits == {"träd": 0, "almar": 1, "hundra": 1}


def test_an_inquiry_that_is_not_answered_is_not_found_by_its_corrected_question(listed):
    row = inquiries.log(listed, asked(), NOW)

    inquiries.correct(listed, row.number, row.version, asked("Hur många almar?"), NOW)

    assert search.search(listed, "almar", 10) == []


def released(db: Session, question: str) -> Inquiry:
    row = inquiries.log(db, asked(question), NOW)
    step(db, row, Step.TAKE)
    step(db, row, Step.PROPOSE, text="Det är hundra.")
    step(db, row, Step.RELEASE, by_mandate=True)
    return row


def step(db: Session, row: Inquiry, step: Step, **given: Any) -> None:
    who = Officer(row.owner_id or SOMEBODY, "ofelia")
    given = {name: value or SOMEBODY for name, value in given.items()}
    inquiries.step(db, row.number, row.version, step, who, NOW, undo_minutes=10, **given)


def everything(db: Session) -> str:
    """All that every table holds, as text."""
    db.flush()
    tables = Record.metadata.sorted_tables
    return "".join(str(db.connection().execute(table.select()).all()) for table in tables)
