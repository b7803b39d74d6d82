"""Spread from chance alone: against brute force over whole segments, and against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.chance import SAMPLED, chance, sampled_rows
from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS
from roi_engine.customers.rows import BaseRows, one_segment
from roi_engine.customers.spend import expected_amounts, value_moments
from tests.customers.simulated import PARAMETERS, base, few, logs, with_amounts

EDGES = np.array([0.0, 39])
SPEND = np.log([6.25, 8.0, 40.0])  # tails light enough for a brute-force variance


def amounts_of(rows: BaseRows, chosen: np.ndarray, orders: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Sums of amounts, drawn: first what the history says of nu, then the orders."""
    p, q, gamma = np.exp(SPEND)
    assert rows.mean_spend is not None
    x = rows.history.frequency[chosen]
    return rng.gamma(p * orders) / (rng.gamma(q + p * x) / (gamma + x * rows.mean_spend[chosen]))


@pytest.mark.parametrize("model", tuple(PARAMETERS))
def test_chance_is_the_spread_of_whole_simulated_segments(model: str) -> None:
    rows = with_amounts(base(model, 400, 4, EDGES, ages=(20.0, 60.0)).rows, 2)
    found = chance(MODELS[model], logs(model), rows, (0.0, 39.0), SPEND, 1)
    rng = np.random.default_rng(9)
    each = np.repeat(np.arange(rows.segment.size), rows.history.count.astype(int))
    history = rows.history.rows(each)
    drawn = np.stack([MODELS[model].simulate(logs(model), history, 39.0, rng) for _ in range(400)])
    amounts = np.stack([amounts_of(rows, each, one, rng) for one in drawn])
    assert found.value is not None
    for s in range(3):
        mine = rows.segment[each] == s
        for total, relative in ((drawn[:, mine], found.orders[s]), (amounts[:, mine], found.value[s])):
            sums = total.sum(axis=1)
            # 400 draws tell a standard deviation to 4 %, and the amounts have heavy tails.
            assert relative == pytest.approx(sums.std() / sums.mean(), rel=0.15)


def test_moments_of_amounts_are_those_of_draws() -> None:
    rows = with_amounts(base("bg_nbd", 500, 4, EDGES).rows, 2)
    chosen = np.repeat(np.flatnonzero(rows.history.frequency > 2), 400)
    orders = np.random.default_rng(1).poisson(3.0, chosen.size).astype(np.float64)
    drawn = amounts_of(rows, chosen, orders, np.random.default_rng(2))
    mean, square = value_moments(SPEND, rows, chosen, orders)
    np.testing.assert_allclose(mean, orders * expected_amounts(SPEND, rows)[chosen])
    assert drawn.sum() == pytest.approx(mean.sum(), rel=0.02)
    assert (drawn**2).sum() == pytest.approx(square.sum(), rel=0.05)


def test_amounts_without_a_finite_variance_are_capped() -> None:
    rows = with_amounts(base("bg_nbd", 100, 4, EDGES).rows, 2)
    nobody_again = np.flatnonzero(rows.history.frequency == 0)
    orders = np.ones(nobody_again.size)
    p = 6.0
    for q in (1.5, 2.0, 2.25):
        mean, square = value_moments(np.log([p, q, 15.0]), rows, nobody_again, orders)
        np.testing.assert_allclose(square / mean**2, (p + 1) / p * 5)


def test_four_times_the_customers_halve_the_chance() -> None:
    one = few()
    four = History(one.frequency, one.recency, one.age, one.count * 4)
    a, b = (
        chance(MODELS["bg_nbd"], logs("bg_nbd"), one_segment(each), (0.0, 20.0), None, 3).orders for each in (one, four)
    )
    assert b[0] == pytest.approx(a[0] / 2, rel=0.02)


def test_a_later_span_has_fewer_orders_and_more_chance() -> None:
    rows = one_segment(few())
    spans = ((0.0, 20.0), (10.0, 20.0))
    whole, later = (chance(MODELS["bg_nbd"], logs("bg_nbd"), rows, span, None, 3).orders[0] for span in spans)
    so_far = rows.history.count @ MODELS["bg_nbd"].expected_orders(logs("bg_nbd"), rows.history, np.array([10.0, 20]))
    assert later == pytest.approx(whole / np.sqrt(1 - so_far[0] / so_far[1]), rel=1e-3)


def test_a_segment_is_drawn_in_proportion_and_by_itself() -> None:
    rows = BaseRows(few(), np.array([0, 0, 1]), ("a", "b", "nobody"), None)
    drawn = sampled_rows(rows, 0, np.random.default_rng(1))
    assert drawn.size == SAMPLED
    assert np.bincount(drawn) / SAMPLED == pytest.approx([50 / 70, 20 / 70], abs=1e-3)
    assert sampled_rows(rows, 2, np.random.default_rng(1)).size == 0
    found = chance(MODELS["bg_nbd"], logs("bg_nbd"), rows, (0.0, 20.0), None, 3)
    assert found.orders[2] == 0
    assert found.value is None
    alone = BaseRows(few(), np.array([2, 2, 1]), ("nobody", "b", "a"), None)
    assert chance(MODELS["bg_nbd"], logs("bg_nbd"), alone, (0.0, 20.0), None, 3).orders[1] == found.orders[1]
