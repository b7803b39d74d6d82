"""The scenarios of the switch: the case as it was run, and the variants of its file that change numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np

from roi_engine.engine.base import base_case
from roi_engine.engine.model import Model, build_model
from roi_engine.engine.result import Result
from roi_engine.engine.statements import metrics_record
from roi_engine.errors import RoiEngineError
from roi_engine.reporting.findings import Findings
from roi_engine.reporting.words import N_, Words
from roi_engine.scenario.layers import Layers, read_layers, with_variant
from roi_engine.scenario.loading import NO_OVERRIDES, scenario_in
from roi_engine.scenario.records import Scenario

Figures = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Choice:
    """One scenario of the switch: its input numbers by path, and the engine's figures and lines' present values."""

    name: str
    numbers: Mapping[str, float]
    figures: Figures
    lines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """All scenarios of the switch, the place of the one that was run, and why variants are left out, by name."""

    all: tuple[Choice, ...]
    run: int
    left_out: Mapping[str, str]


def choices(result: Result, findings: Findings, words: Words) -> Choices:
    """The scenarios of the switch; only the run itself where its file says something else by now, or under a stress."""
    scenario, model = result.scenario, build_model(result.scenario, findings.stress)
    own_name = scenario.variant or words.text(N_("Base case"))
    own = Choice(own_name, _numbers(model), asdict(result.base), tuple(line.pv for line in result.lines))
    layers = None if findings.stress is not None or not scenario.variants else _layers(scenario.file)
    if layers is None or not _as_in_file(scenario, model, layers):
        said = words.text(N_("the run was made under a stress, or with values that its file does not hold"))
        return Choices((own,), 0, dict.fromkeys(scenario.variants, said))
    found: list[Choice] = []
    left_out: dict[str, str] = {}
    place = 0
    for name in (None, *scenario.variants):
        if name == scenario.variant:
            place = len(found)
            found.append(own)
            continue
        title = name or words.text(N_("Base case"))
        made = _choice(title, name, layers, scenario, model, words)
        if isinstance(made, str):
            left_out[title] = made
        else:
            found.append(made)
    return Choices(tuple(found), place, left_out)


def _as_in_file(scenario: Scenario, model: Model, layers: Layers) -> bool:
    """Whether the file still says the account that was run; another language or number of draws changes none of it."""
    if scenario.variant is not None:
        varied, problems = with_variant(layers, scenario.variant)
        if problems:
            return False
    else:
        varied = layers
    if varied.sha256() == scenario.sha256:
        return True
    try:
        problems, filed = scenario_in(layers, scenario.variant, NO_OVERRIDES)
        if problems or filed is None or not _same_judgement(scenario, filed):
            return False
        built = build_model(filed)
    except (RoiEngineError, OSError):
        return False
    return _same_account(model, built) and _numbers(model) == _numbers(built)


def _layers(file: str) -> Layers | None:
    """What the file says by now, read once for all variants; None where it has become unreadable."""
    try:
        layers, problems = read_layers(file)
    except (RoiEngineError, OSError):
        return None
    return None if problems else layers


def _choice(
    title: str, name: str | None, layers: Layers, scenario: Scenario, model: Model, words: Words
) -> Choice | str:
    """A variant as a choice, or why it is none."""
    try:
        problems, other = scenario_in(layers, name, NO_OVERRIDES)
        if problems or other is None:
            return words.text(N_("it cannot be computed"))
        built = build_model(other)
        if not _same_judgement(scenario, other):
            return words.text(N_("it changes the timeline, the currency or how flows are judged"))
        if not _same_account(model, built):
            return words.text(N_("it changes lines, formulas or the form of a value, not numbers alone"))
        base = base_case(other, built)
    except (RoiEngineError, OSError):
        return words.text(N_("it cannot be computed"))
    lines = tuple(float(pv[0]) for pv in base.ledger.pv_lines)
    return Choice(title, _numbers(built), asdict(metrics_record(base)), lines)


def _numbers(model: Model) -> Mapping[str, float]:
    return {path: float(slot.base[0, 0]) for path, slot in model.slots.items() if slot.base.shape[1] == 1}


def _same_judgement(scenario: Scenario, other: Scenario) -> bool:
    one, two = (
        replace(each.finance, discount_rate=scenario.finance.discount_rate, tax_rate=None) for each in (scenario, other)
    )
    return one == two and scenario.timeline == other.timeline and scenario.currency == other.currency


def _same_account(model: Model, other: Model) -> bool:
    """Whether two models differ in the numbers of their single inputs alone."""
    if model.slots.keys() != other.slots.keys() or model.events != other.events:
        return False
    rates = (model.discount_rate, model.tax_rate) == (other.discount_rate, other.tax_rate)
    pairs = [(slot.base, other.slots[path].base) for path, slot in model.slots.items()]
    fixed = all(a.shape == b.shape and (a.shape[1] == 1 or np.array_equal(a, b)) for a, b in pairs)
    return rates and fixed and model.lines == other.lines
