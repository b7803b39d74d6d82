"""What an order model knows of a customer: repeat orders x, recency t_x and age T, as distinct rows with counts.

The notation is that of Fader, Hardie and Lee (2005, Marketing Science 24(2)): the first order starts the clock
and is not counted in x. Customers with the same (x, t_x, T) have the same likelihood, so each row is kept once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class History:
    """Distinct (frequency, recency, age) rows and how many customers share each.

    Parameters
    ----------
    frequency : Array
        Repeat orders x, the first order not among them [orders], shape (n_rows,).
    recency : Array
        Time t_x from the first order to the last one [time unit of the model], 0 where x = 0, shape (n_rows,).
    age : Array
        Time T from the first order to the end of observation [same unit], shape (n_rows,).
    count : Array
        Customers of each row, weights allowed, > 0, shape (n_rows,).

    Notes
    -----
    Nothing is checked or compressed here: `unique_history` does both. The unit of time is whatever the caller counted
    in (days, weeks, opportunities); rates and ages of a fit are in that unit.
    """

    frequency: Array
    recency: Array
    age: Array
    count: Array
    frequencies: Array = field(init=False, repr=False, compare=False)
    """The distinct values of `frequency`, ascending: special functions of x alone are computed on these."""
    frequency_row: NDArray[np.intp] = field(init=False, repr=False, compare=False)
    """The place of each row's frequency in `frequencies`, shape (n_rows,)."""

    def __post_init__(self) -> None:
        values, places = np.unique(self.frequency, return_inverse=True)
        object.__setattr__(self, "frequencies", values)
        object.__setattr__(self, "frequency_row", places)

    @property
    def n_customers(self) -> float:
        """Customers behind the rows."""
        return float(self.count.sum())

    @property
    def n_repeat_buyers(self) -> float:
        """Customers who ordered again at least once."""
        return float(self.count[self.frequency > 0].sum())

    def rows(self, chosen: slice | NDArray[np.intp]) -> History:
        """The chosen rows alone, with their counts."""
        return History(self.frequency[chosen], self.recency[chosen], self.age[chosen], self.count[chosen])


def unique_history(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, count: ArrayLike | None = None) -> History:
    """Checked rows of a base, each (x, t_x, T) once; row order changes nothing.

    Parameters
    ----------
    frequency, recency, age : ArrayLike
        As in `History`, one entry a customer or a group of like customers, shape (n,).
    count : ArrayLike, optional
        Customers (or weight) of each entry, shape (n,); one each where absent. Entries of weight 0 are left out.

    Raises
    ------
    DataError
        Every kind of fault found: entries that are not finite, orders that are not whole, a last order before the
        first or after the end of observation, repeat orders without recency or the other way round.

    Examples
    --------
    >>> rows = unique_history([0, 2, 0], [0, 30.5, 0], [38.9, 38.9, 38.9])
    >>> rows.frequency, rows.count
    (array([0., 2.]), array([2., 1.]))
    """
    columns = _columns(frequency, recency, age)
    weights = np.ones(columns.shape[1]) if count is None else np.asarray(count, dtype=np.float64)
    _refuse(columns, weights)
    kept = weights > 0
    if not kept.all():
        columns, weights = columns[:, kept], weights[kept]
    return _gathered(columns, weights)[0]


def compressed(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> tuple[History, NDArray[np.intp]]:
    """The checked distinct rows and, for each customer, the row that is theirs.

    Returns
    -------
    History
        Distinct rows, sorted by x, t_x and T.
    NDArray[np.intp]
        Row of each customer, shape (n,): `per_row[places]` is one figure a customer.

    Raises
    ------
    DataError
        As `unique_history`.
    """
    columns = _columns(frequency, recency, age)
    weights = np.ones(columns.shape[1])
    _refuse(columns, weights)
    return _gathered(columns, weights)


def _columns(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Array:
    """The three columns as floats, shape (3, n)."""
    columns = [np.asarray(column, dtype=np.float64).ravel() for column in (frequency, recency, age)]
    sizes = {column.size for column in columns}
    if len(sizes) > 1:
        lengths = ", ".join(str(column.size) for column in columns)
        message = f"frequency, recency and age have different lengths: {lengths}"
        raise DataError([Problem("history_lengths", message, accepted="one entry of each for every customer")])
    return np.stack(columns)


def _gathered(columns: Array, weights: Array) -> tuple[History, NDArray[np.intp]]:
    """Distinct columns in order, their summed weights, and the row of each entry."""
    frequency, recency, age = columns
    order = np.lexsort((age, recency, frequency))
    ordered = columns[:, order]
    first = np.ones(order.size, dtype=bool)
    first[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    places = np.empty(order.size, dtype=np.intp)
    places[order] = np.cumsum(first) - 1
    kept = ordered[:, first]
    count = np.bincount(places, weights=weights, minlength=kept.shape[1]).astype(np.float64)
    return History(kept[0], kept[1], kept[2], count), places


def _refuse(columns: Array, weights: Array) -> None:
    """Raise every kind of fault the entries show, each with how many there are and the first one."""
    if weights.shape != columns.shape[1:]:
        message = f"count has {weights.size} entries for {columns.shape[1]} rows"
        raise DataError([Problem("history_lengths", message, accepted="one weight for every row, or none at all")])
    if not weights.size or (np.isfinite(weights).all() and weights.max() <= 0):
        raise DataError([Problem("history_empty", "there is no customer in the history", accepted="at least one")])
    problems = list(_faults(columns, weights))
    if problems:
        raise DataError(problems)


def _faults(columns: Array, weights: Array) -> Iterator[Problem]:
    """One problem for each kind of fault."""
    x, t_x, age = columns
    finite = np.isfinite(columns).all(axis=0) & np.isfinite(weights)
    kinds = (
        ("history_not_finite", ~finite, "frequency, recency, age or count is not a finite number", "finite numbers"),
        ("history_weight", finite & (weights < 0), "the weight of a row is negative", "a weight of 0 or more"),
        (
            "history_frequency",
            finite & ((x < 0) | (x != np.floor(x))),
            "the number of repeat orders is negative or not whole",
            "whole numbers from 0; the first order is not counted",
        ),
        ("history_recency", finite & (t_x < 0), "the last order lies before the first one", "a recency of 0 or more"),
        (
            "history_after_end",
            finite & (t_x > age),
            "the last order lies after the end of observation",
            "a recency of at most the age, both in one unit of time and from the first order",
        ),
        (
            "history_recency_unpaired",
            finite & (t_x >= 0) & ((x > 0) != (t_x > 0)),
            "repeat orders and recency contradict each other",
            "recency 0 where there is no repeat order, above 0 where there is one; orders of one day count as one",
        ),
    )
    for code, wrong, message, accepted in kinds:
        if wrong.any():
            where = int(np.flatnonzero(wrong)[0])
            entry = f"first at entry {where + 1}: x = {x[where]:g}, t_x = {t_x[where]:g}, T = {age[where]:g}"
            yield Problem(code, f"{message} in {int(wrong.sum())} entries ({entry})", accepted=accepted)
