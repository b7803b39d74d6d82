"""Where a line's difference from the plan comes from: how much, at what rate, and when.

The formula of the line is evaluated in the base case, then with one group of its values after the other put to what
they turned out to be: volumes (what is counted: contacts, seats, leads), rates (what each of them brings or costs),
and timing (go-live, ramp, adoption). A value that was itself measured, or that a KPI measures directly, takes its
actuals period by period; the others move by as much as the draws that agree with the actuals lie away from the plan's
draws on average. The pieces and what is left unexplained add up to the difference, whatever the formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_plan import PlanModel
from roi_engine.engine.model import Builder, LineTree
from roi_engine.formula.evaluate import evaluate, reserved_series
from roi_engine.formula.tree import Name, Node, Number, Scale, children, names, with_children
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array
from roi_engine.units import units_for

Group = Literal["volume", "rate", "timing"]
ORDER: tuple[Group, ...] = ("volume", "rate", "timing")
_MEASURES = frozenset({"[calendar]", "[work]", "[money]"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a difference [currency]; `measured` where its values were, else it is estimated from the draws."""

    group: Group
    amount: float
    measured: bool


@dataclass(frozen=True, slots=True)
class VarianceSplit:
    """Actual less base case of one line over what was observed [currency]: `total` is `unexplained` and all pieces."""

    total: float
    pieces: tuple[Piece, ...]
    unexplained: float


@dataclass(frozen=True, slots=True)
class _Known:
    """What values turned out to be: trees replaced by the name of a series, and by how much drawn values moved."""

    trees: Mapping[Group, Mapping[Node, str]]
    series: Mapping[str, Array]
    shifts: Mapping[str, float]
    groups: Mapping[str, Group]  # of each leaf


def variance_splits(
    plan: PlanModel, observed: Sequence[Observed], shifts: Mapping[str, float]
) -> dict[str, VarianceSplit]:
    """The split of every observed line, by id. `shifts` [unit of each value] are those of drawn values, by path."""
    known = _known(plan, observed, shifts)
    lines = {line.id: line for line in plan.model.lines}
    return {
        each.thing.id: _split(plan, lines[each.thing.id], each, known) for each in observed if each.thing.kind == "line"
    }


def _split(plan: PlanModel, line: LineTree, observed: Observed, known: _Known) -> VarianceSplit:
    values: dict[str, Array] = {path: slot.base for path, slot in plan.model.slots.items()}
    values |= {**reserved_series(plan.model.timeline), **known.series}
    flow, initial = line.flow, line.initial
    before = base = _amount(plan, flow, initial, values, observed)
    pieces = []
    for group in ORDER:
        replaced = known.trees[group]
        flow = _replaced(flow, replaced)
        initial = None if initial is None else _replaced(initial, replaced)
        used = set(names(flow)) | (set(names(initial)) if initial is not None else set())
        for path in used & known.shifts.keys():
            if known.groups[path] == group:
                values[path] = values[path] + known.shifts[path]
        after = _amount(plan, flow, initial, values, observed)
        pieces.append(Piece(group, after - before, bool(used & set(replaced.values()))))
        before = after
    total = float(observed.values.sum()) + (observed.initial if observed.has_initial else 0.0) - base
    return VarianceSplit(total, tuple(pieces), total - sum(piece.amount for piece in pieces))


def _amount(
    plan: PlanModel, flow: Node, initial: Node | None, values: Mapping[str, Array], observed: Observed
) -> float:
    """What a line comes to over what was observed of it [currency]."""
    timeline = plan.model.timeline
    periods = np.broadcast_to(evaluate(flow, values, timeline), (1, timeline.n_periods))[0] * timeline.period
    total = float(periods[observed.periods].sum())
    if observed.has_initial and initial is not None:
        total += float(evaluate(initial, values, timeline)[0, 0])
    return total


def _known(plan: PlanModel, observed: Sequence[Observed], shifts: Mapping[str, float]) -> _Known:
    scenario, build = plan.scenario, Builder(plan.scenario)
    groups = {path: group_of(scenario, path) for path in plan.model.slots}
    trees: dict[Group, dict[Node, str]] = {group: {} for group in ORDER}
    series: dict[str, Array] = {}
    values = {path: build.value(value) for path, value in scenario.values.items()}
    bases = plan.base().levels
    for each in observed:
        found = _measured_value(plan, each, values)
        if found is None or not each.periods.size:
            continue
        path, factor = found
        name, numbers = f"@actual.{path}", bases[each.thing.id][0].copy()
        numbers[each.periods] = each.values
        trees[group_of(scenario, path)][values[path]] = name
        series[name] = numbers[None, :] / factor
    return _Known(trees, series, shifts, groups)


def _measured_value(plan: PlanModel, observed: Observed, values: Mapping[str, Node]) -> tuple[str, float] | None:
    """The value that something measures, and what it is multiplied by to be in the unit of the measure; else None."""
    name = observed.thing.id
    if observed.thing.kind == "value":
        return None if isinstance(values[name], Number) else (name, 1.0)
    if observed.thing.kind != "kpi":
        return None
    tree = plan.kpis[name]
    if tree.level is None or tree.change != Number(1.0):
        return None
    inner, factor = (tree.level.operand, tree.level.factor) if isinstance(tree.level, Scale) else (tree.level, 1.0)
    path = next((path for path, known in values.items() if known == inner and not isinstance(known, Number)), None)
    return None if path is None else (path, factor)


def group_of(scenario: Scenario, path: str) -> Group:
    """Which group a value belongs to: by its place, else by its unit."""
    if path.startswith("rollout.") or ".ramp." in path or path == "@delay":
        return "timing"
    if path.startswith("risks."):
        acting = [risk for risk in scenario.risks if path.startswith(f"risks.{risk.id}")]
        return (
            "timing" if any(effect.on.startswith("rollout.") for risk in acting for effect in risk.effects) else "rate"
        )
    while path not in scenario.values and "." in path:  # the series of a model, the growth of a value
        path = path.rpartition(".")[0]
    stem = path.removesuffix(".growth")
    value = scenario.values.get(stem) or scenario.values.get(path)
    if value is None:
        return "rate"
    units = units_for(scenario.currency, scenario.count_units)
    powers = cast(Mapping[str, float], units.parse(value.unit).dimensionality)
    counted = any(power > 0 and dimension not in _MEASURES for dimension, power in powers.items())
    return "volume" if counted else "rate"


def _replaced(node: Node, trees: Mapping[Node, str]) -> Node:
    """A tree with some of its subtrees replaced by names."""
    if not trees:
        return node
    name = trees.get(node)
    if name is not None:
        return Name(name)
    return with_children(node, tuple(_replaced(child, trees) for child in children(node)))
