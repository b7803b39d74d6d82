"""The goals of a scenario against its plan: the chance of each target, SMART form, and what covers what.

The chance is counted over the draws of the simulation, each goal by itself: it depends neither on their order nor on
what else is asked. Where the plan does not say how the KPI moves, there is no chance: a status says so instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from roi_engine.engine.kpi_paths import KpiBlock, KpiModel
from roi_engine.errors import N_, Notice, notice
from roi_engine.scenario.goal_records import BASELINE, Goal, Target
from roi_engine.scenario.records import Scenario, Stress
from roi_engine.timeline import Array, Timeline
from roi_engine.uncertainty.precision import chance, percentiles

Status = Literal["simulated", "not_in_plan", "no_baseline"]
POOR, EASY = 0.20, 0.95  # a target outside is hardly attainable, or hardly a target
SURE = 0.80  # of what is reached "with 80 % chance"
MOST_DRAWS = 1 << 15  # whole replicates: a chance is then known to about 0.1 %
_SLACK = 1e-9  # relative: a level that is the target but for rounding has reached it


@dataclass(frozen=True, slots=True)
class GoalChance:
    """The chance of reaching a target by its date [1], with its Monte Carlo error; both None unless simulated.

    `not_in_plan`: no line moves the KPI and no plan of it is stated. `no_baseline`: the target is relative to a level
    that nobody states, or so is what the lines do to it.
    """

    value: float | None
    se: float | None
    status: Status


@dataclass(frozen=True, slots=True)
class Smart:
    """Whether a goal has the form of one.

    `specific`: some team is told what to do. `measurable`: a KPI whose level today is known, or a line of the account.
    `attainable`: a chance of 20 to 95 %, None where it is not known. `relevant`: it drives a line of the account.
    `time_bound`: it has a date, which the scenario language asks of every target.
    """

    specific: bool
    measurable: bool
    attainable: bool | None
    relevant: bool
    time_bound: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """Relative change from the level without the CRM at the date of a target [share]; as the levels beside it."""

    p10: float
    p50: float
    p90: float
    sure: float


@dataclass(frozen=True, slots=True)
class GoalResult:
    """One goal. Levels are in `target.unit`, at the date of the target.

    `baseline` is the level without the CRM in the base case (None where it is not known; 0 of a line), `wanted` the
    level to reach in the base case, `base` what the base case reaches, p10 to p90 the spread over the draws, `sure`
    the level that is reached, or kept below, with 80 % chance. `change` has the same of the change from the baseline
    of each draw [share]: where the level today is itself uncertain, a target that is relative to it is judged by that.
    """

    goal: Goal
    chance: GoalChance
    smart: Smart
    baseline: float | None
    wanted: float | None
    base: float | None = None
    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    sure: float | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Goals:
    """All goals of a scenario, and how goals and lines cover one another.

    `without_driver` are goals that drive no line, `idle_lines` lines of customer value that no goal drives.
    """

    goals: tuple[GoalResult, ...]
    without_driver: tuple[str, ...]
    idle_lines: tuple[str, ...]
    notices: tuple[Notice, ...]


def goal_chances(
    scenario: Scenario, *, stress: Stress | None = None, dimensions: Mapping[str, int] | None = None
) -> Goals | None:
    """The goals of a scenario on the draws of its simulation (as many of them as are looked at); None without goals.

    `stress` and `dimensions` as in `simulate`. Raises ModelError where a KPI has no finite level in some draw.
    """
    if not scenario.goals:
        return None
    lines = [goal.target.line for goal in scenario.goals if goal.target.line]
    kpis = {goal.target.kpi for goal in scenario.goals}
    model = KpiModel(scenario, dict.fromkeys(lines), kpis=kpis, stress=stress, dimensions=dimensions)
    asked = {goal.id: _status(goal.target, model) for goal in scenario.goals}
    base = model.base()
    drawn = _drawn(scenario, model, [goal for goal in scenario.goals if asked[goal.id] == "simulated"])
    results = tuple(
        _result(goal, asked[goal.id], base, drawn.get(goal.id), scenario.timeline) for goal in scenario.goals
    )
    driven = {line for goal in scenario.goals for line in goal.drives}
    return Goals(
        goals=results,
        without_driver=tuple(goal.id for goal in scenario.goals if not goal.drives),
        idle_lines=tuple(line.id for line in scenario.lines if line.category == "analytical" and line.id not in driven),
        notices=tuple(said for result in results if (said := _notice(result, scenario)) is not None),
    )


def _status(target: Target, model: KpiModel) -> Status:
    if target.line:
        return "simulated"
    if target.kpi not in model.moved:
        return "no_baseline" if target.kpi in model.waiting else "not_in_plan"
    return "simulated" if target.change is None or target.kpi in model.anchored else "no_baseline"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a goal comes to in each draw: level at the date, level wanted, and baseline; (n_replicates, n_points)."""

    level: Array
    wanted: Array
    baseline: Array


def _drawn(scenario: Scenario, model: KpiModel, goals: Sequence[Goal]) -> Mapping[str, _Drawn]:
    if not goals:
        return {}
    draws = max(1, min(model.replicates, MOST_DRAWS // model.points)) * model.points
    found: dict[str, list[tuple[Array, Array, Array]]] = {goal.id: [] for goal in goals}
    for block in model.blocks(draws):
        for goal in goals:
            found[goal.id].append(_read(goal.target, block, scenario.timeline))
    shape = (-1, model.points)
    return {
        name: _Drawn(*(np.concatenate(parts).reshape(shape) for parts in zip(*blocks, strict=True)))
        for name, blocks in found.items()
    }


def _read(target: Target, block: KpiBlock, timeline: Timeline) -> tuple[Array, Array, Array]:
    """Level at the date, level wanted and baseline of a block, shape (n_draws,) each; nan where not known."""
    if target.line:
        first = max(0, target.period - timeline.periods_per_year + 1)
        amount = block.amounts[target.line][:, first : target.period + 1].sum(axis=1)
        return amount, np.full_like(amount, _level_of(target)), np.zeros_like(amount)
    level = block.levels[target.kpi][:, target.period]
    season = target.period % timeline.periods_per_year
    today = block.without[target.kpi][:, season] if target.kpi in block.without else np.full_like(level, np.nan)
    if target.change is None:
        return level, np.full_like(level, _level_of(target)), today
    return level, today + np.abs(today) * target.change, today


def _level_of(target: Target) -> float:
    assert target.level is not None, "a target has a level or a change"
    return target.level


def _result(goal: Goal, status: Status, base: KpiBlock, drawn: _Drawn | None, timeline: Timeline) -> GoalResult:
    target = goal.target
    known = target.line or target.kpi in base.levels
    level, wanted, baseline = (float(one[0]) for one in _read(target, base, timeline)) if known else _unknown(target)
    measured = GoalChance(None, None, status) if drawn is None else _chance(target, drawn)
    found = GoalResult(goal, measured, _smart(goal, measured, baseline), _known(baseline), _known(wanted))
    if drawn is None:
        return found
    sure = round(100 * (1 - SURE if target.aim == "up" else SURE))
    levels = percentiles(drawn.level, (10, 50, 90, sure))
    return replace(
        found,
        base=level,
        p10=levels[10],
        p50=levels[50],
        p90=levels[90],
        sure=levels[sure],
        change=_change(drawn, sure),
    )


def _unknown(target: Target) -> tuple[float, float, float]:
    return np.nan, np.nan if target.level is None else target.level, np.nan


def _chance(target: Target, drawn: _Drawn) -> GoalChance:
    """The share of draws that reach the target."""
    slack = _SLACK * np.abs(drawn.wanted)
    up = target.aim == "up"
    counted = chance(drawn.level >= drawn.wanted - slack if up else drawn.level <= drawn.wanted + slack)
    return GoalChance(counted.probability, _known(counted.se), "simulated")


def _change(drawn: _Drawn, sure: int) -> Change | None:
    """The spread of the change from each draw's own baseline; None where some draw has none."""
    with np.errstate(all="ignore"):
        change = (drawn.level - drawn.baseline) / np.abs(drawn.baseline)
    if not np.isfinite(change).all():
        return None
    found = percentiles(change, (10, 50, 90, sure))
    return Change(found[10], found[50], found[90], found[sure])


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _smart(goal: Goal, measured: GoalChance, baseline: float) -> Smart:
    value = measured.value
    return Smart(
        specific=any(strategy.tactics for strategy in goal.strategies),
        measurable=bool(goal.target.line) or bool(np.isfinite(baseline)),
        attainable=None if value is None else POOR <= value <= EASY,
        relevant=bool(goal.drives),
    )


def _share(value: float) -> str:
    """A chance as per cent that no rounding makes a certainty."""
    return f"{value:.0%}" if value in (0.0, 1.0) or 0.01 <= value <= 0.99 else f"{100 * value:.4g}%"


def _plan_like(goal: Goal, scenario: Scenario) -> tuple[str, str] | None:
    """A KPI of the same unit and of a like name that lines of the goal move, and what they do to it; None for none."""
    target, found = goal.target, dict[str, list[str]]()
    for line in scenario.lines:
        in_step = line.id in goal.drives and not line.full_live and line.ramp is None  # with the rollout of a plan
        for kpi, level in line.kpis.items() if in_step else ():
            if level.formula.unit == target.unit and level.formula.text.startswith(f"{BASELINE} "):
                found.setdefault(kpi, []).append(level.formula.text.removeprefix(BASELINE))
    alike = {kpi: set(kpi.partition(".")[2].split("_")) & set(target.kpi.partition(".")[2].split("_")) for kpi in found}
    like = max(found, key=lambda kpi: len(alike[kpi]), default="")
    if not like or not alike[like] or len(set(found[like])) < len(found[like]):
        return None
    return like, BASELINE + "".join(found[like])


def _notice(result: GoalResult, scenario: Scenario) -> Notice | None:
    """What a reader should know of a goal whose chance is poor, nearly certain, or not known."""
    path, value = f"goals.{result.goal.id}", result.chance.value
    kpi = result.goal.target.kpi
    like = _plan_like(result.goal, scenario) if result.chance.status == "not_in_plan" else None
    if like is not None:
        said = N_(
            "no line of the plan says how {kpi} moves, so the chance of this goal is not known; if it moves as {like}"
            " does, state baseline: and plan: '{plan}'"
        )
        return notice("goal_not_in_plan", path, said, kpi=kpi, like=like[0], plan=like[1])
    if result.chance.status == "not_in_plan":
        said = N_("no line of the plan says how {kpi} moves, so the chance of this goal is not known; state plan:")
        return notice("goal_not_in_plan", path, said, kpi=kpi)
    if value is None:
        said = N_("the level of {kpi} today is not known, and with it the chance of this goal; state baseline:")
        return notice("goal_without_chance", path, said, kpi=kpi)
    if value < POOR:
        said = N_("the plan reaches this goal in {share} of the draws")
        return notice("goal_unlikely", path, said, share=_share(value))
    if value > EASY:
        said = N_("the plan reaches this goal in {share} of the draws: it asks for little")
        return notice("goal_easy", path, said, share=_share(value))
    return None
