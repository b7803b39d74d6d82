"""Net present value as a function of the rate, for whole blocks of draws.

Throughout, z = ln(1 + annual rate): flows at t years count exp(-z t), and the search for a rate is nearly linear in z.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stream:
    """Net flows at time 0 and at evenly spaced times, time-major.

    `initial` [currency], shape (n_draws,); `columns` [currency], shape (n_times, n_draws); column k counts at
    first + k * step [year].
    """

    initial: Array
    columns: Array
    first: float
    step: float

    @property
    def last(self) -> float:
        """Time of the last flow [year]."""
        return self.first + self.step * (len(self.columns) - 1)

    def only(self, draws: NDArray[np.intp]) -> Stream:
        """The stream of some draws, copied."""
        return Stream(self.initial[draws], self.columns.take(draws, axis=1), self.first, self.step)


def stream(initial: Array, periods: Array, times: Array) -> Stream:
    """Flows as a `Stream`; raises ValueError where the times are not evenly spaced after time 0."""
    first = float(times[0])
    step = float(times[-1] - times[0]) / (times.size - 1) if times.size > 1 else first
    if not (first > 0 and step > 0 and np.allclose(times, first + step * np.arange(times.size), rtol=0, atol=1e-9)):
        raise ValueError("times must be positive and evenly spaced")
    return Stream(initial, periods.T, first, step)


def value(flows: Stream, z: Array) -> Array:
    """NPV at the rate z of each draw [currency], shape (n_draws,), by Horner's scheme."""
    x = np.exp(-flows.step * z)
    total: Array = flows.columns[-1].copy()
    for column in flows.columns[-2::-1]:
        total *= x
        total += column
    total *= np.exp(-flows.first * z)
    total += flows.initial
    return total


def value_and_slope(flows: Stream, z: Array) -> tuple[Array, Array]:
    """NPV [currency] and its derivative by z [currency], shape (n_draws,) each."""
    x = np.exp(-flows.step * z)
    total: Array = flows.columns[-1].copy()
    slope: Array = np.zeros_like(total)
    for column in flows.columns[-2::-1]:
        slope *= x
        slope += total
        total *= x
        total += column
    lead = np.exp(-flows.first * z)
    slope *= x
    slope *= -flows.step
    slope -= flows.first * total
    slope *= lead
    total *= lead
    total += flows.initial
    return total, slope


def sign_changes(initial: Array, columns: Array) -> tuple[NDArray[np.int16], Array]:
    """How often the flows change sign, zeros left out, and the sign of the first that is not zero, (n_draws,) each."""
    previous: Array = np.sign(initial)
    leading = previous.copy()
    changes = np.zeros(initial.shape, dtype=np.int16)
    for column in columns:
        sign = np.sign(column)
        changes += sign * previous < 0
        np.copyto(previous, sign, where=sign != 0)
        np.copyto(leading, sign, where=leading == 0)
    return changes, leading


def turns(flows: Stream, z: float) -> tuple[NDArray[np.int16], Array]:
    """How often the running sum of the flows, discounted at z, changes sign, and its last value, (n_draws,) each.

    None: NPV has no root above z. One, and not ending at zero: exactly one (Norstrom 1972, with flows discounted at z).
    """
    total: Array = flows.initial.copy()
    previous: Array = np.sign(total)
    changes = np.zeros(total.shape, dtype=np.int16)
    for place, column in enumerate(flows.columns):
        total += column * np.exp(-z * (flows.first + flows.step * place))
        sign = np.sign(total)
        changes += sign * previous < 0
        np.copyto(previous, sign, where=sign != 0)
    return changes, total


def invested_once(flows: Stream) -> NDArray[np.bool_]:
    """Draws whose negative flows all come before their positive ones, with both present, shape (n_draws,)."""
    earned, paid = flows.initial > 0, flows.initial < 0
    once: NDArray[np.bool_] = np.ones(paid.shape, dtype=bool)
    for column in flows.columns:
        negative = column < 0
        once &= ~(earned & negative)
        paid |= negative
        earned |= column > 0
    once &= paid & earned
    return once
