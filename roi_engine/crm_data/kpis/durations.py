"""Spans between two moments of a row, those that are not over counted for as long as they have lasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from roi_engine.crm_data.database import Database, named
from roi_engine.crm_data.kpis import cautions, survival
from roi_engine.crm_data.kpis.calendar import DAY, BusinessCalendar, opening_hours
from roi_engine.crm_data.kpis.catalogue import Kpi
from roi_engine.crm_data.kpis.computed import Found, Wanted, found_of
from roi_engine.crm_data.kpis.estimates import NOTHING, Estimate
from roi_engine.crm_data.kpis.rows import ALL, Key, Rows, grouped, keyed
from roi_engine.crm_data.kpis.survival import Spans, spans_of
from roi_engine.errors import Notice

MOST = 4_000_000  # different spans of all groups that are held at once
_HOURS, _SPANS, _PLACES = "kpi_hours", "kpi_spans", "kpi_places"
_EPOCH = date(1970, 1, 1)
_SECONDS = {"calendar": float(DAY), "working": 3600.0}  # of the unit that a span is told in


@dataclass(frozen=True, slots=True)
class Lasting:
    """The curve of each group, from spans to the nearest `step` [second]; `impossible` rows end before they begin.

    One for all figures of the same spans.
    """

    curves: Mapping[Key, Spans]
    step: int
    impossible: int


def lasting_of(wanted: Wanted, calendar: BusinessCalendar | None) -> Lasting:
    """How long the rows of a definition lasted, by the clock of the KPI."""
    spans = _spans(wanted)
    if wanted.kpi.clock == "working":
        _put_hours(wanted.rows, spans, calendar or BusinessCalendar())
    ((impossible,),) = wanted.rows.database.run(f"SELECT count(*) FROM ({spans}) WHERE stops < begins")
    return Lasting(*_curves(wanted, spans), int(impossible))


def of_spans(wanted: Wanted, lasting: Lasting, calendar: BusinessCalendar | None) -> Found:
    """A mean, a quantile, or the share within some days, of spans of which some are not over."""
    kpi = wanted.kpi
    groups = {key: _estimate(kpi, curve) for key, curve in lasting.curves.items()}
    whole = lasting.curves.get(ALL)
    notices: list[Notice] = []
    if whole is not None and kpi.point == "mean":
        notices += cautions.about_open(kpi.id, whole.still_open)
    notices += cautions.about_impossible(kpi.id, lasting.impossible)
    notices += cautions.about_rounded(kpi.id, lasting.step)
    if kpi.clock == "working" and calendar is None:
        notices.append(cautions.usual_calendar(kpi.id))
    found = found_of(wanted, groups, notices)
    return replace(found, censored=whole.censored if whole is not None else 0)


def _spans(wanted: Wanted) -> str:
    """Query of the spans of all rows: where each begins and stops [second since 1970] and whether it is over.

    Where one of the two has no time of day, spans are of whole days; where some rows have none, what ends on the day
    it begins, but earlier, took 0.
    """
    rows, definition = wanted.rows, wanted.definition
    start, end = f"({definition.start})", f"({definition.end})"
    censor = f"({definition.censor})" if definition.censor else "CAST(NULL AS TIMESTAMP)"
    listed = "".join(f", {named(key)}" for key in wanted.keys)
    over = f"coalesce({end} <= {{known}}, false)"
    stop = f"CASE WHEN {over} THEN {end} ELSE least({{known}}, {censor}) END"
    moments = rows.filled(f"SELECT {start} AS begin_at, {stop} AS stop_at, {over} AS is_over{listed}", definition)
    begins, stops = "begin_at", "stop_at"
    if rows.by_day(definition):
        begins, stops = f"date_trunc('day', {begins})", f"date_trunc('day', {stops})"
    same_day = "CAST(stop_at AS DATE) = CAST(begin_at AS DATE)"
    return (
        f"SELECT CAST(floor(epoch({begins})) AS BIGINT) AS begins, CAST(floor(epoch(CASE WHEN {same_day} "
        f"THEN greatest({begins}, {stops}) ELSE {stops} END)) AS BIGINT) AS stops, is_over{listed} "
        f"FROM ({moments} FROM {rows.rows_of(definition)})"
    )


def _put_hours(rows: Rows, spans: str, calendar: BusinessCalendar) -> None:
    """A table of the openings from the first span to the last, with the working time before each."""
    ((first, last),) = rows.database.run(f"SELECT min(begins), max(stops) FROM ({spans})")
    if first is None:
        first = last = 0
    days = [_EPOCH + timedelta(days=int(at // DAY)) for at in (first, last)]
    hours = opening_hours(calendar, days[0], days[1])
    long_ago = np.array([-(2**53)])  # so that every moment has an opening before it
    columns = {
        "opens": np.concatenate([long_ago, hours.begins]),
        "length": np.concatenate([[0], hours.length]),
        "before": np.concatenate([[0], hours.before]),
    }
    rows.database.put(_HOURS, {name: ("BIGINT", values) for name, values in columns.items()})


def _curves(wanted: Wanted, spans: str) -> tuple[Mapping[Key, Spans], int]:
    """The curve of each group, and what its spans were rounded to [second]."""
    listed = "".join(f", {named(key)}" for key in wanted.keys)
    seconds, source = "stops - begins", f"({spans}) AS s"
    if wanted.kpi.clock == "working":
        worked = "{0}.before + least(s.{1} - {0}.opens, {0}.length)"
        seconds = f"{worked.format('b', 'stops')} - ({worked.format('a', 'begins')})"
        joined = f" ASOF JOIN {_HOURS} AS a ON s.begins >= a.opens ASOF JOIN {_HOURS} AS b ON s.stops >= b.opens"
        source += joined
    lasted = f"(SELECT {seconds} AS seconds, is_over{listed} FROM {source} WHERE stops >= begins)"
    both = "seconds, count(*) FILTER (is_over) AS ended, count(*) FILTER (NOT is_over) AS unseen"
    table = grouped(both, lasted, wanted.keys, always=("seconds",))
    wanted.rows.database.run(f"CREATE OR REPLACE TEMP TABLE {_SPANS} AS {table}")
    rounded = _rounded(wanted.rows.database, listed)
    return _held(wanted, listed), rounded


def _held(wanted: Wanted, listed: str) -> Mapping[Key, Spans]:
    """The spans of the table by group, as arrays; the table is dropped."""
    database = wanted.rows.database
    labels = database.run(f"SELECT level{listed} FROM {_SPANS} GROUP BY ALL")
    columns = ("place", "seconds", "ended", "unseen")
    found = database.connection.execute(
        f"SELECT {', '.join(f'CAST({one} AS BIGINT) AS {one}' for one in columns)} FROM {_numbered(labels, wanted)}"
    ).fetchnumpy()
    database.drop(_SPANS, _PLACES)
    place, *counts = (np.asarray(found[one], np.int64) for one in columns)
    order = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[order], np.arange(1, len(labels)))
    parts = zip(*(np.split(one[order], cuts) for one in counts), strict=True)
    named_labels = (keyed(label, wanted.keys)[0] for label in labels)
    return {key: spans_of(*part) for key, part in zip(named_labels, parts, strict=False)}


def _rounded(database: Database, listed: str) -> int:
    """Take spans to the nearest minute, hour or day where too many differ to be held; the step [second], 1 for none."""
    for step in (1, 60, 3600, DAY):
        if step > 1:
            near = f"(seconds + {step // 2}) // {step} * {step}"
            sums = "CAST(sum(ended) AS BIGINT) AS ended, CAST(sum(unseen) AS BIGINT) AS unseen"
            database.run(
                f"CREATE OR REPLACE TEMP TABLE {_SPANS} AS SELECT level{listed}, {near} AS seconds, {sums} "
                f"FROM {_SPANS} GROUP BY ALL"
            )
        ((n,),) = database.run(f"SELECT count(*) FROM {_SPANS}")
        if n <= MOST:
            break
    return step


def _numbered(labels: Sequence[tuple[Any, ...]], wanted: Wanted) -> str:
    """The spans joined to the place of their group in `labels`: a number, where the labels may be long texts."""
    database, names = wanted.rows.database, ("level", *map(named, wanted.keys))
    kinds = ["BIGINT", *("DATE" if key == "month" else "VARCHAR" for key in wanted.keys)]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    database.run(f"CREATE OR REPLACE TEMP TABLE {_PLACES} ({columns}, place BIGINT)")
    marks = ", ".join("?" for _ in range(len(names) + 1))
    if labels:
        numbered = [(*label, place) for place, label in enumerate(labels)]
        database.connection.executemany(f"INSERT INTO {_PLACES} VALUES ({marks})", numbered)
    same = " AND ".join(f"s.{name} IS NOT DISTINCT FROM p.{name}" for name in names)
    return f"{_SPANS} AS s JOIN {_PLACES} AS p ON {same}"


def _estimate(kpi: Kpi, curve: Spans) -> Estimate:
    """The figure asked for, in days or working hours."""
    if curve.n == 0:
        return NOTHING
    unit = 1.0 / _SECONDS[kpi.clock]
    match kpi.point:
        case "median":
            return survival.quantile(curve, 0.5).times(unit)
        case "p90":
            return survival.quantile(curve, 0.9).times(unit)
        case "within":
            return survival.share_within(curve, kpi.days * DAY)
    return survival.restricted_mean(curve).times(unit)
