"""The scenario as a workbook that people fill in: which rows it has, and the way back into the scenario's text."""

from __future__ import annotations

from roi_engine.scenario.input_workbook.reading import Returned, in_cells, read_input_workbook, scenario_source
from roi_engine.scenario.input_workbook.rows import Row, rows_of

__all__ = ["Returned", "Row", "in_cells", "read_input_workbook", "rows_of", "scenario_source"]
