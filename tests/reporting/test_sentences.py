from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.engine.result import Result, Swing
from roi_engine.reporting import sentences
from roi_engine.reporting.verdict import Verdict, thresholds, verdict
from roi_engine.reporting.words import Words
from tests.reporting.fake_cases import GOOD
from tests.reporting.fake_result import make_result

_GOOD = make_result(GOOD)


def with_base(result: Result, **changes: Any) -> Result:
    return replace(result, base=replace(result.base, **changes))


def with_chances(result: Result, **changes: float) -> Result:
    return replace(result, probability=replace(result.probability, **changes))


def with_npv(result: Result, percentiles: dict[int, float] | None = None, **changes: float) -> Result:
    npv = result.simulation["npv"]
    npv = replace(npv, percentiles={**npv.percentiles, **(percentiles or {})}, **changes)
    return replace(result, simulation={**result.simulation, "npv": npv})


@pytest.fixture
def good(results: dict[str, Result]) -> Result:
    return results["good"]


@pytest.mark.parametrize(
    ("npv", "said"),
    [
        (120_000, "Over 3 years the base case is worth EUR 120,000 in today's money, all costs paid."),
        (-120_000, "Over 3 years the base case loses EUR 120,000 in today's money."),
        (0, "Over 3 years the base case neither gains nor loses in today's money."),
    ],
)
def test_base_case(good: Result, words: Words, npv: float, said: str) -> None:
    assert sentences.base_case(with_base(good, npv=npv), words) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1e5, 3e5, "between a gain of EUR 100,000 (P10) and a gain of EUR 300,000 (P90)."),
        (-1e5, 3e5, "between a loss of EUR 100,000 (P10) and a gain of EUR 300,000 (P90)."),
        (-3e5, -1e5, "between a loss of EUR 300,000 (P10) and a loss of EUR 100,000 (P90)."),
    ],
)
def test_range(good: Result, words: Words, low: float, high: float, said: str) -> None:
    assert sentences.outcome_range(with_npv(good, {10: low, 90: high}), words) == f"Four draws in five lie {said}"


def test_no_range_is_said(results: dict[str, Result], words: Words) -> None:
    assert "the chance of a loss is not known" in sentences.outcome_range(results["certain"], words)
    assert sentences.chance_of_loss(results["certain"], words) == ""
    assert sentences.payback_chance(results["certain"], words) == ""
    assert sentences.cashable_chance(results["certain"], words) == ""


@pytest.mark.parametrize(
    ("positive", "said"),
    [
        (1.0, "None of the 2,048 draws ends in a loss."),
        (0.0, "Every one of the 2,048 draws ends in a loss."),
        (0.88, "The chance of a loss is 12%."),
        (0.9999, "The chance of a loss is less than 1%."),
    ],
)
def test_chance_of_loss(good: Result, words: Words, positive: float, said: str) -> None:
    assert sentences.chance_of_loss(with_chances(good, npv_positive=positive), words) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("reached", "In the base case the outlay is paid back after 18 months."),
        ("not_reached", "In the base case the outlay is not paid back within 3 years."),
        ("no_investment", "Nothing has to be put in before it comes back, so there is no payback time."),
    ],
)
def test_payback(good: Result, words: Words, status: str, said: str) -> None:
    changed = replace(good, draws={**good.draws, "payback_months": np.zeros(2048)})
    assert sentences.payback(with_base(changed, payback_status=status, payback_months=17.2), words) == said


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1.0, "Every draw pays back within 3 years."),
        (0.0, "No draw pays back within 3 years."),
        (0.72, "The chance of payback within 3 years is 72%."),
    ],
)
def test_payback_chance(good: Result, words: Words, chance: float, said: str) -> None:
    assert sentences.payback_chance(with_chances(good, payback_within_horizon=chance), words) == said


@pytest.mark.parametrize(
    ("npv", "cash", "said"),
    [
        (1e5, 5e4, "Counting cashable lines alone the base case is worth EUR 50,000."),
        (1e5, -5e4, "loses EUR 50,000: the gain rests on value that is not cash."),
        (-1e5, -5e4, "Counting cashable lines alone the base case loses EUR 50,000."),
        (-1e5, 5e4, "Counting cashable lines alone the base case is worth EUR 50,000."),
        (1e5, 0.0, "Counting cashable lines alone the base case neither gains nor loses."),
    ],
)
def test_cashable(good: Result, words: Words, npv: float, cash: float, said: str) -> None:
    assert sentences.cashable(with_base(good, npv=npv, npv_cashable=cash), words).endswith(said)


def test_all_cashable_is_said(results: dict[str, Result], words: Words) -> None:
    assert sentences.cashable(results["free"], words).startswith("Every line is cashable")
    assert sentences.cashable_chance(results["free"], words) == ""


@pytest.mark.parametrize(
    ("positive", "said"), [(1.0, "no draw ends"), (0.0, "every draw ends"), (0.25, "the chance of a loss is 75%")]
)
def test_cashable_chance(good: Result, words: Words, positive: float, said: str) -> None:
    assert said in sentences.cashable_chance(with_chances(good, npv_cashable_positive=positive), words)


@pytest.mark.parametrize(
    ("operational", "analytical", "said"),
    [
        (75e3, 25e3, "Of the benefits of EUR 100,000 in present value, 75% are operational savings and 25% customer"),
        (999e3, 1e3, "more than 99% are operational savings and less than 1% customer value"),
        (1e3, 999e3, "less than 1% are operational savings and more than 99% customer value"),
        (1e5, 0, "All benefits, EUR 100,000 in present value, are operational savings."),
        (0, 1e5, "All benefits, EUR 100,000 in present value, are customer value."),
        (-2e4, 1e5, "operational savings EUR -20,000, customer value EUR 100,000."),
        (0, 0, "operational savings EUR 0, customer value EUR 0."),
    ],
)
def test_split(good: Result, words: Words, operational: float, analytical: float, said: str) -> None:
    parts = {"pv_operational": operational, "pv_analytical": analytical, "pv_benefits": operational + analytical}
    assert said in sentences.split(with_base(good, **parts), words)


@given(st.floats(0.001, 0.999))
def test_shares_of_the_split_add_up(share: float) -> None:
    changed = with_base(_GOOD, pv_operational=1e6 * share, pv_analytical=1e6 * (1 - share), pv_benefits=1e6)
    said = sentences.split(changed, Words("en", "EUR"))
    numbers = [int(word.rstrip("%")) for word in said.split() if word.endswith("%")]
    assert sum(numbers) == 100


@pytest.mark.parametrize(
    ("base", "said"),
    [
        (91.0, "rosier than nine draws in ten: do not plan by it"),
        (90.0, "rosier than three draws in four"),
        (76.0, "rosier than three draws in four"),
        (24.0, "bleaker than three draws in four"),
        (10.0, "bleaker than three draws in four"),
        (9.0, "bleaker than nine draws in ten"),
    ],
)
def test_how_far_the_base_case_is_off(good: Result, words: Words, base: float, said: str) -> None:
    ends = {10: 10.0, 25: 25.0, 75: 75.0, 90: 90.0}
    assert said in sentences.base_against_draws(with_npv(with_base(good, npv=base), ends), words)


@pytest.mark.parametrize(("base", "said"), [(9e9, "rosier"), (-9e9, "bleaker")])
def test_base_against_draws(good: Result, words: Words, base: float, said: str) -> None:
    assert said in sentences.base_against_draws(with_base(good, npv=base), words)
    assert "EUR 50,000" in sentences.base_against_draws(with_npv(with_base(good, npv=base), {50: 5e4}), words)


def test_base_inside_the_middle_half_needs_no_word(good: Result, words: Words) -> None:
    changed = with_npv(with_base(good, npv=10.0), {25: 5.0, 75: 15.0})
    assert sentences.base_against_draws(changed, words) == ""


@pytest.mark.parametrize(
    ("low", "high", "base", "said"),
    [
        (
            1e5,
            4e5,
            2e5,
            "most: net present value EUR 100,000 at its P10 (68%), EUR 400,000 at its P90 (88%).",
        ),
        (-1e5, 4e5, 2e5, "can by itself turn the gain into a loss: net present value EUR -100,000 at its P10 (68%)"),
        (-1e5, 4e5, -1e4, "can by itself turn the loss into a gain"),
    ],
)
def test_strongest(good: Result, words: Words, low: float, high: float, base: float, said: str) -> None:
    swings = (Swing("a", "Small", "", 0, 1, 2e5, 2e5 + 1), Swing("b", "Adoption", "", 0.68, 0.88, low, high))
    told = sentences.strongest(replace(with_base(good, npv=base), swings=swings), words)
    assert told.startswith("“Adoption” ")
    assert said in told


def test_strongest_is_silent_without_swings(good: Result, words: Words) -> None:
    assert sentences.strongest(replace(good, swings=()), words) == ""


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "The scenario has no assumptions to list."),
        (["x"], "The one assumption names its source."),
        (["x", "y"], "Every one of the 2 assumptions names its source."),
        (["x", " ", "y"], "Of 3 assumptions that need a source 2 name a source and 1 is marked as an estimate."),
        (["", "", "y"], "Of 3 assumptions that need a source 1 names a source and 2 are marked as estimates."),
        (["", ""], "None of the 2 assumptions names a source: 2 are marked as estimates."),
        ([""], "The one assumption names no source and is marked as an estimate."),
    ],
)
def test_vouched(good: Result, words: Words, sources: list[str], said: str) -> None:
    rows = tuple(replace(good.assumptions[0], source=source, evidence="estimate") for source in sources)
    assert sentences.vouched(replace(good, assumptions=rows), words) == said


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (["", ""], "None of the 3 assumptions names a source or is marked as an estimate."),
        (["x", ""], "Of 3 assumptions that need a source 1 names a source and 2 say neither."),
        (
            ["x", "guess"],
            "Of 3 assumptions that need a source 1 names a source, 1 is marked as an estimate and 1 says neither.",
        ),
    ],
)
def test_vouched_names_no_empty_group(good: Result, words: Words, evidence: list[str], said: str) -> None:
    first, second, third = (replace(good.assumptions[0], source="", evidence=None) for _ in range(3))
    first = replace(first, source=evidence[0])
    second = replace(second, evidence="guess") if evidence[1] else second
    assert sentences.vouched(replace(good, assumptions=(first, second, third)), words) == said


def test_vouched_of_one_that_says_nothing(good: Result, words: Words) -> None:
    bare = replace(good.assumptions[0], source="", evidence=None)
    said = "The one assumption names no source and is not marked as an estimate."
    assert sentences.vouched(replace(good, assumptions=(bare,)), words) == said


@pytest.mark.parametrize(
    ("chance", "mean", "cash", "found"),
    [
        (0.95, 1.0, 0.5, Verdict.STRONG),
        (0.99, 1.0, 0.49, Verdict.LIKELY),
        (0.949, 1.0, 0.9, Verdict.LIKELY),
        (0.80, 1.0, 0.0, Verdict.LIKELY),
        (0.799, 1.0, 1.0, Verdict.UNCERTAIN),
        (0.50, 1.0, 1.0, Verdict.UNCERTAIN),
        (0.499, 1.0, 1.0, Verdict.POOR),
        (0.9, -1.0, 1.0, Verdict.POOR),
        (0.9, 0.0, 1.0, Verdict.POOR),
    ],
)
def test_verdict_by_its_thresholds(good: Result, chance: float, mean: float, cash: float, found: Verdict) -> None:
    changed = with_npv(with_chances(good, npv_positive=chance, npv_cashable_positive=cash), mean=mean)
    assert verdict(changed) is found


def test_verdict_without_range(results: dict[str, Result]) -> None:
    assert verdict(results["certain"]) is Verdict.UNTESTED_GAIN
    assert verdict(results["certain_loss"]) is Verdict.UNTESTED_POOR


def test_thresholds_are_stated(words: Words) -> None:
    assert [part in thresholds(words) for part in ("95%", "80%", "50%")] == [True] * 3


def test_a_loss_is_never_a_gain(results: dict[str, Result], words: Words) -> None:
    told = " ".join((*sentences.decision(results["poor"], words), *sentences.caution(results["poor"], words)))
    assert "loses EUR 381,000" in told
    assert verdict(results["poor"]) is Verdict.POOR
    for word in ("gain", "worth", "uplift", "saves"):
        assert word not in told


def test_decision_holds_what_was_asked(good: Result, words: Words) -> None:
    told = " ".join(sentences.decision(good, words))
    for part in ("base case is worth", "P10", "P90", "loss", "paid back after", "cashable"):
        assert part in told
