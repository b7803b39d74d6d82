"""Student's t about a measured mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import (
    Array,
    Continuous,
    DistributionError,
    at_least_zero,
    constant,
    finite,
    show,
    step_cdf,
)


@dataclass(frozen=True, slots=True)
class StudentT(Continuous):
    """mean + se * t with `df` degrees of freedom; its sd is infinite up to two degrees.

    DistributionError where se is negative or df is not above one (there is no mean then).
    """

    mean: float
    se: float
    df: float

    def __post_init__(self) -> None:
        finite(mean=self.mean, df=self.df)
        at_least_zero(se=self.se)
        if self.df <= 1:
            raise DistributionError(
                f"Student's t with {show(self.df)} degrees of freedom has no mean",
                "more than one degree of freedom (three observations or more) is accepted",
            )

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        if self.se == 0:
            return 0.0
        return self.se * math.sqrt(self.df / (self.df - 2)) if self.df > 2 else math.inf

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        return (-math.inf, math.inf) if self.se > 0 else (self.mean, self.mean)

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        from scipy.special import stdtrit

        if self.se == 0:
            return constant(u, self.mean)
        u = np.asarray(u, float)
        # By symmetry from the lower tail: the upper one loses digits of u close to one.
        lower = np.abs(stdtrit(self.df, np.minimum(u, 1 - u)))
        return np.asarray(self.mean + self.se * np.where(u < 0.5, -lower, lower))

    def isf(self, v: ArrayLike) -> Array:
        """Value above which the share `v` [1] of draws lies, shape of `v`."""
        return 2 * self.mean - self.ppf(v)

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        from scipy.special import stdtr

        if self.se == 0:
            return step_cdf(x, self.mean)
        return np.asarray(stdtr(self.df, (np.asarray(x, float) - self.mean) / self.se))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return f"measured mean {show(self.mean)}, standard error {show(self.se)}, {show(self.df)} degrees of freedom"
