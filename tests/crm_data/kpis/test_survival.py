"""Spans that are not over: beside scipy's curve, the curve of customers, and what is known without censoring."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roi_engine.crm_data.kpis.survival import (
    Spans,
    bounds,
    quantile,
    restricted_mean,
    share_within,
    spans_of,
)
from roi_engine.customers.kaplan_meier import kaplan_meier

rows = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=2, max_size=40)


def curve_of(lasted: list[tuple[int, bool]]) -> Spans:
    seconds = np.array([one for one, _ in lasted], np.int64)
    over = np.array([ended for _, ended in lasted])
    return spans_of(seconds, over.astype(np.int64), (~over).astype(np.int64))


@given(rows)
def test_the_curve_is_that_of_customers_who_leave(lasted: list[tuple[int, bool]]) -> None:
    curve = curve_of(lasted)
    other = kaplan_meier([one for one, _ in lasted], [ended for _, ended in lasted])
    assert curve.time.tolist() == other.time.tolist()
    assert curve.share == pytest.approx(other.share)
    low, high = bounds(curve)
    inside = (other.share > 0) & (other.share < 1)
    assert low[inside] == pytest.approx(other.lower[inside])
    assert high[inside] == pytest.approx(other.upper[inside])


@given(rows, st.randoms(use_true_random=False))
def test_order_and_counts_do_not_matter(lasted: list[tuple[int, bool]], random: Random) -> None:
    shuffled = random.sample(lasted, len(lasted))
    assert restricted_mean(curve_of(shuffled)) == restricted_mean(curve_of(lasted))
    seconds = np.unique([one for one, _ in lasted])
    ended = [sum(1 for one, over in lasted if one == at and over) for at in seconds]
    unseen = [sum(1 for one, over in lasted if one == at and not over) for at in seconds]
    counted = spans_of(seconds, np.array(ended), np.array(unseen))
    assert restricted_mean(counted) == restricted_mean(curve_of(lasted))
    assert quantile(counted, 0.5) == quantile(curve_of(lasted), 0.5)


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=60))
def test_where_all_are_over_it_is_the_mean_and_the_median(lasted: list[int]) -> None:
    curve = curve_of([(one, True) for one in lasted])
    found = restricted_mean(curve)
    assert found.value == pytest.approx(np.mean(lasted))
    assert found.se == pytest.approx(stats.sem(lasted), abs=1e-9)
    assert curve.still_open == pytest.approx(0, abs=1e-12)
    assert quantile(curve, 0.5).value == np.quantile(lasted, 0.5, method="inverted_cdf")
    assert quantile(curve, 0.9).value == np.quantile(lasted, 0.9, method="inverted_cdf")


@given(rows)
def test_taking_open_ones_for_finished_never_lengthens(lasted: list[tuple[int, bool]]) -> None:
    found = restricted_mean(curve_of(lasted)).value
    if found is not None:
        assert found >= np.mean([one for one, _ in lasted]) - 1e-9


def test_a_worked_example() -> None:
    """Ended at 1, 3 and 4, last seen at 2 and 4: S = 4/5, 4/5 2/3 = 8/15, 4/15."""
    curve = curve_of([(1, True), (2, False), (3, True), (4, True), (4, False)])
    assert curve.share == pytest.approx([4 / 5, 8 / 15, 4 / 15])
    found = restricted_mean(curve)
    assert found.value == pytest.approx(1 + 2 * 4 / 5 + 1 * 8 / 15)
    ahead = [2 * 4 / 5 + 8 / 15, 8 / 15, 0]
    greenwood = [1 / (5 * 4), 1 / (3 * 2), 1 / (2 * 1)]
    variance = 3 / 2 * sum(a**2 * g for a, g in zip(ahead, greenwood, strict=True))
    assert found.se == pytest.approx(math.sqrt(variance))
    assert quantile(curve, 0.5).value == 4
    assert quantile(curve, 0.9).value is None  # 4/15 are left at the end
    assert curve.still_open == pytest.approx(4 / 15)
    assert share_within(curve, 2).value == pytest.approx(1 / 5)
    assert share_within(curve, 5).value is None  # nobody was watched for so long
    assert share_within(curve, 0).value == 0


def test_the_error_of_the_mean_is_what_a_simulation_finds() -> None:
    generator = np.random.default_rng(5)
    n, draws, limit = 150, 1500, 20.0
    found, told = [], []
    for _ in range(draws):
        lasts, seen = generator.exponential(8, n), np.minimum(generator.uniform(2, 40, n), limit)
        both = np.minimum(lasts, seen)
        curve = curve_of([(int(1000 * one), bool(over)) for one, over in zip(both, lasts <= seen, strict=True)])
        estimate = restricted_mean(curve)
        found.append((estimate.value or 0) / 1000)
        told.append((estimate.se or 0) / 1000)
    assert np.mean(found) == pytest.approx(8 * (1 - math.exp(-limit / 8)), rel=0.01)
    assert np.mean(told) == pytest.approx(np.std(found), rel=0.08)


def test_nothing_over_says_nothing() -> None:
    curve = curve_of([(3, False), (5, False)])
    assert [restricted_mean(curve).value, quantile(curve, 0.5).value] == [None, None]
    assert restricted_mean(curve).n == 2
    assert share_within(curve, 4).value == 0
    assert share_within(curve, 9).value is None
    empty = spans_of(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert (restricted_mean(empty).value, share_within(empty, 1).value, empty.n) == (None, None, 0)
