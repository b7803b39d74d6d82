"""The scenarios' own formulas, each written out by hand; the key is the text, so that a changed formula is noticed."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.clock import Clock, Series, product
from tests.oracle.lines import Flow, Inputs, running


def won_later(x: Inputs, clock: Clock) -> Flow:
    later = clock.lag(clock.live_share(), x["cycle"][0])
    won = product(x["decided_deals"], x["win_rate"], x["win_rate_increase"], later)
    return 0.0, clock.over_time(product(won, x["deal_value"], x["contribution_margin"]))


def fewer_discounts(x: Inputs, clock: Clock) -> Flow:
    share = clock.live_share()
    won_share, bound_share = clock.lag(share, x["cycle"][0]), clock.lag(share, 3 / 12)
    rates = []
    for i in range(clock.n):
        won = x["decided_deals"][i] * x["win_rate"][i] * (1 + x["win_rate_increase"][i] * won_share[i])
        rates.append(won * x["discount_points"][i] * bound_share[i] * x["deal_value"][i])
    return 0.0, clock.over_time(rates)


def fewer_reopened(x: Inputs, clock: Clock) -> Flow:
    work = [work * (1 - saved) for work, saved in zip(x["work_per_ticket"], x["work_reduction"], strict=True)]
    back = product(x["tickets"], x["reopen_rate"], x["reopen_reduction"])
    return 0.0, clock.over_time(product(back, work, x["agent_cost"], x["realised_share"], clock.live_share()))


def office_hours(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.over_time(product(x["hours"], x["office_cost"]))


def platform(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.over_time(product(x["records"], x["price"]))


def audits(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.every(x["fee"], 1.0)


def delivered(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.over_time(product(x["amount"], x["delivered_share"]))


def kept_customers(x: Inputs, clock: Clock) -> Flow:
    left = clock.survival([rate / 12 for rate in x["churn"]])
    return 0.0, clock.over_time(product(x["customers"], left, x["margin"]))


def settlement(x: Inputs, clock: Clock) -> Flow:
    return x["fee"][0] / 2, clock.once([fee / 2 for fee in x["fee"]], x["due"][0])


def instalments(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.spread(x["fee"], x["begin"][0], x["length"][0])


def renewals(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.every(x["fee"], x["interval"][0])


def served_later(x: Inputs, clock: Clock) -> Flow:
    return 0.0, clock.over_time(product(x["amount"], clock.lag(clock.live(), x["delay"][0])))


LINE_FORMULAS: dict[str, Callable[[Inputs, Clock], Flow]] = {
    "decided_deals * win_rate * win_rate_increase * lag(live_share, cycle) "
    "* deal_value * contribution_margin": won_later,
    "decided_deals * win_rate * (1 + win_rate_increase * lag(live_share, cycle)) "
    '* discount_points * lag(live_share, "3 month") * deal_value': fewer_discounts,
    "tickets * reopen_rate * reopen_reduction * work_per_ticket * (1 - work_reduction) * agent_cost * realised_share "
    "* live_share": fewer_reopened,
    "hours * office_cost": office_hours,
    "records * price": platform,
    "hours * hourly_cost * realised_share * live_share": running("hours", "hourly_cost", "realised_share"),
    "customers * reach * voucher_cost * live_share": running("customers", "reach", "voucher_cost"),
    "people * time_saved * hourly_cost * realised_share * live_share": running(
        "people", "time_saved", "hourly_cost", "realised_share"
    ),
    "advisers * meetings * preparation_saved * hourly_cost * realised_share * live_share": running(
        "advisers", "meetings", "preparation_saved", "hourly_cost", "realised_share"
    ),
    'every(fee, "1 year")': audits,
    "amount * delivered_share": delivered,
    # of the awkward cases in the tests
    "amount * live_share": running("amount"),
    "customers * survival(churn) * margin": kept_customers,
    "upfront(fee / 2) + once(fee / 2, due)": settlement,
    "spread(fee, begin, length)": instalments,
    "every(fee, interval)": renewals,
    "amount * lag(live, delay)": served_later,
}

Names = Callable[[str], Series]


def contacts_left(name: Names) -> Series:
    return [count * (1 - away) for count, away in zip(name("contacts"), name("deflected_share"), strict=True)]


def before_adjustment(name: Names) -> Series:
    return [amount / (1 - cut) for amount, cut in zip(name("published_benefit"), name("haircut"), strict=True)]


VALUE_FORMULAS: dict[str, Callable[[Names], Series]] = {
    "contacts * (1 - deflected_share)": contacts_left,
    "orders_base * season": lambda name: product(name("orders_base"), name("season")),
    "marketing_reach * campaign_share": lambda name: product(name("marketing_reach"), name("campaign_share")),
    "published_benefit / (1 - haircut)": before_adjustment,
}
