"""Tables of the monitoring plots, and the relative value of a list."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS
from roi_engine.customers.monitoring import conditional_expectations, frequency_recency, tracking
from roi_engine.customers.relative_value import relative_value
from roi_engine.errors import DataError
from tests.customers.simulated import PARAMETERS, base, logs


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_tracking_uses_each_customers_own_entry(model: str) -> None:
    edges = np.array([0.0, 10, 20, 60])
    joined, count = np.array([0.0, 5, 12]), np.array([100.0, 50, 10])
    actual = np.array([20.0, 0, 50])
    found = tracking(MODELS[model], logs(model), (joined, count), edges, actual)

    def one(age: float) -> float:
        return float(MODELS[model].expected_orders_of_one(logs(model), np.array([age]))[0])

    up_to_20 = 100 * one(20) + 50 * one(15) + 10 * one(8)
    assert found.cumulative_expected[1] == pytest.approx(up_to_20)
    assert found.cumulative_expected[2] == pytest.approx(100 * one(60) + 50 * one(55) + 10 * one(48))
    assert found.expected[0] == pytest.approx(100 * one(10) + 50 * one(5))
    np.testing.assert_array_equal(found.cumulative_actual, [20, 20, 70])
    assert found.cumulative_error[1] == pytest.approx(up_to_20 / 20 - 1)


def test_nothing_has_come_yet() -> None:
    entries = np.zeros(1), np.ones(1)
    found = tracking(MODELS["bg_nbd"], logs("bg_nbd"), entries, np.array([0.0, 1, 2]), np.zeros(2))
    assert np.isnan(found.cumulative_error).all()


def test_tracking_follows_a_simulated_cohort() -> None:
    made = base("bg_nbd", 20_000, 1, np.array([0.0, 40]), ages=(20.0, 20.0))
    entries = np.zeros(1), np.array([20_000.0])
    came = [made.rows.history.count @ made.rows.history.frequency, made.future.sum()]
    found = tracking(MODELS["bg_nbd"], logs("bg_nbd"), entries, np.array([0.0, 20, 60]), np.array(came))
    np.testing.assert_allclose(found.cumulative_error, 0, atol=0.04)


def test_conditional_expectations_by_orders_so_far() -> None:
    made = base("bg_nbd", 20_000, 1, np.array([0.0, 30]))
    found = conditional_expectations(MODELS["bg_nbd"], logs("bg_nbd"), made.rows.history, 30.0, made.future[:, 0])
    assert found.frequency == ("0", "1", "2", "3", "4", "5", "6", "7+")
    assert found.customers.sum() == 20_000
    assert found.customers @ found.actual == pytest.approx(made.future.sum())
    three = made.rows.history.frequency == 3
    assert found.actual[3] == pytest.approx(made.future[three].sum() / made.rows.history.count[three].sum())
    assert np.all(np.diff(found.expected) > 0)
    np.testing.assert_allclose(found.expected, found.actual, rtol=0.15)


def test_a_class_without_customers_has_no_mean() -> None:
    one = History(np.array([2.0]), np.array([10.0]), np.array([20.0]), np.array([5.0]))
    found = conditional_expectations(MODELS["bg_nbd"], logs("bg_nbd"), one, 10.0, np.array([4.0]))
    assert np.isnan(found.actual[[0, 1, 3, 7]]).all()
    assert found.actual[2] == pytest.approx(0.8)


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_frequency_and_recency(model: str) -> None:
    found = frequency_recency(MODELS[model], logs(model), 40.0, 30.0, most_orders=12, n_silences=8)
    assert found.orders.shape == found.alive.shape == (13, 8)
    assert found.silence[0] == 0
    assert found.silence[-1] < 40
    one = History(np.array([5.0]), np.array([40 - found.silence[3]]), np.array([40.0]), np.ones(1))
    assert found.orders[5, 3] == pytest.approx(
        MODELS[model].expected_orders(logs(model), one, np.array([30.0]))[0, 0], rel=1e-9
    )
    assert found.alive[5, 3] == pytest.approx(MODELS[model].alive(logs(model), one, np.zeros(1))[0, 0], rel=1e-9)
    assert np.all(np.diff(found.alive[1:], axis=1) < 0)  # the longer silent, the more likely gone
    assert np.all(found.alive[0] == found.alive[0, 0])  # nobody's silence is known before a second order
    # Long silent, many orders are a worse sign than few (Fader, Hardie & Lee 2005, Journal of Marketing Research).
    assert found.orders[12, -1] < found.orders[2, -1]


def test_frequency_and_recency_of_opportunities() -> None:
    at = np.log([1.204, 0.750, 0.657, 2.783])
    found = frequency_recency(MODELS["bg_bb"], at, 6.0, 5.0, most_orders=6)
    np.testing.assert_array_equal(found.silence, np.arange(6))
    # Published for (x, t_x) out of 6: 0.58 orders of (4, 4), 0.59 of (1, 3) (Fader, Hardie & Shang 2010, table 5).
    assert found.orders[4, 2] == pytest.approx(0.58, abs=0.005)
    assert found.orders[1, 3] == pytest.approx(0.59, abs=0.005)
    assert found.alive[6, 0] == 1  # at the last opportunity, which was taken
    assert np.isnan(found.orders[5, 2])  # five orders in four opportunities


def test_relative_value_by_hand() -> None:
    found = relative_value(("best", "lost"), [100, 300], [6_000, 4_000], [1.0, 12.0], 0.05, 40.0)
    weight = np.array([6_000 * 0.95, 4_000 * 0.95**12])
    np.testing.assert_allclose(found.index, weight / weight.sum() / [0.25, 0.75])
    assert found.index @ found.customers / 400 == pytest.approx(1)
    assert found.margin.sum() == pytest.approx(40 * 400)
    np.testing.assert_allclose(found.margin_per_customer, 40 * found.index)
    assert found.evidence == "estimate"


def test_without_churn_only_the_amounts_count() -> None:
    found = relative_value(("a", "b", "nobody"), [1, 1, 0], [30, 10, 0], [0, 99, 0], 0.0, 1.0)
    np.testing.assert_allclose(found.index, [1.5, 0.5, 0])


def test_a_list_that_is_wrong_is_refused_with_every_fault() -> None:
    with pytest.raises(DataError) as refused:
        relative_value(("a", "b"), [1, -1], [1, 2, 3], [1, np.nan], 1.0, 40.0)
    assert [problem.path for problem in refused.value.problems] == ["customers", "amount", "silence", "churn_rate"]
    with pytest.raises(DataError, match="no customers or no amounts"):
        relative_value(("a",), [1], [0], [1], 0.1, 40.0)
