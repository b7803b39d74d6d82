"""Named combinations to be looked at beside the scenario: the shipped ones, restated or not, and the scenario's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roi_engine.catalogue import stresses
from roi_engine.errors import N_, did_you_mean
from roi_engine.scenario import schema
from roi_engine.scenario.amounts import public
from roi_engine.scenario.layers import SHIPPED
from roi_engine.scenario.naming import check_name
from roi_engine.scenario.pointing import (
    Targets,
    followed,
    matching,
    refused_before,
    stated_in,
    taken_out,
    targets_of,
    unknown_target,
)
from roi_engine.scenario.records import ByYear, Line, Stress, StressEffect, Uncertain, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import Want
from roi_engine.units import UnitError

_ALL = {"benefits": ("benefits", "customers"), "costs": ("costs",), "customers": ("customers",)}
_WORDS = "one of add, multiply and at"


def stresses_of(values: Values, stated: Mapping[str, schema.StressForm], lines: Sequence[Line]) -> tuple[Stress, ...]:
    """The records of all stresses, those refused left out; their values are kept out of the values of the case."""
    known = dict(targets_of(values, lines))
    known |= {path: value for path, (_, value) in values.found.items() if not path.startswith("risks.")}
    aside = replace(values, found={})
    read = [_stress(aside, name, form, known) for name, form in stated.items()]
    return tuple(stress for stress in read if stress)


def _stress(values: Values, name: str, stated: schema.StressForm, known: Targets) -> Stress | None:
    door, path = values.context.door, ("stress", name)
    if not check_name(door, path, name, in_formulas=False):
        return None
    if not stated.effects and stated.only is None and stated.risks == "drawn":
        door.refuse("stress", path, "this changes nothing", "accepted: effects, only: cashable, risks: none or all")
        return None
    effects: list[StressEffect] = []
    touched: set[str] = set()
    for k, form in enumerate(stated.effects, 1):
        at = (*path, "effects", str(k))
        effect = _effect(values, at, form, known)
        if effect is None:
            continue
        if again := [on for on in effect.on if on in touched]:
            door.refuse("stress", (*at, "on"), f"'{again[0]}' is changed twice", "accepted: one effect on a path")
        touched.update(effect.on)
        effects.append(effect)
    shipped, language = stresses().get(name), values.context.language
    node = door.root.find(path)
    return Stress(
        id=name,
        title=stated.title or (shipped.title[language] if shipped else name.replace("_", " ").capitalize()),
        effects=tuple(effects),
        cashable_only=stated.only is not None,
        risks=stated.risks,
        note=stated.note or (shipped.description[language] if shipped and _untouched(values, path) else ""),
        shipped=node is not None and _untouched(values, path),
    )


def _untouched(values: Values, path: Path) -> bool:
    """Whether all that is stated at the path is as shipped."""
    node = values.context.door.root.nearest(path)
    return all(below.place.file == SHIPPED for below in (node, *node.entries.values()))


def _effect(values: Values, path: Path, stated: schema.StressEffectForm, known: Targets) -> StressEffect | None:
    """One effect on all that its `on` stands for; None where that is nothing, or where it was refused."""
    door = values.context.door
    if sum(one is not None for one in (stated.add, stated.multiply, stated.at)) != 1:
        door.refuse("stress", path, f"an effect needs {_WORDS}", hint="add: 6 month, multiply: 0.5, or at: P90")
        return None
    on = _resolved(values, (*path, "on"), stated.on, known)
    lines = [one for one in on if isinstance(known[one], Line)]
    if lines and stated.multiply is None:
        key = "add" if stated.add is not None else "at"
        said = f"'{lines[0]}' is a line"
        door.refuse("stress", (*path, key), said, "accepted on a line: multiply", "name one of its inputs")
        return None
    if not on:
        return None
    if stated.at is not None:
        return _held(values, path, stated, on, known)
    if stated.multiply is not None:
        pure = Want(values.context.units.parse(""), 0.0, 1e6, "take")
        factor = values.read(stated.multiply, (*path, "multiply"), pure)
        return StressEffect(on, "multiply", factor) if factor else None
    return _added(values, path, stated, on, known)


def _resolved(values: Values, path: Path, text: str, known: Targets) -> tuple[str, ...]:
    """The paths that `on` stands for; where that is nothing, a problem, unless it is shipped or was taken out."""
    door = values.context.door
    on = public(tuple(text.split(".")))
    keys = (on, "*") if on in _ALL else tuple(on.split("."))
    found = matching(keys, known)
    if on in _ALL:
        found = tuple(one for section in _ALL[on] for one in matching((section, "*"), known))
        found = tuple(one for one in found if isinstance(known[one], Line))
    if found or door.place(path).file == SHIPPED:
        return found
    if "*" not in keys:
        if taken_out(door, on):
            _dropped(values, path, N_("{path} was taken out, so nothing is done to it"), on)
        else:
            unknown_target(door, path, text, known)
    elif stated_in(door.before, keys):
        if not door.broken:
            _dropped(values, path, N_("all that {path} stands for was taken out, so nothing is done to it"), on)
    elif not any(refused_before(door, ".".join(keys[:end])) for end in range(1, len(keys))):
        hint = did_you_mean(keys[-1], {one.rpartition(".")[2] for one in known}) if keys[-1] != "*" else ""
        door.refuse("unknown-path", path, f"'{text[:80]}' stands for nothing in this scenario", hint=hint)
    return ()


def _dropped(values: Values, path: Path, said: str, on: str) -> None:
    values.context.door.notice("effect_dropped", ".".join(path[:2]), said, path=on)


def _held(
    values: Values, path: Path, stated: schema.StressEffectForm, on: tuple[str, ...], known: Targets
) -> StressEffect | None:
    """The uncertain values among the targets, held at a percentile; the others stay as they are."""
    found = [one for target in on for one in _uncertain_in(values, known[target])]
    if not found:
        if values.context.door.place((*path, "on")).file != SHIPPED:
            said = N_("nothing is uncertain at {path}, so it stays as it is")
            values.context.door.notice("effect_idle", ".".join(path[:2]), said, path=stated.on)
        return None
    return StressEffect(tuple(dict.fromkeys(found)), "at", percentile=stated.at)


def _uncertain_in(values: Values, target: Value | Line | None) -> tuple[str, ...]:
    """The path of an uncertain value, `$name` followed; of the uncertain years where there is one value a year."""
    value = followed(values, target) if isinstance(target, Value) else None
    if value is None:
        return ()
    if isinstance(value.form, ByYear):
        parts = (value.form.initial, *value.form.years)
        return tuple(path for part in parts for path in _uncertain_in(values, part))
    return (value.path,) if isinstance(value.form, Uncertain) else ()


def _added(
    values: Values, path: Path, stated: schema.StressEffectForm, on: tuple[str, ...], known: Targets
) -> StressEffect | None:
    """An amount added to values that all measure the same thing."""
    units = values.context.units
    wanted = [(one, units.parse(target.unit)) for one in on if isinstance(target := known[one], Value)]
    if stated.add is None:
        return None
    added = values.read(stated.add, (*path, "add"), Want(wanted[0][1]))
    if added is None:
        return None
    for one, unit in wanted:
        try:
            units.factor(units.parse(added.unit), unit)
        except UnitError as error:
            values.context.door.refuse("unit", (*path, "on"), f"{one}: {error}", hint="state one effect for each unit")
            return None
    return StressEffect(on, "add", added)
