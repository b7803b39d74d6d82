"""Gauss-Legendre rules on the unit interval, and the nodes of a discounted stream without a horizon."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from roi_engine.customers.history import Array
from roi_engine.errors import ModelError, Problem

BLOCK_ROWS = 8192
"""Rows of a history that are worked on together: their two-dimensional arrays stay within a few megabytes."""
DEPTH = 40.0
"""A discounted stream is cut where its discount factor is e^-40."""
DISCOUNT_NODES = 64
"""Nodes of a discounted stream: 1e-12 for rate x age from 1e-4 up, 1e-8 for 1e-6."""


@cache
def unit_nodes(n_nodes: int) -> tuple[Array, Array]:
    """Nodes and weights of Gauss's rule on [0, 1], each shape (n_nodes,)."""
    nodes, weights = np.polynomial.legendre.leggauss(n_nodes)
    return (nodes + 1) / 2, weights / 2


def discount_nodes(rate_ages: Array) -> tuple[Array, Array]:
    """Nodes in y = log(1 + t / age) and weights of the integral of e^(-rate t) f(t) dt / age over all t > 0.

    Parameters
    ----------
    rate_ages : Array
        rate x age, both in one unit of time, shape (n,).

    Returns
    -------
    Array, Array
        y and weights, each shape (n, DISCOUNT_NODES).

    Raises
    ------
    ModelError
        The rate is not above 0: without a horizon nothing else is sure to be finite.
    """
    if not (np.isfinite(rate_ages).all() and (rate_ages > 0).all()):
        message = "orders without a horizon need a discount rate above 0"
        raise ModelError([Problem("discount_rate", message, accepted="a continuous rate a unit of time, above 0")])
    nodes, weights = unit_nodes(DISCOUNT_NODES)
    length = np.log1p(DEPTH / rate_ages)[:, None]
    y = length * nodes
    return y, length * weights * np.exp(y - rate_ages[:, None] * np.expm1(y))


def row_blocks(n_rows: int) -> Iterator[slice]:
    """Slices over the rows of a history, `BLOCK_ROWS` each."""
    for first in range(0, n_rows, BLOCK_ROWS):
        yield slice(first, first + BLOCK_ROWS)
