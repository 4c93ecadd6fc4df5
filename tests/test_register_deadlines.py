"""A deadline typed fast is read right or refused by name; late and soon follow from it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pressdesk.clock import SWEDEN
from pressdesk.errors import BadDeadline
from pressdesk.register.deadlines import (
    NO_DEADLINE,
    NOW_LASTS,
    Deadline,
    Due,
    is_due_soon,
    is_in_time,
    is_overdue,
    parse,
)
from pressdesk.register.workdays import OfficeHours

REASONS = {"unreadable", "no-such-day", "no-such-time", "weekday", "past", "far", "no-year"}
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))
PIECES = ["idag", "imorgon", "fre", "mån", "sön", "v53", "v", "24/12", "29/2", "2026-12-24", "14"]
PIECES += ["14.30", "2030", "24", "25:00", "kl", "på", "dec", "31", "/", "-", ".", "nu", "T", "v1"]
TYPED = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


WEDNESDAY = at("2026-11-18 11:07:30")  # week 47


def by(due: Due, text: str) -> Deadline:
    return Deadline(due, at(text).astimezone(UTC))


def of_day(text: str) -> Deadline:
    return by(Due.DAY, f"{text} 23:59")


@pytest.mark.parametrize("typed", ["", "  ", "-", "ingen", "Ingen deadline"])
def test_nothing_is_no_deadline(typed):
    assert parse(typed, WEDNESDAY) == NO_DEADLINE


@pytest.mark.parametrize("typed", ["nu", "NU", " nu! ", "asap", "genast"])
def test_now_is_late_after_an_hour(typed):
    assert parse(typed, WEDNESDAY) == by(Due.NOW, "2026-11-18 12:07")


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("idag 14", "2026-11-18 14:00"),
        ("i dag kl. 14", "2026-11-18 14:00"),
        ("14", "2026-11-18 14:00"),
        ("14.30", "2026-11-18 14:30"),
        ("kl14:30", "2026-11-18 14:30"),
        ("1430", "2026-11-18 14:30"),
        ("14,30", "2026-11-18 14:30"),
        ("2026", "2026-11-18 20:26"),
        ("11.07", "2026-11-18 11:07"),  # this very minute
        ("24", "2026-11-18 23:59"),
        ("imorgon 8", "2026-11-19 08:00"),
        ("i morgon 0830", "2026-11-19 08:30"),
        ("imorron 830", "2026-11-19 08:30"),
        ("övermorgon kl 9", "2026-11-20 09:00"),
        ("fre 10", "2026-11-20 10:00"),
        ("10 fre", "2026-11-20 10:00"),
        ("senast på fredag, 10.15", "2026-11-20 10:15"),
        ("man 8", "2026-11-23 08:00"),
        ("tis v48 8", "2026-11-24 08:00"),
        ("24/12 10", "2026-12-24 10:00"),
        ("24 dec kl 10", "2026-12-24 10:00"),
        ("den 24 december 2026 10:00", "2026-12-24 10:00"),
        ("24/12 2026 10:00", "2026-12-24 10:00"),
        ("tors 24/12 10", "2026-12-24 10:00"),
        ("2026-12-24 10:00", "2026-12-24 10:00"),
        ("2026-12-24T10:00", "2026-12-24 10:00"),
        ("261224 10", "2026-12-24 10:00"),
        ("7/1 9", "2027-01-07 09:00"),
    ],
)
def test_times_typed_fast_are_read(typed, until):
    assert parse(typed, WEDNESDAY) == by(Due.TIME, until)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("idag", "2026-11-18"),
        ("ons", "2026-11-18"),  # a Wednesday: what is nearest is seen soonest
        ("imorgon", "2026-11-19"),
        ("fre", "2026-11-20"),
        ("Fredag", "2026-11-20"),
        ("so\u0308n", "2026-11-22"),  # ö in two characters
        ("lor", "2026-11-21"),
        ("tisdag", "2026-11-24"),
        ("v48", "2026-11-27"),
        ("vecka 53", "2026-12-30"),  # the eve and New Year's Day are off
        ("v53 sön", "2027-01-03"),
        ("v1", "2027-01-08"),
        ("tis v1", "2027-01-05"),
        ("24/12", "2026-12-24"),
        ("3/1", "2027-01-03"),
        ("1 mars", "2027-03-01"),
        ("2027-11-18", "2027-11-18"),
    ],
)
def test_days_typed_fast_last_until_their_end(typed, day):
    assert parse(typed, WEDNESDAY) == of_day(day)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("hej", "unreadable"),
        ("kl", "unreadable"),
        ("14-16", "unreadable"),
        ("fre lör 10", "unreadable"),
        ("imorgon 8 9 10", "unreadable"),
        ("1" * 10_000, "unreadable"),
        ("٣", "unreadable"),
        ("\x00", "unreadable"),
        ("30/2", "no-such-day"),
        ("29/2", "no-such-day"),  # neither 2026 nor 2027 has one
        ("0/1", "no-such-day"),
        ("2026-13-01", "no-such-day"),
        ("v54", "no-such-day"),
        ("v0", "no-such-day"),
        ("25", "no-such-time"),
        ("idag 14.60", "no-such-time"),
        ("24.12", "no-such-time"),  # with a dot it is a time
        ("2027-03-28 02:30", "no-such-time"),  # the clock skips it
        ("fre 24/12", "weekday"),
        ("fre imorgon", "weekday"),
        ("10", "past"),
        ("11.06", "past"),
        ("ons 10", "past"),
        ("2026-11-17", "past"),
        ("24/12 2015", "past"),  # a time without its dot is a year, so never silently another year
        ("2027-11-20", "far"),
        ("24/12 2030", "far"),
        ("17/11", "no-year"),
        ("1/6", "no-year"),
        ("v46", "no-year"),
    ],
)
def test_what_is_no_deadline_is_refused_by_name_and_never_quoted(typed, reason):
    with pytest.raises(BadDeadline) as refusal:
        parse(typed, WEDNESDAY)

    assert refusal.value.reason == reason
    assert refusal.value.args == (reason,)


@pytest.mark.parametrize(
    ("now", "typed", "day"),
    [
        ("2026-12-31 10:00", "imorgon", "2027-01-01"),
        ("2026-12-31 10:00", "mån", "2027-01-04"),
        ("2026-12-31 10:00", "v53", None),  # its last working day is over
        ("2027-01-01 10:00", "sön v53", "2027-01-03"),  # still the old year's week
        ("2027-01-01 10:00", "v1", "2027-01-08"),
        ("2024-12-30 10:00", "v1", "2025-01-03"),  # a Monday of December in week 1
        ("2027-12-29 10:00", "29/2", "2028-02-29"),
        ("2026-12-27 10:00", "24/12", None),
        ("2026-11-18 23:30", "idag", "2026-11-18"),
        ("2026-06-30 23:30", "imorgon", "2026-07-01"),  # 21:30 in Greenwich
    ],
)
def test_years_and_weeks_end_as_in_the_calendar(now, typed, day):
    if day is None:
        with pytest.raises(BadDeadline, match="no-year"):
            parse(typed, at(now))
    else:
        assert parse(typed, at(now).astimezone(UTC)) == of_day(day)


def test_an_hour_that_comes_twice_is_the_first():
    deadline = parse("2026-10-25 02:30", at("2026-10-24 12:00"))

    assert deadline.until == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(INSTANTS, st.integers(0, 360), st.times())
def test_every_minute_of_the_next_year_is_read_in_each_way_of_writing(now, days, clock):
    day = now.astimezone(SWEDEN).date() + timedelta(days=days)
    meant = datetime.combine(day, clock.replace(second=0, microsecond=0), SWEDEN)
    assume(meant.astimezone(UTC).astimezone(SWEDEN) == meant and meant > now)

    weekday = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")[day.weekday()]
    ways = [
        f"{meant:%Y-%m-%dT%H:%M}",
        f"{meant:%y%m%d %H%M}",
        f"{meant.day}/{meant.month}/{meant.year} {meant:%H.%M}",
        f"kl {meant:%H:%M} {weekday} {day}",
    ]
    read = {parse(way, now) for way in ways}
    assert read == {Deadline(Due.TIME, meant.astimezone(UTC))}


@given(TYPED, INSTANTS)
def test_whatever_is_typed_is_a_deadline_ahead_or_a_named_refusal(typed, now):
    reason, deadline = None, NO_DEADLINE
    try:
        deadline = parse(typed, now)
    except BadDeadline as refusal:
        reason = refusal.reason

    assert reason in {None, *REASONS}
    assert (deadline.until is None) is (deadline == NO_DEADLINE)
    if deadline.until is not None:
        assert not is_overdue(deadline, now, None)
        assert deadline.until - now < timedelta(days=368)
        assert deadline.until.utcoffset() == timedelta(0)


@given(INSTANTS, st.integers(0, 6))
def test_a_weekday_is_within_the_week_and_is_that_weekday(now, weekday):
    name = ("måndag", "tis", "onsdag", "tor", "fre", "lördag", "son")[weekday]

    day = parse(name, now).until.astimezone(SWEDEN).date()
    assert day.weekday() == weekday
    assert 0 <= (day - now.astimezone(SWEDEN).date()).days < 7


def test_the_whole_minute_is_in_time():
    two = by(Due.TIME, "2026-11-18 14:00")

    assert is_in_time(two, at("2026-11-18 14:00:59"))
    assert is_in_time(two, at("2026-11-18 14:01")) is False
    assert is_in_time(of_day("2026-11-18"), at("2026-11-18 23:59:59"))
    assert is_in_time(of_day("2026-11-18"), at("2026-11-19 00:00")) is False
    assert is_in_time(NO_DEADLINE, at("2026-11-18 14:00")) is None


def test_what_is_released_is_never_overdue_and_what_has_no_deadline_neither():
    two, late = by(Due.TIME, "2026-11-18 14:00"), at("2026-11-18 15:00")

    assert is_overdue(two, late, None)
    assert not is_overdue(two, late, released_at=at("2026-11-18 14:30"))
    assert not is_overdue(NO_DEADLINE, late, None)
    assert not is_due_soon(NO_DEADLINE, late)


def test_now_is_due_soon_until_it_is_overdue():
    deadline = parse("nu", WEDNESDAY)

    assert is_due_soon(deadline, WEDNESDAY)
    assert not is_overdue(deadline, WEDNESDAY + NOW_LASTS, None)
    assert is_overdue(deadline, WEDNESDAY + NOW_LASTS + timedelta(minutes=1), None)


@pytest.mark.parametrize(
    ("deadline", "now", "is_soon"),
    [
        (by(Due.TIME, "2026-11-18 14:00"), "2026-11-18 11:59", False),
        (by(Due.TIME, "2026-11-18 14:00"), "2026-11-18 12:00", True),
        (by(Due.TIME, "2026-11-18 14:00"), "2026-11-18 14:00:30", True),
        (by(Due.TIME, "2026-11-18 14:00"), "2026-11-18 14:01", False),  # overdue
        (by(Due.TIME, "2026-11-18 22:00"), "2026-11-18 15:00", True),  # the office has two left
        (by(Due.TIME, "2026-11-23 09:00"), "2026-11-20 15:59", False),
        (by(Due.TIME, "2026-11-23 09:00"), "2026-11-20 16:00", True),  # Friday for Monday
        (by(Due.TIME, "2026-06-22 09:00"), "2026-06-18 16:00", True),  # over Midsummer
        (of_day("2026-11-18"), "2026-11-18 00:00", True),
        (of_day("2026-11-19"), "2026-11-18 23:59", False),
        (of_day("2026-11-18"), "2026-11-19 00:00", False),  # overdue
        (of_day("2026-11-22"), "2026-11-20 09:00", True),  # nobody works before Sunday
        (of_day("2026-11-23"), "2026-11-20 16:59", False),
        (of_day("2026-11-23"), "2026-11-22 12:00", False),
        (of_day("2027-01-03"), "2026-12-30 09:00", True),
    ],
)
def test_due_soon_is_two_working_hours_or_the_last_working_day(deadline, now, is_soon):
    assert is_due_soon(deadline, at(now)) is is_soon


def test_due_soon_goes_by_the_sites_own_hours():
    deadline, now = by(Due.TIME, "2026-11-19 09:00"), at("2026-11-18 14:00")

    assert not is_due_soon(deadline, now)
    assert is_due_soon(deadline, now, OfficeHours(time(8), time(15)))


@given(INSTANTS, st.integers(0, 20 * 24 * 60), st.sampled_from([Due.NOW, Due.TIME, Due.DAY]))
def test_a_deadline_is_far_then_soon_then_overdue_and_never_goes_back(now, minutes, due):
    day = now.astimezone(SWEDEN).date()
    until = datetime.combine(day, time(23, 59), SWEDEN).astimezone(UTC)
    if due is not Due.DAY:
        until = now.replace(second=0, microsecond=0)
    deadline = Deadline(due, until)

    def stage(instant: datetime) -> int:
        return is_due_soon(deadline, instant) + 2 * is_overdue(deadline, instant, None)

    earlier = [until - timedelta(minutes=minutes * n // 8) for n in range(8, -9, -1)]
    stages = [stage(instant) for instant in earlier]
    assert stages == sorted(stages)
    assert stage(until) == 1
    assert stage(until + timedelta(minutes=1)) == 2


def test_instants_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="zone"):
        parse("14", datetime(2026, 11, 18, 12))
    with pytest.raises(ValueError, match="zone"):
        is_in_time(of_day("2026-11-18"), datetime(2026, 11, 18, 12))


def test_a_day_is_swedish_also_where_it_is_yesterday_in_greenwich():
    deadline = parse("idag", at("2026-07-01 00:30").astimezone(UTC))

    assert deadline.until.astimezone(SWEDEN).date() == date(2026, 7, 1)
