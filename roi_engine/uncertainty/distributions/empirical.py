"""Observed values, each as likely as the next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Atoms, DistributionError, show
from roi_engine.uncertainty.distributions.discrete import cdf_of_atoms


@dataclass(frozen=True, slots=True)
class Empirical:
    """Draws from `samples` alone: no value between two observations is invented. They are kept in ascending order.

    DistributionError where there are none, or one is not a finite number.
    """

    samples: tuple[float, ...]

    def __post_init__(self) -> None:
        ordered = sorted(map(float, self.samples))
        if not ordered:
            raise DistributionError("no samples are given", "at least one is accepted")
        bad = [sample for sample in ordered if not math.isfinite(sample)]
        if bad:
            raise DistributionError(f"{len(bad)} of the samples are not numbers ({bad[0]})", "finite numbers only")
        object.__setattr__(self, "samples", tuple(ordered))

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return math.fsum(self.samples) / len(self.samples)

    @property
    def sd(self) -> float:
        """Of the distribution drawn from, hence with n and not n - 1 below the line."""
        return float(np.std(_ordered(self)))

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return self.samples[0], self.samples[-1]

    def atoms(self) -> Atoms:
        """Values with a probability of their own, ascending, and these probabilities."""
        values, counts = np.unique(_ordered(self), return_counts=True)
        return values, counts / len(self.samples)

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        return ()

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        ordered = _ordered(self)
        place = np.floor(np.asarray(u, float) * ordered.size).astype(np.intp)
        return np.asarray(ordered[np.minimum(place, ordered.size - 1)])

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        return cdf_of_atoms(self.atoms(), x)

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return f"{len(self.samples)} samples, {show(self.samples[0])} to {show(self.samples[-1])}"


@lru_cache(maxsize=64)
def _ordered(empirical: Empirical) -> Array:
    """The samples as an array that must not be written to."""
    ordered = np.array(empirical.samples, float)
    ordered.flags.writeable = False
    return ordered
