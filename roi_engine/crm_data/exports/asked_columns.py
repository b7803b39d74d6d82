"""Columns that figures are to be broken down by and that no role or stated dimension is: found by their own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roi_engine.crm_data.database import Database, named
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.recognising import Recognised
from roi_engine.crm_data.exports.report import ExportReport
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.exports.words import folded
from roi_engine.errors import N_, DataError, Problem, notice

MOST_LABELS = 200  # different values, beyond which a column is free text or a number and groups nothing


def asked_dimensions(known: Recognised, file: ExportFile, by: Sequence[str]) -> Mapping[str, str]:
    """Name -> header of what is asked for and stands unread in the file under that name, whatever its case and signs.

    Columns that name or reach persons are never among them; DataError where one of them is asked for.
    """
    roles = {*export_tables()[known.kind].columns, *export_tables()[known.kind].aids}
    wanted = [name for name in by if name not in known.mapping and name not in file.dimensions]
    problems = [
        Problem("personal-column", f"column '{header[:60]}' names or reaches persons and cannot be a dimension",
                f"by.{name}", file.file, accepted="a column that groups the rows")
        for name in wanted for header in known.personal if folded(header) == folded(name)
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
    called = {folded(header): header for header in reversed(known.unmapped)}
    return {name: called[folded(name)] for name in wanted if folded(name) in called and name not in roles}


def check_labels(database: Database, report: ExportReport, asked: Mapping[str, str]) -> None:
    """DataError where a column that nobody stated to be a dimension has so many values that it groups nothing."""
    problems = []
    for name, header in asked.items():
        sql = f"SELECT count(DISTINCT {named(name)}) FROM {named(report.kind)} WHERE export = $export"
        ((labels,),) = database.run(sql, {"export": report.name})
        if labels > MOST_LABELS:
            message = f"column '{header[:60]}' has {labels} different values, too many to break figures down by"
            hint = f"if it is meant all the same: --dimension {name}={header[:60]}"
            problems.append(Problem("many-labels", message, f"by.{name}", report.file, hint=hint))
    if problems:
        raise DataError(problems)


def without_asked(report: ExportReport, by: Sequence[str]) -> ExportReport:
    """The report of a file, with a notice for each name that it has no column for."""
    told = {*(role for role, _ in report.columns), *(name for name, _ in report.dimensions)}
    template = N_("no column “{name}” here: what comes from this file is not broken down by it")
    lacking = tuple(notice("no-such-dimension", name, template, name=name) for name in by if name not in told)
    return replace(report, notices=(*report.notices, *lacking))
