"""Actuals brought to the periods and units of the plan: one record a thing, or every actual that does not fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from roi_engine.analysis.track_booked import booked_otherwise, upfront_in_total
from roi_engine.analysis.track_faults import check_until, nothing_of_use, plan_months, problem_at
from roi_engine.analysis.track_plan import Paths
from roi_engine.analysis.track_shares import share_problem
from roi_engine.analysis.track_things import TOTALS, Thing
from roi_engine.crm_data.actuals import INITIAL, Actual
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.errors import N_, DataError, Notice, Problem, did_you_mean, notice
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array, Timeline
from roi_engine.units import UnitError, Units, units_for

SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What was observed of one thing.

    `periods` (n,) are the observed periods of the account from 0, ascending; `values` and `errors` (n,) their values
    and standard errors in the unit of the thing, nan where no error is known. `initial` is the initial column, nan
    where not observed; `months` how many months stand behind the periods, and `alike` which share of them has the same
    amount as the month before.
    """

    thing: Thing
    periods: NDArray[np.intp]
    values: Array
    errors: Array
    initial: float = math.nan
    months: int = 0
    alike: float = 0.0

    @property
    def has_initial(self) -> bool:
        """Whether the initial column was observed."""
        return not math.isnan(self.initial)


@dataclass(frozen=True, slots=True)
class Observations:
    """All that was observed, in the order of the plan; `first` and `last` are the months that hold actuals."""

    things: tuple[Observed, ...]
    first: str
    last: str
    notices: tuple[Notice, ...] = ()


@dataclass(slots=True)
class _Sorting:
    """What becomes of the actuals while they are sorted; dropped afterwards."""

    found: dict[str, dict[int, tuple[Actual, float, float]]] = field(default_factory=dict)
    initials: dict[str, float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unknown: dict[str, list[Actual]] = field(default_factory=dict)
    unplanned: set[str] = field(default_factory=set)
    early: set[str] = field(default_factory=set)


def observations(
    scenario: Scenario,
    things: Mapping[str, Thing],
    actuals: Iterable[Actual],
    until: str | None = None,
    base: Paths | None = None,
) -> Observations:
    """Actuals by thing and period; with the `base` case also whether lines are booked as they are planned.

    Months are added up to periods for money and averaged for levels, weighted by `n` where all months of a thing have
    one. A period with a month missing is left out, and so are months before the plan starts and after `until`
    (`2027-06`, the last month to look at); notices say so. DataError lists every actual that does not fit.
    """
    check_until(scenario.timeline, until)
    sorting, units = _Sorting(), units_for(scenario.currency, scenario.count_units)
    given = tuple(actuals)
    kept = [actual for actual in given if until is None or actual.month == INITIAL or actual.month <= until]
    for actual in kept:
        _sort(actual, scenario.timeline, things, units, sorting, base)
    unknown = [_unknown(rows, things) for rows in sorting.unknown.values()]
    notices = [*_left_out(scenario, sorting), *(_booked(scenario, base, things, sorting) if base is not None else [])]
    if unknown or sorting.problems:
        raise DataError([*unknown, *sorting.problems])
    months = sorted({actual.month for actual in kept if actual.month != INITIAL} - sorting.early)
    if not sorting.found and not sorting.initials:
        unplanned = sorted(sorting.unplanned) if not sorting.early and kept else ()
        raise DataError([nothing_of_use(scenario.timeline, given, until, unplanned, complete=True)])
    observed = []
    for name, thing in things.items():
        if name in sorting.found or name in sorting.initials:
            made, incomplete = _by_period(thing, sorting, scenario.timeline)
            observed += [made] if made.periods.size or made.has_initial else []
            if incomplete:
                said = N_("{months} of {what} are part of an account period whose other months are missing: left out")
                told = ", ".join(incomplete)
                notices.append(notice("incomplete_period", name, said, months=told, what=name))
            notices += _gap(made, list(sorting.found.get(name, {})), scenario.timeline)
    if not observed:
        raise DataError([nothing_of_use(scenario.timeline, kept, until, (), complete=False)])
    return Observations(tuple(observed), months[0] if months else "", months[-1] if months else "", tuple(notices))


def month_number(timeline: Timeline, month: str) -> int:
    """How many months after the start a month `2027-03` begins; negative before it.

    >>> month_number(Timeline(2027, 4, 3), "2028-01")
    9
    """
    year, _, number = month.partition("-")
    return (int(year) - timeline.start_year) * 12 + int(number) - timeline.start_month


def _sort(
    actual: Actual,
    timeline: Timeline,
    things: Mapping[str, Thing],
    units: Units,
    sorting: _Sorting,
    base: Paths | None,
) -> None:
    thing = things.get(actual.what)
    if thing is None:
        if actual.what in kpi_catalogue():
            sorting.unplanned.add(actual.what)
        else:
            sorting.unknown.setdefault(actual.what, []).append(actual)
        return
    try:
        factor = _factor(actual, thing, units)
    except UnitError as error:
        sorting.problems.append(_misfit(actual, thing, error))
        return
    if (problem := share_problem(actual, thing, factor * actual.value, base)) is not None:
        sorting.problems.append(problem)
        return
    if actual.month == INITIAL:
        _sort_initial(actual, thing, factor, sorting)
        return
    number = month_number(timeline, actual.month)
    if number < 0:
        sorting.early.add(actual.month)
        return
    if number >= 12 * timeline.years:
        _, last = plan_months(timeline)
        said = f"{actual.month} lies after the end of the plan"
        sorting.problems.append(problem_at(actual, "after-the-plan", said, "month", f"months up to {last}"))
        return
    months = sorting.found.setdefault(actual.what, {})
    if number in months:
        earlier = months[number][0].place
        where = f" (row {earlier.line})" if earlier else ""
        said = f"{actual.what} has two values for {actual.month}{where}"
        sorting.problems.append(problem_at(actual, "repeated-actual", said, "month", "one value a month"))
        return
    months[number] = (actual, factor * actual.value, factor * _error(actual, thing))


def _sort_initial(actual: Actual, thing: Thing, factor: float, sorting: _Sorting) -> None:
    if thing.kind != "line":
        said = f"only a line has an initial column, {actual.what} has none"
        sorting.problems.append(problem_at(actual, "bad-month", said, "month", "a month such as 2027-03"))
    elif actual.what in sorting.initials:
        said = f"{actual.what} has two values for its initial column"
        sorting.problems.append(problem_at(actual, "repeated-actual", said, "month", "one value"))
    else:
        sorting.initials[actual.what] = factor * actual.value


def _factor(actual: Actual, thing: Thing, units: Units) -> float:
    """What a number of the file is multiplied by to be in the unit of the thing (of a month, where that adds up)."""
    stated = actual.unit.strip()
    if not stated:
        return 1.0
    if stated in ("%", "per cent", "percent"):
        if thing.unit != "":
            hint = f"write %{thing.unit[1:]} as its unit" if thing.unit.startswith("1/") else ""
            raise UnitError(f"per cent does not fit {thing.unit}", hint)
        return 0.01
    if stated.startswith("%/"):
        return 0.01 * units.factor(units.parse("1" + stated[1:]), units.parse(thing.unit))
    unit, target = units.parse(stated), units.parse(thing.unit)
    if thing.additive and not units.fits(unit, target):
        return units.factor(unit, units.parse(f"{thing.unit}/year")) / 12.0
    return units.factor(unit, target)


def _error(actual: Actual, thing: Thing) -> float:
    """Standard error of an actual; nan where nothing is known.

    That of a share counted on n is after Agresti & Coull (1998), The American Statistician 52:119, so that none of them
    and all of them have one too.
    """
    if actual.se is not None:
        return actual.se
    share = actual.value / 100.0 if actual.unit else actual.value
    if actual.n and thing.unit == "" and not thing.additive and 0.0 <= share <= 1.0:
        shrunk = (share * actual.n + 2.0) / (actual.n + 4.0)
        return math.sqrt(shrunk * (1.0 - shrunk) / (actual.n + 4.0)) * (100.0 if actual.unit else 1.0)
    return math.nan


def _by_period(thing: Thing, sorting: _Sorting, timeline: Timeline) -> tuple[Observed, list[str]]:
    """The record of one thing, and the months of periods that are not complete."""
    months = sorting.found.get(thing.id, {})
    length = 12 // timeline.periods_per_year
    periods, values, errors, incomplete = [], [], [], []
    for period in sorted({number // length for number in months}):
        inside = [months[number] for number in range(period * length, (period + 1) * length) if number in months]
        if len(inside) < length:
            incomplete += [actual.month for actual, _, _ in inside]
            continue
        weights = _weights(thing, [actual for actual, _, _ in inside])
        periods.append(period)
        values.append(float(np.dot(weights, [value for _, value, _ in inside])))
        errors.append(float(np.linalg.norm(weights * np.array([error for _, _, error in inside]))))
    made = Observed(
        thing,
        np.array(periods, np.intp),
        np.array(values),
        np.array(errors),
        sorting.initials.get(thing.id, math.nan),
        len(months) - len(incomplete),
        _alike([months[number][1] for number in sorted(months) if number // length in periods]),
    )
    return made, incomplete


def _alike(values: Sequence[float]) -> float:
    """Share of values that are the same as the one before."""
    return float(np.mean([a == b for a, b in pairwise(values)])) if len(values) > 1 else 0.0


def _gap(made: Observed, months: Sequence[int], timeline: Timeline) -> list[Notice]:
    """Months of money that nobody told between the first and the last of a line: nothing, or forgotten."""
    missing = [number for number in range(min(months), max(months)) if number not in months] if months else []
    length = 12 // timeline.periods_per_year
    empty = [number for number in missing if not any(number // length == other // length for other in months)]
    if not made.thing.additive or not empty:
        return []
    said = N_("{n} months of {what} between the first and the last have no actual: taken as planned")
    return [notice("months_missing", made.thing.id, said, n=str(len(empty)), what=made.thing.id)]


def _weights(thing: Thing, actuals: Sequence[Actual]) -> Array:
    """How much of each month goes into its period."""
    if thing.additive:
        return np.ones(len(actuals))
    counts = np.array([actual.n or 0 for actual in actuals], float)
    return counts / counts.sum() if counts.all() else np.full(len(actuals), 1.0 / len(actuals))


def _left_out(scenario: Scenario, sorting: _Sorting) -> Iterator[Notice]:
    if sorting.early:
        said = N_("months before the start of the plan are left out: {n}")
        yield notice("before_the_plan", "", said, n=str(len(sorting.early)))
    aimed = {goal.target.kpi for goal in scenario.goals}
    for kpi in sorted(sorting.unplanned):
        if kpi in aimed:
            said = N_("{kpi} is left out: a goal aims at it, but nothing says where it stands today (baseline:)")
            yield notice("not_planned", kpi, said, kpi=kpi)
            continue
        said = N_("{kpi} is left out: neither a line nor a goal of the scenario says what is planned for it")
        yield notice("not_planned", kpi, said, kpi=kpi)


def _booked(scenario: Scenario, base: Paths, things: Mapping[str, Thing], sorting: _Sorting) -> Iterator[Notice]:
    """What is to be known of money that is booked otherwise than planned; problems go to the others."""
    for one in booked_otherwise(scenario, base, sorting.found, sorting.initials):
        if isinstance(one, Problem):
            sorting.problems.append(one)
        else:
            yield one
    for name in TOTALS:
        if name in sorting.found:
            yield from upfront_in_total(scenario, base, things[name], {**sorting.found, **sorting.initials})


def _unknown(rows: Sequence[Actual], things: Mapping[str, Thing]) -> Problem:
    """One problem for all rows that name the same thing, which the plan does not have."""
    first = [name for name, thing in things.items() if thing.kind != "value"]
    accepted = f"lines, totals, KPIs and values of the plan: {', '.join(first[:SHOWN])}, ..."
    said = f"the plan has no '{rows[0].what[:60]}'"
    if len(rows) > 1:
        places = [str(row.place.line) for row in rows[1:] if row.place is not None]
        listed = ", ".join(places[:SHOWN]) + (", ..." if len(places) > SHOWN else "")
        said += f", named in {len(rows)} rows" + (f" (also {listed})" if listed else "")
    return problem_at(rows[0], "unknown-thing", said, "what", accepted, did_you_mean(rows[0].what, things))


def _misfit(actual: Actual, thing: Thing, error: UnitError) -> Problem:
    said = f"the unit of {actual.what} does not fit: {error}"
    accepted = f"{thing.unit} or {thing.unit}/month" if thing.additive else thing.unit or "a share of one, or %"
    return problem_at(actual, "unit", said, "unit", accepted, error.hint)
