"""The deck of a run: what is shown, in which order, with which words; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from roi_engine.engine.result import Result
from roi_engine.finance import Definition
from roi_engine.reporting import figures, sentences, tables
from roi_engine.reporting.asked import cautions
from roi_engine.reporting.base_and_mean import base_and_mean
from roi_engine.reporting.findings import Findings, stress_said, told_as
from roi_engine.reporting.method import how_computed
from roi_engine.reporting.slides import evidence, goals, options, series
from roi_engine.reporting.slides.parts import TAGS, Card, Cards, Chart, Deck, Slide, Text, plain_deck
from roi_engine.reporting.tables import Caption
from roi_engine.reporting.tables.caption import source_line
from roi_engine.reporting.verdict import has_range, thresholds, verdict
from roi_engine.reporting.words import N_, Words, plain, words_for

SHOWN_CARDS = 4


def deck(result: Result, findings: Findings) -> Deck:
    """All slides, in the order in which they are told."""
    words = words_for(result.scenario.language, result.scenario.currency)
    told = told_as(result, findings.stress, words)
    makers: tuple[Callable[[Result, Findings, Words], Iterator[Slide]], ...] = (
        _decision,
        _value,
        _flows,
        _spread,
        evidence.drivers,
        evidence.stresses,
        options.variants,
        evidence.customers,
        goals.goals,
        evidence.risks,
        evidence.assumptions,
        _method,
    )
    slides = tuple(slide for make in makers for slide in make(told, findings, words))
    scenario = told.scenario
    under = [words.text(verdict(told).value)]
    if scenario.variant:
        under.append(words.text(N_("Variant: {variant}"), variant=plain(scenario.variant)))
    under.append(words.text(N_("What it returns over {years}, how sure that is, and what must be true"),
                            years=words.years(scenario.timeline.years)))  # fmt: skip
    notes = tuple(filter(None, (stress_said(findings.stress, words), plain(scenario.description),
                                source_line(told, words))))  # fmt: skip
    continued = words.text(N_("{title} ({part}/{parts})"), title="{title}", part="{part}", parts="{parts}")
    made = Deck(plain(scenario.name), tuple(under), TAGS.get(words.language, words.language), slides, notes, continued)
    return plain_deck(made)


def _decision(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    first, *others = sentences.decision(result, words)
    stressed = stress_said(findings.stress, words)
    said = ([stressed] if stressed else []) + others
    if findings.sensitivity is None or not findings.sensitivity.drivers:
        said += cautions(result, findings, words)
    else:
        said += filter(None, (sentences.base_against_draws(result, words), base_and_mean(result, words)))
    chosen = figures.leading(result)
    cards = Cards(tuple(_card(figure, result, words) for figure in chosen[:SHOWN_CARDS]))
    title = words.text(N_("{verdict}. {sentence}"), verdict=words.text(verdict(result).value), sentence=first)
    notes = [thresholds(words)] if has_range(result) else []
    notes += [words.text(N_("{figure}: {figures}"), figure=words.text(f.title), figures=_said(f, result, words))
              for f in chosen[SHOWN_CARDS:]]  # fmt: skip
    notes += _definitions(result, words)
    yield Slide(title, (Text(tuple(said)), cards), source=source_line(result, words), notes=tuple(notes), left=0.66)


def _card(figure: Definition, result: Result, words: Words) -> Card:
    low, _, high = figures.spread_texts(figure, result, words)
    beside = ""
    if low != figures.NOT_SIMULATED:
        beside = words.text(N_("P10 {low} to P90 {high}"), low=low, high=high)
    return Card(words.text(figure.title), figures.base_text(figure, result.base, words), beside)


def _said(figure: Definition, result: Result, words: Words) -> str:
    card = _card(figure, result, words)
    return f"{card.figure} ({card.beside})" if card.beside else card.figure


def _definitions(result: Result, words: Words) -> list[str]:
    template = N_("{figure}: {definition} Source: {source}")
    return [
        words.text(template, figure=words.text(f.title), definition=words.text(f.sentence), source=words.text(f.source))
        for f in figures.leading(result)
    ]


def charted(chart: Chart, caption: Caption, notes: tuple[str, ...] = ()) -> Slide:
    """A slide of one chart under its finding."""
    return Slide(caption.title, (chart,), caption.subtitle, caption.source, (*notes, caption.source))


def _value(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    table = tables.waterfall_table(result, words)
    lines = [f"{plain(line.title)}: {plain(line.source) or words.text(N_('no source'))}" for line in result.lines]
    notes = (sentences.split(result, words), sentences.cashable(result, words), words.text(N_("Sources of the lines")))
    yield charted(series.waterfall(table, words), table.caption, (*notes, *lines))


def _flows(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    course = tables.cumulative_table(result, words)
    notes = tuple(filter(None, (sentences.payback(result, words), sentences.payback_chance(result, words))))
    yield charted(series.cumulative(course, words), course.caption, notes)
    years = tables.benefit_stack_table(result, words)
    yield charted(series.benefit_stack(years, words), years.caption)


def _spread(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    table = tables.distribution_table(result, words)
    if table is not None:
        notes = (sentences.outcome_range(result, words), sentences.chance_of_loss(result, words))
        yield charted(series.distribution(table, words), table.caption, notes)


def _method(result: Result, findings: Findings, words: Words) -> Iterator[Slide]:
    said = how_computed(result, words)
    title = words.text(N_("How this was computed"))
    yield Slide(title, (Text(said),), source=source_line(result, words), notes=tuple(_definitions(result, words)))
