"""KPIs computed from exports become actuals of the same kind as those of a file."""

from __future__ import annotations

from roi_engine.crm_data.actual_kpis import actuals_of
from roi_engine.crm_data.actuals import Actual
from roi_engine.crm_data.kpis.estimates import NOTHING, Estimate
from roi_engine.crm_data.kpis.records import KpiReport, KpiResult, MonthEstimate


def test_whole_months_with_a_figure_become_actuals() -> None:
    months = (
        MonthEstimate("2027-01", Estimate(0.25, 400, 0.02, successes=100)),
        MonthEstimate("2027-02", NOTHING),
        MonthEstimate("2027-03", Estimate(0.5, 4, 0.2), partial=True),
    )
    result = KpiResult("sales.close_rate", "", Estimate(0.25, 404), months, files=("deals.csv", "more.csv"))
    report = KpiReport({"sales.close_rate": result}, (), (), None, None)
    assert actuals_of(report) == (
        Actual("sales.close_rate", "2027-01", 0.25, se=0.02, n=400, source="deals.csv, more.csv"),
    )
