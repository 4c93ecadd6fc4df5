"""Whatever the settings, on whatever day: never below a floor, over the cap for a floor alone."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from pressdesk import clock, config
from pressdesk.config import Settings
from pressdesk.tables import State, Ticket
from pressdesk.vault import lives
from tests.conftest import SETTINGS

DAYS = st.dates(date(2020, 1, 1), date(2033, 12, 31))
ROUNDING = 6 + 6  # to the end of the week that a day lies in, then to a Monday
WINDOW = 13  # two weeks
WEEK = 6  # to its Sunday


class Decided(NamedTuple):
    """Days, as an authority may set them."""

    longest: int
    closes: int
    floor: int
    after: int

    def settings(self) -> Settings:
        names = ("longest_days", "closes_after_days", "floor_days", "days_after_closing")
        given = {f"ticket_{name}": days for name, days in zip(names, self, strict=True)}
        return config.parse(SETTINGS | given)


DECIDED = st.builds(
    Decided, st.integers(30, 180), st.integers(7, 30), st.integers(7, 30), st.integers(7, 60)
).filter(lambda one: one.longest >= one.closes + one.floor)


def lodged(day: date, site: Settings) -> Ticket:
    ticket = Ticket(week=clock.week_of(day), state=State.NEW, purge_week="")
    ticket.purge_week = lives.open_until(ticket, site, ticket.week)
    return ticket


def closed(ticket: Ticket, day: date, site: Settings) -> Ticket:
    ticket.closed_week = clock.week_of(day)
    ticket.purge_week = lives.closed_until(ticket, site)
    return ticket


def first_day(ticket: Ticket) -> date:
    return clock.monday_of(ticket.purge_week)


@given(DECIDED, DAYS)
def test_a_ticket_that_nobody_closes_goes_within_its_last_weeks_and_never_after_its_cap(own, day):
    site = own.settings()
    ticket = lodged(day, site)

    assert (lives.last_day(ticket, site) - day).days <= own.longest
    assert (first_day(ticket) - day).days >= own.longest - 6 - WINDOW


@given(DECIDED, DAYS, st.integers(0, 180))
def test_a_closed_ticket_keeps_floor_and_cap(own, day, open_days):
    site, end = own.settings(), day + timedelta(days=open_days % (own.longest + 1))
    ticket = closed(lodged(day, site), end, site)

    lives_on = (first_day(ticket) - end).days
    last = lives.last_day(ticket, site)
    assert lives_on >= own.floor
    assert (last - day).days <= own.longest or lives_on <= own.floor + ROUNDING
    assert (last - end).days <= max(own.after, own.floor) + ROUNDING + WEEK


@given(DECIDED, DAYS, st.integers(0, 60))
def test_a_closed_ticket_keeps_its_days_after_closing_where_the_cap_allows(own, day, open_days):
    site, end = own.settings(), day + timedelta(days=open_days)
    assume(open_days + own.after + ROUNDING + WEEK + 7 <= own.longest)

    ticket = closed(lodged(day, site), end, site)

    assert (first_day(ticket) - end).days >= own.after


@given(DECIDED, DAYS, st.integers(0, 180), st.integers(0, 60))
def test_what_its_writer_takes_back_keeps_the_floor_and_goes_no_later(own, day, more, kept):
    open_days, closed_days = more % (own.longest + 1), kept
    site, end = own.settings(), day + timedelta(days=open_days)
    ticket = closed(lodged(day, site), end, site)
    before, back = ticket.purge_week, end + timedelta(days=closed_days)
    assume(clock.week_of(back) <= before)

    ticket.purge_week = lives.hidden_until(ticket, site, clock.week_of(back))

    assert (first_day(ticket) - end).days >= own.floor
    assert ticket.purge_week <= before


@given(DECIDED, DAYS, st.integers(0, 180), st.integers(0, 12))
def test_opening_again_and_closing_again_add_no_life_for_ever(own, day, open_days, times):
    site, end = own.settings(), day + timedelta(days=open_days % (own.longest + 1))
    ticket = closed(lodged(day, site), end, site)
    for _ in range(times):
        week = clock.week_of(end)
        ticket.purge_week = lives.open_until(ticket, site, week)
        ticket.closed_week = None
        assert (lives.last_day(ticket, site) - day).days <= own.longest + own.floor + ROUNDING + 6
        end = min(end + timedelta(days=5), clock.sunday_of(ticket.purge_week))
        closed(ticket, end, site)

    assert (lives.last_day(ticket, site) - day).days <= own.longest + own.floor + ROUNDING + 6


@given(DECIDED, DAYS, st.integers(0, 6))
def test_a_careless_cap_would_cut_the_floor(own, day, days_left):
    site, end = own.settings(), day + timedelta(days=own.longest - days_left)
    ticket = closed(lodged(day, site), end, site)

    careless = clock.week_no_later(ticket.week, own.longest)

    assert (clock.monday_of(careless) - end).days < own.floor
    assert careless < ticket.purge_week


def test_both_weeks_are_drawn_and_a_closed_ticket_goes_in_the_first_that_it_may():
    site = config.parse(SETTINGS)
    opened = [lodged(date(2026, 11, 18), site) for _ in range(40)]
    ended = [closed(lodged(date(2026, 11, 18), site), date(2026, 11, 18), site) for _ in range(40)]

    assert {ticket.purge_week for ticket in opened} == {"2027-W05", "2027-W06"}
    assert {ticket.purge_week for ticket in ended} == {"2026-W53"}


def test_the_last_day_is_the_caps_where_it_lies_in_the_week_and_else_the_sunday():
    site = config.parse(SETTINGS | {"ticket_longest_days": 88})
    ticket = Ticket(week="2026-W47", state=State.NEW, purge_week="2027-W06")

    assert lives.last_day(ticket, site) == date(2027, 2, 12)  # 88 days from its Monday
    for week, sunday in (("2027-W05", date(2027, 2, 7)), ("2027-W07", date(2027, 2, 21))):
        ticket.purge_week = week
        assert lives.last_day(ticket, site) == sunday
