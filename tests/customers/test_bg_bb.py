"""BG/BB against exact integration over the two chances of a customer, brute simulation, and its own identities."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import roots_jacobi

from roi_engine.customers.fitting import maximise
from roi_engine.customers.history import History, unique_history
from roi_engine.customers.models import bg_bb
from roi_engine.errors import ModelError

Array = NDArray[np.float64]
TRUTH = np.log([1.2, 0.75, 0.66, 2.8])
SETS = [TRUTH, np.log([0.3, 2.0, 1.0, 5.0]), np.log([6.0, 3.0, 2.5, 0.7])]
ROWS = [(0, 0, 6), (1, 1, 6), (2, 4, 6), (6, 6, 6), (3, 5, 5), (1, 9, 12), (0, 0, 1), (4, 7, 30)]
HISTORY = unique_history(*np.array(ROWS, dtype=float).T)


def beta_rule(a: float, b: float, n: int = 60) -> tuple[Array, Array]:
    """Nodes and weights of the mean over Beta(a, b): exact for polynomials of degree 2 n - 1."""
    nodes, weights = roots_jacobi(n, b - 1, a - 1)
    return (1 + nodes) / 2, weights / weights.sum()


def alone(x: float, tx: float, n: float) -> History:
    return unique_history([x], [tx], [n])


def integrals(logs: Array, x: int, tx: int, n: int, ahead: int, d: float) -> tuple[float, float, float, float]:
    """Likelihood, alive at n + ahead, orders in the next `ahead`, discounted orders: from one customer's chances."""
    alpha, beta, gamma, delta = np.exp(logs)
    (p, wp), (theta, wt) = beta_rule(alpha, beta), beta_rule(gamma, delta)
    p, theta, weight = p[:, None], theta[None, :], wp[:, None] * wt[None, :]
    orders = lambda m: p**x * (1 - p) ** (m - x)  # noqa: E731
    alive = orders(n) * (1 - theta) ** n
    likelihood = alive + sum(orders(m) * theta * (1 - theta) ** m for m in range(tx, n))
    total = float((weight * likelihood).sum())
    share = weight * alive / total
    periods = sum((1 - theta) ** j for j in range(1, ahead + 1))
    forever = (1 - theta) / (1 + d) / (1 - (1 - theta) / (1 + d))
    return (
        total,
        float((share * (1 - theta) ** ahead).sum()),
        float((share * p * periods).sum()),
        float((share * p * forever).sum()),
    )


@pytest.mark.parametrize("logs", SETS)
@pytest.mark.parametrize("row", ROWS)
def test_against_integration(logs: Array, row: tuple[int, int, int]) -> None:
    total, alive, orders, discounted = integrals(logs, *row, ahead=7, d=0.15)
    one, ahead = alone(*row), np.array([7.0])
    assert bg_bb.log_likelihood(logs, one)[0] == pytest.approx(log(total), abs=1e-10)
    assert bg_bb.alive(logs, one, ahead)[0, 0] == pytest.approx(alive, rel=1e-9)
    assert bg_bb.expected_orders(logs, one, ahead)[0, 0] == pytest.approx(orders, rel=1e-9)
    assert bg_bb.discounted_orders(logs, one, log(1.15))[0] == pytest.approx(discounted, rel=1e-8)


@pytest.mark.parametrize("logs", SETS)
def test_gradient(logs: Array) -> None:
    value, gradient = bg_bb.log_likelihood(logs, HISTORY)
    steps = 1e-5 * np.eye(4)
    slopes = [
        (bg_bb.log_likelihood(logs + step, HISTORY)[0] - bg_bb.log_likelihood(logs - step, HISTORY)[0]) / 2e-5
        for step in steps
    ]
    assert gradient == pytest.approx(slopes, rel=1e-6, abs=1e-6)
    assert np.isfinite(value)


def test_all_histories_of_five_opportunities_have_chance_one() -> None:
    paths = np.array(np.meshgrid(*[[0, 1]] * 5)).reshape(5, -1).T
    x = paths.sum(axis=1)
    tx = (paths * np.arange(1, 6)).max(axis=1)
    chances = [np.exp(bg_bb.log_likelihood(TRUTH, alone(a, b, 5))[0]) for a, b in zip(x, tx, strict=True)]
    assert sum(chances) == pytest.approx(1, abs=1e-12)
    mean = np.dot(chances, x)
    assert mean == pytest.approx(bg_bb.expected_orders_of_one(TRUTH, np.array([5.0]))[0], rel=1e-12)


@given(st.lists(st.sampled_from(ROWS), min_size=1, max_size=30), st.randoms())
def test_counts_and_order_of_rows_change_nothing(rows: list[tuple[int, int, int]], chance: object) -> None:
    table = np.array(rows, dtype=float)
    plain = History(*table.T, count=np.ones(len(rows)))
    value, gradient = bg_bb.log_likelihood(TRUTH, plain)
    for other in (unique_history(*table.T), History(*table[::-1].T, count=np.ones(len(rows)))):
        again, slope = bg_bb.log_likelihood(TRUTH, other)
        assert again == pytest.approx(value, rel=1e-12)
        assert slope == pytest.approx(gradient, rel=1e-10, abs=1e-10)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bg_bb.log_likelihood(TRUTH, HISTORY), bg_bb.alive(TRUTH, HISTORY, np.zeros(1))
    monkeypatch.setattr(bg_bb, "TERMS_AT_ONCE", 5)
    value, gradient = bg_bb.log_likelihood(TRUTH, HISTORY)
    assert value == pytest.approx(whole[0][0], rel=1e-13)
    assert gradient == pytest.approx(whole[0][1], rel=1e-12)
    assert bg_bb.alive(TRUTH, HISTORY, np.zeros(1)) == pytest.approx(whole[1], rel=1e-13)


def test_sure_of_the_chances_it_is_the_binomial() -> None:
    # parameters of 10^9 leave no room for differences: p = 0.3, theta = 0.1, where log-gammas would lose every digit
    logs = np.log([3e8, 7e8, 1e8, 9e8])
    p, theta, (x, tx, n) = 0.3, 0.1, (2, 4, 6)
    terms = [p**x * (1 - p) ** (m - x) * theta * (1 - theta) ** m for m in range(tx, n)]
    last = p**x * (1 - p) ** (n - x) * (1 - theta) ** n
    one = alone(x, tx, n)
    assert bg_bb.log_likelihood(logs, one)[0] == pytest.approx(log(sum(terms) + last), abs=1e-7)
    assert bg_bb.alive(logs, one, np.zeros(1))[0, 0] == pytest.approx(last / (sum(terms) + last), abs=1e-7)


def test_rising_falling_and_between() -> None:
    ahead = np.linspace(0, 20, 81)
    orders, alive = bg_bb.expected_orders(TRUTH, HISTORY, ahead), bg_bb.alive(TRUTH, HISTORY, ahead)
    assert orders[:, 0].tolist() == [0] * len(ROWS)
    assert np.all(np.diff(orders, axis=1) > 0)
    assert np.all(np.diff(alive, axis=1) < 0)
    assert np.all(alive[HISTORY.recency == HISTORY.age, 0] == 1)
    chance = (1.2 + HISTORY.frequency) / (1.95 + HISTORY.age)
    # one more opportunity brings the chance of being there times the chance of an order
    assert orders[:, 44] - orders[:, 40] == pytest.approx(alive[:, 44] * chance, rel=1e-10)
    assert orders[:, 42] == pytest.approx((orders[:, 40] + orders[:, 44]) / 2, rel=1e-12)


def test_discounting_ties_to_the_sum() -> None:
    ahead = np.arange(0.0, 1500.0)
    yearly = np.diff(bg_bb.expected_orders(TRUTH, HISTORY, ahead), axis=1)
    by_hand = yearly @ np.exp(-0.05 * ahead[1:])
    assert bg_bb.discounted_orders(TRUTH, HISTORY, 0.05) == pytest.approx(by_hand, rel=1e-10)


def test_without_a_discount_rate_the_sum_may_have_no_end() -> None:
    with pytest.raises(ModelError, match="infinite"):
        bg_bb.discounted_orders(TRUTH, HISTORY, 0.0)
    bounded = np.log([1.2, 0.75, 2.5, 2.8])
    expected = (
        bg_bb.alive(bounded, HISTORY, np.zeros(1))[:, 0]
        * (1.2 + HISTORY.frequency)
        / (1.95 + HISTORY.age)
        * ((2.8 + HISTORY.age) / 1.5)
    )
    assert bg_bb.discounted_orders(bounded, HISTORY, 0.0) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("horizon", [5.0, 2.25])
def test_draws_of_a_customer_average_to_the_expectation(horizon: float) -> None:
    many = History(
        *(np.repeat(column, 20_000) for column in (HISTORY.frequency, HISTORY.recency, HISTORY.age, HISTORY.count))
    )
    drawn = bg_bb.simulate(TRUTH, many, horizon, np.random.default_rng(3)).reshape(len(ROWS), -1)
    expected = bg_bb.expected_orders(TRUTH, HISTORY, np.array([horizon]))[:, 0]
    assert np.abs(drawn.mean(axis=1) - expected).max() < 4 * drawn.std() / np.sqrt(20_000)
    assert np.all(drawn == np.floor(drawn))
    assert drawn.max() <= np.ceil(horizon)


def simulated(n: int, ages: Array, seed: int) -> History:
    customer, period = bg_bb.simulate_log(TRUTH, ages, np.random.default_rng(seed))
    frequency = np.bincount(customer, minlength=n)
    recency = np.zeros(n)
    np.maximum.at(recency, customer, period)
    return unique_history(frequency, recency, ages)


def test_recovery_of_the_truth() -> None:
    ages = np.random.default_rng(8).integers(4, 13, 40_000).astype(float)
    history = simulated(40_000, ages, seed=9)
    fit = maximise("bg_bb", bg_bb.NAMES, lambda p: bg_bb.log_likelihood(p, history), bg_bb.starts(history), 40_000)
    errors = np.sqrt(np.diag(fit.covariance))
    assert np.abs((fit.log_parameters - TRUTH) / errors).max() < 3
    assert errors.max() < 0.1


@pytest.mark.slow
def test_intervals_cover_the_truth() -> None:
    """Of 100 bases drawn from the truth, the 90 % intervals of each parameter and of future orders hold it in 80-97."""
    inside = []
    for seed in range(100):
        history = simulated(4000, np.full(4000, 7.0), seed)
        fit = maximise(
            "bg_bb", bg_bb.NAMES, lambda p, h=history: bg_bb.log_likelihood(p, h), bg_bb.starts(history), 4000
        )
        errors = np.sqrt(np.diag(fit.covariance))
        near = np.abs(fit.log_parameters - TRUTH) <= 1.645 * errors
        draws = np.random.default_rng(seed).multivariate_normal(fit.log_parameters, fit.covariance, 100)
        future = [history.count @ bg_bb.expected_orders(p, history, np.array([5.0]))[:, 0] for p in draws]
        low, high = np.quantile(future, [0.05, 0.95])
        expected = history.count @ bg_bb.expected_orders(TRUTH, history, np.array([5.0]))[:, 0]
        inside.append([*near, low <= expected <= high])
    assert np.all((np.mean(inside, axis=0) >= 0.80) & (np.mean(inside, axis=0) <= 0.97))


def test_what_was_simulated_agrees_with_the_expectation() -> None:
    history = simulated(50_000, np.full(50_000, 8.0), seed=4)
    mean = history.count @ history.frequency / 50_000
    assert mean == pytest.approx(bg_bb.expected_orders_of_one(TRUTH, np.array([8.0]))[0], abs=0.05)


@pytest.mark.parametrize("rows", [([1], [2.5], [6]), ([1], [2], [6.5]), ([3], [2], [6])])
def test_continuous_time_is_refused(rows: tuple[list[float], list[float], list[float]]) -> None:
    history = History(*(np.array(column, dtype=float) for column in rows), count=np.ones(1))
    with pytest.raises(ModelError, match=r"opportunit.*bg_nbd"):
        bg_bb.log_likelihood(TRUTH, history)


def test_a_time_before_now_is_refused() -> None:
    with pytest.raises(ModelError, match="negative"):
        bg_bb.expected_orders(TRUTH, HISTORY, np.array([-1.0]))


def test_nobody_came_back() -> None:
    history = unique_history([0, 0], [0, 0], [6, 4], count=[500, 300])
    with pytest.raises(ModelError, match="trustworthy"):
        maximise("bg_bb", bg_bb.NAMES, lambda p: bg_bb.log_likelihood(p, history), bg_bb.starts(history), 800)
