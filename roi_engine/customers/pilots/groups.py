"""Several comparisons of one pilot: its segments, or its arms against one control, with multiplicity under control."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from roi_engine.customers.pilots.checks import checked_lengths, checked_outcome
from roi_engine.customers.pilots.contrasts import Contrast, difference_in_means
from roi_engine.errors import DataError, Problem, did_you_mean

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupContrast:
    """A contrast of one segment or arm, with its p-value after Holm's correction over all of them."""

    name: str
    contrast: Contrast
    p_holm: float


@dataclass(frozen=True, slots=True)
class GroupContrasts:
    """All contrasts, the groups too small to compare, and whether the differences differ (Cochran's Q).

    `p_alike` [1] is the chance of differences this unlike, were they all the same: without a small one, what differs
    between the groups is noise. It supposes independent groups, so that it is nan for arms that share one control, and
    nan for fewer than two groups.
    """

    contrasts: tuple[GroupContrast, ...]
    left_out: tuple[str, ...]
    p_alike: float


def holm(p_values: Sequence[float]) -> Array:
    """Holm's step-down correction (1979): adjusted p-values in the order given, nan left nan and not counted.

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    counted = np.flatnonzero(~np.isnan(p))
    order = counted[np.argsort(p[counted], kind="stable")]
    stepped = p[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return adjusted


def contrasts_by_segment(
    outcome: ArrayLike, is_treated: ArrayLike, segment: ArrayLike, *, arm: str = "treated", level: float = 0.95
) -> GroupContrasts:
    """Welch's difference within each segment, segments in the order of their names.

    A segment with fewer than two customers in an arm is left out and named. The intervals are those of each segment
    by itself; the corrected p-values hold for all together.
    """
    y = checked_outcome(outcome, "outcome")
    treated, segments = np.asarray(is_treated, dtype=np.bool_), _labels(segment)
    checked_lengths(y.size, is_treated=treated.size, segment=segments.size)
    found, left_out = [], []
    for name in np.unique(segments):
        inside = segments == name
        arms = y[inside & treated], y[inside & ~treated]
        if min(arms[0].size, arms[1].size) < 2:
            left_out.append(str(name))
        else:
            found.append((str(name), difference_in_means(*arms, arm=arm, level=level)))
    return GroupContrasts(_tested(found), tuple(left_out), _chance_of_alike([contrast for _, contrast in found]))


def contrasts_against_control(
    outcome: ArrayLike, arm: ArrayLike, control: str, *, level: float = 0.95
) -> GroupContrasts:
    """Welch's difference of every other arm against the arm named `control`, arms in the order of their names.

    The arms share one control, so that their differences move together: their sum has a larger error than the errors
    of each suggest. DataError where no customer is in the control.
    """
    y, arms = checked_outcome(outcome, "outcome"), _labels(arm)
    checked_lengths(y.size, arm=arms.size)
    names = [str(name) for name in np.unique(arms)]
    if control not in names:
        hint = did_you_mean(control, names)
        said, accepted = f"no customer is in the arm '{control}'", "accepted: " + ", ".join(names)
        raise DataError([Problem("control", said, accepted=accepted, hint=hint)])
    labels = arms.astype(str)
    base = y[labels == control]
    sizes = {name: int((labels == name).sum()) for name in names if name != control}
    found = [
        (name, difference_in_means(y[labels == name], base, arm=name, level=level))
        for name, size in sizes.items()
        if size >= 2
    ]
    return GroupContrasts(_tested(found), tuple(name for name, size in sizes.items() if size < 2), math.nan)


def _labels(column: ArrayLike) -> NDArray[Any]:
    """Labels that can be sorted: a column of objects, with a missing label among them, becomes text."""
    labels = np.asarray(column)
    return labels.astype(str) if labels.dtype.kind == "O" else labels


def _tested(found: Sequence[tuple[str, Contrast]]) -> tuple[GroupContrast, ...]:
    adjusted = holm([contrast.p_value for _, contrast in found])
    return tuple(GroupContrast(name, contrast, float(p)) for (name, contrast), p in zip(found, adjusted, strict=True))


def _chance_of_alike(contrasts: Sequence[Contrast]) -> float:
    """Tail of Cochran's Q (1954, Biometrics 10) over the contrasts that have an error."""
    measured = [contrast for contrast in contrasts if contrast.se > 0]
    if len(measured) < 2:
        return math.nan
    difference = np.array([contrast.difference for contrast in measured])
    weight = np.array([contrast.se for contrast in measured]) ** -2.0
    mean = weight @ difference / weight.sum()
    return float(chdtrc(len(measured) - 1, weight @ (difference - mean) ** 2))
