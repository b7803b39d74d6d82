"""`rfm score` from the command line: a log, a bare list, saved cut points, files, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.cli.conftest import CommandLine


@pytest.fixture(autouse=True)
def log(tmp_path: Path) -> Path:
    """60 customers; customer n ordered n % 6 + 1 times, about ten days apart, the last time about n days ago."""
    lines = ["id,day,total"]
    for n in range(60):
        for order in range(n % 6 + 1):
            month, day = divmod(364 - n - 10 * order, 28)
            lines.append(f"c{n:02d},2025-{min(month + 1, 12):02d}-{day + 1:02d},{10 + n}.50")
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


COLUMNS = ("--columns", "customer=id,date=day,amount=total")
LIST = "customer;last order;orders;amount\n" + "".join(
    f"k{n};{1 + n % 28:02d}/{1 + n % 12:02d}/2025;{1 + n % 7};{100 + n},50\n" for n in range(50)
)
LIST_COLUMNS = ("--columns", "customer=customer,last_date=last order,orders=orders,amount=amount")


def test_a_log_is_scored_and_told(roi_engine: CommandLine) -> None:
    said = roi_engine("rfm", "score", "log.csv", *COLUMNS, "--currency", "EUR")
    assert said.status == 0
    for phrase in ("Segments", "Champions", "Hurdle rates", "Trip wires", "210 of 210 rows used: 60 customers"):
        assert phrase in said.out
    assert "Amount, EUR" in said.out
    assert said.err == ""


def test_json_holds_what_is_told(roi_engine: CommandLine) -> None:
    told = json.loads(roi_engine("rfm", "score", "log.csv", *COLUMNS, "--json").out)
    assert told["schema"] == 1
    assert told["n_customers"] == 60
    assert sum(cell["customers"] for cell in told["cells"]) == 60
    assert sum(row["customers"] for row in told["segments"]) == 60
    assert told["cut_points"]["classes"] == 5
    assert {finding["code"] for finding in told["fitness"]} >= {"too_few_customers"}
    assert told["file"]["rows_in"] == told["file"]["rows_used"] == 210


def test_a_bare_list_of_50_customers_needs_no_history(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="cp1252")
    told = json.loads(roi_engine("rfm", "score", "list.csv", *LIST_COLUMNS, "--classes", "3", "--json").out)
    assert told["n_customers"] == 50
    assert told["file"]["kind"] == "list"
    assert told["trip_wires"] is None
    named = json.loads(roi_engine("rfm", "score", "list.csv", "--list", "--classes", "3", "--json").out)
    assert named["cells"] == told["cells"]


def test_cut_points_are_saved_then_used(roi_engine: CommandLine, tmp_path: Path) -> None:
    first = roi_engine("rfm", "score", "log.csv", *COLUMNS, "--at", "2025-10-31", "--cuts", "cuts.yaml", "--json")
    saved = yaml.safe_load((tmp_path / "cuts.yaml").read_text(encoding="utf-8"))
    assert saved == json.loads(first.out)["cut_points"]
    assert "written: cuts.yaml" in first.err
    second = json.loads(roi_engine("rfm", "score", "log.csv", *COLUMNS, "--cuts", "cuts.yaml", "--json").out)
    assert second["cut_points"] == saved
    assert second["cut_points_reused"]
    roi_engine("rfm", "score", "log.csv", *COLUMNS, "--cuts", "cuts.yaml", "--save-cuts")
    assert yaml.safe_load((tmp_path / "cuts.yaml").read_text(encoding="utf-8"))["scoring_date"] > "2025-10-31"


def test_one_row_a_customer_as_csv_and_parquet(roi_engine: CommandLine, tmp_path: Path) -> None:
    for name in ("out.csv", "out.parquet"):
        assert roi_engine("rfm", "score", "log.csv", *COLUMNS, "--customers", name).status == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["customer", "r", "f", "m", "cell", "segment"]
    assert [row["customer"] for row in rows] == sorted(f"c{n:02d}" for n in range(60))
    assert all(row["cell"] == row["r"] + row["f"] + row["m"] for row in rows)
    found = duckdb.execute("SELECT customer, r, cell FROM read_parquet(?)", [str(tmp_path / "out.parquet")]).fetchall()
    assert found == [(row["customer"], int(row["r"]), row["cell"]) for row in rows]


def test_the_folder_holds_report_tables_and_charts(roi_engine: CommandLine, tmp_path: Path) -> None:
    arguments = ("rfm", "score", "log.csv", *COLUMNS, "--contact-cost", "1", "--margin", "30%", "--out", "scored")
    assert roi_engine(*arguments).status == 0
    names = {path.relative_to(tmp_path / "scored").as_posix() for path in (tmp_path / "scored").rglob("*.*")}
    assert {"report.json", "report.md", "tables/cells.csv", "charts/heat_map.svg", "charts/recency_curve.png"} <= names
    assert "Response that pays" in (tmp_path / "scored" / "report.md").read_text(encoding="utf-8")
    assert roi_engine(*arguments).status == 0  # its own folder is replaced


def test_a_folder_of_something_else_is_left_alone(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    said = roi_engine("rfm", "score", "log.csv", *COLUMNS, "--out", "mine")
    assert said.status == 2
    assert "letter.txt" in said.err
    assert list((tmp_path / "mine").iterdir()) == [tmp_path / "mine" / "letter.txt"]


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("--columns", "customer=idd,date=day"), "did you mean 'id'"),
        (("--columns", "customer"), "is not ROLE=HEADER"),
        ((*COLUMNS, "--at", "yesterday"), "e.g. 2026-12-31"),
        ((*COLUMNS, "--at", "2001-01-01"), "had ordered by 2001"),
        ((*COLUMNS, "--margin", "130%"), "0 % to 100%"),
        ((*COLUMNS, "--margin", "3 EUR"), "a number without a unit"),
        ((*COLUMNS, "--contact-cost", "-1"), "0 or more"),
        ((*COLUMNS, "--decimal", ";"), "',' or '.'"),
        ((*COLUMNS, "--method", "fixed"), "--cuts FILE is needed"),
        ((*COLUMNS, "--method", "fixed", "--cuts", "none.yaml"), "does not exist"),
        ((*COLUMNS, "--customers", "out.xlsx"), ".csv or .parquet"),
        ((*COLUMNS, "--classes", "11"), "2<=x<=10"),
    ],
)
def test_wrong_usage_is_status_2_and_writes_nothing(
    roi_engine: CommandLine, tmp_path: Path, arguments: tuple[str, ...], phrase: str
) -> None:
    said = roi_engine("rfm", "score", "log.csv", *arguments)
    assert (said.status, said.out) == (2, "")
    assert phrase in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]


def test_bad_cut_points_are_listed(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "cuts.yaml").write_text("recency_days: [10, 5]\nfrequency_orders: [x]\n", encoding="utf-8")
    said = roi_engine("rfm", "score", "log.csv", *COLUMNS, "--cuts", "cuts.yaml")
    assert said.status == 2
    assert "recency_days" in said.err
    assert "frequency_orders" in said.err
    (tmp_path / "cuts.yaml").write_text("a: [1\nb: 2", encoding="utf-8")
    assert "cuts.yaml:2" in roi_engine("rfm", "score", "log.csv", *COLUMNS, "--cuts", "cuts.yaml").err


def test_a_table_of_segments_of_ones_own(roi_engine: CommandLine, tmp_path: Path) -> None:
    table = {"segments": {"good": {"recency": [3, 5], "worth": [1, 5]}, "gone": {"recency": [1, 2], "worth": [1, 5]}}}
    (tmp_path / "segments.yaml").write_text(yaml.safe_dump(table), encoding="utf-8")
    told = json.loads(roi_engine("rfm", "score", "log.csv", *COLUMNS, "--segments", "segments.yaml", "--json").out)
    assert {row["name"] for row in told["segments"]} == {"good", "gone"}


def test_the_group_says_what_there_is(roi_engine: CommandLine) -> None:
    assert "score" in roi_engine("rfm", "--help").out
    assert "did you mean 'score'" in roi_engine("rfm", "scoer").err
    assert roi_engine("rfm", "score", "--help").status == 0
