"""Tables behind the charts: every number that is drawn stands in one of these first."""

from roi_engine.reporting.tables.benefit_stack import BenefitStackTable, benefit_stack_table
from roi_engine.reporting.tables.break_even_map import BreakEvenMapTable, break_even_map_table
from roi_engine.reporting.tables.bridge import BridgeBar, BridgeTable, bridge_table
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Cell, Rows, csv_text
from roi_engine.reporting.tables.cumulative import CumulativeTable, cumulative_table
from roi_engine.reporting.tables.distribution import DistributionTable, distribution_table
from roi_engine.reporting.tables.drivers import DriverBar, DriversTable, drivers_table
from roi_engine.reporting.tables.exceedance import ExceedanceTable, exceedance_table
from roi_engine.reporting.tables.members import MembersTable, members_table, total_table
from roi_engine.reporting.tables.option_curves import OptionCurvesTable, option_curves_table
from roi_engine.reporting.tables.stresses import RangeBar, StressesTable, stresses_table
from roi_engine.reporting.tables.tornado import TornadoBar, TornadoTable, tornado_table
from roi_engine.reporting.tables.waterfall import WaterfallStep, WaterfallTable, waterfall_table

__all__ = [
    "BenefitStackTable",
    "BreakEvenMapTable",
    "BridgeBar",
    "BridgeTable",
    "Caption",
    "Cell",
    "CumulativeTable",
    "DistributionTable",
    "DriverBar",
    "DriversTable",
    "ExceedanceTable",
    "MembersTable",
    "OptionCurvesTable",
    "RangeBar",
    "Rows",
    "StressesTable",
    "TornadoBar",
    "TornadoTable",
    "WaterfallStep",
    "WaterfallTable",
    "benefit_stack_table",
    "break_even_map_table",
    "bridge_table",
    "csv_text",
    "cumulative_table",
    "distribution_table",
    "drivers_table",
    "exceedance_table",
    "members_table",
    "option_curves_table",
    "stresses_table",
    "tornado_table",
    "total_table",
    "waterfall_table",
]
