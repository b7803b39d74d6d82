"""What a place of the scenario wants of its value: unit, bounds, and what a bare number means there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from roi_engine.units import CALENDAR, Units

if TYPE_CHECKING:
    import pint

Bare = Literal["take", "notice", "refuse"]


@dataclass(frozen=True, slots=True)
class Want:
    """The unit wanted (None: any), the bounds in it, and whether a bare number takes that unit.

    `exact`: it must be stated in that very unit (rates per year), not only in one of its kind.
    """

    unit: pint.Unit | None = None
    lower: float | None = None
    upper: float | None = None
    bare: Bare = "notice"
    exact: bool = False
    example: str = ""


def share(units: Units) -> Want:
    """A pure share in 0..1."""
    return Want(units.parse(""), 0.0, 1.0, "take", example="25 %")


def per_year(units: Units) -> Want:
    """A rate per year, above -100 % and up to 100 %; a bare share is per year."""
    return Want(units.parse("1/year"), -0.99, 1.0, "take", True, "3 %/year")


def span(units: Units) -> Want:
    """A span of calendar time; a bare number is refused."""
    return Want(units.parse("month"), 0.0, 1200.0, "refuse", example="4 month")


def amount(units: Units) -> Want:
    """An amount of money; a bare number is one."""
    return Want(units.parse(units.currency), bare="take", example=f"1000 {units.currency}")


def initial_unit(unit: pint.Unit, units: Units) -> pint.Unit:
    """The unit of an initial column: what falls due over time, without the time; EUR/month gives EUR."""
    if float(f"{unit.dimensionality.get('[calendar]', 0)}") >= 0:
        return unit
    texts = (units.text(unit * units.parse(name)) for name in CALENDAR)
    return units.parse(min(texts, key=len))
