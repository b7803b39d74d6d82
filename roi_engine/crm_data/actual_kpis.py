"""Actuals from KPIs that were computed from exports: the same record as from a file."""

from __future__ import annotations

from roi_engine.crm_data.actuals import Actual
from roi_engine.crm_data.kpis.records import KpiReport


def actuals_of(report: KpiReport) -> tuple[Actual, ...]:
    """The months of every KPI of a report, each in the unit of its catalogue entry, which is that of its plan.

    Months that are not over, or were not watched from their first day, are left out, and so are those without a figure.
    """
    return tuple(
        Actual(
            what=kpi,
            month=each.month,
            value=each.estimate.value,
            se=each.estimate.se,
            n=each.estimate.n,
            source=", ".join(result.files),
        )
        for kpi, result in report.results.items()
        for each in result.by_month
        if each.estimate.value is not None and not each.partial
    )
