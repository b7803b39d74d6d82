"""One row a customer as a file: CSV that no spreadsheet takes for a formula, or Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from roi_engine.crm_data.exporting import parquet_bytes
from roi_engine.reporting.bundle import write_file
from roi_engine.reporting.tables.cells import Cell, csv_text


def write_customers(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows of customers to a .csv or .parquet file, whole or not at all."""
    if path.suffix.lower() == ".parquet":
        write_file(path, parquet_bytes(header, rows))
    else:
        write_file(path, csv_text(header, rows))
