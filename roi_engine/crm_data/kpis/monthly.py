"""KPIs of exports month by month, as the actuals that a plan is followed by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from roi_engine.crm_data.actuals import Actual
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.reading import read_exports
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.crm_data.kpis.computing import compute
from roi_engine.crm_data.kpis.records import KpiQuestion, KpiReport, KpiResult, MonthEstimate


def measured_actuals(files: Sequence[ExportFile], ids: Sequence[str], since: date, currency: str) -> tuple[Actual, ...]:
    """The whole months of some KPIs from a day on, each with its standard error; `currency` is that of the exports.

    KPIs that the exports cannot tell, and months without a figure, are left out. DataError as for reading.
    """
    if not ids:
        return ()
    return _actuals(compute(read_exports(files), KpiQuestion(ids=tuple(ids), since=since)), currency)


def _error(result: KpiResult, each: MonthEstimate) -> float | None:
    """The standard error of a month, from the scatter of all months: its own would make a poor month look sure."""
    whole = result.estimate
    if not whole.se or not each.estimate.n:
        return None
    if kpi_catalogue()[result.id].estimate in ("rate", "total"):
        return whole.se * math.sqrt(len(result.by_month))
    return whole.se * math.sqrt(whole.n / each.estimate.n)


def _actuals(report: KpiReport, currency: str) -> tuple[Actual, ...]:
    return tuple(
        Actual(
            what=result.id,
            month=each.month,
            value=each.estimate.value,
            se=_error(result, each),
            n=each.estimate.n,
            unit=result.unit.replace("money", currency),
            source=", ".join(result.files),
        )
        for result in report.results.values()
        for each in result.by_month
        if not each.partial and each.estimate.value is not None
    )
