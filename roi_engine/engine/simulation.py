"""From a scenario to its result: the base case, the draws, and what they say together.

Replicates are mapped over any `concurrent.futures.Executor`; their sums are added in order, so the result has the same
bits for any number of workers and any order in which they finish.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import numpy as np

from roi_engine.engine.base import BaseCase, base_case
from roi_engine.engine.customer_base import customer_base
from roi_engine.engine.draws import Job, Outcome, draw_replicate, job_for
from roi_engine.engine.gathering import Gathered, gather
from roi_engine.engine.implied import implied_draws
from roi_engine.engine.model import build_model
from roi_engine.engine.register import register
from roi_engine.engine.result import Assumption, Engine, Probability, Result, RiskResult
from roi_engine.engine.statements import band, by_year, line_results, metrics_record
from roi_engine.errors import N_, Notice, notice
from roi_engine.scenario.records import Scenario, Stress
from roi_engine.timeline import Array
from roi_engine.uncertainty.precision import met
from roi_engine.uncertainty.sampling import Plan, plan
from roi_engine.version import __version__

KEPT_DRAWS = 1 << 19  # figures of more draws than these are counted, not kept
MOST_DRAWS_FOR_PRECISION = KEPT_DRAWS


def simulate(
    scenario: Scenario,
    executor: Executor | None = None,
    *,
    stress: Stress | None = None,
    dimensions: Mapping[str, int] | None = None,
) -> Result:
    """Base case and simulation of a scenario.

    Same draws and same bits with any `executor` (threads, processes, a cluster's), or without one. Raises ModelError
    where a line has no finite value in the base case or in some draw.

    Parameters
    ----------
    stress : a combination to run the scenario under.
    dimensions : each drawn value's dimension by path, where scenarios share draws (`common_dimensions`).
    """
    started = time.perf_counter()
    model = build_model(scenario, stress)
    if stress is not None and dimensions is None:  # what is still drawn has the luck it has without the stress
        dimensions = {slot.path: place for place, slot in enumerate(build_model(scenario).uncertain)}
    base = base_case(scenario, model)
    wanted = plan(scenario.simulation.draws, scenario.simulation.sampler)
    job = job_for(scenario, model, wanted, dimensions)
    gathered = _drawn(job, executor)
    seconds = time.perf_counter() - started
    result = _result(scenario, base, gathered, implied_draws(scenario, model), seconds)
    return replace(result, customers=customer_base(scenario, model, stress)) if scenario.customers else result


def assumption_register(scenario: Scenario) -> tuple[Assumption, ...]:
    """The assumption register without a simulation. Raises ModelError where the base case has no value."""
    model = build_model(scenario)
    return register(scenario, base_case(scenario, model).values, implied_draws(scenario, model))


def _drawn(job: Job, executor: Executor | None) -> Gathered:
    """All draws; with a wanted precision, replicates are added until it is met or the cap is reached."""
    gathered = gather(job, partial(_outcomes, executor=executor), KEPT_DRAWS)
    tolerance = job.scenario.simulation.precision
    if tolerance is None:
        return gathered
    while not met(tolerance, gathered.spreads["npv"]):
        more = _more(gathered.plan)
        if more is None:
            break
        job = replace(job, plan=more)
        gathered = gather(job, partial(_outcomes, executor=executor), KEPT_DRAWS, gathered)
    return gathered


def _more(used: Plan) -> Plan | None:
    """Twice the replicates, up to the cap; None where it is reached."""
    most = MOST_DRAWS_FOR_PRECISION // used.points
    return used.with_replicates(min(2 * used.replicates, most)) if used.replicates < most else None


def _outcomes(job: Job, replicates: range, keep_cumulative: bool, executor: Executor | None) -> Iterator[Outcome]:
    """The outcomes of some replicates, in order."""
    work = partial(draw_replicate, job, keep_cumulative=keep_cumulative)
    return map(work, replicates) if executor is None else executor.map(work, replicates)


def _result(
    scenario: Scenario, base: BaseCase, gathered: Gathered, implied: Mapping[str, Array], seconds: float
) -> Result:
    simulation, used = scenario.simulation, gathered.plan
    engine = Engine(__version__, used.draws, used.replicates, simulation.seed, simulation.sampler, seconds)
    chances = gathered.chances
    return Result(
        scenario=scenario,
        engine=engine,
        base=metrics_record(base),
        simulation=MappingProxyType(gathered.summaries()),
        probability=Probability(
            npv_positive=chances["npv_positive"].probability,
            payback_within_horizon=chances["payback_within_horizon"].probability,
            npv_cashable_positive=chances["npv_cashable_positive"].probability,
            errors=MappingProxyType({name: chance.se for name, chance in chances.items()}),
        ),
        by_year=by_year(scenario, base),
        lines=line_results(scenario, base, gathered.pv_lines),
        band=band(scenario, base, gathered.cumulative),
        assumptions=register(scenario, base.values, implied),
        swings=base.swings,
        risks=_risks(scenario, gathered),
        warnings=(*scenario.notices, *_notices(scenario, gathered)),
        draws=MappingProxyType(gathered.draws),
    )


def _risks(scenario: Scenario, gathered: Gathered) -> tuple[RiskResult, ...]:
    """The risk register, in the order of the scenario."""
    found = []
    for risk in scenario.risks:
        share, if_happens, if_not = gathered.risks[risk.id]
        cost = 0.0 if share == 0.0 else if_not - (share * if_happens + (1 - share) * if_not) if share < 1.0 else np.nan
        found.append(RiskResult(risk.id, risk.title, share, if_happens, if_not, float(cost), risk.owner, risk.note))
    return tuple(found)


def _notices(scenario: Scenario, gathered: Gathered) -> Iterator[Notice]:
    asked, used = scenario.simulation.draws, gathered.plan.draws
    if scenario.simulation.precision is None and used != asked:
        said = N_("{used} draws were made, not {asked}: points come in {n} equal replicates")
        told = {"used": f"{used:,}", "asked": f"{asked:,}", "n": str(gathered.plan.replicates)}
        yield notice("draws_rounded", "simulation.draws", said, **told)
    tolerance = scenario.simulation.precision
    if tolerance is not None and not met(tolerance, gathered.spreads["npv"]):
        said = N_("the wanted precision of {precision} of the sd was not reached within {used} draws")
        yield notice("precision_not_met", "simulation.precision", said, precision=f"{tolerance:.2%}", used=f"{used:,}")
