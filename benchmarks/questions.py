"""What the questions cost beside the simulation, and what common random numbers save: rows of the benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.clock import cpu_seconds
from benchmarks.row import Row
from roi_engine import load, simulate
from roi_engine.analysis.common_draws import simulate_together
from roi_engine.analysis.drivers import sensitivity
from roi_engine.engine.result import Result
from roi_engine.scenario.records import Scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SEEDS = 24


def questions() -> Iterator[Row]:
    """All of `sensitivity` on the bank's programme beside its simulation."""
    scenario = load(SCENARIOS / "bank_programme.yaml")
    result = simulate(scenario)
    spent = cpu_seconds({"simulate": lambda: simulate(scenario), "sensitivity": lambda: sensitivity(result)}, 3)
    ratio = spent["sensitivity"] / spent["simulate"]
    yield Row("sensitivity of the bank's programme / its simulation", spent["sensitivity"], "s", ratio, "< 3")


def common_numbers() -> Iterator[Row]:
    """Variance of a small difference (a little more time saved) with common draws, against draws of its own each."""
    plain = load(SCENARIOS / "contact_centre.yaml")
    more = "{low: 0.2, mode: 0.82, high: 1.4, unit: minute/contact}"
    better = load(SCENARIOS / "contact_centre.yaml", overrides={"benefits.handle_time.handle_time_reduction": more})
    for sampler in ("random", "sobol"):
        together, apart = [], []
        for seed in range(SEEDS):
            pair = simulate_together({"plain": drawn(plain, sampler, seed), "better": drawn(better, sampler, seed)})
            together.append(mean(pair[1]) - mean(pair[0]))
            apart.append(mean(simulate(drawn(better, sampler, seed + 1000))) - mean(pair[0]))
        saved = float(np.var(apart, ddof=1) / max(np.var(together, ddof=1), 1e-12))
        sd = float(np.std(together, ddof=1))
        yield Row(f"sd of a small difference, common {sampler} draws", sd, "EUR", saved, ">= 500 (of the variance)")


def drawn(scenario: Scenario, sampler: str, seed: int) -> Scenario:
    settings = replace(scenario.simulation, draws=4096, seed=seed, sampler=sampler, precision=None)
    return replace(scenario, simulation=settings)


def mean(result: Result) -> float:
    return result.simulation["npv"].mean
