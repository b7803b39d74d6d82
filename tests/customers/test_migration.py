"""Two scorings: who moved, counted by hand; new and lost ones apart; everything ties to the customers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.migration import (
    Pairs,
    arm_of,
    directions,
    loss,
    mean_scores,
    score_change,
    score_transitions,
    segment_transitions,
    transition_matrix,
)
from roi_engine.errors import DataError

SCORES = st.tuples(*[st.integers(1, 5)] * 3)
THERE = st.tuples(SCORES, SCORES)
ROW = st.one_of(THERE, st.tuples(SCORES, st.just((0, 0, 0))), st.tuples(st.just((0, 0, 0)), SCORES))
ROWS = st.lists(st.tuples(ROW, st.booleans(), st.integers(1, 50)), min_size=1, max_size=40)


def pairs_of(rows: list[tuple[tuple[tuple[int, ...], tuple[int, ...]], bool, int]]) -> Pairs:
    return Pairs(
        treated=np.array([treated for _, treated, _ in rows]),
        before=np.array([scores[0] for scores, _, _ in rows], np.int64),
        after=np.array([scores[1] for scores, _, _ in rows], np.int64),
        count=np.array([count for _, _, count in rows], np.int64),
    )


BY_HAND = pairs_of(
    [
        (((3, 3, 3), (4, 3, 2)), True, 10),  # rose by 1
        (((5, 5, 5), (4, 5, 5)), True, 6),  # fell
        (((2, 1, 1), (1, 2, 2)), False, 3),  # R fell, F rose: flat in R + F, falling in R
        (((1, 1, 1), (0, 0, 0)), False, 4),  # lost
        (((0, 0, 0), (5, 1, 1)), False, 7),  # new
    ]
)


def test_directions_by_hand() -> None:
    both = directions(BY_HAND)
    assert (both.rising, both.flat, both.falling, both.new, both.lost) == (10, 3, 6, 7, 4)
    recency = directions(BY_HAND, "r")
    assert (recency.rising, recency.flat, recency.falling) == (10, 0, 9)
    assert both.shares == pytest.approx((10 / 19, 3 / 19, 6 / 19))


def test_mean_scores_by_hand() -> None:
    treated = mean_scores(arm_of(BY_HAND, treated=True))
    assert treated.n_customers == 16
    assert treated.before == pytest.approx((3.75, 3.75, 3.75))  # (10 x 3 + 6 x 5) / 16
    assert treated.after == pytest.approx((4.0, 3.75, 3.125))
    control = mean_scores(arm_of(BY_HAND, treated=False))
    assert (control.n_customers, control.before, control.after) == (3, (2, 1, 1), (1, 2, 2))


def test_a_matrix_by_hand() -> None:
    found = score_transitions(BY_HAND, "r")
    expected = np.zeros((5, 5), int)
    expected[2, 3], expected[4, 3], expected[1, 0] = 10, 6, 3
    assert (found.counts == expected).all()
    assert list(found.new) == [0, 0, 0, 0, 7]
    assert list(found.lost) == [4, 0, 0, 0, 0]
    assert found.shares[2, 3] == 1.0
    assert found.shares[0].sum() == 0.0


def test_segments_by_hand() -> None:
    found = segment_transitions(BY_HAND)
    place = {name: number for number, name in enumerate(found.labels)}
    assert found.counts[place["slowing"], place["loyal"]] == 10  # 333 to 432
    assert found.counts[place["champions"], place["champions"]] == 6
    assert found.lost[place["lost"]] == 4
    assert found.new[place["new"]] == 7


@given(rows=ROWS)
def test_every_customer_is_counted_once(rows: list[tuple[tuple[tuple[int, ...], tuple[int, ...]], bool, int]]) -> None:
    pairs = pairs_of(rows)
    total = sum(count for _, _, count in rows)
    found = directions(pairs)
    assert found.rising + found.flat + found.falling + found.new + found.lost == total
    matrices = [score_transitions(pairs, "r"), score_transitions(pairs, "f"), score_transitions(pairs, "m")]
    for matrix in (*matrices, segment_transitions(pairs)):
        assert matrix.counts.sum() == found.rising + found.flat + found.falling
        assert matrix.new.sum() == found.new
        assert matrix.lost.sum() == found.lost
    arms = [directions(arm_of(pairs, treated)) for treated in (True, False)]
    assert sum(arm.falling for arm in arms) == found.falling
    # the mean change of the scores is the change of the mean scores
    change, weight = score_change(pairs, "r"), pairs.count
    means = mean_scores(pairs)
    if means.n_customers:
        held = np.isfinite(change)
        assert means.after[0] - means.before[0] == pytest.approx(float(np.average(change[held], weights=weight[held])))


def test_new_and_lost_customers_have_no_change() -> None:
    assert np.isnan(score_change(BY_HAND)[3:]).all()
    assert list(loss(BY_HAND)[:4]) == [0, 0, 0, 1]
    assert math.isnan(loss(BY_HAND)[4])


def test_without_amounts() -> None:
    pairs = pairs_of([(((3, 5, 0), (5, 5, 0)), True, 2)])
    assert math.isnan(mean_scores(pairs).before[2])
    found = segment_transitions(pairs)
    place = {name: number for number, name in enumerate(found.labels)}
    assert found.counts[place["slowing"], place["champions"]] == 2


def test_nobody() -> None:
    nobody = arm_of(pairs_of([(((3, 3, 3), (3, 3, 3)), True, 1)]), treated=False)
    assert math.isnan(mean_scores(nobody).before[0])
    assert math.isnan(directions(nobody).shares[0])
    assert segment_transitions(nobody).counts.sum() == 0


def test_any_classes_may_be_followed() -> None:
    found = transition_matrix([1, 2, 0], [2, 0, 1], [5, 3, 2], ("a", "b"))
    assert found.counts.tolist() == [[0, 5], [0, 0]]
    assert (found.new.tolist(), found.lost.tolist()) == ([2, 0], [0, 3])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("before", np.zeros((2, 2), int), r"shape \(n, 3\)"),
        ("treated", np.array([True]), r"shape \(n,\)"),
        ("count", np.array([1, -1]), "must not be negative"),
        ("value_change", np.zeros(3), "change of value"),
        ("before", np.array([[0, 0, 0], [1, 1, 1]]), "there at one date at least"),
    ],
)
def test_arrays_that_do_not_fit(field: str, value: np.ndarray, said: str) -> None:
    good = {
        "treated": np.array([True, False]),
        "before": np.ones((2, 3), int),
        "after": np.array([[0, 0, 0], [1, 1, 1]]),
        "count": np.ones(2, int),
    }
    with pytest.raises(DataError, match=said):
        Pairs(**(good | {field: value}))
