"""The rows of one export with every value understood, before it is settled which of them count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roi_engine.crm_data.database import Database, text
from roi_engine.crm_data.exports.columns import Opened
from roi_engine.crm_data.exports.part import Part
from roi_engine.crm_data.exports.profiling import no_row_sql
from roi_engine.crm_data.source import reading
from roi_engine.errors import N_

STAGED = "export_staged"
REASONS: Mapping[int, tuple[str, str]] = {
    1: ("blank_row", N_("nothing but blanks")),
    2: ("total_row", N_("a total or a footer, no row of the table")),
    3: ("missing_value", N_("a value that every row needs is missing")),
    4: ("repeated_row", N_("repeats a row")),
    5: ("earlier_state", N_("an earlier state of the same record")),
    6: ("reversed_times", N_("ends before it begins")),
}
BLANK_ROW, TOTAL_ROW, MISSING, REPEATED, EARLIER, REVERSED = REASONS


@dataclass(frozen=True, slots=True)
class Staged:
    """The table STAGED: `row` from 1, `reason` (0 where the row counts), and a column for each of `values`.

    `mapped` are those of the values that a header gives; the others are filled in later. `words` are the columns that
    hold the words of choices as they stand, where some are not known.
    """

    database: Database
    values: tuple[str, ...]
    mapped: frozenset[str]
    words: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Whether some column of the file gives this value."""
        return name in self.values

    def value(self, name: str, kind: str = "VARCHAR") -> str:
        """SQL of a value, null of a type where the file has none."""
        return value_column(name) if name in self.values else f"CAST(NULL AS {kind})"

    def count(self, condition: str) -> int:
        """Number of rows that count and meet a condition."""
        ((rows,),) = self.database.run(f"SELECT count(*) FROM {STAGED} WHERE reason = 0 AND ({condition})")
        return int(rows)

    def rows(self, condition: str, limit: int = 20) -> list[int]:
        """Numbers of the first rows that count and meet a condition."""
        sql = f"SELECT row FROM {STAGED} WHERE reason = 0 AND ({condition}) ORDER BY row LIMIT {limit}"
        return [int(row) for (row,) in self.database.run(sql)]

    def leave_out(self, reason: int, condition: str) -> None:
        """Mark the rows that count and meet a condition as left out."""
        self.database.run(f"UPDATE {STAGED} SET reason = {reason} WHERE reason = 0 AND ({condition})")


def value_column(name: str) -> str:
    """Column of STAGED that holds a value.

    >>> value_column("dimension Region")
    '"v dimension Region"'
    """
    return '"v ' + name.replace('"', '""') + '"'


def stage(
    opened: Opened, parts: Sequence[Part], unknown: Mapping[str, tuple[str, ...]], derived: Mapping[str, str]
) -> Staged:
    """Read the file a second time and store the rows with their values.

    `derived` are values that are filled in later where no header gives them, with their SQL types.
    """
    mapped = {role: sql for part in parts for role, sql in part.values.items()}
    values = {role: f"CAST(NULL AS {kind})" for role, kind in derived.items()} | mapped
    joins = " ".join(join for part in parts for join in part.joins)
    cells = {column.role: column.cell for column in opened.columns}
    words = {role: cells["stage" if role == "stage_outcome" else role] for role, listed in unknown.items() if listed}
    needed = [f"{values[role]} IS NULL" for role in opened.table.required]
    reason = f"CASE WHEN no_row > 0 THEN no_row WHEN {' OR '.join(needed)} THEN {MISSING} ELSE 0 END"
    given = {
        role: f"CASE WHEN no_row IN ({BLANK_ROW}, {TOTAL_ROW}) THEN NULL ELSE {sql} END" for role, sql in values.items()
    }
    listed = [f"{sql} AS {value_column(role)}" for role, sql in given.items()]
    listed += [f"{cell} AS {word_column(role)}" for role, cell in words.items()]
    with reading(opened.source):
        opened.database.run_as_written(
            f"CREATE OR REPLACE TEMP TABLE {STAGED} AS SELECT row, CAST({reason} AS TINYINT) AS reason, "
            f"{', '.join(listed)} FROM (SELECT *, {no_row_sql(opened)} AS no_row FROM ({opened.lines()})) {joins}",
            opened.source.parameters,
        )
    return Staged(opened.database, tuple(values), frozenset(mapped), {role: word_column(role) for role in words})


def word_column(role: str) -> str:
    """Column of STAGED that holds the words of a choice."""
    return f'"w {role}"'


def listed(values: Iterable[str]) -> str:
    """Texts as a list of SQL literals."""
    return "(" + ", ".join(text(value) for value in values) + ")"
