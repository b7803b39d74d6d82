"""Named combinations beside the scenario: what is left of the case when several things go wrong, or right, at once."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from roi_engine.engine.draws import Outcome, draw_replicate, job_for
from roi_engine.engine.model import build_model
from roi_engine.engine.questions import questions
from roi_engine.scenario.records import Scenario, Stress
from roi_engine.timeline import Array
from roi_engine.uncertainty.precision import summarise
from roi_engine.uncertainty.sampling import BLOCK, Plan

# enough for a small table: the error of its P10 is about 2 % of the sd
STRESS_PLAN = Plan(2, 1, BLOCK, 2 * BLOCK)


@dataclass(frozen=True, slots=True)
class StressRow:
    """One stress: base case and draws of NPV [currency], and the chance that NPV is positive [share]."""

    id: str
    title: str
    base_npv: float
    mean_npv: float
    p10: float
    p90: float
    npv_positive: float
    note: str


def stress_table(scenario: Scenario, executor: Executor | None = None) -> tuple[StressRow, ...]:
    """Every stress of a scenario, shipped ones first, on fewer draws than a full run.

    A shipped stress of risks alone is left out where there are none: it would be the case itself a second time.

    Raises ModelError where a line has no finite value in some draw.
    """
    # what is still drawn under a stress has the luck it has without
    dimensions = {slot.path: place for place, slot in enumerate(build_model(scenario).uncertain)}
    told = (stress for stress in scenario.stresses if not _is_idle(stress, scenario))
    return tuple(_row(scenario, stress, dimensions, executor) for stress in told)


def _is_idle(stress: Stress, scenario: Scenario) -> bool:
    alone = stress.risks == "all" and not stress.effects and not stress.cashable_only
    return stress.shipped and alone and not scenario.risks


def _row(scenario: Scenario, stress: Stress, dimensions: dict[str, int], executor: Executor | None) -> StressRow:
    model = build_model(scenario, stress)
    work = partial(_npv, partial(draw_replicate, job_for(scenario, model, STRESS_PLAN, dimensions)))
    replicates = range(STRESS_PLAN.replicates)
    npv = np.array(list(map(work, replicates) if executor is None else executor.map(work, replicates)))
    spread = summarise(npv, (10, 90))
    return StressRow(
        id=stress.id,
        title=stress.title,
        base_npv=float(questions(scenario, model).npv([{}])[0]),
        mean_npv=spread.mean,
        p10=spread.percentiles[10],
        p90=spread.percentiles[90],
        npv_positive=float(np.mean(npv > 0)),
        note=stress.note,
    )


def _npv(draw: partial[Outcome], replicate: int) -> Array:
    return draw(replicate).figures["npv"]
