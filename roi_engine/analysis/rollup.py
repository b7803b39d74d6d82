"""A portfolio of scenarios: totals that tie, what diversification is worth, and the best use of limited capital."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from roi_engine.analysis import portfolio as rolled
from roi_engine.analysis.common_draws import common_dimensions, replicates_of, simulate_together
from roi_engine.analysis.goals import Goals, goal_chances
from roi_engine.analysis.selection import Selection, select
from roi_engine.engine import Result
from roi_engine.scenario.records import Portfolio


@dataclass(frozen=True, slots=True)
class Rollup:
    """The members together. `results` by member; `total` and its members' shares are in `portfolio`.

    A member's budget is its deepest funding need in the base case. `by_year` sums the members' base cases (benefits,
    costs, net; initial first). `selection` is None without a capital limit; `goals` of the members that have any.
    """

    portfolio: Portfolio
    results: Mapping[str, Result]
    rolled: rolled.Portfolio
    base_npv: float
    npv_positive: float
    by_year: Mapping[str, tuple[float, ...]]
    selection: Selection | None
    goals: Mapping[str, Goals] = field(default_factory=dict)


def roll_up(portfolio: Portfolio, executor: Executor | None = None) -> Rollup:
    """Simulate all members on draws in which shared assumptions have one fate, and add them up.

    Raises ModelError where a line of a member has no finite value.
    """
    scenarios = {member.id: member.scenario for member in portfolio.members}
    found = simulate_together(scenarios, executor, portfolio.shared)
    names = list(scenarios)
    outcomes = np.array([result.draws["npv"] for result in found])
    budgets = [-result.base.peak_funding for result in found]
    limit = portfolio.capital_limit
    return Rollup(
        portfolio=portfolio,
        results=dict(zip(names, found, strict=True)),
        rolled=rolled.portfolio(names, outcomes, budgets, replicates_of(found)),
        base_npv=math.fsum(result.base.npv for result in found),
        npv_positive=float(np.mean(outcomes.sum(axis=0) > 0)),
        by_year={
            name: tuple(math.fsum(column) for column in zip(*(getattr(r.by_year, name) for r in found), strict=True))
            for name in ("benefits", "costs", "net", "cumulative")
        },
        selection=None if limit is None else select(names, outcomes.mean(axis=1), budgets, limit),
        goals=_goals(portfolio, dict(zip(names, found, strict=True))),
    )


def _goals(portfolio: Portfolio, results: Mapping[str, Result]) -> Mapping[str, Goals]:
    """The goals of each member that has any, on the draws of its own result."""
    if not any(member.scenario.goals for member in portfolio.members):
        return {}
    scenarios = {member.id: member.scenario for member in portfolio.members}
    dimensions = dict(zip(scenarios, common_dimensions(scenarios, portfolio.shared), strict=True))
    found = {name: goal_chances(result.scenario, dimensions=dimensions[name]) for name, result in results.items()}
    return {name: goals for name, goals in found.items() if goals is not None}
