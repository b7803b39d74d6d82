"""However customers are numbered and rows are marked, the orders and the report are those of a plain count."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pytest

from roi_engine.crm_data import reporting_rows
from roi_engine.crm_data.base import Log
from roi_engine.crm_data.entries import REASONS
from roi_engine.crm_data.reading import read_log
from roi_engine.crm_data.source import SHOWN
from roi_engine.errors import DataError

Row = tuple[int | None, str | None, int | None, str]
CUSTOMERS = {
    "a number": "CAST(c AS INTEGER)",
    "a number below nothing": "CAST(c AS BIGINT) - 100",
    "a number far apart": "CAST(c AS BIGINT) * 1000000007",
    "a great number": "CAST(c AS UBIGINT) + 10000000000000000000",
    "a number with a fraction": "CAST(c AS DOUBLE)",
    "a text": "'K' || c",
}


def random_rows(seed: int) -> list[Row]:
    """Few customers, days and amounts, so that rows repeat; refunds, nothing, and gaps in every column."""
    draw = random.Random(seed)
    days = [f"2024-01-0{n}" for n in range(1, 6)]
    return [
        (
            draw.choice([None, *range(1, 7)]),
            draw.choice([None, *days, *days]),
            draw.choice([None, 0, 500, 500, 250, -500, -250]),
            draw.choice("xy"),
        )
        for _ in range(120)
    ]


def written(path: Path, rows: list[Row], customer: str, header: str) -> Path:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (c BIGINT, d DATE, a BIGINT, o VARCHAR)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
    kind = "parquet" if path.suffix == ".parquet" else "csv, header"
    columns = f"{customer} AS customer, d AS date, CAST(a / 100.0 AS DECIMAL(12, 2)) AS amount, o AS {header}"
    connection.execute(f"COPY (SELECT {columns} FROM t) TO '{path}' (FORMAT {kind})")
    return path


def counted(rows: list[Row]) -> tuple[dict[tuple[int, str], int], int, int]:
    """Net cents of each customer and day that stands, order days, and customers with one."""
    days: dict[tuple[int, str], list[int]] = defaultdict(list)
    for customer, day, cents, _ in rows:
        assert customer is not None
        assert day is not None
        assert cents is not None
        days[customer, day].append(cents)
    nets = {key: sum(each) for key, each in days.items() if sum(each) != 0 or min(each) >= 0}
    orders = [key for key, net in nets.items() if net >= 0]
    return nets, len(orders), len({customer for customer, _ in orders})


def nets_of(log: Log) -> list[int]:
    return sorted(cents for (cents,) in log.database.run("SELECT cents FROM orders JOIN names USING (customer)"))


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize("customer", CUSTOMERS.values(), ids=CUSTOMERS)
@pytest.mark.parametrize("header", ["shop", "order_id"])
def test_the_log_is_a_plain_count(customer: str, suffix: str, header: str, tmp_path: Path) -> None:
    rows = random_rows(len(customer) + len(suffix))
    used = [row for row in rows if None not in row[:3]]
    kinds = Counter(used)
    repeats = sum(n - 1 for n in kinds.values())
    log = read_log(written(tmp_path / f"log{suffix}", rows, customer, header))
    report = log.report
    kept = list(kinds) if header == "order_id" else used
    nets, order_days, customers = counted(kept)
    assert (report.rows_in, report.rows_used) == (len(rows), len(kept))
    assert report.duplicates == (0 if header == "order_id" else repeats)
    assert {left.reason: left.rows for left in report.left_out}.get("same_order", 0) == len(used) - len(kept)
    assert report.refunds == sum((row[2] or 0) < 0 for row in kept)
    assert report.zero == sum(row[2] == 0 for row in kept)
    assert report.control_total is not None
    assert report.control_total * 100 == sum(row[2] or 0 for row in kept)
    assert (report.order_days, report.customers) == (order_days, customers)
    assert nets_of(log) == sorted(nets.values())


@pytest.mark.parametrize("customer", CUSTOMERS.values(), ids=CUSTOMERS)
def test_names_are_those_of_the_file(customer: str, tmp_path: Path) -> None:
    rows: list[Row] = [(3, "2024-01-01", 100, ""), (5, "2024-01-01", -100, ""), (7, "2024-01-02", 300, "")]
    log = read_log(written(tmp_path / "log.parquet", rows, customer, "shop"))
    shown = customer if "DOUBLE" not in customer else "CAST(c AS BIGINT)"
    names = duckdb.sql(f"SELECT CAST({shown} AS VARCHAR) FROM (VALUES (3), (5), (7)) t(c)").fetchall()
    found = log.database.run("SELECT name FROM orders JOIN names USING (customer) ORDER BY cents")
    assert found == [names[1], names[0], names[2]]


def test_a_log_without_amounts_finds_repeats_too(tmp_path: Path) -> None:
    sql = "(VALUES (1, DATE '2024-01-01'), (1, DATE '2024-01-01'), (2, DATE '2024-01-01')) t(customer, date)"
    duckdb.execute(f"COPY (SELECT * FROM {sql}) TO '{tmp_path / 'log.parquet'}' (FORMAT parquet)")
    report = read_log(tmp_path / "log.parquet").report
    assert (report.duplicates, report.order_days, report.customers) == (1, 2, 2)


@pytest.mark.parametrize("kind", ["DATE", "TIMESTAMP", "TIMESTAMPTZ"])
def test_a_typed_date_far_from_today_is_refused_with_its_row(kind: str, tmp_path: Path) -> None:
    rows = f"(VALUES (1, {kind} '2024-01-31'), (2, {kind} '9999-12-31'), (3, NULL)) AS t(customer, date)"
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"COPY (SELECT * FROM {rows}) TO '{tmp_path / 'log.parquet'}' (FORMAT parquet)")
    with pytest.raises(DataError, match="1900 to 2100") as caught:
        read_log(tmp_path / "log.parquet")
    assert [(each.code, each.line, each.column) for each in caught.value.problems] == [("bad-date", 2, 2)]
    assert len(caught.value.problems) <= SHOWN


@pytest.mark.parametrize("header", ["day", "token", "called", "cents", "d", "m0"])
def test_a_header_may_be_any_word(header: str, tmp_path: Path) -> None:
    columns = f"'A' AS customer, '2024-01-31' AS {header}, 1.5 AS amount"
    duckdb.execute(f"COPY (SELECT {columns}) TO '{tmp_path / 'log.parquet'}' (FORMAT parquet)")
    log = read_log(tmp_path / "log.parquet", {"date": header})
    assert log.report.examples == (("A", "2024-01-31", "1.50"),)


@pytest.mark.parametrize("blank", [" ", "\u2009", "\u00a0", "\u3000"])
def test_blanks_around_a_name_mean_nothing(blank: str, tmp_path: Path) -> None:
    names = ("Ann", f"Ann{blank}", f"{blank}Ann", f" {blank}Zoé{blank}", "Zoé")
    lines = [f"{name},2024-01-0{n},1.00" for n, name in enumerate(names, 1)]
    (tmp_path / "log.csv").write_text("\n".join(["customer,date,amount", *lines]) + "\n", encoding="utf-8")
    log = read_log(tmp_path / "log.csv", date_format="yyyy-mm-dd")
    assert log.database.run("SELECT name FROM names ORDER BY name") == [("Ann",), ("Zoé",)]


def test_every_reason_has_its_sentence() -> None:
    told = {code: f"rows left out: {{rows}} ({words})" for code, words in REASONS.values()}
    assert told == reporting_rows._LEFT_OUT
