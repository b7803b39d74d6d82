"""Every row is accounted for: refunds, zeros, repetitions, what is left out; groups; Parquet; lists; two dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from roi_engine.crm_data.base import CustomerList, Log
from roi_engine.crm_data.reading import read_list, read_log
from roi_engine.crm_data.rows import history_rows
from roi_engine.crm_data.scored import customer_rows, cut_points, scored
from roi_engine.crm_data.summary import customer_summary
from roi_engine.crm_data.two_dates import two_date_rows
from roi_engine.errors import DataError

AT = date(2024, 12, 31)


def log_of(tmp_path: Path, *lines: str, header: str = "customer,date,amount", **columns: str) -> Log:
    (tmp_path / "log.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read_log(tmp_path / "log.csv", columns)


def list_of(folder: Path, *lines: str, header: str = "customer,last_date,orders,amount") -> CustomerList:
    (folder / "list.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read_list(folder / "list.csv")


def test_refunds_are_netted_within_the_day_and_deducted_later(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        "A,2024-01-01,50.00", "A,2024-01-01,-20.00",  # one order of 30
        "A,2024-02-01,40.00", "A,2024-02-01,-40.00",  # cancelled on the day: no order
        "A,2024-03-01,60.00", "A,2024-04-01,-10.00",  # refund later: no order, but deducted
        "B,2024-01-01,0.00",  # a free order is an order
        "C,2024-01-01,-5.00",  # only a refund: no customer
    )  # fmt: skip
    assert (log.report.refunds, log.report.zero, log.report.order_days, log.report.customers) == (4, 1, 3, 2)
    assert log.report.control_total == Decimal("75.00")
    (rows,) = customer_rows(_marked(log))
    assert [(r.customer, r.orders, r.amount_cents, r.last_date) for r in rows] == [
        ("A", 2, 8000, date(2024, 3, 1)),
        ("B", 1, 0, date(2024, 1, 1)),
    ]
    before = customer_summary(log, date(2024, 3, 31))  # the refund of April is not known yet
    assert history_rows(before).repeat_cents.sum() == 6000


def _marked(base: Log | CustomerList, at: date = AT):  # type: ignore[no-untyped-def]
    summary = customer_summary(base, at)
    return scored(summary, cut_points(summary))


def test_rows_left_out_are_counted_by_reason(tmp_path: Path) -> None:
    log = log_of(
        tmp_path, "A,2024-01-01,1.00", ",2024-01-01,2.00", "B,,3.00", "B,n/a,3.00", "C,2024-01-02,", ",,", ",,9.00",
        "Totals,,9.00",
    )  # fmt: skip
    assert {left.reason: left.rows for left in log.report.left_out} == {
        "blank_row": 1, "total_row": 2, "no_customer": 1, "no_date": 2, "no_amount": 1,
    }  # fmt: skip
    assert (log.report.rows_in, log.report.rows_used) == (8, 1)
    assert "no_date" in {notice.code for notice in log.report.notices}


def test_repetitions_are_kept_unless_an_order_number_says_they_are_one(tmp_path: Path) -> None:
    lines = ("A,2024-01-01,1.00,7", "A,2024-01-01,1.00,7", "A,2024-01-01,1.00,8")
    kept = log_of(tmp_path, *lines, header="customer,date,amount,lot")
    assert (kept.report.duplicates, kept.report.control_total) == (1, Decimal("3.00"))
    dropped = log_of(tmp_path, *lines, header="customer,date,amount,order_id")
    assert (dropped.report.duplicates, dropped.report.control_total) == (0, Decimal("2.00"))
    assert [(left.reason, left.rows) for left in dropped.report.left_out] == [("same_order", 1)]


def test_amounts_are_exact_and_rounding_is_said(tmp_path: Path) -> None:
    log = log_of(tmp_path, "A,2024-01-01,0.10", "A,2024-01-01,0.2", "B,2024-01-01,1.0050", "B,2024-01-02,1.0000")
    assert (log.report.control_total, log.report.rounded) == (Decimal("2.31"), 1)


def test_a_log_without_amounts(tmp_path: Path) -> None:
    log = log_of(tmp_path, "A,2024-01-01", "A,2024-02-01", header="customer,date")
    assert (log.has_amounts, log.report.control_total, log.report.order_days) == (False, None, 2)
    assert cut_points(customer_summary(log, AT)).monetary == ()


def test_a_group_is_one_text_for_each_customer(tmp_path: Path) -> None:
    lines = ("A,2024-01-01,1,treated", "A,2024-01-02,1,", "B,2024-01-02,1,control")
    log = log_of(tmp_path, *lines, header="customer,date,amount,arm", arm="arm")
    assert log.groups == ("arm",)
    rows = history_rows(customer_summary(log, AT), ("arm",))
    assert dict(zip(rows.labels[0], rows.count, strict=True)) == {"treated": 1, "control": 1}
    with pytest.raises(DataError, match="'A' has two values: 'control' and 'treated'"):
        log_of(tmp_path, *lines, "A,2024-01-03,1,control", header="customer,date,amount,arm", arm="arm")


@pytest.mark.parametrize(
    "types",
    [
        "CAST(c AS VARCHAR) AS customer, CAST(d AS DATE) AS date, CAST(a AS DECIMAL(12, 2)) AS amount",
        "CAST(c AS INTEGER) AS customer, CAST(d AS TIMESTAMP) AS date, CAST(a AS DOUBLE) AS amount",
        "CAST(c AS DOUBLE) AS customer, CAST(d AS TIMESTAMPTZ) AS date, CAST(a AS VARCHAR) AS amount",
        "CAST(c AS BIGINT) AS customer, strftime(CAST(d AS DATE), '%d/%m/%Y') AS date, CAST(a AS FLOAT) AS amount",
        "CAST(c AS VARCHAR) AS customer, CAST(strftime(CAST(d AS DATE), '%Y%m%d') AS INTEGER) AS date, a AS amount",
    ],
)
def test_parquet_of_any_types(types: str, tmp_path: Path) -> None:
    rows = "(VALUES (1, '2024-01-31', 10.25), (2, '2024-02-01', 0.29), (1, '2024-02-29', -0.57))"
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"COPY (SELECT {types} FROM {rows} AS t(c, d, a)) TO '{tmp_path / 'log.parquet'}' (FORMAT parquet)")
    log = read_log(tmp_path / "log.parquet")
    found = log.database.run("SELECT name, day, cents FROM orders JOIN names USING (customer) ORDER BY name, day")
    assert found == [("1", 19753, 1025), ("1", 19782, -57), ("2", 19754, 29)]


def test_parquet_with_a_bad_value_names_the_row(tmp_path: Path) -> None:
    rows = "(VALUES ('A', '2024-01-31', 1), ('B', '2024-02-30', 2)) AS t(customer, date, amount)"
    duckdb.connect().execute(f"COPY (SELECT * FROM {rows}) TO '{tmp_path / 'log.parquet'}' (FORMAT parquet)")
    with pytest.raises(DataError) as caught:
        read_log(tmp_path / "log.parquet")
    assert [(each.code, each.line, each.column) for each in caught.value.problems] == [("bad-date", 2, 2)]


def test_parquet_of_the_wrong_type_is_refused(tmp_path: Path) -> None:
    sql = "COPY (SELECT 'A' AS customer, true AS date, [1] AS amount) TO "
    duckdb.connect().execute(f"{sql}'{tmp_path / 'log.parquet'}' (FORMAT parquet)")
    with pytest.raises(DataError, match="holds BOOLEAN") as caught:
        read_log(tmp_path / "log.parquet")
    assert len(caught.value.problems) == 2


def test_a_bare_list_is_scored_without_history(tmp_path: Path) -> None:
    text = "Cliente;Ultimo ordine;Numero ordini;Importo;Primo ordine\nA;31/01/2024;3;1.234,50;01/12/2023\n"
    text += "B;13/02/2024;1;12,00;\nC;;0;0,00;\nTOTALE;;4;1.246,50;\n"
    (tmp_path / "list.csv").write_bytes(text.encode("cp1252"))
    found = read_list(tmp_path / "list.csv")
    report = found.report
    assert (report.kind, report.rows_in, report.rows_used, report.order_days) == ("list", 4, 2, 4)
    assert {left.reason: left.rows for left in report.left_out} == {"total_row": 1, "no_order": 1}
    (rows,) = customer_rows(_marked(found))
    assert [(r.customer, r.first_date, r.last_date, r.orders, r.amount_cents) for r in rows] == [
        ("A", date(2023, 12, 1), date(2024, 1, 31), 3, 123450),
        ("B", None, date(2024, 2, 13), 1, 1200),
    ]
    with pytest.raises(DataError, match="first ordered"):
        history_rows(customer_summary(found, AT))
    assert customer_summary(found, date(2024, 2, 1)).later == 1


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        (["A,2024-01-01,1,5", "B,2024-01-01,1,5", "A,2024-02-01,2,5"], "repeated-customer", 2),
        (["A,2024-01-01,1.5,5"], "bad-number", 2),
        (["A,2024-01-01,-1,5"], "bad-number", 2),
        (["A,2024-01-01,1,5", "Totale,2024-01-01,1,5"], "total-or-customer", 3),
    ],
)
def test_a_list_that_is_wrong_is_refused(lines: list[str], code: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        list_of(tmp_path, *lines)
    assert (caught.value.problems[0].code, caught.value.problems[0].line) == (code, line)


def test_two_dates_of_one_log(tmp_path: Path) -> None:
    lines = ("A,2024-01-01,10,t", "B,2024-01-02,10,c", "B,2024-06-01,10,c", "N,2024-06-02,10,t")
    log = log_of(tmp_path, *lines, header="customer,date,amount,arm", arm="arm")
    first = _marked(log, date(2024, 3, 1))
    second = scored(customer_summary(log, AT), first.cuts)
    rows = two_date_rows(first, second, "arm")
    assert rows.count.sum() == 3
    assert rows.count[(rows.before == 0).all(axis=1)].tolist() == [1]  # N is new
    assert rows.arm[(rows.before == 0).all(axis=1)].tolist() == ["t"]
    assert (rows.cents_before.sum(), rows.cents_after.sum()) == (2000, 4000)
    assert (rows.orders_before.sum(), rows.orders_after.sum()) == (2, 4)
    with pytest.raises(DataError, match="did you mean 'arm'"):
        two_date_rows(first, second, "arms")


def test_two_lists_are_joined_by_name(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first = list_of(tmp_path / "one", "A,2024-01-01,1,10", "B,2024-02-01,2,20", "L,2024-02-01,2,20")
    second = list_of(tmp_path / "two", "B,2024-06-01,3,30", "N,2024-06-01,1,5", "A,2024-01-01,1,10")
    before = _marked(first, date(2024, 3, 1))
    rows = two_date_rows(before, scored(customer_summary(second, AT), before.cuts))
    assert rows.count.sum() == 4
    assert rows.count[(rows.before == 0).all(axis=1)].sum() == 1  # N
    assert rows.count[(rows.after == 0).all(axis=1)].sum() == 1  # L
    assert (rows.cents_before.sum(), rows.cents_after.sum()) == (5000, 4500)
