"""KPIs in a scenario: which there are, the level that a line says it leads to, and where one stands today."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from roi_engine.crm_data.kpis.catalogue import Kpi, kpi_catalogue
from roi_engine.errors import did_you_mean
from roi_engine.formula.dimensions import Formula, NameUnit, check_value
from roi_engine.formula.evaluate import evaluate, reserved_series
from roi_engine.formula.parse import FormulaError
from roi_engine.formula.tree import names
from roi_engine.scenario.derived import in_unit, parsed, refuse_formula
from roi_engine.scenario.goal_records import BASELINE, KpiLevel
from roi_engine.scenario.limits import base_number
from roi_engine.scenario.pointing import followed
from roi_engine.scenario.records import ByYear, Line, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.values import Values
from roi_engine.units import UnitError

if TYPE_CHECKING:
    import pint

    from roi_engine.catalogue import CatalogueKpi

NEVER = 1e6  # years: a go-live that no horizon reaches


def known_kpi(values: Values, path: Path, text: str) -> Kpi | None:
    """The KPI of that id; a problem at the path where there is none."""
    catalogue = kpi_catalogue()
    if text not in catalogue:
        same = [one for one in catalogue if one.partition(".")[2] == text.rpartition(".")[2]]
        near = f"did you mean '{same[0]}'?" if same else did_you_mean(text, catalogue)
        group = text.partition(".")[0]
        known = [one for one in catalogue if one.partition(".")[0] == group]
        groups = dict.fromkeys(one.partition(".")[0] for one in catalogue)
        accepted = f"KPIs of {group}: {', '.join(known)}" if known else f"KPIs are of {', '.join(groups)}"
        said = f"there is no KPI '{text[:60]}'"
        values.context.door.refuse("unknown-kpi", path, said, "" if near else accepted, near)
    return catalogue.get(text)


def kpi_unit(values: Values, kpi: Kpi) -> pint.Unit:
    """The unit of a KPI; its `money` is the scenario's currency."""
    units = values.context.units
    return units.parse(re.sub(r"\bmoney\b", units.currency, kpi.unit))


def shipped_levels(
    values: Values, group: str, said: Mapping[str, CatalogueKpi], inputs: Mapping[str, Value]
) -> Mapping[str, KpiLevel]:
    """What a line of the catalogue says of the KPIs that it moves, over the inputs of one line made of it."""
    found = {}
    for kpi, one in said.items():
        formula = level_formula(values, one.formula, ("catalogue", group, kpi), kpi_catalogue()[kpi], inputs)
        assert formula is not None, "a formula of the catalogue is sound"
        found[kpi] = KpiLevel(formula, group, one.weight)
    return found


def stated_levels(
    values: Values, stated: Mapping[str, str], path: Path, inputs: Mapping[str, Value]
) -> Mapping[str, KpiLevel]:
    """What a line of the scenario says itself of the KPIs that it moves."""
    found = {}
    for name, text in stated.items():
        at = (*path, "kpis", name)
        kpi = known_kpi(values, at, name)
        formula = level_formula(values, text, at, kpi, inputs, offer_assumptions=True) if kpi else None
        if formula is not None:
            found[name] = KpiLevel(formula, ".".join(path))
    return found


def level_formula(
    values: Values, text: str, path: Path, kpi: Kpi, inputs: Mapping[str, Value], offer_assumptions: bool = False
) -> Formula | None:
    """The checked formula of a KPI's level, in the KPI's unit; None where it was refused."""
    context, units = values.context, values.context.units
    tree = parsed(context, text, path)
    if tree is None:
        return None
    unit = kpi_unit(values, kpi)
    known = {BASELINE: NameUnit(unit), **(values.known_names() if offer_assumptions else {})}
    known |= {name: values.name_unit(value) for name, value in inputs.items()}
    values.used.update(name for name in names(tree) if name not in inputs)
    if any(context.door.is_broken(("assumptions", name)) for name in names(tree) if name not in inputs):
        return None
    try:
        formula = check_value(tree, text, units, known)
        return in_unit(formula, units.factor(units.parse(formula.unit), unit), units.text(unit))
    except FormulaError as error:
        refuse_formula(context, error, path)
    except UnitError as error:
        got, wanted = formula.unit or "a pure number", units.text(unit) or "a share or pure number"
        context.door.refuse("unit", path, f"the formula gives {got}, and {kpi.id} is in {wanted}", hint=error.hint)
    return None


def level_today(values: Values, lines: tuple[Line, ...], kpi: str) -> float | None:
    """Where a KPI stands today in the base case as the lines say it, in its unit; None where none of them does."""
    said = [(line, line.kpis[kpi]) for line in lines if kpi in line.kpis]
    said = [(line, one) for line, one in said if BASELINE not in one.formula.names]
    group = [(line, one) for line, one in said if one.group == said[0][1].group]
    levels = [_computed(values, one.formula, line.inputs) for line, one in group]
    if len(group) <= 1 or None in levels:
        return levels[0] if levels else None
    weights = [_first(values, line.inputs[one.weight]) if one.weight else None for line, one in group]
    numbers = [level for level in levels if level is not None]
    if None in weights:
        return sum(numbers)
    pairs = [(weight or 0.0, level) for weight, level in zip(weights, numbers, strict=True)]
    total = sum(weight for weight, _ in pairs)
    return sum(weight * level for weight, level in pairs) / total if total else None


def _computed(values: Values, formula: Formula, inputs: Mapping[str, Value]) -> float | None:
    """A formula in the first period of the base case, nothing being live; None where a name is no single number."""
    timeline = values.context.timeline
    if timeline is None:
        return None
    stated = {**values.assumptions, **inputs}
    numbers = {name: _first(values, stated[name]) for name in formula.names if name in stated}
    if None in numbers.values():
        return None
    at = {name: np.full((1, 1), number) for name, number in numbers.items() if number is not None}
    at |= {name: np.full((1, 1), number) for name, number in
           {"live": 0.0, "live_share": 0.0, "go_live": NEVER, "horizon": float(timeline.years)}.items()}  # fmt: skip
    number = float(evaluate(formula.flow, {**reserved_series(timeline), **at}, timeline)[0, 0])
    return number if math.isfinite(number) else None


def _first(values: Values, value: Value) -> float | None:
    """The number of a value in the base case and the first year, in its own unit; None where it is none."""
    found = followed(values, value)
    if found is not None and isinstance(found.form, ByYear):
        return _first(values, found.form.years[0])
    return base_number(values, found) if found is not None else None
