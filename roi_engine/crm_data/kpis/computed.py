"""The estimate of each kind of KPI from a definition and its rows, whole, by month and by dimension."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from roi_engine.crm_data.kpis import cautions, estimates
from roi_engine.crm_data.kpis.catalogue import Definition, Kpi
from roi_engine.crm_data.kpis.estimates import NOTHING, Estimate, Sums
from roi_engine.crm_data.kpis.records import MonthEstimate
from roi_engine.crm_data.kpis.rows import ALL, Key, Rows, by_dimension
from roi_engine.crm_data.kpis.sums import Group, Series, series_by, sums_by
from roi_engine.errors import Notice

DAYS_OF_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Found:
    """What was computed from one definition."""

    whole: Estimate
    by_month: tuple[MonthEstimate, ...] = ()
    by: Mapping[str, tuple[tuple[str, Estimate], ...]] = field(default_factory=dict)
    censored: int = 0
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A KPI by one of its definitions: broken down by `dims`, of rows from `first` to `last`."""

    kpi: Kpi
    definition: Definition
    rows: Rows
    dims: tuple[str, ...]
    first: date
    last: date

    @property
    def keys(self) -> tuple[str, ...]:
        """What is grouped by: the month, where the figure exists by month, and the dimensions."""
        return (*(("month",) if self.definition.months and self.definition.date else ()), *self.dims)


def found_of(wanted: Wanted, groups: Mapping[Key, Estimate], notices: Sequence[Notice] = ()) -> Found:
    """What was computed from the estimates of all groups."""
    months = sorted((label, one) for (name, label), one in groups.items() if name == "month" and label is not None)
    by_month = tuple(MonthEstimate(f"{month:%Y-%m}", one, wanted.rows.is_partial(month)) for month, one in months)
    return Found(groups.get(ALL, NOTHING), by_month, labelled(groups, wanted.dims), notices=tuple(notices))


def labelled(groups: Mapping[Key, Estimate], dims: Sequence[str]) -> dict[str, tuple[tuple[str, Estimate], ...]]:
    """Labels of each dimension, those with most rows first."""
    return {
        name: tuple(sorted(found, key=lambda one: (-one[1].n, one[0]))) for name, found in by_dimension(groups, dims)
    }


def of_sums(wanted: Wanted) -> Found:
    """A share, mean, ratio, or difference of two shares."""
    definition, kind = wanted.definition, wanted.kpi.estimate
    above, below, estimated = _SUMMED[kind](definition)
    groups = sums_by(wanted.rows, definition, wanted.keys, above, below)
    whole = groups.get(ALL, Group(Sums(0, 0), 0))
    found = {key: estimated(group.sums) for key, group in groups.items()}
    notices: list[Notice] = []
    if kind == "mean":
        notices += cautions.about_largest(wanted.kpi.id, whole.sums.y, whole.sums.n, whole.largest)
    if definition.people or (kind == "ratio" and definition.per):
        notices += cautions.about_clusters(wanted.kpi.id, whole.sums.n)
    return found_of(wanted, found, notices)


def of_rate(wanted: Wanted) -> Found:
    """Events per month."""
    series = series_by(wanted.rows, wanted.definition, wanted.dims, wanted.definition.count)
    months = wanted.rows.month_range(wanted.first)
    whole = [not partial for partial in _partial(wanted, months)]
    n_months = _length(wanted)
    groups = {
        key: estimates.rate([found.get(month, Sums(0, 0)).n for month in months], n_months, whole)
        for key, found in series.items()
    }
    one = {month: estimates.rate([sums.n], 1.0, [True]) for month, sums in _filled(series, months).items()}
    return _found_by_month(wanted, groups, one)


def of_total(wanted: Wanted) -> Found:
    """A sum per month."""
    definition = wanted.definition
    measure = f"CAST(({definition.measure}) AS HUGEINT)"
    series = series_by(
        wanted.rows, definition, wanted.dims, "count(*)", f"sum({measure})", f"sum({measure} * {measure})"
    )
    months = wanted.rows.month_range(wanted.first)
    whole = [not partial for partial in _partial(wanted, months)]
    estimated = partial(estimates.total, n_months=_length(wanted), whole=whole, scale=definition.scale)
    groups = {key: estimated([found.get(month, Sums(0, 0)) for month in months]) for key, found in series.items()}
    one = {
        month: estimates.total([sums], 1.0, [True], definition.scale) if sums.n else Estimate(0.0, 0)
        for month, sums in _filled(series, months).items()
    }
    return _found_by_month(wanted, groups, one)


def of_two_tables(wanted: Wanted) -> Found:
    """A ratio of what one table holds above and another below the line: months are the units.

    Only months that both tables reach are looked at: from the first event of both to the end of the shorter one.
    """
    definition, over = wanted.definition, wanted.definition.over
    assert over is not None
    above = series_by(wanted.rows, definition, wanted.dims, "count(*)", definition.numerator)
    below = series_by(wanted.rows, over, wanted.dims, "count(*)", over.denominator)
    reached = [set(one.get(ALL, {})) for one in (above, below)]
    if not all(reached):
        return Found(NOTHING)
    # a month without an event counts where the export goes on: it was paid for and brought nobody
    ends = [
        max(*months, wanted.rows.latest(one.table)) for months, one in zip(reached, (definition, over), strict=True)
    ]
    first, last = max(map(min, reached)), min(ends)
    months = [month for month in wanted.rows.month_range(wanted.first) if first <= month <= last]
    groups = {
        key: estimates.ratio(_months_of(above.get(key, {}), below.get(key, {}), months), definition.scale)
        for key in {*above, *below}
    }
    one = {month: estimates.ratio(_months_of(above[ALL], below[ALL], [month]), definition.scale) for month in months}
    found = _found_by_month(wanted, groups, one)
    return Found(
        found.whole, found.by_month, found.by, notices=cautions.about_size(wanted.kpi.id, found.whole, "month")
    )


def _months_of(above: Mapping[date, Sums], below: Mapping[date, Sums], months: Sequence[date]) -> Sums:
    nothing = Sums(0, 0)
    pairs = [(above.get(month, nothing).y, below.get(month, nothing).y) for month in months]
    return sum((Sums(1, y, x, y * y, x * y, x * x) for y, x in pairs), Sums(0, 0))


def _found_by_month(wanted: Wanted, groups: Mapping[Key, Estimate], months: Mapping[date, Estimate]) -> Found:
    by_month = tuple(
        MonthEstimate(f"{month:%Y-%m}", one, wanted.rows.is_partial(month)) for month, one in months.items()
    )
    return Found(groups.get(ALL, NOTHING), by_month, labelled(groups, wanted.dims))


def _filled(series: Series, months: Sequence[date]) -> dict[date, Sums]:
    """The months of all rows; one without any row is a month of nothing."""
    found = series.get(ALL, {})
    return {month: found.get(month, Sums(0, 0)) for month in months}


def _partial(wanted: Wanted, months: Sequence[date]) -> list[bool]:
    """Whether each month was not watched as a whole: the first one only from the first row on."""
    first = wanted.rows.since or wanted.first
    return [wanted.rows.is_partial(month) or month < first for month in months]


def _length(wanted: Wanted) -> float:
    """Months from the first day to the last, both included."""
    first = wanted.rows.since or wanted.first
    return ((wanted.rows.until.date() - first).days + 1) / DAYS_OF_A_MONTH


def _share(definition: Definition) -> tuple[str, str, Callable[[Sums], Estimate]]:
    above = f"CASE WHEN {definition.success} THEN 1 ELSE 0 END"
    return above, "1", lambda sums: estimates.share(sums.y, sums.n)


def _mean(definition: Definition) -> tuple[str, str, Callable[[Sums], Estimate]]:
    return definition.measure, "1", partial(estimates.mean, scale=definition.scale)


def _ratio(definition: Definition) -> tuple[str, str, Callable[[Sums], Estimate]]:
    estimated = estimates.share_of_people if definition.people else partial(estimates.ratio, scale=definition.scale)
    return definition.numerator, definition.denominator, estimated


def _difference(definition: Definition) -> tuple[str, str, Callable[[Sums], Estimate]]:
    above, below = (f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in (definition.success, definition.failure))
    return above, below, lambda sums: estimates.difference(sums.y, sums.x, sums.n)


_SUMMED = {"share": _share, "mean": _mean, "ratio": _ratio, "difference": _difference}
