"""Placebo: random splits of a base without any effect say so 95 times in 100; a planted effect is found."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.migration import (
    Pairs,
    difference_from_drift,
    difference_in_differences,
    mean_scores,
    score_change,
)
from roi_engine.customers.scores import CutPoints, cut_points_on, day_number, scores_of

START = date(2023, 12, 31)
LATER = START + timedelta(days=90)
Integers = NDArray[np.int64]


def last_orders(n_days: int, rate: NDArray[np.float64], rng: Generator) -> tuple[Integers, Integers]:
    """Order days in so many days, at most one a day: how many, and the last one (-1 for none)."""
    ordered = rng.random((rate.size, n_days)) < rate[:, None]
    last = np.where(ordered.any(axis=1), n_days - 1 - np.argmax(ordered[:, ::-1], axis=1), -1)
    return ordered.sum(axis=1), last


def generated(n: int, rng: Generator, treated: NDArray[np.bool_], lift: float = 0.0) -> tuple[Pairs, CutPoints]:
    """A base of a year at two dates a quarter apart; the treated order `lift` (relative) more in that quarter."""
    rate = rng.gamma(0.8, 1 / 60, n)  # orders a day; customers leave at 20 % a quarter
    orders, last = last_orders(365, rate, rng)
    known = orders > 0
    rate, orders, last, treated = rate[known], orders[known], last[known], treated[known]
    first_day = day_number(START) - 364
    days = first_day + last
    cuts = cut_points_on(days, orders, None, START)
    alive = rng.random(rate.size) < 0.8
    more, next_last = last_orders(90, rate * alive * (1 + lift * treated), rng)
    later_days = np.where(more > 0, day_number(START) + 1 + next_last, days)
    sides = [scores_of(cuts, days, orders), scores_of(cuts, later_days, orders + more, at=LATER)]
    before, after = (np.column_stack([each.r, each.f, np.zeros_like(each.r)]) for each in sides)
    return Pairs(treated, before, after, np.ones(rate.size, np.int64)), cuts


def held(pairs: Pairs, treated: NDArray[np.bool_]) -> Pairs:
    return Pairs(treated, pairs.before, pairs.after, pairs.count)


def test_random_splits_hold_zero_95_times_in_100() -> None:
    rng = np.random.default_rng(20)
    pairs, _ = generated(4_000, rng, np.ones(4_000, bool))
    change = score_change(pairs)
    n = pairs.count.size
    inside = 0
    for _ in range(1000):
        control = rng.random(n) < 0.1  # one customer in ten is kept out
        effect = difference_in_differences(held(pairs, ~control), change, rng, n_resamples=500)
        inside += effect.lower <= 0 <= effect.upper
    assert 930 <= inside <= 970


def test_money_holds_zero_too() -> None:
    rng = np.random.default_rng(21)
    n = 3_000
    money = rng.lognormal(3.0, 1.0, n).round()  # change of future value, skewed as money is
    base = Pairs(np.ones(n, bool), np.ones((n, 3), int), np.ones((n, 3), int), np.ones(n, int))
    zero = 0
    for _ in range(300):
        effect = difference_in_differences(
            held(base, rng.random(n) < 0.5), money, rng, unit="currency", n_resamples=300
        )
        zero += effect.lower <= 0 <= effect.upper
    # 300 splits at 95 %: 285 with a standard deviation of 3.8
    assert 274 <= zero <= 296


def test_a_planted_lift_is_found_and_the_drift_of_the_base_is_not_called_an_effect() -> None:
    rng = np.random.default_rng(22)
    treated = rng.random(20_000) < 0.9
    pairs, _ = generated(20_000, rng, treated, lift=0.4)
    assert difference_in_differences(pairs, score_change(pairs), rng).lower > 0
    effect = difference_in_differences(pairs, score_change(pairs, "r"), rng)
    assert effect.lower > 0
    # both arms fell: before and after alone would say that the CRM destroyed value
    assert effect.treated_change < 0
    assert effect.expected_change < effect.treated_change
    means = mean_scores(pairs)
    assert means.after[0] < means.before[0]


def test_a_known_drift_does_the_work_of_a_control_group() -> None:
    rng = np.random.default_rng(23)
    quiet, _ = generated(20_000, rng, np.ones(20_000, bool))
    active, _ = generated(20_000, rng, np.ones(20_000, bool), lift=0.4)
    # the drift by cell, as a perfect model would know it
    cells = quiet.before[:, 0] * 10 + quiet.before[:, 1]
    drift = np.bincount(cells, score_change(quiet)) / np.maximum(np.bincount(cells), 1)
    for pairs, planted in ((quiet, False), (active, True)):
        expected = drift[pairs.before[:, 0] * 10 + pairs.before[:, 1]]
        effect = difference_from_drift(pairs, score_change(pairs), expected, rng)
        assert (effect.lower > 0) == planted
        assert effect.evidence == "weaker"
