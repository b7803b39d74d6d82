"""The names of the customer base's values for people."""

from __future__ import annotations

from roi_engine.catalogue import catalogue_lines, labels
from roi_engine.scenario.customer_lines import STATED
from roi_engine.scenario.records import Scenario

_OWN = {
    "contribution_margin": "contribution_margin",
    "margin_per_customer": "margin_per_customer",
    "churn_rate": "base_churn_rate",
    "risk_adjustment": "base_risk_adjustment",
}
_MODELLED = ("active", "churn_rate", "orders", "margin")


def customer_label(scenario: Scenario, path: str) -> str | None:
    """The name of a value under `customers`, None where it is a line's."""
    language = scenario.language
    match path.split(".")[1:]:
        case [key] if key in _OWN:
            return labels()[_OWN[key]][language]
        case ["uplift", name]:
            return _stated(scenario, name)
        case ["uplift_by_segment", segment, name]:
            return f"{_title(scenario, segment)}: {_lower(_stated(scenario, name))}"
        case ["churn", name]:
            return _of_base(scenario, name)
        case ["segments", segment, name]:
            return f"{_title(scenario, segment)}: {_lower(_of_base(scenario, name))}"
        case ["model", "orders", "1"]:
            return labels()["model_orders_total"][language]
        case ["model", "spend", "1"]:
            return labels()["model_spend_total"][language]
        case ["model", "orders" | "spend" as part, number]:
            return labels()[f"model_{part}"][language].format(int(number) - 1)
        case ["chance", segment]:
            return labels()["chance"][language].format(_title(scenario, segment))
        case ["base", segment, part] if part in _MODELLED:
            return f"{_title(scenario, segment)}: {labels()[part][language]}"
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
