"""The sheet of the customer base: each segment with and without the CRM, by period, and what it is worth."""

from __future__ import annotations

import numpy as np

from roi_engine.engine.customer_base import BEYOND
from roi_engine.engine.result import CustomerBase, SegmentResult, Spread
from roi_engine.formula.excel import Cells
from roi_engine.formula.tree import Binary, Call, Node, Number
from roi_engine.reporting.customer_section import basis_said
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import BOLD, HEADING, QUIET, RIGHT, Book, Sheet
from roi_engine.reporting.workbook.calendar_sheet import CalendarSheet
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.line_sheet import LineSheet
from roi_engine.reporting.workbook.number_formats import MONEY
from roi_engine.reporting.workbook.period_rows import PeriodRow, PeriodSheet
from roi_engine.scenario.customer_records import CustomerSegment

MONTHS = Number(12.0)  # in a year
COUNT = {"num_format": "#,##0.0"}
PARTS = (
    ("pv_without", N_("margin without the CRM")),
    ("pv_with", N_("margin with the CRM")),
    ("pv_beyond", N_("worth after the horizon, in neither")),
)


class CustomerSheet:
    """Writes the rows of each segment by formula, and the ranges of the draws below."""

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
        for segment in customers.segments:
            self._segment(segment, totals)
        rows.section(words.text(N_("All customers")))
        for name, found in totals.items():
            texts = tuple("+".join(row.periods[k] for row in found) for k in range(self._case.timeline.n_periods))
            numbers = np.array([getattr(base.total, name)])
            self._row(name, Cells(texts, numbers))
        self._worth(base)
        rows.finish()

    def _segment(self, segment: CustomerSegment, totals: dict[str, list[PeriodRow]]) -> None:
        self.rows.section(segment.title or self._words.text(N_("Customers")))
        left, kept, margin = (self._calendar.reader.cells(tree) for tree in self._trees(segment))
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

    def _row(self, name: str, cells: Cells) -> PeriodRow:
        titles = {
            "active_without": N_("active customers, without the CRM"),
            "active_with": N_("active customers, with the CRM"),
            "margin_without": N_("margin, without the CRM"),
            "margin_with": N_("margin, with the CRM"),
        }
        money = name.startswith("margin")
        unit = self._words.currency if money else "customer"
        look = MONEY if money else COUNT
        return self.rows.row(self._words.text(titles[name]), unit, cells, None, "sum" if money else "end", look)

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

    def _worth(self, base: CustomerBase) -> None:
        """Present values of the base case with the range of the draws: the engine's figures."""
        words, sheet, rows = self._words, self.rows.sheet, self.rows
        rows.section(words.text(N_("Present values within the horizon, from the engine")))
        titles = (N_("Segment and figure"), N_("Unit"), N_("Base case"), "P10", "P50", "P90")
        for column, title in enumerate(titles):
            sheet.text(rows.next, column, words.text(title), HEADING, RIGHT if column > 1 else {})
        rows.next += 1
        for segment in (*base.segments, base.total):
            self._segment_worth(segment)

    def _segment_worth(self, segment: SegmentResult) -> None:
        sheet, words, rows = self.rows.sheet, self._words, self.rows
        title = segment.title or words.text(N_("All customers"))
        counted = (
            "" if segment.counted is None else words.text(N_("{n} in the file"), n=words.count(round(segment.counted)))
        )
        sheet.text(rows.next, 0, f"{title} ({counted})" if counted else title, BOLD)
        rows.next += 1
        for name, said in PARTS:
            spread: Spread = getattr(segment, name)
            sheet.text(rows.next, 0, words.text(said), QUIET)
            sheet.text(rows.next, 1, words.currency, QUIET)
            for column, amount in enumerate((spread.base, spread.p10, spread.p50, spread.p90), 2):
                sheet.number(rows.next, column, amount, MONEY)
            rows.next += 1


def _survival(rate: Node) -> Node:
    """Share left at the end of each period of a monthly rate."""
    return Call("survival", (rate, Number(1.0 / 12.0)))
