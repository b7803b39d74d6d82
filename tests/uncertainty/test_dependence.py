"""Rank correlations through the copula, and the repair of contradictory ones."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from roi_engine.uncertainty.correlation import nearest_correlation, triangle_root
from roi_engine.uncertainty.dependence import CorrelationError, GaussianCopula
from roi_engine.uncertainty.sampling import point_set


def test_ranks_reach_the_wanted_correlation_and_marginals_stay() -> None:
    pairs = [(0, 3, 0.4), (3, 1, -0.6), (5, 6, 0.9), (2, 7, 1.0)]
    copula = GaussianCopula(pairs, 8)
    u = point_set("sobol", 8, 3, 1 << 14).block(0, 0)
    before = u.copy()
    copula.apply(u)
    wanted = np.eye(8)
    for one, other, rho in pairs:
        wanted[one, other] = wanted[other, one] = rho
    assert np.abs(spearmanr(u.T).statistic - wanted).max() < 0.003
    for row in u:
        assert np.abs(np.sort(row) - (np.arange(1 << 14) + 0.5) / (1 << 14)).max() < 0.005
    for untouched in (0, 2, 4, 5):
        np.testing.assert_array_equal(u[untouched], before[untouched])
    assert copula.groups == ((0, 1, 3), (2, 7), (5, 6))
    assert copula.repairs == ()


@given(st.floats(-1, 1))
@settings(max_examples=20, deadline=None)
def test_any_single_correlation_is_reached(rho: float) -> None:
    u = point_set("sobol", 2, 1, 4096).block(0, 0)
    GaussianCopula([(0, 1, rho)], 2).apply(u)
    assert spearmanr(u.T).statistic == pytest.approx(rho, abs=0.01)
    assert u.min() > 0
    assert u.max() < 1


def test_extreme_points_stay_inside_the_open_interval() -> None:
    u = np.full((6, 1), 1 - 2.0**-53)
    GaussianCopula([(0, k, 0.4) for k in range(1, 6)], 6).apply(u)
    assert u.max() < 1
    u = np.full((6, 1), 1e-300)
    GaussianCopula([(0, k, 0.4) for k in range(1, 6)], 6).apply(u)
    assert u.min() > 0


def test_contradictory_correlations_are_refused_with_the_nearest_ones() -> None:
    with pytest.raises(CorrelationError, match="adoption, delay, overrun") as caught:
        GaussianCopula([(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)], 3, labels=["adoption", "delay", "overrun"])
    error = caught.value
    # eigenvalues of the sign pattern: 1 - 2 r with r = 2 sin(pi 0.9 / 6)
    assert error.smallest_eigenvalue == pytest.approx(1 - 4 * math.sin(math.pi * 0.15))
    # by symmetry the nearest is the boundary: r = 1/2 for each pair, rank 6 / pi asin(1/4)
    assert [abs(rho) for _, _, rho in error.nearest] == pytest.approx([6 / math.pi * math.asin(0.25)] * 3)
    assert "0.483" in error.hint
    assert pickle.loads(pickle.dumps(error)).nearest == error.nearest


def test_nearest_is_used_where_asked_for_and_told() -> None:
    copula = GaussianCopula([(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9), (3, 4, 0.5)], 5, nearest=True)
    used = 6 / math.pi * math.asin(0.25)
    assert [(r.first, r.second, r.asked) for r in copula.repairs] == [(0, 1, 0.9), (0, 2, -0.9), (1, 2, 0.9)]
    assert [r.used for r in copula.repairs] == pytest.approx([used, -used, used], abs=1e-6)
    u = point_set("sobol", 5, 2, 1 << 14).block(0, 0)
    copula.apply(u)
    ranks = spearmanr(u.T).statistic
    assert ranks[0, 1] == pytest.approx(used, abs=0.01)
    assert ranks[0, 2] == pytest.approx(-used, abs=0.01)
    assert ranks[3, 4] == pytest.approx(0.5, abs=0.01)


def test_nearest_correlation_of_higham() -> None:
    # Higham (2002), section 4: the published nearest correlation matrix of this tridiagonal one
    matrix = np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])
    near = nearest_correlation(matrix)
    assert near[0, 1] == pytest.approx(0.7607, abs=5e-5)
    assert near[0, 2] == pytest.approx(0.1573, abs=5e-5)
    assert np.linalg.eigvalsh(near)[0] > -1e-9


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_root_gives_back_any_correlation_even_a_singular_one(size: int, rank: int, seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(size, rank))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    matrix = rows @ rows.T
    root = triangle_root(matrix)
    np.testing.assert_allclose(root @ root.T, matrix, atol=1e-4)
    np.testing.assert_allclose(np.triu(root, 1), 0)
    if np.linalg.eigvalsh(matrix)[0] > 1e-3:
        np.testing.assert_allclose(root, np.linalg.cholesky(matrix), atol=1e-9)


@pytest.mark.parametrize(
    ("pairs", "accepted"),
    [
        ([(0, 1, 1.2)], "from -1 to 1"),
        ([(0, 1, math.nan)], "from -1 to 1"),
        ([(1, 1, 0.5)], "two different"),
        ([(0, 9, 0.5)], "not among"),
        ([(0, 1, 0.5), (1, 0, 0.4)], "one rho a pair"),
    ],
)
def test_impossible_pairs_are_refused(pairs: list[tuple[int, int, float]], accepted: str) -> None:
    with pytest.raises(CorrelationError, match=accepted):
        GaussianCopula(pairs, 3)


def test_a_pair_may_be_stated_twice_alike_and_zero_ties_nothing() -> None:
    assert GaussianCopula([(0, 1, 0.5), (1, 0, 0.5)], 3).groups == ((0, 1),)
    assert GaussianCopula([(0, 1, 0.0)], 3).groups == ()
