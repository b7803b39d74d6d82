"""The workbook reader against the numpy reader: random and directed trees, computed by a real spreadsheet program."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from roi_engine.formula.evaluate import FUNCTIONS, evaluate, reserved_series
from roi_engine.formula.excel import Calendar, Cells, Reader, number_text, span
from roi_engine.formula.excel_over_time import HELPER_ROWS, OVER_TIME_WRITERS
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, Unary, walk
from roi_engine.reporting.workbook.period_rows import ROW_TITLES
from roi_engine.timeline import Timeline
from tests.workbook.conftest import office

__all__ = ["office"]
TIMELINES = (Timeline(2027, 1, 2, "month"), Timeline(2027, 4, 3, "quarter"), Timeline(2027, 1, 4, "year"))
STEADY = {"a": 0.37, "b": 2.5, "c": -1.75, "zero": 0.0, "go": 0.37, "length": 0.8, "rate": 0.043, "shift": 2.4,
          "late": 9.5, "months": 5 / 12, "nothing": 0.0, "gap": 0.55}  # fmt: skip
WRONG = -999.0  # stored in every formula cell: a program that does not calculate gives it away


def series_of(timeline: Timeline) -> dict[str, np.ndarray]:
    k = np.arange(timeline.n_periods)
    return {"wave": (1.5 + np.sin(k))[None, :], "churn": (0.01 + 0.002 * (k % 5))[None, :]}


class Grid:
    """A sheet that takes formulas and helper rows: column B is the start, the periods follow."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.page, self.name, self.next = book.add_worksheet(name), name, 0
        self.n_periods = 0

    def reference(self, row: int, column: int) -> str:
        return f"{self.name}!{xl_rowcol_to_cell(row, column)}"

    def ahead(self) -> tuple[str, ...]:
        return tuple(self.reference(self.next, 1 + k) for k in range(self.n_periods + 1))

    def put(self, what: str, cells: Cells, start: tuple[str, float] | None = None) -> Cells:
        assert what in HELPER_ROWS
        here, steady = self.ahead(), len(cells.texts) == 1
        if start is not None:
            self.page.write_formula(self.next, 1, f"={start[0]}", None, WRONG)
        for k, text in enumerate(cells.texts):
            self.page.write_formula(self.next, (1 if steady else 2) + k, f"={text}", None, WRONG)
        self.next += 1
        return Cells(here[:1] if steady else here[1:], cells.numbers)

    def constants(self, numbers: Sequence[float]) -> tuple[str, ...]:
        for k, number in enumerate(numbers):
            self.page.write_number(self.next, 1 + k, number)
        self.next += 1
        return tuple(self.reference(self.next - 1, 1 + k) for k in range(len(numbers)))


@dataclass
class Case:
    tree: Node
    timeline: Timeline
    sheet: str
    row: int
    reader_numbers: np.ndarray


def values_of(timeline: Timeline) -> dict[str, np.ndarray]:
    steady = {name: np.full((1, 1), number) for name, number in STEADY.items()}
    return steady | series_of(timeline) | reserved_series(timeline)


def write(trees: Mapping[str, tuple[Timeline, Sequence[Node]]]) -> tuple[bytes, list[Case]]:
    """One workbook with a sheet of helper rows and one of results for each timeline."""
    buffer, cases = io.BytesIO(), []
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, (timeline, wanted) in trees.items():
        rows, results = Grid(book, f"H{name}"), Grid(book, f"R{name}")
        rows.n_periods = results.n_periods = timeline.n_periods
        names = {key: Cells(rows.constants(array[0]), array) for key, array in values_of(timeline).items()}
        edges = rows.constants(timeline.edges)
        reader = Reader(Calendar(timeline, edges), names.__getitem__, rows)
        for tree in wanted:
            cells = reader.cells(tree)
            cases.append(Case(tree, timeline, f"R{name}", results.next, cells.numbers))
            for k, text in enumerate(cells.texts):
                results.page.write_formula(results.next, 1 + k, f"={text}", None, WRONG)
            results.next += 1
    book.close()
    return buffer.getvalue(), cases


def random_tree(draw: random.Random, depth: int) -> Node:
    """A checked tree: operators, functions of numbers, and functions over time."""
    if depth == 0 or draw.random() < 0.12:
        leaf = draw.choice([*("a", "b", "c", "rate", "wave", "churn", "year", "month"), 1.0, -2.0, 0.25, 3.0])
        return Name(leaf) if isinstance(leaf, str) else Number(leaf)
    part = lambda: random_tree(draw, depth - 1)  # noqa: E731
    kind = draw.randrange(11)
    match kind:
        case 0 | 1 | 2:
            return Binary(draw.choice("+-*/"), part(), part())
        case 3:
            return Call(draw.choice(["min", "max"]), tuple(part() for _ in range(draw.randint(2, 3))))
        case 4:
            test = Binary(draw.choice(["<", "<=", ">", ">=", "!=", "and", "or"]), part(), part())
            return Call("where", (test, part(), part()))
        case 5:
            return draw.choice([Unary("-", part()), Unary("not", part()), Scale(part(), draw.choice([12.0, 1 / 60]))])
        case 6:
            return Call(draw.choice(["abs", "exp", "log", "sqrt"]), (part(),))
        case 7:
            return Binary("**", part(), Number(draw.choice([2.0, -1.0, 0.5, 0.0, 3.0])))
        case 8:
            low, high = draw.choice([(-1.0, 2.0), (-math.inf, 1.0), (0.0, math.inf)])
            return Call("clip", (part(), Number(low), Number(high)))
        case 9:
            return Call(draw.choice(["cumsum", "lag_periods", "lag"]), (part(),))
    return over_time(draw, part())


def over_time(draw: random.Random, amount: Node) -> Node:
    date, length = Name(draw.choice(["go", "late", "months", "zero"])), Name(draw.choice(["length", "nothing"]))
    return draw.choice(
        [
            Call("live", (date,)),
            Call("ramp_linear", (date, length)),
            Call("ramp_s_curve", (date, length)),
            Call("growth", (Name(draw.choice(["rate", "churn"])),)),
            Call("survival", (Name(draw.choice(["rate", "churn"])), Number(draw.choice([1.0, 1 / 12])))),
            Call("once", (amount, date)),
            Call("spread", (amount, date, length)),
            Call("every", (amount, Name("gap"))),
        ]
    )


def complete(tree: Node) -> Node:
    """Functions that the generator gave one argument too few."""
    match tree:
        case Call(function="lag_periods", arguments=(x,)):
            return Call("lag_periods", (complete(x), Name("shift")))
        case Call(function="lag", arguments=(x,)):
            return Call("lag", (complete(x), Name("months")))
        case Call(function=function, arguments=arguments):
            return Call(function, tuple(map(complete, arguments)))
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, complete(left), complete(right))
        case Unary(operator=operator, operand=operand):
            return Unary(operator, complete(operand))
        case Scale(operand=operand, factor=factor):
            return Scale(complete(operand), factor)
    return tree


def tame(tree: Node, timeline: Timeline) -> bool:
    """All of its parts have a number that is neither huge nor the rest of a cancellation."""
    parts = [evaluate(part, values_of(timeline), timeline) for part in walk(tree)]
    sizes = np.concatenate([np.abs(part).ravel() for part in parts])
    return bool(np.all(np.isfinite(sizes)) and sizes.max() < 1e6 and not np.any((sizes > 0) & (sizes < 1e-6)))


def random_trees(timeline: Timeline, n: int, seed: int) -> list[Node]:
    draw, found = random.Random(seed), []
    while len(found) < n:
        tree = complete(random_tree(draw, 5))
        if not isinstance(tree, Name | Number) and tame(tree, timeline):
            found.append(tree)
    return found


def directed() -> list[Node]:
    """Every function over time at the edges of what it may be asked."""
    dates, lengths = ("zero", "go", "months", "late"), ("length", "nothing", "late", "months")
    found: list[Node] = [Call("live", (Name(date),)) for date in dates]
    for date in dates:
        found += [
            Call(f"ramp_{shape}", (Name(date), Name(long)))
            for shape in ("linear", "s_curve", "none")
            for long in lengths
        ]
        found += [Call("once", (Name("b"), Name(date)))]
        found += [Call("spread", (Name("b"), Name(date), Name(long))) for long in lengths]
    found += [Call("every", (Name("wave"), Name(gap))) for gap in ("gap", "months", "length", "late")]
    for shift in (Name("shift"), Number(0.0), Number(1.0), Name("late"), Number(100.0), Name("b")):
        found += [Call("lag_periods", (Name(x), shift)) for x in ("wave", "a")]
    found += [Call("lag", (Name("wave"), Name(by))) for by in ("months", "go", "zero", "late")]
    found += [Call("cumsum", (Name(x),)) for x in ("a", "wave")] + [Call("cumprod", (Name(x),)) for x in ("a", "wave")]
    found += [
        Call("survival", (Name(x), Number(p))) for x in ("rate", "churn") for p in (1.0, 0.25, 1 / 12, 7 / 365.25)
    ]
    found += [Call("growth", (Name(x),)) for x in ("rate", "churn", "zero")]
    found += [Binary("**", Name("zero"), Name("nothing")), Binary("**", Name("c"), Number(2.0))]
    found += [Unary("-", Binary("**", Name("b"), Number(2.0))), Binary("-", Name("a"), Unary("-", Number(-3.0)))]
    found += [Binary("==", Name("zero"), Name("nothing")), Binary("!=", Name("a"), Name("b"))]
    long = Name("wave")
    for _ in range(60):  # many times longer than one cell would be read
        long = Binary("+", long, Call("max", (Binary("*", Name("wave"), Name("a")), Name("c"))))
    return [*found, long]


@pytest.fixture(scope="module")
def computed(office):
    trees = {}
    for place, timeline in enumerate(TIMELINES):
        years = [Call("by_year", tuple(Number(10.0 + year) for year in range(timeline.years)))]
        trees[str(place)] = (timeline, [*directed(), *years, *random_trees(timeline, 60, 11 + place)])
    content, cases = write(trees)
    return cases, office({"formulas": content})["formulas"]


def test_every_function_of_the_language_has_a_formula() -> None:
    asked = {part.function for tree in directed() for part in walk(tree) if isinstance(part, Call)} | {"by_year"}
    assert asked >= {*OVER_TIME_WRITERS}
    drawn = {
        part.operator for s in range(40) for part in walk(random_tree(random.Random(s), 6)) if isinstance(part, Binary)
    }
    assert drawn >= {"+", "-", "*", "/", "**"}
    plain = {name for name in FUNCTIONS if name not in OVER_TIME_WRITERS}
    reader = Reader(Calendar(TIMELINES[0], ()), lambda name: Cells((name,), np.ones((1, 1))), Grid.__new__(Grid))
    for name in plain - {"clip"}:
        count = {"where": 3, "not": 1, "neg": 1, "abs": 1, "exp": 1, "log": 1, "sqrt": 1}.get(name, 2)
        assert reader.each(name, [Cells((f"A{k}",), np.ones((1, 1))) for k in range(1, count + 1)]).texts[0]


def test_the_spreadsheet_computes_what_numpy_does(computed) -> None:
    cases, book = computed
    faults = []
    for case in cases:
        wanted = evaluate(case.tree, values_of(case.timeline), case.timeline)[0]
        got = [book[case.sheet].get(xl_rowcol_to_cell(case.row, 1 + k)) for k in range(len(wanted))]
        if not all(isinstance(one, float) for one in got) or not np.allclose(got, wanted, rtol=1e-9, atol=1e-9):
            faults.append((case.sheet, case.row, case.tree, got[:4], wanted[:4]))
    assert len(cases) > 300
    assert faults[:3] == []


def test_the_numbers_beside_the_formulas_are_numpys(computed) -> None:
    for case in computed[0]:
        wanted = evaluate(case.tree, values_of(case.timeline), case.timeline)
        assert np.allclose(case.reader_numbers, wanted, rtol=1e-13, atol=0, equal_nan=True), case.tree


def test_no_helper_cell_holds_an_error(computed) -> None:
    cells = [(sheet, at, value) for sheet, held in computed[1].items() for at, value in held.items()]
    assert [each for each in cells if not isinstance(each[2], float)] == []


@pytest.mark.parametrize(
    ("number", "text"),
    [(3.0, "3"), (-2.0, "(-2)"), (0.1, "0.1"), (1e-9, "1E-09"), (-1.5e22, "(-1.5E+22)"), (0.0, "0")],
)
def test_numbers_are_written_with_all_digits(number: float, text: str) -> None:
    assert number_text(number) == text
    assert float(text.strip("()")) == number


def test_a_power_of_a_negative_number_is_in_brackets() -> None:
    """-2 ** 2 is -4 in the language; a spreadsheet reads -2^2 as 4."""
    reader = Reader(Calendar(TIMELINES[0], ()), lambda name: Cells((name,), np.ones((1, 1))), Grid.__new__(Grid))
    assert reader.cells(Unary("-", Binary("**", Number(2.0), Number(2.0)))).texts == ("(-(2^2))",)
    assert reader.cells(Binary("**", Number(-2.0), Number(2.0))).texts == ("((-2)^2)",)


def test_an_open_bound_is_left_out() -> None:
    reader = Reader(Calendar(TIMELINES[0], ()), lambda name: Cells((name,), np.ones((1, 1))), Grid.__new__(Grid))
    open_below = Call("clip", (Name("x"), Number(-math.inf), Number(2.0)))
    assert reader.cells(open_below).texts == ("MIN(x,2)",)
    assert "inf" not in reader.cells(Call("clip", (Name("x"), Number(-math.inf), Number(math.inf)))).texts[0]


def test_only_functions_that_every_spreadsheet_has(computed) -> None:
    known = {"IF", "AND", "OR", "ABS", "EXP", "LN", "SQRT", "MIN", "MAX", "INT", "INDEX", "NA"}
    content, _ = write({"0": (TIMELINES[0], directed() + random_trees(TIMELINES[0], 40, 5))})
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from tests.workbook.office import formulas

    with TemporaryDirectory() as folder:
        texts = [text for held in formulas(content, Path(folder)).values() for text in held.values()]
    import re

    assert {name for text in texts for name in re.findall(r"([A-Z]+)\(", text)} <= known
    assert max(map(len, texts)) < 8192


def test_a_span_of_references() -> None:
    assert span(["Lines!C4", "Lines!D4", "Lines!E4"]) == "Lines!C4:E4"
    assert span(["Lines!C4"]) == "Lines!C4"


def test_every_helper_row_has_words() -> None:
    assert {*ROW_TITLES} == {*HELPER_ROWS}
