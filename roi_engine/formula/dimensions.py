"""The dimension check: every formula is money per time, and units convert by themselves.

The check turns a tree of user text into a checked tree in which quoted quantities are numbers, conversions are
`Scale` nodes, `upfront(...)` is set apart as the tree of the initial column, and times are in years. All readers
work on checked trees only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.formula.checking import Check, NameUnit
from roi_engine.formula.function_units import RULES
from roi_engine.formula.initial import split_initial
from roi_engine.formula.tree import Node, names
from roi_engine.units import Units

__all__ = ["Formula", "NameUnit", "check_line", "check_value"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula.

    `flow` gives money per year for a line, and the value itself for a derived assumption; `initial` gives money at
    time 0, or is None. `unit` is the unit of `flow`; `names` are the inputs, assumptions and reserved series used.
    """

    text: str
    flow: Node
    initial: Node | None
    unit: str
    varies: bool
    names: tuple[str, ...]


def check_line(tree: Node, text: str, units: Units, known: Mapping[str, NameUnit]) -> Formula:
    """Check the formula of a line: money per calendar time, plus money inside upfront/once/spread/every.

    Raises FormulaError with every unknown name and every pair of units that do not fit.
    """
    check = Check(units, known, RULES)
    start, flow = split_initial(tree, {name for name, unit in known.items() if unit.initial is not None}, check.refuse)
    yearly = check.root(flow, f"{units.currency}/year", f"money per time, such as {units.currency}/month")
    once = check.root(start, units.currency, "money in the initial column", steady=True) if start else None
    check.finish()
    initial = once.node if once else None
    return Formula(text, yearly.node, initial, f"{units.currency}/year", yearly.varies, names(tree))


def check_value(tree: Node, text: str, units: Units, known: Mapping[str, NameUnit]) -> Formula:
    """Check the formula of a derived assumption; its unit is what the formula gives. Raises FormulaError."""
    check = Check(units, known, RULES)
    start, flow = split_initial(tree, set(), check.refuse)
    if start is not None:
        check.refuse(tree, "upfront(...) belongs in the formula of a line, not of an assumption")
    typed = check.visit(flow)
    check.finish()
    return Formula(text, typed.node, None, units.text(typed.unit), typed.varies, names(tree))
