"""What every measure of a pilot asks of its columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import DataError, Problem

Array = NDArray[np.float64]


def checked_outcome(outcome: ArrayLike, name: str, *, at_least: int = 2) -> Array:
    """The outcomes of one arm as floats, shape (n,); DataError where they are too few or not all finite numbers."""
    y = np.asarray(outcome, dtype=np.float64)
    if y.ndim != 1 or y.size < at_least:
        said = f"{name}: {y.size} customers" if y.ndim == 1 else f"{name}: not one row of outcomes"
        raise DataError([Problem("too-few", said, accepted=f"accepted: {at_least} customers or more in an arm")])
    broken = ~np.isfinite(y)
    if broken.any():
        n_broken, row = int(broken.sum()), int(np.argmax(broken)) + 1
        said = f"{name}: {n_broken} outcomes are missing or infinite, the first in row {row}"
        hint = "a customer who did nothing counts with 0; one who could not be measured must be left out of every arm"
        raise DataError([Problem("not-a-number", said, accepted="accepted: finite numbers", hint=hint)])
    return y


def checked_level(level: float) -> float:
    """The level of an interval; DataError where it is not inside 0 to 1."""
    if not 0 < level < 1:
        hint = "write 95 % as 0.95" if 1 < level < 100 else ""
        said = f"the level {level:g} is not a share"
        raise DataError([Problem("level", said, accepted="accepted: 0 to 1", hint=hint)])
    return float(level)


def checked_lengths(n_customers: int, **columns: int) -> None:
    """DataError where a column, given by its name and length, is not as long as the outcome."""
    problems = [
        Problem("length", f"{name} has {n} rows, the outcome {n_customers}", accepted="accepted: one row a customer")
        for name, n in columns.items()
        if n != n_customers
    ]
    if problems:
        raise DataError(problems)
