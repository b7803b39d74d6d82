"""Forecasts beside what came: intervals that hold as often as they say, naive forecasts, the model's own error."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.backtest import backtest, earlier_holdouts, naive_forecasts
from roi_engine.customers.choice import Holdout
from roi_engine.customers.projection import project
from roi_engine.customers.value import future_margin, future_orders, model_error
from roi_engine.errors import ModelError
from tests.customers.simulated import PARAMETERS, base, few

EDGES = np.linspace(0, 24, 7)


def test_a_forecast_is_judged_by_period_in_total_and_by_segment() -> None:
    made = base("bg_nbd", 2_000, 8, EDGES)
    found = project(made.rows, EDGES, model="bg_nbd", time_unit="week")
    judged = backtest(found, made.future_by_segment)
    assert [each.name for each in judged.segments] == list(made.rows.names)
    assert judged.total.actual_total == made.future.sum()
    np.testing.assert_array_equal(judged.segments[2].actual, made.future_by_segment[2])
    np.testing.assert_allclose(judged.total.forecast.mean, sum(each.forecast.mean for each in judged.segments))
    np.testing.assert_allclose(judged.total.errors, judged.total.forecast.mean - made.future.sum(axis=0))
    assert judged.total.error == pytest.approx(judged.total.total.mean[0] / made.future.sum() - 1)
    assert abs(judged.total.error) < 0.15
    assert judged.total.mean_absolute_error == pytest.approx(np.abs(judged.total.errors).mean())
    assert judged.naive == ()


def test_intervals_hold_about_as_often_as_they_say() -> None:
    held = []
    for seed in range(30):
        made = base("mbg_nbd", 1_000, seed, EDGES[[0, -1]])
        found = project(made.rows, EDGES[[0, -1]], model="mbg_nbd", time_unit="week")
        judged = backtest(found, made.future_by_segment, n_draws=2_000)
        held += [each.held for each in (*judged.segments, judged.total)]
    # 120 intervals of 80 %, of which 90 or so are independent: a standard error of 4 %.
    assert 0.68 <= np.mean(held) <= 0.92


def test_naive_forecasts() -> None:
    actual = np.array([10.0, 20, 30])
    past = np.array([1.0, 2, 3, 4, 5, 6])
    last, year = naive_forecasts(actual, past, 4)
    assert (last.name, year.name) == ("last_period", "last_year")
    np.testing.assert_array_equal(last.orders, [6, 6, 6])
    np.testing.assert_array_equal(year.orders, [3, 4, 5])
    assert last.error == pytest.approx(18 / 60 - 1)
    assert last.mean_absolute_error == pytest.approx((4 + 14 + 24) / 3)
    np.testing.assert_array_equal(naive_forecasts(np.ones(6), past, 4)[1].orders, [3, 4, 5, 6, 3, 4])
    assert [each.name for each in naive_forecasts(actual, past, 12)] == ["last_period"]
    assert [each.name for each in naive_forecasts(actual, past, None)] == ["last_period"]
    assert naive_forecasts(actual, None, 12) == ()


def test_actual_orders_of_another_shape_are_refused() -> None:
    found = project(base("bg_nbd", 500, 8, EDGES).rows, EDGES, model="bg_nbd", time_unit="week")
    with pytest.raises(ModelError, match="have the shape"):
        backtest(found, np.ones((1, 6)))


def test_the_error_of_a_model_that_holds_is_small() -> None:
    rng = np.random.default_rng(4)
    sd, n = 0.05, 4_000
    noise = rng.normal(0, sd, n)
    assert model_error(100 * np.exp(noise), np.full(n, 100.0), sd) < 0.012
    season = rng.normal(0, 0.2, n)
    assert model_error(100 * np.exp(noise + season), np.full(n, 100.0), sd) == pytest.approx(0.2, rel=0.05)


def test_few_holdouts_widen_the_error() -> None:
    # The 90 % points of Student's t with 1 and 2 degrees of freedom are 3.078 and 1.886, the normal one is 1.2816.
    assert model_error([110.0], [100.0]) == pytest.approx(np.log(1.1) * 3.0777 / 1.28155, rel=1e-4)
    miss = np.sqrt((np.log(1.1) ** 2 + np.log(0.9) ** 2) / 2)
    assert model_error([110.0, 90.0], [100.0, 100.0]) == pytest.approx(miss * 1.8856 / 1.28155, rel=1e-4)


@pytest.mark.parametrize("model", ["bg_nbd", "pareto_nbd"])
def test_earlier_holdouts_of_a_base_that_keeps_to_its_model(model: str) -> None:
    assert model in PARAMETERS
    bases = [base(model, 1_500, seed, EDGES[[0, -1]]) for seed in range(4)]
    holdouts = [Holdout(each.rows.history, 24.0, each.future[:, 0]) for each in bases]
    found = earlier_holdouts(model, [*holdouts, Holdout(few(), 24.0, np.zeros(3))], "week")
    np.testing.assert_array_equal(found.actual, [each.future.sum() for each in bases])
    assert len(found.failures) == 1
    assert np.all((found.sd > 0.02) & (found.sd < 0.15))
    assert found.model_error < 0.15
    assert np.isnan(earlier_holdouts(model, [], "week").model_error)


def test_the_models_own_error_widens_and_does_not_shift() -> None:
    found = project(base("bg_nbd", 2_000, 8, EDGES).rows, EDGES, model="bg_nbd", time_unit="week")
    plain, wider = (future_orders(found, 20_000, error=error)[-1].total for error in (0.0, 0.3))
    assert wider.mean[0] == pytest.approx(plain.mean[0], rel=0.01)
    # ln of the P90 / P10 of a lognormal with sd 0.3 is 2 x 1.2816 x 0.3 = 0.77.
    assert np.log(wider.p90[0] / wider.p10[0]) == pytest.approx(
        np.hypot(0.769, np.log(plain.p90[0] / plain.p10[0])), rel=0.03
    )
    value = [future_margin(found, 0.0, np.ones(6), 20_000, 1, 10.0, error).total.present for error in (0.0, 0.3)]
    assert value[1].p90[0] == pytest.approx(10 * wider.p90[0], rel=0.02)
    assert value[0].p90[0] == pytest.approx(10 * plain.p90[0], rel=0.02)
