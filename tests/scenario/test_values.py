"""Every form of a value: unit, base and mean worked out by hand."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from roi_engine.scenario.records import ByYear, Derived, Fixed, Reference, Series, Uncertain, Value
from tests.case_text import Load

# form -> unit, base, mean of the distribution; mean None where it is not worked out here
Z90 = stats.norm.ppf(0.9)
FORMS = [
    ("{low: 0.3, mode: 0.8, high: 1.4, unit: minute/contact}", "minute/contact", 0.8, (0.3 + 4 * 0.8 + 1.4) / 6),
    (
        "{low: 0.3 minute/contact, mode: 0.8 minute/contact, high: 84 second/contact}",
        "minute/contact",
        0.8,
        (0.3 + 3.2 + 1.4) / 6,
    ),
    ("{low: 60 %, mode: 80 %, high: 92 %}", "", 0.8, (0.6 + 3.2 + 0.92) / 6),
    ('{low: 1, mode: 2, high: 6, unit: "%/year"}', "1/year", 0.02, (0.01 + 0.08 + 0.06) / 6),
    ("{low: 1, mode: 2, high: 6, shape: triangular}", "", 2, 3),
    ("{low: 1, mode: 2, high: 6, confidence: 80 %}", "", 2, None),
    ("{p10: 26, p50: 29, p90: 34, unit: EUR/hour}", "EUR/hour", 29, None),
    ("{p5: 26, p50: 29, p95: 34, lower: 0}", "", 29, None),
    ("{p10: 26, p90: 34}", "", 30, 30),
    ("{p10: 26, p90: 34, shape: lognormal}", "", math.sqrt(26 * 34), None),
    ("{p1: 10, p99: 20}", "", 15, 15),
    ("{mean: 30, sd: 4}", "", 30, 30),
    ("{mean: 30, sd: 4, shape: lognormal}", "", 30, 30),
    ("{min: 1, max: 3}", "", 2, 2),
    ("{successes: 42, trials: 300}", "", 42.5 / 301, 42.5 / 301),
    ("{mean: 31.4, se: 0.9, n: 210}", "", 31.4, 31.4),
    ("{probability: 30 %}", "", 0, 0.3),
    ("{choices: [0, 1, 3], weights: [5, 3, 2]}", "", 0.9, 0.9),
    ("{choices: [0 EUR, 1 EUR, 3 EUR]}", "EUR", 4 / 3, 4 / 3),
    ("{mixture: [2, {min: 4, max: 6}], weights: [1, 3]}", "", 4.25, 4.25),
    ("{mean: 0, sd: 1, lower: 0}", "", math.sqrt(2 / math.pi), math.sqrt(2 / math.pi)),
    ("{low: -1, mode: 0, high: 1, upper: 0}", "", 0, None),
]


def _only(load: Load, form: str) -> Value:
    return load(f"assumptions:\n  x: {form}\n").assumptions["x"]


@pytest.mark.parametrize(("form", "unit", "base", "mean"), FORMS, ids=[form for form, *_ in FORMS])
def test_an_uncertain_value_has_the_base_and_mean_of_its_form(load, form, unit, base, mean):
    value = _only(load, form)
    assert value.unit == unit
    assert isinstance(value.form, Uncertain)
    assert value.form.base == pytest.approx(base, rel=1e-6, abs=1e-9)
    if mean is not None:
        assert value.form.distribution.mean == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize(
    ("form", "number", "unit"),
    [
        ("12", 12, ""), ("-3.5", -3.5, ""), ("1e3", 1000, ""), (".5", 0.5, ""), ("12 %", 0.12, ""), ("12%", 0.12, ""),
        ("1_000", 1000, ""), ("42000 contact/month", 42000, "contact/month"),
        ('"42000 contact/month"', 42000, "contact/month"),
        ("3 %/year", 0.03, "1/year"), ("-2 %", -0.02, ""),
        ("{value: 42000, unit: contact/month}", 42000, "contact/month"),
        ("{value: 3 %, unit: 1/year}", 0.03, "1/year"), ('{value: 3, unit: "%/year"}', 0.03, "1/year"),
        ("{value: 29 EUR/hour}", 29, "EUR/hour"),
    ],
)  # fmt: skip
def test_a_constant_keeps_its_number_and_unit(load, form, number, unit):
    value = _only(load, form)
    assert value.form == Fixed(pytest.approx(number))
    assert value.unit == unit


def test_confidence_makes_low_and_high_the_p10_and_p90(load):
    form = _only(load, "{low: 1, mode: 2, high: 6, confidence: 80 %}").form
    assert form.distribution.cdf([1.0, 6.0]) == pytest.approx([0.1, 0.9], abs=1e-6)


def test_percentiles_are_the_percentiles_of_the_distribution(load):
    form = _only(load, "{p10: 26, p50: 29, p90: 34}").form
    assert form.distribution.ppf([0.1, 0.5, 0.9]) == pytest.approx([26, 29, 34])


def test_samples_come_from_a_column(load, tmp_path):
    (tmp_path / "times.csv").write_text("a;b\n1,5;9\n2,5;9\n", encoding="utf-8")
    form = _only(load, "{samples: times.csv, column: a, unit: minute}").form
    assert form.distribution.mean == pytest.approx(2.0)


def test_a_series_has_one_number_a_period(load, tmp_path):
    (tmp_path / "s.csv").write_text("\ufeffvalue\n" + "\n".join(str(k) for k in range(40)) + "\n", encoding="utf-8")
    value = _only(load, "{series: s.csv, unit: contact/month}")
    assert value.form == Series(tuple(float(k) for k in range(36)), "s.csv")


def test_years_share_a_unit_and_may_be_uncertain(load):
    value = _only(load, "{by_year: [40 EUR/month, {low: 1, mode: 2, high: 3}, 12], initial: 7, source: s}")
    assert isinstance(value.form, ByYear)
    assert [year.unit for year in value.form.years] == ["EUR/month"] * 3
    assert value.form.years[1].form.base == 2
    assert (value.form.initial.form, value.form.initial.unit) == (Fixed(7.0), "EUR")


def test_references_and_formulas(load):
    scenario = load(
        "assumptions:\n  total: {formula: a * b, unit: EUR/month}\n"
        "  a: 2 contact/month\n  b: 3 EUR/contact\n  c: $total\n"
    )
    total = scenario.assumptions["total"]
    assert isinstance(total.form, Derived)
    assert total.unit == "EUR/month"
    assert scenario.assumptions["c"].form == Reference("total")
    assert scenario.assumptions["c"].unit == "EUR/month"
    assert list(scenario.assumptions) == ["total", "a", "b", "c"]


def test_growth_is_any_value_per_year(load):
    value = _only(load, "{value: 10, growth: {low: 1 %, mode: 3 %, high: 5 %}}")
    assert value.growth.unit == "1/year"
    assert value.growth.form.base == 0.03
    assert value.growth.path == "assumptions.x.growth"


def test_a_reference_class_brings_its_source(load):
    value = _only(load, "{reference_class: it_cost_overrun}")
    assert value.form.distribution.mean == pytest.approx(0.27, abs=0.005)
    assert value.form.base == pytest.approx(0.27, abs=0.005)
    assert value.source


def test_vouchers_are_kept(load):
    value = _only(load, "{value: 3, source: payroll, owner: HR, evidence: measured, note: net}")
    assert (value.source, value.owner, value.evidence, value.note) == ("payroll", "HR", "measured", "net")


def test_a_fitted_tail_outside_the_bounds_is_cut_and_noted(load):
    text = "rollout: {adoption: {mean: 80 %, sd: 20 %}}\n"
    scenario = load(text)
    assert scenario.rollout.adoption.form.distribution.support == (0.0, 1.0) or (
        scenario.rollout.adoption.form.distribution.support[1] == 1.0
    )
    assert [notice.code for notice in scenario.notices if notice.path == "rollout.adoption"] == ["outside_bounds"]


@pytest.mark.parametrize(
    ("parts", "unit", "mean", "ends"),
    [
        ("[$p, 5 EUR]", "EUR", (1.5 + 5) / 2, (1, 5)),
        ("[$q, {min: 4 EUR, max: 6 EUR}], weights: [1, 3]", "EUR", (1.5 + 3 * 5) / 4, (1, 6)),
        ("[$fee, $p]", "EUR", (7 + 1.5) / 2, (1, 7)),
        ("[$p, 5], unit: EUR", "EUR", (1.5 + 5) / 2, (1, 5)),
        ("[0, 3 EUR]", "EUR", 1.5, (0, 3)),
    ],
)
def test_a_mixture_takes_the_distribution_of_an_assumption(load: Load, parts: str, unit: str, mean, ends) -> None:
    text = f"assumptions: {{p: {{min: 1, max: 2, unit: EUR}}, q: $p, fee: 7 EUR, x: {{mixture: {parts}}}}}\n"
    scenario = load(text)
    value = scenario.assumptions["x"]
    assert isinstance(value.form, Uncertain)
    assert value.unit == unit
    assert value.form.distribution.mean == pytest.approx(mean)
    assert value.form.distribution.support == ends
    assert "assumptions.q" not in [notice.path for notice in scenario.notices if "$q" in parts]
