"""The JavaScript reader writes a closed set of words; what they compute is judged in a browser (tests/browser)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.formula import evaluate, javascript
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Quantity, Scale, Unary


def test_a_product_is_one_statement() -> None:
    tree = Binary("*", Name("a"), Name("b"))
    assert javascript.javascript([tree], {"a": 0, "b": 3}) == "\n".join(
        ("(f, x) => {", "  const r0 = f.multiply(x[0], x[3]);", "  return [r0];", "}")
    )


def test_what_is_shared_is_computed_once() -> None:
    grown = Call("growth", (Name("g"),))
    first, second = Binary("*", Name("a"), grown), Binary("*", Name("b"), Call("growth", (Name("g"),)))
    source = javascript.javascript([first, second, first], {"a": 0, "b": 1, "g": 2})
    assert source.count("f.growth(x[2])") == 1
    assert source.count("const ") == 3
    assert re.search(r"return \[(r\d+), r\d+, \1\];", source)


def test_a_conversion_multiplies() -> None:
    assert "f.multiply(x[0], 60)" in javascript.javascript([Scale(Name("a"), 60.0, "hour", "minute")], {"a": 0})


def test_signs_and_negations_have_names() -> None:
    source = javascript.javascript([Unary("-", Name("a")), Unary("not", Name("a"))], {"a": 0})
    assert "f.negative(x[0])" in source
    assert "f.not(x[0])" in source


def test_reserved_series_belong_to_the_calendar_unless_a_name_is_given() -> None:
    assert "return [f.year, f.month]" in javascript.javascript([Name("year"), Name("month")], {})
    assert "return [x[4]]" in javascript.javascript([Name("year")], {"year": 4})


def test_a_name_without_a_place_is_refused() -> None:
    with pytest.raises(KeyError):
        javascript.javascript([Name("a")], {"b": 0})


def test_a_tree_of_user_text_is_refused() -> None:
    with pytest.raises(TypeError):
        javascript.javascript([Quantity(5.0, "month")], {})


def test_every_function_of_the_language_has_a_name() -> None:
    assert set(javascript.FUNCTIONS) == set(evaluate.FUNCTIONS)


@given(st.text(min_size=1))
def test_no_name_reaches_the_source(name: str) -> None:
    shown = javascript.javascript([Binary("+", Name(f"\u2603{name}"), Number(1.0))], {f"\u2603{name}": 7})
    assert "\u2603" not in shown
    assert re.fullmatch(r"[\w\s.,;=(){}\[\]>]*", shown)


@given(st.floats(allow_nan=False))
def test_numbers_keep_their_last_bit(value: float) -> None:
    said = javascript.number(value)
    assert float(said.replace("Infinity", "inf")) == value


@pytest.mark.parametrize("depth", [5, 400])
def test_deep_sharing_stays_small(depth: int) -> None:
    """A tree whose every level uses the one below twice is not written out."""
    tree: Node = Name("a")
    for _ in range(depth if depth < 10 else 100):
        tree = Binary("+", tree, tree)
    assert len(javascript.javascript([tree], {"a": 0}).splitlines()) <= 103
