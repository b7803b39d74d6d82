"""What derived values come to once the values behind them are drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from roi_engine.engine.draws import job_for, uniforms
from roi_engine.engine.model import Model
from roi_engine.engine.program import Compiler
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array
from roi_engine.uncertainty.sampling import BLOCK, Plan


def one_block(scenario: Scenario, model: Model) -> Mapping[str, Array]:
    """One block of draws of every uncertain value, shape (n_draws, 1) each: for display, not for the account."""
    job = job_for(scenario, model, Plan(1, 1, BLOCK, BLOCK))
    u = np.empty((len(job.paths), BLOCK))
    if len(job.paths):
        uniforms(job, 0, 0, u)
    for row, transform in zip(u, job.transforms, strict=True):
        transform.apply(row, row)
    return {path: u[row][:, None] for row, path in enumerate(job.paths)}


def implied_draws(scenario: Scenario, model: Model) -> Mapping[str, Array]:
    """Draws of every value that is derived from drawn ones, the mean over time of those that vary, shape (n_draws,).

    One block of draws: for display, not for the account.
    """
    if not model.values or not model.uncertain:
        return {}
    drawn = one_block(scenario, model)
    known = {path: slot.base for path, slot in model.slots.items() if path not in drawn}
    program = Compiler(model.timeline, known).program([], model.values.values())
    values = program.run(drawn)
    found = zip(model.values, program.outputs, strict=True)
    return {path: values[index].mean(axis=1) for path, index in found if values[index].shape[0] > 1}
