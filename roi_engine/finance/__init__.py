"""One definition for every figure: flows in, figures by draw out. Pure functions on float64 arrays."""

from roi_engine.finance.discounting import Discounting, discount_factors, flow_times, present_value
from roi_engine.finance.ledger import Ledger
from roi_engine.finance.metrics import AfterTax, BlockMetrics, Headline, Terms, headline, metrics, terms
from roi_engine.finance.profiles import DEFINITIONS, LEADING, Definition, MetricUnit, Profile
from roi_engine.finance.rates import IRR_STATUS, Irr, irr, mirr
from roi_engine.finance.recovery import PAYBACK_STATUS, Payback, cumulative, payback, peak_funding
from roi_engine.finance.tax import Taxed, depreciation_share, taxed

__all__ = [
    "DEFINITIONS",
    "IRR_STATUS",
    "LEADING",
    "PAYBACK_STATUS",
    "AfterTax",
    "BlockMetrics",
    "Definition",
    "Discounting",
    "Headline",
    "Irr",
    "Ledger",
    "MetricUnit",
    "Payback",
    "Profile",
    "Taxed",
    "Terms",
    "cumulative",
    "depreciation_share",
    "discount_factors",
    "flow_times",
    "headline",
    "irr",
    "metrics",
    "mirr",
    "payback",
    "peak_funding",
    "present_value",
    "taxed",
    "terms",
]
