"""What is said of goals: every sentence fails where the figure, the sign or the verdict is another."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from roi_engine.analysis.goals import Change, GoalChance, GoalResult, Goals, Smart
from roi_engine.reporting.goal_sentences import chance_said, coverage_said, goals_said, range_said, target_said
from roi_engine.reporting.goal_tables import chance_table, smart_table, strategy_table
from roi_engine.reporting.goals_json import coverage_json, goals_json
from roi_engine.reporting.words import words_for
from roi_engine.scenario.goal_records import Correction, Goal, Strategy, Target
from roi_engine.timeline import Timeline

WORDS = words_for("en", "EUR")
KPI = Target("", (2028, 12), 23, kpi="sales.close_rate", change=0.15, aim="up")
LINE = Target("EUR", (2028, 12), 23, line="benefits.handle_time", level=40_000.0, aim="up")
DOWN = Target("minute/contact", (2028, 6), 17, kpi="service.handle_time", level=9.0, aim="down")
STRATEGY = Strategy(
    "x", "Qualify", {"sales": ("ask", "drop")}, ("sales.stuck_deals",), ("benefits.handle_time",),
    Correction("coach", "Regional managers"),
)  # fmt: skip


@pytest.fixture(scope="module")
def scenario():
    """As much of a scenario as sentences look at."""
    lines = [
        SimpleNamespace(id="benefits.handle_time", title="Shorter contacts", category="operational", kpis={}),
        SimpleNamespace(id="benefits.retention", title="Customers kept", category="analytical", kpis={}),
    ]
    return SimpleNamespace(lines=tuple(lines), timeline=Timeline(2027, 1, 3))


def result(target: Target = KPI, chance: float | None = 0.25, **changes: Any) -> GoalResult:
    goal = Goal("a", "Win more", target, (STRATEGY,), "Head of sales")
    status = "simulated" if chance is not None else changes.pop("status", "not_in_plan")
    known = {
        "baseline": 0.2, "wanted": 0.23, "base": 0.22, "p10": 0.204, "p50": 0.22, "p90": 0.236, "sure": 0.208,
        "change": Change(0.02, 0.1, 0.18, 0.04),
    }  # fmt: skip
    smart = Smart(True, True, None if chance is None else 0.2 <= chance <= 0.95, True)
    measured = GoalChance(chance, None if chance is None else 0.001, status)
    return GoalResult(goal, measured, smart, **{**known, **changes})


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.0, "No draw reaches it: as planned, it is out of reach."),
        (0.001, "The chance of that is poor: less than 1%."),
        (0.199, "The chance of that is poor: 20%."),
        (0.2, "It is more likely to be missed than reached: the chance is 20%."),
        (0.44, "It is more likely to be missed than reached: the chance is 44%."),
        (0.5, "It is about as likely to be reached as missed: the chance is 50%."),
        (0.6, "It is more likely to be reached than missed: the chance is 60%."),
        (0.8, "The chance of that is good: 80%."),
        (0.95, "The chance of that is good: 95%."),
        (0.96, "That is all but certain (96%): the target asks for little."),
        (1.0, "Every draw reaches it: the target asks for little."),
        (None, "No line of this plan says how that moves, so the chance of reaching it is not known."),
    ],
)
def test_a_poor_chance_is_called_poor(chance, said) -> None:
    assert chance_said(result(chance=chance), WORDS) == said


def test_a_chance_without_spread_is_no_chance() -> None:
    sure = result(chance=1.0, p10=0.22, p90=0.22)
    assert chance_said(sure, WORDS) == "The plan reaches it, and nothing uncertain acts on it."
    assert chance_said(replace(sure, chance=GoalChance(0.0, 0.0, "simulated")), WORDS).startswith("The plan does not")
    assert range_said(sure, WORDS) == ""


def test_where_it_stands_is_told_apart_from_how_it_moves() -> None:
    said = chance_said(result(chance=None, status="no_baseline"), WORDS)
    assert said == "As it is not known where it stands today, the chance of reaching it is not known either."


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (result(), "“Close rate” is to rise from 20% to 23% by Dec 2028."),
        (result(DOWN, baseline=10.0, wanted=9.0),
         "“Handle time” is to fall from 10 minutes/contact to 9 minutes/contact by Jun 2028."),
        (result(baseline=None, wanted=None),
         "“Close rate” is to rise by 15% of its level today by Dec 2028; where that lies is not stated."),
        (result(replace(KPI, change=-0.05, aim="down"), baseline=None, wanted=None),
         "“Close rate” is to fall by 5% of its level today by Dec 2028; where that lies is not stated."),
        (result(DOWN, baseline=None, wanted=9.0),
         "“Handle time” is to come down to 9 minutes/contact by Jun 2028; where it stands today is not stated."),
        (result(LINE, baseline=0.0, wanted=40_000.0),
         "“Shorter contacts” is to bring at least EUR 40,000 in the twelve months up to Dec 2028."),
        (result(replace(LINE, period=5, by=(2027, 6), aim="down"), wanted=40_000.0),
         "“Shorter contacts” is to cost at most EUR 40,000 from the start to Jun 2027."),
        (result(replace(LINE, line="net"), wanted=40_000.0),
         "“Benefits less costs” is to bring at least EUR 40,000 in the twelve months up to Dec 2028."),
    ],
)  # fmt: skip
def test_where_a_goal_is_to_lead(found, said, scenario) -> None:
    assert target_said(found, scenario, WORDS) == said


def test_the_range_of_a_level_and_of_a_change() -> None:
    level = result(replace(KPI, change=None, level=0.23))
    assert range_said(level, WORDS) == (
        "Four draws in five lie between 20.4% and 23.6% then; with a chance of 80% it is at least 20.8%."
    )
    falling = result(DOWN, p10=8.0, p90=9.8, sure=9.6, baseline=10.0, wanted=9.0)
    assert "it is at most 9.6 minutes/contact" in range_said(falling, WORDS)
    assert range_said(result(), WORDS) == (
        "Four draws in five change it by +2% to +18% of its level today; with a chance of 80% by +4% or more."
    )
    down = result(replace(KPI, change=-0.05, aim="down"), change=Change(-0.062, -0.03, 0.01, -0.014))
    assert range_said(down, WORDS) == (
        "Four draws in five change it by -6.2% to +1% of its level today; with a chance of 80% by -1.4% or lower."
    )


def test_what_a_goal_rests_on(scenario) -> None:
    (said,) = goals_said(Goals((result(),), (), (), ()), scenario, WORDS)
    assert said.objective == "Win more"
    assert said.sentences[-1] == "Lines that it drives: “Shorter contacts”."
    goal = Goal("a", "W", KPI, ())
    (idle,) = goals_said(Goals((replace(result(), goal=goal),), ("a",), (), ()), scenario, WORDS)
    assert idle.sentences[-1] == "It drives no line of this account."


def test_coverage(scenario) -> None:
    covered = Goals((result(),), (), (), ())
    assert coverage_said(covered, scenario, WORDS) == "Every line of customer value is driven by a goal."
    idle = replace(covered, idle_lines=("benefits.retention",))
    assert coverage_said(idle, scenario, WORDS) == ("No goal drives these lines of customer value: “Customers kept”.")
    assert coverage_said(None, scenario, WORDS) == ""


def test_no_goals_nothing_said(scenario) -> None:
    assert goals_said(None, scenario, WORDS) == ()
    assert goals_json(None) == []
    assert coverage_json(None) is None


def test_the_table_of_chances(scenario) -> None:
    table = chance_table(Goals((result(), result(chance=None)), (), (), ()), scenario, WORDS)
    first, second = table.rows
    assert first == (
        "Win more", "Close rate", "20%", "23% (+15%)", "Dec 2028", "25%", "0.1%", "+2%", "+10%", "+18%", "+4%",
        "Head of sales",
    )  # fmt: skip
    assert second[5:7] == ("not known", "n/a")


def test_the_table_never_sets_a_level_below_todays_beside_a_rise(scenario) -> None:
    """With an uncertain level today the levels spread wider than the changes; what is judged is shown."""
    wide = result(p10=0.18, p50=0.22, p90=0.26, sure=0.19)
    (row,) = chance_table(Goals((wide,), (), (), ()), scenario, WORDS).rows
    assert row[7:11] == ("+2%", "+10%", "+18%", "+4%")
    (row,) = chance_table(
        Goals((result(LINE, p10=1e4, p50=2e4, p90=3e4, sure=1.5e4),), (), (), ()), scenario, WORDS
    ).rows
    assert row[7:11] == ("EUR 10,000", "EUR 20,000", "EUR 30,000", "EUR 15,000")


@pytest.mark.parametrize("language", ["it", "es"])
def test_a_goal_with_its_objective_in_front_has_one_colon(scenario, language) -> None:
    """The objective and a colon come first, so the sentence itself begins without one."""
    words = words_for(language, "EUR")
    for target in (KPI, LINE, DOWN):
        assert ":" not in target_said(result(target), scenario, words)


def test_the_table_of_forms_and_of_strategies(scenario) -> None:
    goals = Goals((result(), result(chance=None)), (), (), ())
    assert smart_table(goals, WORDS).rows[0] == ("Win more", "yes", "yes", "yes", "yes", "yes")
    assert smart_table(goals, WORDS).rows[1][3] == "not known"
    assert strategy_table(goals, scenario, WORDS).rows[0] == (
        "Win more", "Qualify", "ask; drop", "", "", "Stuck deals", "Shorter contacts", "coach", "Regional managers",
    )  # fmt: skip


def test_the_machine_gets_all_of_it() -> None:
    (found,) = goals_json(Goals((result(),), (), (), ()))
    assert found["target"] == {
        "kpi": "sales.close_rate", "line": None, "unit": "", "aim": "at_least", "level": 0.23, "change": 0.15,
        "baseline": 0.2, "by": "2028-12",
    }  # fmt: skip
    assert found["chance"] == {"value": 0.25, "se": 0.001, "status": "simulated"}
    assert found["sure"] == {"chance": 0.8, "level": 0.208, "change": 0.04}
    assert found["strategies"][0]["if_off_track"] == {"action": "coach", "owner": "Regional managers"}
    assert found["strategies"][0]["tactics"] == {"sales": ["ask", "drop"]}
    assert (found["drives"], found["metrics"]) == (["benefits.handle_time"], ["sales.stuck_deals"])
