"""The customer base recomputed plainly: a list customer by customer; a log by what the models expect of it.

What a fitted model expects is handed in (`Expected`): fits have tests of their own, here the account that rests on them
is recomputed.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.oracle.clock import Series
from tests.oracle.reading import text_of

SEGMENTS = Path(__file__).parents[2] / "roi_engine" / "customers" / "segments.yaml"
STATED = {
    "churn_reduction": "churn_reduction", "order_frequency": "order_frequency_increase",
    "order_value": "order_value_increase", "cross_sell": "cross_sell_increase", "cross_sell_margin": "margin_per_sale",
    "upsell": "upsell_increase", "upsell_margin": "margin_per_upgrade", "win_back": "win_back_increase",
    "reach": "reach",
}  # fmt: skip
EFFECTS = {
    "retention": ("churn_reduction",), "order_frequency": ("order_frequency",), "order_value": ("order_value",),
    "cross_sell": ("cross_sell", "cross_sell_margin"), "upsell": ("upsell", "upsell_margin"), "win_back": ("win_back",),
}  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What a model expects of a segment: active customers at the start, monthly churn and orders, an order's amount."""

    active: float
    churn_rate: Series
    orders: Series
    amount: float


def effects_of(stated: dict[str, Any], beyond: bool) -> list[str]:
    """Lines of the catalogue that come of an uplift, in their order."""
    found = [name for name, wanted in EFFECTS.items() if all(one in stated for one in wanted)]
    return [*found, "beyond_horizon"] if beyond and "retention" in found else found


def scores(values: list[float], classes: int = 5) -> list[int]:
    """1 for the lowest; equal values get equal scores; the best value is in the best class where others are below."""
    ranked = sorted(values)
    cuts = [ranked[math.ceil(j * len(ranked) / classes) - 1] for j in range(1, classes)]
    below = max((value for value in ranked if value < ranked[-1]), default=ranked[-1])
    cuts = [min(cut, below) for cut in cuts]
    return [1 + sum(cut < value for cut in cuts) for value in values]


def listed(customers: dict[str, Any], folder: Path, churn_a_month: float) -> dict[str, tuple[float, float, float]]:
    """Segment -> customers still expected to be ones, value of one against the list's mean, customers listed."""
    stated = customers.get("list", customers.get("summary"))
    with (folder / stated["file"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last = [date.fromisoformat(row[stated["last_date"]]) for row in rows]
    at = date.fromisoformat(str(stated["at"]))
    amounts = [float(row[stated["amount"]]) for row in rows]
    keys = ([float(day.toordinal()) for day in last], [float(row[stated["orders"]]) for row in rows], amounts)
    names = [_segment(*each) for each in zip(*map(scores, keys), strict=True)]
    found = {}
    for name in [each for each in text_of(SEGMENTS)["segments"] if each in names]:
        mine = [k for k, each in enumerate(names) if each == name]
        silence = sum((at - last[k]).days for k in mine) / len(mine) / (365.25 / 12)
        found[name] = (len(mine), sum(amounts[k] for k in mine), (1 - churn_a_month) ** silence)
    whole = sum(amount * still for _, amount, still in found.values()) / len(rows)
    return {name: (n * still, amount * still / n / whole, n) for name, (n, amount, still) in found.items()}


def _segment(r: int, f: int, m: int) -> str:
    worth = (f + m + 1) // 2
    for name, entry in text_of(SEGMENTS)["segments"].items():
        (r_low, r_high), (w_low, w_high) = (map(int, entry[key]) for key in ("recency", "worth"))
        if r_low <= r <= r_high and w_low <= worth <= w_high:
            return str(name)
    raise AssertionError((r, worth))
