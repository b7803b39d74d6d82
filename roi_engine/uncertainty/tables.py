"""Uniforms to values at the speed of the hot path: one monotone transform for each distribution.

Exact inverses of a statistics library cost 10 to 100 times the uniform they start from, and would be nearly all of a
run. Here a distribution with a cheap closed form keeps it, values with their own probability are looked up, and all
others are read from a table whose error is stated.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from roi_engine.uncertainty.distributions import Distribution, Event, Triangular, Uniform
from roi_engine.uncertainty.octave import FIRST, LEAST, SHIFT, SIDE, build

Array = NDArray[np.float64]


class Transform(Protocol):
    """A distribution ready for the hot path; `error` is its largest deviation from `ppf`, as a share of the sd."""

    @property
    def error(self) -> float:
        """Largest deviation from the exact inverse [share of the sd]."""
        ...

    def apply(self, u: Array, out: Array) -> None:
        """Values of uniforms of the open interval 0 to 1, both of shape (n,); `out` may be `u`."""
        ...


class Constant:
    """The same value for every draw."""

    error = 0.0

    def __init__(self, value: float) -> None:
        self._value = value

    def apply(self, u: Array, out: Array) -> None:
        """Fill."""
        out.fill(self._value)


class Straight:
    """Uniform distribution."""

    error = 0.0

    def __init__(self, distribution: Uniform) -> None:
        self._low, self._width = distribution.low, distribution.high - distribution.low

    def apply(self, u: Array, out: Array) -> None:
        """Stretch and shift."""
        np.multiply(u, self._width, out=out)
        out += self._low


class Triangle:
    """Triangular distribution by its two square roots."""

    error = 0.0

    def __init__(self, distribution: Triangular) -> None:
        low, mode, high = distribution.low, distribution.mode, distribution.high
        self._low, self._high = low, high
        self._left, self._right = (high - low) * (mode - low), (high - low) * (high - mode)
        self._turn = (mode - low) / (high - low)

    def apply(self, u: Array, out: Array) -> None:
        """Each root on its own side of the mode."""
        rising = u < self._turn
        left = np.sqrt(u * self._left)
        left += self._low
        np.subtract(1.0, u, out=out)
        out *= self._right
        np.sqrt(out, out=out)
        np.subtract(self._high, out, out=out)
        np.copyto(out, left, where=rising)


class Switch:
    """Event: 1 from u = 1 - p on."""

    error = 0.0

    def __init__(self, distribution: Event) -> None:
        self._threshold = 1 - distribution.p if distribution.p > 0 else np.inf

    def apply(self, u: Array, out: Array) -> None:
        """Compare."""
        np.greater_equal(u, self._threshold, out=out)


class Steps:
    """Single values, each with its share of the unit interval."""

    error = 0.0

    def __init__(self, values: Array, shares: Array) -> None:
        self._values, self._steps = values, np.cumsum(shares)[:-1]

    def apply(self, u: Array, out: Array) -> None:
        """Look the step up."""
        np.take(self._values, np.searchsorted(self._steps, u, side="right"), out=out, mode="clip")


class Table:
    """Any distribution, from a table of cubics over octaves of the tails."""

    def __init__(self, distribution: Distribution) -> None:
        self._octaves = build(distribution)
        self.error = self._octaves.error

    def apply(self, u: Array, out: Array) -> None:
        """Cubic of the cell that the exponent and leading digits of min(u, 1 - u) name; knots in rough cells."""
        side, m, cell, cubic = _scratch(u.size)
        np.subtract(0.5, u, out=side)
        np.subtract(1.0, u, out=m)
        np.minimum(u, m, out=m)
        if m.min() < LEAST:
            np.maximum(m, LEAST, out=m)
        np.right_shift(m.view(np.int64), SHIFT, out=cell)
        cell -= FIRST
        # The sign bit of 1/2 - u, spread over the word, picks the upper side's cells without a branch.
        upper = side.view(np.int64)
        upper >>= 63
        upper &= SIDE
        cell += upper
        rough = self._octaves.rough
        picked = _NONE if rough is None else np.flatnonzero(rough.take(cell))
        chosen = u[picked]
        self._octaves.cubic.take(cell, axis=0, out=cubic, mode="clip")
        np.multiply(cubic[:, 3], m, out=out)
        for power in (2, 1):
            out += cubic[:, power]
            out *= m
        out += cubic[:, 0]
        if picked.size:
            out[picked] = np.interp(chosen, self._octaves.knots, self._octaves.values)


_NONE = np.empty(0, np.intp)
_ROOM = threading.local()


def _scratch(n: int) -> tuple[Array, Array, NDArray[np.int64], Array]:
    """Work space of a thread for blocks of n draws: fresh memory would cost more than the arithmetic."""
    if getattr(_ROOM, "n", -1) != n:
        _ROOM.n, _ROOM.arrays = n, (np.empty(n), np.empty(n), np.empty(n, np.int64), np.empty((n, 4)))
    arrays: tuple[Array, Array, NDArray[np.int64], Array] = _ROOM.arrays
    return arrays


@lru_cache(maxsize=1024)
def transform_for(distribution: Distribution) -> Transform:
    """Fastest transform of a distribution, kept by its record."""
    values, shares = distribution.atoms()
    if values.size == 1 and distribution.support[0] == distribution.support[1]:
        return Constant(float(values[0]))
    if isinstance(distribution, Uniform):
        return Straight(distribution)
    if isinstance(distribution, Triangular):
        return Triangle(distribution)
    if isinstance(distribution, Event):
        return Switch(distribution)
    if values.size and abs(float(shares.sum()) - 1) < 1e-12:
        return Steps(values, shares)
    return Table(distribution)
