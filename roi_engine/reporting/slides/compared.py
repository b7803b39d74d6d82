"""The deck of a comparison: which option wins and how firmly, their ranges, every pair, and where differences arise."""

from __future__ import annotations

from collections.abc import Iterator

from roi_engine.analysis.options import Options
from roi_engine.analysis.varying import OptionTable, option_row
from roi_engine.reporting import tables
from roi_engine.reporting.comparison_sentences import conclusion, notes, pair_said
from roi_engine.reporting.comparison_tables import comparison_tables
from roi_engine.reporting.slides import series
from roi_engine.reporting.slides.options import options_slide
from roi_engine.reporting.slides.parts import TAGS, Deck, Slide, Text, plain_deck
from roi_engine.reporting.tables.option_curves import options_source
from roi_engine.reporting.words import N_, Words, plain, quoted

NOBODY_RUN = -1  # no option of a comparison is the case itself


def comparison_deck(options: Options, words: Words) -> Deck:
    """All slides, in the order in which they are told."""
    source, read = options_source(options, words), tuple(notes(options, words))
    slides = tuple(_slides(options, words, source, (*read, *_files(options), source)))
    heading = words.text(N_("Options side by side"))
    names = ", ".join(quoted(plain(name), words) for name in options.results)
    continued = words.text(N_("{title} ({part}/{parts})"), title="{title}", part="{part}", parts="{parts}")
    tag = TAGS.get(words.language, words.language)
    return plain_deck(Deck(heading, (names, conclusion(options, words)[0]), tag, slides, read, continued))


def _slides(options: Options, words: Words, source: str, said: tuple[str, ...]) -> Iterator[Slide]:
    first, *others = conclusion(options, words)
    pairs = (pair_said(pair, words) for pair in options.comparison.pairs)
    told = (*others, *(pair for pair in pairs if pair != first))
    yield Slide(first.rstrip("."), (Text(told),), source=source, notes=said)
    rows = tuple(option_row(name, result) for name, result in options.results.items())
    names = tuple(plain(name) for name in options.results)
    yield options_slide(OptionTable(rows, NOBODY_RUN), names, words, source, said)
    for name in options.bridges:
        bridge = tables.bridge_table(options, name, words)
        chart = series.bridge(bridge, words)
        yield Slide(chart.title, (chart,), chart.subtitle, source, said)
    for table in comparison_tables(options, words):
        yield Slide(table.title, (table,), source=source, notes=said)


def _files(options: Options) -> Iterator[str]:
    """Where each option comes from."""
    for name, result in options.results.items():
        scenario = result.scenario
        yield f"{plain(name)}: {plain(scenario.name)}, {plain(scenario.file)}, {scenario.sha256[:16]}"
