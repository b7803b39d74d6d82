"""Stresses: the shipped ones, those restated, and the scenario's own."""

from __future__ import annotations

import pytest

from roi_engine.catalogue import stresses
from roi_engine.errors import ScenarioError
from roi_engine.scenario.records import Fixed, Stress, StressEffect
from tests.case_text import LINE

CASE = """\
rollout: {go_live: 4 month}
assumptions:
  overrun: {low: 0 %, mode: 10 %, high: 50 %}
benefits:
  soft: {category: operational, formula: fee, inputs: {fee: 3 EUR/month}}
  hard: {category: analytical, table: {by_year: [{min: 1, max: 2}, 3, {min: 4, max: 6}]}}
costs:
  work: {formula: price * (1 + overrun), inputs: {price: 5 EUR/month, overrun: $overrun}}
  tool: {formula: price * (1 + overrun), inputs: {price: 6 EUR/month, overrun: {low: 0 %, mode: 20 %, high: 60 %}}}
  rent: {formula: price * (1 + overrun), inputs: {price: 7 EUR/month, overrun: 5 %}}
"""
LINES = ("benefits.soft", "benefits.hard")


def _of(scenario, name) -> Stress:
    return next(one for one in scenario.stresses if one.id == name)


def _parts(effect: StressEffect):
    return effect.on, effect.kind, effect.value.form.number if effect.value else None, effect.percentile


def test_the_shipped_ones_are_there(load):
    scenario = load(CASE)
    assert [one.id for one in scenario.stresses] == ["vendor", "sceptic", "hard_only", "all_risks"]
    assert all(one.shipped and one.title and one.note for one in scenario.stresses)
    overruns = ("assumptions.overrun", "costs.tool.overrun")
    vendor, sceptic = _of(scenario, "vendor"), _of(scenario, "sceptic")
    assert (vendor.risks, vendor.cashable_only) == ("none", False)
    assert [_parts(one) for one in vendor.effects] == [(LINES, "multiply", 1.25, None), (overruns, "at", None, 0.1)]
    assert [_parts(one) for one in sceptic.effects] == [
        (LINES, "multiply", 0.5, None), (("rollout.go_live",), "add", 6.0, None), (overruns, "at", None, 0.9),
    ]  # fmt: skip
    assert sceptic.effects[1].value.unit == "month"
    hard, all_risks = _of(scenario, "hard_only"), _of(scenario, "all_risks")
    assert (hard.effects, hard.cashable_only, hard.risks) == ((), True, "drawn")
    assert (all_risks.effects, all_risks.cashable_only, all_risks.risks) == ((), False, "all")


def test_what_a_shipped_one_finds_nothing_for_is_left_out_silently(load):
    scenario = load(LINE)
    assert _of(scenario, "sceptic").effects == ()
    assert not any(one.path.startswith("stress") for one in scenario.notices)


def test_shipped_texts_are_in_three_languages(load):
    assert {one.id: set(one.title) for one in stresses().values()} == {
        name: {"en", "it", "es"} for name in ("vendor", "sceptic", "hard_only", "all_risks")
    }
    assert all(set(one.description) == {"en", "it", "es"} for one in stresses().values())
    assert _of(load("language: it\n" + CASE), "sceptic").title == "Caso dello scettico"


def test_an_own_one_is_added(load):
    text = (
        "stress:\n  late: {title: A year late, effects: [{on: rollout.go_live, add: 1 year}], "
        "only: cashable, note: n}\n"
    )
    late = load(CASE + text).stresses[-1]
    assert (late.id, late.title, late.cashable_only, late.risks, late.shipped) == (
        "late",
        "A year late",
        True,
        "drawn",
        False,
    )
    assert late.note == "n"
    (effect,) = late.effects
    assert (effect.value.form, effect.value.unit, effect.value.path) == (
        Fixed(1.0),
        "year",
        "stress.late.effects.1.add",
    )
    assert effect.value.provenance.place.line > 5


def test_a_shipped_one_is_restated_by_its_name(load):
    text = "stress: {sceptic: {effects: [{on: benefits, multiply: 0.4}]}}\n"
    sceptic = _of(load(CASE + text), "sceptic")
    assert [_parts(one) for one in sceptic.effects] == [(LINES, "multiply", 0.4, None)]
    assert (sceptic.title, sceptic.note, sceptic.shipped) == ("Sceptic's case", "", False)


def test_null_drops_one_in_the_file_in_a_variant_and_on_the_command_line(load):
    assert "vendor" not in [one.id for one in load(CASE + "stress: {vendor: null}\n").stresses]
    text = CASE + "variants: {plain: {stress: {vendor: null, sceptic: null}}}\n"
    assert [one.id for one in load(text, "plain").stresses] == ["hard_only", "all_risks"]
    assert "vendor" not in [one.id for one in load(CASE, overrides={"stress.vendor": "null"}).stresses]


def test_a_number_of_a_shipped_one_is_set_on_the_command_line(load):
    changes = {"stress.sceptic.effects.1.multiply": "0.4", "stress.sceptic.effects.2.add": "9"}
    effects = _of(load(CASE, overrides=changes), "sceptic").effects
    assert [_parts(one)[2] for one in effects] == [0.4, 9.0, None]
    assert effects[1].value.unit == "month"
    assert effects[0].on == LINES


@pytest.mark.parametrize(
    ("on", "verb", "paths"),
    [
        ("costs", "multiply: 2", ("costs.work", "costs.tool", "costs.rent")),
        ("costs.*", "multiply: 2", ("costs.work", "costs.tool", "costs.rent")),
        ("'*.hard'", "multiply: 2", ("benefits.hard",)),
        ("costs.tool.inputs.price", "add: 1 EUR/month", ("costs.tool.price",)),
        ("costs.*.price", "add: 1 EUR/year", ("costs.work.price", "costs.tool.price", "costs.rent.price")),
        ("finance.discount_rate", "add: 2 %", ("finance.discount_rate",)),
        ("costs.work.overrun", "at: p90", ("assumptions.overrun",)),
        ("costs.work.overrun", "multiply: 2", ("costs.work.overrun",)),
        ("benefits.hard.table", "at: P5", ("benefits.hard.table.by_year.1", "benefits.hard.table.by_year.3")),
        ("benefits.hard.table.by_year.*", "at: P5", ("benefits.hard.table.by_year.1", "benefits.hard.table.by_year.3")),
    ],
)  # fmt: skip
def test_what_on_stands_for(load, on, verb, paths):
    (effect,) = load(CASE + f"stress: {{x: {{effects: [{{on: {on}, {verb}}}]}}}}\n").stresses[-1].effects
    assert effect.on == paths


def test_percentiles_are_shares(load):
    (effect,) = load(CASE + "stress: {x: {effects: [{on: costs.tool.overrun, at: P7}]}}\n").stresses[-1].effects
    assert effect == StressEffect(("costs.tool.overrun",), "at", None, 0.07)


def test_a_certain_value_stays_as_it_is_and_that_is_said(load):
    scenario = load(CASE + "stress: {x: {effects: [{on: costs.rent.overrun, at: P90}], risks: all}}\n")
    assert scenario.stresses[-1].effects == ()
    assert ("effect_idle", "stress.x") in [(one.code, one.path) for one in scenario.notices]


@pytest.mark.parametrize("on", ["costs.tool", "costs.tool.price", "'*.tool'"])
def test_what_a_variant_takes_out_loses_its_stress_with_a_notice(load, on):
    text = CASE + f"stress: {{x: {{effects: [{{on: {on}, multiply: 2}}], risks: all}}}}\n"
    scenario = load(text + "variants: {lean: {costs: {tool: null}}}\n", "lean")
    assert scenario.stresses[-1].effects == ()
    assert [one.path for one in scenario.notices if one.code == "effect_dropped"] == ["stress.x"]


def test_a_stress_moves_no_draw(load):
    text = "stress: {x: {effects: [{on: costs, multiply: {min: 1, max: 2}}]}}\n"
    assert list(load(text + CASE).values) == list(load(CASE).values)


def test_the_digest_follows_the_stresses(load):
    assert load(CASE).sha256 != load(CASE + "stress: {vendor: null}\n").sha256


def test_a_number_may_not_be_changed_twice_through_a_reference(load):
    text = "stress: {x: {effects: [{on: assumptions.overrun, at: P10}, {on: costs.work.overrun, at: P90}]}}\n"
    with pytest.raises(ScenarioError, match=r"'assumptions\.overrun' is changed twice"):
        load(CASE + text)
