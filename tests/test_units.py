"""Units: what fits, what does not, and what is said about it."""

from __future__ import annotations

import pytest

from roi_engine.units import UnitError, Units, units_for

EUR = units_for("EUR", ("mailing",))


def factor(source: str, target: str) -> float:
    return EUR.factor(EUR.parse(source), EUR.parse(target))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("year", "month", 12), ("week", "year", 7 / 365.25), ("day", "year", 1 / 365.25), ("hour", "minute", 60),
        ("quarter", "month", 3), ("EUR/month", "EUR/year", 12),
        ("contact/month*minute/contact*EUR/hour", "EUR/month", 1 / 60),
        ("mailing/week", "mailing/year", 365.25 / 7), ("contacts per month", "contact/month", 1), ("h", "min", 60),
    ],
)  # fmt: skip
def test_factor(source: str, target: str, expected: float) -> None:
    assert factor(source, target) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("source", "target"), [("hour", "month"), ("contact", "customer"), ("EUR", "EUR/month"), ("", "year")]
)
def test_what_does_not_fit_names_both_units(source: str, target: str) -> None:
    with pytest.raises(UnitError) as caught:
        factor(source, target)
    assert (source or "a pure number") in str(caught.value)
    assert target in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contatc/month", "contact"), ("USD/hour", "one currency"), ("2 month", "not a unit"), ("month/", "not a unit"),
        ("__import__('os')", "not a known unit"), ("month.real", "not a known unit"), ("(" * 300, "not a unit"),
    ],
)  # fmt: skip
def test_what_is_not_a_unit_is_refused_with_advice(text: str, said: str) -> None:
    with pytest.raises(UnitError) as caught:
        EUR.parse(text)
    assert said in f"{caught.value} {caught.value.hint}"


def test_text_is_canonical() -> None:
    assert EUR.text(EUR.parse("minutes / contact")) == "minute/contact"
    assert EUR.text(EUR.parse("")) == ""


def test_currency_of_the_scenario_is_the_only_one() -> None:
    assert Units("USD").parse("USD/seat/month")
    with pytest.raises(UnitError):
        Units("USD").parse("EUR/month")
