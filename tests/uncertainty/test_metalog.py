"""Metalog of three terms against the closed forms of Keelin (2016)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_engine.uncertainty.distributions import DistributionError, Metalog, metalog_from_percentiles, tail_warning


def test_coefficients_are_those_of_keelin_for_p10_p50_p90() -> None:
    # Keelin's symmetric-percentile triplet: a2 = (P90 - P10) / (2 ln 9), a3 = (1 - 2 r) (P90 - P10) / (0.8 ln 9)
    low, mid, high = 26.0, 29.0, 34.0
    r = (mid - low) / (high - low)
    expected = mid, (high - low) / (2 * math.log(9)), (1 - 2 * r) * (high - low) / (0.8 * math.log(9))
    assert Metalog(0.1, low, mid, high).coefficients() == pytest.approx(expected)


def test_quantile_function_of_the_unbounded_one() -> None:
    a1, a2, a3 = Metalog(0.1, 26, 29, 34).coefficients()
    u = np.linspace(0.001, 0.999, 50)
    logit = np.log(u / (1 - u))
    np.testing.assert_allclose(Metalog(0.1, 26, 29, 34).ppf(u), a1 + a2 * logit + a3 * (u - 0.5) * logit)


@pytest.mark.parametrize(
    ("lower", "upper"), [(None, None), (0.0, None), (None, 50.0), (20.0, 60.0)], ids=["free", "below", "above", "both"]
)
@pytest.mark.parametrize("level", [0.01, 0.05, 0.1, 0.25])
def test_passes_through_its_percentiles(level: float, lower: float | None, upper: float | None) -> None:
    metalog = Metalog(level, 26, 29, 34, lower, upper)
    np.testing.assert_allclose(metalog.ppf([level, 0.5, 1 - level]), [26, 29, 34])
    np.testing.assert_allclose(metalog.cdf([26, 29, 34]), [level, 0.5, 1 - level])


@given(st.floats(0.01, 0.4), st.floats(0.0, 1.0))
@settings(max_examples=200, deadline=None)
def test_feasible_exactly_where_the_quantile_function_rises(level: float, r: float) -> None:
    reach = math.log((1 - level) / level)
    a2, a3 = 1 / (2 * reach), (1 - 2 * r) / ((1 - 2 * level) * reach)
    y = np.concatenate([np.logspace(-9, -1, 2000), np.linspace(0.1, 0.9, 2000)])
    y = np.concatenate([y, 1 - y])
    slope = a2 / (y * (1 - y)) + a3 * ((y - 0.5) / (y * (1 - y)) + np.log(y / (1 - y)))
    if abs(slope.min()) < 1e-3:
        return
    if slope.min() > 0:
        Metalog(level, 0, r, 1)
    else:
        with pytest.raises(DistributionError):
            Metalog(level, 0, r, 1)


def test_the_error_says_what_is_feasible_and_it_is() -> None:
    # published bounds for P10/P50/P90: r between 0.1666 and 0.8334
    with pytest.raises(DistributionError, match=r"P50 above 27\.3326 and below 32\.6674") as caught:
        metalog_from_percentiles(0.1, 26, 26.5, 34)
    assert "lognormal" in caught.value.hint
    Metalog(0.1, 26, 27.34, 34)
    with pytest.raises(DistributionError):
        Metalog(0.1, 26, 27.33, 34)


def test_heavy_tail_of_a_half_bounded_metalog_has_no_mean() -> None:
    # log(x) rises by a2 + a3 / 2 a unit of logit: no mean from 1 on, no sd from 1/2 on
    heavy = Metalog(0.1, 1, 2, 40, lower=0)
    _, a2, a3 = heavy.coefficients()
    assert a2 + a3 / 2 > 1
    assert heavy.mean == math.inf
    assert "does not exist" in str(tail_warning(heavy))
    medium = Metalog(0.1, 1, 3, 12, lower=0)
    _, a2, a3 = medium.coefficients()
    assert 0.5 < a2 + a3 / 2 < 1
    assert medium.sd == math.inf
    assert math.isfinite(medium.mean)


def test_mean_of_a_log_logistic_is_known() -> None:
    # symmetric in the logarithm: a3 = 0, x = exp(a1) (u / (1 - u))^a2, mean exp(a1) pi a2 / sin(pi a2)
    log_logistic = Metalog(0.1, 1.0, 2.0, 4.0, lower=0.0)
    a1, a2, a3 = log_logistic.coefficients()
    assert a3 == pytest.approx(0)
    first = math.exp(a1) * math.pi * a2 / math.sin(math.pi * a2)
    second = math.exp(2 * a1) * 2 * math.pi * a2 / math.sin(2 * math.pi * a2)
    assert log_logistic.mean == pytest.approx(first, rel=1e-9)
    assert log_logistic.sd == pytest.approx(math.sqrt(second - first**2), rel=1e-8)
    mirrored = Metalog(0.1, -4.0, -2.0, -1.0, upper=0.0)
    assert (mirrored.mean, mirrored.sd) == pytest.approx((-log_logistic.mean, log_logistic.sd))
