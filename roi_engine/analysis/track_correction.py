"""What is to be done where a thing goes off track, by whom, and when it is looked at next: as the scenario says."""

from __future__ import annotations

import math
from collections.abc import Sequence

from roi_engine.analysis.track_observed import month_number
from roi_engine.analysis.track_records import Correction, Shift
from roi_engine.analysis.track_things import Thing
from roi_engine.scenario.goal_records import Goal, Strategy
from roi_engine.scenario.records import Reference, Scenario, Value
from roi_engine.timeline import Timeline

QUARTER = 3  # months


def correction_of(scenario: Scenario, thing: Thing, shifts: Sequence[Shift]) -> Correction:
    """The corrective action that a goal names for a thing; else the owner of what lies behind it.

    A goal speaks for the lines that its strategies drive, the KPIs they watch, and the KPI or line of its target. Where
    none names anybody, the owner is that of the value behind the thing that moved the most, then of any.
    """
    spoken = [(goal, strategy) for goal in scenario.goals for strategy in _strategies(goal, thing)]
    for goal, strategy in spoken:
        if strategy.if_off_track is not None:
            stated = strategy.if_off_track
            return Correction(stated.action, stated.owner or strategy.owner or goal.owner, goal.id)
    owner = next((strategy.owner or goal.owner for goal, strategy in spoken if strategy.owner or goal.owner), "")
    goal_id = spoken[0][0].id if spoken else ""
    return Correction("", owner or _owner(scenario, thing, shifts), goal_id)


def _strategies(goal: Goal, thing: Thing) -> list[Strategy]:
    """The strategies of a goal that a thing belongs to; all of them where it is the goal's own target."""
    if thing.id in (goal.target.kpi, goal.target.line) and thing.id:
        own = [strategy for strategy in goal.strategies if thing.id in (*strategy.metrics, *strategy.drives)]
        return own or list(goal.strategies)
    return [strategy for strategy in goal.strategies if thing.id in (*strategy.metrics, *strategy.drives)]


def _owner(scenario: Scenario, thing: Thing, shifts: Sequence[Shift]) -> str:
    owners = {value.path: value.owner for value in _behind(scenario, thing) if value.owner}
    moved = next((owners[shift.path] for shift in shifts if shift.path in owners), "")
    return moved or next(iter(owners.values()), "")


def _behind(scenario: Scenario, thing: Thing) -> list[Value]:
    """The stated values behind a line, a KPI that lines move, or a value; by name followed to the assumption."""
    if thing.kind == "value":
        return [_followed(scenario, scenario.values[thing.id])]
    lines = [line for line in scenario.lines if line.id == thing.id or thing.id in line.kpis]
    return [_followed(scenario, value) for line in lines for value in line.inputs.values()]


def _followed(scenario: Scenario, value: Value) -> Value:
    while isinstance(value.form, Reference):
        value = scenario.assumptions[value.form.name]
    return value


def next_review(scenario: Scenario, until: str) -> tuple[str, str]:
    """The month of the next look, and the goal whose `review:` says so; the next end of a quarter of the plan else."""
    if not until:
        return "", ""
    seen = month_number(scenario.timeline, until) + 1  # months of the plan that have passed
    stated = [(goal.review, goal.id) for goal in scenario.goals if goal.review]
    every, source = min(stated, default=(float(QUARTER), ""))
    after = math.floor(seen / every + 1e-9) + 1
    return _month(scenario.timeline, math.ceil(after * every - 1e-9) - 1), source


def _month(timeline: Timeline, number: int) -> str:
    months = timeline.start_month - 1 + number
    return f"{timeline.start_year + months // 12}-{months % 12 + 1:02d}"
