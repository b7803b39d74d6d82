"""The report of one export: how it was understood, every row accounted for."""

from __future__ import annotations

from datetime import date, datetime, time

from roi_engine.crm_data.exports.columns import Opened
from roi_engine.crm_data.exports.files import ExportFile
from roi_engine.crm_data.exports.recognising import Recognised
from roi_engine.crm_data.exports.report import ExportReport, Reading
from roi_engine.crm_data.exports.settling import left_out_rows
from roi_engine.crm_data.exports.staging import REASONS, TOTAL_ROW, Staged
from roi_engine.crm_data.report import LeftOut
from roi_engine.errors import N_, DataError, Notice, Problem, notice


def report_of(
    export: Opened, known: Recognised, staged: Staged, reading: Reading, notices: tuple[Notice, ...]
) -> ExportReport:
    """The report; DataError where no row is left."""
    source, rows = export.source, dict(left_out_rows(staged))
    used = rows.pop(0, 0)
    if reading.below:
        rows[TOTAL_ROW] = rows.get(TOTAL_ROW, 0) + reading.below
    left_out = left_out_of(rows)
    if not used:
        why = "; ".join(f"{left.rows}: {left.words}" for left in left_out) or "there is only a header"
        raise DataError([Problem("no-rows", f"no row can be used ({why})", file=source.file)])
    return ExportReport(
        name=export.stated.name,
        file=source.file,
        sha256=source.sha256,
        kind=export.table.name,
        profile=export.profile,
        columns=tuple((column.role, column.header) for column in export.columns if column.kind != "dimension"),
        dimensions=tuple((column.role, column.header) for column in export.of_kind("dimension")),
        unmapped=known.unmapped,
        personal=known.personal,
        rows_in=used + sum(rows.values()),
        rows_used=used,
        left_out=left_out,
        encoding=source.encoding,
        delimiter=source.dialect.delimiter if source.dialect else "",
        date_format=", ".join(reading.date_formats),
        number_shape=reading.number_shape,
        currency=reading.currency,
        only_days=reading.only_days,
        first=reading.first,
        last=reading.last,
        notices=(*_repeated(known), *notices, *_after(export.stated, reading)),
    )


def left_out_of(rows: dict[int, int]) -> tuple[LeftOut, ...]:
    """Rows by their reason, in the order of the reasons."""
    return tuple(LeftOut(code, rows[n], words) for n, (code, words) in REASONS.items() if rows.get(n))


def stated_until(file: ExportFile) -> datetime | None:
    """The moment that an export is stated to be made at: the end of the day where only a day is stated."""
    if not file.until:
        return None
    told = str(file.until).strip()
    try:
        return datetime.combine(date.fromisoformat(told), time(23, 59, 59))
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(told).replace(tzinfo=None)
    except ValueError:
        message = f"'{told[:40]}' is no date"
        raise DataError([Problem("bad-date", message, "until", file.file, accepted="e.g. 2026-06-30")]) from None


def _repeated(known: Recognised) -> tuple[Notice, ...]:
    """Headers that the profile knows, but which stand in the file twice: not read, as nothing tells which is meant."""
    template = N_("“{header}” stands in the header more than once and was not read")
    return tuple(notice("repeated-header", "", template, header=header) for header in known.repeated)


def _after(file: ExportFile, reading: Reading) -> tuple[Notice, ...]:
    until = stated_until(file)
    if until is None or reading.last is None or reading.last <= until:
        return ()
    template = N_("the file has moments up to {last}, after the stated end {until}")
    return (notice("after-the-end", "until", template, last=str(reading.last), until=str(file.until)),)
