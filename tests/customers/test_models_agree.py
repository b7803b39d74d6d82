"""What every continuous-time order model must keep to, asked of each in turn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate

from roi_engine.customers.history import History, compressed, unique_history
from roi_engine.customers.models import MODELS, OrderModel, fit_orders, order_fit
from roi_engine.errors import ModelError
from tests.customers.order_cases import PARAMETERS, rows

NAMES = sorted(PARAMETERS)
AHEAD = np.array([0.0, 0.01, 1.0, 13.0, 52.0, 260.0])


def base(name: str, n: int, seed: int = 1, unit: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, t_x and T of n simulated customers in weeks on a day grid, put in `unit`s of a week."""
    generator = np.random.default_rng(seed)
    ages = generator.integers(180, 280, n) / 7
    customer, times = MODELS[name].simulate_log(PARAMETERS[name], ages, generator)
    days = np.minimum(np.ceil(times * 7), np.round(ages[customer] * 7))
    kept = np.ones(days.size, dtype=bool)
    kept[1:] = (np.diff(customer) > 0) | (np.diff(days) > 0)
    frequency = np.bincount(customer[kept], minlength=n).astype(float)
    recency = np.zeros(n)
    np.maximum.at(recency, customer[kept], days[kept] / 7)
    return frequency, recency * unit, ages * unit


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model(name: str) -> OrderModel:
    return MODELS[name]


def test_the_register_names_each_model_by_its_name() -> None:
    assert list(MODELS) == ["bg_nbd", "mbg_nbd", "pareto_nbd", "bg_bb"]
    for key, model in MODELS.items():
        assert key == model.name
        assert len(model.names) == 4
        assert model.paper


def test_compressed_rows_have_the_likelihood_of_the_customers(model: OrderModel, name: str) -> None:
    x, t_x, age = base(name, 700)
    single = model.log_likelihood(PARAMETERS[name], History(x, t_x, age, np.ones(x.size)))
    shared = model.log_likelihood(PARAMETERS[name], unique_history(x, t_x, age))
    assert shared[0] == pytest.approx(single[0], rel=1e-12)
    np.testing.assert_allclose(shared[1], single[1], rtol=1e-9, atol=1e-9)


def test_row_order_does_not_move_the_fit_by_a_bit(name: str) -> None:
    x, t_x, age = base(name, 700)
    order = np.random.default_rng(0).permutation(x.size)
    first = fit_orders(name, unique_history(x, t_x, age))
    second = fit_orders(name, unique_history(x[order], t_x[order], age[order]))
    np.testing.assert_array_equal(first.log_parameters, second.log_parameters)


def test_days_for_weeks_change_the_scale_parameters_alone(model: OrderModel, name: str) -> None:
    weeks = fit_orders(name, unique_history(*base(name, 1500)))
    days = fit_orders(name, unique_history(*base(name, 1500, unit=7.0)))
    scale = np.array([7.0 if each in ("alpha", "beta") else 1.0 for each in model.names])
    np.testing.assert_allclose(np.exp(days.log_parameters), scale * np.exp(weeks.log_parameters), rtol=1e-5)
    in_weeks, in_days = unique_history([2], [10.0], [30.0]), unique_history([2], [70.0], [210.0])
    for figure in (model.alive, model.expected_orders):
        np.testing.assert_allclose(
            figure(days.log_parameters, in_days, 7 * AHEAD), figure(weeks.log_parameters, in_weeks, AHEAD), rtol=1e-5
        )
    np.testing.assert_allclose(
        model.discounted_orders(days.log_parameters, in_days, 0.003 / 7),
        model.discounted_orders(weeks.log_parameters, in_weeks, 0.003),
        rtol=1e-5,
    )


def test_chances_are_chances_that_only_fall(model: OrderModel, name: str) -> None:
    alive = model.alive(PARAMETERS[name], rows(), AHEAD)
    assert alive.shape == (8, 6)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert (np.diff(alive, axis=1) <= 0).all()


def test_expected_orders_start_at_none_rise_and_bend(model: OrderModel, name: str) -> None:
    even = np.linspace(0, 200, 41)
    orders = model.expected_orders(PARAMETERS[name], rows(), even)
    assert np.abs(orders[:, 0]).max() < 1e-12
    steps = np.diff(orders, axis=1)
    assert (steps >= 0).all()
    assert (np.diff(steps, axis=1) <= 1e-12 * orders[:, -1:]).all()


def test_the_first_orders_come_at_the_rate_of_who_is_alive(model: OrderModel, name: str) -> None:
    history = rows()
    r, alpha = np.exp(PARAMETERS[name][:2])
    rate = model.alive(PARAMETERS[name], history, np.zeros(1))[:, 0] * (r + history.frequency) / (alpha + history.age)
    soon = model.expected_orders(PARAMETERS[name], history, np.array([1e-5]))[:, 0] / 1e-5
    np.testing.assert_allclose(soon, rate, rtol=1e-4)


def test_a_customer_without_history_is_one_just_acquired(model: OrderModel, name: str) -> None:
    empty = unique_history([0], [0], [0])
    np.testing.assert_allclose(
        model.expected_orders(PARAMETERS[name], empty, AHEAD)[0],
        model.expected_orders_of_one(PARAMETERS[name], AHEAD),
        rtol=1e-12,
    )


def test_discounted_orders_are_the_sum_over_time(model: OrderModel, name: str) -> None:
    rate, history = 0.01, rows()
    found = model.discounted_orders(PARAMETERS[name], history, rate)
    edges = np.linspace(0, 4500, 9001)
    orders = model.expected_orders(PARAMETERS[name], history, edges)
    summed = integrate.simpson(rate * np.exp(-rate * edges) * orders, edges, axis=1)  # by parts
    np.testing.assert_allclose(found, summed, rtol=2e-5, atol=1e-15)


def test_discounting_without_a_rate_is_refused(model: OrderModel, name: str) -> None:
    with pytest.raises(ModelError, match="above 0"):
        model.discounted_orders(PARAMETERS[name], rows(), 0.0)


def test_expected_orders_of_a_base_are_the_mean_of_many_futures(model: OrderModel, name: str) -> None:
    """Forward simulation from the start: those with one history at T go on as the formula says."""
    generator, logs = np.random.default_rng(8), PARAMETERS[name]
    age, ahead, n = 30.0, 30.0, 300_000
    customer, times = model.simulate_log(logs, np.full(n, age + ahead), generator)
    before = times <= age
    x = np.bincount(customer[before], minlength=n)
    later = np.bincount(customer[~before], minlength=n)
    last = np.zeros(n)
    np.maximum.at(last, customer[before], times[before])
    for low, high, frequency in ((0.0, 0.0, 0), (24.0, 30.0, 1), (5.0, 10.0, 1), (24.0, 30.0, 3)):
        alike = (x == frequency) & (last >= low) & (last <= high)
        history, places = compressed(x[alike], last[alike], np.full(alike.sum(), age))
        expected = model.expected_orders(logs, history, np.array([ahead]))[places, 0]
        error = (later[alike] - expected).std() / np.sqrt(alike.sum())
        assert alike.sum() > 1000
        assert abs((later[alike] - expected).mean()) < 4 * error


def test_a_drawn_future_has_the_expected_mean(model: OrderModel, name: str) -> None:
    generator, logs = np.random.default_rng(21), PARAMETERS[name]
    for x, t_x in ((0, 0.0), (2, 30.43), (26, 30.0)):
        one = unique_history([x], [t_x], [38.86])
        many = one.rows(np.zeros(40_000, dtype=np.intp))
        drawn = model.simulate(logs, many, 39.0, generator)
        expected = model.expected_orders(logs, one, np.array([39.0])).item()
        assert drawn.shape == (40_000,)
        assert drawn.mean() == pytest.approx(expected, abs=4 * drawn.std() / 200)
        silent = (drawn == 0).mean()
        assert silent >= 1 - model.alive(logs, one, np.zeros(1)).item() - 0.02


def test_a_drawn_log_has_the_expected_mean_and_order(model: OrderModel, name: str) -> None:
    ages = np.repeat([10.0, 60.0], 50_000)
    customer, times = model.simulate_log(PARAMETERS[name], ages, np.random.default_rng(2))
    assert (np.diff(customer) >= 0).all()
    assert (np.diff(times)[np.diff(customer) == 0] >= 0).all()
    assert ((times > 0) & (times <= ages[customer])).all()
    counts = np.bincount(customer, minlength=ages.size).reshape(2, -1)
    expected = model.expected_orders_of_one(PARAMETERS[name], np.array([10.0, 60.0]))
    np.testing.assert_array_less(np.abs(counts.mean(axis=1) - expected), 4 * counts.std(axis=1) / np.sqrt(50_000))


def test_true_parameters_are_found_again_within_their_errors(name: str) -> None:
    fit = fit_orders(name, unique_history(*base(name, 20_000, seed=5)))
    away = (fit.log_parameters - PARAMETERS[name]) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(away).max() < 4  # the day grid, on which two orders of one day are one, adds a small bias
    assert fit.n_starts_agreeing == fit.n_starts == 3


def test_a_large_base_is_searched_on_a_thinned_one_first(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    history = unique_history(*base(name, 4000))
    whole = fit_orders(name, history)
    monkeypatch.setattr(order_fit, "EXPLORED_ROWS", 600)
    thinned = fit_orders(name, history)
    np.testing.assert_allclose(thinned.log_parameters, whole.log_parameters, atol=1e-6)
    assert (thinned.n_starts, thinned.n_starts_agreeing) == (3, 3)


@pytest.mark.parametrize(
    ("x", "t_x", "age", "code"),
    [
        ([0.0] * 500, [0.0] * 500, [30.0] * 500, "too_few_repeat_buyers"),
        ([2.0, 1, 0], [5.0, 3, 0], [9.0, 9, 9], "too_few_repeat_buyers"),
        ([3.0] * 200, [10.0] * 200, [20.0] * 200, "fit_"),
        ([0.0] * 100 + [4.0] * 100, [0.0] * 100 + [30.0] * 100, [30.0] * 200, "fit_"),
    ],
)
def test_a_base_that_tells_nothing_is_refused_with_advice(
    name: str, x: list[float], t_x: list[float], age: list[float], code: str
) -> None:
    with pytest.raises(ModelError) as caught:
        fit_orders(name, unique_history(x, t_x, age))
    problem = caught.value.problems[0]
    assert problem.code.startswith(code)
    assert "longer window" in problem.hint


def test_an_unknown_model_is_answered_with_the_nearest() -> None:
    with pytest.raises(ModelError, match="did you mean 'bg_nbd'") as caught:
        fit_orders("bgnbd", rows())
    assert "pareto_nbd" in caught.value.problems[0].accepted
