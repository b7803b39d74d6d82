"""Rows that are no part of a table: totals, and the lines that a system writes below its export."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from roi_engine.crm_data.database import Database, text
from roi_engine.crm_data.exports.words import folded, footer_starts
from roi_engine.crm_data.numbering import TOTALS
from roi_engine.crm_data.source import SHOWN, Source, ragged_rows
from roi_engine.errors import DataError, Problem

# understood alike by Python and by the database
_COUNTED = r"[ :.*]*(\(? ?[0-9][0-9., ]* ?[a-zà-ÿ]* ?\)?)?[ :.*]*"
_HEADINGS = "|".join(sorted((re.escape(word) for word in TOTALS | {"grand totals"}), key=len, reverse=True))
_TOTAL = f"[* ]*({_HEADINGS}){_COUNTED}"
_INITIALS = ("t", "g", "s", "*")


def is_total(value: str) -> bool:
    """Whether a cell reads like the heading of a total.

    >>> is_total("Grand Totals (12 records)"), is_total("Totale:"), is_total("Total S.A."), is_total("12")
    (True, True, False, False)
    """
    return re.fullmatch(_TOTAL, value.lower().strip()) is not None


def total_sql(cell: str) -> str:
    """SQL of whether a cell reads like the heading of a total; most cells are settled by their first letter."""
    first = f"lower({cell}[1])"
    initials = ", ".join(text(letter) for letter in _INITIALS)
    return f"({first} IN ({initials}) AND regexp_full_match(lower({cell}), {text(_TOTAL)}))"


def any_total_sql(cells: Sequence[str]) -> str:
    """SQL of whether one of some cells reads like the heading of a total."""
    return f"len(list_filter([{', '.join(cells)}], lambda told: regexp_full_match(lower(told), {text(_TOTAL)}))) > 0"


def footer_sql(cell: str) -> str:
    """SQL of whether a cell begins as the lines do that systems write below a table."""
    starts = "|".join(start.replace("_", "[ _:-]+") for start in footer_starts())
    initials = ", ".join(text(letter) for letter in sorted({start[0] for start in footer_starts()}))
    return f"(lower({cell}[1]) IN ({initials}) AND regexp_matches(lower({cell}), {text(f'^({starts})')}))"


def forget_rejects(database: Database) -> None:
    """Forget the lines of an earlier file that could not be cut: the database collects those of all."""
    database.drop("reject_errors", "reject_scans")


def check_cut(database: Database, source: Source) -> int:
    """Number of lines below the table that are no rows of it, after a reading with `rows_with_rejects`.

    Every other line that cannot be cut into as many cells as the header is a problem, DataError.
    """
    if source.dialect is None:
        return 0
    found = database.run(
        "SELECT line, any_value(csv_line), bool_and(error_type = 'MISSING COLUMNS') FROM reject_errors GROUP BY line"
    )
    told = {int(line): str(said) for line, said, short in found if short}
    footers = {line for line, said in told.items() if _is_footer(said, source.dialect.delimiter)}
    first = min((line for line in footers if told[line].strip()), default=None)
    if first is not None:  # of a report's name or firm nothing tells but that it stands alone below a footer
        footers |= {
            line for line, said in told.items() if line > first and len(_cells(said, source.dialect.delimiter)) == 1
        }
    if len(footers) < len(found):
        known = {each.line: each for each in reversed(ragged_rows(database, source)) if each.line not in footers}
        lines = sorted({int(line) for line, _, _ in found} - footers)
        raise DataError([known.get(line) or _cut(source, line) for line in lines[:SHOWN]])
    return sum(bool(str(said).strip()) for _, said, _ in found)


def _cut(source: Source, line: int) -> Problem:
    message, accepted = "the row has another number of cells", f"{len(source.header)} cells, as in the header"
    return Problem("ragged-row", message, file=source.file, line=line, accepted=accepted)


def _is_footer(line: str, delimiter: str) -> bool:
    """Whether a line with too few cells is blank, a total, or one of the lines that systems write below a table."""
    said = [cell for cell in _cells(line, delimiter) if cell]
    if not said:
        return True
    starts = folded(said[0])
    return is_total(said[0]) or any(starts.startswith(start) for start in footer_starts())


def _cells(line: str, delimiter: str) -> list[str]:
    joined = " ".join(line.splitlines()).strip()
    return [cell.strip() for row in csv.reader([joined], delimiter=delimiter) for cell in row]
