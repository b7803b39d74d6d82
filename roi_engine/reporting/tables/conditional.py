"""Orders after the fit, by the number of repeat orders before it: what came beside what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from roi_engine.reporting.tables.caption import Caption
from roi_engine.reporting.tables.cells import Rows
from roi_engine.reporting.words import N_, Words


@dataclass(frozen=True, slots=True)
class ConditionalTable:
    """Mean orders a customer of those with `frequency[i]` repeat orders before; `actual` None where none are known."""

    frequency: tuple[str, ...]
    customers: tuple[float, ...]
    actual: tuple[float, ...] | None
    expected: tuple[float, ...]
    caption: Caption
    header: tuple[str, ...] = ("repeat_orders_before", "customers", "actual_orders", "expected_orders")

    @property
    def rows(self) -> Rows:
        """One row a number of repeat orders."""
        came = self.actual if self.actual is not None else (None,) * len(self.expected)
        return tuple(zip(self.frequency, self.customers, came, self.expected, strict=True))


def conditional_table(
    groups: tuple[Sequence[str], Sequence[float]],
    actual: Sequence[float] | None,
    expected: Sequence[float],
    period: str,
    source: str,
    words: Words,
) -> ConditionalTable:
    """The two rows of means; `groups` are names and customers, `period` says over what time, e.g. `39 weeks`."""
    names, customers = groups
    title = words.text(N_("The model expects more of customers who have ordered more"))
    if any(later < earlier for earlier, later in pairwise(expected)):
        title = words.text(N_("More orders before do not always mean more to come"))
    if actual is not None:
        weights = list(customers)
        off = sum(n * abs(a - e) for n, a, e in zip(weights, actual, expected, strict=True))
        came = sum(n * a for n, a in zip(weights, actual, strict=True))
        if came > 0:
            title = words.text(
                N_("By earlier orders, the forecast misses what came by {share} on average"),
                share=words.chance(off / came),
            )
    subtitle = words.text(N_("Orders a customer in {period}, by repeat orders before"), period=period)
    return ConditionalTable(
        tuple(names),
        tuple(map(float, customers)),
        None if actual is None else tuple(map(float, actual)),
        tuple(map(float, expected)),
        Caption(title, subtitle, source),
    )
