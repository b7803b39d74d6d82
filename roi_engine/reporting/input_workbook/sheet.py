"""One sheet of the input workbook: a row a value, cells to fill on a yellow ground, lists where choices are closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roi_engine.reporting.input_workbook.choices import EVIDENCE, FORMS, choices_of
from roi_engine.reporting.input_workbook.titles import Titles
from roi_engine.reporting.words import N_
from roi_engine.reporting.workbook.book import (
    A3,
    A4,
    HEADING,
    INDENT,
    INPUT,
    QUIET,
    RIGHT,
    SECTION,
    TITLE,
    Book,
    Style,
    column_name,
    height_of,
)
from roi_engine.scenario.input_workbook.cells import Shown
from roi_engine.scenario.input_workbook.filled import FIRST, FORM_WORDS, KEYS
from roi_engine.scenario.input_workbook.rows import (
    COLUMNS,
    FORM_COLUMNS,
    NUMBERS,
    PAIR_COLUMNS,
    PAIR_KEYS,
    Row,
    within_variant,
)

TOP, FREE_ROWS = 3, 15  # rows above the first value, empty rows below the last one
CASE_WIDE = 60.0  # characters of the column of values where they are texts
FIGURES = ("low", "mode", "high", "p10", "p50", "p90", "rho")
TEXT: Style = {"num_format": "@", "valign": "top"}
OPEN: Style = {"border": 1, "border_color": "#D9CFA3", "valign": "top"}
HEADS: Mapping[str, tuple[str, float]] = {
    "path": (N_("Path"), 44),
    "title": (N_("What it is"), 46),
    "form": (N_("Form"), 22),
    "value": (N_("Value"), 18),
    "low": (N_("Low"), 11),
    "mode": (N_("Most likely"), 11),
    "high": (N_("High"), 11),
    "p10": ("P10", 11),
    "p50": ("P50", 11),
    "p90": ("P90", 11),
    "unit": (N_("Unit"), 20),
    "more": (N_("More"), 30),
    "source": (N_("Source"), 44),
    "owner": (N_("Owner"), 16),
    "evidence": (N_("Evidence"), 13),
    "note": (N_("Note"), 44),
    "about": (N_("Explanation"), 60),
    "first": (N_("One value"), 52),
    "second": (N_("The other value"), 52),
    "rho": (N_("Rank correlation"), 16),
}


class InputSheet:
    """Writes one section of the scenario."""

    def __init__(self, book: Book, section: str, title: str, about: str, titles: Titles) -> None:
        self._book, self._section, self._titles = book, section, titles
        self._columns = PAIR_COLUMNS if section == "correlations" else COLUMNS
        name = "".join(letter for letter in book.words.text(title) if letter not in "[]:*?/\\'")[:31]
        self._page = book.workbook.add_worksheet(name)
        self._heading(book.words.text(title), about)

    def _heading(self, title: str, about: str) -> None:
        page, book = self._page, self._book
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(A4 if self._section == "correlations" else A3)
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, title, book.style(TITLE))
        page.write_string(1, 0, about, book.style(QUIET))
        for column, key in enumerate(self._columns):
            head, width = HEADS[key]
            wide = CASE_WIDE if key == "value" and self._section == "case" else width
            page.set_column(column, column, wide)
            side = RIGHT if key in FIGURES else INDENT if key == "unit" else {}
            page.write_string(TOP - 1, column, book.words.text(head), book.style(HEADING, side))
            page.write_string(TOP, column, key if column else f"{KEYS}{self._section}:{key}", book.style(QUIET))
        page.set_row(TOP, None, None, {"hidden": True})
        page.freeze_panes(TOP + 1, 2)
        page.repeat_rows(TOP - 1)

    def write(self, rows: Sequence[Row]) -> None:
        """Write the rows, and empty ones for what is new."""
        for number, row in enumerate(rows, TOP + 1):
            self._row(number, row)
        first = TOP + 1 + len(rows)
        told = self._columns.index("about") if "about" in self._columns else len(self._columns)
        self._page.print_area(0, 0, first + FREE_ROWS - 1, told - 1)  # explanations are for the screen
        for number in range(first, first + FREE_ROWS):
            for column, key in enumerate(self._columns):
                if key not in ("title", "about") and not (self._section == "correlations" and key == "path"):
                    self._page.write_blank(number, column, None, self._book.style(INPUT, {"valign": "top"}))
        if self._section != "correlations":
            self._list("form", TOP + 1, first + FREE_ROWS - 1)
            self._list("evidence", TOP + 1, first + FREE_ROWS - 1)

    def _row(self, number: int, row: Row) -> None:
        head = row.kind == "entry"
        look: Style = {**(SECTION if head else {}), "valign": "top"}
        self._text(number, "path", row.dotted, {**look, **QUIET})
        self._text(number, "title", self._titles.title(row), look)
        if "about" in self._columns:
            self._text(number, "about", self._titles.about(row), {**look, **QUIET, "bold": False, "text_wrap": False})
        if row.kind == "value":
            self._value(number, row)
        elif head:
            for key in self._columns[2:-1]:
                self._blank(number, key, look)
        else:
            if (high := self._high(row)) is not None:
                self._page.set_row(number, high)
            for key in PAIR_KEYS if row.kind == "pair" else ("value",):
                self._cell(number, key, row.cells.get(key, Shown()), {**INPUT, **TEXT, **self._wrap(key)})
            if row.kind == "text":
                self._choose(number, row)

    def _value(self, number: int, row: Row) -> None:
        """The cells of a value; those that its form uses are marked more strongly than those of other forms."""
        if row.form:
            self._text(number, "form", self._book.words.text(FORMS[row.form]), INPUT)
        else:
            self._blank(number, "form", INPUT)
        used = FORM_COLUMNS.get(row.form, {}) if row.form else NUMBERS
        for key in (*NUMBERS, "unit", "more", "source", "owner", "evidence", "note"):
            shown = row.cells.get(key, Shown())
            stands_out = key in used or (key not in NUMBERS and (key != "more" or shown.content is not None))
            self._cell(number, key, shown, INPUT if stands_out else OPEN, row.per_cent and key in NUMBERS)

    def _high(self, row: Row) -> float | None:
        """The height of a row whose text is wrapped; None where one line does."""
        shown = row.cells.get("value", Shown()).content if self._section == "case" else None
        return height_of((shown, CASE_WIDE)) if isinstance(shown, str) else None

    def _wrap(self, key: str) -> Style:
        return {"text_wrap": True} if key == "value" and self._section == "case" else {}

    def _cell(self, number: int, key: str, shown: Shown, look: Style, per_cent: bool = False) -> None:
        content = shown.content
        if isinstance(content, str):
            self._text(number, key, content, look)
        elif content is None:
            self._blank(number, key, {**look, **({"num_format": "0%"} if per_cent else {})})
        else:
            style = self._book.style(look, {"num_format": _per_cent_format(content)} if shown.per_cent else {})
            self._page.write_number(number, self._columns.index(key), content, style)

    def _text(self, number: int, key: str, said: str, look: Style) -> None:
        if said:
            self._page.write_string(number, self._columns.index(key), said, self._book.style(look))

    def _blank(self, number: int, key: str, look: Style) -> None:
        self._page.write_blank(number, self._columns.index(key), None, self._book.style(look))

    def _choose(self, number: int, row: Row) -> None:
        """A list of words for a text that is one of a few."""
        words = choices_of(within_variant(row.path))
        if words:
            column = self._columns.index("value")
            self._page.data_validation(number, column, number, column, {"validate": "list", "source": list(words)})

    def _list(self, key: str, first: int, last: int) -> None:
        """The list of forms (from the hidden sheet: too long for the rule itself) or of grades of evidence."""
        column = self._columns.index(key)
        letter = column_name(FORM_WORDS - 1)
        forms = f"=roi_engine!${letter}${FIRST}:${letter}${FIRST + len(FORMS) - 1}"
        source = forms if key == "form" else list(EVIDENCE)
        self._page.data_validation(first, column, last, column, {"validate": "list", "source": source})


def _per_cent_format(share: float) -> str:
    """As many decimals as the per cent has, six at most."""
    decimals = len(f"{share * 100:.15g}".partition(".")[2])
    return "0%" if not decimals else f"0.{'0' * min(decimals, 6)}%"
