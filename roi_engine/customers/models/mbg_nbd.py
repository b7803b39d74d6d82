"""MBG/NBD: BG/NBD with one more flip of the coin, straight after the first order.

Batislam, Denizel and Filiztekin (2007, International Journal of Research in Marketing 24(3), 201-209) and, under the
name CBG/NBD, Hoppe and Wagner (2007, Marketing: Journal of Research and Management 3(2), 75-90). A customer who never
came back may be gone, which BG/NBD rules out. The formulas are in `beta_geometric`, one flip after the first order.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.history import Array, History
from roi_engine.customers.models import beta_geometric
from roi_engine.customers.models.order_model import OrderModel

FIRST_FLIPS = 1
"""Flips of the coin before any repeat order."""


def log_likelihood(log_parameters: Array, history: History) -> tuple[float, Array]:
    """Sum of the log-likelihood over customers, and its gradient in the log parameters, shape (4,)."""
    return beta_geometric.log_likelihood(log_parameters, history, FIRST_FLIPS)


def alive(log_parameters: Array, history: History, ahead: Array) -> Array:
    """P(alive at T + ahead | history), shape (n_rows, m); ahead 0 is P(alive)."""
    return beta_geometric.alive(log_parameters, history, ahead, FIRST_FLIPS)


def expected_orders(log_parameters: Array, history: History, ahead: Array) -> Array:
    """E[orders in (T, T + ahead] | history], shape (n_rows, m)."""
    return beta_geometric.expected_orders(log_parameters, history, ahead, FIRST_FLIPS)


def expected_orders_of_one(log_parameters: Array, ahead: Array) -> Array:
    """E[X(t)], repeat orders of a customer just acquired, shape (m,)."""
    return beta_geometric.expected_orders_of_one(log_parameters, ahead, FIRST_FLIPS)


def discounted_orders(log_parameters: Array, history: History, rate: float) -> Array:
    """Expected orders after T, discounted at a continuous rate [1/time unit], without a horizon, shape (n_rows,)."""
    return beta_geometric.discounted_orders(log_parameters, history, rate, FIRST_FLIPS)


def simulate(log_parameters: Array, history: History, ahead: float, generator: Generator) -> Array:
    """One draw of each row's orders in (T, T + ahead], shape (n_rows,)."""
    return beta_geometric.simulate(log_parameters, history, ahead, generator, FIRST_FLIPS)


def simulate_log(log_parameters: Array, ages: Array, generator: Generator) -> tuple[NDArray[np.intp], Array]:
    """Customer and time of each repeat order of new customers seen for their ages, sorted by both."""
    return beta_geometric.simulate_log(log_parameters, ages, generator, FIRST_FLIPS)


MODEL = OrderModel(
    name="mbg_nbd",
    title="MBG/NBD",
    paper="Batislam, E. P., Denizel, M. and Filiztekin, A. (2007). Empirical validation and comparison "
    "of models for customer base analysis. International Journal of Research in Marketing 24(3), 201-209.",
    names=beta_geometric.NAMES,
    discrete=False,
    log_likelihood=log_likelihood,
    starts=beta_geometric.starts,
    alive=alive,
    expected_orders=expected_orders,
    expected_orders_of_one=expected_orders_of_one,
    discounted_orders=discounted_orders,
    simulate=simulate,
    simulate_log=simulate_log,
)
