"""Fast transforms against the exact inverse, tails of 2^32 points and jumps included."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from roi_engine.uncertainty.distributions import (
    Beta,
    Discrete,
    Distribution,
    Empirical,
    Event,
    LogNormal,
    Metalog,
    Mixture,
    Normal,
    Pert,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
)
from roi_engine.uncertainty.tables import transform_for

_RNG = np.random.default_rng(11)
# odd multiples of 2^-33, as Sobol points are, from both tails down to the last and from the middle
_M = np.unique(
    np.concatenate([np.floor(2.0 ** (31.99 * _RNG.random(8000))), np.floor(2.0**31 * _RNG.random(8000)), [0.0]])
)
M = (_M[_M < 2.0**31] + 0.5) / 2.0**32
GRID = np.concatenate([M, 1 - M[::-1]])

SMOOTH: list[Distribution] = [
    Pert(0, 1, 3),
    Pert(0, 0, 1),
    Pert(0, 1, 1),
    Pert(0, 0.02, 1),
    Pert(0, 0.5, 1, 20),
    Normal(1, 2),
    Normal(1e6, 1),
    LogNormal(5, 0.2),
    LogNormal(0, 1),
    LogNormal(0, 0.5, 3, reflected=True),
    Beta(42.5, 258.5),
    Beta(0.5, 300.5),
    Beta(0.5, 0.5),
    StudentT(31, 0.9, 20),
    StudentT(31, 0.9, 5),
    Metalog(0.1, 26, 29, 34),
    Metalog(0.1, 26, 29, 34, 0),
    Metalog(0.1, 26, 29, 34, None, 50),
    Metalog(0.1, 26, 29, 34, 20, 60),
    Truncated(Normal(0, 1), -1, 2),
    Truncated(LogNormal(0, 1), 0.5, 3),
    Truncated(Pert(0, 1, 3), 0.5),
]
EXACT: list[Distribution] = [
    Uniform(-1, 3),
    Triangular(0, 0.5, 2),
    Triangular(0, 0, 2),
    Triangular(0, 2, 2),
    Event(0.3),
    Event(0),
    Event(1),
    Discrete((3, 0, 1), (2, 5, 3)),
    Empirical((1, 2, 2, 5)),
    Truncated(Discrete((0, 1, 3), (5, 3, 2)), 1),
    Mixture((Event(0.3), Discrete((5,), (1,))), (1, 1)),
    Pert(2, 2, 2),
]


def words(case: Any) -> str:
    return str(case.words())


def transformed(distribution: Distribution, u: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, Any]:
    out = np.empty_like(u)
    transform_for(distribution).apply(u, out)
    return out


def exact(distribution: Any) -> np.ndarray[Any, Any]:
    upper = distribution.isf(M) if hasattr(distribution, "isf") else distribution.ppf(1 - M)
    return np.concatenate([distribution.ppf(M), upper[::-1]])


@pytest.mark.parametrize("distribution", SMOOTH, ids=words)
def test_table_is_within_a_millionth_of_the_sd_far_into_the_tails(distribution: Distribution) -> None:
    error = np.abs(transformed(distribution, GRID) - exact(distribution)).max() / distribution.sd
    assert error < 1e-6
    stated = transform_for(distribution).error
    assert stated < 1e-6
    assert error < 2 * stated + 1e-9


@pytest.mark.parametrize("distribution", SMOOTH, ids=words)
def test_table_never_falls(distribution: Distribution) -> None:
    assert np.diff(transformed(distribution, GRID)).min() >= -1e-11 * distribution.sd


@pytest.mark.parametrize("distribution", EXACT, ids=words)
def test_closed_forms_and_steps_are_exact(distribution: Distribution) -> None:
    np.testing.assert_allclose(transformed(distribution, GRID), distribution.ppf(GRID), rtol=1e-14, atol=1e-14)
    assert transform_for(distribution).error == 0


@pytest.mark.parametrize("scale", [1.5, 2.5])
def test_heavy_tails_are_as_good_as_the_stated_error(scale: float) -> None:
    heavy = LogNormal(0, scale)
    difference = np.abs(transformed(heavy, GRID) - exact(heavy))
    assert difference.max() < 1.5 * transform_for(heavy).error * heavy.sd
    assert (difference / exact(heavy)).max() < 1e-6


@pytest.mark.parametrize("share", [0.3, 0.123456, 0.001, 0.75])
def test_mixture_keeps_its_jump_where_it_is(share: float) -> None:
    mixture = Mixture((Discrete((0,), (1,)), Uniform(1, 2)), (share, 1 - share))
    near = share + np.array([-1e-3, -1e-6, -1e-9, 1e-9, 1e-6, 1e-3])
    values = transformed(mixture, near)
    assert values[:3].tolist() == [0, 0, 0]
    np.testing.assert_allclose(values[3:], 1 + (near[3:] - share) / (1 - share), atol=1e-7)
    assert transform_for(mixture).error < 1e-6


def test_mixture_with_an_atom_inside_matches_the_exact_inverse() -> None:
    mixture = Mixture((Uniform(0, 1), Event(0.4), Normal(1, 1)), (2, 1, 1))
    values, truth = transformed(mixture, GRID), mixture.ppf(GRID)
    assert np.abs(values - truth).max() < 1e-6 * mixture.sd
    atoms = np.isin(truth, [0.0, 1.0])
    assert atoms.sum() > 1000
    np.testing.assert_array_equal(values[atoms], truth[atoms])


def test_bends_of_the_density_are_kept() -> None:
    mixture = Mixture((Triangular(0, 1, 3), Triangular(2, 2, 4)), (1, 1))
    assert np.abs(transformed(mixture, GRID) - mixture.ppf(GRID)).max() < 1e-6 * mixture.sd


@pytest.mark.parametrize(
    "distribution",
    [Pert(0, 1, 3), Triangular(0, 1, 2), Uniform(0, 2), Event(0.3), Mixture((Event(0.5), Normal(0, 1)), (1, 1))],
    ids=words,
)
def test_in_place_is_the_same(distribution: Distribution) -> None:
    u = GRID.copy()
    transform_for(distribution).apply(u, u)
    np.testing.assert_array_equal(u, transformed(distribution, GRID))


def test_beyond_the_last_point_values_stay_finite_and_near_the_last() -> None:
    far = np.array([1e-300, 1e-17, 0.5, 1 - 2.0**-53])
    values = transformed(Normal(0, 1), far)
    assert np.isfinite(values).all()
    assert values[2] == pytest.approx(0, abs=1e-9)
    assert -7 < values[0] < -6
    assert 6 < values[3] < 7


def test_transforms_are_kept_by_record() -> None:
    assert transform_for(Pert(0, 1, 7)) is transform_for(Pert(0, 1, 7))
    assert math.isfinite(transform_for(StudentT(0, 1, 2)).error)
