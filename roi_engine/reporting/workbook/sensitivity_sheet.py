"""The sheet of the sensitivity: what moves the result, and, where it was asked, what drives it and is worth knowing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from roi_engine.analysis.drivers import Driver
from roi_engine.engine.result import Swing
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import N_, plain
from roi_engine.reporting.workbook.book import QUIET, RIGHT, WRAPPED, Book, Sheet, Style
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.number_formats import MONEY, RATIO, SHARE, number_format

HEADER_ROW, SHOWN, TITLE_WIDE, BREAK_EVEN_WIDE = 3, 12, 58, 28
TOP: Style = {"valign": "top"}
LOW_COLOUR, HIGH_COLOUR = "#C8743C", "#2E6F9E"
GRID = {"visible": True, "line": {"color": "#DDDDDD"}}
FIRST_CHANGE = 7  # columns with NPV less the base case's, which the chart shows
TITLES = (
    N_("Assumption"), N_("Unit"), N_("Its P10"), N_("Its P90"), N_("NPV at its P10"), N_("NPV at its P90"),
    N_("NPV moves by"), N_("P10 against base"), N_("P90 against base"),
)  # fmt: skip
ASKED = (
    N_("Share of the spread"), N_("Rank correlation"), N_("Mean NPV given its P10"), N_("Mean NPV given its P90"),
    N_("Base case breaks even at"), N_("Knowing it is worth"),
)  # fmt: skip


class SensitivitySheet:
    """Writes the tornado with its chart, and the drivers beside it."""

    def __init__(self, book: Book, sheet: Sheet, case: Case) -> None:
        self._book, self._sheet, self._words, self._case = book, sheet, book.words, case

    def write(self) -> None:
        """Write the whole sheet."""
        words, sheet, swings = self._words, self._sheet, self._case.result.swings
        said = N_("NPV with one value at its P10 or P90 and all others at base; the engine's figures, not formulas.")
        none = N_("No value of this scenario carries a range, so nothing moves the result.")
        sheet.heading(N_("Sensitivity"), words.text(said if swings else none), amounts=bool(swings))
        if not swings:
            return
        drivers = {each.path: each for each in self._drivers()}
        sheet.header(
            HEADER_ROW,
            *map(words.text, (*TITLES, *(ASKED if drivers else ()))),
            figures=range(2, len(TITLES) + len(ASKED)),
        )
        sheet.widths(TITLE_WIDE, 18, *(14 for _ in range(len(TITLES) + len(ASKED) - 2)))
        sheet.page.set_column(FIRST_CHANGE + 6, FIRST_CHANGE + 6, BREAK_EVEN_WIDE)
        sheet.repeat(HEADER_ROW, 1)
        sheet.large()
        for row, swing in enumerate(swings, HEADER_ROW + 1):
            self._swing(row, swing)
            if swing.path in drivers:
                self._driver(row, drivers[swing.path])
        last = HEADER_ROW + len(swings)
        self._chart(min(last, HEADER_ROW + SHOWN), last + 2)

    def _drivers(self) -> Sequence[Driver]:
        found = self._case.findings.sensitivity
        return found.drivers if found is not None else ()

    def _swing(self, row: int, swing: Swing) -> None:
        sheet, words, base = self._sheet, self._words, self._case.result.base.npv
        sheet.text(row, 0, swing.title, WRAPPED)
        sheet.height(row, (swing.title, TITLE_WIDE))
        sheet.text(row, 1, unit_said(swing.unit, words.text), TOP)
        if swing.event:
            sheet.said(row, 2, N_("does not happen"), QUIET, RIGHT, TOP)
            sheet.said(row, 3, N_("happens"), QUIET, RIGHT, TOP)
        else:
            look = number_format(swing.unit, (swing.low, swing.high), words.currency)
            sheet.number(row, 2, swing.low, look, TOP)
            sheet.number(row, 3, swing.high, look, TOP)
        changes = (swing.npv_low - base, swing.npv_high - base)
        moved = abs(swing.npv_high - swing.npv_low)
        for column, amount in enumerate((swing.npv_low, swing.npv_high, moved, *changes), 4):
            sheet.number(row, column, amount, MONEY, TOP)

    def _driver(self, row: int, driver: Driver) -> None:
        sheet, first = self._sheet, FIRST_CHANGE + 2
        look = number_format(driver.unit, (driver.low, driver.high), self._words.currency)
        sheet.number(row, first, driver.share, SHARE, TOP)
        sheet.number(row, first + 1, driver.rank_correlation, RATIO, TOP)
        sheet.number(row, first + 2, driver.mean_at_low, MONEY, TOP)
        sheet.number(row, first + 3, driver.mean_at_high, MONEY, TOP)
        if math.isfinite(driver.break_even) and not driver.event:
            sheet.number(row, first + 4, driver.break_even, look, TOP)
        else:
            sheet.said(row, first + 4, N_("none within its range"), QUIET, RIGHT, TOP)
        sheet.number(row, first + 5, driver.evppi, MONEY, TOP)

    def _chart(self, last: int, row: int) -> None:
        """The tornado: bars away from the base case, the longest above."""
        sheet, words, first = self._sheet, self._words, HEADER_ROW + 1
        chart = self._book.workbook.add_chart({"type": "bar"})
        series = ((0, N_("value at its P10"), LOW_COLOUR), (1, N_("value at its P90"), HIGH_COLOUR))
        for place, name, colour in series:
            column = FIRST_CHANGE + place
            chart.add_series(
                {
                    "name": words.text(name),
                    "categories": f"={sheet.range((first, 0), (last, 0))}",
                    "values": f"={sheet.range((first, column), (last, column))}",
                    "gap": 40,
                    "overlap": 100,
                    "fill": {"color": colour},
                }
            )
        base = words.money(self._case.result.base.npv)
        title = words.text(N_("Net present value against the base case ({npv})"), npv=plain(base))
        chart.set_title({"name": title, "name_font": {"size": 11}})
        chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": {"size": 8}})
        chart.set_x_axis(
            {"num_format": "#,##0", "num_font": {"size": 8}, "label_position": "high", "major_gridlines": GRID}
        )
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 960, "height": 120 + 26 * (last - HEADER_ROW)})
        sheet.page.insert_chart(row, 0, chart, {"description": title})
