"""Bases out of known parameters, in continuous time, with what their customers did next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from roi_engine.customers.history import Array, History, compressed
from roi_engine.customers.latent_rates import Change, draw_latent, draw_orders
from roi_engine.customers.rows import BaseRows

# Parameters published for a music shop, per week (Fader, Hardie & Lee 2005; Batislam et al. 2007; Schmittlein et al.).
PARAMETERS = {
    "bg_nbd": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    "mbg_nbd": {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    "pareto_nbd": {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
}
NAMES = ("never again", "once", "twice or more")


@dataclass(frozen=True)
class Base:
    rows: BaseRows
    future: Array  # orders of the customers of each row in each period ahead, shape (n_rows, m)

    @property
    def future_by_segment(self) -> Array:
        return np.stack([self.future[self.rows.segment == s].sum(axis=0) for s in range(self.rows.n_segments)])


def logs(model: str) -> Array:
    return np.log(list(PARAMETERS[model].values()))


def base(model: str, n: int, seed: int, edges: Array, ages: tuple[float, float] = (40.0, 60.0)) -> Base:
    rng = np.random.default_rng([seed, n])
    age = rng.uniform(*ages, n)
    latent = draw_latent(model, PARAMETERS[model], n, rng)
    customer, time, _ = draw_orders(model, latent, age + edges[-1], Change(np.full(n, np.inf)), rng)
    seen = time <= age[customer]
    frequency = np.bincount(customer[seen], minlength=n)
    recency = np.zeros(n)
    np.maximum.at(recency, customer[seen], time[seen])
    history, row = compressed(frequency, recency, age)
    ahead = np.searchsorted(edges, (time - age[customer])[~seen]) - 1
    future = np.zeros((history.frequency.size, edges.size - 1))
    np.add.at(future, (row[customer[~seen]], np.maximum(ahead, 0)), ahead >= 0)
    return Base(BaseRows(history, np.minimum(history.frequency, 2).astype(np.intp), NAMES, None), future)


def with_amounts(rows: BaseRows, seed: int, p: float = 6.25, q: float = 3.74, gamma: float = 15.44) -> BaseRows:
    rng = np.random.default_rng([seed, 7])
    assert np.all(rows.history.count[rows.history.frequency > 0] == 1)
    nu = rng.gamma(q, 1 / gamma, rows.history.frequency.size)
    amount = rng.gamma(p * np.maximum(rows.history.frequency, 1e-9)) / nu
    return BaseRows(rows.history, rows.segment, rows.names, np.where(rows.history.frequency > 0, amount, 0.0))


def few() -> History:
    return History(np.array([0.0, 1, 3]), np.array([0.0, 10, 30]), np.array([40.0, 39, 38]), np.array([50.0, 20, 9]))
