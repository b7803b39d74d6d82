"""Known numbers and references to assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from roi_engine.errors import N_
from roi_engine.scenario.amounts import LEAST_TAIL, Context, amounts_of, bounds_in, outside
from roi_engine.scenario.quantities import Quantity
from roi_engine.scenario.records import Fixed, Form, Reference, Uncertain, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.wants import Want
from roi_engine.uncertainty.distributions import DistributionError

if TYPE_CHECKING:
    import pint

    from roi_engine.scenario.values import Values


def fixed(
    context: Context, unit: str | None, numbers: Mapping[str, Quantity], path: Path, want: Want
) -> tuple[Form, pint.Unit] | None:
    """A known number (`value`, with `lower` and `upper` where stated), inside the bounds of its place."""
    amounts = amounts_of(context, unit, numbers, path, want)
    if amounts is None or outside(context, amounts.at["value"], (*path, "value"), want, amounts.unit):
        return None
    number, lower, upper = amounts.at["value"], amounts.at.get("lower"), amounts.at.get("upper")
    if (lower is not None and number < lower) or (upper is not None and number > upper):
        raise DistributionError("the value lies outside its own lower and upper", "drop them, or mend the value")
    return Fixed(number), amounts.unit


def reference(values: Values, name: str, path: Path, want: Want) -> tuple[Form, pint.Unit] | None:
    """`$name`: the unit and bounds of the assumption must suit the place."""
    context, units = values.context, values.context.units
    values.used.add(name)
    value = values.assumption(name, path)
    if value is None:
        return None
    unit = units.parse(value.unit)
    if want.unit is not None:
        fits = units.fits(unit, want.unit)
        if not fits or (want.exact and abs(units.factor(unit, want.unit) - 1.0) > 1e-12):
            shown = units.text(want.unit) or "pure numbers"
            said = f"${name} is in {value.unit or 'pure numbers'}, not in {shown}"
            context.door.refuse("unit", path, said, hint=_set_at(value))
            return None
    return None if _outside(context, name, value, path, want) else (Reference(name), unit)


def _set_at(value: Value) -> str:
    place = value.provenance.place if value.provenance else None
    return f"{value.path} is set at {place.file}:{place.line}" if place and place.line else ""


def _outside(context: Context, name: str, value: Value, path: Path, want: Want) -> bool:
    """Refuse a shared value that the place cannot take; where only a fitted tail reaches too far, note it once."""
    form = value.form
    unit = context.units.parse(value.unit)
    if isinstance(form, Fixed):
        return outside(context, form.number, path, want, unit)
    if not isinstance(form, Uncertain):
        return False
    lower, upper = bounds_in(context, want, unit)
    low, high = form.distribution.support
    for end, beyond in ((low, lower is not None and low < lower), (high, upper is not None and high > upper)):
        if beyond and abs(end) < 1e300 and outside(context, end, path, want, unit):
            return True
    tail = float(form.distribution.cdf(lower)) if lower is not None and low < lower else 0.0
    tail += 1.0 - float(form.distribution.cdf(upper)) if upper is not None and high > upper else 0.0
    if tail > 0.5:
        return outside(context, form.base, path, want, unit)
    if tail > LEAST_TAIL:
        said = N_("its tail reaches what is impossible where it is used ({path}); give it lower: and upper:")
        if not any(one.path == value.path and one.code == "outside_bounds" for one in context.door.notices):
            context.door.notice("outside_bounds", value.path, said, path=".".join(path))
    return False
