"""Chance given one input and break-even scores, against the linear-normal model in closed form.

Y = mean + b z + s w with independent standard normals: P(Y > 0 | z) = Phi((mean + b z) / s).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from roi_engine.analysis.conditional import CENTRAL, BreakEven, break_even, chance_given
from roi_engine.analysis.ranks import normal_scores
from roi_engine.analysis.regression import conditional_mean, group_means
from roi_engine.analysis.replicates import AnalysisError
from roi_engine.analysis.smoothing import CENTRES, smoothed
from tests.analysis.drawing import scores

GRID = np.linspace(-2.5, 2.5, 21)


def linear(mean: float, slope: float, sd: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    z = scores(2, 16, 4096, seed)
    return z[0], mean + slope * z[0] + sd * z[1]


def both(score: np.ndarray, outcome: np.ndarray, n_replicates: int = 16) -> BreakEven:
    return break_even(conditional_mean(score, outcome, n_replicates), chance_given(score, outcome, n_replicates))


@pytest.mark.parametrize(("mean", "slope", "sd"), [(1, 2, 1), (0, -1, 1), (-1, 0.5, 2), (2, 0.0, 2), (1, 3, 0.3)])
def test_chance_given_in_closed_form(mean: float, slope: float, sd: float) -> None:
    score, outcome = linear(mean, slope, sd)
    found = chance_given(score, outcome, 16)
    truth = ndtr((mean + slope * GRID) / sd)
    np.testing.assert_allclose(found.at(GRID), truth, atol=0.03)
    assert (np.abs(found.at(GRID) - truth) <= 2 * found.error(GRID) + 2e-3).all()
    steps = np.diff(found.at(np.linspace(-4, 4, 400)))
    assert (steps >= 0).all() if found.rises else (steps <= 0).all()
    if slope:
        assert found.rises == (slope > 0)


@pytest.mark.parametrize(("mean", "slope", "sd"), [(1, 2, 1), (0.5, -1, 1), (-1, 3, 0.3), (1, 3, 0.02)])
def test_break_even_in_closed_form(mean: float, slope: float, sd: float) -> None:
    found = both(*linear(mean, slope, sd))
    assert found.mean is not None
    # three standard errors of a mean of independent draws
    assert found.mean.score == pytest.approx(-mean / slope, abs=3 * sd / abs(slope) / 256)
    for level in (0.5, 0.8, 0.9):
        expected = (sd * ndtri(level) - mean) / slope
        crossing = found.chance[level]
        assert crossing is not None
        assert crossing.n_crossings == 1
        assert abs(crossing.score - expected) <= max(2 * crossing.error, 0.003)
        assert crossing.error < 0.05


def test_none_within_the_central_range() -> None:
    score, outcome = linear(6, 1, 1)
    found = both(score, outcome)  # mean crosses at -6, chance of 0.9 at -4.7
    assert found.mean is None
    assert found.chance == {0.5: None, 0.8: None, 0.9: None}
    below = both(score, outcome - 12)
    assert below.mean is None
    assert below.chance == {0.5: None, 0.8: None, 0.9: None}


def test_the_edge_of_the_range() -> None:
    score = scores(1, 16, 4096)[0]
    inside = both(score, 3.0 - score)
    assert inside.mean is not None
    assert inside.mean.score == pytest.approx(3.0, abs=1e-3)
    assert both(score, 3.2 - score).mean is None
    assert ndtr(CENTRAL) == pytest.approx(0.999, abs=1e-12)


def test_mean_that_crosses_twice_tells_the_one_nearest_to_the_median() -> None:
    score, noise = scores(2, 16, 1024)
    # (z - 2)(z + 1) + noise: two crossings, at -1 and 2
    found = both(score, (score - 2) * (score + 1) + 0.1 * noise).mean
    assert found is not None
    assert found.n_crossings == 2
    assert found.score == pytest.approx(-1, abs=0.02)


def test_errors_cover_the_truth() -> None:
    hits, n_seeds = 0, 30
    for seed in range(n_seeds):
        z = scores(2, 16, 512, seed, "random")
        found = both(z[0], 0.5 + z[0] + z[1]).chance[0.8]
        assert found is not None
        hits += abs(found.score - (ndtri(0.8) - 0.5)) <= found.error
    assert hits >= 0.85 * n_seeds


def test_values_in_any_unit_by_their_ranks() -> None:
    score, outcome = linear(1, 2, 1)
    found = chance_given(normal_scores(np.exp(3 * score)), outcome, 16)
    np.testing.assert_allclose(found.at(GRID), chance_given(score, outcome, 16).at(GRID), atol=0.01)


def test_sure_and_impossible() -> None:
    score = scores(1, 4, 256)[0]
    assert (chance_given(score, np.ones(1024), 4).at(GRID) == 1).all()
    assert (chance_given(score, np.zeros(1024), 4).at(GRID) == 0).all()


def test_single_replicate_claims_no_error() -> None:
    z = scores(2, 1, 2048)
    found = chance_given(z[0], z[0] + z[1])
    assert np.isnan(found.error(0.0)).all()
    assert found.at(0.0)[0] == pytest.approx(0.5, abs=0.05)
    crossing = break_even(conditional_mean(z[0], z[0] + z[1]), found).chance[0.5]
    assert crossing is not None
    assert math.isnan(crossing.error)


@given(seed=st.integers(0, 500), n_each=st.sampled_from([1, 2, 16, 64]), slope=st.floats(-3, 3))
@settings(max_examples=40)
def test_a_chance_is_monotone_and_between_0_and_1_for_few_draws_too(seed: int, n_each: int, slope: float) -> None:
    z = scores(2, 8, n_each, seed, "random")
    found = chance_given(z[0], 0.2 + slope * z[0] + np.sin(5 * z[1]), 8)
    assert (found.chances >= 0).all()
    assert (found.chances <= 1).all()
    steps = np.diff(found.chances, axis=1)
    assert (steps >= -1e-12).all() if found.rises else (steps <= 1e-12).all()


def test_mirrored_input_mirrors_the_answer() -> None:
    score, outcome = linear(1, 2, 1)
    one, other = both(score, outcome), both(-score, outcome)
    for level, crossing in one.chance.items():
        mirrored = other.chance[level]
        assert crossing is not None
        assert mirrored is not None
        assert mirrored.score == pytest.approx(-crossing.score, abs=1e-3)


def test_labels_have_no_break_even_score() -> None:
    labels = np.array([0, 1, 0, 1])
    chances = chance_given(np.zeros(4), np.ones(4))
    with pytest.raises(AnalysisError, match="labels"):
        break_even(group_means(labels, np.ones(4)), chances)


def test_smoothing_hardly_bends_a_curve() -> None:
    # exact shares of Phi(2 z): a local line alone would be off by h^2 / 2 times the second derivative, up to 0.03
    counts = np.exp(-0.5 * CENTRES**2)[None, :]
    found = smoothed(counts, counts * ndtr(2 * CENTRES), 0.25)[0]
    central = np.abs(CENTRES) < 2.5
    np.testing.assert_allclose(found[central], ndtr(2 * CENTRES)[central], atol=0.01)
