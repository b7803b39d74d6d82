"""Measuring, stopping, stresses. The mean NPV of the good case is about EUR 1.1 million, of which 5 % is 55,000."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from roi_engine.engine.result import Engine, Result
from roi_engine.reporting.words import Words
from roi_engine.reporting.worth_sentences import gate_said, measure_first, stresses_said
from roi_engine.reporting.worth_tables import gate_table, stress_table, study_table, verdict_on
from tests.reporting.fake_sensitivity import PILOT, STRESSES, driver, gate, sensitivity


@pytest.fixture
def good(results: dict[str, Result]) -> Result:
    return results["good"]


def test_where_evpi_is_small_more_study_hardly_matters(good: Result, words: Words) -> None:
    assert measure_first(good, sensitivity(evpi=50_000.0), words) == (
        "More study would hardly change the decision: even to know everything before signing is worth EUR 50,000."
    )
    assert "has no value that can be told from zero" in measure_first(good, sensitivity(evpi=1_000.0), words)
    assert "hardly" not in measure_first(good, sensitivity(evpi=60_000.0), words)
    assert measure_first(good, sensitivity(drivers=()), words) == ""


def test_without_a_study_the_value_most_worth_knowing_is_named(good: Result, words: Words) -> None:
    assert measure_first(good, sensitivity(), words) == (
        "Measure “Handle time reduction” first: to know it before signing is worth EUR 24,000, of EUR 60,000 for"
        " knowing everything."
    )
    idle = sensitivity(drivers=(driver(evppi=500.0),))
    assert "has no value that can be told from zero; knowing all of them is worth EUR 60,000" in measure_first(
        good, idle, words
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Measure first: “Pilot of 12 weeks” is worth EUR 30,000 before signing and costs EUR 18,000."),
        (
            {"cost": 40_000.0},
            "“Pilot of 12 weeks” would cost more than it tells: EUR 40,000 against a worth of EUR 30,000.",
        ),
        ({"cost": 29_500.0}, "Whether “Pilot of 12 weeks” is worth its cost of EUR 29,500 cannot be told"),
        ({"cost": 30_500.0}, "Whether “Pilot of 12 weeks” is worth its cost of EUR 30,500 cannot be told"),
        (
            {"evppi": 900.0},
            "“Pilot of 12 weeks” would cost EUR 18,000, and what it tells has no value that can be told from zero.",
        ),
    ],
)
def test_a_study_is_held_against_its_cost(good: Result, words: Words, changes: dict[str, Any], said: str) -> None:
    found = sensitivity(measurements=(replace(PILOT, **changes),))
    assert measure_first(good, found, words).startswith(said)


def test_the_study_with_the_best_net_worth_is_named(good: Result, words: Words) -> None:
    dear = replace(PILOT, title="Dear", evppi=50_000.0, cost=49_000.0)
    assert "“Pilot of 12 weeks”" in measure_first(good, sensitivity(measurements=(dear, PILOT)), words)


def test_study_table(words: Words) -> None:
    told = study_table(sensitivity(measurements=(PILOT,)), words)
    assert told is not None
    assert told.rows[0] == (
        "Pilot of 12 weeks", "Handle time reduction; Adoption", "30,000", "± 1,000", "18,000", "12,000",
        "worth its cost",
    )  # fmt: skip
    assert verdict_on(replace(PILOT, cost=40_000.0), words) == "costs more than it tells"
    assert verdict_on(replace(PILOT, cost=29_500.0), words) == "cannot be told within the error"
    assert verdict_on(replace(PILOT, cost=math.nan), words) == "its cost is not stated"


def test_the_option_to_stop_stands_beside_the_npv(words: Words) -> None:
    assert gate_said(gate(), words) == (
        "The option to stop after 6 months if “Handle time reduction” is below 0.4 minutes/contact is worth EUR 45,000,"
        " not counted in the net present value; it would be used in 12% of draws."
    )
    assert "is above 0.4 minutes/contact" in gate_said(gate(stop_when="above"), words)
    assert gate_said(None, words) == ""


def test_an_option_within_its_error_is_worth_nothing(words: Words) -> None:
    assert "has no value that can be told from zero" in gate_said(gate(worth=1_500.0), words)
    assert "has no value that can be told from zero" in gate_said(gate(worth=-9_000.0), words)


def test_a_gate_that_never_or_always_stops(words: Words) -> None:
    assert "the option to stop is idle" in gate_said(gate(threshold=-math.inf), words)
    assert "a reason not to begin" in gate_said(gate(threshold=math.inf), words)


def test_gate_table_keeps_npv_and_option_apart(words: Words) -> None:
    told = gate_table(gate(), words)
    assert told is not None
    rows = {row[0]: row for row in told.rows}
    best = rows["Best threshold, on the draws that chose it"]
    assert best[1:5] == ("0.4 minutes/contact", "12%", "950,000", "50,000")
    assert rows["Best threshold, held out"][4:] == ("45,000", "± 2,000")
    assert rows["Always go on"][3] == "900,000"
    assert rows["Always stop at the gate"][3] == "-250,000"
    stated = gate_table(gate(threshold=0.4, stated=gate().best.chosen), words)
    assert stated is not None
    assert len(stated.rows) == len(told.rows) + 1


@pytest.mark.parametrize(
    ("replicates", "title"),
    [(16, "The option to stop, on 32,768 of the 65,536 draws"), (8, "The option to stop")],
)
def test_the_gate_says_on_how_many_draws_it_rests(words: Words, replicates: int, title: str) -> None:
    """It runs on eight replicates; where the report rests on more, its means differ from the report's."""
    told = gate_table(gate(), words, Engine("0", 65_536, replicates, 1, "sobol", 1.0))
    assert told is not None
    assert told.title == title


def test_stresses_are_counted_and_the_hardest_named(words: Words) -> None:
    vendor, sceptic = STRESSES
    assert stresses_said(STRESSES, words) == (
        "The mean is a loss under 1 of 2 stresses; the hardest, “Sceptic's case”, loses EUR 300,000."
    )
    assert stresses_said((vendor,), words) == (
        "Under the one stress, “Vendor's case”, the mean is still a gain of EUR 1.40 million."
    )
    assert "stays above zero under all 2 stresses" in stresses_said((vendor, vendor), words)
    assert "a loss under all 2 stresses" in stresses_said((sceptic, sceptic), words)
    assert stresses_said((sceptic,), words).endswith("the mean is a loss of EUR 300,000.")
    nothing = replace(vendor, mean_npv=0.0)
    for stresses in ((nothing,), (vendor, nothing)):
        assert stresses_said(stresses, words) == (
            "The mean is a loss under no stress; under the hardest, “Vendor's case”, it is zero."
        )
    assert stresses_said((), words) == ""


def test_stress_table(words: Words) -> None:
    told = stress_table(sensitivity(), words)
    assert told is not None
    assert told.rows[1] == ("Sceptic's case", "-250,000", "-300,000", "-500,000", "-100,000", "2%")
