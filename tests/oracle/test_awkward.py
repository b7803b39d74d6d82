"""Cases that a plain calendar would get wrong: fractions, edges of the horizon, coarse steps, tax, events at base."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.agreement import differences, engine_result
from tests.oracle.plain import recomputed

TOP = """schema_version: 1
name: Awkward
currency: EUR
timeline: {{start: 2027-03, years: {years}, step: {step}}}
finance: {{discount_rate: 9 %/year, discounting: {discounting}{tax}}}
rollout: {{go_live: {go_live}, ramp: {ramp}, adoption: 80 %}}
"""
BODY = """
assumptions:
  wage: {value: 30, unit: EUR/hour, growth: 3 %/year}
benefits:
  use:
    category: analytical
    formula: amount * live_share
    inputs: {amount: {by_year: YEARS, unit: EUR/month, growth: 2 %/year}}
  base:
    category: operational
    formula: customers * survival(churn) * margin
    inputs: {customers: 900 customer, churn: {p10: 1 %/month, p90: 3 %/month}, margin: 2 EUR/customer/month}
  freed:
    use: contact_centre.handle_time
    contacts: {value: 9000 contact/month, growth: 5 %/year}
    handle_time_reduction: {low: 0.1, mode: 0.4, high: 1.1, unit: minute/contact}
    hourly_cost: $wage
    risk_adjustment: 15 %
  old_tool:
    category: operational
    formula: amount * lag(live, delay)
    inputs: {amount: 700 EUR/month, delay: {value: 5.5 month}}
    cashable: true
  always: {category: operational, formula: amount * live_share, inputs: {amount: 250 EUR/month}, live: full}
  slowly:
    category: analytical
    formula: amount * live_share
    inputs: {amount: 333 EUR/month}
    ramp: {shape: linear, length: 7.5 month}
costs:
  seats: {use: cost.licences, seats: {by_year: SEATS, unit: seat}, price: 41 EUR/seat/month}
  courses: {use: cost.training, users: 20 user, course_fee: 130 EUR/user, hourly_cost: $wage, risk_adjustment: 5 %}
  dip:
    use: cost.productivity_dip
    users: 20 user
    working_time: 33 hour/user/week
    hourly_cost: $wage
    dip_depth: 9 %
    dip_length: 2.3 month
  people: {use: cost.internal_effort, people: 3 person, project_time: 11 hour/person/week, hourly_cost: $wage}
  change: {use: cost.change_management, budget: 9000 EUR, follow_up: 4.4 month}
  fee: {use: cost.implementation, fee: 21000 EUR, overrun: {choices: [0 %, 10 %, 60 %], weights: [5, 3, 2]}}
  settled: {formula: "upfront(fee / 2) + once(fee / 2, due)", inputs: {fee: 8000 EUR, due: 5.1 month}}
  paid_off: {formula: "spread(fee, begin, length)", inputs: {fee: 6000 EUR, begin: 1.7 month, length: 40 month}}
  renewed: {formula: "every(fee, interval)", inputs: {fee: {value: 900 EUR, growth: 10 %/year}, interval: 5 month}}
  left: {use: cost.exit, fee: 1500 EUR}
risks:
  late:
    probability: 60 %
    effects:
      - {on: rollout.go_live, add: 6 month}
      - {on: costs.fee, multiply: 3}
      - {on: assumptions.wage, multiply: 2}
"""
TAX = ", tax_rate: 27.5 %, depreciation: {years: 5, method: straight_line}"
S_CURVE = "{shape: s_curve, length: {low: 3, mode: 6.2, high: 14, unit: month}}"
SHAPES = {
    "month, s-curve": (3, "month", "year_end", "", "4.3 month", S_CURVE),
    "quarter, linear, period end": (3, "quarter", "period_end", "", "2.9 month", "{shape: linear, length: 5.5 month}"),
    "year, mid-period": (4, "year", "mid_period", "", "7.7 month", S_CURVE),
    "month, mid-period, no ramp": (2, "month", "mid_period", "", "3.25 month", "{shape: none}"),
    "ramp of no length": (2, "month", "year_end", "", "3.25 month", "{shape: s_curve, length: 0 month}"),
    "go-live at the start": (3, "month", "period_end", "", "0 month", "{shape: linear, length: 3 month}"),
    "go-live on the edge of a period": (3, "quarter", "year_end", "", "6 month", S_CURVE),
    "go-live beyond the horizon": (2, "month", "year_end", "", "31 month", S_CURVE),
    "go-live in the last period": (2, "quarter", "period_end", "", "22.4 month", S_CURVE),
    "ramp cut by the horizon": (1, "month", "year_end", "", "5.5 month", "{shape: s_curve, length: 30 month}"),
    "tax, depreciation beyond the horizon": (3, "month", "year_end", TAX, "4.3 month", S_CURVE),
    "tax, depreciation within the horizon": (7, "quarter", "period_end", TAX, "4.3 month", S_CURVE),
    "tax, yearly step": (6, "year", "mid_period", TAX, "13.5 month", S_CURVE),
}


def written(folder: Path, shape: str) -> Path:
    years, step, discounting, tax, go_live, ramp = SHAPES[shape]
    top = TOP.format(years=years, step=step, discounting=discounting, tax=tax, go_live=go_live, ramp=ramp)
    amounts = str([2000 + 300 * year for year in range(years)])
    body = BODY.replace("YEARS", amounts).replace("SEATS", str([20 + year for year in range(years)]))
    path = folder / "awkward.yaml"
    path.write_text(top + body, encoding="utf-8")
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_the_engine_equals_the_plain_recomputation(tmp_path: Path, shape: str) -> None:
    assert differences(written(tmp_path, shape)) == []


def test_a_table_with_an_upfront_column(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_text(
        """schema_version: 1
name: Table
currency: CHF
timeline: {start: 2027-01, years: 3, step: quarter}
finance: {discount_rate: 12 %/year, tax_rate: 20 %}
benefits:
  plain: {category: operational, table: {initial: 500, by_year: [4000, {min: 3000, max: 6000}, {mean: 5000, sd: 300}]}}
  cut: {category: analytical, table: {by_year: [1000, 1000, 2000]}, risk_adjustment: 10 %}
costs:
  spent: {table: {initial: {low: 6000, mode: 7000, high: 11000}, by_year: [500, 0, {p10: 400, p50: 600, p90: 900}]}}
""",
        encoding="utf-8",
    )
    assert differences(path) == []
    # by hand: initial 500 - 7,000; years 4,000 + 900 - 500, 4,500 + 900 - 0, 5,000 + 1,800 - 600 at 12 %
    npv = -6500 + 4400 / 1.12 + 5400 / 1.12**2 + 6200 / 1.12**3
    assert recomputed(path)[1]["npv"] == pytest.approx(npv)
    assert engine_result(path).base.npv == pytest.approx(npv)


def test_a_year_by_hand(tmp_path: Path) -> None:
    """Six months live of which a linear ramp of four loses two, under a ceiling of one half: two months' worth."""
    path = tmp_path / "hand.yaml"
    path.write_text(
        """schema_version: 1
name: By hand
currency: EUR
timeline: {start: 2027-01, years: 1, step: year}
finance: {discount_rate: 10 %/year}
rollout: {go_live: 6 month, ramp: {shape: linear, length: 4 month}, adoption: 50 %}
benefits:
  line: {category: operational, formula: amount * live_share, inputs: {amount: 1200 EUR/month}}
costs: {spent: {table: {initial: 1000, by_year: [0]}}}
""",
        encoding="utf-8",
    )
    assert recomputed(path)[0][0].flow[1] == pytest.approx([2400.0])
    found = engine_result(path).base
    assert found.npv == pytest.approx(2400 / 1.1 - 1000)
    assert found.payback_months == pytest.approx(5.0)  # 1,000 of 2,400 in twelve months
    assert found.irr == pytest.approx(1.4)
