"""An input workbook back into the scenario file that it came from."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from roi_engine.errors import Problem, ScenarioError
from roi_engine.scenario.files import FileError, content_of
from roi_engine.scenario.input_workbook.changing import changed_text
from roi_engine.scenario.input_workbook.edits import edits_of
from roi_engine.scenario.input_workbook.filled import FilledRow, read_filled
from roi_engine.scenario.input_workbook.rows import FORM_COLUMNS, PAIR_KEYS
from roi_engine.scenario.input_workbook.spans import Edit, SpanError
from roi_engine.scenario.input_workbook.xlsx import MAX_FILE
from roi_engine.scenario.kinds import PORTFOLIO
from roi_engine.scenario.tree import Node, Path, TreeError, read_tree


@dataclass(frozen=True, slots=True)
class Returned:
    """A scenario that came back: its bytes, what was changed in them, and the row in which each path stood."""

    content: bytes
    edits: tuple[Edit, ...]
    rows: Mapping[Path, FilledRow]


def scenario_source(path: FilePath) -> tuple[bytes, Node]:
    """The bytes of a scenario file and its tree; ScenarioError where it cannot be read or is a portfolio."""
    try:
        content = content_of(path)
        tree = read_tree(content, str(path))
    except FileError as error:
        raise ScenarioError([Problem(error.code, str(error), "", str(path), hint=error.hint)]) from error
    except TreeError as error:
        raise ScenarioError(error.problems) from error
    kind = tree.entries.get("kind")
    if kind is not None and kind.text == PORTFOLIO:
        said, hint = "a portfolio has no input workbook of its own", "convert its members one by one"
        raise ScenarioError([Problem("kind", said, "kind", str(path), kind.place.line, kind.place.column, "", hint)])
    return content, tree


def read_input_workbook(path: FilePath) -> Returned:
    """The scenario file that a filled workbook stands for, byte for byte the kept one where nothing was changed.

    Edits of cells are applied to the text of the file; comments, order and layout of all else stay. ScenarioError
    lists every problem as `file:sheet:cell`.
    """
    book = read_filled(_bytes_of(path), str(path))
    tree = read_tree(book.content, book.file)
    edits, problems, rows = edits_of(tree, book)
    if problems:
        raise ScenarioError(_named(one, path) for one in problems)
    mark = codecs.BOM_UTF8 if book.content.startswith(codecs.BOM_UTF8) else b""
    try:
        text = changed_text(book.content.decode("utf-8-sig"), edits)
    except SpanError as error:
        cells = ", ".join(one.cell for one in edits[:5])
        said = f"these changes cannot be put into the text together: {error}"
        raise ScenarioError([Problem("layout", said, "", f"{path}:{cells}", hint="change the YAML file")]) from error
    return Returned(mark + text.encode(), tuple(edits), rows)


def in_cells(problems: Iterable[Problem], returned: Returned, workbook: FilePath, file: FilePath) -> list[Problem]:
    """Problems of the scenario `file`, each at the cell of the workbook that holds what is wrong.

    What stands in no row, or in another file, keeps its place in the text.
    """
    return [_placed(one, returned, workbook) if one.file == str(file) else one for one in problems]


def _placed(problem: Problem, returned: Returned, workbook: FilePath) -> Problem:
    path = tuple(problem.path.split("."))
    for end in range(len(path), 0, -1):
        row = returned.rows.get(path[:end])
        if row is not None:
            address = row.address(_column(row, path[end:]))
            return replace(problem, file=f"{workbook}:{address}", line=0, column=0)
    return replace(problem, file=str(workbook), line=0, column=0)


def _column(row: FilledRow, rest: Path) -> str:
    """The column of a key below a row."""
    if row.section == "correlations":
        return next((column for column, keys in PAIR_KEYS.items() if rest == keys), "rho")
    if not rest:
        filled = (column for column in ("value", "low", "p10", "more") if row.text(column))
        return next(filled, "value")
    columns = {key: column for form in FORM_COLUMNS.values() for column, key in form.items()}
    return columns.get(rest[0], rest[0] if rest[0] in row.letters else "more")


def _named(problem: Problem, workbook: FilePath) -> Problem:
    return replace(problem, file=f"{workbook}:{problem.file}" if problem.file else str(workbook))


def _bytes_of(path: FilePath) -> bytes:
    """The bytes of the workbook, no more than are read at all."""
    try:
        if not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise ScenarioError([Problem("missing-file", "the file was not found", "", str(path))]) from None
    except OSError as error:
        said = f"the file cannot be read: {error.__class__.__name__}"
        raise ScenarioError([Problem("file", said, "", str(path))]) from error
