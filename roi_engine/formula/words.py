"""The words reader: a formula as a person writes it in a calculation table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Quantity, Scale, Unary

_SIGNS = {"*": "x", "/": "/", "**": "^"}
_STRENGTH = {"or": 1, "and": 2, "<": 4, "<=": 4, ">": 4, ">=": 4, "==": 4, "!=": 4, "+": 5, "-": 5, "*": 6, "/": 6}
_PLACES = ("first", "second", "third")


def _plain_quantity(value: float, unit: str) -> str:
    return f"{value:g} {unit}"


@dataclass(frozen=True, slots=True)
class Speech:
    """How a language says what is not a name; left out, it is said in the notation of the formula language.

    `functions` holds templates with `{first}`, `{second}` and `{third}` for the arguments, or `{all}` for all of them;
    each must bracket them itself. `operators` holds the words for `and`, `or` and `not`.
    """

    functions: Mapping[str, str] = field(default_factory=dict)
    operators: Mapping[str, str] = field(default_factory=dict)
    number: Callable[[float], str] = "{:g}".format
    quantity: Callable[[float, str], str] = _plain_quantity


NOTATION = Speech()


def words(tree: Node, label: Callable[[str], str], speech: Speech = NOTATION) -> str:
    """The formula with each name as `label` calls it: `contacts x minutes saved x (1 - overrun)`.

    Conversions of units are left out: they are the engine's business. Brackets stand only where they are needed.
    """
    return _Speaker(label, speech).say(tree)


@dataclass(frozen=True, slots=True)
class _Speaker:
    label: Callable[[str], str]
    speech: Speech

    def say(self, node: Node, around: int = 0) -> str:
        """A node inside an operator of strength `around`."""
        match node:
            case Number(value=value):
                return self.speech.number(value)
            case Quantity(value=value, unit=unit):
                return self.speech.quantity(value, unit)
            case Name(id=name):
                return self.label(name)
            case Scale(operand=operand):
                return self.say(operand, around)
            case Unary(operator=operator, operand=operand):
                sign = "-" if operator == "-" else f"{self._operator(operator)} "
                return f"{sign}{self.say(operand, 7)}"
            case Call():
                return self._call(node)
            case Binary():
                return self._binary(node, around)

    def _call(self, node: Call) -> str:
        shown = node.arguments[:1] if node.function == "survival" else node.arguments
        told = [self.say(part) for part in shown]
        if node.function not in self.speech.functions:
            return f"{node.function}({', '.join(told)})"
        places = dict(zip(_PLACES, told, strict=False))
        return self.speech.functions[node.function].format(all="; ".join(told), **places)

    def _binary(self, node: Binary, around: int) -> str:
        operator = node.operator
        own = _STRENGTH.get(operator, 8)
        # the right side of - and / wants brackets at equal strength, and so do both sides of **
        left = self.say(node.left, own + (operator == "**"))
        right = self.say(node.right, own + (operator in ("-", "/", "**")))
        text = f"{left} {self._operator(operator)} {right}"
        return f"({text})" if own < around else text

    def _operator(self, operator: str) -> str:
        return self.speech.operators.get(operator) or _SIGNS.get(operator, operator)
