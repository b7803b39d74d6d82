"""The names of the customer base's values for people."""

from __future__ import annotations

from roi_engine.catalogue import catalogue_lines
from roi_engine.scenario.customer_lines import STATED
from roi_engine.scenario.records import Scenario

_OWN = {
    "contribution_margin": "Contribution margin of an order",
    "margin_per_customer": "Margin of a customer in a year",
    "churn_rate": "Churn rate of the customer base",
    "risk_adjustment": "Risk adjustment of the customer effects",
}
_MODELLED = {
    "active": "active customers at the start",
    "churn_rate": "share of the active customers who leave in a month",
    "orders": "orders of an active customer",
    "amount": "amount of an order",
    "margin": "contribution margin of an order",
}


def customer_label(scenario: Scenario, path: str) -> str | None:
    """The name of a value under `customers`, None where it is a line's."""
    match path.split(".")[1:]:
        case [key] if key in _OWN:
            return _OWN[key]
        case ["uplift", name]:
            return _stated(scenario, name)
        case ["uplift_by_segment", segment, name]:
            return f"{_title(scenario, segment)}: {_lower(_stated(scenario, name))}"
        case ["churn", name]:
            return _of_base(scenario, name)
        case ["segments", segment, name]:
            return f"{_title(scenario, segment)}: {_lower(_of_base(scenario, name))}"
        case ["model", "orders", "1"]:
            return "Customer model: orders to come"
        case ["model", "spend", "1"]:
            return "Customer model: amounts of the orders to come"
        case ["model", "orders" | "spend" as part, number]:
            return f"Customer model: {'orders' if part == 'orders' else 'amounts'} between segments ({int(number) - 1})"
        case ["chance", segment]:
            return f"{_title(scenario, segment)}: chance in the orders"
        case ["base", segment, part] if part in _MODELLED:
            return f"{_title(scenario, segment)}: {_MODELLED[part]}"
    return None


def _stated(scenario: Scenario, name: str) -> str:
    line, wanted = STATED[name]
    return catalogue_lines()[f"customers.{line}"].inputs[wanted].title[scenario.language]


def _of_base(scenario: Scenario, name: str) -> str:
    return catalogue_lines()["customers.retention"].inputs[name].title[scenario.language]


def _title(scenario: Scenario, segment: str) -> str:
    segments = scenario.customers.segments if scenario.customers else ()
    return next((one.title for one in segments if one.id == segment), segment.replace("_", " ").capitalize())


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
