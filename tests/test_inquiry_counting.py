"""Inquiries as figures count them: when each came, was taken and answered, in working hours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from pressdesk import config, inquiries
from pressdesk.figures import inquiries as figures
from pressdesk.inquiries import Asked, Officer, counting
from pressdesk.register import lists
from pressdesk.register.deadlines import Deadline
from pressdesk.register.standing import Step
from pressdesk.register.words import Channel, Correction, Due, Kind, Outcome
from tests.conftest import Desk

pytestmark = pytest.mark.both

NINE = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)  # a Wednesday, nine o'clock in Sweden
LATER = NINE + timedelta(days=30)
SETTINGS = config.parse({})
Log = Callable[..., figures.Inquiry]


@pytest.fixture
def db(desk_site: Desk):
    with desk_site.store.rehearsing() as db:
        yield db


@pytest.fixture
def counted(db: Session) -> Log:
    """Log an inquiry, go on with it, and read how it is counted a month later."""

    def log(*steps: tuple[Step, int, dict[str, Any]], at: datetime = NINE, **given: Any):
        lists.find_or_add_outlet(db, "Exempelbladet", "daily")
        unit = lists.units(db)[0].name
        asked = Asked(**{"channel": Channel.PHONE, "outlet": "Exempelbladet", "unit": unit} | given)
        row = inquiries.log(db, asked, at)
        me = Officer(uuid4(), "ofelia")
        for step, minutes, values in steps:
            then = at + timedelta(minutes=minutes)
            inquiries.step(db, row.number, row.version, step, me, then, undo_minutes=10, **values)
        return counting.register(db, "2026-11", SETTINGS, LATER).rows[-1]

    return log


def answered(minutes: int, taken: int = 5) -> tuple[tuple[Step, int, dict[str, Any]], ...]:
    return (
        (Step.TAKE, taken, {}),
        (Step.PROPOSE, minutes, {"text": "Alla tjänster är tillsatta."}),
        (Step.RELEASE, minutes, {"by_mandate": True, "outcome": Outcome.FACTS}),
    )


def until(minutes: int) -> Deadline:
    return Deadline(Due.TIME, NINE + timedelta(minutes=minutes))


def test_what_is_counted_is_what_was_written(counted):
    row = counted(*answered(60), question="Hur många?", kind=Kind.FACTS, topic="Äldreomsorg")

    assert row == figures.Inquiry(
        received=NINE.date(),
        channel=Channel.PHONE,
        unit=row.unit,
        kind=Kind.FACTS,
        media="daily",
        topic="Äldreomsorg",
        outcome=Outcome.FACTS,
        acknowledged_in_time=True,
        answered_in_time=None,
        working_hours=Fraction(1),
        out_of_hours=False,
        is_correction=False,
    )


@pytest.mark.parametrize(
    ("steps", "deadline", "in_time"),
    [
        (answered(60), until(60), True),
        (answered(61), until(60), False),
        ((), until(60), False),  # nobody has answered it yet, and it is long over
        (((Step.CLOSE, 30, {"outcome": Outcome.WITHDRAWN}),), until(60), None),
        (((Step.CLOSE, 90, {"outcome": Outcome.WITHDRAWN}),), until(60), None),
        (((Step.CLOSE, 60, {"outcome": Outcome.INTERVIEW}),), until(60), True),
        (((Step.CLOSE, 61, {"outcome": Outcome.SECRECY}),), until(60), False),
        (((Step.CLOSE, 30, {"outcome": Outcome.NOT_IN_TIME}),), until(60), False),
    ],
)
def test_an_answer_is_in_time_to_the_minute(counted, steps, deadline, in_time):
    assert counted(*steps, question="Hur?", deadline=deadline).answered_in_time is in_time


@pytest.mark.parametrize(
    ("steps", "in_time"),
    [
        (answered(200, taken=120), True),
        (answered(200, taken=121), False),
        ((), False),
        (((Step.CLOSE, 60, {"outcome": Outcome.WITHDRAWN}),), True),
    ],
)
def test_somebody_should_take_it_within_two_working_hours(counted, steps, in_time):
    assert counted(*steps, question="Hur?").acknowledged_in_time is in_time


@pytest.mark.parametrize(
    ("at", "is_out"),
    [
        (NINE, False),
        (NINE + timedelta(hours=8), True),  # five o'clock
        (NINE + timedelta(days=3), True),  # Saturday
    ],
)
def test_out_of_hours_is_when_the_office_is_closed(counted, at, is_out):
    assert counted(at=at, question="Hur?").out_of_hours is is_out


def test_a_night_between_question_and_answer_is_no_working_time(counted):
    row = counted(*answered(60 * 20), at=NINE + timedelta(hours=7), question="Hur?")

    assert row.working_hours == 1 + 4  # until five, and from eight until noon


@pytest.mark.parametrize(
    ("given", "is_one"),
    [
        ({}, False),
        ({"kind": Kind.CORRECTION}, True),
        ({"correction": Correction.MADE}, True),
        ({"correction": Correction.ASKED}, True),
    ],
)
def test_a_correction_counts_whether_it_was_asked_for_or_made(counted, given, is_one):
    assert counted(question="Hur?", **given).is_correction is is_one


def test_a_request_for_public_records_counts_as_one_and_says_nothing_else(db):
    unit = lists.units(db)[0].name
    inquiries.log_records_request(db, unit, Channel.MAIL, NINE)
    (row,) = counting.register(db, "2026-11", SETTINGS, LATER).rows

    assert (row.kind, row.outcome) == (Kind.RECORDS_REQUEST, Outcome.REGISTRAR)
    assert {row.media, row.topic, row.acknowledged_in_time, row.answered_in_time} == {None}


@pytest.mark.parametrize(
    ("at", "period", "is_in"),
    [
        (datetime(2026, 10, 31, 22, 59, tzinfo=UTC), "2026-11", False),
        (datetime(2026, 10, 31, 23, 0, tzinfo=UTC), "2026-11", True),  # midnight in Sweden
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), "2026-11", True),
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), "2026-11", False),
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), "2026-Q4", True),
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC), "2026-Q4", False),
    ],
)
def test_a_period_begins_and_ends_at_midnight_in_sweden(db, at, period, is_in):
    unit = lists.units(db)[0].name
    inquiries.log_records_request(db, unit, Channel.MAIL, at)

    assert bool(counting.register(db, period, SETTINGS, LATER).rows) is is_in
    found = figures.count(
        counting.register(db, period, SETTINGS, LATER).rows, period, figures.Domains((), (), ())
    )
    assert any(value for _cell, value in found[0].cells) is is_in
