"""The rows of a bare customer list sorted out: one customer a row, used or left out and why."""

from __future__ import annotations

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.entries import REASONS, Tally
from roi_engine.crm_data.numbering import NAMES
from roi_engine.crm_data.report import LeftOut
from roi_engine.crm_data.source import SHOWN
from roi_engine.crm_data.understanding import DATES, Asked, Understood
from roi_engine.errors import DataError, Problem

_ROWS = "door_rows"


def store_list(asked: Asked, read: Understood, table: str) -> Tally:
    """Make `table` (customer number, first_day, last_day, orders, cents) of a list; DataError lists what is wrong."""
    last, total, first = _day(read, "last_date"), _total(read), _day(read, "first_date")
    orders = read.values.get("orders", "1")
    cents = read.values.get("amount", "0")
    joins = " ".join(f"LEFT JOIN {DATES} {role} ON {role}.door_token = {sql}" for role, sql in read.tokens.items())
    reason = (
        "CASE WHEN name = '' AND last_day IS NULL AND first_day IS NULL AND coalesce(orders, 0) = 0 THEN 1 "
        "WHEN day_total OR (n.is_total AND last_day IS NULL) OR (name = '' AND last_day IS NULL) THEN 2 "
        "WHEN name = '' THEN 3 WHEN last_day IS NULL OR coalesce(orders, 0) = 0 THEN 7 "
        "WHEN cents IS NULL THEN 5 ELSE 0 END"
    )
    inner = (
        f"SELECT {read.values['customer']} AS name, {first} AS first_day, {last} AS last_day, {total} AS day_total, "
    )
    inner += f"{orders} AS orders, {cents} AS cents FROM {asked.source.rows} {joins}"
    asked.database.run_as_written(
        f"CREATE OR REPLACE TEMP TABLE {_ROWS} AS SELECT n.customer AS customer, n.is_total AS is_total, "
        "CAST(first_day AS INTEGER) AS first_day, CAST(last_day AS INTEGER) AS last_day, "
        f"CAST(orders AS BIGINT) AS orders, CAST(cents AS BIGINT) AS cents, {reason} AS reason "
        f"FROM ({inner}) JOIN {NAMES} n USING (name)",
        asked.source.parameters,
    )
    _check(asked)
    asked.database.run(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT customer, first_day, last_day, orders, cents FROM {_ROWS} "
        "WHERE reason = 0"
    )
    counted = _tally(asked.database)
    asked.database.drop(_ROWS)
    return counted


def _check(asked: Asked) -> None:
    """One row a customer; no order before the first, no negative count."""
    faults = {
        "repeated-customer": ("one row for each customer", "count(*) > 1"),
        "dates-crossed": ("a first date that is not after the last", "max(first_day - last_day) > 0"),
        "bad-number": ("orders that are not negative", "min(orders) < 0"),
        "total-or-customer": ("a customer, or a total without a date", f"bool_or({_ROWS}.is_total)"),
    }
    source = asked.source
    header = next(column.header for column in asked.columns if column.kind == "name")
    problems = []
    for code, (accepted, wrong) in faults.items():
        sql = f"SELECT name FROM {_ROWS} JOIN {NAMES} USING (customer) WHERE reason = 0 GROUP BY name HAVING {wrong} "
        names = {str(name) for (name,) in asked.database.run(sql + f"ORDER BY name LIMIT {SHOWN}")}
        for cell in source.cells(asked.database, header, names.__contains__) if names else []:
            place = f"{header} (customer)"
            problems.append(Problem(code, f"'{cell.value[:60]}'", place, source.file, cell.line, cell.column, accepted))
    if problems:
        raise DataError(problems)


def _tally(database: Database) -> Tally:
    by_reason = dict(database.run(f"SELECT reason, count(*) FROM {_ROWS} GROUP BY reason"))
    sums = "count_if(cents < 0), count_if(cents = 0), coalesce(sum(cents), 0), min(last_day), max(last_day)"
    sql = f"SELECT count(*), {sums} FROM {_ROWS} WHERE reason = 0"
    ((used, refunds, zero, cents, first, last),) = database.run(sql)
    left_out = tuple(LeftOut(code, by_reason[n], words) for n, (code, words) in REASONS.items() if by_reason.get(n))
    return Tally(used, left_out, refunds, zero, 0, int(cents), first, last)


def _day(read: Understood, role: str) -> str:
    return f"{role}.door_day" if role in read.tokens else read.values.get(role, "CAST(NULL AS INTEGER)")


def _total(read: Understood) -> str:
    return "coalesce(last_date.door_total, FALSE)" if "last_date" in read.tokens else "FALSE"
