"""Published business cases come out as printed: 3 currency units on a present value, ROI to the whole per cent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from roi_engine.finance import present_value
from tests.finance.ledgers import account, judged, total

CASES = Path(__file__).parents[2] / ".." / "shared" / "cases" / "published.json"


@pytest.fixture(scope="module")
def cases() -> dict[str, Any]:
    if not CASES.exists():
        pytest.skip("the published cases are not beside this repository")
    found: dict[str, Any] = json.loads(CASES.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", ["forrester_example_2", "forrester_example_3"])
def test_forrester_examples(cases: dict[str, Any], name: str) -> None:
    case, expect = cases[name], cases[name]["expect"]
    found = account(judged(3, case["rate"]), [0, *case["benefits"]], [case["initial_cost"], *case["costs"]])
    assert round(100 * found.roi[0]) == expect["roi_pct"]
    assert found.net[0] == expect["undiscounted_net"]
    assert found.payback.months[0] == pytest.approx(expect["payback_months"], abs=1e-9)


def test_tei_productivity_suite(cases: dict[str, Any]) -> None:
    case, expect = cases["tei_productivity_suite_2025"], cases["tei_productivity_suite_2025"]["expect"]
    on = judged(3, case["rate"])
    for title, line in case["cost_lines"].items():
        pv = present_value(np.array([line[0]], float), np.array([line[1:]], float), on.factors)
        assert pv[0] == pytest.approx(case["cost_line_pv"][title], abs=3)
    known_pv = {title: [pv] for title, pv in case["benefit_pv_only"].items()}
    found = account(on, total({**case["benefit_lines"], **known_pv}, 4), total(case["cost_lines"], 4))
    assert found.pv_costs[0] == pytest.approx(expect["pv_costs"], abs=3)
    assert found.pv_benefits[0] == pytest.approx(expect["pv_benefits"], abs=3)
    assert found.npv[0] == pytest.approx(expect["npv"], abs=3)
    assert round(100 * found.roi[0]) == expect["roi_pct"]


def test_tei_licence_bundle(cases: dict[str, Any]) -> None:
    case, expect = cases["tei_licence_bundle_2023"], cases["tei_licence_bundle_2023"]["expect"]
    on = judged(3, case["rate"])
    found = account(on, total(case["benefit_lines"], 4), [case["cost_pv_only"]["all"], 0, 0, 0])
    assert found.pv_benefits[0] == pytest.approx(expect["pv_benefits"], abs=3)
    assert found.npv[0] == pytest.approx(expect["npv"], abs=3)
    assert round(100 * found.roi[0]) == expect["roi_pct"]


def test_contact_management_system(cases: dict[str, Any]) -> None:
    case, expect = cases["contact_management_system"], cases["contact_management_system"]["expect"]
    found = account(judged(1, case["rate"]), total(case["benefit_lines"], 2), total(case["cost_lines"], 2))
    assert found.tco[0] == expect["total_cost"]
    assert found.benefits[0] == expect["annual_benefit"]
    assert round(found.payback.months[0] / 12, 2) == expect["payback_years"]
    assert np.ceil(found.payback.months[0]) == expect["payback_months_printed"]


def test_hundred_thousand_with_exact_and_with_printed_factors(cases: dict[str, Any]) -> None:
    case, expect = cases["crm_100k"], cases["crm_100k"]["expect"]
    on = judged(4, case["rate"])
    found = account(on, [0, *case["benefits"]], [case["initial_cost"], *case["costs"]])
    assert found.npv[0] == pytest.approx(expect["npv_exact"], abs=0.005)
    rounded = present_value(np.array([-100000.0]), np.array([case["benefits"]], float), np.round(on.factors, 3))
    assert rounded[0] == pytest.approx(expect["npv_printed_with_3dp_factors"], abs=0.005)


def test_a_wrong_published_figure_is_not_reproduced(cases: dict[str, Any]) -> None:
    case, expect = cases["crm_published_wrong"], cases["crm_published_wrong"]["expect"]
    found = account(judged(5, case["rate"]), [0, *case["benefits"]], [case["initial_cost"], *case["costs"]])
    assert found.npv[0] == pytest.approx(expect["npv_exact"], abs=0.005)
    assert abs(found.npv[0] - expect["npv_printed"]) > 90000
