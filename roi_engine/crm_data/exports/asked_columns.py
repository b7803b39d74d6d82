"""Columns that figures are to be broken down by and that no role or stated dimension is: found by their own name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from roi_engine.crm_data.database import Database, named
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.recognising import Recognised
from roi_engine.crm_data.exports.report import ExportReport
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.exports.words import folded
from roi_engine.errors import N_, DataError, Problem, notice

# different values, beyond which a column is free text or a number and groups nothing, even if most rows share theirs
MOST_LABELS = 200
SURELY_FEW = 12  # different values that group something, however few the rows are
_REACHED = r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}|(\+|\b00)\d([\s()./-]*\d){7,}|^0?\d([\s()./-]*\d){8,}$"  # e-mail or phone


def asked_dimensions(known: Recognised, file: ExportFile, by: Sequence[str]) -> Mapping[str, str]:
    """Name -> header of what is asked for and stands unread in the file under that name, whatever its case and signs.

    Columns that name or reach persons are never among them; DataError where one of them is asked for.
    """
    table = export_tables()[known.kind]
    roles = {*table.columns, *table.aids}
    keys = (
        header for role, header in known.mapping.items() if role in table.columns and table.columns[role].kind == "key"
    )
    personal = (*known.personal, *keys)
    wanted = [name for name in by if name not in known.mapping and name not in file.dimensions]
    problems = [
        Problem("personal-column", f"column '{header[:60]}' names or reaches persons and cannot be a dimension",
                f"by.{name}", file.file, accepted="a column that groups the rows")
        for name in wanted for header in personal if folded(header) == folded(name)
    ]  # fmt: skip
    if problems:
        raise DataError(problems)
    called = {folded(header): header for header in reversed(known.unmapped)}
    return {name: called[folded(name)] for name in wanted if folded(name) in called and name not in roles}


def check_labels(database: Database, report: ExportReport, asked: Mapping[str, str]) -> None:
    """DataError where a column that nobody stated to be a dimension groups nothing, or holds addresses of persons."""
    problems = []
    for name, header in asked.items():
        sql = (
            f"SELECT count(DISTINCT {named(name)}), count({named(name)}), "
            f"coalesce(bool_or(regexp_matches({named(name)}, $reached)), false) "
            f"FROM {named(report.kind)} WHERE export = $export"
        )
        ((labels, rows, reaches),) = database.run(sql, {"export": report.name, "reached": _REACHED})
        said = f"column '{header[:60]}' has {labels} different values in {rows} rows, too many to break figures down by"
        if reaches:
            said = f"column '{header[:60]}' holds e-mail addresses or phone numbers, which would stand in the report"
        if reaches or labels > MOST_LABELS or (labels > SURELY_FEW and 2 * labels > rows):
            hint = f'if it is meant all the same: --dimension "{name}={header[:60]}"'
            problems.append(
                Problem("many-labels" if not reaches else "personal-column", said, f"by.{name}", report.file, hint=hint)
            )
    if problems:
        raise DataError(problems)


def without_asked(report: ExportReport, by: Sequence[str]) -> ExportReport:
    """The report of a file, with a notice for each name that it has no column for."""
    lacking = [name for name in by if name not in _names(report) and not _role_of(report, name)]
    template = N_("no column “{name}” in “{file}”: what comes from it is not broken down by it")
    told = [notice("no-such-dimension", one, template, name=one, file=Path(report.file).name) for one in lacking]
    return replace(report, notices=(*report.notices, *told))


def asked_roles(reports: Sequence[ExportReport], by: Sequence[str]) -> tuple[str, ...]:
    """The names with headers of columns that play a role (`Owner`) put as that role (`seller`)."""
    there = {name for report in reports for name in _names(report)}
    found = ((name, next(filter(None, (_role_of(report, name) for report in reports)), name)) for name in by)
    return tuple(dict.fromkeys(name if name in there else role for name, role in found))


def _names(report: ExportReport) -> set[str]:
    """Roles and dimensions of a file."""
    return {name for name, _ in (*report.columns, *report.dimensions)}


def _role_of(report: ExportReport, header: str) -> str:
    """The first role that a header plays, whatever its case and signs; '' where it plays none."""
    return next((role for role, one in report.columns if folded(one) == folded(header)), "")
