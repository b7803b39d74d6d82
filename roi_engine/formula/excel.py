"""The workbook reader: a checked tree as cell formulas of a spreadsheet, beside the numbers that they come to.

What does not change over time is one formula, what does is one a period. A function that carries something from period
to period (survival, ramps, running totals) is written into rows of its own and referred to, with the closed forms of
`roi_engine.timeline`. Only functions of Excel 2010 are used, brackets stand around every operation (a spreadsheet
reads -2^2 as 4), and nothing is hidden by IFERROR: what has no value shows it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from roi_engine.formula.evaluate import FUNCTIONS
from roi_engine.formula.excel_cells import Calendar, Cells, Rows, number_text, span
from roi_engine.formula.excel_over_time import OVER_TIME_WRITERS
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, Unary
from roi_engine.timeline import Array

__all__ = ["LONGEST", "Calendar", "Cells", "Reader", "Rows", "number_text", "span"]

LONGEST = 500  # characters of one formula; a longer one is cut into helper rows

_TEMPLATES = {
    "+": "({0}+{1})", "-": "({0}-{1})", "*": "({0}*{1})", "/": "({0}/{1})", "neg": "(-{0})",
    "<": "IF({0}<{1},1,0)", "<=": "IF({0}<={1},1,0)", ">": "IF({0}>{1},1,0)", ">=": "IF({0}>={1},1,0)",
    "==": "IF({0}={1},1,0)", "!=": "IF({0}<>{1},1,0)", "not": "IF({0}=0,1,0)",
    "and": "IF(AND({0}<>0,{1}<>0),1,0)", "or": "IF(OR({0}<>0,{1}<>0),1,0)", "where": "IF({0}<>0,{1},{2})",
    "abs": "ABS({0})", "exp": "EXP({0})", "log": "LN({0})", "sqrt": "SQRT({0})",
    # a power of 0 is 1 for the engine, and an error for a spreadsheet where the base is 0 too
    "**": "IF({1}=0,1,{0}^{1})",
}  # fmt: skip


class Reader:
    """Reads trees into cells; what is said twice is written once.

    Parameters
    ----------
    names : the cells of every name that a tree may hold.
    rows : takes the helper rows.
    known : asked for every node first: its cells where they stand in the workbook already, else None.
    """

    def __init__(
        self,
        calendar: Calendar,
        names: Callable[[str], Cells],
        rows: Rows,
        known: Callable[[Node], Cells | None] = lambda node: None,
    ) -> None:
        self.calendar, self.rows = calendar, rows
        self._names, self._known = names, known
        self._done: dict[int, Cells] = {}
        self._keep: list[Node] = []  # trees whose id() stands in _done
        self._kept: dict[tuple[str, tuple[str, ...]], Cells] = {}
        self._edges: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._shown: dict[tuple[str, ...], Cells] = {}

    def show(self, cells: Cells, instead: Cells) -> None:
        """From now on refer to `instead` where a formula comes to `cells`."""
        self._shown.setdefault(cells.texts, instead)

    def cells(self, node: Node) -> Cells:
        """The formulas of a tree."""
        if id(node) not in self._done:
            found = self._known(node)
            found = self.fresh(node) if found is None else found
            self._done[id(node)] = found
            self._keep.append(node)
        done = self._done[id(node)]
        return self._shown.get(done.texts, done)

    def kept(self, what: str, cells: Cells) -> Cells:
        """The references of a helper row, written unless it stands already."""
        key = (what, cells.texts)
        if key not in self._kept:
            self._kept[key] = self.rows.put(what, cells)
        return self._kept[key]

    def running(self, what: str, numbers: Array, cell: Callable[[int, str], str]) -> Cells:
        """A helper row in which each cell may refer to the one before: `cell(period, before)`, empty in period 0."""
        periods = range(numbers.shape[1])
        key = (what, tuple(cell(period, "@" if period else "") for period in periods))
        if key not in self._kept:
            here = self.rows.ahead()
            texts = tuple(cell(period, here[period] if period else "") for period in periods)
            self._kept[key] = self.rows.put(what, Cells(texts, numbers))
        return self._kept[key]

    def at_edges(self, what: str, texts: Sequence[str], numbers: Array) -> tuple[str, ...]:
        """The references of a helper row with a cell at the start and at the end of each period."""
        key = (what, tuple(texts))
        if key not in self._edges:
            self._edges[key] = self.rows.ahead()
            self.rows.put(what, Cells(key[1][1:], numbers[None, 1:]), (texts[0], float(numbers[0])))
        return self._edges[key]

    def anchored(self, cells: Cells, what: str = "part") -> Cells:
        """A single cell where a formula of more than a reference or a number would be repeated."""
        plain = all(letter.isalnum() or letter in "!$'._ " for letter in cells.texts[0].strip("()-"))
        return cells if plain or len(cells.texts) > 1 else self.kept(what, cells)

    def fresh(self, node: Node) -> Cells:
        """The formulas of a tree whose root is not asked for elsewhere."""
        cells = self._read(node)
        return self.kept("part", cells) if max(map(len, cells.texts)) > LONGEST else cells

    def _read(self, node: Node) -> Cells:
        match node:
            case Number(value=value):
                return Cells((number_text(value),), np.full((1, 1), value))
            case Name(id=name):
                return self._names(name)
            case Scale(operand=operand, factor=factor):
                scale = Cells((number_text(factor),), np.full((1, 1), factor))
                return self.each("*", (self.cells(operand), scale))
            case Unary(operator=operator, operand=operand):
                return self.each("neg" if operator == "-" else operator, (self.cells(operand),))
            case Binary(operator=operator, left=left, right=right):
                return self._binary(operator, left, right)
            case Call(function="clip", arguments=arguments):
                return self._clip(*arguments)
            case Call(function=function, arguments=arguments):
                return self._call(function, tuple(self.cells(part) for part in arguments))
        raise TypeError(f"not a node of a checked tree: {node!r}")

    def _call(self, function: str, arguments: tuple[Cells, ...]) -> Cells:
        writer = OVER_TIME_WRITERS.get(function)
        return self.each(function, arguments) if writer is None else writer(self, arguments)

    def _binary(self, operator: str, left: Node, right: Node) -> Cells:
        parts = self.cells(left), self.cells(right)
        if operator == "**" and isinstance(right, Number) and right.value != 0:
            return self.each(operator, parts, "({0}^{1})")
        return self.each(operator, parts)

    def _clip(self, inner: Node, low: Node, high: Node) -> Cells:
        """A bound that is open is left out: a cell cannot hold an infinity."""
        parts, template = [self.cells(inner)], "{0}"
        for bound, function in ((low, "MAX"), (high, "MIN")):
            if not (isinstance(bound, Number) and math.isinf(bound.value)):
                template = f"{function}({template},{{{len(parts)}}})"
                parts.append(self.cells(bound))
        numbers = FUNCTIONS["clip"](self.calendar.timeline, parts[0].numbers, *map(self._numbers, (low, high)))
        return Cells(_texts(template, parts), numbers)

    def _numbers(self, node: Node) -> Array:
        return np.full((1, 1), node.value) if isinstance(node, Number) else self.cells(node).numbers

    def each(self, function: str, parts: Sequence[Cells], template: str = "") -> Cells:
        """A function that looks at one period at a time."""
        if function in ("min", "max"):
            template = f"{function.upper()}({','.join(f'{{{place}}}' for place in range(len(parts)))})"
        with np.errstate(all="ignore"):
            numbers = FUNCTIONS[function](self.calendar.timeline, *(part.numbers for part in parts))
        return Cells(_texts(template or _TEMPLATES[function], parts), numbers)


def _texts(template: str, parts: Sequence[Cells]) -> tuple[str, ...]:
    length = max(len(part.texts) for part in parts)
    return tuple(template.format(*(part.text(period) for part in parts)) for period in range(length))
