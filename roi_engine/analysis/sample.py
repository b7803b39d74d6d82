"""The sample that every analysis reads: normal scores of the inputs, labels of those that take few values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.replicates import AnalysisError, replicate_slices

Array = NDArray[np.float64]
Labels = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Drawn inputs.

    Parameters
    ----------
    scores : normal scores [1], shape (n_inputs, n_draws): each row standard normal, rows independent unless grouped.
    n_replicates : the draws are this many equal replicates, one after the other.
    atoms : for inputs that take few values, by row of `scores`: the number 0, 1, ... of the value taken in each draw,
        shape (n_draws,), values in ascending order. The row's scores are not read.
    groups : rows that are correlated with each other, a tuple a group, as the copula has them.

    Raises AnalysisError where shapes do not fit, a score is not finite or a label is negative.
    """

    scores: Array
    n_replicates: int = 1
    atoms: Mapping[int, Labels] = field(default_factory=dict)
    groups: Sequence[tuple[int, ...]] = ()

    def __post_init__(self) -> None:
        if self.scores.ndim != 2:
            raise AnalysisError(f"scores of shape {self.scores.shape} are not (n_inputs, n_draws)")
        replicate_slices(self.n_draws, self.n_replicates)
        for row, labels in self.atoms.items():
            self._check_row(row)
            check_labels(labels, self.n_draws)
        for row in self.correlated:
            self._check_row(row)
        if not np.isfinite(self.scores[list(self.smooth)]).all():
            raise AnalysisError("some scores are not finite")

    def _check_row(self, row: int) -> None:
        if not 0 <= row < self.n_inputs:
            raise AnalysisError(f"row {row} is not among the {self.n_inputs} inputs")

    @property
    def n_inputs(self) -> int:
        """Number of inputs."""
        return int(self.scores.shape[0])

    @property
    def n_draws(self) -> int:
        """Number of draws, all replicates together."""
        return int(self.scores.shape[1])

    @property
    def slices(self) -> tuple[slice, ...]:
        """Where each replicate lies."""
        return replicate_slices(self.n_draws, self.n_replicates)

    @property
    def smooth(self) -> tuple[int, ...]:
        """Rows that have a score."""
        return tuple(row for row in range(self.n_inputs) if row not in self.atoms)

    @property
    def correlated(self) -> frozenset[int]:
        """Rows that depend on another one."""
        return frozenset(row for group in self.groups if len(group) > 1 for row in group)

    def together_with(self, row: int) -> tuple[int, ...]:
        """The row and those of its group, ascending."""
        return tuple(sorted({row}.union(*(group for group in self.groups if row in group))))

    def restricted(self, rows: Sequence[int]) -> Inputs:
        """These rows alone, in the order asked for; groups are dropped to what is left of them."""
        place = {row: number for number, row in enumerate(rows)}
        groups = tuple(tuple(place[row] for row in group if row in place) for group in self.groups)
        atoms = {place[row]: labels for row, labels in self.atoms.items() if row in place}
        return Inputs(self.scores[list(rows)], self.n_replicates, atoms, groups)

    def checked(self, outcome: Array) -> Array:
        """The outcome as floats, shape (n_draws,). AnalysisError where it does not fit or is not finite."""
        return checked_outcome(outcome, self.n_draws)


def check_labels(labels: Labels, n_draws: int) -> None:
    """AnalysisError unless there is one whole number from 0 for each draw."""
    if labels.shape != (n_draws,) or not np.issubdtype(labels.dtype, np.integer):
        raise AnalysisError(f"labels of shape {labels.shape} and type {labels.dtype} are not {n_draws} whole numbers")
    if labels.min() < 0:
        raise AnalysisError(f"label {int(labels.min())} is negative")


def checked_outcome(outcome: Array, n_draws: int) -> Array:
    """The outcome as floats, shape (n_draws,). AnalysisError where it does not fit or is not finite."""
    values = np.asarray(outcome, np.float64)
    if values.shape != (n_draws,):
        raise AnalysisError(f"an outcome of shape {values.shape} does not fit {n_draws} draws")
    if n_wrong := int(values.size - np.isfinite(values).sum()):
        raise AnalysisError(f"the outcome is not finite in {n_wrong} of {n_draws} draws")
    return values
