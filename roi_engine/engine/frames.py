"""The tables of a result as pandas DataFrames, on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from roi_engine.engine.result import Result

if TYPE_CHECKING:
    import pandas as pd

Columns = Mapping[str, Any]


def frame(result: Result, table: str) -> pd.DataFrame:
    """One table of a result; money in the scenario's currency, shares of one, months.

    Parameters
    ----------
    table : `by_year`, `cumulative`, `lines` (a row a line and year, initial first), `assumptions`, `swings`, `risks`,
        `simulation` (a row a figure), `draws` (a row a draw) or `customers` (a row a segment and period).

    Raises
    ------
    KeyError
        Where there is no such table; the message lists those there are.
    """
    import pandas as pd  # half a second: only for those who ask for a frame

    if table not in _TABLES:
        raise KeyError(f"no table {table!r}; there are {', '.join(_TABLES)}")
    return pd.DataFrame(_TABLES[table](result))


def _by_year(result: Result) -> Columns:
    columns = asdict(result.by_year)
    return {name: column for name, column in columns.items() if column is not None}


def _lines(result: Result) -> list[Columns]:
    return [
        {"id": line.id, "category": line.category, "cashable": line.cashable, "year": year, "amount": amount}
        for line in result.lines
        for year, amount in zip(result.by_year.year, line.by_year, strict=True)
    ]


def _simulation(result: Result) -> list[Columns]:
    return [
        {
            "figure": name,
            "mean": spread.mean,
            "sd": spread.sd,
            "se": spread.se,
            **{f"p{level}": point for level, point in spread.percentiles.items()},
            "undefined": spread.undefined,
        }
        for name, spread in result.simulation.items()
    ]


def _customers(result: Result) -> list[Columns]:
    timeline, segments = result.scenario.timeline, result.customers.segments if result.customers else ()
    series = ("active_without", "active_with", "margin_without", "margin_with")
    return [
        {
            "segment": segment.id,
            "period": timeline.label(k),
            **{name: getattr(segment, name)[k] for name in series},
        }
        for segment in segments
        for k in range(timeline.n_periods)
    ]


_TABLES: dict[str, Callable[[Result], Any]] = {
    "by_year": _by_year,
    "cumulative": lambda result: asdict(result.band),
    "lines": _lines,
    "assumptions": lambda result: [
        {name: entry for name, entry in asdict(row).items() if name != "place"} for row in result.assumptions
    ],
    "swings": lambda result: [asdict(row) for row in result.swings],
    "risks": lambda result: [asdict(row) for row in result.risks],
    "simulation": _simulation,
    "draws": lambda result: dict(result.draws),
    "customers": _customers,
}
