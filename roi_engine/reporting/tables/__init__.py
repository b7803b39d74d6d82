"""Tables behind the charts: every number that is drawn stands in one of these first."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roi_engine.reporting.tables.benefit_stack import BenefitStackTable, benefit_stack_table
    from roi_engine.reporting.tables.break_even_map import BreakEvenMapTable, break_even_map_table
    from roi_engine.reporting.tables.bridge import BridgeBar, BridgeTable, bridge_table
    from roi_engine.reporting.tables.caption import Caption
    from roi_engine.reporting.tables.cells import Cell, Rows, csv_bytes, csv_text
    from roi_engine.reporting.tables.conditional import ConditionalTable, conditional_table
    from roi_engine.reporting.tables.cumulative import CumulativeTable, cumulative_table
    from roi_engine.reporting.tables.customer_base import Course, CustomerBaseTable, customer_base_table
    from roi_engine.reporting.tables.customer_margin import CustomerMarginTable, customer_margin_table
    from roi_engine.reporting.tables.distribution import DistributionTable, distribution_table
    from roi_engine.reporting.tables.drivers import DriverBar, DriversTable, drivers_table
    from roi_engine.reporting.tables.exceedance import ExceedanceTable, exceedance_table
    from roi_engine.reporting.tables.frequency_recency import FrequencyRecencyTable, frequency_recency_table
    from roi_engine.reporting.tables.goal_map import GoalBox, GoalMapTable, StrategyBox, goal_map_table
    from roi_engine.reporting.tables.heat_map import HeatMapTable, heat_map_table
    from roi_engine.reporting.tables.kpi_band import BandPanel, BandPoint, KpiBandTable, kpi_band_table
    from roi_engine.reporting.tables.members import MembersTable, members_table, total_table
    from roi_engine.reporting.tables.migration import MigrationTable, migration_table
    from roi_engine.reporting.tables.option_curves import OptionCurvesTable, option_curves_table
    from roi_engine.reporting.tables.recency_curve import RecencyCurveTable, recency_curve_table
    from roi_engine.reporting.tables.stresses import RangeBar, StressesTable, stresses_table
    from roi_engine.reporting.tables.tornado import TornadoBar, TornadoTable, tornado_table
    from roi_engine.reporting.tables.tracking import TrackingTable, tracking_table
    from roi_engine.reporting.tables.waterfall import WaterfallStep, WaterfallTable, waterfall_table

__all__ = [
    "BandPanel",
    "BandPoint",
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
    "GoalBox",
    "GoalMapTable",
    "HeatMapTable",
    "KpiBandTable",
    "MembersTable",
    "MigrationTable",
    "OptionCurvesTable",
    "RangeBar",
    "RecencyCurveTable",
    "Rows",
    "StrategyBox",
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
    "csv_bytes",
    "csv_text",
    "cumulative_table",
    "customer_base_table",
    "customer_margin_table",
    "distribution_table",
    "drivers_table",
    "exceedance_table",
    "frequency_recency_table",
    "goal_map_table",
    "heat_map_table",
    "kpi_band_table",
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

_HOMES = {
    "benefit_stack": "BenefitStackTable benefit_stack_table",
    "break_even_map": "BreakEvenMapTable break_even_map_table",
    "bridge": "BridgeBar BridgeTable bridge_table",
    "caption": "Caption",
    "cells": "Cell Rows csv_bytes csv_text",
    "conditional": "ConditionalTable conditional_table",
    "cumulative": "CumulativeTable cumulative_table",
    "customer_base": "Course CustomerBaseTable customer_base_table",
    "customer_margin": "CustomerMarginTable customer_margin_table",
    "distribution": "DistributionTable distribution_table",
    "drivers": "DriverBar DriversTable drivers_table",
    "exceedance": "ExceedanceTable exceedance_table",
    "frequency_recency": "FrequencyRecencyTable frequency_recency_table",
    "goal_map": "GoalBox GoalMapTable StrategyBox goal_map_table",
    "heat_map": "HeatMapTable heat_map_table",
    "kpi_band": "BandPanel BandPoint KpiBandTable kpi_band_table",
    "members": "MembersTable members_table total_table",
    "migration": "MigrationTable migration_table",
    "option_curves": "OptionCurvesTable option_curves_table",
    "recency_curve": "RecencyCurveTable recency_curve_table",
    "stresses": "RangeBar StressesTable stresses_table",
    "tornado": "TornadoBar TornadoTable tornado_table",
    "tracking": "TrackingTable tracking_table",
    "waterfall": "WaterfallStep WaterfallTable waterfall_table",
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Import a table on first use, with what it is made from and no more (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = found
    return found
