"""A report on a customer file: sentences, tables, JSON and charts from one record, and its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from roi_engine import __version__
from roi_engine.reporting.comparison import page
from roi_engine.reporting.drawing import chart_files
from roi_engine.reporting.results_json import SCHEMA, json_text
from roi_engine.reporting.tables.cells import Rows, csv_text
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import Words

MARKER = "report.json"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of plain numbers for a file of its own, unrounded."""

    header: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart by the name of its plot, its file's stem, and the table behind it; None where nothing can be drawn."""

    plot: str
    stem: str
    table: Any


@dataclass(frozen=True, slots=True)
class FileReport:
    """Everything that a command on a customer file has to say; `kind` is the command, `record` its JSON."""

    kind: str
    heading: str
    told: tuple[str, ...]
    tables: tuple[TextTable, ...]
    record: Mapping[str, Any]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    charts: tuple[Drawn, ...] = ()
    closing: tuple[str, ...] = ()


def report_json(report: FileReport) -> dict[str, Any]:
    """The record with what every report says of itself."""
    return {"schema": SCHEMA, **report.record, "report": report.kind, "engine": {"version": __version__}}


def report_files(report: FileReport, words: Words) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the folder, the marker first."""
    yield MARKER, json_text(report_json(report)).encode()
    for name, sheet in report.sheets.items():
        yield f"tables/{name}.csv", csv_text(sheet.header, sheet.rows).encode()
    drawn = {}
    for chart in report.charts:
        if chart.table is not None:
            yield from chart_files(chart.plot, chart.table, words, chart.stem)
            drawn[chart.stem] = chart.table.caption.title
    text = page(report.heading, report.told, report.tables, drawn, report.closing)
    yield "report.md", text.encode()
