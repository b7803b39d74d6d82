"""Named combinations beside the scenario: what is left of the case when several things go wrong, or right, at once."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace

from roi_engine.engine import Result, simulate
from roi_engine.scenario.records import Scenario, Simulation

STRESS_DRAWS = 1 << 13  # enough for a small table: the error of its P10 is about 2 % of the sd


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
    """Every stress of a scenario, shipped ones first, on the same draws and fewer of them than a full run."""
    settings: Simulation = replace(
        scenario.simulation, draws=min(scenario.simulation.draws, STRESS_DRAWS), precision=None
    )
    short = replace(scenario, simulation=settings)
    return tuple(
        _row(stress.id, stress.title, stress.note, simulate(short, executor, stress=stress))
        for stress in scenario.stresses
    )


def _row(name: str, title: str, note: str, result: Result) -> StressRow:
    npv = result.simulation["npv"]
    return StressRow(
        id=name,
        title=title,
        base_npv=result.base.npv,
        mean_npv=npv.mean,
        p10=npv.percentiles[10],
        p90=npv.percentiles[90],
        npv_positive=result.probability.npv_positive,
        note=note,
    )
