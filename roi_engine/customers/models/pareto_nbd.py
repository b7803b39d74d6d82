"""Pareto/NBD: Poisson orders during a lifetime that is exponential, with gamma rates for both.

Schmittlein, Morrison and Colombo (1987, Management Science 33(1), 1-24); likelihood as in Fader and Hardie (2005, note
"A note on deriving the Pareto/NBD model and related expressions"). lambda ~ gamma(r, alpha), mu ~ gamma(s, beta); for a
customer alive at T, lambda ~ gamma(r + x, alpha + T) and mu ~ gamma(s, beta + T).

The likelihood of (x, t_x, T) is Gamma(r + x) / Gamma(r) alpha^r beta^s times

    (alpha + T)^-(r + x) (beta + T)^-s  +  s * integral from t_x to T of (alpha + h)^-(r + x) (beta + h)^-(s + 1) dh,

alive at T and gone at h. The usual form writes the integral as a difference of two 2F1, which cancel. Here it is one
integral of positive terms by Gauss's rule in y = log((m + h) / (m + t_x)), m the smaller of alpha and beta: in y the
integrand is analytic within +-pi of the axis, so 24 nodes give about 13 digits; the gradient is the same rule on
the derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import digamma, exprel, gammaln

from roi_engine.customers.history import Array, History
from roi_engine.customers.models.order_model import OrderModel
from roi_engine.customers.models.quadrature import discount_nodes, row_blocks, unit_nodes

NAMES = ("r", "alpha", "s", "beta")
NODES = 24
"""Nodes of the integral over the moment of leaving."""
DROP = 37.0
"""The integral is cut where its integrand has fallen by e^-37."""


@dataclass(frozen=True, slots=True)
class _Gone:
    """The integral over the moment of leaving, relative to the integrand at t_x, and means under its weights."""

    integral: Array  # [time], shape (n,)
    log_alpha: Array  # mean of log((alpha + h) / (alpha + t_x))
    log_beta: Array
    inverse_alpha: Array  # mean of 1 / (alpha + h)
    inverse_beta: Array


def log_likelihood(log_parameters: Array, history: History) -> tuple[float, Array]:
    """Sum of the log-likelihood over customers, and its gradient in the log parameters, shape (4,)."""
    r, alpha, s, beta = parameters = np.exp(log_parameters)
    total, gradient = 0.0, np.zeros(4)
    for rows in row_blocks(history.frequency.size):
        value, slopes = _rows_likelihood(parameters, history, rows)
        total += value
        gradient += slopes
    x = history.frequencies
    weight = np.bincount(history.frequency_row, weights=history.count, minlength=x.size)
    n_customers = history.n_customers
    total += float(weight @ gammaln(r + x)) - n_customers * float(gammaln(r))
    total += n_customers * float(r * log_parameters[1] + s * log_parameters[3])
    gradient += n_customers * np.array([log_parameters[1] - digamma(r), r / alpha, log_parameters[3], s / beta])
    gradient[0] += weight @ digamma(r + x)
    return total, gradient * parameters


def _rows_likelihood(parameters: Array, history: History, rows: slice) -> tuple[float, Array]:
    """What depends on each row's times: the log of the sum of both terms, and its gradient in the parameters."""
    r, alpha, s, beta = parameters
    x, last, weight = history.frequency[rows], history.recency[rows], history.count[rows]
    k = r + x
    since = history.age[rows] - last
    gone = _gone(parameters, x, last, since)
    log_alpha, log_beta = np.log1p(since / (alpha + last)), np.log1p(since / (beta + last))
    alive_term = (beta + last) * np.exp(-k * log_alpha - s * log_beta)
    gone_term = s * gone.integral
    both = alive_term + gone_term
    at_last_alpha, at_last_beta = np.log(alpha + last), np.log(beta + last)
    value = weight @ (np.log(both) - k * at_last_alpha - (s + 1) * at_last_beta)
    lives = alive_term / both
    left = gone_term / both
    age = history.age[rows]
    slopes = np.array(
        [
            -(weight @ (at_last_alpha + lives * log_alpha + left * gone.log_alpha)),
            -(weight @ (k * (lives / (alpha + age) + left * gone.inverse_alpha))),
            weight @ (left / s - at_last_beta - lives * log_beta - left * gone.log_beta),
            -(weight @ (s * lives / (beta + age) + (s + 1) * left * gone.inverse_beta)),
        ]
    )
    return float(value), slopes


def _gone(parameters: Array, x: Array, last: Array, since: Array) -> _Gone:
    """Gauss's rule over the moment of leaving between t_x and T, relative to the integrand at t_x."""
    r, alpha, s, beta = parameters
    near, far = min(alpha, beta), max(alpha, beta)
    k = (r + x)[:, None]
    near_power, far_power = (k - 1, s + 1) if alpha < beta else (s, k)
    nodes, weights = unit_nodes(NODES)
    length = _length(parameters, x, last, since)
    y = length[:, None] * nodes
    elapsed = (near + last)[:, None] * np.expm1(y)
    far_log = np.log1p(elapsed / (far + last)[:, None])
    terms = np.exp(-near_power * y - far_power * far_log) * weights
    mass = terms.sum(axis=1)
    terms /= mass[:, None]
    near_log_mean = np.einsum("ij,ij->i", terms, y)
    far_log_mean = np.einsum("ij,ij->i", terms, far_log)
    near_inverse = np.einsum("ij,ij->i", terms, 1 / (elapsed + (near + last)[:, None]))
    far_inverse = np.einsum("ij,ij->i", terms, 1 / (elapsed + (far + last)[:, None]))
    integral = (near + last) * length * mass
    if alpha < beta:
        return _Gone(integral, near_log_mean, far_log_mean, near_inverse, far_inverse)
    return _Gone(integral, far_log_mean, near_log_mean, far_inverse, near_inverse)


def _length(parameters: Array, x: Array, last: Array, since: Array) -> Array:
    """Upper end of y: that of T, or where the integrand is sure to be below e^-37 of its value at t_x.

    Both bounds hold for x >= 1: the integrand in y falls at least as (1 + elapsed / (far + t_x))^-(r + x + s), and at
    least as e^(-near_power y).
    """
    r, alpha, s, beta = parameters
    near, far = min(alpha, beta), max(alpha, beta)
    whole = np.log1p(since / (near + last))
    with np.errstate(over="ignore"):
        by_far = np.log1p((far + last) / (near + last) * np.expm1(DROP / (r + x + s)))
    by_near = DROP / np.maximum(r + x - 1 if alpha < beta else s, 1e-3)
    length: Array = np.where(x >= 1, np.minimum(whole, np.minimum(by_far, by_near)), whole)
    return length


def starts(history: History) -> tuple[Array, ...]:
    """Log parameters to start from: three shapes, alpha and beta scaled to the base's own ages and orders."""
    age = max(float(history.count @ history.age) / history.n_customers, 1e-9)
    orders = float(history.count @ history.frequency) / history.n_customers
    scale = 0.7 * age / max(orders, 1e-3)
    shapes = ((0.5, 0.6, 0.4), (1.0, 1.0, 1.0), (0.7, 0.4, 0.15))
    return tuple(np.log(np.array([r, r * scale, s, beta * age])) for r, s, beta in shapes)


def alive_now(log_parameters: Array, history: History) -> Array:
    """P(alive at T | history), shape (n_rows,)."""
    r, alpha, s, beta = parameters = np.exp(log_parameters)
    chances = np.empty(history.frequency.size)
    for rows in row_blocks(chances.size):
        x, last = history.frequency[rows], history.recency[rows]
        since = history.age[rows] - last
        fall = (r + x) * np.log1p(since / (alpha + last)) + s * np.log1p(since / (beta + last))
        alive_term = (beta + last) * np.exp(-fall)
        chances[rows] = alive_term / (alive_term + s * _gone(parameters, x, last, since).integral)
    return chances


def alive(log_parameters: Array, history: History, ahead: Array) -> Array:
    """P(alive at T + ahead | history), shape (n_rows, m): P(alive) ((beta + T) / (beta + T + ahead))^s."""
    _, _, s, beta = np.exp(log_parameters)
    length = np.log1p(np.asarray(ahead, dtype=np.float64) / (beta + history.age[:, None]))
    chances: Array = alive_now(log_parameters, history)[:, None] * np.exp(-s * length)
    return chances


def expected_orders(log_parameters: Array, history: History, ahead: Array) -> Array:
    """E[orders in (T, T + ahead] | history], shape (n_rows, m).

    P(alive) (r + x) / (alpha + T) times the integral of ((beta + T) / (beta + T + t))^s, written with
    (e^v - 1) / v so that s = 1 is no exception (Schmittlein et al. 1987; Fader and Hardie 2005).
    """
    r, alpha, s, beta = np.exp(log_parameters)
    end = beta + history.age[:, None]
    length = np.log1p(np.asarray(ahead, dtype=np.float64) / end)
    rate = alive_now(log_parameters, history) * (r + history.frequency) / (alpha + history.age)
    orders: Array = rate[:, None] * end * length * exprel((1 - s) * length)
    return orders


def expected_orders_of_one(log_parameters: Array, ahead: Array) -> Array:
    """E[X(t)], repeat orders of a customer just acquired, shape (m,) (Schmittlein et al. 1987)."""
    r, alpha, s, beta = np.exp(log_parameters)
    length = np.log1p(np.asarray(ahead, dtype=np.float64) / beta)
    orders: Array = r / alpha * beta * length * exprel((1 - s) * length)
    return orders


def discounted_orders(log_parameters: Array, history: History, rate: float) -> Array:
    """Expected orders after T, discounted at a continuous rate [1/time unit], without a horizon, shape (n_rows,).

    DERT of Fader, Hardie and Lee (2005, Journal of Marketing Research 42(4)), its confluent
    hypergeometric function as the integral that it stands for.
    """
    r, alpha, s, beta = np.exp(log_parameters)
    now = alive_now(log_parameters, history)
    orders = np.empty(now.size)
    for rows in row_blocks(now.size):
        end = beta + history.age[rows]
        y, weights = discount_nodes(rate * end)
        lifetime = end * (np.exp(-s * y) * weights).sum(axis=1)
        orders[rows] = now[rows] * (r + history.frequency[rows]) / (alpha + history.age[rows]) * lifetime
    return orders


def simulate(log_parameters: Array, history: History, ahead: float, generator: Generator) -> Array:
    """One draw of each row's orders in (T, T + ahead], shape (n_rows,)."""
    r, alpha, s, beta = np.exp(log_parameters)
    x = history.frequency
    lives = generator.random(x.size) < alive_now(log_parameters, history)
    rate = generator.gamma(r + x) / (alpha + history.age)
    span = _lifetimes(generator.gamma(s, size=x.size) / (beta + history.age), ahead, generator)
    drawn: Array = np.where(lives, generator.poisson(rate * span), 0).astype(np.float64)
    return drawn


def simulate_log(log_parameters: Array, ages: Array, generator: Generator) -> tuple[NDArray[np.intp], Array]:
    """Customer and time of each repeat order of new customers seen for their ages, sorted by both."""
    r, alpha, s, beta = np.exp(log_parameters)
    ages = np.asarray(ages, dtype=np.float64)
    rate = generator.gamma(r, size=ages.size) / alpha
    span = _lifetimes(generator.gamma(s, size=ages.size) / beta, ages, generator)
    customer = np.repeat(np.arange(ages.size, dtype=np.intp), generator.poisson(rate * span))
    times = generator.random(customer.size) * span[customer]
    return customer, times[np.lexsort((times, customer))]


def _lifetimes(hazard: Array, limit: Array | float, generator: Generator) -> Array:
    """Exponential lifetimes with these hazards, cut at the limit; a hazard of 0 lives to the limit."""
    with np.errstate(divide="ignore", over="ignore"):
        lifetimes: Array = np.minimum(generator.standard_exponential(hazard.shape) / hazard, limit)
    return lifetimes


MODEL = OrderModel(
    name="pareto_nbd",
    title="Pareto/NBD",
    paper="Schmittlein, D. C., Morrison, D. G. and Colombo, R. (1987). Counting your customers: who are they and what "
    "will they do next? Management Science 33(1), 1-24.",
    names=NAMES,
    discrete=False,
    log_likelihood=log_likelihood,
    starts=starts,
    alive=alive,
    expected_orders=expected_orders,
    expected_orders_of_one=expected_orders_of_one,
    discounted_orders=discounted_orders,
    simulate=simulate,
    simulate_log=simulate_log,
)
