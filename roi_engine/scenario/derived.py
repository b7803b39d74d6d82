"""Values and lines that are computed: parsing, dimension check, and the place of each fault inside the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from roi_engine.formula.dimensions import Formula, NameUnit, check_line, check_value
from roi_engine.formula.parse import FormulaError, parse
from roi_engine.formula.tree import Node, Scale, names
from roi_engine.scenario import value_schema as forms
from roi_engine.scenario.amounts import Context
from roi_engine.scenario.records import Derived, Form
from roi_engine.scenario.tree import Path
from roi_engine.scenario.wants import Want
from roi_engine.uncertainty.distributions import DistributionError
from roi_engine.units import UnitError

if TYPE_CHECKING:
    import pint

    from roi_engine.scenario.values import Values


def refuse_formula(context: Context, error: FormulaError, path: Path) -> None:
    """Note every fault of a formula at its character."""
    for fault in error.problems:
        place = context.door.inside(path, fault.offset)
        context.door.refuse("formula", path, fault.message, hint=fault.hint, at=place)


def parsed(context: Context, text: str, path: Path) -> Node | None:
    """The tree of a formula, or None with its faults noted."""
    try:
        return parse(text)
    except FormulaError as error:
        refuse_formula(context, error, path)
        return None


def line_formula(context: Context, tree: Node, text: str, path: Path, known: Mapping[str, NameUnit]) -> Formula | None:
    """The checked formula of a line: money per time."""
    try:
        return check_line(tree, text, context.units, known)
    except FormulaError as error:
        refuse_formula(context, error, path)
        return None


def names_in(text: str) -> tuple[str, ...]:
    """The names that a formula uses; none where it cannot be read."""
    try:
        return names(parse(text))
    except FormulaError:
        return ()


def derived(values: Values, stated: forms.FormulaForm, path: Path, want: Want) -> tuple[Form, pint.Unit] | None:
    """A value computed from assumptions; `unit`, where stated, is what its numbers are converted to."""
    context, units, at = values.context, values.context.units, (*path, "formula")
    if stated.lower or stated.upper:
        raise DistributionError("lower and upper bound single uncertain values", "write clip(x, lower, upper)")
    tree = parsed(context, stated.formula, at)
    if tree is None:
        return None
    used = names(tree)
    values.used.update(used)
    if any(context.door.is_broken(("assumptions", name)) for name in used):
        return None
    try:
        formula = check_value(tree, stated.formula, units, values.known_names())
    except FormulaError as error:
        refuse_formula(context, error, at)
        return None
    wanted = stated.unit or (units.text(want.unit) if want.unit is not None else None)
    if wanted is None:
        return Derived(formula), units.parse(formula.unit)
    try:
        target = units.parse(wanted.removeprefix("%").strip() or "")
        if want.unit is not None:
            units.factor(target, want.unit)
        formula = in_unit(formula, units.factor(units.parse(formula.unit), target), units.text(target))
    except UnitError as error:
        context.door.refuse(
            "unit", path, f"the formula gives {formula.unit or 'a pure number'}: {error}", hint=error.hint
        )
        return None
    return Derived(formula), target


def in_unit(formula: Formula, factor: float, unit: str) -> Formula:
    """The formula with its result in another unit of its kind."""
    if factor == 1.0:
        return replace(formula, unit=unit)
    scaled = Scale(formula.flow, factor, formula.unit, unit, formula.flow.offset)
    return replace(formula, flow=scaled, unit=unit)
