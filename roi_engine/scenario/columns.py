"""Numbers from a column of a small CSV file that a scenario names."""

from __future__ import annotations

import csv
import io
import re

from roi_engine.errors import did_you_mean
from roi_engine.scenario.files import FileError
from roi_engine.scenario.quantities import QuantityError, quantity

MAX_ROWS = 200_000


def column_of(content: bytes, file: str, column: str | None) -> tuple[float, ...]:
    """The numbers of a column, per cent as shares; `column` may be left out where the file has only one.

    UTF-8, with or without byte order mark; `,` or `;` between cells, and a decimal comma only with `;`. Empty cells at
    the end of the file are left out. FileError names the first row that is no number, counted as in an editor.
    """
    rows = _rows(content, file)
    if not rows:
        raise FileError("column", f"{file} is empty", "the first row names the columns")
    header = [name.strip() for name in rows[0][1]]
    if column is None and len(header) > 1:
        raise FileError("column", f"{file} has {len(header)} columns", "say which: column: " + ", ".join(header[:10]))
    if column is not None and column not in header:
        hint = did_you_mean(column, header) or "columns: " + ", ".join(header[:10])
        raise FileError("column", f"{file} has no column '{column[:60]}'", hint)
    index = header.index(column) if column is not None else 0
    cells = [(number, row[index].strip() if index < len(row) else "") for number, row in rows[1:]]
    while cells and not cells[-1][1]:
        cells.pop()
    if not cells:
        raise FileError("column", f"{file} has no numbers in column '{header[index]}'")
    return tuple(_number(cell, number, file) for number, cell in cells)


def _rows(content: bytes, file: str) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError("encoding", f"{file} is not UTF-8", "save the file as UTF-8") from None
    if "\0" in text:
        raise FileError("binary", f"{file} is a binary file", "a CSV file is wanted")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if row:
                cells = [re.sub(r"\A(-?\d+),(\d+)\Z", r"\1.\2", cell.strip()) for cell in row] if ";" in first else row
                rows.append((reader.line_num, cells))
            if len(rows) > MAX_ROWS:
                raise FileError("too-large", f"{file} has more than {MAX_ROWS:,} rows", "aggregate the data first")
    except csv.Error as error:
        raise FileError("column", f"{file}, row {reader.line_num}: {error}") from None
    return rows


def _number(cell: str, row: int, file: str) -> float:
    try:
        stated = quantity(cell)
    except QuantityError as error:
        raise FileError("column", f"{file}, row {row}: {error}", error.hint) from None
    if stated.unit is not None:
        raise FileError("column", f"{file}, row {row}: '{cell[:40]}' has a unit", "state unit: beside column:")
    return stated.number
