"""Actuals computed from later exports, read as the scenario reads its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from roi_engine.analysis.track_plan import plan_model
from roi_engine.analysis.track_things import trackable
from roi_engine.crm_data.actuals import Actual
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.errors import DataError, Problem, did_you_mean
from roi_engine.scenario.records import Scenario


def exported_actuals(scenario: Scenario, exports: Sequence[tuple[str, Path]]) -> tuple[Actual, ...]:
    """KPIs that lines move or goals aim at, month by month since the start.

    `exports` are names and files; a name that the scenario has under `data:` is read as stated there, and its export is
    as recent as the file's last moment. DataError for what cannot be read, and for a name that is not under `data:`
    where the scenario has one: its columns and words would be guessed again.
    """
    # the database takes a quarter of a second to import: only where a file is read
    from roi_engine.crm_data.kpis.monthly import measured_actuals

    known = {one.name: one for one in scenario.exports}
    unknown = [name for name, _ in exports if known and name not in known]
    if unknown:
        raise DataError([_unknown(name, tuple(known)) for name in dict.fromkeys(unknown)])
    files = [replace(known.get(name, ExportFile(name, "")), file=str(path), until="") for name, path in exports]
    timeline = scenario.timeline
    since = date(timeline.start_year, timeline.start_month, 1)
    return measured_actuals(files, _planned(scenario), since, scenario.currency)


def _unknown(name: str, known: Sequence[str]) -> Problem:
    said = f"--export: the scenario has no '{name[:60]}' under data:"
    near = did_you_mean(name, known) or (f"did you mean '{known[0]}'?" if len(known) == 1 else "")
    return Problem("unknown-export", said, accepted=f"there are: {', '.join(known)}", hint=near)


def _planned(scenario: Scenario) -> tuple[str, ...]:
    """KPIs that the plan has a level of; of two that are computed alike one, that of the goals, so as to count once."""
    named = [kpi for goal in scenario.goals for kpi in (goal.target.kpi, *goal.metrics)]
    planned = trackable(scenario, plan_model(scenario).kpi_units)
    catalogue = kpi_catalogue()
    found: dict[str, str] = {}
    for kpi in (*named, *planned):
        if kpi in planned and kpi in catalogue:
            one = catalogue[kpi]
            found.setdefault(repr((one.estimate, one.point, one.definitions, dict(one.product))), kpi)
    return tuple(found.values())
