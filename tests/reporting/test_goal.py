"""The answer of goal-seek: direction, range and what cannot be reached."""

from __future__ import annotations

import math
from typing import Any

import pytest

from roi_engine.analysis.seeking import Sought
from roi_engine.reporting.goal import Goal, figure_text, goal_json, goal_said
from roi_engine.reporting.words import Words

NAN = math.nan
FOUND: dict[str, Any] = {
    "low": 0.5, "high": 0.95, "start": 0.8, "held": False, "reached": True, "value": 0.85, "figure": 0.9,
    "best": 0.97, "best_at": 0.95,
}  # fmt: skip


def goal(own_range: bool = True, **found: Any) -> Goal:
    return Goal(
        "rollout.adoption", "Adoption", "", 0.8, "PERT 0.5 / 0.8 / 0.95", own_range, "probability.npv_positive >= 0.9",
        "probability.npv_positive", 0.85, 4_096, Sought(**(FOUND | found)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "said", "kind"),
    [
        ({}, "needs “Adoption” at 85% or more; there it is 90%.", "reached"),
        ({"value": 0.7}, "needs “Adoption” at 70% or less; there it is 90%.", "reached"),
        (
            {"reached": False, "value": NAN, "best": 0.83},
            "cannot be reached between 50% and 95%; nearest is 83%, at 95%.",
            "unreachable",
        ),
        (
            {"reached": False, "value": NAN, "best": NAN, "best_at": NAN},
            "cannot be reached between 50% and 95%: the figure does not exist there.",
            "unreachable",
        ),
        ({"held": True, "value": 0.6}, "settled at 80%; it would cease to hold below 60%.", "held"),
        ({"held": True, "value": 0.9}, "settled at 80%; it would cease to hold above 90%.", "held"),
        ({"held": True, "value": NAN}, "holds for any “Adoption” settled between 50% and 95%.", "held_throughout"),
    ],
)
def test_answers(words: Words, found: dict[str, Any], said: str, kind: str) -> None:
    told = goal_said(goal(**found), words)
    assert told[0].startswith("probability.npv_positive >= 0.9 ")
    assert told[0].endswith(said)
    assert goal_json(goal(**found))["found"]["outcome"] == kind


def test_today_and_the_range_stand_beside(words: Words) -> None:
    told = goal_said(goal(), words)
    assert told[1] == ("Today: base 80%, stated as PERT 0.5 / 0.8 / 0.95; with that, probability.npv_positive is 85%.")
    assert "Searched from 50% to 95%" in told[2]
    assert "outside its stated range" in told[3]
    assert len(goal_said(goal(own_range=False), words)) == 3


def test_json_has_no_number_where_there_is_none() -> None:
    assert goal_json(goal(value=NAN))["found"]["value"] is None


@pytest.mark.parametrize(
    ("path", "figure", "said"),
    [
        ("probability.npv_positive", 0.123, "12.3%"),
        ("base.npv", -120_000.0, "EUR -120,000"),
        ("base.roi", 0.5, "50%"),
        ("base.payback_months", 20.2, "21 months"),
        ("simulation.npv.p10", 5_000.0, "EUR 5,000"),
        ("lines.0.pv", 1_234.0, "1,234"),
        ("base.irr", NAN, "n/a"),
    ],
)
def test_figures_are_written_by_their_kind(words: Words, path: str, figure: float, said: str) -> None:
    assert figure_text(path, figure, words) == said
