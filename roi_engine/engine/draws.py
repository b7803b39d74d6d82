"""One replicate of draws: points of the unit cube become values, values become the figures of the account.

A replicate's content depends on the job and its number alone, so that any worker may compute any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from roi_engine.engine.account import Account, compile_account, ledger_block
from roi_engine.engine.faults import check_finite
from roi_engine.engine.model import Model
from roi_engine.finance import Headline, headline
from roi_engine.scenario.records import Reference, Scenario
from roi_engine.timeline import Array
from roi_engine.uncertainty.dependence import GaussianCopula
from roi_engine.uncertainty.sampling import Plan, PointSet, point_set
from roi_engine.uncertainty.tables import Transform, transform_for

FIGURES = (
    "npv",
    "npv_cashable",
    "roi",
    "irr",
    "payback_months",
    "pv_operational",
    "pv_analytical",
    "pv_benefits",
    "pv_costs",
)
_CACHE_NUMBERS = 1 << 17  # numbers of one array that stays in the processor's nearer cache


@dataclass(frozen=True, slots=True)
class Outcome:
    """Figures of one replicate, shape (n_points,) each; payback is +inf where it is never reached.

    `pv_lines` sums each line's present value over the replicate; `happened` holds the risks that struck;
    `cumulative` (n_points, n_periods + 1) is kept only where asked for.
    """

    figures: Mapping[str, Array]
    pv_lines: Array
    happened: Mapping[str, NDArray[np.bool_]]
    cumulative: Array | None


@dataclass(frozen=True)
class Job:
    """All that a worker needs; picklable."""

    scenario: Scenario
    account: Account
    copula: GaussianCopula | None
    plan: Plan

    @cached_property
    def points(self) -> PointSet:
        """The points of this job."""
        simulation = self.scenario.simulation
        return point_set(simulation.sampler, len(self.paths), simulation.seed, self.plan.block_size)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The drawn values in the order of their dimensions."""
        return tuple(slot.path for slot in self.account.model.uncertain)

    @cached_property
    def transforms(self) -> tuple[Transform, ...]:
        """From uniforms to values, one for each dimension."""
        drawn = self.account.model.uncertain
        return tuple(transform_for(slot.distribution) for slot in drawn if slot.distribution is not None)

    def __getstate__(self) -> dict[str, object]:
        """Fields alone: what is derived is derived again by the worker."""
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}


def job_for(scenario: Scenario, model: Model, plan: Plan) -> Job:
    """The job of a scenario. Raises CorrelationError where the stated correlations cannot be."""
    drawn = tuple(slot.path for slot in model.uncertain)
    events = tuple(model.events.values())
    account = compile_account(model, scenario.finance, frozenset(drawn), events)
    pairs = [
        (_place(scenario, drawn, c.first), _place(scenario, drawn, c.second), c.rho) for c in scenario.correlations
    ]
    return Job(scenario, account, GaussianCopula(pairs, len(drawn)) if pairs else None, plan)


def _place(scenario: Scenario, drawn: tuple[str, ...], path: str) -> int:
    """The dimension of a value; `$name` is followed to the assumption."""
    while path in scenario.values and isinstance(form := scenario.values[path].form, Reference):
        path = scenario.assumptions[form.name].path
    return drawn.index(path)


def draw_replicate(job: Job, replicate: int, keep_cumulative: bool = False) -> Outcome:
    """All draws of one replicate. Raises ModelError where a line has no finite value in some draw."""
    plan, timeline = job.plan, job.account.model.timeline
    kept = {name: np.empty(plan.points) for name in _figure_names(job)}
    happened = {risk: np.empty(plan.points, dtype=bool) for risk in job.account.model.events}
    cumulative = np.empty((plan.points, timeline.n_periods + 1)) if keep_cumulative else None
    pv_lines = np.zeros(len(job.account.model.lines))
    step = _chunk(plan.block_size, timeline.n_periods)
    values = np.empty((len(job.paths), plan.block_size))
    for block in range(plan.blocks_per_replicate):
        job.points.block(replicate, block, out=values)
        if job.copula is not None:
            job.copula.apply(values)
        for row, transform in zip(values, job.transforms, strict=True):
            transform.apply(row, row)
        for start in range(0, plan.block_size, step):
            part = values[:, start : start + step]
            at = block * plan.block_size + start
            first = replicate * plan.points + at
            figures, pv, struck = _chunk_figures(job, part, first)
            here = slice(at, at + part.shape[1])
            for name in kept:
                kept[name][here] = _figure(figures, name)
            for risk, flags in struck.items():
                happened[risk][here] = flags
            pv_lines += pv
            if cumulative is not None:
                cumulative[here] = figures.cumulative
    return Outcome(kept, pv_lines, happened, cumulative)


def _chunk(block_size: int, n_periods: int) -> int:
    """Draws that are computed together: a power of two that divides the block, small enough for the cache."""
    step = block_size
    while step > 256 and step % 2 == 0 and step * n_periods > _CACHE_NUMBERS:
        step //= 2
    return step


def _chunk_figures(job: Job, part: Array, first: int) -> tuple[Headline, Array, dict[str, NDArray[np.bool_]]]:
    account = job.account
    n_draws = part.shape[1]
    drawn = {path: part[row][:, None] for row, path in enumerate(job.paths)}
    values = account.program.run(drawn)
    judged = account.judged(values)
    ledger = ledger_block(account, values, judged.factors, n_draws)
    pv = np.array([line.sum() for line in ledger.pv_lines])
    if not np.isfinite(pv).all():
        check_finite(job.scenario, account, ledger.pv_lines, drawn, first)
    outputs = account.program.outputs[1 + account.has_tax :]
    struck = {
        risk: np.broadcast_to(values[index][:, 0] > 0, n_draws)
        for risk, index in zip(account.model.events, outputs, strict=True)
    }
    return headline(ledger, judged), pv, struck


def _figure_names(job: Job) -> tuple[str, ...]:
    return (*FIGURES, "npv_after_tax") if job.account.has_tax else FIGURES


def _figure(figures: Headline, name: str) -> Array:
    """One figure by its name in the result."""
    if name == "irr":
        return figures.irr.rate
    if name == "payback_months":
        return figures.payback.sortable
    found: Array = getattr(figures, name)
    return found
