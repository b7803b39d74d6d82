"""Functions of one input that a conditional mean is put together from: one verb, `columns`, for each family.

Every family comes with the law of its input as points and weights, so that what a fitted curve is worth can be summed
without the draws: a normal score is standard normal whatever its input is correlated with.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
REACH = 3.0  # sd: a spline goes on as a straight line beyond
_GRID = np.linspace(-12.0, 12.0, 2401)
_STEP = 0.01
# Four neighbouring B-splines on one cell, in powers of the distance t from its start; then their tangents at the ends.
_INSIDE = np.array([[1.0, -3, 3, -1], [4, 0, -6, 3], [1, 3, 3, -3], [0, 0, 0, 1]]) / 6
_LEFT = np.array([[1.0, -3, 0, 0], [4, 0, 0, 0], [1, 3, 0, 0], [0, 0, 0, 0]]) / 6
_RIGHT = np.array([[0.0, 0, 0, 0], [1, -3, 0, 0], [4, 0, 0, 0], [1, 3, 0, 0]]) / 6


class Basis(Protocol):
    """A family of functions of one input."""

    def columns(self, points: Array) -> Array:
        """Values of the functions, shape (n_terms, n_points)."""
        ...


@dataclass(frozen=True, slots=True)
class Hermite:
    """Hermite polynomials He_0 to He_order in a normal score, orthonormal under the standard normal law."""

    order: int

    def columns(self, points: Array) -> Array:
        """He_k(z) / sqrt(k!), shape (order + 1, n_points).

        >>> Hermite(2).columns(np.array([1.0, 3.0]))[2] * 2**0.5
        array([0., 8.])
        """
        columns = np.ones((self.order + 1, points.size))
        if self.order:
            columns[1] = points
        for k in range(1, self.order):
            columns[k + 1] = (points * columns[k] - math.sqrt(k) * columns[k - 1]) / math.sqrt(k + 1)
        return columns


@dataclass(frozen=True, slots=True)
class Spline:
    """Cubic B-splines over `n_cells` equal cells from -3 to 3 in a normal score, straight lines beyond.

    Their sum is 1 and they contain every straight line (de Boor 1978, A Practical Guide to Splines).
    """

    n_cells: int

    @property
    def n_terms(self) -> int:
        """Number of functions."""
        return self.n_cells + 3

    def located(self, points: Array) -> tuple[NDArray[np.intp], Array]:
        """Piece of each point, 0 and n_cells + 1 being the tails, and its distance [cells] from the piece's start."""
        place = (points + REACH) * (self.n_cells / (2 * REACH))
        cell = np.clip(np.floor(place), -1, self.n_cells)
        return (cell + 1).astype(np.intp), place - np.maximum(cell, 0)

    def piece(self, number: int) -> tuple[int, Array]:
        """First of the four functions that live on a piece, and their coefficients of 1, t, t^2, t^3: (4, 4)."""
        if number == 0:
            return 0, _LEFT
        return (self.n_cells - 1, _RIGHT) if number > self.n_cells else (number - 1, _INSIDE)

    def columns(self, points: Array) -> Array:
        """Values of the splines, shape (n_cells + 3, n_points)."""
        pieces, t = self.located(points)
        columns = np.zeros((self.n_terms, points.size))
        for number in np.unique(pieces).tolist():
            here = np.flatnonzero(pieces == number)
            first, table = self.piece(number)
            columns[first : first + 4, here] = table @ t[here] ** np.arange(4)[:, None]
        return columns


@dataclass(frozen=True, slots=True)
class Atoms:
    """One function for each of `n_labels` values: 1 where the input takes it, else 0."""

    n_labels: int

    def columns(self, points: Array) -> Array:
        """Indicator of each label, shape (n_labels, n_points)."""
        return np.asarray(points[None, :] == np.arange(self.n_labels)[:, None], np.float64)


@lru_cache(maxsize=1)
def normal_law() -> tuple[Array, Array]:
    """Points from -12 to 12 and weights of the standard normal law: the trapezoidal rule, exact to rounding for smooth.

    A kink costs at most a millionth of the slope's jump.
    """
    weights = np.exp(-0.5 * _GRID**2) * _STEP
    weights /= weights.sum()
    return _GRID, weights


@lru_cache(maxsize=64)
def columns_over_law(basis: Hermite | Spline) -> Array:
    """Values of the functions at the points of the normal law, shape (n_terms, n_points); read-only."""
    columns = basis.columns(_GRID)
    columns.setflags(write=False)
    return columns
