"""The report of `kpi compute`: each KPI with its uncertainty, by month and by dimension, and what could not be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from roi_engine.crm_data.kpis.catalogue import GROUPS, Kpi, kpi_catalogue
from roi_engine.crm_data.kpis.estimates import Estimate
from roi_engine.crm_data.kpis.records import KpiReport, KpiResult, Missing
from roi_engine.errors import Notice, notice
from roi_engine.reporting.customers_report import FileReport, Sheet
from roi_engine.reporting.customers_words import day, file_name, month, stop
from roi_engine.reporting.kpi_json import kpis_json
from roi_engine.reporting.tables.cells import Cell
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.unit_words import unit_said
from roi_engine.reporting.words import N_, Words, noticed, plain

MONTHS_SHOWN = 24
LABELS_SHOWN = 12
FEW = 3  # KPIs asked for by name that are shown by month too
GROUP_TITLES = {
    "sales": N_("Sales"),
    "marketing": N_("Marketing"),
    "customer": N_("Customers"),
    "service": N_("Service"),
}
_RATIO = "money/money"
_SHARES_OVER = ("1/month", "1/year")  # shares who leave or move within a time
_SAID = {"1/month": N_("a month"), "1/year": N_("a year"), "piece/customer": N_("points of 5")}


def kpi_report(report: KpiReport, words: Words, asked: Sequence[str] = ()) -> FileReport:
    """Everything that was computed; `asked` are the KPIs that were named, which are shown by month where few."""
    return FileReport(
        kind="kpi compute",
        heading=_heading(report, words),
        told=(
            *_read(report, words),
            *_unified(report, words),
            *_cautioned(report, words),
            *_left(report, words, asked),
        ),
        tables=tuple(_tables(report, words, asked)),
        record=kpis_json(report, words.currency),
        sheets={"kpis": kpi_sheet(report)},
    )


def title_of(kpi: Kpi, words: Words) -> str:
    """What a KPI is called in the reader's language."""
    return kpi.title.get(words.language, kpi.title["en"])


def estimate_said(number: float | None, unit: str, words: Words) -> str:
    """A figure of a KPI, without its unit but for the sign of per cent."""
    if number is None:
        return words.missing
    if unit == "" or unit in _SHARES_OVER:
        return words.share(number, 1)
    return words.ratio(number) if unit == _RATIO else words.quantity(number, "")


def unit_of(unit: str, words: Words) -> str:
    """The unit of a KPI as it is read; nothing for shares and ratios, and for money of a file without a currency."""
    if unit in ("", _RATIO):
        return ""
    if unit in _SAID:
        return words.text(_SAID[unit])
    said = unit_said(unit.replace("money", words.currency or "money"), words.text, many=True)
    return said.replace("money", words.text(N_("currency of the file")))


def kpi_sheet(report: KpiReport) -> Sheet:
    """One row for each figure, unrounded: the whole, then months, then labels of dimensions."""
    header = (
        "kpi", "unit", "month", "partial", "dimension", "label", "value", "se", "low", "high", "n", "successes",
        "first", "last",
    )  # fmt: skip
    return Sheet(header, tuple(_sheet_rows(report)))


def _sheet_rows(report: KpiReport) -> Iterator[tuple[Cell, ...]]:
    for one in report.results.values():
        period = tuple(None if at is None else at.isoformat() for at in (one.first, one.last))
        yield (one.id, one.unit, None, None, None, None, *_numbers(one.estimate), *period)
        for at in one.by_month:
            partial = "yes" if at.partial else "no"
            yield (one.id, one.unit, at.month, partial, None, None, *_numbers(at.estimate), None, None)
        for dimension, labels in one.by.items():
            for label, found in labels:
                yield (one.id, one.unit, None, None, dimension, label, *_numbers(found), *period)


def _numbers(found: Estimate) -> tuple[float | int | None, ...]:
    return found.value, found.se, found.low, found.high, found.n, found.successes


def _heading(report: KpiReport, words: Words) -> str:
    files = words.listed([file_name(one.file) for one in report.exports])
    if report.until is None:
        return words.text(N_("KPIs from {files}"), files=files)
    return words.text(N_("KPIs from {files}, as known on {day}"), files=files, day=day(report.until.date(), words))


def _read(report: KpiReport, words: Words) -> Iterator[str]:
    """What each file held, and the warnings of its reading."""
    for one in report.exports:
        told = {"file": file_name(one.file), "used": words.count(one.rows_used), "rows": words.count(one.rows_in)}
        yield words.text(N_("“{file}”: {used} of {rows} rows used."), **told)
        yield from (stop(plain(noticed(each, words))) for each in one.notices)


def _unified(report: KpiReport, words: Words) -> Iterator[str]:
    """How many records of customers became how many customers."""
    found = report.identity
    if found is None:
        return
    template = N_("{records} records bear a key of a customer: they are {persons} customers.")
    yield words.text(template, records=words.count(found.identified), persons=words.count(found.persons))
    yield from (stop(plain(noticed(each, words))) for each in report.notices)


def _cautioned(report: KpiReport, words: Words) -> Iterator[str]:
    """Each warning once, with the KPIs that it is of."""
    catalogue, told = kpi_catalogue(), dict[str, list[str]]()
    for one in report.results.values():
        for each in one.notices:
            titles = told.setdefault(noticed(each, words), [])
            if (title := title_of(catalogue[one.id], words)) not in titles:
                titles.append(title)
    for said, titles in told.items():
        yield stop(f"{words.listed(titles)}: {said}")


def _left(report: KpiReport, words: Words, asked: Sequence[str]) -> Iterator[str]:
    """How many KPIs were not looked for, as they need other files."""
    n = sum(_of_other_tables(one, report) and one.id not in asked for one in report.missing)
    if n:
        one = N_("{n} KPI more needs tables that none of these files is.")
        yield words.counted(one, N_("{n} KPIs more need tables that none of these files is."), n)


def _tables(report: KpiReport, words: Words, asked: Sequence[str]) -> Iterator[TextTable]:
    catalogue = kpi_catalogue()
    for group in GROUPS:
        found = [one for one in report.results.values() if catalogue[one.id].group == group]
        if found:
            yield _group_table(words.text(GROUP_TITLES[group]), found, words)
    for one in report.results.values():
        title = title_of(catalogue[one.id], words)
        if one.by_month and 0 < len(asked) <= FEW:
            yield _month_table(title, one, words)
        for dimension, labels in one.by.items():
            if any(found.n for _, found in labels):
                yield _label_table(title, dimension, one.unit, labels, words)
    lacking = [one for one in report.missing if one.id in asked or not _of_other_tables(one, report)]
    if lacking:
        yield _missing_table(lacking, words)


def _group_table(title: str, results: Sequence[KpiResult], words: Words) -> TextTable:
    catalogue = kpi_catalogue()
    header = (N_("KPI"), N_("Value"), N_("Unit"), N_("95 % interval"), "n", N_("Period"))
    rows = tuple(
        (
            title_of(catalogue[one.id], words),
            estimate_said(one.estimate.value, one.unit, words),
            unit_of(one.unit, words),
            _interval(one.estimate, one.unit, words),
            words.count(one.estimate.n),
            _period(one.first, one.last, words),
        )
        for one in results
    )
    return TextTable(title, tuple(words.text(each) for each in header), rows, (1, 4))


def _month_table(title: str, result: KpiResult, words: Words) -> TextTable:
    rows = tuple(
        (
            month(date.fromisoformat(f"{each.month}-01"), words),
            estimate_said(each.estimate.value, result.unit, words),
            _interval(each.estimate, result.unit, words),
            words.count(each.estimate.n),
            words.text(N_("not whole")) if each.partial else "",
        )
        for each in result.by_month[-MONTHS_SHOWN:]
    )
    header = (N_("Month"), N_("Value"), N_("95 % interval"), "n", N_("Note"))
    return TextTable(_with_unit(title, result.unit, words), tuple(words.text(each) for each in header), rows, (1, 3))


def _label_table(
    title: str, dimension: str, unit: str, labels: Sequence[tuple[str, Estimate]], words: Words
) -> TextTable:
    there = [(label, found) for label, found in labels if found.n]
    rows = [
        (
            plain(label) or words.text(N_("(none)")),
            estimate_said(found.value, unit, words),
            _interval(found, unit, words),
            words.count(found.n),
        )
        for label, found in there[:LABELS_SHOWN]
    ]
    if len(there) > LABELS_SHOWN:
        rest = len(there) - LABELS_SHOWN
        rows.append((words.counted(N_("and {n} more"), N_("and {n} more"), rest), "", "", ""))
    header = (plain(dimension), words.text(N_("Value")), words.text(N_("95 % interval")), "n")
    return TextTable(_with_unit(title, unit, words), header, tuple(rows), (1, 3))


def _of_other_tables(missing: Missing, report: KpiReport) -> bool:
    """Whether a KPI needs a table that none of the files is."""
    return bool({one.partition(".")[0] for one in missing.columns} - {one.kind for one in report.exports})


def _missing_table(missing: Sequence[Missing], words: Words) -> TextTable:
    catalogue = kpi_catalogue()
    rows = tuple((title_of(catalogue[one.id], words), noticed(_titled(one.reason, words), words)) for one in missing)
    title = words.text(N_("What could not be computed"))
    return TextTable(title, (words.text(N_("KPI")), words.text(N_("Why"))), rows)


def _titled(reason: Notice, words: Words) -> Notice:
    """A reason that names another KPI by its title."""
    catalogue = kpi_catalogue()
    told = {name: title_of(catalogue[value], words) if value in catalogue else value for name, value in reason.values}
    return notice(reason.code, reason.path, reason.template, **told) if reason.template else reason


def _interval(found: Estimate, unit: str, words: Words) -> str:
    """The interval, or nothing where there is none."""
    if found.low is None and found.high is None:
        return ""
    low, high = (estimate_said(bound, unit, words) for bound in (found.low, found.high))
    return words.text(N_("{low} to {high}"), low=low, high=high)


def _period(first: date | None, last: date | None, words: Words) -> str:
    if first is None or last is None:
        return ""
    if first == last:
        return day(last, words)
    return words.text(N_("{first} to {last}"), first=day(first, words), last=day(last, words))


def _with_unit(title: str, unit: str, words: Words) -> str:
    said = unit_of(unit, words)
    return f"{title}, {said}" if said else title
