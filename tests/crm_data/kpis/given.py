"""Exports as if they had been read: tables of an empty database, filled from plain rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from roi_engine.crm_data.database import Database, Limits, named, open_database
from roi_engine.crm_data.exports.tables import SQL_TYPES, export_tables


@dataclass(frozen=True)
class Report:
    file: str
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Given:
    """What the KPIs ask of exports that have been read."""

    database: Database
    tables: Mapping[str, str]
    known: Mapping[str, frozenset[str]]
    dimensions: Mapping[str, tuple[str, ...]]
    until: datetime.datetime | None
    reports: Sequence[Any] = field(default_factory=tuple)
    only_days: Mapping[str, frozenset[str]] = field(default_factory=dict)


def given(until: str | None, dimensions: Mapping[str, Sequence[str]] | None = None, **tables: pd.DataFrame) -> Given:
    """Tables by kind; a column that the frame lacks is empty and not known."""
    database = open_database(Limits(threads=1))
    dimensions = dimensions or {}
    for kind, frame in tables.items():
        _fill(database.connection, kind, frame, dimensions.get(kind, ()))
    return Given(
        database,
        {kind: kind for kind in tables},
        {kind: frozenset(frame.columns) - {*dimensions.get(kind, ())} for kind, frame in tables.items()},
        {kind: tuple(dimensions.get(kind, ())) for kind in tables},
        None if until is None else datetime.datetime.fromisoformat(until),
        tuple(Report(f"{kind}.csv", kind, kind) for kind in tables),
    )


def _fill(connection: duckdb.DuckDBPyConnection, kind: str, frame: pd.DataFrame, dimensions: Sequence[str]) -> None:
    columns = {name: SQL_TYPES[column.kind] for name, column in export_tables()[kind].columns.items()}
    assert set(frame.columns) <= {*columns, *dimensions}, set(frame.columns) - set(columns)
    columns |= {"export": "VARCHAR"} | dict.fromkeys(dimensions, "VARCHAR")
    wanted = (
        f"CAST({named(name)} AS {kind_of}) AS {named(name)}"
        if name in frame.columns
        else f"CAST(NULL AS {kind_of}) AS {named(name)}"
        for name, kind_of in columns.items()
    )
    connection.register("given_frame", frame.astype(object).where(frame.notna(), None))
    connection.execute(f"CREATE TABLE {kind} AS SELECT {', '.join(wanted)} FROM given_frame")
    connection.unregister("given_frame")
