"""The base case, and what one value at a time does to it: the same account, one row a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.engine.account import Account, line_flows
from roi_engine.engine.faults import check_finite
from roi_engine.engine.model import Model
from roi_engine.engine.questions import Changes, questions
from roi_engine.engine.register import label_of
from roi_engine.engine.result import Swing
from roi_engine.engine.value_trees import DELAY, Slot
from roi_engine.finance import BlockMetrics, Ledger
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array

_MONTH = 1.0 / 12.0  # year
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class BaseCase:
    """The base case. `figures` has one row; `flows` gives each line's initial column and its flow by period."""

    figures: BlockMetrics
    ledger: Ledger
    flows: tuple[tuple[float, Array], ...]
    values: Mapping[str, Array]
    cost_of_delay: float
    swings: tuple[Swing, ...]


def base_case(scenario: Scenario, model: Model) -> BaseCase:
    """Every uncertain value at its base; beside it a go-live one month later, and each value at its P10 and P90.

    Raises ModelError where a line has no finite value.
    """
    account = questions(scenario, model, tuple(model.values.values()))
    answers = account.ask(_questions(model))
    # of the base row alone: a value's P10 may lie where no draw goes while the others are at base
    check_finite(scenario, account.account, [pv[:1] for pv in answers.ledger.pv_lines], answers.rows, None)
    npv = answers.figures.npv
    numbers = {path: slot.base for path, slot in model.slots.items()}
    outputs = account.account.program.outputs[1 + account.account.has_tax :]
    for path, index in zip(model.values, outputs, strict=True):
        numbers[path] = answers.values[index][:1]
    return BaseCase(
        figures=answers.figures,
        ledger=answers.ledger,
        flows=tuple(_flows(account.account, answers.values, place) for place in range(len(model.lines))),
        values=numbers,
        cost_of_delay=float(npv[0] - npv[1]) if account.depends_on(DELAY) else np.nan,
        swings=_swings(scenario, model, npv),
    )


def _questions(model: Model) -> list[Changes]:
    """Row 0 is the base case, row 1 a month's delay, then two rows a value: its P10 and its P90."""
    asked: list[Changes] = [{}, {DELAY: _MONTH}]
    for slot in model.uncertain:
        asked += [{slot.path: point} for point in ends(slot)]
    return asked


def ends(slot: Slot) -> tuple[float, float]:
    """P10 and P90 of a drawn value."""
    assert slot.distribution is not None
    low, high = slot.distribution.ppf(np.array([_LOW, _HIGH]))
    return float(low), float(high)


def _flows(account: Account, values: Mapping[int, Array], place: int) -> tuple[float, Array]:
    initial, periods = line_flows(account, values, place)
    return float(initial[0]), periods[0]


def _swings(scenario: Scenario, model: Model, npv: Array) -> tuple[Swing, ...]:
    """The tornado, widest first; values that do not move NPV are left out."""
    found = []
    events = {f"risks.{risk.id}" for risk in scenario.risks}
    for place, slot in enumerate(model.uncertain):
        low, high = ends(slot)
        at_low, at_high = float(npv[2 + 2 * place]), float(npv[3 + 2 * place])
        if at_low != at_high and np.isfinite(at_high - at_low):
            unit = scenario.values[slot.path].unit if slot.path in scenario.values else ""
            title, event = label_of(scenario, slot.path), slot.path in events
            found.append(Swing(slot.path, title, unit, low, high, at_low, at_high, event))
    return tuple(sorted(found, key=lambda swing: -abs(swing.npv_high - swing.npv_low)))
