"""Cells: totals tie, break-even by hand, a plan whose profit is counted customer by customer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.cells import break_even_response, cell_table, contact_plan, heat_map
from roi_engine.errors import DataError

SCORE = st.integers(1, 5)
ROWS = st.lists(st.tuples(SCORE, SCORE, SCORE, st.integers(1, 9), st.integers(0, 900)), min_size=1, max_size=50)


@given(rows=ROWS, seed=st.integers(0, 9))
def test_cells_sum_to_the_base_whatever_the_order(rows: list[tuple[int, ...]], seed: int) -> None:
    r, f, m, orders, amount = np.array(rows).T
    table = cell_table((r, f, m), orders, amount)
    assert table.customers.sum() == len(rows)
    assert table.orders.sum() == orders.sum()
    assert table.amount.sum() == amount.sum()
    assert len({*zip(table.r, table.f, table.m, strict=True)}) == table.r.size == len({row[:3] for row in rows})
    mixed = np.random.default_rng(seed).permutation(len(rows))
    again = cell_table((r[mixed], f[mixed], m[mixed]), orders[mixed], amount[mixed])
    assert (again.customers == table.customers).all()
    assert (again.amount == table.amount).all()
    # cells put together once more are the same cells
    twice = cell_table((table.r, table.f, table.m), table.orders, table.amount, table.customers)
    assert (twice.customers == table.customers).all()
    assert (twice.orders == table.orders).all()


@given(rows=ROWS)
def test_the_heat_map_is_the_base_by_recency_and_frequency(rows: list[tuple[int, ...]]) -> None:
    r, f, m, orders, amount = np.array(rows).T
    shown = heat_map(cell_table((r, f, m), orders, amount))
    for row in range(1, 6):
        for column in range(1, 6):
            inside = [each for each in rows if each[:2] == (row, column)]
            assert shown.customers[row - 1, column - 1] == len(inside)
            mean = shown.mean_amount[row - 1, column - 1]
            assert (
                math.isnan(mean) if not inside else mean == pytest.approx(sum(each[4] for each in inside) / len(inside))
            )


def test_means() -> None:
    table = cell_table(([5, 5, 1], [2, 2, 1], None), [3, 1, 0], [60.0, 20.0, 0.0])
    assert list(table.m) == [0, 0]
    assert list(table.mean_amount) == [0.0, 40.0]
    assert math.isnan(table.mean_order[0])
    assert table.mean_order[1] == 20.0


def test_break_even_is_cost_over_margin() -> None:
    assert break_even_response(0.5, 40) == 0.0125
    assert break_even_response(0, 40) == 0
    assert break_even_response(0.5, 0) == math.inf
    assert break_even_response(0.5, -3) == math.inf
    with pytest.raises(DataError, match="0 or more"):
        break_even_response(-1, 40)


def test_only_cells_above_break_even_are_contacted() -> None:
    table = cell_table(([1, 2, 3, 4], [1, 1, 1, 1], None), [1] * 4, customers=[100, 200, 300, 400])
    # break-even 0.02: below, at it, above, untested
    plan = contact_plan(table, [0.01, 0.02, 0.05, math.nan], 1.0, 50.0)
    assert plan.break_even == 0.02
    assert list(plan.worthwhile) == [False, False, True, False]
    assert plan.customers == 300
    # 300 contacts cost 300, 15 orders earn 750
    assert plan.total_profit == pytest.approx(450)
    assert plan.profit[0] == pytest.approx(-50)
    with pytest.raises(DataError, match="1 response rates for 4 cells"):
        contact_plan(table, [0.1], 1.0, 50.0)
