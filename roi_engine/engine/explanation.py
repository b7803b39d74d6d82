"""The calculation table of a line, in the manner of a TEI study: each input with its unit, source and yearly values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.engine.account import compile_account, line_flows
from roi_engine.engine.model import Builder, build_model
from roi_engine.engine.register import label_of, stated_words
from roi_engine.formula.parse import parse
from roi_engine.formula.tree import Node
from roi_engine.formula.words import words
from roi_engine.scenario.records import Line, Place, Provenance, Reference, Scenario, Value
from roi_engine.timeline import Array, Timeline

_SERIES = {"live": "live", "live_share": "live share", "year": "year", "month": "month"}
_SPANS = {"go_live": "go-live", "horizon": "horizon"}


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """One input of a line: mean over the periods of each year in the base case, in its own unit."""

    reference: str  # A1
    name: str
    label: str
    unit: str
    by_year: tuple[float, ...]
    stated: str
    source: str
    place: Place | None
    overrode: tuple[tuple[Place, str], ...]


@dataclass(frozen=True, slots=True)
class LineExplanation:
    """A line of the account, base case. `total` and `adjusted` hold the initial column and each year [currency].

    `formula` names the inputs, `formula_references` their rows; `adjustment` is the risk adjustment [share], or None.
    """

    id: str
    title: str
    reference: str
    category: str
    cashable: bool
    formula: str
    formula_references: str
    counterfactual: str
    source: str
    rows: tuple[ExplanationRow, ...]
    total: tuple[float, ...]
    adjustment: float | None
    adjusted: tuple[float, ...]


def explanations(scenario: Scenario) -> tuple[LineExplanation, ...]:
    """The calculation tables of all lines, lettered A, B, ... in the order of the scenario."""
    model, build = build_model(scenario), Builder(scenario)
    extra: list[Node] = []
    described = []
    for line in scenario.lines:
        nodes = _inputs(line, scenario, build)
        described.append((line, nodes, len(extra)))
        extra += [node for _, _, node in nodes]
        if line.risk_adjustment is not None:
            extra.append(build.value(line.risk_adjustment))
    account = compile_account(model, scenario.finance, frozenset(), tuple(extra))
    values = account.program.run({})
    first = 1 + account.has_tax
    numbers = [values[index] for index in account.program.outputs[first:]]
    tables = []
    for place, (line, nodes, start) in enumerate(described):
        flows = line_flows(account, values, place)
        tables.append(_table(scenario, line, _letters(place), nodes, numbers[start:], flows))
    return tuple(tables)


def explanation(scenario: Scenario, line: str) -> LineExplanation:
    """The calculation table of one line by id; KeyError where there is none."""
    return {table.id: table for table in explanations(scenario)}[line]


def _inputs(line: Line, scenario: Scenario, build: Builder) -> list[tuple[str, Value | None, Node]]:
    """Name, value (None for a series of the rollout) and tree of everything that the formula of a line names."""
    found: list[tuple[str, Value | None, Node]] = []
    for name in line.formula.names:
        value = line.inputs.get(name) or scenario.assumptions.get(name)
        found.append((name, value, build.value(value) if value else build.named(name, line)))
    return found


def _table(
    scenario: Scenario,
    line: Line,
    letter: str,
    nodes: list[tuple[str, Value | None, Node]],
    numbers: list[Array],
    flows: tuple[Array, Array],
) -> LineExplanation:
    timeline = scenario.timeline
    rows = tuple(
        _row(scenario, line, f"{letter}{place}", name, value, numbers[place - 1])
        for place, (name, value, _) in enumerate(nodes, start=1)
    )
    references = {row.name: row.reference for row in rows}
    labels = {row.name: row.label for row in rows}
    periods = timeline.periods_per_year
    adjusted = (float(flows[0][0]), *(float(mean) * periods for mean in _yearly_mean(timeline, flows[1])))
    share = None if line.risk_adjustment is None else float(numbers[len(nodes)].flat[0])
    factor = 1.0 if share is None else (1.0 + share if line.category == "cost" else 1.0 - share)
    tree = parse(line.formula.text)
    return LineExplanation(
        id=line.id,
        title=line.title,
        reference=letter,
        category=line.category,
        cashable=line.cashable,
        formula=words(tree, lambda name: labels.get(name, name)),
        formula_references=words(tree, lambda name: references.get(name, name)),
        counterfactual=line.counterfactual,
        source=line.source,
        rows=rows,
        total=tuple(amount / factor if factor else float("nan") for amount in adjusted),
        adjustment=share,
        adjusted=adjusted,
    )


def _row(
    scenario: Scenario, line: Line, reference: str, name: str, value: Value | None, number: Array
) -> ExplanationRow:
    yearly = tuple(float(mean) for mean in _yearly_mean(scenario.timeline, number))
    if value is None:
        label = {**_SERIES, **_SPANS}[name]
        return ExplanationRow(reference, name, label, "year" if name in _SPANS else "", yearly, "", "rollout", None, ())
    provenance = value.provenance or Provenance(Place(scenario.file), "")
    behind = scenario.assumptions.get(value.form.name) if isinstance(value.form, Reference) else None
    source = value.source or (behind.source if behind else "")
    said = stated_words(value)
    return ExplanationRow(
        reference, name, label_of(scenario, value.path), value.unit, yearly, said, source, provenance.place,
        provenance.overrode,
    )  # fmt: skip


def _yearly_mean(timeline: Timeline, number: Array) -> Array:
    """Mean over the periods of each year, shape (n_years,)."""
    full = np.broadcast_to(number, (1, timeline.n_periods))
    means: Array = full.reshape(timeline.years, timeline.periods_per_year).mean(axis=1)
    return means


def _letters(place: int) -> str:
    """A, B, ..., Z, AA, AB, ..."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
