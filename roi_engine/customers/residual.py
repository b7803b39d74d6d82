"""Orders beyond the horizon, discounted: kept apart from the value within it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roi_engine.customers.history import History
from roi_engine.customers.models import MODELS, OrderModel

Array = NDArray[np.float64]
QUADRATURE = 32  # points of Gauss-Legendre over the horizon: the curve is smooth


@dataclass(frozen=True, slots=True)
class Outlook:
    """A base gathered on nodes, at the points that factors are read from: the fit first, then +1 and -1 of each factor.

    Attributes
    ----------
    nodes : History
        (x, T) of the nodes, n_nodes rows.
    log_parameters : Array
        Of the order model at each point, shape (1 + 2 k, k).
    mass : Array
        Active customers by segment and node at each point, shape (1 + 2 k, S, n_nodes).
    """

    nodes: History
    log_parameters: Array
    mass: Array

    def residual(self, model: str, horizon: float, rate: float) -> tuple[Array, Array]:
        """Expected orders beyond the horizon, discounted to the horizon, by segment, and their loadings.

        Parameters
        ----------
        model : str
            Name of the order model.
        horizon : float
            End of the last period [time unit ahead of the scoring date].
        rate : float
            Continuous rate of discount [1/time unit], positive.

        Returns
        -------
        Array
            Orders, shape (S,).
        Array
            Change of their logarithm for one unit of each factor, shape (k, S).
        """
        at = [
            residual_orders(MODELS[model], point, mass, self.nodes, (horizon, rate))
            for point, mass in zip(self.log_parameters, self.mass, strict=True)
        ]
        logs = np.log(np.maximum(np.stack(at), 1e-300))
        return at[0], (logs[1::2] - logs[2::2]) / 2


def residual_orders(
    model: OrderModel, log_parameters: Array, mass: Array, nodes: History, ahead: tuple[float, float]
) -> Array:
    """Expected orders beyond a horizon, discounted to the horizon, by segment.

    The discounted residual orders over all time less those up to the horizon; the latter by parts,
    int_0^H exp(-d t) dE(t) = exp(-d H) E(H) + d int_0^H exp(-d t) E(t) dt, on Gauss-Legendre points.

    Parameters
    ----------
    model, log_parameters : OrderModel, Array
        The order model at a point.
    mass : Array
        Active customers by segment and node at that point, shape (S, n_nodes).
    nodes : History
        The nodes of the base.
    ahead : tuple of float
        The horizon [time unit] and the continuous rate of discount [1/time unit], both positive.

    Returns
    -------
    Array
        Orders, shape (S,).
    """
    horizon, rate = ahead
    point, weight = np.polynomial.legendre.leggauss(QUADRATURE)
    times = np.append((point + 1) * horizon / 2, horizon)
    now = model.alive(log_parameters, nodes, np.zeros(1))[:, 0]
    total = mass @ (model.discounted_orders(log_parameters, nodes, rate) / now)
    so_far = mass @ (model.expected_orders(log_parameters, nodes, times) / now[:, None])
    inside = so_far[:, :-1] @ (weight * horizon / 2 * rate * np.exp(-rate * times[:-1]))
    within = inside + np.exp(-rate * horizon) * so_far[:, -1]
    return np.asarray(np.maximum(total - within, 0.0) * np.exp(rate * horizon), dtype=np.float64)
