"""Customers with their own rates, and the orders that follow: the story that each model tells, played out.

The package's models answer questions about such customers; here they are made, one by one, with everything kept that
a log would hide. A change from some moment on (a CRM programme) is played by a change of clock: orders come faster, or
leaving slower, on the customer's own time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Latent:
    """What is true of each customer and never seen.

    Attributes
    ----------
    order_rate : Array
        Orders while active [orders/time unit], shape (n,).
    leaving_chance : Array
        Chance of leaving after an order [1], shape (n,); nan where leaving has a rate.
    leaving_rate : Array
        Rate of leaving [1/time unit], shape (n,); nan where leaving follows orders.
    """

    order_rate: Array
    leaving_chance: Array
    leaving_rate: Array


@dataclass(frozen=True, slots=True)
class Change:
    """What changes for some customers from a moment on.

    Attributes
    ----------
    since : Array
        Moment of the change after the customer's first order [time unit], shape (n,); inf where nothing changes, 0 for
        those who join after it.
    churn_reduction : float
        Relative reduction of the chance, or rate, of leaving [1].
    frequency_increase : float
        Relative increase of the rate of orders [1].
    """

    since: Array
    churn_reduction: float = 0.0
    frequency_increase: float = 0.0


def draw_latent(model: str, parameters: Mapping[str, float], n: int, rng: Generator) -> Latent:
    """Rates of n customers: gamma rates of orders; leaving by beta chances, or by gamma rates in the Pareto/NBD."""
    rate = rng.gamma(parameters["r"], 1 / parameters["alpha"], n)
    unknown = np.full(n, np.nan)
    if model == "pareto_nbd":
        return Latent(rate, unknown, rng.gamma(parameters["s"], 1 / parameters["beta"], n))
    return Latent(rate, rng.beta(parameters["a"], parameters["b"], n), unknown)


def draw_orders(model: str, latent: Latent, ages: Array, change: Change, rng: Generator) -> tuple[Index, Array, Array]:
    """Repeat orders of each customer up to its age.

    Parameters
    ----------
    model : str
        "bg_nbd", "mbg_nbd" or "pareto_nbd".
    latent : Latent
        Rates of the customers.
    ages : Array
        Time from the first order to the end [time unit], shape (n,).
    change : Change
        What changes for some of them.
    rng : Generator
        Source of the draws.

    Returns
    -------
    Index
        Customer of each repeat order, sorted by time within a customer.
    Array
        Its time since the first order [time unit].
    Array
        Time at which each customer left [time unit since the first order], shape (n,): inf where it had not by its age.
    """
    n = ages.size
    if model == "pareto_nbd":
        left = _slowed(rng.exponential(size=n) / latent.leaving_rate, change.since, 1 - change.churn_reduction)
    else:
        left = np.full(n, np.inf)
        if model == "mbg_nbd":
            left[_leaves(latent, np.arange(n), np.zeros(n), change, rng)] = 0.0
    stops = _leaves if model != "pareto_nbd" else None
    customer, time, left = _played(latent, left, ages, change, (rng, stops))
    order = np.lexsort((time, customer))
    return customer[order], time[order], np.where(left <= ages, left, np.inf)


Stops = Callable[[Latent, Index, Array, Change, Generator], NDArray[np.bool_]]


def _played(
    latent: Latent, left: Array, ages: Array, change: Change, play: tuple[Generator, Stops | None]
) -> tuple[Index, Array, Array]:
    """Order after order of all customers at once, until everyone has left or reached their age."""
    rng, stops = play
    own_time = np.zeros(ages.size)
    there = np.flatnonzero(left > 0)
    customers, times = [np.empty(0, dtype=np.intp)], [np.empty(0)]
    while there.size:
        own_time[there] += rng.exponential(size=there.size) / latent.order_rate[there]
        time = _slowed(own_time[there], change.since[there], 1 + change.frequency_increase)
        comes = time < np.minimum(left[there], ages[there])
        there, time = there[comes], time[comes]
        customers.append(there)
        times.append(time)
        if stops is not None:
            gone = stops(latent, there, time, change, rng)
            left[there[gone]] = time[gone]
            there = there[~gone]
    return np.concatenate(customers), np.concatenate(times), left


def _leaves(latent: Latent, who: Index, time: Array, change: Change, rng: Generator) -> NDArray[np.bool_]:
    """Whether a customer leaves after an order at a time."""
    kept = np.where(time >= change.since[who], 1 - change.churn_reduction, 1.0)
    return np.asarray(rng.random(who.size) < latent.leaving_chance[who] * kept, dtype=bool)


def _slowed(own_time: Array, since: Array, speed: float) -> Array:
    """Calendar time at which a clock shows `own_time`, if it runs at another speed since a moment."""
    if speed == 1:
        return own_time
    with np.errstate(invalid="ignore", divide="ignore"):
        later = since + np.divide(own_time - since, speed)
    return np.where(own_time > since, later, own_time)
