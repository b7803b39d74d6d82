"""The level of each KPI in the plan, by draw and period, on the very draws of the simulation.

Row i belongs to the draw behind `result.draws["npv"][i]`: a KPI, a line and NPV can be looked at together. Levels are
in the unit of the KPI's catalogue entry and hold for the whole of a period (the rollout is averaged over it). They move
with the values of the lines and with the risks that act on these; a `risk_adjustment`, and a risk that multiplies a
whole line, are haircuts on money and leave the KPI alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from roi_engine.engine.draws import Job, job_for, uniforms
from roi_engine.engine.kpi_trees import KpiTree, KpiTrees, level_without
from roi_engine.engine.model import build_model
from roi_engine.engine.program import Compiler, Program
from roi_engine.errors import ModelError, Problem
from roi_engine.formula.tree import Node
from roi_engine.scenario.records import Scenario, Stress
from roi_engine.timeline import Array, Timeline
from roi_engine.uncertainty.sampling import plan

DRAWS = 1 << 13  # of which paths are kept unless more are asked for: 40 KPIs over 60 months stay below 160 MB


@dataclass(frozen=True, slots=True)
class KpiPaths:
    """Levels of KPIs in the plan, by id of the KPI, each in the unit of its catalogue entry.

    `paths` has shape (n_draws, n_periods), `base` (the base case) (n_periods,), `baselines` (n_draws, 1): the level
    today by draw, which is the mean of the first year without the CRM. A KPI whose plan is stated but whose level today
    is not has no baseline. `moved` are the KPIs that the plan changes: the others stay where they are today, but for
    growth that the scenario states.
    """

    paths: Mapping[str, Array]
    base: Mapping[str, Array]
    baselines: Mapping[str, Array]
    moved: frozenset[str]


@dataclass(frozen=True, slots=True)
class KpiBlock:
    """One block of draws, `first` being the number of its first draw.

    `levels` by KPI in the plan and `without` the CRM, where that is known; `amounts` by line, `benefits`, `costs` or
    `net`: what falls into each period [currency], the initial column left out; shape (n_draws, n_periods) each.
    """

    first: int
    levels: Mapping[str, Array]
    without: Mapping[str, Array]
    amounts: Mapping[str, Array]


def kpi_paths(
    scenario: Scenario,
    *,
    draws: int = DRAWS,
    stress: Stress | None = None,
    dimensions: Mapping[str, int] | None = None,
) -> KpiPaths:
    """The path of every KPI that a line moves or a goal is set on, for the first draws of the simulation.

    A KPI that no line speaks of and whose level today nobody states has no path and is left out.

    Parameters
    ----------
    draws : how many of the first draws are wanted; fewer where the simulation has fewer.
    stress, dimensions : as in `simulate`.

    Raises
    ------
    ModelError
        Where a KPI has no finite level in the base case or in some draw.
    """
    compiled = KpiModel(scenario, stress=stress, dimensions=dimensions)
    blocks = list(compiled.blocks(draws))
    base = compiled.base()
    return KpiPaths(
        paths=_joined([block.levels for block in blocks]),
        base=MappingProxyType({kpi: level[0] for kpi, level in base.levels.items()}),
        baselines=_joined([_first_year(block.without, scenario.timeline) for block in blocks]),
        moved=compiled.moved,
    )


def _first_year(levels: Mapping[str, Array], timeline: Timeline) -> Mapping[str, Array]:
    return {kpi: level[:, : timeline.periods_per_year].mean(axis=1, keepdims=True) for kpi, level in levels.items()}


def _joined(blocks: Sequence[Mapping[str, Array]]) -> Mapping[str, Array]:
    names = blocks[0].keys() if blocks else ()
    return MappingProxyType({name: np.concatenate([block[name] for block in blocks]) for name in names})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One number over time that is wanted of each draw: which output of the program it is."""

    name: str
    kind: str  # stated, today, level, change, amount
    node: Node


class KpiModel:
    """The KPIs of a scenario, and the amounts of some of its lines, compiled to be run block by block.

    `moved` are the KPIs that the plan changes, `anchored` those whose level without the CRM is known, `waiting` those
    that lines speak of but whose level today nobody states. With `kpis` the levels of those alone are computed.
    """

    def __init__(
        self,
        scenario: Scenario,
        amounts: Iterable[str] = (),
        *,
        kpis: Collection[str] | None = None,
        stress: Stress | None = None,
        dimensions: Mapping[str, int] | None = None,
    ) -> None:
        self._scenario = scenario
        model = build_model(scenario, stress)
        if stress is not None and dimensions is None:  # as `simulate`: what is still drawn keeps its luck
            dimensions = {slot.path: place for place, slot in enumerate(build_model(scenario).uncertain)}
        made = KpiTrees(scenario, stress)
        trees = made.trees()
        self.moved = frozenset(kpi for kpi, tree in trees.items() if tree.moved)
        self.anchored = frozenset(kpi for kpi, tree in trees.items() if tree.stated or tree.today)
        self.waiting = frozenset(kpi for line in scenario.lines for kpi in line.kpis) - trees.keys()
        flows = (_Wanted(name, "amount", tree) for name, tree in made.amounts(amounts).items())
        asked = trees if kpis is None else {kpi: tree for kpi, tree in trees.items() if kpi in kpis}
        self._wanted = (*_of_kpis(asked), *flows)
        self._model = replace(model, slots={**model.slots, **made.slots})  # what goals state is drawn after the rest
        self._dimensions = _extended(dimensions, [slot.path for slot in self._model.uncertain])

    @cached_property
    def _job(self) -> Job:
        simulation = self._scenario.simulation
        made = plan(simulation.draws, simulation.sampler)
        return job_for(self._scenario, self._model, made, self._dimensions)

    def _program(self, drawn: Iterable[str]) -> Program:
        known = {path: slot.base for path, slot in self._model.slots.items() if path not in set(drawn)}
        return Compiler(self._model.timeline, known).program([], [one.node for one in self._wanted])

    @property
    def points(self) -> int:
        """Draws of one replicate."""
        return self._job.plan.points

    @property
    def replicates(self) -> int:
        """Replicates of the simulation."""
        return self._job.plan.replicates

    def base(self) -> KpiBlock:
        """The base case, as a block of one draw."""
        return self._block(self._program(()), {}, 1, None)

    def blocks(self, draws: int) -> Iterator[KpiBlock]:
        """The first `draws` draws of the simulation (all, where it has fewer), in order."""
        job = self._job
        program, size = self._program(job.paths), job.plan.block_size
        draws = min(draws, job.plan.draws)
        values = np.empty((len(job.paths), size))
        used = {program.registers[index].path for index in program.used}
        places = [place for place, path in enumerate(job.paths) if path in used]
        for first in range(0, draws, size):
            replicate, within = divmod(first, job.plan.points)
            uniforms(job, replicate, within // size, values)
            for place in places:
                job.transforms[place].apply(values[place], values[place])
            rows = min(size, draws - first)
            drawn = {job.paths[place]: values[place, :rows, None].copy() for place in places}
            yield self._block(program, drawn, rows, first)

    def _block(self, program: Program, drawn: Mapping[str, Array], n_draws: int, first: int | None) -> KpiBlock:
        values = program.run(drawn)
        timeline = self._model.timeline
        found: dict[str, dict[str, Array]] = {kind: {} for kind in ("stated", "today", "level", "change", "amount")}
        for one, index in zip(self._wanted, program.outputs, strict=True):
            found[one.kind][one.name] = np.broadcast_to(values[index], (n_draws, timeline.n_periods))
        with np.errstate(all="ignore"):  # what does not exist is reported with its place
            without = _without(found, timeline)
            start = {**without, **found["level"]}
            levels = {kpi: start[kpi] * change for kpi, change in found["change"].items()}
        for kpi, level in levels.items():
            self._check(kpi, level, first)
        amounts = {name: flow * timeline.period for name, flow in found["amount"].items()}
        return KpiBlock(first or 0, levels, without, amounts)

    def _check(self, kpi: str, level: Array, first: int | None) -> None:
        bad = np.flatnonzero(~np.isfinite(level).all(axis=1))
        if not bad.size:
            return
        goals = [goal for goal in self._scenario.goals if goal.target.kpi == kpi]
        lines = [line for line in self._scenario.lines if kpi in line.kpis]
        path = f"goals.{goals[0].id}" if goals else lines[0].id
        stated = [*(goal.provenance for goal in goals), *(line.provenance for line in lines)]
        made = next((one for one in stated if one is not None), None)
        place = made.place if made else None
        where = "the base case" if first is None else f"draw {first + int(bad[0]) + 1}"
        said = f"the level of {kpi} does not exist in {where}: division by zero or overflow"
        hint = "guard the formula (where, max, clip) or narrow the value's range with lower/upper"
        file = place.file if place else self._scenario.file
        line, column = (place.line, place.column) if place else (0, 0)
        raise ModelError([Problem("not_finite", said, path, file, line, column, hint=hint)])


def _of_kpis(trees: Mapping[str, KpiTree]) -> Iterator[_Wanted]:
    for kpi, tree in trees.items():
        for kind in ("stated", "today", "level", "change"):
            node = getattr(tree, kind)
            if node is not None:
                yield _Wanted(kpi, kind, node)


def _without(found: Mapping[str, Mapping[str, Array]], timeline: Timeline) -> dict[str, Array]:
    """Levels without the CRM, of those KPIs whose level is known."""
    stated, today = found["stated"], found["today"]
    both = {kpi: level_without(stated.get(kpi), today.get(kpi), timeline) for kpi in found["change"]}
    return {kpi: level for kpi, level in both.items() if level is not None}


def _extended(dimensions: Mapping[str, int] | None, paths: Sequence[str]) -> Mapping[str, int] | None:
    """The dimensions of drawn values, with further ones for those that have none yet."""
    if dimensions is None:
        return None
    extended, free = dict(dimensions), max(dimensions.values(), default=-1) + 1
    for path in paths:
        if path not in extended:
            extended[path], free = free, free + 1
    return extended
