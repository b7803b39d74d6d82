"""The words reader: a formula as a person writes it in a calculation table."""

from __future__ import annotations

from collections.abc import Callable

from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Quantity, Scale, Unary

_SIGNS = {"*": "x", "/": "/", "**": "^", "and": "and", "or": "or"}
_STRENGTH = {"or": 1, "and": 2, "<": 4, "<=": 4, ">": 4, ">=": 4, "==": 4, "!=": 4, "+": 5, "-": 5, "*": 6, "/": 6}


def words(tree: Node, label: Callable[[str], str]) -> str:
    """The formula with each name as `label` calls it: `contacts x minutes saved x (1 - overrun)`.

    Conversions of units are left out: they are the engine's business. Brackets stand only where they are needed.
    """
    return _say(tree, label, 0)


def _say(node: Node, label: Callable[[str], str], around: int) -> str:
    match node:
        case Number(value=value):
            return f"{value:g}"
        case Quantity(value=value, unit=unit):
            return f"{value:g} {unit}"
        case Name(id=name):
            return label(name)
        case Scale(operand=operand):
            return _say(operand, label, around)
        case Unary(operator=operator, operand=operand):
            return ("-" if operator == "-" else "not ") + _say(operand, label, 7)
        case Call(function=function, arguments=arguments):
            shown = arguments[:1] if function == "survival" else arguments
            return f"{function}({', '.join(_say(part, label, 0) for part in shown)})"
        case Binary(operator=operator, left=left, right=right):
            own = _STRENGTH.get(operator, 8)
            # the right side of - and / wants brackets at equal strength, and so do both sides of **
            text = " ".join(
                (
                    _say(left, label, own + (operator == "**")),
                    _SIGNS.get(operator, operator),
                    _say(right, label, own + (operator in ("-", "/", "**"))),
                )
            )
            return f"({text})" if own < around else text
