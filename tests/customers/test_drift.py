"""The effect behind a change: by hand, beside Welch's error, beside a plain bootstrap, and what a test can find."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from roi_engine.customers import drift
from roi_engine.customers.migration import (
    Pairs,
    difference_from_drift,
    difference_in_differences,
    imbalance,
    smallest_detectable_difference,
)
from roi_engine.errors import DataError

Array = NDArray[np.float64]


def pairs_of(treated: NDArray[np.bool_], count: NDArray[np.int64] | None = None) -> Pairs:
    n = len(treated)
    same = np.ones((n, 3), np.int64)
    return Pairs(treated, same, same, np.ones(n, np.int64) if count is None else count)


def sample(seed: int, n_treated: int, n_control: int) -> tuple[Pairs, Array]:
    rng = np.random.default_rng(seed)
    change = np.concatenate([rng.normal(0.3, 1.2, n_treated), rng.normal(0, 0.9, n_control)]).round(1)
    return pairs_of(np.arange(n_treated + n_control) < n_treated), change


def test_difference_and_error_are_those_of_welch() -> None:
    pairs, change = sample(1, 400, 90)
    found = difference_in_differences(pairs, change, np.random.default_rng(2), n_resamples=20_000)
    a, b = change[:400], change[400:]
    welch = stats.ttest_ind(a, b, equal_var=False)
    assert found.effect == pytest.approx(a.mean() - b.mean())
    assert found.standard_error == pytest.approx(found.effect / welch.statistic)
    assert (found.n_treated, found.n_control, found.evidence, found.unit) == (400, 90, "control", "score")
    assert found.treated_change - found.expected_change == pytest.approx(found.effect)
    # at this size the bootstrap interval is Welch's to a few hundredths of its width
    interval = welch.confidence_interval(0.95)
    width = interval.high - interval.low
    assert found.lower == pytest.approx(interval.low, abs=0.04 * width)
    assert found.upper == pytest.approx(interval.high, abs=0.04 * width)
    assert found.total == pytest.approx(400 * found.effect)
    assert found.total_interval == pytest.approx((400 * found.lower, 400 * found.upper))


def test_counted_rows_are_the_customers_one_by_one() -> None:
    count = np.array([30, 50, 20, 40, 60])
    treated = np.array([True, True, True, False, False])
    change = np.array([-1.0, 0.0, 2.0, -1.0, 1.0])
    counted = difference_in_differences(pairs_of(treated, count), change, np.random.default_rng(3))
    one_by_one = difference_in_differences(
        pairs_of(np.repeat(treated, count)), np.repeat(change, count), np.random.default_rng(3)
    )
    assert counted == one_by_one
    assert counted.effect == pytest.approx(0.1 - 0.2)


@given(seed=st.integers(0, 50), factor=st.floats(0.01, 100), shift=st.floats(-5, 5))
def test_unit_common_shift_and_row_order(seed: int, factor: float, shift: float) -> None:
    pairs, change = sample(seed, 30, 20)
    found = difference_in_differences(pairs, change, np.random.default_rng(0), n_resamples=50)
    scaled = difference_in_differences(pairs, factor * (change + shift), np.random.default_rng(0), n_resamples=50)
    assert scaled.effect == pytest.approx(factor * found.effect, abs=1e-9 * factor)
    assert scaled.standard_error == pytest.approx(factor * found.standard_error)
    mixed = np.random.default_rng(seed).permutation(50)
    again = difference_in_differences(
        pairs_of(pairs.treated[mixed]), change[mixed], np.random.default_rng(0), n_resamples=50
    )
    assert again == found


def test_customers_without_a_change_are_left_out() -> None:
    pairs, change = sample(4, 50, 50)
    with_gaps = np.concatenate([change, [np.nan, np.nan]])
    more = pairs_of(np.append(pairs.treated, [True, False]))
    first, second = (
        difference_in_differences(each, values, np.random.default_rng(1))
        for each, values in ((pairs, change), (more, with_gaps))
    )
    assert first == second


def test_many_values_of_money_are_drawn_as_a_plain_bootstrap_draws_them() -> None:
    rng = np.random.default_rng(5)
    money = rng.lognormal(3, 1.5, 6_000)  # a heavy tail, all distinct: far over the number drawn one by one
    treated = np.arange(6_000) < 3_000
    found = difference_in_differences(pairs_of(treated), money, rng, unit="currency", n_resamples=8000)
    plain = np.array(
        [
            rng.choice(money[:3000], 3000).mean() - rng.choice(money[3000:], 3000).mean()
            for _ in range(3000)
        ]
    )  # fmt: skip
    lower, upper = np.quantile(plain, [0.025, 0.975])
    assert found.lower == pytest.approx(lower, abs=0.05 * (upper - lower))
    assert found.upper == pytest.approx(upper, abs=0.05 * (upper - lower))


def test_the_groups_that_money_is_drawn_in_hold_all_its_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    money = np.random.default_rng(8).normal(0, 1, 4_000)
    pairs = pairs_of(np.arange(4_000) < 2_000)
    monkeypatch.setattr(drift, "_MOST_VALUES", 7)  # two values alone at each end, three wide groups between
    monkeypatch.setattr(drift, "_LONE_VALUES", 2)
    found = difference_in_differences(pairs, money, np.random.default_rng(9), n_resamples=20_000)
    assert found.upper - found.lower == pytest.approx(2 * 1.96 * found.standard_error, rel=0.03)


def test_without_a_control_group_the_drift_is_taken_off_and_the_evidence_is_weaker() -> None:
    pairs = pairs_of(np.array([True] * 6 + [False]))
    change = np.array([-1.0, -2.0, -1.0, 0.0, -1.0, -1.0, 50.0])
    expected = np.array([-1.5, -1.5, -1.5, -1.0, -1.0, -1.0, 0.0])
    found = difference_from_drift(pairs, change, expected, np.random.default_rng(0))
    surprise = (change - expected)[:6]
    assert found.evidence == "weaker"
    assert (found.n_treated, found.n_control) == (6, 0)
    assert found.treated_change == pytest.approx(-1.0)
    assert found.expected_change == pytest.approx(-1.25)
    assert found.effect == pytest.approx(0.25)
    assert found.standard_error == pytest.approx(surprise.std(ddof=1) / math.sqrt(6))
    assert found.lower < found.effect < found.upper
    unsure = difference_from_drift(pairs, change, expected, np.random.default_rng(0), expected_error=1.0)
    assert unsure.standard_error == pytest.approx(math.hypot(found.standard_error, 1.0))
    assert unsure.upper - unsure.lower > 2 * 1.9


def test_what_a_comparison_can_find() -> None:
    # (1.959964 + 0.841621) x sd x sqrt(2/n)
    assert smallest_detectable_difference(1, 100, 1, 100) == pytest.approx(2.801585 * math.sqrt(0.02), rel=1e-6)
    assert smallest_detectable_difference(1, 100, 1, 100, power=0.5) == pytest.approx(1.959964 * math.sqrt(0.02))
    pairs, change = sample(6, 500, 500)
    found = difference_in_differences(pairs, change, np.random.default_rng(0))
    expected = smallest_detectable_difference(change[:500].std(ddof=1), 500, change[500:].std(ddof=1), 500)
    assert found.smallest_detectable == pytest.approx(expected)


def test_an_effect_of_the_smallest_detectable_size_is_found_four_times_in_five() -> None:
    rng = np.random.default_rng(7)
    size = smallest_detectable_difference(1.0, 200, 1.0, 200)
    pairs = pairs_of(np.arange(400) < 200)
    found = 0
    for _ in range(600):
        change = rng.normal(0, 1, 400) + size * pairs.treated
        effect = difference_in_differences(pairs, change, rng, n_resamples=2)
        found += effect.effect > 1.96 * effect.standard_error
    assert 0.75 < found / 600 < 0.85


def test_imbalance_by_hand() -> None:
    before = np.array([[1, 2, 0], [3, 2, 0], [2, 2, 0], [4, 2, 0]])
    pairs = Pairs(np.array([True, True, False, False]), before, before, np.array([1, 1, 1, 1]))
    # means 2 and 3, variances 2 and 2
    r, f, m = imbalance(pairs)
    assert r == pytest.approx(-1 / math.sqrt(2))
    assert math.isnan(f)
    assert math.isnan(m)
    assert all(map(math.isnan, imbalance(pairs_of(np.ones(5, bool)))))


@pytest.mark.parametrize("treated", [np.ones(5, bool), np.array([True] * 4 + [False])])
def test_an_arm_without_customers_is_refused(treated: NDArray[np.bool_]) -> None:
    with pytest.raises(DataError, match=r"the control arm holds [01] customers"):
        difference_in_differences(pairs_of(treated), np.zeros(5), np.random.default_rng(0))


def test_changes_that_do_not_fit_the_rows_are_refused() -> None:
    with pytest.raises(DataError, match="rows of customers"):
        difference_in_differences(pairs_of(np.ones(5, bool)), np.zeros(4), np.random.default_rng(0))
