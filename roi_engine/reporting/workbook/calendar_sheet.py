"""The sheet of the timeline: periods, discounting, and every value that is computed or changes over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.engine.register import label_of
from roi_engine.engine.value_trees import DELAY
from roi_engine.finance import discount_factors, flow_times
from roi_engine.formula.evaluate import reserved_series
from roi_engine.formula.excel import Calendar, Cells, Reader, number_text
from roi_engine.formula.tree import Name, Node
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import INPUT, Book, Sheet
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.inputs import series_title
from roi_engine.reporting.workbook.number_formats import FACTOR, WHOLE
from roi_engine.reporting.workbook.period_rows import PeriodRow, PeriodSheet, referred
from roi_engine.scenario.records import Reference, Value
from roi_engine.timeline import Array

EXPECTED = ".expected"
PARTS = {"expected": N_("{title}: expected"), r"loading\.(\d+)": N_("{title}: weight of what is open, {number}")}


@dataclass(frozen=True, slots=True, eq=False)
class Discounted:
    """The rows that say when a flow counts [year] and what one unit of it is worth today.

    `numbers` are the factors, (n_periods,); `edges` the cells of the periods' ends [year], the start first.
    """

    times: PeriodRow
    factors: PeriodRow
    rate: str
    numbers: Array
    edges: tuple[str, ...]


class CalendarSheet:
    """Writes the calendar first, then each value where it is first asked for."""

    def __init__(
        self, book: Book, sheet: Sheet, case: Case, inputs: Mapping[str, Cells], events: Mapping[str, Cells]
    ) -> None:
        self.rows = PeriodSheet(book, sheet, case.timeline, 2)
        self._case, self._words = case, book.words
        self._names: dict[str, Cells] = {**inputs, **events}
        self._names.setdefault(DELAY, Cells(("0",), np.zeros((1, 1))))
        edges = self._calendar()
        self.reader = Reader(Calendar(case.timeline, edges), self.name, self.rows, self.known)
        self._events = {id(tree): events[risk] for risk, tree in case.build.events.items()}
        # a value by name is the very tree of its assumption, and is told under the assumption's name
        ordered = sorted(case.scenario.values.values(), key=lambda value: isinstance(value.form, Reference))
        self._stated: dict[int, Value] = {}
        for value in ordered:
            self._stated.setdefault(id(case.build.value(value)), value)

    def _calendar(self) -> tuple[str, ...]:
        """The head of the sheet and the rows of the calendar; the references of the periods' edges."""
        rows, words, timeline = self.rows, self._words, self._case.timeline
        rows.sheet.heading(N_("Timeline"), words.text(N_("Time counts in years from the start.")))
        rows.head(3, (words.text(N_("Value")), words.text(N_("Unit"))), (58, 16))
        rows.section(words.text(N_("Calendar")))
        step, n = timeline.periods_per_year, timeline.n_periods
        texts = tuple(f"{k + 1}/{step}" for k in range(n))
        ends = rows.row(
            words.text(N_("End of the period")),
            "year",
            Cells(texts, timeline.edges[None, 1:]),
            ("0", 0.0),
            "end",
            FACTOR,
        )
        for name, numbers in reserved_series(timeline).items():
            label = words.text(N_("Year")) if name == "year" else words.text(N_("First month of the period"))
            cells = Cells(tuple(map(number_text, numbers[0].tolist())), numbers)
            row = rows.row(label, "", cells, None, "first", WHOLE)
            self._names[name] = Cells(row.periods, numbers)
        return (ends.start, *ends.periods)

    def discounting(self, tree: Node, mode: str) -> Discounted:
        """The rows of the discounting; `mode` is the cell with the convention, counted from 1."""
        rows, words, case = self.rows, self._words, self._case
        rows.section(words.text(N_("Discounting")))
        rate = self.reader.cells(tree)
        rate_row = rows.row(words.text(N_("Discount rate per year")), "1/year", rate)
        step, edges = case.timeline.periods_per_year, self.reader.calendar.edges
        years = self._names["year"].texts
        times = flow_times(case.timeline, case.scenario.finance.discounting)[None, :]
        texts = tuple(
            f"CHOOSE({mode},{years[k]},{edges[k + 1]},({edges[k + 1]}-1/{2 * step}))" for k in range(len(years))
        )
        title = words.text(N_("Time at which a flow counts"))
        when = rows.row(title, "year", Cells(texts, times), ("0", 0.0), "end", FACTOR)
        factors = discount_factors(case.timeline, rate.numbers[:, :1], case.scenario.finance.discounting)
        worth = tuple(f"(1+{rate_row.start})^(-{at})" for at in when.periods)
        label = words.text(N_("Worth today of one unit paid then"))
        row = rows.row(label, "", Cells(worth, factors), ("1", 1.0), "mean", FACTOR)
        rows.section(words.text(N_("Values that are computed or change over time")))
        return Discounted(when, row, rate_row.start, factors[0], edges)

    def place(self, path: str, cells: Cells) -> None:
        """Say where a leaf stands that is on no sheet of its own accord."""
        self._names[path] = cells

    def name(self, path: str) -> Cells:
        """The cells of a leaf; a series gets its row where it is first asked for."""
        if path not in self._names:
            base = self._case.build.slots[path].base
            values = self._case.scenario.values
            value = values.get(path) or values.get(path.removesuffix(EXPECTED))
            title = series_title(self._case, path, PARTS)
            look = None if value else FACTOR  # what a model leaves open is an exponent, of no unit
            row = self.rows.constants(title, value.unit if value else "", base, INPUT, look)
            self._names[path] = Cells(row.periods, base)
        return self._names[path]

    def known(self, node: Node) -> Cells | None:
        """The cells of a stated value or of a risk's event, written where they are first asked for."""
        if id(node) in self._events:
            return self._events[id(node)]
        value = self._stated.get(id(node))
        if value is None or isinstance(node, Name):
            return None
        cells = self.reader.fresh(node)
        label = label_of(self._case.scenario, value.path)
        return referred(self.rows.row(label, value.unit, cells), cells)

    def known_or_written(self, node: Node) -> Cells | None:
        """What `known` gives, for the formulas of another sheet; None for what is neither a value nor an event."""
        there = id(node) in self._events or (id(node) in self._stated and not isinstance(node, Name))
        return self.reader.cells(node) if there else None
