"""The deck of a portfolio: what it is worth together, its members, their goals side by side, its years."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.analysis.rollup import Rollup
from roi_engine.reporting import sentences, tables
from roi_engine.reporting.goal_sentences import coverage_points, goals_said
from roi_engine.reporting.goal_tables import members_brief_table
from roi_engine.reporting.rollup_sentences import notes_said, rollup_facts, rollup_said, shared_said, titles
from roi_engine.reporting.rollup_tables import member_table, spread_table, year_table
from roi_engine.reporting.slides import series
from roi_engine.reporting.slides.parts import TAGS, Card, Cards, Deck, Slide, Text, plain_deck
from roi_engine.reporting.tables.stresses import StressesTable
from roi_engine.reporting.words import N_, Words, plain


def rollup_deck(rollup: Rollup, words: Words) -> Deck:
    """All slides, in the order in which they are told."""
    portfolio = rollup.portfolio
    source = tables.members_table(rollup, words).caption.source
    slides = tuple(_slides(rollup, words, source))
    continued = words.text(N_("{title} ({part}/{parts})"), title="{title}", part="{part}", parts="{parts}")
    under = (", ".join(titles(rollup).values()),)
    notes = tuple(filter(None, (plain(portfolio.description), source)))
    tag = TAGS.get(words.language, words.language)
    return plain_deck(Deck(plain(portfolio.name), under, tag, slides, notes, continued))


def _slides(rollup: Rollup, words: Words, source: str) -> Iterator[Slide]:
    first, *others = rollup_said(rollup, words)
    cards = Cards(tuple(Card(fact.title, fact.figure, fact.beside) for fact in rollup_facts(rollup, words)))
    told = Text((*others, *shared_said(rollup, words)))
    yield Slide(first.rstrip("."), (told, cards), source=source, notes=(source,), left=0.66)
    yield from _members(rollup, words, source)
    yield from _goals(rollup, words, source)
    total = tables.total_table(rollup, words)
    if total is not None:
        chart = series.distribution(total, words)
        yield Slide(chart.title, (chart,), chart.subtitle, source, (source,))
    for table in (spread_table(rollup, words), year_table(rollup, words)):
        yield Slide(table.title, (table,), source=source, notes=(source,))
    if warned := notes_said(rollup, words):
        yield Slide(words.text(N_("Warnings")), (Text(warned),), source=source, notes=warned)


def _members(rollup: Rollup, words: Words, source: str) -> Iterator[Slide]:
    """Their ranges as a native chart, their figures, and what is said of each in the notes."""
    found, label = tables.members_table(rollup, words), titles(rollup)
    said = tuple(
        words.text(N_("{figure}: {figures}"), figure=label[name], figures=" ".join(sentences.decision(result, words)))
        for name, result in rollup.results.items()
    )
    chart = series.stresses(
        StressesTable(found.bars, found.scale, found.caption), words, itself_named=words.text(N_("Together"))
    )
    yield Slide(words.text(N_("Members")), (chart,), chart.subtitle, source, said)
    table = member_table(rollup, words)
    yield Slide(table.title, (table,), source=source, notes=said)


def _goals(rollup: Rollup, words: Words, source: str) -> Iterator[Slide]:
    """The goals of all members side by side, and what goals and lines leave uncovered; nothing where none is set."""
    label = titles(rollup)
    table = members_brief_table(rollup.goals, rollup.results, label, words)
    if table is None:
        return
    told, covered = [], []
    for name, goals in rollup.goals.items():
        scenario = rollup.results[name].scenario
        told += [
            f"{label[name]}: {one.objective}: {' '.join(one.sentences)}" for one in goals_said(goals, scenario, words)
        ]
        covered += [
            words.text(N_("{figure}: {figures}"), figure=label[name], figures=said)
            for said in coverage_points(goals, scenario, words)
        ]
    yield Slide(table.title, (table,), source=source, notes=tuple(told))
    if covered:
        title = words.text(N_("How goals and lines cover one another"))
        yield Slide(title, (Text(tuple(covered)),), source=source, notes=tuple(covered))
