"""Every figure of the account, for all draws of a block at once; the base case is a block of one draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.finance.discounting import Discounting, discount_factors, flow_times
from roi_engine.finance.ledger import Ledger
from roi_engine.finance.rates import Irr, irr, mirr
from roi_engine.finance.recovery import Payback, cumulative, payback, peak_funding
from roi_engine.finance.tax import depreciation_share, npv_after_tax, taxed
from roi_engine.timeline import Timeline

Array = NDArray[np.float64]
NUCLEUS_YEARS = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """How flows are judged. Rates in shares, shape (n_draws or 1, 1); `times` [year] and `factors` go together."""

    timeline: Timeline
    times: Array
    factors: Array
    tax_rate: Array | None = None
    depreciation_years: float | None = None

    @property
    def months(self) -> float:
        """Length of a period [month]."""
        return 12.0 / self.timeline.periods_per_year


def terms(
    timeline: Timeline,
    rate: Array,
    discounting: Discounting,
    tax_rate: Array | None = None,
    depreciation_years: float | None = None,
) -> Terms:
    """Terms of one block: `rate` per year and `tax_rate` as shares, shape (n_draws or 1, 1)."""
    factors = discount_factors(timeline, rate, discounting)
    return Terms(timeline, flow_times(timeline, discounting), factors, tax_rate, depreciation_years)


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures that a simulation needs of every draw, shape (n_draws,) each.

    `cumulative` holds the undiscounted cumulative net flow [currency], shape (n_draws, n_periods + 1), initial first;
    `npv_after_tax` is None without a tax rate.
    """

    npv: Array
    npv_cashable: Array
    roi: Array
    irr: Irr
    payback: Payback
    pv_benefits: Array
    pv_costs: Array
    pv_operational: Array
    pv_analytical: Array
    cumulative: Array
    npv_after_tax: Array | None


@dataclass(frozen=True, slots=True)
class AfterTax:
    """The account after tax, shape (n_draws,) each; `tax` [currency], initial first, (n_draws, n_periods + 1)."""

    npv: Array
    irr: Irr
    payback: Payback
    tax: Array


@dataclass(frozen=True, slots=True)
class BlockMetrics:
    """Every figure by draw, shape (n_draws,) each; names, units and definitions in `profiles.DEFINITIONS`."""

    npv: Array
    npv_cashable: Array
    roi: Array
    roi_undiscounted: Array
    roi_nucleus: Array
    irr: Irr
    mirr: Array
    payback: Payback
    discounted_payback: Payback
    bcr: Array
    tco: Array
    peak_funding: Array
    pv_benefits: Array
    pv_costs: Array
    pv_operational: Array
    pv_analytical: Array
    benefits: Array
    costs: Array
    net: Array
    cumulative: Array
    after_tax: AfterTax | None


def share_of(part: Array, whole: Array) -> Array:
    """Ratio part / whole [share], nan where the whole is 0."""
    out: Array = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    return np.divide(part, whole, out=out, where=whole != 0)


def roi_nucleus(ledger: Ledger, timeline: Timeline) -> Array:
    """Average annual net benefit of the first three years / initial cost [share], nan without one, (n_draws,).

    Of all years where there are fewer than three; undiscounted (Nucleus Research).
    """
    years = min(NUCLEUS_YEARS, timeline.years)
    end = years * timeline.periods_per_year
    return share_of(ledger.net[:, :end].sum(axis=1) / years, ledger.costs_initial)


def headline(ledger: Ledger, judged: Terms) -> Headline:
    """The figures of a simulation for one block; `judged` carries the factors that the ledger was filled with."""
    net_initial = ledger.benefits_initial - ledger.costs_initial
    running = cumulative(net_initial, ledger.net)
    pv_benefits = ledger.pv_operational + ledger.pv_analytical
    npv = pv_benefits - ledger.pv_costs
    after = None
    if judged.tax_rate is not None:
        share = depreciation_share(judged.timeline, judged.depreciation_years)
        after = npv_after_tax(npv, ledger.costs_initial, judged.tax_rate, share, judged.factors)
    return Headline(
        npv=npv,
        npv_cashable=ledger.pv_cashable,
        roi=share_of(npv, ledger.pv_costs),
        irr=irr(net_initial, ledger.net, judged.times),
        payback=payback(running, judged.months),
        pv_benefits=pv_benefits,
        pv_costs=ledger.pv_costs,
        pv_operational=ledger.pv_operational,
        pv_analytical=ledger.pv_analytical,
        cumulative=running,
        npv_after_tax=after,
    )


def metrics(ledger: Ledger, judged: Terms) -> BlockMetrics:
    """All figures of one block by draw; `judged` carries the factors that the ledger was filled with."""
    head = headline(ledger, judged)
    net_initial, net = ledger.benefits_initial - ledger.costs_initial, ledger.net
    benefits, costs = ledger.benefits, ledger.costs
    return BlockMetrics(
        npv=head.npv,
        npv_cashable=head.npv_cashable,
        roi=head.roi,
        roi_undiscounted=share_of(benefits - costs, costs),
        roi_nucleus=roi_nucleus(ledger, judged.timeline),
        irr=head.irr,
        mirr=mirr(net_initial, net, judged.times, judged.factors, float(judged.timeline.years)),
        payback=head.payback,
        discounted_payback=payback(cumulative(net_initial, net * judged.factors), judged.months),
        bcr=share_of(head.pv_benefits, head.pv_costs),
        tco=costs,
        peak_funding=peak_funding(head.cumulative),
        pv_benefits=head.pv_benefits,
        pv_costs=head.pv_costs,
        pv_operational=head.pv_operational,
        pv_analytical=head.pv_analytical,
        benefits=benefits,
        costs=costs,
        net=benefits - costs,
        cumulative=head.cumulative,
        after_tax=_after_tax(ledger, judged, head.npv_after_tax),
    )


def _after_tax(ledger: Ledger, judged: Terms, npv: Array | None) -> AfterTax | None:
    """IRR, payback and tax by period on net flows after tax, beside the NPV already known; None without a tax rate."""
    if npv is None or judged.tax_rate is None:
        return None
    books = taxed(ledger, judged.tax_rate, depreciation_share(judged.timeline, judged.depreciation_years))
    return AfterTax(
        npv=npv,
        irr=irr(books.net_initial, books.net, judged.times),
        payback=payback(cumulative(books.net_initial, books.net), judged.months),
        tax=np.column_stack([books.tax_initial, books.tax]),
    )
