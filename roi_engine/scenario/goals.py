"""From the stated goals to their records, and what a reader should know of how goals and lines cover one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roi_engine.errors import N_, did_you_mean
from roi_engine.scenario.goal_kpis import known_kpi
from roi_engine.scenario.goal_records import AREAS, BASELINE, Correction, Goal, Strategy
from roi_engine.scenario.goal_schema import GoalForm, StrategyForm
from roi_engine.scenario.goal_targets import Spoken, spoken_of, target_of
from roi_engine.scenario.naming import check_name
from roi_engine.scenario.notices import named_lines
from roi_engine.scenario.pointing import matching, refused_before, taken_out
from roi_engine.scenario.records import Line
from roi_engine.scenario.tree import Path
from roi_engine.scenario.values import Values


def goals_of(values: Values, stated: Mapping[str, GoalForm], lines: Sequence[Line]) -> tuple[Goal, ...]:
    """The records of all goals, those refused left out."""
    door = values.context.door
    named = {name: goal for name, goal in stated.items() if check_name(door, ("goals", name), name, in_formulas=False)}
    strategies = {name: _strategies(values, name, goal, lines) for name, goal in named.items()}
    driven = {name: tuple(line for one in made for line in one.drives) for name, made in strategies.items()}
    spoken = spoken_of(values, named, lines, driven)
    goals = [_goal(values, name, goal, strategies[name], lines, spoken) for name, goal in named.items()]
    kept = tuple(goal for goal in goals if goal is not None)
    if kept and not door.problems:
        _note_coverage(values, kept, lines)
        _note_baselines(values, kept, lines)
        _note_opposed(values, kept)
    return kept


def _goal(
    values: Values,
    name: str,
    stated: GoalForm,
    strategies: tuple[Strategy, ...],
    lines: Sequence[Line],
    spoken: Mapping[str, Spoken],
) -> Goal | None:
    door, path = values.context.door, ("goals", name)
    refused = any(one[:3] == (*path, "strategies") for one in door.broken)
    if not stated.strategies and not refused:
        said = "a goal without a strategy is a wish"
        hint = "write strategies: {NAME: {tactics: {sales: ...}, metrics: [...], drives: [benefits.LINE]}}"
        door.refuse("missing", path, said, hint=hint, at=door.key_place(path))
    target = target_of(values, name, stated.target, lines, spoken)
    if target is None:
        return None
    return Goal(
        id=name,
        objective=stated.objective,
        target=target,
        strategies=strategies,
        owner=stated.owner or "",
        review=stated.review,
        note=stated.note or "",
        provenance=door.provenance(path),
    )


def _strategies(values: Values, goal: str, stated: GoalForm, lines: Sequence[Line]) -> tuple[Strategy, ...]:
    made = []
    for name, form in stated.strategies.items():
        path = ("goals", goal, "strategies", name)
        if check_name(values.context.door, path, name, in_formulas=False):
            made.append(_strategy(values, name, form, path, lines))
    return tuple(made)


def _strategy(values: Values, name: str, stated: StrategyForm, path: Path, lines: Sequence[Line]) -> Strategy:
    metrics = [known_kpi(values, (*path, "metrics", str(k)), kpi) for k, kpi in enumerate(stated.metrics, 1)]
    driven: list[str] = []
    for k, line in enumerate(stated.drives, 1):
        driven += _driven(values, line, (*path, "drives", str(k)), lines)
    action = stated.if_off_track
    return Strategy(
        id=name,
        title=stated.title or name.replace("_", " ").capitalize(),
        tactics={area: getattr(stated.tactics, area) for area in AREAS if getattr(stated.tactics, area, ())},
        metrics=tuple(dict.fromkeys(kpi.id for kpi in metrics if kpi)),
        drives=tuple(dict.fromkeys(driven)),
        if_off_track=Correction(action.action, action.owner or stated.owner or "") if action else None,
        owner=stated.owner or "",
    )


def _driven(values: Values, named: str, path: Path, lines: Sequence[Line]) -> tuple[str, ...]:
    """The lines that are meant: one by its id, several by a star, an effect on customers in every segment by its name.

    A problem where there is none, a notice where it was taken out.
    """
    known = [line.id for line in lines]
    found = matching(tuple(named.split(".")), known)
    found = found or tuple(line.id for line in lines if line.use == named and line.id.startswith("customers."))
    door = values.context.door
    if not found and taken_out(door, named):
        goal = ".".join(path[:2])
        door.notice("goal_driver_dropped", goal, N_("{path} was taken out, and the goal drives it no more"), path=named)
    elif not found and not refused_before(door, named):
        inputs = {f"{line.id}.{name}" for line in lines for name in line.inputs}
        said = f"there is no line '{named[:60]}'"
        line = named.rpartition(".")[0]
        hint = f"name the line, {line}, not its input" if named in inputs else did_you_mean(named, known)
        door.refuse("unknown-line", path, said, hint=hint or "lines: " + (", ".join(known[:8]) or "none"))
    return found


def _note_coverage(values: Values, goals: Sequence[Goal], lines: Sequence[Line]) -> None:
    """Note goals that drive no line, and analytical lines that no goal drives."""
    door = values.context.door
    for goal in goals:
        if not goal.drives:
            said = N_("the goal drives no line of the account, so nothing that is counted here depends on it")
            door.notice("goal_without_driver", f"goals.{goal.id}", said)
    driven = {line for goal in goals for line in goal.drives}
    idle = [line.id for line in lines if line.category == "analytical" and line.id not in driven]
    if idle:
        said = N_("no goal drives these lines of customer value: {lines}")
        door.notice("line_without_goal", "goals", said, **named_lines(idle))


def _note_baselines(values: Values, goals: Sequence[Goal], lines: Sequence[Line]) -> None:
    """Note targets of KPIs of which nobody says where they stand today."""
    for goal in goals:
        kpi = goal.target.kpi
        anchored = any(kpi in line.kpis and BASELINE not in line.kpis[kpi].formula.names for line in lines)
        if kpi and goal.target.baseline is None and not anchored:
            said = N_("nothing says where {kpi} stands today; state baseline: in the target")
            values.context.door.notice("goal_without_baseline", f"goals.{goal.id}", said, kpi=kpi)


def _note_opposed(values: Values, goals: Sequence[Goal]) -> None:
    """Note goals that want one KPI to go opposite ways: to reach the one is to miss the other."""
    for place, goal in enumerate(goals):
        for other in goals[:place]:
            kpi, aims = goal.target.kpi, (goal.target.aim, other.target.aim)
            if not kpi or other.target.kpi != kpi or aims[0] == aims[1]:
                continue
            said = (
                N_("this goal is for {kpi} to rise, and {other} for it to fall")
                if aims[0] == "up"
                else N_("this goal is for {kpi} to fall, and {other} for it to rise")
            )
            values.context.door.notice("goals_opposed", f"goals.{goal.id}", said, kpi=kpi, other=f"goals.{other.id}")
