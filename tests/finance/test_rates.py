from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from roi_engine.finance import (
    IRR_STATUS,
    Discounting,
    discount_factors,
    flow_times,
    irr,
    mirr,
    present_value,
)
from roi_engine.timeline import Array, Timeline


def yearly(flows: list[float]) -> tuple[float, str]:
    found = irr(np.array(flows[:1], float), np.array([flows[1:]], float), np.arange(1.0, len(flows)))
    return float(found.rate[0]), IRR_STATUS[found.status[0]]


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-100, 110], 0.10),
        ([-100, 10, 110], 0.10),
        ([-1000, 0, 1210], 0.10),
        ([-100, 50], -0.5),
        ([-100, 0, 1], -0.9),
        ([-100, 0, 1e-4], -0.999),  # below -99 %
        ([-1, 500], 499.0),  # far above 1000 %
        ([-1, 0, 1e9], 31621.776601683792),
        ([0, -10, 12], 0.2),  # nothing at time 0
        ([0, 0, -100, 121, 0], 0.21),
        ([-50, -50, 0, 158.4], 0.2),  # 50 x 1.728 + 50 x 1.44 = 158.4
        ([100, -110], 0.10),  # a loan: what it costs
        ([-1, 5, -0.5], (5 + np.sqrt(23)) / 2 - 1),  # earns, then pays to leave: the root above 0 %
        ([-100, 20, -10, 140], None),
    ],
)
def test_unique(flows: list[float], rate: float | None) -> None:
    found, status = yearly(flows)
    assert status == "unique"
    weights = (1 + found) ** -np.arange(len(flows))
    assert abs(np.dot(flows, weights)) <= 1e-9 * np.dot(np.abs(flows), weights)
    if rate is not None:
        assert found == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize(
    "flows",
    [
        [-1000, 2500, -1560],  # 20 % and 30 %
        [-100, 230, -132],  # 10 % and 20 %
        [-1600, 10000, -10000],  # 25 % and 400 %
        [-100, 210, -110],  # 0 % and 10 %
        [-100, 210.1, -110.11],  # 0.1 % and 10 %
        [-1e4, 20210, -10211.02],  # near 1 % and 1.1 %, closer than any grid
        [-1, 6, -11, 6],  # 0 %, 100 %, 200 %
    ],
)
def test_multiple_is_never_a_number(flows: list[float]) -> None:
    found, status = yearly(flows)
    assert np.isnan(found)
    assert status == "multiple"


@pytest.mark.parametrize(
    "flows",
    [[1, 2, 3], [-1, -2, -3], [0, 0, 0], [-100, 0, 0], [0, 0, 5], [-100, 150, -60], [-10, 20, -30, 15, -5]],
)
def test_none(flows: list[float]) -> None:
    found, status = yearly(flows)
    assert np.isnan(found)
    assert status == "none"


def test_a_double_root_is_not_a_number() -> None:
    found, status = yearly([-100, 220, -121])
    assert np.isnan(found)
    assert status != "unique"


def test_one_root_that_only_the_grid_can_tell() -> None:
    """-4 + 18x - 30x^2 + 20x^3 = 10 (2x - 1)(x^2 - x + 0.4): one root, 1/2; the running sum turns thrice."""
    found, status = yearly([-4, 18, -30, 20])
    assert status == "unique"
    assert found == pytest.approx(1.0, rel=1e-9)


small = st.lists(st.integers(-50, 50), min_size=2, max_size=6)


@given(small)
def test_status_against_all_roots_of_the_polynomial(flows: list[int]) -> None:
    roots = np.roots(np.trim_zeros(flows[::-1], "f")) if any(flows) else np.array([])
    near = roots[(roots.real > 0)]
    assume(all(abs(root.imag) < 1e-12 or abs(root.imag) > 1e-2 * abs(root) for root in near))
    real = np.sort(near[np.abs(near.imag) < 1e-12].real)
    assume(real.size < 2 or np.min(np.diff(real) / real[1:]) > 1e-2)
    assume(not np.any((real > 90) & (real < 110)) and not np.any(np.abs(real - 1) < 1e-9))
    found, status = yearly([float(flow) for flow in flows])
    above_floor, above_zero = real[real < 100], real[real < 1]
    if status == "unique":
        assert np.min(np.abs(1 / real - 1 - found)) <= 1e-6 * (1 + abs(found))
        assert real.size == 1 or above_floor.size == 1 or (above_zero.size == 1 and found > 0)
    elif status == "multiple":
        assert above_floor.size > 1
    else:
        assert above_floor.size == 0


incomes = arrays(float, 6, elements=st.just(0.0) | st.floats(1, 1e5))


@given(st.floats(1, 1e6), incomes)
def test_irr_is_that_of_numpy_financial(cost: float, income: Array) -> None:
    assume(income.max() > 1e-3 * cost)
    flows = np.concatenate([[-cost], income])
    found, status = yearly(flows.tolist())
    assert status == "unique"
    expected = npf.irr(flows)
    if np.isfinite(expected):  # its companion matrix gives up now and then
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("discounting", ["year_end", "period_end", "mid_period"])
@pytest.mark.parametrize("years", [1, 3, 10])
def test_npv_at_the_irr_is_zero_by_the_same_convention(discounting: Discounting, years: int) -> None:
    rng = np.random.default_rng(years)
    timeline = Timeline(2027, 1, years, "month")
    periods = np.asfortranarray(rng.normal(3.0, 4.0, size=(500, timeline.n_periods)) * rng.lognormal(0, 2, (500, 1)))
    initial = -rng.lognormal(3, 2, 500)
    found = irr(initial, periods, flow_times(timeline, discounting))
    unique = found.status == 0
    assert unique.mean() > 0.5
    assert np.array_equal(np.isnan(found.rate), ~unique)
    usable = unique & (found.rate > -0.999)  # below, the rate as a float no longer carries the digits of 1 + rate
    factors = discount_factors(timeline, found.rate[usable, np.newaxis], discounting)
    npv = present_value(initial[usable], periods[usable], factors)
    gross = present_value(-initial[usable], np.abs(periods[usable]), factors)
    assert np.max(np.abs(npv) / gross) < 1e-11


def test_total_loss_and_windfall_in_one_block() -> None:
    """A constant monthly income m on a cost c has the monthly rate of an annuity; with no end in sight, m / c."""
    income = np.array([1e-6, 1.0, 100.0, 1e4, 1e7])
    found = irr(np.full(5, -100.0), np.repeat(income[:, np.newaxis], 36, axis=1), np.arange(1, 37) / 12)
    assert found.status.tolist() == [0] * 5
    month = (1 + found.rate) ** (1 / 12)
    for factor, m in zip(month[1:], income[1:], strict=True):
        assert m * np.sum(factor ** -np.arange(1.0, 37)) == pytest.approx(100.0, rel=1e-10)
    assert month[4] == pytest.approx(1e5 + 1, rel=1e-4)
    assert found.rate[0] < -0.99


def test_scale_order_and_memory_leave_the_rate() -> None:
    rng = np.random.default_rng(8)
    initial, periods = -rng.lognormal(4, 1, 200), rng.normal(4, 3, (200, 36))
    times = np.arange(1, 37) / 12
    whole = irr(initial, np.asfortranarray(periods), times)
    order = rng.permutation(200)
    shuffled = irr(initial[order], periods[order], times)
    np.testing.assert_array_equal(shuffled.status, whole.status[order])
    np.testing.assert_allclose(shuffled.rate, whole.rate[order], rtol=1e-13)
    scaled = irr(initial * 1e4, periods * 1e4, times)
    np.testing.assert_allclose(scaled.rate, whole.rate, rtol=1e-9, atol=1e-12)


def test_norstrom_never_gives_the_root_below_zero() -> None:
    """Paid, earned, and paid again to leave: a second root below 0 % may not be taken for the one above it."""
    rng = np.random.default_rng(9)
    income, leaving = rng.lognormal(0, 2, 3000), rng.uniform(0, 1, 3000)
    periods = np.stack([income, income, -leaving * (2 * income - 1)], axis=1)[2 * income > 1]
    found = irr(np.full(len(periods), -1.0), periods, np.arange(1.0, 4.0))
    assert (found.status == 0).all()
    assert (found.rate > 0).all()


def test_uneven_times_are_refused() -> None:
    with pytest.raises(ValueError, match="evenly spaced"):
        irr(np.array([-1.0]), np.array([[1.0, 1.0, 1.0]]), np.array([1.0, 2.0, 4.0]))


flows_of_both_signs = arrays(float, 6, elements=st.integers(-1000, 1000).map(float))


@given(flows_of_both_signs, st.floats(0.0, 0.5))
def test_mirr_is_that_of_numpy_financial(flows: Array, rate: float) -> None:
    timeline = Timeline(2027, 1, 5, "year")
    factors = discount_factors(timeline, np.array([[rate]]), "year_end")
    found = mirr(flows[:1], flows[np.newaxis, 1:], flow_times(timeline, "year_end"), factors, float(timeline.years))
    expected = npf.mirr(flows, rate, rate)
    assert found[0] == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_mirr_adds_the_months_of_a_year_first() -> None:
    """Year 1 nets to +10 although its months swing: 100 grows to 10 x 1.1 + 110 = 121 in two years, 10 % a year."""
    timeline = Timeline(2027, 1, 2, "month")
    periods = np.zeros((1, 24))
    periods[0, :3], periods[0, 20] = [-500, 300, 210], 110
    factors = discount_factors(timeline, np.array([[0.1]]), "year_end")
    found = mirr(np.array([-100.0]), periods, flow_times(timeline, "year_end"), factors, float(timeline.years))
    assert found[0] == pytest.approx(0.1, rel=1e-12)


def test_mirr_counts_years_not_periods() -> None:
    """100 paid, 121 back after exactly two years: 10 % a year whatever the rate, since nothing is reinvested."""
    timeline = Timeline(2027, 1, 2, "month")
    periods = np.zeros((1, 24))
    periods[0, -1] = 121
    factors = discount_factors(timeline, np.array([[0.05]]), "period_end")
    found = mirr(np.array([-100.0]), periods, flow_times(timeline, "period_end"), factors, float(timeline.years))
    assert found[0] == pytest.approx(0.1, rel=1e-12)


def test_mirr_runs_over_the_horizon_whatever_the_discounting() -> None:
    """Paid 100 at time 0, 30 earned in each of 3 years' middles at 10 %: (FV at 3 years / 100)^(1/3) - 1."""
    timeline = Timeline(2027, 1, 3, "year")
    factors = discount_factors(timeline, np.array([[0.1]]), "mid_period")
    found = mirr(np.array([-100.0]), np.full((1, 3), 60.0), flow_times(timeline, "mid_period"), factors, 3.0)
    grown = 60 * (1.1**2.5 + 1.1**1.5 + 1.1**0.5)
    assert found[0] == pytest.approx((grown / 100) ** (1 / 3) - 1, rel=1e-12)
