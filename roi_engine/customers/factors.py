"""Uncertainty of fitted parameters, carried by a few independent standard normal factors.

A maximum-likelihood fit leaves the log parameters about normal around the maximum, with covariance C = L L'. Any
rotation Q of the factors describes the same spread: log parameters = maximum + L Q z, z ~ N(0, I). Here the first
factor points along the gradient of the (log) total of future orders, so that it alone carries the first-order variance
of the total; the others only move orders between segments and between periods.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.curves import SegmentCurves, segment_curves
from roi_engine.customers.fitting import Fit
from roi_engine.customers.models import OrderModel
from roi_engine.customers.nodes import Gathering, gathering
from roi_engine.customers.rows import BaseRows
from roi_engine.errors import ModelError

Array = NDArray[np.float64]
Quantity = Callable[[Array], Array]  # log parameters (k,) -> positive figures of any shape
SMALLEST = 1e-300  # what a figure of exactly 0 is taken for where its logarithm is needed
SHORTER = (1.0, 0.5, 0.25, 0.125)  # steps that are tried in turn where a whole one leaves the model's domain


@dataclass(frozen=True, slots=True)
class Modelled:
    """A positive quantity with its uncertainty: q(z) = base exp(sum_j loadings[j] z_j), z standard normal.

    Attributes
    ----------
    base : Array
        The quantity at the fitted parameters, shape (m,).
    loadings : Array
        Change of ln q for one standard deviation of each factor [1], shape (n_factors, m).
    """

    base: Array
    loadings: Array

    def at(self, factors: Array) -> Array:
        """The quantity where the factors are known.

        Parameters
        ----------
        factors : Array
            Standard normal values, shape (n_draws, n_factors).

        Returns
        -------
        Array
            Quantity, shape (n_draws, m).
        """
        return np.asarray(self.base * np.exp(factors @ self.loadings), dtype=np.float64)

    @property
    def relative_sd(self) -> Array:
        """Standard deviation of ln q [1], shape (m,)."""
        return np.asarray(np.sqrt(np.sum(self.loadings**2, axis=0)), dtype=np.float64)


def modelled_curves(
    model: OrderModel, fit: Fit, rows: BaseRows, edges: Array
) -> tuple[tuple[Modelled, ...], tuple[Modelled, ...]]:
    """Expected active customers and orders with their uncertainty from the parameters.

    Returns
    -------
    tuple of Modelled
        Active customers of each segment at the m + 1 edges.
    tuple of Modelled
        Orders of each segment in the m periods [orders].
    """
    on = gathering(rows, discrete=model.discrete)
    steps = total_first(model, fit, rows, edges, on)

    def quantity(log_parameters: Array) -> Array:
        curves = segment_curves(model, log_parameters, rows, edges, on)
        return np.concatenate((curves.active, curves.orders), axis=1)

    base, loadings = secants(quantity, fit.log_parameters, steps)
    active, orders = slice(None, edges.size), slice(edges.size, None)
    return by_segment(base[:, active], loadings[:, :, active]), by_segment(base[:, orders], loadings[:, :, orders])


def total_first(model: OrderModel, fit: Fit, rows: BaseRows, edges: Array, on: Gathering) -> Array:
    """Steps of the log parameters for one unit of each factor, the first along the total of orders, shape (k, k)."""
    ends = edges[[0, -1]]

    def total(log_parameters: Array) -> Array:
        curves: SegmentCurves = segment_curves(model, log_parameters, rows, ends, on)
        return np.asarray([curves.orders.sum()])

    return rotated(total, fit.log_parameters, root_of(fit.covariance))


def root_of(covariance: Array) -> Array:
    """A square root L of a covariance, C = L L', by eigenvalues: also where C is singular."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)), dtype=np.float64)


def rotated(total: Quantity, centre: Array, root: Array) -> Array:
    """Columns L Q whose first one alone moves ln(total), to first order; shape (k, k).

    The gradient is taken by secants one standard deviation wide, so that it speaks for the spread and not for a point.
    """
    along = secants(total, centre, root)[1][:, 0]
    size = float(np.linalg.norm(along))
    if size < 1e-12:
        return root
    basis, _ = np.linalg.qr(np.column_stack([along / size, np.eye(centre.size)]))
    # QR leaves signs open: the first factor raises the total, the others raise their largest component.
    leading = basis[np.abs(basis).argmax(axis=0), np.arange(centre.size)]
    signs = np.where(leading < 0, -1.0, 1.0)
    signs[0] = 1.0 if basis[:, 0] @ along > 0 else -1.0
    return np.asarray(root @ (basis * signs), dtype=np.float64)


def secants(quantity: Quantity, centre: Array, steps: Array) -> tuple[Array, Array]:
    """A positive quantity and the change of its logarithm for one unit of each factor.

    Parameters
    ----------
    quantity : callable
        Figures at given log parameters, any shape.
    centre : Array
        Fitted log parameters, shape (k,).
    steps : Array
        Step of the log parameters for one unit of each factor, in columns, shape (k, n_factors).

    Returns
    -------
    Array
        The figures at the centre.
    Array
        (ln q(+1) - ln q(-1)) / 2, shape (n_factors, ...).
    """
    base = np.asarray(quantity(centre), dtype=np.float64)
    return base, np.stack([_secant(quantity, centre, step) for step in steps.T])


def _secant(quantity: Quantity, centre: Array, step: Array) -> Array:
    """Symmetric secant of ln q along one step, over a shorter one where q has no value at the ends."""
    for length in SHORTER:
        try:
            above, below = quantity(centre + length * step), quantity(centre - length * step)
        except ModelError:
            if length == SHORTER[-1]:
                raise
            continue
        break
    change = np.log(np.maximum(above, SMALLEST)) - np.log(np.maximum(below, SMALLEST))
    return np.asarray(change / (2 * length), dtype=np.float64)


def by_segment(base: Array, loadings: Array) -> tuple[Modelled, ...]:
    """One Modelled a segment from figures (S, m) and loadings (k, S, m)."""
    return tuple(Modelled(base[s], loadings[:, s]) for s in range(base.shape[0]))
