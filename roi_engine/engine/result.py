"""What a run found: plain frozen records with units. They know nothing of files, charts or how they will be shown.

Money is in the scenario's currency, shares are of one, months are calendar months. Not-a-number means that the figure
does not exist; its status says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.errors import Notice
from roi_engine.scenario.records import Category, Evidence, Place, Scenario

Array = NDArray[np.float64]
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every figure of the account for one draw (the base case); definitions in `roi_engine.finance.metrics`."""

    npv: float
    npv_cashable: float
    roi: float
    roi_undiscounted: float
    roi_nucleus: float
    irr: float
    irr_status: str  # unique | none | multiple
    mirr: float
    payback_months: float
    payback_status: str  # reached | not_reached | no_investment
    discounted_payback_months: float
    discounted_payback_status: str
    bcr: float
    tco: float
    peak_funding: float
    cost_of_delay: float  # nan where nothing depends on go-live
    pv_benefits: float
    pv_costs: float
    pv_operational: float
    pv_analytical: float
    benefits: float
    costs: float
    net: float
    npv_after_tax: float  # nan without a tax rate
    irr_after_tax: float
    irr_after_tax_status: str | None  # None without a tax rate
    payback_months_after_tax: float
    payback_after_tax_status: str | None  # None without a tax rate


@dataclass(frozen=True, slots=True)
class Summary:
    """Spread of one figure over the draws, and the Monte Carlo error of its mean.

    `percentiles` maps 5, 10, 25, 50, 75, 90, 95 to the pooled estimate; `error` holds the half-width of the 95 %
    Monte Carlo error of the mean (key 0) and of each percentile. `undefined` is the share of draws in which the figure
    does not exist; mean and sd are over the others, percentiles put a payback that never comes last (inf -> nan).
    """

    mean: float
    sd: float
    se: float
    percentiles: Mapping[int, float]
    error: Mapping[int, float]
    undefined: float


@dataclass(frozen=True, slots=True)
class Probability:
    """Chances over the draws, each with its standard error beside it in `errors`."""

    npv_positive: float
    payback_within_horizon: float
    npv_cashable_positive: float
    errors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line of the ledger. `by_year`: base case, initial first, undiscounted, positive for benefits and costs."""

    id: str
    title: str
    category: Category
    cashable: bool
    by_year: tuple[float, ...]
    by_period: tuple[float, ...]  # initial first
    pv: float
    mean_pv: float
    source: str


@dataclass(frozen=True, slots=True)
class ByYear:
    """Base case by year, undiscounted, initial first; `cumulative` is of `net`; `tax` only with a tax rate."""

    year: tuple[str | int, ...]
    benefits: tuple[float, ...]
    operational: tuple[float, ...]
    analytical: tuple[float, ...]
    costs: tuple[float, ...]
    net: tuple[float, ...]
    cumulative: tuple[float, ...]
    tax: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Band:
    """Cumulative undiscounted net flow at the initial column and each period's end, shape (n_periods + 1,) each."""

    labels: tuple[str, ...]
    base: tuple[float, ...]
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row of the assumption register: a stated value, its spread and who vouches for it."""

    path: str
    title: str
    unit: str
    base: float
    mean: float
    p10: float
    p50: float
    p90: float
    uncertain: bool
    words: str  # how it was stated: "PERT 0.3 / 0.8 / 1.4"
    source: str
    owner: str
    evidence: Evidence | None
    note: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Swing:
    """Tornado: NPV with one value at its P10 and at its P90, all others at base."""

    path: str
    title: str
    unit: str
    low: float  # the value's P10
    high: float  # the value's P90
    npv_low: float
    npv_high: float
    event: bool = False  # a risk: 0 where it does not happen, 1 where it does


@dataclass(frozen=True, slots=True)
class RiskResult:
    """One row of the risk register; conditional means are nan where the event never (or always) happened."""

    id: str
    title: str
    probability: float
    npv_if_happens: float
    npv_if_not: float
    expected_cost: float  # mean NPV without it minus mean NPV
    owner: str
    note: str


@dataclass(frozen=True, slots=True)
class Engine:
    """How the figures were made."""

    version: str
    draws: int
    replicates: int
    seed: int
    sampler: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure in the base case and over a block of draws."""

    base: float
    mean: float
    p10: float
    p50: float
    p90: float


Range = tuple[tuple[float, ...], tuple[float, ...]]  # P10 and P90 by period


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """A segment of the customer base, or all of it. By period, base case: active at its end, margin in it [currency].

    `counted` are the customers in the file, None where there is none. `pv_without` and `pv_with` are the contribution
    margin within the horizon in today's money, without the CRM and with it; `pv_beyond` is what those left at the
    end without the CRM are still worth then, in today's money, and in neither.
    """

    id: str
    title: str
    counted: float | None
    active_without: tuple[float, ...]
    active_with: tuple[float, ...]
    margin_without: tuple[float, ...]
    margin_with: tuple[float, ...]
    margin_without_range: Range
    margin_with_range: Range
    pv_without: Spread
    pv_with: Spread
    pv_beyond: Spread


@dataclass(frozen=True, slots=True)
class CustomerBase:
    """The customer base with and without the CRM, by segment and in total."""

    source: str
    segments: tuple[SegmentResult, ...]
    total: SegmentResult


@dataclass(frozen=True, slots=True)
class Result:
    """The whole result of one run.

    `simulation` has the keys npv, roi, irr, payback_months, pv_operational, pv_analytical, pv_costs, pv_benefits,
    npv_cashable (and npv_after_tax with a tax rate). `draws` holds the same keys as read-only arrays, shape (n,): all
    draws, or the first 2^20 of them.
    """

    scenario: Scenario
    engine: Engine
    base: Metrics
    simulation: Mapping[str, Summary]
    probability: Probability
    by_year: ByYear
    lines: tuple[LineResult, ...]
    band: Band
    assumptions: tuple[Assumption, ...]
    swings: tuple[Swing, ...]  # largest first
    risks: tuple[RiskResult, ...]
    warnings: tuple[Notice, ...]
    draws: Mapping[str, Array]
    customers: CustomerBase | None = None
