"""What could be measured before the decision, and the gate where the programme may be stopped."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from roi_engine.errors import N_
from roi_engine.scenario import schema
from roi_engine.scenario.naming import check_name
from roi_engine.scenario.pointing import Purpose, followed, observable_path
from roi_engine.scenario.records import Fixed, Gate, Measurement, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import Want, amount, span

if TYPE_CHECKING:
    from roi_engine.scenario.value_schema import StatedValue


def measurement_of(
    values: Values, name: str, stated: schema.MeasurementForm, risks: Collection[str]
) -> Measurement | None:
    """The record of a measurement; None where it was refused, or where a variant left nothing to measure."""
    door, path = values.context.door, ("measurements", name)
    purpose = Purpose(
        "measurement",
        f"measurements.{name}",
        N_("{path} was taken out, so nothing of it can be measured"),
        N_("{path} is certain here, so there is nothing to measure"),
    )
    named = check_name(door, path, name, in_formulas=False)
    found = [
        observable_path(values, (*path, "of", str(k)), text, risks, purpose) for k, text in enumerate(stated.of, 1)
    ]
    cost = None
    if stated.cost is not None:
        cost = _once(values, stated.cost, (*path, "cost"), replace(amount(values.context.units), lower=0.0))
    of = tuple(dict.fromkeys(one for one in found if one))
    if not of or not named or (stated.cost is not None and cost is None):
        return None
    return Measurement(name, stated.title or name.replace("_", " ").capitalize(), of, cost, stated.note or "")


def gate_of(values: Values, stated: schema.GateForm, risks: Collection[str]) -> Gate | None:
    """The record of the gate; None where it was refused, or where a variant left nothing to observe."""
    units = values.context.units
    after = _once(values, stated.after, ("gate", "after"), span(units))
    if after is not None:
        _check_date(values, after)
    purpose = Purpose(
        "gate",
        "gate",
        N_("{path} was taken out, so there is nothing to observe"),
        N_("{path} is certain here, so there is nothing to observe"),
    )
    observe = observable_path(values, ("gate", "observe"), stated.observe, risks, purpose)
    threshold = stop_cost = None
    if stated.threshold is not None and observe is not None:
        observed = values.found.get(observe)
        want = Want(units.parse(observed[1].unit if observed else ""), bare="take")
        threshold = _once(values, stated.threshold, ("gate", "threshold"), want)
    if stated.stop_cost is not None:
        stop_cost = _once(values, stated.stop_cost, ("gate", "stop_cost"), amount(units))
    if after is None or observe is None:
        return None
    return Gate(after, observe, threshold, stated.stop_when, stop_cost, stated.title or "", stated.note or "")


def _once(values: Values, stated: StatedValue, path: Path, want: Want) -> Value | None:
    """A value that stands for one moment, kept out of the values of the case; None where it was refused."""
    value = replace(values, found={}).read(stated, path, want)
    if value is not None and values.name_unit(value).varies:
        values.context.door.refuse("value", path, "this is one number, the same at any time")
        return None
    return value


def _check_date(values: Values, after: Value) -> None:
    """Refuse a certain date that is not after the start, or not before the end."""
    timeline, units, door = values.context.timeline, values.context.units, values.context.door
    value = followed(values, after)
    if value is None or not isinstance(value.form, Fixed) or timeline is None:
        return
    years = value.form.number * units.factor(units.parse(value.unit), units.parse("year"))
    if not 0 < years < timeline.years:
        said = f"a gate after {value.form.number:g} {value.unit} is not inside the horizon"
        accepted = f"accepted: after the start and before its end, {timeline.years * 12} month"
        door.refuse("range", ("gate", "after"), said, accepted)
