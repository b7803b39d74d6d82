"""What `kpi profile` says of an export: what it is, how each column was read, what stays unread, a mapping to edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.previewing import STAFF, ColumnPreview, previews
from roi_engine.crm_data.exports.profiles import export_profiles
from roi_engine.crm_data.exports.reading import read_exports
from roi_engine.crm_data.exports.recognising import Recognised, recognise
from roi_engine.crm_data.exports.report import ExportReport
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.errors import DataError, Problem
from roi_engine.reporting.customers_words import day, file_name, stop
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, noticed, plain, quoted

_KINDS = {
    "text": N_("text"),
    "key": N_("key of a person or firm, kept as a hash"),
    "time": N_("date or time"),
    "money": N_("amount"),
    "count": N_("whole number"),
    "number": N_("number"),
    "span": N_("length of time, in seconds"),
    "flag": N_("yes or no"),
    "choice": N_("one of several choices"),
    "dimension": N_("text"),
}


@dataclass(frozen=True, slots=True)
class ProfiledExport:
    """An export recognised, and read where its values allow: `report` is None where `problems` stand in the way."""

    stated: ExportFile
    recognised: Recognised
    report: ExportReport | None
    columns: tuple[ColumnPreview, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The headers that are not read, as far as the file could be read."""
        return self.recognised.unmapped if self.report is None else self.report.unmapped


def profiled_export(stated: ExportFile) -> ProfiledExport:
    """Recognise a file and read it; DataError where it cannot be recognised."""
    found = recognise(Path(stated.file), stated)
    try:
        exports = read_exports([stated])
    except DataError as error:
        return ProfiledExport(stated, found, None, _unread(found), error.problems)
    return ProfiledExport(stated, found, exports.reports[0], previews(exports, exports.reports[0]))


def profile_heading(found: ProfiledExport, words: Words) -> str:
    """What the file is."""
    profile = export_profiles()[found.recognised.profile]
    kind = _in_language(export_tables()[found.recognised.kind].title, words)
    title = _in_language(profile.title, words)
    template = N_("“{file}”: {kind} ({title})")
    return words.text(template, file=file_name(found.stated.file), kind=kind, title=title)


def profile_said(found: ProfiledExport, words: Words) -> tuple[str, ...]:
    """How sure that is, how the file was read, and the warnings of the reading."""
    return tuple(_said(found, words))


def profile_tables(found: ProfiledExport, words: Words) -> tuple[TextTable, ...]:
    """The columns that were mapped, and the rows that were left out."""
    header = (N_("Column"), N_("Header"), N_("Read as"), N_("First values"))
    rows = tuple(
        (each.role, plain(each.header), words.text(_KINDS[each.kind]), _values(each, words)) for each in found.columns
    )
    tables = [TextTable(words.text(N_("Columns that were mapped")), tuple(map(words.text, header)), rows)]
    if found.report and found.report.left_out:
        left = tuple((words.text(each.words), words.count(each.rows)) for each in found.report.left_out)
        titles = (words.text(N_("Reason")), words.text(N_("Rows")))
        tables.append(TextTable(words.text(N_("Rows that were left out")), titles, left, (1,)))
    return tuple(tables)


def mapping_yaml(found: ProfiledExport, words: Words) -> str:
    """The mapping as an entry of a scenario's `data:`, to be edited."""
    known = found.recognised
    entry = {
        "file": found.stated.file,
        "profile": known.profile,
        "kind": known.kind,
        "columns": {each.role: each.header for each in found.columns if each.kind != "dimension"},
    }
    stated = {"date_format": found.stated.date_format, "region": found.stated.region}
    stated["decimal"] = {",": "comma", ".": "point"}.get(found.stated.decimal, "")
    entry |= {key: value for key, value in stated.items() if value}
    text = yaml.safe_dump({"data": {found.stated.name: entry}}, sort_keys=False, allow_unicode=True, width=10_000)
    lines = [text.rstrip("\n")]
    if found.unmapped:
        template = N_("not mapped: name them under columns:, or under dimensions: to split by them")
        lines.append(f"    # {words.text(template)}")
        lines += [f"    #   {plain(header)}" for header in found.unmapped]
    return "\n".join(lines) + "\n"


def _said(found: ProfiledExport, words: Words) -> Iterator[str]:
    known, report = found.recognised, found.report
    template = N_("{share} of the headers are known to this profile.")
    yield words.text(template, share=words.share(known.score))
    if known.runner_up is not None:
        template = N_("Next would be {profile}, with {share}.")
        yield words.text(template, profile=known.runner_up[0], share=words.share(known.runner_up[1]))
    if report is None:
        yield words.text(N_("Its values could not be read: every problem is listed below."))
    else:
        yield from _read(report, words)
    if known.personal:
        listed = ", ".join(quoted(plain(header), words) for header in known.personal)
        yield words.text(N_("Personal columns that stay unread: {headers}."), headers=listed)
    if found.unmapped:
        listed = ", ".join(quoted(plain(header), words) for header in found.unmapped)
        yield words.text(N_("Not mapped: {headers}."), headers=listed)


def _read(report: ExportReport, words: Words) -> Iterator[str]:
    template = N_("{used} of {rows} rows used.")
    yield words.text(template, used=words.count(report.rows_used), rows=words.count(report.rows_in))
    parts = [report.encoding]
    if report.delimiter:
        shown = {"\t": "tab", " ": words.text(N_("space"))}.get(report.delimiter, report.delimiter)
        parts.append(words.text(N_("delimiter {sign}"), sign=quoted(shown, words)))
    for template, told in (
        (N_("dates {form}"), report.date_format),
        (N_("amounts such as {form}"), report.number_shape),
        (N_("currency {form}"), report.currency),
    ):
        parts += [words.text(template, form=told)] if told else []
    if any(parts):
        yield words.text(N_("Read as {parts}."), parts=", ".join(part for part in parts if part))
    if report.first and report.last:
        span = {"first": day(report.first.date(), words), "last": day(report.last.date(), words)}
        yield words.text(N_("Its moments lie between {first} and {last}."), **span)
    for each in report.notices:
        yield stop(plain(noticed(each, words)))


def _values(column: ColumnPreview, words: Words) -> str:
    if column.is_aid:
        return words.text(N_("helps to read other columns"))
    if not column.is_shown:
        return words.text(N_("names of staff: not shown") if column.role in STAFF else N_("never shown"))
    return plain(" · ".join(column.values))


def _unread(found: Recognised) -> tuple[ColumnPreview, ...]:
    """The columns of a file whose values could not be read."""
    table = export_tables()[found.kind]
    columns = {role: table.column(role) for role in (*table.columns, *table.aids) if role in found.mapping}
    return tuple(
        ColumnPreview(role, found.mapping[role], column.kind, ())
        for role, column in columns.items()
        if column is not None
    )


def _in_language(titles: dict[str, str] | object, words: Words) -> str:
    assert hasattr(titles, "get")
    return str(titles.get(words.language[:2]) or titles.get("en"))
