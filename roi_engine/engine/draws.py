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
    rows: tuple[int, ...] | None = None  # dimension of each drawn value, where scenarios share them

    @cached_property
    def points(self) -> PointSet:
        """The points of this job."""
        simulation = self.scenario.simulation
        n_dims = len(self.paths) if self.rows is None else max(self.rows, default=-1) + 1
        return point_set(simulation.sampler, n_dims, simulation.seed, self.plan.block_size)

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


def job_for(scenario: Scenario, model: Model, plan: Plan, dimensions: Mapping[str, int] | None = None) -> Job:
    """The job of a scenario; `dimensions` gives each drawn value's dimension where several scenarios share them.

    Raises CorrelationError where the stated correlations cannot be.
    """
    drawn = tuple(slot.path for slot in model.uncertain)
    events = tuple(model.events.values())
    account = compile_account(model, scenario.finance, frozenset(drawn), events)
    places = [
        (_place(scenario, drawn, c.first), _place(scenario, drawn, c.second), c.rho) for c in scenario.correlations
    ]
    # a value that a stress holds is not drawn, and correlates with nothing
    pairs = [(first, second, rho) for first, second, rho in places if first is not None and second is not None]
    rows = None if dimensions is None else tuple(dimensions[path] for path in drawn)
    return Job(scenario, account, GaussianCopula(pairs, len(drawn)) if pairs else None, plan, rows)


def _place(scenario: Scenario, drawn: tuple[str, ...], path: str) -> int | None:
    """The place of a value among the drawn ones, None where it is not drawn; `$name` is followed to the assumption."""
    while path in scenario.values and isinstance(form := scenario.values[path].form, Reference):
        path = scenario.assumptions[form.name].path
    return drawn.index(path) if path in drawn else None


def uniforms(job: Job, replicate: int, block: int, out: Array) -> None:
    """Uniforms of the drawn values for one block, dependence included, shape (n_values, block_size)."""
    if job.rows is None:
        job.points.block(replicate, block, out=out)
    else:
        np.take(job.points.block(replicate, block), job.rows, axis=0, out=out)
    if job.copula is not None:
        job.copula.apply(out)


def draw_replicate(job: Job, replicate: int, keep_cumulative: bool = False) -> Outcome:
    """All draws of one replicate. Raises ModelError where a line has no finite value in some draw."""
    plan, timeline = job.plan, job.account.model.timeline
    kept = {name: np.empty(plan.points) for name in _figure_names(job)}
    happened = {risk: np.empty(plan.points, dtype=bool) for risk in job.account.model.events}
    cumulative = np.empty((plan.points, timeline.n_periods + 1)) if keep_cumulative else None
    pv_lines = np.zeros(len(job.account.model.lines))
    values = np.empty((len(job.paths), plan.block_size))
    for block in range(plan.blocks_per_replicate):
        uniforms(job, replicate, block, values)
        for row, transform in zip(values, job.transforms, strict=True):
            transform.apply(row, row)
        at = block * plan.block_size
        here = slice(at, at + plan.block_size)
        figures, pv, struck = _block_figures(job, values, replicate * plan.points + at)
        for name in kept:
            kept[name][here] = _figure(figures, name)
        for risk, flags in struck.items():
            happened[risk][here] = flags
        pv_lines += pv
        if cumulative is not None:
            cumulative[here] = figures.cumulative
    return Outcome(kept, pv_lines, happened, cumulative)


def npv_of_uniforms(job: Job, u: Array) -> Array:
    """NPV [currency] of draws given by independent uniforms, shape (n_values, n_draws), which are written over."""
    if job.copula is not None:
        job.copula.apply(u)
    for row, transform in zip(u, job.transforms, strict=True):
        transform.apply(row, row)
    return _block_figures(job, u, 0)[0].npv


def _block_figures(job: Job, block: Array, first: int) -> tuple[Headline, Array, dict[str, NDArray[np.bool_]]]:
    account = job.account
    n_draws = block.shape[1]
    drawn = {path: block[row][:, None] for row, path in enumerate(job.paths)}
    values = account.program.steady(drawn)
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
