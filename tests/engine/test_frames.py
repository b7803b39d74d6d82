"""The tables of a result as frames: the same numbers, in the shape a notebook wants."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import roi_engine
from roi_engine import Result
from tests.engine.conftest import TEAM


def test_frames_hold_the_numbers_of_the_result(run: Callable[..., Result]) -> None:
    result = run(TEAM)
    lines = roi_engine.frame(result, "lines")
    costs = lines[lines.category == "cost"].groupby("year", sort=False).amount.sum()
    assert list(costs) == pytest.approx(list(result.by_year.costs))
    draws = roi_engine.frame(result, "draws")
    assert draws.npv.mean() == pytest.approx(result.simulation["npv"].mean)
    assert (draws.npv > 0).mean() == pytest.approx(result.probability.npv_positive)
    simulation = roi_engine.frame(result, "simulation").set_index("figure")
    assert simulation.loc["npv", "p10"] == result.simulation["npv"].percentiles[10]
    for table in ("by_year", "cumulative", "assumptions", "swings", "risks"):
        assert len(roi_engine.frame(result, table)) > 0


def test_an_unknown_frame_lists_those_there_are(run: Callable[..., Result]) -> None:
    with pytest.raises(KeyError, match="by_year, cumulative"):
        roi_engine.frame(run(TEAM), "flows")
