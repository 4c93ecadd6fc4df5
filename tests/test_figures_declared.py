"""What is published costs what figures.md says, and every ticket is counted once in each table."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.errors import UnsafeFigures
from pressdesk.figures import declared, noise
from pressdesk.figures.declared import TABLES, Level, Size, Table

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_all_tables_together_cost_what_is_declared_and_less_than_the_cap():
    declared.check()

    assert sum(table.rho for table in TABLES) == Fraction(3, 32) + Fraction(1, 72) + Fraction(
        3, 200
    )
    assert round(float(sum(table.rho for table in TABLES)), 5) == 0.12264
    assert len(TABLES) == 7


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (Table("one-more", 8, Level.YEAR), "over-the-cap"),
        (Table("total", 100, Level.YEAR), "two-levels"),
    ],
)
def test_a_table_too_much_is_refused(more, reason):
    with pytest.raises(UnsafeFigures, match=reason):
        declared.check([*TABLES, more])


@pytest.mark.parametrize(
    ("name", "shown"),
    [("total", 8), ("kind", 8), ("topic", 8), ("media", 20), ("wanted", 20), ("ended", 20)],
)
def test_margins_are_those_that_the_chief_is_promised(name, shown):
    table = next(table for table in TABLES if table.name == name)

    assert noise.margin(table.sigma) == shown


@pytest.mark.parametrize(
    ("published", "size"),
    [
        (None, Size.NORMAL),
        (0, Size.QUIET),
        (399, Size.QUIET),
        (400, Size.NORMAL),
        (1_500, Size.NORMAL),
        (1_501, Size.BUSY),
    ],
)
def test_a_sites_size_is_read_off_what_was_published(published, size):
    assert declared.size_of(published) == size


@pytest.mark.parametrize(
    ("size", "levels"),
    [
        (Size.QUIET, ["quarter", "year", "year", "year", "year", "year", "year"]),
        (Size.NORMAL, ["month", "quarter", "quarter", "quarter", "year", "year", "year"]),
        (Size.BUSY, ["month", *["quarter"] * 6]),
    ],
)
def test_every_table_has_one_level_at_a_site_of_a_size(size, levels):
    assert [declared.level_of(table, size) for table in TABLES] == levels


@given(DAYS, st.sampled_from(Level))
def test_a_day_lies_in_one_period_of_each_level_and_periods_follow_each_other(day, level):
    period = declared.period_of(level, day)
    last = declared.last_day(period)

    assert declared.period_of(level, last) == period
    assert declared.period_of(level, last + timedelta(days=1)) > period
    assert day <= last


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "2026-Q0", "2026-1", "2026-W47", "26"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        declared.last_day(text)
