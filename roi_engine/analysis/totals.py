"""Total indices on request: how much of NPV's variance a value has a hand in, interactions included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from roi_engine.analysis.indices import total
from roi_engine.engine import Result
from roi_engine.engine.draws import Job, job_for, npv_of_uniforms
from roi_engine.engine.model import build_model
from roi_engine.timeline import Array
from roi_engine.uncertainty.sampling import BLOCK, Plan, point_set

_REPLICATES = 8


@dataclass(frozen=True, slots=True)
class _Account:
    """The account as a function of normal scores, before dependence is put in."""

    job: Job

    def __call__(self, scores: Array) -> Array:
        from scipy.special import ndtr

        u = np.ascontiguousarray(ndtr(scores))
        blocks = [
            npv_of_uniforms(self.job, u[:, start : start + BLOCK].copy()) for start in range(0, u.shape[1], BLOCK)
        ]
        return np.concatenate(blocks)


def total_indices(result: Result) -> Mapping[str, tuple[float, float]]:
    """Total index of each drawn value by path, with the half-width of its 95 % Monte Carlo error.

    One model run more than there are values, each on 8 replicates of 4,096 draws of their own.
    """
    from scipy.special import ndtri

    scenario = result.scenario
    plan = Plan(_REPLICATES, 1, BLOCK, _REPLICATES * BLOCK)
    job = replace(job_for(scenario, build_model(scenario), plan), rows=None)
    n_values = len(job.paths)
    if n_values == 0:
        return {}
    points = point_set("sobol", 2 * n_values, scenario.simulation.seed, BLOCK)
    z = np.concatenate([ndtri(points.block(replicate, 0)) for replicate in range(_REPLICATES)], axis=1)
    found = total(_Account(job), z[:n_values], z[n_values:], _REPLICATES)
    return {
        path: (float(share), float(error))
        for path, share, error in zip(job.paths, found.share, found.error, strict=True)
    }
