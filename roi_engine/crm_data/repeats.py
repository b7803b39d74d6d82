"""Rows that repeat another one exactly: looked for only where a customer has several rows on a day."""

from __future__ import annotations

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.numbering import NAMES
from roi_engine.crm_data.scan import Scan
from roi_engine.crm_data.source import reading


def count_repeats(scan: Scan, entries: str, orders: str) -> int:
    """Used rows beyond the first of their kind, all columns of the file alike.

    `entries` is the table of the file's rows, `orders` that of customers and days, with a column `several` that is true
    at least where several rows of `entries` were used. Where no marks are kept, only the columns of the days in
    question are read once more.
    """
    several = f"(SELECT customer, day FROM {orders} WHERE several)"
    database = scan.asked.database
    if scan.holds_marks:
        marks = f"SELECT mark FROM {entries} SEMI JOIN {several} USING (customer, day) WHERE reason = 0"
        return _beyond_first(database, marks)
    if scan.numbering.least is None:
        called = f"(SELECT name AS called, day FROM {several} JOIN {NAMES} USING (customer))"
    else:
        called = f"(SELECT customer AS called, day FROM {several})"
    marks = f"SELECT {scan.mark} AS mark FROM {scan.rows(whole=True)} SEMI JOIN {called} USING (called, day)"
    with reading(scan.asked.source):
        return _beyond_first(database, f"{marks} WHERE cents IS NOT NULL", scan.asked.source.parameters)


def leave_out_repeats(database: Database, entries: str, orders: str, reason: int) -> None:
    """Give the repetitions of identical rows of one order (an order column is known) their reason to be left out."""
    several = f"(SELECT customer, day FROM {orders} WHERE several)"
    repeated = (
        f"SELECT mark, min(rowid) AS kept FROM (SELECT mark, reason, {entries}.rowid FROM {entries} "
        f"SEMI JOIN {several} s USING (customer, day)) WHERE reason = 0 GROUP BY mark HAVING count(*) > 1"
    )
    database.run(
        f"UPDATE {entries} SET reason = {reason} FROM ({repeated}) r "
        f"WHERE {entries}.mark = r.mark AND {entries}.rowid <> r.kept AND {entries}.reason = 0"
    )


def _beyond_first(database: Database, marks: str, parameters: dict[str, str] | None = None) -> int:
    sql = f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM ({marks}) GROUP BY mark)"
    ((repeats,),) = database.run(sql, parameters)
    return int(repeats)
