"""The file itself: sheets, styles and cells. Text is always text: nothing that a scenario says becomes a formula."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Collection
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from roi_engine.reporting.words import N_, Words, plain, shortened

CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)  # fixed: same run, same bytes
LONGEST_TEXT = 8000
A3, A4 = 8, 9  # as the file format counts paper
MOST_HIGH = 140.0  # points of a row
FONT = "Arial"
INK, FAINT, BAND, BLUE, PAPER = "#1F2933", "#5B6776", "#DCE6EF", "#0000C0", "#FFFBE6"

Style = dict[str, Any]


class _Page(Worksheet):  # type: ignore[misc]
    """A worksheet that takes formulas as they are: none holds a function younger than Excel 2010."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Without its equals sign; xlsxwriter would search each formula for thirty younger functions in turn."""
        if formula.startswith("{"):  # an array formula, which has its braces taken off
            return str(super()._prepare_formula(formula, expand_future_functions))
        return formula.removeprefix("=")


BOLD: Style = {"bold": True}
HEADING: Style = {"bold": True, "bg_color": BAND, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
TITLE: Style = {"bold": True, "font_size": 14}
SECTION: Style = {"bold": True, "bg_color": "#EEF3F7"}
INPUT: Style = {"font_color": BLUE, "bg_color": PAPER, "border": 1, "border_color": "#D9CFA3"}
ENGINE: Style = {"font_color": FAINT}
QUIET: Style = {"font_color": FAINT, "italic": True}
WRAPPED: Style = {"text_wrap": True, "valign": "top"}
TOTAL: Style = {"bold": True, "top": 1}
RIGHT: Style = {"align": "right"}
INDENT: Style = {"align": "left", "indent": 1}


class Book:
    """One workbook in memory."""

    def __init__(self, title: str, words: Words) -> None:
        self.words = words
        self._buffer = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self.workbook.set_properties({"title": shortened(plain(title), 250), "created": CREATED})
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def sheet(self, template: str) -> Sheet:
        """A further sheet under the name that the reader's language gives it."""
        name = "".join(letter for letter in self.words.text(template) if letter not in "[]:*?/\\'")[:31]
        return Sheet(self, self.workbook.add_worksheet(name, worksheet_class=_Page), name)

    def style(self, *parts: Style) -> Format:
        """The format that some styles make together, the last first."""
        whole: Style = {"font_name": FONT, "font_size": 10, "font_color": INK}
        for part in parts:
            whole |= part
        key = tuple(sorted(whole.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format(whole)
        return self._styles[key]

    def content(self) -> bytes:
        """The finished file."""
        self.workbook.close()
        return bytes(self._buffer.getvalue())


class Sheet:
    """One sheet; rows and columns count from 0."""

    def __init__(self, book: Book, page: Worksheet, name: str) -> None:
        self.book, self.page, self.name = book, page, name
        self.prefix = (name if name.isascii() and name.isalnum() else f"'{name}'") + "!"
        self._set_up()

    def _set_up(self) -> None:
        self.page.hide_gridlines(2)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(0.4, 0.4, 0.6, 0.6)
        self.page.set_footer("&L&8&A&R&8&P / &N")

    def text(self, row: int, column: int, said: str, *styles: Style) -> None:
        """Write text as it is, whatever it starts with."""
        cleaned = shortened(plain(said), LONGEST_TEXT)
        if cleaned:
            self.page.write_string(row, column, cleaned, self.book.style(*styles))
        elif styles:
            self.page.write_blank(row, column, None, self.book.style(*styles))

    def said(self, row: int, column: int, template: str, *styles: Style, **values: str) -> None:
        """Write a template in the reader's language."""
        self.text(row, column, self.book.words.text(template, **values), *styles)

    def number(self, row: int, column: int, number: float, *styles: Style) -> None:
        """Write a number; one that does not exist is told as such."""
        if math.isfinite(number):
            self.page.write_number(row, column, number, self.book.style(*styles))
        else:
            self.text(row, column, self.book.words.missing, *styles, RIGHT)

    def formula(self, row: int, column: int, text: str, value: float | str, *styles: Style) -> None:
        """Write a formula (without its equals sign) and the value that it is known to have."""
        stored: float | str = value if isinstance(value, str) or math.isfinite(value) else self.book.words.missing
        own = text.replace(self.prefix, "")
        self.page.write_formula(row, column, f"={own}", self.book.style(*styles), stored)

    def reference(self, row: int, column: int, fixed: bool = False) -> str:
        """The address of a cell with its sheet, for formulas on any sheet."""
        return f"{self.prefix}{xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed)}"

    def range(self, first: tuple[int, int], last: tuple[int, int], fixed: bool = True) -> str:
        """The address of a range with its sheet."""
        ends = (xl_rowcol_to_cell(*cell, row_abs=fixed, col_abs=fixed) for cell in (first, last))
        return self.prefix + ":".join(ends)

    def wrapped(self, row: int, last_column: int, said: str, width: float, *styles: Style) -> None:
        """Write text over the columns up to `last_column`, together `width` characters wide, on several lines."""
        page = self.page
        page.merge_range(row, 0, row, last_column, "", self.book.style(*styles, WRAPPED))
        self.text(row, 0, said, *styles, WRAPPED)
        self.height(row, (said, width))

    def height(self, row: int, *texts: tuple[str, float]) -> None:
        """Make a row high enough for the longest of some wrapped texts, each with the width of its column."""
        high = height_of(*texts)
        if high is not None:
            self.page.set_row(row, high)

    def widths(self, *widths: float) -> None:
        """The widths of the first columns [characters]."""
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)

    def large(self) -> None:
        """Print a sheet of many columns on paper of twice the size, so that it can be read."""
        self.page.set_paper(A3)

    def upright(self) -> None:
        """Print a sheet of few columns and many rows on upright paper."""
        self.page.set_portrait()

    def heading(self, template: str, said: str = "", amounts: bool = False) -> None:
        """The title of the sheet and what it is about in the first two rows; where it holds `amounts`, their unit."""
        words = self.book.words
        unit = words.text(N_("Amounts in {currency}."), currency=words.currency) if amounts else ""
        self.said(0, 0, template, TITLE)
        self.text(1, 0, " ".join(filter(None, (said, unit))), QUIET)

    def header(self, row: int, *titles: str, figures: Collection[int] = ()) -> None:
        """A row of column titles; above figures they stand on the right, and what follows keeps off from them."""
        for column, title in enumerate(titles):
            side = RIGHT if column in figures else INDENT if column - 1 in figures else {}
            self.text(row, column, title, HEADING, side)
        if any(len(title) > 14 for title in titles[1:]):
            self.page.set_row(row, 30)

    def repeat(self, row: int, columns: int = 0) -> None:
        """Keep the rows down to `row`, and the first columns, in view and on each printed page."""
        self.page.freeze_panes(row + 1, columns)
        self.page.repeat_rows(row)


def height_of(*texts: tuple[str, float]) -> float | None:
    """The height of a row of wrapped texts, each with the width of its column [points]; None where one line does."""
    lines = max((1 + int(len(plain(said)) / (1.15 * width)) for said, width in texts if said), default=1)
    return min(14.0 * lines, MOST_HIGH) if lines > 1 else None


def wide_enough(name: str) -> float:
    """The width of a column under a name that may be one long word [characters]."""
    return min(max(12.0, 1.2 * max(map(len, name.split() or [""])) + 1), 30.0)


def quoted(text: str) -> str:
    """Text as a formula holds it: `"n/a"`."""
    return '"' + text.replace('"', '""') + '"'


def column_name(column: int) -> str:
    """`A`, `B`, ..., `AA`."""
    return str(xl_col_to_name(column))
