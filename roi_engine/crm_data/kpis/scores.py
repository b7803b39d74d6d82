"""Customers of the orders scored by recency, frequency and amount, in fifths of the base, as a table beside them."""

from __future__ import annotations

from roi_engine.crm_data.base import Log
from roi_engine.crm_data.database import named
from roi_engine.crm_data.kpis.rows import Rows, view_of
from roi_engine.crm_data.report import DataReport
from roi_engine.crm_data.scored import cut_points, scored
from roi_engine.crm_data.summary import customer_summary

SOURCE = "scored_orders"  # the source whose rows need the table
_SCORES, _NUMBERS, _LOG = "kpi_scores", "kpi_numbers", "kpi_log"


def put_scores(rows: Rows) -> None:
    """Make the table of scores (person, r, f, m; 1 to 5, best highest) at the end of the period."""
    database, orders = rows.database, named(view_of("orders"))
    counted = rows.filled_moments(f"FROM {orders} WHERE person IS NOT NULL AND date <= {{until}}")
    database.run(
        f"CREATE OR REPLACE TEMP TABLE {_NUMBERS} AS "
        f"SELECT person, row_number() OVER (ORDER BY person) AS customer FROM (SELECT DISTINCT person {counted})"
    )
    # a table that every cursor sees, as the aggregations are run on another one
    database.run(
        f"CREATE OR REPLACE TABLE {_LOG} AS SELECT CAST(n.customer AS BIGINT) AS customer, "
        "date_diff('day', DATE '1970-01-01', CAST(o.date AS DATE)) AS day, "
        f"CAST(sum(coalesce(o.amount, 0)) AS BIGINT) AS cents FROM (SELECT person, date, amount {counted}) AS o "
        f"JOIN {_NUMBERS} AS n USING (person) GROUP BY 1, 2"
    )
    database.run(f"CREATE OR REPLACE TEMP TABLE {_SCORES} (person VARCHAR, r BIGINT, f BIGINT, m BIGINT)")
    ((ordered,),) = database.run(f"SELECT count(*) FROM {_LOG} WHERE cents >= 0")
    if not ordered:
        return
    log = Log(database, _LOG, _unread(), "amount" in rows.roles["orders"])
    summary = customer_summary(log, rows.until.date())
    marks = scored(summary, cut_points(summary))
    database.run(
        f"INSERT INTO {_SCORES} SELECT n.person, s.r, s.f, s.m FROM {named(marks.table)} AS s "
        f"JOIN {_NUMBERS} AS n ON n.customer = s.customer"
    )
    database.drop(marks.table, summary.table, _LOG, _NUMBERS)


def _unread() -> DataReport:
    """The report of a log that comes from no file of its own."""
    return DataReport(
        "log", "orders", "", "", "", "", "", "", (), (), 0, 0, (), 0, 0, 0, 0, 0, 0, None, None, None, ()
    )  # fmt: skip
