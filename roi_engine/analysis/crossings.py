"""Where the base case breaks even: each value moved over its range, the others at base."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.drawn import Drawn
from roi_engine.engine.model import build_model
from roi_engine.engine.questions import questions
from roi_engine.engine.register import label_of
from roi_engine.engine.value_trees import Slot
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array

_REACH = 3.090232306167813  # normal score of the P99.9: a range is what lies between P0.1 and P99.9
_POINTS = 33
_ROUNDS = 3


def base_crossings(scenario: Scenario, made: Drawn) -> list[float]:
    """For each drawn value the one nearest to its base at which the base case's NPV is 0; nan where there is none.

    A range is looked over at 33 points, and the change of sign twice again at 33 points between its neighbours; all
    values at once, a row of the account each. Values that take only a few numbers have no such point.
    """
    asked = questions(scenario, build_model(scenario))
    found = [math.nan] * len(made.slots)
    ranges = {row: (made.value(row, -_REACH), made.value(row, _REACH)) for row in made.inputs.smooth}
    for _ in range(_ROUNDS):
        if not ranges:
            break
        over = {row: np.linspace(low, high, _POINTS) for row, (low, high) in ranges.items()}
        npv = asked.npv([{made.slots[row].path: float(at)} for row, points in over.items() for at in points])
        ranges = {}
        for (row, points), along in zip(over.items(), npv.reshape(-1, _POINTS), strict=True):
            near = float(made.slots[row].base[0, 0])
            if (turn := _turn(points, along, near)) is not None:
                ranges[row], found[row] = turn, _between(points, along, near)
            else:
                found[row] = math.nan
    return found


@dataclass(frozen=True, slots=True)
class BreakEvenMap:
    """NPV of the base case [currency] over the ranges (P0.1 to P99.9) of two values, `npv[i, j]` at first i, second j.

    `line` follows NPV = 0: for each value of the first the nearest such value of the second, where there is one.
    """

    first: str
    second: str
    first_title: str
    second_title: str
    first_unit: str
    second_unit: str
    first_values: Array
    second_values: Array
    npv: Array
    line: tuple[tuple[float, float], ...]


def break_even_map(scenario: Scenario, first: str, second: str, points: int = 21) -> BreakEvenMap:
    """Where the base case breaks even as two uncertain values move together; KeyError where a path is not drawn."""
    model = build_model(scenario)
    drawn_slots = {slot.path: slot for slot in model.uncertain}
    across, down = (_range(drawn_slots[path], points) for path in (first, second))
    asked = questions(scenario, model)
    npv = asked.npv([{first: float(x), second: float(y)} for x in across for y in down]).reshape(points, points)
    near = float(drawn_slots[second].base[0, 0])
    line = []
    for x, column in zip(across, npv, strict=True):
        if _turn(down, column, near) is not None:
            line.append((float(x), _between(down, column, near)))
    return BreakEvenMap(
        first=first,
        second=second,
        first_title=label_of(scenario, first),
        second_title=label_of(scenario, second),
        first_unit=_unit(scenario, first),
        second_unit=_unit(scenario, second),
        first_values=across,
        second_values=down,
        npv=npv,
        line=tuple(line),
    )


def _unit(scenario: Scenario, path: str) -> str:
    return scenario.values[path].unit if path in scenario.values else ""


def _range(slot: Slot, points: int) -> Array:
    from scipy.special import ndtr

    assert slot.distribution is not None
    low, high = slot.distribution.ppf(np.array([ndtr(-_REACH), ndtr(_REACH)]))
    return np.linspace(float(low), float(high), points)


def _turn(points: Array, npv: Array, near: float) -> tuple[float, float] | None:
    """The neighbours between which NPV changes sign, those nearest to `near` where it does so more than once."""
    turns = np.flatnonzero(np.sign(npv[1:]) * np.sign(npv[:-1]) <= 0)
    if turns.size == 0:
        return None
    middles = 0.5 * (points[turns] + points[turns + 1])
    place = int(turns[np.argmin(np.abs(middles - near))])
    return float(points[place]), float(points[place + 1])


def _between(points: Array, npv: Array, near: float) -> float:
    """Linear between the last two neighbours."""
    turn = _turn(points, npv, near)
    assert turn is not None
    place = int(np.searchsorted(points, turn[0]))
    left, right = npv[place], npv[place + 1]
    return float(points[place]) if left == right else float(np.interp(0.0, *_rising(left, right, turn)))


def _rising(left: float, right: float, turn: tuple[float, float]) -> tuple[list[float], list[float]]:
    return ([left, right], [*turn]) if left < right else ([right, left], [turn[1], turn[0]])
