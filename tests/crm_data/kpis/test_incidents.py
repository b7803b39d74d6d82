"""The public incident log of a service desk: resolution, reopening and reassignment, beside plain pandas and scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from roi_engine.crm_data.kpis.calendar import calendar_of
from roi_engine.crm_data.kpis.computing import KpiQuestion, compute
from roi_engine.crm_data.kpis.records import KpiReport
from tests.crm_data.kpis.given import given
from tests.crm_data.logs import public

SNAPSHOT = "2016-04-30 23:59:00"  # as if the export had been made then: what came later is not known
IDS = (
    "service.backlog",
    "service.resolution_time",
    "service.resolution_time_median",
    "service.resolution_time_p90",
    "service.resolution_time_working_hours",
    "service.resolution_time_working_hours_median",
)
MOMENTS = ("opened_at", "resolved_at", "closed_at", "sys_updated_at")


@pytest.fixture(scope="module")
def incidents() -> pd.DataFrame:
    """The last row of each incident."""
    wanted = ["number", "sys_mod_count", "reopen_count", "reassignment_count", "priority", *MOMENTS]
    log = pd.read_csv(public("uci_incident_log/incident_event_log.zip"), usecols=wanted, dtype=str)
    for name in MOMENTS:
        log[name] = pd.to_datetime(log[name].replace("?", None), format="%d/%m/%Y %H:%M")
    for name in ("sys_mod_count", "reopen_count", "reassignment_count"):
        log[name] = log[name].astype(int)
    return log.sort_values(["number", "sys_updated_at", "sys_mod_count"]).groupby("number").tail(1)


def report_of(incidents: pd.DataFrame, until: str, question: KpiQuestion) -> KpiReport:
    tickets = pd.DataFrame(
        {
            "ticket": incidents.number,
            "opened": incidents.opened_at,
            "resolved": incidents.resolved_at,
            "closed": incidents.closed_at,
            "reopens": incidents.reopen_count,
            "reassignments": incidents.reassignment_count,
            "priority": incidents.priority,
        }
    )
    return compute(given(until, tickets=tickets), question)


@pytest.fixture(scope="module")
def early(incidents: pd.DataFrame) -> KpiReport:
    return report_of(incidents, SNAPSHOT, KpiQuestion(IDS, ("priority",), calendar=calendar_of("office")))


def spans(incidents: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Incidents opened by the snapshot with the days they lasted by then, and whether they were over."""
    seen = incidents[incidents.opened_at <= SNAPSHOT]
    end = seen.resolved_at.fillna(seen.closed_at)
    over = (end <= SNAPSHOT).to_numpy()
    last = end.where(over, pd.Timestamp(SNAPSHOT))
    return seen.assign(last=last, days=(last - seen.opened_at) / pd.Timedelta(days=1)), over


def test_resolution_time_with_open_ones_censored(early: KpiReport, incidents: pd.DataFrame) -> None:
    seen, over = spans(incidents)
    days = seen.days.to_numpy()
    curve = stats.ecdf(stats.CensoredData(uncensored=days[over], right=days[~over])).sf
    edges = np.concatenate([[0.0], curve.quantiles, [days.max()]])
    area = np.sum(np.concatenate([[1.0], curve.probabilities]) * np.diff(edges))
    found = early.results["service.resolution_time"]
    assert found.estimate.value == pytest.approx(area, rel=1e-9) == pytest.approx(6.537616, abs=1e-6)
    assert (found.estimate.n, found.censored) == (17136, 17136 - 15796)
    assert days[over].mean() == pytest.approx(4.354, abs=1e-3)  # what leaving the open ones out would have said
    for kpi, share in (("service.resolution_time_median", 0.5), ("service.resolution_time_p90", 0.9)):
        value = curve.quantiles[np.argmax(curve.probabilities <= 1 - share)]
        assert early.results[kpi].estimate.value == pytest.approx(value, rel=1e-12)
    assert early.results["service.resolution_time_p90"].estimate.value == pytest.approx(16.697917, abs=1e-6)


def test_resolution_time_by_priority(early: KpiReport, incidents: pd.DataFrame) -> None:
    seen, over = spans(incidents)
    found = dict(early.results["service.resolution_time_median"].by["priority"])
    for priority, rows in seen.assign(over=over).groupby("priority"):
        censored = stats.CensoredData(uncensored=rows.days[rows.over], right=rows.days[~rows.over])
        curve = stats.ecdf(censored).sf
        value = curve.quantiles[np.argmax(curve.probabilities <= 0.5)]
        assert found[str(priority)].value == pytest.approx(value, rel=1e-12)


def test_resolution_time_of_the_whole_log_is_the_plain_mean(incidents: pd.DataFrame) -> None:
    found = report_of(incidents, "2017-02-18 15:00:00", KpiQuestion(("service.resolution_time", "service.backlog")))
    days = (incidents.resolved_at.fillna(incidents.closed_at) - incidents.opened_at) / pd.Timedelta(days=1)
    estimate = found.results["service.resolution_time"].estimate
    assert estimate.value == pytest.approx(days.mean(), rel=1e-12) == pytest.approx(7.388987, abs=1e-6)
    assert estimate.se == pytest.approx(days.sem(), rel=1e-9)
    assert found.results["service.backlog"].estimate.value == 0  # a count of nothing that is known to be nothing


def test_working_hours(early: KpiReport, incidents: pd.DataFrame) -> None:
    seen, over = spans(incidents)

    def worked(at: pd.Series) -> np.ndarray:
        """Hours since 2016-01-01, Monday to Friday 9 to 17: whole days by numpy's count, and those of today."""
        days = at.to_numpy("datetime64[D]")
        hour = (at - at.dt.normalize()) / pd.Timedelta(hours=1)
        today = np.where(np.is_busday(days), np.clip(hour - 9, 0, 8), 0)
        return np.busday_count("2016-01-01", days) * 8 + today

    hours = np.round((worked(seen["last"]) - worked(seen.opened_at)) * 3600) / 3600  # ties are ties again
    curve = stats.ecdf(stats.CensoredData(uncensored=hours[over], right=hours[~over])).sf
    found = early.results["service.resolution_time_working_hours_median"].estimate
    assert found.value == pytest.approx(curve.quantiles[np.argmax(curve.probabilities <= 0.5)], abs=1e-6)
    edges = np.concatenate([[0.0], curve.quantiles, [hours.max()]])
    area = np.sum(np.concatenate([[1.0], curve.probabilities]) * np.diff(edges))
    assert early.results["service.resolution_time_working_hours"].estimate.value == pytest.approx(area, rel=1e-9)


def test_reopen_and_reassignment(incidents: pd.DataFrame) -> None:
    ids = ("service.reopen_rate", "service.reassignment_rate", "service.reassignments_per_ticket")
    found = report_of(incidents, "2017-02-18 15:00:00", KpiQuestion(ids)).results
    reopened = found["service.reopen_rate"].estimate
    assert (reopened.successes, reopened.n) == ((incidents.reopen_count > 0).sum(), len(incidents)) == (275, 24918)
    passed_on = found["service.reassignment_rate"].estimate
    assert (passed_on.successes, passed_on.n) == ((incidents.reassignment_count > 0).sum(), 24918)
    assert passed_on.successes == 11369
    mean = found["service.reassignments_per_ticket"].estimate
    assert mean.value == pytest.approx(incidents.reassignment_count.mean(), rel=1e-12)
    assert mean.se == pytest.approx(incidents.reassignment_count.sem(), rel=1e-9)


def test_backlog_at_the_ends_of_months(early: KpiReport, incidents: pd.DataFrame) -> None:
    found = {one.month: one for one in early.results["service.backlog"].by_month}
    end = incidents.resolved_at.fillna(incidents.closed_at)
    for month in ("2016-02", "2016-03", "2016-04"):
        until = min(pd.Period(month).end_time, pd.Timestamp(SNAPSHOT))
        assert found[month].estimate.value == ((incidents.opened_at <= until) & ~(end <= until)).sum()
    assert early.results["service.backlog"].estimate.value == 17136 - 15796
    assert not found["2016-04"].partial
