"""Split, size and statement of a pilot: scipy's chi-square, simulated power, and the scenario's own distribution."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roi_engine.customers.pilots import (
    StatedMean,
    StatedShare,
    difference_in_means,
    difference_in_shares,
    sample_ratio,
    share_spread,
    sizes_for_power,
    sizes_for_precision,
    smallest_detectable_difference,
    stated_difference,
    stated_mean,
    stated_share,
)
from roi_engine.errors import DataError, ModelError


@given(st.lists(st.tuples(st.integers(0, 5000), st.floats(0.1, 10)), min_size=2, max_size=5))
def test_split_is_pearsons_chi_square(arms: list[tuple[int, float]]) -> None:
    counts = {f"arm {k}": n for k, (n, _) in enumerate(arms)}
    if sum(counts.values()) == 0:
        return
    shares = {f"arm {k}": share for k, (_, share) in enumerate(arms)}
    found = sample_ratio(counts, shares)
    expected = np.array([*shares.values()]) / sum(shares.values()) * sum(counts.values())
    statistic, p_value = stats.chisquare([*counts.values()], expected)
    assert found.chi_square == pytest.approx(statistic, rel=1e-9, abs=1e-12)
    assert found.p_value == pytest.approx(p_value, rel=1e-7, abs=1e-300)
    assert found.is_mismatch == (found.p_value < 0.001)


def test_a_split_that_went_wrong() -> None:
    assert sample_ratio({"a": 821_588, "b": 815_482}).is_mismatch
    assert not sample_ratio({"a": 8_215, "b": 8_155}).is_mismatch
    assert sample_ratio({"treated": 900, "control": 100}, {"treated": 9, "control": 1}).p_value == 1


@pytest.mark.parametrize(
    ("observed", "intended"),
    [({"a": 10}, None), ({"a": 10, "b": 9}, {"a": 1}), ({"a": 1, "b": 2}, {"a": 0, "b": 1}), ({"a": 0, "b": 0}, None)],
)
def test_bad_splits(observed: dict[str, int], intended: dict[str, float] | None) -> None:
    with pytest.raises(DataError):
        sample_ratio(observed, intended)


def test_known_sizes() -> None:
    # Cohen (1988), table 2.4.1: a medium effect (half a standard deviation) with power .80 at .05: 64 by t, 63 by z
    assert sizes_for_power(0.5, 1.0).n_treated == 63
    # 16 variances over the squared difference, the rule of thumb
    sizes = sizes_for_power(0.05, 1.0)
    assert sizes.n_treated == sizes.n_control == math.ceil(2 * (1.959964 + 0.841621) ** 2 * 400)
    # score change with sd 1.21, 1,000 an arm: .15 points
    assert smallest_detectable_difference(1.21, 1000, 1000) == pytest.approx(0.15, abs=5e-3)
    assert share_spread(0.1) == pytest.approx(0.3)


@given(st.floats(0.01, 2), st.floats(0.1, 30), st.floats(0.05, 0.95), st.floats(0.5, 0.99))
def test_size_and_reach_are_inverse(difference: float, sd: float, treated_share: float, power: float) -> None:
    sizes = sizes_for_power(difference, sd, treated_share=treated_share, power=power)
    reach = smallest_detectable_difference(sd, sizes.n_treated, sizes.n_control, power=power)
    assert reach <= difference * (1 + 1e-9)
    if min(sizes.n_treated, sizes.n_control) > 100:
        assert reach == pytest.approx(difference, rel=0.01)
        split = sizes.n_treated / (sizes.n_treated + sizes.n_control)
        assert split == pytest.approx(treated_share, abs=0.01)


def test_a_control_of_a_tenth() -> None:
    even, uneven = sizes_for_power(0.1, 1.0), sizes_for_power(0.1, 1.0, treated_share=0.9)
    assert (uneven.n_treated + uneven.n_control) / (even.n_treated + even.n_control) == pytest.approx(2.78, abs=0.01)


def test_precision() -> None:
    sizes = sizes_for_precision(0.2, 3.0, treated_share=0.7)
    half = 1.959964 * 3 * math.sqrt(1 / sizes.n_treated + 1 / sizes.n_control)
    assert half == pytest.approx(0.2, rel=1e-3)
    assert half <= 0.2


def test_power_is_what_was_asked_for() -> None:
    sizes, generator, found = sizes_for_power(1.0, 2.5), np.random.default_rng(40), 0
    for _ in range(1000):
        treated, control = generator.normal(1, 2.5, sizes.n_treated), generator.normal(0, 2.5, sizes.n_control)
        found += difference_in_means(treated, control).p_value < 0.05
    assert 760 <= found <= 840


def test_impossible_plans() -> None:
    with pytest.raises(ModelError) as caught:
        sizes_for_power(0.0, -1.0, treated_share=1.0)
    assert {problem.path for problem in caught.value.problems} == {"difference", "sd", "treated_share"}
    with pytest.raises(ModelError, match="power"):
        smallest_detectable_difference(1.0, 10, 10, power=1.0)


def test_statements() -> None:
    assert stated_share([1, 0, 0, True]) == StatedShare(2, 4)
    assert stated_mean([1.0, 2.0, 3.0]) == StatedMean(2.0, pytest.approx(1 / math.sqrt(3)), 3)
    with pytest.raises(DataError, match="first is 2"):
        stated_share([0, 1, 2])


def test_a_stated_difference_draws_from_the_interval_it_came_with() -> None:
    generator = np.random.default_rng(1)
    contrast = difference_in_means(generator.normal(1, 3, 14), generator.normal(0, 1, 30))
    stated = stated_difference(contrast)
    law = stats.t(stated.n - 1, loc=stated.mean, scale=stated.se)
    assert law.ppf([0.025, 0.975]) == pytest.approx([contrast.lower, contrast.upper], abs=0.02)
    assert stated.n == math.floor(contrast.df) + 1 < 14 + 30
    assert stated_difference(difference_in_shares(30, 200, 20, 210)).n == 410
