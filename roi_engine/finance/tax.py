"""Tax on what the case earns, with straight-line depreciation of what it costs before the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.finance.ledger import Ledger
from roi_engine.timeline import Timeline

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Taxed:
    """Tax and net flows after it [currency]: `*_initial` shape (n_draws,), the others (n_draws, n_periods).

    A negative tax is a relief: the loss is set against profit made elsewhere in the firm in the same period.
    """

    tax_initial: Array
    tax: Array
    net_initial: Array
    net: Array


def depreciation_share(timeline: Timeline, depreciation_years: float | None) -> Array:
    """Share of the capitalised cost written off in each period, straight line from the start, shape (n_periods,).

    A period that the last day of depreciation cuts takes its part; what lies beyond the horizon is not counted.
    None depreciates over the horizon. Raises ValueError unless positive.
    """
    years = float(timeline.years) if depreciation_years is None else depreciation_years
    if not years > 0:
        raise ValueError(f"depreciation_years is {years:g}; accepted: more than 0")
    written_off: Array = np.minimum(timeline.edges / years, 1.0)
    return np.diff(written_off)


def npv_after_tax(npv: Array, costs_initial: Array, tax_rate: Array, share: Array, factors: Array) -> Array:
    """NPV less the present value of tax [currency], shape (n_draws,): what `taxed` gives flow by flow, in one step.

    The taxed base is worth npv + capitalised costs x (1 - present value of their depreciation shares).
    """
    written_off = factors @ share
    base = npv + costs_initial * (1.0 - written_off)
    after: Array = npv - tax_rate[:, 0] * base
    return after


def taxed(ledger: Ledger, tax_rate: Array, share: Array) -> Taxed:
    """Tax by period: tax_rate x (benefits - operating costs - depreciation); benefits at time 0 are taxed there.

    `tax_rate` [share], shape (n_draws or 1, 1); `share` as from `depreciation_share`. The initial column of the costs
    is capitalised: no tax relief at time 0, relief through depreciation instead.
    """
    net: Array = ledger.net.copy()
    tax = np.empty_like(net)
    for period, written_off in enumerate(share):
        np.multiply(ledger.costs_initial, -written_off, out=tax[:, period])
    tax += net
    tax *= tax_rate
    net -= tax
    tax_initial = tax_rate[:, 0] * ledger.benefits_initial
    net_initial = ledger.benefits_initial - ledger.costs_initial - tax_initial
    return Taxed(tax_initial, tax, net_initial, net)
