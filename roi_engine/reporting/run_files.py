"""Every file of one run, by the kinds of report that were asked for; charts are drawn once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import Findings, told_as
from roi_engine.reporting.results_json import json_text, to_json
from roi_engine.reporting.theme import NEUTRAL, Theme, drawn_under
from roi_engine.reporting.words import Words, words_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKER = "results.json"
KINDS = ("md", "charts", "html", "xlsx", "pptx", "pdf", "none")
CHART_NAMES = ("waterfall", "cumulative", "distribution", "exceedance", "tornado", "benefit_stack")
CUSTOMER_CHART = "customer_margin"
ASKED_CHARTS = ("drivers", "stresses")
FORMATS = ("svg", "png", "csv")

Files = Iterable[tuple[str, bytes]]


def run_files(result: Result, kinds: Collection[str], findings: Findings, theme: Theme = NEUTRAL) -> Files:
    """Name and content of every file of a run, the marker first."""
    yield MARKER, json_text(to_json(result, findings)).encode()
    pictures: dict[str, bytes] = {}
    if {"charts", "html", "pdf"} & {*kinds}:
        with drawn_under(theme):
            for name, content in run_charts(result, findings, FORMATS if "charts" in kinds else ("svg",)):
                place = PurePosixPath(name)
                if place.suffix == ".svg":
                    pictures[place.stem] = content
                if "charts" in kinds:
                    yield name, content
    if "md" in kinds:
        yield from _markdown(result, tuple(pictures) if "charts" in kinds else (), findings)
    if "html" in kinds:
        from roi_engine.reporting.page import page_html

        yield "report.html", page_html(result, findings, pictures).encode()
    if "xlsx" in kinds:
        from roi_engine.reporting.workbook import workbook_bytes

        yield "workbook.xlsx", workbook_bytes(result, findings)
    if "pptx" in kinds:
        from roi_engine.reporting.slides import slides_bytes

        yield "deck.pptx", slides_bytes(result, findings, theme)
    if "pdf" in kinds:
        from roi_engine.reporting.pdf import pdf_bytes

        yield "report.pdf", pdf_bytes(result, findings, theme, pictures)


def _markdown(result: Result, drawn: tuple[str, ...], findings: Findings) -> Files:
    from roi_engine.reporting.explain import CALCULATION, calculated, calculation_markdown
    from roi_engine.reporting.summary import summary_markdown

    if calculated(result, findings):
        yield CALCULATION, calculation_markdown(result).encode()
    yield "summary.md", summary_markdown(result, drawn, findings).encode()


def run_charts(result: Result, findings: Findings, formats: Collection[str] = FORMATS) -> Iterator[tuple[str, bytes]]:
    """Every chart that there is something to draw for, in the formats asked for."""
    from roi_engine.reporting import tables

    words = words_for(result.scenario.language, result.scenario.currency)
    result = told_as(result, findings.stress, words)
    for name in CHART_NAMES:
        yield from chart_files(name, getattr(tables, f"{name}_table")(result, words), words, formats=formats)
    yield from chart_files(CUSTOMER_CHART, tables.customer_margin_table(result, words), words, formats=formats)
    yield from asked_charts(result, findings, words, formats)


def asked_charts(
    result: Result, findings: Findings, words: Words, formats: Collection[str] = FORMATS
) -> Iterator[tuple[str, bytes]]:
    """The charts of the sensitivity, where it was computed."""
    from roi_engine.reporting import tables

    if findings.sensitivity is None:
        return
    for name in ASKED_CHARTS:
        table = getattr(tables, f"{name}_table")(result, findings.sensitivity, words)
        yield from chart_files(name, table, words, formats=formats)


def chart_files(
    name: str, table: Any, words: Words, stem: str = "", formats: Collection[str] = FORMATS
) -> Iterator[tuple[str, bytes]]:
    """A chart under its own name or `stem`, in the formats asked for; nothing where there is no table to draw."""
    if table is None:
        return
    from roi_engine.reporting import charts, tables  # matplotlib takes half a second: only where charts are asked for

    plot: Callable[..., Axes] = getattr(charts, f"plot_{name}")
    axes, place = plot(table, words), f"charts/{stem or name}"
    if "svg" in formats:
        yield f"{place}.svg", charts.svg(axes)
    if "png" in formats:
        yield f"{place}.png", charts.png(axes)
    if "csv" in formats:
        yield f"{place}.csv", tables.csv_text(table.header, table.rows).encode()
