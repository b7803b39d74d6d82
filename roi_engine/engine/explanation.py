"""The calculation table of a line, in the manner of a TEI study: each input with its unit, source and yearly values."""

from __future__ import annotations

from dataclasses import dataclass

from roi_engine.engine.account import compile_account, line_flows
from roi_engine.engine.base import base_case
from roi_engine.engine.behind import Behind, ExplanationRow, yearly_mean
from roi_engine.engine.model import Builder, build_model
from roi_engine.formula.parse import parse
from roi_engine.formula.tree import Node, names
from roi_engine.formula.words import words
from roi_engine.scenario.records import Line, Scenario, Value
from roi_engine.timeline import Array


@dataclass(frozen=True, slots=True)
class LineExplanation:
    """A line of the account, base case. `total` and `adjusted` hold the initial column and each year [currency].

    `formula` names the inputs, `formula_references` their rows, and `tree` is the formula itself for a reader who says
    it in another language; `adjustment` is the risk adjustment [share], or None.
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
    tree: Node | None = None


_latest: tuple[Scenario, tuple[LineExplanation, ...]] | None = None  # of one scenario, whole: safe between threads


def explanations(scenario: Scenario) -> tuple[LineExplanation, ...]:
    """The calculation tables of all lines, lettered A, B, ... in the order of the scenario.

    Those of the scenario last asked for are kept: every report of a run tells the same ones.
    """
    global _latest
    if _latest is None or _latest[0] is not scenario:
        _latest = scenario, _explained(scenario)
    return _latest[1]


def _explained(scenario: Scenario) -> tuple[LineExplanation, ...]:
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
    behind = Behind(scenario, base_case(scenario, model).values)
    tables = []
    for place, (line, nodes, start) in enumerate(described):
        rows = _rows(line, _letters(place), nodes, numbers[start:], behind)
        share = None if line.risk_adjustment is None else float(numbers[start + len(nodes)].flat[0])
        tables.append(_table(scenario, line, _letters(place), rows, share, line_flows(account, values, place)))
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


def _rows(
    line: Line, letter: str, nodes: list[tuple[str, Value | None, Node]], numbers: list[Array], behind: Behind
) -> tuple[ExplanationRow, ...]:
    rows: list[ExplanationRow] = []
    over_time = names(line.formula.flow)
    for place, ((name, value, _), number) in enumerate(zip(nodes, numbers, strict=False), start=1):
        reference = f"{letter}{place}"
        if value is None:
            rows.append(behind.series(reference, name, number))
        else:
            rows.append(behind.row(reference, name, value, number, at_start=name not in over_time))
        rows += behind.behind(name, value)
    return tuple(rows)


def _table(
    scenario: Scenario,
    line: Line,
    letter: str,
    rows: tuple[ExplanationRow, ...],
    share: float | None,
    flows: tuple[Array, Array],
) -> LineExplanation:
    periods = scenario.timeline.periods_per_year
    references = {row.name: row.reference for row in rows if row.reference}
    labels = {row.name: row.label for row in rows if row.reference}
    adjusted = (float(flows[0][0]), *(mean * periods for mean in yearly_mean(scenario.timeline, flows[1])))
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
        tree=tree,
    )


def _letters(place: int) -> str:
    """A, B, ..., Z, AA, AB, ..."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
