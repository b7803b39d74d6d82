"""Which option wins: scenarios side by side on common random numbers, with doing nothing always among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.bridge import Bridge, BridgeLine, bridge
from roi_engine.analysis.common_draws import common_dimensions, replicates_of, simulate_together
from roi_engine.analysis.comparing import Comparison, compare
from roi_engine.analysis.drawn import Drawn, drawn
from roi_engine.analysis.information import Worth, evpi, evppi_of_inputs
from roi_engine.analysis.sample import Inputs
from roi_engine.engine import Result
from roi_engine.engine.register import label_of
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
class InputWorth:
    """What knowing one value before choosing among the options is worth [currency], and its 95 % error."""

    path: str
    title: str
    evppi: float
    error: float


@dataclass(frozen=True, slots=True)
class Options:
    """The comparison of scenarios. `results` by the option's name, in the order given.

    `comparison` has doing nothing as its last option; `bridges` lead from the first option to each other one, line by
    line in mean present value, and sum exactly to the difference of the mean NPV. `evpi` is what knowing everything is
    worth for the choice [currency], `worth` what knowing each value alone is, the highest first.
    """

    currency: str
    results: Mapping[str, Result]
    comparison: Comparison
    bridges: Mapping[str, Bridge]
    years: tuple[OptionYears, ...]
    evpi: float
    evpi_error: float
    worth: tuple[InputWorth, ...]


def compare_scenarios(scenarios: Mapping[str, Scenario], executor: Executor | None = None) -> Options:
    """Compare two or more scenarios (or one with doing nothing) by name, on the draws of the first.

    Raises ScenarioError where their currencies differ, ModelError where a line has no finite value.
    """
    check_one_currency(scenarios)
    found = simulate_together(scenarios, executor)
    results = dict(zip(scenarios, found, strict=True))
    outcomes = np.array([*(result.draws["npv"] for result in found), np.zeros_like(found[0].draws["npv"])])
    first, *others = scenarios
    perfect, worth = _worth(scenarios, found)
    return Options(
        currency=scenarios[first].currency,
        results=results,
        comparison=compare([*scenarios, NOTHING], outcomes, replicates_of(found)),
        bridges={name: bridge(lines_of(results[first]), lines_of(results[name])) for name in others},
        years=tuple(
            OptionYears(name, result.by_year.net, result.by_year.cumulative) for name, result in results.items()
        ),
        evpi=perfect.value,
        evpi_error=perfect.error,
        worth=worth,
    )


def _worth(scenarios: Mapping[str, Scenario], found: Sequence[Result]) -> tuple[Worth, tuple[InputWorth, ...]]:
    """What perfect knowledge, and knowledge of each value, is worth for the choice with doing nothing among it."""
    made = [drawn(result, own) for result, own in zip(found, common_dimensions(scenarios), strict=True)]
    n_draws, n_replicates = made[0].npv.size, made[0].inputs.n_replicates
    outcomes = np.array([*(each.npv for each in made), np.zeros(n_draws)])
    rows: dict[str, tuple[Drawn, int]] = {}
    for each in made:
        for row, slot in enumerate(each.slots):
            rows.setdefault(slot.path, (each, row))
    perfect = evpi(outcomes, n_replicates)
    if not rows:
        return perfect, ()
    inputs = Inputs(
        np.array([each.inputs.scores[row] for each, row in rows.values()]),
        n_replicates,
        {place: each.inputs.atoms[row] for place, (each, row) in enumerate(rows.values()) if row in each.inputs.atoms},
        _groups(made, list(rows)),
    )
    worths = zip(rows.items(), evppi_of_inputs(inputs, outcomes), strict=True)
    titles = {id(each): result.scenario for each, result in zip(made, found, strict=True)}
    known = [
        InputWorth(path, label_of(titles[id(each)], path), worth.value, worth.error)
        for (path, (each, _)), worth in worths
    ]
    return perfect, tuple(sorted(known, key=lambda each: -each.evppi))


def _groups(made: Sequence[Drawn], paths: list[str]) -> tuple[tuple[int, ...], ...]:
    """Values that are correlated in any option, by their places among all; groups that touch are one."""
    joined: list[set[int]] = []
    for each in made:
        for group in each.inputs.groups:
            places = {paths.index(each.slots[row].path) for row in group}
            touching = [other for other in joined if other & places]
            joined = [other for other in joined if not other & places]
            joined.append(places.union(*touching))
    return tuple(tuple(sorted(group)) for group in joined)


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
