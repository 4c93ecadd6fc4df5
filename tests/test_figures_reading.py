"""What is read off figures holds as often as it says: margins, sums, shares, real differences."""

import math
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.figures import noise, reading
from pressdesk.figures.declared import IN_TIME, KIND, TOTAL
from pressdesk.figures.frozen import EXACT, Figure
from pressdesk.figures.reading import Sum
from tests.gaussian import chances

SIGMA = 4
TAKEN = "taken"
OF_IN_TIME = 6
REACH = 5 * OF_IN_TIME
CASES = [(count, share) for count in (20, 60, 100, 250, 600) for share in (0.5, 0.8, 0.95, 1)]
CELLS = st.integers(-40, 700)


def total(value: int | None, sigma: int = SIGMA, period: str = "2026-09") -> Figure:
    return Figure(TOTAL, period, sigma, ((TAKEN, value),))


def in_time(yes: int, no: int, sigma: int = OF_IN_TIME) -> Figure:
    return Figure(IN_TIME, "2026-Q3", sigma, (("yes", yes), ("no", no)))


@cache
def weights() -> dict[int, float]:
    """Chances of each draw for in-time, but for those beyond five sigma: one in a million."""
    return {x: chance for x, chance in chances(OF_IN_TIME).items() if abs(x) <= REACH}


def added(each: dict[int, float], times: int) -> dict[int, float]:
    """Chances of the sum of some draws; of whole numbers without a gap."""
    summed = np.array([1.0])
    for _ in range(times):
        summed = np.convolve(summed, [each[x] for x in sorted(each)])
    return dict(enumerate(summed.tolist(), start=times * min(each)))


def test_a_cells_margin_is_that_of_its_noise_and_none_when_exact():
    assert reading.margin_of(total(20)) == noise.margin(SIGMA) == 8
    assert reading.margin_of(total(20, EXACT)) == 0


@pytest.mark.parametrize(("months", "margin"), [(1, 8), (3, 14), (12, 27)])
def test_the_margin_of_a_sum_is_that_of_as_many_draws(months, margin):
    found = reading.summed([total(10 + month) for month in range(months)], TAKEN)

    assert (found.margin, found.value) == (margin, sum(range(10, 10 + months)))
    assert found.margin == noise.margin(SIGMA, months)
    assert found.sigma_sum == pytest.approx(SIGMA * math.sqrt(months))


def test_a_sum_of_real_draws_lies_within_its_margin_95_times_of_100():
    sums = [
        reading.summed([total(noise.draw(SIGMA)) for _ in range(3)], TAKEN) for _ in range(2_000)
    ]

    held = sum(abs(found.value) <= found.margin for found in sums) / len(sums)

    assert 0.935 <= held <= 0.985  # 0.9634 exactly: sampling error is 0.0042


@pytest.mark.parametrize(
    ("months", "value", "is_rough"),
    [(12, 8, True), (12, 9, False), (5, 0, True), (4, 0, False), (1, 0, False), (12, 500, False)],
)
def test_a_sum_of_many_is_rough_where_one_may_have_been_none(months, value, is_rough):
    figures = [total(500)] * (months - 1) + [total(value)]

    assert reading.summed(figures, TAKEN).is_rough is is_rough
    assert not reading.summed([total(0, EXACT)] * months, TAKEN).is_rough


@pytest.mark.parametrize("months", [1, 3, 4, 5, 12])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_sum_that_is_not_rough_lies_within_its_margin_95_times_of_100(months, count):
    """Of counts that are published as 0 where the noise would take them below."""
    clipped: Counter[int] = Counter()
    for more, chance in chances(SIGMA).items():
        clipped[max(0, count + more)] += chance
    found = reading.summed([total(count)] * months, TAKEN)

    sums = added(clipped, months).items()
    held = sum(chance for n, chance in sums if abs(n - months * count) <= found.margin)
    assert held >= 0.95 or found.is_rough
    assert (months, count) != (12, 0) or held == pytest.approx(0.85, abs=0.005)


def test_an_exact_sum_has_no_margin_and_what_was_not_counted_adds_nothing():
    found = reading.summed([total(3, EXACT), total(None, EXACT), total(4, EXACT)], TAKEN)

    assert found == Sum(7, 0, 0.0)
    assert reading.summed([], TAKEN) == Sum(0, 0, 0.0)


def test_a_sum_of_unlike_noises_has_the_margin_of_the_largest():
    found = reading.summed([total(3, 4), total(3, 10)], TAKEN)

    assert found.margin == noise.margin(10, 2)
    assert found.sigma_sum == pytest.approx(math.sqrt(116))


@given(st.integers(1, 60), st.integers(0, 500), st.integers(0, 500))
def test_a_difference_is_real_beyond_2_83_sigma_and_not_before(sigma, first, second):
    one, other = (Sum(value, 0, float(sigma)) for value in (first, second))

    found = reading.differs(one, other)

    assert found is ((first - second) ** 2 > 8 * sigma * sigma)
    assert found is reading.differs(other, one)


@pytest.mark.parametrize(("apart", "is_real"), [(11, False), (12, True)])
def test_two_months_differ_when_they_are_twelve_apart(apart, is_real):
    one, other = (reading.summed([total(value)], TAKEN) for value in (30, 30 + apart))

    assert reading.differs(one, other) is is_real


def test_exactly_two_deviations_apart_is_no_real_difference():
    one, other = (reading.summed([total(v), total(20)], TAKEN) for v in (20, 36))

    assert math.hypot(one.sigma_sum, other.sigma_sum) == pytest.approx(8)
    assert not reading.differs(one, other)
    assert reading.differs(one, other._replace(value=other.value + 1))


@pytest.mark.parametrize(("value", "is_real"), [(5, False), (6, True)])
def test_exact_counts_differ_whenever_they_are_not_the_same(value, is_real):
    exact = [reading.summed([total(v, EXACT)], TAKEN) for v in (5, value)]

    assert reading.differs(*exact) is is_real


@pytest.mark.parametrize(("sigma", "periods"), [(4, 1), (4, 3), (4, 4), (4, 12), (10, 1), (10, 4)])
def test_equal_truths_seldom_show_a_real_difference(sigma, periods):
    """The difference of two sums of draws has the chances of one sum of twice as many."""
    one = Sum(0, 0, sigma * math.sqrt(periods))

    wrong = sum(
        chance
        for apart, chance in added(chances(sigma), 2 * periods).items()
        if reading.differs(one, one._replace(value=apart))
    )

    assert 0.03 < wrong <= 0.05


def test_equal_truths_seldom_show_a_real_difference_of_real_draws():
    def drawn() -> Sum:
        return reading.summed([total(40 + noise.draw(SIGMA))], TAKEN)

    wrong = sum(reading.differs(drawn(), drawn()) for _ in range(3_000)) / 3_000

    assert wrong <= 0.06  # 0.042 exactly: sampling error is 0.0037


def test_rows_are_the_frozen_cells_as_they_are():
    cells = (("my-rights", 3), ("storm", 0), ("other", None))

    found = reading.rows(Figure(KIND, "2026-Q3", SIGMA, cells))

    assert found == [(category, value, 8) for category, value in cells]
    assert reading.rows(in_time(80, 4)) == []


@pytest.mark.parametrize(("count", "share"), CASES)
def test_the_true_share_lies_in_the_interval_95_times_of_100(count, share):
    yes = round(count * share)
    shown = held = 0.0
    for more, chance in weights().items():
        for less, other in weights().items():
            found = reading.share(in_time(yes + more, count - yes + less))
            if found:
                shown += chance * other
                held += chance * other * (found.low <= 100 * yes / count <= found.high)

    assert shown > 0.99 or count < 100
    assert shown < 0.01 or held / shown >= 0.95


def test_it_holds_for_the_real_sampler_too():
    found = [
        reading.share(in_time(80 + noise.draw(OF_IN_TIME), 20 + noise.draw(OF_IN_TIME)))
        for _ in range(3_000)
    ]
    shown = [share for share in found if share]

    assert len(shown) > 2_900
    assert sum(share.low <= 80 <= share.high for share in shown) / len(shown) >= 0.96  # 0.9724


def test_an_interval_of_one_deviation_would_be_seen(monkeypatch):
    monkeypatch.setattr(reading, "DEVIATIONS", 1)

    with pytest.raises(AssertionError):
        test_the_true_share_lies_in_the_interval_95_times_of_100(250, 0.8)


@given(CELLS, CELLS)
def test_a_share_lies_in_its_interval_between_0_and_100(yes, no):
    found = reading.share(in_time(yes, no))

    if found:
        assert 0 <= found.low <= found.percent <= found.high <= 100
        assert found.high - found.low <= reading.WIDEST_POINTS
        assert found.margin == max(found.percent - found.low, found.high - found.percent)
        assert found.low < found.high


@given(CELLS, CELLS)
def test_the_share_of_the_late_mirrors_that_of_those_in_time(yes, no):
    one, other = reading.share(in_time(yes, no)), reading.share(in_time(no, yes))

    assert (one is None) == (other is None)
    if one and other:
        assert (one.low, one.high) == (100 - other.high, 100 - other.low)


@pytest.mark.parametrize("cells", [(0, 0), (-5, 3), (8, 4), (20, 10), (-300, -20), (-40, 30)])
def test_too_few_give_no_share(cells):
    assert reading.share(in_time(*cells)) is None


@pytest.mark.parametrize(
    ("cells", "shown"),
    [((80, 20), (80, 70, 91)), ((300, -13), (100, 95, 100)), ((500, 100), (83, 81, 86))],
)
def test_known_cells_give_known_shares(cells, shown):
    assert tuple(reading.share(in_time(*cells))) == shown


def test_an_exact_share_has_no_interval():
    assert reading.share(in_time(3, 1, EXACT)) == (75, 75, 75)
