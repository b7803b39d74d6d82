"""Logs made by the tests, their plain truth in pandas, and the folder of public files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

PUBLIC = Path(__file__).parents[3] / "shared" / "data"


def public(name: str) -> Path:
    """A public file beside the checkout, or the test is skipped."""
    path = PUBLIC / name
    if not path.exists():
        pytest.skip(f"the public file {name} is not beside the checkout")
    return path


def days(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and day with its net, refund days included; days that cancel out are gone."""
    grouped = frame.groupby(["customer", "day"], as_index=False).agg(cents=("cents", "sum"), least=("cents", "min"))
    return grouped[(grouped.cents != 0) | (grouped.least >= 0)].drop(columns="least")


def plain_summary(frame: pd.DataFrame, until: int) -> pd.DataFrame:
    """First and last order, order days, cents and first cents by customer, in plain pandas."""
    net = days(frame)
    net = net[net.day <= until]
    orders = net[net.cents >= 0].sort_values("day")
    found = orders.groupby("customer").agg(
        first_day=("day", "min"), last_day=("day", "max"), orders=("day", "count"), first_cents=("cents", "first")
    )
    return found.join(net.groupby("customer").cents.sum())


def write_log(frame: pd.DataFrame, path: Path) -> Path:
    """A frame (customer, day, cents) as a CSV log."""
    dates = pd.to_datetime(frame.day, unit="D").dt.strftime("%Y-%m-%d")
    out = pd.DataFrame({"customer": frame.customer, "date": dates, "amount": (frame.cents / 100).map("{:.2f}".format)})
    out.to_csv(path, index=False)
    return path
