"""An event that happens or not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Atoms, DistributionError, show


@dataclass(frozen=True, slots=True)
class Event:
    """1 with probability `p` [1], else 0; DistributionError unless 0 <= p <= 1."""

    p: float

    def __post_init__(self) -> None:
        if not 0 <= self.p <= 1:
            raise DistributionError(f"probability is {show(self.p)}", "a probability from 0 to 1 is accepted")

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return float(self.p)

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        return math.sqrt(self.p * (1 - self.p))

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return float(self.p == 1), float(self.p > 0)

    def atoms(self) -> Atoms:
        """Values with a probability of their own, ascending, and these probabilities."""
        both = np.array([0.0, 1.0]), np.array([1.0 - self.p, float(self.p)])
        return both[0][both[1] > 0], both[1][both[1] > 0]

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        return ()

    def ppf(self, u: ArrayLike) -> Array:
        """1 where u >= 1 - p, so that a higher `u` never turns an event off."""
        happens = (np.asarray(u, float) >= 1 - self.p) & (self.p > 0)
        return np.asarray(happens, np.float64)

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        x = np.asarray(x, float)
        return np.where(x < 0, 0.0, np.where(x < 1, 1.0 - self.p, 1.0))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return f"event, {100 * self.p:.3g} %"
