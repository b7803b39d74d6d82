"""One reading of a whole export: the distinct dates, times and words of its columns, the shapes of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.crm_data.database import text
from roi_engine.crm_data.dates import BLANK
from roi_engine.crm_data.exports.columns import Opened
from roi_engine.crm_data.exports.footers import any_total_sql, check_cut, footer_sql, forget_rejects, total_sql
from roi_engine.crm_data.numbers import number_finding
from roi_engine.crm_data.source import reading

COUNTED = "export_counted"
_DIGITS, _NINES = "'123456789'", "'999999999'"
SIGNS = ("", *"? - -- — – n/a #n/a n/d #n/d null nan \\n".split())  # of a missing text; NA and none may be names


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands in the columns of an export, with numbers of rows; totals and blank rows are left out.

    `dates`, `rests` and `words`: cell -> text -> rows; `shapes`: cell of numbers -> shape -> rows.
    `rests` are of rows with a date; `below` lines stand below the table and are no rows.
    """

    dates: Mapping[str, Mapping[str, int]]
    rests: Mapping[str, Mapping[str, int]]
    shapes: Mapping[str, Mapping[str, int]]
    words: Mapping[str, Mapping[str, int]]
    below: int


def no_row_sql(opened: Opened) -> str:
    """SQL of why a line is no row of the table: 1 blank, 2 a total, 3 what every row needs is missing; 0 for a row.

    A heading of a total where a date is due makes a total of a line that has nothing but numbers beside it.
    """
    needed = [column.cell for role in opened.table.required if (column := opened.role(role)) is not None]
    cells = list(dict.fromkeys(column.cell for column in opened.columns))
    missing = " OR ".join(missing_sql(cell) for cell in needed)
    totals = " OR ".join(total_sql(cell) for cell in needed)
    every = " AND ".join(f"({cell} = '' OR {total_sql(cell)})" for cell in needed)
    blank = " AND ".join(f"{cell} = ''" for cell in cells)
    others = " AND ".join(f"{cell} = ''" for cell in cells if cell not in needed[:1]) or "FALSE"
    counts = {column.cell for column in opened.of_kind("money", "count", "number", "span")}
    dates = [column.cell for column in opened.of_kind("time") if column.cell in needed]
    texts = " AND ".join([f"{cell} = ''" for cell in cells if cell not in counts and cell not in dates] or ["TRUE"])
    summed = " OR ".join(f"{total_sql(cell)} AND {texts}" for cell in dates) or "FALSE"
    return (
        f"CASE WHEN {summed} OR ({others} AND {footer_sql(needed[0])}) THEN 2 "
        f"WHEN NOT ({missing} OR {totals}) THEN 0 WHEN {blank} THEN 1 "
        f"WHEN {every} AND {any_total_sql(cells)} THEN 2 WHEN {missing} THEN 3 ELSE 0 END"
    )


def counted(opened: Opened) -> Counted:
    """Count the distinct values of all columns that have to be understood; DataError where rows cannot be cut.

    The table COUNTED stays behind, for the values that are looked up one by one.
    """
    parts: list[str] = []
    sets: list[str] = []
    for kind, cell in asked_cells(opened):
        if kind == "time":
            blank = f"list_contains([{', '.join(map(text, sorted(BLANK)))}], lower(date_{cell}))"
            rest = f"CASE WHEN strlen(date_{cell}) <= 10 AND {blank} THEN NULL ELSE rest_{cell} END"
            parts += [f"date_{cell} AS date_{cell}", f"{rest} AS rest_{cell}"]
            sets += [f"(date_{cell})", f"(rest_{cell})"]
        else:
            parts.append(f"{cell} AS word_{cell}")
            sets.append(f"(word_{cell})")
    parts, sets = list(dict.fromkeys(parts)) or ["0 AS nothing"], list(dict.fromkeys(sets)) or ["(nothing)"]
    outputs = ", ".join(part.rpartition(" AS ")[2] for part in parts)
    last = ["last_cell"] if opened.source.dialect else []
    database, source = opened.database, opened.source
    forget_rejects(database)
    with reading(source):
        database.run(
            f"CREATE OR REPLACE TABLE {COUNTED} AS SELECT {outputs}, count(*) AS rows, "
            f"{'count(last_cell)' if last else '0'} AS cells "
            f"FROM (SELECT {', '.join([*parts, *last])} FROM ({opened.lines()}) WHERE {no_row_sql(opened)} IN (0, 3)) "
            f"GROUP BY GROUPING SETS ({', '.join(sets)})",
            source.parameters,
        )
    return _collected(opened, check_cut(database, source))


def _collected(opened: Opened, below: int) -> Counted:
    dates, rests, shapes, words = {}, {}, {}, {}
    for kind, cell in asked_cells(opened):
        if kind == "time":
            dates[cell], rests[cell] = _held(opened, f"date_{cell}"), _held(opened, f"rest_{cell}")
        elif kind in ("money", "count", "number", "span"):
            shapes[cell] = _held(opened, f"word_{cell}", f"translate(word_{cell}, {_DIGITS}, {_NINES})")
        if kind in ("flag", "choice", "currency") or (kind == "span" and number_finding(shapes[cell]).unfit):
            words[cell] = _held(opened, f"word_{cell}")
    return Counted(dates, rests, shapes, words, below)


def asked_cells(opened: Opened) -> list[tuple[str, str]]:
    """(kind, cell) of the columns that have to be understood, each once; keys are looked up one by one."""
    pairs = []
    for column in opened.columns:
        kind = "currency" if column.role == "currency" else "key" if column.is_hashed else column.kind
        if kind not in ("text", "dimension"):
            pairs.append((kind, column.cell))
    stage = opened.role("stage") if opened.table.name == "deals" else None
    if stage is not None:  # tells the outcome where no column of its own does
        pairs.append(("choice", stage.cell))
    return list(dict.fromkeys(pairs))


def _held(opened: Opened, column: str, shown: str = "") -> dict[str, int]:
    sql = f"SELECT {shown or column}, sum(rows) FROM {COUNTED} WHERE {column} IS NOT NULL GROUP BY 1"
    return {str(value): int(rows) for value, rows in opened.database.run(sql)}


def missing_sql(cell: str) -> str:
    """SQL of whether a text is a sign for a missing one; a list of values would become a join, and be dearer."""
    return f"(strlen({cell}) <= 4 AND list_contains([{', '.join(text(sign) for sign in SIGNS)}], lower({cell})))"
