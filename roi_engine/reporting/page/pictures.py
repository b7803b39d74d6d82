"""The charts of a run as pictures that the page holds itself, each with its finding as alternative text."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roi_engine.engine.result import Result
from roi_engine.reporting import tables
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.tables import Caption
from roi_engine.reporting.words import Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: `address` is the whole drawing, `finding` its title, `alternative` what it shows in words."""

    name: str
    address: str
    finding: str
    alternative: str


def pictures(result: Result, findings: Findings, charts: Mapping[str, bytes], words: Words) -> Mapping[str, Picture]:
    """Every chart that was given, by name.

    A drawing in a picture is a document of its own: its ids and styles cannot meet those of the page or of another.
    """
    captions = _captions(result, findings, words)
    found = {}
    for name, svg in charts.items():
        caption = captions.get(name)
        told = f"{caption.title} ({caption.subtitle})" if caption else name.replace("_", " ")
        address = "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
        found[name] = Picture(name, address, caption.title if caption else "", told)
    return found


def _captions(result: Result, findings: Findings, words: Words) -> Mapping[str, Caption]:
    """The words around each chart that a run can have."""
    made: dict[str, Any] = {
        "waterfall": tables.waterfall_table(result, words),
        "cumulative": tables.cumulative_table(result, words),
        "distribution": tables.distribution_table(result, words),
        "exceedance": tables.exceedance_table(result, words),
        "tornado": tables.tornado_table(result, words),
        "benefit_stack": tables.benefit_stack_table(result, words),
        "customer_margin": tables.customer_margin_table(result, words),
    }
    if findings.goals is not None:
        made["goal_map"] = tables.goal_map_table(result, findings.goals, words)
    if findings.sensitivity is not None:
        made["drivers"] = tables.drivers_table(result, findings.sensitivity, words)
        made["stresses"] = tables.stresses_table(result, findings.sensitivity, words)
    return {name: table.caption for name, table in made.items() if table is not None}
