"""The option to stop after a pilot: flexibility, shown beside the NPV and never mixed into it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.drawn import Drawn
from roi_engine.analysis.stopping import BestGate, GateValue, best_gate, gate_draws, gate_value
from roi_engine.engine import Result
from roi_engine.engine.register import label_of
from roi_engine.engine.stopped import stopped_npv
from roi_engine.scenario.records import Fixed, Gate, Uncertain, Value
from roi_engine.timeline import Array
from roi_engine.uncertainty.sampling import plan
from roi_engine.uncertainty.tables import transform_for
from roi_engine.units import units_for

GATE_REPLICATES = 8  # a second run of the account: half the draws of the first are enough


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate is worth. `best` seeks the threshold, `stated` values the scenario's own (None: not stated).

    Thresholds are in the unit of what is observed, whichever way the rule points. `npv_go` and `npv_stop` are the mean
    NPV of always going on and of always stopping at the gate [currency].
    """

    title: str
    observed: str
    unit: str
    stop_when: str
    after_months: float
    threshold: float
    stated: GateValue | None
    best_threshold: float
    best: BestGate
    npv_go: float
    npv_stop: float


def gate_result(result: Result, made: Drawn) -> GateResult | None:
    """The gate of a scenario on the draws of its result; None where it has none."""
    scenario = result.scenario
    gate = scenario.gate
    if gate is None:
        return None
    drawn_as = plan(scenario.simulation.draws, scenario.simulation.sampler).with_replicates(result.engine.replicates)
    n_replicates = min(made.inputs.n_replicates, GATE_REPLICATES)
    n_draws = n_replicates * drawn_as.points
    stopped = stopped_npv(scenario, gate, drawn_as, n_replicates)
    sign = 1.0 if gate.stop_when == "below" else -1.0
    going_on = made.npv[:n_draws]
    draws = gate_draws(sign * _observed(made, gate)[:n_draws], going_on, stopped, n_replicates)
    best = best_gate(draws)
    threshold = math.nan if gate.threshold is None else stated_number(gate.threshold)
    value = scenario.values.get(gate.observe)
    units = units_for(scenario.currency, scenario.count_units)
    return GateResult(
        title=gate.title,
        observed=label_of(scenario, gate.observe),
        unit=value.unit if value is not None else "",
        stop_when=gate.stop_when,
        after_months=stated_number(gate.after) * units.factor(units.parse(gate.after.unit), units.parse("month")),
        threshold=threshold,
        stated=None if math.isnan(threshold) else gate_value(draws, sign * threshold),
        best_threshold=sign * best.chosen.threshold,
        best=best,
        npv_go=float(going_on.mean()),
        npv_stop=float(stopped.mean()),
    )


def _observed(made: Drawn, gate: Gate) -> Array:
    """What the pilot shows in each draw [unit of the value]; 1 where an event happens."""
    from scipy.special import ndtr

    row = made.row(gate.observe)
    distribution = made.slots[row].distribution
    assert distribution is not None
    if row in made.inputs.atoms:
        return np.asarray(distribution.atoms()[0][made.inputs.atoms[row]], dtype=np.float64)
    numbers = np.asarray(ndtr(made.inputs.scores[row]), dtype=np.float64)
    transform_for(distribution).apply(numbers, numbers)
    return numbers


def stated_number(value: Value) -> float:
    """A stated number, or the base of an uncertain one."""
    if isinstance(value.form, Fixed):
        return value.form.number
    return value.form.base if isinstance(value.form, Uncertain) else math.nan
