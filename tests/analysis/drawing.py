"""Draws for the tests of the analysis: normal scores of scrambled Sobol or pseudo-random points."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from roi_engine.uncertainty.sampling import Sampler, point_set

ISHIGAMI_A, ISHIGAMI_B = 7.0, 0.1


def uniforms(n_dims: int, n_replicates: int, n_each: int, seed: int = 1, kind: Sampler = "sobol") -> np.ndarray:
    """Points of the unit cube, replicate after replicate, shape (n_dims, n_replicates * n_each)."""
    points = point_set(kind, n_dims, seed, min(n_each, 4096))
    blocks = range(n_each // min(n_each, 4096))
    return np.concatenate([points.block(r, b) for r in range(n_replicates) for b in blocks], axis=1)


def scores(n_dims: int, n_replicates: int, n_each: int, seed: int = 1, kind: Sampler = "sobol") -> np.ndarray:
    """Independent normal scores."""
    return ndtri(uniforms(n_dims, n_replicates, n_each, seed, kind))


def ishigami(z: np.ndarray) -> np.ndarray:
    """Ishigami & Homma (1990) in three uniform inputs from -pi to pi."""
    x = np.pi * (2 * ndtr(z) - 1)
    return np.sin(x[0]) + ISHIGAMI_A * np.sin(x[1]) ** 2 + ISHIGAMI_B * x[2] ** 4 * np.sin(x[0])


def ishigami_indices() -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices in closed form (Saltelli et al. 2008, Global Sensitivity Analysis, sec. 4.6)."""
    a, b, pi = ISHIGAMI_A, ISHIGAMI_B, np.pi
    first = 0.5 * (1 + b * pi**4 / 5) ** 2
    second = a**2 / 8
    both = b**2 * pi**8 * (1 / 18 - 1 / 50)
    variance = first + second + both
    return np.array([first, second, 0]) / variance, np.array([first + both, second, both]) / variance
