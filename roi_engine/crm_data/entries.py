"""The rows of a log sorted out: used or left out and why, then one row for each customer and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.expressions import MOST_CENTS
from roi_engine.crm_data.numbering import buyers_of
from roi_engine.crm_data.repeats import count_repeats, leave_out_repeats
from roi_engine.crm_data.report import LeftOut
from roi_engine.crm_data.scan import Scan
from roi_engine.crm_data.source import reading
from roi_engine.errors import N_, DataError, Problem

ENTRIES = "door_entries"
SAME_ORDER = 6
REASONS: Mapping[int, tuple[str, str]] = {
    1: ("blank_row", N_("nothing but blanks")),
    2: ("total_row", N_("a total, not an order")),
    3: ("no_customer", N_("no customer is named")),
    4: ("no_date", N_("no date is given")),
    5: ("no_amount", N_("no amount is given")),
    SAME_ORDER: ("same_order", N_("repeats a row of the same order")),
    7: ("no_order", N_("has never ordered: no last date, or no orders")),
}
_SHORT = 2**31  # sums of smaller whole numbers take half the memory


@dataclass(frozen=True, slots=True)
class Tally:
    """What the used rows of a log were, in numbers of rows; amounts in cents, days since 1970-01-01.

    `most` is the greatest amount of a row, without its sign.
    """

    rows_used: int
    left_out: tuple[LeftOut, ...]
    refunds: int
    zero: int
    duplicates: int
    cents: int
    first_day: int | None
    last_day: int | None
    most: int = 0


def store_entries(scan: Scan) -> None:
    """Table ENTRIES: a row for each row of the file, (customer number, day, cents, reason 0 where used, mark)."""
    who = scan.numbering
    reason = (
        f"CASE WHEN {who.is_blank} AND day IS NULL AND {'cents IS NULL' if scan.has_amounts else 'TRUE'} THEN 1 "
        f"WHEN {who.is_total} OR day_total OR ({who.is_blank} AND day IS NULL) THEN 2 WHEN {who.is_blank} THEN 3 "
        "WHEN day IS NULL THEN 4 WHEN cents IS NULL THEN 5 ELSE 0 END"
    )
    mark = f", {scan.mark} AS mark" if scan.holds_marks else ""
    database = scan.asked.database
    database.run("SET preserve_insertion_order = false")
    with reading(scan.asked.source):
        database.run_as_written(
            f"CREATE OR REPLACE TEMP TABLE {ENTRIES} AS SELECT {who.number} AS customer, CAST(day AS INTEGER) AS day, "
            f"CAST(cents AS BIGINT) AS cents, CAST({reason} AS TINYINT) AS reason{mark} "
            f"FROM {scan.rows(whole=scan.holds_marks)} {who.join}",
            scan.asked.source.parameters,
        )


def tally(database: Database) -> Tally:
    """Count the rows of ENTRIES by what became of them; repetitions are not counted here."""
    by_reason = dict(database.run(f"SELECT reason, count(*) FROM {ENTRIES} GROUP BY reason"))
    sql = (
        "SELECT count(*), count_if(cents < 0), count_if(cents = 0), coalesce(sum(cents), 0), min(day), max(day), "
        f"coalesce(greatest(max(cents), -min(cents)), 0) FROM {ENTRIES} WHERE reason = 0"
    )
    ((used, refunds, zero, cents, first, last, most),) = database.run(sql)
    left_out = tuple(LeftOut(code, by_reason[n], words) for n, (code, words) in REASONS.items() if by_reason.get(n))
    return Tally(used, left_out, refunds, zero, 0, int(cents), first, last, int(most))


def store_orders(scan: Scan, table: str, counted: Tally) -> tuple[Tally, int, int]:
    """Net the used rows by customer and day into `table`; returns the tally, now final, customers and order days.

    A day is an order where its net is not negative, except where purchases and refunds of the day cancel out.
    Repetitions of one order are left out where an order column is known, and counted where none is.
    """
    database = scan.asked.database
    _net(database, table, counted, scan.has_amounts)
    ((days,),) = database.run(f"SELECT count(*) FROM {table}")
    repeats = count_repeats(scan, ENTRIES, table) if days < counted.rows_used else 0
    if repeats and any(column.role == "order" for column in scan.asked.columns):
        leave_out_repeats(database, ENTRIES, table, SAME_ORDER)
        counted = tally(database)
        _net(database, table, counted, scan.has_amounts)
    else:
        counted = replace(counted, duplicates=repeats)
    database.run(f"DELETE FROM {table} WHERE cancelled")
    for column in ("several", "cancelled"):
        database.run(f"ALTER TABLE {table} DROP COLUMN {column}")
    database.run("SET preserve_insertion_order = true")
    ((days, most),) = database.run(f"SELECT count(*), max(cents) FROM {table} WHERE cents >= 0")
    if most is not None and most >= MOST_CENTS:
        message = f"a customer bought for {most // 100} on one day"
        raise DataError([Problem("too-large", message, "amount", accepted="less than 100 billion")])
    return counted, buyers_of(database, table), int(days)


def _net(database: Database, table: str, counted: Tally, has_amounts: bool) -> None:
    """Table (customer, day, cents, several, cancelled), a row for each customer and day with a row that is used.

    A day with several rows shows in that its sum is not its least amount; where that amount is positive, always.
    `several` is true on some days with a single row too, where that row is a refund or nothing.
    """
    kind = "INTEGER" if counted.most < _SHORT else "BIGINT"
    several = "net <> lowest OR lowest <= 0" if has_amounts else "lowest > 1"
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT customer, day, CAST(net AS BIGINT) AS cents, "
        f"{several} AS several, net = 0 AND lowest < 0 AS cancelled FROM ("
        f"SELECT customer, day, sum(cents) AS net, {'min(cents)' if has_amounts else 'count(*)'} AS lowest FROM ("
        f"SELECT customer, day, CAST(cents AS {kind}) AS cents FROM {ENTRIES} WHERE reason = 0) "
        "GROUP BY customer, day)"
    )
