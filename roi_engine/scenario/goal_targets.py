"""The target of a goal: a level or a change of a KPI, or the yearly amount of a line, and the month by which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.errors import N_, did_you_mean
from roi_engine.formula.dimensions import Formula
from roi_engine.scenario.derived import names_in
from roi_engine.scenario.goal_kpis import known_kpi, kpi_unit, level_formula, level_today
from roi_engine.scenario.goal_records import BASELINE, TOTALS, Aim, Target
from roi_engine.scenario.goal_schema import GoalForm, TargetForm
from roi_engine.scenario.limits import base_number
from roi_engine.scenario.pointing import followed, refused_before, taken_out
from roi_engine.scenario.records import Fixed, Line, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import Want, amount
from roi_engine.timeline import Timeline

if TYPE_CHECKING:
    import pint

    from roi_engine.crm_data.kpis.catalogue import Kpi

_SLACK = 1e-9
_POINTS = re.compile(r"\b(pp|ppt|p\.p\.|points?|punt[io]s?)(?![\w.])", re.IGNORECASE)  # percentage points, not per cent


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the goals of a scenario state of one KPI: where it stands today, and its plan."""

    baseline: Value | None = None
    plan: Formula | None = None
    inputs: Mapping[str, Value] | None = None


def spoken_of(
    values: Values, stated: Mapping[str, GoalForm], lines: Sequence[Line], driven: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Spoken]:
    """What all goals together state of each KPI; one that is stated twice is a problem.

    `driven` gives the lines that each goal drives, by the goal's name.
    """
    found: dict[str, Spoken] = {}
    for name, goal in stated.items():
        path, target = ("goals", name, "target"), goal.target
        kpi = kpi_catalogue().get(target.kpi or "")
        if kpi is None:
            continue
        said = found.get(kpi.id, Spoken())
        for key in ("baseline", "plan"):
            if getattr(target, key) is not None and getattr(said, key) is not None:
                what = f"the {key} of {kpi.id} is stated by another goal too"
                values.context.door.refuse("target", (*path, key), what, hint="state it once")
                return found
        if target.baseline is not None:
            value = replace(values, found={}).read(target.baseline, (*path, "baseline"), want_of_kpi(values, kpi))
            said = replace(said, baseline=value)
        if target.plan is not None:
            said = _with_plan(
                values, said, target.plan, (*path, "plan"), kpi, [li for li in lines if li.id in driven[name]]
            )
        found[kpi.id] = said
    for name, goal in stated.items():
        _check_plan(values, name, goal, found, lines)
    return found


def _with_plan(values: Values, said: Spoken, text: str, path: Path, kpi: Kpi, driven: Sequence[Line]) -> Spoken:
    """With the checked formula of a plan; its names are inputs of the lines that the goal drives, or assumptions."""
    inputs: dict[str, Value] = {}
    for line in driven:
        for name, value in line.inputs.items():
            if name not in names_in(text) or name in values.assumptions:
                continue
            other = followed(values, inputs[name]) if name in inputs else None
            if other is not None and other != followed(values, value):
                known = f"{inputs[name].path} and {value.path}"
                hint = "make it an assumption, or name another input"
                values.context.door.refuse("formula", path, f"'{name}' is {known}", hint=hint)
                return said
            inputs.setdefault(name, value)
    formula = level_formula(values, text, path, kpi, inputs, offer_assumptions=True)
    return replace(said, plan=formula, inputs=inputs)


def _check_plan(values: Values, name: str, goal: GoalForm, spoken: Mapping[str, Spoken], lines: Sequence[Line]) -> None:
    """Refuse a plan over a baseline that nobody states."""
    kpi, path = goal.target.kpi or "", ("goals", name, "target")
    said = spoken.get(kpi, Spoken())
    if goal.target.plan is None or said.plan is None or BASELINE not in said.plan.names or said.baseline is not None:
        return
    if BASELINE in (said.inputs or {}) or BASELINE in values.assumptions:
        return
    anchored = any(kpi in line.kpis and BASELINE not in line.kpis[kpi].formula.names for line in lines)
    if not anchored and not values.context.door.is_broken((*path, "baseline")):
        what = f"nothing says where {kpi} stands today, which the plan calls baseline"
        values.context.door.refuse("missing", (*path, "plan"), what, hint="state baseline: beside it")


def target_of(
    values: Values, goal: str, stated: TargetForm, lines: Sequence[Line], spoken: Mapping[str, Spoken]
) -> Target | None:
    """The record of a target; None where something of it was refused, or its line was taken out."""
    door, path = values.context.door, ("goals", goal, "target")
    period = None if door.is_broken((*path, "by")) else _period(values, stated.by, path)
    for pair, example in ((("kpi", "line"), "kpi: sales.close_rate"), (("value", "change"), "change: 10 %")):
        given = [key for key in pair if getattr(stated, key) is not None]
        if len(given) != 1:
            if any(door.is_broken((*path, key)) for key in pair):  # refused, and left out, before
                return None
            said = f"a target has {pair[0]} or {pair[1]}, not both" if given else f"it is not said which {pair[0]}"
            if pair[0] == "value" and not given:
                said = "it is not said what is to be reached"
            door.refuse("target", path, said, f"accepted: {pair[0]} or {pair[1]}", f"such as {example}")
            return None
    made = _of_kpi(values, stated, path, lines, spoken) if stated.kpi else _of_line(values, goal, stated, path, lines)
    if made is None or period is None:
        return None
    return replace(made, by=stated.by, period=period)


def _period(values: Values, by: tuple[int, int], path: Path) -> int | None:
    """The period of the account that holds a month; a problem where it lies outside the horizon."""
    timeline = values.context.timeline
    if timeline is None:
        return None
    months = (by[0] - timeline.start_year) * 12 + by[1] - timeline.start_month
    if 0 <= months < timeline.years * 12:
        return months * timeline.periods_per_year // 12
    first, last = f"{timeline.start_year}-{timeline.start_month:02d}", _last_month(timeline)
    said = f"{by[0]}-{by[1]:02d} lies outside the horizon"
    values.context.door.refuse("range", (*path, "by"), said, f"accepted: {first} to {last}")
    return None


def _last_month(timeline: Timeline) -> str:
    year, month = divmod(timeline.start_month - 1 + timeline.years * 12 - 1, 12)
    return f"{timeline.start_year + year}-{month + 1:02d}"


def _of_line(values: Values, goal: str, stated: TargetForm, path: Path, lines: Sequence[Line]) -> Target | None:
    """The target of a line: its amount in the twelve months up to the date."""
    door, named = values.context.door, stated.line or ""
    known = {line.id: line for line in lines}
    idle = [key for key in ("baseline", "plan", "change") if getattr(stated, key) is not None]
    if idle:
        said = f"{idle[0]} is of a KPI; a line is what the CRM adds, an amount in the twelve months up to the date"
        door.refuse("target", (*path, idle[0]), said, hint="write value: 100000 " + values.context.units.currency)
        return None
    if named not in known and named not in TOTALS:
        _unknown_line(values, goal, named, path, known)
        return None
    units = values.context.units
    assert stated.value is not None, "a target has value or change"
    value = replace(values, found={}).read(stated.value, (*path, "value"), amount(units))
    if value is None:
        return None
    level = _in(values, value, units.parse(units.currency))
    cost = named == "costs" or (named in known and known[named].category == "cost")
    if level <= 0 and named != "net":
        said = "nothing at all reaches this: " + ("a cost is a positive number" if cost else "it holds without the CRM")
        door.refuse("reached", (*path, "value"), said, "accepted: a positive amount")
        return None
    return Target(units.currency, stated.by, 0, line=named, level=level, aim="down" if cost else "up")


def _unknown_line(values: Values, goal: str, named: str, path: Path, known: Mapping[str, Line]) -> None:
    door = values.context.door
    if taken_out(door, named):
        said = N_("{path} was taken out, and with it the goal {goal}")
        door.notice("goal_dropped", f"goals.{goal}", said, path=named, goal=goal)
    elif not refused_before(door, named):
        hint = did_you_mean(named, [*known, *TOTALS]) or "accepted: " + ", ".join([*known, *TOTALS][:8])
        door.refuse("unknown-line", (*path, "line"), f"there is no line '{named[:60]}'", hint=hint)


def _of_kpi(
    values: Values, stated: TargetForm, path: Path, lines: Sequence[Line], spoken: Mapping[str, Spoken]
) -> Target | None:
    kpi = known_kpi(values, (*path, "kpi"), stated.kpi or "")
    if kpi is None:
        return None
    said, units = spoken.get(kpi.id, Spoken()), values.context.units
    unit = units.text(kpi_unit(values, kpi))
    today = base_number(values, said.baseline) if said.baseline is not None else None
    if today is not None and said.baseline is not None:
        today *= units.factor(units.parse(said.baseline.unit), kpi_unit(values, kpi))
    if today is None:
        today = level_today(values, tuple(lines), kpi.id)
    level, change = _wanted(values, stated, kpi, today, path)
    if level is None and change is None:
        return None
    aim = _aim(values, kpi, level, change, today, path)
    if aim is None:
        return None
    return Target(unit, stated.by, 0, kpi.id, "", level, change, aim, said.baseline, said.plan, said.inputs)


def want_of_kpi(values: Values, kpi: Kpi) -> Want:
    """What a level of a KPI may be: its unit, and 0 to 1 where it is a share."""
    unit = kpi_unit(values, kpi)
    least, most = (0.0, 1.0) if kpi.estimate == "share" else (None, None)
    return Want(unit, least, most)


def _wanted(
    values: Values, stated: TargetForm, kpi: Kpi, today: float | None, path: Path
) -> tuple[float | None, float | None]:
    """Level in the KPI's unit, or relative change; neither where it was refused."""
    aside = replace(values, found={})
    if stated.value is not None:
        value = aside.read(stated.value, (*path, "value"), want_of_kpi(values, kpi))
        return (_in(values, value, kpi_unit(values, kpi)) if value is not None else None), None
    given = stated.change
    if given and _POINTS.search(given.text):
        said = f"a change is relative to the level today, and '{given.text}' are points"
        share = today if kpi.estimate == "share" else None
        values.context.door.refuse("unit", (*path, "change"), said, *_instead_of_points(given.text, share))
        return None, None
    value = aside.read(given, (*path, "change"), Want(values.context.units.parse(""), bare="take")) if given else None
    if value is None or given is None:
        return None, None
    change = _in(values, value, values.context.units.parse(""))
    if change == 0 or change <= -1 or (abs(change) > 1 and not given.percent):
        said = f"a change of {given.text} " + ("is none" if change == 0 else "cannot be meant")
        hint = f"did you mean {given.text} %?" if abs(change) > 1 and not given.percent else ""
        values.context.door.refuse("range", (*path, "change"), said, "accepted: a per cent such as 10 % or -5 %", hint)
        return None, None
    return None, change


def _instead_of_points(text: str, today: float | None) -> tuple[str, str]:
    """What is accepted instead of percentage points, and how those are said."""
    number = re.match(r"\s*([+-]?\d+(?:\.\d+)?)", text)
    accepted = "accepted: a per cent such as 10 % or -5 %"
    if number is None or today is None:
        return accepted, "for points write the level to reach, as value:"
    points = float(number[1]) / 100
    relative = f"{number[1]} % of a level of {100 * today:.4g} % leads to {100 * today * (1 + points):.4g} %"
    return accepted, f"{relative}; for points write value: {100 * (today + points):.4g} %"


def level_shown(values: Values, kpi: Kpi, level: float) -> str:
    """A level as one would write it: a share in per cent, any other with its unit."""
    if kpi.estimate == "share":
        return f"{100 * level:.4g} %"
    return f"{level:.6g} {values.context.units.text(kpi_unit(values, kpi))}".strip()


def _in(values: Values, value: Value, unit: pint.Unit) -> float:
    """The number of a stated quantity in a unit of its kind."""
    assert isinstance(value.form, Fixed), "a target is a plain number"
    units = values.context.units
    return value.form.number * units.factor(units.parse(value.unit), unit)


def _aim(
    values: Values, kpi: Kpi, level: float | None, change: float | None, today: float | None, path: Path
) -> Aim | None:
    """Whether at least or at most the level is wanted; None with a problem where it cannot be told, or is reached."""
    if level is None:
        return _aim_of_change(values, kpi, "up" if (change or 0.0) > 0 else "down", path)
    if kpi.direction == "none" and (today is None or today == level):
        if values.context.door.is_broken((*path, "baseline")):
            return None
        said = f"more or less of {kpi.id} is neither good nor bad, so it must be known where it stands today"
        values.context.door.refuse("target", path, said, hint="state baseline:, or change: 10 %")
        return None
    falling = kpi.direction == "down" or (kpi.direction == "none" and today is not None and level < today)
    slack = _SLACK * abs(level)
    if today is not None and (today <= level + slack if falling else today >= level - slack):
        shown = level_shown(values, kpi, today)
        said = f"{kpi.id} stands at {shown} today, so this is reached already"
        wanted = ("less", "falls", "-5 %") if falling else ("more", "rises", "5 %")
        accepted = f"accepted: {wanted[0]} than {shown}"
        hint = f"the KPI is better when it {wanted[1]}; what is relative to today is written change: {wanted[2]}"
        values.context.door.refuse("reached", (*path, "value"), said, accepted, hint)
        return None
    return "down" if falling else "up"


def _aim_of_change(values: Values, kpi: Kpi, aim: Aim, path: Path) -> Aim:
    """The aim of a relative change, noted where it is not the way in which the KPI gets better."""
    if kpi.direction not in ("none", aim):
        said = (
            N_("{kpi} is better when it falls, and this goal is for it to rise")
            if kpi.direction == "down"
            else N_("{kpi} is better when it rises, and this goal is for it to fall")
        )
        values.context.door.notice("goal_direction", ".".join(path), said, kpi=kpi.id)
    return aim
