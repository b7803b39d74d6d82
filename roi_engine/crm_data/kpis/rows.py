"""The rows that a definition starts from: tables with their persons, one period, and the aggregates by group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from roi_engine.crm_data.database import Database, named, text
from roi_engine.crm_data.exports.tables import export_tables
from roi_engine.crm_data.identity.records import Identity
from roi_engine.crm_data.kpis.catalogue import Definition, kpi_sources
from roi_engine.crm_data.kpis.records import ExportTables, KpiQuestion

KEYS = ("customer", "email", "phone")
OWN = frozenset("person row month first_day over_at decided long won kpi_at kpi_unit level y x r f m".split())
_MOMENTS = re.compile(r"\{moment (\w+)\}")
_PLACE = re.compile(r"\{(\w+)\}")

Key: TypeAlias = tuple[str, Any]  # ('', None) for all, ('month', day), or (dimension, label)
ALL: Key = ("", None)


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables of exports as definitions see them, and the period that is asked for.

    `known` is when the exports were made, `until` the end of the period; `columns` are the text columns by kind, which
    a figure may be broken down by; `roles` what is known of each kind, `person` among it; `only_days` are the times
    without a time of day.
    """

    database: Database
    roles: Mapping[str, frozenset[str]]
    only_days: Mapping[str, frozenset[str]]
    columns: Mapping[str, frozenset[str]]
    known: datetime
    until: datetime
    since: date | None = None
    window: int | None = None
    by: tuple[str, ...] = ()

    def has(self, needs: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """The columns that are wanted and that no file has."""
        return tuple(
            f"{kind}.{column}"
            for kind, columns in needs.items()
            for column in (columns or ("",))
            if kind not in self.roles or (column and column not in self.roles[kind])
        )

    def dated_only(self, definition: Definition) -> bool:
        """Whether a span of the definition begins or ends with a date that has no time of day."""
        words = {*re.findall(r"\w+", f"{definition.start} {definition.end}")}
        return bool(words & self.only_days.get(definition.table, frozenset()))

    def by_day(self, definition: Definition) -> bool:
        """Whether spans are of whole days: where they begin, or all that ends them, has no time of day."""
        days = self.only_days.get(definition.table, frozenset())
        moments = {c.name for c in export_tables()[definition.table].columns.values() if c.kind == "time"}
        starts, ends = ({*re.findall(r"\w+", text)} & moments for text in (definition.start, definition.end))
        known = self.roles[definition.table]
        return bool(starts & days) or (bool(ends & days) and not (ends & known) - days)

    def months(self, definition: Definition) -> int:
        """Months of the window."""
        return self.window or definition.window

    def filled(self, fragment: str, definition: Definition) -> str:
        """A fragment with its tables, moments and window put in."""
        ties = ", ".join(named(name) for name in self.by if name in self.columns[definition.table])
        fragment = fragment.replace("{window}", str(self.months(definition))).replace("{ties}", ties or "1")
        columns = _MOMENTS.findall(fragment)
        fragment = _MOMENTS.sub(lambda found: self._moment_of(found[1], definition, columns), fragment)
        return self.filled_moments(fragment)

    def _moment_of(self, column: str, definition: Definition, columns: Sequence[str]) -> str:
        """A moment of a span; of its day alone where one end of the span has no time of day."""
        is_day = not self.only_days.get(definition.table, frozenset()).isdisjoint(columns)
        return f"date_trunc('day', {column})" if is_day else column

    def filled_moments(self, fragment: str) -> str:
        """A fragment without a window with its tables and moments put in."""
        since = "CAST(NULL AS TIMESTAMP)" if self.since is None else _moment(datetime.combine(self.since, time.min))
        places = {"until": _moment(self.until), "known": _moment(self.known), "since": since}
        return _PLACE.sub(lambda found: places.get(found[1]) or named(view_of(found[1])), fragment)

    def source(self, definition: Definition) -> str:
        """All rows of the definition's source, with the moment that puts each in a month."""
        rows = kpi_sources()[definition.source] if definition.source else f"SELECT * FROM {{{definition.table}}}"
        at = f"({definition.date})" if definition.date else "CAST(NULL AS TIMESTAMP)"
        unit = "" if not definition.per else f", ({definition.per}) AS kpi_unit"
        wanted = f"SELECT *, {at} AS kpi_at, CAST(date_trunc('month', {at}) AS DATE) AS month{unit} FROM ({rows})"
        return self.filled(wanted, definition)

    def counting(self, definition: Definition) -> str:
        """The condition of rows that count and fall into the period."""
        conditions = [f"({definition.where})"]
        if definition.date:
            conditions.append("kpi_at <= {until}")
            if self.since is not None:
                conditions.append(f"kpi_at >= DATE '{self.since.isoformat()}'")
        return self.filled(" AND ".join(conditions), definition)

    def rows_of(self, definition: Definition) -> str:
        """The rows that count, as a subquery."""
        return f"(SELECT * FROM ({self.source(definition)}) WHERE {self.counting(definition)})"

    def breakdowns(self, definition: Definition, wanted: Sequence[str]) -> tuple[str, ...]:
        """Those of the wanted dimensions that the definition's table, and the one below the line, have."""
        kinds = [definition.table] + ([definition.over.table] if definition.over else [])
        return tuple(name for name in dict.fromkeys(wanted) if all(name in self.columns[kind] for kind in kinds))

    def period(self, definition: Definition) -> tuple[date | None, date | None, int]:
        """First and last day of the rows that count, and how many rows count but for their missing date."""
        if not definition.date:
            return None, None, 0
        source, where = self.source(definition), self.filled(f"({definition.where})", definition)
        sql = f"SELECT count(*) FROM ({source}) WHERE {where} AND kpi_at IS NULL"
        ((undated,),) = self.database.run(sql)
        ((first, last),) = self.database.run(f"SELECT min(kpi_at), max(kpi_at) FROM {self.rows_of(definition)}")
        return (None, None, int(undated)) if first is None else (first.date(), last.date(), int(undated))

    def latest(self, kind: str) -> date:
        """The latest day of the period on which anything happened in a table, what is expected apart."""
        columns = export_tables()[kind].columns.values()
        moments = [c.name for c in columns if c.kind == "time" and c.name != "expected" and c.name in self.roles[kind]]
        if not moments:
            return date.min
        passed = (f"max({named(one)}) FILTER ({named(one)} <= {{until}})" for one in moments)
        sql = f"SELECT list_max([{', '.join(passed)}]) FROM {{{kind}}}"
        ((last,),) = self.database.run(self.filled_moments(sql))
        return date.min if last is None else last.date()

    def holds(self, condition: str, definition: Definition) -> bool:
        """Whether a condition on all rows of the source holds, whatever period they are of."""
        condition = self.filled(condition, definition)
        ((answer,),) = self.database.run(f"SELECT {condition} FROM ({self.source(definition)})")
        return bool(answer)

    def month_range(self, first: date) -> tuple[date, ...]:
        """The months from the one of `first`, or of the start of the period, to the last one."""
        begin, end = (self.since or first).replace(day=1), self.until.date()
        found = []
        while begin <= end:
            found.append(begin)
            begin = month_after(begin)
        return tuple(found)

    def is_partial(self, month: date) -> bool:
        """Whether a month was not watched from its first day to its last."""
        ends_early = self.until.date() < month_after(month) - timedelta(days=1)
        return ends_early or (self.since is not None and self.since > month)


def rows_over(exports: ExportTables, identity: Identity | None, question: KpiQuestion) -> Rows:
    """The tables with their persons as views, for a period; None of the exports' own tables is changed."""
    assert exports.until is not None
    known = exports.until
    end = known if question.until is None else min(known, datetime.combine(question.until, time.max))
    roles, columns = {}, {}
    for kind, table in exports.tables.items():
        found = exports.database.run(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $table ORDER BY column_index",
            {"table": table},
        )
        names = [name for name, _ in found if name not in OWN]
        _make_view(exports.database, kind, table, names, identity)
        known_roles = exports.known.get(kind, frozenset())
        bearing = known_roles & {*KEYS, "account"}
        roles[kind] = known_roles | ({"person"} if bearing else set())
        told = (known_roles | {*exports.dimensions.get(kind, ())}) - OWN - {*KEYS}
        columns[kind] = frozenset(name for name, sort in found if sort == "VARCHAR" and name in told)
    return Rows(exports.database, roles, exports.only_days, columns, known, end, question.since,
                question.window, question.by)  # fmt: skip


def grouped(select: str, source: str, keys: Sequence[str], *, always: Sequence[str] = ()) -> str:
    """A query of aggregates over everything, and over each value of each key alone; within those by `always`."""
    sets = ["(" + ", ".join((*always, *one)) + ")" for one in ((), *((named(key),) for key in keys))]
    level = f"GROUPING({', '.join(map(named, keys))})" if keys else "0"
    listed = "".join(f", {named(key)}" for key in keys)
    return f"SELECT {level} AS level{listed}, {select} FROM {source} GROUP BY GROUPING SETS ({', '.join(sets)})"


def keyed(found: Sequence[Any], keys: Sequence[str]) -> tuple[Key, tuple[Any, ...]]:
    """The key that a row of a grouped query is of, and its aggregates."""
    level, labels, rest = int(found[0]), found[1 : len(keys) + 1], tuple(found[len(keys) + 1 :])
    for place, (key, label) in enumerate(zip(keys, labels, strict=True)):
        if not level >> (len(keys) - 1 - place) & 1:
            return (key, label if key == "month" else label or ""), rest
    return ALL, rest


def by_dimension(labels: Mapping[Key, Any], keys: Sequence[str]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """What was found by label, for each dimension."""
    for key in keys:
        if key != "month":
            yield key, [(label, found) for (name, label), found in labels.items() if name == key]


def month_after(month: date) -> date:
    """First day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def view_of(kind: str) -> str:
    """Name of the view that definitions see of a kind."""
    return f"kpi_{kind}"


def _make_view(database: Database, kind: str, table: str, names: Sequence[str], identity: Identity | None) -> None:
    """A view of a table with `row` and `person`: as unified, else by the first key that the row bears."""
    bearers = [f"'{key[0]}' || t.{named(key)}" for key in KEYS if key in names and identity is None]
    if identity is not None:
        bearers.append("'p' || p.person")
    if "account" in names:
        bearers.append("'a' || t.account")
    person = f"coalesce({', '.join(bearers)})" if bearers else "CAST(NULL AS VARCHAR)"
    joined = ""
    if identity is not None:
        joined = f" LEFT JOIN {named(identity.table)} AS p ON p.kind = {text(kind)} AND p.row = t.rowid"
    listed = ", ".join(f"t.{named(name)}" for name in names)
    database.run(
        f"CREATE OR REPLACE TEMP VIEW {named(view_of(kind))} AS SELECT {listed}, CAST(t.rowid AS BIGINT) AS row, "
        f"{person} AS person FROM {named(table)} AS t{joined}"
    )


def _moment(when: datetime) -> str:
    return f"TIMESTAMP '{when.isoformat(sep=' ')}'"
