"""What is asked of the KPIs of exports, and what is answered: frozen records, free of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from roi_engine.crm_data.database import Database
from roi_engine.crm_data.identity.records import Identity, IdentityRules
from roi_engine.crm_data.kpis.calendar import BusinessCalendar
from roi_engine.crm_data.kpis.estimates import Estimate
from roi_engine.errors import Notice


class ExportTables(Protocol):
    """Exports that have been read: the tables of one database by kind, and what is known of them."""

    @property
    def database(self) -> Database:
        """Where the tables are."""

    @property
    def tables(self) -> Mapping[str, str]:
        """Kind of table -> its name in the database."""

    @property
    def known(self) -> Mapping[str, frozenset[str]]:
        """Kind of table -> columns that some file has."""

    @property
    def dimensions(self) -> Mapping[str, tuple[str, ...]]:
        """Kind of table -> dimensions that the user named."""

    @property
    def only_days(self) -> Mapping[str, frozenset[str]]:
        """Kind of table -> times that have no time of day in some file."""

    @property
    def reports(self) -> Sequence[Any]:
        """How each file was read; `file` and `kind` are looked at."""

    @property
    def until(self) -> datetime | None:
        """When the exports were made, as far as is known."""


@dataclass(frozen=True, slots=True)
class KpiQuestion:
    """Which KPIs are wanted, and of which time.

    `ids` empty takes all that can be computed; `by` are dimensions or text columns. `since` and `until` are both
    included. `window` [month] replaces the months of every definition with a window, where stated. `rules` say when
    records are one customer's; without `identity` customers are told apart by the first key that a row bears.
    """

    ids: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    calendar: BusinessCalendar | None = None
    identity: bool = True
    window: int | None = None
    rules: IdentityRules = field(default_factory=IdentityRules)


@dataclass(frozen=True, slots=True)
class MonthEstimate:
    """A figure of one month, `2026-03`; a partial one is not over, or was not watched from its first day."""

    month: str
    estimate: Estimate
    partial: bool = False


@dataclass(frozen=True, slots=True)
class KpiResult:
    """A KPI with its uncertainty, whole, by month and by dimension.

    `first` and `last` are the days that it is of. `files` are those whose tables it was computed from; `censored` spans
    were not yet over. Labels of a dimension come with most rows first; '' is the label of rows without one.
    """

    id: str
    unit: str
    estimate: Estimate
    by_month: tuple[MonthEstimate, ...] = ()
    by: Mapping[str, tuple[tuple[str, Estimate], ...]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    files: tuple[str, ...] = ()
    censored: int = 0
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A KPI that was not computed, why, and the columns (`deals.value`) that it would have needed."""

    id: str
    reason: Notice
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiReport:
    """What was computed, what could not be, and how the exports were read and their customers unified."""

    results: Mapping[str, KpiResult]
    missing: tuple[Missing, ...]
    exports: tuple[Any, ...]
    identity: Identity | None
    until: datetime | None
    notices: tuple[Notice, ...] = ()
