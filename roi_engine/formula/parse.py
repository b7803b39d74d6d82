"""From the text of a formula to its tree: Python's own grammar, a closed list of nodes, never `eval`."""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass

from roi_engine.errors import RoiEngineError, did_you_mean
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Quantity, Unary

# function -> fewest and most arguments
FUNCTIONS: dict[str, tuple[int, int]] = {
    "where": (3, 3), "min": (2, 20), "max": (2, 20), "clip": (3, 3), "abs": (1, 1), "exp": (1, 1), "log": (1, 1),
    "sqrt": (1, 1), "lag": (2, 2), "cumsum": (1, 1), "cumprod": (1, 1), "survival": (1, 1), "growth": (1, 1),
    "upfront": (1, 1), "once": (2, 2), "spread": (3, 3), "every": (2, 2),
}  # fmt: skip
RESERVED = ("live", "live_share", "year", "month", "go_live", "horizon")
MAX_LENGTH, MAX_DEPTH = 4000, 60

_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(%?)\s*(.*?)\s*\Z", re.DOTALL)
_LANGUAGE = "numbers, names, + - * / **, comparisons, and or not, " + ", ".join(f"{name}()" for name in FUNCTIONS)


@dataclass(frozen=True, slots=True)
class FormulaProblem:
    """One fault of a formula; `offset` counts characters from the start of its text."""

    message: str
    hint: str = ""
    offset: int = 0


class FormulaError(RoiEngineError, ValueError):
    """A formula was refused; `problems` lists every fault found."""

    def __init__(self, problems: list[FormulaProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in problems))


def parse(text: str) -> Node:
    """The tree of a formula.

    Raises FormulaError that lists all words outside the language, each with its place.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError([FormulaProblem(f"the formula has {len(text)} characters", f"at most {MAX_LENGTH}")])
    source = text.replace("\n", " ")
    lead = len(source) - len(source.lstrip())
    try:
        body = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        offset = lead + max((error.offset or 1) - 1, 0)
        raise FormulaError([FormulaProblem(f"not a formula: {error.msg}", f"accepted: {_LANGUAGE}", offset)]) from None
    except (MemoryError, RecursionError, ValueError) as error:
        raise FormulaError([FormulaProblem("not a formula: nested too deeply or unreadable")]) from error
    reader = _Reader(lead)
    node = reader.read(body, 0)
    if reader.problems:
        raise FormulaError(reader.problems)
    return node


class _Reader:
    """Walks Python's tree and collects every fault; what is refused becomes the number 0 and a problem."""

    def __init__(self, lead: int) -> None:
        self._lead = lead
        self.problems: list[FormulaProblem] = []

    def _refuse(self, at: ast.expr, message: str, hint: str = "") -> Node:
        self.problems.append(FormulaProblem(message, hint, self._lead + at.col_offset))
        return Number(0.0)

    def read(self, at: ast.expr, depth: int) -> Node:
        offset = self._lead + at.col_offset
        if depth > MAX_DEPTH:
            return self._refuse(at, "the formula is nested too deeply", f"at most {MAX_DEPTH} levels")
        match at:
            case ast.Constant(value=value):
                return self._constant(at, value, offset)
            case ast.Name(id=name):
                return Name(name, offset)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Unary("-", self.read(operand, depth + 1), offset)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Unary("not", self.read(operand, depth + 1), offset)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                parts = self.read(left, depth + 1), self.read(right, depth + 1)
                return Binary(_ARITHMETIC[type(op)], *parts, offset)
            case ast.BoolOp(op=op, values=values):
                return self._chain("and" if isinstance(op, ast.And) else "or", values, depth, offset)
            case ast.Compare():
                return self._compare(at, depth, offset)
            case ast.Call():
                return self._call(at, depth, offset)
        said = ast.unparse(at) if depth == 0 or len(self.problems) < 20 else "..."
        return self._refuse(at, f"'{said[:40]}' is not part of the formula language", f"accepted: {_LANGUAGE}")

    def _constant(self, at: ast.expr, value: object, offset: int) -> Node:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return self._refuse(at, f"{value!r} is not a number")
        if isinstance(value, str):
            return self._quantity(at, value, offset)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        return Number(number, offset) if math.isfinite(number) else self._refuse(at, "the number is too large")

    def _quantity(self, at: ast.expr, text: str, offset: int) -> Node:
        found = _QUANTITY.match(text)
        if not found or not math.isfinite(float(found[1])):
            hint = 'a quoted quantity is a number and a unit: "5 month"'
            return self._refuse(at, f"'{text[:40]}' is not a quantity", hint)
        unit = found[3]
        number = float(found[1]) / (100.0 if found[2] else 1.0)
        return Quantity(number, f"1{unit}" if unit.startswith("/") else unit, offset)

    def _chain(self, word: str, values: list[ast.expr], depth: int, offset: int) -> Node:
        parts = [self.read(value, depth + 1) for value in values]
        node = parts[0]
        for part in parts[1:]:
            node = Binary(word, node, part, offset)
        return node

    def _compare(self, at: ast.Compare, depth: int, offset: int) -> Node:
        if any(type(op) not in _COMPARISON for op in at.ops):
            return self._refuse(at, "this comparison is not part of the formula language", "accepted: < <= > >= == !=")
        parts = [self.read(part, depth + 1) for part in (at.left, *at.comparators)]
        pairs = zip(parts, at.ops, parts[1:], strict=False)
        tests: list[Node] = [Binary(_COMPARISON[type(op)], left, right, offset) for left, op, right in pairs]
        node = tests[0]
        for test in tests[1:]:
            node = Binary("and", node, test, offset)
        return node

    def _call(self, at: ast.Call, depth: int, offset: int) -> Node:
        if not isinstance(at.func, ast.Name):
            return self._refuse(at, "only the language's own functions can be called", f"accepted: {_LANGUAGE}")
        name = at.func.id
        if name not in FUNCTIONS:
            hint = did_you_mean(name, FUNCTIONS) or "accepted: " + ", ".join(FUNCTIONS)
            return self._refuse(at, f"'{name}' is not a function of the formula language", hint)
        if at.keywords:
            return self._refuse(at, f"{name}() takes no named arguments")
        fewest, most = FUNCTIONS[name]
        if not fewest <= len(at.args) <= most:
            wanted = f"{fewest}" if fewest == most else f"{fewest} to {most}"
            return self._refuse(at, f"{name}() takes {wanted} arguments, not {len(at.args)}")
        return Call(name, tuple(self.read(argument, depth + 1) for argument in at.args), offset)
