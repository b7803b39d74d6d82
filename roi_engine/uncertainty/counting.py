"""Exact percentiles of more draws than fit into memory, in two passes over the same draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roi_engine.errors import RoiEngineError
from roi_engine.uncertainty.precision import PERCENTILES, lerp, rank_of

Array = NDArray[np.float64]
_KEY_BITS = 20  # sign, exponent and eight binary digits: 8 MB of counters


class CountingError(RoiEngineError, RuntimeError):
    """The two passes were not made over the same draws, or not in their order."""


class PercentileCounter:
    """Percentiles of all draws seen, equal to the last bit to those of the whole array (definition 7).

    First pass: `count` every block; then `narrow`; second pass: `collect` every block again, in any order; then
    `percentiles`. Memory is flat in the first pass; the second keeps the draws that share the leading digits of a
    wanted one, about half a percent of all for each level. Draws that are not a number are left out.
    """

    def __init__(self, levels: Sequence[int] = PERCENTILES) -> None:
        self.levels = tuple(levels)
        self._counts = np.zeros(1 << _KEY_BITS, np.int64)
        self._bins: NDArray[np.int64] | None = None
        self._kept: list[Array] = []

    @property
    def n(self) -> int:
        """Draws counted in the first pass."""
        return int(self._counts.sum())

    def count(self, draws: Array) -> None:
        """First pass: tally the draws of a block, any shape."""
        if self._bins is not None:
            raise CountingError("draws cannot be counted once the bins are narrowed")
        keys = _keys(_numbers(draws))
        self._counts += np.bincount(keys, minlength=self._counts.size)

    def narrow(self) -> None:
        """Between the passes: find the bins that hold a wanted rank."""
        ends = np.cumsum(self._counts)
        self._bins = np.unique(np.searchsorted(ends, self._ranks(), side="right"))

    def collect(self, draws: Array) -> None:
        """Second pass: keep the draws of a block that lie in a wanted bin."""
        if self._bins is None:
            raise CountingError("narrow comes before the second pass")
        numbers = _numbers(draws)
        wanted = np.zeros(self._counts.size, bool)
        wanted[self._bins] = True
        self._kept.append(numbers[wanted[_keys(numbers)]])

    def percentiles(self) -> dict[int, float]:
        """Percentile of each level; nan where no draw was a number."""
        if self._bins is None:
            raise CountingError("both passes come before the percentiles")
        if self.n == 0:
            return dict.fromkeys(self.levels, math.nan)
        kept = np.sort(np.concatenate([np.empty(0), *self._kept]))
        expected = self._counts[self._bins]
        if kept.size != int(expected.sum()):
            raise CountingError(f"the second pass saw {kept.size} draws of {int(expected.sum())} in the wanted bins")
        before = np.cumsum(self._counts)[self._bins] - expected  # draws below each bin
        offset = before - (np.cumsum(expected) - expected)  # of a rank among all to its place among the kept

        def draw(rank: int) -> float:
            own = int(np.searchsorted(before, rank, side="right")) - 1
            return float(kept[rank - int(offset[own])])

        found = {}
        for level in self.levels:
            index, weight = rank_of(level, self.n)
            found[level] = lerp(draw(index), draw(min(index + 1, self.n - 1)), weight)
        return found

    def _ranks(self) -> list[int]:
        """Every rank that a percentile needs, ascending."""
        n = self.n
        if n == 0:
            return []
        lower = {rank_of(level, n)[0] for level in self.levels}
        return sorted(lower | {min(index + 1, n - 1) for index in lower})


def _numbers(draws: Array) -> Array:
    """The draws that are numbers, flat."""
    flat = np.asarray(draws, np.float64).ravel()
    return flat[~np.isnan(flat)]


def _keys(numbers: Array) -> NDArray[np.int64]:
    """Leading bits of each double as an integer that rises with the double."""
    bits = numbers.view(np.int64)
    # A negative double grows as its bits fall: turn all but the sign over, then move the least key to zero.
    rising = bits ^ ((bits >> 63) & np.int64(0x7FFF_FFFF_FFFF_FFFF))
    return (rising >> (64 - _KEY_BITS)) + (1 << (_KEY_BITS - 1))
