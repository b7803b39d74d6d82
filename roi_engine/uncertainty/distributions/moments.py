"""Mean and sd from the inverse distribution function, for the families without a closed form."""

from __future__ import annotations

import math

import numpy as np

from roi_engine.uncertainty.distributions.base import Array, Distribution

SMALLEST = 1e-300


def breaks(distribution: Distribution) -> Array:
    """Ascending `u` [1] strictly inside 0 to 1 where the inverse distribution function jumps or bends."""
    places = np.concatenate([distribution.atoms()[0], np.array(distribution.kinks(), float)])
    if places.size == 0:
        return places
    below = distribution.cdf(np.nextafter(places, -np.inf))
    edges = np.unique(np.concatenate([below, distribution.cdf(places)]))
    return edges[(edges > 0) & (edges < 1)]


def _double_exponential() -> tuple[Array, Array]:
    """Nodes and weights on 0 to 1 (Takahasi & Mori 1974), good where the integrand is singular at an end."""
    t = np.linspace(-3.5, 3.5, 225)
    nodes = 1 / (1 + np.exp(-math.pi * np.sinh(t)))
    weights = (t[1] - t[0]) * math.pi * np.cosh(t) * nodes / (1 + np.exp(math.pi * np.sinh(t)))
    return nodes, weights / weights.sum()


def moments(distribution: Distribution) -> tuple[float, float]:
    """Mean and sd, integrating `ppf` between its breaks; to about 1e-9 of the sd where the tails are light."""
    nodes, weights = _double_exponential()
    edges = np.concatenate([[0.0], breaks(distribution), [1.0]])
    widths = np.diff(edges)
    u = edges[:-1, None] + widths[:, None] * nodes
    u = np.clip(u, np.nextafter(edges[:-1], 2)[:, None] + SMALLEST, np.nextafter(edges[1:], -1)[:, None])
    values = distribution.ppf(u)
    share = widths[:, None] * weights
    mean = float(np.sum(share * values))
    return mean, math.sqrt(float(np.sum(share * (values - mean) ** 2)))
