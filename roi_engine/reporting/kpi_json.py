"""KPIs as plain JSON: shares of one, money in the currency of the exports, nothing rounded."""

from __future__ import annotations

from typing import Any

from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.crm_data.kpis.estimates import Estimate
from roi_engine.crm_data.kpis.records import KpiReport, KpiResult
from roi_engine.errors import Notice
from roi_engine.reporting.kpi_profile_json import export_json
from roi_engine.reporting.records_json import plain_record

_NAMED = {"": "share", "money/money": "ratio"}


def kpis_json(report: KpiReport, currency: str = "") -> dict[str, Any]:
    """`kpis` by id, `missing` with the reason of each, `files` and how many customers the records are."""
    found = report.identity
    return {
        "kpis": {one.id: _result(one, currency) for one in report.results.values()},
        "missing": [
            {"id": one.id, "code": one.reason.code, "message": one.reason.message, "columns": list(one.columns)}
            for one in report.missing
        ],
        "until": None if report.until is None else report.until.isoformat(),
        "files": [export_json(one) for one in report.exports],
        "identity": None
        if found is None
        else {
            "records": found.records,
            "identified": found.identified,
            "persons": found.persons,
            "without_key": found.without_key,
            "unclear": found.unclear,
            "joined": dict(found.joined),
            "warnings": [_notice(one) for one in report.notices],
        },
    }


def _result(result: KpiResult, currency: str) -> dict[str, Any]:
    kpi = kpi_catalogue()[result.id]
    unit = _NAMED.get(result.unit, result.unit.replace("money", currency or "money"))
    return {
        **_estimate(result.estimate),
        "unit": unit,
        "direction": kpi.direction,
        "by_month": [
            {"month": one.month, **_estimate(one.estimate), "partial": one.partial} for one in result.by_month
        ],
        "by": {
            dimension: [{"label": label, **_estimate(found)} for label, found in labels]
            for dimension, labels in result.by.items()
        },
        "first": result.first.isoformat() if result.first else None,
        "last": result.last.isoformat() if result.last else None,
        "censored": result.censored,
        "files": list(result.files),
        "warnings": [_notice(one) for one in result.notices],
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    """Value, n, error and interval; a share has its successes, and one from clusters its design effect."""
    told = {"value": found.value, "n": found.n, "se": found.se, "low": found.low, "high": found.high}
    if found.successes is not None:
        told["successes"] = found.successes
    if found.design_effect != 1.0:
        told["design_effect"] = found.design_effect
    plain: dict[str, Any] = plain_record(told)
    return plain


def _notice(one: Notice) -> dict[str, str]:
    return {"code": one.code, "path": one.path, "message": one.message}
