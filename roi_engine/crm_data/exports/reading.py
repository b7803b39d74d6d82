"""The door for exports: files of CRMs and help desks become tables of one meaning, or are refused by row and column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from roi_engine.crm_data.database import Database, Limits, open_database
from roi_engine.crm_data.exports.asked_columns import asked_dimensions, check_labels, without_asked
from roi_engine.crm_data.exports.clocks import clocks_of, dates_first, without_clocks
from roi_engine.crm_data.exports.columns import Opened, mapped_columns
from roi_engine.crm_data.exports.dated_flags import dates_for_flags
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.joining import Loaded, finish, first_and_last, load, lonely_end
from roi_engine.crm_data.exports.lookups import process_key
from roi_engine.crm_data.exports.outcomes import DERIVED, derived_roles, settle_choices
from roi_engine.crm_data.exports.profiles import export_profiles
from roi_engine.crm_data.exports.profiling import COUNTED, counted
from roi_engine.crm_data.exports.reading_numbers import numbers
from roi_engine.crm_data.exports.reading_times import times
from roi_engine.crm_data.exports.reading_words import words
from roi_engine.crm_data.exports.recognising import Recognised, may_be_personal, recognised
from roi_engine.crm_data.exports.report import ExportReport as ExportReport
from roi_engine.crm_data.exports.report import Exports as Exports
from roi_engine.crm_data.exports.report import Reading
from roi_engine.crm_data.exports.reporting import left_out_of, report_of, stated_until
from roi_engine.crm_data.exports.settling import check_costs, check_numbers, settle_order, settle_repeats
from roi_engine.crm_data.exports.staging import STAGED, stage
from roi_engine.crm_data.exports.stated_columns import (
    check_stated,
    check_types,
    check_words,
    checked_dimensions,
    checked_texts,
)
from roi_engine.crm_data.exports.subtotals import check_merged, check_subtotals, leave_out_headings
from roi_engine.crm_data.exports.tables import ExportTable, export_tables
from roi_engine.crm_data.exports.words import bare, folded, is_personal
from roi_engine.crm_data.source import Source, opened
from roi_engine.errors import DataError

_KEYS_OF_PERSONS = ("deal", "ticket", "lead", "contact", "call", "activity", "answer", "order")


def read_exports(
    files: Sequence[ExportFile],
    *,
    folder: Path | None = None,
    by: Sequence[str] = (),
    key: bytes | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Exports:
    """Read exports into one table for each kind; a relative file starts at `folder`.

    `by` are names that figures will be broken down by: an unread column of such a name becomes a dimension.
    `key` (up to 64 bytes) hashes what identifies persons; by default it is drawn at random once a process. DataError
    lists every problem of the first file that has some: line, column, value, what was expected.
    """
    check_stated(files)
    database = open_database(limits)
    reports: list[ExportReport] = []
    loaded: list[Loaded] = []
    for place, file in enumerate(files):
        with TemporaryDirectory(prefix="roi_engine_") as scratch:
            source = opened(database, Path(folder or ".") / file.file, Path(scratch), may_repeat=True)
            export, known = _mapped(database, source, file, by)
            report = without_asked(_read(export, known, place, key or process_key()), by)
        check_labels(database, report, {k: v for k, v in report.dimensions if k not in file.dimensions})
        reports.append(report)
        repeats = Loaded(place, file.name, source.file, file.repeats, "updated" in known.mapping)
        loaded.append(repeats)
    return _joined(database, files, reports, loaded)


def _mapped(database: Database, source: Source, file: ExportFile, by: Sequence[str]) -> tuple[Opened, Recognised]:
    """Which column of a file plays which role."""
    known = dates_first(database, source, recognised(source.header, file, source.file))
    known = dates_for_flags(database, source, known, file)
    file = replace(file, dimensions={**file.dimensions, **asked_dimensions(known, file, by)})
    table, profile = export_tables()[known.kind], export_profiles()[known.profile]
    kinds = {column.name: column.kind for column in (*table.columns.values(), *table.aids.values())}
    dimensions = checked_dimensions(source.header, file, kinds, source.file)
    checked_texts(kinds, may_be_personal(known.kind), file.columns, source.file)
    check_words(table, file, source.file)
    known = _without(known, dimensions)
    check_types(source, {**known.mapping, **dimensions})
    clocks = clocks_of(database, source, known)
    columns = mapped_columns(table, known.mapping, dimensions, hashed_roles(known.mapping), clocks.joined)
    own = frozenset(h for h in known.mapping.values() if {folded(h), bare(h)} & profile.company_currency)
    export = Opened(database, source, file, table, columns, known.profile, own, clocks.notices)
    return export, without_clocks(known, clocks)


def hashed_roles(mapping: Mapping[str, str]) -> frozenset[str]:
    """Numbers of records that are read from a column that names or reaches persons: kept as keyed hashes."""
    return frozenset(role for role, name in mapping.items() if role in _KEYS_OF_PERSONS and is_personal(name))


def _without(known: Recognised, dimensions: Mapping[str, str]) -> Recognised:
    """Headers of dimensions are not left unread."""
    return replace(known, unmapped=tuple(name for name in known.unmapped if name not in dimensions.values()))


def _read(export: Opened, known: Recognised, place: int, key: bytes) -> ExportReport:
    """Read one file into the table of its kind."""
    database, table = export.database, export.table
    found = counted(export)
    moments, figures, worded = times(export, found), numbers(export, found), words(export, found, key)
    parts = (moments.part, figures.part, worded.part)
    problems = [problem for part in parts for problem in part.problems]
    if problems:
        raise DataError(problems)
    database.drop(COUNTED)
    staged = stage(export, parts, worded.unknown, DERIVED.get(table.name, {}))
    check_numbers(export, staged)
    check_costs(export, staged)
    check_merged(export, staged)
    leave_out_headings(export, staged)
    check_subtotals(export, staged)
    notices = [*export.notices, *(notice for part in parts for notice in part.notices)]
    notices += settle_repeats(export, staged)
    notices += settle_choices(export, staged, worded.unknown)
    notices += settle_order(export, staged, moments.only_days)
    notices += lonely_end(staged, table)
    names = [column.role for column in export.of_kind("dimension")]
    load(staged, table, names, Loaded(place, export.stated.name, export.source.file, "", False))
    first, last = first_and_last(staged, table)
    reading = Reading(found.below, moments.formats, moments.only_days, figures.shape, figures.currency, first, last)
    report = report_of(export, known, staged, reading, tuple(notices))
    database.drop(STAGED)
    return report


def _joined(
    database: Database, files: Sequence[ExportFile], reports: Sequence[ExportReport], loaded: Sequence[Loaded]
) -> Exports:
    """The tables of all files, once each record stands in them but once."""
    tables: dict[str, ExportTable] = {report.kind: export_tables()[report.kind] for report in reports}
    final = list(reports)
    for kind, table in tables.items():
        places = [each.place for each in loaded if reports[each.place].kind == kind]
        for place, left in finish(database, table, [loaded[place] for place in places]).items():
            final[place] = final[place].without(left_out_of(dict(left)))
    known: dict[str, set[str]] = defaultdict(set)
    only_days: dict[str, set[str]] = defaultdict(set)
    dimensions: dict[str, dict[str, None]] = defaultdict(dict)
    for report in final:
        mapped = frozenset(role for role, _ in report.columns)
        known[report.kind] |= (mapped | derived_roles(report.kind, mapped)) & {*tables[report.kind].columns}
        only_days[report.kind] |= {*report.only_days}
        dimensions[report.kind] |= dict.fromkeys(name for name, _ in report.dimensions)
    _drop_lookups(database)
    database.lock()
    stated = [moment for file in files if (moment := stated_until(file)) is not None]
    told = [report.last for report in final if report.last is not None]
    until: datetime | None = max(stated or told, default=None)
    return Exports(
        database,
        {kind: kind for kind in tables},
        {kind: frozenset(roles) for kind, roles in known.items()},
        {kind: tuple(names) for kind, names in dimensions.items()},
        tuple(final),
        until,
        {kind: frozenset(roles) for kind, roles in only_days.items()},
    )


def _drop_lookups(database: Database) -> None:
    """Drop what helped to read, texts of persons among it."""
    rows = database.run("SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, 'export_')")
    database.drop(*(str(name) for (name,) in rows))
