"""What was read from an export, and the tables that all exports together became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.report import LeftOut
from roi_engine.errors import Notice


@dataclass(frozen=True, slots=True)
class Reading:
    """How the values of an export were read: what its report tells beside the columns and rows.

    `below` lines stood below the table; `first` and `last` are the least and the latest moment of the used rows.
    """

    below: int
    date_formats: tuple[str, ...]
    only_days: tuple[str, ...]
    number_shape: str
    currency: str
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class ExportReport:
    """How one export was understood, and what became of each of its rows.

    `rows_in == rows_used + sum(left.rows for left in left_out)` always. `columns` and `dimensions` pair a role or name
    with the header it was read from; `unmapped` headers and the `personal` ones among those that nobody asked for were
    not read. `only_days` are the roles of times that have no time of day. `first` and `last` are the least and the
    latest moment of the used rows, expected dates apart. Parts that do not apply are empty.
    """

    name: str
    file: str
    sha256: str
    kind: str
    profile: str
    columns: tuple[tuple[str, str], ...]
    dimensions: tuple[tuple[str, str], ...]
    unmapped: tuple[str, ...]
    personal: tuple[str, ...]
    rows_in: int
    rows_used: int
    left_out: tuple[LeftOut, ...]
    encoding: str
    delimiter: str
    date_format: str
    number_shape: str
    currency: str
    only_days: tuple[str, ...]
    first: datetime | None
    last: datetime | None
    notices: tuple[Notice, ...] = ()

    def without(self, left_out: tuple[LeftOut, ...]) -> ExportReport:
        """The report once some more rows are left out, because other files have the same records."""
        rows = {left.reason: left for left in self.left_out}
        for left in left_out:
            before = rows[left.reason].rows if left.reason in rows else 0
            rows[left.reason] = replace(left, rows=before + left.rows)
        used = self.rows_used - sum(left.rows for left in left_out)
        return replace(self, rows_used=used, left_out=tuple(rows.values()))


@dataclass(frozen=True, slots=True, eq=False)
class Exports:
    """Tables of one meaning in one database, whatever the files were called and whoever wrote them.

    `tables`: kind -> SQL table, which has all columns of the kind (null where no file has them), then `export` (the
    name of the entry), then a text column for each of `dimensions` (kind -> names). `known`: kind -> roles that some
    file tells. `only_days`: kind -> roles of times that have no time of day in some file, so that lengths of time are
    whole days. `until`: when the exports were made, stated or the latest moment that any file tells, expected dates
    apart.
    """

    database: Database
    tables: Mapping[str, str]
    known: Mapping[str, frozenset[str]]
    dimensions: Mapping[str, tuple[str, ...]]
    reports: tuple[ExportReport, ...]
    until: datetime | None
    only_days: Mapping[str, frozenset[str]] = field(default_factory=dict)
