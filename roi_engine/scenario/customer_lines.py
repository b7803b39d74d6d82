"""The lines of the customer base: each effect of the CRM on each segment, from the catalogue, in its fixed order.

Retention on the base; frequency on the retained base; order value on those orders; cross-sell and upsell on the
retained base; win-back of those lost. All lines of a segment share its values, so that their sum is the whole effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from roi_engine.catalogue import catalogue_lines
from roi_engine.scenario.customer_records import CustomerSegment
from roi_engine.scenario.customer_schema import UpliftForm
from roi_engine.scenario.goal_kpis import shipped_levels
from roi_engine.scenario.lines import line_formula_of, want_of
from roi_engine.scenario.records import Line, Value
from roi_engine.scenario.tree import Path
from roi_engine.scenario.value_schema import VALUE
from roi_engine.scenario.values import Values

# what may be stated -> line and input of the catalogue that say what it is
STATED: Mapping[str, tuple[str, str]] = {
    "churn_reduction": ("retention", "churn_reduction"),
    "order_frequency": ("order_frequency", "order_frequency_increase"),
    "order_value": ("order_value", "order_value_increase"),
    "cross_sell": ("cross_sell", "cross_sell_increase"),
    "cross_sell_margin": ("cross_sell", "margin_per_sale"),
    "upsell": ("upsell", "upsell_increase"),
    "upsell_margin": ("upsell", "margin_per_upgrade"),
    "win_back": ("win_back", "win_back_increase"),
    "reach": ("retention", "reach"),
}
# line of the catalogue -> what must be stated for it
EFFECTS: Mapping[str, tuple[str, ...]] = {
    "retention": ("churn_reduction",),
    "order_frequency": ("order_frequency",),
    "order_value": ("order_value",),
    "cross_sell": ("cross_sell", "cross_sell_margin"),
    "upsell": ("upsell", "upsell_margin"),
    "win_back": ("win_back",),
}
BEYOND = "beyond_horizon"


@dataclass(frozen=True, slots=True)
class Uplift:
    """The stated effects on one segment, by name; what is stated for the segment goes before what is stated for all."""

    stated: Mapping[str, Value]
    beyond_horizon: bool

    def effects(self) -> tuple[str, ...]:
        """The lines of the catalogue that come of it."""
        found = [line for line, wanted in EFFECTS.items() if self.stated.keys() >= {*wanted}]
        if self.beyond_horizon and "retention" in found:
            found.append(BEYOND)
        return tuple(found)


def uplift_of(values: Values, stated: UpliftForm, path: Path) -> Mapping[str, Value]:
    """The effects stated at a path; a sale without its margin, or a margin without its sale, is a problem."""
    door = values.context.door
    found: dict[str, Value] = {}
    for name in UpliftForm.model_fields:
        form = getattr(stated, name)
        line, wanted = STATED[name]
        if form is not None:
            value = values.read(
                form, (*path, name), want_of(values, catalogue_lines()[f"customers.{line}"].inputs[wanted])
            )
            if value is not None:
                found[name] = value
    return found if not door.is_broken(path) else {}


def check_pairs(values: Values, stated: Mapping[str, Value], path: Path) -> None:
    """Refuse a further sale without its margin, and a margin without its sale."""
    door = values.context.door
    for sale in ("cross_sell", "upsell"):
        pair = (sale, f"{sale}_margin")
        given = [name for name in pair if name in stated or door.is_broken((*path, name))]
        if len(given) == 1:
            lacking = pair[1] if given[0] == pair[0] else pair[0]
            said = f"{given[0]} needs {lacking} beside it"
            example = "40 EUR/customer" if lacking == pair[1] else "3 %/year"
            door.refuse(
                "missing",
                (*path, given[0]),
                said,
                hint=f"write {lacking}: {example.replace('EUR', values.context.units.currency)}",
            )


def segment_lines(
    values: Values,
    segment: CustomerSegment,
    uplift: Uplift,
    discount_rate: Value,
    adjustment: Value | None,
    first: bool,
) -> tuple[Line, ...]:
    """The lines of one segment. Groups that claim the same orders are named once, by the first segment."""
    known = {
        "customers": segment.active,
        "churn_rate": segment.churn_rate,
        "orders_per_customer": segment.orders,
        "margin_per_order": segment.margin,
        "discount_rate": discount_rate,
        **{STATED[name][1]: value for name, value in uplift.stated.items()},
    }
    return tuple(_line(values, segment, effect, known, adjustment, first) for effect in uplift.effects())


def _line(
    values: Values,
    segment: CustomerSegment,
    effect: str,
    known: Mapping[str, Value],
    adjustment: Value | None,
    first: bool,
) -> Line:
    entry, language = catalogue_lines()[f"customers.{effect}"], values.context.language
    inputs = {}
    for name, wanted in entry.inputs.items():
        if name in known:
            inputs[name] = known[name]
        else:
            default = VALUE.validate_python(wanted.default)
            want = replace(want_of(values, wanted), bare="take")
            value = values.read(
                default, ("customers", f"{effect}_{segment.id}", name), want, wanted.default_source[language]
            )
            assert value is not None, "a default of the catalogue is a value"
            inputs[name] = value
    formula = line_formula_of(values, entry.formula, ("customers",), inputs)
    assert formula is not None, "a formula of the catalogue is sound"
    title = entry.title[language]
    return Line(
        id=f"customers.{effect}_{segment.id}",
        title=f"{title}: {segment.title}" if segment.title else title,
        category=entry.category,
        cashable=entry.cashable,
        formula=formula,
        inputs=inputs,
        use=entry.id,
        risk_adjustment=adjustment,
        overlap=entry.overlap if first else "",
        counterfactual=entry.counterfactual[language],
        provenance=values.context.door.provenance(("customers",)),
        kpis=shipped_levels(values, entry.id, entry.kpis, inputs),
    )
