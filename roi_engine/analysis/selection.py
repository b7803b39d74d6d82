"""Which members to fund under a capital limit: the set with the highest expected NPV, exactly.

A 0/1 knapsack, solved by the list of efficient sets (Nemhauser & Ullmann 1969, Management Science 15:494): member by
member, keep only the sets for which no cheaper one is worth as much, and drop those that cannot catch up with the best
one known even if the rest of the money bought fractions of members (Dantzig's bound). Twenty members make 2^20 sets at
most; with many more the list stays short, unless value and budget are nearly proportional.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.analysis.outcomes import ROUNDING, OutcomesError, checked
from roi_engine.errors import RoiEngineError

Array = NDArray[np.float64]
Places = NDArray[np.intp]

CAPACITY = 2**20


class SelectionError(RoiEngineError, RuntimeError):
    """More sets of members are efficient at once than can be kept."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen members and those left out, in the order given.

    `value` is the mean NPV of the chosen, `budget` what they tie up, `unused` what that leaves of `limit` [currency];
    `limit` and `unused` are inf where capital has no limit.
    """

    members: tuple[str, ...]
    left_out: tuple[str, ...]
    value: float
    budget: float
    limit: float
    unused: float


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Members worth funding, best value per budget first. `spent`, `earned`: running sums from 0, one longer."""

    places: Places
    budget: Array
    value: Array
    spent: Array
    earned: Array

    def bound(self, budget: Array, value: Array, stage: int, limit: float) -> Array:
        """Most that sets of the members before `stage` can still become, if members could be bought in part."""
        reach = np.minimum(self.spent[stage] + np.maximum(limit - budget, 0.0), self.spent[-1])
        whole = np.minimum(np.searchsorted(self.spent, reach, side="right") - 1, self.budget.size - 1)
        part = (reach - self.spent[whole]) * (self.value[whole] / self.budget[whole])
        most: Array = value + (self.earned[whole] - self.earned[stage]) + part
        return most


@dataclass(frozen=True, slots=True)
class _Frontier:
    """Efficient sets, cheapest first, each worth more than the one before.

    `parent` is the set it came from, one member earlier; `added` whether it took that member.
    """

    budget: Array
    value: Array
    parent: Places
    added: NDArray[np.bool_]


def checked_budgets(members: Sequence[str], budgets: ArrayLike) -> Array:
    """Budgets [currency] as floats, shape (n_members,).

    Raises
    ------
    OutcomesError
        Not one a member, negative or not finite.
    """
    spent = np.asarray(budgets, dtype=np.float64)
    if spent.shape != (len(members),):
        raise OutcomesError(f"{len(members)} members for budgets of shape {spent.shape}; accepted: one a member")
    wrong = [name for name, budget in zip(members, spent, strict=True) if not 0 <= budget < math.inf]
    if wrong:
        raise OutcomesError(f"budgets are negative or not finite: {', '.join(wrong)}; accepted: 0 or more")
    return spent


def select(members: Sequence[str], values: ArrayLike, budgets: ArrayLike, limit: float) -> Selection:
    """The affordable set of members with the highest total value.

    Parameters
    ----------
    members
        Names, one or more.
    values
        Mean NPV of each [currency], shape (n_members,). A member that is worth nothing or less is never chosen.
    budgets
        What each ties up [currency], shape (n_members,), 0 or more.
    limit
        Capital [currency], 0 or more; inf for no limit. Sums may exceed it by rounding alone (a relative 1e-12).

    Returns
    -------
    Selection
        Among sets of equal value (to rounding) the one with the smaller budget; among equals in both, the one with the
        members of higher value per budget, then those named earlier.

    Raises
    ------
    OutcomesError
        Names, values or budgets are not usable, or the limit is negative or not a number.
    SelectionError
        More than 2^20 efficient sets at once: cannot happen with 20 members or fewer.
    """
    worth = checked(members, np.asarray(values, dtype=np.float64).reshape(-1, 1), 1)[:, 0]
    spent = checked_budgets(members, budgets)
    if not limit >= 0:
        raise OutcomesError(f"the capital limit is {limit:g}; accepted: 0 or more")
    affordable = min(limit, math.fsum(spent)) * (1 + ROUNDING)
    free = np.flatnonzero((worth > 0) & (spent == 0))
    paid = _candidates(worth, spent, affordable)
    chosen = {*free.tolist(), *paid.places[_best(paid, affordable)].tolist()}
    budget = math.fsum(spent[sorted(chosen)])
    return Selection(
        members=tuple(name for place, name in enumerate(members) if place in chosen),
        left_out=tuple(name for place, name in enumerate(members) if place not in chosen),
        value=math.fsum(worth[sorted(chosen)]),
        budget=budget,
        limit=limit,
        unused=max(0.0, limit - budget),
    )


def _candidates(worth: Array, spent: Array, limit: float) -> _Candidates:
    """Members that cost something, can be paid and raise the total."""
    places = np.flatnonzero((worth > 0) & (spent > 0) & (spent <= limit))
    places = places[np.argsort(-worth[places] / spent[places], kind="stable")]
    budget, value = spent[places], worth[places]
    return _Candidates(
        places, budget, value, np.concatenate(([0.0], np.cumsum(budget))), np.concatenate(([0.0], np.cumsum(value)))
    )


def _best(candidates: _Candidates, limit: float) -> Places:
    """Positions, among the candidates, of the best affordable set."""
    if candidates.budget.size == 0:
        return np.empty(0, dtype=np.intp)
    slack = ROUNDING * float(candidates.earned[-1])
    known = _greedy(candidates, limit)
    frontier = _Frontier(np.zeros(1), np.zeros(1), np.zeros(1, np.intp), np.zeros(1, np.bool_))
    stages = []
    for stage in range(candidates.budget.size):
        frontier = _extended(frontier, candidates, stage, limit, known - slack)
        known = max(known, float(frontier.value[-1]))
        stages.append(frontier)
    place = int(np.argmax(frontier.value >= frontier.value[-1] - slack))
    chosen = []
    for stage in reversed(range(len(stages))):
        if stages[stage].added[place]:
            chosen.append(stage)
        place = int(stages[stage].parent[place])
    return np.array(chosen, dtype=np.intp)


def _greedy(candidates: _Candidates, limit: float) -> float:
    """Value of taking each member in turn that can still be paid [currency]: what any better set must reach."""
    budget = value = 0.0
    for cost, gain in zip(candidates.budget.tolist(), candidates.value.tolist(), strict=True):
        if budget + cost <= limit:
            budget, value = budget + cost, value + gain
    return value


def _extended(frontier: _Frontier, candidates: _Candidates, stage: int, limit: float, least: float) -> _Frontier:
    """Efficient sets after one more member, without those that can no longer come to be worth `least`."""
    n_sets = frontier.budget.size
    budget = np.concatenate((frontier.budget, frontier.budget + candidates.budget[stage]))
    value = np.concatenate((frontier.value, frontier.value + candidates.value[stage]))
    alive = np.flatnonzero((budget <= limit) & (candidates.bound(budget, value, stage + 1, limit) >= least))
    alive = alive[np.lexsort((-value[alive], budget[alive]))]
    highest = np.maximum.accumulate(value[alive])
    efficient = alive[np.concatenate(([True], highest[1:] > highest[:-1]))]
    if efficient.size > CAPACITY:
        raise SelectionError(
            f"{candidates.budget.size} members leave more than {CAPACITY} efficient sets under this limit; accepted: "
            "20 members, or more where value and budget are less alike (merge the small ones)"
        )
    return _Frontier(budget[efficient], value[efficient], efficient % n_sets, efficient >= n_sets)
