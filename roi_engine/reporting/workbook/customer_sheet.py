"""The sheet of the customer base: each segment with and without the CRM, by period."""

from __future__ import annotations

import numpy as np

from roi_engine.engine.customer_base import BEYOND
from roi_engine.engine.result import CustomerBase
from roi_engine.formula.excel import Cells
from roi_engine.formula.tree import Binary, Call, Node, Number
from roi_engine.reporting.customer_section import basis_said
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import Book, Sheet
from roi_engine.reporting.workbook.calendar_sheet import CalendarSheet
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.line_sheet import LineSheet
from roi_engine.reporting.workbook.number_formats import MONEY
from roi_engine.reporting.workbook.period_rows import PeriodRow, PeriodSheet
from roi_engine.scenario.customer_records import CustomerSegment

MONTHS = Number(12.0)  # in a year
ROWS = {
    "active_without": N_("active customers, without the CRM"),
    "active_with": N_("active customers, with the CRM"),
    "margin_without": N_("margin, without the CRM"),
    "margin_with": N_("margin, with the CRM"),
}
COUNT = {"num_format": "#,##0.0"}


class CustomerSheet:
    """Writes the rows of each segment by formula."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, calendar: CalendarSheet, lines: LineSheet) -> None:
        self.rows = PeriodSheet(book, sheet, case.timeline, 2)
        self._case, self._words, self._calendar = case, book.words, calendar
        self._flows = {line.id: written for line, written in zip(case.scenario.lines, lines.lines, strict=True)}

    def write(self, base: CustomerBase) -> None:
        """Write the whole sheet."""
        words, rows, customers = self._words, self.rows, self._case.scenario.customers
        assert customers is not None
        rows.sheet.heading(N_("Customers"), basis_said(self._case.result, words))
        rows.head(3, (words.text(N_("Customers and their margin")), words.text(N_("Unit"))), (52, 12))
        totals: dict[str, list[PeriodRow]] = {}
        self._calendar.rows.section(words.text(N_("Behind the sheet of customers")))
        for segment in customers.segments:
            self._segment(segment, totals)
        rows.section(words.text(N_("All customers")))
        for name, found in totals.items():
            texts = tuple("+".join(row.periods[k] for row in found) for k in range(self._case.timeline.n_periods))
            numbers = np.array([getattr(base.total, name)])
            self._row(name, Cells(texts, numbers))
        rows.finish()

    def _segment(self, segment: CustomerSegment, totals: dict[str, list[PeriodRow]]) -> None:
        title = segment.title or self._words.text(N_("Customers"))
        self.rows.section(title)
        trees = self._trees(segment)
        left, margin = (self._read(tree, title, "active_without") for tree in (trees[0], trees[2]))
        kept = self._read(trees[1], title, "active_with")
        step = self._case.timeline.periods_per_year
        flows = [self._flows[line].flow for line in segment.lines if not line.startswith(BEYOND)]
        earned = Cells(tuple(f"{margin.text(k)}/{step}" for k in range(len(margin.texts))), margin.numbers / step)
        written = {
            "active_without": self._row("active_without", left),
            "active_with": self._row("active_with", kept),
            "margin_without": self._row("margin_without", earned),
        }
        before = written["margin_without"].periods
        texts = tuple("+".join((cell, *(flow.periods[k] for flow in flows))) for k, cell in enumerate(before))
        results = {line.id: line for line in self._case.result.lines}
        gains = sum(
            (np.array([results[line].by_period[1:]]) for line in segment.lines if not line.startswith(BEYOND)),
            start=np.zeros((1, len(before))),
        )
        written["margin_with"] = self._row("margin_with", Cells(texts, earned.numbers + gains))
        for name, row in written.items():
            totals.setdefault(name, []).append(row)

    def _read(self, tree: Node, title: str, name: str) -> Cells:
        """The cells of a tree; its helper rows stand on the sheet of the timeline under the segment's title."""
        timeline = self._calendar.rows
        timeline.about = f"{title}, {self._words.text(ROWS[name])}"
        cells = self._calendar.reader.cells(tree)
        timeline.about = ""
        return cells

    def _row(self, name: str, cells: Cells) -> PeriodRow:
        money = name.startswith("margin")
        unit = self._words.currency if money else "customer"
        look = MONEY if money else COUNT
        return self.rows.row(self._words.text(ROWS[name]), unit, cells, None, "sum" if money else "end", look)

    def _trees(self, segment: CustomerSegment) -> tuple[Node, Node, Node]:
        """Active customers without and with the CRM, and the margin without it [currency/year]."""
        build, scenario = self._case.build, self._case.scenario
        active, churn = build.value(segment.active, "customer"), build.value(segment.churn_rate, "1/month")
        orders = Binary("*", build.value(segment.orders, "order/customer/month"), MONTHS)
        margin = Binary("*", orders, build.value(segment.margin, f"{scenario.currency}/order"))
        left = Binary("*", active, _survival(churn))
        kept = left
        for line in scenario.lines:
            if line.id in segment.lines and line.use == "customers.retention":
                share = Binary("*", build.value(line.inputs["churn_reduction"]), build.value(line.inputs["reach"]))
                avoided = Binary("*", share, build.named("live_share", line))
                kept = Binary("*", active, _survival(Binary("*", churn, Binary("-", Number(1.0), avoided))))
        return left, kept, Binary("*", left, margin)


def _survival(rate: Node) -> Node:
    """Share left at the end of each period of a monthly rate."""
    return Call("survival", (rate, Number(1.0 / 12.0)))
