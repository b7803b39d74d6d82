"""Rows of a table as CSV, with text that a spreadsheet cannot take for a formula."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable

Cell = str | float | int | None
Rows = tuple[tuple[Cell, ...], ...]
_FORMULA_STARTS = frozenset("=+-@|%\t\r\n＝＋－＠")


def neutral(cell: Cell) -> Cell:
    """A cell that stays what it is: text that would start a formula is preceded by an apostrophe.

    Numbers are never touched (-5 stays a number); not-a-number and infinities become empty.
    """
    if isinstance(cell, str):
        head = cell.lstrip(" \u00a0")[:1] or cell[:1]
        return f"'{cell}" if head in _FORMULA_STARTS and head else cell
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell


def csv_text(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """A table as CSV (comma, point as decimal sign, lines end with a line feed), headings first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutral(name) for name in header])
    writer.writerows([neutral(_python(cell)) for cell in row] for row in rows)
    return out.getvalue()


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> bytes:
    """A table as a CSV file for people: its first bytes tell a spreadsheet that it is UTF-8."""
    return csv_text(header, rows).encode("utf-8-sig")


def _python(cell: Cell) -> Cell:
    """A plain number of Python: a numpy number would be written with its type's name."""
    return float(cell) if isinstance(cell, float) else cell
