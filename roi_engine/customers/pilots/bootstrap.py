"""The interval of a difference in means from resampling, for outcomes too skewed to trust a formula."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from roi_engine.customers.pilots.checks import checked_level, checked_outcome

Array = NDArray[np.float64]
NUMBERS_AT_ONCE = 2_000_000
FEW_VALUES = 10  # with this many customers to a distinct value, counting values is faster than picking customers


@dataclass(frozen=True, slots=True)
class BootstrapInterval:
    """Percentile interval of a difference in means [unit of the outcome]; `se` is the spread of the resamples."""

    difference: float
    se: float
    lower: float
    upper: float
    level: float
    n_resamples: int


def bootstrap_difference(
    treated: ArrayLike, control: ArrayLike, generator: Generator, *, n_resamples: int = 2000, level: float = 0.95
) -> BootstrapInterval:
    """Percentile bootstrap (Efron & Tibshirani 1993, chapter 13): each arm resampled with its own size.

    The same generator state and the same customers, in any order, give the same interval.
    """
    level = checked_level(level)
    arms = checked_outcome(treated, "treated"), checked_outcome(control, "control")
    of_treated, of_control = (_resampled_means(y, n_resamples, generator) for y in arms)
    differences = of_treated - of_control
    lower, upper = np.quantile(differences, [(1 - level) / 2, (1 + level) / 2])
    return BootstrapInterval(
        float(arms[0].mean() - arms[1].mean()),
        float(differences.std(ddof=1)),
        float(lower),
        float(upper),
        level,
        n_resamples,
    )


def _resampled_means(outcome: Array, n_resamples: int, generator: Generator) -> Array:
    """Means of resamples, shape (n_resamples,), in blocks of bounded memory.

    How often each distinct value comes up in a resample is multinomial: the same law as picking customers one by one.
    """
    n = outcome.size
    values, counts = np.unique(outcome, return_counts=True)
    by_value = values.size * FEW_VALUES <= n
    block = max(NUMBERS_AT_ONCE // (values.size if by_value else n), 1)
    ordered = np.sort(outcome)
    means: Array = np.empty(n_resamples)
    for begin in range(0, n_resamples, block):
        size = min(block, n_resamples - begin)
        if by_value:
            drawn = generator.multinomial(n, counts / n, size=size) @ values / n
        else:
            drawn = ordered[generator.integers(n, size=(size, n))].mean(axis=1)
        means[begin : begin + size] = drawn
    return means
