"""The scenario's own values as trees: each once, with its growth, the risks that act on it, and the stress."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from roi_engine.engine.leaves import Slot as Slot
from roi_engine.engine.leaves import modelled_tree, remaining_tree
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Scale, substitute
from roi_engine.scenario import records
from roi_engine.scenario.records import Scenario, Value
from roi_engine.scenario.remaining import Remaining
from roi_engine.uncertainty.distributions import Event, Uniform
from roi_engine.units import Units, units_for

DELAY = "@delay"  # years added to go-live: how the cost of a delay is found


class ValueTrees:
    """Turns the values and risks of one scenario into trees; `slots` are their leaves, `events` the risks."""

    def __init__(self, scenario: Scenario, stress: records.Stress | None, reserved: Callable[[str], Node]) -> None:
        self._scenario, self._stress, self._reserved = scenario, stress, reserved
        self._units: Units = units_for(scenario.currency, scenario.count_units)
        self._trees: dict[str, Node] = {}
        self._effects: dict[str, list[tuple[str, records.Effect]]] = {}
        self.slots: dict[str, Slot] = {DELAY: Slot(DELAY, np.zeros((1, 1)))}
        self.events: dict[str, Node] = {}
        for risk in scenario.risks:
            for effect in risk.effects:
                self._effects.setdefault(effect.on, []).append((risk.id, effect))
        stated = stress.effects if stress else ()
        self._stressed = {path: effect for effect in stated for path in effect.on}

    def declare(self) -> None:
        """Make the leaves of all stated values and the events of all risks."""
        chances = {risk.probability.path: risk for risk in self._scenario.risks}
        for path, value in self._scenario.values.items():  # in order of declaration: this fixes the dimensions
            self._slot(value)
            if path in chances:
                self.events[chances[path].id] = self._event(chances[path])

    def _slot(self, value: Value) -> None:
        match value.form:
            case records.Fixed(number=number):
                self.slots[value.path] = Slot(value.path, np.full((1, 1), number))
            case records.Uncertain(distribution=distribution, base=base):
                held = self._held(value.path)
                if held is None:
                    self.slots[value.path] = Slot(value.path, np.full((1, 1), base), distribution)
                else:
                    self.slots[value.path] = Slot(value.path, distribution.ppf(np.full((1, 1), held)))
            case records.Series(numbers=numbers):
                self.slots[value.path] = Slot(value.path, np.asarray(numbers, dtype=float)[None, :])

    def _held(self, path: str) -> float | None:
        """The percentile [share] at which the stress holds an uncertain value, if it does."""
        effect = self._stressed.get(path)
        return effect.percentile if effect is not None else None

    def _event(self, risk: records.Risk) -> Node:
        """1 where the risk happens. In the base case it does not, unless the stress says so."""
        if self._stress is not None and self._stress.risks != "drawn":
            return Number(1.0 if self._stress.risks == "all" else 0.0)
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
            self._trees[value.path] = self.with_risks(value.path, tree, value.unit)
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
                tree = substitute(formula.flow, self._derived_from)
                return self._in_unit(tree, formula.unit, value.unit)
            case records.Modelled():
                return modelled_tree(value.path, value.form, self.slots, self.value)
            case Remaining():
                return remaining_tree(value.form, self.value)
            case _:
                if value.path not in self.slots:  # a default that stands in no file
                    self._slot(value)
                return Name(value.path)

    def with_risks(self, path: str, tree: Node, unit: str) -> Node:
        """A tree [unit] with the risks and the stress that act on the value or line at `path`.

        What acts on a value never takes it past what it may be at all.
        """
        plain = tree
        for risk, effect in self._effects.get(path, ()):
            if effect.kind == "add":
                tree = Binary("+", tree, Binary("*", self.events[risk], self.value(effect.value, unit)))
            else:
                tree = Binary("*", tree, self._multiplied(risk, effect))
        stress = self._stressed.get(path)
        if stress is not None and stress.value is not None:
            tree = Binary("+" if stress.kind == "add" else "*", tree, self._amount(stress, stress.value, unit))
        return tree if tree is plain and not self._rests_on_effects(path) else self._within_bounds(path, tree)

    def _rests_on_effects(self, path: str) -> bool:
        """Whether a value is by name an assumption that a risk or the stress acts on."""
        value = self._scenario.values.get(path)
        while value is not None and isinstance(value.form, records.Reference):
            value = self._scenario.assumptions[value.form.name]
            if value.path in self._effects or value.path in self._stressed:
                return True
        return False

    def _within_bounds(self, path: str, tree: Node) -> Node:
        value = self._scenario.values.get(path)
        if value is None or (value.lower is None and value.upper is None):
            return tree
        low = -math.inf if value.lower is None else value.lower
        high = math.inf if value.upper is None else value.upper
        return Call("clip", (tree, Number(low), Number(high)))

    def _amount(self, stress: records.StressEffect, value: Value, unit: str) -> Node:
        return self.value(value, unit) if stress.kind == "add" else self.value(value)

    def _multiplied(self, risk: str, effect: records.Effect) -> Node:
        """1 where the risk does not happen, the factor where it does."""
        more = Binary("-", self.value(effect.value), Number(1.0))
        return Binary("+", Number(1.0), Binary("*", self.events[risk], more))

    def _derived_from(self, name: Name) -> Node:
        """What a name means in a derived assumption: another assumption, or a reserved name."""
        stated = self._scenario.assumptions.get(name.id)
        return self._reserved(name.id) if stated is None else self.value(stated)
