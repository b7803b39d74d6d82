"""A choice among single values."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Atoms, DistributionError, finite, show


def shares_of(weights: tuple[float, ...]) -> Array:
    """Weights as probabilities, shape (n,); DistributionError unless none is negative and one is above zero."""
    finite(**{f"weight {n}": weight for n, weight in enumerate(weights, start=1)})
    if min(weights, default=0.0) < 0:
        raise DistributionError(f"weight {show(min(weights))} is negative", "weights of zero or more are accepted")
    total = math.fsum(weights)
    if not 0 < total < math.inf:
        raise DistributionError("the weights add up to nothing", "at least one weight above zero is accepted")
    return np.array(weights, float) / total


def one_weight_each(n_things: int, n_weights: int, things: str) -> None:
    """Raise DistributionError unless there are things, and as many weights."""
    if n_things == 0:
        raise DistributionError(f"no {things} are given", "at least one is accepted")
    if n_things != n_weights:
        raise DistributionError(f"{n_things} {things} have {n_weights} weights", f"one weight for each of the {things}")


def merged(values: Array, shares: Array) -> Atoms:
    """Ascending distinct values with the probability of each, those of no probability left out."""
    distinct, place = np.unique(values[shares > 0], return_inverse=True)
    total = np.bincount(place, weights=shares[shares > 0], minlength=distinct.size)
    return distinct, total.astype(np.float64)


def ppf_of_atoms(atoms: Atoms, u: ArrayLike) -> Array:
    """Value whose share of the unit interval, closed on the left, holds `u`."""
    values, shares = atoms
    steps = np.cumsum(shares)[:-1]
    return np.asarray(values[np.searchsorted(steps, np.asarray(u, float), side="right")])


def cdf_of_atoms(atoms: Atoms, x: ArrayLike) -> Array:
    """Chance of at most `x`."""
    values, shares = atoms
    steps = np.concatenate([[0.0], np.cumsum(shares)])
    steps[-1] = 1.0
    return np.asarray(steps[np.searchsorted(values, np.asarray(x, float), side="right")])


def moments_of_atoms(atoms: Atoms) -> tuple[float, float]:
    """Mean and sd."""
    values, shares = atoms
    mean = float(shares @ values)
    return mean, math.sqrt(float(shares @ (values - mean) ** 2))


@dataclass(frozen=True, slots=True)
class Discrete:
    """One of `values`, each as likely as its weight says; weights need not add up to one.

    DistributionError where the lengths differ, or weights are negative or all zero.
    """

    values: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(map(float, self.values)))
        object.__setattr__(self, "weights", tuple(map(float, self.weights)))
        one_weight_each(len(self.values), len(self.weights), "choices")
        finite(**{f"choice {n}": value for n, value in enumerate(self.values, start=1)})
        shares_of(self.weights)

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return moments_of_atoms(self.atoms())[0]

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        return moments_of_atoms(self.atoms())[1]

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        values = self.atoms()[0]
        return float(values[0]), float(values[-1])

    def atoms(self) -> Atoms:
        """Values with a probability of their own, ascending, and these probabilities."""
        return merged(np.array(self.values), shares_of(self.weights))

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        return ()

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        return ppf_of_atoms(self.atoms(), u)

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        return cdf_of_atoms(self.atoms(), x)

    def words(self) -> str:
        """The distribution as a reader would state it."""
        shares = shares_of(self.weights)
        shown = [f"{show(value)} ({100 * share:.3g} %)" for value, share in zip(self.values, shares, strict=True)]
        return "one of " + ", ".join(shown)
