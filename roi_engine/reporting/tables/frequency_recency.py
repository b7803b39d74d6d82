"""What the model expects of a customer by how often and how lately orders came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words


@dataclass(frozen=True, slots=True)
class FrequencyRecencyTable:
    """`values[i][j]` at `silence[i]` [time unit since the last order] and `frequency[j]` repeat orders.

    `chance`: the values are the chance of being alive; else expected orders over `horizon`.
    """

    frequency: tuple[float, ...]
    silence: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    chance: bool
    silence_label: str
    value_label: str
    caption: Caption
    header: tuple[str, ...] = ("since_last_order", "repeat_orders", "value")

    @property
    def rows(self) -> Rows:
        """One row a point of the grid."""
        return tuple(
            (s, x, self.values[i][j]) for i, s in enumerate(self.silence) for j, x in enumerate(self.frequency)
        )


def frequency_recency_table(
    grid: tuple[Sequence[float], Sequence[float], Sequence[Sequence[float]]],
    horizon: str | None,
    age: str,
    time_unit: str,
    source: str,
    words: Words,
) -> FrequencyRecencyTable | None:
    """The grid (repeat orders, time since the last order, values); `horizon` is None for the chance of being alive.

    `age` says how long ago the first order was. Points that cannot be (more orders than opportunities) are nan.
    """
    frequency, silence, values = grid
    found = np.array(values, dtype=float)
    if len(frequency) < 2 or len(silence) < 2:
        return None
    longest = np.nan_to_num(found[-1], nan=-1.0)
    title = N_("After a long silence, fewer earlier orders mean a better chance")
    if longest.argmax() == int(np.flatnonzero(longest >= 0)[-1]):
        title = N_("Whoever ordered more stays the better prospect, even after a long silence")
    unit = words.text(N_("{unit}s"), unit=time_unit)
    value_label = words.text(N_("Chance of being alive"))
    if horizon is not None:
        value_label = words.text(N_("Expected orders in {horizon}"), horizon=horizon)
    subtitle = words.text(
        N_("{value}, for customers whose first order was {age} ago"),
        value=value_label,
        age=age,
    )
    return FrequencyRecencyTable(
        frequency=tuple(map(float, frequency)),
        silence=tuple(map(float, silence)),
        values=tuple(map(tuple, found.tolist())),
        chance=horizon is None,
        silence_label=words.text(N_("Since the last order, {unit}"), unit=unit),
        value_label=value_label,
        caption=Caption(words.text(title), subtitle, source),
    )
