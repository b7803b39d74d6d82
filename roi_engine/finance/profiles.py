"""What each figure means, said once, and which figures lead under each profile of the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Profile = Literal["tei", "nucleus", "plain"]
MetricUnit = Literal["money", "share", "months", "ratio"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: `name` as in results.json, title, unit, one sentence of plain English, and where the rule comes from.

    A share is of one (a ROI of 131 % is 1.31); rates are shares per year.
    """

    name: str
    title: str
    unit: MetricUnit
    sentence: str
    source: str


TEI = "Forrester, Total Economic Impact (published studies)"
NUCLEUS = "Nucleus Research, Building a financial business case"
PRACTICE = "common practice of capital budgeting"
ENGINE = "definition of this engine"

_TABLE = (
    Definition(
        "npv", "Net present value (NPV)", "money", "Present value of all benefits less present value of all costs.", TEI
    ),
    Definition(
        "npv_cashable",
        "NPV, cashable lines alone",
        "money",
        "The same, counting only lines that move cash: no freed time, no soft value.",
        ENGINE,
    ),
    Definition(
        "roi",
        "Return on investment (ROI)",
        "share",
        "Present value of benefits less present value of costs, divided by present value of costs, over the horizon.",
        TEI,
    ),
    Definition(
        "roi_undiscounted",
        "ROI, undiscounted",
        "share",
        "Sum of benefits less sum of costs, divided by sum of costs, over the horizon, without discounting.",
        PRACTICE,
    ),
    Definition(
        "roi_nucleus",
        "ROI, average year",
        "share",
        "Average annual net benefit of the first three years divided by the initial cost; a yearly figure.",
        NUCLEUS,
    ),
    Definition(
        "irr",
        "Internal rate of return (IRR)",
        "share",
        "The yearly rate at which the net present value is zero; shown only where there is exactly one.",
        f"{PRACTICE}; uniqueness after Norstrom (1972)",
    ),
    Definition(
        "mirr",
        "Modified IRR",
        "share",
        "Yearly return over the horizon when payments are financed and earnings reinvested at the discount rate.",
        PRACTICE,
    ),
    Definition(
        "payback_months",
        "Payback",
        "months",
        "Months from the start until the running sum of undiscounted net flows turns positive for good.",
        TEI,
    ),
    Definition(
        "discounted_payback_months",
        "Payback, discounted",
        "months",
        "Months from the start until the running sum of discounted net flows turns positive for good.",
        PRACTICE,
    ),
    Definition(
        "bcr", "Benefit-cost ratio", "ratio", "Present value of benefits divided by present value of costs.", PRACTICE
    ),
    Definition("tco", "Total cost", "money", "Sum of all costs over the horizon, without discounting.", PRACTICE),
    Definition(
        "peak_funding",
        "Deepest funding need",
        "money",
        "Lowest point of the running sum of undiscounted net flows: the most money out at any time, as a negative.",
        PRACTICE,
    ),
    Definition(
        "cost_of_delay",
        "Cost of one month's delay",
        "money",
        "Net present value lost when go-live comes one month later.",
        ENGINE,
    ),
    Definition("pv_benefits", "Present value of benefits", "money", "Present value of all benefits.", TEI),
    Definition("pv_costs", "Present value of costs", "money", "Present value of all costs.", TEI),
    Definition(
        "pv_operational",
        "Present value of operational benefits",
        "money",
        "Present value of the operational benefits: cheaper, faster work.",
        ENGINE,
    ),
    Definition(
        "pv_analytical",
        "Present value of analytical benefits",
        "money",
        "Present value of the analytical benefits: better knowledge of customers.",
        ENGINE,
    ),
    Definition(
        "benefits",
        "Benefits, undiscounted",
        "money",
        "Sum of all benefits over the horizon, without discounting.",
        PRACTICE,
    ),
    Definition(
        "costs", "Costs, undiscounted", "money", "Sum of all costs over the horizon, without discounting.", PRACTICE
    ),
    Definition(
        "net",
        "Net benefits, undiscounted",
        "money",
        "Sum of benefits less sum of costs over the horizon, without discounting.",
        PRACTICE,
    ),
    Definition(
        "npv_after_tax",
        "NPV after tax",
        "money",
        "Net present value after tax on benefits less running costs less straight-line depreciation of the initial "
        "cost; a loss saves tax elsewhere in the firm.",
        PRACTICE,
    ),
    Definition(
        "irr_after_tax", "IRR after tax", "share", "The internal rate of return of the net flows after tax.", PRACTICE
    ),
    Definition(
        "payback_months_after_tax", "Payback after tax", "months", "The payback of the net flows after tax.", PRACTICE
    ),
    Definition(
        "npv_positive",
        "Chance of a positive NPV",
        "share",
        "Share of draws in which the net present value is above zero.",
        ENGINE,
    ),
    Definition(
        "npv_cashable_positive",
        "Chance of a positive cashable NPV",
        "share",
        "Share of draws in which the cashable NPV is above zero.",
        ENGINE,
    ),
    Definition(
        "payback_within_horizon",
        "Chance of payback within the horizon",
        "share",
        "Share of draws in which the money is back by the end of the horizon, or was never out.",
        ENGINE,
    ),
)

DEFINITIONS: Mapping[str, Definition] = MappingProxyType({row.name: row for row in _TABLE})

LEADING: Mapping[Profile, tuple[str, ...]] = MappingProxyType(
    {
        "tei": ("roi", "npv", "npv_cashable", "payback_months", "pv_benefits", "pv_costs"),
        "nucleus": ("roi_nucleus", "payback_months", "npv", "npv_cashable", "tco", "peak_funding"),
        "plain": ("npv", "npv_cashable", "irr", "payback_months", "roi", "peak_funding"),
    }
)
