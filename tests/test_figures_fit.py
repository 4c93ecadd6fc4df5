"""Parts are whole, never negative, add up exactly, move as little as may be, and favour nobody."""

import math
from collections import Counter
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from pressdesk.figures import fit
from pressdesk.figures.declared import ENDED, MEDIA, Size
from pressdesk.figures.protect import protect
from pressdesk.figures.shapes import shape_of

COUNTS = st.lists(st.integers(-60, 300), min_size=1, max_size=20)
TOTALS = st.integers(0, 900)


@given(COUNTS, TOTALS)
def test_parts_are_whole_never_negative_and_add_up(counts, total):
    parts = fit.fit(counts, total)

    assert len(parts) == len(counts)
    assert all(isinstance(part, int) and part >= 0 for part in parts)
    assert sum(parts) == total


@given(COUNTS, TOTALS)
def test_the_projection_moves_all_that_stay_above_0_by_the_same(counts, total):
    nearest = fit.project(counts, total)

    assert sum(nearest) == total
    assert min(nearest) >= 0
    moved = {share - count for share, count in zip(nearest, counts, strict=True) if share > 0}
    assert len(moved) <= 1
    # Whoever is at 0 would have gone below it: these are the conditions of Karush, Kuhn and Tucker.
    assert all(
        count + step <= 0
        for share, count in zip(nearest, counts, strict=True)
        for step in moved
        if share == 0
    )


@given(st.lists(st.integers(-4, 9), min_size=3, max_size=3), st.integers(0, 12))
def test_no_whole_parts_are_nearer(counts, total):
    def distance(parts) -> Fraction:
        return sum(
            ((Fraction(p) - c) ** 2 for p, c in zip(parts, counts, strict=True)), Fraction(0)
        )

    every = [parts for parts in product(range(total + 1), repeat=3) if sum(parts) == total]

    assert distance(fit.fit(counts, total)) == min(map(distance, every))


@given(COUNTS, TOTALS)
def test_no_part_is_a_whole_ticket_off_the_projection(counts, total):
    shares = fit.project(counts, total)

    off = [abs(p - s) for p, s in zip(fit.fit(counts, total), shares, strict=True)]

    assert max(off) < 1


def test_counts_that_add_up_already_stay_as_they_are():
    assert fit.fit([3, 0, 7], 10) == [3, 0, 7]


def test_no_category_is_favoured():
    """Four equal counts and a total that leaves one over: each gains as often."""
    gained = Counter(fit.fit([5, 5, 5, 5], 21).index(6) for _ in range(4_000))

    assert all(abs(gained[place] - 1_000) < 6.5 * math.sqrt(1_000) for place in range(4))


def test_the_first_would_be_favoured_without_a_draw(monkeypatch):
    monkeypatch.setattr(fit, "_shuffle", lambda order: None)

    assert {fit.fit([5, 5, 5, 5], 21).index(6) for _ in range(50)} == {0}


def published(name: str, first: int, total: int | None) -> int:
    """The sum of what is published of a year in which only the first category was counted."""
    table = shape_of(2026, Size.NORMAL).table(name)
    counts = (first, *[0] * (len(table.categories) - 1))
    return sum(value for _, value in protect(table, "2026", counts, total).cells)


def test_how_tickets_ended_is_fitted_to_its_own_sum_and_never_to_what_was_taken():
    assert published(ENDED, 5, 300) < 150  # 6 standard deviations of a sum of five draws
    assert abs(published(ENDED, 500, 300) - 500) < 150


def test_other_tables_are_fitted_to_the_total_of_the_taken_or_to_their_own_sum():
    assert published(MEDIA, 5, 300) == 300
    assert abs(published(MEDIA, 500, None) - 500) < 220  # the same, of eleven draws
