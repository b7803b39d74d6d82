"""Every awkward file is read right or refused with its place; none is read wrong."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from roi_engine.crm_data.base import Log
from roi_engine.crm_data.reading import read_log
from roi_engine.errors import DataError
from tests.crm_data.awkward import CENTS, REFUSED, RIGHT


def held(log: Log) -> dict[tuple[str, date], int]:
    """The orders as the database holds them, by name and day."""
    rows = log.database.run("SELECT name, day, cents FROM orders JOIN names USING (customer)")
    return {(name, date(1970, 1, 1) + timedelta(days=day)): cents for name, day, cents in rows}


@pytest.mark.parametrize("name", RIGHT)
def test_read_right(name: str, tmp_path: Path) -> None:
    case = RIGHT[name]
    path = tmp_path / "log.csv"
    path.write_bytes(case.content())
    log = read_log(path, case.columns, date_format=case.date_format, decimal=case.decimal)
    assert held(log) == CENTS
    report = log.report
    assert report.rows_used == 4
    assert report.rows_in == 4 + sum(left.rows for left in report.left_out)
    assert report.control_total == Decimal("2253.55")
    assert report.customers == 3
    assert report.examples[0] == ("Müller", "2024-01-31", "1234.50")
    assert report.delimiter == case.delimiter


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    case = REFUSED[name]
    path = tmp_path / "log.csv"
    path.write_text(case.content, encoding=case.encoding, newline="")
    with pytest.raises(DataError) as caught:
        read_log(path, date_format=case.date_format, decimal=case.decimal)
    first = caught.value.problems[0]
    assert first.code == case.code, str(caught.value)
    assert case.says in str(caught.value)
    if case.line:
        assert first.line == case.line
    assert first.column == case.column


@pytest.mark.parametrize(("name", "reason"), [("total-row", "total_row"), ("total-in-date", "total_row"),
                                              ("total-blank", "total_row"), ("blank-rows", "blank_row")])  # fmt: skip
def test_what_is_left_out_is_named(name: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(RIGHT[name].content())
    assert {left.reason for left in read_log(tmp_path / "log.csv").report.left_out} == {reason}


@pytest.mark.parametrize("start", [b"PK\x03\x04rest", b"\x1f\x8brest", b"\xd0\xcf\x11\xe0rest"])
def test_other_kinds_of_file_are_named(start: bytes, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(start)
    with pytest.raises(DataError, match=r"Excel|gzip"):
        read_log(tmp_path / "log.csv")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(DataError, match=r"cannot be read|this is a folder; name the files in it"):
            read_log(path)


def test_a_stated_column_that_is_not_there_gets_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,date,amount\nA,2024-01-31,1\n", encoding="utf-8")
    with pytest.raises(DataError, match="did you mean 'amount'"):
        read_log(tmp_path / "log.csv", {"amount": "amuont"})


def test_every_bad_cell_is_listed(tmp_path: Path) -> None:
    rows = "".join(f"C{n},2024-13-{n:02d},x\n" for n in range(1, 6))
    (tmp_path / "log.csv").write_text("customer,date,amount\nA,2024-01-31,1\n" + rows, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_log(tmp_path / "log.csv")
    assert [(each.line, each.column) for each in caught.value.problems] == [
        *((n, 2) for n in range(3, 8)),
        *((n, 3) for n in range(3, 8)),
    ]


def test_names_with_signs_of_patterns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "log [2024]*.csv"
    path.write_bytes(RIGHT["plain"].content())
    assert held(read_log(path)) == CENTS


def test_values_over_several_lines_and_quotes(tmp_path: Path) -> None:
    text = 'customer,date,amount\n"Smith, ""Jo""\nand sons",2024-01-31,1.50\nB,2024-02-01,2.00\n'
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    assert held(read_log(tmp_path / "log.csv")) == {
        ('Smith, "Jo"\nand sons', date(2024, 1, 31)): 150,
        ("B", date(2024, 2, 1)): 200,
    }


def test_the_file_is_out_of_reach_afterwards(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(RIGHT["plain"].content())
    log = read_log(tmp_path / "log.csv")
    with pytest.raises(Exception, match="disabled by configuration"):
        log.database.run("SELECT * FROM read_csv($path)", {"path": str(tmp_path / "log.csv")})
