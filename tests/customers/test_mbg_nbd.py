"""MBG/NBD: the coin after the first order too."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, special

from roi_engine.customers.history import unique_history
from roi_engine.customers.models import MODELS
from tests.customers.order_cases import PARAMETERS, gradient_by_differences, rows

MODEL = MODELS["mbg_nbd"]
LOGS = PARAMETERS["mbg_nbd"]
R, ALPHA, A, B = np.exp(LOGS)


def likelihood_by_integral(x: int, t_x: float, age: float) -> float:
    def given(p: float) -> float:
        lives = (1 - p) ** (x + 1) * (ALPHA + age) ** -(R + x)
        gone = p * (1 - p) ** x * (ALPHA + t_x) ** -(R + x)
        return special.poch(R, x) * ALPHA**R * (lives + gone)

    weighted = integrate.quad(given, 0, 1, weight="alg", wvar=(A - 1, B - 1), epsabs=0, epsrel=1e-11)[0]
    return float(weighted / special.beta(A, B))


@pytest.mark.parametrize(("x", "t_x", "age"), [(0, 0, 38.86), (1, 1.71, 38.86), (2, 30.43, 38.86), (9, 20, 25)])
def test_the_likelihood_is_the_integral_over_both_rates(x: int, t_x: float, age: float) -> None:
    value, _ = MODEL.log_likelihood(LOGS, unique_history([x], [t_x], [age]))
    assert value == pytest.approx(np.log(likelihood_by_integral(x, t_x, age)), rel=1e-9)


@pytest.mark.parametrize("shift", [0.0, 0.7, -0.9])
def test_the_gradient_is_that_of_the_value(shift: float) -> None:
    logs = LOGS + shift * np.array([1, -0.5, 0.4, 0.8])
    _, gradient = MODEL.log_likelihood(logs, rows())
    numeric = gradient_by_differences(lambda at: MODEL.log_likelihood(at, rows())[0], logs)
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6)


def test_a_one_time_buyer_fades_with_silence() -> None:
    ages = np.array([0.0, 5, 20, 80])
    history = unique_history(np.zeros(4), np.zeros(4), ages)
    alive = MODEL.alive(LOGS, history, np.zeros(1))[:, 0]
    closed = 1 / (1 + A / B * ((ALPHA + ages) / ALPHA) ** R)
    np.testing.assert_allclose(alive, closed, rtol=1e-12)
    assert alive[0] == pytest.approx(B / (A + B))


def test_the_published_mean_of_a_new_customer() -> None:
    """Batislam et al. (2007): b / (a - 1) [1 - (alpha / (alpha + t))^r 2F1(r, b + 1; a + b; t / (alpha + t))]."""
    t = np.array([1.0, 10, 39, 200])
    series = special.hyp2f1(R, B + 1, A + B, t / (ALPHA + t))
    closed = B / (A - 1) * (1 - (ALPHA / (ALPHA + t)) ** R * series)
    np.testing.assert_allclose(MODEL.expected_orders_of_one(LOGS, t), closed, rtol=1e-9)


def test_a_log_has_the_share_of_one_time_buyers_that_the_likelihood_gives() -> None:
    ages = np.full(200_000, 39.0)
    customer, _ = MODEL.simulate_log(LOGS, ages, np.random.default_rng(3))
    none = 1 - np.unique(customer).size / ages.size
    likelihood = np.exp(MODEL.log_likelihood(LOGS, unique_history([0], [0], [39.0]))[0])
    assert none == pytest.approx(likelihood, abs=4 * np.sqrt(likelihood / ages.size))
