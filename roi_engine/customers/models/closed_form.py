"""Lifetime value from one margin, one retention rate and one discount rate, each convention under its own name.

The three "textbook" formulas differ by whether the first payment is counted and when a payment is booked (Fader &
Hardie 2012, Reconciling and clarifying CLV formulas); at 80 % retention they lie up to a third apart. All suppose a
retention rate that is the same for every customer and every period: aggregate retention rises with tenure, so that
they undervalue a base with a past (Fader & Hardie 2010, Marketing Science 29(1)); see `sbg`.

Arguments may be numbers or arrays that broadcast; all rates are per period [1/period], compounded once a period.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import ModelError, Problem

Array = NDArray[np.float64]


def value_with_first_payment_now(margin: ArrayLike, retention: ArrayLike, discount_rate: ArrayLike) -> Array:
    """Value m (1 + d) / (1 + d - r): payments at the start of each period, the first, certain, today and counted.

    `margin` [currency/period]; returns [currency]. The value of a customer at the moment he is won.

    >>> float(value_with_first_payment_now(100, 0.8, 0.1))
    366.67
    """
    m, r, d = _checked(margin, retention, discount_rate)
    return m * (1.0 + d) / (1.0 + d - r)


def value_without_first_payment(margin: ArrayLike, retention: ArrayLike, discount_rate: ArrayLike) -> Array:
    """Value m r / (1 + d - r): the first payment not counted, the next one, if he stays, a period from today.

    `margin` [currency/period]; returns [currency]. What remains of a customer who has just paid: residual value, and
    what may be spent to keep the customer.

    >>> float(value_without_first_payment(100, 0.8, 0.1))
    266.67
    """
    m, r, d = _checked(margin, retention, discount_rate)
    return m * r / (1.0 + d - r)


def value_with_first_payment_at_end(margin: ArrayLike, retention: ArrayLike, discount_rate: ArrayLike) -> Array:
    """Value m / (1 + d - r): payments booked at the end of each period, the first one, certain, counted.

    `margin` [currency/period]; returns [currency].

    >>> float(value_with_first_payment_at_end(100, 0.8, 0.1))
    333.33
    """
    m, r, d = _checked(margin, retention, discount_rate)
    return m / (1.0 + d - r)


def margin_multiple(retention: ArrayLike, discount_rate: ArrayLike, growth: ArrayLike = 0.0) -> Array:
    """Multiple r / (1 + i - r (1 + g)): value in units of the yearly margin, the first payment not counted [1].

    Gupta & Lehmann (2003), Customers as assets, Journal of Interactive Marketing 17(1). The margin of the next period
    is 1 and grows by `growth` [1/period] from there.

    >>> float(margin_multiple(0.8, 0.12))
    2.5
    """
    _, r, i = _checked(1.0, retention, discount_rate)
    grown = r * (1.0 + np.asarray(growth, dtype=np.float64))
    if not np.all(grown < 1.0 + i):
        said = "the margin grows faster than it is lost and discounted: the value has no bound"
        raise ModelError([Problem("growth", said, accepted="accepted: retention x (1 + growth) below 1 + discount")])
    multiple: Array = r / (1.0 + i - grown)
    return multiple


def _checked(margin: ArrayLike, retention: ArrayLike, discount_rate: ArrayLike) -> tuple[Array, Array, Array]:
    """The three as arrays; ModelError with every fault found."""
    m, r, d = (np.asarray(given, dtype=np.float64) for given in (margin, retention, discount_rate))
    problems = []
    if not np.all(np.isfinite(m)):
        problems.append(Problem("margin", "the margin is not a finite number", "margin"))
    if not np.all((r >= 0.0) & (r <= 1.0)):
        hint = "write 80 % as 0.8" if np.all((r >= 0.0) & (r <= 100.0)) else ""
        said = "the retention rate is not a share"
        problems.append(Problem("retention", said, "retention", accepted="accepted: 0 to 1", hint=hint))
    elif not np.all((d > -1.0) & (r < 1.0 + d)):
        said = "the value has no bound: the discount rate does not outweigh the retention"
        problems.append(Problem("discount_rate", said, "discount_rate", accepted="accepted: above retention - 1"))
    if problems:
        raise ModelError(problems)
    return m, r, d
