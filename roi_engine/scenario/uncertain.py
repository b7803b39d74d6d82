"""Values known as a distribution."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roi_engine.catalogue import reference_classes
from roi_engine.errors import did_you_mean
from roi_engine.scenario import value_schema as forms
from roi_engine.scenario.amounts import Amounts, amounts_of, inside_bounds, public
from roi_engine.scenario.over_time import column
from roi_engine.scenario.records import ByYear, Derived, Fixed, Form, Reference, Series, Uncertain
from roi_engine.scenario.shapes import Shape, discrete, shape_of, stated_numbers, weights_of
from roi_engine.scenario.tree import Path
from roi_engine.scenario.wants import Want
from roi_engine.uncertainty.distributions import Discrete, Empirical, Mixture, tail_warning

if TYPE_CHECKING:
    import pint

    from roi_engine.scenario.values import Values

_CHANGING = {ByYear: "one value a year", Series: "one value a period", Derived: "a value with a formula"}


def uncertain(values: Values, stated: forms.Qualified, path: Path, want: Want) -> tuple[Form, pint.Unit] | None:
    """A distribution, cut at its own bounds and at those of its place.

    Raises DistributionError where no such distribution exists.
    """
    made = shaped(values, stated, path, want)
    if made is None:
        return None
    shape, amounts = made
    if not shape.bounded:
        shape = shape.within(amounts.at.get("lower"), amounts.at.get("upper"))
    bounded = inside_bounds(values.context, shape, amounts, path, want)
    if bounded is None:
        return None
    distribution = bounded.distribution
    shipped = isinstance(stated, forms.ReferenceClassForm)  # its fat tail is meant, and measured
    if not shipped and (warning := tail_warning(distribution)):
        values.context.door.notice("fat_tail", public(path), warning[0], **warning[1])
    return Uncertain(distribution, bounded.base_value, distribution.words()), amounts.unit


def shaped(values: Values, stated: forms.Qualified, path: Path, want: Want) -> tuple[Shape, Amounts] | None:
    """The distribution that a form states, before it is cut, and its numbers."""
    if isinstance(stated, forms.ReferenceClassForm):
        return _reference_class(values, stated, path, want)
    numbers = stated_numbers(stated)
    listed = {str(k): one for k, one in enumerate(stated.choices, 1)} if isinstance(stated, forms.Choices) else {}
    amounts = amounts_of(values.context, stated.unit, numbers | listed, path, want, frozenset(listed))
    if amounts is None:
        return None
    match stated:
        case forms.Choices():
            return discrete(tuple(amounts.at[key] for key in listed), stated.weights), amounts
        case forms.MixtureForm():
            unit = amounts.unit if stated.unit or want.unit is not None else _unit_of_parts(values, stated, path)
            mixed = _mixture(values, stated, path, replace(want, unit=unit, bare="take"))
            return (mixed, replace(amounts, unit=unit)) if mixed else None
        case forms.Samples():
            samples = column(values.context, stated.samples, stated.column, (*path, "samples"))
            return (Shape(Empirical(samples)), amounts) if samples else None
    return shape_of(stated, amounts.at), amounts


def _unit_of_parts(values: Values, stated: forms.MixtureForm, path: Path) -> pint.Unit:
    """The unit of the first part that has one, where neither the mixture nor its place says which."""
    pure = values.context.units.parse("")
    parts = [(entry, (*path, "mixture", str(k))) for k, entry in enumerate(stated.mixture, 1)]
    made = (values.form(entry, at, Want(bare="take")) for entry, at in parts)
    return next((one[1] for one in made if one and one[1] != pure), pure)


def _mixture(values: Values, stated: forms.MixtureForm, path: Path, want: Want) -> Shape | None:
    """One of several values, all in one unit; of `$name` the distribution is taken, to be drawn anew."""
    parts = []
    for k, entry in enumerate(stated.mixture, 1):
        at = (*path, "mixture", str(k))
        made = values.form(entry, at, replace(want, lower=None, upper=None, exact=True))
        if made is None:
            return None
        form, grows = made[0], getattr(entry, "growth", None)
        while isinstance(form, Reference):
            named = values.assumptions[form.name]
            form, grows = named.form, grows or named.growth
        if not isinstance(form, Fixed | Uncertain) or grows:
            what = "a value that grows" if grows else _CHANGING[type(form)]
            said = f"{what} cannot be part of a mixture"
            accepted = "accepted: numbers, distributions, and $name of such"
            values.context.door.refuse("value", at, said, accepted)
            return None
        parts.append(Discrete((form.number,), (1.0,)) if isinstance(form, Fixed) else form.distribution)
    return Shape(Mixture(tuple(parts), weights_of(stated.weights, len(parts))))


def _reference_class(
    values: Values, stated: forms.ReferenceClassForm, path: Path, want: Want
) -> tuple[Shape, Amounts] | None:
    """A distribution of the shipped evidence table, in the unit of that table; `lower` and `upper` cut it."""
    known = reference_classes()
    shipped = known.get(stated.reference_class)
    if shipped is None:
        hint = did_you_mean(stated.reference_class, known) or "known: " + ", ".join(known)
        said = f"there is no reference class '{stated.reference_class[:60]}'"
        values.context.door.refuse("unknown-name", (*path, "reference_class"), said, hint=hint)
        return None
    amounts = amounts_of(values.context, stated.unit or shipped.unit, stated_numbers(stated), path, want)
    form = forms.VALUE.validate_python(shipped.value)
    assert isinstance(form, forms.Qualified), "a shipped class is a mapping"
    made = shaped(values, form, path, Want(values.context.units.parse(shipped.unit)))
    return (made[0], amounts) if made and amounts else None
