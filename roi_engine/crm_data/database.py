"""The embedded database: opened with a memory limit, able to spill, and locked once the file has been read."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

import duckdb
import ibis
import numpy as np
from ibis.expr.types import Table
from numpy.typing import NDArray

from roi_engine.errors import DataError, Problem

Columns: TypeAlias = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine may be used: `memory` as DuckDB writes it; `threads` 0 takes all cores.

    `folder` holds what does not fit in memory while the database is open, the system's folder by default.
    """

    memory: str = "850MB"
    threads: int = 0
    folder: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """One DuckDB connection in memory. Tables are made from SQL (the door) or from ibis expressions (the rest)."""

    connection: duckdb.DuckDBPyConnection

    def run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a statement. `parameters` are bound, never written into the text."""
        return self.connection.execute(sql, dict(parameters) if parameters else None).fetchall()

    def run_as_written(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run a statement whose joins hold in memory what stands on their right, never what stands on their left.

        The planner cannot know how many rows a text file has: left alone, it holds the file, and scans the small table.
        """
        self.run("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        try:
            self.run(sql, parameters)
        finally:
            self.run("RESET disabled_optimizers")

    def columns(self, expression: Table) -> Columns:
        """Result of an expression as arrays, one a column: int64, float64, or objects for text."""
        found: Mapping[str, Any] = self.connection.execute(compiled(expression)).fetchnumpy()
        types = expression.schema()
        return {name: _typed(found[name], str(types[name])) for name in expression.columns}

    def store(self, table: str, expression: Table) -> int:
        """Make a table, which every cursor sees, from an expression; returns its number of rows."""
        self.run(f"CREATE OR REPLACE TABLE {named(table)} AS {compiled(expression)}")
        ((rows,),) = self.run(f"SELECT count(*) FROM {named(table)}")
        return int(rows)

    def put(self, table: str, columns: Mapping[str, tuple[str, NDArray[Any]]]) -> None:
        """Make a table from arrays: name -> (SQL type, values of shape (n,))."""
        self.connection.register("given_arrays", {name: values for name, (_, values) in columns.items()})
        try:
            wanted = ", ".join(f"CAST({named(name)} AS {kind}) AS {named(name)}" for name, (kind, _) in columns.items())
            self.run(f"CREATE OR REPLACE TEMP TABLE {named(table)} AS SELECT {wanted} FROM given_arrays")
        finally:
            self.connection.unregister("given_arrays")

    def drop(self, *tables: str) -> None:
        """Drop tables that are no longer needed."""
        for table in tables:
            self.run(f"DROP TABLE IF EXISTS {named(table)}")

    def lock(self) -> None:
        """Shut the door: no file is read or written from now on (spilling apart), and no setting changes."""
        self.run("SET enable_external_access = false")
        self.run("SET lock_configuration = true")


def open_database(limits: Limits = Limits()) -> Database:
    """An empty database in memory; it never looks for extensions, and never writes to the terminal."""
    spill = Path(limits.folder or tempfile.gettempdir()) / f"roi_engine_{uuid4().hex}"  # made and removed by DuckDB
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": limits.memory,
        "temp_directory": str(spill),
    }
    if limits.threads > 0:
        settings["threads"] = limits.threads
    try:
        connection = duckdb.connect(":memory:", config=settings)
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise DataError([Problem("bad-limits", f"the database cannot be opened: {said}", path="memory")]) from None
    # in a notebook the setting itself asks for a widget that may not be there; nothing is drawn then either
    with contextlib.suppress(duckdb.InvalidInputException):
        connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'UTC'")
    return Database(connection)


def compiled(expression: Table) -> str:
    """An expression as DuckDB's SQL, whole numbers as BIGINT: sums would be HUGEINT, which arrays do not have."""
    sql = str(ibis.to_sql(expression, dialect="duckdb", pretty=False))
    types = expression.schema()
    wanted = ", ".join(
        f"CAST({named(name)} AS BIGINT) AS {named(name)}"
        if str(types[name]).removeprefix("!") == "int64"
        else named(name)
        for name in expression.columns
    )
    return f"SELECT {wanted} FROM ({sql})"


def named(identifier: str) -> str:
    """An identifier in quotes.

    >>> named('a"b')
    '"a""b"'
    """
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as an SQL literal.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def _typed(found: Any, kind: str) -> NDArray[Any]:
    """An array as DuckDB gives it, masked where it may hold nulls, as a plain one where it does not."""
    values: NDArray[Any] = np.ma.asanyarray(found)
    if kind.removeprefix("!") == "int64" and not np.ma.is_masked(values):
        return np.asarray(values, np.int64)
    if kind.removeprefix("!") == "string":
        return np.asarray(np.ma.filled(values, ""), object)
    return np.ma.filled(values, 0) if np.ma.isMaskedArray(values) and not np.ma.is_masked(values) else values
