"""Gamma-Gamma: the density by integration, the shrinkage, and the test of its assumption."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, special, stats

from roi_engine.customers.models.gamma_gamma import (
    dependence_on_frequency,
    expected_spend,
    fit_spend,
    spend_mean,
)
from roi_engine.errors import DataError, ModelError

P, Q, GAMMA = 6.25, 3.74, 15.44
LOGS = np.log([P, Q, GAMMA])


def base(n: int, seed: int, tie: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies and mean spends of n customers; `tie` makes frequent ones spend more."""
    generator = np.random.default_rng(seed)
    x = generator.geometric(0.4, n).astype(float)
    nu = generator.gamma(Q, size=n) / GAMMA
    return x, generator.gamma(P * x) / (nu * x) * x**tie


def density(spend: float, x: float) -> float:
    """Density of the mean of x orders, nu integrated out."""

    def given(nu: float) -> float:
        return float(stats.gamma.pdf(spend, P * x, scale=1 / (nu * x)) * stats.gamma.pdf(nu, Q, scale=1 / GAMMA))

    return float(integrate.quad(given, 0, 5, epsabs=0, epsrel=1e-10, limit=200)[0])


def test_the_fit_is_the_maximum_of_the_integrated_density() -> None:
    x, spend = base(60, 5)
    fit = fit_spend(x, spend)
    p, q, gamma = np.exp(fit.log_parameters)
    sample = [(3.0, 20.0), (1.0, 55.0)]
    for orders, mean in sample:
        log_density = special.gammaln(p * orders + q) - special.gammaln(p * orders) - special.gammaln(q)
        log_density += q * np.log(gamma) + (p * orders - 1) * np.log(mean) + p * orders * np.log(orders)
        log_density -= (p * orders + q) * np.log(gamma + orders * mean)
        nu = np.linspace(1e-4, 3, 20001)
        joint = stats.gamma.pdf(mean, p * orders, scale=1 / (nu * orders)) * stats.gamma.pdf(nu, q, scale=1 / gamma)
        assert np.exp(log_density) == pytest.approx(integrate.simpson(joint, nu), rel=1e-6)
    total = sum(
        special.gammaln(p * n + q)
        - special.gammaln(p * n)
        - special.gammaln(q)
        + q * np.log(gamma)
        + (p * n - 1) * np.log(z)
        + p * n * np.log(n)
        - (p * n + q) * np.log(gamma + n * z)
        for n, z in zip(x, spend, strict=True)
    )
    assert fit.log_likelihood == pytest.approx(total, rel=1e-12)
    assert fit.gradient_norm < 1e-7


def test_the_conditional_mean_is_bayes() -> None:
    x, spend = 3.0, 60.0

    def weighted(nu: float) -> float:
        return float(
            stats.gamma.pdf(spend, P * x, scale=1 / (nu * x)) * stats.gamma.pdf(nu, Q, scale=1 / GAMMA) * P / nu
        )

    top = integrate.quad(weighted, 0, 5, epsabs=0, epsrel=1e-10, limit=200)[0]
    assert expected_spend(LOGS, [x], [spend]).item() == pytest.approx(top / density(spend, x), rel=1e-8)


def test_without_orders_the_population_mean_is_expected_whatever_stands_there() -> None:
    expected = expected_spend(LOGS, [0, 0, 0], [0.0, np.nan, 500.0])
    np.testing.assert_allclose(expected, P * GAMMA / (Q - 1))
    assert spend_mean(LOGS) == pytest.approx(P * GAMMA / (Q - 1))


def test_more_orders_move_the_expectation_towards_the_own_mean() -> None:
    orders = np.array([1.0, 2, 5, 20, 1e6])
    expected = expected_spend(LOGS, orders, np.full(5, 100.0))
    assert (np.diff(expected) > 0).all()
    assert expected[-1] == pytest.approx(100, rel=1e-5)


def test_a_change_of_currency_changes_gamma_alone() -> None:
    x, spend = base(2000, 1)
    one, hundred = fit_spend(x, spend), fit_spend(x, 100 * spend)
    scale = np.array([1.0, 1.0, 100.0])
    np.testing.assert_allclose(np.exp(hundred.log_parameters), scale * np.exp(one.log_parameters), rtol=1e-5)
    np.testing.assert_allclose(hundred.covariance, one.covariance, rtol=1e-3)


def test_row_order_counts_and_rows_without_orders_change_nothing() -> None:
    x, spend = base(800, 2)
    fit = fit_spend(x, spend)
    order = np.random.default_rng(0).permutation(x.size)
    shuffled = fit_spend(np.append(x[order], [0, 4]), np.append(spend[order], [np.nan, 0.0]))
    np.testing.assert_allclose(shuffled.log_parameters, fit.log_parameters, atol=1e-7)
    doubled = fit_spend(x, spend, np.full(x.size, 2.0))
    np.testing.assert_allclose(doubled.log_parameters, fit.log_parameters, atol=1e-7)
    np.testing.assert_allclose(doubled.covariance, fit.covariance / 2, rtol=1e-4)


def test_true_parameters_are_found_again_within_their_errors() -> None:
    x, spend = base(20_000, 9)
    fit = fit_spend(x, spend)
    away = (fit.log_parameters - LOGS) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(away).max() < 3.5


def test_spend_without_a_finite_mean_is_refused_in_words() -> None:
    with pytest.raises(ModelError, match="not finite"):
        expected_spend(np.log([6.0, 0.9, 15.0]), [1], [20.0])


@pytest.mark.parametrize(
    ("x", "spend", "code"),
    [
        ([0] * 50, [0.0] * 50, "too_few_repeat_buyers"),
        ([2, 1, 3], [10.0, 12, 30], "too_few_repeat_buyers"),
        ([2] * 100, [10.0] * 100, "fit_run_off"),
    ],
)
def test_a_base_that_tells_nothing_is_refused_with_advice(x: list[int], spend: list[float], code: str) -> None:
    with pytest.raises(ModelError) as caught:
        fit_spend(x, spend)
    assert caught.value.problems[0].code == code
    assert "mean order value" in caught.value.problems[0].hint


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DataError, match="lengths"):
        fit_spend([1, 2], [3.0])
    with pytest.raises(DataError, match=r"first: entry 2"):
        fit_spend([1, 2], [3.0, np.inf])


def test_the_correlations_are_those_of_the_textbook() -> None:
    x, spend = base(3000, 4, tie=0.2)
    found = dependence_on_frequency(x, spend)
    pearson, spearman = stats.pearsonr(np.log(x), np.log(spend)), stats.spearmanr(x, spend)
    assert found.pearson == pytest.approx(pearson.statistic)
    assert found.pearson_p_value == pytest.approx(pearson.pvalue, rel=1e-6)
    assert found.spearman == pytest.approx(spearman.statistic)
    assert found.spearman_p_value == pytest.approx(spearman.pvalue, rel=1e-6)
    assert not found.independent
    assert "frequent customers spend" in found.verdict
    halves = dependence_on_frequency(np.append(x, x), np.append(spend, spend), np.full(2 * x.size, 0.5))
    assert halves.spearman == pytest.approx(found.spearman)
    assert halves.spearman_error == pytest.approx(found.spearman_error)


def test_a_strong_tie_forbids_the_model_and_none_allows_it() -> None:
    assert "do not use" in dependence_on_frequency(*base(3000, 4, tie=0.8)).verdict
    assert "clearly less" in dependence_on_frequency(*base(3000, 4, tie=-0.8)).verdict
    independent = dependence_on_frequency(*base(300, 4))
    assert independent.independent
    assert "may be used" in independent.verdict
    constant = dependence_on_frequency([1, 1, 1, 1, 1], [1.0, 2, 3, 4, 5])
    assert (constant.spearman, constant.pearson) == (0.0, 0.0)
    assert "too few" in dependence_on_frequency([1, 2], [3.0, 4]).verdict
