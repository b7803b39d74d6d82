"""Lives counted in whole periods whose chance of ending differs between customers by a Beta distribution.

A customer leaves at the start of each period with his own chance theta ~ Beta(leave, stay); one who has been seen to
stay for n periods has theta ~ Beta(leave, stay + n). Contracts (sBG) and discrete opportunities (BG/BB) share this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import ModelError, Problem

Array = NDArray[np.float64]
ROUNDING = 1e-15
LONGEST_FRACTION = 2_000_000  # steps; a rate of 1e-10 a period is reached with fewer


def surviving_shares(leave: float, stay: ArrayLike, n_periods: int) -> Array:
    """Chance of still being there after 0, 1 ... n_periods periods [1], shape (*stay.shape, n_periods + 1).

    E[(1 - theta)^j] = B(leave, stay + j) / B(leave, stay), as a running product of retention rates: exact at any size
    of the parameters, where differences of log-gammas lose digits.
    """
    stays = np.asarray(stay, dtype=np.float64)[..., np.newaxis] + np.arange(n_periods)
    shares: Array = np.ones((*stays.shape[:-1], n_periods + 1))
    np.cumprod(stays / (leave + stays), axis=-1, out=shares[..., 1:])
    return shares


def discounted_periods(leave: float, stay: ArrayLike, discount_rate: float) -> Array:
    """Present value of one unit in each later period the customer stays, sum of E[(1 - theta)^j] / (1 + d)^j, j >= 1.

    Parameters
    ----------
    leave, stay
        Beta parameters of the chance to leave [1], `stay` of any shape.
    discount_rate
        d [1/period], compounded once a period, not negative.

    Returns
    -------
    Array
        Periods [1], the shape of `stay`: stay / (leave + stay) / (1 + d) * 2F1(1, stay + 1; leave + stay + 1; 1/(1+d)).

    Raises
    ------
    ModelError
        With a negative rate, and without a rate where leave <= 1: the sum has no end then.
    """
    stays = np.asarray(stay, dtype=np.float64)
    if not discount_rate >= 0 or (discount_rate == 0 and leave <= 1):
        said = f"the sum over all later periods is infinite at a discount rate of {discount_rate:g} a period"
        raise ModelError([Problem("discount_rate", said, accepted="a rate above 0", hint="or take a finite horizon")])
    if discount_rate == 0:
        return stays / (leave - 1.0)
    z = 1.0 / (1.0 + discount_rate)
    return stays / (leave + stays) * z * _hypergeometric_from_one(stays + 1.0, leave + stays, z)


def _hypergeometric_from_one(a: Array, c: Array, z: float) -> Array:
    """2F1(1, a; c + 1; z) by Gauss's continued fraction (DLMF 15.7.5 with b = 0), 0 < a <= c + 1, 0 < z < 1.

    All partial numerators are positive, so that the fraction settles from one side for any size of a and c, where
    the power series and its transformations cancel. Evaluated from the front by Lentz's method.
    """
    front: Array = np.ones_like(a)
    ratio_up, ratio_down = np.ones_like(a), np.zeros_like(a)
    for step in range(1, LONGEST_FRACTION):
        half = step // 2
        numerator = (a + half) * (c + half) if step % 2 else half * (c - a + half)
        coefficient = -z * numerator / ((c + step - 1) * (c + step))
        ratio_up = 1.0 + coefficient / ratio_up
        ratio_down = 1.0 / (1.0 + coefficient * ratio_down)
        change = ratio_up * ratio_down
        front = front * change
        if np.all(np.abs(change - 1.0) <= ROUNDING):
            return 1.0 / front
    said = "the discounted sum over all later periods did not settle"
    raise ModelError([Problem("discount_rate", said, hint="take a higher discount rate or a finite horizon")])
