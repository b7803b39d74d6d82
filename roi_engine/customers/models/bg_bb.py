"""BG/BB: orders at discrete opportunities, by customers who leave for good unseen.

Fader, Hardie & Shang (2010), Customer-base analysis in a discrete-time noncontractual setting, Marketing Science 29(6).
While alive a customer orders at each opportunity with chance p ~ Beta(alpha, beta); at the start of each he leaves
with chance theta ~ Beta(gamma, delta). Time is counted in opportunities: the frequency is the number of opportunities
taken after the acquisition, the recency the last one taken, the age their number so far. Where a length of time ahead
is not whole, the opportunity of the period begun falls anywhere in it: chances and expectations are linear between.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from roi_engine.customers.history import Array, History
from roi_engine.customers.models.geometric_life import discounted_periods, surviving_shares
from roi_engine.errors import ModelError, Problem

Counts = NDArray[np.intp]

NAME = "bg_bb"
TITLE = "BG/BB"
PAPER = "Fader, Hardie & Shang (2010), Marketing Science 29(6), 1086-1108"
NAMES = ("alpha", "beta", "gamma", "delta")
TERMS_AT_ONCE = 500_000  # terms of the likelihood held in memory together


def log_likelihood(log_parameters: Array, history: History) -> tuple[float, Array]:
    """Log-likelihood of all customers, eq. (5), and its gradient over the log parameters, shape (4,)."""
    x, tx, n = _whole(history)
    parameters = np.exp(log_parameters)
    values, slopes = _rising_logs(parameters, int(n.max(initial=0)))
    total, gradient = 0.0, np.zeros(4)
    for rows in _blocks(n - tx + 1):
        terms = _Terms(x[rows], tx[rows], n[rows])
        logs = terms.logs(values)
        of_rows = terms.sum_of_exponentials(logs)
        weights = history.count[rows]
        total += float(weights @ of_rows)
        shares = np.exp(logs - np.repeat(of_rows, terms.lengths)) * np.repeat(weights, terms.lengths)
        gradient += terms.gradient(shares, slopes)
    return total, gradient * parameters


def starts(history: History) -> tuple[Array, ...]:
    """Starting log parameters: the mean chance of an order and of leaving from the counts, spread in three ways."""
    taken = float(history.count @ history.frequency)
    seen = float(history.count @ np.maximum(history.recency, 1.0))
    mean_order = min(max(taken / max(seen, 1.0), 0.02), 0.98)
    silent = float(history.count @ (history.age - history.recency > 0))
    mean_leave = min(max(silent / max(float(history.count @ history.age), 1.0), 0.02), 0.5)
    return tuple(
        np.log([size * mean_order, size * (1 - mean_order), life * mean_leave, life * (1 - mean_leave)])
        for size, life in ((2.0, 4.0), (1.0, 2.0), (6.0, 10.0))
    )


def alive(log_parameters: Array, history: History, ahead: Array) -> Array:
    """Chance of being alive at the opportunities after the last one observed, eq. (A10), shape (n_rows, n_ahead).

    `ahead` [opportunities] of 0 is the last opportunity observed, 1 the next one.
    """
    gamma, delta = np.exp(log_parameters[2:])
    now = _alive_now(log_parameters, history)
    ages, row = np.unique(history.age, return_inverse=True)
    shares = _between_periods(surviving_shares(gamma, delta + ages, _last_period(ahead)), ahead)
    product: Array = now[:, np.newaxis] * shares[row]
    return product


def expected_orders(log_parameters: Array, history: History, ahead: Array) -> Array:
    """Expected orders in the next `ahead` opportunities, eq. (13), shape (n_rows, n_ahead)."""
    alpha, beta, gamma, delta = np.exp(log_parameters)
    chance = (alpha + history.frequency) / (alpha + beta + history.age)
    ages, row = np.unique(history.age, return_inverse=True)
    periods = _between_periods(_periods_alive(gamma, delta + ages, _last_period(ahead)), ahead)
    product: Array = (_alive_now(log_parameters, history) * chance)[:, np.newaxis] * periods[row]
    return product


def expected_orders_of_one(log_parameters: Array, ahead: Array) -> Array:
    """Expected repeat orders of a customer just acquired in his first `ahead` opportunities, eq. (8), (n_ahead,)."""
    alpha, beta, gamma, delta = np.exp(log_parameters)
    product: Array = alpha / (alpha + beta) * _between_periods(_periods_alive(gamma, delta, _last_period(ahead)), ahead)
    return product


def discounted_orders(log_parameters: Array, history: History, rate: float) -> Array:
    """Expected orders from now on, each discounted to now (DERT), eq. (14), shape (n_rows,).

    `rate` is continuous [1/opportunity]: the paper's d is exp(rate) - 1. ModelError where the sum is infinite.
    """
    alpha, beta, gamma, delta = np.exp(log_parameters)
    chance = (alpha + history.frequency) / (alpha + beta + history.age)
    ages, row = np.unique(history.age, return_inverse=True)
    periods = discounted_periods(float(gamma), delta + ages, float(np.expm1(rate)))
    product: Array = _alive_now(log_parameters, history) * chance * periods[row]
    return product


def simulate(log_parameters: Array, history: History, horizon: float, generator: Generator) -> Array:
    """One draw of the orders of one customer of each row in the next `horizon` opportunities, shape (n_rows,).

    Alive or not, and alive the chances p ~ Beta(alpha + x, beta + n - x), theta ~ Beta(gamma, delta + n): independent.
    """
    alpha, beta, gamma, delta = np.exp(log_parameters)
    x, n = history.frequency, history.age
    is_alive = generator.random(x.size) < _alive_now(log_parameters, history)
    chance = generator.beta(alpha + x, beta + n - x)
    life = _drawn_lives(generator.beta(gamma, delta + n), generator)
    # The opportunity of the period begun falls inside the horizon with the chance of its part of the period.
    opportunities = np.floor(horizon) + (generator.random(x.size) < horizon % 1.0)
    reached = np.where(is_alive, np.minimum(life, opportunities), 0.0)
    return generator.binomial(reached.astype(np.int64), chance).astype(np.float64)


def simulate_log(log_parameters: Array, ages: Array, generator: Generator) -> tuple[Counts, Array]:
    """Repeat orders of customers just acquired: index of the customer and opportunity of each order, by customer.

    `ages` are the opportunities each is observed for, shape (n,); parts of a period are left out.
    """
    alpha, beta, gamma, delta = np.exp(log_parameters)
    opportunities = np.floor(ages)
    chance = generator.beta(alpha, beta, opportunities.size)
    life = _drawn_lives(generator.beta(gamma, delta, opportunities.size), generator)
    reached = np.minimum(life, opportunities).astype(np.intp)
    customer = np.repeat(np.arange(opportunities.size), reached)
    period = np.arange(customer.size) - np.repeat(np.cumsum(reached) - reached, reached) + 1
    taken = generator.random(customer.size) < chance[customer]
    return customer[taken], period[taken].astype(np.float64)


def _drawn_lives(leaving: Array, generator: Generator) -> Array:
    """Whole periods each customer stays, P(life >= j) = (1 - leaving)^j; infinite where he never leaves."""
    with np.errstate(divide="ignore"):
        lives: Array = np.floor(np.log(1.0 - generator.random(leaving.size)) / np.log1p(-leaving))
    return np.where(leaving == 0.0, np.inf, lives)


def _alive_now(log_parameters: Array, history: History) -> Array:
    """Chance that the customers of each row were alive at their last opportunity, shape (n_rows,)."""
    x, tx, n = _whole(history)
    values, _ = _rising_logs(np.exp(log_parameters), int(n.max(initial=0)))
    chances: Array = np.empty(x.size)
    for rows in _blocks(n - tx + 1):
        terms = _Terms(x[rows], tx[rows], n[rows])
        logs = terms.logs(values)
        chances[rows] = np.exp(logs[terms.last] - terms.sum_of_exponentials(logs))
    return chances


def _last_period(ahead: Array) -> int:
    if not np.all(np.isfinite(ahead) & (ahead >= 0.0)):
        raise ModelError([Problem("ahead", "a time ahead is negative or not finite", accepted="accepted: 0 or more")])
    return int(np.floor(ahead.max(initial=0.0))) + 1


def _periods_alive(gamma: float, delta: Array | float, n_periods: int) -> Array:
    """Expected opportunities alive among the next 0, 1 ... n_periods, shape (*delta.shape, n_periods + 1)."""
    shares = surviving_shares(gamma, delta, n_periods)
    shares[..., 0] = 0.0
    return np.cumsum(shares, axis=-1, out=shares)


def _between_periods(at_periods: Array, ahead: Array) -> Array:
    """Values at 0, 1, 2 ... periods (last axis) read off at `ahead`, linear in between."""
    whole = np.floor(ahead).astype(np.intp)
    part = ahead - whole
    read: Array = (1.0 - part) * at_periods[..., whole] + part * at_periods[..., whole + 1]
    return read


def _whole(history: History) -> tuple[Counts, Counts, Counts]:
    """Frequency, recency and age as whole numbers; ModelError where time is not counted in opportunities."""
    x, tx, n = history.frequency, history.recency, history.age
    broken = (tx != np.floor(tx)) | (n != np.floor(n)) | (x > tx)
    if broken.any():
        row = int(np.argmax(broken))
        said = (
            f"{int(broken.sum())} rows do not count opportunities: {x[row]:g} orders, last at {tx[row]:g} of {n[row]:g}"
        )
        accepted = "accepted: whole recency and age, at most one order an opportunity"
        hint = "count the months or years with an order, or take bg_nbd, which has continuous time"
        raise ModelError([Problem("discrete-time", said, accepted=accepted, hint=hint)])
    return x.astype(np.intp), tx.astype(np.intp), n.astype(np.intp)


def _blocks(lengths: Counts) -> Iterator[slice]:
    """Runs of rows with at most TERMS_AT_ONCE terms together (one row at least)."""
    ends = np.cumsum(lengths)
    begin = 0
    while begin < lengths.size:
        before = ends[begin - 1] if begin else 0
        end = max(int(np.searchsorted(ends, before + TERMS_AT_ONCE, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end


def _rising_logs(parameters: Array, n: int) -> tuple[Array, Array]:
    """Sums of ln(a + i) and of 1 / (a + i) over i < k for k = 0 ... n + 1, for each a of alpha, beta, alpha + beta, ...

    Shape (6, n + 2) each, with gamma, delta and gamma + delta last. Ratios of Beta functions at whole distances are
    sums of these, with no loss of digits at large parameters.
    """
    alpha, beta, gamma, delta = parameters
    bases = np.array([alpha, beta, alpha + beta, gamma, delta, gamma + delta])[:, np.newaxis] + np.arange(n + 1)
    values, slopes = np.zeros((6, n + 2)), np.zeros((6, n + 2))
    np.cumsum(np.log(bases), axis=1, out=values[:, 1:])
    np.cumsum(1.0 / bases, axis=1, out=slopes[:, 1:])
    return values, slopes


class _Terms:
    """The terms of eq. (5) of a run of rows, end to end: left after opportunity tx, tx + 1 ... n - 1, or alive at n."""

    __slots__ = ("begins", "died", "last", "lengths", "seen", "taken")

    def __init__(self, x: Counts, tx: Counts, n: Counts) -> None:
        self.lengths: Counts = n - tx + 1
        ends = np.cumsum(self.lengths)
        self.begins: Counts = ends - self.lengths
        self.last: Counts = ends - 1
        self.taken: Counts = np.repeat(x, self.lengths)
        self.seen: Counts = np.arange(self.taken.size) - np.repeat(self.begins - tx, self.lengths)
        died = np.ones(self.taken.size, dtype=np.intp)
        died[self.last] = 0
        self.died: Counts = died

    def logs(self, values: Array) -> Array:
        """Logarithm of each term, from the sums of logs of `_rising_logs`."""
        a, b, ab, c, d, cd = values
        orders = a[self.taken] + b[self.seen - self.taken] - ab[self.seen]
        lives: Array = orders + c[self.died] + d[self.seen] - cd[self.seen + self.died]
        return lives

    def sum_of_exponentials(self, logs: Array) -> Array:
        """Logarithm of the sum of each row's terms, shape (n_rows,)."""
        highest = np.maximum.reduceat(logs, self.begins)
        sums = np.add.reduceat(np.exp(logs - np.repeat(highest, self.lengths)), self.begins)
        total: Array = highest + np.log(sums)
        return total

    def gradient(self, shares: Array, slopes: Array) -> Array:
        """Sum over the terms of share times the slope of the term's logarithm over (alpha, beta, gamma, delta)."""
        a, b, ab, c, d, cd = slopes
        both, end = shares @ ab[self.seen], shares @ cd[self.seen + self.died]
        return np.array(
            [
                shares @ a[self.taken] - both,
                shares @ b[self.seen - self.taken] - both,
                shares @ c[self.died] - end,
                shares @ d[self.seen] - end,
            ]
        )
