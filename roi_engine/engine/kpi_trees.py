"""The level of each KPI in the plan as trees over the scenario's own values.

Every line that moves a KPI says what level it leads to, and with the CRM switched off the same formula says where it
stands today. What lines of different entries do multiplies: of a cycle that one line makes a tenth shorter and another
a fifth, 0.9 x 0.8 is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from roi_engine.engine.model import Builder
from roi_engine.formula.tree import Binary, Name, Node, Number, substitute
from roi_engine.scenario.goal_records import BASELINE, KpiLevel, Target
from roi_engine.scenario.records import Line, Scenario, Stress, Value
from roi_engine.timeline import Array, Timeline

_NEVER = Number(1e6)  # years: a go-live that no horizon reaches


@dataclass(frozen=True, slots=True)
class KpiTree:
    """One KPI [its unit]: `stated` level of today, `today` over time as the lines say it, `level` in the plan.

    The plan is `level` x `change`; without a `level` it starts from `level_without` instead. `moved` says whether the
    plan changes the KPI at all.
    """

    stated: Node | None
    today: Node | None
    level: Node | None
    change: Node
    moved: bool


def level_without(stated: Array | None, today: Array | None, timeline: Timeline) -> Array | None:
    """The level without the CRM, shape (n_draws, n_periods): what is stated, with the lines' own growth and season.

    The stated level is the mean of a year; `today` over its mean in the first year says how it moves. None where
    neither is known.
    """
    if stated is None or today is None:
        return today if stated is None else stated
    year = np.broadcast_to(today, (len(today), timeline.n_periods))[:, : timeline.periods_per_year]
    moving: Array = stated * (today / year.mean(axis=1, keepdims=True))
    return moving


class _Without(Builder):
    """The same scenario with the CRM never switched on."""

    def named(self, name: str, line: Line | None = None) -> Node:
        """What a reserved name stands for where nothing goes live."""
        if name in ("live", "live_share"):
            return Number(0.0)
        return _NEVER if name == "go_live" else Builder.named(self, name, line)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one line says of a KPI: with the CRM, without it, and how much it weighs among lines of its group."""

    level: Node
    today: Node
    weight: Node | None
    anchored: bool  # says by itself where the KPI stands today


class KpiTrees:
    """Builds the trees of all KPIs that the lines or goals of a scenario speak of; `slots` grow by what is stated.

    `plan` is a builder of the same scenario and stress whose trees are to be used, where there is one.
    """

    def __init__(self, scenario: Scenario, stress: Stress | None = None, plan: Builder | None = None) -> None:
        self._scenario = scenario
        self._plan, self._none = plan or Builder(scenario, stress), _Without(scenario, stress)
        self.slots = self._plan.slots

    def trees(self) -> dict[str, KpiTree]:
        """The tree of each KPI whose level in the plan is known, by id."""
        targets = {goal.target.kpi: goal.target for goal in reversed(self._scenario.goals) if goal.target.kpi}
        stated = {kpi for line in self._scenario.lines for kpi in line.kpis}
        found = {kpi: self._tree(kpi, targets.get(kpi)) for kpi in sorted(stated | targets.keys())}
        return {kpi: tree for kpi, tree in found.items() if tree is not None}

    def _tree(self, kpi: str, target: Target | None) -> KpiTree | None:
        stated = self._stated(target)
        groups = self._groups(kpi, stated)
        anchor = next((name for name, parts in groups.items() if parts[0].anchored), None)
        today = None if anchor is None else _together(groups[anchor], [part.today for part in groups[anchor]])
        baseline = stated if stated is not None else today
        if target is not None and target.plan is not None:
            return KpiTree(stated, today, self._planned(target, baseline), Number(1.0), True)
        if baseline is None:
            return None
        level = None if anchor is None else _together(groups[anchor], [part.level for part in groups[anchor]])
        changes: list[Node]
        if stated is not None and today is not None and level is not None:
            changes = [Binary("/", level, today)] if level != today else []
            level = None
        else:
            level, changes = (stated if level is None else level), []
        for name, parts in groups.items():
            if name != anchor:
                changes += _changes(parts)
        moved = bool(changes) or (level is not None and anchor is not None and level != today)
        return KpiTree(stated, today, level, _product(changes), moved)

    def _stated(self, target: Target | None) -> Node | None:
        value = target.baseline if target is not None else None
        return None if value is None or target is None else self._plan.value(value, target.unit)

    def _groups(self, kpi: str, stated: Node | None) -> dict[str, list[_Part]]:
        """What the lines say of a KPI, by group: first those that know where it stands today."""
        lines = [line for line in self._scenario.lines if kpi in line.kpis]
        anchors = [line for line in lines if BASELINE not in line.kpis[kpi].formula.names]
        groups: dict[str, list[_Part]] = {}
        units: dict[str, str] = {}
        today = stated
        for line in anchors:
            self._add(groups, units, line, line.kpis[kpi], None)
        if today is None and groups:
            parts = next(iter(groups.values()))
            today = _together(parts, [part.today for part in parts])
        for line in lines:
            if line not in anchors and today is not None:
                self._add(groups, units, line, line.kpis[kpi], today)
        return groups

    def _add(
        self, groups: dict[str, list[_Part]], units: dict[str, str], line: Line, said: KpiLevel, today: Node | None
    ) -> None:
        weight = None
        if said.weight:
            value = line.inputs[said.weight]
            weight = self._plan.value(value, units.setdefault(said.group, value.unit))
        level = _over(self._plan, said, line, line.inputs, today)
        without = _over(self._none, said, line, line.inputs, today)
        groups.setdefault(said.group, []).append(_Part(level, without, weight, today is None))

    def _planned(self, target: Target, baseline: Node | None) -> Node:
        assert target.plan is not None
        said = KpiLevel(target.plan, "")
        return _over(self._plan, said, None, target.inputs or {}, baseline)

    def amounts(self, names: Iterable[str]) -> dict[str, Node]:
        """The flow [currency/year] of lines, or of all benefits, all costs or their difference, by name."""
        flows = {line.id: (line.category == "cost", self._plan.line(line).flow) for line in self._scenario.lines}
        sides = [[flow for is_cost, flow in flows.values() if is_cost == side] for side in (False, True)]
        benefits, costs = (_sum(side) for side in sides)
        totals = {"benefits": benefits, "costs": costs, "net": Binary("-", benefits, costs)}
        return {name: totals[name] if name in totals else flows[name][1] for name in names}


def _over(
    build: Builder, said: KpiLevel, line: Line | None, inputs: Mapping[str, Value], baseline: Node | None
) -> Node:
    """The tree of a formula over the inputs of a line."""

    def meaning(name: Name) -> Node:
        if name.id == BASELINE and name.id not in inputs:
            assert baseline is not None, "the door refuses a formula whose baseline nobody knows"
            return baseline
        return build.meaning(name.id, inputs, line)

    return substitute(said.formula.flow, meaning)


def _changes(parts: Sequence[_Part]) -> list[Node]:
    """What a further group makes of the KPI, relative to the level without it; nothing where it leaves it alone."""
    level = _together(parts, [part.level for part in parts])
    today = _together(parts, [part.today for part in parts])
    return [] if level == today else [Binary("/", level, today)]


def _together(parts: Sequence[_Part], trees: Sequence[Node]) -> Node:
    """Levels of one group: averaged by weight, or added up where there is none."""
    if len(parts) == 1:
        return trees[0]
    weights = [part.weight for part in parts]
    known = [weight for weight in weights if weight is not None]
    if len(known) < len(parts):
        return _sum(trees)
    weighted = [Binary("*", weight, tree) for weight, tree in zip(known, trees, strict=True)]
    return Binary("/", _sum(weighted), _sum(known))


def _sum(trees: Sequence[Node]) -> Node:
    return reduce(lambda one, more: Binary("+", one, more), trees) if trees else Number(0.0)


def _product(trees: Sequence[Node]) -> Node:
    return reduce(lambda one, more: Binary("*", one, more), trees) if trees else Number(1.0)
