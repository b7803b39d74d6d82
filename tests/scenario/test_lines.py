"""The three forms of a line, risks, correlations, settings."""

from __future__ import annotations

import pytest

from roi_engine.scenario.records import ByYear, Fixed, Reference, Uncertain
from tests.case_text import LINE

HANDLE = """\
benefits:
  handle_time:
    use: contact_centre.handle_time
    contacts: $contacts
    handle_time_reduction: {low: 0.3, mode: 0.8, high: 1.4, unit: minute/contact}
    hourly_cost: 29 EUR/hour
    realised_share: 50 %
assumptions:
  contacts: {value: 42000, unit: contact/month, source: export}
"""


def _line(load, text, **more):
    scenario = load(text, **more)
    return next(line for line in scenario.lines if line.id != "costs.tool")


def test_a_catalogue_line_is_filled_from_the_catalogue(load):
    line = _line(load, HANDLE)
    assert (line.id, line.use, line.category, line.cashable) == (
        "benefits.handle_time", "contact_centre.handle_time", "operational", False,
    )  # fmt: skip
    assert line.formula.unit == "EUR/year"
    assert line.inputs["contacts"].form == Reference("contacts")
    assert line.inputs["handle_time_reduction"].unit == "minute/contact"
    assert line.counterfactual
    assert line.provenance.place.line == 8


def test_a_default_says_so_and_has_a_source(load):
    line = _line(load, HANDLE.replace("    realised_share: 50 %\n", ""))
    share = line.inputs["realised_share"]
    assert share.default
    assert share.source
    assert share.provenance is None


def test_a_bare_number_takes_the_unit_of_the_catalogue_and_says_so(load):
    scenario = load(HANDLE.replace("29 EUR/hour", "29"))
    assert scenario.values["benefits.handle_time.hourly_cost"].unit == "EUR/hour"
    assert ("unit_assumed", "benefits.handle_time.hourly_cost") in [(n.code, n.path) for n in scenario.notices]


def test_an_own_line_may_use_assumptions_directly(load):
    text = (
        "assumptions: {pieces: 25000 piece/month}\n"
        "benefits:\n  fewer:\n    category: operational\n    formula: pieces * cost * live_share\n"
        "    inputs: {cost: 0.62 EUR/piece}\n    live: full\n    overlap: post\n    risk_adjustment: 10 %\n"
    )
    line = _line(load, text)
    assert (line.title, line.full_live, line.overlap, line.cashable) == ("Fewer", True, "post", False)
    assert line.inputs["pieces"].form == Reference("pieces")
    assert line.inputs["pieces"].unit == "piece/month"
    assert line.risk_adjustment.form == Fixed(0.1)


def test_a_table_is_amounts_and_an_initial_column(load):
    (line,) = load(LINE).lines
    assert line.formula.initial is not None
    assert (line.inputs["initial"].form, line.inputs["initial"].unit) == (Fixed(1000.0), "EUR")
    amounts = line.inputs["amounts"]
    assert isinstance(amounts.form, ByYear)
    assert {year.unit for year in amounts.form.years} == {amounts.unit} == {"EUR/year"}
    assert line.cashable


def test_a_table_may_be_uncertain(load):
    (line,) = load("costs:\n  t: {table: {by_year: [{low: 1, mode: 2, high: 3}, 3 EUR, 4]}}\n").lines
    assert line.inputs["initial"].form == Fixed(0.0)
    assert isinstance(line.inputs["amounts"].form.years[0].form, Uncertain)


def test_a_line_may_have_its_own_ramp(load):
    text = "costs:\n  t: {table: {by_year: [1, 2, 3]}, ramp: {shape: linear, length: 6 month}}\n"
    (line,) = load(text).lines
    assert (line.ramp.shape, line.ramp.length.form) == ("linear", Fixed(6.0))


def test_risks_act_on_values_and_lines(load):
    text = (
        "rollout: {go_live: 4 month}\n" + HANDLE + "risks:\n  slip:\n    probability: 30 %\n    effects:\n"
        "      - {on: rollout.go_live, add: {low: 1, mode: 3, high: 8, unit: month}}\n"
        "      - {on: costs.tool, multiply: 1.15}\n"
        "      - {on: benefits.handle_time.hourly_cost, multiply: 90 %}\n"
    )
    (risk,) = load(text).risks
    assert [(effect.on, effect.kind) for effect in risk.effects] == [
        ("rollout.go_live", "add"), ("costs.tool", "multiply"), ("benefits.handle_time.hourly_cost", "multiply"),
    ]  # fmt: skip
    assert risk.effects[0].value.path == "risks.slip.effects.1.add"
    assert risk.probability.form == Fixed(0.3)


CORRELATED = (
    "assumptions: {a: {min: 1, max: 2}, b: {min: 1, max: 2}, c: {min: 1, max: 2}}\n"
    "costs:\n  t: {formula: fee * a * b * c, inputs: {fee: {min: 1, max: 2, unit: EUR/month}, other: $a}}\n"
)


def test_correlations_follow_references(load):
    text = CORRELATED + "correlations:\n  - {between: [costs.t.other, costs.t.inputs.fee], rho: 0.4}\n"
    (pair,) = load(text).correlations
    assert (pair.first, pair.second, pair.rho) == ("assumptions.a", "costs.t.fee", 0.4)


def test_an_impossible_matrix_is_mended_only_where_asked_for(load):
    from roi_engine.uncertainty.dependence import GaussianCopula

    pairs = (
        "[{between: [assumptions.a, assumptions.b], rho: 0.9}, {between: [assumptions.b, assumptions.c], rho: 0.9}, "
    )
    pairs += "{between: [assumptions.a, assumptions.c], rho: -0.9}]"
    scenario = load(CORRELATED + f"correlations: {{nearest: true, pairs: {pairs}}}\n")
    rho = {(pair.first[-1], pair.second[-1]): pair.rho for pair in scenario.correlations}
    assert set(rho) == {("a", "b"), ("b", "c"), ("a", "c")}
    assert 0 < rho["a", "b"] < 0.9
    assert [n.code for n in scenario.notices].count("correlation_mended") == 3
    index = {"assumptions.a": 0, "assumptions.b": 1, "assumptions.c": 2}
    GaussianCopula([(index[p.first], index[p.second], p.rho) for p in scenario.correlations], 3)


def test_what_a_variant_takes_out_loses_its_risks_and_correlations(load):
    text = (
        CORRELATED + "correlations:\n  - {between: [assumptions.a, assumptions.b], rho: 0.4}\n"
        "risks: {r: {probability: 3 %, effects: [{on: costs.u, multiply: 2}, {on: costs.t, multiply: 2}]}}\n"
        "variants: {lean: {assumptions: {a: 1.5}, costs: {u: null}}}\n"
    ).replace("costs:\n", "costs:\n  u: {table: {by_year: [1, 2, 3]}}\n")
    scenario = load(text, "lean")
    assert scenario.correlations == ()
    assert [effect.on for effect in scenario.risks[0].effects] == ["costs.t"]
    assert {"correlation_dropped", "effect_dropped"} <= {notice.code for notice in scenario.notices}


def test_settings_reach_the_record(load):
    scenario = load(
        "description: >\n  Two\n  lines\nlanguage: it\nunits: [mailing]\n"
        "simulation: {draws: 1e5, seed: 0, sampler: random, precision: 1 %}\n"
        "assumptions: {m: 3 mailing/month}\n"
    )
    assert scenario.description == "Two lines"
    assert (scenario.language, scenario.count_units) == ("it", ("mailing",))
    simulation = scenario.simulation
    assert (simulation.draws, simulation.seed, simulation.sampler, simulation.precision) == (100_000, 0, "random", 0.01)
    assert scenario.finance.discount_rate.unit == "1/year"
    assert scenario.timeline.label(0) == "2027-01"


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("assumptions: {a: 1}\n", "unused", "assumptions.a"),
        ("", "no_uncertainty", ""),
        ("assumptions: {a: 42.000 contact/month}\n", "decimal_point", "assumptions.a"),
        ("", "no_source", ""),
        ("costs:\n  t: {table: {by_year: [{low: 1, mode: 2, high: 9}, 1, 1]}, risk_adjustment: 10 %}\n",
         "double_risk", "costs.t"),
        ("costs:\n  t: {table: {by_year: [1, 1, 1]}, overlap: x}\n  u: {table: {by_year: [1, 1, 1]}, overlap: x}\n",
         "overlap", "costs.t"),
        ("assumptions: {a: {p10: 1, p50: 10, p90: 1000, lower: 0}}\n", "fat_tail", "assumptions.a"),
    ],
)  # fmt: skip
def test_a_notice_says_what_a_reader_should_know(load, text, code, path):
    assert (code, path) in [(notice.code, notice.path) for notice in load(text).notices]


def test_risk_in_the_rate_is_noted(load, tmp_path):
    risk = "risks: {r: {probability: 3 %, effects: [{on: costs.tool, multiply: 2}]}}\n"
    assert "risk_in_rate" not in [notice.code for notice in load(risk).notices]
    noted = load(risk, overrides={"finance.discount_rate": "16 %"}).notices
    assert "risk_in_rate" in [notice.code for notice in noted]


SOURCES = (
    "costs:\n  t: {formula: a * b * c * d * e, inputs: {a: 1 EUR/month, b: {value: 2, evidence: estimate}, "
    "c: {value: 2, evidence: guess}, d: {value: 2, source: payroll}, e: {value: 2, evidence: measured, note: n}}}\n"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOURCES, "1 value of 5 states neither a source nor that it is an estimate: costs.t.a"),
        (SOURCES.replace(", note: n", ""),
         "2 values of 5 state neither a source nor that they are estimates: costs.t.a, costs.t.e"),
        (LINE, "1 value of 1 states neither a source nor that it is an estimate: costs.tool"),
        (SOURCES.replace("1 EUR/month", "{value: 1 EUR/month, evidence: guess}"), None),
    ],
)  # fmt: skip
def test_values_without_a_source_are_counted_once(load, text, said):
    found = [notice.message for notice in load(text).notices if notice.code == "no_source"]
    assert found == ([said] if said else [])


def test_an_overlap_names_its_path_once(load):
    text = "".join(f"  {name}: {{table: {{by_year: [1, 1, 1]}}, overlap: agent_time}}\n" for name in "tuv")
    (notice,) = [one for one in load("costs:\n" + text).notices if one.code == "overlap"]
    assert notice.path == "costs.t"
    assert notice.message == "may claim the same agent time as costs.u, costs.v; check that nothing counts twice"
