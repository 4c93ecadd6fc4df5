"""Days and weeks are Swedish; caps are never overstepped and floors never undercut."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from pressdesk import clock

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
LENGTHS = st.integers(0, 400)


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 18), "2026-W47"),
        (date(2026, 12, 28), "2026-W53"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),  # a Sunday of January that belongs to December
        (date(2027, 1, 4), "2027-W01"),
        (date(2024, 12, 30), "2025-W01"),  # a Monday of December that belongs to January
        (date(2020, 12, 31), "2020-W53"),
    ],
)
def test_weeks_at_the_ends_of_a_year_are_iso_weeks(day, week):
    assert clock.week_of(day) == week


@given(DAYS)
def test_a_week_is_of_its_monday(day):
    monday = clock.monday_of(clock.week_of(day))

    assert monday.weekday() == 0
    assert monday <= day < monday + timedelta(days=7)


@given(DAYS, DAYS)
def test_weeks_sort_as_text_in_order_of_time(one, other):
    earlier, later = sorted([one, other])

    assert clock.week_of(earlier) <= clock.week_of(later)


@pytest.mark.parametrize("week", ["2025-W53", "2026-W54", "2026-W00", "2026-47", "week", ""])
def test_what_is_no_week_is_refused(week):
    with pytest.raises(ValueError, match="."):
        clock.monday_of(week)


@given(DAYS, LENGTHS)
def test_a_cap_is_acted_on_before_anything_of_the_week_is_older(day, days):
    act_in = clock.monday_of(clock.week_no_later(clock.week_of(day), days))

    oldest = clock.monday_of(clock.week_of(day))
    assert (act_in - oldest).days <= days
    assert (act_in + timedelta(days=7) - oldest).days > days  # and no week too early


@given(DAYS, LENGTHS)
def test_a_floor_is_reached_by_everything_of_the_week(day, days):
    act_in = clock.monday_of(clock.week_no_earlier(clock.week_of(day), days))

    youngest = clock.monday_of(clock.week_of(day)) + timedelta(days=6)
    assert (act_in - youngest).days >= days
    assert (act_in - timedelta(days=7) - youngest).days < days  # and no week too late


@given(DAYS, LENGTHS)
def test_a_careless_floor_would_be_undercut(day, days):
    careless = clock.monday_of(clock.week_of(day)) + timedelta(days=days)

    acted = clock.monday_of(clock.week_of(careless))
    assert (acted - clock.monday_of(clock.week_of(day)) - timedelta(days=6)).days < days


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),  # winter time, 01:59
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),  # summer time, 23:59
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_sweden_in_summer_and_winter(instant, day):
    with time_machine.travel(instant, tick=False):
        assert clock.today() == day
        assert clock.now() == instant


@pytest.mark.parametrize(
    ("month", "after"), [("2026-11", "2026-12"), ("2026-12", "2027-01"), ("2026-01", "2026-02")]
)
def test_the_month_after_december_is_january(month, after):
    assert clock.month_after(month) == after


@given(DAYS)
def test_the_month_after_is_the_month_of_a_day_in_it(day):
    after = (day.replace(day=1) + timedelta(days=31)).replace(day=1)

    assert clock.month_after(clock.month_of(day)) == clock.month_of(after)
