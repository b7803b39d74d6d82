"""Pareto/NBD against adaptive integrals and the forms with 2F1 and U of the literature."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, special

from roi_engine.customers.history import History, unique_history
from roi_engine.customers.models import MODELS
from tests.customers.order_cases import PARAMETERS, gradient_by_differences, rows

MODEL = MODELS["pareto_nbd"]
LOGS = PARAMETERS["pareto_nbd"]


def log_likelihood_by_integral(logs: np.ndarray, x: float, t_x: float, age: float) -> float:
    """Alive at T plus gone at h, the latter by adaptive quadrature relative to its value at t_x."""
    r, alpha, s, beta = np.exp(logs)

    def gone(h: float) -> float:
        return float(
            np.exp(-(r + x) * np.log((alpha + h) / (alpha + t_x)) - (s + 1) * np.log((beta + h) / (beta + t_x)))
        )

    scale = min(alpha, beta) + t_x
    edges = np.unique(np.clip(t_x + scale * np.concatenate([[0], 10.0 ** np.arange(-4, 8)]), t_x, age))
    parts = [integrate.quad(gone, low, high, epsabs=0, epsrel=1e-11)[0] for low, high in pairwise(edges)]
    lives = np.exp(-(r + x) * np.log((alpha + age) / (alpha + t_x)) - s * np.log((beta + age) / (beta + t_x)))
    both = lives * (beta + t_x) + s * sum(parts)
    constant = special.gammaln(r + x) - special.gammaln(r) + r * logs[1] + s * logs[3]
    return float(constant - (r + x) * np.log(alpha + t_x) - (s + 1) * np.log(beta + t_x) + np.log(both))


CASES = [
    ([0.553, 10.578, 0.606, 11.669], 2, 30.43, 38.86),
    ([0.553, 10.578, 0.606, 11.669], 0, 0, 38.86),
    ([0.553, 10.578, 0.606, 11.669], 26, 30.86, 31.0),
    ([0.553, 10.578, 0.606, 11.669], 400, 20.0, 78.0),
    ([2.0, 300.0, 0.1, 0.5], 0, 0, 700.0),
    ([2.0, 300.0, 0.1, 0.5], 3, 2.0, 700.0),
    ([0.2, 0.5, 6.0, 4000.0], 0, 0, 700.0),
    ([0.2, 0.5, 6.0, 4000.0], 1, 0.14, 700.0),
    ([0.2, 0.5, 6.0, 4000.0], 90, 0.9, 700.0),
    ([5.0, 20.0, 5.0, 20.0], 12, 50.0, 52.0),
]


@pytest.mark.parametrize(("parameters", "x", "t_x", "age"), CASES)
def test_the_likelihood_is_the_adaptive_integral(parameters: list[float], x: float, t_x: float, age: float) -> None:
    logs = np.log(parameters)
    value, _ = MODEL.log_likelihood(logs, unique_history([x], [t_x], [age]))
    assert value == pytest.approx(log_likelihood_by_integral(logs, x, t_x, age), rel=1e-10)


def test_the_likelihood_is_that_of_the_note_with_2f1() -> None:
    """Fader and Hardie (2005): the form with A0, for alpha < beta."""
    r, alpha, s, beta = np.exp(LOGS)
    x, t_x, age = 2, 30.43, 38.86
    total = r + s + x

    def part(t: float) -> float:
        return float(special.hyp2f1(total, r + x, total + 1, (beta - alpha) / (beta + t)) / (beta + t) ** total)

    a0 = part(t_x) - part(age)
    both = (alpha + age) ** -(r + x) * (beta + age) ** -s + s / total * a0
    expected = np.log(special.poch(r, x) * alpha**r * beta**s * both)
    assert MODEL.log_likelihood(LOGS, unique_history([x], [t_x], [age]))[0] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("parameters", [case[0] for case in CASES[::4]])
def test_the_gradient_is_that_of_the_value(parameters: list[float]) -> None:
    logs = np.log(parameters)
    _, gradient = MODEL.log_likelihood(logs, rows())
    numeric = gradient_by_differences(lambda at: MODEL.log_likelihood(at, rows())[0], logs)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6)


def test_p_alive_is_the_share_of_the_likelihood_that_lives() -> None:
    r, alpha, s, beta = np.exp(LOGS)
    for x, t_x, age in ((0, 0.0, 38.86), (2, 30.43, 38.86), (8, 10.0, 38.86)):
        lives = special.gammaln(r + x) - special.gammaln(r) + r * LOGS[1] + s * LOGS[3]
        lives += -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
        share = np.exp(lives - log_likelihood_by_integral(LOGS, x, t_x, age))
        alive = MODEL.alive(LOGS, unique_history([x], [t_x], [age]), np.zeros(1)).item()
        assert alive == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize("s", [0.3, 0.999999999, 1.0, 1.000000001, 2.5])
def test_orders_of_a_new_customer_are_the_integral_of_survival(s: float) -> None:
    r, alpha, _, beta = np.exp(LOGS)
    logs = np.log([r, alpha, s, beta])
    expected = integrate.quad(lambda t: r / alpha * (beta / (beta + t)) ** s, 0, 52)[0]
    assert MODEL.expected_orders_of_one(logs, np.array([52.0])).item() == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("rate", [1e-5, 0.00269, 0.3])
def test_discounted_orders_are_dert_with_the_confluent_function(rate: float) -> None:
    """Fader, Hardie and Lee (2005, JMR), with U(s, s, z) = e^z Gamma(1 - s, z) for s < 1."""
    r, alpha, s, beta = np.exp(LOGS)
    x, t_x, age = 26, 30.86, 31.0
    z = rate * (beta + age)
    confluent = np.exp(z) * special.gamma(1 - s) * special.gammaincc(1 - s, z)
    alive = MODEL.alive(LOGS, history := unique_history([x], [t_x], [age]), np.zeros(1)).item()
    expected = alive * (r + x) / (alpha + age) * rate ** (s - 1) * (beta + age) ** s * confluent
    assert MODEL.discounted_orders(LOGS, history, rate).item() == pytest.approx(expected, rel=1e-9)


def test_a_log_has_the_share_of_one_time_buyers_that_the_likelihood_gives() -> None:
    ages = np.full(200_000, 39.0)
    customer, _ = MODEL.simulate_log(LOGS, ages, np.random.default_rng(3))
    none = 1 - np.unique(customer).size / ages.size
    likelihood = np.exp(MODEL.log_likelihood(LOGS, unique_history([0], [0], [39.0]))[0])
    assert none == pytest.approx(likelihood, abs=4 * np.sqrt(likelihood / ages.size))


def test_large_frequencies_and_tiny_times_stay_finite() -> None:
    history = History(np.array([5000.0, 1.0]), np.array([3000.0, 1e-9]), np.array([3650.0, 1e-8]), np.ones(2))
    value, gradient = MODEL.log_likelihood(LOGS, history)
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()
    for figures in (
        MODEL.alive(LOGS, history, np.array([0.0, 1e-6, 1e5])),
        MODEL.expected_orders(LOGS, history, np.array([0.0, 1e-6, 1e5])),
        MODEL.discounted_orders(LOGS, history, 0.01),
    ):
        assert np.isfinite(figures).all()
        assert (figures >= 0).all()


def test_a_heavy_buyer_gone_silent_is_dead_and_a_light_one_is_not() -> None:
    history = unique_history([1, 60], [10.0, 10.0], [60.0, 60.0])
    light, heavy = MODEL.discounted_orders(LOGS, history, 0.00269)
    assert heavy < 1e-6 < 0.5 < light
