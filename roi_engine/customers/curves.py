"""Expected active customers and orders of each segment over time, at given parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.history import History
from roi_engine.customers.models import OrderModel
from roi_engine.customers.nodes import Gathering, gathering
from roi_engine.customers.rows import BaseRows

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SegmentCurves:
    """Future of S segments over m periods, m + 1 edges.

    Attributes
    ----------
    active : Array
        Expected number of active customers at each edge, shape (S, m + 1).
    orders : Array
        Expected orders in each period, shape (S, m).
    """

    active: Array
    orders: Array


def present(model: OrderModel, log_parameters: Array, rows: BaseRows) -> Array:
    """Expected active customers of each row at the scoring date, shape (n_rows,)."""
    alive = model.alive(log_parameters, rows.history, np.zeros(1))[:, 0]
    return np.asarray(alive * rows.history.count, dtype=np.float64)


def segment_curves(
    model: OrderModel, log_parameters: Array, rows: BaseRows, edges: Array, on: Gathering | None = None
) -> SegmentCurves:
    """Expected active customers and orders of each segment.

    Parameters
    ----------
    model, log_parameters : OrderModel, Array
        The order model at a point.
    rows : BaseRows
        Customers by segment.
    edges : Array
        Edges of the periods [time unit ahead of the scoring date], shape (m + 1,).
    on : Gathering, optional
        Nodes of the rows, where they are at hand.
    """
    on = gathering(rows, discrete=model.discrete) if on is None else on
    mass = on.masses(present(model, log_parameters, rows))
    active, orders = node_curves(model, log_parameters, on.nodes, edges)
    return SegmentCurves(mass @ active, np.diff(mass @ orders, axis=1))


def node_curves(model: OrderModel, log_parameters: Array, nodes: History, edges: Array) -> tuple[Array, Array]:
    """P(active) and expected orders so far at each edge of one customer a node that is active at the scoring date.

    Returns
    -------
    tuple of Array
        Both of shape (n_nodes, m + 1).
    """
    now = model.alive(log_parameters, nodes, np.zeros(1))
    active = model.alive(log_parameters, nodes, edges) / now
    orders = model.expected_orders(log_parameters, nodes, edges) / now
    return np.asarray(active, dtype=np.float64), np.asarray(orders, dtype=np.float64)


def orders_by_row(model: OrderModel, log_parameters: Array, rows: BaseRows, on: Gathering, edges: Array) -> Array:
    """Expected orders of the customers of each row between the first and the last edge, shape (n_rows,)."""
    _, orders = node_curves(model, log_parameters, on.nodes, edges[[0, -1]])
    return present(model, log_parameters, rows) * on.by_row(orders[:, 1] - orders[:, 0])
