"""The record behind which every order model stands: one set of questions, answered by each in its own module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.history import Array, History


@dataclass(frozen=True, slots=True)
class OrderModel:
    """A model of repeat orders; every function takes the LOG parameters, in the order of `names`.

    Parameters
    ----------
    name, title, paper : str
        Identifier, name in prose, and the source of the formulas.
    names : tuple of str
        Parameters, all positive.
    discrete : bool
        Whether time counts opportunities (whole numbers) and not continuous time.
    log_likelihood : (log_parameters (k,), history) -> (float, gradient (k,))
        Sum over customers, and its gradient with respect to the log parameters.
    starts : history -> log parameters (k,), several
        Where the search for the maximum begins, scaled to the ages seen.
    alive : (log_parameters, history, ahead (m,)) -> (n_rows, m)
        Probability of being alive at T + ahead, given the history; ahead 0 is the usual P(alive).
    expected_orders : (log_parameters, history, ahead (m,)) -> (n_rows, m)
        Expected orders in (T, T + ahead], given the history.
    expected_orders_of_one : (log_parameters, ahead (m,)) -> (m,)
        Expected repeat orders of a customer just acquired, E[X(t)].
    discounted_orders : (log_parameters, history, rate) -> (n_rows,)
        Expected orders after T, each discounted to T at the continuous rate [1/time unit], without a horizon.
    simulate : (log_parameters, history, ahead, generator) -> (n_rows,)
        One draw of the orders of one customer of each row in (T, T + ahead], from the row's own posterior.
    simulate_log : (log_parameters, ages (n,), generator) -> customer (n_orders,), time (n_orders,)
        Repeat orders of n new customers seen for their ages, sorted by customer and time.
    """

    name: str
    title: str
    paper: str
    names: tuple[str, ...]
    discrete: bool
    log_likelihood: Callable[[Array, History], tuple[float, Array]]
    starts: Callable[[History], tuple[Array, ...]]
    alive: Callable[[Array, History, Array], Array]
    expected_orders: Callable[[Array, History, Array], Array]
    expected_orders_of_one: Callable[[Array, Array], Array]
    discounted_orders: Callable[[Array, History, float], Array]
    simulate: Callable[[Array, History, float, Generator], Array]
    simulate_log: Callable[[Array, Array, Generator], tuple[NDArray[Any], Array]]
