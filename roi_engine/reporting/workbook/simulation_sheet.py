"""The sheet of the simulation: what the draws say, as numbers; a workbook does not draw."""

from __future__ import annotations

import math

from roi_engine.engine.result import PERCENTILES, Result
from roi_engine.finance import DEFINITIONS
from roi_engine.reporting.tables.distribution import DistributionTable, distribution_table
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import HEADING, QUIET, RIGHT, Book, Sheet, Style
from roi_engine.reporting.workbook.number_formats import MONEY, SHARE, error_look, looks

HEADER_ROW = 3
CHANCES = ("npv_positive", "payback_within_horizon", "npv_cashable_positive")
MONEY_COLOUR = "#2E6F9E"


class SimulationSheet:
    """Writes percentiles, chances, and the histogram of NPV with its chart."""

    def __init__(self, book: Book, sheet: Sheet, result: Result) -> None:
        self._book, self._sheet, self._words, self._result = book, sheet, book.words, result

    def write(self) -> None:
        """Write the whole sheet."""
        words, sheet, result = self._words, self._sheet, self._result
        said = N_("{draws} draws of all uncertain values; these figures are the engine's and do not follow the inputs.")
        sheet.heading(N_("Simulation"), words.text(said, draws=words.count(result.engine.draws)), amounts=True)
        titles = [words.text(each) for each in (N_("Figure"), N_("Base case"), N_("Mean"), N_("Standard deviation"))]
        titles += [f"P{level}" for level in PERCENTILES]
        titles += [words.text(each) for each in (N_("Error of the mean (95 %)"), N_("Draws without the figure"))]
        sheet.header(HEADER_ROW, *titles, figures=range(1, len(titles)))
        sheet.widths(40, 14, 14, 19, *(14 for _ in PERCENTILES), 19, 19)
        sheet.repeat(HEADER_ROW, 1)
        sheet.page.fit_to_pages(1, 1)
        row = self._spreads(HEADER_ROW + 1)
        row = self._chances(row + 1)
        table = distribution_table(result, words)
        if table is not None:
            self._histogram(row + 1, table)

    def _spreads(self, row: int) -> int:
        sheet, shown = self._sheet, looks(self._words)
        for name, spread in self._result.simulation.items():
            unit = DEFINITIONS[name].unit
            look, finer = shown[unit], error_look(unit, self._words)
            sheet.said(row, 0, DEFINITIONS[name].title)
            numbers = [getattr(self._result.base, name), spread.mean, spread.sd]
            numbers += [spread.percentiles[level] for level in PERCENTILES]
            for column, number in enumerate([*numbers, spread.error[0]], 1):
                percentile = 3 < column <= 3 + len(PERCENTILES)
                if percentile and unit == "months" and not math.isfinite(number):  # it lies beyond the horizon
                    sheet.said(row, column, N_("not reached"), RIGHT)
                else:
                    sheet.number(row, column, number, finer if column > len(numbers) else look)
            sheet.number(row, len(numbers) + 2, spread.undefined, SHARE)
            row += 1
        return row

    def _chances(self, row: int) -> int:
        sheet, words, chances = self._sheet, self._words, self._result.probability
        sheet.header(row, *map(words.text, (N_("Chance"), N_("Share of draws"), N_("Standard error"))), figures=(1, 2))
        for name in CHANCES:
            row += 1
            sheet.said(row, 0, DEFINITIONS[name].title)
            sheet.number(row, 1, getattr(chances, name), SHARE)
            sheet.number(row, 2, chances.errors[name], {"num_format": "0.00%"})
        return row + 1

    def _histogram(self, row: int, table: DistributionTable) -> None:
        """Bins of NPV and the share of draws in each, with a chart of them."""
        sheet, words = self._sheet, self._words
        titles = (N_("NPV from"), N_("NPV to"), N_("Middle"), N_("Share of draws"))
        for column, title in enumerate(titles):
            sheet.said(row, column, title, HEADING, RIGHT)
        sheet.page.set_row(row, 30)
        first = row + 1
        for place, (low, high, share) in enumerate(
            zip(table.edges[:-1], table.edges[1:], table.shares, strict=True), first
        ):
            looks: tuple[tuple[float, Style], ...] = (
                (low, MONEY), (high, MONEY), (0.5 * (low + high), MONEY), (share, {"num_format": "0.00%"}),
            )  # fmt: skip
            for column, (number, look) in enumerate(looks):
                sheet.number(place, column, number, look)
        last = first + len(table.shares) - 1
        if table.below or table.above:
            outside = words.share(table.below + table.above, 1)
            sheet.said(last + 1, 0, N_("{outside} of the draws lie beyond these bins."), QUIET, outside=outside)
        self._chart(first, last, row)

    def _chart(self, first: int, last: int, row: int) -> None:
        sheet, words = self._sheet, self._words
        chart = self._book.workbook.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": words.text(N_("Share of draws")),
                "categories": f"={sheet.range((first, 2), (last, 2))}",
                "values": f"={sheet.range((first, 3), (last, 3))}",
                "gap": 4,
                "fill": {"color": MONEY_COLOUR},
            }
        )
        title = words.text(N_("Net present value, {currency}: share of draws"), currency=words.currency)
        chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
        chart.set_legend({"none": True})
        axis = {"num_format": "#,##0", "num_font": {"rotation": -45, "size": 8}, "label_position": "low"}
        chart.set_x_axis({**axis, "interval_unit": 6, "interval_tick": 6})
        chart.set_y_axis({"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
        chart.set_size({"width": 760, "height": 380})
        sheet.page.insert_chart(row, 5, chart, {"description": title})
