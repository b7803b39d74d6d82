"""Published cases typed in as printed: the publishers' figures come out, and a wrong one does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import roi_engine
from roi_engine import Result
from tests.oracle.agreement import engine_result

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "scenarios" / "published"
CASES = ROOT / ".." / "shared" / "cases" / "published.json"


def result(name: str) -> Result:
    return engine_result(PUBLISHED / f"{name}.yaml")


def printed(name: str) -> dict[str, Any]:
    if not CASES.exists():
        pytest.skip("the published figures (shared/cases/published.json) are not beside the checkout")
    cases: dict[str, Any] = json.loads(CASES.read_text(encoding="utf-8"))
    return cases[name]  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["forrester_example_2", "forrester_example_3"])
def test_forrester_examples(name: str) -> None:
    expected, base = printed(name)["expect"], result(name).base
    assert round(100 * base.roi) == expected["roi_pct"]
    assert base.net == pytest.approx(expected["undiscounted_net"], abs=3)
    assert base.payback_months == pytest.approx(expected["payback_months"], abs=0.5)
    assert base.payback_status == "reached"


@pytest.mark.parametrize("name", ["tei_productivity_suite_2025", "tei_licence_bundle_2023"])
def test_total_economic_impact_studies(name: str) -> None:
    case = printed(name)
    expected, found = case["expect"], result(name)
    assert found.base.npv == pytest.approx(expected["npv"], abs=3)
    assert found.base.pv_benefits == pytest.approx(expected["pv_benefits"], abs=3)
    assert round(100 * found.base.roi) == expected["roi_pct"]
    if "pv_costs" in expected:
        assert found.base.pv_costs == pytest.approx(expected["pv_costs"], abs=3)
    by_title = {line.title: line.pv for line in found.lines}
    for label, pv in case.get("cost_line_pv", {}).items():
        title = next(title for title in by_title if f"({label[:3]})" in title)
        assert by_title[title] == pytest.approx(pv, abs=3)


def test_the_flows_are_typed_in_as_printed() -> None:
    for name in ("tei_productivity_suite_2025", "tei_licence_bundle_2023", "contact_management_system"):
        case, found = printed(name), result(name)
        for side in ("benefit_lines", "cost_lines"):
            columns = len(found.by_year.net)
            amounts = [(*row, *(0.0,) * (columns - len(row))) for row in case.get(side, {}).values()]
            kind = "benefits." if side == "benefit_lines" else "costs."
            shown = [line.by_year for line in found.lines if line.id.startswith(kind)]
            assert all(any(row == pytest.approx(each) for each in shown) for row in amounts)


def test_contact_management_system() -> None:
    expected, base = printed("contact_management_system")["expect"], result("contact_management_system").base
    assert base.tco == pytest.approx(expected["total_cost"])
    assert base.benefits == pytest.approx(expected["annual_benefit"])
    assert round(base.payback_months / 12, 2) == expected["payback_years"]
    assert round(base.payback_months) == expected["payback_months_printed"]


def test_three_decimal_factors_are_not_copied() -> None:
    expected, base = printed("crm_100k")["expect"], result("crm_100k").base
    assert base.npv == pytest.approx(expected["npv_exact"], abs=0.005)
    assert abs(base.npv - expected["npv_printed_with_3dp_factors"]) > 30


def test_a_wrong_npv_is_not_reproduced() -> None:
    expected, base = printed("crm_published_wrong")["expect"], result("crm_published_wrong").base
    assert base.npv == pytest.approx(expected["npv_exact"], abs=0.005)
    assert abs(base.npv - expected["npv_printed"]) > 90_000


def test_every_published_case_is_a_scenario() -> None:
    names = {path.stem for path in PUBLISHED.glob("*.yaml")}
    if not CASES.exists():
        pytest.skip("the published figures (shared/cases/published.json) are not beside the checkout")
    assert names == {key for key in json.loads(CASES.read_text(encoding="utf-8")) if not key.startswith("_")}


def test_the_mean_of_a_triangle_is_the_risk_adjusted_point_value() -> None:
    # by hand: benefits 300,000 a year after the adjustment of 10 %, annuity factor (1 - 1.1^-3) / 0.1
    annuity = (1 - 1.1**-3) / 0.1
    published = 300_000 * annuity - 250_000 - 150_000 * annuity
    path = ROOT / "scenarios" / "tei_haircut.yaml"
    point = engine_result(path, "published").base
    drawn = roi_engine.simulate(roi_engine.load(path, overrides={"simulation.draws": "16384"}))
    assert point.npv == pytest.approx(published, abs=0.01)
    assert round(100 * point.roi) == 20
    assert drawn.simulation["npv"].mean == pytest.approx(published, abs=max(4 * drawn.simulation["npv"].se, 1.0))
    assert drawn.simulation["npv"].se < 100
    assert drawn.base.npv == pytest.approx(published + 300_000 / 0.9 * 0.1 * annuity, abs=0.01)
