"""Every value of a range alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Continuous, ascending, show, step_cdf


@dataclass(frozen=True, slots=True)
class Uniform(Continuous):
    """Flat density between `low` and `high`; DistributionError unless low <= high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        ascending(low=self.low, high=self.high)

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return 0.5 * self.low + 0.5 * self.high

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        return (self.high - self.low) / math.sqrt(12)

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return float(self.low), float(self.high)

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        return np.asarray(self.low + (self.high - self.low) * np.asarray(u, float))

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        if self.low == self.high:
            return step_cdf(x, self.low)
        return np.clip((np.asarray(x, float) - self.low) / (self.high - self.low), 0, 1)

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return f"uniform {show(self.low)} to {show(self.high)}"
