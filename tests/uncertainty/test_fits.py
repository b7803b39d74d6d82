"""Fits by the equations that define them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_engine.uncertainty.distributions import (
    DistributionError,
    Event,
    LogNormal,
    Normal,
    Pert,
    StudentT,
    Triangular,
    beta_from_counts,
    lognormal_from_mean_sd,
    lognormal_from_percentiles,
    metalog_from_percentiles,
    normal_from_percentiles,
    pert_from_interval,
    shifted_lognormal_from_percentiles,
    student_from_mean,
    tail_warning,
    triangular_from_interval,
)


@given(st.floats(-100, 100), st.floats(0.001, 50), st.floats(0, 1), st.floats(0.05, 0.99))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("fit", [pert_from_interval, triangular_from_interval])
def test_interval_holds_its_coverage(
    fit: Callable[[float, float, float, float], Pert | Triangular],
    low: float,
    width: float,
    place: float,
    coverage: float,
) -> None:
    high, mode = low + width, min(low + place * width, low + width)
    fitted = fit(low, mode, high, coverage)
    assert fitted.mode == mode
    tails = fitted.ppf([(1 - coverage) / 2, (1 + coverage) / 2])
    np.testing.assert_allclose(tails, [low, high], atol=1e-6 * width)


def test_triangle_worked_by_hand() -> None:
    # symmetric, P10 = 0 and P90 = 2 around 1: half-width w with (w - 1)^2 = 0.2 w^2
    w = 1 / (1 - math.sqrt(0.2))
    fitted = triangular_from_interval(0, 1, 2, 0.8)
    assert (fitted.low, fitted.high) == pytest.approx((1 - w, 1 + w))


def test_full_coverage_means_the_ends() -> None:
    assert pert_from_interval(1, 2, 4, 1) == Pert(1, 2, 4)
    assert triangular_from_interval(2, 2, 2, 0.8) == Triangular(2, 2, 2)


def test_normal_and_lognormal_from_percentiles() -> None:
    # the P90 of a standard normal is 1.2815515655446004
    assert normal_from_percentiles(0.1, 26, 34).mean == 30
    assert normal_from_percentiles(0.1, 26, 34).sd == pytest.approx(4 / 1.2815515655446004)
    fitted = lognormal_from_percentiles(0.1, 26, 34)
    assert fitted.mu == pytest.approx(0.5 * (math.log(26) + math.log(34)))
    assert fitted.sigma == pytest.approx(math.log(34 / 26) / 2.5631031310892007)


def test_lognormal_from_mean_and_sd_is_in_values_not_logarithms() -> None:
    fitted = lognormal_from_mean_sd(30, 4)
    assert (fitted.mean, fitted.sd) == pytest.approx((30, 4))
    assert fitted.sigma == pytest.approx(math.sqrt(math.log(1 + 16 / 900)))
    assert lognormal_from_mean_sd(30, 0).sd == 0


@pytest.mark.parametrize("mid", [26.5, 29, 31, 33.9])
def test_shifted_lognormal_passes_through_the_three(mid: float) -> None:
    fitted = shifted_lognormal_from_percentiles(0.1, 26, mid, 34)
    np.testing.assert_allclose(fitted.ppf([0.1, 0.5, 0.9]), [26, mid, 34])
    assert fitted.shift == pytest.approx((26 * 34 - mid**2) / (26 + 34 - 2 * mid))
    assert fitted.reflected == (mid > 30)


def test_counts_and_measured_means() -> None:
    beta = beta_from_counts(42, 300)
    assert (beta.a, beta.b) == (42.5, 258.5)
    assert beta_from_counts(0, 5).mean == pytest.approx(0.5 / 6)
    assert student_from_mean(31.4, 0.9, 210) == StudentT(31.4, 0.9, 209)


@pytest.mark.parametrize(
    ("build", "accepted"),
    [
        (lambda: pert_from_interval(2, 1, 3, 0.8), "low <= mode <= high"),
        (lambda: pert_from_interval(0, 1, 3, 0), "above 0 and below 1"),
        (lambda: triangular_from_interval(0, 1, 3, 1.5), "above 0 and below 1"),
        (lambda: normal_from_percentiles(0.1, 34, 26), "P10 <= P90"),
        (lambda: normal_from_percentiles(0.9, 26, 34), "below one half"),
        (lambda: lognormal_from_percentiles(0.05, 0, 34), "above zero"),
        (lambda: lognormal_from_mean_sd(-3, 1), "above zero"),
        (lambda: lognormal_from_mean_sd(3, -1), "zero or more"),
        (lambda: shifted_lognormal_from_percentiles(0.1, 1, 2, 3), "not symmetric"),
        (lambda: metalog_from_percentiles(0.1, 3, 2, 4), "P10 <= P50 <= P90"),
        (lambda: beta_from_counts(5, 3), "successes <= trials"),
        (lambda: beta_from_counts(-1, 3), "zero or more"),
        (lambda: beta_from_counts(0, 0), "at least one trial"),
        (lambda: student_from_mean(1, 1, 2), "3 or more"),
        (lambda: student_from_mean(1, -1, 20), "zero or more"),
        (lambda: student_from_mean(math.nan, 1, 20), "finite"),
    ],
)
def test_impossible_statements_are_refused(build: Callable[[], object], accepted: str) -> None:
    with pytest.raises(DistributionError) as caught:
        build()
    assert accepted in str(caught.value)


def test_tails_are_warned_of_where_the_mean_is_implausible() -> None:
    # P5 1 and P95 100,000 as a lognormal: sigma 3.5, the mean is e^(sigma^2 / 2) times the median
    wide = lognormal_from_percentiles(0.05, 1, 100_000)
    assert wide.mean > wide.ppf(0.9)
    assert "above the P90" in str(tail_warning(wide))
    assert "below the P10" in str(tail_warning(LogNormal(0, 2.8, 0, reflected=True)))
    assert "sd does not exist" in str(tail_warning(StudentT(0, 1, 2)))
    assert tail_warning(Normal(0, 1)) is None
    assert tail_warning(Pert(0, 1, 3)) is None
    assert tail_warning(Event(0.05)) is None
