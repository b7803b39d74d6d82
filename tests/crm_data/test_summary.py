"""The summary and what is built on it, beside plain pandas; no order of rows, columns or threads changes anything."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi_engine.crm_data.calendar_totals import day_totals, month_totals
from roi_engine.crm_data.database import Limits
from roi_engine.crm_data.gaps import gap_regularity, open_gaps, order_gaps
from roi_engine.crm_data.reading import read_log
from roi_engine.crm_data.rows import history_rows, spend_rows
from roi_engine.crm_data.scored import cell_table, customer_rows, cut_points, scored
from roi_engine.crm_data.summary import Summary, customer_summary
from roi_engine.customers.scores import cut_points_on, scores_of
from roi_engine.errors import DataError
from tests.crm_data.logs import days, plain_summary, public, write_log

UNTIL = 19_100
AT = date(1970, 1, 1) + timedelta(days=UNTIL)
ROW = st.tuples(st.sampled_from("ABCDEF"), st.integers(UNTIL - 60, UNTIL + 20), st.integers(-500, 2000))


def made(seed: int, n: int = 3000) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    customer = np.char.add("C", rng.integers(0, 250, n).astype(str))
    cents = rng.choice([-500, 0, 1000, 2025, 9999], n)
    return pd.DataFrame({"customer": customer, "day": rng.integers(UNTIL - 400, UNTIL + 60, n), "cents": cents})


def held(summary: Summary) -> pd.DataFrame:
    sql = f"SELECT name AS customer, * EXCLUDE (customer, name) FROM {summary.table} JOIN names USING (customer)"
    cursor = summary.base.database.connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return pd.DataFrame(cursor.fetchall(), columns=names).set_index("customer").sort_index()


@settings(max_examples=25)
@given(st.lists(ROW, min_size=1, max_size=40))
def test_the_summary_is_that_of_plain_pandas(rows: list[tuple[str, int, int]]) -> None:
    frame = pd.DataFrame(rows, columns=["customer", "day", "cents"])
    truth = plain_summary(frame, UNTIL).sort_index()
    with tempfile.TemporaryDirectory() as folder:
        log = read_log(write_log(frame, Path(folder) / "log.csv"))
        assert log.report.rows_in == log.report.rows_used == len(frame)
        if truth.empty:
            with pytest.raises(DataError, match="nobody had ordered"):
                customer_summary(log, AT)
            return
        found = held(customer_summary(log, AT))
    pd.testing.assert_frame_equal(found[list(truth.columns)], truth, check_dtype=False, check_index_type=False)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("kind", ["independent", "nested"])
def test_scores_are_those_of_the_arrays_in_any_order_of_rows(kind: str, threads: int, tmp_path: Path) -> None:
    frame = made(1)
    truth = plain_summary(frame, UNTIL).sort_index()
    expected = cut_points_on(truth.last_day, truth.orders, truth.cents, AT, kind=kind)  # type: ignore[arg-type]
    shuffled = frame.sample(frac=1, random_state=threads)
    log = read_log(write_log(shuffled, tmp_path / "log.csv"), limits=Limits(threads=threads))
    summary = customer_summary(log, AT)
    cuts = cut_points(summary, kind)  # type: ignore[arg-type]
    assert cuts == expected
    marks = scored(summary, cuts, {(5, 5, 5): "champions"})
    exported = [row for rows in customer_rows(marks, 100) for row in rows]
    assert [row.customer for row in exported] == list(truth.index)
    scores = scores_of(expected, truth.last_day, truth.orders, truth.cents)
    assert scores.m is not None
    assert [(row.r, row.f, row.m) for row in exported] == list(zip(scores.r, scores.f, scores.m, strict=True))
    assert {row.segment == "champions" for row in exported if (row.r, row.f, row.m) == (5, 5, 5)} <= {True}
    assert [row.amount_cents for row in exported] == truth.cents.tolist()
    cells = cell_table(marks)
    assert cells.customers.sum() == len(truth)
    assert cells.cents.sum() == truth.cents.sum()
    assert cells.orders.sum() == truth.orders.sum()


def test_the_order_of_columns_changes_nothing(tmp_path: Path) -> None:
    first = write_log(made(2), tmp_path / "first.csv")
    frame = pd.read_csv(first, dtype=str)
    frame[["amount", "customer", "date"]].to_csv(tmp_path / "second.csv", index=False)
    one, two = (held(customer_summary(read_log(tmp_path / name), AT)) for name in ("first.csv", "second.csv"))
    pd.testing.assert_frame_equal(one, two)


def test_rows_with_counts_hold_every_customer(tmp_path: Path) -> None:
    frame = made(3)
    truth = plain_summary(frame, UNTIL)
    summary = customer_summary(read_log(write_log(frame, tmp_path / "log.csv")), AT)
    rows = history_rows(summary)
    assert rows.count.sum() == len(truth)
    assert (rows.frequency * rows.count).sum() == (truth.orders - 1).sum()
    assert (rows.recency_days * rows.count).sum() == (truth.last_day - truth.first_day).sum()
    assert (rows.age_days * rows.count).sum() == (UNTIL - truth.first_day).sum()
    assert rows.repeat_cents.sum() == (truth.cents - truth.first_cents).sum()
    assert len({*zip(rows.frequency, rows.recency_days, rows.age_days, strict=True)}) == len(rows.count)
    back = truth[truth.orders > 1]
    repeat = back.cents - back.first_cents
    spend = spend_rows(summary)
    assert spend.n_not_positive == (repeat <= 0).sum()
    total = (spend.mean_spend * spend.frequency * spend.count).sum()
    assert total == pytest.approx(repeat[repeat > 0].sum() / 100, rel=1e-12)


def test_rows_are_split_by_segment(tmp_path: Path) -> None:
    summary = customer_summary(read_log(write_log(made(4), tmp_path / "log.csv")), AT)
    marks = scored(summary, cut_points(summary), {(5, f, m): "recent" for f in range(1, 6) for m in range(1, 6)})
    rows = history_rows(summary, ("segment",), marks.table)
    cells = cell_table(marks)
    for name in ("", "recent"):
        assert rows.count[rows.labels[0] == name].sum() == cells.customers[cells.segment == name].sum()


def test_gaps_are_those_of_plain_pandas(tmp_path: Path) -> None:
    frame = made(5)
    log = read_log(write_log(frame, tmp_path / "log.csv"))
    net = days(frame)
    orders = net[(net.day <= UNTIL) & (net.cents >= 0)].sort_values(["customer", "day"])
    gap = orders.groupby("customer").day.diff()
    n = orders.groupby("customer").cumcount()
    truth = pd.DataFrame({"n": n, "gap": gap})[gap.notna()].groupby(["n", "gap"]).size()
    found = order_gaps(log, AT)
    assert dict(zip(zip(found.order, found.days, strict=True), found.count, strict=True)) == {
        (int(k[0]), int(k[1])): v
        for k, v in truth.items()  # type: ignore[index]
    }
    grouped = gap.groupby(orders.customer)
    many = grouped.count() > 2
    cv = (grouped.std() / grouped.mean())[many]
    regular = gap_regularity(log, AT)
    assert regular.count.sum() == many.sum()
    mean = (regular.thousandths * regular.count).sum() / regular.count.sum() / 1000
    assert mean == pytest.approx(cv.mean(), abs=0.001)
    still = open_gaps(customer_summary(log, AT))
    assert (still.days * still.count).sum() == (UNTIL - orders.groupby("customer").day.max()).sum()


def test_calendar_totals_are_those_of_plain_pandas(tmp_path: Path) -> None:
    frame = made(6)
    log = read_log(write_log(frame, tmp_path / "log.csv"))
    net = days(frame)
    first = net[net.cents >= 0].groupby("customer").day.min().rename("first")
    net = net.join(first, on="customer", how="inner")
    found = day_totals(log)
    assert found.orders.sum() == (net.cents >= 0).sum()
    assert found.repeat_orders.sum() == ((net.cents >= 0) & (net.day > net["first"])).sum()
    assert found.cents.sum() == net.cents.sum()
    assert found.repeat_cents.sum() == net.cents[net.day > net["first"]].sum()
    month = pd.to_datetime(net.day, unit="D").dt.to_period("M")
    orders = net[net.cents >= 0].groupby(month)
    months = month_totals(log)
    assert months.orders.tolist() == orders.size().tolist()
    assert months.customers.tolist() == orders.customer.nunique().tolist()
    assert months.first_orders.sum() == len(first)
    cohort = day_totals(log, acquired=AT - timedelta(days=300))
    assert cohort.orders.sum() == ((net.cents >= 0) & (net["first"] <= UNTIL - 300)).sum()


def test_cdnow(tmp_path: Path) -> None:
    """Frequency, recency and age of the published summary of the 1/10 sample (weeks, 39-week calibration)."""
    lines = public("cdnow/CDNOW_sample.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip()]
    text = "\n".join(["customer,date,cds,amount"] + [",".join(row[1:]) for row in rows]) + "\n"
    (tmp_path / "cdnow.csv").write_text(text, encoding="utf-8")
    log = read_log(tmp_path / "cdnow.csv")
    assert (log.report.rows_in, log.report.zero, log.report.customers) == (6919, 8, 2357)
    found = held(customer_summary(log, date(1997, 9, 30)))
    truth = pd.read_csv(public("cdnow/cdnow_customers_summary.csv"))
    found.index = found.index.astype(int)
    found = found.loc[truth.ID]
    age = (date(1997, 9, 30) - date(1970, 1, 1)).days - found.first_day
    assert (found.orders - 1).tolist() == truth.frequency.tolist()
    assert (found.last_day - found.first_day).to_numpy() / 7 == pytest.approx(truth.recency.to_numpy(), abs=0.00501)
    assert age.to_numpy() / 7 == pytest.approx(truth["T"].to_numpy(), abs=0.00501)
    rows_of = history_rows(customer_summary(log, date(1997, 9, 30)))
    assert (rows_of.frequency * rows_of.count).sum() == 2457
    assert rows_of.count[rows_of.frequency == 0].sum() == 1411
    assert spend_rows(customer_summary(log, date(1997, 9, 30))).count.sum() == 946
