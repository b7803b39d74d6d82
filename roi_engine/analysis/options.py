"""Which option wins: scenarios side by side on common random numbers, with doing nothing always among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.bridge import Bridge, BridgeLine, bridge
from roi_engine.analysis.common_draws import replicates_of, simulate_together
from roi_engine.analysis.comparing import Comparison, compare
from roi_engine.engine import Result
from roi_engine.errors import Problem, ScenarioError
from roi_engine.scenario.records import Scenario

NOTHING = "do nothing"


@dataclass(frozen=True, slots=True)
class OptionYears:
    """Net flow of an option by year in the base case, undiscounted, initial first [currency]."""

    option: str
    net: tuple[float, ...]
    cumulative: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """The comparison of scenarios. `results` by the option's name, in the order given.

    `comparison` has doing nothing as its last option; `bridges` lead from the first option to each other one, line by
    line in mean present value, and sum exactly to the difference of the mean NPV.
    """

    currency: str
    results: Mapping[str, Result]
    comparison: Comparison
    bridges: Mapping[str, Bridge]
    years: tuple[OptionYears, ...]


def compare_scenarios(scenarios: Mapping[str, Scenario], executor: Executor | None = None) -> Options:
    """Compare two or more scenarios (or one with doing nothing) by name, on the draws of the first.

    Raises ScenarioError where their currencies differ, ModelError where a line has no finite value.
    """
    check_one_currency(scenarios)
    found = simulate_together(scenarios, executor)
    results = dict(zip(scenarios, found, strict=True))
    outcomes = np.array([*(result.draws["npv"] for result in found), np.zeros_like(found[0].draws["npv"])])
    first, *others = scenarios
    return Options(
        currency=scenarios[first].currency,
        results=results,
        comparison=compare([*scenarios, NOTHING], outcomes, replicates_of(found)),
        bridges={name: bridge(lines_of(results[first]), lines_of(results[name])) for name in others},
        years=tuple(
            OptionYears(name, result.by_year.net, result.by_year.cumulative) for name, result in results.items()
        ),
    )


def check_one_currency(scenarios: Mapping[str, Scenario]) -> None:
    """Raise ScenarioError unless all scenarios count in one currency."""
    first = next(iter(scenarios.values()))
    problems = [
        Problem(
            "currency",
            f"amounts are in {scenario.currency}, those of {first.file} in {first.currency}",
            "currency",
            scenario.file,
            accepted="scenarios of one currency",
        )
        for scenario in scenarios.values()
        if scenario.currency != first.currency
    ]
    if problems:
        raise ScenarioError(problems)


def lines_of(result: Result) -> Sequence[BridgeLine]:
    """The lines of a result in mean present value."""
    return [
        BridgeLine(line.id, "cost" if line.category == "cost" else "benefit", line.mean_pv) for line in result.lines
    ]
