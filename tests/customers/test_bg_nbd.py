"""BG/NBD against integrals over the customer's own rates, and the closed forms of the paper."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, special, stats

from roi_engine.customers.history import History, unique_history
from roi_engine.customers.models import MODELS, beta_geometric
from tests.customers.order_cases import PARAMETERS, gradient_by_differences, rows

MODEL = MODELS["bg_nbd"]
LOGS = PARAMETERS["bg_nbd"]
R, ALPHA, A, B = np.exp(LOGS)


def likelihood_by_integral(x: int, t_x: float, age: float) -> float:
    """Gamma integral over lambda done by hand for each p, the one over p by adaptive quadrature."""

    def given(p: float) -> float:
        order = special.poch(R, x) * ALPHA**R
        lives = (1 - p) ** x * (ALPHA + age) ** -(R + x)
        gone = p * (1 - p) ** (x - 1) * (ALPHA + t_x) ** -(R + x) if x else 0.0
        return order * (lives + gone)

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


def test_a_first_beta_parameter_below_one_survivor_is_no_trap() -> None:
    logs = np.log([0.5, 5.0, 0.3, 1.0])  # b + x - 1 is 0 for customers without a repeat order
    value, gradient = MODEL.log_likelihood(logs, rows())
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()


def test_without_a_repeat_order_everybody_is_alive() -> None:
    history = unique_history([0, 0], [0, 0], [1, 300])
    np.testing.assert_array_equal(MODEL.alive(LOGS, history, np.zeros(1)), 1.0)


def test_p_alive_is_the_closed_form_of_the_note() -> None:
    x, t_x, age = 2, 30.43, 38.86
    odds = A / (B + x - 1) * ((ALPHA + age) / (ALPHA + t_x)) ** (R + x)
    assert MODEL.alive(LOGS, unique_history([x], [t_x], [age]), np.zeros(1)).item() == pytest.approx(1 / (1 + odds))


def test_conditional_orders_are_equation_10() -> None:
    history = unique_history([1, 2, 8], [1.71, 30.43, 38.5], [38.86] * 3)
    x, t_x, age, t = history.frequency, history.recency, history.age, 39.0
    series = special.hyp2f1(R + x, B + x, A + B + x - 1, t / (ALPHA + age + t))
    top = (A + B + x - 1) / (A - 1) * (1 - ((ALPHA + age) / (ALPHA + age + t)) ** (R + x) * series)
    expected = top / (1 + A / (B + x - 1) * ((ALPHA + age) / (ALPHA + t_x)) ** (R + x))
    np.testing.assert_allclose(MODEL.expected_orders(LOGS, history, np.array([t]))[:, 0], expected, rtol=1e-9)


@pytest.mark.parametrize("a", [0.05, 0.5, 0.9985, 0.9995, 1.0, 1.0007, 1.5, 6.0])
@pytest.mark.parametrize("survived", [0.2, 0.5, 1.4, 40.0])
@pytest.mark.parametrize("u", [0.01, 1.0, 30.0])
def test_orders_while_alive_are_the_integral_over_the_coin(a: float, survived: float, u: float) -> None:
    k = 2.3

    def given(p: float) -> float:
        return -np.expm1(-k * np.log1p(p * u)) / p if p > 1e-12 else k * u

    def by_parts(low: float, high: float, powers: tuple[float, float]) -> float:
        def rest(p: float) -> float:
            left = 1.0 if powers[0] else p ** (a - 1)
            right = 1.0 if powers[1] else (1 - p) ** (survived - 1)
            return given(p) * left * right

        return integrate.quad(rest, low, high, weight="alg", wvar=powers, epsabs=0, epsrel=1e-10, limit=400)[0]

    edges = (0.0, min(0.1, 0.1 / u), 0.3, 1.0)
    total = by_parts(edges[0], edges[1], (a - 1, 0.0))
    total += by_parts(edges[1], edges[2], (0.0, 0.0))
    total += by_parts(edges[2], edges[3], (0.0, survived - 1))
    column = np.array([[survived]])
    orders = beta_geometric.orders_while_alive(a, column, np.full((1, 1), k), np.full((1, 1), u))
    assert orders.item() == pytest.approx(total / special.beta(a, survived), rel=1e-8)


def test_survival_is_the_integral_over_rate_and_coin() -> None:
    history, ahead = unique_history([3], [30.0], [38.86]), 25.0
    k, end, survived = R + 3, ALPHA + 38.86, B + 3
    rate, coin = stats.gamma(k, scale=1 / end), stats.beta(A, survived)
    grid = np.linspace(0, 1, 4001)[1:-1]
    product = rate.ppf(grid)[:, None] * coin.ppf(grid)[None, ::8]
    brute = np.exp(-product * ahead).mean()
    now, later = MODEL.alive(LOGS, history, np.array([0.0, ahead]))[0]
    assert later / now == pytest.approx(brute, abs=2e-3)


def test_a_log_has_the_share_of_one_time_buyers_that_the_likelihood_gives() -> None:
    ages = np.full(200_000, 39.0)
    customer, _ = MODEL.simulate_log(LOGS, ages, np.random.default_rng(3))
    none = 1 - np.unique(customer).size / ages.size
    likelihood = np.exp(MODEL.log_likelihood(LOGS, unique_history([0], [0], [39.0]))[0])
    assert none == pytest.approx(likelihood, abs=4 * np.sqrt(likelihood / ages.size))


def test_an_event_by_event_simulation_orders_as_the_log_does() -> None:
    generator = np.random.default_rng(11)
    n_customers, age, orders = 20_000, 50.0, 0
    for rate, coin in zip(generator.gamma(R, 1 / ALPHA, n_customers), generator.beta(A, B, n_customers), strict=True):
        clock = generator.exponential(1 / max(rate, 1e-300))
        while clock < age:
            orders += 1
            if generator.random() < coin:
                break
            clock += generator.exponential(1 / rate)
    expected = MODEL.expected_orders_of_one(LOGS, np.array([age])).item()
    assert orders / n_customers == pytest.approx(expected, abs=0.08)


def test_large_frequencies_and_tiny_times_stay_finite() -> None:
    history = History(np.array([5000.0, 1.0]), np.array([3000.0, 1e-9]), np.array([3650.0, 1e-8]), np.ones(2))
    assert np.isfinite(MODEL.log_likelihood(LOGS, history)[0])
    for figures in (
        MODEL.alive(LOGS, history, np.array([0.0, 1e-6, 1e5])),
        MODEL.expected_orders(LOGS, history, np.array([0.0, 1e-6, 1e5])),
        MODEL.discounted_orders(LOGS, history, 0.01),
    ):
        assert np.isfinite(figures).all()
        assert (figures >= 0).all()
