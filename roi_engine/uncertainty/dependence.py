"""Dependence between uncertain values: rank correlations through a Gaussian copula, block by block.

A Gaussian copula keeps each value's own distribution, needs no finished sample to re-order (as Iman & Conover 1982
does), and leaves the points of a low-discrepancy set in their place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.errors import RoiEngineError
from roi_engine.uncertainty.correlation import (
    LEAST_EIGENVALUE,
    nearest_correlation,
    normal_from_rank,
    rank_from_normal,
    triangle_root,
)

Array = NDArray[np.float64]
Pair = tuple[int, int, float]
LARGEST_UNIFORM = 1 - 2.0**-53


class CorrelationError(RoiEngineError, ValueError):
    """Correlations that no set of values can have together.

    `hint` says what is accepted, `nearest` lists the nearest feasible (first, second, rho) of the group at fault, and
    `smallest_eigenvalue` is that of the group's matrix (nan where the fault is a single pair's).
    """

    def __init__(
        self, message: str, hint: str = "", smallest_eigenvalue: float = math.nan, nearest: tuple[Pair, ...] = ()
    ) -> None:
        self.message, self.hint = message, hint
        self.smallest_eigenvalue, self.nearest = smallest_eigenvalue, nearest
        super().__init__(f"{message}; {hint}" if hint else message)

    def __reduce__(self) -> tuple[type[CorrelationError], tuple[str, str, float, tuple[Pair, ...]]]:
        return type(self), (self.message, self.hint, self.smallest_eigenvalue, self.nearest)


@dataclass(frozen=True, slots=True)
class Repair:
    """A rank correlation that was changed to make its group feasible."""

    first: int
    second: int
    asked: float
    used: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Dimensions that depend on each other, ascending, and the lower triangular root of their correlation."""

    dims: tuple[int, ...]
    root: Array


class GaussianCopula:
    """Turns independent uniforms into uniforms with the wanted rank correlations, in place.

    Parameters
    ----------
    pairs : (first dimension, second dimension, Spearman's rho [1]); pairs that are not named are not correlated.
    n_dims : rows of the blocks to come.
    labels : what to call the dimensions in messages.
    nearest : True to replace an infeasible matrix by the nearest feasible one (Higham 2002), told in `repairs`.

    Raises CorrelationError where a pair is out of range, stated twice with different rho, or a matrix is not positive
    semi-definite. The normal correlation is 2 sin(pi rho / 6) (Pearson 1907). The first dimension of each group keeps
    its own uniforms.
    """

    def __init__(
        self,
        pairs: Iterable[Pair],
        n_dims: int,
        labels: Sequence[str] | None = None,
        nearest: bool = False,
    ) -> None:
        self.n_dims = n_dims
        self._labels = labels if labels is not None else [f"value {dim + 1}" for dim in range(n_dims)]
        wanted = self._checked(pairs)
        repairs: list[Repair] = []
        self._groups = tuple(self._group(dims, wanted, nearest, repairs) for dims in _connected(wanted))
        self.repairs = tuple(repairs)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Dimensions that depend on each other, a tuple a group."""
        return tuple(group.dims for group in self._groups)

    def apply(self, u: Array) -> None:
        """Replace the rows of correlated dimensions of a block of uniforms, shape (n_dims, n); the others stay."""
        from scipy.special import ndtr, ndtri

        for group in self._groups:
            scores = ndtri(u[list(group.dims)])
            for row, dim in enumerate(group.dims[1:], start=1):
                mixed = group.root[row, : row + 1] @ scores[: row + 1]
                # A normal score beyond 8.3 would round to 1, which has no quantile in an unbounded distribution.
                np.clip(ndtr(mixed), np.finfo(float).tiny, LARGEST_UNIFORM, out=u[dim])

    def _checked(self, pairs: Iterable[Pair]) -> dict[tuple[int, int], float]:
        """Each pair once, lower dimension first."""
        wanted: dict[tuple[int, int], float] = {}
        for one, other, rho in pairs:
            if not (0 <= one < self.n_dims and 0 <= other < self.n_dims):
                raise CorrelationError(f"dimensions {one} and {other} are not among the {self.n_dims} there are")
            first, second = sorted((one, other))
            names = f"{self._labels[first]} and {self._labels[second]}"
            if first == second:
                raise CorrelationError(f"{self._labels[first]} is correlated with itself", "two different values")
            if not -1 <= rho <= 1:
                raise CorrelationError(f"rho of {names} is {rho:.6g}", "a rank correlation from -1 to 1 is accepted")
            if wanted.setdefault((first, second), rho) != rho:
                stated = f"{wanted[first, second]:.6g} and {rho:.6g}"
                raise CorrelationError(f"rho of {names} is stated as {stated}", "one rho a pair is accepted")
        return {pair: rho for pair, rho in wanted.items() if rho != 0}

    def _group(
        self, dims: tuple[int, ...], wanted: dict[tuple[int, int], float], nearest: bool, repairs: list[Repair]
    ) -> _Group:
        """Root of one group's matrix, repaired where that is asked for."""
        place = {dim: row for row, dim in enumerate(dims)}
        ranks = np.eye(len(dims))
        for (first, second), rho in wanted.items():
            if first in place:
                ranks[place[first], place[second]] = ranks[place[second], place[first]] = rho
        matrix = normal_from_rank(ranks)
        smallest = float(np.linalg.eigvalsh(matrix)[0])
        if smallest < -LEAST_EIGENVALUE:
            matrix = nearest_correlation(matrix)
            changes = self._changes(dims, ranks, rank_from_normal(matrix))
            if not nearest:
                raise self._infeasible(dims, smallest, changes)
            repairs.extend(changes)
        return _Group(dims, triangle_root(matrix))

    @staticmethod
    def _changes(dims: tuple[int, ...], asked: Array, used: Array) -> list[Repair]:
        """Pairs that a repair moved."""
        rows, columns = np.triu_indices(len(dims), 1)
        return [
            Repair(dims[row], dims[column], float(asked[row, column]), float(used[row, column]))
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
            if abs(asked[row, column] - used[row, column]) > 1e-6
        ]

    def _infeasible(self, dims: tuple[int, ...], smallest: float, changes: list[Repair]) -> CorrelationError:
        """The error that names the group, its smallest eigenvalue and the nearest feasible correlations."""
        names = ", ".join(self._labels[dim] for dim in dims)
        entries = "; ".join(
            f"{self._labels[change.first]} and {self._labels[change.second]}: {change.used:.3f}" for change in changes
        )
        return CorrelationError(
            f"the rank correlations between {names} contradict each other "
            f"(their matrix is not positive semi-definite, smallest eigenvalue {smallest:.3g})",
            f"the nearest feasible ones are {entries}",
            smallest,
            tuple((change.first, change.second, change.used) for change in changes),
        )


def _connected(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Groups of dimensions that a chain of pairs ties together, each ascending, in order of their first dimension."""
    group_of: dict[int, set[int]] = {}
    for first, second in pairs:
        joined = group_of.get(first, {first}) | group_of.get(second, {second})
        group_of.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(group)) for group in group_of.values()})
