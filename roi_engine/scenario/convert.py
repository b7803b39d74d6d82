"""From the checked document to the frozen scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel

from roi_engine.scenario import schema
from roi_engine.scenario import value_schema as forms
from roi_engine.scenario.amounts import Context
from roi_engine.scenario.customers import customers_of
from roi_engine.scenario.derived import names_in
from roi_engine.scenario.door import Door
from roi_engine.scenario.exports import with_exports
from roi_engine.scenario.goals import goals_of
from roi_engine.scenario.layers import Layers
from roi_engine.scenario.limits import note_cuts, note_go_live
from roi_engine.scenario.lines import line_of, ramp_of
from roi_engine.scenario.measurements import gate_of, measurement_of
from roi_engine.scenario.naming import check_count_units, check_name
from roi_engine.scenario.notices import note_scenario, note_unused
from roi_engine.scenario.pointing import targets_of
from roi_engine.scenario.records import (
    Correlation,
    Finance,
    Fixed,
    Gate,
    Line,
    Measurement,
    Ramp,
    Risk,
    Rollout,
    Scenario,
    Simulation,
    Stress,
    Value,
)
from roi_engine.scenario.risks import correlations_of, risk_of
from roi_engine.scenario.stresses import stresses_of
from roi_engine.scenario.value_schema import StatedValue
from roi_engine.scenario.values import Values
from roi_engine.scenario.wants import Want, per_year, share, span
from roi_engine.timeline import Timeline
from roi_engine.units import units_for

MAX_CHAIN = 100


def scenario_of(document: schema.Document, layers: Layers, door: Door, variant: str | None) -> Scenario | None:
    """The scenario of a document; None where the door has noted problems.

    Values are read in the order assumptions, finance, rollout, lines, risks; their order of declaration is that of
    the files.
    """
    counts = check_count_units(door, document.units, document.currency)
    timeline = None if door.is_broken(("timeline",)) else _timeline(document)
    context = Context(door, units_for(document.currency, counts), layers.fence, timeline, document.language)
    values = Values(with_exports(context, document.data))
    read_assumptions(values, document.assumptions)
    finance = _finance(values, document.finance)
    rollout = _rollout(values, document.rollout)
    customers, customer_lines = customers_of(values, document.customers, finance.discount_rate if finance else None)
    lines = (*_lines(values, document), *customer_lines)
    targets = targets_of(values, lines)
    risks = [risk_of(values, name, stated, targets) for name, stated in document.risks.items()]
    correlations = correlations_of(values, document.correlations)
    asked = _asked(values, document, lines)
    goals = goals_of(values, document.goals, lines)
    if door.problems or finance is None or timeline is None:
        return None
    kept = tuple(risk for risk in risks if risk)
    found = {path: value for path, (_, value) in sorted(values.found.items(), key=lambda item: item[1][0])}
    note_unused(door, values.assumptions, values.used)
    note_scenario(door, lines, kept, finance, found, document.language)
    note_cuts(values, found, kept, asked[2])
    note_go_live(values, rollout, lines)
    scenario = _assembled(
        document, layers, door, variant, (timeline, finance, rollout, values, lines, kept, correlations, counts, found)
    )
    return replace(
        scenario,
        measurements=asked[0],
        gate=asked[1],
        stresses=asked[2],
        customers=customers,
        goals=goals,
        exports=tuple(one.file for one in values.context.exports.values()),
    )


def _asked(
    values: Values, document: schema.Document, lines: tuple[Line, ...]
) -> tuple[tuple[Measurement, ...], Gate | None, tuple[Stress, ...]]:
    """What is asked of the case: measurements, gate, stresses. None of it is part of the account."""
    read = [measurement_of(values, name, stated, document.risks) for name, stated in document.measurements.items()]
    gate = gate_of(values, document.gate, document.risks) if document.gate is not None else None
    return tuple(one for one in read if one), gate, stresses_of(values, document.stress, lines)


def _assembled(
    document: schema.Document,
    layers: Layers,
    door: Door,
    variant: str | None,
    parts: tuple[
        Timeline, Finance, Rollout, Values, tuple[Line, ...], tuple[Risk, ...], tuple[Correlation, ...],
        tuple[str, ...], Mapping[str, Value],
    ],
) -> Scenario:  # fmt: skip
    timeline, finance, rollout, values, lines, risks, correlations, counts, found = parts
    return Scenario(
        name=document.name,
        file=layers.file,
        variant=variant,
        sha256=layers.sha256(),
        description=document.description or "",
        language=document.language,
        currency=document.currency,
        timeline=timeline,
        finance=finance,
        rollout=rollout,
        assumptions={name: values.assumptions[name] for name in document.assumptions},
        lines=lines,
        risks=risks,
        correlations=correlations,
        simulation=simulation_of(document.simulation),
        variants=tuple(layers.variants),
        notices=tuple(door.notices),
        count_units=counts,
        values=found,
    )


def simulation_of(stated: schema.SimulationForm) -> Simulation:
    """The record of what is drawn."""
    precision = stated.precision.number if stated.precision else None
    return Simulation(stated.draws, stated.seed, stated.sampler, precision)


def _timeline(document: schema.Document) -> Timeline:
    stated = document.timeline
    return Timeline(stated.start[0], stated.start[1], stated.years, stated.step)


def read_assumptions(values: Values, stated: Mapping[str, StatedValue]) -> None:
    """Read the assumptions, each after those it uses; a circle of them is a problem that names the chain."""
    door = values.context.door
    values.declared = frozenset(stated)
    done: set[str] = set()

    def visit(name: str, chain: tuple[str, ...]) -> None:
        if name in chain:
            circle = (*chain[chain.index(name) :], name)
            said = "assumptions that need one another: " + " -> ".join(circle)
            door.refuse("cycle", ("assumptions", name), said)
            door.broken.update(("assumptions", one) for one in circle)
            return
        if name in done or name not in stated:
            return
        if len(chain) > MAX_CHAIN:
            said = f"more than {MAX_CHAIN} assumptions hang on one another: {' -> '.join(chain[:3])} -> ..."
            door.refuse("too-deep", ("assumptions", name), said)
            door.broken.update(("assumptions", one) for one in (*chain, name))
            return
        done.add(name)
        for used in used_names(stated[name]):
            visit(used, (*chain, name))
        path = ("assumptions", name)
        if check_name(door, path, name) and not door.is_broken(path):
            value = values.read(stated[name], path, Want())
            if value is not None:
                values.assumptions[name] = value

    for name in stated:
        visit(name, ())


def used_names(stated: object) -> tuple[str, ...]:
    """The assumptions that a stated value names, in it or in what stands beside it."""
    if isinstance(stated, forms.Named):
        return (stated.name,)
    if isinstance(stated, tuple):
        return tuple(name for part in stated for name in used_names(part))
    if isinstance(stated, BaseModel):
        own = names_in(stated.formula) if isinstance(stated, forms.FormulaForm) else ()
        return own + tuple(name for key in type(stated).model_fields for name in used_names(getattr(stated, key)))
    return ()


def _finance(values: Values, stated: schema.FinanceForm) -> Finance | None:
    units, door = values.context.units, values.context.door
    rate = values.read(stated.discount_rate, ("finance", "discount_rate"), per_year(units))
    tax = None
    if stated.tax_rate is not None:
        tax = values.read(stated.tax_rate, ("finance", "tax_rate"), share(units))
    path = ("finance", "depreciation")
    years = None
    if stated.depreciation is not None:
        years = stated.depreciation.years.number
        if stated.tax_rate is None and not door.is_broken(("finance", "tax_rate")):
            door.refuse("missing", path, "depreciation has no effect without a tax rate", hint="write tax_rate: 24 %")
        if stated.depreciation.years.unit not in (None, "year") or not 0 < years <= 100:
            door.refuse(
                "range",
                (*path, "years"),
                f"{stated.depreciation.years.text} is not a number of years",
                "accepted: up to 100",
            )
    for name, value in (("discount_rate", rate), ("tax_rate", tax)):
        if value is not None and (value.growth or (not isinstance(value.form, Fixed) and not _steady(value, values))):
            door.refuse("value", ("finance", name), f"the {name} is one number for all years")
    return Finance(rate, stated.profile, stated.discounting, tax, years) if rate else None


def _steady(value: Value, values: Values) -> bool:
    return not values.name_unit(value).varies


def _rollout(values: Values, stated: schema.RolloutForm) -> Rollout:
    units = values.context.units
    read: list[Value | None] = []
    for name, want in (("go_live", span(units)), ("adoption", share(units))):
        form = getattr(stated, name)
        read.append(values.read(form, ("rollout", name), want) if form is not None else None)
    ramp = ramp_of(values, stated.ramp, ("rollout", "ramp")) if stated.ramp else Ramp()
    for value in (read[0], ramp.length):
        if value is not None and not _steady(value, values):
            values.context.door.refuse(
                "value", tuple(value.path.split(".")), "a date or length does not change over time"
            )
    return Rollout(read[0], ramp, read[1])


def _lines(values: Values, document: schema.Document) -> tuple[Line, ...]:
    door = values.context.door
    lines: list[Line | None] = []
    for section, stated in (("benefits", document.benefits), ("costs", document.costs)):
        for name, form in stated.items():
            path = (section, name)
            if check_name(door, path, name, in_formulas=False):
                lines.append(line_of(values, form, path))
    if not document.benefits and not document.costs and not document.customers and not door.problems:
        door.refuse("missing", (), "a scenario needs at least one benefit or cost", hint="see `roi-engine catalogue`")
    return tuple(line for line in lines if line)
