"""Which scenarios the switch offers: the variants that change numbers alone, and the one that was run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roi_engine.engine import simulate
from roi_engine.reporting.findings import NOTHING_ASKED, Findings
from roi_engine.reporting.words import words_for
from roi_engine.reporting.workbook.choices import Choices, choices
from tests.workbook.books import DRAWS, engine, run, stated

WORDS = words_for("en", "EUR")


def offered(name: str, variant: str | None = None) -> Choices:
    return choices(run(name, variant), NOTHING_ASKED, WORDS)


def test_a_variant_without_some_lines_is_left_out_and_said_so() -> None:
    """Of the three variants two state other numbers, and one takes lines away."""
    made = offered("contact_centre")
    assert [choice.name for choice in made.all] == ["Base case", "pessimistic", "optimistic"]
    assert {*made.left_out} == {"hard_benefits_only"}
    assert "lines" in made.left_out["hard_benefits_only"]


@pytest.mark.parametrize("variant", ["pessimistic", "optimistic"])
def test_each_carries_the_engines_own_figures(variant: str) -> None:
    wanted = engine(stated("contact_centre", variant))
    found = {choice.name: choice for choice in offered("contact_centre").all}[variant]
    assert found.figures["npv"] == pytest.approx(wanted.base.npv, rel=1e-12)
    assert found.lines == pytest.approx(tuple(wanted.lines.values()), rel=1e-12)


def test_a_run_of_a_variant_is_the_one_that_is_chosen() -> None:
    made = offered("contact_centre", "optimistic")
    assert made.all[made.run].name == "optimistic"
    assert made.all[made.run].numbers["benefits.handle_time.handle_time_reduction"] == 1.1
    assert "Base case" in {choice.name for choice in made.all}


@pytest.mark.parametrize("overrides", [{"language": "it"}, {"simulation.draws": "512", "simulation.seed": "7"}])
def test_another_language_or_number_of_draws_leaves_the_choice(overrides: dict[str, str]) -> None:
    """Neither changes a number of the base case."""
    scenario = stated("contact_centre", "optimistic", overrides)
    result = simulate(replace(scenario, simulation=replace(scenario.simulation, draws=DRAWS)))
    made = choices(result, NOTHING_ASKED, words_for(scenario.language, "EUR"))
    assert len(made.all) == 3
    assert made.all[made.run].name == "optimistic"
    assert made.all[0].figures["npv"] == pytest.approx(engine(stated("contact_centre")).base.npv, rel=1e-12)


def test_a_run_with_values_of_its_own_stands_alone() -> None:
    """What the file holds is another case than the one that was run: it would mix the two."""
    scenario = stated("contact_centre", overrides={"finance.discount_rate": "7 %/year"})
    result = simulate(replace(scenario, simulation=replace(scenario.simulation, draws=DRAWS)))
    made = choices(result, NOTHING_ASKED, WORDS)
    assert len(made.all) == 1
    assert {*made.left_out} == {"pessimistic", "optimistic", "hard_benefits_only"}


def test_a_run_whose_file_is_gone_stands_alone() -> None:
    result = run("contact_centre")
    moved = replace(result, scenario=replace(result.scenario, file="gone.yaml"))
    assert len(choices(moved, NOTHING_ASKED, WORDS).all) == 1


def test_under_a_stress_there_is_no_choice() -> None:
    result = run("contact_centre")
    assert len(choices(result, Findings(stress=result.scenario.stresses[0]), WORDS).all) == 1
