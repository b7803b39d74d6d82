"""The machine's report: `results.json`, schema 1. Keys may be added, never changed; numbers are plain and unrounded."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields
from typing import Any

from roi_engine.engine.result import Assumption, LineResult, Metrics, Result, RiskResult, Summary, Swing
from roi_engine.reporting.customers_json import customers_json
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.goals_json import coverage_json, goals_json
from roi_engine.reporting.records_json import sensitivity_json

SCHEMA = 1


def to_json(result: Result, findings: Findings = NOTHING_ASKED) -> dict[str, Any]:
    """The result as plain dictionaries, lists, texts, numbers and None; ready for `json_text`.

    Money in the scenario's currency, ratios as shares of one, times in months. A figure that does not exist is None;
    where it has a status, the status stands beside it. `stress` is None for the case itself, `sensitivity` where it was
    not computed.
    """
    stress = findings.stress
    of_goals = findings.goals.notices if findings.goals is not None else ()
    return {
        "schema": SCHEMA,
        "scenario": _scenario(result),
        "engine": asdict(result.engine),
        "currency": result.scenario.currency,
        "base": _metrics(result.base),
        "simulation": {key: _summary(summary) for key, summary in result.simulation.items()},
        "probability": _probability(result),
        "by_year": _by_year(result),
        "lines": [_line(line) for line in result.lines],
        "customers": customers_json(result),
        "goals": goals_json(findings.goals),
        "warnings": [{"code": w.code, "path": w.path, "message": w.message} for w in (*result.warnings, *of_goals)],
        "cumulative": {
            "period": list(result.band.labels),
            **{name: _numbers(getattr(result.band, name)) for name in ("base", "p10", "p50", "p90")},
        },
        "assumptions": [_assumption(a) for a in result.assumptions],
        "swings": [_swing(swing) for swing in result.swings],
        "risks": [_risk(risk) for risk in result.risks],
        "stress": {"id": stress.id, "title": stress.title, "note": stress.note} if stress else None,
        "sensitivity": sensitivity_json(findings.sensitivity),
        "goal_coverage": coverage_json(findings.goals),
    }


def json_text(content: dict[str, Any]) -> str:
    """Strict JSON (no NaN, no Infinity), two spaces a level, one line feed at the end."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def number(value: float | None) -> float | None:
    """A plain float, or None where the value is not a finite number."""
    return float(value) if value is not None and math.isfinite(value) else None


def _numbers(values: tuple[float, ...]) -> list[float | None]:
    return [number(value) for value in values]


def _scenario(result: Result) -> dict[str, Any]:
    scenario = result.scenario
    timeline = scenario.timeline
    return {
        "name": scenario.name,
        "file": scenario.file,
        "variant": scenario.variant,
        "sha256": scenario.sha256,
        "language": scenario.language,
        "profile": scenario.finance.profile,
        "discounting": scenario.finance.discounting,
        "start": f"{timeline.start_year}-{timeline.start_month:02d}",
        "years": timeline.years,
        "step": timeline.step,
    }


def _metrics(base: Metrics) -> dict[str, Any]:
    found = {field.name: getattr(base, field.name) for field in fields(base)}
    return {key: value if isinstance(value, str) else number(value) for key, value in found.items()}


def _summary(summary: Summary) -> dict[str, Any]:
    names = {0: "mean", **{p: f"p{p}" for p in summary.percentiles}}
    return {
        "mean": number(summary.mean),
        "sd": number(summary.sd),
        "se": number(summary.se),
        **{names[p]: number(value) for p, value in summary.percentiles.items()},
        "error": {names[p]: number(value) for p, value in summary.error.items() if p in names},
        "undefined": number(summary.undefined),
    }


def _probability(result: Result) -> dict[str, Any]:
    chances = result.probability
    return {
        "npv_positive": number(chances.npv_positive),
        "payback_within_horizon": number(chances.payback_within_horizon),
        "npv_cashable_positive": number(chances.npv_cashable_positive),
        "errors": {key: number(value) for key, value in chances.errors.items()},
    }


def _by_year(result: Result) -> dict[str, Any]:
    years = result.by_year
    series = ("benefits", "operational", "analytical", "costs", "net", "cumulative")
    return {
        "year": list(years.year),
        **{name: _numbers(getattr(years, name)) for name in series},
        "tax": _numbers(years.tax) if years.tax is not None else None,
    }


def _line(line: LineResult) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "category": line.category,
        "cashable": line.cashable,
        "by_year": _numbers(line.by_year),
        "pv": number(line.pv),
        "mean_pv": number(line.mean_pv),
        "source": line.source,
        "by_period": _numbers(line.by_period),
    }


def _assumption(row: Assumption) -> dict[str, Any]:
    place = row.place
    return {
        "path": row.path,
        "title": row.title,
        "unit": row.unit,
        **{key: number(getattr(row, key)) for key in ("base", "mean", "p10", "p50", "p90")},
        "uncertain": row.uncertain,
        "words": row.words,
        "source": row.source,
        "owner": row.owner,
        "evidence": row.evidence,
        "note": row.note,
        "place": asdict(place) if place else None,
    }


def _swing(swing: Swing) -> dict[str, Any]:
    numbers = {key: number(getattr(swing, key)) for key in ("low", "high", "npv_low", "npv_high")}
    return {"path": swing.path, "title": swing.title, "unit": swing.unit, **numbers}


def _risk(risk: RiskResult) -> dict[str, Any]:
    keys = ("probability", "npv_if_happens", "npv_if_not", "expected_cost")
    numbers = {key: number(getattr(risk, key)) for key in keys}
    return {"id": risk.id, "title": risk.title, **numbers, "owner": risk.owner, "note": risk.note}
