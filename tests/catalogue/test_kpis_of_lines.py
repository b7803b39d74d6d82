"""What the lines say of KPIs: known KPIs, in their units, today's level where nothing is live, and the sums by hand."""

from __future__ import annotations

import ast
import re

import numpy as np
import pytest

from roi_engine.catalogue import CatalogueLine, catalogue_lines
from roi_engine.crm_data.kpis.catalogue import kpi_catalogue
from roi_engine.formula.dimensions import NameUnit, check_value
from roi_engine.formula.evaluate import evaluate, reserved_series
from roi_engine.formula.parse import parse
from roi_engine.timeline import Timeline
from roi_engine.units import Units

LINES = [name for name, line in catalogue_lines().items() if line.kpis]
PAIRS = [(name, kpi) for name in LINES for kpi in catalogue_lines()[name].kpis]
SHARED = {"live_share", "live", "baseline"}


@pytest.fixture(scope="module")
def units() -> Units:
    return Units("EUR")


def unit_of(text: str, units: Units):
    return units.parse(re.sub(r"\bmoney\b", "EUR", text))


def level(line: CatalogueLine, kpi: str, units: Units, **numbers: float) -> float:
    """The level of a KPI in its unit, for one number each."""
    known = {name: NameUnit(unit_of(entry.unit, units)) for name, entry in line.inputs.items()}
    unit = unit_of(kpi_catalogue()[kpi].unit, units)
    text = line.kpis[kpi].formula
    formula = check_value(parse(text), text, units, {"baseline": NameUnit(unit), **known})
    timeline = Timeline(2027, 1, 1)
    at = {name: np.full((1, 1), number) for name, number in numbers.items()}
    found = evaluate(formula.flow, {**reserved_series(timeline), **at}, timeline)
    return float(found[0, 0]) * units.factor(units.parse(formula.unit), unit)


@pytest.mark.parametrize(("name", "kpi"), PAIRS)
def test_the_formula_is_in_the_unit_of_a_known_kpi_over_inputs_of_the_line(name: str, kpi: str, units: Units) -> None:
    line = catalogue_lines()[name]
    used = {node.id for node in ast.walk(ast.parse(line.kpis[kpi].formula, mode="eval")) if isinstance(node, ast.Name)}
    assert used <= set(line.inputs) | SHARED
    assert line.kpis[kpi].weight in {"", *line.inputs}
    assert np.isfinite(level(line, kpi, units, **dict.fromkeys({*line.inputs, *SHARED}, 0.5)))


@pytest.mark.parametrize(("name", "kpi"), PAIRS)
def test_where_nothing_is_live_the_level_is_todays(name: str, kpi: str, units: Units) -> None:
    """The input that the KPI measures, else the baseline that someone states."""
    line = catalogue_lines()[name]
    numbers = {one: 0.13 + 0.07 * place for place, one in enumerate(line.inputs)}
    found = level(line, kpi, units, **numbers, live_share=0.0, live=0.0, baseline=0.77)
    measured = [one.rpartition(".")[2] for one in kpi_catalogue()[kpi].inputs if one.rpartition(".")[0] == name]
    if kpi == "service.first_contact_resolution_rate":
        assert found == pytest.approx(1 - numbers["repeat_contact_share"])
    elif "baseline" in line.kpis[kpi].formula:
        assert found == pytest.approx(0.77)
    else:
        unit = unit_of(kpi_catalogue()[kpi].unit, units)
        wanted = [one for one in measured or line.inputs if units.fits(unit_of(line.inputs[one].unit, units), unit)]
        factors = {one: units.factor(unit_of(line.inputs[one].unit, units), unit) for one in wanted}
        assert any(found == pytest.approx(numbers[one] * factors[one]) for one in wanted)


@pytest.mark.parametrize("name", LINES)
def test_every_input_that_a_kpi_measures_says_where_that_kpi_stands(name: str) -> None:
    """Of lines that move a KPI; `cost_per_added_lead` is what more leads cost, not what leads cost today."""
    line = catalogue_lines()[name]
    measured = {
        (one.rpartition(".")[2], kpi.id)
        for kpi in kpi_catalogue().values()
        for one in kpi.inputs
        if one.rpartition(".")[0] == name
    } - {("cost_per_added_lead", "marketing.cost_per_lead")}
    told = {kpi for kpi, said in line.kpis.items() if "baseline" not in said.formula}
    unsaid = {(one, kpi) for one, kpi in measured if kpi not in told}
    others = {  # the lines that share these values with retention say it, as does acquisition for new customers
        "customers.upsell": {("orders_per_customer", "customer.order_frequency")},
        "customers.acquisition": {
            ("churn_rate", "customer.churn_rate"),
            ("orders_per_customer", "customer.order_frequency"),
            ("margin_per_order", "customer.margin_per_order"),
        },
        "sales.cycle_pull_forward": {
            ("decided_deals", "sales.deals_decided"),
            ("win_rate", "sales.close_rate"),
            ("deal_value", "sales.average_deal_value"),
        },
    }
    assert unsaid <= others.get(name, set())


def test_averages_are_weighted_and_volumes_add_up() -> None:
    """What the inputs of a line count by the month adds up over two lines of one entry; all else is an average."""
    for name in LINES:
        for kpi, said in catalogue_lines()[name].kpis.items():
            counted = kpi_catalogue()[kpi].estimate in ("rate", "total") and "baseline" not in said.formula
            assert (said.weight == "") == counted, (name, kpi)


# line, KPI, inputs, level in the plan by hand
BY_HAND = [
    ("sales.win_rate", "sales.close_rate", {"win_rate": 0.2, "win_rate_increase": 0.1}, 0.21),
    ("sales.win_rate", "sales.pipeline_velocity", {"baseline": 300.0, "win_rate_increase": 0.1}, 315.0),
    # capacity freed: 0.5 x 0.1 / 0.9 = 1/18 more deals
    ("sales.cycle_length", "sales.deals_decided",
     {"decided_deals": 90.0, "capacity_share": 0.5, "cycle_reduction": 0.2}, 95.0),
    ("sales.cycle_length", "sales.cycle_length", {"baseline": 60.0, "cycle_reduction": 0.2}, 54.0),
    ("sales.deal_size", "sales.average_deal_value", {"deal_value": 1000.0, "deal_size_increase": 0.08}, 1040.0),
    ("sales.solutions_per_deal", "sales.products_per_deal", {"baseline": 1.5, "solutions_increase": 0.4}, 1.7),
    ("sales.solutions_per_deal", "sales.average_deal_value",
     {"baseline": 900.0, "solutions_increase": 0.4, "solution_value": 500.0}, 1000.0),
    ("marketing.cost_per_lead", "marketing.cost_per_lead",
     {"cost_per_lead": 80.0, "cost_per_lead_reduction": 0.25}, 70.0),
    ("marketing.lead_volume", "marketing.leads_generated", {"leads": 40.0, "lead_increase": 0.5}, 50.0),
    ("contact_centre.handle_time", "service.handle_time", {"baseline": 6.0, "handle_time_reduction": 0.8}, 5.6),
    ("contact_centre.after_contact_work", "service.handle_time",
     {"baseline": 6.0, "after_contact_work": 2.0, "after_contact_work_reduction": 0.3}, 5.7),
    ("contact_centre.deflection", "service.contacts_handled", {"contacts": 1000.0, "deflected_share": 0.2}, 900.0),
    # of 1000 contacts 200 are repeats; a tenth of 200 falls away: 800 first ones in 980 contacts
    ("contact_centre.first_contact_resolution", "service.first_contact_resolution_rate",
     {"repeat_contact_share": 0.2, "repeat_contact_reduction": 0.2}, 800 / 980),
    ("contact_centre.first_contact_resolution", "service.contacts_handled",
     {"contacts": 1000.0, "repeat_contact_share": 0.2, "repeat_contact_reduction": 0.2}, 980.0),
    ("service.ticket_resolution", "service.work_per_ticket", {"work_per_ticket": 2.0, "work_reduction": 0.3}, 1.7),
    ("customers.retention", "customer.churn_rate", {"churn_rate": 0.02, "churn_reduction": 0.2, "reach": 0.5}, 0.019),
    ("customers.retention", "customer.customer_life", {"baseline": 38.0, "churn_reduction": 0.2, "reach": 0.5}, 40.0),
    ("customers.order_value", "customer.margin_per_order",
     {"margin_per_order": 10.0, "order_value_increase": 0.2, "reach": 0.5}, 10.5),
    ("customers.upsell", "sales.upsell_rate", {"baseline": 0.1, "upsell_increase": 0.04, "reach": 0.5}, 0.11),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kpi", "numbers", "expected"), BY_HAND)
def test_half_of_the_work_in_the_new_way(
    name: str, kpi: str, numbers: dict[str, float], expected: float, units: Units
) -> None:
    line = catalogue_lines()[name]
    given = {**dict.fromkeys(line.inputs, 0.0), **numbers}
    assert level(line, kpi, units, **given, live_share=0.5) == pytest.approx(expected, rel=1e-12)
