"""Value of a customer by cell of scores: what such customers brought afterwards, what a move is worth.

The grid is measured on a base frozen one period ago: the contribution margin of the following period, by the cells of
that day. It turns a change of score into money where no model was fitted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.customers.pairs import Integers, Pairs
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]

PRIOR_CUSTOMERS = 20.0  # a cell of so many customers counts as much as its class of recency


@dataclass(frozen=True, slots=True, eq=False)
class ValueGrid:
    """`value` [currency/customer] of a customer scored (r, f), shape (k, k), 1 first; `customers` behind each cell."""

    value: Array
    customers: Integers

    @property
    def classes(self) -> int:
        """Classes of each score."""
        return len(self.value)


def value_grid(
    r: ArrayLike,
    f: ArrayLike,
    customers: ArrayLike,
    total: ArrayLike,
    classes: int = 5,
    *,
    prior_customers: float = PRIOR_CUSTOMERS,
) -> ValueGrid:
    """Mean value by cell of recency and frequency, thin cells drawn towards their class of recency.

    Rows of shape (n,): scores, how many customers, and their `total` value afterwards [currency]. A cell of n
    customers weighs n against `prior_customers` of its class of recency, and so does that class against the whole
    base (the linear empirical Bayes estimate, Efron and Morris 1975, JASA 70:311, with the prior's weight stated);
    with 0 the means are taken as they are, and an empty cell takes the mean of its class.
    """
    sizes = np.zeros((classes, classes), np.int64)
    sums = np.zeros((classes, classes))
    places = (np.asarray(r, np.intp) - 1, np.asarray(f, np.intp) - 1)
    if any(np.any((place < 0) | (place >= classes)) for place in places):
        raise DataError([Problem("bad-scores", f"scores beyond 1 to {classes}", path="value_grid")])
    np.add.at(sizes, places, np.asarray(customers, np.int64))
    np.add.at(sums, places, np.asarray(total, np.float64))
    if not sizes.sum():
        raise DataError([Problem("no-customers", "a value grid needs customers", path="value_grid")])
    overall = np.asarray(sums.sum() / sizes.sum())
    rows = _drawn_towards(overall, sums.sum(axis=1), sizes.sum(axis=1), prior_customers)
    return ValueGrid(_drawn_towards(rows[:, None], sums, sizes, prior_customers), sizes)


def grid_change(pairs: Pairs, grid: ValueGrid, *, value_of_lost: float = 0.0) -> Array:
    """Value after minus value before [currency/customer] of each row, shape (n,); nan for new customers.

    A lost customer falls to `value_of_lost`: 0, since losing fewer is the first thing that a CRM is bought for. nan
    leaves the lost out.
    """
    before, after = (_looked_up(grid, scores) for scores in (pairs.before, pairs.after))
    return np.where(pairs.lost, value_of_lost - before, after - before)


def _drawn_towards(around: Array, sums: Array, sizes: Integers, weight: float) -> Array:
    held = sizes + weight
    mean = (sums + weight * around) / np.where(held > 0, held, 1.0)
    return np.asarray(np.where(held > 0, mean, around))


def _looked_up(grid: ValueGrid, scores: Integers) -> Array:
    """Value of each row's cell, nan where the customer is not there."""
    values = grid.value[np.maximum(scores[:, 0], 1) - 1, np.maximum(scores[:, 1], 1) - 1]
    return np.where(scores[:, 0] > 0, values, np.nan)
