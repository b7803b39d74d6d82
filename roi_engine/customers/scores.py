"""Scores of recency, frequency and amount: exact cut points from histograms, equal values always in one class.

A score runs from 1 to the number of classes, the best is the highest (Hughes 2012, Strategic Database Marketing,
4th ed.). Cut points are exact quantiles of integer keys, so that they do not depend on the order of the rows, and are
kept apart from the scores, so that a later scoring can use the same ones. Three keys, each the higher the better:
the day number of the last order (days since 1970-01-01), the number of order days, the amount in cents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.customers.cut_points import CLASSES, CutPoints, Kind, as_mapping, cut_points_of, day_number
from roi_engine.errors import DataError, Problem

__all__ = [
    "CLASSES", "CutPoints", "Histogram", "Kind", "Scores", "as_mapping", "cut_points_of", "cut_points_on", "day_number",
    "histogram_of", "independent_cuts", "nested_cuts", "quantile_cuts", "score_of", "scores_of",
]  # fmt: skip

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How many customers hold each key: distinct `values` ascending, `counts` > 0, both int64 of shape (n,)."""

    values: Integers
    counts: Integers

    def __post_init__(self) -> None:
        """Refuse what is not a histogram: a quantile of it would be wrong without a word."""
        fits = self.values.shape == self.counts.shape and self.values.ndim == 1
        if not fits or bool(np.any(np.diff(self.values) <= 0)) or bool(np.any(self.counts <= 0)):
            raise _refused("histogram", "keys must be distinct and ascending, each with a positive count")

    @property
    def n_customers(self) -> int:
        """Customers in all the keys."""
        return int(self.counts.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores 1..classes of each customer, int64 of shape (n,); `m` is None where no amounts are known."""

    r: Integers
    f: Integers
    m: Integers | None


def histogram_of(keys: ArrayLike, counts: ArrayLike | None = None) -> Histogram:
    """Histogram of integer keys in any order, shape (n,), each held by `counts` customers (one each by default).

    >>> histogram_of([3, 1, 3]).counts
    array([1, 2])
    """
    given = np.asarray(keys)
    weights = np.ones(given.shape, np.int64) if counts is None else np.asarray(counts).astype(np.int64)
    if given.size and given.dtype.kind not in "iu":
        raise _refused("histogram", f"keys must be whole numbers (days, order days, cents), not {given.dtype}")
    values, places = np.unique(given.astype(np.int64), return_inverse=True)
    totals = np.zeros(values.shape, np.int64)
    np.add.at(totals, places, weights)
    held = totals > 0
    return Histogram(values[held], totals[held])


def quantile_cuts(histogram: Histogram, classes: int = CLASSES) -> tuple[int, ...]:
    """Cut points of k classes: the keys at the quantiles 1/k .. (k-1)/k, shape (k-1,), ascending, ties repeated.

    The quantile is the smallest key that j/k of the customers do not exceed (the inverted distribution function of
    Hyndman and Fan 1996, The American Statistician 50:361, type 1; `percentile_disc` in SQL), found in whole numbers.
    One thing is added: no cut lies on the highest key while there is a lower one, so that the best key always
    scores k, however many customers share it. A key scores 1 + the number of cuts strictly below it (`score_of`):
    where many share the lowest key (one order) they score 1 and the classes next to it stay empty.

    >>> quantile_cuts(histogram_of([1, 1, 1, 1, 1, 1, 2, 2, 3, 9]))
    (1, 1, 1, 2)
    """
    _check_classes(classes)
    if not histogram.values.size:
        return (0,) * (classes - 1)
    below = np.cumsum(histogram.counts) * classes
    wanted = np.arange(1, classes, dtype=np.int64) * histogram.n_customers
    places = np.minimum(np.searchsorted(below, wanted), max(histogram.values.size - 2, 0))
    return tuple(int(value) for value in histogram.values[places])


def score_of(keys: ArrayLike, cuts: Sequence[int]) -> Integers:
    """Score of each key, shape (n,): 1 + the number of cut points strictly below it.

    >>> score_of([1, 2, 3, 9], (1, 1, 1, 2))
    array([1, 4, 5, 5])
    """
    return np.asarray(1 + np.searchsorted(np.asarray(cuts, np.int64), np.asarray(keys), side="left"), np.int64)


def independent_cuts(
    last_day: Histogram, orders: Histogram, cents: Histogram | None, scoring_date: date, classes: int = CLASSES
) -> CutPoints:
    """Cut points of recency, frequency and amount, each over the whole base.

    `last_day` [days since 1970-01-01], `orders` [order days], `cents` [1/100 currency], None where unknown.
    """
    monetary = () if cents is None else (quantile_cuts(cents, classes),)
    recency = _days_since(last_day, scoring_date, classes)
    return CutPoints("independent", classes, scoring_date, recency, (quantile_cuts(orders, classes),), monetary)


def nested_cuts(
    last_day: Histogram,
    orders: Callable[[int], Histogram],
    cents: Callable[[int, int], Histogram] | None,
    scoring_date: date,
    classes: int = CLASSES,
) -> CutPoints:
    """Cut points of frequency within each class of recency, and of amount within each class of both (Hughes).

    `orders(r)` and `cents(r, f)` give the histogram of the customers of those classes, empty where nobody is: a class
    of recency is known from the cuts of recency alone, so that a database may count them one after the other. A class
    that is empty now may hold somebody at the next scoring: it takes the cut points of the class around it.
    """
    recency = _days_since(last_day, scoring_date, classes)
    steps = range(1, classes + 1)
    frequency = _filled([orders(r) for r in steps], classes)
    if cents is None:
        return CutPoints("nested", classes, scoring_date, recency, frequency)
    amounts = [[cents(r, f) for f in steps] for r in steps]
    whole = [_merged(row) for row in amounts]
    monetary = tuple(
        cuts
        for row, inside in zip(amounts, whole, strict=True)
        for cuts in _filled(row, classes, inside if inside.values.size else _merged(whole))
    )
    return CutPoints("nested", classes, scoring_date, recency, frequency, monetary)


def cut_points_on(
    last_day: ArrayLike,
    orders: ArrayLike,
    cents: ArrayLike | None,
    scoring_date: date,
    *,
    kind: Kind = "independent",
    classes: int = CLASSES,
) -> CutPoints:
    """Independent or nested cut points of a base that is held in arrays of shape (n,), one place a customer."""
    days, counts = np.asarray(last_day, np.int64), np.asarray(orders, np.int64)
    amounts = None if cents is None else np.asarray(cents, np.int64)
    if kind == "fixed":
        raise _refused("kind", "fixed cut points are stated, not computed")
    if kind == "independent":
        money = None if amounts is None else histogram_of(amounts)
        return independent_cuts(histogram_of(days), histogram_of(counts), money, scoring_date, classes)
    r = score_of(days, quantile_cuts(histogram_of(days), classes))
    f = np.zeros_like(r)
    for each in range(1, classes + 1):
        inside = r == each
        f[inside] = score_of(counts[inside], quantile_cuts(histogram_of(counts[inside]), classes))

    def of_orders(at_r: int) -> Histogram:
        return histogram_of(counts[r == at_r])

    def of_cents(at_r: int, at_f: int) -> Histogram:
        return histogram_of(_known(amounts)[(r == at_r) & (f == at_f)])

    return nested_cuts(histogram_of(days), of_orders, None if amounts is None else of_cents, scoring_date, classes)


def scores_of(
    cuts: CutPoints, last_day: ArrayLike, orders: ArrayLike, cents: ArrayLike | None = None, *, at: date | None = None
) -> Scores:
    """Scores of customers, arrays of shape (n,), at a date: that of the cut points unless another is stated.

    Recency counts from the scoring date, so that the same cut points used later show how the base has aged.
    """
    r = score_of(last_day, cuts.last_day_cuts(at or cuts.scoring_date))
    f = _by_class(np.asarray(orders, np.int64), cuts.frequency, r - 1)
    if cents is None or not cuts.monetary:
        return Scores(r, f, None)
    return Scores(r, f, _by_class(np.asarray(cents, np.int64), cuts.monetary, (r - 1) * cuts.classes + f - 1))


def _by_class(keys: Integers, rows: tuple[tuple[int, ...], ...], row: Integers) -> Integers:
    """Scores under the row of cut points that holds for each customer; one row holds for all."""
    if len(rows) == 1:
        return score_of(keys, rows[0])
    cuts = np.asarray(rows, np.int64)[row]
    return np.asarray(1 + (cuts < keys[:, None]).sum(axis=1), np.int64)


def _merged(histograms: Sequence[Histogram]) -> Histogram:
    """All the customers of several histograms in one."""
    return histogram_of(
        np.concatenate([each.values for each in histograms]), np.concatenate([each.counts for each in histograms])
    )


def _filled(
    histograms: Sequence[Histogram], classes: int, around: Histogram | None = None
) -> tuple[tuple[int, ...], ...]:
    """Cut points of each histogram, of all of them (or of `around`) where one is empty."""
    whole = _merged(histograms) if around is None else around
    return tuple(quantile_cuts(each if each.values.size else whole, classes) for each in histograms)


def _days_since(last_day: Histogram, scoring_date: date, classes: int) -> tuple[int, ...]:
    """Cut points of recency as longest days since the last order, ascending: the first is that of the best class."""
    today = day_number(scoring_date)
    if last_day.values.size and int(last_day.values[-1]) > today:
        latest = date(1970, 1, 1) + timedelta(days=int(last_day.values[-1]))
        raise _refused("scoring_date", f"an order of {latest} lies after the scoring date {scoring_date}")
    # later than the cut = fewer days since than the cut, in whole days one less
    return tuple(today - cut - 1 for cut in reversed(quantile_cuts(last_day, classes)))


def _known(values: Integers | None) -> Integers:
    if values is None:
        raise _refused("cents", "amounts are needed for this score")
    return values


def _check_classes(classes: int) -> None:
    if not 2 <= classes <= 10:
        raise _refused("classes", f"{classes} classes", "2 to 10, 5 by default")


def _refused(path: str, message: str, accepted: str = "") -> DataError:
    return DataError([Problem("bad-score-input", message, path=path, accepted=accepted)])
