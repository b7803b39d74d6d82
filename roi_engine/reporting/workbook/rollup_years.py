"""The sheet of a portfolio's years: benefits and costs of each member, their sums, the net and its running sum."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.rollup_sentences import titles
from roi_engine.reporting.tables.benefit_stack import year_label
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import SECTION, TOTAL, Sheet
from roi_engine.reporting.workbook.number_formats import MONEY
from roi_engine.reporting.workbook.tie import Tie

HEADER_ROW, TITLE_WIDE, WIDE = 3, 40, 16
BLOCKS = (("benefits", N_("Benefits")), ("costs", N_("Costs")))


class YearSheet:
    """Writes the base case by year, undiscounted."""

    def __init__(self, sheet: Sheet, rollup: Rollup) -> None:
        self._sheet, self._words, self._rollup = sheet, sheet.book.words, rollup
        years = next(iter(rollup.results.values())).by_year.year
        self._labels = [year_label(year, self._words) for year in years]
        self._titles = titles(rollup)

    def write(self) -> list[Tie]:
        """Write the whole sheet; what must tie."""
        sheet, words = self._sheet, self._words
        said = words.text(N_("Base case, undiscounted. Benefits and costs are both positive."))
        sheet.heading(N_("Year by year"), said, amounts=True)
        columns = range(1, len(self._labels) + 1)
        sheet.header(HEADER_ROW, words.text(N_("Member")), *self._labels, figures=columns)
        sheet.widths(TITLE_WIDE, *(WIDE for _ in columns))
        sheet.repeat(HEADER_ROW, 1)
        gains = self._block(HEADER_ROW + 1, *BLOCKS[0])
        costs = self._block(gains + 2, *BLOCKS[1])
        return list(self._net(costs + 2, gains, costs))

    def _block(self, row: int, key: str, title: str) -> int:
        """The members' rows of one kind under its title, and their sum; the row of the sum."""
        sheet, rollup = self._sheet, self._rollup
        for column in range(len(self._labels) + 1):
            sheet.text(row, column, "" if column else self._words.text(title), SECTION)
        first = row + 1
        for place, (name, result) in enumerate(rollup.results.items(), first):
            sheet.text(place, 0, self._titles[name])
            for column, number in enumerate(getattr(result.by_year, key), 1):
                sheet.number(place, column, number, MONEY)
        end = first + len(rollup.results)
        sheet.said(end, 0, N_("Together"), TOTAL)
        for column, number in enumerate(rollup.by_year[key], 1):
            cells = sheet.range((first, column), (end - 1, column))
            sheet.formula(end, column, f"SUM({cells})", number, TOTAL, MONEY)
        return end

    def _net(self, row: int, gains: int, costs: int) -> Iterator[Tie]:
        """Benefits less costs, and the running sum of that."""
        sheet, words = self._sheet, self._words
        sheet.said(row, 0, N_("Net"), TOTAL)
        sheet.said(row + 1, 0, N_("Cumulative"))
        net, cumulative = self._rollup.by_year["net"], self._rollup.by_year["cumulative"]
        for column, label in enumerate(self._labels, 1):
            gain, cost, here = (sheet.reference(each, column) for each in (gains, costs, row))
            sheet.formula(row, column, f"{gain}-{cost}", net[column - 1], TOTAL, MONEY)
            upto = sheet.range((row, 1), (row, column))
            sheet.formula(row + 1, column, f"SUM({upto})", cumulative[column - 1], MONEY)
            yield Tie(f"{words.text(N_('Net'))}: {label}", here, net[column - 1])
            yield Tie(
                f"{words.text(N_('Cumulative'))}: {label}", sheet.reference(row + 1, column), cumulative[column - 1]
            )
