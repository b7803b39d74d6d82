"""The base case as statements: figures, years, lines, and the cumulative flow with its band."""

from __future__ import annotations

import numpy as np

from roi_engine.engine.base import BaseCase
from roi_engine.engine.result import Band, ByYear, LineResult, Metrics
from roi_engine.finance import IRR_STATUS, PAYBACK_STATUS
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array
from roi_engine.uncertainty.precision import percentiles

_PLAIN = (
    "npv", "npv_cashable", "roi", "roi_undiscounted", "roi_nucleus", "mirr", "bcr", "tco", "peak_funding",
    "pv_benefits", "pv_costs", "pv_operational", "pv_analytical", "benefits", "costs", "net",
)  # fmt: skip


def metrics_record(base: BaseCase) -> Metrics:
    """The figures of the base case."""
    figures, after = base.figures, base.figures.after_tax
    return Metrics(
        **{name: float(getattr(figures, name)[0]) for name in _PLAIN},
        irr=float(figures.irr.rate[0]),
        irr_status=IRR_STATUS[figures.irr.status[0]],
        payback_months=float(figures.payback.months[0]),
        payback_status=PAYBACK_STATUS[figures.payback.status[0]],
        discounted_payback_months=float(figures.discounted_payback.months[0]),
        discounted_payback_status=PAYBACK_STATUS[figures.discounted_payback.status[0]],
        cost_of_delay=base.cost_of_delay,
        npv_after_tax=np.nan if after is None else float(after.npv[0]),
        irr_after_tax=np.nan if after is None else float(after.irr.rate[0]),
        irr_after_tax_status=None if after is None else IRR_STATUS[after.irr.status[0]],
        payback_months_after_tax=np.nan if after is None else float(after.payback.months[0]),
        payback_after_tax_status=None if after is None else PAYBACK_STATUS[after.payback.status[0]],
    )


def yearly(scenario: Scenario, initial: float, periods: Array) -> tuple[float, ...]:
    """A flow by year, the initial column first [currency]."""
    timeline = scenario.timeline
    years = periods.reshape(timeline.years, timeline.periods_per_year).sum(axis=1)
    return (initial, *(float(amount) for amount in years))


def line_results(scenario: Scenario, base: BaseCase, mean_pv: Array) -> tuple[LineResult, ...]:
    """The ledger, line by line."""
    return tuple(
        LineResult(
            id=line.id,
            title=line.title,
            category=line.category,
            cashable=line.cashable,
            by_year=yearly(scenario, initial, periods),
            by_period=(initial, *(float(amount) for amount in periods)),
            pv=float(pv[0]),
            mean_pv=float(mean),
            source=line.source,
        )
        for line, (initial, periods), pv, mean in zip(
            scenario.lines, base.flows, base.ledger.pv_lines, mean_pv, strict=True
        )
    )


def by_year(scenario: Scenario, base: BaseCase) -> ByYear:
    """The base case by year: every total is the sum of its lines."""
    n_years = scenario.timeline.years
    totals = {category: np.zeros(1 + n_years) for category in ("operational", "analytical", "cost")}
    for line, (initial, periods) in zip(scenario.lines, base.flows, strict=True):
        totals[line.category] += yearly(scenario, initial, periods)
    benefits = totals["operational"] + totals["analytical"]
    net = benefits - totals["cost"]
    return ByYear(
        year=("initial", *range(1, n_years + 1)),
        benefits=_tuple(benefits),
        operational=_tuple(totals["operational"]),
        analytical=_tuple(totals["analytical"]),
        costs=_tuple(totals["cost"]),
        net=_tuple(net),
        cumulative=_tuple(np.cumsum(net)),
        tax=_tax(scenario, base),
    )


def _tax(scenario: Scenario, base: BaseCase) -> tuple[float, ...] | None:
    after = base.figures.after_tax
    return None if after is None else yearly(scenario, float(after.tax[0, 0]), after.tax[0, 1:])


def band(scenario: Scenario, base: BaseCase, cumulative: Array) -> Band:
    """Cumulative net flow: base case and the P10, P50 and P90 of the draws at each date, one by one."""
    points = np.array([list(percentiles(date, (10, 50, 90)).values()) for date in cumulative.T])
    low, middle, high = points.T
    labels = tuple(scenario.timeline.label(period) for period in range(-1, scenario.timeline.n_periods))
    return Band(labels, _tuple(base.figures.cumulative[0]), _tuple(low), _tuple(middle), _tuple(high))


def _tuple(numbers: Array) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)
