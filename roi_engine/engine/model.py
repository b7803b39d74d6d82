"""From a checked scenario to one account: every line as a tree over the scenario's own values.

Names of inputs, assumptions and reserved series are replaced by what they mean, so that lines that share a value, a
ramp or a growth share the very same tree. Risks are put in where they act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roi_engine.engine.value_trees import DELAY, Slot, ValueTrees
from roi_engine.formula.initial import initial_name
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Unary, substitute
from roi_engine.scenario import records
from roi_engine.scenario.records import Scenario, Value
from roi_engine.timeline import Timeline


@dataclass(frozen=True, slots=True)
class LineTree:
    """One line of the account: `flow` is currency/year over time, `initial` currency at time 0 (both positive)."""

    id: str
    category: records.Category
    cashable: bool
    flow: Node
    initial: Node | None


@dataclass(frozen=True, slots=True)
class Model:
    """The whole account of a scenario.

    `values` gives the tree of each stated value that is no slot (by year, derived, by name), by path; `events` for each
    risk the tree that is 1 where it happens, else 0.
    """

    timeline: Timeline
    slots: Mapping[str, Slot]
    lines: tuple[LineTree, ...]
    discount_rate: Node
    tax_rate: Node | None
    values: Mapping[str, Node]
    events: Mapping[str, Node]

    @property
    def uncertain(self) -> tuple[Slot, ...]:
        """The slots that are drawn, in order of declaration: their place is their dimension."""
        return tuple(slot for slot in self.slots.values() if slot.distribution is not None)


def build_model(scenario: Scenario, stress: records.Stress | None = None) -> Model:
    """The account of a scenario, under a stress where one is given."""
    build = Builder(scenario, stress)
    lines = tuple(build.line(line) for line in scenario.lines)
    tax = scenario.finance.tax_rate
    return Model(
        timeline=scenario.timeline,
        slots=build.slots,
        lines=lines,
        discount_rate=build.value(scenario.finance.discount_rate, "1/year"),
        tax_rate=build.value(tax) if tax else None,
        values={path: build.value(value) for path, value in scenario.values.items() if path not in build.slots},
        events=build.events,
    )


class Builder:
    """Turns the lines of one scenario into trees over its values."""

    def __init__(self, scenario: Scenario, stress: records.Stress | None = None) -> None:
        self._scenario, self._stress = scenario, stress
        self._values = ValueTrees(scenario, stress, self.named)
        self.slots, self.events, self.value = self._values.slots, self._values.events, self._values.value
        self._values.declare()

    def meaning(self, name: str, inputs: Mapping[str, Value], line: records.Line | None) -> Node:
        """What a name in a formula stands for: an input, else an assumption, else a reserved series."""
        base = initial_name(name)
        if base is not None:
            return self._initial(inputs[base] if base in inputs else self._scenario.assumptions[base])
        if name in inputs:
            return self.value(inputs[name])
        if name in self._scenario.assumptions:
            return self.value(self._scenario.assumptions[name])
        return self.named(name, line)

    def _initial(self, value: Value) -> Node:
        while isinstance(value.form, records.Reference):
            value = self._scenario.assumptions[value.form.name]
        if not isinstance(value.form, records.ByYear) or value.form.initial is None:
            return Number(0.0)
        return self.value(value.form.initial)

    def named(self, name: str, line: records.Line | None = None) -> Node:
        """What a reserved name stands for in a line."""
        full = line is not None and line.full_live
        match name:
            case "live":
                return Number(1.0) if full else Call("live", (self._go_live(),))
            case "live_share":
                return Number(1.0) if full else self._live_share(line)
            case "go_live":
                return self._go_live()
            case "horizon":
                return Number(float(self._scenario.timeline.years))
            case _:
                return Name(name)

    def _go_live(self) -> Node:
        stated = self._scenario.rollout.go_live
        delay = Name(DELAY)
        return delay if stated is None else Binary("+", self.value(stated, "year"), delay)

    def _live_share(self, line: records.Line | None) -> Node:
        rollout = self._scenario.rollout
        ramp = line.ramp if line is not None and line.ramp is not None else rollout.ramp
        if ramp.length is None or ramp.shape == "none":
            rise = Call("live", (self._go_live(),))
        else:
            rise = Call(f"ramp_{ramp.shape}", (self._go_live(), self.value(ramp.length, "year")))
        return rise if rollout.adoption is None else Binary("*", self.value(rollout.adoption), rise)

    def line(self, line: records.Line) -> LineTree:
        """The trees of a line, with its risk adjustment (benefits down, costs up) and the risks that act on it."""

        def meaning(name: Name) -> Node:
            return self.meaning(name.id, line.inputs, line)

        def adjusted(tree: Node) -> Node:
            if line.risk_adjustment is not None:
                share = self.value(line.risk_adjustment)
                sign = share if line.category == "cost" else Unary("-", share)
                tree = Binary("*", tree, Binary("+", Number(1.0), sign))
            return self._values.with_risks(line.id, tree, "")

        soft = line.category != "cost" and not line.cashable
        if soft and self._stress is not None and self._stress.cashable_only:
            return LineTree(line.id, line.category, line.cashable, Number(0.0), None)
        formula = line.formula
        initial = adjusted(substitute(formula.initial, meaning)) if formula.initial is not None else None
        return LineTree(line.id, line.category, line.cashable, adjusted(substitute(formula.flow, meaning)), initial)
