"""The inputs behind a result's draws, made again from its seed: no model run is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.common_draws import replicates_of
from roi_engine.analysis.sample import Inputs, Labels
from roi_engine.engine import Result
from roi_engine.engine.draws import Job, job_for, uniforms
from roi_engine.engine.model import build_model
from roi_engine.engine.value_trees import Slot
from roi_engine.timeline import Array
from roi_engine.uncertainty.sampling import plan

MOST_DRAWS = 1 << 17  # of which the inputs are looked at


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawn values of a result (`slots`, in the order of the rows of `inputs`) and its NPV on the same draws."""

    slots: tuple[Slot, ...]
    inputs: Inputs
    npv: Array

    def value(self, row: int, score: float) -> float:
        """The value [its unit] of an input at a normal score."""
        from scipy.special import ndtr

        distribution = self.slots[row].distribution
        assert distribution is not None
        return float(distribution.ppf(np.array([ndtr(score)]))[0])

    def row(self, path: str) -> int:
        """The row of a path; KeyError where it is not drawn."""
        return {slot.path: row for row, slot in enumerate(self.slots)}[path]


def drawn(result: Result, dimensions: Mapping[str, int] | None = None) -> Drawn:
    """The inputs of a result's draws (at most `MOST_DRAWS` of them, whole replicates).

    `dimensions` as the result was simulated with.
    """
    from scipy.special import ndtri

    scenario = result.scenario
    made = plan(scenario.simulation.draws, scenario.simulation.sampler).with_replicates(result.engine.replicates)
    job = job_for(scenario, build_model(scenario), made, dimensions)
    n_replicates = max(1, min(replicates_of([result]), MOST_DRAWS // made.points))
    u = _uniforms(job, n_replicates)
    slots = job.account.model.uncertain
    atoms = {row: labels for row, slot in enumerate(slots) if (labels := _labels(job, row, slot, u[row])) is not None}
    groups = job.copula.groups if job.copula is not None else ()
    inputs = Inputs(np.asarray(ndtri(u)), n_replicates, atoms, groups)
    return Drawn(slots, inputs, result.draws["npv"][: n_replicates * made.points])


def _uniforms(job: Job, n_replicates: int) -> Array:
    made = job.plan
    u = np.empty((len(job.paths), n_replicates * made.points))
    block_of = np.empty((len(job.paths), made.block_size))
    for replicate in range(n_replicates):
        for block in range(made.blocks_per_replicate):
            uniforms(job, replicate, block, block_of)
            start = replicate * made.points + block * made.block_size
            u[:, start : start + made.block_size] = block_of
    return u


def _labels(job: Job, row: int, slot: Slot, u: Array) -> Labels | None:
    """The number of the value that each draw takes, for a value that takes only a few."""
    assert slot.distribution is not None
    values, shares = slot.distribution.atoms()
    if values.size == 0 or abs(float(shares.sum()) - 1.0) > 1e-9:
        return None
    numbers = np.empty_like(u)
    job.transforms[row].apply(u, numbers)
    return np.searchsorted(values, numbers)
