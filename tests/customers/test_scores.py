"""Scores: exact quantiles, equal values in one class, the best key always at the top, row order without a say."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from roi_engine.customers.scores import (
    Histogram,
    cut_points_on,
    day_number,
    histogram_of,
    independent_cuts,
    quantile_cuts,
    score_of,
    scores_of,
)
from roi_engine.errors import DataError

TODAY = date(2024, 6, 30)
KEYS = st.lists(st.integers(-50, 50), min_size=1, max_size=60)
CLASSES = st.integers(2, 10)
CUSTOMERS = st.lists(st.tuples(st.integers(0, 900), st.integers(1, 6), st.integers(1, 5000)), min_size=1, max_size=80)


def columns(rows: list[tuple[int, int, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    silent, orders, cents = np.array(rows, np.int64).T
    return day_number(TODAY) - silent, orders, cents


def test_ten_distinct_values_make_five_equal_classes() -> None:
    keys = [70, 10, 20, 90, 50, 30, 100, 40, 60, 80]
    cuts = quantile_cuts(histogram_of(keys), 5)
    assert cuts == (20, 40, 60, 80)
    assert list(score_of(sorted(keys), cuts)) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


@given(keys=KEYS, classes=CLASSES)
def test_cuts_are_the_discrete_quantiles_below_the_best_key(keys: list[int], classes: int) -> None:
    ordered = sorted(keys)
    distinct = sorted(set(keys))
    highest_cut = distinct[-2] if len(distinct) > 1 else distinct[0]
    # the smallest key with at least j/k of the base at or below it, counted one by one
    expected = []
    for j in range(1, classes):
        place = next(i for i in range(len(ordered)) if (i + 1) * classes >= j * len(ordered))
        expected.append(min(ordered[place], highest_cut))
    assert quantile_cuts(histogram_of(keys), classes) == tuple(expected)


@given(keys=KEYS, classes=CLASSES, seed=st.integers(0, 99))
def test_scores_keep_order_and_ties_and_do_not_see_the_rows(keys: list[int], classes: int, seed: int) -> None:
    array = np.array(keys)
    cuts = quantile_cuts(histogram_of(array), classes)
    scores = score_of(array, cuts)
    shuffle = np.random.default_rng(seed).permutation(len(keys))
    assert quantile_cuts(histogram_of(array[shuffle]), classes) == cuts
    assert (score_of(array[shuffle], cuts) == scores[shuffle]).all()
    order = np.argsort(array)
    assert (np.diff(scores[order]) >= 0).all()
    assert all(len(set(scores[array == key])) == 1 for key in set(keys))
    assert scores.min() >= 1
    assert scores.max() == (classes if len(set(keys)) > 1 else 1)


@given(keys=KEYS, classes=CLASSES, factor=st.integers(1, 1000), shift=st.integers(-100, 100))
def test_a_change_of_unit_changes_no_score(keys: list[int], classes: int, factor: int, shift: int) -> None:
    first, second = np.array(keys), np.array(keys) * factor + shift
    assert (
        score_of(first, quantile_cuts(histogram_of(first), classes))
        == score_of(second, quantile_cuts(histogram_of(second), classes))
    ).all()


def test_ties_leave_the_classes_next_to_them_empty() -> None:
    orders = [1] * 6 + [2] * 2 + [3, 9]
    assert list(score_of(orders, quantile_cuts(histogram_of(orders), 5))) == [1] * 6 + [4, 4, 5, 5]


def test_a_key_that_most_share_at_the_top_is_the_best() -> None:
    days = [100] * 2 + [200] * 8
    assert list(score_of(days, quantile_cuts(histogram_of(days), 5))) == [1, 1] + [5] * 8


def test_a_base_of_one_value_scores_one() -> None:
    assert set(score_of([4, 4, 4], quantile_cuts(histogram_of([4, 4, 4]), 5))) == {1}


def test_a_histogram_with_counts_is_that_of_the_rows() -> None:
    counted = histogram_of([5, 3, 5], [2, 1, 4])
    assert list(counted.values) == [3, 5]
    assert list(counted.counts) == [1, 6]
    assert counted.n_customers == 7


@given(rows=CUSTOMERS, classes=CLASSES)
def test_nested_scores_are_those_of_each_class_alone(rows: list[tuple[int, int, int]], classes: int) -> None:
    days, orders, cents = columns(rows)
    scores = scores_of(cut_points_on(days, orders, cents, TODAY, kind="nested", classes=classes), days, orders, cents)
    assert scores.m is not None
    assert (scores.r == score_of(days, quantile_cuts(histogram_of(days), classes))).all()
    for r in set(scores.r.tolist()):
        inside = scores.r == r
        assert (
            scores.f[inside] == score_of(orders[inside], quantile_cuts(histogram_of(orders[inside]), classes))
        ).all()
        for f in set(scores.f[inside].tolist()):
            both = inside & (scores.f == f)
            assert (scores.m[both] == score_of(cents[both], quantile_cuts(histogram_of(cents[both]), classes))).all()


@given(rows=CUSTOMERS, classes=CLASSES)
def test_independent_scores_are_those_of_each_key_alone(rows: list[tuple[int, int, int]], classes: int) -> None:
    days, orders, cents = columns(rows)
    scores = scores_of(cut_points_on(days, orders, cents, TODAY, classes=classes), days, orders, cents)
    for score, keys in ((scores.r, days), (scores.f, orders), (scores.m, cents)):
        assert score is not None
        assert (score == score_of(keys, quantile_cuts(histogram_of(keys), classes))).all()


def test_an_empty_nested_class_takes_the_cut_points_around_it() -> None:
    # everybody ordered today or 400 days ago: classes 2 to 4 of recency are empty
    days = np.repeat([day_number(TODAY) - 400, day_number(TODAY)], 5)
    orders = np.array([1, 2, 3, 4, 5, 11, 12, 13, 14, 15])
    cuts = cut_points_on(days, orders, None, TODAY, kind="nested")
    assert cuts.frequency[0] == (1, 2, 3, 4)
    assert cuts.frequency[4] == (11, 12, 13, 14)
    assert cuts.frequency[1:4] == ((2, 4, 11, 13),) * 3


@given(rows=CUSTOMERS, later=st.integers(0, 400))
def test_frozen_cut_points_let_silent_customers_age_and_nothing_else(
    rows: list[tuple[int, int, int]], later: int
) -> None:
    days, orders, cents = columns(rows)
    cuts = cut_points_on(days, orders, cents, TODAY)
    now, then = (scores_of(cuts, days, orders, cents, at=TODAY + timedelta(days=each)) for each in (0, later))
    assert (then.r <= now.r).all()
    assert (then.f == now.f).all()
    # whoever orders as many days later keeps the score
    moved = scores_of(cuts, days + later, orders, cents, at=TODAY + timedelta(days=later))
    assert (moved.r == now.r).all()


def test_recency_is_stated_as_days_since_the_last_order() -> None:
    silent = np.arange(10)  # 0 .. 9 days, two a class: 0-1 score 5, 8-9 score 1
    cuts = cut_points_on(day_number(TODAY) - silent, np.ones(10, int), None, TODAY)
    assert cuts.recency == (1, 3, 5, 7)
    assert cuts.monetary == ()


def test_amounts_may_be_unknown() -> None:
    days, orders, _ = columns([(3, 1, 1), (40, 2, 1), (80, 3, 1)])
    assert scores_of(cut_points_on(days, orders, None, TODAY), days, orders).m is None
    nested = cut_points_on(days, orders, None, TODAY, kind="nested")
    assert scores_of(nested, days, orders).m is None


def test_an_order_after_the_scoring_date_is_refused() -> None:
    with pytest.raises(DataError, match="2024-07-01 lies after the scoring date 2024-06-30"):
        independent_cuts(histogram_of([day_number(TODAY) + 1]), histogram_of([1]), None, TODAY)


@pytest.mark.parametrize("classes", [1, 11])
def test_too_few_or_too_many_classes_are_refused(classes: int) -> None:
    with pytest.raises(DataError, match="2 to 10"):
        quantile_cuts(histogram_of([1, 2]), classes)


def test_keys_that_are_not_whole_are_refused() -> None:
    with pytest.raises(DataError, match="whole numbers"):
        histogram_of([1.5, 2.0])
    with pytest.raises(DataError, match="distinct and ascending"):
        Histogram(np.array([2, 1]), np.array([1, 1]))
