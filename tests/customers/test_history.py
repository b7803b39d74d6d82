"""Rows of a base: checked, compressed, and the same whatever the order they came in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.history import History, compressed, unique_history
from roi_engine.errors import DataError

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, 3)).map(
        lambda row: (row[0], row[1] if row[0] else 0, row[1] + row[2])
    ),
    min_size=1,
    max_size=40,
)


def columns(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, ...]:
    return tuple(np.array(rows, dtype=float).T)


@given(ROWS)
def test_distinct_rows_are_the_counter_of_the_rows(rows: list[tuple[int, int, int]]) -> None:
    history = unique_history(*columns(rows))
    kept = list(zip(history.frequency, history.recency, history.age, strict=True))
    assert kept == sorted(set(rows))
    assert [rows.count(row) for row in kept] == list(history.count)
    assert history.n_customers == len(rows)
    assert history.n_repeat_buyers == sum(row[0] > 0 for row in rows)


@given(ROWS)
def test_every_customer_finds_their_row_again(rows: list[tuple[int, int, int]]) -> None:
    history, places = compressed(*columns(rows))
    np.testing.assert_array_equal(
        np.stack([history.frequency, history.recency, history.age])[:, places], np.stack(columns(rows))
    )


@given(ROWS, st.randoms(use_true_random=False))
def test_row_order_changes_nothing(rows: list[tuple[int, int, int]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = unique_history(*columns(rows)), unique_history(*columns(shuffled))
    for name in ("frequency", "recency", "age", "count", "frequencies", "frequency_row"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_weights_are_summed_and_rows_of_none_left_out() -> None:
    history = unique_history([1, 1, 0], [2, 2, 0], [5, 5, 5], [0.5, 1.5, 0])
    assert history.count.tolist() == [2.0]
    assert history.frequency.tolist() == [1.0]


def test_distinct_frequencies_point_back_at_the_rows() -> None:
    history = History(np.array([7.0, 0.0, 7.0]), np.array([3.0, 0, 4]), np.full(3, 9.0), np.ones(3))
    assert history.frequencies.tolist() == [0.0, 7.0]
    np.testing.assert_array_equal(history.frequencies[history.frequency_row], history.frequency)
    assert history.rows(slice(1, None)).frequency.tolist() == [0.0, 7.0]


def test_every_kind_of_fault_is_told_at_once() -> None:
    x = [np.nan, -1, 1.5, 1, 2, 0, 3]
    t_x = [1, 0, 1, -1, 9, 2, 0]
    with pytest.raises(DataError) as caught:
        unique_history(x, t_x, [5] * 7, [1, 1, 1, 1, 1, 1, -1])
    codes = [problem.code for problem in caught.value.problems]
    assert codes == [
        "history_not_finite",
        "history_weight",
        "history_frequency",
        "history_recency",
        "history_after_end",
        "history_recency_unpaired",
    ]
    after_end = caught.value.problems[4]
    assert "in 1 entries" in after_end.message
    assert "entry 5" in after_end.message
    assert "t_x = 9" in after_end.message


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (([1, 2], [1], [3, 3]), "history_lengths"),
        (([1], [1], [3], [1, 2]), "history_lengths"),
        (([], [], []), "history_empty"),
        (([1], [1], [3], [0]), "history_empty"),
    ],
)
def test_a_base_that_cannot_be_read_is_refused(arguments: tuple[list[float], ...], code: str) -> None:
    with pytest.raises(DataError) as caught:
        unique_history(*arguments)
    assert [problem.code for problem in caught.value.problems] == [code]
