"""Simulated projects whose truth is known: how often the re-forecast holds it, and how often the alarm is a false one.

The truth is a draw of the plan, and its months scatter by a generator that is none of the engine's: by some per cent
each, from month to month alike, or with wild months. `python -m benchmarks.reforecast` does the same with 200 projects
a shape; here are fewer, and the limits stand as far off as their number calls for.
"""

from __future__ import annotations

import math

import pytest

from benchmarks import reforecast
from benchmarks.reforecast import Noise, Truths, figures, fired, followed_projects, truths_of, weak_projects
from tests.track.plans import UNCERTAIN, scenario_of

PROJECTS, DRAWS, WEAK = 50, 1024, "benefits.handle_time"


def slack(share: float, n_projects: int = PROJECTS) -> float:
    """Two and a half standard errors of a share."""
    return 2.5 * math.sqrt(share * (1 - share) / n_projects)


@pytest.fixture(scope="module")
def truths(tmp_path_factory: pytest.TempPathFactory) -> Truths:
    return truths_of(scenario_of(UNCERTAIN, tmp_path_factory.mktemp("plan")))


@pytest.fixture(autouse=True)
def _fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reforecast, "DRAWS", DRAWS)


@pytest.mark.slow
@pytest.mark.parametrize("noise", [reforecast.lognormal, reforecast.jumpy], ids=["lognormal", "jumpy"])
def test_the_forecast_holds_the_truth_and_is_narrower_than_the_plan(noise: Noise, truths: Truths) -> None:
    found = figures(list(followed_projects(truths, noise, PROJECTS, 3)))
    assert 0.72 - slack(0.80) <= found["coverage"] <= 0.88 + slack(0.80)
    assert found["width / plan's"] < 0.5
    assert found["off track"] <= 0.10 + slack(0.10)
    assert found["left the range"] <= 0.01 + slack(0.01)


@pytest.mark.slow
def test_a_line_at_half_of_its_p10_is_found(truths: Truths) -> None:
    assert fired(list(weak_projects(truths, reforecast.lognormal, 20, 5, WEAK)), WEAK) > 0.5


@pytest.mark.slow
def test_one_line_followed_alone_is_less_sure_than_all(truths: Truths) -> None:
    alone = figures(list(followed_projects(truths, reforecast.lognormal, 15, 7, [WEAK])))
    whole = figures(list(followed_projects(truths, reforecast.lognormal, 15, 7)))
    assert whole["width / plan's"] < alone["width / plan's"] < 1.0
    assert alone["coverage"] >= 0.72 - slack(0.80, 15)
