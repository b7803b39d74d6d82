"""The public marketing funnel: leads by day, the deals they became, and how long it took, beside plain pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport
from tests.crm_data.kpis.given import given
from tests.crm_data.logs import public

UNTIL = "2018-11-14 18:04:19"  # the last deal won
FOLDER = "olist_marketing_funnel"
IDS = tuple(
    f"marketing.{one}"
    for one in ("leads_generated", "lead_to_customer_rate", "lead_to_customer_days", "lead_to_customer_90_days")
)


@pytest.fixture(scope="module")
def funnel() -> pd.DataFrame:
    leads = pd.read_csv(public(f"{FOLDER}/olist_marketing_qualified_leads_dataset.csv"))
    deals = pd.read_csv(public(f"{FOLDER}/olist_closed_deals_dataset.csv"), parse_dates=["won_date"])
    leads["created"] = pd.to_datetime(leads.first_contact_date, format="%d-%m-%Y")
    return leads.merge(deals[["mql_id", "won_date"]], how="left", on="mql_id")


def leads_of(funnel: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"lead": funnel.mql_id, "created": funnel.created, "source": funnel.origin})


def in_two_files(funnel: pd.DataFrame) -> KpiReport:
    won = funnel[funnel.won_date.notna()]
    deals = pd.DataFrame({"deal": won.mql_id, "closed": won.won_date}).assign(outcome="won")
    return compute(given(UNTIL, leads=leads_of(funnel), deals=deals), KpiQuestion(IDS, ("source",)))


def in_one_file(funnel: pd.DataFrame) -> KpiReport:
    leads = leads_of(funnel).assign(converted=funnel.won_date)
    return compute(given(UNTIL, leads=leads), KpiQuestion(IDS, ("source",)))


@pytest.fixture(scope="module", params=[in_two_files, in_one_file])
def report(request: pytest.FixtureRequest, funnel: pd.DataFrame) -> KpiReport:
    found: KpiReport = request.param(funnel)
    return found


def test_rate_and_its_cohorts(report: KpiReport, funnel: pd.DataFrame) -> None:
    found = report.results["marketing.lead_to_customer_rate"]
    assert (found.estimate.successes, found.estimate.n) == (842, 8000)
    assert found.estimate.value == pytest.approx(0.10525)
    cohorts = funnel.groupby(funnel.created.dt.strftime("%Y-%m")).won_date.agg(["count", "size"])
    months = {one.month: (one.estimate.successes, one.estimate.n) for one in found.by_month}
    assert months == {month: (row["count"], row["size"]) for month, row in cohorts.iterrows()}
    origins = funnel.groupby(funnel.origin.fillna("")).won_date.count().to_dict()
    assert {label: one.successes for label, one in found.by["source"]} == origins
    assert "recent-cohorts" in {one.code for one in found.notices}


def test_leads_per_month(report: KpiReport, funnel: pd.DataFrame) -> None:
    found = report.results["marketing.leads_generated"]
    n_days = (pd.Timestamp("2018-11-14") - pd.Timestamp("2017-06-14")).days + 1
    assert found.estimate.value == pytest.approx(8000 / (n_days / (365.25 / 12)))
    months = {one.month: one.estimate.n for one in found.by_month}
    assert months["2017-07"] == (funnel.created.dt.strftime("%Y-%m") == "2017-07").sum()
    assert months["2018-07"] == 0  # no lead after May 2018: a month of nothing, not a missing one
    assert found.by_month[-1].partial
    assert "ends-early" in {one.code for one in found.notices}


def spans(funnel: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Days watched and whether they ended with a deal; the one lead won before it was made is left out."""
    days = (funnel.won_date.fillna(pd.Timestamp(UNTIL)) - funnel.created) / pd.Timedelta(days=1)
    kept = days >= 0
    return days[kept].to_numpy(), funnel.won_date.notna()[kept].to_numpy()


def test_days_from_lead_to_customer(report: KpiReport, funnel: pd.DataFrame) -> None:
    days, is_won = spans(funnel)
    found = report.results["marketing.lead_to_customer_days"]
    assert found.estimate.n == 841
    assert found.estimate.value == pytest.approx(np.quantile(days[is_won], 0.5, method="inverted_cdf"), abs=2e-5)
    assert found.estimate.value == pytest.approx(14, abs=1)
    assert [one.values for one in found.notices if one.code == "impossible-spans"] == [(("n", "1"),)]


def test_share_within_90_days_is_that_of_kaplan_and_meier(report: KpiReport, funnel: pd.DataFrame) -> None:
    days, is_won = spans(funnel)
    curve = stats.ecdf(stats.CensoredData(uncensored=days[is_won], right=days[~is_won])).sf
    found = report.results["marketing.lead_to_customer_90_days"]
    assert found.estimate.value == pytest.approx(1 - curve.evaluate(90.0), rel=1e-9) == pytest.approx(690 / 7999)
    band = curve.confidence_interval(0.95, method="log-log")
    assert found.estimate.low == pytest.approx(1 - band.high.evaluate(90.0), rel=1e-9)
    assert found.estimate.high == pytest.approx(1 - band.low.evaluate(90.0), rel=1e-9)
    assert found.censored == 8000 - 842
