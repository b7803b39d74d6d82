"""Valuation of a generated log: counts against plain pandas, sums that tie, and the truth of the generator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from roi_engine.crm_data.contracts import contract_valuation, read_retained
from roi_engine.crm_data.customer_values import HEADER, customer_values
from roi_engine.crm_data.discretised import opportunities, whole
from roi_engine.crm_data.later_orders import later_rows
from roi_engine.crm_data.projecting import Valuation, ValueQuestion, periods, valuation
from roi_engine.crm_data.reading import read_log
from roi_engine.crm_data.rows import history_rows
from roi_engine.crm_data.summary import customer_summary
from roi_engine.customers.cut_points import day_number
from roi_engine.customers.generator import Retailer, simulated_log
from roi_engine.customers.history import History
from roi_engine.errors import DataError

START, UNTIL, END = date(2024, 1, 1), date(2025, 3, 31), date(2025, 12, 31)
PARAMETERS = {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 4.0}
SPEND = {"p": 6.0, "q": 4.0, "gamma": 15.0}
ASKED = ValueQuestion(UNTIL, horizon_days=275, margin=0.3, backtest=True, model="bg_nbd")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    retailer = Retailer(1_500, "bg_nbd", PARAMETERS, SPEND, day_number(START), day_number(END), join="front")
    log = simulated_log(retailer, 5)
    return pd.DataFrame({"customer": log.customer, "day": log.day, "cents": log.cents})


@pytest.fixture(scope="module")
def path(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("value") / "log.csv"
    dates = pd.to_datetime(frame.day, unit="D").dt.strftime("%Y-%m-%d")
    amount = (frame.cents / 100).map("{:.2f}".format)
    pd.DataFrame({"customer": frame.customer, "date": dates, "amount": amount}).to_csv(place, index=False)
    return place


@pytest.fixture(scope="module")
def found(path: Path) -> Valuation:
    return valuation(read_log(path), ASKED)


def test_periods_are_equal_and_about_a_month() -> None:
    assert periods(273).size - 1 == 9
    assert np.ptp(np.diff(periods(273))) == pytest.approx(0.0, abs=1e-9)
    assert periods(5).tolist() == [0.0, 5.0]
    assert periods(274, 365.25 / 12)[:4].tolist() == [0, 30, 61, 91]


def test_actual_orders_are_those_of_the_customers_known_then(found: Valuation, frame: pd.DataFrame) -> None:
    days = frame.drop_duplicates(["customer", "day"])
    known = days[days.day <= day_number(UNTIL)].customer.unique()
    later = days[days.customer.isin(known) & (days.day > day_number(UNTIL))]
    assert found.judged is not None
    total = found.judged.found.total
    assert total.actual_total == len(later[later.day <= day_number(UNTIL) + 275])
    edges = day_number(UNTIL) + periods(found.judged.days)
    assert total.actual.tolist() == [((later.day > low) & (later.day <= high)).sum() for low, high in pairwise(edges)]
    assert sum(each.actual_total for each in found.judged.found.segments) == total.actual_total
    assert found.n_customers == known.size


def test_tracking_counts_every_repeat_order_once(found: Valuation, frame: pd.DataFrame) -> None:
    days = frame.drop_duplicates(["customer", "day"])
    first = days.groupby("customer").day.transform("min")
    start, whole = days.day.min(), (days.day.max() - days.day.min()) // 7 * 7
    known = first <= day_number(UNTIL)
    repeats = days[known & (days.day > first) & (days.day <= start + whole)]
    assert found.tracking.cumulative_actual[-1] == len(repeats)
    assert found.tracking.cumulative_expected[-1] == pytest.approx(len(repeats), rel=0.15)


def test_segments_add_up_and_the_truth_is_near(found: Valuation) -> None:
    *segments, total = found.orders
    assert sum(float(each.total.mean[0]) for each in segments) == pytest.approx(float(total.total.mean[0]), rel=1e-6)
    assert float(total.periods.mean.sum()) == pytest.approx(float(total.total.mean[0]), rel=1e-6)
    for name, truth in PARAMETERS.items():
        value, error = found.fit.parameters[name], found.fit.standard_errors[name]
        assert abs(value - truth) < 3.5 * error
    assert found.judged is not None
    assert found.judged.found.total.error == pytest.approx(0.0, abs=0.15)


def test_margin_is_orders_times_amount_times_share(found: Valuation) -> None:
    assert found.margin is not None
    for segment, orders, margin in zip(found.projection.segments, found.orders, found.margin.segments, strict=False):
        assert segment.amount is not None
        flat = float(orders.total.mean[0]) * float(segment.amount.base[0]) * 0.3
        assert float(margin.periods.mean.sum()) == pytest.approx(flat, rel=0.05)
        assert float(margin.present.mean[0]) < float(margin.periods.mean.sum())


def test_single_customers_add_up_to_the_whole(found: Valuation) -> None:
    table = pd.DataFrame(customer_values(found), columns=list(HEADER))
    assert len(table) == found.n_customers
    assert table.customer.is_monotonic_increasing
    base = sum(
        float(segment.orders_at(np.zeros((1, found.projection.n_factors)), found.projection.lengths).sum())
        for segment in found.projection.segments
    )
    assert table.expected_orders.sum() == pytest.approx(base, rel=1e-3)
    assert table.chance_alive.between(0, 1).all()
    margin = table.expected_orders * table.expected_amount_per_order * 0.3
    assert np.allclose(table.expected_margin, margin)


def test_later_orders_by_history_are_counted_right(path: Path, frame: pd.DataFrame) -> None:
    summary = customer_summary(read_log(path), UNTIL)
    rows = later_rows(summary, UNTIL + timedelta(days=100))
    days = frame.drop_duplicates(["customer", "day"])
    seen = days[days.day <= day_number(UNTIL)].groupby("customer").day.agg(["min", "max", "count"])
    later = days[(days.day > day_number(UNTIL)) & (days.day <= day_number(UNTIL) + 100)].groupby("customer").size()
    seen["later"] = later.reindex(seen.index).fillna(0)
    none = (rows.frequency == 0).nonzero()[0]
    assert rows.count[none].sum() == (seen["count"] == 1).sum()
    assert rows.orders[none].sum() == seen[seen["count"] == 1].later.sum()
    assert rows.orders.sum() == seen.later.sum()


def test_the_last_day_leaves_nothing_to_judge_by(path: Path) -> None:
    with pytest.raises(DataError, match="nothing to hold the forecast against"):
        valuation(read_log(path), replace(ASKED, until=None))


def test_opportunities_are_counted_for_a_discrete_model(path: Path, frame: pd.DataFrame) -> None:
    length = 365.25 / 12
    base = opportunities(read_log(path), "month", UNTIL)
    rows = history_rows(customer_summary(base, UNTIL))
    history = whole(
        History(rows.frequency.astype(float), rows.recency_days / length, rows.age_days / length, rows.count)
    )
    days = frame[frame.day <= day_number(UNTIL)]
    place = np.ceil((days.day - day_number(UNTIL)) / length).astype(int)
    truth = pd.DataFrame({"c": days.customer, "p": place}).drop_duplicates().groupby("c").p.agg(["min", "max", "size"])
    assert history.count.sum() == len(truth)
    assert history.frequency @ history.count == (truth["size"] - 1).sum()
    assert history.recency @ history.count == (truth["max"] - truth["min"]).sum()
    assert history.age @ history.count == -truth["min"].sum()
    assert np.abs(rows.recency_days / length - history.recency).max() < 0.05


def test_a_discrete_model_is_projected_by_opportunity(tmp_path: Path) -> None:
    """400 donors, two years: who is still there gives in a month with about one chance in two."""
    rng = np.random.default_rng(12)
    lines = ["customer,date,amount"]
    for donor in range(400):
        chance, leaves = rng.beta(2, 2), rng.beta(1, 4)
        for month in range(24):
            if month == 0 or rng.random() < chance:
                lines.append(f"d{donor},{2023 + month // 12}-{1 + month % 12:02d}-15,{rng.gamma(3, 10) + 1:.2f}")
            if month and rng.random() < leaves:
                break
    path = tmp_path / "gifts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = ValueQuestion(date(2024, 5, 31), 182.6, "month", "bg_bb", backtest=True)
    found = valuation(opportunities(read_log(path), "month", asked.until), asked)
    assert found.fit.model == "bg_bb"
    assert found.projection.time_unit == "opportunity"
    assert found.judged is not None
    assert found.judged.found.total.actual.size == 6
    assert found.judged.found.total.error == pytest.approx(0.0, abs=0.35)


def test_retained_counts_give_the_curve_of_the_paper(tmp_path: Path) -> None:
    """Fader & Hardie (2007), high end: alpha .668, beta 3.806; DEL at 10 % 5.922."""
    path = tmp_path / "kept.csv"
    counts = (1000, 869, 743, 653, 593, 551, 517, 491)
    path.write_text("period,retained\n" + "".join(f"{n},{kept}\n" for n, kept in enumerate(counts)), encoding="utf-8")
    found = contract_valuation(read_retained(path, {}), 5, 0.1, 1, "kept.csv")
    assert found.fit.parameters["alpha"] == pytest.approx(0.668, abs=5e-4)
    assert found.fit.parameters["beta"] == pytest.approx(3.806, abs=2e-3)
    assert found.lifetime == pytest.approx(5.922, abs=2e-3)
    assert found.curve[12] == pytest.approx(0.378, abs=5e-4)
    assert found.ahead[0][0] == 491
    assert (found.ahead[1] <= found.ahead[0]).all()


def test_periods_that_are_missing_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept.csv"
    path.write_text("period,retained\n0,100\n1,80\n3,60\n", encoding="utf-8")
    with pytest.raises(DataError, match="none left out"):
        read_retained(path, {})
