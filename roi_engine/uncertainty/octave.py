"""Tables of inverse distribution functions that stay exact far into both tails.

The unit interval is cut into octaves of the distance m = min(u, 1 - u) to the nearer end, and each octave into equal
cells, so that the cell of a draw is read off the exponent and the leading binary digits of m. In each cell the inverse
is a cubic in m.

Exact values are dear (a beta quantile takes microseconds): the cells are filled from Chebyshev interpolants in log2 m
over a few octaves at a time, over single octaves where these are not good enough, and from exact values where a jump or
a bend is near. A cell that still cannot be a cubic gets a dense list of knots with the jump in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from roi_engine.uncertainty.distributions import Distribution, breaks
from roi_engine.uncertainty.distributions.base import Continuous

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
CELL_BITS = 5
CELLS = 1 << CELL_BITS
OCTAVES = 33  # from 2^-34, below the least of 2^32 points, to one half
SIDE = OCTAVES * CELLS + 1  # cells of one side and one more for u = 1/2 itself
SHIFT = 52 - CELL_BITS
LEAST = 2.0**-34
FIRST = (1023 - 34) << CELL_BITS  # leading bits of LEAST
STARTS = 2.0 ** np.arange(-34, -1)
TOLERANCE = 2e-7  # of the sd
TAIL_TOLERANCE = 1e-8  # of the distance from the median: a value a thousand sd away may be off by 1e-5 of the sd
KNOTS = 160
_POINTS = 7  # of a cell: four to fit a cubic, three to check it
_WIDE = ((0, 9), (9, 17), (17, 23), (23, 27), (27, 30), (30, 32), (32, 33))
_NODES = 13


@dataclass(frozen=True, slots=True)
class Octaves:
    """A filled table.

    `cubic` holds four coefficients (constant first) a cell, lower side first; `rough` marks the cells that `knots`
    (ascending u, twice the same at a jump) and `values` stand in for; `error` is the largest deviation from the exact
    inverse, as a share of the sd.
    """

    cubic: Array
    rough: Mask | None
    knots: Array
    values: Array
    error: float


def _local() -> Array:
    """Points of a cell in its own coordinate -1..1: four Chebyshev points, then both ends and the middle."""
    return np.concatenate([np.cos(math.pi * (np.arange(4) + 0.5) / 4), [-1.0, 0.0, 1.0]])


def _places() -> Array:
    """Points of an octave's cells relative to its start, shape (CELLS, 7)."""
    return 1 + (np.arange(CELLS)[:, None] + (_local() + 1) / 2) / CELLS


@lru_cache(maxsize=64)
def _interpolation(n_octaves: int) -> tuple[Array, Array, Array]:
    """Nodes of `n_octaves` relative to their start; the last two series coefficients, and all points, from values."""
    x = np.cos(math.pi * (np.arange(_NODES) + 0.5) / _NODES)
    series = np.linalg.inv(np.polynomial.chebyshev.chebvander(x, _NODES - 1))
    height = np.log2(_places()).ravel() + np.arange(n_octaves)[:, None]
    spread = np.polynomial.chebyshev.chebvander(2 * height.ravel() / n_octaves - 1, _NODES - 1) @ series
    nodes: Array = 2.0 ** (n_octaves * (x + 1) / 2)
    return nodes, np.asarray(series[-2:], np.float64), np.asarray(spread, np.float64)


@lru_cache(maxsize=1)
def _fit() -> tuple[Array, Array]:
    """From a cell's first four values to its local coefficients, and from these to its last three values."""
    powers = np.vander(_local(), 4, increasing=True)
    return np.ascontiguousarray(np.linalg.inv(powers[:4]).T), np.ascontiguousarray(powers[4:].T)


def _at(distribution: Distribution, m: Array, upper: bool) -> Array:
    """Exact inverse at distance `m` from the lower or the upper end."""
    if not upper:
        return distribution.ppf(m)
    return distribution.isf(m) if isinstance(distribution, Continuous) else distribution.ppf(1 - m)


def build(distribution: Distribution) -> Octaves:
    """Table of one distribution; where its sd is not finite the interquartile range measures the error."""
    low, median, high = distribution.ppf([0.25, 0.5, 0.75]).tolist()
    scale = distribution.sd if 0 < distribution.sd < math.inf else high - low
    edges = breaks(distribution)
    sides = [_side(distribution, scale, median, edges, upper) for upper in (False, True)]
    cubic, errors, rough = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    worst = float(errors[~rough].max(initial=0.0))
    if not rough.any():
        return Octaves(cubic, None, np.empty(0), np.empty(0), worst / scale)
    knots, values, deviation = _dense(distribution, edges, rough)
    return Octaves(cubic, rough, knots, values, max(worst, deviation) / scale)


def _side(
    distribution: Distribution, scale: float, median: float, edges: Array, upper: bool
) -> tuple[Array, Array, Mask]:
    """Coefficients of one side's cells, shape (SIDE, 4), the error of each, and which of them cannot stay."""
    ends = 1 - edges if upper else edges
    broken: Mask = np.any((ends >= STARTS[:, None]) & (ends <= 2 * STARTS[:, None]), axis=1)
    points, doubt = _fill(distribution, scale, median, broken, upper)
    coefficients, errors = _cubics(points)
    errors += doubt[:, None]
    allowed = TOLERANCE * scale + TAIL_TOLERANCE * np.abs(coefficients[..., 0] - median)
    if upper and not isinstance(distribution, Continuous):
        # Without an inverse from above, a quantile near 1 is only as good as the last digit of its share.
        c1, c2, c3 = np.moveaxis(coefficients[..., 1:], -1, 0)
        start = STARTS[:, None]
        allowed += 2.0**-51 * np.abs(c1 + start * (2 * c2 + 3 * start * c3))
    rough = ~(errors <= allowed)
    for row in np.flatnonzero(broken):
        cells = np.floor((ends[(ends >= STARTS[row]) & (ends <= 2 * STARTS[row])] / STARTS[row] - 1) * CELLS)
        # A break on the border of two cells may be rounded to either side: both are rough then.
        touched = np.clip(np.concatenate([cells - 1, cells, cells + 1]), 0, CELLS - 1).astype(int)
        rough[row, touched] = True
    flat, error, out = coefficients.reshape(-1, 4), errors.ravel(), rough.ravel()
    return np.concatenate([flat, flat[-1:]]), np.append(error, error[-1]), np.append(out, out[-1])


def _fill(distribution: Distribution, scale: float, median: float, broken: Mask, upper: bool) -> tuple[Array, Array]:
    """Values at all points of one side, shape (OCTAVES, CELLS, 7), and the doubt about those of each octave."""
    points = np.empty((OCTAVES, CELLS * _POINTS))
    doubt = np.zeros(OCTAVES)
    pending = np.ones(OCTAVES, bool)
    for spans in (_WIDE, tuple((row, row + 1) for row in range(OCTAVES))):
        open_spans = [(a, b) for a, b in spans if pending[a] and not broken[a:b].any()]
        if not open_spans:
            continue
        # All nodes at once: an inverse that has to be searched for costs calls, not points.
        nodes = np.concatenate([STARTS[first] * _interpolation(last - first)[0] for first, last in open_spans])
        exact = _at(distribution, nodes, upper).reshape(-1, _NODES)
        for (first, last), own in zip(open_spans, exact, strict=True):
            _, tail, spread = _interpolation(last - first)
            left = float(np.abs(tail @ own).sum())
            if left <= 0.25 * (TOLERANCE * scale + TAIL_TOLERANCE * float(np.abs(own - median).min())):
                points[first:last] = (spread @ own).reshape(last - first, -1)
                doubt[first:last], pending[first:last] = left, False
    if pending.any():
        places = STARTS[pending, None] * _places().ravel()
        points[pending] = _at(distribution, places, upper)
    return points.reshape(OCTAVES, CELLS, _POINTS), doubt


def _cubics(points: Array) -> tuple[Array, Array]:
    """Power coefficients in m of each cell's cubic, and its largest deviation at the check points."""
    fit, check = _fit()
    local = points[..., :4] @ fit
    errors = np.abs(local @ check - points[..., 4:]).max(axis=-1)
    # The local coordinate is s = a m + b: expand p0 + p1 s + p2 s^2 + p3 s^3.
    a = (2 * CELLS / STARTS)[:, None]
    b = -(2 * (CELLS + np.arange(CELLS)) + 1.0)[None, :]
    p0, p1, p2, p3 = np.moveaxis(local, -1, 0)
    c0 = p0 + b * (p1 + b * (p2 + b * p3))
    c1 = a * (p1 + b * (2 * p2 + 3 * b * p3))
    c2 = a**2 * (p2 + 3 * b * p3)
    coefficients = np.stack([c0, c1, c2, a**3 * p3], axis=-1)
    level = points.min(axis=-1) == points.max(
        axis=-1
    )  # a value with a probability of its own stays that value to the last bit
    coefficients[level] = 0.0
    coefficients[level, 0] = points[level, 0]
    return coefficients, np.asarray(errors, np.float64)


def _dense(distribution: Distribution, edges: Array, rough: Mask) -> tuple[Array, Array, float]:
    """Knots and values of the rough cells, jumps kept, and the largest deviation halfway between knots."""
    index = np.flatnonzero(rough)
    upper, cell = index >= SIDE, index % SIDE
    octave, place = np.divmod(np.minimum(cell, SIDE - 2), CELLS)
    start = 2.0 ** (octave - 34.0)
    near, far = start * (1 + place / CELLS), start * (1 + (place + 1) / CELLS)
    low, high = np.where(upper, 1 - far, near), np.where(upper, 1 - near, far)
    bounds = np.unique(np.concatenate([low, high, edges]))
    middle = 0.5 * (bounds[:-1] + bounds[1:])
    covered = np.array([bool(np.any((low <= at) & (at <= high))) for at in middle])
    ends = np.stack([bounds[:-1], bounds[1:]], axis=1)[covered]
    # Knots crowd at the ends, where the inverse may leave like a root; values come from just inside.
    t = np.linspace(0, 1, KNOTS)
    u = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * (t**4 / (t**4 + (1 - t) ** 4))
    inside = np.clip(u, np.nextafter(ends[:, :1], 1), np.nextafter(ends[:, 1:], 0))
    values = np.maximum.accumulate(distribution.ppf(inside), axis=1)
    halves = distribution.ppf(0.5 * (inside[:, 1:] + inside[:, :-1]))
    deviation = float(np.abs(halves - 0.5 * (values[:, 1:] + values[:, :-1])).max())
    return u.ravel(), values.ravel(), deviation
