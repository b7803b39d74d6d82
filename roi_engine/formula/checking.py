"""One walk over one tree: the unit of every node, conversions put in, faults collected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roi_engine.errors import did_you_mean
from roi_engine.formula.initial import initial_name
from roi_engine.formula.parse import RESERVED, FormulaError, FormulaProblem
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Quantity, Scale, Unary
from roi_engine.units import UnitError, Units

if TYPE_CHECKING:
    import pint


@dataclass(frozen=True, slots=True)
class NameUnit:
    """What a formula may know of a name: its unit, whether it changes over time, and the unit of its initial column."""

    unit: pint.Unit
    varies: bool = False
    initial: pint.Unit | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked node with its unit, and whether it changes over time."""

    node: Node
    unit: pint.Unit
    varies: bool


Rule = Callable[["Check", Call, list[Typed]], Typed]


class Check:
    """One walk over one tree; faults are collected, and a refused node goes on as a pure 0 that fits anything."""

    def __init__(self, units: Units, known: Mapping[str, NameUnit], rules: Mapping[str, Rule]) -> None:
        self.units, self._known, self._rules = units, known, rules
        self.pure_unit, self.year = units.parse(""), units.parse("year")
        self._problems: list[FormulaProblem] = []

    def finish(self) -> None:
        """Raise what was found."""
        if self._problems:
            raise FormulaError(list(dict.fromkeys(self._problems)))

    def refuse(self, at: Node, message: str, hint: str = "") -> Typed:
        """Note a fault at a node."""
        self._problems.append(FormulaProblem(message, hint, at.offset))
        return Typed(Number(0.0), self.pure_unit, False)

    def root(self, tree: Node, unit: str, wanted: str, steady: bool = False) -> Typed:
        """Check a whole tree against the unit it must have; `steady`: it must not change over time."""
        typed = self.visit(tree)
        if steady and typed.varies:
            said = "the initial column cannot depend on what changes over time"
            return self.refuse(tree, said, "multiply upfront(...) only by values that are constant")
        if self._problems:
            return typed  # one fault is enough: its unit would only be a guess
        target = self.units.parse(unit)
        if not self.units.fits(typed.unit, target) and typed.node != Number(0.0):
            got = self.units.text(typed.unit) or "a pure number"
            return self.refuse(tree, f"the formula gives {got}, not {wanted}")
        return self.convert(typed, target, tree)

    def convert(self, typed: Typed, target: pint.Unit, at: Node, what: str = "") -> Typed:
        """The same thing in another unit; a literal 0 fits any unit."""
        if typed.node == Number(0.0) or typed.unit == target:
            return Typed(typed.node, target, typed.varies)
        try:
            factor = self.units.factor(typed.unit, target)
        except UnitError as error:
            return self.refuse(at, f"{what}{error}")
        if factor == 1.0:
            return Typed(typed.node, target, typed.varies)
        source, to = self.units.text(typed.unit), self.units.text(target)
        return Typed(Scale(typed.node, factor, source, to, at.offset), target, typed.varies)

    def visit(self, node: Node) -> Typed:
        """Check a node and all below it."""
        match node:
            case Number():
                return Typed(node, self.pure_unit, False)
            case Quantity():
                return self._quantity(node)
            case Name():
                return self._name(node)
            case Unary():
                operand = self.visit(node.operand)
                return Typed(Unary(node.operator, operand.node, node.offset), operand.unit, operand.varies)
            case Binary():
                return self._binary(node)
            case Call():
                arguments = [self.visit(argument) for argument in node.arguments]
                return self._rules[node.function](self, node, arguments)
            case Scale():
                return self.refuse(node, "a formula is checked only once")

    def _quantity(self, node: Quantity) -> Typed:
        try:
            return Typed(Number(node.value, node.offset), self.units.parse(node.unit), False)
        except UnitError as error:
            return self.refuse(node, str(error), error.hint)

    def _name(self, node: Name) -> Typed:
        base = initial_name(node.id)
        if base is not None:
            return Typed(node, self._known[base].initial or self.pure_unit, False)
        if node.id in self._known:
            known = self._known[node.id]
            return Typed(node, known.unit, known.varies)
        if node.id in RESERVED:
            span = node.id in ("go_live", "horizon")
            return Typed(node, self.year if span else self.pure_unit, not span)
        hint = did_you_mean(node.id, [*self._known, *RESERVED])
        return self.refuse(node, f"'{node.id}' is neither an input nor an assumption", hint)

    def _binary(self, node: Binary) -> Typed:
        left, right = self.visit(node.left), self.visit(node.right)
        varies = left.varies or right.varies
        match node.operator:
            case "*":
                unit = left.unit * right.unit
            case "/":
                if right.node == Number(0.0) and isinstance(node.right, Number):
                    return self.refuse(node.right, "division by zero")
                unit = left.unit / right.unit
            case "**":
                return self._power(node, left, right)
            case _:
                return self._like(node, left, right)
        return Typed(Binary(node.operator, left.node, right.node, node.offset), unit, varies)

    def _like(self, node: Binary, left: Typed, right: Typed) -> Typed:
        """Sums, comparisons and logic want both sides in one unit; the last two give a pure 0 or 1."""
        unit = right.unit if left.node == Number(0.0) else left.unit
        left = self.convert(left, unit, node.left)
        right = self.convert(right, unit, node.right)
        checked = Binary(node.operator, left.node, right.node, node.offset)
        return Typed(checked, unit if node.operator in "+-" else self.pure_unit, left.varies or right.varies)

    def _power(self, node: Binary, base: Typed, exponent: Typed) -> Typed:
        exponent = self.convert(exponent, self.pure_unit, node.right, "an exponent is a pure number: ")
        unit = self.pure_unit
        if base.unit.dimensionality:
            if not isinstance(exponent.node, Number) or abs(exponent.node.value) > 4:
                return self.refuse(node, "a quantity with a unit takes a plain number up to 4 as its exponent")
            unit = self.units.power(base.unit, exponent.node.value)
        else:
            base = self.convert(base, self.pure_unit, node.left)
        return Typed(Binary("**", base.node, exponent.node, node.offset), unit, base.varies or exponent.varies)

    def years(self, typed: Typed, at: Node, what: str) -> Typed:
        """A span of calendar time, in years."""
        return self.convert(typed, self.year, at, f"{what} is a span of calendar time: ")

    def call(self, node: Call, arguments: list[Typed], unit: pint.Unit, varies: bool) -> Typed:
        """The checked call."""
        return Typed(Call(node.function, tuple(part.node for part in arguments), node.offset), unit, varies)
