"""The KPIs that can be computed from exports: what each one is, and what can be said wrongly with it.

The catalogue is data beside this module, one file a group. A definition is the one place that says how a KPI comes
from the tables of `exports/tables.yaml`; its fragments are DuckDB SQL over one row of `source`, or, with `per`, over
all rows of one unit (`per: seller`), as aggregates. Of several definitions the first counts whose columns are known.

Every table has, besides its own columns, `person` (whom the row is of, as unified; else a key or the account), `row`
and, where the definition has a `date`, `month` (first day of the month of that date). In fragments `{until}` is the
end of the period, `{known}` when the exports were made, `{window}` the months of the window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, cast

Group: TypeAlias = Literal["sales", "marketing", "customer", "service"]
Tier: TypeAlias = Literal["counting", "fundamental", "outcome"]
Direction: TypeAlias = Literal["up", "down", "none"]
EstimateKind: TypeAlias = Literal[
    "share", "mean", "ratio", "rate", "total", "level", "survival", "difference", "kept", "derived"
]
Point: TypeAlias = Literal["mean", "median", "p90", "within", "share", "monthly_loss"]
Translated: TypeAlias = Mapping[str, str]

GROUPS: tuple[Group, ...] = ("sales", "marketing", "customer", "service")
LANGUAGES = ("en", "it", "es")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A state of the rows, an SQL condition over all of them, in which the figure would mislead; `code` says why."""

    code: str
    when: str


@dataclass(frozen=True, slots=True)
class Definition:
    """How a KPI is computed from one table, or from two (`over` gives what stands below the line).

    Parameters
    ----------
    table, source
        Kind of table; name in `sources.yaml` of the rows to start from, '' for the table's own.
    needs
        Table -> columns without which nothing can be computed; `person` is any key, or the account.
    date
        What puts a row in a month and in the period; '' where the figure is a state at the end of the period.
    where, having
        Rows that count; units that count (an aggregate, with `per`).
    per
        The unit that is drawn, '' for a row.
    success, failure
        Conditions: of a share, and of a difference of two shares.
    measure, numerator, denominator, scale
        Whole numbers (cents, seconds, pieces) of a mean, total or level, and of a ratio; divided by `scale` in the end.
    count
        Aggregate of a rate.
    start, end, censor
        Moments that a span runs between; where `end` is empty or after `{known}` the span is censored then, or at
        `censor` where that comes first.
    window, lookback
        Months of a window; whom `kept` starts from: those seen in the window before, or `ever`.
    months
        Whether the figure exists by month.
    people
        Whether a ratio is a share of people, so that its units are drawn one by one.
    refuse, notes
        When not to say a figure; codes of what a reader should know of it.
    """

    table: str
    needs: Mapping[str, tuple[str, ...]]
    source: str = ""
    date: str = ""
    where: str = "true"
    having: str = ""
    per: str = ""
    success: str = ""
    failure: str = ""
    measure: str = ""
    numerator: str = ""
    denominator: str = ""
    scale: float = 1.0
    count: str = "count(*)"
    start: str = ""
    end: str = ""
    censor: str = ""
    window: int = 0
    lookback: str = ""
    months: bool = True
    people: bool = False
    refuse: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    over: Definition | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI: what it is called and means, its unit in the scenario's language, and how it is computed.

    `money` in `unit` stands for the currency; '' is a share of one. `inputs` are the catalogue's inputs
    (`group.line.input`) whose baseline it measures. `always_by` are columns it is always broken down by; `product` the
    exponents of the KPIs that a derived one is the product of, times `factor`; `days` the span of a share within days.
    """

    id: str
    title: Translated
    group: Group
    tier: Tier
    words: Translated
    unit: str
    direction: Direction
    estimate: EstimateKind
    pitfalls: Translated
    inputs: tuple[str, ...]
    definitions: tuple[Definition, ...]
    point: Point = "mean"
    clock: Literal["calendar", "working"] = "calendar"
    days: float = 0.0
    always_by: tuple[str, ...] = ()
    product: Mapping[str, float] = field(default_factory=dict)
    factor: float = 1.0


@lru_cache(maxsize=1)
def kpi_catalogue() -> Mapping[str, Kpi]:
    """Every KPI by id (`sales.close_rate`), in the order of the files; read once a process."""
    return MappingProxyType(
        {
            f"{group}.{name}": _kpi(f"{group}.{name}", group, entry)
            for group in GROUPS
            for name, entry in _stated(f"{group}.yaml").items()
        }
    )


@lru_cache(maxsize=1)
def kpi_sources() -> Mapping[str, str]:
    """The SQL of rows that a definition names as its `source`."""
    return MappingProxyType(dict(_stated("sources.yaml")))


def _stated(name: str) -> Mapping[str, Any]:
    """The top mapping of a shipped file; the base loader leaves every scalar as text."""
    import yaml  # not needed where only the names of the types are

    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return cast("Mapping[str, Any]", yaml.load(text, Loader=yaml.CBaseLoader))


def _kpi(kpi_id: str, group: Group, entry: Mapping[str, Any]) -> Kpi:
    stated = dict(entry)
    for name in ("title", "words", "pitfalls"):
        stated[name] = MappingProxyType(dict(stated[name]))
    for name in ("inputs", "always_by"):
        stated[name] = tuple(stated.get(name, ()))
    for name, empty in (("days", "0"), ("factor", "1")):
        stated[name] = float(stated.get(name, empty))
    stated["product"] = MappingProxyType({one: float(power) for one, power in stated.get("product", {}).items()})
    stated["definitions"] = tuple(_definition(one) for one in stated["definitions"])
    return Kpi(id=kpi_id, group=group, **stated)


def _definition(entry: Mapping[str, Any]) -> Definition:
    stated = dict(entry)
    stated["needs"] = _needs(stated)
    stated["scale"] = float(stated.get("scale", "1"))
    stated["window"] = int(stated.get("window", "0"))
    stated["months"] = stated.get("months", "true") == "true"
    stated["people"] = stated.get("people", "false") == "true"
    stated["refuse"] = tuple(Refusal(**one) for one in stated.get("refuse", ()))
    stated["notes"] = tuple(stated.get("notes", ()))
    stated["over"] = _definition(stated["over"]) if "over" in stated else None
    return Definition(**stated)


def _needs(stated: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Tables and columns, the tables above and below the line among them."""
    found = {table: tuple(columns) for table, columns in stated.get("needs", {}).items()}
    for one in (stated, stated.get("over", {})):
        if "table" in one:
            found.setdefault(one["table"], ())
    return MappingProxyType(found)
