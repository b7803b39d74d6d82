"""Latency: the mean gap between the n-th and the next order, and the customers whose open gap has outgrown it.

A customer on the usual path needs no money spent; one whose silence exceeds what is usual after the n-th order trips a
wire (Novo 2004, Drilling Down, 3rd ed.). The usual wire hangs at 1.25 times the mean gap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

FACTOR = 1.25
_FEWEST_GAPS = 30  # the mean of fewer gaps moves by more than half their spread in one case of a hundred


@dataclass(frozen=True, slots=True, eq=False)
class Latency:
    """Gaps after the n-th order, shape (m,), n ascending: how many, their mean and standard deviation [days].

    `wire` [days] is the silence beyond which a customer with n orders is overdue. Where fewer than 30 gaps are known
    it comes from all the gaps from the first thin n on together (`pooled` is True there).
    """

    n: Integers
    count: Integers
    mean_gap: Array
    sd_gap: Array
    wire: Array
    pooled: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Overdue:
    """Customers by number of orders n, shape (m,) as in the latency; `overdue` of them are silent beyond the wire.

    Customers with more orders than any gap tells of are judged by the last wire and counted in the last place.
    """

    n: Integers
    customers: Integers
    overdue: Integers

    @property
    def share(self) -> float:
        """Overdue customers as a share of all; nan of nobody."""
        total = int(self.customers.sum())
        return int(self.overdue.sum()) / total if total else math.nan


def latency(n: ArrayLike, count: ArrayLike, mean_gap: ArrayLike, sd_gap: ArrayLike, factor: float = FACTOR) -> Latency:
    """Trip wires from aggregates of shape (m,): after the n-th order, `count` gaps of mean and sd [days].

    The wire is `factor` times the mean gap. Gaps still open are not in the mean, so that a young log has wires that
    hang too low; they are for watching, not for counting the lost. DataError where there is no gap, or one that is
    not positive.
    """
    order = np.argsort(np.asarray(n, np.int64), kind="stable")
    orders, counts = (np.asarray(each, np.int64)[order] for each in (n, count))
    means, spreads = (np.asarray(each, np.float64)[order] for each in (mean_gap, sd_gap))
    if not counts.size or np.any(np.diff(orders) == 0) or np.any(counts <= 0) or not np.all(means > 0):
        accepted = "one row for each n, with a positive count and mean gap: somebody must have ordered twice"
        raise DataError([Problem("bad-gaps", "no usable gaps between orders", path="gaps", accepted=accepted)])
    thin = counts < _FEWEST_GAPS
    first = int(np.argmax(thin)) if thin.any() else counts.size
    pooled = np.arange(counts.size) >= first
    together = counts @ means / counts.sum() if first == 0 else 0.0
    if 0 < first < counts.size:
        tail = slice(first, None) if counts[first:].sum() >= _FEWEST_GAPS else slice(first - 1, None)
        together = counts[tail] @ means[tail] / counts[tail].sum()
    return Latency(orders, counts, means, spreads, factor * np.where(pooled, together, means), pooled)


def overdue(wires: Latency, n: ArrayLike, silent_days: ArrayLike, customers: ArrayLike | None = None) -> Overdue:
    """Customers whose open gap exceeds the wire of their number of orders.

    Rows of shape (m,): number of orders so far, days since the last one, customers of the row (one each). A number of
    orders without a wire of its own takes the next lower one; below the lowest, the lowest.
    """
    orders, silent = np.asarray(n, np.int64), np.asarray(silent_days, np.float64)
    weight = np.ones(orders.shape, np.int64) if customers is None else np.asarray(customers, np.int64)
    places = np.maximum(np.searchsorted(wires.n, orders, side="right") - 1, 0)
    size = wires.n.size
    late = silent > wires.wire[places]
    total = np.bincount(places, weight, size).astype(np.int64)
    return Overdue(wires.n, total, np.bincount(places, weight * late, size).astype(np.int64))
