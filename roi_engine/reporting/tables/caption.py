"""The words around a chart, made from the same record as its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.engine.result import Result
from roi_engine.reporting.words import N_, Words, plain, shortened


@dataclass(frozen=True, slots=True)
class Caption:
    """Title (a finding), subtitle (what is shown, in which unit) and source line of one chart."""

    title: str
    subtitle: str
    source: str


def source_line(result: Result, words: Words) -> str:
    """Where the figures of a chart come from: scenario, variant and how they were computed."""
    scenario = result.scenario
    name = shortened(plain(scenario.name), 60)
    if result.engine.draws > 1:
        template = N_("Source: scenario “{name}”{variant}; roi_engine {version}, {draws} draws, seed {seed}")
    else:
        template = N_("Source: scenario “{name}”{variant}; roi_engine {version}, one calculation")
    return words.text(
        template,
        name=name,
        variant=f" ({shortened(plain(scenario.variant), 30)})" if scenario.variant else "",
        version=result.engine.version,
        draws=words.count(result.engine.draws),
        seed=str(result.engine.seed),
    )
