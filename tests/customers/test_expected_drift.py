"""The drift a model expects: of an untouched base it leaves nothing over, of a touched one the effect."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.expected_drift import TwoDates, expected_by_cell, simulated_pairs
from roi_engine.customers.migration import Pairs, difference_from_drift, score_change
from roi_engine.customers.models import MODELS
from roi_engine.customers.scores import CutPoints, cut_points_on, day_number, histogram_of, scores_of
from roi_engine.errors import DataError

FIRST = date(2023, 12, 31)
DATES = TwoDates(FIRST, FIRST + timedelta(days=91))
PARAMETERS = np.log([0.6, 8.0, 0.7, 2.5])  # BG/NBD in weeks
Integers = NDArray[np.int64]


def real_base(n: int, rng: Generator, extra_share: float = 0.0) -> tuple[Pairs, Integers, CutPoints]:
    """A base joined over a year, day by day as a log holds it; a share of it orders once more in the quarter."""
    first = day_number(FIRST) - rng.integers(0, 365, n)
    customer, weeks = MODELS["bg_nbd"].simulate_log(PARAMETERS, (day_number(DATES.second) - first) / 7, rng)
    orders = {each: {int(day)} for each, day in enumerate(first)}
    for each, time in zip(customer.tolist(), weeks.tolist(), strict=True):
        orders[each].add(int(first[each] + np.ceil(7 * time)))
    for each in np.flatnonzero(rng.random(n) < extra_share).tolist():
        orders[each].add(int(day_number(FIRST) + rng.integers(1, 92)))
    sides, cuts = [], None
    for at in (DATES.first, DATES.second):
        known = [sorted(day for day in orders[each] if day <= day_number(at)) for each in range(n)]
        last, count = np.array([days[-1] for days in known]), np.array([len(days) for days in known])
        cuts = cuts or cut_points_on(last, count, None, FIRST)
        scores = scores_of(cuts, last, count, at=at)
        sides.append(np.column_stack([scores.r, scores.f, np.zeros(n, int)]))
    assert cuts is not None
    return Pairs(np.ones(n, bool), sides[0], sides[1], np.ones(n, int)), first, cuts


@pytest.mark.parametrize(("extra_share", "planted"), [(0.0, False), (0.1, True)])
@pytest.mark.parametrize("measure", ["r", "rf"])
def test_an_untouched_base_does_what_its_model_expects(extra_share: float, planted: bool, measure: str) -> None:
    rng = np.random.default_rng(3)
    pairs, first, cuts = real_base(8_000, rng, extra_share)
    model = simulated_pairs(
        MODELS["bg_nbd"].simulate_log, PARAMETERS, histogram_of(first), cuts, DATES, rng, days_per_unit=7.0
    )
    change = score_change(pairs, measure)  # type: ignore[arg-type]
    expected = expected_by_cell(pairs, model, score_change(model, measure))  # type: ignore[arg-type]
    effect = difference_from_drift(pairs, change, expected, rng)
    assert effect.expected_change < 0
    if planted:
        assert effect.lower > 0
    else:
        assert abs(effect.effect) < 3 * effect.standard_error
        # and before and after alone would have called the drift an effect
        assert effect.treated_change < -5 * effect.standard_error


def test_the_mean_of_each_cell_by_hand() -> None:
    model = Pairs(np.ones(3, bool), np.array([[1, 1, 0], [1, 1, 0], [1, 2, 0]]), np.ones((3, 3), int), np.ones(3, int))
    before = np.array([[1, 1, 0], [1, 2, 0], [1, 3, 0], [2, 1, 0], [0, 0, 0]])
    pairs = Pairs(np.ones(5, bool), before, np.ones((5, 3), int), np.ones(5, int))
    found = expected_by_cell(pairs, model, np.array([-2.0, -1.0, 0.0]))
    assert found == pytest.approx([-1.5, 0.0, -1.0, np.nan, np.nan], nan_ok=True)


def test_simulated_customers_are_scored_as_a_log_of_days_would_be() -> None:
    def orders(log_parameters: NDArray[np.float64], ages: NDArray[np.float64], rng: Generator) -> tuple[Integers, ...]:
        """Everybody orders half a day, 1.5 days (twice) and the whole age after the first order."""
        n = ages.size
        times = np.column_stack([np.full((n, 3), [0.5, 1.4, 1.5]) / 7, ages])
        return np.repeat(np.arange(n), 4), times.ravel()

    first = histogram_of([day_number(FIRST) - 1, day_number(FIRST)], [3, 1])
    # scored by one more day of silence and by one more order a class
    cuts = CutPoints("fixed", 5, FIRST, (0, 1, 2, 3), ((1, 2, 3, 4),))
    dates = TwoDates(FIRST, FIRST + timedelta(days=3))
    found = simulated_pairs(orders, PARAMETERS, first, cuts, dates, np.random.default_rng(0), days_per_unit=7.0)
    # started the day before: orders on days 0, 1 (half a day on is the next day) of which 1 is the first date, then
    # day 2 (one order, though two times) and day 4, the second date: 2 orders, then 4
    # started on the date: day 0, then days 1, 2 and 3: 1 order, then 4
    kinds, counts = np.unique(np.column_stack([found.before, found.after]), axis=0, return_counts=True)
    assert kinds.tolist() == [[5, 1, 0, 5, 4, 0], [5, 2, 0, 5, 4, 0]]
    assert counts.tolist() == [25_000, 75_000]


def test_dates_and_first_days_that_do_not_fit() -> None:
    simulate_log, cuts = MODELS["bg_nbd"].simulate_log, CutPoints("fixed", 2, FIRST, (30,), ((1,),))
    rng = np.random.default_rng(0)
    late = histogram_of([day_number(FIRST) + 1])
    with pytest.raises(DataError, match="does not follow"):
        simulated_pairs(simulate_log, PARAMETERS, late, cuts, TwoDates(FIRST, FIRST), rng, days_per_unit=7.0)
    with pytest.raises(DataError, match="all with a first order by 2023-12-31"):
        simulated_pairs(simulate_log, PARAMETERS, late, cuts, DATES, rng, days_per_unit=7.0)
