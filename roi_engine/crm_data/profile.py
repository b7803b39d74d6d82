"""The whole file looked at once: the distinct dates, the shapes of the numbers, the names of the customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.numbering import Numbering, numbered_by_value, store_names
from roi_engine.crm_data.source import Source, ragged_rows, reading
from roi_engine.errors import DataError

Kind = Literal["name", "date", "money", "count", "text"]

_PROFILE = "door_profile"
_DIGITS, _NINES = "'123456789'", "'999999999'"
_SHAPING = str.maketrans("123456789", "999999999")


@dataclass(frozen=True, slots=True)
class Column:
    """A role and the header that plays it."""

    role: str
    header: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Profile:
    """What stands in the text columns of a file, with numbers of rows, and how its customers are numbered.

    `dates`: role -> (token, what follows it with digits as 9) -> rows; `shapes`: role -> shape -> rows.
    """

    rows: int
    numbering: Numbering
    dates: Mapping[str, Mapping[tuple[str, str], int]]
    shapes: Mapping[str, Mapping[str, int]]


def token_sql(trimmed: str) -> str:
    """SQL of the date in front of a time."""
    cut = f"split_part(split_part({trimmed}, ' ', 1), 'T', 1)"
    digit = f"substr({trimmed}, 1, 1) BETWEEN '0' AND '9'"
    return f"CASE WHEN {_bare(trimmed)} THEN {trimmed} WHEN {digit} THEN {cut} ELSE {trimmed} END"


def _bare(trimmed: str) -> str:
    """SQL of whether a text is short enough to be a date alone: settles most columns at a glance."""
    return f"strlen({trimmed}) <= 10 AND NOT contains({trimmed}, ' ')"


def token_of(value: str) -> str:
    """The date in front of a time, as `token_sql` cuts it.

    >>> token_of("31/12/2024 23:59"), token_of("TOTALE")
    ('31/12/2024', 'TOTALE')
    """
    if len(value.encode()) <= 10 and " " not in value:
        return value
    return value.split(" ")[0].split("T")[0] if "0" <= value[:1] <= "9" else value


def shape_of(value: str) -> str:
    """A number with its digits 1 to 9 written as 9.

    >>> shape_of("1.204,50")
    '9.909,90'
    """
    return value.translate(_SHAPING)


def profiled(database: Database, source: Source, columns: tuple[Column, ...], *, may_be_value: bool = False) -> Profile:
    """Count the distinct values of all the text columns in one reading, and number the customers.

    `may_be_value`: customers called by whole numbers may be numbered by them.
    """
    called = _name(columns).header
    rows, numbering = _by_value(database, source, called) if may_be_value else (0, None)
    parts, sets = ([f"{source.cell(called)} AS name"], ["(name)"]) if numbering is None else ([], [])
    for number, column in enumerate(columns):
        if column.kind == "date" and _needs_words(source, column):
            trimmed = source.cell(column.header)
            parts.append(f"{token_sql(trimmed)} AS token{number}")
            rest = f"substr({trimmed}, length({token_sql(trimmed)}) + 1)"
            shape = f"translate({rest}, '012345678', '999999999')"
            parts.append(f"CASE WHEN {_bare(trimmed)} THEN '' ELSE {shape} END AS rest{number}")
            sets.append(f"(token{number}, rest{number})")
        elif column.kind in ("money", "count") and source.is_text(column.header):
            parts.append(f"{source.cell(column.header)} AS cell{number}")
            sets.append(f"(cell{number})")
    if sets:
        _count(database, source, parts, sets)
    if numbering is None:
        ((rows,),) = database.run(f"SELECT coalesce(sum(n), 0) FROM {_PROFILE} WHERE name IS NOT NULL")
        store_names(database, _PROFILE)
        numbering = Numbering(source.cell(called))
    found = Profile(int(rows), numbering, _dates(database, source, columns), _shapes(database, source, columns))
    database.drop(_PROFILE)
    return found


def _by_value(database: Database, source: Source, header: str) -> tuple[int, Numbering | None]:
    """Rows, and the numbering of a column of whole numbers: the file's own statistics tell it without a reading."""
    if source.dialect is not None or not source.is_whole(header):
        return 0, None
    column = source.column(header)
    with reading(source):
        sql = f"SELECT count(*), min({column}), max({column}) FROM {source.relation}"
        ((rows, least, most),) = database.run(sql, source.parameters)
    return int(rows), numbered_by_value(column, rows, least, most)


def _count(database: Database, source: Source, parts: list[str], sets: list[str]) -> None:
    if source.dialect is not None:
        parts.append(f"{source.column(source.header[-1])} AS last_cell")  # asked for, so that no cell goes unread
    else:
        parts.append("0 AS last_cell")
    outputs = ", ".join(part.rpartition(" AS ")[2] for part in parts[:-1])
    sql = f"CREATE OR REPLACE TEMP TABLE {_PROFILE} AS SELECT {outputs}, count(*) AS n, count(last_cell) AS cells "
    sql += (
        f"FROM (SELECT {', '.join(parts)} FROM {source.rows_with_rejects}) GROUP BY GROUPING SETS ({', '.join(sets)})"
    )
    with reading(source):
        database.run(sql, source.parameters)
    if source.dialect is not None:
        problems = ragged_rows(database, source)
        if problems:
            raise DataError(problems)


def _dates(database: Database, source: Source, columns: tuple[Column, ...]) -> dict[str, dict[tuple[str, str], int]]:
    found = {}
    for number, column in enumerate(columns):
        if column.kind == "date" and _needs_words(source, column):
            sql = f"SELECT token{number}, rest{number}, n FROM {_PROFILE} WHERE token{number} IS NOT NULL"
            found[column.role] = {(str(token), str(rest)): int(n) for token, rest, n in database.run(sql)}
    return found


def _shapes(database: Database, source: Source, columns: tuple[Column, ...]) -> dict[str, dict[str, int]]:
    found = {}
    for number, column in enumerate(columns):
        if column.kind in ("money", "count") and source.is_text(column.header):
            shape = f"translate(cell{number}, {_DIGITS}, {_NINES})"  # dear, so done once a value, not once a row
            sql = f"SELECT {shape}, sum(n) FROM {_PROFILE} WHERE cell{number} IS NOT NULL GROUP BY 1"
            found[column.role] = {str(shape): int(n) for shape, n in database.run(sql)}
    return found


def _needs_words(source: Source, column: Column) -> bool:
    """Dates typed as dates speak for themselves; text has to be understood, and so have numbers like 20240131."""
    return source.is_text(column.header) or source.is_whole(column.header)


def _name(columns: tuple[Column, ...]) -> Column:
    return next(column for column in columns if column.kind == "name")
