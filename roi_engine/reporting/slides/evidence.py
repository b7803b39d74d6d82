"""Slides of the evidence: drivers, stresses, today's customers, risks, and the assumptions with their sources."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.engine.result import Assumption, Result
from roi_engine.reporting import driver_tables, sentences, summary_tables, tables, worth_tables
from roi_engine.reporting.customer_section import basis_said, customer_table, customers_said
from roi_engine.reporting.driver_sentences import page_one
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.markdown import Markdown
from roi_engine.reporting.origin import source_said
from roi_engine.reporting.page.tables import from_markdown
from roi_engine.reporting.slides import series
from roi_engine.reporting.slides.parts import Slide, Text
from roi_engine.reporting.stated import shares
from roi_engine.reporting.tables.caption import source_line
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.warned import warnings_said
from roi_engine.reporting.words import N_, Words, plain
from roi_engine.reporting.worth_sentences import cash_under_stress
from roi_engine.reporting.worth_sentences import page_one as worth_said

MOST = 30  # assumptions that are listed; a deck is no register


def drivers(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    """What moves the result, what must be true of it, and what is worth measuring."""
    swings = tables.tornado_table(result, words)
    if swings is not None:
        chart = series.tornado(swings, words)
        template = N_("Each assumption alone at its P10 and at its P90, all others at their base value.")
        sources = _sources(result, [bar.path for bar in swings.bars], words)
        notes = (words.text(template), *sources)
        yield Slide(chart.title, (chart,), chart.subtitle, swings.caption.source, notes)
    sensitivity = findings.sensitivity
    if sensitivity is None or not sensitivity.drivers:
        return
    explained = tables.drivers_table(result, sensitivity, words)
    if explained is not None:
        said = (*page_one(result, sensitivity, words), *worth_said(result, sensitivity, words))
        chart = series.drivers(explained, words)
        yield Slide(chart.title, (chart, Text(said)), chart.subtitle, explained.caption.source, said)
    top = driver_tables.top_table(result, sensitivity, words)
    studies = worth_tables.study_table(sensitivity, words)
    for table in filter(None, (top, studies)):
        yield Slide(table.title, (table,), source=source_line(result, words), notes=tuple(said_of(result, words)))


def said_of(result: Result, words: Words) -> list[str]:
    """How sure the register is of itself."""
    return [sentences.vouched(result, words)]


def stresses(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    """The case under each stress."""
    sensitivity = findings.sensitivity
    shown = tables.stresses_table(result, sensitivity, words) if sensitivity else None
    table = worth_tables.stress_table(sensitivity, words) if sensitivity else None
    if sensitivity is None or shown is None or table is None:
        return
    notes = tuple(f"{plain(row.title)}: {plain(row.note)}" for row in sensitivity.stresses if row.note)
    chart, source = series.stresses(shown, words), shown.caption.source
    yield Slide(chart.title, (chart,), chart.subtitle, source, notes)
    cash = cash_under_stress(result, sensitivity, words)
    yield Slide(table.title, (table,), cash, source, notes)


def customers(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    """Today's customers with the CRM and without it."""
    course = tables.customer_margin_table(result, words)
    table = _table(words.text(N_("Today's customers")), customer_table(result, words))
    if course is None or table is None:
        return
    said = tuple(filter(None, (customers_said(result, words), basis_said(result, words))))
    chart, source = series.customer_margin(course, words), course.caption.source
    yield Slide(chart.title, (chart, Text(said)), chart.subtitle, source, (*said, source), left=0.64)
    yield Slide(table.title, (table,), source=source, notes=said)


def risks(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    """The risk register, and what the engine warns of."""
    source = source_line(result, words)
    table = _table(words.text(N_("Risks")), summary_tables.risk_table(result, words))
    notes = tuple(f"{plain(risk.title)}: {plain(risk.note)}" for risk in result.risks if risk.note)
    if table is not None:
        yield Slide(table.title, (table,), source=source, notes=notes)
    else:
        said = (words.text(N_("No risk is modelled in this scenario.")),)
        yield Slide(words.text(N_("Risks")), (Text(said),), source=source)
    if result.warnings:
        warned = warnings_said(result, words)
        yield Slide(words.text(N_("Warnings")), (Text(warned),), source=source, notes=warned)


def assumptions(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    """The assumptions, those that move the result first, with their range and source."""
    table = assumption_table(result, findings, words, MOST)
    if table is None:
        return
    left_out = len(result.assumptions) - len(table.rows)
    vouched = sentences.vouched(result, words)
    subtitle = vouched
    if left_out:
        subtitle = words.counted(
            N_("{n} more assumption is in the register of the summary."),
            N_("{n} more assumptions are in the register of the summary."),
            left_out,
        )
    notes = (vouched, *_sources(result, [row.path for row in ranked(result, findings)[: len(table.rows)]], words))
    yield Slide(table.title, (table,), subtitle, source_line(result, words), notes)


def ranked(result: Result, findings: Findings) -> list[Assumption]:
    """The register by what each assumption does to the result, most first; the others as they stand."""
    strength: dict[str, float] = {swing.path: sentences.span(swing) for swing in result.swings}
    if findings.sensitivity is not None:
        most = max(strength.values(), default=0.0) + 1.0
        strength |= {d.path: most * (1.0 + d.share) for d in findings.sensitivity.drivers if d.share > d.share_error}
    return sorted(result.assumptions, key=lambda row: -strength.get(row.path, 0.0))


def assumption_table(result: Result, findings: Findings, words: Words, most: int) -> TextTable | None:
    """Value, range, evidence and source of the `most` strongest assumptions; None where none is listed."""
    rows = ranked(result, findings)[:most]
    if not rows:
        return None
    as_share = shares(result.assumptions)
    names = (N_("Assumption"), N_("Base"), "P10", "P90", N_("Evidence"), N_("Source"))
    header = tuple(words.text(name) for name in names)
    cells = tuple(
        (
            plain(row.title) or row.path,
            words.quantity(row.base, plain(row.unit), as_share[row.path]),
            *(words.quantity(x, "", as_share[row.path]) if row.uncertain else "" for x in (row.p10, row.p90)),
            words.text(row.evidence) if row.evidence else words.text(N_("not stated")),
            plain(source_said(row.source, words)) or words.text(N_("no source")),
        )
        for row in rows
    )
    return TextTable(words.text(N_("Assumptions and their sources")), header, cells, (1, 2, 3))


def _sources(result: Result, paths: list[str], words: Words) -> Iterator[str]:
    """Who says so, for each assumption of a slide."""
    by_path = {row.path: row for row in result.assumptions}
    for row in filter(None, map(by_path.get, paths)):
        source = plain(source_said(row.source, words)) or words.text(N_("no source"))
        yield f"{plain(row.title)}: {source}. {plain(row.note)}".rstrip()


def _table(title: str, markdown: Markdown | None) -> TextTable | None:
    """A table of the summary, its cells as text."""
    found = from_markdown(title, markdown)
    return None if found is None else TextTable(title, found.header, found.rows, found.numeric)
