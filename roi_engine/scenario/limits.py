"""Notices of what meets the limits of a scenario: effects that are cut, a start after the end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from roi_engine.errors import N_
from roi_engine.formula.dimensions import Formula
from roi_engine.formula.evaluate import evaluate
from roi_engine.scenario.notices import named_lines
from roi_engine.scenario.pointing import followed
from roi_engine.scenario.records import Derived, Fixed, Line, Reference, Risk, Rollout, Stress, Uncertain, Value
from roi_engine.scenario.values import Values

_LIVE = frozenset({"live", "live_share", "go_live"})


def note_cuts(values: Values, known: Mapping[str, Value], risks: Sequence[Risk], stresses: Sequence[Stress]) -> None:
    """Note each certain effect that would take a certain value past what it may be at all; the engine cuts it."""
    for risk in risks:
        for effect in risk.effects:
            if effect.on in known:
                _note_cut(values, f"risks.{risk.id}", known[effect.on], effect.kind, effect.value)
    for stress in stresses:
        for done in stress.effects if not stress.shipped else ():
            for path in done.on:
                if path in known and done.value is not None:
                    _note_cut(values, f"stress.{stress.id}", known[path], done.kind, done.value)


def _note_cut(values: Values, owner: str, target: Value, kind: str, by: Value) -> None:
    number, amount = _certain(values, target), _certain(values, by)
    if number is None or amount is None:
        return
    units, sign = values.context.units, "x"
    if kind == "add":
        amount, sign = amount * units.factor(units.parse(by.unit), units.parse(target.unit)), "+"
    reached = number + amount if kind == "add" else number * amount
    slack = 1e-9 * abs(reached)
    below = target.lower is not None and reached < target.lower - slack
    bound = target.lower if below else target.upper
    if bound is None or (not below and reached <= bound + slack):
        return
    shown = f"{number:.6g} {sign} {amount:.6g} = {reached:.6g}"
    at_least, at_most = (
        N_("{path} is at least {bound}, so {shown} counts as {counted}"),
        N_("{path} is at most {bound}, so {shown} counts as {counted}"),
    )
    told = {"path": target.path, "bound": f"{bound:.6g} {target.unit}".strip(), "shown": shown}
    door = values.context.door
    door.notice("effect_cut", owner, at_least if below else at_most, counted=f"{bound:.6g}", **told)


def _certain(values: Values, value: Value) -> float | None:
    """The number of a value that is the same in every draw and at any time; None where it is not."""
    found = followed(values, value)
    steady = found is not None and found.growth is None and value.growth is None
    return found.form.number if found is not None and steady and isinstance(found.form, Fixed) else None


def note_go_live(values: Values, rollout: Rollout, lines: Sequence[Line]) -> None:
    """Note a go-live that in the base case lies at or beyond the end, where benefits wait for it."""
    timeline, units, go_live = values.context.timeline, values.context.units, rollout.go_live
    number = base_number(values, go_live) if go_live is not None else None
    if go_live is None or number is None or timeline is None:
        return
    years = number * units.factor(units.parse(go_live.unit), units.parse("year"))
    benefits = [line for line in lines if line.category != "cost" and not line.full_live]
    waiting = [line.id for line in benefits if _LIVE & {*line.formula.names}]
    if years >= timeline.years and waiting:
        said = N_(
            "go-live after {months} month is not before the end of the horizon, {end} month, so these benefits never"
            " start: {lines}"
        )
        told = {"months": f"{years * 12:.6g}", "end": str(timeline.years * 12), **named_lines(waiting)}
        values.context.door.notice("never_live", go_live.path, said, **told)


def base_number(values: Values, value: Value) -> float | None:
    """The number of a value in the base case, in its own unit; None where it is not one number."""
    match value.form:
        case Fixed(number=number):
            return number
        case Uncertain(base=base):
            return base
        case Reference(name=name):
            return base_number(values, values.assumptions[name]) if name in values.assumptions else None
        case Derived(formula=formula):
            return _computed(values, formula)
    return None


def _computed(values: Values, formula: Formula) -> float | None:
    """A formula over base numbers; None where a name is no such number, or the result does not exist."""
    timeline = values.context.timeline
    known = {
        name: base_number(values, values.assumptions[name]) for name in formula.names if name in values.assumptions
    }
    if timeline is None or formula.varies or None in known.values():
        return None
    known |= {"horizon": float(timeline.years)}
    if not known.keys() >= {*formula.names}:
        return None
    at = {name: np.full((1, 1), number) for name, number in known.items() if number is not None}
    number = float(evaluate(formula.flow, at, timeline)[0, 0])
    return number if math.isfinite(number) else None
