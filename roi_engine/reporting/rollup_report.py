"""The files of a portfolio: `results.json`, `summary.md`, charts, workbook, page, slides and PDF."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from roi_engine.analysis.portfolio import Member
from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting.comparison import page
from roi_engine.reporting.drawing import FORMATS, Drawn, draw_chart
from roi_engine.reporting.goals_json import goals_json
from roi_engine.reporting.records_json import plain_record, spread_json
from roi_engine.reporting.results_json import SCHEMA, json_text
from roi_engine.reporting.rollup_sentences import notes_said, rollup_notices, rollup_said, shared_said
from roi_engine.reporting.rollup_tables import rollup_tables
from roi_engine.reporting.run_files import DECK, DRAWN, MARKER
from roi_engine.reporting.theme import NEUTRAL, Theme
from roi_engine.reporting.words import Words, plain


def rollup_json(rollup: Rollup) -> dict[str, Any]:
    """The portfolio as plain JSON; keys that a scenario has too mean the same of the total."""
    portfolio, rolled = rollup.portfolio, rollup.rolled
    first = next(iter(rollup.results.values()))
    years: Mapping[str, tuple[float, ...]] = rollup.by_year
    return {
        "schema": SCHEMA,
        "kind": "portfolio",
        "portfolio": {key: getattr(portfolio, key) for key in ("name", "file", "sha256", "language")},
        "engine": asdict(first.engine),
        "currency": portfolio.currency,
        "base": {"npv": plain_record(rollup.base_npv)},
        "simulation": {"npv": spread_json(rolled.total)},
        "probability": {"npv_positive": plain_record(rollup.npv_positive)},
        "budget": plain_record(rolled.budget),
        "members": [_member(member, rollup) for member in rolled.members],
        "ranking": list(rolled.ranking),
        "shared": list(portfolio.shared),
        "diversification": plain_record(rolled.diversification),
        "capital_limit": portfolio.capital_limit,
        "selection": plain_record(rollup.selection),
        "by_year": {"year": list(first.by_year.year), **plain_record(years)},
        "warnings": [{"code": n.code, "path": n.path, "message": n.message} for n in rollup_notices(rollup)],
    }


def _member(member: Member, rollup: Rollup) -> dict[str, Any]:
    result = rollup.results[member.id]
    scenario = result.scenario
    return {
        "id": member.id,
        "name": scenario.name,
        "file": scenario.file,
        "variant": scenario.variant,
        "sha256": scenario.sha256,
        "budget": plain_record(member.budget),
        "base_npv": plain_record(result.base.npv),
        "npv": spread_json(member.outcome),
        "npv_positive": plain_record(result.probability.npv_positive),
        "per_budget": plain_record(member.per_budget),
        "goals": goals_json(rollup.goals.get(member.id)),
    }


def rollup_files(
    rollup: Rollup, kinds: Collection[str], words: Words, theme: Theme = NEUTRAL
) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file, the marker first.

    OutputError where an extra that a kind needs is not installed.
    """
    yield MARKER, json_text(rollup_json(rollup)).encode()
    charts, said = _charts(rollup, kinds, words, theme)
    if "charts" in kinds:
        yield from (file for files in charts.values() for file in files)
    if "md" in kinds:
        told = [*rollup_said(rollup, words), *shared_said(rollup, words)]
        drawn = said if "charts" in kinds else {}
        shown = rollup_tables(rollup, words)
        yield "summary.md", page(heading(rollup), told, shown, drawn, notes_said(rollup, words)).encode()
    if "xlsx" in kinds:
        from roi_engine.reporting.workbook.rollup_book import rollup_book_bytes

        yield "workbook.xlsx", rollup_book_bytes(rollup, words)
    pictures = {name: dict(files)[f"charts/{name}.svg"] for name, files in charts.items()}
    if "html" in kinds:
        from roi_engine.reporting.rollup_page import rollup_page

        yield "report.html", rollup_page(rollup, pictures, words).encode()
    if "pdf" in kinds:
        from roi_engine.reporting.pdf import rollup_pdf_bytes

        yield "report.pdf", rollup_pdf_bytes(rollup, pictures, words, theme)
    if "pptx" in kinds:
        from roi_engine.reporting.slides import rollup_slides_bytes

        yield DECK, rollup_slides_bytes(rollup, words, theme)


def _charts(
    rollup: Rollup, kinds: Collection[str], words: Words, theme: Theme
) -> tuple[Mapping[str, Drawn], Mapping[str, str]]:
    """The files of every chart that the kinds of report take, and what each shows."""
    if DRAWN.isdisjoint(kinds):
        return {}, {}
    from roi_engine.reporting import tables

    made = {"members": tables.members_table(rollup, words), "distribution": tables.total_table(rollup, words)}
    found = {name: table for name, table in made.items() if table is not None}
    formats = FORMATS if "charts" in kinds else ("svg",)
    drawn = {name: draw_chart(name, table, words, theme, formats) for name, table in found.items()}
    return drawn, {name: table.caption.title for name, table in found.items()}


def heading(rollup: Rollup) -> str:
    """The portfolio's name."""
    return plain(rollup.portfolio.name)
