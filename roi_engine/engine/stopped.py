"""What each draw is worth if the programme is stopped at its gate: flows end there, and stopping has its cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from roi_engine.engine.draws import draw_replicate, job_for
from roi_engine.engine.model import Builder, LineTree, build_model
from roi_engine.formula.tree import Binary, Call, Node, Number
from roi_engine.scenario.records import Gate, Scenario
from roi_engine.timeline import Array
from roi_engine.uncertainty.sampling import Plan


def stopped_npv(scenario: Scenario, gate: Gate, made: Plan, n_replicates: int) -> Array:
    """NPV of the first replicates of a plan with every flow after the gate left out [currency], shape (n_draws,).

    The draws are those of the full case: values of the gate that are themselves uncertain take dimensions of their own
    behind all others.
    """
    build = Builder(scenario)
    after = build.value(gate.after, "year")
    lines = [_until(build.line(line), after) for line in scenario.lines]
    if gate.stop_cost is not None:
        due = Call("once", (build.value(gate.stop_cost, scenario.currency), after))
        lines.append(LineTree("gate.stop_cost", "cost", True, due, None))
    model = replace(build_model(scenario), slots=build.slots, lines=tuple(lines), events=build.events)
    job = job_for(scenario, model, made)
    return np.concatenate([draw_replicate(job, replicate).figures["npv"] for replicate in range(n_replicates)])


def _until(line: LineTree, after: Node) -> LineTree:
    """A line whose flow ends at a date; its initial column stands."""
    running = Binary("-", Number(1.0), Call("live", (after,)))
    return replace(line, flow=Binary("*", line.flow, running))
