"""One of several distributions, chosen by weight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from roi_engine.uncertainty.distributions.base import Array, Atoms, Distribution, invert
from roi_engine.uncertainty.distributions.discrete import merged, one_weight_each, ppf_of_atoms, shares_of


@dataclass(frozen=True, slots=True)
class Mixture:
    """A draw of `components[k]` with probability `weights[k]` (which need not add up to one).

    A single `u` picks the value through the inverse of the mixed distribution function, so that a higher `u` never
    gives a lower value and values keep their probability of their own (a price of zero, say). DistributionError where
    the lengths differ, or weights are negative or all zero.
    """

    components: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "components", tuple(self.components))
        object.__setattr__(self, "weights", tuple(map(float, self.weights)))
        one_weight_each(len(self.components), len(self.weights), "components")
        shares_of(self.weights)

    def parts(self) -> tuple[tuple[Distribution, float], ...]:
        """The components that can occur, with their probability."""
        pairs = zip(self.components, shares_of(self.weights).tolist(), strict=True)
        return tuple((component, share) for component, share in pairs if share > 0)

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        return math.fsum(share * component.mean for component, share in self.parts())

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        mean = self.mean
        return math.sqrt(math.fsum(w * (part.sd**2 + (part.mean - mean) ** 2) for part, w in self.parts()))

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        ends = [component.support for component, _ in self.parts()]
        return float(min(lower for lower, _ in ends)), float(max(upper for _, upper in ends))

    def atoms(self) -> Atoms:
        """Values with a probability of their own, ascending, and these probabilities."""
        each = [(component.atoms(), share) for component, share in self.parts()]
        values = np.concatenate([atoms[0] for atoms, _ in each])
        return merged(values, np.concatenate([atoms[1] * share for atoms, share in each]))

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        lower, upper = self.support
        inner = {kink for component, _ in self.parts() for kink in component.kinks()}
        ends = {end for component, _ in self.parts() for end in component.support}
        return tuple(sorted(x for x in inner | ends if lower < x < upper))

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`."""
        u = np.asarray(u, float)
        values, below, upto = _steps(self)
        if values.size and math.isclose(float(np.sum(upto - below)), 1.0, rel_tol=1e-14):
            return ppf_of_atoms(self.atoms(), u)
        flat = u.ravel()
        place = np.searchsorted(upto, flat, side="right")
        on_atom = np.zeros(flat.shape, bool)
        inside = place < values.size
        on_atom[inside] = below[place[inside]] <= flat[inside]
        result = np.empty(flat.shape)
        result[on_atom] = values[place[on_atom]]
        result[~on_atom] = self._between_atoms(flat[~on_atom])
        return result.reshape(u.shape)

    def _between_atoms(self, u: Array) -> Array:
        """Inverse by bisection: the quantile lies between the least and the greatest of the components' own."""
        quantiles = np.stack([component.ppf(u) for component, _ in self.parts()])
        low, high = quantiles.min(axis=0), quantiles.max(axis=0)
        lower, upper = self.support
        inside = np.isfinite(low) & np.isfinite(high)
        result = np.where(u <= 0, lower, upper)
        result[inside] = invert(self.cdf, u[inside], low[inside], high[inside])
        return result

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        return np.asarray(np.sum([share * component.cdf(x) for component, share in self.parts()], axis=0))

    def words(self) -> str:
        """The distribution as a reader would state it."""
        return "; ".join(f"{100 * share:.3g} % {component.words()}" for component, share in self.parts())


@lru_cache(maxsize=256)
def _steps(mixture: Mixture) -> tuple[Array, Array, Array]:
    """Atoms and the mixture's distribution function just below and at each."""
    values, shares = mixture.atoms()
    upto = mixture.cdf(values) if values.size else values
    return values, upto - shares, upto
