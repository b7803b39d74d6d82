"""The SQL that the expressions become, kept as files: a new release of a library that changes it is seen.

`ROI_ENGINE_GOLDEN=write` writes the files anew.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

import ibis  # type: ignore[import-untyped]
import pytest
from ibis.expr.types import Table  # type: ignore[import-untyped]

from roi_engine.crm_data import expressions as of
from roi_engine.customers.cut_points import CutPoints

GOLDEN = Path(__file__).parent / "golden"
AT = date(2024, 1, 1)
CUTS = CutPoints("independent", 3, AT, (10, 30), ((1, 2),), ((1000, 5000),))
NESTED = CutPoints("nested", 2, AT, (30,), ((1,), (2,)), ((100,), (200,), (300,), (400,)))
ORDERS = of.orders_table("orders")
SUMMARY = of.summary_table("summary", ("arm",))
SCORED = of.summary_table("scored", ("arm",), has_scores=True)
CASES: dict[str, Table] = {
    "log_summary": of.log_summary(of.between(ORDERS, 19_000, 19_700)),
    "list_summary": of.list_summary(of.listed_table("listed"), 19_700),
    "with_groups": of.with_groups(of.log_summary(ORDERS), of.groups_table("orders_groups", ("arm",)), ("arm",)),
    "history": of.history(SUMMARY, 19_700, ("arm",)),
    "spend": of.spend(SUMMARY),
    "key_histogram": of.key_histogram(SUMMARY, "orders"),
    "scores": of.with_segments(of.scores(SUMMARY, CUTS, AT), {(3, 3, 3): "best", (1, 1, 1): "lost"}),
    "scores_nested": of.scores(SUMMARY, NESTED, AT),
    "cells": of.cells(SCORED),
    "gap_counts": of.gap_counts(of.gaps(ORDERS), 50),
    "gap_spread": of.gap_spread(of.gaps(ORDERS)),
    "open_gap_counts": of.open_gap_counts(SUMMARY, 19_700, 50),
    "two_dates": of.two_dates(SCORED, of.summary_table("later", has_scores=True), "arm"),
    "day_totals": of.day_totals(ORDERS, of.first_days(ORDERS, 19_500), 19_000, 19_700),
    "buyers": of.buyers(ORDERS, [(24_288, 19_000, 19_030)]),
    "exported": of.exported(SCORED, of.names_table("names")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_sql_is_the_one_on_file(name: str) -> None:
    sql = str(ibis.to_sql(CASES[name], dialect="duckdb")) + "\n"
    path = GOLDEN / f"{name}.sql"
    if os.environ.get("ROI_ENGINE_GOLDEN") == "write":
        path.write_text(sql, encoding="utf-8")
    assert sql == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dialect", ["postgres", "snowflake"])
def test_other_engines_have_the_same_words(name: str, dialect: str) -> None:
    assert "SELECT" in str(ibis.to_sql(CASES[name], dialect=dialect))


def test_sqlite_gives_the_same_answers() -> None:
    """Scores, cells, histories and gaps on a second engine, by hand: 1 on days 0, 10, 30 (refund on 20), 2 on day 5."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE orders (customer INTEGER, day INTEGER, cents INTEGER)")
    rows = [(1, 19_000, 1000), (1, 19_010, 500), (1, 19_020, -200), (1, 19_030, 700), (2, 19_005, 300)]
    base.executemany("INSERT INTO orders VALUES (?, ?, ?)", rows)
    base.execute(
        "CREATE TABLE summary AS SELECT customer, 19000 AS first_day, 19030 AS last_day, 3 AS orders, 2000 AS cents, "
        "1000 AS first_cents, 'x' AS arm FROM orders WHERE customer = 1 GROUP BY 1 UNION ALL "
        "SELECT 2, 19005, 19005, 1, 300, 300, 'y'"
    )

    def answers(expression: Table) -> list[tuple[object, ...]]:
        return base.execute(str(ibis.to_sql(expression, dialect="sqlite"))).fetchall()

    assert answers(of.gap_counts(of.gaps(ORDERS), 50)) == [(1, 10, 1), (2, 20, 1)]
    assert answers(of.history(SUMMARY, 19_040, ())) == [(0, 0, 35, 1, 0), (2, 30, 40, 1, 1000)]
    at = date.fromordinal(date(1970, 1, 1).toordinal() + 19_040)
    found = {row[0]: row[-3:] for row in answers(of.scores(SUMMARY, CUTS, at))}
    assert found == {1: (3, 3, 2), 2: (1, 1, 1)}  # 10 days since: up to the first bound; 35: beyond the last
