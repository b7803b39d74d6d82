"""Notices are few, said once, and not about what was stated on purpose."""

from __future__ import annotations

import pytest

TABLE = "costs:\n  t: {{table: {{by_year: [{year}, 1, 1]}}, risk_adjustment: {share}{more}}}\n"


def _of(scenario, code):
    return [notice.message for notice in scenario.notices if notice.code == code]


@pytest.mark.parametrize(
    ("year", "share", "noted"),
    [
        ("1", "{low: 0 %, mode: 5 %, high: 60 %}", False),
        ("1", "$risk", False),
        ("{low: 1, mode: 2, high: 30}", "10 %", True),
        ("{low: 1, mode: 2, high: 30}", "{low: 0 %, mode: 5 %, high: 60 %}", True),
        ("{low: 1, mode: 2, high: 3}", "{low: 0 %, mode: 5 %, high: 60 %}", False),
    ],
)
def test_a_haircut_is_not_held_against_itself(load, year, share, noted):
    text = TABLE.format(year=year, share=share, more="") + "assumptions: {risk: {low: 0 %, mode: 5 %, high: 60 %}}\n"
    found = _of(load(text), "double_risk")
    assert len(found) == noted
    assert "risk_adjustment" not in " ".join(found)


CORRELATED = (
    "assumptions: {a: {min: 1, max: 2}, b: {min: 1, max: 2}, c: {min: 1, max: 2}}\n"
    "costs:\n  t: {formula: fee * a * b * c, inputs: {fee: 1 EUR/month}}\n"
    "correlations:\n  - {between: [assumptions.a, assumptions.b], rho: 0.4}\n"
    "  - {between: [assumptions.a, assumptions.c], rho: 0.4}\n  - {between: [assumptions.b, assumptions.c], rho: 0.4}\n"
    "variants: {sure: {assumptions: {a: 1.5, b: 1.5}}, ranged: {assumptions: {a: {min: 0, max: 1}}}}\n"
)


def test_dropped_correlations_are_said_once(load):
    said = "correlations are left out with what is certain here, or taken out: assumptions.a, assumptions.b"
    assert _of(load(CORRELATED, "sure"), "correlation_dropped") == [said]
    assert _of(load(CORRELATED, "ranged"), "correlation_dropped") == []
    assert len(load(CORRELATED, "ranged").correlations) == 3


def test_what_a_variant_leaves_unused_is_not_noted(load):
    text = (
        "assumptions: {a: 1 EUR/month, b: 2, idle: 3}\ncosts:\n  t: {table: {by_year: [1, 1, 1]}}\n"
        "  u: {formula: a * factor, inputs: {factor: $b}}\n"
        "variants: {lean: {costs: {u: null}, assumptions: {new: 1}}}\n"
    )
    assert _of(load(text), "unused") == ["the assumption idle is used nowhere"]
    lean = ["the assumption idle is used nowhere", "the assumption new is used nowhere"]
    assert _of(load(text, "lean"), "unused") == lean


@pytest.mark.parametrize(
    ("year", "more", "silent"),
    [("1", "", True), ("1", ", source: offer", False), ("{value: 1, source: offer}", "", True)],
)
def test_a_table_is_vouched_for_as_a_whole_or_year_by_year(load, year, more, silent):
    text = TABLE.format(year=year, share="10 %", more=more)
    assert bool(_of(load(text), "no_source")) == silent
    assert _of(load(text.replace("1, 1]", "{value: 1, evidence: guess}, {value: 1, note: n}]")), "no_source") == (
        [] if "source" in year + more else ["1 value of 1 states neither a source nor that it is an estimate: costs.t"]
    )


def test_the_same_notice_is_kept_once(load):
    text = "assumptions: {x: {mixture: [42.250 EUR, {min: 1 EUR, max: 2 EUR}]}}\n"
    assert len(_of(load(text), "decimal_point")) == 1
