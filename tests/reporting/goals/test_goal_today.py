"""A share that was counted: its level in the plan beside the plain one, told where the two read differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from roi_engine.analysis.goals import goal_chances
from roi_engine.reporting.goal_today import today_said
from roi_engine.reporting.words import words_for
from roi_engine.scenario import load_scenario
from tests.case_text import HEAD, LINE


def case(successes: int, total: int, folder: Path) -> list[str]:
    """What is said in each language of a close rate counted as so many of so many."""
    text = f"""{HEAD}{LINE}assumptions:
  rate: {{successes: {successes}, trials: {total}}}
benefits:
  more:
    use: sales.win_rate
    decided_deals: 100 deal/month
    win_rate: $rate
    win_rate_increase: {{min: 0 %, max: 20 %}}
    deal_value: 1000 EUR/deal
    contribution_margin: 30 %
goals:
  a:
    objective: W
    target: {{kpi: sales.close_rate, change: 5 %, by: 2028-12}}
    strategies: {{x: {{drives: [benefits.more]}}}}
simulation: {{draws: 1024}}
"""
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    scenario = load_scenario(path)
    goals = goal_chances(scenario)
    assert goals is not None
    return [today_said(goals.goals[0], scenario, words_for(language, "EUR")) for language in ("en", "it", "es")]


def test_both_figures_are_told_where_they_differ(tmp_path: Path) -> None:
    """92 / 366 = 25.14 %; the mean of Beta(92.5, 274.5) is 92.5 / 367 = 25.20 %."""
    said = case(92, 366, tmp_path)
    for plain, planned, text in zip(("25.1%", "25,1%", "25,1 %"), ("25.2%", "25,2%", "25,2 %"), said, strict=True):
        told = text.replace("\xa0", " ")
        assert "92" in told
        assert "366" in told
        assert plain in told
        assert planned in told
    assert len(set(said)) == 3


@pytest.mark.parametrize(("successes", "total"), [(5000, 20000), (30, 60)])
def test_nothing_is_said_where_they_read_alike(successes: int, total: int, tmp_path: Path) -> None:
    assert case(successes, total, tmp_path) == ["", "", ""]
