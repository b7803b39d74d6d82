"""sBG against integration over customers, its own identities, and cohorts drawn from a known truth."""

from __future__ import annotations

from math import comb, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta as beta_law

from roi_engine.customers.models import sbg
from roi_engine.errors import DataError, ModelError

COUNTS = [1000, 869, 743, 653, 593, 551, 517, 491]
LOGS = np.log([0.668, 3.806])


def mean_over_customers(of_theta: object, a: float = 0.668, b: float = 3.806) -> float:
    return float(quad(lambda t: of_theta(t) * beta_law.pdf(t, a, b), 0, 1, epsabs=1e-12)[0])  # type: ignore[operator]


def test_likelihood_is_that_of_lifetimes() -> None:
    lost = -np.diff(COUNTS)
    of_lifetimes = [mean_over_customers(lambda t, k=k: t * (1 - t) ** k) for k in range(7)]
    still = mean_over_customers(lambda t: (1 - t) ** 7)
    expected = np.dot(lost, np.log(of_lifetimes)) + COUNTS[-1] * log(still)
    assert sbg.log_likelihood(LOGS, sbg.renewals_of([COUNTS]))[0] == pytest.approx(expected, rel=1e-7)


def test_gradient() -> None:
    renewals = sbg.renewals_of([COUNTS, [300, 200, 190]])
    _, gradient = sbg.log_likelihood(LOGS, renewals)
    steps = 1e-5 * np.eye(2)
    slopes = [
        (sbg.log_likelihood(LOGS + e, renewals)[0] - sbg.log_likelihood(LOGS - e, renewals)[0]) / 2e-5 for e in steps
    ]
    assert gradient == pytest.approx(slopes, rel=1e-7)


def test_curves_tie() -> None:
    share, rates = sbg.survival(LOGS, 12), sbg.retention_rates(LOGS, 12)
    assert share[1:] / share[:-1] == pytest.approx(rates)
    assert np.all(np.diff(rates) > 0)
    assert share[3] == pytest.approx(mean_over_customers(lambda t: (1 - t) ** 3), rel=1e-8)


def test_lifetimes_tie_to_the_sums() -> None:
    share, weight = sbg.survival(LOGS, 4000), 1.1 ** -np.arange(4001.0)
    assert sbg.discounted_lifetime(LOGS, 0.1) == pytest.approx(share @ weight, rel=1e-12)
    third = share[3:] / share[2]  # after two renewals made, about to decide on the third
    residual = sbg.discounted_residual_lifetime(LOGS, 3, 0.1)
    assert float(residual) == pytest.approx(third @ weight[: third.size], rel=1e-12)


@given(st.permutations([[1000, 869, 743], [500, 430, 380, 350], [80, 60], [10, 0]]))
def test_order_of_cohorts_changes_nothing(cohorts: list[list[int]]) -> None:
    renewals = sbg.renewals_of(cohorts)
    assert renewals.at_risk.tolist() == [1590, 1299, 380]
    assert renewals.lost.tolist() == [231, 176, 30]
    assert renewals.n_customers == 1590


def test_a_cohort_in_two_halves_is_the_cohort() -> None:
    whole = sbg.fit_retention([[1000, 800, 700, 640]])
    halves = sbg.fit_retention([[500, 400, 350, 320], [500, 400, 350, 320]])
    assert halves.log_parameters == pytest.approx(whole.log_parameters, abs=1e-8)
    assert halves.covariance == pytest.approx(whole.covariance, rel=1e-5)


def test_expected_retained_of_two_cohorts() -> None:
    alpha, beta = np.exp(LOGS)
    found = sbg.expected_retained(LOGS, [491, 100], [7, 0], 2)
    assert found[:, 0].tolist() == [491, 100]
    assert found[0, 1] == pytest.approx(491 * (beta + 7) / (alpha + beta + 7))
    assert found[1] == pytest.approx(100 * sbg.survival(LOGS, 2))


def test_draws_hold_chance_and_doubt() -> None:
    fit = sbg.fit_retention([COUNTS])
    drawn = sbg.draw_retained(fit, [491, 100], [7, 0], 5, 4000, np.random.default_rng(2))
    expected = sbg.expected_retained(fit.log_parameters, [491, 100], [7, 0], 5)
    assert drawn.shape == (4000, 2, 6)
    assert drawn.mean(axis=0) == pytest.approx(expected, rel=0.01)
    assert np.all(np.diff(drawn, axis=2) <= 0)
    share = expected[0, 5] / 491
    chance_alone = np.sqrt(491 * share * (1 - share))
    assert drawn[:, 0, 5].std() > 1.1 * chance_alone


@pytest.mark.slow
def test_intervals_cover_the_truth() -> None:
    """Of 200 cohorts drawn from a known truth, the 90 % intervals of parameters and projection hold it in 82-97 %."""
    generator, inside = np.random.default_rng(11), []
    for _ in range(200):
        staying = np.log1p(-generator.beta(0.9, 3.0, 3000))
        lives = np.floor(np.log(generator.random(3000)) / staying)
        counts = [(lives >= t).sum() for t in range(13)]
        fit = sbg.fit_retention([counts[:8]])
        half = 1.645 * np.sqrt(np.diag(fit.covariance))
        drawn = sbg.draw_retained(fit, counts[7], 7, 5, 400, generator)[:, 0, 5]
        low, high = np.quantile(drawn, [0.05, 0.95])
        parameters = np.abs(fit.log_parameters - np.log([0.9, 3.0])) <= half
        inside.append([*parameters, low <= counts[12] <= high])
    assert np.all((np.mean(inside, axis=0) > 0.82) & (np.mean(inside, axis=0) < 0.97))


def test_simulated_customers_follow_the_curve() -> None:
    theta = np.random.default_rng(5).beta(0.668, 3.806, 200_000)
    lives = np.random.default_rng(6).geometric(np.maximum(theta, 1e-12)) - 1
    seen = [(lives >= t).mean() for t in range(8)]
    assert sbg.survival(LOGS, 7) == pytest.approx(seen, abs=0.004)


@pytest.mark.parametrize(
    "counts",
    [[100, 100, 100, 100], [100, 0], [100, 60], [1000, 900, 700, 300, 50], [1000, 900, 810, 729]],
    ids=["nobody left", "all left", "one renewal", "falling retention", "same retention"],
)
def test_counts_that_settle_nothing_are_an_error_with_advice(counts: list[int]) -> None:
    with pytest.raises(ModelError, match="sbg") as caught:
        sbg.fit_retention([counts])
    assert "closed form" in caught.value.problems[0].hint


def test_every_bad_cohort_is_named() -> None:
    with pytest.raises(DataError) as caught:
        sbg.renewals_of([[100, 90], [100], [100, 90, 95], [0, 0], [100, float("nan")]])
    said = [problem.message for problem in caught.value.problems]
    assert [text[:8] for text in said] == ["cohort 2", "cohort 3", "cohort 4", "cohort 5"]
    assert "rises from 90 to 95" in said[1]
    with pytest.raises(DataError, match="no cohort"):
        sbg.renewals_of([])


def test_count_of_terms() -> None:
    # two customers, one renewal, one stays: 2 choose 1 ways, each with the chance E[theta] E[1 - theta] of two people
    value, _ = sbg.log_likelihood(LOGS, sbg.renewals_of([[2, 1]]))
    mean = 0.668 / 4.474
    assert comb(2, 1) * np.exp(value) == pytest.approx(2 * mean * (1 - mean))
