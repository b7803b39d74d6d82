"""The change between two scorings with the same cut points: who moved where, who rose and who fell.

With ranks computed anew at each date the mean score of a base cannot move; with cut points frozen at the first date a
closed base falls without any CRM, because it ages. So what the CRM did is told by `drift` alone: the change of the
treated customers minus that of a control group.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.customers.drift import (
    Effect,
    difference_from_drift,
    difference_in_differences,
    imbalance,
    smallest_detectable_difference,
)
from roi_engine.customers.pairs import Measure, Pairs, arm_of, loss, score_change
from roi_engine.customers.segments import SegmentTable, segment_of, shipped_segments

__all__ = [
    "Directions", "Effect", "MeanScores", "Measure", "Pairs", "TransitionMatrix", "arm_of", "difference_from_drift",
    "difference_in_differences", "directions", "imbalance", "loss", "mean_scores", "score_change", "score_transitions",
    "segment_transitions", "smallest_detectable_difference", "transition_matrix",
]  # fmt: skip

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
_COLUMNS = {"r": 0, "f": 1, "m": 2}


@dataclass(frozen=True, slots=True, eq=False)
class TransitionMatrix:
    """Customers from each class (row) to each class (column) of the two dates, new and lost ones apart.

    `counts` [customers] has shape (n, n) in the order of `labels`; `new`, shape (n,), by class after; `lost`, shape
    (n,), by class before.
    """

    labels: tuple[str, ...]
    counts: Integers
    new: Integers
    lost: Integers

    @property
    def shares(self) -> Array:
        """Share of each class's staying customers that went to each class, shape (n, n); 0 where it held nobody."""
        held = self.counts.sum(axis=1, keepdims=True)
        return np.asarray(self.counts / np.maximum(held, 1))


@dataclass(frozen=True, slots=True)
class Directions:
    """Customers whose score rose, stayed or fell, those who came and those who left apart."""

    rising: int
    flat: int
    falling: int
    new: int
    lost: int

    @property
    def shares(self) -> tuple[float, float, float]:
        """Rising, flat and falling as shares of the customers of both dates; nan where there are none."""
        stayed = self.rising + self.flat + self.falling
        if not stayed:
            return math.nan, math.nan, math.nan
        return self.rising / stayed, self.flat / stayed, self.falling / stayed


@dataclass(frozen=True, slots=True)
class MeanScores:
    """Mean scores (r, f, m) at both dates over the customers of both; m is nan without amounts, all nan with nobody."""

    n_customers: int
    before: tuple[float, float, float]
    after: tuple[float, float, float]


def transition_matrix(
    before: ArrayLike, after: ArrayLike, count: ArrayLike, labels: tuple[str, ...]
) -> TransitionMatrix:
    """Customers by class at two dates, shape (n,); classes count from 1 in the order of `labels`, 0 = not there."""
    size = len(labels) + 1
    full = np.zeros((size, size), np.int64)
    np.add.at(full, (np.asarray(before, np.intp), np.asarray(after, np.intp)), np.asarray(count, np.int64))
    return TransitionMatrix(labels, full[1:, 1:], full[0, 1:], full[1:, 0])


def score_transitions(pairs: Pairs, score: Literal["r", "f", "m"], classes: int = 5) -> TransitionMatrix:
    """Customers from each class of one score to each class of it."""
    column = _COLUMNS[score]
    labels = tuple(str(place) for place in range(1, classes + 1))
    return transition_matrix(pairs.before[:, column], pairs.after[:, column], pairs.count, labels)


def segment_transitions(pairs: Pairs, classes: int = 5, table: SegmentTable | None = None) -> TransitionMatrix:
    """Customers from each named segment to each; the labels are the segments' names."""
    table = table or shipped_segments()
    before, after = (_segment_places(scores, classes, table) for scores in (pairs.before, pairs.after))
    return transition_matrix(before, after, pairs.count, table.names)


def directions(pairs: Pairs, measure: Measure = "rf") -> Directions:
    """Rising, flat and falling customers by the sign of the change of R + F, or of R alone."""
    change = score_change(pairs, measure)
    there = (change > 0, change == 0, change < 0, pairs.new, pairs.lost)
    return Directions(*(int(pairs.count[held].sum()) for held in there))


def mean_scores(pairs: Pairs) -> MeanScores:
    """Mean R, F and M at both dates of the customers that are there at both."""
    held = pairs.stayed
    weight = pairs.count[held]
    n = int(weight.sum())
    before, after = (_means(scores[held], weight) for scores in (pairs.before, pairs.after))
    return MeanScores(n, before, after)


def _segment_places(scores: Integers, classes: int, table: SegmentTable) -> Integers:
    """Place of the segment counted from 1, 0 where the customer is not there."""
    there = scores[:, 0] > 0
    places = np.zeros(len(scores), np.int64)
    r, f, m = scores[there].T
    places[there] = 1 + segment_of(r, f, m if m.any() else None, classes=classes, table=table)
    return places


def _means(scores: Integers, weight: Integers) -> tuple[float, float, float]:
    n = int(weight.sum())
    if not n:
        return math.nan, math.nan, math.nan
    r, f, m = (weight @ scores) / n
    return float(r), float(f), float(m) if m else math.nan
