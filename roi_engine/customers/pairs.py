"""Customers at two dates: unique rows of scores before and after, with counts, and what changed in each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Measure = Literal["rf", "r"]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Unique (arm, scores before, scores after, change of value) rows of customers with their counts.

    Scores have columns r, f, m and shape (n, 3), from the same cut points at both dates. A row of zeros means that the
    customer was not there: before = new, after = lost (gone from the second list). Column m is 0 throughout where no
    amounts are known. `treated`, shape (n,), is True for the customers that the CRM touched; `count`, shape (n,), says
    how many customers each row stands for; `value_change` [currency/customer], shape (n,), is the future value after
    minus before, None where it is not known by customer.
    """

    treated: NDArray[np.bool_]
    before: Integers
    after: Integers
    count: Integers
    value_change: Array | None = None

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        n = self.count.shape
        sides = (self.before.shape, self.after.shape)
        if len(n) != 1 or self.treated.shape != n or sides != ((*n, 3), (*n, 3)):
            raise _refused("scores must have shape (n, 3), arms and counts shape (n,)")
        if self.value_change is not None and self.value_change.shape != n:
            raise _refused("the change of value must have shape (n,)")
        if bool(np.any(self.count < 0)) or not (self.before.any(axis=1) | self.after.any(axis=1)).all():
            raise _refused("counts must not be negative, and each row must be there at one date at least")

    @property
    def stayed(self) -> NDArray[np.bool_]:
        """Rows that are there at both dates, shape (n,)."""
        return self._there(self.before) & self._there(self.after)

    @property
    def new(self) -> NDArray[np.bool_]:
        """Rows that are there at the second date alone, shape (n,)."""
        return ~self._there(self.before)

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Rows that are there at the first date alone, shape (n,)."""
        return ~self._there(self.after)

    @staticmethod
    def _there(scores: Integers) -> NDArray[np.bool_]:
        return np.asarray(scores[:, 0] > 0)


def arm_of(pairs: Pairs, treated: bool) -> Pairs:
    """The rows of one arm alone."""
    held = pairs.treated == treated
    value = None if pairs.value_change is None else pairs.value_change[held]
    return Pairs(pairs.treated[held], pairs.before[held], pairs.after[held], pairs.count[held], value)


def score_change(pairs: Pairs, measure: Measure = "rf") -> Array:
    """Change of R + F, or of R alone, of each row, shape (n,); nan for new and lost customers.

    R + F has a meaning under independent and fixed cut points; under nested ones a customer who ages is measured
    against another class's frequency, and F may rise without an order: follow R alone there.
    """
    columns = slice(0, 2) if measure == "rf" else slice(0, 1)
    moved = pairs.after[:, columns].sum(axis=1) - pairs.before[:, columns].sum(axis=1)
    return np.where(pairs.stayed, moved, np.nan)


def loss(pairs: Pairs) -> Array:
    """1 for the lost, 0 for those who stayed, nan for the new, shape (n,): its mean is the share of losses.

    A comparison of those who stayed alone hides that one arm lost fewer; this is the other half of the picture.
    """
    return np.where(pairs.new, np.nan, pairs.lost.astype(np.float64))


def _refused(message: str) -> DataError:
    return DataError([Problem("bad-pairs", message, path="pairs")])
