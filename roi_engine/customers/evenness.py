"""How even the classes of a score became: equal values stay together, so ties make classes uneven or empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from roi_engine.customers.scores import Histogram, score_of

_NOTABLE = 0.05  # a class further than this from 1/k is worth a word


@dataclass(frozen=True, slots=True)
class Evenness:
    """Share of the customers in each class, 1 first, beside the 1/k that even classes would hold.

    `empty` are the classes that nobody is in; `tied_share` is the share of customers whose value sits on a quantile
    that falls inside a tie, that is whose score would hang on the order of the rows if ties were broken by it.
    """

    shares: tuple[float, ...]
    empty: tuple[int, ...]
    tied_share: float

    @property
    def furthest(self) -> float:
        """Largest distance of a class's share from 1/k."""
        return max(abs(share - 1 / len(self.shares)) for share in self.shares)

    @property
    def uneven(self) -> int | None:
        """The class whose share is furthest from 1/k, 1 first; None where all are close to it."""
        k = len(self.shares)
        if self.furthest <= _NOTABLE:
            return None
        return 1 + max(range(k), key=lambda each: abs(self.shares[each] - 1 / k))


def evenness(histogram: Histogram, cuts: Sequence[int]) -> Evenness:
    """Evenness of the classes that cut points (k-1 of them) make of a base."""
    k = len(cuts) + 1
    scores = score_of(histogram.values, cuts)
    held = np.bincount(scores - 1, weights=histogram.counts, minlength=k)
    total = max(histogram.n_customers, 1)
    empty = tuple(place + 1 for place in range(k) if held[place] == 0)
    return Evenness(tuple(float(each) / total for each in held), empty, _tied_share(histogram, k))


def _tied_share(histogram: Histogram, classes: int) -> float:
    """Share of the customers on values that a quantile cuts through: more than one of them, on both its sides."""
    if not histogram.values.size:
        return 0.0
    through = np.cumsum(histogram.counts) * classes
    before = through - histogram.counts * classes
    wanted = np.arange(1, classes) * histogram.n_customers
    # strictly inside: at least one whole customer on either side of the quantile
    inside = (before[:, None] + classes <= wanted) & (wanted <= through[:, None] - classes)
    return float(histogram.counts[inside.any(axis=1)].sum() / histogram.n_customers)
