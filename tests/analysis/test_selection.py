"""The set of members under a capital limit against trying every set, and against an integer program."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from roi_engine.analysis import selection
from roi_engine.analysis.outcomes import OutcomesError
from roi_engine.analysis.selection import SelectionError, select

members = st.lists(st.tuples(st.integers(-5, 20), st.integers(0, 12)), min_size=1, max_size=9)
decimals = st.lists(
    st.tuples(st.floats(0.5, 1e6), st.floats(0.5, 1e6)).map(lambda pair: (round(pair[0], 2), round(pair[1], 2))),
    min_size=1,
    max_size=9,
)


def named(pairs: list[tuple[float, float]]) -> list[str]:
    return [f"member {place}" for place in range(len(pairs))]


def columns(pairs: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    values, budgets = np.array(pairs, float).T
    return values, budgets


def every_set(pairs: list[tuple[float, float]], limit: float) -> tuple[float, float]:
    """Highest value within the limit and the smallest budget that gives it, by trying every set."""
    found = [
        (math.fsum(value for value, _ in chosen), -math.fsum(budget for _, budget in chosen))
        for size in range(len(pairs) + 1)
        for chosen in combinations(pairs, size)
    ]
    value, budget = max(each for each in found if -each[1] <= limit)
    return value, -budget


def test_worked_by_hand() -> None:
    # By value per budget a (3), c (2.5), b (2): greedy takes a and c for 13 of 6; b and c make 15 of 7.
    found = select(["a", "b", "c"], [3, 10, 5], [1, 5, 2], 7)
    assert (found.members, found.left_out) == (("b", "c"), ("a",))
    assert (found.value, found.budget, found.limit, found.unused) == (15, 7, 7, 0)


def test_of_equal_values_the_smaller_budget_is_taken() -> None:
    assert select(["a", "b", "c"], [6, 4, 2], [5, 3, 1], 5).members == ("b", "c")
    assert select(["a", "b"], [6, 6], [5, 4], 5).members == ("b",)
    assert select(["a", "b"], [6, 6], [5, 5], 5).members == ("a",)
    # 0.1 + 0.2 differs from 0.3 by rounding alone, in value and against the limit.
    assert select(["a", "b", "c"], [0.3, 0.1, 0.2], [5, 2, 2.5], 5).members == ("b", "c")
    assert select(["a", "b", "c"], [0.3, 0.1, 0.2], [4, 2, 2.5], 5).members == ("a",)
    assert select(["a", "b"], [1, 1], [0.1, 0.2], 0.3).members == ("a", "b")


def test_what_costs_nothing_is_taken_and_what_earns_nothing_is_not() -> None:
    found = select(["free", "idle", "bad", "dear"], [1, 0, -1, 100], [0, 0, 0, 10], 0)
    assert (found.members, found.value, found.budget) == (("free",), 1, 0)
    assert select(["bad"], [-1], [1], 10).members == ()


def test_without_a_limit_all_that_earn_are_taken() -> None:
    found = select(["a", "b", "c"], [1, 2, -3], [5, 6, 7], math.inf)
    assert (found.members, found.unused) == (("a", "b"), math.inf)


@given(members, st.integers(0, 60))
@settings(max_examples=300)
def test_agrees_with_trying_every_set(pairs: list[tuple[int, int]], limit: int) -> None:
    found = select(named(pairs), *columns(pairs), limit)
    assert (found.value, found.budget) == every_set(pairs, limit)


@given(decimals, st.floats(0, 1))
def test_agrees_with_trying_every_set_of_amounts(pairs: list[tuple[float, float]], share: float) -> None:
    limit = round(share * sum(budget for _, budget in pairs), 2)
    found = select(named(pairs), *columns(pairs), limit)
    assert found.value == pytest.approx(every_set(pairs, limit * (1 + 1e-12))[0], rel=1e-11)
    assert found.budget <= limit * (1 + 1e-11)


@given(decimals, st.floats(0, 1), st.floats(0, 1))
def test_more_capital_never_lowers_the_value(pairs: list[tuple[float, float]], one: float, two: float) -> None:
    total = sum(budget for _, budget in pairs)
    less, more = (select(named(pairs), *columns(pairs), share * total).value for share in sorted((one, two)))
    assert more >= less * (1 - 1e-11)


@given(members, st.floats(0, 100))
def test_a_limit_that_covers_every_budget_takes_all_that_earn(pairs: list[tuple[int, int]], spare: float) -> None:
    limit = sum(budget for _, budget in pairs) + spare
    found = select(named(pairs), *columns(pairs), limit)
    assert found.members == tuple(name for name, (value, _) in zip(named(pairs), pairs, strict=True) if value > 0)


@pytest.mark.parametrize(("n_members", "spread"), [(20, 5.0), (40, 40.0), (60, 10.0)])
def test_agrees_with_an_integer_program(n_members: int, spread: float) -> None:
    generator = np.random.default_rng(n_members)
    budgets = generator.uniform(10, 100, n_members)
    values = budgets + generator.uniform(0, spread, n_members)
    limit = 0.4 * budgets.sum()
    found = select([str(place) for place in range(n_members)], values, budgets, limit)
    program = milp(
        -values,
        constraints=LinearConstraint(budgets[None, :], ub=limit),
        bounds=Bounds(0, 1),
        integrality=np.ones(n_members),
        options={"mip_rel_gap": 0},
    )
    assert found.value == pytest.approx(-program.fun, rel=1e-9)
    assert found.budget <= limit


def test_twenty_members_of_the_hardest_kind_are_within_reach() -> None:
    # Value equal to budget: no bound helps, and every sum is a different number.
    amounts = np.sqrt(np.arange(2, 22))
    limit = 30.0
    found = select([str(place) for place in range(20)], amounts, amounts, limit)
    sums = np.zeros(1)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    assert found.value == pytest.approx(sums[sums <= limit].max(), rel=1e-12)


def test_too_many_efficient_sets_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "CAPACITY", 100)
    amounts = np.sqrt(np.arange(2, 22))
    with pytest.raises(SelectionError, match="20 members leave more than 100"):
        select([str(place) for place in range(20)], amounts, amounts, 30)


@pytest.mark.parametrize(
    ("values", "budgets", "limit", "said"),
    [
        ([1, 2], [1, 2], -1, "limit is -1"),
        ([1, 2], [1, 2], math.nan, "limit is nan"),
        ([1, 2], [1, -2], 1, "b; accepted: 0 or more"),
        ([1, math.nan], [1, 2], 1, "not finite numbers: b"),
        ([1], [1, 2], 1, "2 names"),
    ],
)
def test_what_cannot_be_chosen_from_is_refused(
    values: list[float], budgets: list[float], limit: float, said: str
) -> None:
    with pytest.raises(OutcomesError, match=said):
        select(["a", "b"], values, budgets, limit)
