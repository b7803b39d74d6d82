"""Tables behind the charts: every number that is drawn stands in one of these first."""

from roi_engine.reporting.tables.benefit_stack import BenefitStackTable, benefit_stack_table
from roi_engine.reporting.tables.break_even_map import BreakEvenMapTable, break_even_map_table
from roi_engine.reporting.tables.bridge import BridgeBar, BridgeTable, bridge_table
from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Cell, Rows, csv_text
from roi_engine.reporting.tables.conditional import ConditionalTable, conditional_table
from roi_engine.reporting.tables.cumulative import CumulativeTable, cumulative_table
from roi_engine.reporting.tables.customer_base import Course, CustomerBaseTable, customer_base_table
from roi_engine.reporting.tables.customer_margin import CustomerMarginTable, customer_margin_table
from roi_engine.reporting.tables.distribution import DistributionTable, distribution_table
from roi_engine.reporting.tables.drivers import DriverBar, DriversTable, drivers_table
from roi_engine.reporting.tables.exceedance import ExceedanceTable, exceedance_table
from roi_engine.reporting.tables.frequency_recency import FrequencyRecencyTable, frequency_recency_table
from roi_engine.reporting.tables.heat_map import HeatMapTable, heat_map_table
from roi_engine.reporting.tables.members import MembersTable, members_table, total_table
from roi_engine.reporting.tables.migration import MigrationTable, migration_table
from roi_engine.reporting.tables.option_curves import OptionCurvesTable, option_curves_table
from roi_engine.reporting.tables.recency_curve import RecencyCurveTable, recency_curve_table
from roi_engine.reporting.tables.stresses import RangeBar, StressesTable, stresses_table
from roi_engine.reporting.tables.tornado import TornadoBar, TornadoTable, tornado_table
from roi_engine.reporting.tables.tracking import TrackingTable, tracking_table
from roi_engine.reporting.tables.waterfall import WaterfallStep, WaterfallTable, waterfall_table

__all__ = [
    "BenefitStackTable",
    "BreakEvenMapTable",
    "BridgeBar",
    "BridgeTable",
    "Caption",
    "Cell",
    "ConditionalTable",
    "Course",
    "CumulativeTable",
    "CustomerBaseTable",
    "CustomerMarginTable",
    "DistributionTable",
    "DriverBar",
    "DriversTable",
    "ExceedanceTable",
    "FrequencyRecencyTable",
    "HeatMapTable",
    "MembersTable",
    "MigrationTable",
    "OptionCurvesTable",
    "RangeBar",
    "RecencyCurveTable",
    "Rows",
    "StressesTable",
    "TornadoBar",
    "TornadoTable",
    "TrackingTable",
    "WaterfallStep",
    "WaterfallTable",
    "benefit_stack_table",
    "break_even_map_table",
    "bridge_table",
    "conditional_table",
    "csv_text",
    "cumulative_table",
    "customer_base_table",
    "customer_margin_table",
    "distribution_table",
    "drivers_table",
    "exceedance_table",
    "frequency_recency_table",
    "heat_map_table",
    "members_table",
    "migration_table",
    "option_curves_table",
    "recency_curve_table",
    "stresses_table",
    "tornado_table",
    "total_table",
    "tracking_table",
    "waterfall_table",
]
