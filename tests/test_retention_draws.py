"""The night on which a ticket goes is drawn: every one of its days as likely as any other, none
before its week and none after its last day.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from pressdesk import clock, retention
from pressdesk.config import Settings
from pressdesk.tables import State, Ticket, Wanted
from tests.conftest import Desk
from tests.taskwork import Work, working

pytestmark = pytest.mark.both

MANY = 350
MONDAY = date(2027, 2, 8)
WEEK = "2027-W06"
HOURS = 8  # runs a day


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def filled(work: Work, week: str = "2026-W47", purge_week: str = WEEK, count: int = MANY) -> None:
    """Tickets that go in a week; what is sealed in them does not matter here."""
    epoch_id = uuid4()
    for _ in range(count):
        row = Ticket(
            handle=secrets.token_bytes(32), epoch_id=epoch_id, week=week, wanted=Wanted.NOW
        )
        row.purge_week, row.particulars, row.state = purge_week, b"", State.NEW
        work.db.add(row)
    work.db.flush()


def gone_by_day(work: Work, settings: Settings, days: list[date], runs: int = 1) -> Counter[date]:
    """How many go on each day."""
    gone: Counter[date] = Counter()
    for day in days:
        for _ in range(runs):
            gone[day] += retention.tidy(work.db, settings, day, 0).purged
            work.db.flush()
    return gone


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


@pytest.mark.parametrize("runs", [1, HOURS])
def test_every_day_of_the_week_is_as_likely_however_often_tidy_runs(work, runs):
    filled(work)

    gone = gone_by_day(work, work.settings, days_from(MONDAY, 7), runs)

    assert sum(gone.values()) == MANY
    assert all(17 <= gone[day] <= 83 for day in days_from(MONDAY, 7))  # 50, and five sigma


def test_without_the_draw_all_go_on_one_day(work, monkeypatch):
    monkeypatch.setattr(secrets, "randbelow", lambda _: 0)
    filled(work)

    gone = gone_by_day(work, work.settings, days_from(MONDAY, 7))

    assert gone[MONDAY] == MANY


def test_a_draw_in_every_hour_would_empty_the_week_on_its_first_day(work):
    filled(work)

    for _ in range(3 * HOURS):
        retention.purge(work.db, work.settings, MONDAY, draws=True)

    assert len(work.db.exec(select(Ticket)).all()) < MANY / 10


def test_nothing_goes_before_its_week(work):
    filled(work)

    gone = gone_by_day(work, work.settings, days_from(MONDAY - timedelta(days=40), 40))

    assert sum(gone.values()) == 0


def test_where_the_cap_ends_within_the_week_the_days_before_it_share_all(work):
    filled(work)

    decided = work.decided(ticket_longest_days=86)  # Wednesday
    gone = gone_by_day(work, decided, days_from(MONDAY, 7))

    assert sum(gone[day] for day in days_from(MONDAY, 3)) == MANY
    assert all(gone[day] > MANY / 5 for day in days_from(MONDAY, 3))


@pytest.mark.parametrize("weekday", range(7))
def test_what_a_site_that_slept_has_missed_goes_with_its_next_run(work, weekday):
    filled(work, count=20)
    late = MONDAY + timedelta(days=7 + weekday)

    first = retention.tidy(work.db, work.settings, late, 0)

    assert first.purged == 20


def test_what_is_past_its_last_day_goes_with_any_run_of_the_day(work):
    late = MONDAY + timedelta(days=7)
    retention.tidy(work.db, work.settings, late, 0)
    work.db.flush()
    filled(work, count=5)

    assert retention.tidy(work.db, work.settings, late, 0).purged == 5


def test_a_run_that_is_undone_takes_no_nights_chance(desk_site):
    with working(desk_site) as work:
        filled(work)
        assert 0 < retention.tidy(work.db, work.settings, MONDAY, 0).purged < MANY

    with working(desk_site) as work:
        filled(work)
        assert 0 < retention.tidy(work.db, work.settings, MONDAY, 0).purged < MANY


def test_tickets_of_one_day_go_on_many_days(work):
    """From lodging to the end, without anything set by hand."""
    codes = [work.lodge() for _ in range(40)]
    days = days_from(clock.today() + timedelta(days=60), 40)

    gone = gone_by_day(work, work.settings, days)

    assert sum(gone.values()) == len(codes)
    assert len([day for day in days if gone[day]]) >= 6
    assert max(day for day in days if gone[day]) <= clock.today() + timedelta(days=90)
