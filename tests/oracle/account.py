"""The figures of a business case from its flows, by the definitions of finance: loops over periods, plain floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Flow = tuple[float, list[float]]
Figures = dict[str, float | str]


@dataclass(frozen=True)
class LineFlow:
    """A line of the base case, positive for benefits and costs."""

    id: str
    category: str
    cashable: bool
    flow: Flow


@dataclass(frozen=True)
class Terms:
    """How the flows are judged."""

    rate: float
    step: float
    years: int
    discounting: str
    tax_rate: float | None
    depreciation_years: float

    def time(self, period: int) -> float:
        """When a period's flow is reckoned to fall, in years."""
        if self.discounting == "year_end":
            return float(math.floor((period + 0.5) * self.step) + 1)
        return (period + (1.0 if self.discounting == "period_end" else 0.5)) * self.step


def total(lines: list[LineFlow], keep: Callable[[LineFlow], bool], n: int) -> Flow:
    initial, periods = 0.0, [0.0] * n
    for line in lines:
        if keep(line):
            initial += line.flow[0]
            periods = [sum(pair) for pair in zip(periods, line.flow[1], strict=True)]
    return initial, periods


def less(benefits: Flow, costs: Flow) -> Flow:
    return benefits[0] - costs[0], [b - c for b, c in zip(benefits[1], costs[1], strict=True)]


def present_value(flow: Flow, terms: Terms, rate: float | None = None) -> float:
    r = terms.rate if rate is None else rate
    return flow[0] + sum((amount / (1 + r) ** terms.time(i) for i, amount in enumerate(flow[1])), 0.0)


def payback(flow: Flow, step: float) -> tuple[float, str]:
    """Months until the cumulative flow turns positive for good, linear inside the period."""
    cumulative = [flow[0]]
    for amount in flow[1]:
        cumulative.append(cumulative[-1] + amount)
    if min(cumulative) >= 0:
        return math.nan, "no_investment"
    if cumulative[-1] < 0:
        return math.nan, "not_reached"
    last = max(i for i, level in enumerate(cumulative) if level < 0)
    part = -cumulative[last] / (cumulative[last + 1] - cumulative[last])
    return (last + part) * step * 12, "reached"


def by_date(flow: Flow, terms: Terms) -> dict[float, float]:
    """Flows of one date added up, by time in years."""
    dated = {0.0: flow[0]}
    for i, amount in enumerate(flow[1]):
        dated[terms.time(i)] = dated.get(terms.time(i), 0.0) + amount
    return dated


def internal_rate(flow: Flow, terms: Terms) -> tuple[float, str]:
    """Rate at which the present value is nil, by halving; the sign is looked at on a fine grid first."""
    dated = by_date(flow, terms)

    def present(rate: float) -> float:
        return sum((amount / (1 + rate) ** t for t, amount in dated.items()), 0.0)

    grid = [-0.99 + 0.01 * k for k in range(500)] + [4 * 1.1**k for k in range(1, 100)]
    values = [present(rate) for rate in grid]
    crossings = [k for k in range(len(grid) - 1) if (values[k] > 0) != (values[k + 1] > 0)]
    if len(crossings) != 1:
        return math.nan, "multiple" if crossings else "none"
    low, high = grid[crossings[0]], grid[crossings[0] + 1]
    rising = values[crossings[0] + 1] > 0
    for _ in range(200):
        middle = (low + high) / 2
        if (present(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2, "unique"


def modified_rate(flow: Flow, terms: Terms) -> float:
    """What is earned is put out to the horizon, what is spent is borrowed, at the discount rate; by date netted."""
    dated = by_date(flow, terms)
    end = terms.years
    gained = sum(amount * (1 + terms.rate) ** (end - t) for t, amount in dated.items() if amount > 0)
    spent = sum(-amount / (1 + terms.rate) ** t for t, amount in dated.items() if amount < 0)
    return float((gained / spent) ** (1 / end) - 1) if gained and spent else math.nan


def after_tax(benefits: Flow, costs: Flow, terms: Terms) -> Flow:
    """Tax on benefits less operating costs less depreciation of the initial costs; a loss relieves other profit."""
    assert terms.tax_rate is not None
    net = [benefits[0] * (1 - terms.tax_rate) - costs[0]]
    for i, (benefit, cost) in enumerate(zip(benefits[1], costs[1], strict=True)):
        a, b = i * terms.step, (i + 1) * terms.step
        written_off = costs[0] * max(min(b, terms.depreciation_years) - a, 0.0) / terms.depreciation_years
        net.append(benefit - cost - terms.tax_rate * (benefit - cost - written_off))
    return net[0], net[1:]


def yearly(flow: Flow, terms: Terms) -> list[float]:
    """Initial column, then the years."""
    columns = [flow[0]] + [0.0] * terms.years
    for i, amount in enumerate(flow[1]):
        columns[math.floor((i + 0.5) * terms.step) + 1] += amount
    return columns


def figures(lines: list[LineFlow], terms: Terms) -> Figures:
    """Every figure of the base case, by the names of the results file; those of a later go-live and of tax apart."""
    n = round(terms.years / terms.step)
    benefits = total(lines, lambda line: line.category != "cost", n)
    costs = total(lines, lambda line: line.category == "cost", n)
    net = less(benefits, costs)
    hard = less(
        total(lines, lambda line: line.cashable and line.category != "cost", n),
        total(lines, lambda line: line.cashable and line.category == "cost", n),
    )
    pv_benefits, pv_costs = present_value(benefits, terms), present_value(costs, terms)
    found: Figures = {
        "pv_benefits": pv_benefits,
        "pv_costs": pv_costs,
        "npv": pv_benefits - pv_costs,
        "npv_cashable": present_value(hard, terms),
        "benefits": benefits[0] + sum(benefits[1]),
        "costs": costs[0] + sum(costs[1]),
        "net": net[0] + sum(net[1]),
        "tco": costs[0] + sum(costs[1]),
    }
    for category in ("operational", "analytical"):
        part = total(lines, lambda line, wanted=category: line.category == wanted, n)  # type: ignore[misc]
        found[f"pv_{category}"] = present_value(part, terms)
    found |= _ratios(found, net, costs, terms)
    found |= _recovery(net, terms)
    return found | (_taxed(benefits, costs, terms) if terms.tax_rate is not None else {})


def npv(lines: list[LineFlow], terms: Terms) -> float:
    """Present value of all benefits less that of all costs."""
    n = round(terms.years / terms.step)
    costs = total(lines, lambda line: line.category == "cost", n)
    return present_value(less(total(lines, lambda line: line.category != "cost", n), costs), terms)


def _ratios(known: Mapping[str, float | str], net: Flow, costs: Flow, terms: Terms) -> Figures:
    pv_benefits, pv_costs = float(known["pv_benefits"]), float(known["pv_costs"])
    spent = float(known["costs"])
    first = yearly(net, terms)[1:4]
    return {
        "roi": (pv_benefits - pv_costs) / pv_costs if pv_costs else math.nan,
        "bcr": pv_benefits / pv_costs if pv_costs else math.nan,
        "roi_undiscounted": (float(known["benefits"]) - spent) / spent if spent else math.nan,
        "roi_nucleus": sum(first) / len(first) / costs[0] if costs[0] else math.nan,
    }


def _recovery(net: Flow, terms: Terms) -> Figures:
    discounted = net[0], [x / (1 + terms.rate) ** terms.time(i) for i, x in enumerate(net[1])]
    months, status = payback(net, terms.step)
    discounted_months, discounted_status = payback(discounted, terms.step)
    irr, irr_status = internal_rate(net, terms)
    level, lowest = net[0], min(net[0], 0.0)
    for amount in net[1]:
        level += amount
        lowest = min(lowest, level)
    return {
        "payback_months": months,
        "payback_status": status,
        "discounted_payback_months": discounted_months,
        "discounted_payback_status": discounted_status,
        "irr": irr,
        "irr_status": irr_status,
        "mirr": modified_rate(net, terms),
        "peak_funding": lowest,
    }


def _taxed(benefits: Flow, costs: Flow, terms: Terms) -> Figures:
    net = after_tax(benefits, costs, terms)
    return {
        "npv_after_tax": present_value(net, terms),
        "irr_after_tax": internal_rate(net, terms)[0],
        "payback_months_after_tax": payback(net, terms.step)[0],
    }
