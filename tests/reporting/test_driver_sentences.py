"""What drives the result and what must be true: the good case gains EUR 1.11 million at base, handle time 0.8."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from roi_engine.engine.result import Result
from roi_engine.reporting.driver_sentences import chance_needs, must_be_true, page_one, strongest, what_drives
from roi_engine.reporting.driver_tables import error_text, needs_table, share_table, swing_table, top_table, worth_table
from roi_engine.reporting.words import Words
from tests.reporting.fake_sensitivity import ADOPTION, DELAY, NOISE, RISK, driver, sensitivity

NAN = math.nan


def losing(result: Result) -> Result:
    return replace(result, base=replace(result.base, npv=-100_000.0))


def unlikely(result: Result, chance: float = 0.6) -> Result:
    return replace(result, probability=replace(result.probability, npv_positive=chance))


@pytest.fixture
def good(results: dict[str, Result]) -> Result:
    return unlikely(results["good"], 0.95)


def test_shares_that_add_up(words: Words) -> None:
    assert what_drives(sensitivity(), words) == (
        "“Handle time reduction” explains 40% of the spread, “Adoption” 25%, “Go-live” 10%."
    )


def test_shares_that_overlap_are_said_to(words: Words) -> None:
    assert "25%, “Go-live” 10%; some values move together, so these shares overlap" in what_drives(
        sensitivity(adds_up=False), words
    )
    assert "overlap" not in what_drives(sensitivity(adds_up=False, drivers=(driver(),)), words)


def test_a_share_within_its_error_is_not_claimed(words: Words) -> None:
    assert [each.title for each in strongest(sensitivity())][-1] == "Data migration slips"
    assert "can be told from zero" in what_drives(sensitivity(drivers=(NOISE,)), words)
    assert what_drives(sensitivity(drivers=()), words) == ""


@pytest.mark.parametrize(
    ("changes", "gains", "said"),
    [
        ({}, True, "pays as long as “Handle time reduction” stays above 0.2 minutes/contact."),
        (
            {"break_even": 1.5},
            True,
            "pays as long as “Handle time reduction” stays below 1.5 minutes/contact.",
        ),
        ({"break_even": 1.1}, False, "would pay only with “Handle time reduction” above 1.1 minutes/contact."),
        ({}, False, "would pay only with “Handle time reduction” below 0.2 minutes/contact."),
    ],
)
def test_break_even_points_the_right_way(
    good: Result, words: Words, changes: dict[str, Any], gains: bool, said: str
) -> None:
    """The base of handle time is 0.8: the base case lies on the gaining side of the break-even where it gains."""
    found = sensitivity(drivers=(driver(**changes),))
    assert must_be_true(good if gains else losing(good), found, words) == f"All else at base, the case {said}"


def test_break_even_of_a_value_the_register_does_not_list_goes_by_the_tornado(good: Result, words: Words) -> None:
    assert "“Go-live” stays below 26 months" in must_be_true(good, sensitivity(drivers=(DELAY,)), words)
    rising = replace(DELAY, npv_low=1.0, npv_high=2.0)
    assert "“Go-live” stays above 26 months" in must_be_true(good, sensitivity(drivers=(rising,)), words)


def test_no_break_even_is_said(good: Result, words: Words) -> None:
    found = sensitivity(drivers=(ADOPTION, RISK))
    assert must_be_true(good, found, words) == (
        "None of the 2 strongest assumptions alone turns the base case into a loss within its range."
    )
    assert "into a gain within its range" in must_be_true(losing(good), found, words)
    assert "The strongest assumption alone" in must_be_true(good, sensitivity(drivers=(ADOPTION,)), words)


@pytest.mark.parametrize(
    ("chance", "one", "said"),
    [
        (0.95, driver(), "The chance of a gain is 80% or more as long as “Handle time reduction” turns out above 0.6"),
        (0.60, driver(), "For a chance of a gain of 80%, “Handle time reduction” would have to turn out above 0.6"),
        (0.95, DELAY, "The chance of a gain is 80% or more as long as “Go-live” turns out below 9 months."),
        (0.60, DELAY, "For a chance of a gain of 80%, “Go-live” would have to turn out below 9 months."),
    ],
)
def test_what_a_likely_gain_needs(results: dict[str, Result], words: Words, chance: float, one: Any, said: str) -> None:
    assert chance_needs(unlikely(results["good"], chance), sensitivity(drivers=(one,)), words).startswith(said)


def test_nothing_is_said_where_no_driver_reaches_the_chance(good: Result, words: Words) -> None:
    assert chance_needs(good, sensitivity(drivers=(RISK,)), words) == ""
    assert page_one(good, sensitivity(drivers=()), words) == []


def test_the_first_table_holds_share_need_and_worth(good: Result, words: Words) -> None:
    told = top_table(good, sensitivity(), words)
    assert told is not None
    assert told.rows[0] == (
        "Handle time reduction", "40%", "0.5 minutes/contact", "1.14 minutes/contact", "above 0.2 minutes/contact",
        "above 0.6 minutes/contact", "24,000",
    )  # fmt: skip
    assert told.rows[1][4:6] == ("any value in its range", "above 70%")
    assert told.rows[3][2:6] == ("does not happen", "happens", "it happens or not", "it happens or not")
    assert len(told.rows) == 4
    assert top_table(good, sensitivity(drivers=(NOISE,)), words) is None


@pytest.mark.parametrize(
    ("npv", "chances", "gains", "likely"),
    [
        ((9.0, 5.0), (0.9, 0.85), "it happens or not", "it happens or not"),
        ((9.0, -5.0), (0.9, 0.4), "it does not happen", "it does not happen"),
        ((-9.0, 5.0), (0.4, 0.8), "it happens", "it happens"),
        ((-9.0, -5.0), (0.2, 0.1), "in neither case", "in neither case"),
        ((9.0, 5.0), (0.7, 0.6), "it happens or not", "in neither case"),
    ],
)
def test_a_risk_is_told_to_matter_where_it_does(
    good: Result, words: Words, npv: tuple[float, float], chances: tuple[float, float], gains: str, likely: str
) -> None:
    risk = replace(RISK, npv_low=npv[0], npv_high=npv[1], chance_at_ends=chances)
    told = top_table(good, sensitivity(drivers=(risk,)), words)
    assert told is not None
    assert told.rows[0][4:6] == (gains, likely)


def test_a_range_without_a_turning_point_gains_throughout_or_nowhere(good: Result, words: Words) -> None:
    still = replace(ADOPTION, break_even_chance={0.5: NAN, 0.8: NAN, 0.9: NAN})
    found = sensitivity(drivers=(still,))
    assert needs_table(good, found, words).rows[0][1:] == ("any value in its range",) * 4
    assert needs_table(losing(unlikely(good, 0.6)), found, words).rows[0][1:] == (
        "no value in its range", "any value in its range", "no value in its range", "no value in its range",
    )  # fmt: skip
    few = replace(still, npv_low=-1.0, npv_high=1.0, chance_at_ends=(0.3, 0.85))
    assert needs_table(good, sensitivity(drivers=(few,)), words).rows[0][1:] == (
        "some of its values", "some of its values", "some of its values", "no value in its range",
    )  # fmt: skip


def test_tables_hold_the_figures(good: Result, words: Words) -> None:
    found = sensitivity()
    shares = share_table(found, words, {driver().path: (0.45, 0.02)})
    assert shares.rows[0] == ("Handle time reduction", "40%", "± 1%", "0.63", "45%", "± 2%")
    assert shares.rows[1][-2:] == ("n/a", "")
    assert "before dependence" in share_table(sensitivity(adds_up=False), words, {}).header[-2]
    assert swing_table(found, words).rows[2][3:] == ("820,000", "690,000", "500,000", "350,000")
    assert needs_table(good, found, words).rows[0][1:] == (
        "above 0.2 minutes/contact", "above 0.3 minutes/contact", "above 0.6 minutes/contact", "any value in its range",
    )  # fmt: skip
    worth = worth_table(found, words).rows
    assert worth[0] == ("Handle time reduction", "24,000", "± 900")
    assert worth[-1] == ("Everything (EVPI)", "60,000", "± 1,500")
    assert "Go-live" not in {row[0] for row in worth}


def test_two_values_of_one_title_are_told_apart(good: Result, words: Words) -> None:
    found = sensitivity(drivers=(driver(), driver(path="b.other")))
    rows = share_table(found, words, None).rows
    assert rows[1][0] == "Handle time reduction (b.other)"


def test_the_error_of_an_estimate_is_never_told_as_nothing(words: Words) -> None:
    assert error_text(0.0031, words) == "± 0.3%"
    assert error_text(0.0005, words) == "± 0.1%"
    assert error_text(0.0004, words) == "less than ± 0.1%"
    assert error_text(0.0, words, 2) == "less than ± 0.01%"
    assert error_text(float("nan"), words) == ""
