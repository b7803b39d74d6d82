"""From a stated value to its record: form, unit, growth, source and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from roi_engine.catalogue import reference_classes
from roi_engine.errors import did_you_mean
from roi_engine.formula.dimensions import NameUnit
from roi_engine.scenario import value_schema as forms
from roi_engine.scenario.amounts import Context, bounds_in, public
from roi_engine.scenario.derived import derived
from roi_engine.scenario.exports import measured
from roi_engine.scenario.over_time import by_year, series
from roi_engine.scenario.quantities import Quantity
from roi_engine.scenario.records import ByYear, Derived, Form, Modelled, Reference, Series, Value
from roi_engine.scenario.shapes import stated_numbers
from roi_engine.scenario.single import fixed, reference
from roi_engine.scenario.tree import Path
from roi_engine.scenario.uncertain import uncertain
from roi_engine.scenario.value_schema import StatedValue
from roi_engine.scenario.wants import Want, per_year
from roi_engine.uncertainty.distributions import DistributionError

if TYPE_CHECKING:
    import pint

_LAST = 10**6  # layer of what is not in the tree: defaults of the catalogue


@dataclass(slots=True)
class Values:
    """Turns stated values into records; knows the assumptions read so far and keeps every value by path.

    `declared` are the names of all assumptions, `used` those that something names, `found` the order of declaration
    and the record of each value.
    """

    context: Context
    assumptions: dict[str, Value] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    found: dict[str, tuple[tuple[int, int], Value]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def read(self, stated: StatedValue, path: Path, want: Want, default_source: str = "") -> Value | None:
        """The record of a value; None where it was refused (the problem is noted).

        With `default_source` the value is a default of the catalogue, and that is its source.
        """
        door = self.context.door
        if isinstance(stated, forms.MeasuredForm):
            typed = measured(self.context, stated, path)
            if typed is None:
                door.broken.add(path)
                return None
            stated = typed
        made = self.form(stated, path, want)
        beside = stated if isinstance(stated, forms.Qualified) else None
        growth = None
        if beside is not None and beside.growth is not None:
            growth = self.read(beside.growth, (*path, "growth"), per_year(self.context.units))
            made = made if growth else None
        if made is None:
            door.broken.add(path)
            return None
        lower, upper = bounds_in(self.context, want, made[1])
        text = self.context.units.text(made[1])
        value = Value(public(path), made[0], text, growth, lower=lower, upper=upper)
        value = replace(_vouched(value, beside), provenance=door.provenance(path))
        if default_source:
            value = replace(value, source=default_source, provenance=None, default=True)
        self.keep(value, path)
        return value

    def keep(self, value: Value, path: Path) -> None:
        """Keep a value under its path, in order of its declaration in the files."""
        node = self.context.door.root.find(path)
        self.found[value.path] = (node.order if node and not value.default else (_LAST, len(self.found)), value)

    def form(self, stated: StatedValue, path: Path, want: Want) -> tuple[Form, pint.Unit] | None:
        """The form of a value and the unit of its numbers; None where it was refused."""
        try:
            return self._form(stated, path, want)
        except DistributionError as error:
            self.context.door.refuse("distribution", path, error.message, hint=error.hint)
            return None

    def _form(self, stated: StatedValue, path: Path, want: Want) -> tuple[Form, pint.Unit] | None:
        match stated:
            case forms.Named():
                return reference(self, stated.name, path, want)
            case Quantity():
                return fixed(self.context, None, {"value": stated}, path, want)
            case forms.Constant():
                return fixed(self.context, stated.unit, stated_numbers(stated), path, want)
            case forms.ByYearForm():
                return by_year(self, stated, path, want)
            case forms.SeriesForm():
                return series(self.context, stated, path, want)
            case forms.FormulaForm():
                return derived(self, stated, path, want)
            case forms.MeasuredForm():
                typed = measured(self.context, stated, path)
                return uncertain(self, typed, path, want) if typed else None
        return uncertain(self, stated, path, want)

    def name_unit(self, value: Value) -> NameUnit:
        """What a formula may know of a value."""
        units, form = self.context.units, value.form
        if isinstance(form, Reference) and form.name in self.assumptions:
            return self.name_unit(self.assumptions[form.name])
        varies = value.growth is not None or isinstance(form, ByYear | Series)
        varies = varies or (isinstance(form, Derived) and form.formula.varies)
        if isinstance(form, Modelled):
            varies = len(form.numbers) > 1 or any(self.name_unit(one).varies for one in form.times)
        start = form.initial if isinstance(form, ByYear) else None
        return NameUnit(units.parse(value.unit), varies, units.parse(start.unit) if start else None)

    def known_names(self) -> Mapping[str, NameUnit]:
        """The assumptions that a formula may use."""
        return {name: self.name_unit(value) for name, value in self.assumptions.items()}

    def assumption(self, name: str, path: Path) -> Value | None:
        """The assumption of that name; a problem where there is none (and none was refused)."""
        door = self.context.door
        if name not in self.declared and not door.is_broken(("assumptions", name)):
            hint = did_you_mean(name, self.declared) or "assumptions: " + (", ".join(sorted(self.declared)) or "none")
            door.refuse("unknown-name", path, f"there is no assumption '{name}'", hint=hint)
        return self.assumptions.get(name)


def _vouched(value: Value, beside: forms.Qualified | None) -> Value:
    """The value with who vouches for it; a reference class brings its own source and note."""
    if beside is None:
        return value
    value = replace(
        value,
        source=beside.source or "",
        owner=beside.owner or "",
        evidence=beside.evidence,
        note=beside.note or "",
    )
    if isinstance(beside, forms.ReferenceClassForm):
        shipped = reference_classes()[beside.reference_class]
        value = replace(
            value,
            source=value.source or shipped.source,
            note=value.note or shipped.note,
            evidence=value.evidence or "benchmark",
        )
    return value
