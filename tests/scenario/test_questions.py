"""Measurements and the gate: what they point at, what is dropped, and that they move no draw."""

from __future__ import annotations

import pytest

from roi_engine.scenario.records import Fixed, Gate, Measurement, Reference, Uncertain
from tests.case_text import LINE

CASE = """\
assumptions:
  wage: {p10: 26, p50: 29, p90: 34, unit: EUR/hour}
  fee: 4 EUR/month
  pilot_cost: 900 EUR
rollout: {go_live: {low: 4, mode: 5, high: 9, unit: month}, adoption: {low: 60 %, mode: 80 %, high: 92 %}}
costs:
  staff: {formula: pay * time, inputs: {pay: $wage, time: {min: 1, max: 3, unit: hour/month}}}
risks:
  slip: {probability: 30 %, effects: [{on: costs.staff, multiply: 2}]}
"""
PILOT = "measurements: {first_pilot: {of: [costs.staff.pay, costs.staff.inputs.time, risks.slip], cost: 15000}}\n"


def test_a_measurement_follows_references_and_may_watch_an_event(load):
    (pilot,) = load(CASE + PILOT).measurements
    assert isinstance(pilot, Measurement)
    assert (pilot.id, pilot.title) == ("first_pilot", "First pilot")
    assert pilot.of == ("assumptions.wage", "costs.staff.time", "risks.slip")
    assert (pilot.cost.form, pilot.cost.unit, pilot.cost.path) == (
        Fixed(15000.0),
        "EUR",
        "measurements.first_pilot.cost",
    )
    assert pilot.cost.provenance.place.line == 15


def test_what_is_named_twice_is_measured_once(load):
    text = "measurements: {pilot: {title: A pilot, of: [costs.staff.pay, assumptions.wage], note: six weeks}}\n"
    (pilot,) = load(CASE + text).measurements
    assert (pilot.title, pilot.of, pilot.cost, pilot.note) == ("A pilot", ("assumptions.wage",), None, "six weeks")


def test_a_cost_may_be_uncertain_or_shared(load):
    text = (
        "measurements:\n  a: {of: [risks.slip], cost: {low: 1, mode: 2, high: 3}}\n"
        "  b: {of: [risks.slip], cost: $pilot_cost}\n"
    )
    scenario = load(CASE + text)
    first, second = scenario.measurements
    assert isinstance(first.cost.form, Uncertain)
    assert second.cost.form == Reference("pilot_cost")
    assert ("unused", "assumptions.pilot_cost") not in [(one.code, one.path) for one in scenario.notices]


def test_a_gate_has_the_unit_of_what_it_observes(load):
    text = (
        "gate: {after: 6 month, observe: costs.staff.pay, threshold: 31, stop_when: above, "
        "stop_cost: 20000 EUR, title: T}\n"
    )
    gate = load(CASE + text).gate
    assert isinstance(gate, Gate)
    assert (gate.after.form, gate.after.unit) == (Fixed(6.0), "month")
    assert (gate.observe, gate.stop_when, gate.title) == ("assumptions.wage", "above", "T")
    assert (gate.threshold.form, gate.threshold.unit) == (Fixed(31.0), "EUR/hour")
    assert (gate.stop_cost.form, gate.stop_cost.unit) == (Fixed(20000.0), "EUR")


def test_a_gate_may_leave_the_threshold_open(load):
    gate = load(CASE + "gate: {after: 1 quarter, observe: rollout.adoption}\n").gate
    assert (gate.threshold, gate.stop_cost, gate.stop_when, gate.title) == (None, None, "below", "")


def test_a_gate_may_observe_an_event(load):
    gate = load(CASE + "gate: {after: 6 month, observe: risks.slip, threshold: 50 %, stop_when: above}\n").gate
    assert (gate.observe, gate.threshold.form, gate.threshold.unit) == ("risks.slip", Fixed(0.5), "")


def test_no_gate_and_no_measurement_unless_stated(load):
    scenario = load()
    assert (scenario.measurements, scenario.gate) == ((), None)


def test_questions_are_no_part_of_the_account(load):
    text = "gate: {after: 6 month, observe: rollout.adoption, stop_cost: {min: 1, max: 2}}\n" + PILOT
    asked, plain = load(text + CASE), load(CASE)
    assert list(asked.values) == list(plain.values)
    assert len([one for one in asked.notices if one.code == "no_source"]) == 1


@pytest.mark.parametrize(
    ("changes", "kept", "said"),
    [
        ("costs: {staff: {time: 2}}", ("assumptions.wage", "risks.slip"), "certain here"),
        ("costs: {staff: {inputs: {time: 2}}}", ("assumptions.wage", "risks.slip"), "certain here"),
        ("risks: {slip: null}", ("assumptions.wage", "costs.staff.time"), "taken out"),
    ],
)
def test_what_a_variant_makes_certain_is_dropped_with_a_notice(load, changes, kept, said):
    if "inputs" not in changes and "time" in changes:
        changes = changes.replace("{time: 2}", "{inputs: {time: 2}}")
    scenario = load(CASE + PILOT + f"variants: {{sure: {{{changes}}}}}\n", "sure")
    assert scenario.measurements[0].of == kept
    (notice,) = [one for one in scenario.notices if one.code == "measurement_dropped"]
    assert said in notice.message
    assert notice.path == "measurements.first_pilot"


def test_a_measurement_of_nothing_and_a_gate_on_nothing_are_dropped(load):
    text = "gate: {after: 6 month, observe: rollout.adoption}\nmeasurements: {pilot: {of: [rollout.adoption]}}\n"
    scenario = load(CASE + text, overrides={"rollout.adoption": "80 %"})
    assert (scenario.measurements, scenario.gate) == ((), None)
    assert {"measurement_dropped", "gate_dropped"} <= {one.code for one in scenario.notices}


def test_their_values_are_overridden_like_others(load):
    text = (
        PILOT.replace("15000", "{value: 15 EUR, source: offer}") + "gate: {after: 6 month, observe: rollout.adoption}\n"
    )
    scenario = load(
        CASE + text, overrides={"gate.after": "9", "measurements.first_pilot.cost": "20", "gate.stop_cost": "7 EUR"}
    )
    assert (scenario.gate.after.form, scenario.gate.after.unit) == (Fixed(9.0), "month")
    cost = scenario.measurements[0].cost
    assert (cost.form, cost.unit, cost.source, cost.provenance.place.file) == (Fixed(20.0), "EUR", "", "--set")
    assert scenario.gate.stop_cost.form == Fixed(7.0)


def test_a_gate_and_a_measurement_can_be_taken_out(load):
    text = PILOT + "gate: {after: 6 month, observe: rollout.adoption}\n"
    text += "variants: {bare: {gate: null, measurements: {first_pilot: null}}}\n"
    scenario = load(CASE + text, "bare")
    assert (scenario.measurements, scenario.gate) == ((), None)


def test_a_gate_value_takes_no_part_in_correlations(load):
    from roi_engine.errors import ScenarioError

    text = (
        LINE
        + "assumptions: {a: {min: 1, max: 2}}\n"
        + "gate: {after: 6 month, observe: assumptions.a, stop_cost: {min: 1, max: 2}}\n"
    )
    text += "correlations: [{between: [assumptions.a, gate.stop_cost], rho: 0.3}]\n"
    with pytest.raises(ScenarioError, match=r"no value 'gate\.stop_cost'"):
        load(text)
