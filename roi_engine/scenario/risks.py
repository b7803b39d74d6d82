"""Risks and correlations: what they point at must be there, and must be able to take them."""

from __future__ import annotations

from roi_engine.errors import N_
from roi_engine.scenario import schema
from roi_engine.scenario.amounts import public
from roi_engine.scenario.naming import check_name
from roi_engine.scenario.pointing import Purpose, Targets, absent, taken_out, uncertain_path, unknown_target
from roi_engine.scenario.records import Correlation, Effect, Line, Risk
from roi_engine.scenario.tree import Path
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import Want, share
from roi_engine.uncertainty.dependence import CorrelationError, GaussianCopula

_MENDED = "correlations: {nearest: true, pairs: [...]} takes them"
_CORRELATION = Purpose(
    "correlation",
    "correlations",
    N_("{path} was taken out, and its correlations with it"),
    N_("{path} is certain here, so its correlations say nothing"),
)


def risk_of(values: Values, name: str, stated: schema.RiskForm, targets: Targets) -> Risk | None:
    """The record of a risk; None where something of it was refused."""
    path = ("risks", name)
    named = check_name(values.context.door, path, name, in_formulas=False)
    probability = values.read(stated.probability, (*path, "probability"), share(values.context.units))
    effects = []
    for k, effect in enumerate(stated.effects, 1):
        on = public(tuple(effect.on.split(".")))
        if on not in targets and taken_out(values.context.door, on):
            said = N_("{path} was taken out, so {risk} has no effect on it")
            values.context.door.notice("effect_dropped", f"risks.{name}", said, path=on, risk=name)
        else:
            effects.append(_effect(values, (*path, "effects", str(k)), effect, on, targets))
    if not named or probability is None or None in effects:
        return None
    title = stated.title or name.replace("_", " ").capitalize()
    note = stated.note or (f"source: {stated.source}" if stated.source else "")
    return Risk(name, title, probability, tuple(one for one in effects if one), stated.owner or "", note)


def _effect(values: Values, path: Path, stated: schema.EffectForm, on: str, targets: Targets) -> Effect | None:
    door, units = values.context.door, values.context.units
    target = targets.get(on)
    if (stated.add is None) == (stated.multiply is None):
        said = "an effect has add or multiply, not both" if stated.add else "an effect needs add or multiply"
        door.refuse("effect", path, said, hint="add: 3 month, or multiply: 1.2")
        return None
    if target is None:
        unknown_target(door, (*path, "on"), stated.on, targets)
        return None
    if stated.multiply is not None:
        factor = values.read(stated.multiply, (*path, "multiply"), Want(units.parse(""), 0.0, 1e6, "take"))
        return Effect(on, "multiply", factor) if factor else None
    if isinstance(target, Line) or stated.add is None:
        hint = "name one of its inputs to add to"
        door.refuse("effect", (*path, "add"), f"'{on}' is a line", "accepted on a line: multiply", hint)
        return None
    added = values.read(stated.add, (*path, "add"), Want(units.parse(target.unit)))
    return Effect(on, "add", added) if added else None


def correlations_of(values: Values, stated: schema.CorrelationsForm) -> tuple[Correlation, ...]:
    """The pairs between uncertain values, `$name` followed to the assumption; an impossible matrix is refused.

    With `nearest: true` the nearest possible matrix is taken and a notice says so.
    """
    door = values.context.door
    node = door.root.entries.get("correlations")
    base: Path = ("correlations",) if node is not None and node.kind == "list" else ("correlations", "pairs")
    found: list[Correlation] = []
    gone: list[str] = []
    for k, pair in enumerate(stated.pairs, 1):
        path = (*base, str(k))
        ends: list[str | None] = []
        for n, text in enumerate(pair.between, 1):
            lost = absent(values, text)
            gone += [lost] if lost else []
            ends.append(None if lost else uncertain_path(values, (*path, "between", str(n)), text, _CORRELATION))
        rho = pair.rho.number
        if pair.rho.unit or not -1.0 <= rho <= 1.0:
            door.refuse("range", (*path, "rho"), f"{pair.rho.text} is not a correlation", "accepted: -1 to 1")
        elif None not in ends:
            first, second = (end for end in ends if end)
            if first == second:
                door.refuse("correlation", path, f"'{first}' is correlated with itself")
            elif any({first, second} == {one.first, one.second} for one in found):
                door.refuse("correlation", path, f"'{first}' and '{second}' are correlated twice")
            else:
                found.append(Correlation(first, second, rho))
    if gone:
        said = N_("correlations are left out with what is certain here, or taken out: {paths}")
        door.notice("correlation_dropped", "correlations", said, paths=", ".join(dict.fromkeys(gone)))
    return _possible(values, found, stated.nearest)


def _possible(values: Values, pairs: list[Correlation], nearest: bool) -> tuple[Correlation, ...]:
    """The pairs, as they are or mended; a problem where no such dependence exists."""
    paths = list(dict.fromkeys(path for pair in pairs for path in (pair.first, pair.second)))
    index = [(paths.index(pair.first), paths.index(pair.second), pair.rho) for pair in pairs]
    try:
        copula = GaussianCopula(index, len(paths), paths, nearest)
    except CorrelationError as error:
        values.context.door.refuse("correlation", ("correlations",), error.message, hint=f"{error.hint}; {_MENDED}")
        return ()
    repaired = {frozenset((paths[one.first], paths[one.second])): one for one in copula.repairs}
    for one in copula.repairs:
        said = N_("rho of {first} and {second} was taken as {used} instead of {asked}")
        told = {"first": paths[one.first], "second": paths[one.second]}
        told |= {"used": f"{one.used:.3f}", "asked": f"{one.asked:.3f}"}
        values.context.door.notice("correlation_mended", "correlations", said, **told)
    kept = [pair for pair in pairs if frozenset((pair.first, pair.second)) not in repaired]
    return tuple(kept + [Correlation(paths[one.first], paths[one.second], one.used) for one in copula.repairs])
