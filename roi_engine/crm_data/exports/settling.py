"""Which rows of an export count: one for each record, ended after it began, with an outcome that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roi_engine.crm_data.exports.columns import Opened
from roi_engine.crm_data.exports.lines import lines_of
from roi_engine.crm_data.exports.staging import EARLIER, REPEATED, REVERSED, STAGED, Staged, value_column
from roi_engine.errors import N_, DataError, Notice, Problem, notice

_MOST_REVERSED = 0.25  # share of rows; beyond it the columns are likelier swapped than the rows wrong
_LATER = "export_later"


def check_numbers(opened: Opened, staged: Staged) -> None:
    """DataError where a spreadsheet has rounded the numbers of the records: 1.23457E+11 may be any of many."""
    roles = [role for role in (opened.table.one_row, *opened.table.no_repeats) if role and staged.has(role)]
    column = opened.role(roles[0]) if roles else None
    rounded = "regexp_full_match({0}, '[0-9]([.,][0-9]+)?E[+][0-9]+')"
    if column is None or not staged.count(rounded.format(value_column(column.role))):
        return
    accepted = "the numbers in full: show them as whole numbers or text in the spreadsheet, or export the file again"
    place = opened.source.header.index(column.header) + 1
    raise DataError(
        Problem("rounded-number", "a spreadsheet has rounded this number", f"{column.header} ({column.role})",
                opened.source.file, line, place, accepted)
        for line in lines_of(opened.source, staged.rows(rounded.format(value_column(column.role))))
    )  # fmt: skip


def check_costs(opened: Opened, staged: Staged) -> None:
    """DataError where every cost is negative, as ledgers write them: they would be taken for money that came back."""
    column = opened.role("cost")
    if column is None or not staged.count(f"{value_column('cost')} < 0") or staged.count(f"{value_column('cost')} > 0"):
        return
    place = opened.source.header.index(column.header) + 1
    said = "every cost is negative: it would be taken for money that came back"
    accepted = "costs as positive amounts"
    raise DataError([Problem("negative-cost", said, f"{column.header} (cost)", opened.source.file, 1, place, accepted)])


def settle_repeats(opened: Opened, staged: Staged) -> list[Notice]:
    """Leave out repeated rows and earlier states; DataError where nothing tells which of a record counts."""
    table = opened.table
    if table.one_row and staged.has(table.one_row):
        return _one_row(opened, staged)
    values = ", ".join(value_column(name) for name in staged.values)
    same = f"row NOT IN (SELECT min(row) FROM {STAGED} WHERE reason = 0 GROUP BY {values})"
    if table.no_repeats and all(staged.has(role) for role in table.no_repeats):
        staged.leave_out(REPEATED, same)
        return []
    repeated = staged.count(same)
    template = N_("rows that repeat another in all that is read of them, counted as events of their own: {n}")
    return [notice("repeated-events", "", template, n=str(repeated))] if repeated else []


def _one_row(opened: Opened, staged: Staged) -> list[Notice]:
    record = value_column(opened.table.one_row)
    database, whole = staged.database, ", ".join(value_column(name) for name in staged.values)
    known = f"{STAGED} WHERE reason = 0 AND {record} IS NOT NULL"
    several = f"SELECT {record} FROM {known} GROUP BY 1 HAVING count(*) > 1"
    latest = f"{staged.value('updated', 'TIMESTAMP')} DESC NULLS LAST, row DESC"
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_LATER} AS SELECT row, mark = first_value(mark) OVER latest AS is_same, "
        f"row_number() OVER latest AS place FROM (SELECT *, hash({whole}) AS mark FROM {known} "
        f"AND {record} IN ({several})) WINDOW latest AS (PARTITION BY {record} ORDER BY {latest})"
    )
    ((differing,),) = database.run(f"SELECT count(*) FROM {_LATER} WHERE NOT is_same")
    if differing and not staged.has("updated") and opened.stated.repeats != "last":
        raise DataError(_differing(opened, staged))
    notices = _tied(opened, staged) if differing and opened.stated.repeats != "last" else []
    for reason, condition in ((REPEATED, "is_same"), (EARLIER, "NOT is_same")):
        staged.leave_out(reason, f"row IN (SELECT row FROM {_LATER} WHERE place > 1 AND {condition})")
    database.drop(_LATER)
    return notices


def _tied(opened: Opened, staged: Staged) -> list[Notice]:
    """What is to be known of records whose latest rows differ and are of one moment: the last in the file counts.

    DataError where the moments tell no record's rows apart: these are its parts (products, contacts), not its states.
    """
    record, at = value_column(opened.table.one_row), staged.value("updated", "TIMESTAMP")
    ((tied, told),) = staged.database.run(
        f"SELECT count(*) FILTER (tied), count(*) FILTER (told) FROM (SELECT bool_or(NOT is_same AND latest) AS tied, "
        f"count(DISTINCT {at}) > 1 AS told FROM (SELECT *, {at} IS NOT DISTINCT FROM max({at}) OVER (PARTITION BY "
        f"{record}) AS latest FROM {STAGED} JOIN {_LATER} USING (row)) GROUP BY {record})"
    )
    if tied and not told:
        raise DataError(_differing(opened, staged))
    template = N_("records with rows that differ and are of one moment, the last of the file counting: {n}")
    return [notice("tied-states", "updated", template, n=str(tied))] if tied else []


def _differing(opened: Opened, staged: Staged) -> Iterator[Problem]:
    """The first rows of records that have several, which differ."""
    rows = staged.rows(f"row IN (SELECT row FROM {_LATER} WHERE NOT is_same OR place = 1) AND {_shared(opened)}")
    column = opened.role(opened.table.one_row)
    assert column is not None
    place = opened.source.header.index(column.header) + 1
    hint = "map the column that tells which is the latest (columns: {updated: HEADER}), or state repeats: last"
    if staged.has("updated"):
        hint = "nothing tells which is the latest: export one row for each, or state repeats: last"
    for line in lines_of(opened.source, rows):
        message = f"one {column.role} has several rows that differ"
        accepted = f"one row for each {column.role}"
        path = f"{column.header} ({column.role})"
        yield Problem("several-rows", message, path, opened.source.file, line, place, accepted, hint)


def _shared(opened: Opened) -> str:
    record = value_column(opened.table.one_row)
    unlike = f"SELECT row FROM {_LATER} WHERE NOT is_same"
    return f"{record} IN (SELECT {record} FROM {STAGED} WHERE row IN ({unlike}))"


def settle_order(opened: Opened, staged: Staged, only_days: tuple[str, ...]) -> list[Notice]:
    """Leave out rows that end before they begin, and say where they stand; DataError where they are many.

    A moment of which only the day is known is compared by its day.
    """
    notices = []
    for first, second in opened.table.in_order:
        if not (staged.has(first) and staged.has(second)):
            continue
        begins, ends = value_column(first), value_column(second)
        if first in only_days or second in only_days:
            begins, ends = f"date_trunc('day', {begins})", f"date_trunc('day', {ends})"
        reversed_rows = staged.count(f"{ends} < {begins}")
        if not reversed_rows:
            continue
        both = staged.count(f"{begins} IS NOT NULL AND {ends} IS NOT NULL")
        lines = lines_of(opened.source, staged.rows(f"{ends} < {begins}"))
        if reversed_rows > _MOST_REVERSED * both and reversed_rows > 1:
            raise DataError(_reversed(opened, (first, second), lines, f"{reversed_rows} of {both}"))
        staged.leave_out(REVERSED, f"{ends} < {begins}")
        template = N_("rows left out because “{second}” comes before “{first}”: {n} (lines {lines})")
        told = {"n": str(reversed_rows), "second": second, "first": first, "lines": _told(lines, reversed_rows)}
        notices.append(notice("reversed-times", "", template, **told))
    return notices


def _reversed(opened: Opened, pair: tuple[str, str], lines: list[int], share: str) -> Iterator[Problem]:
    columns = [column for role in pair if (column := opened.role(role)) is not None]
    place = opened.source.header.index(columns[-1].header) + 1
    names = " before ".join(f"'{column.header}'" for column in reversed(columns))
    accepted = f"{pair[0]} first, then {pair[1]}: are the columns swapped, or the dates in another format?"
    for line in lines:
        yield Problem("reversed-times", f"{names} in {share} rows", columns[-1].header, opened.source.file, line,
                      place, accepted)  # fmt: skip


def _told(lines: list[int], total: int) -> str:
    shown = ", ".join(map(str, lines[:5]))
    return f"{shown}, ..." if total > len(lines[:5]) else shown


def left_out_rows(staged: Staged) -> Mapping[int, int]:
    """Rows by the reason for which they do not count, 0 for those that do."""
    found = staged.database.run(f"SELECT reason, count(*) FROM {STAGED} GROUP BY reason")
    return {int(reason): int(rows) for reason, rows in found}
