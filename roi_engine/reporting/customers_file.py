"""How a customer file was read: what was used, what was left out and why."""

from __future__ import annotations

from typing import Any

from roi_engine.crm_data.report import DataReport
from roi_engine.reporting.customers_words import day, file_name, stop
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, noticed, plain


def file_said(report: DataReport, words: Words) -> tuple[str, ...]:
    """What was read in a sentence or two, and the warnings of the reading."""
    template = N_("{used} of {rows} rows used: {customers} customers")
    if report.kind == "log":
        template = N_("{used} of {rows} rows used: {customers} customers, {orders} orders (rows of one day are one)")
    told = words.text(
        template,
        used=words.count(report.rows_used),
        rows=words.count(report.rows_in),
        customers=words.count(report.customers),
        orders=words.count(report.order_days),
    )
    if report.first_date and report.last_date:
        span = N_(", {first} to {last}")
        told += words.text(span, first=day(report.first_date, words), last=day(report.last_date, words))
    return (f"{told}.", *(stop(plain(noticed(notice, words))) for notice in report.notices))


def file_table(report: DataReport, words: Words) -> TextTable:
    """The short data report: how the file was understood and where each row went."""
    rows = [(words.text(N_("Rows in the file")), words.count(report.rows_in), "")]
    rows.append((words.text(N_("Rows used")), words.count(report.rows_used), _understood(report, words)))
    rows += [
        (
            words.text(N_("Left out: {reason}"), reason=words.text(left.words)),
            words.count(left.rows),
            "",
        )
        for left in report.left_out
    ]
    counted = (
        (N_("Refunds among the rows used"), report.refunds, N_("deducted from their day's total")),
        (N_("Rows with amount zero"), report.zero, ""),
        (N_("Repeated identical rows"), report.duplicates, N_("kept, unless an order number says they are one")),
        (N_("Amounts rounded to cents"), report.rounded, ""),
    )
    rows += [(words.text(title), words.count(n), words.text(note) if note else "") for title, n, note in counted if n]
    if report.control_total is not None:
        total = words.amount(float(report.control_total))
        rows.append((words.text(N_("Sum of the amounts used")), total, report.currency))
    title = words.text(N_("How “{file}” was read"), file=file_name(report.file))
    return TextTable(
        title, (words.text(N_("Rows")), words.text(N_("Number")), words.text(N_("Note"))), tuple(rows), (1,)
    )


def _understood(report: DataReport, words: Words) -> str:
    """Encoding, delimiter, dates, numbers and columns in one line; what does not apply is left out."""
    parts = [report.encoding, report.date_format, report.number_shape]
    if report.delimiter:
        shown = {"\t": "tab", " ": "space"}.get(report.delimiter, report.delimiter)
        parts.insert(1, words.text(N_("delimiter {sign}"), sign=shown))
    parts += [f"{role}={header}{'?' if role in report.guessed else ''}" for role, header in report.columns]
    return plain(", ".join(part for part in parts if part))


def file_json(report: DataReport) -> dict[str, Any]:
    """The data report as plain JSON: dates as text, the control total as a number."""
    told: dict[str, Any] = {
        name: getattr(report, name)
        for name in (
            "kind", "file", "sha256", "encoding", "delimiter", "date_format", "number_shape", "currency", "rows_in",
            "rows_used", "refunds", "zero", "duplicates", "rounded", "customers", "order_days",
        )
    }  # fmt: skip
    told["columns"] = dict(report.columns)
    told["guessed"] = list(report.guessed)
    told["left_out"] = plain_record(report.left_out)
    told["first_date"] = report.first_date.isoformat() if report.first_date else None
    told["last_date"] = report.last_date.isoformat() if report.last_date else None
    told["control_total"] = float(report.control_total) if report.control_total is not None else None
    told["warnings"] = [{"code": n.code, "path": n.path, "message": n.message} for n in report.notices]
    return told
