"""The variants of a case beside it: what each comes to, on common random numbers, and what it states otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from roi_engine.analysis.common_draws import common_dimensions
from roi_engine.analysis.stressing import STRESS_PLAN
from roi_engine.engine.draws import Outcome, draw_replicate, job_for
from roi_engine.engine.model import build_model
from roi_engine.engine.questions import questions
from roi_engine.engine.register import label_of
from roi_engine.engine.result import Result
from roi_engine.errors import RoiEngineError
from roi_engine.finance import PAYBACK_STATUS
from roi_engine.scenario.layers import read_layers
from roi_engine.scenario.loading import NO_OVERRIDES, scenario_in
from roi_engine.scenario.records import Scenario
from roi_engine.scenario.typed import Override
from roi_engine.timeline import Array
from roi_engine.uncertainty.precision import summarise

ITSELF = ""  # name of the case without a variant


@dataclass(frozen=True, slots=True)
class Change:
    """A number that an option states otherwise: its own in the base case, and that of the case without a variant."""

    title: str
    unit: str
    number: float
    before: float
    source: str


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option: NPV of the base case and of the draws [currency], chance that NPV is positive, payback [month].

    `name` is empty for the case without a variant; `varies` says whether anything of the option is drawn at all.
    `changes` are its numbers that are not those of the case without a variant, `without` the lines that it leaves out,
    `added` those that only it has.
    """

    name: str
    base_npv: float
    mean_npv: float
    p10: float
    p90: float
    npv_positive: float
    payback_months: float
    payback_status: str
    varies: bool
    changes: tuple[Change, ...] = ()
    without: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionTable:
    """Options in the order of the file, the place of the one that was run, and what could not be computed, by name."""

    rows: tuple[OptionRow, ...]
    run: int
    left_out: tuple[str, ...] = ()


def option_row(name: str, result: Result) -> OptionRow:
    """The row of an option that was run itself."""
    npv, base = result.simulation["npv"], result.base
    return OptionRow(
        name=name,
        base_npv=base.npv,
        mean_npv=npv.mean,
        p10=npv.percentiles[10],
        p90=npv.percentiles[90],
        npv_positive=result.probability.npv_positive,
        payback_months=base.payback_months,
        payback_status=base.payback_status,
        varies=npv.sd > 0.0,
    )


def option_table(
    result: Result, overrides: Mapping[str, Override] = NO_OVERRIDES, executor: Executor | None = None
) -> OptionTable | None:
    """The case and all variants of its file; None where it has none, or the file cannot be read any more.

    The option that was run has the figures of `result`. The others are drawn fewer times, every value with the same
    luck in all of them. `overrides` are what was set when the case was loaded; a variant that they do not go with, that
    has no finite value, or that counts in another currency is left out.
    """
    own = result.scenario
    scenarios, left_out = _loaded(own, overrides)
    if len(scenarios) < 2:
        return None
    dimensions = dict(zip(scenarios, common_dimensions(scenarios), strict=True))
    first, rows = next(iter(scenarios.values())), dict[str, OptionRow]()
    for name, scenario in scenarios.items():
        try:
            row = option_row(name, result) if scenario is own else _drawn(name, scenario, dimensions[name], executor)
        except RoiEngineError:
            left_out.append(name)
            continue
        rows[name] = _told_apart(row, first, scenario)
    if len(rows) < 2:
        return None
    return OptionTable(tuple(rows.values()), list(rows).index(own.variant or ITSELF), tuple(left_out))


def _loaded(own: Scenario, overrides: Mapping[str, Override]) -> tuple[dict[str, Scenario], list[str]]:
    """The case and its variants by name, in the order of the file, and those that cannot be loaded."""
    found: dict[str, Scenario] = {}
    left_out: list[str] = []
    layers, problems = read_layers(own.file) if own.variants else (None, [])
    if layers is None or problems:
        return found, left_out
    for name in (ITSELF, *own.variants):
        if name == (own.variant or ITSELF):
            found[name] = own
            continue
        problems, scenario = scenario_in(layers, name or None, overrides)
        if scenario is None or problems or scenario.currency != own.currency:
            left_out.append(name)
        else:
            found[name] = scenario
    return found, left_out


def _drawn(name: str, scenario: Scenario, dimensions: Mapping[str, int], executor: Executor | None) -> OptionRow:
    """An option that was not run: its base case, and a small number of draws."""
    model = build_model(scenario)
    work = partial(_npv, partial(draw_replicate, job_for(scenario, model, STRESS_PLAN, dimensions)))
    replicates = range(STRESS_PLAN.replicates)
    npv = np.array(list(map(work, replicates) if executor is None else executor.map(work, replicates)))
    spread = summarise(npv, (10, 90))
    base = questions(scenario, model).ask([{}]).figures
    return OptionRow(
        name=name,
        base_npv=float(base.npv[0]),
        mean_npv=spread.mean,
        p10=spread.percentiles[10],
        p90=spread.percentiles[90],
        npv_positive=float(np.mean(npv > 0)),
        payback_months=float(base.payback.months[0]),
        payback_status=PAYBACK_STATUS[base.payback.status[0]],
        varies=spread.sd > 0.0,
    )


def _npv(draw: partial[Outcome], replicate: int) -> Array:
    return draw(replicate).figures["npv"]


def _told_apart(row: OptionRow, first: Scenario, scenario: Scenario) -> OptionRow:
    """The row with what its option states otherwise than the first one."""
    if scenario is first:
        return row
    before, now = _numbers(first), _numbers(scenario)
    changes = tuple(
        Change(label_of(scenario, path), value.unit, now[path], before[path], value.source)
        for path, value in scenario.values.items()
        if path in now and now[path] != before.get(path, now[path])
    )
    lines, others = ({line.id: line.title for line in each.lines} for each in (scenario, first))
    return replace(
        row,
        changes=changes,
        without=tuple(title for line, title in others.items() if line not in lines),
        added=tuple(title for line, title in lines.items() if line not in others),
    )


def _numbers(scenario: Scenario) -> Mapping[str, float]:
    """The base of every value that is one number, by path."""
    slots = build_model(scenario).slots
    return {path: float(slot.base[0, 0]) for path, slot in slots.items() if slot.base.shape[1] == 1}
