"""The formula language: what is read, what is refused, what units come out, and what the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roi_engine.formula import FormulaError, NameUnit, Scale, check_line, check_value, parse
from roi_engine.formula.evaluate import evaluate, reserved_series
from roi_engine.formula.tree import walk
from roi_engine.formula.words import words
from roi_engine.timeline import Timeline
from roi_engine.units import units_for

UNITS = units_for("EUR")
QUARTERS = Timeline(2027, 1, 2, "quarter")
KNOWN = {
    name: NameUnit(UNITS.parse(unit))
    for name, unit in {
        "contacts": "contact/month", "saved": "minute/contact", "cost": "EUR/hour", "share": "", "fee": "EUR",
        "churn": "1/month", "base": "customer", "margin": "EUR/customer/month", "delay": "month", "rate": "1/year",
    }.items()
}  # fmt: skip


def line(text: str):
    return check_line(parse(text), text, UNITS, KNOWN)


def number(text: str, **values: float) -> np.ndarray:
    """A line's flow [EUR/year] on plain numbers in the units of KNOWN."""
    arrays = {name: np.full((1, 1), float(value)) for name, value in values.items()}
    arrays |= reserved_series(QUARTERS) | {"live_share": np.ones((1, 1)), "go_live": np.full((1, 1), 0.25)}
    return evaluate(line(text).flow, arrays, QUARTERS)


def test_minutes_hours_and_months_convert_without_a_60_in_sight() -> None:
    """42,000 contacts a month x 0.8 minutes x 29 EUR an hour = 16,240 EUR a month."""
    formula = line("contacts * saved * cost")
    assert formula.unit == "EUR/year"
    assert number("contacts * saved * cost", contacts=42000, saved=0.8, cost=29)[0, 0] == pytest.approx(16240 * 12)


def test_the_initial_column_is_set_apart() -> None:
    formula = line("upfront(fee * (1 + share)) - contacts * saved * cost + 2 * upfront(fee)")
    start = evaluate(formula.initial, {"fee": np.full((1, 1), 100.0), "share": np.full((1, 1), 0.5)}, QUARTERS)
    assert start[0, 0] == pytest.approx(350)
    assert "fee" not in words(formula.flow, str)


def test_a_value_with_an_initial_column_brings_it_along() -> None:
    known = {**KNOWN, "amounts": NameUnit(UNITS.parse("EUR/year"), True, UNITS.parse("EUR"))}
    formula = check_line(parse("amounts * share"), "amounts * share", UNITS, known)
    assert words(formula.initial, str) == "amounts@initial x share"
    with pytest.raises(FormulaError, match="changes over time"):
        check_line(parse("amounts * live_share"), "amounts * live_share", UNITS, known)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cost * contacts", "the formula gives EUR*contact/hour/month, not money per time"),
        ("fee + contacts * saved * cost", "does not fit EUR"),
        ("contcts * saved * cost", "'contcts' is neither an input nor an assumption"),
        ("fee", "the formula gives EUR, not money per time"),
        ("cost", "the formula gives EUR/hour, not money per time"),
        ("upfront(fee) * live", "cannot depend on what changes over time"),
        ("max(upfront(fee), fee)", "may only be added, subtracted or scaled"),
        ("spread(fee, 0, share)", "is a span of calendar time"),
        ("fee / 0 * rate", "division by zero"),
        ("base * survival(share) * margin", "takes a rate per time"),
        ("fee ** share * rate", "plain number up to 4"),
        ("exp(fee) * fee * rate", "exp() takes a pure number"),
    ],
)
def test_units_that_do_not_fit_are_refused(text: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        line(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "fee.real", "[fee for fee in (1,)]", "lambda: 1", "fee if share else fee", "fee[0]",
        "f'{fee}'", "print(fee)", "eval('1')", "fee := 1", "{1: 2}", "*fee", "min(fee, *fee)", "max(fee, key=1)",
        "fee @ fee", "fee // 2", "fee % 2", "1j", "True", "...", "fee is fee", "fee in fee", "min(fee)",
        "where(fee, 1)", "", "fee +", "1e999", "(" * 10_000 + ")" * 10_000, "-" * 5000 + "1", "'fee'", "~fee",
    ],
)  # fmt: skip
def test_what_is_outside_the_language_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


def test_all_faults_are_listed_with_their_place() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("foo(1) + fee.x + bar(2)")
    assert [problem.offset for problem in caught.value.problems] == [0, 9, 17]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where(share > 0.5, fee, 2 * fee) * rate", [20] * 8),
        ("min(fee, 40 * fee, 0.1 * fee) * rate", [1] * 8),
        ("max(0, fee * rate)", [10] * 8),
        ("clip(fee, 0, 0.5 * fee) * rate", [5] * 8),
        ("abs(-fee) * sqrt(share * share) * rate", [2.5] * 8),
        ("(share > 0.1 and not share > 0.9) * fee * rate", [10] * 8),
        ("fee * rate * growth(rate)", [10] * 4 + [11] * 4),
        ('spread(fee, 0, "1 year")', [100] * 4 + [0] * 4),
        ('once(fee, "4 month")', [0, 400, 0, 0, 0, 0, 0, 0]),
        ('every(fee, "1 year")', [0, 0, 0, 400, 0, 0, 0, 400]),
        ("lag(fee * rate * year, 2)", [0, 0, 10, 10, 10, 10, 20, 20]),
        ('lag(fee * rate * month, "4.5 month")', [0, 5, 25, 55, 85, 115, 145, 175]),
        ("cumsum(fee * rate) * rate", [0.25 * k for k in range(1, 9)]),
        ("cumprod(1 + share) * fee * rate", [10 * 1.25**k for k in range(1, 9)]),
        ("fee * rate * exp(log(share))", [2.5] * 8),
        ("fee ** 2 / fee * rate", [10] * 8),
    ],
)
def test_functions_by_hand(text: str, expected: list[float]) -> None:
    """fee 100, rate 10 % a year, share 0.25, on eight quarters; worked out by hand."""
    found = np.broadcast_to(number(text, fee=100, rate=0.1, share=0.25), (1, 8))
    np.testing.assert_allclose(found[0], expected, rtol=1e-12)


def test_survival_compounds_in_the_time_of_its_rate() -> None:
    found = number("base * survival(churn) * margin", base=1000, churn=0.02, margin=1)
    np.testing.assert_allclose(found[0], 12_000 * 0.98 ** (3 * np.arange(1, 9)), rtol=1e-12)


def test_a_derived_value_has_the_unit_that_comes_out() -> None:
    formula = check_value(parse("contacts * saved"), "contacts * saved", UNITS, KNOWN)
    assert UNITS.parse(formula.unit) == UNITS.parse("minute/month")


def test_words_keep_the_meaning_of_brackets() -> None:
    for text in ("a - (b - c)", "a / (b x c)", "(a + b) x c", "a x b + c", "-(a + b)", "a ^ (b ^ c)", "min(a, b + c)"):
        tree = parse(text.replace("x", "*").replace("^", "**"))
        assert words(tree, str) == text


numbers = st.floats(0.1, 10, allow_nan=False)
expressions = st.recursive(
    st.sampled_from(["a", "b", "c", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        inner.map(lambda t: f"abs(-{t})"),
        st.tuples(inner, inner, inner).map(lambda t: f"where({t[0]} > {t[1]}, {t[1]}, {t[2]})"),
    ),
    max_leaves=12,
)


def where(test: float, then: float, otherwise: float) -> float:
    return then if test else otherwise


@settings(max_examples=150, deadline=None)
@given(expressions, numbers, numbers, numbers)
def test_random_formulas_equal_python(text: str, a: float, b: float, c: float) -> None:
    known = {name: NameUnit(UNITS.parse("")) for name in "abc"}
    tree = check_value(parse(text), text, UNITS, known).flow
    found = evaluate(tree, {"a": np.full((1, 1), a), "b": np.full((1, 1), b), "c": np.full((1, 1), c)}, QUARTERS)[0, 0]
    try:
        expected = eval(text, {"where": where}, {"a": a, "b": b, "c": c})
    except ZeroDivisionError:
        assume(False)  # numpy computes both branches of where(), Python stops at the division
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_change_of_unit_changes_nothing() -> None:
    yearly = {**KNOWN, "contacts": NameUnit(UNITS.parse("contact/year"))}
    text = "contacts * saved * cost"
    trees = line(text).flow, check_line(parse(text), text, UNITS, yearly).flow
    values = {name: np.full((1, 1), 10.0) for name in ("saved", "cost")}
    monthly = evaluate(trees[0], {**values, "contacts": np.full((1, 1), 100.0)}, QUARTERS)
    assert evaluate(trees[1], {**values, "contacts": np.full((1, 1), 1200.0)}, QUARTERS) == pytest.approx(monthly)
    assert any(isinstance(node, Scale) for node in walk(trees[0]))
