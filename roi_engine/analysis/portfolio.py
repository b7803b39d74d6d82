"""Members rolled up on shared draws: totals that tie, what diversification is worth, who earns most on its budget."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.analysis.outcomes import Estimate, checked, folded
from roi_engine.analysis.selection import checked_budgets
from roi_engine.uncertainty.precision import Spread, half_width, percentiles, summarise

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its budget and NPV [currency], and its mean NPV per unit of budget [1].

    `per_budget` of a member without a budget is inf, -inf or 0 with the sign of its mean.
    """

    id: str
    budget: float
    outcome: Spread
    per_budget: float


@dataclass(frozen=True, slots=True)
class Diversification:
    """What the members' risks cancel when they are held together [currency].

    `sd_saved` is the sum of the members' sd less the sd of the sum: 0 where they move as one, never negative.
    `p10_gained` is the P10 of the sum less the sum of the members' P10s: usually positive, since not every member has
    its bad year at once, but percentiles promise no sign. `saved_share` is `sd_saved` as a share of the sum of sd,
    nan where nothing varies.
    """

    sum_of_sds: float
    sd_of_sum: float
    sd_saved: Estimate
    saved_share: float
    sum_of_p10s: float
    p10_of_sum: float
    p10_gained: Estimate


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The sum of all members. `budget` is the sum of theirs, and the mean of `total` the sum of their means.

    `members` come in the order given; `ranking` lists them by mean NPV per unit of budget, highest first (then by mean
    NPV, then as given).
    """

    total: Spread
    budget: float
    members: tuple[Member, ...]
    ranking: tuple[str, ...]
    diversification: Diversification


def portfolio(members: Sequence[str], outcomes: ArrayLike, budgets: ArrayLike, n_replicates: int = 1) -> Portfolio:
    """Roll members up.

    Parameters
    ----------
    members
        Names, one or more.
    outcomes
        NPV [currency], shape (n_members, n_draws), on shared draws.
    budgets
        What each member ties up [currency], shape (n_members,), 0 or more: its cost in the initial column, or its peak
        funding as a positive amount.
    n_replicates
        Number of consecutive equal replicates among the draws.

    Raises
    ------
    OutcomesError
        Names given twice, draws that are not finite or not whole replicates, budgets that are negative, not finite or
        not one a member.
    """
    rows = checked(members, outcomes, n_replicates)
    spent = checked_budgets(members, budgets)
    total = rows.sum(axis=0)
    spreads = [summarise(folded(row, n_replicates)) for row in rows]
    each = tuple(
        Member(name, float(budget), spread, _per_budget(spread.mean, float(budget)))
        for name, budget, spread in zip(members, spent, spreads, strict=True)
    )
    ranked = sorted(each, key=lambda member: (-member.per_budget, -member.outcome.mean))
    return Portfolio(
        total=summarise(folded(total, n_replicates)),
        budget=math.fsum(spent),
        members=each,
        ranking=tuple(member.id for member in ranked),
        diversification=_diversification(rows, total, n_replicates),
    )


def _per_budget(mean: float, budget: float) -> float:
    """Mean NPV per unit of budget [1]; see `Member` for a budget of 0."""
    if budget > 0:
        return mean / budget
    return math.copysign(math.inf, mean) if mean else 0.0


def _diversification(rows: Array, total: Array, n_replicates: int) -> Diversification:
    """The two gains over all draws, with their errors from each replicate's own."""
    replicates = zip(np.split(rows, n_replicates, axis=1), np.split(total, n_replicates), strict=True)
    gains = np.array([(_sds(own) - _sd(summed), _p10(summed) - _p10s(own)) for own, summed in replicates])
    sum_of_sds, sd_of_sum = _sds(rows), _sd(total)
    sum_of_p10s, p10_of_sum = _p10s(rows), _p10(total)
    saved = max(0.0, sum_of_sds - sd_of_sum)  # below 0 by rounding at most (Minkowski)
    return Diversification(
        sum_of_sds=sum_of_sds,
        sd_of_sum=sd_of_sum,
        sd_saved=Estimate(saved, half_width(gains[:, 0])),
        saved_share=saved / sum_of_sds if sum_of_sds else math.nan,
        sum_of_p10s=sum_of_p10s,
        p10_of_sum=p10_of_sum,
        p10_gained=Estimate(p10_of_sum - sum_of_p10s, half_width(gains[:, 1])),
    )


def _sd(draws: Array) -> float:
    """Standard deviation of the draws, exactly 0 where they are all the same."""
    return 0.0 if draws.min() == draws.max() else float(np.std(draws))


def _sds(rows: Array) -> float:
    """Sum of the rows' standard deviations."""
    return math.fsum(_sd(row) for row in rows)


def _p10(draws: Array) -> float:
    """P10 of the draws."""
    return percentiles(draws, (10,))[10]


def _p10s(rows: Array) -> float:
    """Sum of the rows' P10s."""
    return math.fsum(_p10(row) for row in rows)
