"""Kaplan-Meier against worked figures, plain shares, another implementation, and its coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from roi_engine.customers.kaplan_meier import kaplan_meier, kaplan_meier_of_cohorts
from roi_engine.customers.models import sbg
from roi_engine.errors import DataError

# Remission times of the treated arm of Freireich et al. (1963), weeks; + for those still in remission.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
LOST = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_the_classical_example() -> None:
    curve = kaplan_meier(WEEKS, LOST)
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.share == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5.1e-4)
    assert curve.se == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5.1e-5)


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60))
def test_another_implementation(rows: list[tuple[int, bool]]) -> None:
    time, is_lost = (np.array(column) for column in zip(*rows, strict=True))
    curve = kaplan_meier(time, is_lost)
    other = ecdf(CensoredData(uncensored=time[is_lost], right=time[~is_lost])).sf
    assert curve.share == pytest.approx(other.evaluate(curve.time) if curve.time.size else [], abs=1e-12)
    inside = (curve.share > 0) & (curve.share < 1)
    assert np.all((curve.lower < curve.share)[inside] & (curve.share < curve.upper)[inside])
    assert np.all((curve.lower >= 0)[inside] & (curve.upper <= 1)[inside])


def test_without_censoring_it_is_the_share() -> None:
    curve = kaplan_meier_of_cohorts([[1000, 869, 743, 653]])
    assert curve.share == pytest.approx([0.869, 0.743, 0.653])
    assert curve.se == pytest.approx(np.sqrt(curve.share * (1 - curve.share) / 1000))


def test_cohorts_are_their_customers_one_by_one() -> None:
    cohorts = [[40, 30, 22, 20], [25, 20]]
    durations = [1] * 10 + [2] * 8 + [3] * 22 + [1] * 25
    is_lost = [1] * 18 + [1] * 2 + [0] * 20 + [1] * 5 + [0] * 20
    one, all_of = kaplan_meier(durations, is_lost), kaplan_meier_of_cohorts(cohorts)
    for name in ("time", "at_risk", "lost", "share", "se", "lower", "upper"):
        assert getattr(all_of, name) == pytest.approx(getattr(one, name))


def test_the_model_stays_inside_the_curve() -> None:
    counts = [1000, 869, 743, 653, 593, 551, 517, 491]
    share = sbg.survival(sbg.fit_retention([counts]).log_parameters, 7)[1:]
    curve = kaplan_meier_of_cohorts([counts])
    assert np.all((curve.lower < share) & (share < curve.upper))


def test_everyone_lost_and_no_one_lost() -> None:
    gone = kaplan_meier([1, 2], [True, True])
    assert gone.share.tolist() == [0.5, 0]
    assert np.isnan([gone.se[1], gone.lower[1], gone.upper[1]]).all()
    assert kaplan_meier([1, 2], [False, False]).time.size == 0
    still = kaplan_meier_of_cohorts([[10, 10, 8]])
    assert (still.share[0], still.se[0], still.lower[0], still.upper[0]) == (1, 0, 1, 1)


def test_coverage() -> None:
    generator, inside = np.random.default_rng(21), 0
    for _ in range(1000):
        life, seen = generator.exponential(2, 120), generator.uniform(0.5, 5, 120)
        curve = kaplan_meier(np.minimum(life, seen), life <= seen)
        step = np.searchsorted(curve.time, 1.5, side="right") - 1
        inside += curve.lower[step] <= np.exp(-0.75) <= curve.upper[step]
    assert 930 <= inside <= 970


@pytest.mark.parametrize("bad", [([], []), ([1, 2], [True]), ([-1, 2], [True, True]), ([np.nan], [True])])
def test_bad_columns(bad: tuple[list[float], list[bool]]) -> None:
    with pytest.raises(DataError, match="duration"):
        kaplan_meier(*bad)
