"""A customer's value as a Markov chain over recency, and the recency at which to stop contacting him.

Pfeifer & Carraway (2000), Modeling customer relationships as Markov chains, Journal of Interactive Marketing 14(2).
State i is "last order i periods ago" (1 = just ordered), the last state is the former customer, for ever. A customer
contacted in state i orders in the next period with chance p_i and moves to state 1, else to i + 1. The reward of a
state [currency] falls at the start of the period: margin in state 1, less the contact wherever one is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import ModelError, Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RecencyChain:
    """Transition chances [1], shape (k + 1, k + 1), and rewards [currency/period], shape (k + 1,); the last is gone."""

    transition: Array
    reward: Array


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """Up to which recency contacting pays.

    Customers of a recency of `last_contacted` periods or less are contacted (0: nobody); `values` [currency] by state,
    former customers last, shape (k + 1,). `values_by_policy` has one row for each policy tried, last contacted
    0, 1 ... k, shape (k + 1, k + 1).
    """

    last_contacted: int
    values: Array
    values_by_policy: Array


def recency_chain(
    order_chances: ArrayLike, margin: float, contact_cost: float, last_contacted: int | None = None
) -> RecencyChain:
    """The chain of customers who are contacted while their recency is `last_contacted` or less, else let go.

    Parameters
    ----------
    order_chances
        Chance of an order in the next period at recency 1 ... k [1], shape (k,).
    margin
        Contribution of an order before the contact [currency/order].
    contact_cost
        Cost of a contact [currency/period].
    last_contacted
        0 ... k; everyone short of the former customers where it is not given.

    Raises
    ------
    ModelError
        Where a chance is not a share, or the recency is not one of the chain.
    """
    chances = np.asarray(order_chances, dtype=np.float64)
    k = chances.size
    last = k if last_contacted is None else last_contacted
    problems = []
    if chances.ndim != 1 or k == 0 or not np.all((chances >= 0.0) & (chances <= 1.0)):
        problems.append(Problem("order_chances", "the chances are not a row of shares", accepted="accepted: 0 to 1"))
    if not 0 <= last <= k:
        problems.append(
            Problem("last_contacted", f"recency {last} is not in the chain", accepted=f"accepted: 0 to {k}")
        )
    if problems:
        raise ModelError(problems)
    contacted = np.arange(k) < last
    transition = np.zeros((k + 1, k + 1))
    transition[:k, 0] = np.where(contacted, chances, 0.0)
    rows = np.arange(k)
    transition[rows, np.where(contacted, rows + 1, k)] = 1.0 - transition[:k, 0]
    transition[k, k] = 1.0
    reward = np.zeros(k + 1)
    reward[:k] = np.where(contacted, -contact_cost, 0.0)
    reward[0] += margin
    return RecencyChain(transition, reward)


def value(chain: RecencyChain, discount_rate: float) -> Array:
    """Present value by state over an infinite horizon [currency], (I - P / (1 + d))^-1 R, eq. (5), shape (k + 1,).

    The reward of the state itself is counted, undiscounted. `discount_rate` [1/period] must be above 0.
    """
    if not discount_rate > 0:
        said = f"a discount rate of {discount_rate:g} gives no finite value over an endless horizon"
        raise ModelError(
            [Problem("discount_rate", said, accepted="accepted: above 0", hint="or take a finite horizon")]
        )
    states = np.eye(chain.reward.size)
    return np.linalg.solve(states - chain.transition / (1.0 + discount_rate), chain.reward).astype(np.float64)


def value_within(chain: RecencyChain, discount_rate: float, n_periods: int) -> Array:
    """Present value by state of the rewards at 0, 1 ... n_periods [currency], the finite sum of (P / (1 + d))^t R."""
    worth = chain.reward.copy()
    for _ in range(n_periods):
        worth = chain.reward + chain.transition @ worth / (1.0 + discount_rate)
    return worth


def best_contact_policy(
    order_chances: ArrayLike, margin: float, contact_cost: float, discount_rate: float
) -> ContactPolicy:
    """The recency after which to stop contacting, found by trying every one.

    The policy that is worth most to a customer who has just ordered; among equals the one with the fewest contacts.
    Each policy lets a customer go for good, as in the paper: a silent customer who would come back without a contact
    is worth more than this says.
    """
    k = np.asarray(order_chances).size
    tried = np.array(
        [value(recency_chain(order_chances, margin, contact_cost, last), discount_rate) for last in range(k + 1)]
    )
    best = int(np.argmax(tried[:, 0]))
    return ContactPolicy(best, tried[best], tried)
