"""The sheet of the cash flow: totals of the lines by period and by year, and what is asked of them."""

from __future__ import annotations

import numpy as np

from roi_engine.finance import depreciation_share
from roi_engine.formula.excel import Cells
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import BOLD, QUIET, TOTAL, Book, Sheet, Style, quoted
from roi_engine.reporting.workbook.calendar_sheet import Discounted
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.kinds import CATEGORIES, YES_NO
from roi_engine.reporting.workbook.line_sheet import CASHABLE, KIND, LineSheet
from roi_engine.reporting.workbook.number_formats import MONEY
from roi_engine.reporting.workbook.period_rows import PeriodSheet
from roi_engine.reporting.workbook.recovery_rows import Flow, Recovery, RecoveryRows
from roi_engine.timeline import Array

PRESENT = 3


class CashFlowSheet:
    """Writes the totals; `flows` by name, `before` and `after` tax what payback and rate of return rest on."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, lines: LineSheet, discounted: Discounted) -> None:
        self.rows = PeriodSheet(book, sheet, case.timeline, 4)
        self._case, self._words, self._lines, self._discounted = case, book.words, lines, discounted
        self._behind = RecoveryRows(self.rows, case)
        self.flows: dict[str, Flow] = {}
        self.recoveries: dict[str, Recovery] = {}
        self.present: dict[str, str] = {}

    def write(self, mode: str, depreciation: str, tax: Cells | None) -> None:
        """Write the whole sheet; `mode` and `depreciation` are cells of the settings, `tax` the tax rate."""
        rows, words = self.rows, self._words
        said = N_("Sums of the sheet of lines. Benefits and costs are both positive; net is benefits less costs.")
        rows.sheet.heading(N_("Cash flow"), words.text(said))
        titles = (N_("Flow"), N_("Unit"), N_("Kind"), N_("Present value"))
        rows.head(3, tuple(map(words.text, titles)), (46, 10, 14, 15))
        self._totals()
        self.recoveries["before"] = self._behind.write(self.flows["net"], mode)
        self._discounted_payback()
        if tax is not None:
            self._after_tax(tax, depreciation)
            self.recoveries["after"] = self._behind.write(self.flows["net_after_tax"], mode)
        rows.finish()

    @property
    def factor_range(self) -> str:
        """The range of the discount factors."""
        return self._discounted.factors.range

    def _totals(self) -> None:
        words = self._words
        self.rows.section(words.text(N_("Totals")))
        for kind, title in (
            ("operational", N_("Operational savings")),
            ("analytical", N_("Customer value")),
            ("cost", N_("Costs")),
        ):
            self._by_kind(kind, kind, title)
        self._plus("benefits", N_("Benefits"), ("operational", "analytical"), (), BOLD)
        self._plus("net", N_("Net"), ("benefits",), ("cost",), TOTAL)
        for kind, title in (
            ("operational", N_("Operational savings, cashable")),
            ("analytical", N_("Customer value, cashable")),
            ("cost", N_("Costs, cashable")),
        ):
            self._by_kind(f"cashable_{kind}", kind, title, only_cashable=True)
        added = ("cashable_operational", "cashable_analytical")
        self._plus("cashable", N_("Net, cashable lines alone"), added, ("cashable_cost",), TOTAL)

    def _by_kind(self, name: str, kind: str, title: str, only_cashable: bool = False) -> None:
        """Sum of the lines of a kind; the kind stands as text beside the row, where the formula looks for it."""
        lines, sheet, row = self._lines.rows, self.rows.sheet, self.rows.next
        sheet.text(row, KIND, self._words.text(CATEGORIES[kind]), QUIET)
        kinds, cash = (lines.column_range(column, 4, lines.next) for column in (KIND, CASHABLE))
        kinds, cash = (_fixed_column(each) for each in (kinds, cash))
        key, yes = sheet.reference(row, KIND, fixed=True), quoted(self._words.text(YES_NO[True]))

        def sum_of(column: int) -> str:
            amounts = lines.column_range(column, 4, lines.next)
            return f"SUMIFS({amounts},{kinds},{key}" + (f",{cash},{yes})" if only_cashable else ")")

        chosen = [
            line.by_period
            for line in self._case.result.lines
            if line.category == kind and (line.cashable or not only_cashable)
        ]
        whole = np.sum(chosen, axis=0) if chosen else np.zeros(1 + self._case.timeline.n_periods)
        columns = lines.columns
        texts = [sum_of(columns.first + k) for k in range(self._case.timeline.n_periods)]
        self._flow(name, title, (sum_of(columns.start), texts), whole, ())

    def _plus(self, name: str, title: str, added: tuple[str, ...], taken: tuple[str, ...], style: Style) -> None:
        """A row that is a sum of others, less others."""
        signs = [*(("+", self.flows[one]) for one in added), *(("-", self.flows[one]) for one in taken)]

        def text(place: int) -> str:
            cells = ((sign, (flow.row.start, *flow.row.periods)[place]) for sign, flow in signs)
            return "".join(f"{sign}{cell}" for sign, cell in cells).removeprefix("+")

        starts = sum(flow.start if sign == "+" else -flow.start for sign, flow in signs)
        periods = sum((flow.periods if sign == "+" else -flow.periods for sign, flow in signs), start=np.zeros(1))
        texts = [text(1 + k) for k in range(self._case.timeline.n_periods)]
        self._flow(name, title, (text(0), texts), np.array([starts, *periods]), (style,))

    def _flow(
        self, name: str, title: str, texts: tuple[str, list[str]], numbers: Array, styles: tuple[Style, ...]
    ) -> None:
        """Write a row of money with its present value, and keep it under its name."""
        cells = Cells(tuple(texts[1]), numbers[None, 1:])
        start = (texts[0], float(numbers[0]))
        row = self.rows.row(self._words.text(title), self._words.currency, cells, start, "sum", *styles, MONEY)
        self.flows[name] = Flow(row, float(numbers[0]), numbers[1:])
        worth = float(numbers[0] + numbers[1:] @ self._discounted.numbers)
        sheet = self.rows.sheet
        sheet.formula(
            row.row, PRESENT, f"{row.start}+SUMPRODUCT({row.range},{self.factor_range})", worth, *styles, BOLD, MONEY
        )
        self.present[name] = sheet.reference(row.row, PRESENT, fixed=True)

    def _discounted_payback(self) -> None:
        """The running sum of the discounted net flow."""
        words, net = self._words, self.flows["net"]
        self.rows.section(words.text(N_("In today's money")))
        factors = self._discounted.factors.periods
        texts = [f"{cell}*{factors[k]}" for k, cell in enumerate(net.row.periods)]
        numbers = np.array([net.start, *(net.periods * self._discounted.numbers)])
        self._flow("discounted", N_("Net, discounted"), (net.row.start, texts), numbers, ())
        sheet, row = self.rows.sheet, self.flows["discounted"].row
        sheet.text(row.row, PRESENT, "", {})
        running = self._behind.running(self.flows["discounted"], N_("Running sum, discounted"))
        short = self._behind.short(running)
        self.recoveries["discounted"] = Recovery(net, running, short, short, short, short, short)

    def _after_tax(self, tax: Cells, depreciation: str) -> None:
        """Tax on benefits less running costs less depreciation of the costs at the start."""
        words, case, net = self._words, self._case, self.flows["net"]
        self.rows.section(words.text(N_("After tax")))
        rate, share = tax.texts[0], depreciation_share(case.timeline, case.scenario.finance.depreciation_years)
        edges = self._discounted.edges
        texts = [f"MIN({edges[k + 1]}/{depreciation},1)-MIN({edges[k]}/{depreciation},1)" for k in range(len(share))]
        written = self._behind.plain(N_("Part of the costs at the start written off"), texts, share, ("0", 0.0))
        start_costs, start_benefits = (self.flows[name].row.start for name in ("cost", "benefits"))
        level = float(tax.numbers[0, 0])
        due = level * (net.periods - self.flows["cost"].start * share)
        texts = [f"{rate}*({cell}-{start_costs}*{written.periods[k]})" for k, cell in enumerate(net.row.periods)]
        numbers = np.array([level * self.flows["benefits"].start, *due])
        self._flow("tax", N_("Tax"), (f"{rate}*{start_benefits}", texts), numbers, ())
        self._plus("net_after_tax", N_("Net after tax"), ("net",), ("tax",), TOTAL)


def _fixed_column(address: str) -> str:
    """`Lines!C$5:C$90` as `Lines!$C$5:$C$90`."""
    sheet, _, cells = address.rpartition("!")
    return f"{sheet}!" + ":".join(f"${cell}" for cell in cells.split(":"))
