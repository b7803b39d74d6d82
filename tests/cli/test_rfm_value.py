"""`rfm value` from the command line: the published parameters on CDNOW, a list, contracts, and what is refused."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import CommandLine

SHARED = Path(__file__).parents[3] / "shared" / "data" / "cdnow"
COLUMNS = ("--columns", "customer=id,date=order_date,amount=total")
CALIBRATION = ("--until", "1997-09-30", "--time-unit", "week", "--horizon", "39 week")


@pytest.fixture
def cdnow(tmp_path: Path) -> Path:
    """The 1/10 sample of the CDNOW log as CSV."""
    source = SHARED / "CDNOW_sample.txt"
    if not source.exists():
        pytest.skip("the public CDNOW log is not beside the checkout")
    rows = [line.split() for line in source.read_text(encoding="utf-8").splitlines()]
    text = "id,order_date,cds,total\n" + "".join(f"{row[1]},{row[2]},{row[3]},{row[4]}\n" for row in rows)
    (tmp_path / "cdnow.csv").write_text(text, encoding="utf-8")
    return tmp_path / "cdnow.csv"


@pytest.mark.usefixtures("cdnow")
def test_bg_nbd_on_cdnow_gives_the_published_figures(roi_engine: CommandLine, tmp_path: Path) -> None:
    """Fader, Hardie & Lee (2005), table 2; Gamma-Gamma: note 025; customer 1 (2, 30.43, 38.86): 1.226 orders."""
    said = roi_engine(
        "rfm", "value", "cdnow.csv", *COLUMNS, *CALIBRATION, "--model", "bg_nbd", "--margin", "30%", "--backtest",
        "--customers", "each.csv", "--json",
    )  # fmt: skip
    told = json.loads(said.out)
    assert (told["schema"], told["model"], told["time_unit"], told["n_customers"]) == (1, "bg_nbd", "week", 2357)
    assert told["parameters"] == pytest.approx({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, abs=6e-4)
    assert told["log_likelihood"] == pytest.approx(-9582.4, abs=0.05)
    assert told["spend_model"] == pytest.approx({"p": 6.25, "q": 3.74, "gamma": 15.44}, abs=6e-3)
    assert told["backtest"]["actual_orders"] == 1882
    assert told["backtest"]["expected_orders"]["mean"] == pytest.approx(1653, rel=0.005)
    assert told["expected_orders"] == pytest.approx(told["backtest"]["expected_orders"]["mean"])
    assert told["backtest"]["conditional"]["customers"] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert told["future_margin"]["p10"] < told["future_margin"]["mean"] < told["future_margin"]["p90"]
    assert set(told["standard_errors"]) == set(told["parameters"])
    assert told["fitness"] == []
    with (tmp_path / "each.csv").open(encoding="utf-8", newline="") as stream:
        first = next(csv.DictReader(stream))
    assert float(first["expected_orders"]) == pytest.approx(1.226, abs=1e-3)
    assert float(first["chance_alive"]) == pytest.approx(0.7266, abs=1e-4)


@pytest.mark.slow
@pytest.mark.usefixtures("cdnow")
def test_the_model_is_chosen_and_the_folder_written(roi_engine: CommandLine, tmp_path: Path) -> None:
    arguments = (*CALIBRATION, "--margin", "30%", "--backtest", "--out", "worth")
    said = roi_engine("rfm", "value", "cdnow.csv", *COLUMNS, *arguments)
    assert said.status == 0
    assert "Choice of the model" in said.out
    assert "12.1% too few" in said.out
    names = {path.relative_to(tmp_path / "worth").as_posix() for path in (tmp_path / "worth").rglob("*.*")}
    charts = ("customer_base", "tracking", "tracking_by_period", "conditional", "expected_orders", "alive")
    assert {f"charts/{name}.{kind}" for name in charts for kind in ("svg", "png", "csv")} <= names
    assert {"report.json", "report.md", "tables/orders.csv", "tables/margin.csv", "tables/backtest.csv"} <= names


def simulated_log(path: Path) -> None:
    """Orders of 200 customers over 78 weeks as BG/NBD has them: a rate each, and a chance to leave after each order."""
    draws, start = np.random.default_rng(11), datetime.date(2024, 1, 1)
    lines = ["customer,date,amount"]
    for number in range(200):
        rate, leaving = draws.gamma(0.8, 1 / 6.0), draws.beta(0.8, 2.5)
        week = draws.uniform(0.0, 12.0)
        while week < 78.0:
            lines.append(f"k{number},{start + datetime.timedelta(days=int(7 * week))},10")
            week = 78.0 if draws.random() < leaving else week + draws.exponential(1 / rate)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_refits_give_errors_of_their_own_to_the_same_fit(roi_engine: CommandLine, tmp_path: Path) -> None:
    """Efron (1979): where the model is true, errors of resamples and those of the curvature are of one size."""
    simulated_log(tmp_path / "log.csv")
    asked = ("rfm", "value", "log.csv", "--model", "bg_nbd", "--time-unit", "week", "--horizon", "26 week", "--json")
    curvature = json.loads(roi_engine(*asked).out)
    refits = json.loads(roi_engine(*asked, "--bootstrap", "15").out)
    for key in ("parameters", "log_likelihood", "n_customers"):
        assert refits[key] == curvature[key]
    for name, error in refits["standard_errors"].items():
        assert error != curvature["standard_errors"][name]
        assert 0.5 < error / curvature["standard_errors"][name] < 2.0
    spread = [told["expected_orders_range"] for told in (refits, curvature)]
    assert spread[0] != spread[1]


def test_refits_of_a_list_are_refused(roi_engine: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("customer,last_date,orders,amount\nk1,2025-01-15,1,10\n", encoding="utf-8")
    said = roi_engine("rfm", "value", "list.csv", "--list", "--bootstrap", "10")
    assert said.status == 2
    assert "--bootstrap" in said.err


def test_a_bare_list_gets_a_relative_value(roi_engine: CommandLine, tmp_path: Path) -> None:
    rows = "".join(f"k{n},2025-{1 + n % 12:02d}-15,{1 + n % 7},{100 + 10 * n}\n" for n in range(60))
    (tmp_path / "list.csv").write_text(f"customer,last_date,orders,amount\n{rows}", encoding="utf-8")
    told = json.loads(roi_engine("rfm", "value", "list.csv", "--list", "--margin-per-customer", "50", "--json").out)
    assert told["model"] == "relative_value"
    assert told["evidence"] == "estimate"
    assert sum(told["segments"]["margin"]) == pytest.approx(60 * 50)
    bare = json.loads(roi_engine("rfm", "value", "list.csv", "--list", "--json").out)
    assert bare["segments"]["margin"] is None
    assert "an estimate to rank with" in roi_engine("rfm", "value", "list.csv", "--list").out.lower()


def test_contracts_are_valued_by_their_retention(roi_engine: CommandLine, tmp_path: Path) -> None:
    """Fader & Hardie (2007), regular segment, 7 renewals: alpha .704, beta 1.182; DEL 3.695 at 10 %."""
    counts = (1000, 631, 468, 382, 326, 289, 262, 241)
    rows = "".join(f"{n};{kept}\n" for n, kept in enumerate(counts))
    (tmp_path / "kept.csv").write_text(f"year;left\n{rows}", encoding="utf-8")
    arguments = ("rfm", "value", "kept.csv", "--model", "sbg", "--columns", "period=year,retained=left")
    told = json.loads(roi_engine(*arguments, "--json").out)
    assert told["parameters"] == pytest.approx({"alpha": 0.704, "beta": 1.182}, abs=6e-4)
    assert told["discounted_lifetime"] == pytest.approx(3.695, abs=2e-3)
    assert "worth 3.69" in roi_engine(*arguments).out or "worth 3.70" in roi_engine(*arguments).out


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("--horizon", "soon"), "--horizon"),
        (("--horizon", "39 fortnight"), 'e.g. "39 week"'),
        (("--until", "2025-13-01"), "is not a date"),
        (("--discount-rate", "-1%"), "0 %"),
        (("--backtest",), "nothing in the file comes after"),
        (("--list", "--backtest"), "needs a transaction log"),
        (("--model", "sbg"), "there is no column 'period'"),
        (("--model", "bg_nbd"), "repeat"),
    ],
)
def test_what_cannot_be_told_is_refused(
    roi_engine: CommandLine, tmp_path: Path, arguments: tuple[str, ...], phrase: str
) -> None:
    rows = "".join(f"k{n},2025-{1 + n % 12:02d}-15,10\n" for n in range(60))
    (tmp_path / "log.csv").write_text(f"customer,date,amount\n{rows}", encoding="utf-8")
    said = roi_engine("rfm", "value", "log.csv", *arguments)
    assert (said.status, said.out) == (2, "")
    assert phrase in said.err
