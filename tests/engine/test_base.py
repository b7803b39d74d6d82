"""The base case and what stands behind it, by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from roi_engine import ModelError, Result, simulate
from roi_engine.engine import assumption_register
from roi_engine.engine.explanation import explanation
from tests.engine.conftest import HEAD, TEAM, Write

Run = Callable[..., Result]

SAVED = HEAD + (
    "rollout: {go_live: 3 month, adoption: 80 %}\n"
    "benefits:\n  saved: {category: operational, cashable: true, formula: x * live_share,"
    " inputs: {x: 1000 EUR/month}}\n"
    "costs:\n  fee: {formula: upfront(amount), inputs: {amount: 5000 EUR}}\n"
)


def test_a_month_of_delay_costs_a_month_of_benefit_at_the_end_of_its_year(run: Run) -> None:
    """Go-live after three months and a step: the fourth month, worth 800, is lost, due at the end of year 1."""
    assert run(SAVED).base.cost_of_delay == pytest.approx(800 / 1.1)


def test_no_cost_of_delay_where_nothing_waits_for_go_live(run: Run) -> None:
    text = HEAD + "costs:\n  fee: {formula: upfront(amount), inputs: {amount: 5000 EUR}}\n"
    assert math.isnan(run(text).base.cost_of_delay)


@pytest.mark.parametrize("effect", ["multiply: 2", "add: 50 %"])
def test_a_risk_takes_no_share_above_one(run: Run, effect: str) -> None:
    """Adoption of 80 % can rise to 100 %, not to 160 % or 130 %."""
    text = SAVED + f"risks:\n  boom: {{probability: 50 %, effects: [{{on: rollout.adoption, {effect}}}]}}\n"
    (risk,) = run(text).risks
    gain = 1000 * (9 / 1.1 + 12 / 1.21 + 12 / 1.331)
    assert risk.npv_if_not == pytest.approx(0.8 * gain - 5000)
    assert risk.npv_if_happens == pytest.approx(gain - 5000)


def test_a_risk_on_an_assumption_stops_at_the_bounds_of_what_it_stands_for(run: Run) -> None:
    """The assumption may be anything, the adoption that it stands for may not."""
    text = SAVED.replace("adoption: 80 %}", "adoption: $use}\nassumptions: {use: 80 %}") + (
        "risks:\n  boom: {probability: 50 %, effects: [{on: assumptions.use, multiply: 2}]}\n"
    )
    gain = 1000 * (9 / 1.1 + 12 / 1.21 + 12 / 1.331)
    assert run(text).risks[0].npv_if_happens == pytest.approx(gain - 5000)


def test_a_risk_brings_no_go_live_before_the_start(run: Run) -> None:
    text = SAVED + "risks:\n  luck: {probability: 50 %, effects: [{on: rollout.go_live, add: -6 month}]}\n"
    gain = 0.8 * 1000 * (12 / 1.1 + 12 / 1.21 + 12 / 1.331)
    assert run(text).risks[0].npv_if_happens == pytest.approx(gain - 5000)


def test_growth_by_year_grows_each_year_at_its_own_rate(run: Run) -> None:
    text = HEAD.replace("step: month", "step: year") + (
        "benefits:\n  gain: {category: operational, cashable: true, formula: amount, inputs: {amount: {value: 100,"
        " unit: EUR/year, growth: {by_year: [50 %/year, 2 %/year, 10 %/year]}}}}\n"
    )
    assert run(text).by_year.benefits == pytest.approx((0, 100, 102, 112.2))


def test_a_derived_value_of_drawn_ones_is_uncertain(run: Run) -> None:
    """The sum of two uniforms on 0..1: mean 1, P10 sqrt(0.2), P90 2 - sqrt(0.2)."""
    text = SAVED.replace(
        "benefits:", "assumptions:\n  a: {min: 0, max: 1}\n  b: {min: 0, max: 1}\n  both: {formula: a + b}\nbenefits:"
    )
    rows = {row.path: row for row in run(text).assumptions}
    both = rows["assumptions.both"]
    assert both.uncertain
    assert both.base == pytest.approx(1)
    assert (both.mean, both.p10, both.p90) == pytest.approx((1, 0.2**0.5, 2 - 0.2**0.5), abs=0.01)


def test_the_register_is_that_of_the_run(scenario: Write) -> None:
    case = scenario(TEAM)
    assert assumption_register(case) == simulate(case).assumptions


def test_a_base_case_that_does_not_exist_is_called_so(scenario: Write) -> None:
    text = SAVED.replace("x * live_share", "x * live_share / (y - 1)").replace(
        "{x: 1000 EUR/month}", "{x: 1000 EUR/month, y: 1}"
    )
    with pytest.raises(ModelError, match="in the base case") as caught:
        simulate(scenario(text))
    assert "y = 1" in str(caught.value)


def test_explain_ties_to_the_account_and_shows_what_stands_behind(scenario: Write) -> None:
    case = scenario(TEAM, assumptions__agent_cost="30 EUR/hour")
    result = simulate(case)
    table = explanation(case, "benefits.handling")
    assert table.total == pytest.approx(result.lines[0].by_year)
    assert table.formula_references == "A1 x A2 x A3 x A4 x A5"
    rows = {row.reference: row for row in table.rows if row.reference}
    product = np.prod([[rows[f"A{k}"].by_year[2]] for k in range(1, 6)]) * 12 / 60
    assert product == pytest.approx(table.total[3])
    behind = {row.name: row for row in table.rows if not row.reference}
    assert behind["assumptions.agent_cost"].overrode
    assert {"rollout.go_live", "rollout.ramp.length", "rollout.adoption"} <= set(behind)


def test_what_acts_at_the_start_stands_in_the_initial_column(scenario: Write) -> None:
    table = explanation(scenario(TEAM), "costs.implementation")
    fee = next(row for row in table.rows if row.name == "fee")
    assert fee.initial == 90000
    assert all(math.isnan(amount) for amount in fee.by_year)
