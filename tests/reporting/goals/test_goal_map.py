"""The goal map: a box for each goal and strategy, an end for each metric and line, chances written and told apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from roi_engine.analysis.goals import Goals, goal_chances
from roi_engine.engine import Result, simulate
from roi_engine.reporting import charts, tables
from roi_engine.reporting.tables.goal_map import MOST_ENDS, GoalMapTable, standing
from roi_engine.reporting.theme import NEUTRAL, PRINT_GREY, drawn_under
from roi_engine.reporting.words import words_for
from roi_engine.scenario import load_scenario

CASE = """\
schema_version: 1
name: A case
currency: EUR
timeline: {start: 2027-01, years: 2, step: month}
finance: {discount_rate: 10 %/year}
benefits:
  win_rate:
    use: sales.win_rate
    live: full
    decided_deals: 100 deal/month
    win_rate: 20 %
    win_rate_increase: {min: 0 %, max: 20 %}
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
costs: {tool: {table: {by_year: [1000, 1000]}}}
goals:
  hard:
    objective: A target that hardly any draw of this plan comes near, told in more words than a box of the map can hold
    target: {kpi: sales.close_rate, change: 18 %, by: 2028-12}
    strategies:
      many:
        metrics: [sales.stuck_deals, sales.revenue, sales.cycle_length, sales.open_deals, sales.stage_length,
                  sales.pipeline_value, sales.deals_created]
        drives: [benefits.win_rate, costs.tool]
      none: {}
  even: {objective: Even, target: {kpi: sales.close_rate, change: 10 %, by: 2028-12}, strategies: {a: {drives: [benefits.win_rate]}}}
  fair: {objective: Fair, target: {kpi: sales.close_rate, change: 5 %, by: 2028-12}, strategies: {a: {metrics: [sales.revenue]}}}
  easy: {objective: Easy, target: {kpi: sales.close_rate, change: 0.4 %, by: 2028-12}, strategies: {a: {}}}
  open: {objective: "<b>&", target: {kpi: sales.cycle_length, change: -5 %, by: 2028-12}, strategies: {a: {}}}
"""  # noqa: E501
WORDS = words_for("en", "EUR")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Goals, GoalMapTable]:
    path: Path = tmp_path_factory.mktemp("map") / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    result = simulate(load_scenario(path, overrides={"simulation.draws": "1024"}))
    goals = goal_chances(result.scenario)
    assert goals is not None
    return result, goals, tables.goal_map_table(result, goals, WORDS)


def test_the_title_counts_the_goals_that_are_likely(found) -> None:
    assert found[2].caption.title == "2 of 5 goals have a chance above 50%"


@pytest.mark.parametrize(("chance", "likely"), [(0.497, 0), (0.503, 0), (0.52, 1)])
def test_likely_is_what_is_written_as_more_than_even(found, chance: float, likely: int) -> None:
    """52 % is above even, and the title claims no more: beside it stands "about as likely to be reached as missed"."""
    result, goals, _ = found
    known = tuple(replace(one, chance=replace(one.chance, value=chance)) for one in goals.goals[:1])
    title = tables.goal_map_table(result, replace(goals, goals=(*known, goals.goals[-1])), WORDS).caption.title
    assert title == ("1 of 2 goals has a chance above 50%" if likely else "None of the 2 goals has a chance above 50%")


def test_each_chance_is_written(found) -> None:
    assert [goal.chance_label for goal in found[2].goals] == [
        "Chance 10%: poor", "Chance 50%: uncertain", "Chance 75%: likely", "Chance 98%: asks for little",
        "Chance not known",
    ]  # fmt: skip
    assert [goal.standing for goal in found[2].goals] == ["poor", "uncertain", "fair", "easy", "unknown"]


@pytest.mark.parametrize(
    ("chance", "told"),
    [(None, "unknown"), (0.0, "poor"), (0.199, "poor"), (0.2, "uncertain"), (0.55, "uncertain"), (0.56, "fair"),
     (0.95, "fair"), (0.951, "easy")],
)  # fmt: skip
def test_standings(chance, told) -> None:
    assert standing(chance) == told


def test_the_csv_has_all_ends_and_the_picture_the_lines_first(found) -> None:
    result, _, table = found
    many, none = table.goals[0].strategies
    assert [row[7] for row in table.rows if row[4] == "many"] == [
        "sales.stuck_deals", "sales.revenue", "sales.cycle_length", "sales.open_deals", "sales.stage_length",
        "sales.pipeline_value", "sales.deals_created", "benefits.win_rate", "costs.tool",
    ]  # fmt: skip
    assert len(many.shown) == MOST_ENDS
    assert [end.id for end in many.shown if end.kind == "line"] == ["benefits.win_rate", "costs.tool"]
    assert many.shown[-1].text == "and 4 more"
    assert [end.kind for end in none.ends] == ["none"]
    worth = {line.id: line.mean_pv for line in result.lines}
    assert [end.worth for end in many.ends[-2:]] == [worth["benefits.win_rate"], -worth["costs.tool"]]
    assert len(table.header) == len(table.rows[0])


def test_a_box_for_each_and_a_mark_for_each_end(found) -> None:
    table = found[2]
    axes = charts.plot_goal_map(table, WORDS)
    boxes = {str(patch.get_gid()): patch for patch in axes.patches if isinstance(patch, Rectangle)}
    n_strategies = sum(len(goal.strategies) for goal in table.goals)
    assert sum(name.startswith("goal-") for name in boxes) == len(table.goals)
    assert sum(name.startswith("strategy-") for name in boxes) == n_strategies
    marks = [line for line in axes.lines if str(line.get_gid()).startswith("end-")]
    ends = [end for goal in table.goals for strategy in goal.strategies for end in strategy.shown]
    assert len(marks) == sum(end.kind in ("metric", "line") for end in ends)
    colours = {name: to_hex(patch.get_facecolor()).upper() for name, patch in boxes.items() if "standing" in name}
    assert list(colours.values()) == [
        NEUTRAL.loss,
        NEUTRAL.risk,
        NEUTRAL.operational,
        NEUTRAL.analytical,
        NEUTRAL.muted,
    ]
    texts = " ".join(text.get_text() for text in axes.texts)
    assert "Chance 10%: poor" in texts
    assert "<b>&" in texts


def test_nothing_overlaps_and_all_is_on_the_sheet(found) -> None:
    axes = charts.plot_goal_map(found[2], WORDS)
    boxes = sorted(
        (patch.get_y(), patch.get_y() + patch.get_height())
        for patch in axes.patches
        if str(patch.get_gid()).startswith("goal-")
    )
    assert all(above[1] <= below[0] for above, below in pairwise(boxes))
    bottom = max(axes.get_ylim())
    assert boxes[-1][1] <= bottom + 1e-9
    assert boxes[0][0] >= 0.0


@pytest.mark.parametrize("theme", [NEUTRAL, PRINT_GREY], ids=lambda theme: theme.name)
def test_it_is_drawn_in_every_theme_the_same_twice(found, theme) -> None:
    with drawn_under(theme):
        first, second = (charts.svg(charts.plot_goal_map(found[2], WORDS)) for _ in range(2))
        assert charts.png(charts.plot_goal_map(found[2], WORDS)).startswith(b"\x89PNG")
    assert first == second


@pytest.mark.parametrize("language", ["it", "es"])
def test_other_languages(found, language) -> None:
    result, goals, _ = found
    table = tables.goal_map_table(result, goals, words_for(language, "EUR"))
    assert table.caption.title != found[2].caption.title
    assert "Chance" not in " ".join(goal.chance_label for goal in table.goals)
