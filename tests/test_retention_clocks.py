"""A clock that jumps destroys nothing early and leaves nothing that outlives its cap."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from pressdesk import clock, desk, retention
from pressdesk.errors import FormClosed
from pressdesk.keytables import Lease
from pressdesk.retention import Tidied
from pressdesk.tables import Message, State, Wanted, WorkingNote
from pressdesk.vault import lives
from tests.conftest import Desk
from tests.taskwork import Work, working

pytestmark = pytest.mark.both


@pytest.fixture
def work(desk_site: Desk) -> Iterator[Work]:
    with working(desk_site) as work:
        yield work


def tidy(work: Work, days: int) -> Tidied:
    done = retention.tidy(work.db, work.settings, work.day(days), 0)
    work.db.flush()
    work.db.expire_all()
    return done


def trouble(work: Work, days: int) -> retention.Trouble | None:
    return retention.clock_trouble(work.db, work.day(days))


@pytest.mark.parametrize(
    ("days", "is_trouble"),
    [(-400, True), (-4, True), (-3, False), (0, False), (3, False), (4, True), (4_000, True)],
)
def test_a_jump_of_more_than_three_days_is_trouble_either_way(work, days, is_trouble):
    tidy(work, 0)

    assert (trouble(work, days) is not None) is is_trouble


def test_a_site_that_has_never_run_has_no_trouble(work):
    assert trouble(work, 0) is None
    work.db.add(Lease(name=retention.LEASE, holder=b"", until=0))
    assert trouble(work, 5_000) is None


def test_a_clock_that_somebody_spoke_for_is_believed_from_then_on(work):
    tidy(work, 0)
    assert trouble(work, -300)

    retention.accept_clock(work.db)

    assert trouble(work, -300) is None
    tidy(work, -300)
    assert trouble(work, 0)


@pytest.mark.parametrize("back", [1, 2, 3])
def test_a_clock_a_little_behind_is_waited_for_and_nothing_goes_early(work, back, monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda most: most - 1)  # not on Monday
    ticket = work.ticket(work.lodge(wanted=Wanted.NOW))
    ticket.purge_week = "2026-W48"
    work.db.add(ticket)
    tidy(work, 5)

    monkeypatch.undo()
    done = [tidy(work, 5 - days) for days in range(back, -1, -1)]

    assert [(run.purged, run.overdue) for run in done] == [(0, 0)] * (back + 1)
    assert work.db.get(Lease, retention.LEASE).done == work.day(5)  # never set back


def test_what_comes_while_the_clock_is_set_back_does_not_look_old(work):
    tidy(work, 300)
    old = work.lodge("från förr", days=300)
    new = work.lodge("nu", days=5)  # the battery is empty
    work.answer(old, days=5)

    done = tidy(work, 301)

    week = clock.week_of(work.day(300))
    assert work.ticket(new).week == work.ticket(old).last_reply_week == week
    assert (done.purged, done.closed) == (0, 0)
    assert work.ticket(new)


def test_what_is_closed_while_the_clock_is_set_back_keeps_its_days(work):
    tidy(work, 300)
    code = work.lodge(days=300)
    work.close(code, days=5)

    gone = next(days for days in range(301, 390) if tidy(work, days).purged)

    assert gone - 300 >= 30


def test_a_careless_week_would_destroy_it_with_the_next_run(work, monkeypatch):
    tidy(work, 300)
    monkeypatch.setattr("pressdesk.vault.lives.week_now", lambda _db, today: clock.week_of(today))
    work.lodge(days=5)

    assert tidy(work, 301).purged == 1


def test_before_its_first_month_a_site_takes_nothing(work):
    with pytest.raises(FormClosed):
        work.lodge(days=-300)


def test_what_was_written_by_a_clock_ahead_lives_no_longer_than_its_cap(work):
    tidy(work, 0)
    code = work.lodge(days=400)
    work.answer(code, days=400)
    work.note(code)
    for row in work.db.exec(select(WorkingNote)):
        row.week = "2027-W52"

    done = tidy(work, 1)

    ticket = work.ticket(code)
    assert done.mended == 1
    assert (ticket.week, ticket.last_reply_week) == ("2026-W47", "2026-W47")
    assert ticket.purge_week in {"2027-W05", "2027-W06"}
    weeks = {row.week for table in (Message, WorkingNote) for row in work.db.exec(select(table))}
    assert weeks == {"2026-W47"}
    assert work.read(code)  # what is sealed is bound to no week


@pytest.mark.parametrize("decided", ["now", "after-floor"])
def test_what_was_closed_or_taken_back_by_a_clock_ahead_goes_in_its_time(work, decided):
    work.decided(writer_may_delete=decided)
    tidy(work, 0)
    code = work.lodge(days=400)
    if decided == "now":
        work.close(code, days=400)
    else:
        work.delete(code, days=400)

    assert tidy(work, 1).mended == 1

    ticket = work.ticket(code)
    assert (ticket.state, ticket.closed_week) == (State.CLOSED, "2026-W47")
    latest = "2027-W01" if decided == "now" else "2026-W50"
    assert ticket.purge_week <= latest


def test_far_ahead_and_back_again_loses_nothing(work):
    code = work.lodge()
    tidy(work, 0)

    assert trouble(work, 365)  # and so nothing runs
    ahead = work.lodge("medan klockan gick fel", days=365)
    done = tidy(work, 1)

    assert (done.purged, done.mended) == (0, 1)
    assert work.read(code)
    assert work.read(ahead)


def test_while_the_clock_is_a_little_behind_no_week_is_put_right(work):
    tidy(work, 5)  # Monday
    code = work.lodge(days=5)

    assert tidy(work, 4).mended == 0

    assert work.ticket(code).week == "2026-W48"


@pytest.mark.parametrize(
    ("first", "count"),
    [
        (date(2026, 12, 24), 16),  # week 53 and the year's end
        (date(2020, 12, 24), 16),
        (date(2027, 3, 25), 8),  # summer time begins
        (date(2026, 10, 22), 8),  # and ends
        (date(2028, 2, 26), 5),  # a leap year
    ],
)
def test_an_ordinary_night_is_never_trouble(work, first, count):
    for days in range(count):
        today = first + timedelta(days=days)
        assert retention.clock_trouble(work.db, today) is None
        retention.tidy(work.db, work.settings, today, 0)
        work.db.flush()


@pytest.mark.parametrize(
    ("sunday", "hours"), [(date(2027, 3, 28), 23), (date(2026, 10, 25), 25)], ids=str
)
def test_a_day_of_23_or_25_hours_has_one_first_run(work, sunday, hours):
    start = datetime.combine(sunday, datetime.min.time(), clock.SWEDEN).astimezone(UTC)
    retention.tidy(work.db, work.settings, sunday - timedelta(days=1), 0)
    first_runs = 0
    for hour in range(hours):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            assert clock.today() == sunday
            before = work.db.get(Lease, retention.LEASE).done
            retention.tidy(work.db, work.settings, clock.today(), 0)
            first_runs += before != sunday

    assert first_runs == 1
    with time_machine.travel(start + timedelta(hours=hours), tick=False):
        assert clock.today() == sunday + timedelta(days=1)


@pytest.mark.parametrize(
    ("lodged", "last_week", "last_day"),
    [
        (date(2026, 10, 5), "2026-W53", date(2027, 1, 3)),
        (date(2020, 10, 5), "2020-W53", date(2021, 1, 3)),
        (date(2026, 12, 31), "2027-W12", date(2027, 3, 28)),
        (date(2027, 1, 3), "2027-W12", date(2027, 3, 28)),
    ],
)
def test_caps_are_kept_over_week_53_and_the_years_end(work, lodged, last_week, last_day):
    ticket = work.ticket(work.lodge())
    ticket.week = clock.week_of(lodged)
    ticket.purge_week = lives.open_until(ticket, work.settings, ticket.week)
    work.db.add(ticket)

    def purged(day: date) -> int:
        return retention.tidy(work.db, work.settings, day, 0).purged

    gone = next(n for n in range(60, 95) if purged(lodged + timedelta(days=n)))

    weeks = {last_week, clock.week_after(last_week, -1)}
    assert clock.week_of(lodged + timedelta(days=gone)) in weeks
    assert lodged + timedelta(days=gone) <= last_day
    assert gone <= 90


def test_the_last_run_says_nothing_about_what_officers_do_on_a_good_day(work):
    code = work.lodge()
    tidy(work, 0)

    desk.close(work.db, work.holder, work.ref(code), 1, "answered", work.settings, work.day(7))

    assert work.ticket(code).closed_week == "2026-W48"
