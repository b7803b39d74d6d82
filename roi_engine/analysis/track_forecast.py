"""What the case is worth now: history as it was booked, the future by the draws that agree with it.

Actual money of the observed lines takes the place of their planned money in the observed periods; all else is taken
from draws that are weighted by the likelihood of what was observed, or moved to it where too few agree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from roi_engine.analysis.track_likelihood import Followed
from roi_engine.analysis.track_plan import Course, Paths, course_of, lines_of
from roi_engine.finance.discounting import present_value
from roi_engine.finance.recovery import cumulative, payback
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array

LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Outlook:
    """NPV [currency] and payback [month] over draws.

    `positive` and `paid_back` are the chances of a positive NPV and of a payback within the horizon; `payback_months`
    is the median, nan where most draws have none. `error` is the standard error of the mean from the number of draws.
    """

    mean: float
    sd: float
    p10: float
    p50: float
    p90: float
    error: float
    positive: float
    payback_months: float
    paid_back: float

    @property
    def width(self) -> float:
        """Distance from P10 to P90."""
        return self.p90 - self.p10


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """Net flows of draws [currency]: the initial column (n_draws,), the periods (n_draws, n_periods), and NPV."""

    initial: Array
    periods: Array
    npv: Array


def outlook(flows: Flows, months: int, weights: Array | None = None) -> Outlook:
    """The outlook of weighted draws (all alike without weights); `months` is the length of a period."""
    n_draws = flows.npv.size
    w = np.full(n_draws, 1.0 / n_draws) if weights is None else weights
    back = payback(cumulative(flows.initial, flows.periods), float(months)).sortable
    mean = float(w @ flows.npv)
    sd = math.sqrt(max(float(w @ (flows.npv - mean) ** 2), 0.0))
    low, middle, high = weighted_quantiles(flows.npv, w, LEVELS)
    months_back = float(weighted_quantiles(back, w, (0.5,))[0])
    return Outlook(
        mean=mean,
        sd=sd,
        p10=low,
        p50=middle,
        p90=high,
        error=sd * math.sqrt(float(w @ w)),
        positive=float(w[flows.npv > 0].sum()),
        payback_months=months_back if math.isfinite(months_back) else math.nan,
        paid_back=float(w[np.isfinite(back)].sum()),
    )


def weighted_quantiles(values: Array, weights: Array, levels: Sequence[float]) -> list[float]:
    """Quantiles of weighted values, each value in the middle of its weight, straight lines between (infinite: none)."""
    order = np.argsort(values, kind="stable")
    ordered, own = values[order], weights[order]
    middles = np.cumsum(own) - 0.5 * own
    if np.isfinite(ordered[-1]):
        return [float(each) for each in np.interp(levels, middles, ordered)]
    places = np.minimum(np.searchsorted(middles, levels), ordered.size - 1)
    return [float(each) for each in ordered[places]]


def planned_flows(paths: Paths, scenario: Scenario) -> Flows:
    """The flows of draws as they are planned."""
    initial, periods = np.zeros(len(paths.factors)), np.zeros(paths.factors.shape)
    for line in scenario.lines:
        sign = -1.0 if line.category == "cost" else 1.0
        initial += sign * paths.initials[line.id]
        periods += sign * paths.amounts[line.id]
    return Flows(initial, periods, present_value(initial, periods, paths.factors))


def flows_with_history(
    paths: Paths, followed: Sequence[Followed], scenario: Scenario, generator: np.random.Generator | None
) -> Flows:
    """The flows of draws with actual money where there is any.

    What is not yet observed of an observed line goes on with the lasting part of its noise, as far as the actuals show
    it, and with scatter from month to month; without a generator it is as the draws have it. A total stands for its
    lines where none of them was observed.
    """
    planned = planned_flows(paths, scenario)
    initial, periods = planned.initial.copy(), planned.periods.copy()
    for each in counted(followed, scenario):
        thing = each.observed.thing
        sign = -1.0 if thing.better == "down" else 1.0
        course = course_of(thing, paths, scenario)
        if each.observed.has_initial:
            initial += sign * (each.observed.initial - course.initial)
        periods += sign * (_actual(each, course, generator) - course.periods)
    return Flows(initial, periods, present_value(initial, periods, paths.factors))


def counted(followed: Sequence[Followed], scenario: Scenario) -> list[Followed]:
    """The lines and totals whose actuals are money of the account, none of it twice."""
    seen = {each.observed.thing.id for each in followed if each.observed.thing.kind == "line"}
    return [
        each
        for each in followed
        if each.observed.thing.kind == "line"
        or (each.observed.thing.kind == "total" and seen.isdisjoint(lines_of(each.observed.thing, scenario)))
    ]


def _carried(steps: Array, share: float) -> Array:
    """An autoregression of the first order with unit variance, along the periods, from independent `steps`."""
    fresh = math.sqrt(1.0 - share**2)
    for period in range(1, steps.shape[1]):
        steps[:, period] = share * steps[:, period - 1] + fresh * steps[:, period]
    return steps


def _actual(each: Followed, course: Course, generator: np.random.Generator | None) -> Array:
    """The periods of one thing: as observed, else as each draw has them with the noise of the thing."""
    found = course.periods.copy()
    if generator is not None and each.observed.periods.size:
        mean, sd = each.lasting_part(course)
        lasting = mean + sd * generator.standard_normal(mean.size)
        found += each.noise.reach * lasting[:, None]
        found += each.noise.monthly * _carried(generator.standard_normal(found.shape), each.noise.carried)
    found[:, each.observed.periods] = each.observed.values
    return found
