"""What stands in a workbook that comes back: the kept text, and every filled row with the addresses of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roi_engine.errors import Problem, ScenarioError
from roi_engine.scenario.input_workbook.cells import Content, text_of
from roi_engine.scenario.input_workbook.kept import MARK, VERSION, KeptError, kept_content
from roi_engine.scenario.input_workbook.rows import COLUMNS, PAIR_COLUMNS, SECTIONS
from roi_engine.scenario.input_workbook.xlsx import Cell, Grid, XlsxError, read_xlsx

KEYS = "roi_engine:"  # before the first key of the hidden row that names the columns of a sheet
SEARCHED = 30  # rows in which the hidden row is looked for
# where the hidden sheet keeps what, columns from 1: label and content, form and its words, pieces of the text
LABELS, CONTENTS, FORMS, FORM_WORDS, PIECES = 1, 2, 4, 5, 7
FIRST = 1


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row of a sheet, as filled in; `section` is the sheet's own, whatever the sheet is called now."""

    section: str
    sheet: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]

    def content(self, column: str) -> Content:
        """What the cell of a column holds."""
        return self.cells[column].content if column in self.cells else None

    def text(self, column: str) -> str:
        """The cell of a column as text, without spaces at its ends."""
        return text_of(self.content(column)).strip()

    def address(self, column: str) -> str:
        """The address of the cell of a column: `Costs!D7`, filled or not."""
        return f"{self.sheet}:{self.letters.get(column, 'A')}{self.number}"


@dataclass(frozen=True, slots=True)
class FilledBook:
    """A workbook that was read: the bytes of the scenario file it came from, its name, its rows."""

    content: bytes
    file: str
    forms: Mapping[str, str]  # words of a form, in lower case -> its code
    rows: tuple[FilledRow, ...]


def read_filled(content: bytes, name: str) -> FilledBook:
    """The workbook in an xlsx file that is called `name`; ScenarioError where it is none of ours."""
    try:
        grids = read_xlsx(content)
    except XlsxError as error:
        raise ScenarioError([Problem("xlsx", str(error), file=name, hint=error.hint)]) from error
    found = next(((title, grid) for title, grid in grids.items() if _text(grid, FIRST, LABELS) == MARK), None)
    if found is None:
        said, hint = (
            "this is no input workbook: its hidden sheet is missing",
            "`roi-engine convert FILE.yaml` writes one",
        )
        raise ScenarioError([Problem("xlsx", said, file=name, hint=hint)])
    title, hidden = found
    stated = {_text(hidden, row, LABELS): _text(hidden, row, CONTENTS) for row in range(FIRST, 10)}
    if stated[MARK] != VERSION:
        said = f"the workbook has format {stated[MARK]!r}; this engine reads {VERSION!r}"
        raise ScenarioError([Problem("version", said, file=name, hint="write it anew from its scenario")])
    try:
        kept = kept_content(_column(hidden, PIECES), stated.get("sha256", ""))
    except KeptError as error:
        said, hint = f"{error}: the hidden sheet cannot be used", "write the workbook anew, and leave that sheet alone"
        raise ScenarioError([Problem("kept-text", said, file=f"{name}:{title}", hint=hint)]) from error
    forms = {_text(hidden, row, FORM_WORDS).casefold(): _text(hidden, row, FORMS) for row in range(FIRST, 60)}
    rows = [row for sheet, grid in grids.items() if sheet != title for row in _rows(sheet, grid)]
    return FilledBook(kept, stated.get("file", ""), {word: code for word, code in forms.items() if word}, tuple(rows))


def _rows(sheet: str, grid: Grid) -> Iterator[FilledRow]:
    """The filled rows below the hidden row of a sheet; none where it has no such row."""
    top = next((row for row in range(1, SEARCHED) for column in range(1, 30)
                if _text(grid, row, column).startswith(KEYS)), 0)  # fmt: skip
    if not top:
        return
    keys: dict[int, str] = {}
    section = ""
    for (row, column), cell in grid.items():
        if row == top:
            said = text_of(cell.content).strip()
            if said.startswith(KEYS):
                section, _, said = said.removeprefix(KEYS).partition(":")
            keys[column] = said
    if section not in SECTIONS:
        return
    known = {column: key for column, key in keys.items() if key in (*COLUMNS, *PAIR_COLUMNS)}
    letters = {key: grid[top, column].address.rstrip("0123456789") for column, key in known.items()}
    by_row: dict[int, dict[str, Cell]] = {}
    for (row, column), cell in sorted(grid.items()):
        if row > top and column in known:
            by_row.setdefault(row, {})[known[column]] = cell
    for row, cells in by_row.items():
        yield FilledRow(section, sheet, row, cells, letters)


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.get((row, column))
    return text_of(cell.content) if cell else ""


def _column(grid: Grid, column: int) -> list[str]:
    """The texts of a column from top to bottom."""
    return [text_of(cell.content) for (_, one), cell in sorted(grid.items()) if one == column]
