"""Dominance against its textbook definitions: distribution functions and their integrals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roi_engine.analysis.dominance import dominance

GRID = (np.arange(4096) + 0.5) / 4096
samples = st.integers(1, 7).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(-3, 3), min_size=n, max_size=n) for _ in "ab"])
)


def below(draws: np.ndarray, at: float) -> int:
    """Draws at or below a value: the distribution function, times the number of draws."""
    return int((draws <= at).sum())


def shortfall(draws: np.ndarray, at: float) -> float:
    """Sum of (at - draw)+: the integral of the distribution function, times the number of draws."""
    return float(np.maximum(at - draws, 0).sum())


def dominates_by_definition(a: np.ndarray, b: np.ndarray, measure: object) -> bool:
    """Nowhere more, somewhere less: Hadar & Russell (1969), over every value where the functions can bend."""
    assert callable(measure)
    levels = [(measure(a, at), measure(b, at)) for at in np.arange(-3.0, 5.0)]
    return all(x <= y for x, y in levels) and any(x < y for x, y in levels)


@pytest.mark.parametrize(
    ("a", "b", "order", "over"),
    [
        ([3, 1, 2], [2, 3, 0], "first", "a"),  # sorted 1 2 3 over 0 2 3
        ([0, 2, 3], [1, 2, 3], "first", "b"),
        ([2, 2, 2], [1, 2, 3], "second", "a"),  # equal means, less spread
        ([1, 2, 3], [2, 2, 2], "second", "b"),
        ([0, 4], [1, 2], "none", None),  # the higher mean has the worse draw
        ([1, 2, 3], [3, 2, 1], "none", None),  # one distribution, other draws
    ],
)
def test_worked_by_hand(a: list[int], b: list[int], order: str, over: str | None) -> None:
    found = dominance(np.array(a, float), np.array(b, float))
    assert (found.order, found.over) == (order, over)
    assert found.shortfall == 0 if over else math.isnan(found.shortfall)


@given(samples)
def test_agrees_with_the_definition(pair: tuple[list[int], list[int]]) -> None:
    a, b = (np.array(each, float) for each in pair)
    found = dominance(a, b)
    for over, upper, lower in (("a", a, b), ("b", b, a)):
        first = dominates_by_definition(upper, lower, below)
        second = dominates_by_definition(upper, lower, shortfall)
        assert second or not first
        expected = "first" if first else "second" if second else None
        assert (found.order if found.over == over else None) == expected


@given(samples, st.integers(-5, 5))
def test_seen_from_the_other_side_and_shifted_it_is_the_same(pair: tuple[list[int], list[int]], shift: int) -> None:
    a, b = (np.array(each, float) for each in pair)
    here, there = dominance(a, b), dominance(b + shift, a + shift)
    assert here.order == there.order
    assert here.over == {"a": "b", "b": "a", None: None}[there.over]


@pytest.mark.parametrize(
    ("a", "b", "order"),
    [((1, 1), (0, 1), "first"), ((1, 1), (0.5, 2), "second"), ((1, 1), (1, 2), "second"), ((1, 2), (0, 1), "none")],
)
def test_normal_outcomes_in_closed_form(a: tuple[float, float], b: tuple[float, float], order: str) -> None:
    # First order: the same sd and a higher mean. Second order: mean no lower and sd no higher.
    found = dominance(stats.norm.ppf(GRID, *a), stats.norm.ppf(GRID, *b))
    assert (found.order, found.over) == (order, "a" if order != "none" else None)


@pytest.mark.parametrize(
    ("a", "b", "order"), [((1, 1), (0, 1), "first"), ((1, 1), (0.5, 2), "second"), ((1, 2), (0, 1), "none")]
)
def test_independent_draws_are_granted_their_monte_carlo_error(
    a: tuple[float, float], b: tuple[float, float], order: str
) -> None:
    generator = np.random.default_rng(5)
    found = dominance(generator.normal(*a, 16384), generator.normal(*b, 16384), 16)
    assert (found.order, found.over) == (order, "a" if order != "none" else None)


def test_the_same_distribution_drawn_twice_dominates_in_no_order() -> None:
    generator = np.random.default_rng(6)
    assert {dominance(*generator.normal(size=(2, 4096)), 16).order for _ in range(50)} == {"none"}


def test_a_violation_within_the_error_is_granted_and_told() -> None:
    # The worst draws of the replicates differ by -2, 0, -2 and 2, the best by 10.
    a = np.array([-2.0, 20, 0, 20, -1, 20, 2, 20])
    b = np.array([0.0, 10, 0, 10, 1, 10, 0, 10])
    # Sorted, a is -2 -1 0 2 20 20 20 20 and b is 0 0 0 1 10 10 10 10: a lies below b by 2 at most.
    found = dominance(a, b, 4)
    # sd of (-2, 0, -2, 2) is sqrt(11 / 3), Student's t with 3 degrees of freedom 3.1824; the ends are not pooled.
    assert found.tolerance == pytest.approx(math.sqrt(11 / 3) * 3.182446305)
    assert (found.order, found.over, found.shortfall) == ("first", "a", 2)
    assert dominance(a, b, 1).order == "none"


def test_a_constant_lead_is_exact_in_any_replicates() -> None:
    b = np.random.default_rng(7).lognormal(10, 1, 4096)
    found = dominance(b + 0.1, b, 16)
    assert (found.order, found.over, found.shortfall) == ("first", "a", 0)
    assert found.tolerance < 1e-9
