"""`customers:`: the base by segment or by plain churn, the lines in their fixed order, what is refused."""

from __future__ import annotations

import pytest

from roi_engine import simulate
from tests.case_text import HEAD, LINE

ROLLOUT = "rollout: {go_live: 4 month, ramp: {shape: s_curve, length: 6 month}}\n"
GOLD = (
    "{title: Gold, customers: 1200 customer, churn_rate: 1 %/month, orders_per_customer: 4 order/customer/year,"
    " margin_per_order: 40 EUR/order}"
)
SILVER = (
    "{customers: 5000 customer, churn_rate: 2 %/month, orders_per_customer: 2 order/customer/year,"
    " margin_per_order: 20 EUR/order}"
)
EFFECTS = (
    "churn_reduction: 6 %, order_frequency: 2 %, order_value: 1 %, reach: 70 %, win_back: 3 %,"
    " cross_sell: 4 %/year, cross_sell_margin: 30 EUR/customer, upsell: 1 %/year, upsell_margin: 50 EUR/customer"
)
TWO = f"{ROLLOUT}customers:\n  segments:\n    gold: {GOLD}\n    silver: {SILVER}\n"
CHURN = SILVER


def _pv(scenario):
    return {line.id: line.pv for line in simulate(scenario).lines}


def test_each_effect_on_each_segment_is_a_line_in_the_fixed_order(load):
    scenario = load(f"{TWO}  uplift: {{{EFFECTS}}}\n")
    effects = ("retention", "order_frequency", "order_value", "cross_sell", "upsell", "win_back")
    expected = [f"customers.{effect}_{segment}" for segment in ("gold", "silver") for effect in effects]
    assert [line.id for line in scenario.lines if line.id.startswith("customers.")] == expected
    assert scenario.customers.segments[0].lines == tuple(expected[:6])
    assert {line.category for line in scenario.lines} == {"cost", "analytical"}


def test_the_lines_are_those_of_the_catalogue_written_by_hand(load):
    """One segment and hand-written catalogue lines over the same inputs give the same present values."""
    short = load(f"{ROLLOUT}customers: {{churn: {CHURN}, uplift: {{{EFFECTS}}}}}\n")
    inputs = "customers: 5000 customer, churn_rate: 2 %/month, churn_reduction: 6 %, reach: 70 %,"
    orders = "orders_per_customer: 2 order/customer/year, margin_per_order: 20 EUR/order"
    long = load(
        f"{ROLLOUT}benefits:\n"
        f"  retention: {{use: customers.retention, {inputs} {orders}}}\n"
        f"  order_frequency: {{use: customers.order_frequency, {inputs} {orders}, order_frequency_increase: 2 %}}\n"
        f"  order_value: {{use: customers.order_value, {inputs} {orders}, order_frequency_increase: 2 %,"
        " order_value_increase: 1 %}\n"
        f"  cross_sell: {{use: customers.cross_sell, {inputs} cross_sell_increase: 4 %/year,"
        " margin_per_sale: 30 EUR/customer}\n"
        f"  upsell: {{use: customers.upsell, {inputs} upsell_increase: 1 %/year,"
        " margin_per_upgrade: 50 EUR/customer}\n"
        f"  win_back: {{use: customers.win_back, {inputs} {orders}, win_back_increase: 3 %}}\n"
    )
    ours = {path.removeprefix("customers.").removesuffix("_all"): pv for path, pv in _pv(short).items()}
    theirs = {path.removeprefix("benefits."): pv for path, pv in _pv(long).items()}
    assert ours == pytest.approx(theirs, rel=1e-12)


def test_with_less_without_is_the_sum_of_the_lines(load):
    result = simulate(load(f"{TWO}  uplift: {{{EFFECTS}}}\n"))
    base = result.customers
    for segment, result_segment in zip(result.scenario.customers.segments, base.segments, strict=True):
        lines = [line for line in result.lines if line.id in segment.lines]
        gained = sum(line.pv for line in lines)
        assert result_segment.pv_with.base - result_segment.pv_without.base == pytest.approx(gained, rel=1e-12)
    assert base.total.pv_with.base == pytest.approx(sum(one.pv_with.base for one in base.segments), rel=1e-12)


def test_margin_without_the_crm_by_hand(load):
    """5,000 customers of whom 2 % leave each month, 2 orders a year of EUR 20, in the first months."""
    result = simulate(load(f"{ROLLOUT}customers: {{churn: {CHURN}, uplift: {{churn_reduction: 6 %}}}}\n"))
    total = result.customers.total
    assert total.active_without[:2] == pytest.approx((4900.0, 4802.0))
    assert total.margin_without[:2] == pytest.approx((4900 * 40 / 12, 4802 * 40 / 12))
    assert total.active_with[-1] > total.active_without[-1]


def test_what_is_stated_for_a_segment_goes_before_what_is_stated_for_all(load):
    text = f"{TWO}  uplift: {{churn_reduction: 6 %}}\n  uplift_by_segment: {{gold: {{churn_reduction: 12 %}}}}\n"
    own, common = load(text), load(f"{TWO}  uplift: {{churn_reduction: 6 %}}\n")
    assert _pv(own)["customers.retention_silver"] == _pv(common)["customers.retention_silver"]
    assert _pv(own)["customers.retention_gold"] > 1.9 * _pv(common)["customers.retention_gold"]


def test_value_beyond_the_horizon_is_a_line_of_its_own_and_off_unless_asked_for(load):
    text = f"{ROLLOUT}customers:\n  churn: {CHURN}\n  uplift: {{churn_reduction: 6 %}}\n"
    plain, asked = simulate(load(text)), simulate(load(f"{text}  beyond_horizon: true\n"))
    assert "customers.beyond_horizon_all" not in {line.id for line in plain.lines}
    beyond = next(line for line in asked.lines if line.id == "customers.beyond_horizon_all")
    total = asked.customers.total
    kept = total.active_with[-1] - total.active_without[-1]
    worth = kept * 40.0 / (0.02 * 12 + 0.10)  # EUR a year over churn and discount rate
    assert sum(beyond.by_year) == pytest.approx(worth, rel=1e-9)
    assert plain.customers.total.pv_beyond.base == asked.customers.total.pv_beyond.base
    assert plain.customers.total.pv_with == asked.customers.total.pv_with  # within the horizon nothing changes


def test_a_stress_on_benefits_reaches_the_customer_lines(load):
    stress = "stress: {half: {effects: [{on: benefits, multiply: 0.5}]}}\n"
    scenario = load(f"{TWO}  uplift: {{churn_reduction: 6 %}}\n{stress}")
    half = next(one for one in scenario.stresses if one.id == "half")
    assert "customers.retention_gold" in half.effects[0].on
    assert simulate(scenario, stress=half).base.pv_analytical == pytest.approx(
        simulate(scenario).base.pv_analytical / 2, rel=1e-12
    )


def test_values_of_the_base_can_be_set_and_pointed_at(load):
    text = (
        f"{TWO}  uplift: {{churn_reduction: {{p10: 2 %, p50: 6 %, p90: 11 %}}}}\n"
        "risks: {rival: {probability: 20 %, effects: [{on: customers.segments.gold.churn_rate, multiply: 1.5}]}}\n"
        "measurements: {pilot: {of: [customers.uplift.churn_reduction]}}\n"
    )
    scenario = load(
        text, overrides={"customers.uplift.reach": "50 %", "customers.segments.gold.churn_rate": "3 %/month"}
    )
    assert scenario.values["customers.segments.gold.churn_rate"].form.number == pytest.approx(0.03)
    assert scenario.measurements[0].of == ("customers.uplift.churn_reduction",)
    assert simulate(scenario).risks[0].expected_cost != 0.0


BAD = [
    ("customers: {uplift: {churn_reduction: 5 %}}", "customers", "who the customers are"),
    (f"customers: {{churn: {CHURN}, segments: {{a: {GOLD}}}}}", "customers", "one source, not segments and churn"),
    (f"customers: {{churn: {CHURN}, contribution_margin: 30 %}}", "customers", "of no use beside churn"),
    (f"customers: {{churn: {CHURN}, uplift: {{cross_sell: 3 %/year}}}}", "missing", "needs cross_sell_margin"),
    (f"customers: {{churn: {CHURN}, uplift: {{upsell_margin: 30 EUR/customer}}}}", "missing", "needs upsell beside it"),
    (f"customers: {{churn: {CHURN}, uplift: {{churn: 3 %}}}}", "unknown-key", "unknown key 'churn'"),
    (f"customers: {{churn: {CHURN}, uplift: {{reach: 130 %}}}}", "range", "outside what is possible"),
    (f"customers: {{segments: {{a: {GOLD}}}, uplift_by_segment: {{b: {{reach: 3 %}}}}}}", "unknown-name",
     "there is no segment 'b'; segments: a"),
    ("customers: {segments: {a: {customers: 3 customer}}}", "missing", "'churn_rate'"),
    ("customers: {segments: {}}", "missing", "there is no segment"),
    (f"customers: {{churn: {CHURN.replace('2 %/month', '2 EUR')}}}", "unit", "EUR"),
    ("customers: {transactions: {file: none.csv, customer: id, date: day, amount: x}, contribution_margin: 3 %}",
     "missing-file", "was not found"),
    ("customers: {transactions: {file: none.csv, customer: id, date: day}}", "missing", "'contribution_margin'"),
    ("customers: {list: {file: none.csv, customer: id, last_date: day, orders: n, at: soon}}", "date", "not a date"),
    ("customers: {transactions: {file: ../../x.csv, customer: id, date: day, amount: x}, contribution_margin: 3 %}",
     "outside", "outside the scenario's folder"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "said"), BAD)
def test_what_is_wrong_is_refused_with_its_place(check, text, code, said):
    problems = check(f"{HEAD}{LINE}{text}\n")
    assert any(one.code == code and said in str(one) for one in problems), problems
    assert all(one.line for one in problems)


def test_a_base_without_effects_is_noted(load):
    assert "no_uplift" in {notice.code for notice in load(f"customers: {{churn: {CHURN}}}\n").notices}


def test_a_note_names_the_effect_in_the_language_of_the_report(load):
    effect = "{cross_sell: 3 %/year, cross_sell_margin: 9 EUR/customer}"
    text = f"language: it\ncustomers: {{churn: {CHURN}, uplift: {effect}}}\n"
    (noted,) = (one for one in load(text).notices if one.code == "weak_evidence")
    assert dict(noted.values) == {"title": "Vendita di altri prodotti"}
