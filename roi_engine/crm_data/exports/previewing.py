"""What the columns of an export became: their first values, without those that name or reach a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from roi_engine.crm_data.database import named
from roi_engine.crm_data.exports.reading import hashed_roles
from roi_engine.crm_data.exports.report import ExportReport, Exports
from roi_engine.crm_data.exports.tables import export_tables

FIRST = 3
STAFF = frozenset({"seller", "agent"})  # labels, but names of people too
_SQL: Mapping[str, str] = MappingProxyType({"money": "CAST(CAST({0} AS DECIMAL(18, 2)) / 100 AS DECIMAL(18, 2))"})


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column: its role or the name of a dimension, its header, its kind, and its first values as text.

    `is_shown` is False for keys, for what is kept as a hash, and for the names of staff; `is_aid` where the column only
    helped to read others.
    """

    role: str
    header: str
    kind: str
    values: tuple[str, ...]
    is_shown: bool = True
    is_aid: bool = False


def previews(exports: Exports, report: ExportReport) -> tuple[ColumnPreview, ...]:
    """The columns of one export in the order of its table, with the first different values of each."""
    table = export_tables()[report.kind]
    hashed = hashed_roles(dict(report.columns))
    found = []
    for role, header in report.columns:
        column = table.column(role)
        assert column is not None
        is_shown = column.kind != "key" and role not in hashed | STAFF
        is_aid = role not in table.columns
        values = _first(exports, report, role, column.kind) if is_shown and not is_aid else ()
        found.append(ColumnPreview(role, header, column.kind, values, is_shown, is_aid))
    for name, header in report.dimensions:
        found.append(ColumnPreview(name, header, "dimension", _first(exports, report, name, "text")))
    order = [*table.columns, *table.aids]
    return tuple(sorted(found, key=lambda each: order.index(each.role) if each.role in order else len(order)))


def _first(exports: Exports, report: ExportReport, role: str, kind: str) -> tuple[str, ...]:
    """The first different values of a column, in the order of the rows."""
    value = _SQL.get(kind, "{0}").format(named(role))
    sql = (
        f"SELECT value FROM (SELECT {value} AS value, min(rowid) AS first FROM {named(exports.tables[report.kind])} "
        f"WHERE export = $name AND {named(role)} IS NOT NULL GROUP BY 1) ORDER BY first LIMIT {FIRST}"
    )
    return tuple(_told(value) for (value,) in exports.database.run(sql, {"name": report.name}))


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.2f}" if isinstance(value, float) and not value.is_integer() else f"{value}".removesuffix(".0")
