"""Inquiries are counted exactly, one way at a time, and never per person or outlet."""

import math
from collections import Counter
from datetime import date
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.figures import inquiries
from pressdesk.figures.declared import NOT_SAID
from pressdesk.figures.frozen import EXACT, decoded
from pressdesk.figures.inquiries import Domains, Inquiry
from pressdesk.register.words import Channel, Kind, Outcome

LISTS = Domains(("Skola", "Omsorg"), ("school", "other", NOT_SAID), ("daily", "web", "other"))
OPTIONAL = st.one_of(st.none(), st.booleans())
ROWS = st.lists(
    st.builds(
        Inquiry,
        st.dates(date(2026, 6, 1), date(2026, 10, 31)),
        st.sampled_from(Channel),
        st.sampled_from((*LISTS.units, "Nedlagd")),
        st.one_of(st.none(), st.sampled_from(Kind)),
        st.sampled_from((None, *LISTS.media, "telegraf")),
        st.sampled_from((None, *LISTS.topics, "rymdfart")),
        st.one_of(st.none(), st.sampled_from(Outcome)),
        OPTIONAL,
        OPTIONAL,
        st.one_of(st.none(), st.fractions(0, 200, max_denominator=60)),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)
PERIODS = ["2026-08", "2026-Q3"]
JULY = date(2026, 7, 1)
TIMELY = "acknowledged-in-time"


def row(**said) -> Inquiry:
    return Inquiry(JULY, Channel.PHONE, "Skola", **said)


def counted(rows, period="2026-07") -> dict:
    return {figure.table: figure for figure in inquiries.count(rows, period, LISTS)}


def measures(rows) -> dict:
    return dict(counted(rows)[inquiries.MEASURES].cells)


def is_within(one: Inquiry, period: str) -> bool:
    return one.received.month in ({8} if period == "2026-08" else {7, 8, 9})


@pytest.mark.parametrize("period", PERIODS)
@given(rows=ROWS)
def test_every_tables_cells_add_up_to_the_inquiries_received(period, rows):
    figures = counted(rows, period)

    received = sum(is_within(one, period) for one in rows)
    figures.pop(inquiries.MEASURES, None)
    assert {sum(dict(figure.cells).values()) for figure in figures.values()} == {received}


@pytest.mark.parametrize("period", PERIODS)
@given(rows=ROWS, data=st.data())
def test_the_order_of_rows_changes_nothing(period, rows, data):
    shuffled = data.draw(st.permutations(rows))

    assert counted(rows, period) == counted(shuffled, period)


@given(rows=ROWS)
def test_each_cell_is_the_number_of_rows_that_say_so(rows):
    figures = counted(rows, "2026-Q3") | counted(rows, "2026-08")

    august = Counter(one.kind or NOT_SAID for one in rows if is_within(one, "2026-08"))
    quarter = Counter(one.unit for one in rows if is_within(one, "2026-Q3"))
    assert dict(figures[inquiries.KIND].cells) == {
        name: august[name] for name in (*map(str, Kind), NOT_SAID)
    }
    assert figures[inquiries.UNIT].value("Omsorg") == quarter["Omsorg"]
    assert figures[inquiries.UNIT].value(NOT_SAID) == quarter["Nedlagd"]


@given(rows=ROWS)
def test_a_months_measures_are_those_of_its_rows(rows):
    august = [one for one in rows if is_within(one, "2026-08")]
    found = dict(counted(rows, "2026-08")[inquiries.MEASURES].cells)

    hours = [one.working_hours for one in august if one.working_hours is not None]
    known = [one.answered_in_time for one in august if one.answered_in_time is not None]
    middle = math.floor(median(hours) + Fraction(1, 2)) if hours else None
    share = math.floor(Fraction(100 * sum(known), len(known)) + Fraction(1, 2)) if known else None
    assert found["received"] == len(august)
    assert (found["median-hours"], found["answered-in-time"]) == (middle, share)
    assert found["corrections"] == sum(one.is_correction for one in august)


@pytest.mark.parametrize(
    ("yes", "no", "shown"),
    [(0, 3, 0), (3, 0, 100), (1, 2, 33), (2, 1, 67), (1, 7, 13), (3, 5, 38), (1, 199, 1)],
)
def test_a_share_is_rounded_to_the_nearest_percent_a_half_up(yes, no, shown):
    answers = [True] * yes + [False] * no + [None] * 4  # for which nothing was due

    assert measures([row(acknowledged_in_time=answer) for answer in answers])[TIMELY] == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [([5], 5), ([1, 2], 2), ([1, 1, 90], 1), ([2, 3, 4, 4], 4), ([Fraction(1, 3)], 0)],
)
def test_a_median_is_rounded_to_the_nearest_hour_a_half_up(hours, shown):
    assert measures([row(working_hours=each) for each in hours])["median-hours"] == shown


@pytest.mark.parametrize("period", PERIODS)
def test_an_empty_period_has_every_category_at_0_and_no_shares(period):
    figures = counted([], period)

    shares = figures.pop(inquiries.MEASURES, None)
    assert {value for figure in figures.values() for _name, value in figure.cells} == {0}
    assert shares is None or [value for _name, value in shares.cells] == [0, *[None] * 4, 0]


def test_tables_stand_at_one_level_each_and_a_year_has_none():
    month, quarter = counted([], "2026-07"), counted([], "2026-Q3")

    assert tuple(month) == ("inquiry-kind", "inquiry-channel", "inquiry-media") + (
        "inquiry-outcome",
        "inquiry-measures",
    )
    assert tuple(quarter) == ("inquiry-unit", "inquiry-topic")
    assert counted([], "2026") == {}


@pytest.mark.parametrize("period", ["2026-13", "2026-Q5", "juli", "2026-7"])
def test_what_is_no_period_is_refused(period):
    with pytest.raises(ValueError, match="."):
        inquiries.count([], period, LISTS)


def test_shape_and_order_do_not_depend_on_what_was_counted():
    some = [row(kind=Kind.VISIT, media="telegraf"), row(topic="school", outcome=Outcome.SECRECY)]

    for period in ("2026-07", "2026-Q3"):
        empty, full = counted([], period), counted(some, period)
        shapes = [[[name for name, _value in f.cells] for f in t.values()] for t in (empty, full)]
        assert shapes[0] == shapes[1]


def test_an_inquiry_without_an_outcome_is_open_and_counts_where_it_was_received():
    late = row(outcome=None)._replace(received=date(2026, 7, 31))

    assert counted([late])[inquiries.OUTCOME].value(inquiries.OPEN) == 1
    assert counted([late], "2026-08")[inquiries.OUTCOME].value(inquiries.OPEN) == 0


def test_what_a_list_no_longer_has_is_other_and_without_other_not_said():
    figures = counted([row(media="telegraf")]) | counted([row(topic="rymdfart")], "2026-Q3")

    assert figures[inquiries.MEDIA].value("other") == 1
    assert figures[inquiries.TOPIC].value("other") == 1
    assert counted([row()._replace(unit="Nedlagd")], "2026-Q3")["inquiry-unit"].value(NOT_SAID) == 1


def test_a_category_that_a_site_lists_twice_is_counted_once():
    twice = LISTS._replace(units=("Skola", "Omsorg", "Skola"))

    unit, _topic = inquiries.count([row()], "2026-Q3", twice)

    assert unit.cells == (("Skola", 1), ("Omsorg", 0), (NOT_SAID, 0))


def test_figures_are_exact_and_come_back_as_they_were_stored():
    for figure in counted([row(kind=Kind.FACTS, outcome=Outcome.FACTS)]).values():
        assert figure.sigma == EXACT
        assert decoded(figure.table, figure.period, figure.encoded()) == figure


def test_a_row_can_name_no_officer_reporter_or_outlet_and_no_table_crosses_two_fields():
    assert Inquiry._fields == (
        *("received", "channel", "unit", "kind", "media", "topic", "outcome"),
        *("acknowledged_in_time", "answered_in_time", "working_hours"),
        *("out_of_hours", "is_correction"),
    )
    said = {*map(str, Kind), *map(str, Channel), *map(str, Outcome), *LISTS.units, *LISTS.topics}
    alone = said | {*LISTS.media, NOT_SAID, inquiries.OPEN}
    figures = counted([row()]) | counted([row()], "2026-Q3")
    figures.pop(inquiries.MEASURES)
    assert {name for figure in figures.values() for name, _value in figure.cells} <= alone
