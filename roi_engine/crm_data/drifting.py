"""How scores of an ageing base move without any change: what stands in for a control group where there is none.

A fitted order model plays the base forward; whatever it does not know (a season, a price, a shop that opened) remains
in the difference: weaker evidence than a control group.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from roi_engine.crm_data.rows import history_rows
from roi_engine.crm_data.segmenting import DAYS
from roi_engine.crm_data.summary import Summary
from roi_engine.customers.choice import choice_of
from roi_engine.customers.cut_points import CutPoints, day_number
from roi_engine.customers.expected_drift import TwoDates, expected_by_cell, simulated_pairs
from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS
from roi_engine.customers.pairs import Pairs, score_change
from roi_engine.customers.scores import histogram_of

Array = NDArray[np.float64]
UNIT = "week"
SAMPLES = 5  # draws of the parameters: a rough figure for what is mostly the smaller part of the error


@dataclass(frozen=True, slots=True)
class Drift:
    """Expected change of R + F of each row of customers, shape (n,), and the standard error of its mean.

    `model` is the order model behind it; the change of new customers is nan.
    """

    model: str
    expected: Array
    error: float


def expected_drift(before: Summary, pairs: Pairs, cuts: CutPoints, after: date, seed: int = 1) -> Drift:
    """The drift of customers from the summary's date to a later one; ModelError where no order model fits the base."""
    rows, days = history_rows(before), DAYS[UNIT]
    frequency, count = rows.frequency.astype(np.float64), rows.count.astype(np.float64)
    fit = choice_of(History(frequency, rows.recency_days / days, rows.age_days / days, count)).fit
    first_days = histogram_of(day_number(before.until) - rows.age_days, rows.count)
    dates = TwoDates(before.until, after)

    def expected(point: Array) -> Array:
        # the same numbers behind every point, so that what differs is what the parameters do
        rng = np.random.default_rng(seed)
        played = simulated_pairs(
            MODELS[fit.model].simulate_log, point, first_days, cuts, dates, rng, days_per_unit=days
        )
        return expected_by_cell(pairs, played, score_change(played))

    drawn = np.random.default_rng([seed, 1]).multivariate_normal(fit.log_parameters, fit.covariance, SAMPLES)
    means = [_mean(expected(point), pairs) for point in drawn]
    return Drift(fit.model, expected(fit.log_parameters), float(np.std(means, ddof=1)))


def _mean(change: Array, pairs: Pairs) -> float:
    known = pairs.stayed & np.isfinite(change)
    return float(change[known] @ pairs.count[known]) / float(pairs.count[known].sum())
