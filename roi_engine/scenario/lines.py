"""From the three stated forms of a line (catalogue, own formula, table) to one record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roi_engine.catalogue import CatalogueInput, CatalogueLine, catalogue_lines
from roi_engine.errors import N_
from roi_engine.formula.tree import names
from roi_engine.scenario import schema
from roi_engine.scenario.derived import line_formula, names_in, parsed
from roi_engine.scenario.goal_kpis import shipped_levels, stated_levels
from roi_engine.scenario.naming import check_name
from roi_engine.scenario.over_time import years_of
from roi_engine.scenario.records import ByYear, Category, Fixed, Line, Ramp, Reference, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.value_schema import VALUE
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import Want, amount, share, span

if TYPE_CHECKING:
    from roi_engine.formula.dimensions import Formula

TABLE_FORMULA = "upfront(initial) + amounts"


@dataclass(frozen=True, slots=True)
class _Made:
    """What the form of a line gives: formula, inputs, and what it says of itself where the scenario does not."""

    formula: Formula
    inputs: Mapping[str, Value]
    cashable: bool
    entry: CatalogueLine | None = None


def line_of(values: Values, stated: schema.LineForm, path: Path) -> Line | None:
    """The record of a line; None where something of it was refused."""
    made = _made(values, stated, path)
    category = _category(values, stated, made.entry if made else None, path)
    ramp = ramp_of(values, stated.ramp, (*path, "ramp")) if stated.ramp else None
    adjustment = None
    if stated.risk_adjustment is not None:
        adjustment = values.read(stated.risk_adjustment, (*path, "risk_adjustment"), share(values.context.units))
    if made is None or category is None:
        values.context.door.broken.add(path)
        return None
    entry, language = made.entry, values.context.language
    overlap = stated.overlap if stated.overlap is not None else entry.overlap if entry else ""
    return Line(
        id=".".join(path),
        title=stated.title or (entry.title[language] if entry else path[1].replace("_", " ").capitalize()),
        category=category,
        cashable=made.cashable if stated.cashable is None else stated.cashable,
        formula=made.formula,
        inputs=made.inputs,
        use=entry.id if entry else "",
        risk_adjustment=adjustment,
        full_live=stated.live == "full",
        ramp=ramp,
        overlap="" if overlap == "none" else overlap,
        counterfactual=entry.counterfactual[language] if entry else "",
        source=stated.source or "",
        note=stated.note or stated.description or "",
        provenance=values.context.door.provenance(path),
        kpis={
            **(shipped_levels(values, entry.id, entry.kpis, made.inputs) if entry else {}),
            **stated_levels(values, stated.kpis or {}, path, made.inputs),
        },
    )


def ramp_of(values: Values, stated: schema.RampForm, path: Path) -> Ramp:
    """The record of a ramp; a shape other than `none` needs a length."""
    length = None
    if stated.length is not None:
        length = values.read(stated.length, (*path, "length"), span(values.context.units))
    elif stated.shape != "none":
        values.context.door.refuse(
            "missing",
            path,
            f"the length of the {stated.shape} ramp is missing",
            hint="write length: 6 month, or shape: none",
        )
    return Ramp(stated.shape, None if stated.shape == "none" else length)


def _made(values: Values, stated: schema.LineForm, path: Path) -> _Made | None:
    match stated:
        case schema.CatalogueLineForm():
            return _from_catalogue(values, stated, path)
        case schema.OwnLineForm():
            return _own(values, stated, path)
        case schema.TableLineForm():
            return _table(values, stated, path)
    return None


def _category(values: Values, stated: schema.LineForm, entry: CatalogueLine | None, path: Path) -> Category | None:
    """The category: of the catalogue, as stated, or cost; a problem where it does not belong in this section."""
    door, at = values.context.door, (*path, "category")
    category = entry.category if entry else stated.category or ("cost" if path[0] == "costs" else None)
    if entry and stated.category and stated.category != entry.category:
        door.refuse("category", at, f"{entry.id} is {entry.category}", hint="leave the category out")
        return None
    if category is None:
        if not isinstance(stated, schema.CatalogueLineForm):
            door.refuse(
                "missing", path, "'category' is missing", "accepted: operational or analytical", at=door.key_place(path)
            )
        return None
    if (category == "cost") != (path[0] == "costs"):
        where = "costs" if category == "cost" else "benefits"
        door.refuse("category", at, f"a line of category {category} belongs under {where}", at=door.key_place(at))
        return None
    return category


def _from_catalogue(values: Values, stated: schema.CatalogueLineForm, path: Path) -> _Made | None:
    entry = catalogue_lines().get(stated.use)
    if entry is None:
        return None  # refused before, see `naming.check_catalogue_keys`
    given = stated.model_extra or {}
    inputs: dict[str, Value | None] = {}
    missing: list[CatalogueInput] = []
    for name, wanted in entry.inputs.items():
        at = (*path, name)
        if name in given:
            inputs[name] = values.read(given[name], at, want_of(values, wanted))
        elif values.context.door.is_broken(at):
            inputs[name] = None
        elif wanted.default is None:
            missing.append(wanted)
        else:
            default = VALUE.validate_python(wanted.default)
            inputs[name] = values.read(
                default,
                at,
                replace(want_of(values, wanted), bare="take"),
                wanted.default_source[values.context.language],
            )
    if missing:
        _list_missing(values, entry, missing, path)
    if missing or None in inputs.values():
        return None
    known = {name: value for name, value in inputs.items() if value}
    formula = line_formula_of(values, entry.formula, (*path, "use"), known)
    return _Made(formula, known, entry.cashable, entry) if formula else None


def want_of(values: Values, wanted: CatalogueInput) -> Want:
    """What an input of the catalogue wants; its `money` is the scenario's currency."""
    text = re.sub(r"\bmoney\b", values.context.units.currency, wanted.unit)
    return Want(values.context.units.parse(text), wanted.lower, wanted.upper)


def _list_missing(values: Values, entry: CatalogueLine, missing: list[CatalogueInput], path: Path) -> None:
    language, currency = values.context.language, values.context.units.currency
    said = ", ".join(
        f"{one.name} ({one.title[language]}; {one.unit.replace('money', currency) or 'a share or number'})"
        for one in missing
    )
    door = values.context.door
    door.refuse("missing", path, f"inputs of {entry.id} are missing: {said}", at=door.key_place(path))


def _own(values: Values, stated: schema.OwnLineForm, path: Path) -> _Made | None:
    door, at = values.context.door, (*path, "formula")
    tree = parsed(values.context, stated.formula, at)
    inputs: dict[str, Value | None] = {}
    for name, value in stated.inputs.items():
        where = (*path, "inputs", name)
        named = check_name(door, where, name)
        inputs[name] = values.read(value, where, Want()) if named else None
    if tree is None:
        return None
    used = names(tree)
    told = {name for level in (stated.kpis or {}).values() for name in names_in(level)}
    for name in used:
        if name not in inputs and name in values.assumptions:
            values.used.add(name)
            shared = values.assumptions[name]
            inputs[name] = Value(
                f"{'.'.join(path)}.{name}", Reference(name), shared.unit, provenance=door.provenance(at)
            )
    refused = [
        name for name in used if door.is_broken((*path, "inputs", name)) or door.is_broken(("assumptions", name))
    ]
    if refused or None in inputs.values():
        return None
    known = {name: value for name, value in inputs.items() if value}
    for name in known:
        if name not in used and name not in told:
            door.notice(
                "unused", f"{'.'.join(path)}.{name}", N_("the formula does not use the input {name}"), name=name
            )
    formula = line_formula_of(values, stated.formula, at, known, offer_assumptions=True)
    return _Made(formula, known, path[0] == "costs") if formula else None


def line_formula_of(
    values: Values, text: str, path: Path, inputs: Mapping[str, Value], offer_assumptions: bool = False
) -> Formula | None:
    """The checked formula of a line over its inputs; None where it was refused."""
    tree = parsed(values.context, text, path)
    known = {
        **(values.known_names() if offer_assumptions else {}),
        **{n: values.name_unit(v) for n, v in inputs.items()},
    }
    return line_formula(values.context, tree, text, path, known) if tree is not None else None


def _table(values: Values, stated: schema.TableLineForm, path: Path) -> _Made | None:
    units, at = values.context.units, (*path, "table")
    want = replace(amount(units), exact=True)
    years = years_of(values, stated.table.by_year, (*at, "by_year"), want)
    start = Value(".".join((*at, "initial")), Fixed(0.0), units.currency, default=True)
    if stated.table.initial is not None:
        read = values.read(stated.table.initial, (*at, "initial"), want)
        if read is None:
            return None
        start = read
    if years is None:
        return None
    flow = units.text(units.parse(f"{units.currency}/year"))
    yearly = tuple(replace(year, unit=flow) for year in years)
    amounts = Value(".".join(at), ByYear(yearly), flow, provenance=values.context.door.provenance(at))
    for year in yearly:
        order, _ = values.found[year.path]
        values.found[year.path] = (order, year)
    inputs = {"initial": start, "amounts": amounts}
    formula = line_formula_of(values, TABLE_FORMULA, at, inputs)
    return _Made(formula, inputs, True) if formula else None
