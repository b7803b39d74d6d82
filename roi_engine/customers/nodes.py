"""Customers gathered on a few (x, T) nodes, so that a million of them are projected in the time of two thousand.

Given that a customer is still active, what it will do depends on its number of orders x and its age T alone, in every
model of the family (gamma rates: only alpha + T and r + x enter; drop-out: only b + x, or beta + T). The recency t_x
enters through P(alive) and nothing else. So customers are weighed by P(alive) and gathered by segment, x and T. Where
the distinct (x, T) are many, each is spread over the nodes of a fixed grid with the weights of cubic interpolation,
which reproduces sums of the smooth curves to better than 1e-4 (the tests measure it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.history import History
from roi_engine.customers.rows import BaseRows

Array = NDArray[np.float64]
Index = NDArray[np.intp]

MOST_EXACT = 2_000  # distinct (x, T) up to which every one is a node of its own
AGE_NODES = 64
AGE_OFFSET = 1 / 200  # of the largest age: nodes are even in ln(T + offset), as the curves change over ln(T + alpha)
WHOLE_ORDERS = 16  # numbers of orders up to which each has a node
ORDERS_RATIO = 1.25  # between the nodes beyond


@dataclass(frozen=True, slots=True)
class Gathering:
    """How the rows of a base come to stand on nodes.

    Attributes
    ----------
    nodes : History
        (x, T) of the nodes, with t_x = T, n_nodes rows.
    group : Index
        The group of equal (segment, x, T) of each row, shape (n_rows,).
    segment : Index
        Segment of each group, shape (n_groups,).
    node, weight : Index, Array
        Nodes that a group is spread over, and its share of each, shape (n_groups, n_corners); shares add up to 1, some
        are negative.
    n_segments : int
        Number of segments.
    """

    nodes: History
    group: Index
    segment: Index
    node: Index
    weight: Array
    n_segments: int

    def masses(self, mass: Array) -> Array:
        """What the rows carry, by segment and node.

        Parameters
        ----------
        mass : Array
            Of each row, shape (n_rows,).

        Returns
        -------
        Array
            Mass, shape (n_segments, n_nodes).
        """
        n_nodes = self.nodes.frequency.size
        by_group = np.bincount(self.group, weights=mass, minlength=self.segment.size)
        cell = self.segment[:, None] * n_nodes + self.node
        share = (by_group[:, None] * self.weight).ravel()
        gathered = np.bincount(cell.ravel(), weights=share, minlength=self.n_segments * n_nodes)
        return np.asarray(gathered, dtype=np.float64).reshape(self.n_segments, n_nodes)

    def by_row(self, value: Array) -> Array:
        """What a curve on the nodes, shape (n_nodes,), is worth at the (x, T) of each row, shape (n_rows,)."""
        return np.asarray(np.sum(self.weight * value[self.node], axis=1)[self.group], dtype=np.float64)


def gathering(rows: BaseRows, *, discrete: bool = False) -> Gathering:
    """The nodes of a base.

    Parameters
    ----------
    rows : BaseRows
        Customers of the base.
    discrete : bool
        Ages are whole opportunities, between which no curve is defined: every (x, T) is a node.
    """
    frequency, age = rows.history.frequency, rows.history.age
    keys, group = distinct(rows.segment.astype(np.float64), frequency, age)
    segment, x, t = keys[0].astype(np.intp), keys[1], keys[2]
    pairs, pair = distinct(x, t)
    if discrete or pairs.shape[1] <= MOST_EXACT:
        node, weight, points = pair[:, None], np.ones((pair.size, 1)), pairs
    else:
        node, weight, points = spread(x, t)
    return Gathering(standing(points[0], points[1]), group, segment, node, weight, rows.n_segments)


def distinct(*columns: Array) -> tuple[Array, Index]:
    """Distinct rows of some columns, shape (n_columns, n_distinct), and the one that each row is."""
    order = np.lexsort(columns[::-1])
    changed = np.zeros(order.size, dtype=bool)
    for column in columns:
        changed[1:] |= np.diff(column[order]) != 0
    number = np.empty(order.size, dtype=np.intp)
    number[order] = np.cumsum(changed)
    first = order[np.flatnonzero(np.concatenate(([True], changed[1:])))]
    return np.stack([column[first] for column in columns]), number


def standing(x: Array, t: Array) -> History:
    """One customer a node, last seen at the end of its observation: the future given that it is active."""
    return History(x, np.where(x > 0, t, 0.0), t, np.ones_like(t))


def spread(x: Array, t: Array) -> tuple[Index, Array, Array]:
    """Nodes of a grid over (x, T), the corners of each point and its shares of them.

    Returns
    -------
    Index
        Corners, shape (n_points, 16).
    Array
        Shares of the corners, same shape.
    Array
        x and T of the nodes that are used, shape (2, n_nodes).
    """
    orders, ages = orders_grid(float(x.max())), age_grid(float(t.min()), float(t.max()))
    at_x, share_x = stencil(x, orders)
    at_t, share_t = stencil(np.log(t + age_offset(float(t.max()))), np.log(ages + age_offset(float(t.max()))))
    corner = (at_x[:, :, None] * ages.size + at_t[:, None, :]).reshape(x.size, -1)
    share = (share_x[:, :, None] * share_t[:, None, :]).reshape(x.size, -1)
    used, node = np.unique(corner, return_inverse=True)
    return node.reshape(corner.shape), share, np.stack([orders[used // ages.size], ages[used % ages.size]])


def age_offset(largest: float) -> float:
    """What is added to an age before its logarithm is taken [time unit]."""
    return AGE_OFFSET * largest


def age_grid(smallest: float, largest: float) -> Array:
    """Ages of the nodes [time unit], even in ln(T + offset), shape (AGE_NODES,)."""
    offset = age_offset(largest)
    even = np.linspace(np.log(smallest + offset), np.log(largest + offset), AGE_NODES)
    ages = np.exp(even) - offset
    ages[0], ages[-1] = smallest, largest
    return np.asarray(ages, dtype=np.float64)


def orders_grid(largest: float) -> Array:
    """Numbers of orders of the nodes: every whole number at first, then a geometric series up to the largest."""
    exact = np.arange(min(largest, WHOLE_ORDERS) + 1)
    if largest <= WHOLE_ORDERS:
        return exact
    n_steps = int(np.ceil(np.log(largest / WHOLE_ORDERS) / np.log(ORDERS_RATIO)))
    beyond = np.geomspace(WHOLE_ORDERS, largest, n_steps + 1)[1:]
    return np.concatenate((exact, beyond))


def stencil(value: Array, grid: Array) -> tuple[Index, Array]:
    """Neighbours on a grid and the weights of Lagrange's cubic through them (fewer points where the grid is short).

    Returns
    -------
    tuple of arrays
        Index into the grid and weight, both of shape (n_values, min(4, n_grid)).
    """
    n_points = min(4, grid.size)
    first = np.clip(np.searchsorted(grid, value, side="right") - n_points // 2, 0, grid.size - n_points)
    index = first[:, None] + np.arange(n_points)
    at = grid[index]
    weight = np.ones(index.shape)
    for j in range(n_points):
        for other in range(n_points):
            if other != j:
                weight[:, j] *= (value - at[:, other]) / (at[:, j] - at[:, other])
    return index, weight
