"""Rows of customers as Parquet, written by the database that reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import pandas as pd

Value = str | float | int | None


def parquet_bytes(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as the bytes of a Parquet file; a column without any value is text."""
    frame = pd.DataFrame(list(rows), columns=list(header))
    for name in header:
        if frame[name].isna().all():
            frame[name] = frame[name].astype("object")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("customers", frame)
        place = Path(folder) / "customers.parquet"
        connection.execute(f"COPY customers TO '{place.as_posix()}' (FORMAT parquet)")
        return place.read_bytes()
