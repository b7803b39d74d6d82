"""Differences of one arm against its control: scipy's own tests, coverage of the intervals, and bad columns."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from roi_engine.customers.pilots import (
    adjusted_difference,
    bootstrap_difference,
    difference_in_means,
    difference_in_shares,
    relative_lift,
)
from roi_engine.customers.pilots.contrasts import wilson
from roi_engine.errors import DataError

Array = NDArray[np.float64]
OUTCOMES = st.lists(st.floats(-1e3, 1e3).map(lambda y: round(y, 3)), min_size=2, max_size=40)


@given(OUTCOMES, OUTCOMES)
def test_welch(treated: list[float], control: list[float]) -> None:
    assume(np.ptp(treated) > 0 and np.ptp(control) > 0)
    found = difference_in_means(treated, control, level=0.9)
    other = stats.ttest_ind(treated, control, equal_var=False)
    interval = other.confidence_interval(0.9)
    assert found.df == pytest.approx(other.df, rel=1e-9)
    assert found.p_value == pytest.approx(other.pvalue, rel=1e-8, abs=1e-14)
    assert (found.lower, found.upper) == pytest.approx((interval.low, interval.high), rel=1e-8, abs=1e-8)
    assert found.se == pytest.approx(math.hypot(found.se_treated, found.se_control))


@given(OUTCOMES, OUTCOMES, st.floats(0.01, 100), st.floats(-100, 100))
def test_unit_and_origin(treated: list[float], control: list[float], scale: float, shift: float) -> None:
    assume(np.ptp(treated) > 1 and np.ptp(control) > 1)
    plain = difference_in_means(treated, control)
    moved = difference_in_means(np.array(treated) * scale + shift, np.array(control) * scale + shift)
    assert moved.difference == pytest.approx(plain.difference * scale, rel=1e-6, abs=1e-9)
    assert moved.upper - moved.lower == pytest.approx((plain.upper - plain.lower) * scale, rel=1e-6)
    swapped = difference_in_means(control, treated)
    assert (swapped.lower, swapped.upper) == pytest.approx((-plain.upper, -plain.lower))


def test_a_control_that_does_not_vary_is_a_number() -> None:
    found = difference_in_means([1, 2, 4, 8], [0.1] * 7)
    other = stats.ttest_1samp([1, 2, 4, 8], 0.1)
    assert (found.df, found.p_value) == pytest.approx((3, other.pvalue))


def test_arms_that_do_not_vary() -> None:
    assert difference_in_means([0.1] * 3, [0.1] * 7).se == 0  # whose means differ in the last bit
    alike = difference_in_means([2, 2, 2], [2, 2])
    assert (alike.difference, alike.se, alike.lower, alike.upper) == (0, 0, 0, 0)
    assert math.isnan(alike.p_value)
    assert difference_in_means([3, 3], [2, 2]).p_value == 0


def test_wilson() -> None:
    for k, n in ((0, 10), (3, 17), (50, 50), (263, 1000)):
        other = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
        assert wilson(k / n, n, 0.95) == pytest.approx((other.low, other.high), abs=1e-12)


def test_newcombe_in_the_published_examples() -> None:
    # Newcombe (1998), table II, method 10: cases (a), (b), (e) and (h)
    for counts, interval in (
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ):
        found = difference_in_shares(*counts)
        assert (found.lower, found.upper) == pytest.approx(interval, abs=5.1e-5)


def test_score_test_of_shares_is_the_chi_square() -> None:
    found = difference_in_shares(267, 21_307, 122, 21_306)
    table = [[267, 21_307 - 267], [122, 21_306 - 122]]
    assert found.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, rel=1e-9)
    y = np.repeat([1.0, 0.0], [267, 21_307 - 267])
    assert found.se_treated == pytest.approx(y.std() / math.sqrt(y.size))


def test_coverage_of_means() -> None:
    generator, welch, resampled, lifts = np.random.default_rng(17), 0, 0, 0
    for _ in range(1000):
        treated, control = generator.gamma(2.0, 1.1, 90), generator.gamma(2.0, 1.0, 60)
        found = difference_in_means(treated, control)
        welch += found.lower <= 0.2 <= found.upper
        again = bootstrap_difference(treated, control, generator, n_resamples=400)
        resampled += again.lower <= 0.2 <= again.upper
        lift = relative_lift(found)
        lifts += lift.lower <= 0.1 <= lift.upper
    assert 930 <= welch <= 970
    assert 930 <= lifts <= 970
    assert 920 <= resampled <= 970  # percentiles of 60 customers are known to be a little short


def test_coverage_of_shares() -> None:
    generator, inside = np.random.default_rng(18), 0
    for treated, control in zip(generator.binomial(150, 0.04, 1000), generator.binomial(90, 0.02, 1000), strict=True):
        found = difference_in_shares(int(treated), 150, int(control), 90)
        inside += found.lower <= 0.02 <= found.upper
    assert 930 <= inside <= 980


@given(st.floats(0.5, 100), st.floats(0.01, 100), st.integers(20, 2000))
def test_fieller_holds_the_ratios_that_are_not_refuted(mean: float, sd: float, n: int) -> None:
    spread = np.array([-1.0, 1.0] * n) * sd
    found = difference_in_means(1.3 * mean + spread, mean + spread)
    lift = relative_lift(found)
    assert lift.lift == pytest.approx(0.3)
    if not lift.is_bounded:
        assert (lift.lower, lift.upper) == (-math.inf, math.inf)
        return
    half = stats.t.ppf(0.975, found.df)
    for bound in (lift.lower, lift.upper):
        gap = found.mean_treated - (1 + bound) * found.mean_control
        assert abs(gap) == pytest.approx(
            half * math.hypot(found.se_treated, (1 + bound) * found.se_control), rel=1e-5, abs=1e-9 * mean
        )


def test_a_lift_of_nothing() -> None:
    with pytest.raises(DataError, match="percentage"):
        relative_lift(difference_in_means([1, 2], [0, 0]))


@pytest.mark.parametrize("values", [[0.0, 0.0, 0.0, 0.0, 0.0, 9.0], None])
def test_bootstrap_error_is_the_plain_one(values: list[float] | None) -> None:
    generator = np.random.default_rng(2)
    outcome = generator.choice(values, 400) if values else generator.normal(5, 2, 400)
    found = bootstrap_difference(outcome, outcome[:150], generator, n_resamples=4000)
    expected = math.hypot(outcome.std() / 20, outcome[:150].std() / math.sqrt(150))
    assert found.se == pytest.approx(expected, rel=0.05)


def test_bootstrap_of_arms_that_do_not_vary_is_exact() -> None:
    found = bootstrap_difference([5.0] * 40, [3.0] * 30, np.random.default_rng(2), n_resamples=20)
    assert (found.lower, found.upper, found.se) == (2, 2, 0)


def test_bootstrap_is_seeded_and_blind_to_order() -> None:
    outcome = np.random.default_rng(2).normal(5, 2, 300)
    one, two = (
        bootstrap_difference(y, outcome[:100], np.random.default_rng(5), n_resamples=200)
        for y in (outcome, outcome[::-1])
    )
    assert (one.lower, one.upper) == (two.lower, two.upper)


def covariate_pilot(n: int, effect: float, seed: int) -> tuple[Array, Array, NDArray[np.bool_]]:
    generator = np.random.default_rng(seed)
    before = generator.gamma(2.0, 10.0, n)
    treated = generator.random(n) < 0.5
    return 0.8 * before + effect * treated + generator.normal(0, 8, n), before, treated


def test_adjustment_takes_the_foreseen_away() -> None:
    outcome, before, treated = covariate_pilot(40_000, 1.0, seed=4)
    found = adjusted_difference(outcome, before, treated)
    # variance 64 x 2 + 64 without, 64 with the covariate
    assert found.variance_reduction == pytest.approx(0.64 * 200 / (0.64 * 200 + 64), abs=0.01)
    assert found.slopes == pytest.approx([0.8], abs=0.02)
    assert found.contrast.difference == pytest.approx(1.0, abs=3 * found.contrast.se)
    assert found.contrast.se < 0.6 * found.unadjusted.se


def test_adjustment_is_a_regression_on_the_arm_and_the_covariates() -> None:
    outcome, before, treated = covariate_pilot(500, 3.0, seed=6)
    both = np.column_stack([before, before**2 / 100])
    found = adjusted_difference(outcome, both, treated)
    design = np.column_stack([np.ones(500), treated, both])
    coefficients = np.linalg.lstsq(design, outcome, rcond=None)[0]
    assert found.contrast.difference == pytest.approx(coefficients[1], rel=1e-8)
    assert found.slopes == pytest.approx(coefficients[2:], rel=1e-8)
    assert len(found.balance) == 2


def test_coverage_of_the_adjusted() -> None:
    inside = 0
    for seed in range(1000):
        found = adjusted_difference(*covariate_pilot(120, 2.0, seed)).contrast
        inside += found.lower <= 2.0 <= found.upper
    assert 930 <= inside <= 970


@pytest.mark.parametrize("treated", [[1.0], [], [1.0, math.nan], [[1.0, 2.0]]])
def test_bad_outcomes(treated: list[float]) -> None:
    with pytest.raises(DataError, match="treated"):
        difference_in_means(treated, [1.0, 2.0])


def test_bad_levels_counts_and_columns() -> None:
    with pytest.raises(DataError, match=r"95 % as 0\.95"):
        difference_in_means([1, 2], [1, 2], level=95)
    with pytest.raises(DataError, match="successes") as caught:
        difference_in_shares(12, 10, 0, 0)
    assert len(caught.value.problems) == 2
    with pytest.raises(DataError, match="3 rows"):
        adjusted_difference([1, 2, 3, 4], [1, 2, 3], [True, True, False, False])
    with pytest.raises(DataError, match="the same for every"):
        adjusted_difference([1, 2, 3, 4], [7, 7, 7, 7], [True, True, False, False])
