"""The model that the page computes again: the account as JavaScript, its numbers, and what may be moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roi_engine.engine.model import Builder, Model, build_model
from roi_engine.engine.result import Result
from roi_engine.engine.value_trees import Slot
from roi_engine.finance import depreciation_share, flow_times
from roi_engine.formula.javascript import javascript
from roi_engine.formula.tree import Node, Number
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.page.sliders import Slider, sliders
from roi_engine.reporting.words import Words
from roi_engine.scenario.records import Scenario


@dataclass(frozen=True, slots=True)
class LiveModel:
    """The source of the account, a function of `inputs` (see `account_trees`), and the rest as plain JSON.

    `sliders` are the values that the page lets a reader move, strongest first.
    """

    source: str
    record: Mapping[str, Any]
    sliders: tuple[Slider, ...]


def live_model(result: Result, findings: Findings, words: Words) -> LiveModel:
    """The base case of a result, under the stress where there is one, ready to be computed again."""
    scenario, stress = result.scenario, findings.stress
    model, unstressed = build_model(scenario, stress), Builder(scenario)
    slots = {**unstressed.slots, **model.slots}
    adjustments = _adjustments(scenario, unstressed)
    slots |= {path: slot for path, slot in unstressed.slots.items() if path not in slots}
    places = {path: place for place, path in enumerate(slots)}
    trees = [*account_trees(model), *adjustments.values()]
    return LiveModel(
        source=javascript(trees, places),
        record={
            **_terms(scenario),
            "inputs": [_plain(slot) for slot in slots.values()],
            "lines": [{"id": line.id, "category": line.category, "cashable": line.cashable} for line in model.lines],
            "taxed": model.tax_rate is not None,
            "adjusted": list(adjustments),
        },
        sliders=sliders(result, model, places, findings, words),
    )


def account_trees(model: Model) -> list[Node]:
    """The trees of an account in order: initial column and flow of every line, discount rate, tax rate (or 0)."""
    trees: list[Node] = []
    for line in model.lines:
        trees += [line.initial or Number(0.0), line.flow]
    return [*trees, model.discount_rate, model.tax_rate or Number(0.0)]


def _adjustments(scenario: Scenario, build: Builder) -> dict[str, Node]:
    """The risk adjustment of every benefit by the path that states it, 0 where none does; customers have one."""
    found: dict[str, Node] = {}
    for line in scenario.lines:
        if line.category != "cost":
            path = "customers" if line.id.startswith("customers.") else line.id
            stated = line.risk_adjustment
            found[f"{path}.risk_adjustment"] = Number(0.0) if stated is None else build.value(stated)
    return found


def _terms(scenario: Scenario) -> dict[str, Any]:
    """The calendar, the times at which flows count [year], and the shares that are depreciated."""
    timeline, finance = scenario.timeline, scenario.finance
    return {
        "calendar": {"periods": timeline.n_periods, "perYear": timeline.periods_per_year, "years": timeline.years},
        "times": flow_times(timeline, finance.discounting).tolist(),
        "depreciation": depreciation_share(timeline, finance.depreciation_years).tolist(),
    }


def _plain(slot: Slot) -> float | list[float]:
    """The base of a slot as one number, or one a period."""
    return float(slot.base[0, 0]) if slot.base.shape[1] == 1 else slot.base[0].tolist()
