"""What BG/NBD and MBG/NBD share: gamma purchase rates, and a beta coin that may end the relation after an order.

While alive a customer orders as a Poisson process of rate lambda ~ gamma(r, alpha); a coin with p ~ beta(a, b) ends the
relation. BG/NBD (Fader, Hardie and Lee 2005, Marketing Science 24(2)) flips it after every repeat order, MBG/NBD
(Batislam, Denizel and Filiztekin 2007, International Journal of Research in Marketing 24) after the first order too.
`first_flips` is that difference: 0 or 1. A customer alive at T has then survived x + first_flips flips, and

    lambda | alive ~ gamma(r + x, alpha + T),    p | alive ~ beta(a, b + x + first_flips).

Every forward quantity is an expectation over these two. With u = t / (alpha + T), k = r + x and B the second beta
parameter, E[(1 + p u)^-k] = 2F1(k, a; a + B; -u). Pfaff's transformation turns it into
(1 + u)^-a 2F1(a + B - k, a; a + B; u / (1 + u)), whose parameters above the line do not grow with x: in that form
(and only in that form) the library's 2F1 keeps 13 digits over the range of real bases.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, hyp2f1

from roi_engine.customers.history import Array, History
from roi_engine.customers.models.order_model import OrderModel
from roi_engine.customers.models.quadrature import discount_nodes, row_blocks, unit_nodes

NAMES = ("r", "alpha", "a", "b")
NEAR_SINGULAR = 1e-3
"""Distance of `a` or of a + B - 1 from their removable singularities below which orders are integrated instead."""


def log_likelihood(logs: Array, history: History, first_flips: int) -> tuple[float, Array]:
    """Sum over customers of the log-likelihood, and its gradient in the log parameters.

    The likelihood of a row is a sum of "still alive at T" and "gone at t_x"; with A1 the log of the first and `odds`
    the log of their ratio it is A1 + log(1 + e^odds), which neither overflows nor loses small terms (Fader, Hardie and
    Lee 2005, equation 6, and Batislam et al. 2007, in that arrangement).

    Parameters
    ----------
    logs : Array
        Log of (r, alpha, a, b), shape (4,).
    history : History
        Rows with counts.
    first_flips : int
        0 for BG/NBD, 1 for MBG/NBD.

    Returns
    -------
    float
        Log-likelihood.
    Array
        Gradient, shape (4,).
    """
    r, alpha, a, b = np.exp(logs)
    x, weight = history.frequency, history.count
    k = r + x
    log_end = np.log(alpha + history.age)
    fall = log_end - np.log(alpha + history.recency)
    gone, log_gone = _gone(a, b + x + first_flips - 1, k * fall, x > 0 if first_flips == 0 else None)
    by_frequency, by_frequency_gradient = _by_frequency(r, a, b, history, first_flips)
    rows_sum = float(weight @ (log_gone - k * log_end)) + history.n_customers * r * logs[1]
    inverse_end = 1 / (alpha + history.age)
    inverse_last = 1 / (alpha + history.recency)
    total = history.n_customers
    of_r = total * logs[1] + weight @ (gone * fall - log_end)
    of_alpha = total * r / alpha + weight @ (k * (gone * (inverse_end - inverse_last) - inverse_end))
    weighted_gone = weight * gone
    of_a = weighted_gone.sum() / a
    of_b = -(weighted_gone @ _safe_inverse(b + x + first_flips - 1, gone))
    gradient = by_frequency_gradient + np.array([of_r, of_alpha, of_a, of_b])
    return rows_sum + by_frequency, gradient * np.array([r, alpha, a, b])


def _gone(a: float, survived: Array, rise: Array, possible: NDArray[np.bool_] | None) -> tuple[Array, Array]:
    """P(gone at T | history) and log(1 + odds of it), both 0 where it is not possible; `rise` = k log ratio."""
    if possible is None:
        possible = np.ones(survived.shape, dtype=bool)
    odds = np.where(possible, rise + np.log(a / np.where(possible, survived, 1.0)), -np.inf)
    log_gone = np.logaddexp(0.0, odds)
    gone = np.exp(odds - log_gone)
    return gone, log_gone


def _safe_inverse(survived: Array, gone: Array) -> Array:
    """1 / survived, 0 where being gone was not possible (BG/NBD without a repeat order: b - 1 may be 0)."""
    return np.where(gone > 0, 1 / np.where(gone > 0, survived, 1.0), 0.0)


def _by_frequency(r: float, a: float, b: float, history: History, first_flips: int) -> tuple[float, Array]:
    """Terms that depend on x alone, computed once a distinct x: gamma and beta functions and their gradient."""
    x = history.frequencies
    weight = np.bincount(history.frequency_row, weights=history.count, minlength=x.size)
    flips = x + first_flips
    orders = gammaln(r + x) - gammaln(r)
    survived = gammaln(b + flips) - gammaln(b) + gammaln(a + b) - gammaln(a + b + flips)
    both = digamma(a + b) - digamma(a + b + flips)
    gradient = np.array(
        [
            weight @ (digamma(r + x) - digamma(r)),
            0.0,
            weight @ both,
            weight @ (digamma(b + flips) - digamma(b) + both),
        ]
    )
    return float(weight @ (orders + survived)), gradient


def starts(history: History) -> tuple[Array, ...]:
    """Log parameters to start from: three shapes, alpha set so that the mean rate fits the base's own ages."""
    ages = float(history.count @ history.age) / history.n_customers
    orders = float(history.count @ history.frequency) / history.n_customers
    scale = 0.7 * max(ages, 1e-9) / max(orders, 1e-3)
    shapes = ((0.5, 0.8, 2.5), (1.0, 0.4, 3.0), (0.3, 1.5, 4.0))
    return tuple(np.log(np.array([r, r * scale, a, b])) for r, a, b in shapes)


def alive_now(logs: Array, history: History, first_flips: int) -> Array:
    """P(alive at T | history), shape (n_rows,): BG/NBD gives 1 to a customer without a repeat order."""
    r, alpha, a, b = np.exp(logs)
    fall = np.log((alpha + history.age) / (alpha + history.recency))
    survived = b + history.frequency + first_flips - 1
    possible = history.frequency > 0 if first_flips == 0 else None
    gone, log_gone = _gone(a, survived, (r + history.frequency) * fall, possible)
    return np.where(gone < 0.5, 1 - gone, np.exp(-log_gone))


def alive(logs: Array, history: History, ahead: Array, first_flips: int) -> Array:
    """P(alive at T + ahead | history), shape (n_rows, m): P(alive) times E[(1 + p u)^-(r + x)]."""
    r, alpha, a, b = np.exp(logs)
    now = alive_now(logs, history, first_flips)
    ahead = np.asarray(ahead, dtype=np.float64)
    chances = np.empty((now.size, ahead.size))
    for rows in row_blocks(now.size):
        x = history.frequency[rows, None]
        u = ahead / (alpha + history.age[rows, None])
        survival = mean_power(a, b + x + first_flips, r + x, u)
        chances[rows] = now[rows, None] * survival
    return chances


def mean_power(a: float, survived: Array, k: Array, u: Array) -> Array:
    """E[(1 + p u)^-k] for p ~ beta(a, survived), in Pfaff's form (see the module)."""
    z = u / (1 + u)
    power: Array = np.exp(-a * np.log1p(u)) * hyp2f1(a + survived - k, a, a + survived, z)
    return power


def expected_orders(logs: Array, history: History, ahead: Array, first_flips: int) -> Array:
    """E[orders in (T, T + ahead] | history], shape (n_rows, m)."""
    r, alpha, a, b = np.exp(logs)
    now = alive_now(logs, history, first_flips)
    ahead = np.asarray(ahead, dtype=np.float64)
    orders = np.empty((now.size, ahead.size))
    for rows in row_blocks(now.size):
        x = history.frequency[rows, None]
        u = ahead / (alpha + history.age[rows, None])
        orders[rows] = now[rows, None] * orders_while_alive(a, b + x + first_flips, r + x, u)
    return orders


def expected_orders_of_one(logs: Array, ahead: Array, first_flips: int) -> Array:
    """E[X(t)] of a customer just acquired: the conditional expectation with an empty history, shape (m,)."""
    nothing = np.zeros(1)
    return expected_orders(logs, History(nothing, nothing, nothing, np.ones(1)), ahead, first_flips).ravel()


def orders_while_alive(a: float, survived: Array, k: Array, u: Array) -> Array:
    """E[(1 - (1 + p u)^-k) / p] for p ~ beta(a, survived): expected orders of a customer alive at T.

    With e = a - 1 and c = a + survived - 1 the closed form (Fader, Hardie and Lee 2005, equation 10) reads
    c / e * [1 - (1 + u)^-e 2F1(c - k, e; c; u / (1 + u))] after Pfaff's transformation. It has removable singularities
    at a = 1 and c = 0; near them the rate of orders is integrated over y = log(1 + u) by Gauss's rule instead.

    Parameters
    ----------
    a : float
        First beta parameter of p.
    survived : Array
        Second beta parameter, shape (n, 1).
    k : Array
        r + x, shape (n, 1).
    u : Array
        ahead / (alpha + T), shape (n, m).

    Returns
    -------
    Array
        Expected orders, shape (n, m).
    """
    excess = a - 1
    c = a + survived - 1
    near = (np.abs(c) < NEAR_SINGULAR) | (abs(excess) < NEAR_SINGULAR)
    length = np.log1p(u)
    with np.errstate(all="ignore"):
        above = hyp2f1(c - k, excess, c, u / (1 + u)) - 1
        orders: Array = c / excess * (-np.expm1(-excess * length) - np.exp(-excess * length) * above)
    rows = np.flatnonzero(near.any(axis=1))
    if rows.size:
        orders[rows] = _integrated_orders(a, survived[rows], k[rows], length[rows])
    return np.maximum(orders, 0.0)


def _integrated_orders(a: float, survived: Array, k: Array, length: Array) -> Array:
    """The integral over y = log(1 + u) of k e^y E[(1 + p u)^-(k + 1)], shape as `length`."""
    nodes, weights = unit_nodes(32)
    total = np.zeros(length.shape)
    for node, weight in zip(nodes, weights, strict=True):
        y = node * length
        total += weight * np.exp(y) * mean_power(a, survived, k + 1, np.expm1(y))
    return k * length * total


def discounted_orders(logs: Array, history: History, rate: float, first_flips: int) -> Array:
    """Expected orders after T discounted to T at a continuous rate, without a horizon, shape (n_rows,).

    The integral of e^(-rate t) lambda e^(-lambda p t), averaged over the posterior, by Gauss's rule in
    y = log(1 + t / (alpha + T)) up to where the discount factor is below 1e-17.
    """
    r, alpha, a, b = np.exp(logs)
    now = alive_now(logs, history, first_flips)
    orders = np.empty(now.size)
    for rows in row_blocks(now.size):
        x = history.frequency[rows, None]
        y, weights = discount_nodes(rate * (alpha + history.age[rows]))
        survival = mean_power(a, b + x + first_flips, r + x + 1, np.expm1(y))
        orders[rows] = now[rows] * ((r + x) * survival * weights).sum(axis=1)
    return orders


def simulate(logs: Array, history: History, ahead: float, generator: Generator, first_flips: int) -> Array:
    """One draw of each row's orders in (T, T + ahead], shape (n_rows,): Poisson orders, stopped by the first tails."""
    r, alpha, a, b = np.exp(logs)
    x = history.frequency
    lives = generator.random(x.size) < alive_now(logs, history, first_flips)
    rate = generator.gamma(r + x) / (alpha + history.age)
    stops = generator.beta(a, b + x + first_flips)
    orders = np.minimum(generator.poisson(rate * ahead), last_order(stops, generator))
    drawn: Array = np.where(lives, orders, 0).astype(np.float64)
    return drawn


def last_order(stops: Array, generator: Generator) -> Array:
    """Number of the flip that ends the relation, from 1: geometric with probability `stops` (0 = never)."""
    with np.errstate(divide="ignore"):
        flips = np.ceil(generator.standard_exponential(stops.shape) / -np.log1p(-stops))
    return np.maximum(flips, 1.0)


def simulate_log(logs: Array, ages: Array, generator: Generator, first_flips: int) -> tuple[NDArray[np.intp], Array]:
    """Repeat orders of customers just acquired, seen for their ages: customer and time, sorted by both."""
    r, alpha, a, b = np.exp(logs)
    ages = np.asarray(ages, dtype=np.float64)
    rate = generator.gamma(r, size=ages.size) / alpha
    kept = last_order(generator.beta(a, b, size=ages.size), generator) - first_flips
    counts = generator.poisson(rate * ages)
    customer = np.repeat(np.arange(ages.size, dtype=np.intp), counts)
    times = generator.random(customer.size) * ages[customer]
    order = np.lexsort((times, customer))
    number = np.arange(customer.size) - np.repeat(np.cumsum(counts) - counts, counts)
    within = number < kept[customer]
    return customer[within], times[order][within]


def order_model(name: str, title: str, paper: str, first_flips: int) -> OrderModel:
    """A model of this family: `first_flips` of the coin before any repeat order."""
    return OrderModel(
        name=name,
        title=title,
        paper=paper,
        names=NAMES,
        discrete=False,
        log_likelihood=partial(log_likelihood, first_flips=first_flips),
        starts=starts,
        alive=partial(alive, first_flips=first_flips),
        expected_orders=partial(expected_orders, first_flips=first_flips),
        expected_orders_of_one=partial(expected_orders_of_one, first_flips=first_flips),
        discounted_orders=partial(discounted_orders, first_flips=first_flips),
        simulate=partial(simulate, first_flips=first_flips),
        simulate_log=partial(simulate_log, first_flips=first_flips),
    )
