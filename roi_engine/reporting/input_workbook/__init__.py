"""The scenario as a workbook that people fill in; `scenario.input_workbook` reads it back."""

from __future__ import annotations

from pathlib import Path

__all__ = ["input_workbook_bytes"]


def input_workbook_bytes(path: Path) -> bytes:
    """The input workbook of a scenario file, as the bytes of an xlsx file; the same file gives the same bytes.

    ScenarioError where the file cannot be read, or is a portfolio.
    """
    from roi_engine.reporting.input_workbook.contents import written  # XlsxWriter: only where a workbook is asked for

    return written(path)
