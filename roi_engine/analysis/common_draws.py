"""Scenarios on common random numbers: the same value has the same dimension, hence the same luck, in all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace

from roi_engine.engine import Result, simulate
from roi_engine.engine.model import build_model
from roi_engine.scenario.records import Scenario


def common_dimensions(scenarios: Mapping[str, Scenario], shared: Collection[str] | None = None) -> list[dict[str, int]]:
    """The dimension of every drawn value by path, one mapping a scenario.

    Values of one path share a dimension. Where `shared` is given, only the assumptions it names do; all others are kept
    apart by the scenario's key.
    """
    places: dict[tuple[str, str], int] = {}
    found = []
    for key, scenario in scenarios.items():
        own = {}
        for slot in build_model(scenario).uncertain:
            one_fate = shared is None or any(_belongs(slot.path, name) for name in shared)
            own[slot.path] = places.setdefault(("" if one_fate else key, slot.path), len(places))
        found.append(own)
    return found


def _belongs(path: str, name: str) -> bool:
    """Whether a value is the assumption `name`, or a part of it such as its growth."""
    return path == f"assumptions.{name}" or path.startswith(f"assumptions.{name}.")


def simulate_together(
    scenarios: Mapping[str, Scenario], executor: Executor | None = None, shared: Collection[str] | None = None
) -> list[Result]:
    """Simulate scenarios on common random numbers, with the draws and the seed of the first."""
    first = next(iter(scenarios.values())).simulation
    settings = replace(first, precision=None)  # the same draws for all, so that they stay paired
    dimensions = common_dimensions(scenarios, shared)
    return [
        simulate(replace(scenario, simulation=settings), executor, dimensions=own)
        for scenario, own in zip(scenarios.values(), dimensions, strict=True)
    ]


def replicates_of(results: Sequence[Result]) -> int:
    """Replicates among the draws that results keep."""
    first = results[0]
    points = first.engine.draws // first.engine.replicates
    return first.draws["npv"].size // points
