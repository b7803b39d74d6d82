"""The rows of a log sorted out: used or left out and why, then one row for each customer and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.expressions import MOST_CENTS
from roi_engine.crm_data.profile import NAMES
from roi_engine.crm_data.report import LeftOut
from roi_engine.crm_data.understanding import DATES, Asked, Understood
from roi_engine.errors import DataError, Problem

ENTRIES = "door_entries"
REASONS: Mapping[int, tuple[str, str]] = {
    1: ("blank_row", "nothing but blanks"),
    2: ("total_row", "a total, not an order"),
    3: ("no_customer", "no customer is named"),
    4: ("no_date", "no date is given"),
    5: ("no_amount", "no amount is given"),
    6: ("same_order", "repeats a row of the same order"),
    7: ("no_order", "has never ordered: no last date, or no orders"),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What the used rows of a log were, in numbers of rows; amounts in cents, days since 1970-01-01."""

    rows_used: int
    left_out: tuple[LeftOut, ...]
    refunds: int
    zero: int
    duplicates: int
    cents: int
    first_day: int | None
    last_day: int | None


def store_entries(asked: Asked, read: Understood) -> None:
    """Table ENTRIES: a row for each row of the file, (customer number, day, cents, reason 0 where used, mark)."""
    source = asked.source
    day, total = _day(read, "date")
    cents = read.values.get("amount", "0")
    marked = ", ".join(source.column(header) for header in source.header)
    outer = (
        f"CASE WHEN name = '' AND day IS NULL AND {'cents IS NULL' if 'amount' in read.values else 'TRUE'} THEN 1 "
        "WHEN n.is_total OR day_total OR (name = '' AND day IS NULL) THEN 2 WHEN name = '' THEN 3 "
        "WHEN day IS NULL THEN 4 WHEN cents IS NULL THEN 5 ELSE 0 END"
    )
    join = f"LEFT JOIN {DATES} d ON d.token = {read.tokens['date']}" if "date" in read.tokens else ""
    inner = f"SELECT {read.values['customer']} AS name, {day} AS day, {total} AS day_total, {cents} AS cents, "
    inner += f"hash({marked}) AS mark FROM {source.rows} {join}"
    asked.database.run("SET preserve_insertion_order = false")
    asked.database.run(
        f"CREATE OR REPLACE TEMP TABLE {ENTRIES} AS SELECT n.customer AS customer, CAST(day AS INTEGER) AS day, "
        f"CAST(cents AS BIGINT) AS cents, CAST({outer} AS TINYINT) AS reason, mark "
        f"FROM ({inner}) JOIN {NAMES} n USING (name)",
        source.parameters,
    )


def _day(read: Understood, role: str) -> tuple[str, str]:
    if role in read.tokens:
        return "d.day", "coalesce(d.is_total, FALSE)"
    return read.values[role], "FALSE"


def leave_out_repeats(database: Database) -> None:
    """Mark the repetitions of identical rows of one order (an order column is known) as left out."""
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {ENTRIES} AS SELECT customer, day, cents, CAST(CASE WHEN reason = 0 AND "
        f"row_number() OVER (PARTITION BY mark, reason) > 1 THEN 6 ELSE reason END AS TINYINT) AS reason, mark "
        f"FROM {ENTRIES}"
    )


def tally(database: Database) -> Tally:
    """Count the rows of ENTRIES by what became of them."""
    by_reason = dict(database.run(f"SELECT reason, count(*) FROM {ENTRIES} GROUP BY reason"))
    sql = (
        "SELECT count(*), count_if(cents < 0), count_if(cents = 0), coalesce(sum(cents), 0), min(day), max(day) "
        f"FROM {ENTRIES} WHERE reason = 0"
    )
    ((used, refunds, zero, cents, first, last),) = database.run(sql)
    ((distinct,),) = database.run(f"SELECT count(*) FROM (SELECT DISTINCT mark FROM {ENTRIES} WHERE reason = 0)")
    left_out = tuple(LeftOut(code, by_reason[n], words) for n, (code, words) in REASONS.items() if by_reason.get(n))
    return Tally(used, left_out, refunds, zero, used - distinct, int(cents), first, last)


def store_orders(database: Database, table: str, has_refunds: bool) -> tuple[int, int]:
    """Net the used rows by customer and day into `table`; returns customers and order days.

    A day is an order where its net is not negative, except where purchases and refunds of the day cancel out. The
    key of the grouping is one whole number, which is twice as quick as two columns.
    """
    lowest = "min(cents)" if has_refunds else "0"
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT CAST(key // {_DAYS} AS INTEGER) AS customer, "
        f"CAST(key % {_DAYS} - {_SHIFT} AS INTEGER) AS day, CAST(net AS BIGINT) AS cents FROM ("
        f"SELECT CAST(customer AS BIGINT) * {_DAYS} + day + {_SHIFT} AS key, sum(cents) AS net, {lowest} AS lowest "
        f"FROM {ENTRIES} WHERE reason = 0 GROUP BY 1) WHERE net <> 0 OR lowest >= 0"
    )
    database.run("SET preserve_insertion_order = true")
    sql = f"SELECT count(DISTINCT customer), count(*), max(abs(cents)) FROM {table} WHERE cents >= 0"
    ((customers, days, most),) = database.run(sql)
    if most is not None and most >= MOST_CENTS:
        message = f"a customer bought for {most // 100} on one day"
        raise DataError([Problem("too-large", message, "amount", accepted="less than 100 billion")])
    return int(customers), int(days)


_DAYS, _SHIFT = 131_072, 32_768  # holds the days of the years 1900 to 2100
