"""What stands in the report, in which order: the sentences, tables and charts of the summary, as far as pages allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roi_engine.engine.result import Result
from roi_engine.reporting import (
    charts,
    driver_tables,
    figures,
    measure,
    sentences,
    summary_tables,
    tables,
    worth_tables,
)  # fmt: skip
from roi_engine.reporting.asked import cautions
from roi_engine.reporting.charts import canvas
from roi_engine.reporting.customer_section import basis_said, customer_table, customers_said
from roi_engine.reporting.findings import Findings, stress_said, told_as
from roi_engine.reporting.goal_sentences import coverage_points
from roi_engine.reporting.goal_tables import brief_table
from roi_engine.reporting.markdown import Markdown
from roi_engine.reporting.method import how_computed
from roi_engine.reporting.page.tables import from_markdown
from roi_engine.reporting.slides.evidence import assumption_table
from roi_engine.reporting.tables.caption import source_line
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.verdict import has_range, thresholds, verdict
from roi_engine.reporting.warned import warnings_said
from roi_engine.reporting.words import N_, Words, plain, shortened, words_for
from roi_engine.reporting.worth_sentences import cash_under_stress


@dataclass(frozen=True, slots=True)
class Rows:
    """How much is shown: assumptions, rows of every other table (and warnings), characters of a cell."""

    assumptions: int
    others: int
    cell: int


Picture = Mapping[str, str | int]
# the first that stays within four pages
MOST = (Rows(16, 12, 140), Rows(10, 10, 100), Rows(8, 10, 85), Rows(6, 6, 70), Rows(4, 4, 40))
CHARTS = {"waterfall": 78, "cumulative": 86, "distribution": 86}  # width, per cent of that of the text
REGISTER = N_("Assumptions and their sources")
LONGEST = 400  # characters of a sentence or a description
WIDTH, SIZE = 493.0, 7.5  # points, of a table and of its letters, as in the template


@dataclass(frozen=True, slots=True)
class Asked:
    """What the parts of the report are made from."""

    result: Result
    findings: Findings
    words: Words
    pictures: Mapping[str, Picture]
    rows: Rows


def pictures(result: Result, findings: Findings, drawn: Mapping[str, bytes]) -> dict[str, Picture]:
    """SVG and alternative text of each chart of the report, by name; `drawn` are those that are drawn already."""
    words = words_for(result.scenario.language, result.scenario.currency)
    told = told_as(result, findings.stress, words)
    found: dict[str, Picture] = {}
    for name, width in CHARTS.items():
        table: Any = getattr(tables, f"{name}_table")(told, words)
        if table is not None:
            svg = drawn.get(name) or charts.svg(getattr(charts, f"plot_{name}")(table, words))
            shown = legible(f"{table.caption.title} ({table.caption.subtitle})")
            found[name] = {"svg": svg.decode(), "alternative": shown, "width": width}
    return found


def contents(result: Result, findings: Findings, drawn: Mapping[str, Picture], rows: Rows) -> dict[str, Any]:
    """Everything the template asks for; every text has only letters that its font can draw."""
    words = words_for(result.scenario.language, result.scenario.currency)
    told = told_as(result, findings.stress, words)
    asked = Asked(told, findings, words, drawn, rows)
    variant = told.scenario.variant
    under = words.text(N_("Variant: {variant}"), variant=plain(variant)) if variant else ""
    stressed = stress_said(findings.stress, words)
    return {
        "language": words.language,
        "title": legible(told.scenario.name, 160) or words.text(N_("Business case")),
        "under": legible(" ".join(filter(None, (under, stressed, plain(told.scenario.description))))),
        "source": legible(source_line(told, words)),
        "verdict": words.text(verdict(told).value),
        "decision": legible(" ".join(sentences.decision(told, words)), 1200),
        "cautions": [legible(said) for said in cautions(told, findings, words)],
        "words": {"page": words.text(N_("Page {n} of {all}"), n="{n}", all="{all}")},
        "parts": [part for make in _PARTS if (part := make(asked))],
    }


def _part(
    title: str,
    asked: Asked,
    said: Sequence[str] = (),
    shown: Sequence[TextTable | None] = (),
    drawn: str = "",
    points: Sequence[str] = (),
) -> dict[str, Any]:
    """A part of the report in the order in which the template sets it: sentences, chart, tables, points."""
    return {
        "title": title,
        "sentences": [legible(each) for each in said if each],
        "tables": [_table(each, asked) for each in shown if each is not None],
        "charts": [asked.pictures[drawn]] if drawn else [],
        "points": [legible(each) for each in points],
    }


def _figures(asked: Asked) -> dict[str, Any]:
    result, words = asked.result, asked.words
    title = words.text(N_("Key figures"))
    said = figures.dash_said(figures.leading(result), result, words)
    return _part(title, asked, [said], [_read(title, summary_tables.key_figures(result, words))])


def _value(asked: Asked) -> dict[str, Any]:
    title = asked.words.text(N_("Where the value comes from"))
    return _part(title, asked, [sentences.split(asked.result, asked.words)], drawn="waterfall")


def _flow(asked: Asked) -> dict[str, Any]:
    return _part(asked.words.text(N_("When the money comes back")), asked, drawn="cumulative")


def _sure(asked: Asked) -> dict[str, Any] | None:
    if "distribution" not in asked.pictures:
        return None
    return _part(asked.words.text(N_("How sure this is")), asked, drawn="distribution")


def _drivers(asked: Asked) -> dict[str, Any]:
    result, words, sensitivity = asked.result, asked.words, asked.findings.sensitivity
    title = words.text(N_("Assumptions that matter most"))
    top = driver_tables.top_table(result, sensitivity, words) if sensitivity else None
    if sensitivity is not None and top is not None:
        return _part(title, asked, shown=[top])
    table = _read(title, summary_tables.driver_table(result, words))
    said = N_("Each assumption alone at its P10 and at its P90, all others at their base value.")
    if table is None:
        said = N_("No value carries a range, so it cannot be said which matters most.")
    return _part(title, asked, [words.text(said)], [table])


def _studies(asked: Asked) -> dict[str, Any] | None:
    sensitivity = asked.findings.sensitivity
    table = worth_tables.study_table(sensitivity, asked.words) if sensitivity else None
    return _part(table.title, asked, shown=[table]) if table else None


def _stresses(asked: Asked) -> dict[str, Any] | None:
    sensitivity = asked.findings.sensitivity
    table = worth_tables.stress_table(sensitivity, asked.words) if sensitivity else None
    if sensitivity is None or table is None:
        return None
    return _part(table.title, asked, [cash_under_stress(asked.result, sensitivity, asked.words)], [table])


def _customers(asked: Asked) -> dict[str, Any] | None:
    result, words = asked.result, asked.words
    if result.customers is None:
        return None
    title = words.text(N_("Today's customers"))
    said = [customers_said(result, words), basis_said(result, words)]
    return _part(title, asked, said, [_read(title, customer_table(result, words))])


def _goals(asked: Asked) -> dict[str, Any] | None:
    goals, scenario, words = asked.findings.goals, asked.result.scenario, asked.words
    if goals is None:
        return None
    title = tables.goal_map_table(asked.result, goals, words).caption.title
    said = [f"{title}.", *coverage_points(goals, scenario, words)]
    return _part(words.text(N_("Goals")), asked, said, [brief_table(goals, scenario, words)])


def _risks(asked: Asked) -> dict[str, Any]:
    title = asked.words.text(N_("Risks"))
    table = _read(title, summary_tables.risk_table(asked.result, asked.words))
    said = [] if table else [asked.words.text(N_("No risk is modelled in this scenario."))]
    return _part(title, asked, said, [table])


def _register(asked: Asked) -> dict[str, Any]:
    result, words = asked.result, asked.words
    title = words.text(REGISTER)
    table = assumption_table(result, asked.findings, words, asked.rows.assumptions)
    said = sentences.vouched(result, words)
    left_out = len(result.assumptions) - (len(table.rows) if table else 0)
    if left_out:
        one = N_("{n} more assumption is in the register of the summary.")
        many = N_("{n} more assumptions are in the register of the summary.")
        said = f"{said} {words.counted(one, many, left_out)}"
    return _part(title, asked, [said], [table])


def _warnings(asked: Asked) -> dict[str, Any] | None:
    words, limit = asked.words, asked.rows.others
    said = list(warnings_said(asked.result, words))
    if len(said) > limit:
        one, many = N_("{n} more warning is in the summary."), N_("{n} more warnings are in the summary.")
        said = [*said[:limit], words.counted(one, many, len(said) - limit)]
    return _part(words.text(N_("Warnings")), asked, points=said) if said else None


def _method(asked: Asked) -> dict[str, Any]:
    result, words = asked.result, asked.words
    said = [*how_computed(result, words), *([thresholds(words)] if has_range(result) else [])]
    return _part(words.text(N_("How this was computed")), asked, points=said)


_PARTS: tuple[Callable[[Asked], dict[str, Any] | None], ...] = (
    _figures, _drivers, _value, _flow, _sure, _studies, _stresses, _customers, _goals, _risks, _register,
    _warnings, _method,
)  # fmt: skip


def _read(title: str, markdown: Markdown | None) -> TextTable | None:
    """A table of the summary, its cells as text."""
    found = from_markdown(title, markdown)
    return None if found is None else TextTable(title, found.header, found.rows, found.numeric)


def _table(table: TextTable, asked: Asked) -> dict[str, Any]:
    """A table as far as there is room for it, and how much of it is left out."""
    limit = asked.rows.assumptions if table.title == asked.words.text(REGISTER) else asked.rows.others
    return cut_table(table, limit, asked.rows.cell, asked.words)


def cut_table(table: TextTable, limit: int, cell: int, words: Words) -> dict[str, Any]:
    """The first `limit` rows of a table, each cell at most `cell` characters long, and how many rows are left out."""
    header = [legible(each) for each in table.header]
    rows = [[legible(each, cell) for each in row] for row in table.rows[:limit]]
    left_out, more = len(table.rows) - len(rows), ""
    if left_out:
        more = words.counted(N_("{n} more row is in the summary."), N_("{n} more rows are in the summary."), left_out)
    return {
        "header": header,
        "rows": rows,
        "numeric": list(table.numeric),
        "widths": measure.columns(header, rows, WIDTH, SIZE),
        "more": more,
    }


def legible(text: str, length: int = LONGEST) -> str:
    """User text as one line that the font can draw: a document for screen readers must not hold an unknown sign."""
    return canvas.legible(shortened(plain(text), length))
