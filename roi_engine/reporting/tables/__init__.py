"""Tables behind the charts: every number that is drawn stands in one of these first."""

from roi_engine.reporting.tables.benefit_stack import BenefitStackTable, benefit_stack_table
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Cell, Rows, csv_text
from roi_engine.reporting.tables.cumulative import CumulativeTable, cumulative_table
from roi_engine.reporting.tables.distribution import DistributionTable, distribution_table
from roi_engine.reporting.tables.tornado import TornadoBar, TornadoTable, tornado_table
from roi_engine.reporting.tables.waterfall import WaterfallStep, WaterfallTable, waterfall_table

__all__ = [
    "BenefitStackTable",
    "Caption",
    "Cell",
    "CumulativeTable",
    "DistributionTable",
    "Rows",
    "TornadoBar",
    "TornadoTable",
    "WaterfallStep",
    "WaterfallTable",
    "benefit_stack_table",
    "csv_text",
    "cumulative_table",
    "distribution_table",
    "tornado_table",
    "waterfall_table",
]
