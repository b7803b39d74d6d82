"""Totals and means that stand among the rows of an export like rows of it: refused where the numbers tell."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.crm_data.database import text
from roi_engine.crm_data.exports.columns import Mapped, Opened
from roi_engine.crm_data.exports.lines import lines_of
from roi_engine.crm_data.exports.staging import MISSING, STAGED, TOTAL_ROW, Staged, value_column, word_column
from roi_engine.crm_data.numbering import TOTALS
from roi_engine.errors import DataError, Problem

_MOST = 60  # rows with the heading of a total that are looked at
_WORDS = "|".join(sorted(TOTALS, key=len, reverse=True))
_ALL = r"all|overall|tutt[ei]|tod[ao]s"
_MEANS = "average|avg|mean|media|medie|promedio"
_ROUNDED = {"money": 0.005, "count": 0.5}  # how far a mean that was written down may lie from the mean


def check_subtotals(opened: Opened, staged: Staged) -> None:
    """DataError where rows are totals, or means, of the rows above them.

    Such a row reads like one (`Total North`, `Totale gennaio`, `Average`) and holds the sum of the rows above, up to
    the last total or all of them, or their mean; or it has a total for its number, and no date where others have one.
    """
    heads = [column for column in opened.columns if _is_worded(column, staged)]
    totals = {column.role: _like(column, staged, _WORDS) for column in heads}
    wider = {column.role: _like(column, staged, f"{_WORDS}|{_ALL}") for column in heads}
    if not heads:
        return
    rows = staged.rows(" OR ".join(wider.values()), _MOST)
    means = staged.rows(" OR ".join(_like(column, staged, _MEANS) for column in heads), _MOST)
    found = {row for row in means if _is_mean(opened, staged, row, [*rows, *means])}
    if rows:
        found |= {row for row in rows if _is_undated(opened, staged, totals, row)} | _summed(opened, staged, rows)
    if found:
        raise DataError(_problems(opened, staged, heads, sorted(found)))


def leave_out_headings(opened: Opened, staged: Staged) -> None:
    """Leave out deals of which nothing but the number is told: headings of groups of deals."""
    values = [value_column(role) for role in staged.mapped if role != "deal"]
    cells = [*values, *(f"nullif({word}, '')" for word in staged.words.values())]
    if opened.table.name == "deals" and len(cells) > 1:
        staged.leave_out(TOTAL_ROW, f"coalesce({', '.join(f'CAST({cell} AS VARCHAR)' for cell in cells)}) IS NULL")


def check_merged(opened: Opened, staged: Staged) -> None:
    """DataError where rows have an amount and words, but no number and no date: merged cells leave them empty."""
    amounts = [value_column(c.role) for c in opened.of_kind("money") if staged.has(c.role)]
    worded = [value_column(_kept(c)) for c in opened.columns if _is_worded(c, staged) and staged.has(_kept(c))]
    empty = [value_column(c.role) for c in opened.of_kind("time") if staged.has(c.role)]
    empty += [value_column(role) for role in opened.table.required if role != "cost"]
    if not amounts or not worded:
        return
    found = staged.database.run(
        f"SELECT row FROM {STAGED} WHERE reason = {MISSING} AND coalesce({', '.join(amounts)}) IS NOT NULL "
        f"AND coalesce({', '.join(worded)}) IS NOT NULL "
        f"AND {' AND '.join(f'{cell} IS NULL' for cell in dict.fromkeys(empty))} ORDER BY row LIMIT 20"
    )
    if len(found) > 1:
        raise DataError(_merged(opened, [int(row) for (row,) in found]))


def _merged(opened: Opened, rows: list[int]) -> Iterator[Problem]:
    column = next(c for role in opened.table.required if (c := opened.role(role)) is not None)
    place = opened.source.header.index(column.header) + 1
    said = "rows with an amount have no date and no number of their own: merged cells?"
    accepted = "every cell filled in, as in the row above, or a file without these rows"
    for line in lines_of(opened.source, rows):
        yield Problem("blank-cell", said, f"{column.header} ({column.role})", opened.source.file, line, place, accepted)


def _is_worded(column: Mapped, staged: Staged) -> bool:
    kept = column.kind in ("text", "dimension") and not column.is_hashed and staged.has(_kept(column))
    return kept or column.role in staged.words


def _kept(column: Mapped) -> str:
    return f"dimension {column.role}" if column.kind == "dimension" else column.role


def _like(column: Mapped, staged: Staged, words: str) -> str:
    """SQL of whether a cell begins like the heading of a total; most are settled by their first letter."""
    held = word_column(column.role) if column.role in staged.words else value_column(_kept(column))
    pattern = rf"[* ]*({words})([^a-zà-ÿ0-9].*)?"
    return (
        f"(coalesce(lower({held})[1] IN ('t', 's', 'g', '*', 'a', 'o', 'm', 'p') "
        f"AND regexp_full_match(lower({held}), {text(pattern)}), FALSE))"
    )


def _is_undated(opened: Opened, staged: Staged, totals: dict[str, str], row: int) -> bool:
    """Whether a total stands for the number of a record that has no date, where most records have one."""
    times = [value_column(column.role) for column in opened.of_kind("time") if staged.has(column.role)]
    record = totals.get(opened.table.one_row)
    if not times or record is None:
        return False
    dated = f"({' OR '.join(f'{time} IS NOT NULL' for time in times)})"
    ((undated, most),) = staged.database.run(
        f"SELECT bool_or(row = {row} AND {record} AND NOT {dated}), avg(CAST({dated} AS INTEGER)) FROM {STAGED} "
        "WHERE reason = 0"
    )
    return bool(undated) and float(most) > 0.5


def _summed(opened: Opened, staged: Staged, rows: list[int]) -> set[int]:
    """The rows that hold the sums of those above: all that read like totals, or some of two rows or more.

    All amounts and counts of a row are to be sums, of which one is money or two are counts: one count alone may be so
    by chance.
    """
    money = [value_column(column.role) for column in opened.of_kind("money") if staged.has(column.role)]
    counts = [value_column(column.role) for column in opened.of_kind("count") if staged.has(column.role)]
    found: dict[int, int] = {}
    for before, row in zip([0, *rows], rows, strict=False):
        block = f"row BETWEEN {before} + 1 AND {row} - 1"
        for above in (block, f"row < {row} AND row NOT IN ({', '.join(map(str, rows))})"):
            summed = {cell: _parts(staged, cell, row, above) for cell in (*money, *counts)}
            told = {cell: parts for cell, parts in summed.items() if parts is not None}
            if told and all(told.values()) and ({*told} & {*money} or len(told) > 1):
                found[row] = max(max(told.values()), found.get(row, 0))
    alone = len(found) < max(len(rows), 2)  # where one row is summed, all totals have to be
    return {*found} if not alone or max(found.values(), default=0) > 1 else set()


def _is_mean(opened: Opened, staged: Staged, row: int, beside: list[int]) -> bool:
    """Whether all amounts and counts of a row are the means of those above, `beside` left out: two, or one of money."""
    told = {}
    for column in (*opened.of_kind("money"), *opened.of_kind("count")):
        if not staged.has(column.role):
            continue
        cell, above = value_column(column.role), f"row < {row} AND row NOT IN ({', '.join(map(str, beside))})"
        ((own, mean, parts),) = staged.database.run(
            f"SELECT any_value({cell}) FILTER (row = {row}), avg({cell}) FILTER ({above}), "
            f"count({cell}) FILTER ({above}) FROM {STAGED} WHERE reason = 0 AND row <= {row}"
        )
        if own and parts > 1:
            told[column] = abs(float(own) - float(mean)) <= _ROUNDED[column.kind]
    return bool(told) and all(told.values()) and (len(told) > 1 or any(c.kind == "money" for c in told))


def _parts(staged: Staged, cell: str, row: int, above: str) -> int | None:
    """How many numbers make up the sum that a row holds; 0 where it holds another number, None where none or zero."""
    ((own, total, parts),) = staged.database.run(
        f"SELECT any_value({cell}) FILTER (row = {row}), sum({cell}) FILTER ({above}), count({cell}) FILTER ({above}) "
        f"FROM {STAGED} WHERE reason = 0 AND row <= {row}"
    )
    return None if not own else int(parts) if own == total else 0


def _problems(opened: Opened, staged: Staged, heads: list[Mapped], rows: list[int]) -> Iterator[Problem]:
    for row, line in zip(rows, lines_of(opened.source, rows), strict=False):
        worded = f"{_WORDS}|{_ALL}|{_MEANS}"
        told = next(c for c in heads if staged.count(f"row = {row} AND {_like(c, staged, worded)}"))
        accepted = "the file without its totals and means"
        if told.role not in opened.table.required:
            accepted += f'; where it is a row like the others: columns: {{{told.role}: ""}}'
        place = opened.source.header.index(told.header) + 1
        said = "this reads like a total or a mean of the rows above, and would count beside them"
        yield Problem("total-row", said, f"{told.header} ({told.role})", opened.source.file, line, place, accepted)
