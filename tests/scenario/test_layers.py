"""Layers: what wins, what stays, and where it came from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.errors import ScenarioError
from roi_engine.scenario import load_scenario
from roi_engine.scenario.records import ByYear, Fixed, Uncertain
from roi_engine.scenario.typed import override_text
from tests.case_text import HEAD, LINE

CONTACTS = (
    "assumptions:\n  x: {value: 42000, unit: contact/month, growth: 3 %/year, source: export, owner: ops}\n"
    "  y: 1 EUR/hour\n"
)


def test_an_override_keeps_unit_and_growth_but_not_who_vouched(load):
    value = load(CONTACTS, overrides={"assumptions.x": "50000"}).assumptions["x"]
    assert (value.form, value.unit, value.source, value.owner) == (Fixed(50000.0), "contact/month", "", "")
    assert value.growth.form == Fixed(0.03)
    assert value.provenance.place.file == "--set"
    assert value.provenance.text == "50000"
    ((place, text),) = value.provenance.overrode
    assert (place.line, place.column) == (7, 6)
    assert text.startswith("{value: 42000, unit: contact/month")


def test_an_override_may_state_another_unit(load):
    value = load(CONTACTS, overrides={"assumptions.x": "500000 contact/year"}).assumptions["x"]
    assert (value.form, value.unit) == (Fixed(500000.0), "contact/year")


def test_a_unit_inside_the_number_replaces_the_old_unit(load):
    value = load(CONTACTS, overrides={"assumptions.x": "{value: 500000 contact/year}"}).assumptions["x"]
    assert (value.form, value.unit) == (Fixed(500000.0), "contact/year")


def test_growth_is_overridden_as_a_value(load):
    text = CONTACTS.replace("growth: 3 %/year", "growth: {low: 1 %, mode: 2 %, high: 3 %}")
    value = load(text, overrides={"assumptions.x.growth": "4 %"}).assumptions["x"]
    assert value.growth.form == Fixed(0.04)
    assert value.growth.provenance.overrode[0][1] == "{low: 1 %, mode: 2 %, high: 3 %}"


def test_a_short_form_keeps_its_unit_too(load):
    value = load(CONTACTS, overrides={"assumptions.y": "2"}).assumptions["y"]
    assert (value.form, value.unit) == (Fixed(2.0), "EUR/hour")


def test_another_form_replaces_the_old_one(load):
    value = load(CONTACTS, overrides={"assumptions.x": "{low: 1, mode: 2, high: 3}"}).assumptions["x"]
    assert isinstance(value.form, Uncertain)
    assert value.unit == "contact/month"


def test_a_part_of_a_form_can_be_overridden(load):
    text = "assumptions:\n  x: {low: 1, mode: 2, high: 3, source: a}\n"
    value = load(text, overrides={"assumptions.x.high": "9"}).assumptions["x"]
    assert value.form.distribution.support == (1.0, 9.0)
    assert value.source == ""


def test_what_stands_beside_a_number_leaves_it_alone(load):
    value = load(CONTACTS, overrides={"assumptions.x": "{source: new export}"}).assumptions["x"]
    assert (value.form, value.source, value.owner) == (Fixed(42000.0), "new export", "ops")


def test_a_reference_replaces_whole(load):
    text = "assumptions:\n  x: {value: 4, unit: EUR, growth: 1 %/year}\n  z: 3 EUR\n"
    value = load(text, overrides={"assumptions.x": "$z"}).assumptions["x"]
    assert value.growth is None


def test_parents_first_then_file_then_variant_then_set(tmp_path):
    (tmp_path / "deep").mkdir()
    base = HEAD + "assumptions: {a: 1, b: 1, c: 1, d: 1}\n" + LINE
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    child = (
        "extends: ../base.yaml\nassumptions: {b: 2, c: 2, d: 2, e: 5}\n"
        "variants: {low: {assumptions: {c: 3, d: 3, e: null}}}\n"
    )
    path = tmp_path / "deep" / "case.yaml"
    path.write_text(child, encoding="utf-8")
    scenario = load_scenario(path, "low", {"assumptions.d": "4"})
    assert {name: value.form.number for name, value in scenario.assumptions.items()} == {"a": 1, "b": 2, "c": 3, "d": 4}
    overrode = scenario.assumptions["d"].provenance.overrode
    assert [text for _, text in overrode] == ["3", "2", "1"]
    assert [place.file.rpartition("/")[2] for place, _ in overrode] == ["case.yaml", "case.yaml", "base.yaml"]
    assert scenario.variants == ("low",)
    assert scenario.variant == "low"


def test_a_list_of_parents_is_read_in_order(tmp_path):
    (tmp_path / "one.yaml").write_text(HEAD + LINE + "assumptions: {a: 1}\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("assumptions: {a: 2}\n", encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text("extends: [one.yaml, two.yaml]\n", encoding="utf-8")
    assert load_scenario(path).assumptions["a"].form == Fixed(2.0)


def test_null_drops_a_line(load):
    text = LINE + "  other: {table: {by_year: [1, 2, 3]}}\nvariants: {lean: {costs: {other: null}}}\n"
    assert [line.id for line in load(text).lines] == ["costs.tool", "costs.other"]
    assert [line.id for line in load(text, "lean").lines] == ["costs.tool"]


def test_another_line_form_replaces_the_line(load):
    text = LINE + "variants: {own: {costs: {tool: {formula: fee, inputs: {fee: 5 EUR/month}}}}}\n"
    (line,) = load(text, "own").lines
    assert line.formula.text == "fee"
    assert list(line.inputs) == ["fee"]


def test_an_item_of_a_list_is_set_by_number(load):
    (line,) = load(LINE, overrides={"costs.tool.table.by_year.2": "25"}).lines
    amounts = line.inputs["amounts"].form
    assert isinstance(amounts, ByYear)
    assert [year.form.number for year in amounts.years] == [10, 25, 30]


def test_an_input_of_an_own_line_is_set_without_the_word_inputs(load):
    text = "costs:\n  tool: {formula: fee, inputs: {fee: 5 EUR/month}}\n"
    (line,) = load(text, overrides={"costs.tool.fee": "7"}).lines
    assert (line.inputs["fee"].form, line.inputs["fee"].unit) == (Fixed(7.0), "EUR/month")
    assert line.inputs["fee"].path == "costs.tool.fee"


def test_the_order_of_values_is_that_of_the_base(load):
    text = "assumptions: {a: 1, b: 2}\n" + LINE + "variants: {more: {assumptions: {b: 3, c: 4}}}\n"
    plain, varied = list(load(text).values), list(load(text, "more").values)
    assert plain == [
        "finance.discount_rate", "assumptions.a", "assumptions.b", "costs.tool.table.initial",
        "costs.tool.table.by_year.1", "costs.tool.table.by_year.2", "costs.tool.table.by_year.3",
    ]  # fmt: skip
    assert varied == [*plain, "assumptions.c"]


def test_the_digest_follows_what_was_merged(load, tmp_path):
    first = load(CONTACTS).sha256
    assert load(CONTACTS).sha256 == first
    assert load(CONTACTS, overrides={"assumptions.y": "2"}).sha256 != first


@pytest.mark.parametrize(
    ("path", "value", "code", "phrase"),
    [
        ("assumptions.z", "3", "unknown-name", "there is no assumption 'z'"),
        ("costs.tol.table.initial", "3", "unknown-name", "did you mean 'tool'?"),
        ("finance.discont_rate", "3 %", "unknown-key", "did you mean 'discount_rate'?"),
        ("costs.tool.table.by_year.4", "3", "type", "a list is wanted"),
        ("assumptions..x", "3", "unknown-key", "points between"),
        ("extends", "x.yaml", "unknown-key", "belongs in a file"),
        ("assumptions.x", "{low: 1", "yaml", "not readable"),
        ("assumptions.x", "1,5", "number", "1.5"),
    ],
)
def test_a_wrong_override_says_so(load, path, value, code, phrase):
    with pytest.raises(ScenarioError) as caught:
        load(CONTACTS + LINE, overrides={path: value})
    problems = [one for one in caught.value.problems if one.code == code]
    assert problems, caught.value
    assert phrase in str(problems[0])
    assert problems[0].file == "--set"


def test_a_legal_key_that_is_not_stated_can_be_set(load):
    assert load(overrides={"finance.tax_rate": "24 %", "simulation.draws": "1000"}).simulation.draws == 1000


@pytest.mark.parametrize(
    ("stated", "set_to", "unit"),
    [
        ("1100 order/year", "1200", "order/year"),
        ('"1100 order/year"', "1200", "order/year"),
        ("{value: 1100 order/year}", "1200", "order/year"),
        ("{value: 1100 order/year}", "{value: 1200}", "order/year"),
        ("{value: 1100 order/year}", "{value: 1200, unit: order/month}", "order/month"),
        ("{value: 1100 order/year}", "1200 order/month", "order/month"),
        ("{low: 1 order/year, mode: 2 order/year, high: 3 order/year}", "1200", "order/year"),
        ("{value: 1100, unit: order/year}", "1200", "order/year"),
    ],
)
def test_a_bare_number_keeps_the_unit_however_that_was_stated(load, stated, set_to, unit):
    value = load(f"assumptions: {{x: {stated}}}\n", overrides={"assumptions.x": set_to}).assumptions["x"]
    assert (value.form, value.unit) == (Fixed(1200.0), unit)


def test_a_year_set_by_number_keeps_its_unit(load):
    text = "assumptions: {x: {by_year: [1 EUR/month, 2 EUR/month, 3 EUR/month]}}\n"
    years = load(text, overrides={"assumptions.x.by_year.1": "5"}).assumptions["x"].form.years
    assert [(year.form.number, year.unit) for year in years] == [(5, "EUR/month"), (2, "EUR/month"), (3, "EUR/month")]


def test_an_effect_of_a_risk_is_set_by_number(load):
    text = (
        "rollout: {go_live: 4 month}\nrisks: {r: {probability: 3 %, effects: [{on: rollout.go_live, add: 2 month}]}}\n"
    )
    (effect,) = load(text, overrides={"risks.r.effects.1.add": "5"}).risks[0].effects
    assert (effect.on, effect.value.form, effect.value.unit) == ("rollout.go_live", Fixed(5.0), "month")


def test_a_line_may_be_called_by_year(load):
    text = "costs:\n  by_year: {use: cost.licences, seats: 3 seat, price: 5 EUR/seat/month}\n"
    (line,) = load(text, overrides={"costs.by_year.price": "6"}).lines
    assert (line.inputs["price"].form, line.inputs["price"].unit) == (Fixed(6.0), "EUR/month/seat")


@pytest.mark.parametrize(("number", "text"), [(4096, "4096"), (4096.0, "4096"), (np.int64(512), "512")])
def test_an_override_may_be_a_plain_number(load, number, text):
    """What Python states as a number is what its text states: the same scenario, to the digest."""
    found = load(overrides={"simulation.draws": number})
    assert found.simulation.draws == int(text)
    assert found.sha256 == load(overrides={"simulation.draws": text}).sha256


@given(st.floats(1e-9, 1e9))
def test_a_number_is_taken_to_its_last_digit(number):
    stated = override_text(number)
    assert stated is not None
    assert float(stated) == number


def test_a_plain_number_keeps_the_unit_and_a_truth_is_one(load):
    value = load(CONTACTS, overrides={"assumptions.x": 50000}).assumptions["x"]
    assert (value.form, value.unit) == (Fixed(50000.0), "contact/month")
    assert load(LINE, overrides={"costs.tool.cashable": False}).lines[0].cashable is False


@pytest.mark.parametrize("stated", [{"low": 1, "high": 3}, [1, 2], None, b"7", 1j])
def test_an_override_that_is_no_text_or_number_is_a_problem(load, stated):
    with pytest.raises(ScenarioError) as caught:
        load(CONTACTS, overrides={"assumptions.x": stated})
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.file) == ("type", "assumptions.x", "--set")
    assert type(stated).__name__ in problem.message


@pytest.mark.parametrize("stated", [float("nan"), float("inf"), 0.5])
def test_a_number_that_does_not_go_there_is_a_problem(load, stated):
    path = "simulation.draws" if stated == 0.5 else "assumptions.y"
    with pytest.raises(ScenarioError, match="whole number" if stated == 0.5 else "finite number"):
        load(CONTACTS, overrides={path: stated})
