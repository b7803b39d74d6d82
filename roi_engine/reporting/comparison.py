"""The files of a comparison: `comparison.json`, `comparison.md`, its charts, and its slides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from roi_engine.analysis.options import Options
from roi_engine.reporting.comparison_sentences import conclusion, notes, pair_said
from roi_engine.reporting.comparison_tables import comparison_tables
from roi_engine.reporting.drawing import chart_files
from roi_engine.reporting.markdown import Markdown, escaped
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.results_json import SCHEMA, json_text
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.theme import NEUTRAL, Theme, drawn_under
from roi_engine.reporting.words import N_, Words

KINDS = ("md", "charts", "pptx")
USUAL = ("md", "charts")


def comparison_json(options: Options) -> dict[str, Any]:
    """The comparison as plain JSON; money in `currency`, a bridge's steps sum to `end` less `start`."""
    engine = next(iter(options.results.values())).engine
    comparison = plain_record(options.comparison)
    return {
        "schema": SCHEMA,
        "engine": asdict(engine),
        "currency": options.currency,
        "options": [_option(name, options) for name in options.results],
        **comparison,
        "evpi": {"value": plain_record(options.evpi), "error": plain_record(options.evpi_error)},
        "worth": plain_record(options.worth),
        "bridges": plain_record(options.bridges),
        "by_year": [
            {"option": each.option, "net": list(each.net), "cumulative": list(each.cumulative)}
            for each in options.years
        ],
    }


def _option(name: str, options: Options) -> dict[str, Any]:
    scenario = options.results[name].scenario
    told = {key: getattr(scenario, key) for key in ("file", "variant", "sha256")}
    return {"option": name, "name": scenario.name, **told, "base_npv": plain_record(options.results[name].base.npv)}


def comparison_files(
    found: Options,
    words: Words,
    kinds: Collection[str] = USUAL,
    theme: Theme = NEUTRAL,
    told: Options | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file, the marker first; `kinds` are any of `KINDS`.

    `told` is the same comparison under the names of its readers; a program reads it under those of `found`.
    """
    yield "comparison.json", json_text(comparison_json(found)).encode()
    options = told or found
    drawn: dict[str, str] = {}
    if "charts" in kinds:
        with drawn_under(theme):
            yield from _charts(options, words, drawn)
    if "md" in kinds:
        yield "comparison.md", comparison_markdown(options, words, drawn).encode()
    if "pptx" in kinds:
        from roi_engine.reporting.slides import comparison_slides_bytes

        yield "deck.pptx", comparison_slides_bytes(options, words, theme)


def _charts(options: Options, words: Words, drawn: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """The files of all charts; `drawn` says afterwards what each shows, by its name."""
    from roi_engine.reporting import tables

    curves = tables.option_curves_table(options, words)
    if curves is not None:
        yield from chart_files("option_curves", curves, words)
        drawn["option_curves"] = words.text(N_("Cumulative chance of the net present value of each option"))
    for number, name in enumerate(options.bridges, 1):
        table = tables.bridge_table(options, name, words)
        stem = "bridge" if number == 1 else f"bridge_{number}"
        yield from chart_files("bridge", table, words, stem)
        drawn[stem] = table.caption.title


def comparison_markdown(options: Options, words: Words, drawn: Mapping[str, str]) -> str:
    """The page: what wins and how firmly first, the tables and charts behind it."""
    told = list(
        dict.fromkeys([*conclusion(options, words), *(pair_said(pair, words) for pair in options.comparison.pairs)])
    )
    heading = words.text(N_("Options side by side"))
    return page(heading, told, comparison_tables(options, words), drawn, notes(options, words))


def page(
    heading: str,
    told: Iterable[str],
    tables: Iterable[TextTable],
    drawn: Mapping[str, str],
    closing: Iterable[str] = (),
) -> Markdown:
    """A Markdown page of sentences, tables below their titles, and charts; every text is escaped."""
    parts = [f"# {escaped(heading)}", "\n".join(f"- {escaped(said)}" for said in told)]
    for table in tables:
        parts += [f"## {escaped(table.title)}", table.markdown()]
    parts += [f"![{escaped(text)}](charts/{name}.svg)" for name, text in drawn.items()]
    parts.append("\n".join(f"- {escaped(said)}" for said in closing))
    return Markdown("\n\n".join(part for part in parts if part) + "\n")
