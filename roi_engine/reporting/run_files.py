"""Every file of one run, by the kinds of report that were asked for; charts are drawn once for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from roi_engine.engine.result import Result
from roi_engine.reporting.drawing import FORMATS, Drawn, draw_chart
from roi_engine.reporting.errands import Errands
from roi_engine.reporting.findings import Findings, told_as
from roi_engine.reporting.results_json import json_text, to_json
from roi_engine.reporting.theme import NEUTRAL, Theme
from roi_engine.reporting.words import words_for

MARKER, DECK = "results.json", "deck.pptx"
KINDS = ("md", "charts", "html", "xlsx", "pptx", "pdf", "none")
CHART_NAMES = ("waterfall", "cumulative", "distribution", "exceedance", "tornado", "benefit_stack")
CUSTOMER_CHART = "customer_margin"
ASKED_CHARTS = ("drivers", "stresses")
GOAL_CHART = "goal_map"
PDF_CHARTS = ("waterfall", "cumulative", "distribution")
DRAWN = frozenset({"charts", "html", "pdf"})  # kinds of report that show charts as they are drawn

Files = Iterable[tuple[str, bytes]]


def run_files(
    result: Result,
    kinds: Collection[str],
    findings: Findings,
    theme: Theme = NEUTRAL,
    errands: Errands | None = None,
) -> Files:
    """Name and content of every file of a run, the marker first; of `errands`, charts may be under way already."""
    errands = Errands() if errands is None else errands
    if "pptx" in kinds:
        from roi_engine.reporting.slides import slides_job

        errands.give(DECK, slides_job(result, findings, theme))
    drawn = order_charts(errands, result, kinds, findings, theme)
    yield MARKER, json_text(to_json(result, findings)).encode()
    if "md" in kinds:
        yield from _markdown(result, drawn if "charts" in kinds else (), findings)
    if "xlsx" in kinds:
        from roi_engine.reporting.workbook import workbook_bytes

        yield "workbook.xlsx", workbook_bytes(result, findings)
    if "pdf" in kinds:
        from roi_engine.reporting.pdf import pdf_bytes

        first = errands.results(name for name in PDF_CHARTS if name in drawn)
        yield "report.pdf", pdf_bytes(result, findings, theme, _pictures(first))
    done = errands.results((*([DECK] if "pptx" in kinds else []), *drawn))
    if "pptx" in kinds:
        yield DECK, done.pop(DECK)
    if "charts" in kinds:
        yield from (file for files in done.values() for file in files)
    if "html" in kinds:
        from roi_engine.reporting.page import page_html

        yield "report.html", page_html(result, findings, _pictures(done)).encode()


def _pictures(charts: Mapping[str, Drawn]) -> dict[str, bytes]:
    """The SVG of charts, by name."""
    return {name: dict(files)[f"charts/{name}.svg"] for name, files in charts.items()}


def _markdown(result: Result, drawn: tuple[str, ...], findings: Findings) -> Files:
    from roi_engine.reporting.explain import CALCULATION, calculated, calculation_markdown
    from roi_engine.reporting.summary import summary_markdown

    if calculated(result, findings):
        yield CALCULATION, calculation_markdown(result).encode()
    yield "summary.md", summary_markdown(result, drawn, findings).encode()


def order_charts(
    errands: Errands, result: Result, kinds: Collection[str], findings: Findings, theme: Theme = NEUTRAL
) -> tuple[str, ...]:
    """Have every chart drawn that the kinds of report take and that there is something to draw for; their names."""
    if DRAWN.isdisjoint(kinds):
        return ()
    from roi_engine.reporting import tables

    words = words_for(result.scenario.language, result.scenario.currency)
    told, formats = told_as(result, findings.stress, words), FORMATS if "charts" in kinds else ("svg",)
    found = {name: getattr(tables, f"{name}_table")(told, words) for name in (*CHART_NAMES, CUSTOMER_CHART)}
    if findings.sensitivity is not None:
        found |= {name: getattr(tables, f"{name}_table")(told, findings.sensitivity, words) for name in ASKED_CHARTS}
    if findings.goals is not None:
        found[GOAL_CHART] = tables.goal_map_table(told, findings.goals, words)
    drawn = tuple(name for name, table in found.items() if table is not None)
    for name in drawn:
        errands.give(name, partial(draw_chart, name, found[name], words, theme, formats))
    return drawn
