"""A retailer's log out of known parameters, so that every method can be held against a truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.latent_rates import Change, Latent, draw_latent, draw_orders
from roi_engine.errors import ModelError, Problem, did_you_mean

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
JOINS = ("uniform", "front")
ORDER_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "bg_nbd": ("r", "alpha", "a", "b"),
    "mbg_nbd": ("r", "alpha", "a", "b"),
    "pareto_nbd": ("r", "alpha", "s", "beta"),
}
SPEND_PARAMETERS = ("p", "q", "gamma")
FRONT = 0.25  # of the window in which customers of join="front" arrive
REFUND_DAYS = 14  # within which a refund follows its order


@dataclass(frozen=True, slots=True)
class Effect:
    """What a programme does to the treated from a day on.

    Attributes
    ----------
    since : int
        First day of the effect [day number].
    churn_reduction : float
        Relative reduction of leaving [1].
    frequency_increase : float
        Relative increase of the rate of orders [1].
    treated_share : float
        Share of the customers that are treated, at random [1].
    """

    since: int
    churn_reduction: float = 0.0
    frequency_increase: float = 0.0
    treated_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Retailer:
    """Truth behind a log.

    Attributes
    ----------
    n_customers : int
        Customers who join in the window.
    model : str
        "bg_nbd", "mbg_nbd" or "pareto_nbd".
    parameters : mapping
        Of the order model, per `days_per_unit` days.
    spend : mapping or None
        p, q, gamma of the amounts [currency]; None: every order is of 1.00.
    start, end : int
        First day of the window and the day after the last one [day number since 1970-01-01].
    days_per_unit : float
        Days in the time unit of the parameters: 7 for weeks.
    join : str
        "uniform" over the window, or "front": in its first quarter.
    effect : Effect or None
        A planted programme.
    refund_share, duplicate_share : float
        Shares of the rows that are refunded within two weeks, or stand in the log twice [1].
    """

    n_customers: int
    model: str
    parameters: Mapping[str, float]
    spend: Mapping[str, float] | None
    start: int
    end: int
    days_per_unit: float = 7.0
    join: str = "uniform"
    effect: Effect | None = None
    refund_share: float = 0.0
    duplicate_share: float = 0.0


@dataclass(frozen=True, slots=True)
class SimulatedLog:
    """A log, one row an order (or a refund, or a row repeated), and what is true behind it.

    Attributes
    ----------
    customer, day, cents : Whole
        Customer from 1, day number and amount of each row, sorted by day and customer, shape (n_rows,).
    retailer : Retailer
        What it was made from.
    latent : Latent
        Rates of each customer, shape (n_customers,).
    treated : NDArray[np.bool_]
        Whether a customer is treated, shape (n_customers,); all False without effect.
    joined : Whole
        Day of the first order, shape (n_customers,).
    left : Array
        Day on which a customer left, shape (n_customers,); inf if still active at the end.
    n_refunds, n_duplicates : int
        Rows that are refunds, and rows that stand twice.
    """

    customer: Whole
    day: Whole
    cents: Whole
    retailer: Retailer
    latent: Latent
    treated: NDArray[np.bool_]
    joined: Whole
    left: Array
    n_refunds: int
    n_duplicates: int


def simulated_log(retailer: Retailer, seed: int) -> SimulatedLog:
    """Log of a retailer; the same for the same seed.

    Without effect, with one of zero, or treated or not, who joins when with what rates is the same.

    Raises
    ------
    ModelError
        With everything that is wrong with the retailer.
    """
    _refuse(retailer)
    n, unit = retailer.n_customers, retailer.days_per_unit
    streams = [np.random.default_rng([seed, number]) for number in range(5)]
    joined = _joining(retailer, streams[0])
    latent = draw_latent(retailer.model, retailer.parameters, n, streams[0])
    treated, change = _change(retailer, joined, streams[1])
    customer, time, left = draw_orders(retailer.model, latent, (retailer.end - joined) / unit, change, streams[2])
    who = np.concatenate((np.arange(n), customer))
    day = np.floor(np.concatenate((joined, joined[customer] + time * unit))).astype(np.int64)
    day = np.minimum(day, retailer.end - 1)
    cents = _amounts(retailer, who, streams[3])
    who, day, cents, n_refunds, n_duplicates = _soiled(retailer, (who, day, cents), streams[4])
    order = np.lexsort((cents, who, day))
    first_day = np.floor(joined).astype(np.int64)
    return SimulatedLog(
        who[order] + 1,
        day[order],
        cents[order],
        retailer,
        latent,
        treated,
        first_day,
        joined + left * unit,
        n_refunds,
        n_duplicates,
    )


def _joining(retailer: Retailer, rng: Generator) -> Array:
    """Moment of each first order [day]."""
    share = FRONT if retailer.join == "front" else 1.0
    return retailer.start + rng.random(retailer.n_customers) * share * (retailer.end - retailer.start)


def _change(retailer: Retailer, joined: Array, rng: Generator) -> tuple[NDArray[np.bool_], Change]:
    """Who is treated, and what changes for them."""
    lots = rng.random(retailer.n_customers)
    effect = retailer.effect
    if effect is None:
        return np.zeros(lots.size, dtype=bool), Change(np.full(lots.size, np.inf))
    treated = lots < effect.treated_share
    since = np.maximum(effect.since - joined, 0.0) / retailer.days_per_unit
    change = Change(np.where(treated, since, np.inf), effect.churn_reduction, effect.frequency_increase)
    return treated, change


def _amounts(retailer: Retailer, who: NDArray[np.intp], rng: Generator) -> Whole:
    """Amount of each order [cents], at least one."""
    if retailer.spend is None:
        return np.full(who.size, 100, dtype=np.int64)
    p, q, gamma = (retailer.spend[name] for name in SPEND_PARAMETERS)
    nu = rng.gamma(q, 1 / gamma, retailer.n_customers)
    amounts = rng.gamma(p, size=who.size) / nu[who]
    return np.maximum(np.rint(amounts * 100), 1).astype(np.int64)


def _soiled(
    retailer: Retailer, rows: tuple[NDArray[np.intp], Whole, Whole], rng: Generator
) -> tuple[Whole, Whole, Whole, int, int]:
    """Rows with refunds and repeated rows among them, and how many there are of each."""
    who, day, cents = rows
    refunded = np.flatnonzero(rng.random(who.size) < retailer.refund_share)
    later = day[refunded] + rng.integers(0, REFUND_DAYS + 1, refunded.size)
    refunded, later = refunded[later < retailer.end], later[later < retailer.end]
    twice = np.flatnonzero(rng.random(who.size) < retailer.duplicate_share)
    return (
        np.concatenate((who, who[refunded], who[twice])).astype(np.int64),
        np.concatenate((day, later, day[twice])),
        np.concatenate((cents, -cents[refunded], cents[twice])),
        refunded.size,
        twice.size,
    )


def _refuse(retailer: Retailer) -> None:
    """Raise with everything that is wrong."""
    found = []
    if retailer.model not in ORDER_PARAMETERS:
        hint = did_you_mean(retailer.model, ORDER_PARAMETERS)
        accepted = ", ".join(ORDER_PARAMETERS)
        found.append(Problem("model", f"unknown order model '{retailer.model}'", accepted=accepted, hint=hint))
    wanted = {"parameters": ORDER_PARAMETERS.get(retailer.model, ())}
    stated = {"parameters": retailer.parameters, "spend": retailer.spend or {}}
    wanted["spend"] = SPEND_PARAMETERS if retailer.spend is not None else ()
    for path, names in wanted.items():
        for name in names:
            if not stated[path].get(name, 0.0) > 0:
                found.append(Problem(path, f"{name} is missing or not positive", path=f"{path}.{name}"))
    if retailer.join not in JOINS:
        hint = did_you_mean(retailer.join, JOINS)
        found.append(Problem("join", f"unknown way to join '{retailer.join}'", accepted=", ".join(JOINS), hint=hint))
    if retailer.n_customers < 1 or retailer.end <= retailer.start or retailer.days_per_unit <= 0:
        accepted = "one customer or more, an end after the start, a positive time unit"
        found.append(Problem("window", "there are no customers or no time", accepted=accepted))
    if found:
        raise ModelError(found)
