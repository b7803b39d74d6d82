"""Values that change over time: one a year, or one a period from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from roi_engine.scenario import value_schema as forms
from roi_engine.scenario.amounts import Context, amounts_of, outside
from roi_engine.scenario.columns import column_of
from roi_engine.scenario.files import FileError
from roi_engine.scenario.quantities import Quantity, counted
from roi_engine.scenario.records import ByYear, Form, Series, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.wants import Want, initial_unit
from roi_engine.uncertainty.distributions import DistributionError

if TYPE_CHECKING:
    import pint

    from roi_engine.scenario.value_schema import StatedValue
    from roi_engine.scenario.values import Values


def by_year(values: Values, stated: forms.ByYearForm, path: Path, want: Want) -> tuple[Form, pint.Unit] | None:
    """One value a year, all in one unit: the stated one, else that of the first year, else the wanted one."""
    units = values.context.units
    if stated.lower or stated.upper:
        raise DistributionError("lower and upper bound single uncertain values", "give them to the years")
    unit = _unit_of_years(values, stated, path, want)
    if unit is None:
        return None
    inner = replace(want, unit=unit, bare="take", exact=True)
    if want.unit is not None:
        factor = units.factor(want.unit, unit)
        inner = replace(inner, lower=_times(want.lower, factor), upper=_times(want.upper, factor))
    years = years_of(values, stated.by_year, (*path, "by_year"), inner)
    start = None
    if stated.initial is not None:
        once = Want(initial_unit(unit, units), inner.lower, bare="take", exact=True)
        start = values.read(stated.initial, (*path, "initial"), once)
    if years is None or (stated.initial is not None and start is None):
        return None
    return ByYear(years, start), unit


def _times(bound: float | None, factor: float) -> float | None:
    return None if bound is None else bound * factor


def _unit_of_years(values: Values, stated: forms.ByYearForm, path: Path, want: Want) -> pint.Unit | None:
    """The common unit of the years."""
    plain = [(k, one) for k, one in enumerate(stated.by_year, 1) if isinstance(one, Quantity)]
    if stated.unit or plain or want.unit is not None:
        at, number = next(((k, one) for k, one in plain if one.unit), plain[0] if plain else (0, None))
        where = path if stated.unit or number is None else (*path, "by_year", str(at))
        amounts = amounts_of(values.context, stated.unit, {"value": number} if number else {}, where, want)
        return amounts.unit if amounts else None
    first = values.read(stated.by_year[0], (*path, "by_year", "1"), want)
    return values.context.units.parse(first.unit) if first else None


def years_of(values: Values, entries: Sequence[StatedValue], path: Path, want: Want) -> tuple[Value, ...] | None:
    """One value a year, as many as the timeline has; None where something was refused."""
    timeline, door = values.context.timeline, values.context.door
    if timeline is not None and len(entries) != timeline.years:
        accepted = f"accepted: one value a year of the timeline, {timeline.years} in all"
        said = f"{counted(len(entries), 'value')} for {counted(timeline.years, 'year')}"
        door.refuse("by-year", path, said, accepted)
        return None
    if any(isinstance(entry, forms.ByYearForm | forms.SeriesForm) for entry in entries):
        door.refuse("by-year", path, "a year has one value, not a list of years or periods")
        return None
    read = [values.read(entry, (*path, str(k)), want) for k, entry in enumerate(entries, 1)]
    kept = tuple(value for value in read if value is not None)
    return kept if len(kept) == len(read) else None


def series(context: Context, stated: forms.SeriesForm, path: Path, want: Want) -> tuple[Form, pint.Unit] | None:
    """One known number a period, from a file; what goes beyond the timeline is left out."""
    if stated.lower or stated.upper:
        raise DistributionError("lower and upper bound single uncertain values", "mend the file")
    amounts = amounts_of(context, stated.unit, {}, path, want)
    numbers = column(context, stated.series, stated.column, (*path, "series"))
    if numbers is None or amounts is None:
        return None
    timeline = context.timeline
    if timeline is not None and len(numbers) < timeline.n_periods:
        said = f"{stated.series} has {counted(len(numbers), 'number')} for {counted(timeline.n_periods, 'period')}"
        context.door.refuse("series", (*path, "series"), said, "accepted: one number a period of the timeline")
        return None
    kept = numbers[: timeline.n_periods] if timeline else numbers
    if any(outside(context, one, (*path, "series"), want, amounts.unit) for one in (min(kept), max(kept))):
        return None
    return Series(kept, stated.series), amounts.unit


def column(context: Context, file: str, name: str | None, path: Path) -> tuple[float, ...] | None:
    """The numbers of a column of a file named at a path; None where it was refused."""
    content = context.file(path, file)
    try:
        return None if content is None else column_of(content, file, name)
    except FileError as error:
        context.door.refuse(error.code, path, str(error), hint=error.hint)
        return None
