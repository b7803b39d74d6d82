"""Goal seek on functions whose answer is known."""

from __future__ import annotations

import math

import pytest

from roi_engine.analysis.seeking import seek


@pytest.mark.parametrize(("start", "goal", "expected"), [(1.0, 5.0, 2.5), (4.0, 5.0, 2.5), (0.0, 19.9, 9.95)])
def test_the_least_change_that_reaches_the_goal(start: float, goal: float, expected: float) -> None:
    found = seek(lambda x: 2 * x, lambda y: y >= goal, start, 0.0, 10.0, rising=True)
    assert found.reached
    assert found.held == (2 * start >= goal)
    assert found.value == pytest.approx(expected, abs=2e-4)
    assert found.figure >= goal


def test_a_falling_figure() -> None:
    found = seek(lambda x: 100 - x * x, lambda y: y >= 19, 10.0, 0.0, 12.0, rising=True)
    assert found.value == pytest.approx(9.0, abs=2e-4)
    assert found.figure >= 19


def test_out_of_reach_names_the_nearest_miss() -> None:
    found = seek(lambda x: x, lambda y: y >= 11, 1.0, 0.0, 10.0, rising=True)
    assert not found.reached
    assert math.isnan(found.value)
    assert (found.best_at, found.best) == (10.0, 10.0)


def test_holding_all_over_has_no_turn() -> None:
    found = seek(lambda x: x, lambda y: y >= 0, 1.0, 0.5, 10.0, rising=True)
    assert found.held
    assert found.reached
    assert math.isnan(found.value)


def test_a_figure_that_does_not_exist_never_holds() -> None:
    found = seek(lambda x: math.nan if x < 5 else x, lambda y: y >= 1, 1.0, 0.0, 10.0, rising=True)
    assert found.value == pytest.approx(5.0, abs=2e-4)


def test_of_two_ways_the_nearer_is_taken() -> None:
    found = seek(lambda x: abs(x - 4), lambda y: y >= 3, 3.0, 0.0, 10.0, rising=True)
    assert found.value == pytest.approx(1.0, abs=2e-4)
