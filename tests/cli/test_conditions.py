"""`--fail-if`: what it accepts, what it refuses, and when it holds."""

from __future__ import annotations

import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.cli.conditions import Condition, holds, parse_condition
from roi_engine.errors import ScenarioError

RESULTS: dict[str, Any] = {
    "base": {"npv": 120.5, "irr": None, "irr_status": "none"},
    "probability": {"npv_positive": 0.75},
    "by_year": {"year": ["initial", 1, 2], "net": [-100.0, 80.0, 140.5]},
    "lines": [{"id": "benefits.a", "cashable": True}],
}


@pytest.mark.parametrize(
    ("text", "path", "sign", "constant"),
    [
        ("probability.npv_positive < 0.8", "probability.npv_positive", "<", 0.8),
        ("base.npv<=-1e3", "base.npv", "<=", -1000.0),
        ("  base.npv  >=  .5 ", "base.npv", ">=", 0.5),
        ("base.irr_status == 'none'", "base.irr_status", "==", "none"),
        ('base.irr_status != "unique"', "base.irr_status", "!=", "unique"),
        ("by_year.net.1 > +3", "by_year.net.1", ">", 3.0),
    ],
)
def test_a_condition_is_read(text: str, path: str, sign: str, constant: float | str) -> None:
    assert parse_condition(text) == Condition(text.strip(), path, sign, constant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "base.npv",
        "base.npv <",
        "< 3",
        "3 < base.npv",
        "base.npv < 3 and base.roi < 1",
        "base.npv = 3",
        "base.npv < 80 %",
        "base.npv < nan",
        "base.npv < 1,5",
        "base..npv < 1",
        "base.npv.__class__() < 1",
        "__import__('os').system('true') < 1",
        "base['npv'] < 1",
        "base.irr_status < 'none'",
        "base.irr_status == none",
        "base.npv < 1\nbase.npv < 2",
        "base.npv < " + "9" * 300,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="--fail-if"):
        parse_condition(text)


@given(st.text(max_size=40))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        condition = parse_condition(text)
    except ScenarioError:
        return
    assert condition.sign in ("<", "<=", ">", ">=", "==", "!=")


@pytest.mark.parametrize(
    ("sign", "compare"),
    [
        ("<", operator.lt),
        ("<=", operator.le),
        (">", operator.gt),
        (">=", operator.ge),
        ("==", operator.eq),
        ("!=", operator.ne),
    ],
)
@pytest.mark.parametrize("constant", [120.0, 120.5, 121.0])
def test_a_comparison_is_the_one_it_says(sign: str, compare: Any, constant: float) -> None:
    said = holds(parse_condition(f"base.npv {sign} {constant}"), RESULTS)
    assert bool(said) == compare(120.5, constant)


def test_the_sentence_names_condition_and_figure() -> None:
    said = holds(parse_condition("probability.npv_positive < 0.8"), RESULTS)
    assert said == "probability.npv_positive < 0.8: it is 0.75"


def test_words_and_items_of_a_list_are_reached() -> None:
    assert holds(parse_condition("base.irr_status == 'none'"), RESULTS)
    assert not holds(parse_condition("base.irr_status != 'none'"), RESULTS)
    assert holds(parse_condition("by_year.net.0 < 0"), RESULTS)
    assert not holds(parse_condition("by_year.net.2 < 0"), RESULTS)


@pytest.mark.parametrize("sign", ["<", ">", "==", "!="])
def test_a_figure_that_does_not_exist_never_opens_the_gate(sign: str) -> None:
    assert "cannot be judged" in holds(parse_condition(f"base.irr {sign} 0.1"), RESULTS)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("probability.npv_positiv < 0.8", "did you mean 'npv_positive'"),
        ("nothing.at_all < 1", "no 'nothing' in the results"),
        ("base < 1", "not a single figure"),
        ("base.npv.mean < 1", "not a single figure"),
        ("by_year.net.7 < 1", "no '7' under by_year.net"),
        ("base.irr_status < 1", "is 'none', not a number"),
        ("base.npv == 'none'", "is 120.5, not a word"),
        ("lines.0.cashable == 1", "not a single figure"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(text: str, phrase: str) -> None:
    with pytest.raises(ScenarioError, match=phrase.replace("?", r"\?")):
        holds(parse_condition(text), RESULTS)
