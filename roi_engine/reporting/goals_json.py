"""The goals in `results.json`: numbers unrounded, what is not known as null beside its status."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from roi_engine.analysis.goals import SURE, GoalResult, Goals
from roi_engine.scenario.goal_records import Strategy


def goals_json(goals: Goals | None) -> list[dict[str, Any]]:
    """The value of `goals`: one entry a goal, in the order of the scenario."""
    return [_goal(result) for result in goals.goals] if goals is not None else []


def coverage_json(goals: Goals | None) -> dict[str, Any] | None:
    """The value of `goal_coverage`: goals that drive no line, lines of customer value that no goal drives."""
    if goals is None:
        return None
    return {"without_driver": list(goals.without_driver), "idle_lines": list(goals.idle_lines)}


def _goal(result: GoalResult) -> dict[str, Any]:
    goal, target = result.goal, result.goal.target
    return {
        "id": goal.id,
        "objective": goal.objective,
        "owner": goal.owner,
        "review_months": goal.review,
        "note": goal.note,
        "target": {
            "kpi": target.kpi or None,
            "line": target.line or None,
            "unit": target.unit,
            "aim": "at_least" if target.aim == "up" else "at_most",
            "level": result.wanted,
            "change": target.change,
            "baseline": result.baseline,
            "by": f"{target.by[0]}-{target.by[1]:02d}",
        },
        "chance": asdict(result.chance),
        "base": result.base,
        "p10": result.p10,
        "p50": result.p50,
        "p90": result.p90,
        "change": asdict(result.change) if result.change else None,
        "sure": {"chance": SURE, "level": result.sure, "change": result.change.sure if result.change else None},
        "drives": list(goal.drives),
        "metrics": list(goal.metrics),
        "strategies": [_strategy(strategy) for strategy in goal.strategies],
        "smart": asdict(result.smart),
    }


def _strategy(strategy: Strategy) -> dict[str, Any]:
    correction = strategy.if_off_track
    return {
        "id": strategy.id,
        "title": strategy.title,
        "owner": strategy.owner,
        "tactics": {area: list(said) for area, said in strategy.tactics.items()},
        "metrics": list(strategy.metrics),
        "drives": list(strategy.drives),
        "if_off_track": asdict(correction) if correction else None,
    }
