"""Value by cell: means by hand, thin cells drawn in, and what a move is worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.migration import Pairs
from roi_engine.customers.value_grid import grid_change, value_grid
from roi_engine.errors import DataError

ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 90), st.integers(0, 5000)), min_size=1, max_size=20
)


def test_raw_means_and_what_an_empty_cell_takes() -> None:
    grid = value_grid([1, 1, 2], [1, 2, 1], [10, 30, 5], [100.0, 900.0, 10.0], 3, prior_customers=0)
    # empty cells: the mean of their class of recency (1000 / 40 = 25, 10 / 5 = 2), or of the base (1010 / 45)
    expected = [[10, 30, 25], [2, 2, 2], [1010 / 45] * 3]
    assert grid.value == pytest.approx(np.array(expected))
    assert grid.classes == 3
    assert grid.customers.sum() == 45


def test_thin_cells_are_drawn_towards_their_class() -> None:
    grid = value_grid([1, 2], [1, 1], [20, 60], [200.0, 1800.0], 2, prior_customers=20)
    # base 2000 / 80 = 25; class 1 (200 + 20 x 25) / 40 = 17.5; class 2 (1800 + 500) / 80 = 28.75
    # cell (1,1) (200 + 20 x 17.5) / 40 = 13.75; cell (2,1) (1800 + 20 x 28.75) / 80 = 29.6875; empty: the class
    assert grid.value == pytest.approx(np.array([[13.75, 17.5], [29.6875, 28.75]]))


@given(rows=ROWS, factor=st.floats(0.01, 100))
def test_money_in_another_unit_scales_the_grid(rows: list[tuple[int, ...]], factor: float) -> None:
    r, f, customers, total = np.array(rows).T
    grid = value_grid(r, f, customers, total, 3)
    assert value_grid(r, f, customers, factor * total, 3).value == pytest.approx(factor * grid.value)
    means = total / customers
    assert grid.value.min() >= means.min() - 1e-9
    assert grid.value.max() <= means.max() + 1e-9
    order = np.argsort(total, kind="stable")
    assert value_grid(r[order], f[order], customers[order], total[order], 3).value == pytest.approx(grid.value)


def test_what_a_move_is_worth() -> None:
    grid = value_grid([1, 1, 2, 2], [1, 2, 1, 2], [10] * 4, [10.0, 20.0, 30.0, 40.0], 2, prior_customers=0)
    pairs = Pairs(
        treated=np.ones(4, bool),
        before=np.array([[1, 1, 0], [2, 2, 0], [2, 1, 0], [0, 0, 0]]),
        after=np.array([[2, 2, 0], [1, 2, 0], [0, 0, 0], [2, 2, 0]]),
        count=np.ones(4, int),
    )
    moved = grid_change(pairs, grid)
    assert list(moved[:3]) == [3.0, -2.0, -3.0]
    assert math.isnan(moved[3])
    assert math.isnan(grid_change(pairs, grid, value_of_lost=math.nan)[2])


def test_what_cannot_be_a_grid() -> None:
    with pytest.raises(DataError, match="needs customers"):
        value_grid([], [], [], [])
    with pytest.raises(DataError, match="beyond 1 to 5"):
        value_grid([6], [1], [1], [1.0])
