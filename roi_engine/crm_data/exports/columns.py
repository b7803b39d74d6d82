"""The columns of one export that are read: role, header, kind, and how each is asked for in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.moments import date_sql, rest_sql
from roi_engine.crm_data.exports.month_names import figures_sql
from roi_engine.crm_data.exports.tables import ExportTable
from roi_engine.crm_data.source import Source
from roi_engine.errors import Notice

_NUMBERS = ("money", "count", "number", "span")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A role (or dimension) and the header that plays it; `kind` as in `tables.yaml`, `cell` its name in the lines.

    Several roles may be read from one header. `is_hashed`: a text that names a person, kept as a keyed hash. `clock` is
    the header of the time of day, where that has a column of its own.
    """

    role: str
    header: str
    kind: str
    cell: str
    is_hashed: bool = False
    clock: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """An export that is being read: what was stated of it, its table, and the columns that are read.

    `profile` is how it was recognised, '' where all was stated; `company_currency` the headers of amounts that are in
    the company's own currency, whatever a currency column says; `notices` what the choice of columns leaves to tell.
    """

    database: Database
    source: Source
    stated: ExportFile
    table: ExportTable
    columns: tuple[Mapped, ...]
    profile: str = ""
    company_currency: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Mapped, ...]:
        """The columns of some kinds."""
        return tuple(column for column in self.columns if column.kind in kinds)

    def role(self, name: str) -> Mapped | None:
        """The column of a role, None where no header plays it."""
        return next((column for column in self.columns if column.role == name), None)

    def lines(self) -> str:
        """SQL of the rows of the file: `row` from 1 in the order of the file, and the cell of every column.

        The cell of a time comes in two parts too, `date_` and `rest_` before its name.
        """
        cells = {column.cell: self._cell(column) for column in self.columns}
        cells |= {column.cell: self._cell(column) for column in self.of_kind(*_NUMBERS)}
        asked = ", ".join(f"{sql} AS {cell}" for cell, sql in cells.items())
        lines = f"SELECT row_number() OVER () AS row, {asked}{self._last()} FROM {self.source.rows_with_rejects}"
        times = dict.fromkeys(column.cell for column in self.of_kind("time"))
        if not times:
            return lines
        figures = ", ".join(f"{figures_sql(cell)} AS time_{cell}" for cell in times)
        dates = ", ".join(f"{date_sql(f'time_{cell}')} AS date_{cell}" for cell in times)
        rests = ", ".join(f"{rest_sql(f'time_{cell}', f'date_{cell}')} AS rest_{cell}" for cell in times)
        return f"SELECT *, {rests} FROM (SELECT *, {dates} FROM (SELECT *, {figures} FROM ({lines})))"

    def _cell(self, column: Mapped) -> str:
        """SQL of a cell as text; floating point numbers are written out with six decimals."""
        if column.clock:
            day, clock = self.source.cell(column.header), self.source.cell(column.clock)
            return f"CASE WHEN {day} = '' THEN '' ELSE {day} || ' ' || {clock} END"
        kind, bare = self.source.types[column.header], self.source.column(column.header)
        if column.kind not in _NUMBERS or kind not in ("FLOAT", "DOUBLE"):
            return self.source.cell(column.header)
        plain = f"CASE WHEN isfinite({bare}) THEN CAST(CAST({bare} AS DECIMAL(18, 6)) AS VARCHAR) ELSE 'inf' END"
        return f"CASE WHEN {bare} IS NULL OR isnan({bare}) THEN '' ELSE {plain} END"

    def _last(self) -> str:
        """The last column of a CSV file is asked for, so that no cell of a row goes unread."""
        return f", {self.source.column(self.source.header[-1])} AS last_cell" if self.source.dialect else ""


def unread_hint(opened: Opened, column: Mapped) -> str:
    """How a column that holds something else than its header says can be left unread, '' where it is needed."""
    return "" if column.role in opened.table.required else f'; or leave it unread: columns: {{{column.role}: ""}}'


def mapped_columns(
    table: ExportTable,
    roles: Mapping[str, str],
    dimensions: Mapping[str, str],
    hashed: frozenset[str],
    clocks: Mapping[str, str],
) -> tuple[Mapped, ...]:
    """The columns of a file from role -> header and dimension -> header; one cell for each header.

    `clocks`: header of dates -> header of their times of day.
    """
    headers = list(dict.fromkeys([*roles.values(), *dimensions.values()]))
    cells = {header: f"cell{number}" for number, header in enumerate(headers)}
    found = []
    for role, header in roles.items():
        column = table.column(role)
        assert column is not None
        clock = clocks.get(header, "") if column.kind == "time" else ""
        found.append(Mapped(role, header, column.kind, cells[header], role in hashed, clock))
    found += [Mapped(name, header, "dimension", cells[header]) for name, header in dimensions.items()]
    return tuple(found)
