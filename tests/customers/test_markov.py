"""The recency chain against walks of single customers, and its contact policy against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roi_engine.customers.models.markov import best_contact_policy, recency_chain, value, value_within
from roi_engine.errors import ModelError

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def walked(chances: list[float], margin: float, cost: float, d: float, last: int, n: int) -> tuple[float, float]:
    """Mean present value of n customers who have just ordered, and its standard error."""
    generator = np.random.default_rng(7)
    worth, recency = np.full(n, float(margin)), np.ones(n, dtype=int)
    for period in range(400):
        contacted = recency <= last
        if not contacted.any():
            break
        worth -= cost * contacted / (1 + d) ** period
        chance = np.append(chances, 0.0)[np.minimum(recency, len(chances) + 1) - 1]
        orders = contacted & (generator.random(n) < chance)
        recency = np.where(orders, 1, np.where(contacted, recency + 1, len(chances) + 1))
        worth += margin * orders / (1 + d) ** (period + 1)
    return float(worth.mean()), float(worth.std() / np.sqrt(n))


@pytest.mark.parametrize("last", [1, 3, 4])
def test_walks_of_customers(last: int) -> None:
    chances = [0.3, 0.2, 0.15, 0.05]
    mean, se = walked(chances, 40, 4, 0.2, last, 100_000)
    assert value(recency_chain(chances, 40, 4, last), 0.2)[0] == pytest.approx(mean, abs=4 * se)


@given(CHANCES, st.floats(0, 100), st.floats(0, 20), st.floats(0.02, 1))
def test_the_endless_value_is_the_limit_and_a_fixed_point(chances: list[float], m: float, c: float, d: float) -> None:
    chain = recency_chain(chances, m, c)
    worth = value(chain, d)
    assert chain.reward + chain.transition @ worth / (1 + d) == pytest.approx(worth, rel=1e-8, abs=1e-8)
    assert value_within(chain, d, 1200) == pytest.approx(worth, rel=1e-6, abs=1e-6)
    assert np.allclose(chain.transition.sum(axis=1), 1)


@given(CHANCES, st.floats(1, 100), st.floats(0, 20), st.floats(0.02, 1))
def test_no_stop_is_better_than_the_best(chances: list[float], m: float, c: float, d: float) -> None:
    policy = best_contact_policy(chances, m, c, d)
    each = [value(recency_chain(chances, m, c, last), d)[0] for last in range(len(chances) + 1)]
    assert policy.values[0] == max(each)
    assert each.index(max(each)) == policy.last_contacted
    assert policy.values[0] >= m - 1e-9


def test_contacts_that_never_pay() -> None:
    policy = best_contact_policy([0.01, 0.01], 40, 4, 0.2)
    assert policy.last_contacted == 0
    assert policy.values.tolist() == [40, 0, 0]


@pytest.mark.parametrize("chances", [[], [1.2], [-0.1, 0.3], [[0.1]]])
def test_chances_that_are_none(chances: list[float]) -> None:
    with pytest.raises(ModelError, match="shares"):
        recency_chain(chances, 40, 4)


def test_a_recency_outside_and_no_discounting() -> None:
    with pytest.raises(ModelError, match="recency 3"):
        recency_chain([0.3, 0.2], 40, 4, last_contacted=3)
    with pytest.raises(ModelError, match="finite horizon"):
        value(recency_chain([0.3], 40, 4), 0.0)
