"""The sheet of lines: one block a line, from its inputs to its flow by period and its present value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.engine.explanation import LineExplanation, explanations
from roi_engine.engine.model import LineTree
from roi_engine.engine.register import label_of
from roi_engine.formula.excel import Cells, Reader
from roi_engine.formula.tree import Call, Node
from roi_engine.reporting.formula_words import formula_said
from roi_engine.reporting.words import N_, plain
from roi_engine.reporting.workbook.book import TOTAL, Book, Sheet
from roi_engine.reporting.workbook.calendar_sheet import CalendarSheet, Discounted
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.kinds import CATEGORIES, YES_NO
from roi_engine.reporting.workbook.number_formats import MONEY
from roi_engine.reporting.workbook.period_rows import PeriodRow, PeriodSheet, referred
from roi_engine.scenario.records import ByYear, Line, Reference, Value

KIND, CASHABLE, PRESENT = 2, 3, 4
RESERVED = {
    "live": N_("share of the period after go-live"),
    "live_share": N_("share of work done in the new way"),
    "go_live": N_("go-live"),
    "horizon": N_("horizon"),
    "year": N_("year"),
    "month": N_("month"),
}
_ON_THE_CALENDAR = {"live", "growth", "ramp_linear", "ramp_s_curve", "ramp_none"}


@dataclass(frozen=True, slots=True)
class LineRows:
    """Where a line's flow stands [currency per period] and its present value, with the latter's number."""

    flow: PeriodRow
    present: str
    pv: float


class LineSheet:
    """Writes the blocks of all lines; `lines` says afterwards where each ends up."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, calendar: CalendarSheet, discounted: Discounted) -> None:
        self.rows = PeriodSheet(book, sheet, case.timeline, 5)
        self._case, self._words, self._calendar = case, book.words, calendar
        self._discounted = discounted
        self.lines: list[LineRows] = []

    def write(self) -> None:
        """Write the whole sheet."""
        words, rows = self._words, self.rows
        said = words.text(N_("Each line is the difference that the CRM makes; benefits and costs are both positive."))
        rows.sheet.heading(N_("Lines"), said)
        titles = (N_("Line and its inputs"), N_("Unit"), N_("Kind"), N_("Cashable"), N_("Present value"))
        rows.head(3, tuple(map(words.text, titles)), (56, 18, 16, 16, 16))
        told = {} if self._case.findings.stress else {each.id: each for each in explanations(self._case.scenario)}
        for line, tree, result in zip(
            self._case.scenario.lines, self._case.lines, self._case.result.lines, strict=True
        ):
            self._block(line, tree, told.get(line.id), result.pv)
        rows.finish()

    def _block(self, line: Line, tree: LineTree, told: LineExplanation | None, pv: float) -> None:
        """Heading, formula in words, inputs, helper rows, flow."""
        words = self._words
        self.rows.section(f"{told.reference}  {line.title}" if told else line.title)
        if told is not None:
            self.rows.note(plain(formula_said(told, words).replace(f"{line.title}: ", "")))
        if line.counterfactual:
            self.rows.note(words.text(N_("Compared with: {counterfactual}"), counterfactual=plain(line.counterfactual)))
        if line.source:
            self.rows.note(words.text(N_("Source of the line: {source}"), source=plain(line.source)))
        reader = Reader(self._calendar.reader.calendar, self._calendar.name, self.rows, self._known)
        self._inputs(line, reader, {row.name: row.label for row in told.rows} if told else {})
        if line.risk_adjustment is not None:
            cells = reader.cells(self._case.build.value(line.risk_adjustment))
            row = self.rows.row(words.text(N_("risk adjustment")), "", cells)
            reader.show(cells, referred(row, cells))
        self._flow(line, tree, reader, pv)

    def _known(self, node: Node) -> Cells | None:
        """What stands on the sheet of the timeline already, or belongs there."""
        if isinstance(node, Call) and node.function in _ON_THE_CALENDAR:
            return self._calendar.reader.cells(node)
        return self._calendar.known_or_written(node)

    def _inputs(self, line: Line, reader: Reader, called: Mapping[str, str]) -> None:
        """A row for everything that the formula names."""
        build = self._case.build
        for name in line.formula.names:
            value = line.inputs.get(name) or self._case.scenario.assumptions.get(name)
            node = build.value(value) if value else build.named(name, line)
            cells = reader.cells(node)
            start = self._initial(value, reader) if value else None
            label = self._label(line, name, value, called.get(name, ""))
            unit = value.unit if value else "year" if name in ("go_live", "horizon") else ""
            row = self.rows.row(label, unit, cells, (start.texts[0], float(start.numbers[0, 0])) if start else None)
            reader.show(cells, referred(row, cells))
            if start is not None:
                reader.show(start, Cells((row.start,), start.numbers))

    def _initial(self, value: Value, reader: Reader) -> Cells | None:
        """The cell of a value's own initial column, where it has one."""
        while isinstance(value.form, Reference):
            value = self._case.scenario.assumptions[value.form.name]
        if not isinstance(value.form, ByYear) or value.form.initial is None:
            return None
        return reader.cells(self._case.build.value(value.form.initial))

    def _label(self, line: Line, name: str, value: Value | None, called: str) -> str:
        """What a row holds; a reserved name begins as the formula in words calls it."""
        if value is None:
            said = self._words.text(RESERVED[name])
            return said if called.casefold() in ("", said.casefold()) else f"{called}: {said}"
        return label_of(self._case.scenario, value.path).removeprefix(f"{line.title}: ")

    def _flow(self, line: Line, tree: LineTree, reader: Reader, pv: float) -> None:
        """The last row of a block: money in each period, and what it is worth today."""
        timeline, words, sheet = self._case.timeline, self._words, self.rows.sheet
        rate = reader.cells(tree.flow)
        step, n = timeline.periods_per_year, timeline.n_periods
        texts = tuple(rate.text(k) if step == 1 else f"{rate.text(k)}/{step}" for k in range(n))
        cells = Cells(texts, np.broadcast_to(rate.numbers, (1, n)) * timeline.period)
        start = reader.cells(tree.initial) if tree.initial is not None else None
        begin = (start.texts[0], float(start.numbers[0, 0])) if start else ("0", 0.0)
        row = self.rows.row(line.title, words.currency, cells, begin, "sum", TOTAL, MONEY)
        kind = words.text(CATEGORIES[line.category])
        sheet.text(row.row, KIND, kind, TOTAL)
        sheet.text(row.row, CASHABLE, words.text(YES_NO[line.cashable]), TOTAL)
        worth = f"{row.start}+SUMPRODUCT({row.range},{self._discounted.factors.range})"
        sheet.formula(row.row, PRESENT, worth, pv, TOTAL, MONEY)
        self.lines.append(LineRows(row, sheet.reference(row.row, PRESENT, fixed=True), pv))
