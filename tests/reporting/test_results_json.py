from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from roi_engine.engine.result import Result
from roi_engine.reporting.results_json import json_text, number, to_json

SCHEMA: dict[str, Any] = {
    "schema": 1,
    "scenario": {"name", "file", "variant", "sha256"},
    "engine": {"version", "draws", "seed", "sampler", "seconds"},
    "currency": "EUR",
    "base": {
        "npv", "npv_cashable", "roi", "roi_undiscounted", "roi_nucleus", "irr", "irr_status", "mirr", "payback_months",
        "payback_status", "discounted_payback_months", "bcr", "tco", "peak_funding", "pv_benefits", "pv_costs",
        "pv_operational", "pv_analytical", "benefits", "costs", "net",
    },
    "simulation": {"npv", "roi", "irr", "payback_months", "pv_operational", "pv_analytical", "pv_costs"},
    "probability": {"npv_positive", "payback_within_horizon", "npv_cashable_positive"},
    "by_year": {"year", "benefits", "costs", "net", "cumulative"},
    "customers": {"segments"},
}  # fmt: skip


def leaves(content: Any) -> list[Any]:
    if isinstance(content, dict):
        return [leaf for value in content.values() for leaf in leaves(value)]
    if isinstance(content, list):
        return [leaf for value in content for leaf in leaves(value)]
    return [content]


def test_every_key_of_the_schema_is_there(result: Result) -> None:
    content = to_json(result)
    assert content["schema"] == 1
    for key, inner in SCHEMA.items():
        if isinstance(inner, set):
            assert inner <= content[key].keys(), key
    summary = {"mean", "sd", "se", "p5", "p10", "p25", "p50", "p75", "p90", "p95"}
    assert all(summary <= content["simulation"][key].keys() for key in SCHEMA["simulation"])
    for line in content["lines"]:
        assert {"id", "category", "cashable", "by_year", "pv", "mean_pv"} <= line.keys()
    for warning in content["warnings"]:
        assert set(warning) == {"code", "path", "message"}
    assert content["goals"] == []
    assert content["by_year"]["year"][:2] == ["initial", 1]


def test_round_trip_is_strict_json_of_plain_values(result: Result) -> None:
    content = to_json(result)
    text = json_text(content)
    assert json.loads(text, parse_constant=lambda name: pytest.fail(name)) == content
    assert {type(leaf) for leaf in leaves(content)} <= {str, float, int, bool, type(None)}
    assert text.endswith("}\n")


def test_figures_are_not_rounded(results: dict[str, Result]) -> None:
    good = results["good"]
    content = to_json(good)
    assert content["base"]["npv"] == good.base.npv
    assert content["simulation"]["npv"]["p10"] == good.simulation["npv"].percentiles[10]
    assert content["simulation"]["npv"]["error"]["mean"] == good.simulation["npv"].error[0]
    assert content["by_year"]["cumulative"] == list(good.by_year.cumulative)
    assert content["lines"][0]["pv"] == good.lines[0].pv


def test_what_does_not_exist_is_null_with_its_status(results: dict[str, Result]) -> None:
    poor = to_json(results["poor"])["base"]
    assert poor["payback_months"] is None
    assert poor["payback_status"] == "not_reached"
    assert to_json(results["free"])["base"]["payback_status"] == "no_investment"
    assert to_json(results["one_line"])["base"]["roi"] is None
    assert to_json(results["good"])["base"]["npv_after_tax"] is None
    assert to_json(results["good"])["by_year"]["tax"] is None
    assert to_json(results["long"])["by_year"]["tax"] is not None


def test_infinite_numbers_are_null(results: dict[str, Result]) -> None:
    good = results["good"]
    changed = replace(good, base=replace(good.base, bcr=math.inf, mirr=-math.inf))
    assert to_json(changed)["base"]["bcr"] is None
    assert to_json(changed)["base"]["mirr"] is None
    assert number(None) is None
    assert type(number(np.float64(1.5))) is float
