"""The files of a sensitivity: `sensitivity.json`, `sensitivity.md` and its charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from roi_engine.analysis.crossings import BreakEvenMap
from roi_engine.analysis.drivers import Sensitivity
from roi_engine.engine.result import Result
from roi_engine.reporting.asked import cautions, question_tables
from roi_engine.reporting.comparison import page
from roi_engine.reporting.drawing import chart_files
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.map_table import map_table
from roi_engine.reporting.records_json import plain_record, sensitivity_json
from roi_engine.reporting.results_json import SCHEMA, json_text
from roi_engine.reporting.run_files import ASKED_CHARTS
from roi_engine.reporting.text_table import TextTable
from roi_engine.reporting.words import N_, Words, plain
from roi_engine.reporting.worth_tables import stress_table

Totals = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A result, its sensitivity, and what was asked for beside it."""

    result: Result
    sensitivity: Sensitivity
    totals: Totals | None = None
    surface: BreakEvenMap | None = None

    def heading(self, words: Words) -> str:
        """What the report is about."""
        return words.text(N_("What drives “{name}”"), name=plain(self.result.scenario.name))

    def told(self, words: Words) -> tuple[str, ...]:
        """The sentences of the first page."""
        return cautions(self.result, Findings(self.sensitivity), words)

    def tables(self, words: Words) -> list[TextTable]:
        """All tables that hold anything."""
        found = question_tables(self.result, self.sensitivity, words, self.totals)
        stresses = stress_table(self.sensitivity, words)
        found += [stresses] if stresses else []
        return [*found, map_table(self.surface, words)] if self.surface else found


def inquiry_json(inquiry: Inquiry) -> dict[str, Any]:
    """The sensitivity as plain JSON, with total indices and the break-even map where they were asked for."""
    scenario = inquiry.result.scenario
    totals = inquiry.totals
    return {
        "schema": SCHEMA,
        "scenario": {key: getattr(scenario, key) for key in ("name", "file", "variant", "sha256")},
        "engine": asdict(inquiry.result.engine),
        "currency": scenario.currency,
        "sensitivity": sensitivity_json(inquiry.sensitivity),
        "total_indices": None
        if totals is None
        else {path: {"share": plain_record(share), "error": plain_record(e)} for path, (share, e) in totals.items()},
        "break_even_map": plain_record(inquiry.surface),
    }


def inquiry_files(inquiry: Inquiry, words: Words) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file, the marker first."""
    from roi_engine.reporting import tables

    yield "sensitivity.json", json_text(inquiry_json(inquiry)).encode()
    result, drawn = inquiry.result, dict[str, str]()
    titles = {
        "tornado": words.text(N_("Effect of each assumption on the net present value")),
        "drivers": words.text(N_("Share of the spread that each assumption explains")),
        "stresses": words.text(N_("Net present value under each stress")),
        "break_even_map": words.text(N_("Net present value over two values")),
    }
    found = [*chart_files("tornado", tables.tornado_table(result, words), words)]
    for name in ASKED_CHARTS:
        found += chart_files(name, getattr(tables, f"{name}_table")(result, inquiry.sensitivity, words), words)
    if inquiry.surface is not None:
        found += chart_files("break_even_map", tables.break_even_map_table(result, inquiry.surface, words), words)
    for name, content in found:
        drawn[Path(name).stem] = titles[Path(name).stem]
        yield name, content
    text = page(inquiry.heading(words), inquiry.told(words), inquiry.tables(words), drawn)
    yield "sensitivity.md", text.encode()
