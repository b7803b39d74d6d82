"""The public opportunity pipeline: win rate, cycle, stages and values, each beside plain pandas and scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport
from tests.crm_data.kpis.given import given
from tests.crm_data.logs import public

DAYS_OF_A_MONTH = 365.25 / 12


@pytest.fixture(scope="module")
def pipeline() -> pd.DataFrame:
    path = public("crm_sales_opportunities/sales_pipeline.csv")
    return pd.read_csv(path, parse_dates=["engage_date", "close_date"])


@pytest.fixture(scope="module")
def report(pipeline: pd.DataFrame) -> KpiReport:
    deals = pd.DataFrame(
        {
            "deal": pipeline.opportunity_id,
            "created": pipeline.engage_date,
            "closed": pipeline.close_date,
            "outcome": pipeline.deal_stage.map({"Won": "won", "Lost": "lost"}).fillna("open"),
            "stage": pipeline.deal_stage,
            "value": (pipeline.close_value * 100).astype("Int64"),
            "product": pipeline["product"],
            "seller": pipeline.sales_agent,
            "account": pipeline.account,
        }
    )
    return compute(given("2017-12-31", deals=deals), KpiQuestion(by=("stage", "seller", "product")))


def decided(pipeline: pd.DataFrame) -> pd.DataFrame:
    return pipeline[pipeline.deal_stage.isin(["Won", "Lost"])]


def won(pipeline: pd.DataFrame) -> pd.DataFrame:
    return pipeline[pipeline.deal_stage == "Won"]


@pytest.mark.parametrize("kpi", ["sales.close_rate", "sales.win_rate"])
def test_win_rate(kpi: str, report: KpiReport, pipeline: pd.DataFrame) -> None:
    found = report.results[kpi]
    assert (found.estimate.successes, found.estimate.n) == (4238, 6711)
    p = (decided(pipeline).deal_stage == "Won").mean()
    assert found.estimate.value == pytest.approx(p, rel=1e-12) == pytest.approx(0.6315005, abs=1e-7)
    assert found.estimate.se == pytest.approx(np.sqrt(p * (1 - p) / 6711), rel=1e-12)
    low, high = stats.beta(4238.5, 2473.5).ppf([0.025, 0.975])
    assert (found.estimate.low, found.estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_win_rate_by_month_and_seller(report: KpiReport, pipeline: pd.DataFrame) -> None:
    found = report.results["sales.win_rate"]
    rows = decided(pipeline).assign(is_won=lambda frame: frame.deal_stage == "Won")
    by_month = rows.groupby(rows.close_date.dt.strftime("%Y-%m")).is_won.agg(["sum", "size"])
    months = {one.month: (one.estimate.successes, one.estimate.n) for one in found.by_month}
    assert months == {month: (row["sum"], row["size"]) for month, row in by_month.iterrows()}
    by_seller = rows.groupby("sales_agent").is_won.agg(["sum", "size"])
    sellers = {label: (one.successes, one.n) for label, one in found.by["seller"]}
    assert sellers == {label: (row["sum"], row["size"]) for label, row in by_seller.iterrows()}
    assert len(sellers) == 30
    assert not any(one.partial for one in found.by_month)


def test_cycle_length_of_won_deals(report: KpiReport, pipeline: pd.DataFrame) -> None:
    found = report.results["sales.cycle_length"].estimate
    spans = (won(pipeline).close_date - won(pipeline).engage_date).dt.days
    assert found.value == pytest.approx(spans.mean(), rel=1e-12) == pytest.approx(51.78197, abs=1e-5)
    assert found.se == pytest.approx(spans.sem(), rel=1e-12)
    assert found.n == 4238


def test_time_to_decision_counts_the_open_ones(report: KpiReport, pipeline: pd.DataFrame) -> None:
    engaged = pipeline[pipeline.engage_date.notna()]
    end = pd.Timestamp("2017-12-31")
    spans = (engaged.close_date.fillna(end) - engaged.engage_date).dt.days.to_numpy(float)
    over = engaged.close_date.notna().to_numpy()
    curve = stats.ecdf(stats.CensoredData(uncensored=spans[over], right=spans[~over])).sf
    edges = np.concatenate([[0.0], curve.quantiles])
    area = np.sum(np.concatenate([[1.0], curve.probabilities]) * np.diff(np.append(edges, spans.max())))
    found = report.results["sales.time_to_decision"]
    assert found.estimate.value == pytest.approx(area, rel=1e-12) == pytest.approx(115.6907, abs=1e-4)
    assert (found.estimate.n, found.censored) == (8300, 1589)
    assert "mean-restricted" in {one.code for one in found.notices}  # 17.9 % are open after 138 days and more
    median = report.results["sales.time_to_decision_median"].estimate
    assert median.value == curve.quantiles[np.argmax(curve.probabilities <= 0.5)] == 69
    band = curve.confidence_interval(0.95, method="log-log")
    low, high = band.low.probabilities, band.high.probabilities
    assert median.low == curve.quantiles[np.argmax(low <= 0.5)]
    assert median.high == curve.quantiles[np.argmax(high <= 0.5)]


def test_value_of_won_deals(report: KpiReport, pipeline: pd.DataFrame) -> None:
    found = report.results["sales.average_deal_value"]
    values = won(pipeline).close_value
    assert found.estimate.value == pytest.approx(values.mean(), rel=1e-12) == pytest.approx(2360.9094, abs=1e-4)
    assert found.estimate.se == pytest.approx(values.sem(), rel=1e-12)
    products = won(pipeline).groupby("product").close_value.mean()
    assert {label: one.value for label, one in found.by["product"]} == pytest.approx(products.to_dict())


def test_stages_and_stock(report: KpiReport, pipeline: pd.DataFrame) -> None:
    found = report.results["sales.open_deals"]
    assert found.estimate.value == 2089
    assert {label: one.value for label, one in found.by["stage"] if one.value} == {"Engaging": 1589, "Prospecting": 500}
    for month in ("2017-03", "2017-09", "2017-12"):  # dated ones alone: engaged by then, and not closed by then
        end = pd.Period(month).end_time
        there = (pipeline.engage_date <= end) & ~(pipeline.close_date <= end)
        assert {one.month: one.estimate.value for one in found.by_month}[month] == there.sum()
    assert "unbegun" in {one.code for one in found.notices}


def test_stuck_deals_are_older_than_nine_won_ones_in_ten(report: KpiReport, pipeline: pd.DataFrame) -> None:
    spans = (won(pipeline).close_date - won(pipeline).engage_date).dt.days
    long = np.quantile(spans, 0.9, method="inverted_cdf")
    ages = (pd.Timestamp("2017-12-31") - pipeline[pipeline.deal_stage == "Engaging"].engage_date).dt.days
    found = report.results["sales.stuck_deals"].estimate
    assert (found.successes, found.n) == ((ages > long).sum(), len(ages)) == (1432, 1589)


def test_amounts_per_month_and_seller(report: KpiReport, pipeline: pd.DataFrame) -> None:
    months = 306 / DAYS_OF_A_MONTH  # from 2017-03-01 to 2017-12-31, both included
    revenue = report.results["sales.revenue"].estimate
    sums = won(pipeline).groupby(won(pipeline).close_date.dt.to_period("M")).close_value.sum()
    assert revenue.value == pytest.approx(sums.sum() / months, rel=1e-12)
    assert revenue.se == pytest.approx(sums.sem(), rel=1e-12)  # months differ by more than chance
    rate = report.results["sales.deals_decided"].estimate
    assert rate.value == pytest.approx(6711 / months, rel=1e-12)
    active = decided(pipeline).groupby("sales_agent").close_date.agg(lambda days: days.dt.to_period("M").nunique())
    sold = won(pipeline).groupby("sales_agent").close_value.sum()
    ratio = sold.sum() / active.sum()
    spread = ((sold - ratio * active) ** 2).sum() * 30 / 29 / active.sum() ** 2
    found = report.results["sales.revenue_per_seller"].estimate
    assert found.value == pytest.approx(ratio, rel=1e-12)
    assert found.se == pytest.approx(np.sqrt(spread), rel=1e-9)


def test_velocity_is_the_product_of_its_parts(report: KpiReport) -> None:
    parts = ("sales.open_deals", "sales.win_rate", "sales.average_deal_value")
    value = np.prod([report.results[one].estimate.value or 0 for one in parts])
    cycle = report.results["sales.cycle_length"].estimate.value or 0
    found = report.results["sales.pipeline_velocity"].estimate
    assert found.value == pytest.approx(value / cycle * DAYS_OF_A_MONTH, rel=1e-12)


def test_what_the_file_cannot_tell_is_refused_and_never_zero(report: KpiReport) -> None:
    why = {one.id: one.reason.code for one in report.missing}
    assert why["sales.win_rate_by_value"] == "lost-without-value"  # every lost deal is booked at 0
    assert why["sales.pipeline_value"] == "open-without-value"
    assert why["sales.products_per_deal"] == "missing-columns"
    assert {one.id: one.columns for one in report.missing}["sales.products_per_deal"] == ("deals.products",)
