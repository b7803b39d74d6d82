"""Rows over time: a cell at the start, one a year, and one a period, the same columns on every sheet that has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from roi_engine.formula.excel import Cells, span
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import HEADING, QUIET, RIGHT, SECTION, Book, Sheet, Style, column_name
from roi_engine.reporting.workbook.number_formats import FACTOR, number_format
from roi_engine.timeline import Array, Timeline

Yearly = Literal["sum", "mean", "end", "first", ""]
ROW_TITLES = {
    "part": N_("part of the formula"),
    "date": N_("date, in years from the start"),
    "length": N_("length, in years"),
    "survival": N_("share left at the end of the period"),
    "growth": N_("growth factor"),
    "cumsum": N_("running total"),
    "cumprod": N_("running product"),
    "lagged": N_("before the shift"),
    "live": N_("share of the period after go-live"),
    "since": N_("time since go-live, in lengths of the ramp"),
    "area": N_("area under the ramp"),
    "ramp": N_("ramp, average over the period"),
    "paid": N_("part paid so far"),
    "passed": N_("times passed so far"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a sheet over time stand: `lead` titles, the start, the years, the periods.

    Where a period is a year there are no years beside the periods.
    """

    timeline: Timeline
    lead: int

    @property
    def start(self) -> int:
        """Column of the start, which also holds what is the same at all times."""
        return self.lead

    @property
    def n_years(self) -> int:
        """Number of columns with a year each."""
        return 0 if self.timeline.step == "year" else self.timeline.years

    @property
    def first(self) -> int:
        """Column of the first period; a narrow one parts it from the years."""
        return self.lead + 1 + (self.n_years + 1 if self.n_years else 0)

    @property
    def last(self) -> int:
        """Column of the last period."""
        return self.first + self.timeline.n_periods - 1

    @property
    def last_printed(self) -> int:
        """Column up to which a page is printed: the years say it all."""
        return self.lead + self.n_years if self.n_years else self.last


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """The references of a row: its start, its periods, and the row itself (from 0).

    `steady`: one cell for all times, which stands at the start.
    """

    row: int
    start: str
    periods: tuple[str, ...]
    years: tuple[str, ...] = ()
    steady: bool = False

    @property
    def range(self) -> str:
        """The range of the periods."""
        return span(self.periods)

    @property
    def end(self) -> str:
        """The last period."""
        return self.periods[-1]


class PeriodSheet:
    """Fills a sheet downwards, row by row; it also takes the helper rows of formulas."""

    def __init__(self, book: Book, sheet: Sheet, timeline: Timeline, lead: int) -> None:
        self.book, self.sheet, self.timeline = book, sheet, timeline
        self.columns = Columns(timeline, lead)
        self.next, self._wide = 0, 100.0
        self.about = ""  # what helper rows are for, where their formulas do not stand on the sheet themselves

    def head(self, row: int, titles: Sequence[str], widths: Sequence[float]) -> None:
        """Column titles and widths; the next row stands below."""
        columns, words = self.columns, self.book.words
        year = N_("Year {year}")
        self.sheet.header(row, *titles, words.text(N_("Start or constant")), figures=(len(titles),))
        for k in range(columns.n_years):
            self.sheet.said(row, columns.start + 1 + k, year, HEADING, RIGHT, year=str(k + 1))
        for k in range(self.timeline.n_periods):
            self.sheet.text(row, columns.first + k, self.timeline.label(k), HEADING, RIGHT)
        page = self.sheet.page
        self.sheet.widths(*widths)
        page.set_column(columns.start, columns.first - 1, 13)
        if columns.n_years:
            page.set_column(columns.first - 1, columns.first - 1, 2)
        page.set_column(columns.first, columns.last, 12)
        page.set_row(row, 30)
        self._wide = sum(widths) + 13.0 * (columns.last_printed + 1 - len(widths))
        self.sheet.repeat(row, 1)
        self.next = row + 1

    def section(self, said: str) -> None:
        """A heading across the sheet, with a free row above."""
        self.next += 1
        for column in range(self.columns.last_printed + 1):
            self.sheet.text(self.next, column, said if column == 0 else "", SECTION)
        self.next += 1

    def note(self, said: str) -> None:
        """Text that runs over the printed columns."""
        if said:
            self.sheet.wrapped(self.next, self.columns.last_printed, said, self._wide, QUIET)
            self.next += 1

    def at(self, row: int) -> PeriodRow:
        """The references of a row."""
        columns, there = self.columns, self.sheet.reference
        periods = tuple(there(row, columns.first + k) for k in range(self.timeline.n_periods))
        years = tuple(there(row, columns.start + 1 + k) for k in range(columns.n_years))
        return PeriodRow(row, there(row, columns.start, fixed=True), periods, years)

    def ahead(self) -> tuple[str, ...]:
        """References of the row that is written next: the start, then each period."""
        row = self.at(self.next)
        return (row.start, *row.periods)

    def put(self, what: str, cells: Cells, start: tuple[str, float] | None = None) -> Cells:
        """A helper row of a formula."""
        yearly: Yearly = "" if what in ("since", "area", "paid", "passed", "lagged") else "mean"
        title = self.book.words.text(ROW_TITLES[what])
        if self.about:
            title = f"{self.about}: {title}"
        row = self.row(title, "", cells, start, yearly, QUIET, FACTOR)
        return referred(row, cells)

    def row(
        self,
        label: str,
        unit: str,
        cells: Cells,
        start: tuple[str, float] | None = None,
        yearly: Yearly = "mean",
        *styles: Style,
    ) -> PeriodRow:
        """Write a row of formulas; what is the same at all times is one cell in the column of the start.

        Of a single period, what has a start or no mean is over time.
        """
        steady = len(cells.texts) == 1 and (
            self.timeline.n_periods > 1 or (start is None and yearly not in ("", "first"))
        )
        row, numbers = replace(self.at(self.next), steady=steady), cells.numbers[0]
        looks = (number_format(unit, numbers, self.book.words.currency), *styles)
        self.sheet.text(row.row, 0, label, *styles)
        self.sheet.text(row.row, 1, unit_said(unit, self.book.words.text), *styles)
        if steady:
            self._one(row.row, self.columns.start, cells.texts[0], float(numbers[0]), looks)
        else:
            if start is not None:
                self._one(row.row, self.columns.start, *start, looks)
            for k, text in enumerate(cells.texts):
                self._one(row.row, self.columns.first + k, text, float(numbers[k]), looks)
            self._years(row, numbers, yearly, looks)
        self.next += 1
        return row

    def constants(self, label: str, unit: str, numbers: Array, cell: Style, look: Style | None = None) -> PeriodRow:
        """Write a row of numbers, one a period, in cells of one style; `look` stands for the format of the unit."""
        row, shown = self.at(self.next), look or number_format(unit, numbers[0], self.book.words.currency)
        self.sheet.text(row.row, 0, label)
        self.sheet.text(row.row, 1, unit_said(unit, self.book.words.text))
        for k, number in enumerate(numbers[0]):
            self.sheet.number(row.row, self.columns.first + k, float(number), shown, cell)
        self._years(row, numbers[0], "mean", (shown,))
        self.next += 1
        return row

    def _one(self, row: int, column: int, text: str, value: float, styles: tuple[Style, ...]) -> None:
        self.sheet.formula(row, column, text, value, *styles)

    def _years(self, row: PeriodRow, numbers: Array, yearly: Yearly, styles: tuple[Style, ...]) -> None:
        step = self.timeline.periods_per_year
        gather: dict[str, tuple[str, Callable[[Array], float]]] = {
            "sum": ("SUM({0})", lambda part: float(np.sum(part))),
            "mean": ("AVERAGE({0})", lambda part: float(np.mean(part))),
            "end": ("{1}", lambda part: float(part[-1])),
            "first": ("{2}", lambda part: float(part[0])),
        }
        if not yearly:
            return
        template, total = gather[yearly]
        for k in range(self.columns.n_years):
            part = slice(k * step, (k + 1) * step)
            text = template.format(span(row.periods[part]), row.periods[part][-1], row.periods[part][0])
            self._one(row.row, self.columns.start + 1 + k, text, total(numbers[part]), styles)

    def finish(self) -> None:
        """Print the titles, the start and the years; the single periods are for the screen."""
        self.sheet.page.print_area(0, 0, max(self.next - 1, 1), self.columns.last_printed)

    def column_range(self, column: int, first: int, last: int) -> str:
        """The range of a column between two rows, rows fixed: `Lines!K$5:K$90`."""
        name = column_name(column)
        return f"{self.sheet.prefix}{name}${first + 1}:{name}${last + 1}"


def referred(row: PeriodRow, cells: Cells) -> Cells:
    """The cells of a row that was written: references where the formulas were."""
    return Cells((row.start,) if row.steady else row.periods, cells.numbers)
