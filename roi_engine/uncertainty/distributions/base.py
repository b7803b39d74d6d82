"""What every distribution offers, the error of an impossible one, and the checks that the families share."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from roi_engine.errors import RoiEngineError

Array = NDArray[np.float64]
Atoms = tuple[Array, Array]  # values in ascending order, and the probability of each
MOST_STEPS = 120  # twice what halving alone needs


class DistributionError(RoiEngineError, ValueError):
    """A distribution that cannot exist was asked for; `hint` says what is accepted."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}; {hint}" if hint else message)

    def __reduce__(self) -> tuple[type[DistributionError], tuple[str, str]]:
        return type(self), (self.message, self.hint)


@runtime_checkable
class Distribution(Protocol):
    """An uncertain number as a frozen, hashable record; all chance enters as `u` of the unit interval.

    Attributes
    ----------
    mean, sd : [unit of the value]; infinite or nan where the moment does not exist.
    support : lower and upper end, which may be infinite.
    """

    @property
    def mean(self) -> float:
        """Mean [unit of the value]."""
        ...

    @property
    def sd(self) -> float:
        """Standard deviation [unit of the value]."""
        ...

    @property
    def support(self) -> tuple[float, float]:
        """Lower and upper end, which may be infinite."""
        ...

    def ppf(self, u: ArrayLike) -> Array:
        """Value below which the share `u` [1] of draws lies, shape of `u`; never falls as `u` rises."""
        ...

    def cdf(self, x: ArrayLike) -> Array:
        """Chance [1] of a value of at most `x`, shape of `x`."""
        ...

    def atoms(self) -> Atoms:
        """Single values that have a probability of their own, ascending, with these probabilities."""
        ...

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        ...

    def __hash__(self) -> int:
        """Equal records have equal hashes: a table is built once."""
        ...

    def words(self) -> str:
        """The distribution as a reader would state it, such as `PERT 0.3 / 0.8 / 1.4`."""
        ...


def no_atoms() -> Atoms:
    """The atoms of a continuous distribution: none."""
    return np.empty(0), np.empty(0)


class Continuous:
    """Families without atoms or kinks; one whose ends coincide is a constant, hence an atom."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def support(self) -> tuple[float, float]:
            """Lower and upper end, which may be infinite."""
            ...

        def ppf(self, u: ArrayLike) -> Array:
            """Value below which the share `u` [1] of draws lies, shape of `u`."""
            ...

    def isf(self, v: ArrayLike) -> Array:
        """Value above which the share `v` [1] of draws lies; families say it without the rounding of 1 - v."""
        return self.ppf(1 - np.asarray(v, float))

    def atoms(self) -> Atoms:
        """Values with a probability of their own, ascending, and these probabilities."""
        lower, upper = self.support
        return (np.array([lower]), np.ones(1)) if lower == upper else no_atoms()

    def kinks(self) -> tuple[float, ...]:
        """Values inside the support where the density jumps or breaks."""
        return ()


def finite(**numbers: float) -> None:
    """Raise DistributionError unless each number is one."""
    for name, number in numbers.items():
        if not math.isfinite(number):
            raise DistributionError(f"{name} is {number}", "a finite number is accepted")


def at_least_zero(**numbers: float) -> None:
    """Raise DistributionError unless each number is finite and not negative."""
    finite(**numbers)
    for name, number in numbers.items():
        if number < 0:
            raise DistributionError(f"{name} is {show(number)}, below zero", f"{name} of zero or more is accepted")


def ascending(**numbers: float) -> None:
    """Raise DistributionError unless the numbers are finite and none is above the next."""
    finite(**numbers)
    for (left, a), (right, b) in pairwise(numbers.items()):
        if a > b:
            order = " <= ".join(numbers)
            raise DistributionError(f"{left} {show(a)} is above {right} {show(b)}", f"{order} is accepted")


def share_inside(**shares: float) -> None:
    """Raise DistributionError unless each share lies strictly between 0 and 1."""
    for name, share in shares.items():
        if not 0 < share < 1:
            raise DistributionError(f"{name} is {show(share)}", "a share above 0 and below 1 is accepted")


def show(number: float) -> str:
    """A number for words and messages, six significant digits."""
    return f"{number:.6g}"


def constant(u: ArrayLike, value: float) -> Array:
    """The constant `value` in the shape of `u`."""
    return np.full(np.shape(u), float(value))


def step_cdf(x: ArrayLike, value: float) -> Array:
    """Chance of at most `x` where the only value is `value`."""
    return (np.asarray(x, float) >= value).astype(np.float64)


def invert(rising: Callable[[Array], Array], target: Array, low: Array, high: Array) -> Array:
    """Where a function that never falls passes `target`, within the brackets `low` to `high`, shape (n,) each.

    Chandrupatla (1997), Adv. Eng. Softw. 28:145: inverse quadratic steps where they are safe, halving where not, so
    that a jump of the function is found as surely as a root. Of a level stretch at `target` the upper end is found.
    """
    result = np.array(low, float)
    todo = np.arange(result.size)
    x1, x2 = result.copy(), np.array(high, float)
    f1, f2 = rising(x1) - target, rising(x2) - target
    x3, f3 = x1, f1
    step = np.full(x1.shape, 0.5)
    for _ in range(MOST_STEPS):
        x = x1 + step * (x2 - x1)
        f = rising(x) - target[todo]
        same = (f > 0) == (f1 > 0)
        x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
        x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
        x1, f1 = x, f
        result[todo] = x1
        width, least = np.abs(x2 - x1), 2 * np.finfo(float).eps * np.abs(x1) + np.finfo(float).tiny
        going = width > least
        todo, width, least = todo[going], width[going], least[going]
        if todo.size == 0:
            break
        x1, x2, x3, f1, f2, f3 = (part[going] for part in (x1, x2, x3, f1, f2, f3))
        step = np.clip(_quadratic_step((x1, x2, x3), (f1, f2, f3)), 0.5 * least / width, 1 - 0.5 * least / width)
    return result


def _quadratic_step(x: tuple[Array, Array, Array], f: tuple[Array, Array, Array]) -> Array:
    """Share of the bracket x1 to x2 to go: inverse quadratic where Chandrupatla's test allows it, else one half."""
    (x1, x2, x3), (f1, f2, f3) = x, f
    with np.errstate(divide="ignore", invalid="ignore"):
        xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
        safe = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
        quadratic = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
    return np.where(safe & np.isfinite(quadratic), quadratic, 0.5)
