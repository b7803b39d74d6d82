"""Pfeifer & Carraway (2000): the value of a customer by recency, and when to stop."""

from __future__ import annotations

import numpy as np
import pytest

from roi_engine.customers.models.markov import RecencyChain, best_contact_policy, recency_chain, value, value_within

CHANCES = [0.3, 0.2, 0.15, 0.05]
CHAIN = recency_chain(CHANCES, margin=40, contact_cost=4)


def test_rewards_of_the_paper() -> None:
    assert CHAIN.reward.tolist() == [36, -4, -4, -4, 0]
    assert CHAIN.transition.sum(axis=1).tolist() == [1] * 5


def test_four_periods() -> None:
    assert value_within(CHAIN, 0.2, 4) == pytest.approx([50.115, 4.220, 0.592, -1.980, 0], abs=6e-4)


def test_infinite_horizon() -> None:
    assert value(CHAIN, 0.2) == pytest.approx([52.320, 5.554, 1.251, -1.820, 0], abs=6e-4)


def test_stopping_at_recency_four_is_best() -> None:
    policy = best_contact_policy(CHANCES, 40, 4, 0.2)
    assert policy.last_contacted == 3
    assert policy.values == pytest.approx([53.149, 6.621, 2.644, 0, 0], abs=6e-4)
    assert policy.values_by_policy[2] == pytest.approx([51.574, 4.596, 0, 0, 0], abs=6e-4)


def test_a_shorter_chain() -> None:
    chain = recency_chain([0.3, 0.2, 0.05], margin=40, contact_cost=4)
    assert value_within(chain, 0.2, 4) == pytest.approx([49.405, 2.688, -1.983, 0], abs=6e-4)


def test_a_chain_without_cost_of_contact() -> None:
    chain = recency_chain([0.5, 0.2, 0.1], margin=100, contact_cost=0)
    assert isinstance(chain, RecencyChain)
    assert value(chain, 0.1) == pytest.approx([231.08, 57.29, 21.01, 0], abs=6e-3)
    assert value_within(chain, 0.1, 500) == pytest.approx(np.asarray(value(chain, 0.1)), abs=1e-9)
