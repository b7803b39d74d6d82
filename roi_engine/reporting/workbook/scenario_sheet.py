"""The sheet of scenarios: the switch, and the engine's own figures of each scenario that it offers."""

from __future__ import annotations

import math
from collections.abc import Mapping

from roi_engine.reporting import figures
from roi_engine.reporting.words import N_, plain
from roi_engine.reporting.workbook.book import (
    BOLD,
    ENGINE,
    INPUT,
    QUIET,
    RIGHT,
    SECTION,
    Book,
    Sheet,
    Style,
    wide_enough,
)
from roi_engine.reporting.workbook.case import Case
from roi_engine.reporting.workbook.choices import Choice, Choices
from roi_engine.reporting.workbook.number_formats import MONEY, looks
from roi_engine.reporting.workbook.results_sheet import figure_missing

SWITCH_ROW, PLACE_ROW, HEADER_ROW, FIRST = 3, 4, 6, 1
MOST_UPRIGHT = 4  # scenarios beside each other on upright paper


class ScenarioSheet:
    """Writes the switch and the engine's figures; `engine` and `lines` say afterwards where the chosen ones stand."""

    def __init__(self, book: Book, sheet: Sheet, case: Case, choices: Choices) -> None:
        self._book, self._sheet, self._words = book, sheet, book.words
        self._case, self._choices = case, choices
        self.switch = sheet.reference(PLACE_ROW, FIRST, fixed=True)
        self.engine: dict[str, str] = {}
        self.lines: list[str] = []

    def write(self, chosen: int) -> None:
        """Write the sheet with the switch set to a scenario, counted from 0."""
        words, sheet = self._words, self._sheet
        n = len(self._choices.all)
        said = N_("Choose a scenario in the cell with the blue name: the whole workbook follows.")
        alone = N_("There is one scenario: its numbers are changed on the sheet of inputs.")
        sheet.heading(N_("Scenarios"), words.text(said if n > 1 else alone), amounts=True)
        sheet.widths(44, *(max(20.0, wide_enough(choice.name)) for choice in self._choices.all))
        if n <= MOST_UPRIGHT:
            sheet.upright()
        self._choice(chosen)
        names = [choice.name for choice in self._choices.all]
        sheet.header(HEADER_ROW, words.text(N_("Computed by the engine")), *names, figures=range(1, n + 1))
        sheet.repeat(HEADER_ROW, 1)
        row = HEADER_ROW + 1
        shown = (*figures.leading(self._case.result), *figures.other(self._case.result))
        for figure in shown:
            texts = [self._figure(choice, figure.name) for choice in self._choices.all]
            self.engine[figure.name] = self._row(row, words.text(figure.title), texts, looks(words)[figure.unit])
            row += 1
        row = self._present_values(row + 1)
        self._left_out(row + 1)

    def _choice(self, chosen: int) -> None:
        sheet = self._sheet
        names = [plain(choice.name) for choice in self._choices.all]
        sheet.said(SWITCH_ROW, 0, N_("Scenario in use"), BOLD)
        sheet.text(SWITCH_ROW, FIRST, names[chosen], INPUT)
        header = sheet.range((HEADER_ROW, FIRST), (HEADER_ROW, FIRST + len(names) - 1))
        rule = {"validate": "list", "source": "=" + header.replace(sheet.prefix, "")}
        sheet.page.data_validation(SWITCH_ROW, FIRST, SWITCH_ROW, FIRST, rule)
        sheet.said(PLACE_ROW, 0, N_("its place in the list"), QUIET)
        cell = sheet.reference(SWITCH_ROW, FIRST, fixed=True)
        sheet.formula(PLACE_ROW, FIRST, f"MATCH({cell},{header},0)", float(self._choices.run + 1), QUIET)
        self._book.workbook.define_name("scenario_in_use", f"={cell}")

    def _figure(self, choice: Choice, name: str) -> float | str:
        number = choice.figures[name]
        assert isinstance(number, float)
        return number if math.isfinite(number) else figure_missing(name, choice.figures, self._words.text)

    def _row(self, row: int, title: str, values: list[float | str], look: Style) -> str:
        """A row of the engine's figures; the formula that gives the one of the chosen scenario."""
        sheet = self._sheet
        sheet.text(row, 0, title)
        for k, number in enumerate(values):
            if isinstance(number, str):
                sheet.text(row, FIRST + k, number, ENGINE, RIGHT)
            else:
                sheet.number(row, FIRST + k, number, ENGINE, look)
        return f"INDEX({sheet.range((row, FIRST), (row, FIRST + len(values) - 1))},1,{self.switch})"

    def _present_values(self, row: int) -> int:
        sheet, words = self._sheet, self._words
        for column in range(FIRST + len(self._choices.all)):
            sheet.text(row, column, "" if column else words.text(N_("Present value of each line")), SECTION)
        row += 1
        for place, line in enumerate(self._case.result.lines):
            values: list[float | str] = [choice.lines[place] for choice in self._choices.all]
            self.lines.append(self._row(row, line.title, values, MONEY))
            row += 1
        return row

    def _left_out(self, row: int) -> None:
        """Variants that a switch of numbers cannot show."""
        left_out: Mapping[str, str] = self._choices.left_out
        if not left_out:
            return
        self._sheet.said(row, 0, N_("Variants that are not offered here, and why"), BOLD)
        for place, (name, why) in enumerate(left_out.items(), row + 1):
            self._sheet.text(place, 0, name)
            self._sheet.text(place, 1, why, QUIET)
