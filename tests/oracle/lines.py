"""The lines of the shipped scenarios, each written by hand from the catalogue's words: initial amount and periods.

A function gets the line's inputs as one number a period (`x["contacts"][i]`, per year, in hours and years) and the
clock of its rollout.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.clock import Clock, Series, added, product

Inputs = dict[str, Series]
Flow = tuple[float, Series]
Line = Callable[[Inputs, Clock], Flow]


def running(*names: str) -> Line:
    """Named inputs multiplied, as far as the work is done in the new way."""

    def flow(x: Inputs, clock: Clock) -> Flow:
        return 0.0, clock.over_time(product(*(x[name] for name in names), clock.live_share()))

    return flow


def deflection(x: Inputs, clock: Clock) -> Flow:
    rates = []
    for i, share in enumerate(clock.live_share()):
        saved = x["assisted_cost"][i] * x["realised_share"][i] - x["self_service_cost"][i]
        rates.append(x["contacts"][i] * x["deflected_share"][i] * saved * share)
    return 0.0, clock.over_time(rates)


def agent_onboarding(x: Inputs, clock: Clock) -> Flow:
    rates = []
    for i, share in enumerate(clock.live_share()):
        newcomers = x["agents"][i] * x["turnover_rate"][i] * (1 - x["turnover_reduction"][i] * share)
        hours = newcomers * x["onboarding_time"][i] * x["onboarding_reduction"][i]
        rates.append(hours * x["hourly_cost"][i] * x["realised_share"][i] * share)
    return 0.0, clock.over_time(rates)


def legacy_retirement(x: Inputs, clock: Clock) -> Flow:
    switched_off = clock.lag(clock.live(), x["parallel_running"][0])
    return 0.0, clock.over_time(product(x["running_cost"], x["retired_share"], switched_off))


def _effective_churn(x: Inputs, clock: Clock) -> Series:
    """Churn a month with the CRM."""
    return [
        x["churn_rate"][i] / 12 * (1 - x["churn_reduction"][i] * x["reach"][i] * share)
        for i, share in enumerate(clock.live_share())
    ]


def _reached(x: Inputs, clock: Clock) -> Series:
    return product(x["reach"], clock.live_share())


def retention(x: Inputs, clock: Clock) -> Flow:
    without = clock.survival([rate / 12 for rate in x["churn_rate"]])
    kept = clock.survival(_effective_churn(x, clock))
    more = [a - b for a, b in zip(kept, without, strict=True)]
    return 0.0, clock.over_time(product(x["customers"], more, x["orders_per_customer"], x["margin_per_order"]))


def _on_the_retained(x: Inputs, clock: Clock, *factors: Series) -> Flow:
    kept = clock.survival(_effective_churn(x, clock))
    return 0.0, clock.over_time(product(x["customers"], kept, _reached(x, clock), *factors))


def order_frequency(x: Inputs, clock: Clock) -> Flow:
    return _on_the_retained(x, clock, x["orders_per_customer"], x["order_frequency_increase"], x["margin_per_order"])


def order_value(x: Inputs, clock: Clock) -> Flow:
    more = [1 + rise * share for rise, share in zip(x["order_frequency_increase"], _reached(x, clock), strict=True)]
    return _on_the_retained(x, clock, x["orders_per_customer"], more, x["order_value_increase"], x["margin_per_order"])


def cross_sell(x: Inputs, clock: Clock) -> Flow:
    return _on_the_retained(x, clock, x["cross_sell_increase"], x["margin_per_sale"])


def win_back(x: Inputs, clock: Clock) -> Flow:
    leaving = [rate * 12 for rate in _effective_churn(x, clock)]
    back = clock.cumulated(product(leaving, x["win_back_increase"], _reached(x, clock)))
    kept = clock.survival(_effective_churn(x, clock))
    return 0.0, clock.over_time(product(x["customers"], kept, back, x["orders_per_customer"], x["margin_per_order"]))


def upsell(x: Inputs, clock: Clock) -> Flow:
    return _on_the_retained(x, clock, x["upsell_increase"], x["margin_per_upgrade"])


def beyond_horizon(x: Inputs, clock: Clock) -> Flow:
    without = clock.survival([rate / 12 for rate in x["churn_rate"]])
    more = clock.survival(_effective_churn(x, clock))[-1] - without[-1]
    yearly = x["orders_per_customer"][-1] * x["margin_per_order"][-1]
    worth = x["customers"][-1] * more * yearly / (x["churn_rate"][-1] + x["discount_rate"][-1])
    return 0.0, [*([0.0] * (clock.n - 1)), worth]


def acquisition(x: Inputs, clock: Clock) -> Flow:
    kept = clock.survival(_effective_churn(x, clock))
    arrivals = product(x["new_customers"], x["new_customer_increase"], clock.live_share())
    added_customers = clock.cumulated([rate / left for rate, left in zip(arrivals, kept, strict=True)])
    return 0.0, clock.over_time(product(kept, added_customers, x["orders_per_customer"], x["margin_per_order"]))


def wasted_contacts(x: Inputs, clock: Clock) -> Flow:
    net = [1 - lost for lost in x["lost_margin_share"]]
    saved = product(x["pieces"], x["suppressed_share"], x["cost_per_piece"], net, clock.live_share())
    return 0.0, clock.over_time(saved)


def licences(x: Inputs, clock: Clock) -> Flow:
    rates = []
    for i in range(clock.n):
        beyond = max(x["seats"][i] - x["tier_seats"][i], 0.0)
        rates.append((x["seats"][i] - x["volume_discount"][i] * beyond) * x["price"][i])
    return 0.0, clock.over_time(rates)


def one_off(x: Inputs, clock: Clock) -> Flow:
    return x["fee"][0] * (1 + x["overrun"][0]), [0.0] * clock.n


def integration(x: Inputs, clock: Clock) -> Flow:
    upkeep = product(x["fee"], x["upkeep_rate"], clock.live())
    return x["fee"][0] * (1 + x["overrun"][0]), clock.over_time(upkeep)


def internal_effort(x: Inputs, clock: Clock) -> Flow:
    waiting = [1 - live for live in clock.live()]
    longer = [1 + overrun for overrun in x["overrun"]]
    return 0.0, clock.over_time(product(x["people"], x["project_time"], x["hourly_cost"], longer, waiting))


def training(x: Inputs, clock: Clock) -> Flow:
    courses = [
        x["users"][i] * (x["course_fee"][i] + x["training_time"][i] * x["hourly_cost"][i]) * (1 + x["overrun"][i])
        for i in range(clock.n)
    ]
    refreshers = product(x["users"], x["refresher_time"], x["hourly_cost"], clock.live())
    return 0.0, added(clock.once(courses, clock.go_live), clock.over_time(refreshers))


def change_management(x: Inputs, clock: Clock) -> Flow:
    budget = [amount * (1 + overrun) for amount, overrun in zip(x["budget"], x["overrun"], strict=True)]
    return 0.0, clock.spread(budget, 0.0, clock.go_live + x["follow_up"][0])


def productivity_dip(x: Inputs, clock: Clock) -> Flow:
    quarter = [
        x["users"][i] * x["working_time"][i] * x["hourly_cost"][i] * x["dip_depth"][i] * x["dip_length"][i]
        * (1 + x["overrun"][i]) / 4
        for i in range(clock.n)
    ]  # fmt: skip
    length = x["dip_length"][0]
    whole = clock.spread(quarter, clock.go_live, length)
    return 0.0, added(whole, clock.spread(quarter, clock.go_live, length / 2))


def administration(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.over_time(product(x["administrators"], x["working_time"], x["hourly_cost"], clock.live()))


def leaving(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.once(product(x["fee"], [1 + overrun for overrun in x["overrun"]]), float(clock.years))


TIME = ("hourly_cost", "realised_share")
CATALOGUE_LINES: dict[str, Line] = {
    "contact_centre.handle_time": running("contacts", "handle_time_reduction", *TIME),
    "contact_centre.after_contact_work": running(
        "contacts", "after_contact_work", "after_contact_work_reduction", *TIME
    ),
    "contact_centre.deflection": deflection,
    "contact_centre.first_contact_resolution": running(
        "contacts", "repeat_contact_share", "repeat_contact_reduction", "handle_time", *TIME
    ),
    "contact_centre.agent_turnover": running("agents", "turnover_rate", "turnover_reduction", "replacement_cost"),
    "contact_centre.onboarding": agent_onboarding,
    "service.ticket_resolution": running("tickets", "work_per_ticket", "work_reduction", *TIME),
    "sales.win_rate": running("decided_deals", "win_rate", "win_rate_increase", "deal_value", "contribution_margin"),
    "sales.rep_time": running("sellers", "admin_time", "admin_time_reduction", *TIME),
    "sales.manager_time": running("managers", "reporting_time", "reporting_time_reduction", *TIME),
    "sales.administration": running("people", "admin_time", "admin_time_reduction", *TIME),
    "it.legacy_retirement": legacy_retirement,
    "compliance.data_requests": running("requests", "handling_time", "handling_time_reduction", *TIME),
    "marketing.lead_conversion": running("leads", "conversion_rate", "conversion_increase", "margin_per_won_lead"),
    "marketing.campaign_operations": running("campaigns", "preparation_time", "preparation_time_reduction", *TIME),
    "marketing.wasted_contacts": wasted_contacts,
    "marketing.email_revenue": running("emails", "margin_per_email", "margin_per_email_increase"),
    "customers.retention": retention,
    "customers.order_frequency": order_frequency,
    "customers.order_value": order_value,
    "customers.cross_sell": cross_sell,
    "customers.win_back": win_back,
    "customers.upsell": upsell,
    "customers.beyond_horizon": beyond_horizon,
    "customers.acquisition": acquisition,
    "cost.licences": licences,
    "cost.implementation": one_off,
    "cost.data_migration": one_off,
    "cost.integration": integration,
    "cost.internal_effort": internal_effort,
    "cost.training": training,
    "cost.change_management": change_management,
    "cost.productivity_dip": productivity_dip,
    "cost.administration": administration,
    "cost.exit": leaving,
}
