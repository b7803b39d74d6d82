"""The reader in the browser: every shipped scenario, its sliders moved, gives what the engine gives for those values.

The engine is asked by `--set` and by its own account with one number changed; both are what a user would compare with.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import roi_engine
from roi_engine.engine.base import BaseCase, base_case
from roi_engine.engine.model import build_model
from roi_engine.engine.questions import Answers, questions
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.page.sliders import Slider
from tests.browser.chromium import Browser, Page, chromium, chromium_path
from tests.browser.pages import (
    FEW_DRAWS,
    SCENARIOS,
    SINGLE,
    move,
    open_page,
    open_scenario,
    press,
    result_of,
    scenario_copy,
    sliders_of,
)

PLACES = (0.0, 0.25, 0.5, 0.75, 1.0)
NOW = "resultOf(inputsNow(), state.haircut)"
VARIANTS = [("contact_centre", "pessimistic"), ("bank_programme", "cash_only"), ("small_business", "three_seats")]
Figures = dict[str, Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium_path() is None:
        pytest.skip("needs Chromium, which is not installed")
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.page()


def close(one: float, other: float, size: float) -> bool:
    """To nine digits, of the largest amount where amounts cancel."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9 * size)


def differences(found: Figures, expected: Figures) -> list[str]:
    """Names of the figures and lines in which the page and the engine differ."""
    size = max(1.0, *(abs(pv) for pv in expected["lines"]))
    plain = ("npv", "npv_cashable", "roi", "payback_months")
    sizes = {"roi": 1.0, "payback_months": 1.0}
    said = [name for name in plain if not close(found[name], expected[name], sizes.get(name, size))]
    said += ["payback_status"] if found["payback_status"] != expected["payback_status"] else []
    pairs = zip(found["lines"], expected["lines"], strict=True)
    return said + [f"line {k}" for k, (line, pv) in enumerate(pairs) if not close(line["pv"], pv, size)]


def told_by_row(answers: Answers, row: int) -> Figures:
    figures = answers.figures
    return {
        "npv": float(figures.npv[row]),
        "npv_cashable": float(figures.npv_cashable[row]),
        "roi": float(figures.roi[row]),
        "payback_months": float(figures.payback.months[row]),
        "payback_status": ("reached", "not_reached", "no_investment")[figures.payback.status[row]],
        "lines": [float(np.broadcast_to(pv, figures.npv.shape)[row]) for pv in answers.ledger.pv_lines],
    }


def told_by_base(base: BaseCase) -> Figures:
    answers = Answers(base.figures, base.ledger, {}, {})
    return told_by_row(answers, 0)


def in_the_engine(path: Path, variant: str | None, overrides: dict[str, str]) -> Figures:
    scenario = roi_engine.load(path, variant, overrides)
    return told_by_base(base_case(scenario, build_model(scenario)))


def stated(slider: Slider, number: float) -> str:
    return f'{{value: {number!r}, unit: "{slider.stated_unit}"}}' if slider.unit else f"{{value: {number!r}}}"


def test_the_scenarios_are_found() -> None:
    assert len(SINGLE) >= 14
    assert sum(len(sliders_of(path)) >= 5 for path in SINGLE) >= 5


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: path.stem)
def test_the_base_case_is_that_of_the_engine(page: Page, path: Path, tmp_path: Path) -> None:
    result = result_of(path)
    open_scenario(page, tmp_path, path)
    expected = told_by_base(base_case(result.scenario, build_model(result.scenario)))
    assert differences(page.numbers(NOW), expected) == []
    cumulative = page.numbers(f"{NOW}.cumulative")
    size = max(abs(amount) for amount in result.band.base)
    assert all(close(a, b, size) for a, b in zip(cumulative, result.band.base, strict=True))
    assert page.complaints() == []
    assert [address for address in page.requests() if not address.startswith("data:")] == page.requests()[:1]


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: path.stem)
def test_moved_sliders_give_what_the_engine_gives(page: Page, path: Path, tmp_path: Path) -> None:
    """Five sliders at five places each by the engine's account, and two of these places by `--set`.

    That every slider can be stated in a file is seen where the moved values are copied.
    """
    sliders, result = sliders_of(path)[:5], result_of(path)
    if not sliders:
        assert all(swing.event for swing in result.swings)
        return
    open_scenario(page, tmp_path, path)
    seen: list[tuple[Slider, float, Figures]] = []
    for k, slider in enumerate(sliders):
        for place in PLACES:
            reach = slider.reach
            number = move(page, f"slider-{k}", reach.low + place * (reach.high - reach.low))
            seen.append((slider, number, page.numbers(NOW)))
        press(page, f"slider-{k}-reset")
    answers = questions(result.scenario, build_model(result.scenario)).ask([{s.path: x} for s, x, _ in seen])
    wrong = [(s.path, x, differences(found, told_by_row(answers, row))) for row, (s, x, found) in enumerate(seen)]
    assert [each for each in wrong if each[2]] == []
    for slider, number, found in (seen[1], seen[-2])[: 1 if path.stem == "retailer_log" else 2]:  # its orders take long
        expected = in_the_engine(path, None, {slider.path: stated(slider, number)})
        assert differences(found, expected) == [], (slider.path, number)


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_a_variant_is_computed_as_itself(page: Page, name: str, variant: str, tmp_path: Path) -> None:
    path = SCENARIOS / f"{name}.yaml"
    sliders = sliders_of(path, variant)
    open_scenario(page, tmp_path, path, variant)
    number = move(page, "slider-1", sliders[1].reach.high)
    expected = in_the_engine(path, variant, {sliders[1].path: stated(sliders[1], number)})
    assert differences(page.numbers(NOW), expected) == []


def test_a_stress_is_computed_as_itself(page: Page, tmp_path: Path) -> None:
    scenario = result_of(SCENARIOS / "contact_centre.yaml").scenario
    for stress in scenario.stresses[::2]:
        result = roi_engine.simulate(scenario, stress=stress)
        open_page(page, tmp_path, result, Findings(stress=stress))
        model = build_model(scenario, stress)
        assert differences(page.numbers(NOW), told_by_base(base_case(scenario, model))) == [], stress.id


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: path.stem)
def test_a_haircut_lowers_every_benefit(page: Page, path: Path, tmp_path: Path) -> None:
    result = result_of(path)
    open_scenario(page, tmp_path, path)
    for per_cent in (0, 10, 25, 40, 50):
        assert move(page, "haircut", per_cent) == per_cent
        kept = [1.0 if line.category == "cost" else 1.0 - per_cent / 100 for line in result.lines]
        found = page.numbers(NOW)
        assert [line["pv"] for line in found["lines"]] == pytest.approx(
            [share * line.pv for share, line in zip(kept, result.lines, strict=True)], rel=1e-9, abs=1e-6
        )
        npv = result.base.pv_benefits * (1 - per_cent / 100) - result.base.pv_costs
        assert found["npv"] == pytest.approx(npv, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "variant"),
    [(str(path.relative_to(SCENARIOS).with_suffix("")), None) for path in SINGLE] + VARIANTS,
)
def test_copy_as_scenario_loads_and_is_the_same_case(
    page: Page, name: str, variant: str | None, tmp_path: Path
) -> None:
    """The copied text, laid beside the scenario, gives in the engine what the page shows."""
    path = SCENARIOS / f"{name}.yaml"
    open_scenario(page, tmp_path, path, variant)
    for k, slider in enumerate(sliders_of(path, variant)[:6]):
        move(page, f"slider-{k}", slider.reach.low + (0.3 + 0.1 * k) * (slider.reach.high - slider.reach.low))
    move(page, "haircut", 20)
    found = page.numbers(NOW)
    press(page, "copy")
    text = page.value("document.querySelector('#copied').value")
    copied = scenario_copy(tmp_path) / path.relative_to(SCENARIOS).with_name("copied.yaml")
    copied.write_text(text, encoding="utf-8")
    assert differences(found, in_the_engine(copied, variant, {})) == [], text


def test_a_haircut_is_copied_beside_the_risk_adjustment_that_there_is(page: Page, tmp_path: Path) -> None:
    """A fixed adjustment, an uncertain one at its base, and one that is a shared assumption."""
    folder = scenario_copy(tmp_path)
    (folder / "adjusted.yaml").write_text(
        """extends: contact_centre.yaml
assumptions: {caution: {low: 10 %, mode: 15 %, high: 30 %}}
benefits:
  handle_time: {risk_adjustment: 10 %}
  after_contact_work: {risk_adjustment: {low: 5 %, mode: 20 %, high: 40 %}}
  first_contact_resolution: {risk_adjustment: $caution}
""",
        encoding="utf-8",
    )
    open_page(page, tmp_path, roi_engine.simulate(roi_engine.load(folder / "adjusted.yaml", None, FEW_DRAWS)))
    move(page, "haircut", 20)
    adjustments = page.numbers(f"{NOW}.adjustments")
    assert {0.1, 0.2, 0.15, 0} <= {round(share, 12) for share in adjustments}
    found = page.numbers(NOW)
    press(page, "copy")
    (folder / "copied.yaml").write_text(page.value("document.querySelector('#copied').value"), encoding="utf-8")
    assert differences(found, in_the_engine(folder / "copied.yaml", None, {})) == []


GROWING = """schema_version: 1
name: A value and its growth, and one year of a table
currency: CHF
timeline: {start: 2027-01, years: 3, step: quarter}
finance: {discount_rate: 8 %/year}
assumptions:
  wage: {low: 40, mode: 55, high: 90, unit: CHF/hour, growth: {low: -3 %/year, mode: 1 %/year, high: 9 %/year}}
benefits: {time: {category: operational, formula: hours * wage, inputs: {hours: 20 hour/month, wage: $wage}}}
costs: {fee: {table: {initial: 900, by_year: [100, {low: 1000, mode: 3000, high: 9000}, 0]}}}
"""


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"assumptions.wage": "60 CHF/hour"},
        {"assumptions.wage": '{p10: 40, p90: 80, unit: CHF/hour, growth: {min: 1, max: 4, unit: "%/year"}}'},
        {"assumptions.wage": '{min: 40, max: 80, unit: CHF/hour, note: "a \\"quoted\\" word"}'},
        {"assumptions.wage.growth": "{low: 0 %/year, mode: 2 %/year, high: 5 %/year}"},
    ],
    ids=["as filed", "a number", "all of it", "a quotation", "its growth"],
)
def test_what_lies_within_what_was_moved_is_copied_too(page: Page, tmp_path: Path, typed: dict[str, str]) -> None:
    """A value and its growth, moved together; a year of a table is stated as an amount, not per year."""
    (tmp_path / "case.yaml").write_text(GROWING, encoding="utf-8")
    result = roi_engine.simulate(roi_engine.load(tmp_path / "case.yaml", None, {**FEW_DRAWS, **typed}))
    open_page(page, tmp_path, result)
    paths = page.value("model.sliders.map((slider) => slider.path)")
    assert {"costs.fee.table.by_year.2", "assumptions.wage.growth"} <= set(paths)
    for moved in (paths[:1], paths[1:], paths[::-1]):
        for k, path in enumerate(paths):
            press(page, f"slider-{k}-reset")
            if path in moved:
                move(page, f"slider-{k}", page.value(f"model.sliders[{k}].low"))
        found = page.numbers(NOW)
        press(page, "copy")
        (tmp_path / "copied.yaml").write_text(page.value("document.querySelector('#copied').value"), encoding="utf-8")
        assert differences(found, in_the_engine(tmp_path / "copied.yaml", None, {})) == []


def test_what_was_set_on_the_command_line_is_copied_too(page: Page, tmp_path: Path) -> None:
    path = SCENARIOS / "contact_centre.yaml"
    overrides = {"assumptions.agent_cost": "31 EUR/hour", **FEW_DRAWS}
    result = roi_engine.simulate(roi_engine.load(path, None, overrides))
    open_page(page, tmp_path, result)
    move(page, "slider-0", 0.5)
    found = page.numbers(NOW)
    press(page, "copy")
    copied = scenario_copy(tmp_path) / "copied.yaml"
    copied.write_text(page.value("document.querySelector('#copied').value"), encoding="utf-8")
    assert differences(found, in_the_engine(copied, None, {})) == []


def test_a_tax_rate_is_taken_off(page: Page, tmp_path: Path) -> None:
    path = SCENARIOS / "contact_centre.yaml"
    overrides = {"simulation.draws": "256", "finance.tax_rate": "24 %"}
    result = roi_engine.simulate(roi_engine.load(path, None, overrides))
    open_page(page, tmp_path, result)
    assert page.numbers(NOW)["npv_after_tax"] == pytest.approx(result.base.npv_after_tax, rel=1e-9)


@pytest.mark.parametrize(
    ("step", "discounting"),
    [("month", "mid_period"), ("quarter", "period_end"), ("quarter", "year_end"), ("year", "mid_period")],
)
def test_every_way_of_discounting(page: Page, tmp_path: Path, step: str, discounting: str) -> None:
    path = SCENARIOS / "small_business.yaml"
    overrides = {**FEW_DRAWS, "finance.discounting": discounting, "timeline.step": step}
    result = roi_engine.simulate(roi_engine.load(path, None, overrides))
    open_page(page, tmp_path, result)
    found = page.numbers(NOW)
    assert found["npv"] == pytest.approx(result.base.npv, rel=1e-9)
    assert found["roi"] == pytest.approx(result.base.roi, rel=1e-9)
