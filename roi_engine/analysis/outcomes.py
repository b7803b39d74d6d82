"""Outcomes on common draws: checked at the door of every comparison, and cut into the replicates that carry the error.

Draws come in one row as consecutive, equally long replicates (independent scrambles of one point set); draw j of every
row is the same state of the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.analysis.replicates import AnalysisError
from roi_engine.errors import did_you_mean
from roi_engine.uncertainty.precision import half_width

Array = NDArray[np.float64]

# Two sums of the same money in another order differ by less than this share of it: rounding, not a difference.
ROUNDING = 1e-12


class OutcomesError(AnalysisError):
    """Outcomes that cannot be compared: not paired, not finite, or not whole replicates."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over the draws and the half-width of its 95 % Monte Carlo error (nan from a single replicate)."""

    value: float
    error: float


def checked(names: Sequence[str], outcomes: ArrayLike, n_replicates: int) -> Array:
    """Outcomes of named rows, shape (n_rows, n_draws), as finite floats.

    Raises
    ------
    OutcomesError
        Names are missing or given twice, rows and names differ in number, a draw is not finite (the row is named), or
        the draws are not `n_replicates` equal replicates.
    """
    try:
        rows = np.asarray(outcomes, dtype=np.float64)
    except ValueError as fault:
        raise OutcomesError("rows differ in their number of draws; accepted: the same draws for all") from fault
    if rows.ndim != 2 or rows.shape[0] != len(names) or rows.size == 0:
        raise OutcomesError(f"{len(names)} names for outcomes of shape {rows.shape}; accepted: (n_names, n_draws)")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OutcomesError(f"names are given twice: {', '.join(twice)}")
    lost = [name for name, row in zip(names, rows, strict=True) if not np.isfinite(row).all()]
    if lost:
        raise OutcomesError(f"some draws are not finite numbers: {', '.join(lost)}")
    if n_replicates < 1 or rows.shape[1] % n_replicates:
        raise OutcomesError(f"{rows.shape[1]} draws are not {n_replicates} equal replicates")
    return rows


def place_of(name: str, names: Sequence[str]) -> int:
    """Row of a name.

    Raises
    ------
    OutcomesError
        There is no such name; the message offers the nearest.
    """
    if name not in names:
        hint = did_you_mean(name, names)
        raise OutcomesError("; ".join(part for part in (f"no outcomes are named {name!r}", hint) if part))
    return list(names).index(name)


def folded(draws: Array, n_replicates: int) -> Array:
    """Draws of shape (n_draws,) as (n_replicates, n_per_replicate)."""
    return draws.reshape(n_replicates, -1)


def estimate(draws: Array, n_replicates: int) -> Estimate:
    """Mean of draws, shape (n_draws,), with its Monte Carlo error from the replicates."""
    return Estimate(float(np.mean(draws)), half_width(folded(draws, n_replicates).mean(axis=1)))
