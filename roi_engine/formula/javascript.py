"""The JavaScript reader: checked trees as the source of one pure function, for a page that computes them again.

What is written calls functions of a table `f` by the names in `FUNCTIONS`, and reads the values of names from a list
`x`; a value is a number, or an array of one number a period. Nothing of the text of a formula or of a name reaches
the source: no scenario can write code.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, Unary

# what the language calls it -> its name in the table `f`
FUNCTIONS: Mapping[str, str] = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power", "<": "less", "<=": "lessEqual",
    ">": "greater", ">=": "greaterEqual", "==": "equal", "!=": "notEqual", "and": "and", "or": "or", "not": "not",
    "neg": "negative", "abs": "abs", "exp": "exp", "log": "log", "sqrt": "sqrt", "where": "where", "clip": "clip",
    "min": "min", "max": "max", "cumsum": "cumsum", "cumprod": "cumprod", "lag": "lag", "lag_periods": "lagPeriods",
    "survival": "survival", "growth": "growth", "once": "once", "spread": "spread", "every": "every",
    "by_year": "byYear", "live": "live", "ramp_linear": "rampLinear", "ramp_s_curve": "rampSCurve",
    "ramp_none": "rampNone",
}  # fmt: skip
RESERVED_SERIES = ("year", "month")  # properties of `f`


def javascript(outputs: Sequence[Node], inputs: Mapping[str, int]) -> str:
    """Source of an arrow function `(f, x) => [...]` that gives the value of each tree, in their order.

    `inputs` gives the place in `x` of every name that the trees use, the reserved series apart; KeyError for a name
    that has none. What several trees share is computed once.
    """
    writer = _Writer(inputs)
    found = [writer.value(node) for node in outputs]
    return "\n".join(("(f, x) => {", *writer.statements, f"  return [{', '.join(found)}];", "}"))


class _Writer:
    """One function under way: a statement for every operation, each operation once."""

    def __init__(self, inputs: Mapping[str, int]) -> None:
        self._inputs = inputs
        self.statements: list[str] = []
        self._names: dict[str, str] = {}  # expression -> the constant that holds it
        self._visited: dict[int, str] = {}
        self._keep: list[Node] = []  # trees whose id() stands in _visited

    def value(self, node: Node) -> str:
        """A number, a place in `x`, or the constant that holds the value of a tree."""
        if id(node) not in self._visited:
            self._visited[id(node)] = self._written(node)
            self._keep.append(node)
        return self._visited[id(node)]

    def _written(self, node: Node) -> str:
        match node:
            case Number(value=value):
                return number(value)
            case Name(id=name):
                return self._name(name)
            case Scale(operand=operand, factor=factor):
                return self._call("*", self.value(operand), number(factor))
            case Unary(operator=operator, operand=operand):
                return self._call("neg" if operator == "-" else operator, self.value(operand))
            case Binary(operator=operator, left=left, right=right):
                return self._call(operator, self.value(left), self.value(right))
            case Call(function=function, arguments=arguments):
                return self._call(function, *map(self.value, arguments))
        raise TypeError(f"not a node of a checked tree: {node!r}")

    def _name(self, name: str) -> str:
        if name not in self._inputs and name in RESERVED_SERIES:
            return f"f.{name}"
        return f"x[{self._inputs[name]}]"

    def _call(self, function: str, *operands: str) -> str:
        expression = f"f.{FUNCTIONS[function]}({', '.join(operands)})"
        if expression not in self._names:
            self._names[expression] = f"r{len(self._names)}"
            self.statements.append(f"  const {self._names[expression]} = {expression};")
        return self._names[expression]


def number(value: float) -> str:
    """A number as JavaScript writes it, to the last bit.

    >>> number(0.1), number(3.0), number(float("-inf")), number(float("nan"))
    ('0.1', '3', '-Infinity', 'NaN')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(float(value)).removesuffix(".0")
