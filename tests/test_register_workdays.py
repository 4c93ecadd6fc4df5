"""Working days and hours are those of the Swedish almanac, and add up exactly."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from holidays import PUBLIC
from holidays.countries.sweden import Sweden
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.clock import SWEDEN
from pressdesk.register import workdays
from pressdesk.register.workdays import (
    OFFICE,
    OfficeHours,
    is_out_of_hours,
    is_working_day,
    working_days_between,
    working_hours_between,
)

# Mondays to Fridays off, by hand from the almanac.
ALMANAC = {
    2024: "01-01 03-29 04-01 05-01 05-09 06-06 06-21 12-24 12-25 12-26 12-31",
    2025: "01-01 01-06 04-18 04-21 05-01 05-29 06-06 06-20 12-24 12-25 12-26 12-31",
    2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31",
    2027: "01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31",
    2028: "01-06 04-14 04-17 05-01 05-25 06-06 06-23 12-25 12-26",
    2029: "01-01 03-30 04-02 05-01 05-10 06-06 06-22 12-24 12-25 12-26 12-31",
    2030: "01-01 04-19 04-22 05-01 05-30 06-06 06-21 12-24 12-25 12-26 12-31",
}
EASTER = ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01"]
ALL_SAINTS = ["2024-11-02", "2025-11-01", "2026-10-31", "2027-11-06", "2028-11-04", "2030-11-02"]
DAYS = st.dates(date(2000, 1, 1), date(2098, 12, 31))
NEAR_DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))
HOURS = st.sampled_from(
    [OFFICE, OfficeHours(time(9, 30), time(16)), OfficeHours(time.min, time.max)]
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(366)]
    return [day for day in days if day.year == year]


def easter(year: int) -> date:
    """Gauss's rule, as in the church's tables of 1900 to 2099."""
    d = (19 * (year % 19) + 24) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7
    late = d + e - (7 if (d == 29 and e == 6) or (d == 28 and e == 6 and year % 19 > 10) else 0)
    return date(year, 3, 22) + timedelta(days=late)


def is_off_by_the_law(day: date) -> bool:
    """The rules written out once more, without the library."""
    moved = {easter(day.year) + timedelta(days=days) for days in (-2, 1, 39)}
    fixed = {"01-01", "01-06", "05-01", "12-24", "12-25", "12-26", "12-31"}
    if day.year >= 2005:
        fixed.add("06-06")
    else:
        moved.add(easter(day.year) + timedelta(days=50))  # Whit Monday, until 2004
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.isoweekday() == 5
    return day.isoweekday() > 5 or day in moved or f"{day:%m-%d}" in fixed or midsummer_eve


@pytest.mark.parametrize("year", ALMANAC)
def test_the_days_off_are_those_of_the_almanac(year):
    off = [d for d in days_of(year) if d.isoweekday() <= 5 and not is_working_day(d)]

    assert [f"{day:%m-%d}" for day in off] == ALMANAC[year].split()


@pytest.mark.parametrize("text", [*EASTER, *ALL_SAINTS])
def test_easter_and_all_saints_fall_on_days_that_are_off_anyhow_and_easter_drags_two_along(text):
    day = date.fromisoformat(text)

    assert not is_working_day(day)
    if text in EASTER:
        friday, thursday, tuesday = (day + timedelta(days=n) for n in (-2, -3, 2))
        assert not is_working_day(friday)
        assert not is_working_day(day + timedelta(days=1))
        assert is_working_day(thursday)  # an afternoon off here and there, but a working day
        assert is_working_day(tuesday)


def test_a_century_of_days_agrees_with_the_rules_written_out_once_more():
    wrong = [
        day
        for year in range(2000, 2100)
        for day in days_of(year)
        if is_working_day(day) is is_off_by_the_law(day)
    ]

    assert wrong == []


def test_public_holidays_alone_would_let_the_office_work_on_midsummer_eve(monkeypatch):
    monkeypatch.setattr(workdays, "_weekdays_off", lambda y: Sweden(years=y, categories=PUBLIC))

    assert is_working_day(date(2026, 6, 19))
    assert working_days_between(date(2025, 12, 31), date(2026, 12, 31)) != 251


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        ("2026-11-18", "2026-11-18", 0),
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-06-18", "2026-06-22", 1),  # over Midsummer
        ("2026-04-02", "2026-04-07", 1),  # over Easter
        ("2026-12-23", "2027-01-07", 6),  # 28, 29, 30 December, 4, 5, 7 January
        ("2025-12-31", "2026-12-31", 251),
        ("2024-12-31", "2025-12-31", 249),
        ("2026-11-23", "2026-11-20", -1),
    ],
)
def test_working_days_are_counted_after_one_day_until_the_other(after, until, days):
    assert working_days_between(date.fromisoformat(after), date.fromisoformat(until)) == days


@given(NEAR_DAYS, NEAR_DAYS)
def test_counted_days_are_the_days_counted_one_by_one(one, other):
    after, until = sorted([one, other])

    each = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    assert working_days_between(after, until) == sum(map(is_working_day, each))


@given(DAYS, DAYS, DAYS)
def test_stretches_of_days_add_up(one, other, third):
    assert working_days_between(one, other) + working_days_between(
        other, third
    ) == working_days_between(one, third)


@pytest.mark.parametrize(
    ("received", "answered", "hours"),
    [
        ("2026-11-18 09:00", "2026-11-18 10:30", Fraction(3, 2)),
        ("2026-11-18 06:00", "2026-11-18 20:00", 9),
        ("2026-11-20 16:00", "2026-11-23 09:00", 2),  # over a weekend
        ("2026-11-21 10:00", "2026-11-22 10:00", 0),
        ("2026-06-18 16:30", "2026-06-22 08:30", 1),  # over Midsummer
        ("2026-12-30 16:00", "2027-01-04 09:00", 2),  # over New Year
        ("2026-12-28 08:00", "2027-01-03 23:59", 27),  # week 53: Monday to Wednesday
        ("2026-03-27 16:00", "2026-03-30 09:00", 2),  # the clock goes forward on Sunday
        ("2026-10-23 16:00", "2026-10-26 09:00", 2),  # and back
        ("2026-11-18 09:00:00", "2026-11-18 09:00:01", Fraction(1, 3600)),
    ],
)
def test_only_hours_of_the_office_count(received, answered, hours):
    assert working_hours_between(at(received), at(answered)) == hours
    assert working_hours_between(at(answered), at(received)) == -hours


def test_counting_on_the_clock_of_greenwich_would_be_an_hour_off(monkeypatch):
    received, answered = at("2026-11-18 07:00"), at("2026-11-18 08:30")

    right = working_hours_between(received.astimezone(UTC), answered)
    monkeypatch.setattr(workdays, "swedish", lambda instant: instant.astimezone(UTC))

    assert right == Fraction(1, 2)
    assert working_hours_between(received, answered) == 0


@given(INSTANTS, INSTANTS, INSTANTS, HOURS)
def test_stretches_of_hours_add_up_exactly_and_never_shrink(one, other, third, hours):
    first, second, last = sorted([one, other, third])

    parts = [working_hours_between(a, b, hours) for a, b in ((first, second), (second, last))]
    assert sum(parts) == working_hours_between(first, last, hours)
    assert min(parts) >= 0


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_office_hours_are_never_more_than_hours_or_nine_a_working_day(start, length):
    hours = working_hours_between(start, start + length)

    days = [start.astimezone(SWEDEN).date(), (start + length).astimezone(SWEDEN).date()]
    assert hours <= Fraction(length // timedelta(microseconds=1), workdays.MICROSECONDS)
    assert hours <= 9 * (working_days_between(*days) + is_working_day(days[0]))


@pytest.mark.parametrize(
    ("instant", "is_out"),
    [
        ("2026-11-18 07:59:59", True),
        ("2026-11-18 08:00", False),
        ("2026-11-18 16:59:59", False),
        ("2026-11-18 17:00", True),
        ("2026-11-21 12:00", True),
        ("2026-12-24 12:00", True),
        ("2026-06-19 12:00", True),
        ("2026-05-15 12:00", False),  # squeezed between Ascension Day and a Saturday
        ("2026-07-01 08:00", False),
    ],
)
def test_out_of_hours_is_when_the_office_is_closed(instant, is_out):
    assert is_out_of_hours(at(instant)) is is_out
    assert is_out_of_hours(at(instant).astimezone(UTC)) is is_out


def test_a_site_has_its_own_office_hours():
    summer = OfficeHours(time(8, 30), time(15))

    assert is_out_of_hours(at("2026-07-01 15:30"), summer)
    assert working_hours_between(
        at("2026-07-01 00:00"), at("2026-07-02 00:00"), summer
    ) == Fraction(13, 2)
    with pytest.raises(ValueError, match="close"):
        OfficeHours(time(17), time(8))


def test_an_instant_without_a_zone_is_refused():
    naive = datetime(2026, 11, 18, 12)

    with pytest.raises(ValueError, match="zone"):
        is_out_of_hours(naive)
    with pytest.raises(ValueError, match="zone"):
        working_hours_between(naive, at("2026-11-18 12:00"))
