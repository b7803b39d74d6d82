"""The search behind `goal-seek`: one value moved through the door, the scenario run again at each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from roi_engine.cli.conditions import COMPARISONS, Condition, figure_at
from roi_engine.cli.failures import refusal
from roi_engine.errors import ScenarioError, did_you_mean
from roi_engine.scenario.records import Fixed, Reference, Scenario, Uncertain, Value

if TYPE_CHECKING:
    from roi_engine.analysis.seeking import Sought

MOST_DRAWS = 16_384  # enough for a chance to about half a per cent
TAIL = 0.001  # of an uncertain value's range on either side
STRETCH = 5.0  # a certain value is looked for up to this many times itself
NARROWINGS = 12


@dataclass(frozen=True, slots=True)
class Search:
    """One value of a scenario file that may be moved; `changes` are the other overrides."""

    file: Path
    variant: str | None
    changes: Mapping[str, str]
    path: str
    condition: Condition
    executor: Executor | None = None

    def scenario(self, number: float | None = None) -> Scenario:
        """The scenario with the value settled at a number (in its own unit), or as it is stated."""
        from roi_engine.scenario import load_scenario

        if number is None:
            return load_scenario(self.file, self.variant, self.changes)
        unit = self.unit
        text = f"{{value: {number!r}, unit: '{unit}'}}" if unit else f"{{value: {number!r}}}"
        return load_scenario(self.file, self.variant, {**self.changes, self.path: text})

    @property
    def unit(self) -> str:
        """Unit of the value's numbers."""
        return self.scenario().values[self.path].unit

    def figure(self, number: float | None = None) -> float:
        """The figure of the condition with the value at a number; nan where it does not exist."""
        from dataclasses import replace

        from roi_engine.engine import simulate
        from roi_engine.reporting.results_json import to_json

        scenario = self.scenario(number)
        settings = replace(scenario.simulation, draws=min(scenario.simulation.draws, MOST_DRAWS), precision=None)
        found = figure_at(self.condition, to_json(simulate(replace(scenario, simulation=settings), self.executor)))
        if isinstance(found, str):
            said = f"{self.condition.option} {self.condition.text!r}: {self.condition.path} is a word"
            raise refusal("bad-condition", said, accepted="a figure that is a number")
        return math.nan if found is None else found


def goal_of(text: str) -> Condition:
    """The condition of `--so-that`; ScenarioError where it is none, or one that cannot be approached."""
    condition = parse_goal(text)
    if condition.sign not in ("<", "<=", ">", ">="):
        raise refusal("bad-condition", f"--so-that {text!r}: this cannot be approached", accepted="<, <=, > or >=")
    return condition


def parse_goal(text: str) -> Condition:
    """The condition as written, whatever its sign."""
    from roi_engine.cli.conditions import parse_condition

    return parse_condition(text, "--so-that")


def sought(search: Search, value: Value, between: tuple[float, float] | None) -> Sought:
    """Where the condition begins (or ceases) to hold as the value moves away from where it is today."""
    from roi_engine.analysis.seeking import seek

    start = today(value)
    low, high = between or reach(search, value)
    compare, constant = COMPARISONS[search.condition.sign], search.condition.constant
    return seek(
        search.figure,
        lambda figure: compare(figure, constant),
        min(max(start, low), high),
        low,
        high,
        rising=search.condition.sign in (">", ">="),
    )


def movable(scenario: Scenario, path: str) -> Value:
    """The single number at a path; ScenarioError where there is none, or where it is stated elsewhere."""
    value = scenario.values.get(path)
    if value is None:
        hint = did_you_mean(path, scenario.values) or "e.g. rollout.adoption"
        raise refusal("unknown-path", f"--find: there is no value '{path}'", hint=hint)
    if isinstance(value.form, Reference):
        said, hint = f"--find: '{path}' is ${value.form.name}", f"--find assumptions.{value.form.name}"
        raise refusal("not-a-number", said, hint=hint)
    if not isinstance(value.form, Fixed | Uncertain):
        said = f"--find: '{path}' is not a single number"
        raise refusal("not-a-number", said, accepted="a constant or an uncertain value")
    return value


def today(value: Value) -> float:
    """The value in the base case of today [its unit]."""
    assert isinstance(value.form, Fixed | Uncertain)
    return value.form.number if isinstance(value.form, Fixed) else value.form.base


def reach(search: Search, value: Value) -> tuple[float, float]:
    """Between which numbers a value is looked for: P0.1 to P99.9, or 0 to five times itself as far as it may go."""
    import numpy as np

    if isinstance(value.form, Uncertain):
        low, high = value.form.distribution.ppf(np.array([TAIL, 1 - TAIL]))
        return _allowed(search, value, float(low)), _allowed(search, value, float(high))
    start = today(value)
    if start == 0:
        said = f"--find: '{search.path}' is 0, which says nothing about its range"
        raise refusal("no-range", said, hint="--between LOW HIGH states one")
    low, high = sorted((0.0, STRETCH * start))
    return _allowed(search, value, low), _allowed(search, value, high)


def _allowed(search: Search, value: Value, end: float) -> float:
    """The end itself, or the furthest number towards it that the door lets through (a bound of the catalogue)."""
    if _accepted(search, end):
        return end
    bound = _bound(search, value, end)
    if bound is not None and _accepted(search, bound):
        return bound
    good, bad = today(value), end
    for _ in range(NARROWINGS):
        middle = 0.5 * (good + bad)
        good, bad = (middle, bad) if _accepted(search, middle) else (good, middle)
    return good


def _accepted(search: Search, number: float) -> bool:
    try:
        search.scenario(number)
    except ScenarioError:
        return False
    return True


def _bound(search: Search, value: Value, end: float) -> float | None:
    """The catalogue's bound of an input on that side, in the value's unit; 1 for a share that may not exceed it."""
    from roi_engine.catalogue import catalogue_lines
    from roi_engine.units import units_for

    scenario = search.scenario()
    above = end > today(value)
    line = next((line for line in scenario.lines if line.use and value.path.startswith(f"{line.id}.")), None)
    row = catalogue_lines()[line.use].inputs.get(value.path.rpartition(".")[2]) if line else None
    if row is None:
        return 1.0 if above and value.unit == "" and today(value) <= 1 else None
    bound = row.upper if above else row.lower
    units = units_for(scenario.currency, scenario.count_units)
    return None if bound is None else bound * units.factor(units.parse(row.unit), units.parse(value.unit))
