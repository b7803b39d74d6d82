"""Sufficient statistics of a definition from the database: exact sums by group, and by month within each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from roi_engine.crm_data.database import named
from roi_engine.crm_data.kpis.catalogue import Definition
from roi_engine.crm_data.kpis.estimates import Sums
from roi_engine.crm_data.kpis.rows import Key, Rows, grouped, keyed

Series: TypeAlias = Mapping[Key, Mapping[date, Sums]]

# whole numbers of any size: squares of cents do not fit into 64 bits
_MOMENTS = (
    "count(*), coalesce(sum(y), 0), coalesce(sum(x), 0), coalesce(sum(CAST(y AS HUGEINT) * y), 0), "
    "coalesce(sum(CAST(x AS HUGEINT) * y), 0), coalesce(sum(CAST(x AS HUGEINT) * x), 0), max(y)"
)


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of a group, and the largest y of a unit in it."""

    sums: Sums
    largest: int


def sums_by(rows: Rows, definition: Definition, keys: Sequence[str], above: str, below: str) -> Mapping[Key, Group]:
    """Sums of `above` (y) and `below` (x) the line over rows, or over units of `per`, for all and by each key.

    Without `per` the fragments are of one row, with it they are aggregates over the rows of a unit in the group.
    """
    y, x = (f"CAST(({rows.filled(one, definition)}) AS BIGINT)" for one in (above, below))
    source = rows.rows_of(definition)
    listed = "".join(f", {named(key)}" for key in keys)
    if definition.per:
        having = f" HAVING {rows.filled(definition.having, definition)}" if definition.having else ""
        units = grouped(f"kpi_unit, {y} AS y, {x} AS x", source, keys, always=("kpi_unit",)) + having
        sql = f"SELECT level{listed}, {_MOMENTS} FROM ({units}) GROUP BY level{listed}"
    else:
        sql = grouped(_MOMENTS, f"(SELECT {y} AS y, {x} AS x{listed} FROM {source})", keys)
    return {key: _group(found) for key, found in (keyed(row, keys) for row in rows.database.run(sql))}


def series_by(rows: Rows, definition: Definition, dims: Sequence[str], n: str, y: str = "0", yy: str = "0") -> Series:
    """Aggregates by month, for all rows and each label of each dimension: how many, their sum, that of squares."""
    wanted = ", ".join(f"coalesce({rows.filled(one, definition)}, 0)" for one in (n, y, yy))
    sql = grouped(f"{wanted}, month", rows.rows_of(definition), dims, always=("month",))
    found: dict[Key, dict[date, Sums]] = {}
    for row in rows.database.run(sql):
        key, (count, total, squares, month) = keyed(row, dims)
        found.setdefault(key, {})[month] = Sums(int(count), int(total), yy=int(squares))
    return found


def _group(found: tuple[Any, ...]) -> Group:
    n, y, x, yy, xy, xx, largest = (int(one or 0) for one in found)
    return Group(Sums(n, y, x, yy, xy, xx), largest)
