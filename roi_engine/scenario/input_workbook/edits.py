"""From the filled rows of a workbook to the edits of the scenario: what changed, what is new, what is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from roi_engine.errors import Problem
from roi_engine.scenario.input_workbook.cells import Content, same, scalar_source, text_of
from roi_engine.scenario.input_workbook.filled import FilledBook, FilledRow
from roi_engine.scenario.input_workbook.rows import (
    LEFT_OUT,
    PAIR_KEYS,
    SECTIONS,
    Kind,
    Row,
    rows_of,
    within_variant,
)
from roi_engine.scenario.input_workbook.spans import Edit
from roi_engine.scenario.input_workbook.value_edits import code_of, value_edits
from roi_engine.scenario.overlay import is_value
from roi_engine.scenario.tree import Node, Path

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*|[1-9]\d{0,4}")
_TOP = tuple(key for keys in SECTIONS.values() for key in keys)
_DATES = {"start": "%Y-%m", "by": "%Y-%m", "at": "%Y-%m-%d", "since": "%Y-%m-%d", "until": "%Y-%m-%d"}
_NAMES = "letters, digits and _, with points between the parts of a path"


@dataclass(slots=True)
class _Gathering:
    """Collects edits, problems and where each path was filled in."""

    tree: Node
    forms: Mapping[str, str]
    edits: list[Edit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path, FilledRow] = field(default_factory=dict)

    def refuse(self, filled: FilledRow, column: str, message: str, accepted: str = "", hint: str = "") -> None:
        """Note a problem at a cell."""
        path = filled.text("path")
        self.problems.append(Problem("cell", message, path, filled.address(column), accepted=accepted, hint=hint))


def edits_of(tree: Node, book: FilledBook) -> tuple[list[Edit], list[Problem], Mapping[Path, FilledRow]]:
    """The edits that a filled workbook asks for, all of its problems, and the row of each path."""
    found = _Gathering(tree, book.forms)
    rows = {row.path: row for row in rows_of(tree)}
    for filled in book.rows:
        if any(filled.text(column) or cell.fault for column, cell in filled.cells.items()):
            _row(found, filled, rows)
    _missing(found, rows)
    return found.edits, found.problems, found.places


def _row(found: _Gathering, filled: FilledRow, rows: Mapping[Path, Row]) -> None:
    """The edits of one row, known or new."""
    path = _path(found, filled, rows)
    if path is None:
        return
    if path in found.places:
        other = found.places[path].address("path")
        found.refuse(filled, "path", "the same row stands here a second time", hint=f"first at {other}")
        return
    found.places[path] = filled
    row = rows.get(path) or Row(path, _kind(path, found.tree, filled), None, inline=True)
    if row.kind == "value":
        edits, problems = value_edits(row, filled, found.forms)
        found.edits += edits
        found.problems += problems
    elif row.kind == "pair":
        _pair(found, row, filled)
    elif row.kind == "entry":
        _entry(found, row, filled)
    else:
        _text(found, row, filled)


def _path(found: _Gathering, filled: FilledRow, rows: Mapping[Path, Row]) -> Path | None:
    """The path of a row: as written, or a name that belongs into the sheet; None where it has none."""
    if filled.section == "correlations" and not filled.text("path"):
        number = 1 + max((int(path[-1]) for path in (*rows, *found.places) if path[0] == "correlations"), default=0)
        above = next((path[:-1] for path in rows if path[0] == "correlations"), ("correlations",))
        return (*above, str(number))
    said = filled.text("path")
    if not said:
        if any(filled.text(column) for column in filled.cells if column not in ("title", "about")):
            found.refuse(filled, "path", "the row has no name", f"accepted: {_NAMES}")
        return None
    path = tuple(said.split("."))
    if path in rows:
        return path
    top = SECTIONS[filled.section]
    if len(top) == 1 and (len(path) == 1 or path[0] not in _TOP):
        path = (*top, *path)
    if path in rows:
        return path
    if path[0] not in _TOP:
        found.refuse(filled, "path", f"'{said[:60]}' belongs to no part of a scenario", f"accepted: {', '.join(_TOP)}")
        return None
    if not all(_KEY.fullmatch(key) for key in path):
        found.refuse(filled, "path", f"'{said[:60]}' is no name", f"accepted: {_NAMES}")
        return None
    return path


def _kind(path: Path, tree: Node, filled: FilledRow) -> Kind:
    """What a new row is."""
    if path[0] == "correlations" and filled.section == "correlations":
        return "pair"
    node = tree.find(path)
    if node is not None and node.kind != "text":
        return "entry"
    return "value" if is_value(within_variant(path)) else "text"


def _text(found: _Gathering, row: Row, filled: FilledRow) -> None:
    """A text in the column of values; an emptied one is taken out."""
    shown = row.cells.get("value")
    if shown is not None and shown.content is None:  # too long for a cell
        return
    if filled.cells.get("value") is not None and filled.cells["value"].fault:
        found.refuse(filled, "value", f"the cell holds {filled.cells['value'].fault}", "accepted: a text or a number")
        return
    said = _date(row.path[-1], filled.content("value")) or filled.text("value")
    left_out = code_of(filled.text("form"), found.forms) == LEFT_OUT
    if not left_out and same(shown.content if shown else None, said):
        return
    stray = [column for column in filled.cells if column not in ("path", "title", "about", "value", "form")]
    if stray and any(filled.text(column) for column in stray):
        found.refuse(
            filled, stray[0], f"{row.dotted} is a text, not a value", "accepted: a text in the column of values"
        )
        return
    if said and not left_out:
        found.edits.append(Edit(row.path, scalar_source(said, nothing=True), filled.address("value")))
    elif row.node is not None:
        found.edits.append(Edit(row.path, None, filled.address("value")))


def _date(key: str, content: Content) -> str:
    """A month or day as the scenario writes it, where a spreadsheet has made a date (a number of days) of it."""
    if key not in _DATES or not isinstance(content, float) or not 20_000 <= content < 80_000:  # 1954 to 2119
        return ""
    return f"{date(1899, 12, 30) + timedelta(days=int(content)):{_DATES[key]}}"


def _entry(found: _Gathering, row: Row, filled: FilledRow) -> None:
    """The row that heads a line, a risk or the like: it can be left out whole."""
    said = filled.text("form")
    if code_of(said, found.forms) == LEFT_OUT:
        found.edits.append(Edit(row.path, None, filled.address("form")))
        return
    for column in filled.cells:
        if column not in ("path", "title", "about") and filled.text(column):
            hint = "the rows below it can be changed"
            found.refuse(filled, column, "nothing can be written here", "accepted: the form that leaves it out", hint)
            return


def _pair(found: _Gathering, row: Row, filled: FilledRow) -> None:
    """Two paths and their rank correlation; a pair whose cells are all empty is taken out."""
    texts = {column: filled.text(column) for column in PAIR_KEYS}
    faults = [column for column in PAIR_KEYS if column in filled.cells and filled.cells[column].fault]
    for column in faults:
        found.refuse(filled, column, f"the cell holds {filled.cells[column].fault}", "accepted: a path, a number")
    if faults:
        return
    if not any(texts.values()):
        if row.node is not None:
            found.edits.append(Edit(row.path, None, filled.address("rho")))
        return
    empty = next((column for column, said in texts.items() if not said), "")
    if empty:
        found.refuse(filled, empty, "a correlation has two paths and a number", "accepted: all three cells filled")
        return
    if row.node is None:
        between = f"[{scalar_source(texts['first'])}, {scalar_source(texts['second'])}]"
        entries = {"between": between, "rho": scalar_source(texts["rho"])}
        found.edits.append(Edit(row.path, entries, filled.address("rho")))
        return
    for column, keys in PAIR_KEYS.items():
        if not same(row.cells[column].content, filled.content(column)):
            source = scalar_source(text_of(filled.content(column)).strip())
            found.edits.append(Edit((*row.path, *keys), source, filled.address(column)))


def _missing(found: _Gathering, rows: Mapping[Path, Row]) -> None:
    """Refuse that rows which the scenario states are gone from the sheets."""
    removed = {edit.path for edit in found.edits if edit.source is None}
    for path, row in rows.items():
        gone = path not in found.places and row.node is not None
        if gone and not any(path[:end] in removed for end in range(1, len(path))):
            said = "the row of this value is gone from the workbook"
            hint = "write the workbook anew; what shall go is left out by its form"
            found.problems.append(Problem("missing-row", said, row.dotted, "", hint=hint))
