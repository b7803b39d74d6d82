"""Spearman's rank correlation beside scipy's, and its closed form for normal inputs."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from roi_engine.analysis.ranks import average_ranks, normal_scores, rank_correlation
from roi_engine.analysis.sample import Inputs
from tests.analysis.drawing import scores


@given(arrays(float, st.integers(1, 40), elements=st.sampled_from([-2.0, 0.0, 0.5, 1.0, 7.0])))
@settings(max_examples=60)
def test_ranks_are_those_of_scipy(values: np.ndarray) -> None:
    np.testing.assert_array_equal(average_ranks(values), stats.rankdata(values))


def test_rank_correlation_is_that_of_scipy_ties_and_all() -> None:
    z = scores(3, 4, 128)
    event = (z[2] > 0.5).astype(int)
    outcome = np.round(np.exp(z[0]) - z[1] + 2 * event, 1)
    found = rank_correlation(Inputs(z, 4, {2: event}), outcome)
    expected = [stats.spearmanr(values, outcome)[0] for values in (z[0], z[1], event)]
    np.testing.assert_allclose(found.value, expected, atol=1e-12)


def test_linear_normal_in_closed_form() -> None:
    b = np.array([2.0, 1.0, -1.0, 0.0])
    z = scores(4, 16, 1024)
    found = rank_correlation(Inputs(z, 16), b @ z)
    # Pearson (1907): rho_S = 6 / pi asin(r / 2)
    expected = 6 / np.pi * np.arcsin(b / np.sqrt(b @ b) / 2)
    np.testing.assert_allclose(found.value, expected, atol=0.002)
    assert (np.abs(found.value - expected) <= 2 * found.error).all()


def test_what_does_not_vary_has_no_correlation() -> None:
    z = scores(2, 2, 64)
    assert np.isnan(rank_correlation(Inputs(z, 2), np.ones(128)).value).all()


def test_normal_scores_keep_the_order_and_are_standard() -> None:
    values = np.exp(np.random.default_rng(3).normal(size=999))
    z = normal_scores(values)
    np.testing.assert_array_equal(np.argsort(z), np.argsort(values))
    assert abs(z.mean()) < 1e-12
    assert abs(z.std() - 1) < 0.01
