"""The rows of several exports as one table of each kind; a record that stands in two files counts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from roi_engine.crm_data.database import Database, named, text
from roi_engine.crm_data.exports.staging import EARLIER, REPEATED, STAGED, Staged, value_column
from roi_engine.crm_data.exports.tables import SQL_TYPES, ExportTable
from roi_engine.errors import N_, DataError, Notice, Problem, notice

_FAR = 400  # days; exports of whole years may hold one row a year
_UPDATED, _PLACE, _ROW = "export updated", "export place", "export row"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An export whose rows are in the table of its kind: its place among the files, and what is told of repeats."""

    place: int
    name: str
    file: str
    repeats: str
    has_updated: bool


def load(staged: Staged, table: ExportTable, dimensions: Sequence[str], loaded: Loaded) -> None:
    """Append the rows that count to the table of the kind, in the order of the file; the table is made if need be."""
    database = staged.database
    columns = {column.name: SQL_TYPES[column.kind] for column in table.columns.values()} | {"export": "VARCHAR"}
    helping = {_UPDATED: "TIMESTAMP", _PLACE: "INTEGER", _ROW: "BIGINT"}
    listed = ", ".join(f"{named(name)} {kind}" for name, kind in (columns | helping).items())
    database.run(f"CREATE TABLE IF NOT EXISTS {named(table.name)} ({listed})")
    for name in dimensions:
        database.run(f"ALTER TABLE {named(table.name)} ADD COLUMN IF NOT EXISTS {named(name)} VARCHAR")
    values = {column.name: staged.value(column.name, SQL_TYPES[column.kind]) for column in table.columns.values()}
    values |= {"export": text(loaded.name), _PLACE: str(loaded.place), _ROW: "row"}
    values |= {_UPDATED: staged.value("updated", "TIMESTAMP")}
    values |= {name: staged.value(f"dimension {name}") for name in dimensions}
    database.run(
        f"INSERT INTO {named(table.name)} ({', '.join(map(named, values))}) SELECT {', '.join(values.values())} "
        f"FROM {STAGED} WHERE reason = 0 ORDER BY row"
    )


def finish(database: Database, table: ExportTable, files: Sequence[Loaded]) -> Mapping[int, Mapping[int, int]]:
    """Leave out records that stand in several files but once, then drop what helped; place -> reason -> rows left out.

    The latest by `updated` counts, or the last file where that is stated; DataError where nothing tells.
    """
    left: dict[int, dict[int, int]] = {}
    shared = [each for each in files if each.repeats != "own"]
    if table.one_row and len(shared) > 1:
        left = _leave_out(database, table, shared)
    for column in (_UPDATED, _PLACE, _ROW):
        database.run(f"ALTER TABLE {named(table.name)} DROP COLUMN {named(column)}")
    return left


def _leave_out(database: Database, table: ExportTable, files: Sequence[Loaded]) -> dict[int, dict[int, int]]:
    record, whole = named(table.one_row), ", ".join(named(name) for name in table.columns)
    places = ", ".join(str(each.place) for each in files)
    latest = f"{named(_UPDATED)} DESC NULLS LAST, {named(_PLACE)} DESC"
    database.run(
        f"CREATE OR REPLACE TEMP TABLE export_shared AS SELECT {record} AS record, {named(_PLACE)} AS place, "
        f"{named(_ROW)} AS row, mark = first_value(mark) OVER latest AS is_same, row_number() OVER latest AS nth "
        f"FROM (SELECT *, hash({whole}) AS mark FROM {named(table.name)} WHERE {record} IS NOT NULL "
        f"AND {named(_PLACE)} IN ({places}) AND {record} IN (SELECT {record} FROM {named(table.name)} "
        f"WHERE {named(_PLACE)} IN ({places}) GROUP BY 1 HAVING count(*) > 1)) "
        f"WINDOW latest AS (PARTITION BY {record} ORDER BY {latest})"
    )
    ((differing, example),) = database.run(
        "SELECT count(DISTINCT record), any_value(record) FROM export_shared WHERE NOT is_same"
    )
    if differing and not all(each.has_updated or each.repeats == "last" for each in files):
        raise DataError([_several(table, files, int(differing), str(example))])
    sql = "SELECT place, is_same, count(*) FROM export_shared WHERE nth > 1 GROUP BY ALL"
    left: dict[int, dict[int, int]] = {}
    for place, is_same, rows in database.run(sql):
        left.setdefault(int(place), {})[REPEATED if is_same else EARLIER] = int(rows)
    database.run(
        f"DELETE FROM {named(table.name)} WHERE ({named(_PLACE)}, {named(_ROW)}) IN "
        "(SELECT (place, row) FROM export_shared WHERE nth > 1)"
    )
    database.drop("export_shared")
    return left


def _several(table: ExportTable, files: Sequence[Loaded], differing: int, example: str) -> Problem:
    names = ", ".join(f"'{each.file}'" for each in files)
    message = (
        f"{differing} {table.one_row} numbers stand in several files with rows that differ, such as '{example[:40]}'"
    )
    hint = "state repeats: last where the later file counts, or repeats: own where each file has its own numbers"
    return Problem("several-rows", message, table.one_row, names, hint=hint)


def times_of(table: ExportTable) -> list[str]:
    """The columns of moments that have come to pass."""
    return [column.name for column in table.columns.values() if column.kind == "time" and column.name != "expected"]


def first_and_last(staged: Staged, table: ExportTable) -> tuple[datetime | None, datetime | None]:
    """The least and the latest moment of the rows that count, expected ones apart; None where there is none."""
    columns = [value_column(name) for name in [*times_of(table), "updated"] if staged.has(name)]
    if not columns:
        return None, None
    listed = ", ".join(columns)
    low, high = (f"{way}({listed})" if len(columns) > 1 else listed for way in ("least", "greatest"))
    sql = f"SELECT min({low}), max({high}) FROM {STAGED} WHERE reason = 0"
    ((first, last),) = staged.database.run(sql)
    return first, last


def lonely_end(staged: Staged, table: ExportTable) -> tuple[Notice, ...]:
    """What is to be known where a row or two lie far beyond all others: open records would be taken to last so long."""
    columns = [value_column(name) for name in [*times_of(table), "updated"] if staged.has(name)]
    if not columns:
        return ()
    high = f"greatest({', '.join(columns)})" if len(columns) > 1 else columns[0]
    ((last, before, rows, beyond),) = staged.database.run(
        f"WITH moments AS (SELECT {high} AS ends FROM {STAGED} WHERE reason = 0), "
        f"late AS (SELECT max(ends) - INTERVAL {_FAR} DAY AS edge FROM moments) "
        "SELECT max(ends), max(ends) FILTER (ends <= edge), count(*), count(*) FILTER (ends > edge) FROM moments, late"
    )
    if last is None or before is None or beyond > 2 or rows < 10 * beyond:
        return ()
    template = N_("the last moment, {last}, lies long after all others ({before}): mend a slip, or state until")
    return (notice("lonely-end", "until", template, last=f"{last:%Y-%m-%d}", before=f"{before:%Y-%m-%d}"),)
