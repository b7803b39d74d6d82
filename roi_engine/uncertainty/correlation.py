"""Correlation matrices: rank to normal and back, the nearest feasible one, and its triangular root."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEAST_EIGENVALUE = 1e-9  # what rounding alone may take below zero
_MOST_STEPS = 500


def normal_from_rank(rho: Array) -> Array:
    """Correlation of normals whose rank correlation (Spearman) is `rho`: 2 sin(pi rho / 6)."""
    normal = 2 * np.sin(math.pi * rho / 6)
    np.fill_diagonal(normal, 1.0)
    return normal


def rank_from_normal(r: Array) -> Array:
    """Rank correlation (Spearman) of normals whose correlation is `r`: 6 / pi asin(r / 2)."""
    ranks: Array = 6 / math.pi * np.arcsin(np.clip(r, -1, 1) / 2)
    np.fill_diagonal(ranks, 1.0)
    return ranks


def nearest_correlation(matrix: Array) -> Array:
    """Correlation matrix nearest to a symmetric one in the Frobenius norm.

    Alternating projections with Dykstra's correction (Higham 2002, IMA J. Numer. Anal. 22:329, algorithm 3.3), then
    one scaling to a unit diagonal, so that the result is positive semi-definite to rounding.
    """
    current, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(_MOST_STEPS):
        shifted = current - correction
        positive = _positive_part(shifted)
        correction = positive - shifted
        following = positive.copy()
        np.fill_diagonal(following, 1.0)
        moved = float(np.abs(following - current).max())
        current = following
        if moved < 1e-12:
            break
    positive = _positive_part(current)
    scale = 1 / np.sqrt(np.diagonal(positive))
    scaled: Array = positive * scale[:, None] * scale
    np.fill_diagonal(scaled, 1.0)
    return scaled


def _positive_part(matrix: Array) -> Array:
    """Nearest positive semi-definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    part: Array = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return 0.5 * (part + part.T)


def triangle_root(matrix: Array) -> Array:
    """Lower triangular L with L L' = matrix, for positive semi-definite matrices too (rows of full dependence)."""
    root = np.zeros_like(matrix)
    for column in range(len(matrix)):
        rest = matrix[column:, column] - root[column:, :column] @ root[column, :column]
        if rest[0] > LEAST_EIGENVALUE:
            root[column:, column] = rest / math.sqrt(rest[0])
    lengths = np.sqrt(np.sum(root**2, axis=1))
    scaled: Array = root / lengths[:, None]
    return scaled
