"""The flows of a block: chunks change nothing, and the whole account agrees with the same model written without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import roi_engine
from benchmarks.peers import numpy_figures
from roi_engine.engine import flows, simulate
from roi_engine.engine.draws import draw_replicate, job_for
from roi_engine.engine.model import build_model
from roi_engine.scenario.records import Scenario
from roi_engine.uncertainty.sampling import plan

FORTY = Path(__file__).parents[2] / "benchmarks" / "forty_values.yaml"


@pytest.fixture(scope="module")
def forty() -> Scenario:
    loaded: Scenario = roi_engine.load(FORTY)
    return loaded


def test_the_number_of_draws_taken_at_once_changes_nothing(forty: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    job = job_for(forty, build_model(forty), plan(16 * 512))
    usual = draw_replicate(job, 3)
    monkeypatch.setattr(flows, "CACHE_NUMBERS", 36 * 100)  # the last chunk is a short one
    other = draw_replicate(job, 3)
    for name, figure in usual.figures.items():
        np.testing.assert_allclose(other.figures[name], figure, rtol=1e-9, atol=1e-6, err_msg=name)
    np.testing.assert_allclose(other.pv_lines, usual.pv_lines, rtol=1e-12)


def test_what_changes_over_time_is_computed_for_the_wanted_rows(forty: Scenario) -> None:
    job = job_for(forty, build_model(forty), plan(16 * 64))
    program = job.account.program
    rng = np.random.default_rng(5)
    drawn = {path: rng.uniform(0.2, 0.6, (7, 1)) for path in job.paths}
    whole = program.run(drawn)
    some = dict(program.over_time(program.steady(drawn), slice(2, 5)))
    assert set(some) == set(program.moving)
    assert len(some) > 5
    for index, value in some.items():
        np.testing.assert_allclose(value, whole[index][2:5], rtol=1e-12, atol=1e-14)


def test_the_forty_values_agree_with_the_same_model_in_plain_numpy(forty: Scenario) -> None:
    ours = simulate(replace(forty, simulation=replace(forty.simulation, draws=16_384))).draws
    theirs = numpy_figures(1 << 15, 11)
    reached = np.isfinite(ours["payback_months"]), np.isfinite(theirs["payback"])
    pairs = {
        "npv": (ours["npv"], theirs["npv"]),
        "roi": (ours["roi"], theirs["roi"]),
        "reached": reached,
        "payback": (ours["payback_months"][reached[0]], theirs["payback"][reached[1]]),
    }
    for name, (one, other) in pairs.items():
        error = np.sqrt(one.var() / one.size + other.var() / other.size)
        assert abs(one.mean() - other.mean()) < 4.5 * error, name
        assert one.std() == pytest.approx(other.std(), rel=0.05), name
