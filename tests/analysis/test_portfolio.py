"""Members rolled up: two members by hand, normal members in closed form, and sums that tie."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from roi_engine.analysis.outcomes import OutcomesError
from roi_engine.analysis.portfolio import portfolio
from roi_engine.uncertainty.sampling import point_set

outcomes = st.tuples(st.integers(1, 5), st.integers(1, 12)).flatmap(
    lambda shape: arrays(float, shape, elements=st.floats(-1e6, 1e6).map(lambda amount: round(amount, 2)))
)


def named(rows: np.ndarray) -> list[str]:
    return [f"member {place}" for place in range(len(rows))]


def test_worked_by_hand() -> None:
    found = portfolio(["north", "south", "web"], [[1, 3, 5, 7], [7, 5, 3, 1], [2, 2, 2, 2]], [8, 2, 0])
    # North and south cancel: every draw of the sum is 10.
    assert (found.total.mean, found.total.sd, found.budget) == (10, 0, 10)
    spread = found.diversification
    assert spread.sum_of_sds == pytest.approx(2 * math.sqrt(5))
    assert (spread.sd_of_sum, spread.saved_share) == (0, 1)
    assert spread.sd_saved.value == pytest.approx(2 * math.sqrt(5))
    # P10 of 1, 3, 5, 7 is 1 + 0.3 * 2.
    assert spread.sum_of_p10s == pytest.approx(1.6 + 1.6 + 2)
    assert spread.p10_gained.value == pytest.approx(10 - 5.2)
    assert [member.per_budget for member in found.members] == [0.5, 2, math.inf]
    assert found.ranking == ("web", "south", "north")


def test_errors_come_from_the_replicates() -> None:
    found = portfolio(["a", "b"], [[1, 3, 0, 0], [3, 1, 0, 4]], [1, 1], n_replicates=2)
    # sd saved: 1 + 1 - 0 in the first replicate, 0 + 2 - 2 in the second; half their distance times 12.706.
    assert found.diversification.sd_saved.error == pytest.approx(12.706204736)
    # P10 gained: 4 - 1.2 - 1.2 and 0.4 - 0 - 0.4.
    assert found.diversification.p10_gained.error == pytest.approx(0.8 * 12.706204736)


def test_normal_members_in_closed_form() -> None:
    # sd 3 and 4, independent: 5 together; P10 of the sum is 30 - 5 z, the members' 10 - 3 z and 20 - 4 z.
    points = point_set("sobol", 2, 4)
    x, y = stats.norm.ppf(np.concatenate([points.block(replicate, 0) for replicate in range(8)], axis=1))
    found = portfolio(["a", "b"], [10 + 3 * x, 20 + 4 * y], [5, 20], 8).diversification
    assert found.sd_saved.value == pytest.approx(2, abs=4e-3)
    assert found.sd_of_sum == pytest.approx(5, abs=4e-3)
    assert found.saved_share == pytest.approx(2 / 7, abs=1e-3)
    assert found.p10_gained.value == pytest.approx(2 * stats.norm.ppf(0.9), abs=0.02)
    assert 0 < found.p10_gained.error < 0.05


def test_members_that_move_as_one_save_nothing() -> None:
    x = np.linspace(-5, 5, 101)
    found = portfolio(["a", "b"], [x, 3 * x + 1], [1, 1]).diversification
    assert found.sd_saved.value == pytest.approx(0, abs=1e-12)
    assert found.p10_gained.value == pytest.approx(0, abs=1e-12)
    still = portfolio(["a", "b"], [[2, 2], [1, 1]], [1, 1]).diversification
    assert math.isnan(still.saved_share)


@given(outcomes)
def test_totals_tie(rows: np.ndarray) -> None:
    found = portfolio(named(rows), rows, np.ones(len(rows)))
    means = [member.outcome.mean for member in found.members]
    assert found.total.mean == pytest.approx(math.fsum(means), rel=1e-9, abs=1e-9 * np.abs(rows).max())
    assert found.diversification.sd_saved.value >= 0
    assert found.diversification.sd_of_sum == pytest.approx(found.total.sd)
    assert found.diversification.p10_of_sum == found.total.percentiles[10]
    assert sorted(found.ranking) == sorted(named(rows))


@given(outcomes)
def test_a_portfolio_of_one_is_its_member(rows: np.ndarray) -> None:
    found = portfolio(["only"], rows[:1], [3.0])
    member = found.members[0].outcome
    assert (found.total.mean, found.total.sd, found.total.percentiles) == (member.mean, member.sd, member.percentiles)
    assert found.diversification.sd_saved.value == 0
    assert found.diversification.p10_gained.value == 0


def test_ranking_without_a_budget_follows_the_sign_of_the_mean() -> None:
    found = portfolio(list("abcd"), [[-1.0], [0.0], [1.0], [5.0]], [0, 0, 0, 50])
    assert [member.per_budget for member in found.members] == [-math.inf, 0, math.inf, 0.1]
    assert found.ranking == ("c", "d", "b", "a")


@pytest.mark.parametrize("budgets", [[1.0], [1.0, -1.0], [1.0, math.nan], [1.0, math.inf]])
def test_budgets_that_cannot_be_are_refused(budgets: list[float]) -> None:
    with pytest.raises(OutcomesError, match="budgets"):
        portfolio(["a", "b"], [[1.0], [2.0]], budgets)
