"""Scoring of a base, against plain pandas on a small log and against the same base as a bare list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from roi_engine.crm_data.reading import read_list, read_log
from roi_engine.crm_data.scored import customer_rows
from roi_engine.crm_data.scoring import ScoreQuestion, Scoring, scored_base
from roi_engine.customers.cut_points import day_number
from roi_engine.errors import DataError

AT = date(2025, 12, 31)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """400 customers, 1 to 12 orders each over two years, amounts of 5 to 205."""
    rng = np.random.default_rng(4)
    orders = rng.integers(1, 13, 400)
    customer = np.repeat(np.arange(400), orders)
    day = day_number(AT) - rng.integers(0, 730, customer.size)
    amount = np.round(5 + 200 * rng.random(customer.size), 2)
    return pd.DataFrame({"customer": [f"c{n:03d}" for n in customer], "day": day, "amount": amount})


def written(frame: pd.DataFrame, folder: Path) -> Path:
    dates = pd.to_datetime(frame.day, unit="D").dt.strftime("%Y-%m-%d")
    pd.DataFrame({"customer": frame.customer, "date": dates, "amount": frame.amount.map("{:.2f}".format)}).to_csv(
        folder / "log.csv", index=False
    )
    return folder / "log.csv"


@pytest.fixture(scope="module")
def scoring(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Scoring:
    path = written(frame, tmp_path_factory.mktemp("score"))
    return scored_base(read_log(path), ScoreQuestion(at=AT, contact_cost=1.0, margin=0.25))


def test_segments_and_cells_add_up_to_the_log(scoring: Scoring, frame: pd.DataFrame) -> None:
    days = frame.groupby(["customer", "day"]).amount.sum()
    assert sum(row.customers for row in scoring.segments) == scoring.n_customers == frame.customer.nunique()
    assert sum(row.orders for row in scoring.segments) == len(days)
    assert sum(row.amount for row in scoring.segments) == pytest.approx(frame.amount.sum())
    assert scoring.heat.customers.sum() == scoring.n_customers
    assert sum(row.share for row in scoring.segments) == pytest.approx(1.0)


def test_recency_scores_are_the_quintiles_of_the_last_day(scoring: Scoring, frame: pd.DataFrame) -> None:
    last = frame.groupby("customer").day.max()
    rows = {row.customer: row for chunk in customer_rows(scoring.marks) for row in chunk}
    r = pd.Series({name: row.r for name, row in rows.items()}).reindex(last.index)
    cuts = [np.quantile(last, j / 5, method="inverted_cdf") for j in range(1, 5)]
    assert (r == 1 + sum((last > cut).astype(int) for cut in cuts)).all()


def test_hurdles_and_curve_are_counts_of_the_log(scoring: Scoring, frame: pd.DataFrame) -> None:
    orders = frame.drop_duplicates(["customer", "day"]).groupby("customer").day.agg(["count", "max"])
    assert {h.hurdle: h.customers for h in scoring.order_hurdles}[3] == (orders["count"] >= 3).sum()
    silent = day_number(AT) - orders["max"]
    assert {h.hurdle: h.customers for h in scoring.active_hurdles}[90] == (silent <= 90).sum()
    assert {h.hurdle: h.customers for h in scoring.curve}[6] == (silent <= 6 * 365.25 / 12).sum()
    assert scoring.curve[-1].share == pytest.approx(1.0)


def test_trip_wires_are_the_mean_gaps(scoring: Scoring, frame: pd.DataFrame) -> None:
    days = frame.drop_duplicates(["customer", "day"]).sort_values(["customer", "day"])
    days["gap"] = days.groupby("customer").day.diff()
    days["n"] = days.groupby("customer").cumcount()
    first = days[days.n == 1].gap
    assert scoring.wires is not None
    assert scoring.wires.mean_gap[0] == pytest.approx(first.mean())
    assert scoring.wires.sd_gap[0] == pytest.approx(first.std())
    assert scoring.wires.wire[0] == pytest.approx(1.25 * first.mean())


def test_break_even_is_cost_over_margin_of_a_mean_order(scoring: Scoring) -> None:
    assert scoring.break_even is not None
    place = int(np.argmax(scoring.cells.customers))
    order = scoring.cells.amount[place] / scoring.cells.orders[place]
    assert scoring.break_even[place] == pytest.approx(1.0 / (0.25 * order))


def test_a_list_of_the_same_customers_scores_the_same(scoring: Scoring, frame: pd.DataFrame, tmp_path: Path) -> None:
    days = frame.groupby(["customer", "day"], as_index=False).amount.sum()
    listed = days.groupby("customer").agg(last=("day", "max"), orders=("day", "count"), amount=("amount", "sum"))
    listed["last"] = pd.to_datetime(listed["last"], unit="D").dt.strftime("%Y-%m-%d")
    listed.amount = listed.amount.map("{:.2f}".format)
    listed.reset_index().to_csv(tmp_path / "list.csv", index=False)
    columns = {"customer": "customer", "last_date": "last", "orders": "orders", "amount": "amount"}
    found = scored_base(read_list(tmp_path / "list.csv", columns), ScoreQuestion(at=AT))
    assert found.cuts == scoring.cuts
    assert [(row.name, row.customers) for row in found.segments] == [
        (row.name, row.customers) for row in scoring.segments
    ]
    assert found.wires is None


def test_row_order_changes_nothing(scoring: Scoring, frame: pd.DataFrame, tmp_path: Path) -> None:
    shuffled = written(frame.sample(frac=1.0, random_state=2), tmp_path)
    found = scored_base(read_log(shuffled), ScoreQuestion(at=AT, contact_cost=1.0, margin=0.25))
    assert found.segments == scoring.segments
    assert found.cuts == scoring.cuts


def test_cut_points_used_again_later_only_age(scoring: Scoring, frame: pd.DataFrame, tmp_path: Path) -> None:
    later = replace(ScoreQuestion(), at=date(2026, 6, 30), cuts=scoring.cuts)
    found = scored_base(read_log(written(frame, tmp_path)), later)
    assert found.reused
    assert found.heat.customers[4].sum() == 0  # nobody has ordered since: no recency of the best class is left
    assert found.heat.customers.sum(axis=0).tolist() == scoring.heat.customers.sum(axis=0).tolist()


def test_a_date_before_the_log_is_refused(frame: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="had ordered by 2001"):
        scored_base(read_log(written(frame, tmp_path)), ScoreQuestion(at=date(2001, 1, 1)))


def test_nested_scores_say_how_even_they_are(frame: pd.DataFrame, tmp_path: Path) -> None:
    found = scored_base(read_log(written(frame, tmp_path)), ScoreQuestion(at=AT, kind="nested"))
    shares = dict(found.evenness)
    assert sum(shares["monetary"].shares) == pytest.approx(1.0)
    assert shares["frequency"].shares[0] == pytest.approx(
        found.cells.customers[found.cells.f == 1].sum() / found.n_customers
    )
