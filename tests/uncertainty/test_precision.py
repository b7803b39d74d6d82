"""Summaries, the errors they claim, and percentiles in two passes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from roi_engine.uncertainty.counting import CountingError, PercentileCounter
from roi_engine.uncertainty.precision import PERCENTILES, chance, half_width, met, percentiles, summarise
from roi_engine.uncertainty.sampling import point_set

LEVELS = np.array(PERCENTILES) / 100


def test_summary_worked_by_hand() -> None:
    spread = summarise(np.array([[1.0, 2.0], [3.0, 6.0]]))
    assert spread.mean == 3
    assert spread.sd == pytest.approx(math.sqrt(14 / 4))
    # replicate means 1.5 and 4.5: se is |difference| / 2, Student's t with one degree of freedom 12.706
    assert spread.se == pytest.approx(1.5)
    assert spread.error[0] == pytest.approx(1.5 * 12.706204736)
    assert spread.percentiles[50] == 2.5
    assert spread.percentiles[10] == pytest.approx(1.3)
    assert spread.error[50] == pytest.approx(1.5 * 12.706204736)
    assert (spread.undefined, spread.infinite) == (0, 0)


@given(arrays(float, st.integers(1, 60), elements=st.floats(-1e6, 1e6)))
@settings(max_examples=100, deadline=None)
def test_percentiles_are_those_of_numpy_to_the_last_bit(draws: np.ndarray) -> None:
    np.testing.assert_array_equal(list(percentiles(draws).values()), np.quantile(draws, LEVELS))


def test_undefined_draws_are_left_out_and_told() -> None:
    spread = summarise(np.array([[1.0, math.nan, 3.0], [5.0, 7.0, math.nan]]))
    assert (spread.mean, spread.percentiles[50]) == (4, 4)
    assert spread.undefined == pytest.approx(1 / 3)
    assert spread.se == pytest.approx(2)
    nothing = summarise(np.full((2, 3), math.nan))
    assert math.isnan(nothing.mean)
    assert math.isnan(nothing.percentiles[50])
    assert nothing.undefined == 1


def test_infinite_draws_come_last_and_never_make_nan() -> None:
    draws = np.tile(np.array([1.0, 2.0, math.inf, math.inf]), (3, 1))
    spread = summarise(draws)
    assert spread.mean == 1.5
    assert spread.infinite == 0.5
    assert spread.percentiles[25] == pytest.approx(1.75)
    assert spread.percentiles[75] == math.inf
    assert spread.percentiles[50] == math.inf
    assert spread.error[90] == 0
    # replicates agree, and what is left is the grain: half of half the distance of 1 between neighbours, t(2) / sqrt(3)
    assert spread.error[5] == pytest.approx(0.25 * 4.302652730 / math.sqrt(3))
    draws[0] = 1.0
    assert summarise(draws).error[75] == math.inf
    assert summarise(np.array([[-math.inf, 1.0, 2.0], [-math.inf, 1.0, 2.0]])).percentiles[10] == -math.inf


def test_single_replicate_claims_no_error() -> None:
    spread = summarise(np.array([[1.0, 2.0, 3.0]]))
    assert math.isnan(spread.se)
    assert math.isnan(spread.error[90])
    assert not met(0.5, spread)
    assert math.isnan(chance(np.array([[True, False]])).se)


def test_chance_and_its_error() -> None:
    happened = chance(np.array([[True, True, False, False], [True, False, False, False]]))
    assert happened.probability == pytest.approx(3 / 8)
    assert happened.se == pytest.approx(1 / 8)


def test_stopping_rule_watches_mean_p10_and_p90() -> None:
    draws = np.random.default_rng(1).normal(size=(16, 1000))
    spread = summarise(draws)
    widest = max(spread.error[key] for key in (0, 10, 90)) / spread.sd
    assert met(widest * 1.0001, spread)
    assert not met(widest * 0.9999, spread)
    assert met(0.01, summarise(np.full((4, 5), 7.0)))


def test_half_width_is_student_s() -> None:
    estimates = np.array([1.0, 2.0, 4.0, 9.0])
    interval = stats.t(3, 4, stats.sem(estimates)).interval(0.95)
    assert half_width(estimates) == pytest.approx(interval[1] - 4)


def test_coverage_of_the_95_percent_interval() -> None:
    # weighted sum of 8 normals: normal with known mean, P10 and P90
    weights = np.array([1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    sd = math.sqrt(float(weights @ weights))
    truth = {0: 0.0, 10: -1.2815515655446004 * sd, 90: 1.2815515655446004 * sd}
    hits = dict.fromkeys(truth, 0)
    for seed in range(200):
        points = point_set("sobol", 8, seed, 256)
        from scipy.special import ndtri

        outcomes = np.stack([weights @ ndtri(points.block(replicate, 0)) for replicate in range(16)])
        spread = summarise(outcomes)
        for key, value in truth.items():
            estimate = spread.mean if key == 0 else spread.percentiles[key]
            hits[key] += abs(estimate - value) <= spread.error[key]
    for key, n_hits in hits.items():
        assert 0.90 <= n_hits / 200 <= 0.99, (key, n_hits / 200)


def two_passes(draws: np.ndarray, n_first: int, n_second: int) -> dict[int, float]:
    counter = PercentileCounter()
    for block in np.array_split(draws, n_first):
        counter.count(block)
    counter.narrow()
    for block in reversed(np.array_split(draws, n_second)):
        counter.collect(block)
    return counter.percentiles()


@pytest.mark.parametrize("seed", range(3))
def test_two_passes_are_the_whole_array_to_the_last_bit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for draws in (
        rng.normal(size=20_011) * 1e6,
        rng.lognormal(size=5000) - 1,
        np.round(rng.normal(size=3001)),
        rng.normal(size=2) * 1e-300,
        np.full(17, 2.5),
    ):
        found = list(two_passes(draws, 7, 5).values())
        np.testing.assert_array_equal(found, np.quantile(draws, LEVELS, method="linear"))


@given(arrays(float, st.integers(1, 40), elements=st.floats(allow_nan=True, allow_infinity=True, width=64)))
@settings(max_examples=25, deadline=None)
def test_two_passes_agree_with_one_on_anything(draws: np.ndarray) -> None:
    # sizes beyond 1e300 overflow the difference of two neighbours in either way alike
    draws = np.where(np.isfinite(draws), np.clip(draws, -1e300, 1e300), draws)
    np.testing.assert_array_equal(list(two_passes(draws, 3, 2).values()), list(percentiles(draws).values()))


def test_second_pass_keeps_little() -> None:
    draws = np.random.default_rng(0).normal(size=200_000)
    counter = PercentileCounter()
    counter.count(draws)
    counter.narrow()
    counter.collect(draws)
    assert sum(kept.size for kept in counter._kept) < 0.05 * draws.size


def test_passes_out_of_order_are_refused() -> None:
    counter = PercentileCounter()
    with pytest.raises(CountingError, match="narrow"):
        counter.collect(np.ones(3))
    counter.count(np.ones(3))
    counter.narrow()
    with pytest.raises(CountingError, match="counted"):
        counter.count(np.ones(3))
    with pytest.raises(CountingError, match="second pass saw"):
        counter.percentiles()
    empty = PercentileCounter()
    empty.narrow()
    assert math.isnan(empty.percentiles()[50])
