"""KPIs measured in the exports of a scenario, by plain loops over the rows of the CSV files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

Rows = list[dict[str, str]]
MONTH = 365.25 / 12  # days


def with_measured(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The document with every measured value typed in: its mean, or the mean of the Beta of its counts."""
    exports = document.get("data", {})

    def typed(node: Any) -> Any:
        if isinstance(node, dict) and "kpi" in node:
            (export,) = exports.values()
            until = date.fromisoformat(str(node.get("until", export["until"])))
            since = date.fromisoformat(str(node["since"])) if "since" in node else None
            return {"value": KPIS[node["kpi"]](rows_of(folder / export["file"]), since, until)}
        return {key: typed(part) for key, part in node.items()} if isinstance(node, dict) else node

    kept = {"goals", "data"}  # say nothing of the money
    return {key: part if key in kept else typed(part) for key, part in document.items()}


def rows_of(path: Path) -> Rows:
    """The rows of a CSV file with commas or semicolons."""
    with path.open(encoding="utf-8", newline="") as file:
        sign = ";" if ";" in file.readline() else ","
        file.seek(0)
        return list(csv.DictReader(file, delimiter=sign))


def _day(text: str) -> date:
    form = "%d/%m/%Y %H:%M" if "/" in text else "%Y-%m-%d %H:%M"
    return datetime.strptime(text, form).date()


def _within(rows: Rows, column: str, since: date | None, until: date) -> Rows:
    return [row for row in rows if row[column] and (since is None or _day(row[column]) >= since)
            and _day(row[column]) <= until]  # fmt: skip


def _a_month(rows: Rows, column: str, since: date | None, until: date) -> str:
    first = since or min(_day(row[column]) for row in rows)
    return f"{len(rows) / (((until - first).days + 1) / MONTH):.17g}"


def _share(hits: int, rows: int) -> str:
    return f"{(hits + 0.5) / (rows + 1):.17g}"


def _tickets_resolved(rows: Rows, since: date | None, until: date) -> str:
    return _a_month(_within(rows, "Data risoluzione", since, until), "Data risoluzione", since, until) + " ticket/month"


def _work_per_ticket(rows: Rows, since: date | None, until: date) -> str:
    worked = [
        float(row["Minuti di lavoro"].replace(",", ".")) for row in _within(rows, "Data risoluzione", since, until)
    ]
    return f"{sum(worked) / len(worked) / 60:.17g} hour/ticket"


def _reopen_rate(rows: Rows, since: date | None, until: date) -> str:
    solved = _within(rows, "Data risoluzione", since, until)
    return _share(sum(row["Riaperture"] != "0" for row in solved), len(solved))


def _decided(rows: Rows, since: date | None, until: date) -> Rows:
    return [row for row in _within(rows, "Close Date", since, until) if row["Deal Stage"].startswith("Closed")]


def _won(rows: Rows, since: date | None, until: date) -> Rows:
    return [row for row in _decided(rows, since, until) if row["Deal Stage"] == "Closed won"]


def _deals_decided(rows: Rows, since: date | None, until: date) -> str:
    return _a_month(_decided(rows, since, until), "Close Date", since, until) + " deal/month"


def _close_rate(rows: Rows, since: date | None, until: date) -> str:
    return _share(len(_won(rows, since, until)), len(_decided(rows, since, until)))


def _average_deal_value(rows: Rows, since: date | None, until: date) -> str:
    won = [float(row["Amount"]) for row in _won(rows, since, until)]
    return f"{sum(won) / len(won):.17g} EUR/deal"


KPIS: dict[str, Callable[[Rows, date | None, date], str]] = {
    "service.tickets_resolved": _tickets_resolved,
    "service.work_per_ticket": _work_per_ticket,
    "service.reopen_rate": _reopen_rate,
    "sales.deals_decided": _deals_decided,
    "sales.close_rate": _close_rate,
    "sales.average_deal_value": _average_deal_value,
}
