"""The sheet of checks: sums tie, and the engine's figures beside the workbook's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roi_engine.finance import DEFINITIONS
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import BOLD, ENGINE, INDENT, RIGHT, SECTION, Book, Sheet, Style, quoted
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.line_sheet import LineRows
from roi_engine.reporting.workbook.number_formats import MONEY, looks
from roi_engine.reporting.workbook.results_sheet import ResultSheet, Sources, stored_figure
from roi_engine.reporting.workbook.scenario_sheet import ScenarioSheet

HEADER_ROW = 4
CLOSE = "1E-9"
GAP: Style = {"num_format": "0.00E+00;-0.00E+00;0"}


@dataclass(frozen=True, slots=True)
class Compared:
    """What the checks hold against each other."""

    results: ResultSheet
    scenarios: ScenarioSheet
    lines: Sequence[LineRows]
    sources: Sources


class CheckSheet:
    """Writes a row a check, and above them whether all are well."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, compared: Compared) -> None:
        self._sheet, self._words, self._case, self._compared = sheet, book.words, case, compared
        self._row = HEADER_ROW + 1
        self._good, self._bad = book.words.text(N_("OK")), book.words.text(N_("differs"))

    def write(self) -> None:
        """Write the whole sheet."""
        words, sheet = self._words, self._sheet
        sheet.heading(
            N_("Checks"),
            words.text(
                N_(
                    "Sums tie at all times. The engine's figures are those of the scenario in use, as stated:"
                    " change an input, and the difference is what your change does."
                )
            ),
            amounts=True,
        )
        sheet.upright()
        titles = (N_("Check"), N_("Workbook"), N_("Against"), N_("Difference"), N_("Result"))
        sheet.header(HEADER_ROW, *map(words.text, titles), figures=(1, 2, 3))
        sheet.widths(60, 20, 20, 18, 12)
        sheet.repeat(HEADER_ROW, 1)
        self._section(N_("Sums tie"))
        for title, one, other, number in self._sums():
            self._check(title, one, other, number)
        first_of_engine = self._row
        self._section(N_("The workbook against the engine"))
        for name, cell in self._compared.results.cells.items():
            stored = stored_figure(name, self._case.result.base, words)
            title = words.text(DEFINITIONS[name].title)
            self._check(title, cell, self._compared.scenarios.engine[name], stored, name)
        for line, rows, engine in zip(
            self._case.result.lines, self._compared.lines, self._compared.scenarios.lines, strict=True
        ):
            self._check(line.title, rows.present, engine, line.pv)
        self._overall(first_of_engine)
        rule = {"type": "cell", "criteria": "==", "value": quoted(self._bad), "format": self._format("#B00020")}
        sheet.page.conditional_format(2, 1, self._row, 4, rule)
        good = {**rule, "value": quoted(self._good), "format": self._format("#1B7F3B")}
        sheet.page.conditional_format(2, 1, self._row, 4, good)

    def _format(self, ink: str) -> object:
        return self._sheet.book.workbook.add_format({"font_color": ink, "bold": True})

    def _section(self, title: str) -> None:
        for column in range(5):
            self._sheet.text(self._row, column, "" if column else self._words.text(title), SECTION)
        self._row += 1

    def _overall(self, engine: int) -> None:
        """One flag for the sums, one for the engine's figures."""
        sheet = self._sheet
        spans = (
            (2, N_("All sums tie"), HEADER_ROW + 1, engine - 1),
            (3, N_("All figures equal the engine's"), engine, self._row - 1),
        )
        for row, title, first, last in spans:
            flags = sheet.range((first, 4), (last, 4))
            sheet.said(row, 0, title, BOLD)
            text = f"IF(COUNTIF({flags},{quoted(self._bad)})=0,{quoted(self._good)},{quoted(self._bad)})"
            sheet.formula(row, 1, text, self._good, BOLD)

    def _sums(self) -> Iterable[tuple[str, str, str, float]]:
        """Title, both sides and the number of each sum that must tie."""
        words, flows, base = self._words, self._compared.sources.flows, self._case.result.base
        present, rows = flows.present, flows.flows
        by_category: dict[str, list[str]] = {"operational": [], "analytical": [], "cost": []}
        for line, written in zip(self._case.result.lines, self._compared.lines, strict=True):
            by_category[line.category].append(written.present)
        gains = _added([*by_category["operational"], *by_category["analytical"]])
        npv = self._compared.results.cells["npv"]
        yield (
            words.text(N_("Lines: benefits = present value of benefits")),
            gains,
            present["benefits"],
            base.pv_benefits,
        )
        yield (
            words.text(N_("Lines: costs = present value of costs")),
            _added(by_category["cost"]),
            present["cost"],
            base.pv_costs,
        )
        yield words.text(N_("NPV = sum of the discounted net flow")), npv, present["net"], base.npv
        end = flows.recoveries["discounted"].running.row.end
        yield words.text(N_("NPV = end of the discounted running sum")), npv, end, base.npv
        end = flows.recoveries["before"].running.row.end
        yield words.text(N_("Net = end of the running sum")), self._compared.results.cells["net"], end, base.net
        net = rows["net"].row
        if net.years:
            years = f"({net.start}+SUM({net.years[0]}:{net.years[-1].rpartition('!')[2]}))"
            yield words.text(N_("Net: years = periods")), years, f"({net.start}+SUM({net.range}))", base.net

    def _check(self, title: str, one: str, other: str, number: float | str, name: str = "") -> None:
        """A row: both sides, their difference, and whether it is less than rounding."""
        sheet, row = self._sheet, self._row
        look = looks(self._words)[DEFINITIONS[name].unit] if name else MONEY
        sheet.text(row, 0, title)
        sheet.formula(row, 1, one, number, look, RIGHT)
        sheet.formula(row, 2, other, number, look, RIGHT, ENGINE)
        left, right = sheet.reference(row, 1), sheet.reference(row, 2)
        both = f"AND(ISNUMBER({left}),ISNUMBER({right}))"
        gap = f'IF({both},{left}-{right},"")'
        sheet.formula(
            row, 3, gap, "" if isinstance(number, str) else 0.0, {"num_format": "0.00E+00;-0.00E+00;0"}, RIGHT
        )
        close = f"ABS({left}-{right})<={CLOSE}*MAX(1,ABS({right}))"
        good, bad = quoted(self._good), quoted(self._bad)
        flag = f"IF({both},IF({close},{good},{bad}),IF({left}={right},{good},{bad}))"
        sheet.formula(row, 4, flag, self._good, INDENT)
        self._row += 1


def _added(cells: Sequence[str]) -> str:
    """The sum of some cells; 0 of none. In brackets of a few, as a function takes at most 255."""
    parts = [f"SUM({','.join(cells[k : k + 100])})" for k in range(0, len(cells), 100)]
    return "+".join(parts) or "0"
