"""A ledger filled by hand, the way an account of two or three lines is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from roi_engine.finance import BlockMetrics, Discounting, Ledger, Terms, metrics, present_value, terms
from roi_engine.timeline import Array, Step, Timeline

Column = Sequence[float]  # initial first, then one amount a period


def judged(
    years: int,
    rate: float = 0.1,
    step: Step = "year",
    discounting: Discounting = "year_end",
    tax_rate: float | None = None,
    depreciation_years: float | None = None,
) -> Terms:
    tax = None if tax_rate is None else np.array([[tax_rate]])
    return terms(Timeline(2027, 1, years, step), np.array([[rate]]), discounting, tax, depreciation_years)


def ledger(on: Terms, benefits: Array, costs: Array, cashable: Array | None = None) -> Ledger:
    """Arrays of shape (n_draws, 1 + n_periods), initial first; `cashable` benefits are among the benefits."""
    pv_benefits, pv_costs = (present_value(side[:, 0], side[:, 1:], on.factors) for side in (benefits, costs))
    soft = np.zeros_like(benefits) if cashable is None else benefits - cashable
    return Ledger(
        benefits_initial=benefits[:, 0],
        costs_initial=costs[:, 0],
        benefits=benefits.sum(axis=1),
        costs=costs.sum(axis=1),
        net=np.asfortranarray((benefits - costs)[:, 1:]),
        pv_operational=pv_benefits,
        pv_analytical=np.zeros_like(pv_benefits),
        pv_costs=pv_costs,
        pv_cashable=pv_benefits - present_value(soft[:, 0], soft[:, 1:], on.factors) - pv_costs,
        pv_lines=(pv_benefits, pv_costs),
    )


def account(on: Terms, benefits: Column | Array, costs: Column | Array) -> BlockMetrics:
    return metrics(ledger(on, np.atleast_2d(np.asarray(benefits, float)), np.atleast_2d(np.asarray(costs, float))), on)


def total(lines: Mapping[str, Column], length: int) -> Array:
    """Sum of published lines, each filled up with zeros to the length of the account."""
    return np.sum([np.pad(np.asarray(line, float), (0, length - len(line))) for line in lines.values()], axis=0)
