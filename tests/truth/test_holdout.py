"""Holdouts on two public logs: the forecast of what came after a date, beside a peer and with its interval.

CDNOW is the 1/10 sample of Fader and Hardie, 2,357 customers who first bought in the first quarter of 1997. Online
Retail II (UCI) is a shop with new customers all the time and a strong Christmas season, 2009-12 to 2011-12.

What the models leave out decides here, and not their parameters: they know no season. A forecast from the end of a
whole year (Online Retail from spring 2011 on) lands within a tenth; one that has to foresee Christmas from a log
without the Christmas before it, or a cohort that wakes up again (CDNOW in 1998), misses by 11 to 21 %. The intervals
of parameters and chance alone hold the truth in a third of these splits; with the model's own error learnt from
earlier holdouts of the same log, in more than three quarters, at the price of width.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pytest

from roi_engine.customers.backtest import Backtest, backtest, earlier_holdouts
from roi_engine.customers.choice import Holdout
from roi_engine.customers.history import Array, compressed
from roi_engine.customers.projection import project
from roi_engine.customers.rows import one_segment

PUBLIC = Path(__file__).parents[3] / "shared" / "data"
EARLIER = (1 / 2, 2 / 3, 3 / 4, 5 / 6)  # of the calibration: dates of the holdouts inside it


@dataclass(frozen=True)
class Split:
    log: str
    until: str
    weeks: int
    actual: int
    # lifetimes 0.11.3: BetaGeoFitter().fit(x, t_x, T), then the sum over customers of
    # conditional_expected_number_of_purchases_up_to_time(weeks, x, t_x, T)
    lifetimes: float
    within_a_tenth: bool

    def __str__(self) -> str:
        return f"{self.log} {self.until} +{self.weeks}"


SPLITS = (
    Split("cdnow", "1997-06-30", 26, 1_443, 1_286.5, False),
    Split("cdnow", "1997-06-30", 52, 2_605, 2_188.7, False),
    Split("cdnow", "1997-09-30", 39, 1_882, 1_653.4, False),
    Split("cdnow", "1997-12-31", 26, 1_151, 1_169.6, True),
    Split("retail", "2011-03-31", 36, 9_845, 10_628.1, True),
    Split("retail", "2011-04-30", 32, 9_147, 9_295.5, True),
    Split("retail", "2011-05-31", 26, 7_537, 7_596.6, True),
    Split("retail", "2011-06-30", 23, 7_148, 6_771.6, True),
    Split("retail", "2011-08-31", 14, 5_195, 4_082.6, False),
)


@cache
def order_days(log: str) -> tuple[np.ndarray, np.ndarray]:
    """Customer and day of every day with an order, each once."""
    path = (
        PUBLIC
        / {"cdnow": "cdnow/CDNOW_sample.txt", "retail": "online_retail/online_retail_II_customer_day.parquet"}[log]
    )
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the checkout")
    if log == "cdnow":
        raw = np.loadtxt(path)
        written = [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in raw[:, 2].astype(int).astype(str)]
        customer, day = raw[:, 1].astype(int), np.array(written, dtype="datetime64[D]").astype(int)
    else:
        found = duckdb.sql(f"select id, date from '{path}' where amt > 0").fetchnumpy()
        customer = np.unique(np.asarray(found["id"]), return_inverse=True)[1]
        day = np.asarray(found["date"]).astype("datetime64[D]").astype(int)
    both = np.unique(np.stack([customer, day]), axis=1)
    return both[0], both[1]


def holdout(log: str, end: int, weeks: float) -> Holdout:
    """Customers as seen at the end of a day, and their orders in the weeks after it."""
    customer, day = order_days(log)
    n, seen = customer.max() + 1, day <= end
    first, last = np.full(n, 10**6), np.full(n, -1)
    np.minimum.at(first, customer, day)
    np.maximum.at(last, customer[seen], day[seen])
    there = first <= end
    orders = np.bincount(customer[seen], minlength=n)[there]
    history, row = compressed(orders - 1, (last - first)[there] / 7, (end - first)[there] / 7)
    after = np.bincount(customer[~seen & (day <= end + round(7 * weeks))], minlength=n)[there]
    return Holdout(history, weeks, np.bincount(row, weights=after).astype(np.float64))


def day_of(date: str) -> int:
    return int(np.datetime64(date, "D").astype(int))


@cache
def judged(split: Split, learnt: bool) -> Backtest:
    """BG/NBD against what came, with or without the model's own error from earlier holdouts."""
    held_out = holdout(split.log, day_of(split.until), split.weeks)
    edges = np.array([0.0, split.weeks])
    found = project(one_segment(held_out.history), edges, model="bg_nbd", time_unit="week")
    error = earlier_error(split) if learnt else 0.0
    return backtest(found, np.array([[held_out.orders.sum()]]), error=error)


def earlier_error(split: Split) -> float:
    start, end = int(order_days(split.log)[1].min()), day_of(split.until)
    dates = [start + round(share * (end - start)) for share in EARLIER]
    earlier = [holdout(split.log, date, min(split.weeks, (end - date) / 7)) for date in dates]
    return earlier_holdouts("bg_nbd", earlier, "week").model_error


def expected(split: Split) -> Array:
    return judged(split, False).total.total.mean


@pytest.mark.parametrize("split", SPLITS, ids=str)
def test_the_forecast_is_no_worse_than_that_of_lifetimes(split: Split) -> None:
    total = judged(split, False).total
    assert total.actual_total == split.actual
    assert expected(split)[0] == pytest.approx(split.lifetimes, rel=0.005)  # a mean over draws, not at the maximum
    assert abs(total.error) <= abs(split.lifetimes / split.actual - 1) + 0.005


@pytest.mark.parametrize("split", SPLITS, ids=str)
def test_the_total_is_within_a_tenth_where_no_season_is_in_the_way(split: Split) -> None:
    assert (abs(judged(split, False).total.error) <= 0.10) == split.within_a_tenth


def test_orders_up_to_week_78_are_within_a_tenth() -> None:
    """The published measure counts the orders of the calibration too: 4,161 forecast, 4,339 came."""
    split = SPLITS[2]
    before = holdout(split.log, day_of(split.until), split.weeks).history
    repeat = float(before.count @ before.frequency)
    assert repeat == 2_457
    assert (repeat + expected(split)[0]) / (repeat + split.actual) - 1 == pytest.approx(-0.053, abs=0.005)


def test_intervals_hold_in_three_of_four_splits_once_the_model_doubts_itself() -> None:
    plain = [judged(split, False).total.held for split in SPLITS]
    learnt = [judged(split, True).total.held for split in SPLITS]
    assert sum(plain) == 3  # parameters and chance alone are not enough: see the head of this module
    assert sum(learnt) >= 0.75 * len(SPLITS)
