"""From a checked scenario to one account: every line as a tree over the scenario's own values.

Names of inputs, assumptions and reserved series are replaced by what they mean, so that lines that share a value, a
ramp or a growth share the very same tree. Risks are put in where they act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from roi_engine.formula.initial import initial_name
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, Unary, substitute
from roi_engine.scenario import records
from roi_engine.scenario.records import Scenario, Value
from roi_engine.timeline import Array, Timeline
from roi_engine.uncertainty.distributions import Distribution, Event, Uniform
from roi_engine.units import Units, units_for

DELAY = "@delay"  # years added to go-live: how the cost of a delay is found


@dataclass(frozen=True, slots=True)
class Slot:
    """A leaf of the account: a known number or series (`base` alone), or an uncertain value.

    `base` has shape (1, 1), or (1, n_periods) for a series.
    """

    path: str
    base: Array
    distribution: Distribution | None = None


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
    """The whole account of a scenario. `events` gives for each risk the tree that is 1 where it happens, else 0."""

    timeline: Timeline
    slots: Mapping[str, Slot]
    lines: tuple[LineTree, ...]
    discount_rate: Node
    tax_rate: Node | None
    events: Mapping[str, Node]

    @property
    def uncertain(self) -> tuple[Slot, ...]:
        """The slots that are drawn, in order of declaration: their place is their dimension."""
        return tuple(slot for slot in self.slots.values() if slot.distribution is not None)


def build_model(scenario: Scenario) -> Model:
    """The account of a scenario."""
    build = Builder(scenario)
    lines = tuple(build.line(line) for line in scenario.lines)
    tax = scenario.finance.tax_rate
    return Model(
        timeline=scenario.timeline,
        slots=build.slots,
        lines=lines,
        discount_rate=build.value(scenario.finance.discount_rate, "1/year"),
        tax_rate=build.value(tax) if tax else None,
        events=build.events,
    )


class Builder:
    """Turns values, lines and risks of one scenario into trees, each once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._units: Units = units_for(scenario.currency, scenario.count_units)
        self._trees: dict[str, Node] = {}
        self._effects: dict[str, list[tuple[str, records.Effect]]] = {}
        self.slots: dict[str, Slot] = {DELAY: Slot(DELAY, np.zeros((1, 1)))}
        self.events: dict[str, Node] = {}
        for risk in scenario.risks:
            for effect in risk.effects:
                self._effects.setdefault(effect.on, []).append((risk.id, effect))
        chances = {risk.probability.path: risk for risk in scenario.risks}
        for path, value in scenario.values.items():  # in order of declaration: this fixes the dimensions
            self._slot(value)
            if path in chances:
                self.events[chances[path].id] = self._event(chances[path])

    def _slot(self, value: Value) -> None:
        match value.form:
            case records.Fixed(number=number):
                self.slots[value.path] = Slot(value.path, np.full((1, 1), number))
            case records.Uncertain(distribution=distribution, base=base):
                self.slots[value.path] = Slot(value.path, np.full((1, 1), base), distribution)
            case records.Series(numbers=numbers):
                self.slots[value.path] = Slot(value.path, np.asarray(numbers, dtype=float)[None, :])

    def _event(self, risk: records.Risk) -> Node:
        """1 where the risk happens. In the base case it does not."""
        path = f"risks.{risk.id}"
        base = np.zeros((1, 1))
        if isinstance(risk.probability.form, records.Fixed):
            self.slots[path] = Slot(path, base, Event(risk.probability.form.number))
            return Name(path)
        # the chance is itself uncertain: it is compared with a uniform of its own, which at base is never reached
        self.slots[path] = Slot(path, base - 1.0, Uniform(0.0, 1.0))
        return Binary(">=", Binary("+", Name(path), self.value(risk.probability)), Number(1.0))

    def value(self, value: Value, unit: str | None = None) -> Node:
        """The tree of a value with its growth and the risks that act on it, in its own unit or in `unit`."""
        if value.path not in self._trees:
            tree = self._stated(value)
            if value.growth is not None:
                tree = Binary("*", tree, Call("growth", (self.value(value.growth, "1/year"),)))
            self._trees[value.path] = self._with_risks(value.path, tree, value.unit)
        return self._in_unit(self._trees[value.path], value.unit, value.unit if unit is None else unit)

    def _in_unit(self, tree: Node, source: str, target: str) -> Node:
        if source == target:
            return tree
        factor = self._units.factor(self._units.parse(source), self._units.parse(target))
        return tree if factor == 1.0 else Scale(tree, factor, source, target)

    def _stated(self, value: Value) -> Node:
        match value.form:
            case records.ByYear(years=years):
                return Call("by_year", tuple(self.value(year, value.unit) for year in years))
            case records.Reference(name=name):
                return self.value(self._scenario.assumptions[name], value.unit)
            case records.Derived(formula=formula):
                tree = substitute(formula.flow, lambda name: self._meaning(name.id, {}, None))
                return self._in_unit(tree, formula.unit, value.unit)
            case _:
                if value.path not in self.slots:  # a default that stands in no file
                    self._slot(value)
                return Name(value.path)

    def _with_risks(self, path: str, tree: Node, unit: str) -> Node:
        for risk, effect in self._effects.get(path, ()):
            if effect.kind == "add":
                tree = Binary("+", tree, Binary("*", self.events[risk], self.value(effect.value, unit)))
            else:
                tree = Binary("*", tree, self._multiplied(risk, effect))
        return tree

    def _multiplied(self, risk: str, effect: records.Effect) -> Node:
        """1 where the risk does not happen, the factor where it does."""
        more = Binary("-", self.value(effect.value), Number(1.0))
        return Binary("+", Number(1.0), Binary("*", self.events[risk], more))

    def _meaning(self, name: str, inputs: Mapping[str, Value], line: records.Line | None) -> Node:
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
            return self._meaning(name.id, line.inputs, line)

        def adjusted(tree: Node) -> Node:
            if line.risk_adjustment is not None:
                share = self.value(line.risk_adjustment)
                sign = share if line.category == "cost" else Unary("-", share)
                tree = Binary("*", tree, Binary("+", Number(1.0), sign))
            return self._with_risks(line.id, tree, "")

        formula = line.formula
        initial = adjusted(substitute(formula.initial, meaning)) if formula.initial is not None else None
        return LineTree(line.id, line.category, line.cashable, adjusted(substitute(formula.flow, meaning)), initial)
