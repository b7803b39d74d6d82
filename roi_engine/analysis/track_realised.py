"""Benefit realisation: what came beside what was planned, over the same periods."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from roi_engine.analysis.track_forecast import counted, flows_with_history
from roi_engine.analysis.track_likelihood import Followed
from roi_engine.analysis.track_observed import Observed
from roi_engine.analysis.track_plan import Course, Paths
from roi_engine.analysis.track_records import PlanBand, Realisation, Series, TotalRealisation, Tracked
from roi_engine.analysis.track_things import BENEFITS, TOTALS
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array


def band_of(base: Course, course: Course) -> PlanBand:
    """The plan of one thing by period; `base` is its base case, `course` its draws."""
    low, middle, high = np.quantile(course.periods, [0.1, 0.5, 0.9], axis=0)
    mean = course.periods.mean(axis=0)
    return PlanBand(_tuple(base.periods[0]), _tuple(mean), _tuple(low), _tuple(middle), _tuple(high))


def realisation_of(observed: Observed, base: Course, course: Course) -> Realisation:
    """Actual beside plan, over the observed periods and the initial column where it was observed."""
    drawn = planned_totals(observed, course)
    low, high = np.quantile(drawn, [0.1, 0.9])
    actual = Course(np.array([observed.initial if observed.has_initial else 0.0]), observed.values[None, :])
    whole = float(_totals(observed, actual)[0])
    return _realisation(whole, float(planned_totals(observed, base)[0]), float(drawn.mean()), float(low), float(high))


def planned_totals(observed: Observed, course: Course) -> Array:
    """What each draw comes to over what was observed (n_draws,): the sum of what adds up, else the mean."""
    return _totals(observed, Course(course.initial, course.periods[:, observed.periods]))


def _totals(observed: Observed, course: Course) -> Array:
    found = np.asarray(course.periods.sum(axis=1), np.float64)
    if not observed.thing.additive:
        found /= max(course.periods.shape[1], 1)
    elif observed.has_initial:
        found += course.initial
    return found


def _realisation(actual: float, base: float, mean: float, low: float = math.nan, high: float = math.nan) -> Realisation:
    return Realisation(actual, base, mean, low, high, _share(actual, base), _share(actual, mean))


def _share(actual: float, planned: float) -> float:
    return actual / planned if planned else math.nan


def total_realisations(scenario: Scenario, things: Sequence[Tracked]) -> tuple[TotalRealisation, ...]:
    """Benefits and costs: as observed themselves, else the sum of the observed lines, without those that were not."""
    found = []
    for total in TOTALS:
        lines = [line.id for line in scenario.lines if (line.category == "cost") == (total != BENEFITS)]
        seen = [each for each in things if each.thing.id in lines]
        own = next((each for each in things if each.thing.id == total), None)
        if own is not None and not seen:
            found.append(TotalRealisation(total, own.realisation, len(lines), len(lines)))
        elif seen:
            parts = [each.realisation for each in seen]
            whole = _realisation(
                sum(part.actual for part in parts), sum(part.base for part in parts), sum(part.mean for part in parts)
            )
            found.append(TotalRealisation(total, whole, len(seen), len(lines)))
    return tuple(found)


def rests(scenario: Scenario, base: Paths, followed: Sequence[Followed]) -> tuple[float, float]:
    """NPV of the base case with history in the place of the plan [currency].

    The rest as planned, and each observed line at its realisation so far (as planned where nothing was due yet).
    """
    as_planned = float(flows_with_history(base, followed, scenario, None).npv[0])
    amounts = dict(base.amounts)
    for each in counted(followed, scenario):
        observed = each.observed
        for line in [observed.thing.id] if observed.thing.kind == "line" else []:
            planned = float(amounts[line][0, observed.periods].sum())
            if planned and observed.periods.size:
                amounts[line] = amounts[line] * (float(observed.values.sum()) / planned)
    scaled = replace(base, amounts=amounts)
    return as_planned, float(flows_with_history(scaled, followed, scenario, None).npv[0])


def _tuple(numbers: Array) -> Series:
    return tuple(float(number) for number in numbers)
