"""The slide of the goals: targets and their chances in one table, what covers what beside it or under the title."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.engine.result import Result
from roi_engine.reporting import tables
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.goal_sentences import coverage_points, goals_said
from roi_engine.reporting.goal_tables import brief_table, strategy_table
from roi_engine.reporting.slides.parts import Slide, Text
from roi_engine.reporting.tables.caption import source_line
from roi_engine.reporting.words import Words

TABLE_WIDE = 0.76


def goals(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    """Whether the goals are likely to be reached, and what is done for them; nothing without goals."""
    found, scenario = findings.goals, result.scenario
    if found is None:
        return
    source, title = source_line(result, words), tables.goal_map_table(result, found, words).caption.title
    points = coverage_points(found, scenario, words)
    notes = tuple(f"{said.objective}: {' '.join(said.sentences)}" for said in goals_said(found, scenario, words))
    table = brief_table(found, scenario, words)
    if found.without_driver or found.idle_lines:
        yield Slide(title, (table, Text(points)), source=source, notes=(*notes, *points), left=TABLE_WIDE)
    else:
        yield Slide(title, (table,), " ".join(points), source, notes)
    strategies = strategy_table(found, scenario, words)
    if strategies.rows:
        yield Slide(strategies.title, (strategies,), source=source, notes=notes)
