"""What stands in the report of a portfolio: the sentences, tables and charts of its summary, as far as pages allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting import sentences, tables
from roi_engine.reporting.goal_sentences import coverage_points
from roi_engine.reporting.goal_tables import members_brief_table
from roi_engine.reporting.pdf.document import Picture, Rows, cut_table, legible
from roi_engine.reporting.rollup_sentences import notes_said, rollup_said, shared_said, titles
from roi_engine.reporting.rollup_tables import member_table, spread_table, year_table
from roi_engine.reporting.tables import Caption
from roi_engine.reporting.words import N_, Words, plain

LONGEST = 1200  # characters of what is said of one member
WIDTH = 82  # of a chart, per cent of that of the text


def rollup_contents(rollup: Rollup, charts: Mapping[str, bytes], words: Words, rows: Rows) -> dict[str, Any]:
    """Everything the template asks for; every text has only letters that its font can draw."""
    first, *others = rollup_said(rollup, words)
    return {
        "language": words.language,
        "title": legible(rollup.portfolio.name, 160),
        "under": legible(rollup.portfolio.description),
        "source": legible(tables.members_table(rollup, words).caption.source),
        "verdict": legible(first),
        "decision": legible(" ".join(others), 1200),
        "cautions": [legible(said) for said in shared_said(rollup, words)],
        "words": {"page": words.text(N_("Page {n} of {all}"), n="{n}", all="{all}")},
        "parts": list(_parts(rollup, charts, words, rows)),
    }


def _parts(rollup: Rollup, charts: Mapping[str, bytes], words: Words, rows: Rows) -> Iterator[dict[str, Any]]:
    label = titles(rollup)
    members, total = tables.members_table(rollup, words), tables.total_table(rollup, words)
    shown = [cut_table(member_table(rollup, words), rows.others, rows.cell, words)]
    each = [
        words.text(N_("{figure}: {figures}"), figure=title, figures=" ".join(sentences.decision(result, words)))
        for title, result in ((label[name], result) for name, result in rollup.results.items())
    ]
    yield _part(N_("Members"), words, tables=shown, charts=_chart("members", members.caption, charts), points=each)
    goals = members_brief_table(rollup.goals, rollup.results, label, words)
    if goals is not None:
        yield _part(
            N_("Goals"),
            words,
            tables=[cut_table(goals, rows.others, rows.cell, words)],
            points=_coverage(rollup, label, words),
        )
    spread = spread_table(rollup, words)
    drawn = _chart("distribution", total.caption, charts) if total is not None else []
    yield _part(N_("How sure this is"), words, tables=[cut_table(spread, rows.others, rows.cell, words)], charts=drawn)
    years = cut_table(year_table(rollup, words), rows.others, rows.cell, words)
    yield _part(N_("Year by year, base case"), words, tables=[years])
    if notes := notes_said(rollup, words)[: rows.others]:
        yield _part(N_("Warnings"), words, points=list(notes))


def _part(title: str, words: Words, **given: list[Any]) -> dict[str, Any]:
    """A part as the template sets it; `given` are its tables, charts and points."""
    points = [legible(each, LONGEST) for each in given.get("points", [])]
    kept = {"tables": given.get("tables", []), "charts": given.get("charts", []), "points": points}
    return {"title": words.text(title), "sentences": [], **kept}


def _chart(name: str, caption: Caption, charts: Mapping[str, bytes]) -> list[Picture]:
    if name not in charts:
        return []
    alternative = legible(f"{caption.title} ({caption.subtitle})")
    return [{"svg": charts[name].decode(), "alternative": alternative, "width": WIDTH}]


def _coverage(rollup: Rollup, label: Mapping[str, str], words: Words) -> list[str]:
    """What goals and lines leave uncovered, by member."""
    return [
        words.text(N_("{figure}: {figures}"), figure=plain(label[name]), figures=said)
        for name, goals in rollup.goals.items()
        for said in coverage_points(goals, rollup.results[name].scenario, words)
    ]
