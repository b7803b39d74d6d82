"""Customers of a base as unique rows: what a fitted model needs to know of them, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.history import History
from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BaseRows:
    """Customers of a base as unique rows by segment.

    Attributes
    ----------
    history : History
        x, t_x, T and the number of customers of each row, times in the unit of the model.
    segment : NDArray[np.intp]
        Index into `names`, shape (n_rows,).
    names : tuple of str
        Names of the segments, in the order of every result.
    repeat_amount : Array or None
        Sum of the amounts of the repeat orders of all customers of a row [currency], shape (n_rows,); None where
        amounts are not known.
    """

    history: History
    segment: NDArray[np.intp]
    names: tuple[str, ...]
    repeat_amount: Array | None

    @property
    def n_segments(self) -> int:
        """Number of segments, those without customers included."""
        return len(self.names)

    @property
    def customers(self) -> Array:
        """Customers of each segment, shape (n_segments,)."""
        return np.bincount(self.segment, weights=self.history.count, minlength=self.n_segments).astype(np.float64)

    @property
    def mean_spend(self) -> Array | None:
        """Mean amount of a repeat order of each row [currency], shape (n_rows,): 0 where nobody ordered again."""
        if self.repeat_amount is None:
            return None
        orders = self.history.frequency * self.history.count
        return np.divide(self.repeat_amount, orders, out=np.zeros_like(orders), where=orders > 0)


@dataclass(frozen=True, slots=True)
class SpendRows:
    """Customers by repeat orders and mean amount of one of them: what the Gamma-Gamma model is fitted on.

    Attributes
    ----------
    frequency : Array
        Repeat orders x, shape (n_rows,).
    mean_spend : Array
        Mean amount of a repeat order of a customer [currency], shape (n_rows,).
    count : Array
        Customers of each row, shape (n_rows,).
    """

    frequency: Array
    mean_spend: Array
    count: Array


def one_segment(history: History, repeat_amount: Array | None = None, name: str = "all") -> BaseRows:
    """A base that is not divided."""
    return BaseRows(history, np.zeros(history.frequency.size, dtype=np.intp), (name,), repeat_amount)


def checked(rows: BaseRows) -> BaseRows:
    """The rows themselves, if the arrays fit each other.

    Raises
    ------
    DataError
        With every fault: arrays of different lengths, segments out of range, amounts that are negative or unknown.
    """
    n_rows, found = rows.history.frequency.size, []
    if n_rows == 0:
        found.append(Problem("no_customers", "the base has no customers", accepted="at least one row"))
    if rows.segment.shape != (n_rows,):
        found.append(Problem("rows", f"{rows.segment.size} segments are stated for {n_rows} rows", path="segment"))
    elif n_rows and not (rows.segment.min() >= 0 and rows.segment.max() < len(rows.names)):
        accepted = f"0 to {len(rows.names) - 1}: the position in names"
        found.append(Problem("segment", "a row belongs to a segment without name", path="segment", accepted=accepted))
    amount = rows.repeat_amount
    if amount is not None and amount.shape != (n_rows,):
        found.append(Problem("rows", f"{amount.size} amounts are stated for {n_rows} rows", path="repeat_amount"))
    elif amount is not None and not np.all(np.isfinite(amount) & (amount >= 0)):
        accepted = "sums of the net amounts of repeat orders, 0 or more"
        found.append(Problem("amount", "an amount is negative or unknown", path="repeat_amount", accepted=accepted))
    if found:
        raise DataError(found)
    return rows
