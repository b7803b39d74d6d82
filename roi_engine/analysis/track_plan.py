"""The plan by draw: the account of a scenario as a function of independent normal scores.

Draws are those of the simulation (its own points), or any others that an analysis moves to: the scores are standard
normal and independent before the plan's correlations are put in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr, ndtri

from roi_engine.analysis.track_things import COSTS, Thing
from roi_engine.engine.account import Account, compile_account, line_flows
from roi_engine.engine.draws import Job, job_for
from roi_engine.engine.faults import check_finite
from roi_engine.engine.kpi_trees import KpiTree, KpiTrees, level_without
from roi_engine.engine.model import Builder, Model, build_model
from roi_engine.formula.tree import Node
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array
from roi_engine.uncertainty.sampling import plan

DRAWS = 1 << 13  # of which paths are kept; a plan of 40 lines over 60 months then takes 160 MB
_BLOCK = 1 << 12
_SMALLEST, _LARGEST = np.finfo(float).tiny, 1 - 2.0**-53


@dataclass(frozen=True, slots=True)
class Paths:
    """What some draws come to. `amounts` and `levels` have shape (n_draws, n_periods), one a line or KPI or value.

    `initials` (n_draws,) are the lines' initial columns, `factors` (n_draws, n_periods) what money of each period is
    worth at the start. Money in the currency (of a whole period), levels in their own units.
    """

    amounts: Mapping[str, Array]
    initials: Mapping[str, Array]
    levels: Mapping[str, Array]
    factors: Array


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One thing by draw: its initial column (n_draws,), 0 where it has none, and its periods (n_draws, n_periods)."""

    initial: Array
    periods: Array


@dataclass(frozen=True, slots=True)
class PlanModel:
    """A scenario compiled for some of its lines, KPIs and values; `kpis` are the trees of all KPIs that are planned."""

    scenario: Scenario
    model: Model
    job: Job
    kpis: Mapping[str, KpiTree]
    lines: tuple[str, ...]
    levels: tuple[str, ...]
    account: Account
    places: Mapping[tuple[str, str], int]  # (KPI or value, which of its trees) -> output of the program

    @property
    def n_values(self) -> int:
        """How many values are drawn: the rows of the scores."""
        return len(self.job.paths)

    @property
    def kpi_units(self) -> dict[str, str]:
        """The unit of every KPI whose level in the plan is known."""
        found = {kpi: said.formula.unit for line in self.scenario.lines for kpi, said in line.kpis.items()}
        found |= {goal.target.kpi: goal.target.unit for goal in self.scenario.goals if goal.target.kpi}
        return {kpi: found[kpi] for kpi in self.kpis}

    def own_scores(self, draws: int = DRAWS) -> Array:
        """Normal scores of the simulation's first draws, whole replicates, shape (n_values, n_draws)."""
        made = self.job.plan
        n_replicates = max(1, min(made.replicates, draws // made.points))
        u = np.empty((self.n_values, n_replicates * made.points))
        block = np.empty((self.n_values, made.block_size))
        for number in range(n_replicates * made.blocks_per_replicate):
            self.job.points.block(*divmod(number, made.blocks_per_replicate), out=block)
            u[:, number * made.block_size : (number + 1) * made.block_size] = block
        return np.asarray(ndtri(u[:, :draws]))

    def values(self, scores: Array) -> Array:
        """The drawn values [each in its unit] at some scores, both of shape (n_values, n_draws)."""
        u = np.clip(ndtr(scores), _SMALLEST, _LARGEST)
        if self.job.copula is not None:
            self.job.copula.apply(u)
        for row, transform in zip(u, self.job.transforms, strict=True):
            transform.apply(row, row)
        return u

    def narrowed(self, lines: Iterable[str], levels: Iterable[str], n_periods: int) -> PlanModel:
        """The same plan for some of its lines and levels and the years of its first periods alone, quicker to run.

        Nothing of the language looks ahead, so that what is left comes out as in the whole.
        """
        timeline = self.model.timeline
        years = max(1, min(timeline.years, math.ceil(n_periods / timeline.periods_per_year)))
        cut = replace(timeline, years=years)
        slots = {
            path: slot if slot.base.shape[1] == 1 else replace(slot, base=slot.base[:, : cut.n_periods])
            for path, slot in self.model.slots.items()
        }
        model = replace(self.model, timeline=cut, slots=slots)
        return _compiled(self.scenario, model, self.kpis, tuple(lines), tuple(levels))

    def with_levels(self, levels: Iterable[str]) -> PlanModel:
        """The same plan with KPIs or values beside all its lines."""
        return _compiled(self.scenario, self.model, self.kpis, self.lines, tuple(levels))

    def paths(self, scores: Array) -> Paths:
        """What draws at some scores come to. ModelError where a line has no finite value in some draw."""
        n_draws, n_periods = scores.shape[1], self.model.timeline.n_periods
        amounts = {name: np.empty((n_draws, n_periods)) for name in self.lines}
        initials = {name: np.empty(n_draws) for name in self.lines}
        levels = {name: np.empty((n_draws, n_periods)) for name in self.levels}
        factors = np.empty((n_draws, n_periods))
        for first in range(0, n_draws, _BLOCK):
            rows = slice(first, min(first + _BLOCK, n_draws))
            block = self.values(scores[:, rows])
            drawn = {path: block[place][:, None] for place, path in enumerate(self.job.paths)}
            found = self.account.program.run(drawn)
            for place, name in enumerate(self.lines):
                initials[name][rows], amounts[name][rows] = line_flows(self.account, found, place)
            for name in self.levels:
                levels[name][rows] = self._level(found, name)
            factors[rows] = self.account.judged(found).factors
            self._check(amounts, initials, drawn, rows)
        return Paths(amounts, initials, levels, factors)

    def base(self) -> Paths:
        """The base case, as one draw."""
        known = {slot.path: slot.base for slot in self.model.uncertain}
        found = self.account.program.run(known)
        shape = (1, self.model.timeline.n_periods)
        flows = {name: line_flows(self.account, found, place) for place, name in enumerate(self.lines)}
        return Paths(
            amounts={name: np.broadcast_to(flow, shape) for name, (_, flow) in flows.items()},
            initials={name: initial for name, (initial, _) in flows.items()},
            levels={name: np.broadcast_to(self._level(found, name), shape) for name in self.levels},
            factors=np.broadcast_to(self.account.judged(found).factors, shape),
        )

    def _level(self, found: Mapping[int, Array], name: str) -> Array:
        """A KPI's level as its tree says (see `KpiTree`), or a value."""

        def part(which: str) -> Array | None:
            place = self.places.get((name, which))
            return None if place is None else found[self.account.program.outputs[place]]

        level, change = part("level"), part("change")
        if change is None:
            assert level is not None, "a value has one tree"
            return level
        with np.errstate(all="ignore"):
            if level is not None:
                return level * change
            without = level_without(part("stated"), part("today"), self.model.timeline)
            assert without is not None, "a KPI whose level is known has a tree"
            return without * change

    def _check(
        self, amounts: Mapping[str, Array], initials: Mapping[str, Array], drawn: Mapping[str, Array], rows: slice
    ) -> None:
        totals = [initials[name][rows] + amounts[name][rows].sum(axis=1) for name in self.lines]
        if not all(np.isfinite(total).all() for total in totals):
            lines = tuple(line for line in self.scenario.lines if line.id in self.lines)
            check_finite(replace(self.scenario, lines=lines), self.account, totals, drawn, rows.start)


def plan_model(scenario: Scenario, lines: Sequence[str] | None = None, levels: Sequence[str] = ()) -> PlanModel:
    """The plan of a scenario for some lines (all by default), and for KPIs or values by path."""
    made = KpiTrees(scenario)
    trees, model = made.trees(), build_model(scenario)
    model = replace(model, slots={**model.slots, **made.slots})  # what goals state is drawn after the rest
    chosen = tuple(line.id for line in model.lines) if lines is None else tuple(lines)
    return _compiled(scenario, model, trees, chosen, tuple(levels))


def course_of(thing: Thing, paths: Paths, scenario: Scenario) -> Course:
    """The course of one thing in some draws; a total is the sum of its lines."""
    if thing.kind == "line":
        return Course(paths.initials[thing.id], paths.amounts[thing.id])
    if thing.kind == "total":
        lines = lines_of(thing, scenario)
        initial = np.sum([paths.initials[line] for line in lines], axis=0)
        return Course(initial, np.sum([paths.amounts[line] for line in lines], axis=0))
    level = paths.levels[thing.id]
    return Course(np.zeros(len(level)), level)


def lines_of(thing: Thing, scenario: Scenario) -> tuple[str, ...]:
    """The lines behind a line or a total."""
    if thing.kind == "line":
        return (thing.id,)
    return tuple(line.id for line in scenario.lines if (line.category == "cost") == (thing.id == COSTS))


def _compiled(
    scenario: Scenario, model: Model, kpis: Mapping[str, KpiTree], lines: tuple[str, ...], levels: tuple[str, ...]
) -> PlanModel:
    lines = tuple(line.id for line in model.lines if line.id in lines)
    nodes = dict(_nodes(scenario, kpis, levels))
    made = plan(scenario.simulation.draws, scenario.simulation.sampler)
    job = job_for(scenario, model, made)
    kept = replace(model, lines=tuple(line for line in model.lines if line.id in lines))
    account = compile_account(kept, scenario.finance, frozenset(job.paths), tuple(nodes.values()))
    first = 1 + account.has_tax
    places = {key: first + number for number, key in enumerate(nodes)}
    return PlanModel(scenario, model, job, kpis, lines, levels, account, places)


def _nodes(
    scenario: Scenario, kpis: Mapping[str, KpiTree], levels: Iterable[str]
) -> Iterable[tuple[tuple[str, str], Node]]:
    build = Builder(scenario)
    for name in levels:
        if name not in kpis:
            yield (name, "level"), build.value(scenario.values[name])
            continue
        for which in ("stated", "today", "level", "change"):
            node = getattr(kpis[name], which)
            if node is not None:
                yield (name, which), node
