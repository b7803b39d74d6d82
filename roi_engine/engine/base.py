"""The base case, and what one value at a time does to it: the same account, one row a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.engine.account import Account, compile_account, ledger_block, line_flows
from roi_engine.engine.faults import check_finite
from roi_engine.engine.model import DELAY, Builder, Model
from roi_engine.engine.register import label_of
from roi_engine.engine.result import Swing
from roi_engine.finance import BlockMetrics, Ledger, metrics
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
    wanted = [value for value in scenario.values.values() if value.path not in model.slots]
    build = Builder(scenario)
    open_slots = frozenset(path for path, slot in model.slots.items() if slot.base.shape[1] == 1)
    account = compile_account(model, scenario.finance, open_slots, tuple(build.value(value) for value in wanted))
    uncertain = [slot.path for slot in model.uncertain]
    rows = _rows(model, open_slots, uncertain)
    values = account.program.run(rows)
    judged = account.judged(values)
    n_rows = 2 + 2 * len(uncertain)
    ledger = ledger_block(account, values, judged.factors, n_rows)
    # of the base row alone: a value's P10 may lie where no draw goes while the others are at base
    check_finite(scenario, account, [pv[:1] for pv in ledger.pv_lines], rows)
    figures = metrics(ledger, judged)
    first = 1 + account.has_tax
    numbers = {path: slot.base for path, slot in model.slots.items()}
    for value, index in zip(wanted, account.program.outputs[first:], strict=True):
        numbers[value.path] = values[index][:1]
    return BaseCase(
        figures=figures,
        ledger=ledger,
        flows=tuple(_flows(account, values, place) for place in range(len(model.lines))),
        values=numbers,
        cost_of_delay=float(figures.npv[0] - figures.npv[1]),
        swings=_swings(scenario, model, figures.npv),
    )


def _rows(model: Model, open_slots: frozenset[str], uncertain: list[str]) -> dict[str, Array]:
    """Row 0 is the base case, row 1 a month's delay, then two rows a value: its P10 and its P90."""
    n_rows = 2 + 2 * len(uncertain)
    rows = {path: np.repeat(model.slots[path].base, n_rows, axis=0) for path in open_slots}
    rows[DELAY][1] = _MONTH
    for place, slot in enumerate(model.uncertain):
        assert slot.distribution is not None
        rows[slot.path][2 + 2 * place : 4 + 2 * place, 0] = slot.distribution.ppf(np.array([_LOW, _HIGH]))
    return rows


def _flows(account: Account, values: Mapping[int, Array], place: int) -> tuple[float, Array]:
    initial, periods = line_flows(account, values, place)
    return float(initial[0]), periods[0]


def _swings(scenario: Scenario, model: Model, npv: Array) -> tuple[Swing, ...]:
    """The tornado, widest first; values that do not move NPV are left out."""
    found = []
    events = {f"risks.{risk.id}" for risk in scenario.risks}
    for place, slot in enumerate(model.uncertain):
        assert slot.distribution is not None
        low, high = (float(point) for point in slot.distribution.ppf(np.array([_LOW, _HIGH])))
        at_low, at_high = float(npv[2 + 2 * place]), float(npv[3 + 2 * place])
        if at_low != at_high and np.isfinite(at_high - at_low):
            unit = scenario.values[slot.path].unit if slot.path in scenario.values else ""
            title, event = label_of(scenario, slot.path), slot.path in events
            found.append(Swing(slot.path, title, unit, low, high, at_low, at_high, event))
    return tuple(sorted(found, key=lambda swing: -abs(swing.npv_high - swing.npv_low)))
