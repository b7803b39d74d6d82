"""The projection of a base: curves on nodes against every row by itself, and the identities that the rates keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.curves import segment_curves
from roi_engine.customers.history import History, unique_history
from roi_engine.customers.models import MODELS, fit_orders
from roi_engine.customers.nodes import gathering, stencil
from roi_engine.customers.projection import Projection, project
from roi_engine.customers.residual import residual_orders
from roi_engine.customers.rows import BaseRows, SpendRows, one_segment
from roi_engine.customers.value import future_margin, future_orders
from roi_engine.errors import DataError, ModelError
from tests.customers.simulated import PARAMETERS, base, few, logs, with_amounts

EDGES = np.linspace(0, 39, 10)
CONTINUOUS = tuple(PARAMETERS)


def by_row(model: str, rows: BaseRows, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    alive = MODELS[model].alive(logs(model), rows.history, edges) * rows.history.count[:, None]
    orders = MODELS[model].expected_orders(logs(model), rows.history, edges) * rows.history.count[:, None]
    each = [rows.segment == s for s in range(rows.n_segments)]
    return np.stack([alive[s].sum(axis=0) for s in each]), np.diff([orders[s].sum(axis=0) for s in each], axis=1)


@pytest.mark.parametrize("model", CONTINUOUS)
@pytest.mark.parametrize("n", [300, 20_000])  # every (x, T) a node; spread over the grid
def test_curves_on_nodes_are_those_of_every_row(model: str, n: int) -> None:
    rows = base(model, n, 3, EDGES, ages=(0.5, 156.0)).rows
    edges = np.array([0.0, 1, 5, 30, 100, 260])
    found = segment_curves(MODELS[model], logs(model), rows, edges)
    active, orders = by_row(model, rows, edges)
    np.testing.assert_allclose(found.active, active, rtol=1e-4)
    np.testing.assert_allclose(found.orders, orders, rtol=1e-4)
    assert gathering(rows).nodes.frequency.size <= 4_000


@given(value=st.floats(-2, 12), cubic=st.tuples(*[st.floats(-3, 3)] * 4))
def test_the_stencil_is_exact_for_cubics(value: float, cubic: tuple[float, ...]) -> None:
    grid = np.array([0.0, 1, 2, 4, 7, 11])
    index, weight = stencil(np.array([value]), grid)
    assert weight.sum() == pytest.approx(1)
    assert (weight * np.polyval(cubic, grid[index])).sum() == pytest.approx(np.polyval(cubic, value), abs=1e-6)


def donors() -> BaseRows:
    parameters = np.log([1.204, 0.750, 0.657, 2.783])  # of a charity's donors (Fader, Hardie & Shang 2010)
    rng = np.random.default_rng(1)
    ages = rng.integers(3, 9, 3_000).astype(np.float64)
    customer, time = MODELS["bg_bb"].simulate_log(parameters, ages, rng)
    recency = np.zeros(3_000)
    np.maximum.at(recency, customer, time)
    history = unique_history(np.bincount(customer, minlength=3_000), recency, ages)
    return BaseRows(history, (history.frequency > 2).astype(np.intp), ("few", "many"), None)


def test_a_discrete_model_is_projected_in_opportunities() -> None:
    rows, edges = donors(), np.arange(5.0)
    found = project(rows, edges, model="bg_bb", time_unit="opportunity")
    at = found.model.log_parameters
    orders = MODELS["bg_bb"].expected_orders(at, rows.history, edges[1:]) * rows.history.count[:, None]
    for s, segment in enumerate(found.segments):
        each = segment.orders_at(np.zeros((1, 4)), found.lengths)[0]
        np.testing.assert_allclose(np.cumsum(each), orders[rows.segment == s].sum(axis=0), rtol=1e-9)
        assert 0 < segment.chance < 0.2


def projected(model: str = "bg_nbd", **more: object) -> Projection:
    rows = base(model, 2_000, 5, EDGES).rows
    return project(rows, EDGES, model=model, time_unit="week", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", CONTINUOUS)
def test_rates_give_back_the_orders(model: str) -> None:
    rows = base(model, 2_000, 5, EDGES).rows
    edges = EDGES + 4
    found = project(rows, edges, model=model, time_unit="week")
    curves = segment_curves(MODELS[model], found.model.log_parameters, rows, edges)
    for s, segment in enumerate(found.segments):
        active = segment.active.base * np.cumprod((1 - segment.churn_rate.base) ** found.lengths)
        np.testing.assert_allclose(active, curves.active[s, 1:], rtol=1e-10)
        orders = active * segment.orders_rate.base * found.lengths
        np.testing.assert_allclose(orders, curves.orders[s], rtol=1e-10)
        np.testing.assert_allclose(segment.orders_at(np.zeros((1, 4)), found.lengths)[0], orders)
    assert sum(segment.customers for segment in found.segments) == pytest.approx(2_000)


def test_the_unit_of_time_changes_no_orders() -> None:
    rows = base("bg_nbd", 2_000, 5, EDGES).rows
    weeks = rows.history
    days = BaseRows(
        History(weeks.frequency, weeks.recency * 7, weeks.age * 7, weeks.count), rows.segment, rows.names, None
    )
    in_weeks = project(rows, EDGES, model="bg_nbd", time_unit="week")
    in_days = project(days, EDGES * 7, model="bg_nbd", time_unit="day")
    for one, other in zip(in_weeks.segments, in_days.segments, strict=True):
        zero = np.zeros((1, 4))
        np.testing.assert_allclose(
            one.orders_at(zero, in_weeks.lengths), other.orders_at(zero, in_days.lengths), rtol=1e-5
        )
        np.testing.assert_allclose(1 - one.churn_rate.base, (1 - other.churn_rate.base) ** 7, rtol=1e-6)


def test_the_order_of_rows_changes_nothing() -> None:
    rows = with_amounts(base("bg_nbd", 1_000, 5, EDGES).rows, 1)
    assert rows.repeat_amount is not None
    shuffled = np.random.default_rng(1).permutation(rows.segment.size)
    turned = BaseRows(rows.history.rows(shuffled), rows.segment[shuffled], rows.names, rows.repeat_amount[shuffled])
    fit = fit_orders("bg_nbd", rows.history)
    one, other = (project(each, EDGES, time_unit="week", fit=fit) for each in (rows, turned))
    for a, b in zip(one.segments, other.segments, strict=True):
        np.testing.assert_allclose(a.orders_rate.base, b.orders_rate.base, rtol=1e-9)
        np.testing.assert_allclose(a.orders_rate.loadings, b.orders_rate.loadings, atol=1e-7)
        assert a.amount is not None
        assert b.amount is not None
        np.testing.assert_allclose(a.amount.base, b.amount.base, rtol=1e-9)


def test_amounts_are_weighed_by_the_orders_expected() -> None:
    rows = with_amounts(base("bg_nbd", 3_000, 5, EDGES).rows, 1)
    found = project(rows, EDGES, model="bg_nbd", time_unit="week")
    assert found.spend is not None
    p, q, gamma = np.exp(found.spend.log_parameters)
    x, amount = rows.history.frequency, rows.repeat_amount
    expected = p * (gamma + amount) / (p * x + q - 1)  # note 025, with x zbar the sum of the amounts
    orders = MODELS["bg_nbd"].expected_orders(found.model.log_parameters, rows.history, EDGES[[-1]])[:, 0]
    for s, segment in enumerate(found.segments):
        mine = rows.segment == s
        assert segment.amount is not None
        weighed = (expected * orders)[mine].sum() / orders[mine].sum()
        assert segment.amount.base[0] == pytest.approx(weighed, rel=1e-5)
        assert segment.amount.loadings.shape == (7, 1)
        assert not segment.amount.loadings[:4].any()
        assert not segment.orders_rate.loadings[4:].any()
    handed = project(rows, EDGES, model="bg_nbd", time_unit="week", spend=found.spend, fit=found.model)
    assert handed.segments[2].amount.base == found.segments[2].amount.base  # type: ignore[union-attr]


def test_shared_rows_need_spend_rows_of_their_own() -> None:
    rows = one_segment(few(), np.array([0.0, 600, 900]))
    with pytest.raises(ModelError, match="stand alone"):
        project(rows, EDGES, time_unit="week", fit=projected().model)
    rng = np.random.default_rng(2)
    x = rng.integers(1, 9, 900).astype(float)
    spend = SpendRows(x, rng.gamma(6.25 * x) / x / rng.gamma(3.74, 1 / 15.44, 900), np.ones(900))
    found = project(rows, EDGES, time_unit="week", fit=projected().model, spend=spend)
    assert found.segments[0].amount is not None


@pytest.mark.parametrize("model", CONTINUOUS)
def test_residual_orders_are_those_that_come_after_the_horizon(model: str) -> None:
    rows = one_segment(few())
    on, rate, horizon = gathering(rows), 0.02, 39.0
    order_model = MODELS[model]
    mass = on.masses(order_model.alive(logs(model), rows.history, np.zeros(1))[:, 0] * rows.history.count)
    found = residual_orders(order_model, logs(model), mass, on.nodes, (horizon, rate))
    times = horizon + np.linspace(0, 900, 9_001)
    so_far = rows.history.count @ order_model.expected_orders(logs(model), rows.history, times)
    midpoints = (times[1:] + times[:-1]) / 2 - horizon
    assert found[0] == pytest.approx(np.exp(-rate * midpoints) @ np.diff(so_far), rel=1e-4)


def test_value_within_and_beyond_the_horizon() -> None:
    rows = with_amounts(base("pareto_nbd", 3_000, 5, EDGES).rows, 1)
    found = project(rows, EDGES, model="pareto_nbd", time_unit="week")
    discount = np.exp(-0.005 * EDGES[1:])
    value = future_margin(found, [0.2, 0.3, 0.4], discount, 4_000)
    zero = np.zeros((1, 7))
    for segment, part, share in zip(found.segments, value.segments, (0.2, 0.3, 0.4), strict=True):
        assert segment.amount is not None
        expected = segment.orders_at(zero, found.lengths)[0] * segment.amount.base * share
        np.testing.assert_allclose(part.periods.mean, expected, rtol=0.05)
        assert part.present.mean[0] == pytest.approx(part.periods.mean @ discount)
        assert part.present.p10[0] < part.present.mean[0] < part.present.p90[0]
        assert part.beyond.mean[0] > 0
    assert value.total.present.mean[0] == pytest.approx(sum(part.present.mean[0] for part in value.segments))
    flat = future_margin(found, 0.3, np.ones(9), 100)
    assert np.isnan(flat.total.beyond.mean[0])


def test_margin_of_an_order_stands_in_for_amounts() -> None:
    found = projected()
    with pytest.raises(ModelError, match="amounts of orders are not known"):
        future_margin(found, 0.3, np.ones(9))
    value = future_margin(found, 0.0, np.ones(9), 4_000, margin_per_order=10.0)
    orders = future_orders(found, 4_000)
    assert value.total.present.mean[0] == pytest.approx(10 * orders[-1].total.mean[0])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"model": "bgnbd"}, "did you mean 'bg_nbd'"),
        ({"time_unit": "weeks"}, "did you mean 'week'"),
        ({"edges": np.array([0.0, 5, 5])}, "do not increase"),
        ({"edges": np.array([-1.0, 5])}, "do not increase"),
        ({"edges": np.array([1.0])}, "no edges"),
    ],
)
def test_a_wrong_question_is_refused(more: dict[str, object], words: str) -> None:
    asked = {"edges": EDGES, "model": "bg_nbd", "time_unit": "week", **more}
    with pytest.raises(ModelError, match=words):
        project(one_segment(few()), asked.pop("edges"), **asked)  # type: ignore[arg-type]


def test_rows_that_do_not_fit_are_refused_with_every_fault() -> None:
    rows = BaseRows(few(), np.array([0, 1, 2]), ("a", "b"), np.array([0.0, -1, 2]))
    with pytest.raises(DataError) as refused:
        project(rows, EDGES, time_unit="week")
    assert [problem.code for problem in refused.value.problems] == ["segment", "amount"]
