"""How many customers a pilot needs, and what one of a given size can see.

Normal approximation with a known spread, as is usual in planning (Cohen 1988, chapter 2; Kohavi, Tang & Xu 2020,
chapter 17): exact enough from some fifty customers in each arm. For a share p the spread is sqrt(p (1 - p)).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri

from roi_engine.errors import ModelError, Problem


@dataclass(frozen=True, slots=True)
class Sizes:
    """Customers needed in each arm."""

    n_treated: int
    n_control: int


def share_spread(share: float) -> float:
    """Standard deviation of the outcome 0 or 1 of a customer where `share` of them have 1."""
    _check(share=share)
    return math.sqrt(share * (1 - share))


def smallest_detectable_difference(
    sd: float, n_treated: int, n_control: int, *, power: float = 0.8, level: float = 0.95
) -> float:
    """Difference in means [unit of `sd`] that a pilot of this size finds with chance `power` (two-sided test)."""
    _check(power=power, level=level, sd=sd, n_treated=n_treated, n_control=n_control)
    return _reach(power, level) * sd * math.sqrt(1 / n_treated + 1 / n_control)


def sizes_for_power(
    difference: float, sd: float, *, treated_share: float = 0.5, power: float = 0.8, level: float = 0.95
) -> Sizes:
    """Customers needed to find a difference in means [unit of `sd`] with chance `power` (two-sided test).

    `treated_share` of all customers are treated: half needs the fewest, a control of 10 % needs 2.8 times as many.
    """
    _check(power=power, level=level, sd=sd, difference=abs(difference), treated_share=treated_share)
    return _split((_reach(power, level) * sd / difference) ** 2, treated_share)


def sizes_for_precision(half_width: float, sd: float, *, treated_share: float = 0.5, level: float = 0.95) -> Sizes:
    """Customers needed for an interval of the difference of +- `half_width` [unit of `sd`]."""
    _check(level=level, sd=sd, half_width=half_width, treated_share=treated_share)
    return _split((float(ndtri((1 + level) / 2)) * sd / half_width) ** 2, treated_share)


def _reach(power: float, level: float) -> float:
    """Standard errors between no difference and one found with chance `power`."""
    return float(ndtri((1 + level) / 2) + ndtri(power))


def _split(information: float, treated_share: float) -> Sizes:
    """Arms with 1 / n_treated + 1 / n_control = 1 / information, rounded up."""
    treated, control = information / (1 - treated_share), information / treated_share
    # a hair of rounding must not cost a customer
    return Sizes(*(max(math.ceil(n * (1 - 1e-12)), 2) for n in (treated, control)))


SHARES = ("power", "level", "treated_share", "share")


def _check(**given: float) -> None:
    """ModelError with every number that is out of its range."""
    problems = [
        Problem(name, f"{name} = {number:g}", name, accepted="accepted: above 0" + (" and below 1" * (name in SHARES)))
        for name, number in given.items()
        if not (0 < number < (1 if name in SHARES else math.inf))
    ]
    if problems:
        raise ModelError(problems)
